"""What a person says is wrong with her record or missing from it, and the answer of whoever keeps it."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.vietnamese import clean_line
from deadlines.services import fulfil, oblige
from documents.models import Evidence
from notifications.services import notify
from organisation.models import Organisation
from records.models import CorrectionRequest
from records.services.keepers import answering_role

State = CorrectionRequest.State
LONGEST = 2000
MOST_OPEN = 20  # of one person at once


@transaction.atomic
def ask_correction(
    *, organisation, person, text: str, about: str = "", evidence: Evidence | None = None, by
) -> CorrectionRequest:
    """Say that a row is wrong (`about`: the row in words) or that one is missing (""); the same again is the same row.

    DomainError without words, with another person's file, or with more than `MOST_OPEN` open at once.
    """
    about, text = clean_line(about)[:250], text.strip()
    if not text:
        raise DomainError("Ghi rõ cần sửa hoặc bổ sung gì, theo văn bản nào.")
    if len(text) > LONGEST:
        raise DomainError(f"Nội dung dài {len(text)} ký tự, tối đa {LONGEST}. Rút gọn rồi gửi lại.")
    if evidence is not None and evidence.person_id != person.pk:
        raise DomainError("Chỉ gửi kèm được tệp trong kho minh chứng của mình.")
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)  # two clicks are one request
    mine = CorrectionRequest.objects.for_organisation(organisation).filter(person=person, state=State.OPEN)
    if same := mine.filter(about=about, text=text, evidence=evidence).first():
        return same
    if mine.count() >= MOST_OPEN:
        raise DomainError(f"Đang có {MOST_OPEN} đề nghị chờ trả lời. Chờ trả lời hoặc rút bớt rồi gửi tiếp.")
    request = CorrectionRequest.objects.create(
        organisation=organisation, person=person, about=about, text=text, evidence=evidence
    )
    oblige(
        organisation=organisation,
        key=_key(request),
        title=f"Trả lời đề nghị sửa hồ sơ của {person.full_name}",
        url_name="records:correction_detail",
        url_kwargs={"pk": request.pk},
        role=answering_role(organisation, but=person),
        why=about or "Thiếu thành tích",
        button="Trả lời",
    )
    audit.record(
        "records.correction_asked",
        request,
        by=by,
        personal={"person": person.full_name, "about": about, "text": text},
    )
    return request


@transaction.atomic
def withdraw_correction(request: CorrectionRequest, *, by) -> CorrectionRequest:
    """Take it back while nobody has answered; a second time changes nothing."""
    request = _locked(request)
    if request.state == State.WITHDRAWN:
        return request
    _refuse_closed(request)
    request.state = State.WITHDRAWN
    request.save(update_fields=["state"])
    fulfil(request.organisation, _key(request))
    audit.record("records.correction_withdrawn", request, by=by, personal={"person": request.person.full_name})
    return request


@transaction.atomic
def answer_correction(request: CorrectionRequest, *, is_done: bool, answer: str, by) -> CorrectionRequest:
    """Answer “đã sửa” or “không sửa”, each with a sentence; the person is told. Nobody answers her own."""
    request = _locked(request)
    answer = answer.strip()
    _refuse_closed(request)
    if request.person.user_id == by.pk:
        raise DomainError(
            "Không ai trả lời đề nghị của chính mình. Nhờ người khác trong ban lãnh đạo hoặc thư ký trả lời."
        )
    if not answer:
        raise DomainError("Ghi đã sửa những gì." if is_done else "Ghi lý do không sửa.")
    request.state = State.DONE if is_done else State.REFUSED
    request.answer, request.answered_by, request.answered_at = answer, by, clock.now()
    request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    fulfil(request.organisation, _key(request))
    notify(
        request.person,
        organisation=request.organisation,
        key=f"correction:{request.pk}:answered",
        subject=f"Đề nghị sửa hồ sơ: {request.get_state_display().lower()}",
        body=f"{request.about or 'Thiếu thành tích'}. {answer}",
        url=reverse("records:own_record", args=[request.organisation.slug]) + "#requests",
    )
    audit.record(
        "records.correction_answered",
        request,
        by=by,
        after={"state": request.state},
        personal={"person": request.person.full_name, "answer": answer},
    )
    return request


def _refuse_closed(request: CorrectionRequest) -> None:
    if request.state != State.OPEN:
        raise DomainError(f"Đề nghị này đã ở trạng thái “{request.get_state_display()}” nên không đổi được nữa.")


def _locked(request: CorrectionRequest) -> CorrectionRequest:
    rows = CorrectionRequest.objects.for_organisation(request.organisation).select_for_update(of=("self",))
    return rows.select_related("person", "organisation").get(pk=request.pk)


def _key(request: CorrectionRequest) -> str:
    return f"correction:{request.pk}"
