"""Bảng tổng hợp: the table of a period and that of a year, to be signed. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from core.tables import DataTable
from documents.content import Content, Letterhead, Signatory
from documents.tables import table_blocks
from evaluations.papers.results import Period, Result, summary_table

KIND = "list"
TITLE = "BẢNG TỔNG HỢP"


def summary_content(
    period: Period,
    results: Sequence[Result],
    *,
    has_council: bool,
    letterhead: Letterhead,
    signatories: Sequence[Signatory],
    bases: Sequence[str] = (),
) -> Content:
    """The landscape table of a period, counts by grade under it."""
    table = summary_table(period, results, has_council=has_council)
    return table_content(table, letterhead=letterhead, signatories=signatories, bases=bases)


def table_content(
    table: DataTable, *, letterhead: Letterhead, signatories: Sequence[Signatory], bases: Sequence[str] = ()
) -> Content:
    """Any table as a sheet of its own, under its caption; on its side where it is wide."""
    table_only, *rest = table_blocks(table)
    table_only.caption = ""
    return Content(
        title=TITLE,
        subject=table.caption,
        letterhead=letterhead,
        bases=list(bases),
        blocks=[table_only, *rest],
        signatories=list(signatories),
        is_form=True,
        is_landscape=table.is_wide,
    )
