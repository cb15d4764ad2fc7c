"""Dates of the year, what people owe by them, extensions and reminders.

Other rooms call `oblige` when work begins and `fulfil` when it is done; to-do lists, reminders and the office's board
read nothing else. Whether a window is open is computed from its times at the moment of asking: a sweep only tells.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.scoping import scope
from core.templatetags.ui import due_in, vi_date, vi_datetime, vi_time
from deadlines.criteria import LATE, reminder_step
from deadlines.models import CalendarEntry, DeadlineExtension, Obligation, Reminder
from notifications.services import notify
from organisation.models import Employment, Organisation, Person, RoleAssignment

logger = logging.getLogger(__name__)

# ---- dates of the year ----


def add_calendar_entry(
    *,
    organisation,
    school_year,
    purpose: str,
    title: str,
    opens_at: datetime,
    due_at: datetime,
    cut_off_at: datetime | None = None,
    source_label: str = "",
    source_key: str = "",
    source_sentence: str = "",
) -> CalendarEntry:
    """Enter a dated step; the same source and deadline give the entry that is there."""
    values = {
        "school_year": school_year,
        "purpose": purpose,
        "title": title[:250],
        "opens_at": opens_at,
        "due_at": due_at,
        "cut_off_at": cut_off_at or due_at,
        "source_label": source_label[:250],
        "source_sentence": source_sentence,
    }
    with scope(organisation):
        if not source_key:
            return CalendarEntry.objects.create(organisation=organisation, **values)
        entry, _ = CalendarEntry.objects.get_or_create(
            organisation=organisation, source_key=source_key, due_at=values.pop("due_at"), defaults=values
        )
    return entry


def effective_times(entry: CalendarEntry, person: Person | None = None) -> tuple[datetime, datetime, datetime]:
    """(opens_at, due_at, cut_off_at) with the extensions granted to everybody and to this person."""
    return entry.times_for(person)


def closed_sentence(cut_off_at: datetime) -> str:
    """What a page says of something to be handed in once its window is over."""
    return (
        f"Đã hết hạn nộp lúc {vi_time(cut_off_at)} ngày {vi_date(cut_off_at)}. "
        "Cần nộp thêm, đề nghị thư ký hội đồng gia hạn và ghi lý do."
    )


# ---- obligations ----


@transaction.atomic
def oblige(
    *,
    organisation,
    key: str,
    title: str,
    url_name: str,
    url_kwargs: dict | None = None,
    person: Person | None = None,
    role: str = "",
    department=None,
    owed_to=None,
    why: str = "",
    button: str = "Mở",
    opens_at: datetime | None = None,
    due_at: datetime | None = None,
    cut_off_at: datetime | None = None,
    entry: CalendarEntry | None = None,
) -> Obligation:
    """Say that somebody owes something; the same key updates what is open and opens again what was closed.

    Under an `entry`, times that are not given are the entry's, and its extensions reach this obligation. A deadline
    that was extended is never shortened by calling this again.
    """
    values = {
        "title": title[:250],
        "url_name": url_name,
        "url_kwargs": url_kwargs or {},
        "person": person,
        "role": "" if person else role,
        "department": department,
        "owed_to": owed_to or organisation,
        "entry": entry,
        "why": why[:500],
        "button": button,
    }
    if entry is not None:
        opens_at, due_at = opens_at or entry.opens_at, due_at or entry.due_at
        cut_off_at = cut_off_at or entry.cut_off_at
    with scope(organisation):
        obligation, is_new = Obligation.objects.select_for_update().get_or_create(
            organisation=organisation, key=key, defaults={**values, "opens_at": opens_at or clock.now()}
        )
        if not is_new and obligation.state != Obligation.State.OPEN:
            obligation.state, obligation.closed_at = Obligation.State.OPEN, None
            opens_at = opens_at or clock.now()
            obligation.reminders.all().delete()  # owed anew, so reminded of anew
        for name, value in values.items():
            setattr(obligation, name, value)
        obligation.opens_at = opens_at or obligation.opens_at
        obligation.due_at, obligation.cut_off_at = _extended(obligation, due_at, cut_off_at)
        obligation.save()
    return obligation


def fulfil(organisation, key: str) -> None:
    _close(organisation, key, Obligation.State.FULFILLED)


def cancel(organisation, key: str) -> None:
    _close(organisation, key, Obligation.State.CANCELLED)


def _close(organisation, key: str, state: str) -> None:
    rows = Obligation.objects.owed_by(organisation).open().filter(key=key)
    rows.update(state=state, closed_at=clock.now())


def _extended(
    obligation: Obligation, due_at: datetime | None, cut_off_at: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """The times with the longest extension of this obligation or of its entry."""
    if due_at is None:
        return due_at, cut_off_at
    granted = [DeadlineExtension.objects.filter(obligation=obligation).longest()]
    if obligation.entry_id:
        granted.append(DeadlineExtension.objects.filter(entry=obligation.entry_id).longest())
    due_at = max([due_at, *filter(None, granted)])
    return due_at, max(cut_off_at, due_at) if cut_off_at else None


# ---- extensions ----


@transaction.atomic
def extend(subject: Obligation | CalendarEntry, *, new_due_at: datetime, reason: str, by) -> DeadlineExtension:
    """Grant a longer deadline: of an obligation for whoever owes it, of an entry for all who stand under it.

    Those whose deadline moves are told once and reminded again before the new one; nobody else hears of it.
    """
    reason = reason.strip()
    if not reason:
        raise DomainError("Ghi lý do gia hạn.")
    with scope(subject.organisation):
        if isinstance(subject, CalendarEntry):
            return _extend_entry(subject, new_due_at=new_due_at, reason=reason, by=by)
        return _extend_obligation(subject, new_due_at=new_due_at, reason=reason, by=by)


def _extend_entry(entry: CalendarEntry, *, new_due_at: datetime, reason: str, by) -> DeadlineExtension:
    entry = CalendarEntry.objects.select_for_update().get(pk=entry.pk)
    _, due_at, _ = entry.times_for()
    _refuse_shorter(due_at, new_due_at)
    extension = DeadlineExtension.objects.create(
        organisation=entry.organisation, entry=entry, new_due_at=new_due_at, reason=reason, granted_by=by
    )
    for obligation in Obligation.objects.select_for_update().open().filter(entry=entry).order_by("pk"):
        if obligation.due_at is None or obligation.due_at < new_due_at:  # somebody may already have longer
            _move(obligation, new_due_at)
            _tell_of_extension(obligation, extension)
    audit.record("deadlines.entry_extended", entry, by=by, before={"due_at": due_at}, after={"due_at": new_due_at})
    return extension


def _extend_obligation(obligation: Obligation, *, new_due_at: datetime, reason: str, by) -> DeadlineExtension:
    obligation = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if obligation.state != Obligation.State.OPEN:
        raise DomainError("Việc này không còn chờ làm nên không gia hạn được.")
    due_at = obligation.due_at
    if due_at is None:
        raise DomainError("Việc này không có hạn nên không cần gia hạn.")
    _refuse_shorter(due_at, new_due_at)
    extension = DeadlineExtension.objects.create(
        organisation=obligation.organisation,
        obligation=obligation,
        new_due_at=new_due_at,
        reason=reason,
        granted_by=by,
    )
    _move(obligation, new_due_at)
    _tell_of_extension(obligation, extension)
    audit.record(
        "deadlines.obligation_extended",
        obligation,
        by=by,
        organisation=obligation.owed_to,  # whose act it is: an office's, where a school owes it a dossier
        before={"due_at": due_at},
        after={"due_at": new_due_at},
    )
    return extension


def _refuse_shorter(due_at: datetime, new_due_at: datetime) -> None:
    if new_due_at <= due_at:
        raise DomainError(f"Hạn mới phải sau hạn hiện nay ({vi_datetime(due_at)}).")
    if new_due_at <= clock.now():
        raise DomainError("Hạn mới phải ở sau thời điểm hiện tại.")


def _move(obligation: Obligation, new_due_at: datetime) -> None:
    obligation.due_at = new_due_at
    if obligation.cut_off_at is not None:
        obligation.cut_off_at = max(obligation.cut_off_at, new_due_at)
    obligation.save(update_fields=["due_at", "cut_off_at"])


def _tell_of_extension(obligation: Obligation, extension: DeadlineExtension) -> None:
    if obligation.opens_at > clock.now():
        return  # it will be seen with its new date on the day it begins
    for person in _Concerned(obligation.organisation).by(obligation):
        notify(
            person,
            organisation=obligation.organisation,
            key=f"extension:{extension.pk}:{obligation.pk}",
            subject=f"Gia hạn: {obligation.title}",
            body=f"Hạn mới: {vi_datetime(extension.new_due_at)}. Lý do: {extension.reason}",
            url=obligation.address,
        )


# ---- reminders ----


def sweep() -> int:
    """Remind of what is late or due within two days; returns how many messages were written.

    Each message is a row with its own reminder, so a second run writes none, and after a stop there is one per
    obligation: of what is late only the lateness is told.
    """
    due = Obligation.objects.to_remind(clock.now()).order_by().values("organisation_id")
    return sum(_sweep_organisation(each) for each in Organisation.objects.filter(pk__in=due).order_by("pk"))


def _sweep_organisation(organisation) -> int:
    sent = 0
    with scope(organisation):
        concerned = _Concerned(organisation)
        obligations = list(
            Obligation.objects.owed_by(organisation).to_remind(clock.now()).select_related("person").order_by("pk")
        )
        rows = Reminder.objects.filter(obligation__in=obligations)
        told = set(rows.values_list("obligation_id", "person_id", "step", "due_at"))
        for obligation in obligations:
            step = _step(obligation)
            people = [
                person
                for person in concerned.by(obligation)
                if (obligation.pk, person.pk, step, obligation.due_at) not in told
            ]
            try:
                sent += remind(obligation, people) if people else 0
            except Exception:
                logger.exception("Could not remind of obligation %s; the others go on.", obligation.pk)
    return sent


@transaction.atomic
def remind(obligation: Obligation, people: list[Person]) -> int:
    """Write reminder and message for each person, unless it was done, moved or told meanwhile. Returns how many."""
    obligation = Obligation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=obligation.pk)
    step = _step(obligation)
    if step is None or obligation.state != Obligation.State.OPEN:
        return 0
    sent = 0
    for person in people:
        reminder, is_new = Reminder.objects.get_or_create(
            organisation=obligation.organisation,
            obligation=obligation,
            person=person,
            step=step,
            due_at=obligation.due_at,
        )
        if is_new:
            notify(person, organisation=obligation.organisation, **_reminder_text(obligation, reminder))
            sent += 1
    return sent


def _step(obligation: Obligation) -> str | None:
    return reminder_step(opens_at=obligation.opens_at, due_at=obligation.due_at, at=clock.now())


def _reminder_text(obligation: Obligation, reminder: Reminder) -> dict[str, str]:
    due = vi_datetime(obligation.due_at)
    if reminder.step == LATE:
        subject, sentence = f"Đã quá hạn: {obligation.title}", f"Hạn là {due}. Việc này chưa được hoàn thành."
    else:
        subject, sentence = f"{due_in(obligation.due_at)}: {obligation.title}", f"Hạn: {due}."
    return {
        "key": f"reminder:{reminder.pk}",
        "subject": subject,
        "body": "\n".join(filter(None, [sentence, obligation.why])),
        "url": obligation.address,
    }


class _Concerned:
    """Who owes what at one organisation today: the person named, or each holder of the role (in the tổ, if named).

    People who have left are not written to. Read once, asked for many obligations.
    """

    def __init__(self, organisation):
        today = clock.today()
        with scope(organisation):
            held = RoleAssignment.objects.for_organisation(organisation).on(today).select_related("person")
            self._holders = defaultdict(dict)
            here = set(Employment.objects.for_organisation(organisation).on(today).values_list("person_id", flat=True))
            for row in held:
                here.add(row.person_id)
                self._holders[row.role, None][row.person_id] = row.person
                if row.department_id:
                    self._holders[row.role, row.department_id][row.person_id] = row.person
        self._here = here

    def by(self, obligation: Obligation) -> list[Person]:
        if obligation.person_id is None:
            return list(self._holders[obligation.role, obligation.department_id].values())
        return [obligation.person] if obligation.person_id in self._here else []
