"""A whole simulated year: everybody is told exactly the rungs that were due, by an oracle that counts on its own."""

from __future__ import annotations

from collections import Counter
from datetime import time

import pytest
from django.core import mail
from django_scopes import scopes_disabled

from core import clock
from core.scoping import scope
from deadlines import services
from deadlines.models import CalendarEntry, Reminder
from notifications import services as notifications
from notifications.models import Letter, Notification
from organisation.models import Department, Employment, Person, RoleAssignment
from tests.deadlines.year import FIRST, Debt, Rules, Year
from tests.factories.people import OrganisationFactory, UserFactory, make_year

HOURS = {"quiet_from": time(21), "quiet_to": time(6), "daily_at": time(7)}


class Told:
    """Plays a year through the application's own services, moment by moment."""

    def __init__(self, year: Year):
        self.year, self.by = year, UserFactory()
        self.school = OrganisationFactory()
        with scope(self.school):
            self.school_year = make_year(self.school, 2026)
            self.school_year.save()
            self._enter_people()
        self.entries, self.obligations = {}, {}

    def _enter_people(self) -> None:
        names = [f"Nguyễn Thị Số {number}" for number in range(self.year.count)]
        self.people = [Person.objects.create(full_name=name, email=f"{n}@vidu.test") for n, name in enumerate(names)]
        departments = [
            Department.objects.create(organisation=self.school, name=f"Tổ {number}", from_on=FIRST)
            for number in range(self.year.departments)
        ]
        self.departments = dict(enumerate(departments)) | {None: None}
        for model, spells in ((Employment, self.year.work), (RoleAssignment, self.year.roles)):
            for spell in spells:
                if spell.first <= spell.last:
                    values = {"role": spell.role} if spell.role else {}
                    model.objects.create(
                        organisation=self.school,
                        person=self.people[spell.person],
                        department=self.departments[spell.department],
                        from_on=spell.first,
                        to_on=spell.last,
                        **values,
                    )

    def play(self) -> None:
        events = [(moment, 9, "sweep", None) for moment in self.year.sweeps()]
        events += [(rules.since, 0, "rule", rules) for rules in self.year.rules]
        for debt in self.year.debts:
            events.append((debt.created, 1, "owe", debt))
            if debt.done:
                events.append((debt.done, 5, "done", debt))
            rounds = [granted for number, granted, _ in self.year.round_longer if number == debt.round]
            events += [(granted, 3, "longer", (debt, new)) for granted, new in debt.longer if granted not in rounds]
        events += [(granted, 2, "round", (number, new)) for number, granted, new in self.year.round_longer]
        end = clock.end_of_day(self.year.last)
        for moment, _, what, about in sorted(events, key=lambda event: event[:2]):
            if moment <= end:
                with clock.travel_to(moment):
                    getattr(self, what)(about)

    def sweep(self, _) -> None:
        services.sweep()
        notifications.send_pending()

    def rule(self, rules: Rules) -> None:
        values = {
            "days_before": rules.before,
            "on_the_day": True,
            "days_after": rules.after,
            "remind_at": rules.at,
            "department_head_after": rules.department_head,
            "head_after": rules.head,
        }
        services.set_ladder(self.school, values=values, hours=HOURS, by=self.by)

    def owe(self, debt: Debt) -> None:
        self.obligations[debt.key] = services.oblige(
            organisation=self.school,
            key=debt.key,
            title=debt.key,
            url_name="todo",
            person=None if debt.person is None else self.people[debt.person],
            role=debt.role,
            department=self.departments[debt.department],
            entry=None if debt.round is None else self._entry(debt.round),
            opens_at=debt.opens,
            due_at=debt.due,
        )

    def _entry(self, number: int) -> CalendarEntry:
        if number not in self.entries:
            opens_at, due_at = self.year.rounds[number]
            self.entries[number] = services.add_calendar_entry(
                organisation=self.school,
                school_year=self.school_year,
                purpose=CalendarEntry.Purpose.MONTHLY_REVIEW,
                title=f"Tháng {number}",
                opens_at=opens_at,
                due_at=due_at,
            )
        return self.entries[number]

    def done(self, debt: Debt) -> None:
        services.fulfil(self.school, debt.key)

    def longer(self, what) -> None:
        debt, new = what
        services.extend(self.obligations[debt.key], new_due_at=new, reason="Nghỉ ốm", by=self.by)

    def round(self, what) -> None:
        number, new = what
        services.extend(self._entry(number), new_due_at=new, reason="Hội thi", by=self.by)

    def told(self) -> dict[tuple, object]:
        numbers = {person.pk: number for number, person in enumerate(self.people)}
        with scope(self.school):
            rows = Reminder.objects.select_related("obligation")
            return {
                (
                    row.obligation.key,
                    numbers[row.person_id],
                    row.audience,
                    row.rung,
                    row.due_at.astimezone(clock.ZONE),
                ): row.sent_at.astimezone(clock.ZONE)
                for row in rows
            }


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_everybody_is_told_exactly_the_rungs_due_to_her(db, is_full, seed):
    year = Year(seed=seed, people=60, days=365) if is_full else Year(seed=seed, people=20, days=70)
    played = Told(year)

    played.play()

    expected, told = year.expected(), played.told()
    assert len(expected) > (5000 if is_full else 200)
    assert {audience for _, _, audience, _, _ in expected} == {"owner", "department_head", "head"}
    assert {key: told.get(key) for key in expected if told.get(key) != expected[key]} == {}
    assert set(told) - set(expected) == set()
    _check_messages(played, expected)


def _check_messages(played: Told, expected: dict) -> None:
    """A message for each rung, one for everything late that is told above at once; a mail in one letter a moment."""
    owners = sum(audience == "owner" for _, _, audience, _, _ in expected)
    above = {
        (moment, person, audience) for (_, person, audience, _, _), moment in expected.items() if audience != "owner"
    }
    with scopes_disabled():
        rows = Notification.objects.exclude(key__startswith="extension:")
        assert rows.count() == owners + len(above)
        assert not Notification.objects.filter(mail="pending").exists()
        letters = Counter(Letter.objects.values_list("person_id", "created_at"))
    assert set(letters.values()) == {1}
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == len(mail.outbox) == len(letters)
