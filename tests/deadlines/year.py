"""An invented school year: who works where, what is owed, what is done when; and who had to be told, counted by hand.

The oracle below knows nothing of the application's tables. It goes through every moment at which the application was
asked to remind and asks the story itself who owed what then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from core.clock import ZONE

FIRST = date(2026, 8, 1)
SWEEPS = (time(6, 29), time(6, 30), time(12), time(18, 30), time(21, 30))
QUIET = (time(21), time(6))


@dataclass
class Rules:
    """A ladder from a moment on."""

    since: datetime
    before: list[int]
    after: list[int]
    at: time
    department_head: int
    head: int

    def of(self, audience: str) -> list[int]:
        if audience == "owner":
            return sorted([-days for days in self.before] + [0] + self.after)
        return [self.department_head if audience == "department_head" else self.head]


@dataclass
class Spell:
    """A person's work in a tổ, or a role, from a day to a day (both ends inclusive)."""

    person: int
    department: int | None
    first: date
    last: date
    role: str = ""

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass
class Debt:
    """Something owed: by a person, or by whoever holds a role (in a tổ)."""

    key: str
    created: datetime
    opens: datetime
    due: datetime
    done: datetime | None = None
    person: int | None = None
    role: str = ""
    department: int | None = None
    round: int | None = None  # those of one round stand under one entry
    longer: list[tuple[datetime, datetime]] = field(default_factory=list)  # (granted, new deadline)

    def is_open(self, at: datetime) -> bool:
        return max(self.created, self.opens) <= at and (self.done is None or at < self.done)

    def due_since(self, at: datetime) -> tuple[datetime, datetime]:
        """The deadline that holds at a moment, and since when it was owed with it."""
        due, since = self.due, self.opens
        for granted, new in sorted(self.longer):
            if granted <= at and new > due:
                due, since = new, max(granted, self.opens)
        return due, since


