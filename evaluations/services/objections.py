"""What a person says of her provisional result within the counted days, and the answer with its reasons."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.templatetags.ui import vi_date
from deadlines.services import fulfil, oblige
from evaluations.models import EvaluationSheet, Objection
from evaluations.services.sheets import locked_after_period
from notifications.services import notify
from organisation.models import Role

State = EvaluationSheet.State
LONGEST = 3000


@transaction.atomic
def file_objection(sheet: EvaluationSheet, *, kind: str, text: str, by) -> Objection:
    """Explain or object, while the result is provisional and the days run; one at a time."""
    sheet = locked_after_period(sheet)
    text = text.strip()
    if not text:
        raise DomainError("Viết nội dung ý kiến rồi gửi.")
    if len(text) > LONGEST:
        raise DomainError(f"Ý kiến dài {len(text)} ký tự, tối đa {LONGEST}. Rút gọn rồi gửi lại.")
    if refusal := objection_refusal(sheet):
        raise DomainError(refusal)
    objection = Objection.objects.create(
        organisation=sheet.organisation, sheet=sheet, kind=kind, text=text, filed_by=by
    )
    oblige(
        organisation=sheet.organisation,
        key=_key(objection),
        title=f"Trả lời ý kiến của {sheet.candidate_name}, {sheet.period.label}",
        url_name="evaluations:sheet_detail",
        url_kwargs={"pk": sheet.pk},
        role=Role.COUNCIL_SECRETARY,
        why=objection.get_kind_display(),
        button="Trả lời",
    )
    audit.record("evaluations.objection_filed", sheet, by=by, after={"kind": kind})
    return objection


def objection_refusal(sheet: EvaluationSheet) -> str:
    """Why nothing can be said of the result now; "" where it can."""
    until = sheet.period.objections_until
    if sheet.state != State.PROVISIONAL or until is None:
        return "Chỉ gửi ý kiến được khi có kết quả dự kiến."
    if clock.now() > until:
        return f"Đã hết thời gian gửi ý kiến (hết ngày {vi_date(until)}). Trao đổi với thư ký hội đồng."
    if sheet.objections.filter(outcome="", withdrawn_at=None).exists():
        return "Đã có một ý kiến đang chờ trả lời. Rút ý kiến đó nếu muốn viết lại."
    return ""


@transaction.atomic
def withdraw_objection(objection: Objection, *, by) -> Objection:
    objection = _open(objection)
    objection.withdrawn_at = clock.now()
    objection.save(update_fields=["withdrawn_at"])
    fulfil(objection.organisation, _key(objection))
    audit.record("evaluations.objection_withdrawn", objection.sheet, by=by)
    return objection


@transaction.atomic
def answer_objection(objection: Objection, *, outcome: str, answer: str, by) -> Objection:
    """Answer with reasons. “Xét lại” sends the sheet back to the tổ's column; the person is told either way."""
    answer = answer.strip()
    if not answer:
        raise DomainError("Ghi lý do trong câu trả lời.")
    objection = _open(objection)
    if objection.filed_by_id == by.pk:
        raise DomainError("Không ai trả lời ý kiến của chính mình.")
    objection.outcome, objection.answer = outcome, answer
    objection.answered_by, objection.answered_at = by, clock.now()
    objection.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    sheet = objection.sheet
    if outcome == Objection.Outcome.CHANGED:
        sheet.move_to(State.DEPARTMENT_RECOMMENDED)
        sheet.reviewed_at = clock.now()  # what the council decided before no longer counts
        sheet.touch()
        sheet.save()
    fulfil(objection.organisation, _key(objection))
    if sheet.person_id:
        notify(
            sheet.person,
            organisation=sheet.organisation,
            key=f"objection:{objection.pk}:answered",
            subject=f"Trả lời ý kiến về kết quả {sheet.period.label}",
            body=f"{objection.get_outcome_display()}. {answer}",
            url=reverse("evaluations:sheet_detail", args=[sheet.organisation.slug, sheet.pk]),
        )
    audit.record("evaluations.objection_answered", sheet, by=by, after={"outcome": outcome})
    return objection


def _open(objection: Objection) -> Objection:
    """The objection with its sheet, both locked; DomainError where it was answered or withdrawn meanwhile."""
    sheet = locked_after_period(objection.sheet)
    rows = Objection.objects.for_organisation(objection.organisation).select_for_update(of=("self",))
    objection = rows.select_related("organisation").get(pk=objection.pk)
    objection.sheet = sheet
    if not objection.is_open:
        raise DomainError("Ý kiến này đã được trả lời hoặc đã rút.")
    return objection


def _key(objection: Objection) -> str:
    return f"objection:{objection.pk}"
