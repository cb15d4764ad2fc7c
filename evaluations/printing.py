"""What the worker prints of the evaluations: the right of whoever asked is asked anew, then her papers are made."""

from __future__ import annotations

from dataclasses import replace

from core import clock
from core.errors import DomainError
from core.tables import DataTable
from core.workbook import table_bytes
from documents.content import Content, Signatory
from documents.services import head_signatory, letterhead_for
from documents.tables import table_blocks
from evaluations.exports import export_tables
from evaluations.models import EvaluationPeriod, EvaluationSheet
from evaluations.models.rubrics import Subject
from evaluations.papers.lists import summary_content
from evaluations.papers.results import summary_table
from evaluations.papers.sheet import sheet_content
from evaluations.services.papers import (
    has_council_column,
    loaded,
    paper_period,
    results_of,
    sheet_facts,
)
from evaluations.visibility import sheets_for

NO_RIGHT = "Tài khoản không còn quyền xem nội dung này."
File = tuple[str, bytes]


def file_stem(period: EvaluationPeriod) -> str:
    return f"{period.starts_on:%Y-%m}"


def summary_tables(reader, period: EvaluationPeriod, sheets) -> list[DataTable]:
    """Bảng tổng hợp: people, then collectives where there are some."""
    found = []
    for is_collective in (False, True):
        some = [sheet for sheet in sheets if (sheet.subject != Subject.PERSON) == is_collective]
        if some or not (is_collective or sheets):
            told = paper_period(period, some, is_collective=is_collective)
            has_council = has_council_column(period, some)
            found.append(summary_table(told, results_of(reader, period, some), has_council=has_council))
    return found


def summary_paper(reader, period: EvaluationPeriod, sheets) -> Content:
    today = clock.today()
    people = [sheet for sheet in sheets if sheet.subject == Subject.PERSON] or sheets
    is_collective = bool(people) and people[0].subject != Subject.PERSON
    content = summary_content(
        paper_period(period, people, is_collective=is_collective),
        results_of(reader, period, people),
        has_council=has_council_column(period, people),
        letterhead=_letterhead(period.organisation, today),
        signatories=[Signatory("NGƯỜI LẬP BẢNG", reader.full_name), head_signatory(period.organisation, today)],
    )
    if len(people) < len(sheets):
        content.blocks.extend(table_blocks(summary_tables(reader, period, sheets)[1]))
    return content


def result_table_paper(reader, period: EvaluationPeriod, sheets) -> Content:
    """The same table as a document with a number: signed by the head alone, kept by the office and the tổ."""
    today = clock.today()
    return replace(
        summary_paper(reader, period, sheets),
        letterhead=letterhead_for(period.organisation, type_code="BTH", on=today),
        signatories=[head_signatory(period.organisation, today)],
        recipients=["Các tổ", "Lưu: VT, hồ sơ đánh giá"],
        is_form=False,
    )


def _letterhead(organisation, today):
    """A table or a sheet stands in no book of documents, so it carries no number."""
    return replace(letterhead_for(organisation, type_code="", on=today), symbol="")


def sheet_paper(reader, sheet: EvaluationSheet) -> Content:
    today = clock.today()
    head = head_signatory(sheet.organisation, today)
    own = "NGƯỜI TỰ ĐÁNH GIÁ" if sheet.subject == Subject.PERSON else "ĐẠI DIỆN TẬP THỂ"
    name = sheet.candidate_name if sheet.subject == Subject.PERSON else ""
    return sheet_content(
        sheet_facts(reader, sheet),
        letterhead=_letterhead(sheet.organisation, today),
        signatories=[Signatory(own, name), Signatory("TỔ TRƯỞNG"), head],
    )


# ---- for the worker ----


def _pdf(content: Content) -> bytes:
    from documents import rendering  # loads WeasyPrint: only in the process that renders

    return rendering.render_pdf(content, draft=False)


def _allowed(job, permission: str, about):
    if about is None or not job.created_by.has_perm(permission, about):
        raise DomainError(NO_RIGHT)
    return about


def _period_sheets(job, pk: int, query):
    rows = EvaluationPeriod.objects.for_organisation(job.organisation).select_related("organisation", "entry")
    period = _allowed(job, "evaluations.review_evaluationperiod", rows.filter(pk=pk).first())
    found = sheets_for(job.created_by, period, query)
    if found is None:
        raise DomainError(NO_RIGHT)
    return period, loaded(found)


def _summary_pdf(job, pk: int, query) -> File:
    period, sheets = _period_sheets(job, pk, query)
    return f"Tong-hop-xep-loai-{file_stem(period)}.pdf", _pdf(summary_paper(job.created_by, period, sheets))


def _summary_excel(job, pk: int, query) -> File:
    period, sheets = _period_sheets(job, pk, query)
    tables = summary_tables(job.created_by, period, sheets)
    return f"Tong-hop-xep-loai-{file_stem(period)}.xlsx", table_bytes(period.label.capitalize(), *tables)


def _export_excel(job, pk: int, query) -> File:
    period, sheets = _period_sheets(job, pk, query)
    tables = export_tables(job.created_by, period, sheets)
    return f"Danh-gia-{file_stem(period)}.xlsx", table_bytes(period.label.capitalize(), *tables)


def _sheet_pdf(job, pk: int, query) -> File:
    rows = EvaluationSheet.objects.for_organisation(job.organisation).with_names().with_scores().filter(pk=pk)
    sheet = _allowed(job, "evaluations.view_evaluationsheet", rows.first())
    name = sheet.code or f"Phieu-{file_stem(sheet.period)}-{sheet.pk}"
    return f"{name}.pdf", _pdf(sheet_paper(job.created_by, sheet))


MAKERS = {
    "summary": _summary_pdf,
    "summary_excel": _summary_excel,
    "export": _export_excel,
    "sheet": _sheet_pdf,
}