class Year:
    def __init__(self, *, seed: int, people: int, days: int):
        self.random, self.days = Random(seed), [FIRST + timedelta(days=number) for number in range(days)]
        self.last = self.days[-1]
        self.count, self.departments = people, 4
        self.work: list[Spell] = []
        self.roles: list[Spell] = []
        self.debts: list[Debt] = []
        self.rounds: dict[int, tuple[datetime, datetime]] = {}
        self.round_longer: list[tuple[int, datetime, datetime]] = []  # (round, granted, new deadline)
        self.rules = [Rules(at(FIRST, 0), [7, 3, 1], [1], time(6, 30), 2, 4)]
        self._people()
        self._rounds()
        self._single()
        middle = at(self.days[len(self.days) // 2], 10, 5)
        self.rules.append(Rules(middle, [5, 2], [1, 4], time(6, 30), 3, 6))
        down = self.random.sample(self.days[10:], k=max(len(self.days) // 30, 1))
        self.down = {day + timedelta(days=more) for day in down for more in range(2)}

    # ---- the story ----

    def _people(self) -> None:
        """Some leave, some come later, some change their tổ; every office changes hands once."""
        for person in range(self.count):
            first, last, department = FIRST, self.last, person % self.departments
            fate = self.random.random() if person > 12 else 1
            if fate < 0.1:
                last = self.random.choice(self.days)
            elif fate < 0.2:
                first = self.random.choice(self.days)
            elif fate < 0.3:
                change = self.random.choice(self.days[1:])
                self.work.append(Spell(person, department, first, change - timedelta(days=1)))
                first, department = change, (department + 1) % self.departments
            self.work.append(Spell(person, department, first, last))
        offices = [("principal", None, 0, 1), ("records_clerk", None, 2, 3), ("council_secretary", None, 4, 4)]
        offices += [("department_head", number, 5 + number, 9 + number) for number in range(self.departments)]
        for role, department, before, after in offices:
            change = self.random.choice(self.days[5:])
            self.roles.append(Spell(before, department, FIRST, change - timedelta(days=1), role))
            self.roles.append(Spell(after, department, change, self.last, role))

    def _rounds(self) -> None:
        """Each month everybody owes a sheet by the 24th; some are late, some never do it, some get longer."""
        for number, month in enumerate(sorted({day.replace(day=1) for day in self.days})):
            opens, due = (
                at(month.replace(day=15), 7),
                at(month.replace(day=24), *self.random.choice([(17, 0), (23, 59)])),
            )
            if due.date() > self.last:
                continue
            self.rounds[number] = (opens, due)
            if self.random.random() < 0.3:
                self.round_longer.append((number, due - timedelta(days=2, hours=3), due + timedelta(days=5)))
            for person in range(self.count):
                if any(spell.person == person and spell.holds(month.replace(day=15)) for spell in self.work):
                    self._add(Debt(f"sheet:{number}:{person}", opens, opens, due, person=person, round=number))

    def _single(self) -> None:
        """Single works, of people and of roles, at any time of the year; some begin late already."""
        for number in range(self.count * len(self.days) // 60):
            created = at(self.random.choice(self.days), self.random.randint(7, 20), 17)
            opens = created + timedelta(days=self.random.choice([0, 0, 0, 3, -10]))
            due = opens + timedelta(days=self.random.randint(0, 25), hours=self.random.randint(1, 10))
            debt = Debt(f"single:{number}", created, opens, due)
            if self.random.random() < 0.25:
                debt.role = self.random.choice(["records_clerk", "council_secretary", "department_head"])
                debt.department = self.random.randrange(self.departments) if debt.role == "department_head" else None
            else:
                debt.person = self.random.randrange(self.count)
            self._add(debt)

    def _add(self, debt: Debt) -> None:
        begins = max(debt.created, debt.opens)
        if self.random.random() < 0.85:
            away = self.random.randint(-12, 12) if self.random.random() < 0.6 else self.random.randint(13, 100)
            debt.done = max(debt.due + timedelta(days=away, minutes=7), begins + timedelta(minutes=3))
        for number, granted, new in self.round_longer:
            if number == debt.round and debt.is_open(granted):
                debt.longer.append((granted, new))
        if self.random.random() < 0.12:
            granted = begins + timedelta(days=self.random.randint(0, 30), minutes=11)
            if debt.is_open(granted):
                due, _ = debt.due_since(granted)
                debt.longer.append((granted, max(due, granted) + timedelta(days=self.random.randint(1, 20))))
        self.debts.append(debt)

    # ---- what had to be told ----

    def sweeps(self) -> Iterator[datetime]:
        for day in self.days:
            if day not in self.down:
                yield from (at(day, hour.hour, hour.minute) for hour in SWEEPS)

    def expected(self) -> dict[tuple, datetime]:
        """(key, person, audience, rung, deadline) → when: each at the first asking at which it holds."""
        told: dict[tuple, datetime] = {}
        for moment in self.sweeps():
            rules = [rules for rules in self.rules if rules.since <= moment][-1]
            if moment.time() < rules.at or moment.time() >= QUIET[0] or moment.time() < QUIET[1]:
                continue
            for debt in self.debts:
                if debt.is_open(moment):
                    for audience in ("owner", "department_head", "head"):
                        for found in self._due(debt, audience, rules, moment):
                            told.setdefault(found, moment)
        return told

    def _due(self, debt: Debt, audience: str, rules: Rules, moment: datetime) -> Iterator[tuple]:
        due, since = debt.due_since(moment)
        gone = (moment.date() - due.date()).days
        passed = [rung for rung in rules.of(audience) if rung <= gone]
        if not passed or gone > 90:
            return
        rung = passed[-1]
        heard = at(due.date() + timedelta(days=rung), rules.at.hour, rules.at.minute)
        if heard < since and (rung <= 0 or moment.date() <= since.date()):
            return
        for person in self._people_of(debt, audience, moment.date()):
            yield debt.key, person, audience, rung, due

    def _people_of(self, debt: Debt, audience: str, day: date) -> set[int]:
        owners = self._owners(debt, day)
        if audience == "owner" or not owners:
            return owners
        if audience == "head":
            return self._holders("principal", None, day) - owners
        departments = [spell.department for spell in self.work if spell.person == debt.person and spell.holds(day)]
        return self._holders("department_head", departments[0], day) - owners if departments else set()

    def _owners(self, debt: Debt, day: date) -> set[int]:
        if debt.role:
            return self._holders(debt.role, debt.department, day)
        here = any(spell.person == debt.person and spell.holds(day) for spell in self.work + self.roles)
        return {debt.person} if here else set()

    def _holders(self, role: str, department: int | None, day: date) -> set[int]:
        spells = (spell for spell in self.roles if spell.role == role and spell.department == department)
        return {spell.person for spell in spells if spell.holds(day)}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)
