"""Papers of published results that stand as documents: a sheet frozen for its person, the table of a period."""

from __future__ import annotations

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from documents import services as documents
from documents.models import OfficialDocument
from documents.paper_forms import PAPER_FORMS
from evaluations.models import EvaluationPeriod, EvaluationSheet
from evaluations.models.rubrics import Subject
from evaluations.printing import result_table_paper, sheet_paper
from evaluations.services.papers import loaded

TABLE = "result_table"
SHEET = "sheet"


def sheet_refusal(sheet: EvaluationSheet) -> str:
    """Why a sheet has no official copy yet; "" where it can have one."""
    if sheet.state != EvaluationSheet.State.PUBLISHED:
        return "Kết quả của phiếu chưa công bố nên chưa lập bản chính thức."
    return ""


@transaction.atomic
def freeze_sheet(sheet: EvaluationSheet, *, by) -> OfficialDocument:
    """The official copy of a published sheet, as its own person reads it; unchanged results give the same copy."""
    rows = EvaluationSheet.objects.for_organisation(sheet.organisation).select_for_update(of=("self",))
    sheet = rows.with_names().with_scores().get(pk=sheet.pk)
    if refusal := sheet_refusal(sheet):
        raise DomainError(refusal)
    reader = sheet.person.user if sheet.subject == Subject.PERSON and sheet.person.user_id else by
    content = sheet_paper(reader, sheet)
    held = sheet.paper
    if held is not None and held.content.blocks == content.blocks:
        return held
    sheet.paper = documents.issue_form(
        organisation=sheet.organisation,
        form=SHEET,
        content=content,
        by=by,
        origin_name="evaluations:sheet_detail",
        origin_kwargs={"pk": sheet.pk},
    )
    sheet.save(update_fields=["paper"])
    after = {"document": sheet.paper_id, "follows": held.pk if held else None}
    audit.record("evaluations.sheet_frozen", sheet, by=by, after=after)
    return sheet.paper


@transaction.atomic
def draft_result_table(period: EvaluationPeriod, *, by) -> OfficialDocument:
    """Bảng tổng hợp xếp loại as a document to be approved and numbered; made anew while it is a draft."""
    rows = EvaluationPeriod.objects.for_organisation(period.organisation).select_for_update(of=("self",))
    period = rows.select_related("organisation", "result_table", "result_table__series").get(pk=period.pk)
    if not period.published_at:
        raise DomainError(f"Kết quả {period.label} chưa công bố nên chưa lập bảng tổng hợp để ban hành.")
    sheets = loaded(EvaluationSheet.objects.of_period(period).exclude(subject=Subject.UNIT))
    content = result_table_paper(by, period, sheets)
    old = period.result_table
    if old is not None and old.state in (OfficialDocument.State.SUBMITTED, OfficialDocument.State.APPROVED):
        raise DomainError("Bảng tổng hợp đang chờ duyệt hoặc chờ số. Trả lại văn bản rồi lập lại.")
    if old is not None and old.state == OfficialDocument.State.DRAFT:
        note = "Lập lại theo kết quả hiện nay"  # what was written into the draft stays among its versions
        return documents.write_draft(old, content, before=old.content_hash, note=note, by=by)
    if old is not None and old.content.blocks == content.blocks:
        raise DomainError(f"Bảng tổng hợp số {old.full_number} đã ban hành và kết quả chưa thay đổi.")
    period.result_table = documents.create_document(
        organisation=period.organisation,
        kind=PAPER_FORMS[TABLE].kind,
        form=TABLE,
        content=content,
        by=by,
        origin_name="evaluations:period_detail",
        origin_kwargs={"pk": period.pk},
    )
    period.save(update_fields=["result_table"])
    after = {"document": period.result_table_id, "follows": old.pk if old else None}
    audit.record("evaluations.table_drafted", period, by=by, after=after)
    return period.result_table
