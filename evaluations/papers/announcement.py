"""Thông báo: how a period was graded, as much of it as the school's quy chế lets everybody know. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.content import Appendix, Block, Content, Letterhead, Paragraph, Section, Signatory
from documents.tables import table_blocks
from documents.wording import items, sentence, text
from evaluations.papers.results import Period, Result, count_sentences, grade_table, praise_table

KIND = "notice"
TYPE_CODE = "TB"
LONGEST = 15  # rows that stand in the text; more go into an appendix


@dataclass(frozen=True)
class Announcement:
    """`only_commended`: names and counts of the others are not said. `bases` are written by the caller, one a line.

    `remarks` are further sentences of the school's own, one a paragraph.
    """

    issuer: str
    period: Period
    results: Sequence[Result]
    bases: Sequence[str] = ()
    only_commended: bool = False
    remarks: Sequence[str] = ()
    recipients: Sequence[str] = ()


def announcement_content(told: Announcement, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    """Those commended first, then everybody's grade; long tables stand in landscape appendices."""
    what = "Biểu dương" if told.only_commended else "Kết quả đánh giá, xếp loại"
    named = what.lower() if told.only_commended else "kết quả đánh giá, xếp loại"
    opening = f"{told.issuer} thông báo {named} {told.period.who} {told.period.words} như sau:"
    appendices: list[Appendix] = []
    sections = [_praise(told, appendices)]
    if not told.only_commended:
        sections = [_counts(told), *sections, _grades(told, appendices)]
    return Content(
        title="THÔNG BÁO",
        subject=f"{what} {told.period.who} {told.period.words}",
        letterhead=letterhead,
        bases=list(told.bases),
        blocks=[text(opening), *_numbered([each for each in sections if each])],
        closing=_closing(told, what),
        recipients=list(told.recipients) or _recipients(told),
        signatories=[signatory],
        appendices=appendices,
    )


def _numbered(sections: list[Section]) -> list[Block]:
    """A single part carries no number."""
    return sections if len(sections) > 1 else list(sections[0].blocks)


def _counts(told: Announcement) -> Section:
    whole, *shares = count_sentences(told.period, told.results)
    blocks: list[Block] = [text(whole)]
    if shares:
        blocks += items(shares[0].split(";"))
    return Section("Kết quả chung", blocks, style="arabic")


def _praise(told: Announcement, appendices: list[Appendix]) -> Section | None:
    praised = [each for each in told.results if each.praise and not each.is_exempt]
    if not praised:
        return Section("Biểu dương", [text(_nobody(told))], style="arabic") if told.only_commended else None
    words = f"{told.issuer} biểu dương {len(praised):02d} {told.period.who}"
    table = praise_table(told.period, praised, is_wide=len(praised) > LONGEST)
    if not table.is_wide:
        return Section("Biểu dương", [text(f"{words}:"), *table_blocks(table)], style="arabic")
    title = f"Danh sách {told.period.who} được biểu dương {told.period.words}"
    appendices.append(Appendix(title, table_blocks(table), is_landscape=True))
    return Section("Biểu dương", [text(f"{words} có tên trong danh sách kèm theo.")], style="arabic")


def _nobody(told: Announcement) -> str:
    return f"{sentence(told.period.words).rstrip('.')} không có {told.period.who} được biểu dương."


def _grades(told: Announcement, appendices: list[Appendix]) -> Section:
    heading = f"Xếp loại từng {told.period.who}"
    table = grade_table(told.period, told.results, is_wide=len(told.results) > LONGEST)
    if not table.is_wide:
        return Section(heading, table_blocks(table), style="arabic")
    title = f"Kết quả xếp loại {told.period.who} {told.period.words}"
    appendices.append(Appendix(title, table_blocks(table), is_landscape=True))
    return Section(heading, [text(f"Kết quả của từng {told.period.who} ghi trong danh sách kèm theo.")], style="arabic")


def _closing(told: Announcement, what: str) -> list[Paragraph]:
    last = f"{told.issuer} thông báo để các tổ, cá nhân liên quan biết và thực hiện."
    return [text(sentence(each)) for each in told.remarks if each.strip()] + [text(last)]


def _recipients(told: Announcement) -> list[str]:
    return ["Các tổ", f"{sentence(told.period.who).rstrip('.')} có tên", "Lưu: VT"]
