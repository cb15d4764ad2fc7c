"""What an organisation has set about reminding, and who is to be told what at a moment by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines.criteria import FORGOTTEN_AFTER, rung_at
from deadlines.models import Obligation, Reminder, ReminderLadder
from deadlines.services.concerned import Concerned
from notifications.criteria import is_quiet
from notifications.services import set_mail_hours
from organisation.models import Person

MOST_DAYS = 30
FIELDS = ("days_before", "on_the_day", "days_after", "remind_at", "department_head_after", "head_after")
Told = tuple[int, int, str, int, datetime]  # obligation, person, audience, rung, deadline


def ladder_of(organisation) -> ReminderLadder:
    """The one that was set, or the usual one (not saved)."""
    with scope(organisation):
        row = ReminderLadder.objects.filter(organisation=organisation).first()
    return row or ReminderLadder(organisation=organisation)


@transaction.atomic
def set_ladder(organisation, *, values: dict, hours: dict, by) -> ReminderLadder:
    """Set when is reminded, and the hours of mail. `values` are the ladder's fields, `hours` those of `MailHours`."""
    values = {name: values[name] for name in FIELDS} | {
        "days_before": sorted(set(values["days_before"]), reverse=True),
        "days_after": sorted(set(values["days_after"])),
    }
    days = [*values["days_before"], *values["days_after"]]
    if any(not 1 <= day <= MOST_DAYS for day in days):
        raise DomainError(f"Số ngày nhắc phải từ 1 đến {MOST_DAYS}. Sửa lại các số ngày.")
    if not days and not values["on_the_day"]:
        raise DomainError("Cần ít nhất một lần nhắc. Ghi số ngày trước hạn, hoặc chọn nhắc trong ngày đến hạn.")
    _refuse_hours(values["remind_at"], hours)
    with scope(organisation):
        row = ReminderLadder.objects.select_for_update().filter(organisation=organisation).first()
        before = {name: getattr(row, name) for name in FIELDS} if row else {}
        row = row or ReminderLadder(organisation=organisation)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        set_mail_hours(organisation, **hours)
        audit.record("deadlines.ladder_set", row, by=by, before=before, after=values)
    return row


def _refuse_hours(remind_at: time, hours: dict) -> None:
    """Reminding has its hour outside the quiet ones, and the day's letter goes out after it."""
    quiet = {name: hours[name] for name in ("quiet_from", "quiet_to")}
    day = clock.now()
    for name, hour in (("Giờ nhắc", remind_at), ("Giờ gửi thư gộp", hours["daily_at"])):
        if is_quiet(datetime.combine(day, hour), **quiet):
            raise DomainError(f"{name} ({hour:%H:%M}) nằm trong giờ yên tĩnh. Chọn giờ khác, hoặc sửa giờ yên tĩnh.")
    if hours["daily_at"] <= remind_at:
        raise DomainError("Giờ gửi thư gộp phải sau giờ nhắc, để thư có cả lời nhắc của ngày.")


@dataclass(frozen=True)
class Item:
    """One rung of one obligation, to be told to one person."""

    obligation: Obligation
    audience: str
    rung: int
    person: Person

    @property
    def told(self) -> Told:
        return (self.obligation.pk, self.person.pk, self.audience, self.rung, self.obligation.due_at)

    def reminder(self, at: datetime) -> Reminder:
        """The row that says it was told, not saved yet."""
        return Reminder(
            organisation=self.obligation.organisation,
            obligation=self.obligation,
            person=self.person,
            audience=self.audience,
            rung=self.rung,
            due_at=self.obligation.due_at,
            sent_at=at,
        )


class Round:
    """One organisation at one moment: what its ladder asks for. Opened inside the organisation's scope."""

    def __init__(self, organisation, at: datetime, ladder: ReminderLadder | None = None):
        self.organisation, self.at = organisation, at
        self.ladder = ladder or ladder_of(organisation)
        self.rungs_of = self.ladder.rungs_of
        self._concerned = None

    @property
    def concerned(self) -> Concerned:
        if self._concerned is None:
            self._concerned = Concerned(self.organisation, on=self.at.date())
        return self._concerned

    def obligations(self):
        """Those that may have a rung: open, begun, their deadline not too far away on either side."""
        rows = Obligation.objects.owed_by(self.organisation).open().begun(self.at)
        ahead = max([0, *(-rung for rungs in self.rungs_of.values() for rung in rungs)])
        first = self.at - timedelta(days=FORGOTTEN_AFTER + 1)
        last = self.at + timedelta(days=ahead + 1)
        return rows.due_between(first, last).with_moved().with_was_over().order_by("pk")

    def rung(self, obligation: Obligation, audience: str) -> int | None:
        """The rung that holds for an obligation (read by `obligations`) now."""
        if obligation.due_at is None or obligation.was_over:
            return None
        since = max(obligation.opens_at, obligation.moved_at or obligation.opens_at)
        remind_at = self.ladder.remind_at
        return rung_at(self.rungs_of[audience], due_at=obligation.due_at, since=since, remind_at=remind_at, at=self.at)

    def items(self, obligations: Iterable[Obligation]) -> Iterator[Item]:
        """What is asked for, told already or not."""
        for obligation in obligations:
            for audience in self.rungs_of:
                rung = self.rung(obligation, audience)
                if rung is not None:
                    for person in self.concerned.told_as(audience, obligation):
                        yield Item(obligation, audience, rung, person)


def told_of(obligations: Iterable[Obligation]) -> set[Told]:
    rows = Reminder.objects.filter(obligation__in=[each.pk for each in obligations])
    return set(rows.values_list("obligation_id", "person_id", "audience", "rung", "due_at"))
