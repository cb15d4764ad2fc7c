"""Records that go to another organisation with somebody who moved, and those that come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core import clock
from core.access import access
from core.errors import DomainError
from core.vietnamese import whole_number
from organisation.models import Employment, Organisation, Person
from records.criteria import LEVEL_NAMES
from records.models import RecordTransfer
from records.services import transfers

State = RecordTransfer.State


@dataclass(frozen=True)
class Seen:
    """A transfer as one of its two sides sees it; the right to it is asked of that side."""

    transfer: RecordTransfer
    organisation: Organisation

    @property
    def is_sender(self) -> bool:
        return self.transfer.organisation_id == self.organisation.pk


def _seen(request, pk, **kwargs) -> Seen:
    here = request.organisation
    rows = RecordTransfer.objects.filter(
        Q(pk__in=RecordTransfer.objects.sent_by(here).values("pk"))
        | Q(pk__in=RecordTransfer.objects.addressed_to(here).values("pk"))
    )
    return Seen(get_object_or_404(rows.with_names(), pk=pk), here)


def _sent(request, pk, **kwargs) -> Seen:
    rows = RecordTransfer.objects.sent_by(request.organisation).with_names()
    return Seen(get_object_or_404(rows, pk=pk), request.organisation)


def _received(request, pk, **kwargs) -> Seen:
    rows = RecordTransfer.objects.addressed_to(request.organisation).with_names()
    return Seen(get_object_or_404(rows, pk=pk), request.organisation)


@access("records.keep_transfers", methods=["GET"])
def transfer_list(request):
    """What came and what was sent, latest first."""
    here = request.organisation
    context = {
        "received": RecordTransfer.objects.addressed_to(here).with_names(),
        "sent": RecordTransfer.objects.sent_by(here).with_names(),
    }
    return render(request, "records/transfer_list.html", context)


@access("records.keep_transfers")
def transfer_create(request):
    """Choose who left and where to, see what would go, send exactly that."""
    here = request.organisation
    data = request.POST if request.method == "POST" else request.GET
    people = transfers.leavers(here)
    person = people.filter(pk=whole_number(data.get("person"))).first()
    receiver = Organisation.objects.exclude(pk=here.pk).filter(pk=whole_number(data.get("receiver"))).first()
    error = ""
    if request.method == "POST":
        try:
            if person is None or receiver is None:
                raise DomainError("Chọn người và đơn vị mới rồi xem lại trước khi gửi.")
            sent = transfers.send_record(
                here, person, receiver=receiver, shown=request.POST.get("shown", ""), by=request.user
            )
        except DomainError as refusal:
            error = refusal.message
        else:
            messages.success(request, f"Đã gửi hồ sơ của {person.full_name} đến {receiver.name}.")
            return redirect("records:transfer_detail", here.slug, sent.pk)
    words = data.get("q", "").strip()[:100]
    if not error and "q" in data and receiver is None and not (words and person):
        error = "Chọn người đã chuyển đi và ghi tên đơn vị mới rồi tìm."
    content = transfers.content_of(here, person) if person and receiver else None
    context = {
        "people": people,
        "person": person,
        "receiver": receiver,
        "words": words,
        "found": transfers.found_organisations(words, but=here) if words and receiver is None else [],
        "parts": parts_of(content) if content else None,
        "shown": transfers.hash_of(content) if content else "",
        "error": error,
        "has_errors": bool(error),
    }
    return render(
        request, "records/transfer_create.html", context, status=422 if error and request.method == "POST" else 200
    )


class MatchForm(forms.Form):
    """Which of the own people the record belongs to."""

    person = forms.ModelChoiceField(
        label="Người ở đơn vị",
        queryset=Person.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Chưa chọn người.", "invalid_choice": "Chọn lại người trong danh sách."},
    )

    def __init__(self, *args, offer: RecordTransfer, everybody: bool, **kwargs):
        super().__init__(*args, **kwargs)
        suggested = transfers.suggested_people(offer)
        here = Person.objects.employed_at(offer.receiver, on=clock.today())
        self.fields["person"].queryset = here if everybody else here.filter(pk__in=[each.pk for each in suggested])
        self.fields["person"].label_from_instance = lambda each: self._words(each)
        if everybody:
            self.fields["person"].widget = forms.Select(attrs={"class": "form-select"})
            self.fields["person"].empty_label = "Chọn người"
            self.fields["person"].widget.choices = self.fields["person"].choices
        works = Employment.objects.for_organisation(offer.receiver).on(clock.today()).select_related("department")
        self.places = {
            work.person_id: work.department.name if work.department else work.get_staff_kind_display() for work in works
        }
        self.has_suggestions = bool(suggested)
        self.told = offer.content["person"]
        sure = [each for each in suggested if each.pk == offer.person_id or self._same_birth(each)]
        if len(sure) == 1:
            self.fields["person"].initial = sure[0].pk

    def _same_birth(self, person: Person) -> bool:
        return person.born_on is not None and person.born_on.isoformat() == self.told["born_on"]

    def _words(self, person: Person) -> str:
        born = f"sinh ngày {person.born_on:%d/%m/%Y}" if person.born_on else "chưa ghi ngày sinh"
        parts = [person.full_name, born, self.places.get(person.pk, "")]
        return ", ".join(filter(None, parts)) + (" (trùng ngày sinh)" if self._same_birth(person) else "")


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label="Lý do không nhận",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Chưa có lý do. Ghi để đơn vị cũ biết cần sửa gì."},
    )


@access("records.keep_transfers", _seen, methods=["GET"])
def transfer_detail(request, seen):
    """What was sent, how it stands, and what this side may do."""
    return _detail(request, seen)


def _detail(request, seen: Seen, *, match=None, refusal=None, status: int = 200):
    transfer = seen.transfer
    can_answer = not seen.is_sender and transfer.state == State.SENT
    context = {
        "transfer": transfer,
        "is_sender": seen.is_sender,
        "parts": parts_of(transfer.content),
        "told": transfer.content["person"] | {"born_day": _day(transfer.content["person"]["born_on"])},
        "can_withdraw": seen.is_sender and transfer.state == State.SENT,
        "can_answer": can_answer,
        "everybody": "all" in request.GET,
        "match": match or (can_answer and _match_form(request, transfer)),
        "refusal": refusal or RefusalForm(),
        "refusal_is_open": refusal is not None,
        "results": [dict(zip(("words", "outcome", "why"), row, strict=True)) for row in transfer.results],
        "has_errors": bool(match or refusal),
    }
    return render(request, "records/transfer_detail.html", context, status=status)


def _match_form(request, transfer, data=None) -> MatchForm:
    return MatchForm(data, offer=transfer, everybody="all" in request.GET)


@access("records.keep_transfers", _received, methods=["POST"])
def transfer_confirm(request, seen):
    form = _match_form(request, seen.transfer, request.POST)
    if not form.is_valid():
        return _detail(request, seen, match=form, status=422)
    try:
        transfer = transfers.confirm_transfer(seen.transfer, person=form.cleaned_data["person"], by=request.user)
    except DomainError as error:
        form.add_error(None, error.message)
        return _detail(request, seen, match=form, status=422)
    left_out = sum(outcome == "refused" for _, outcome, _ in transfer.results)
    messages.success(request, f"Đã nhận {len(transfer.results) - left_out} dòng vào hồ sơ.")
    if left_out:
        messages.warning(request, f"{left_out} dòng không ghi vì khác với hồ sơ đang có. Xem lý do ở dưới.")
    return redirect("records:transfer_detail", request.organisation.slug, transfer.pk)


@access("records.keep_transfers", _received, methods=["POST"])
def transfer_refuse(request, seen):
    form = RefusalForm(request.POST)
    if form.is_valid():
        try:
            transfers.refuse_transfer(seen.transfer, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã trả lời đơn vị cũ.")
            return redirect("records:transfer_detail", request.organisation.slug, seen.transfer.pk)
    return _detail(request, seen, refusal=form, status=422)


@access("records.keep_transfers", _sent)
def transfer_withdraw(request, seen):
    transfer, slug = seen.transfer, request.organisation.slug
    if request.method == "POST":
        try:
            transfers.withdraw_transfer(transfer, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Đã rút hồ sơ.")
        return redirect("records:transfer_detail", slug, transfer.pk)
    if transfer.state != State.SENT:
        raise Http404
    context = {
        "heading": f"Rút hồ sơ của {transfer.person.full_name}?",
        "consequences": [f"{transfer.receiver.name} không còn xem được hồ sơ này."],
        "verb": "Rút hồ sơ",
        "cancel_url": reverse("records:transfer_detail", args=[slug, transfer.pk]),
    }
    return render(request, "components/confirm.html", context)


def parts_of(content: dict) -> dict[str, list]:
    """The content as the page shows it."""
    ratings = [row | {"level_name": LEVEL_NAMES.get(row["level"], row["level"])} for row in content["ratings"]]
    decided = {"titles": content["titles"], "initiatives": content["initiatives"], "ratings": ratings}
    service = [row | {"from_day": _day(row["from_on"]), "to_day": _day(row["to_on"])} for row in content["service"]]
    return {name: _with_day(rows) for name, rows in decided.items()} | {"service": service}


def _with_day(rows: list[dict]) -> list[dict]:
    return [row | {"decided_day": _day(row["decided_on"])} for row in rows]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
