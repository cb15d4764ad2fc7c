"""The year's round: opened from its date; who owes a registration, and when one may be written."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.templatetags.ui import vi_date, vi_time
from deadlines.models import CalendarEntry
from deadlines.services import closed_sentence, effective_times, oblige
from organisation.models import Person
from registrations.models import Registration, RegistrationRound


@transaction.atomic
def open_round(entry: CalendarEntry, *, by) -> RegistrationRound:
    """Open the year's round under its date and oblige everybody employed; a second call reaches those who joined."""
    if entry.purpose != CalendarEntry.Purpose.REGISTRATION:
        raise DomainError(f"“{entry.title}” không phải là mốc đăng ký danh hiệu.")
    round, is_new = RegistrationRound.objects.select_for_update(of=("self",)).get_or_create(
        organisation=entry.organisation, school_year=entry.school_year, defaults={"entry": entry}
    )
    if round.state == RegistrationRound.State.LOCKED:
        raise DomainError("Đợt đăng ký đã khóa, danh sách đã lập.")
    settled = set(
        round.registrations.exclude(state=Registration.State.DRAFT).values_list("person_id", flat=True)
    )  # one that was sent back is owed already, with its reason
    for person in Person.objects.employed_at(round.organisation, on=clock.today()).exclude(pk__in=settled):
        oblige_person(round, person)
    if is_new:
        audit.record("registrations.round_opened", round, by=by, after={"entry": entry.pk})
    return round


def is_open_for(round: RegistrationRound, person: Person | None) -> bool:
    opens_at, _, cut_off_at = effective_times(round.entry, person)
    return round.state == RegistrationRound.State.OPEN and opens_at <= clock.now() <= cut_off_at


def not_open_sentence(opens_at: datetime) -> str:
    return f"Đăng ký mở từ {vi_time(opens_at)} ngày {vi_date(opens_at)}."


def _key_of(round: RegistrationRound, person: Person) -> str:
    return f"registration:{round.pk}:{person.pk}"


def obligation_key(registration: Registration) -> str:
    """Under which a candidate owes her registration, a tổ the mending of what was sent back."""
    if registration.person_id:
        return _key_of(registration.round, registration.person)
    return f"registration:{registration.round_id}:department:{registration.department_id}"


def oblige_person(round: RegistrationRound, person: Person, *, why: str = "", button: str = "Đăng ký") -> None:
    """What was sent back after the deadline has none any more: it may be mended until the lock."""
    is_past_due = bool(why) and clock.now() > effective_times(round.entry, person)[1]
    oblige(
        organisation=round.organisation,
        key=_key_of(round, person),
        title=f"Đăng ký danh hiệu thi đua {round.school_year}",
        url_name="registrations:registration_edit",
        person=person,
        entry=None if is_past_due else round.entry,
        why=why or round.entry.source_label,
        button=button,
    )


def refuse_locked(round: RegistrationRound) -> None:
    if round.state == RegistrationRound.State.LOCKED:
        raise DomainError("Đợt đăng ký đã khóa nên không sửa được nữa.")


def refuse_outside_window(round: RegistrationRound, person: Person, *, was_returned: bool = False) -> datetime:
    """The deadline that holds for the person. What was returned may be mended until the round is locked."""
    refuse_locked(round)
    opens_at, due_at, cut_off_at = effective_times(round.entry, person)
    if clock.now() < opens_at:
        raise DomainError(not_open_sentence(opens_at))
    if clock.now() > cut_off_at and not was_returned:
        raise DomainError(closed_sentence(cut_off_at, entry=round.entry, person=person))
    return due_at


def locked(registration: Registration) -> tuple[Registration, RegistrationRound]:
    """The round first, then its row: the order in which `lock_round` takes them."""
    round = RegistrationRound.objects.select_for_update(of=("self",), no_key=True).get(pk=registration.round_id)
    rows = Registration.objects.select_for_update(of=("self",)).select_related(
        "person", "department", "home_department"
    )
    return rows.get(pk=registration.pk), round
