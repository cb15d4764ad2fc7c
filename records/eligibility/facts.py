"""What is known of one candidate in one year: the facts that the conditions of the law are held against. Pure.

Days are ISO text ("2026-05-31", "" where none), years are school years ("2025-2026"). What nobody entered is missing
and never "no": see `Facts.is_known`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from fractions import Fraction
from functools import cached_property
from typing import Any

from legal.conditions import LEVELS

INDIVIDUAL, COLLECTIVE = "individual", "collective"
MERIT = "merit"


def first_of(year: str) -> int:
    """2025 of "2025-2026"."""
    return int(year[:4])


def year_code(first: int) -> str:
    return f"{first}-{first + 1}"


@dataclass(frozen=True)
class Holding:
    """A title or award on record. Only one given for merit, and not revoked, counts towards another."""

    code: str
    year: str
    basis: str = MERIT
    decided_on: str = ""
    is_revoked: bool = False


@dataclass(frozen=True)
class Recognised:
    """A recognised initiative or accepted research task (`kind`) of which the candidate is an author.

    `reserved_for`: "CSTDCS 2025-2026" while a nomination holds it; it serves that one and no other.
    """

    key: str
    kind: str = "initiative"
    scope: str = "base"
    year: str = ""
    is_used: bool = False
    reserved_for: str = ""
    name: str = ""


@dataclass(frozen=True)
class Sanction:
    sanction: str
    from_on: str
    to_on: str = ""


@dataclass(frozen=True)
class Facts:
    """One candidate in the year judged.

    `complete_since`: from this year on, what is not on record was not received; "": never known to be whole.
    `absent_years`: years after it in which she did not work here.
    `ratings`: level by school year. `calendar_ratings`: level by school year, where only the calendar year in which it
    ended was rated; such a year waits for a person's word.
    `service_years` in the sector are known; where she may have more, `service_at_most` is the greatest possible figure.
    `members` of a collective: (rating or "", codes of the titles of the year); `are_titles_decided`: those who have
    none did not receive one. `women`: how many of them are women, None where somebody's sex was not entered.
    `months` of the `year_months` she worked here. `judged_on` is the day that sanctions are looked at.
    """

    kind: str = INDIVIDUAL
    name: str = ""
    year: str = ""
    complete_since: str = ""
    ratings: dict[str, str] = field(default_factory=dict)
    holdings: tuple[Holding, ...] = ()
    initiatives: tuple[Recognised, ...] = ()
    service_years: Fraction | None = None
    hardship_years: Fraction = Fraction(0)
    months: Fraction = Fraction(12)
    year_months: Fraction = Fraction(12)
    leave_kinds: tuple[str, ...] = ()
    sanctions: tuple[Sanction, ...] = ()
    has_pending: bool = False
    unit_level: str = ""
    members: tuple[tuple[str, frozenset[str]], ...] = ()
    is_manager: bool = False
    is_female: bool | None = None
    women: int | None = None
    calendar_ratings: dict[str, str] = field(default_factory=dict)
    absent_years: frozenset[str] = frozenset()
    service_at_most: Fraction | None = None
    are_titles_decided: bool = True
    starts_on: str = ""
    ends_on: str = ""
    judged_on: str = ""

    @cached_property
    def judged(self) -> int:
        """The first calendar year of the year judged."""
        return first_of(self.year)

    @cached_property
    def span(self) -> tuple[str, str]:
        """First and last day of the year judged."""
        return self.starts_on or f"{self.judged}-08-01", self.ends_on or f"{self.judged + 1}-07-31"

    @cached_property
    def _known_from(self) -> int | None:
        return first_of(self.complete_since) if self.complete_since else None

    @cached_property
    def _absent(self) -> frozenset[int]:
        return frozenset(map(first_of, self.absent_years))

    def is_known(self, year: int) -> bool:
        """Whether what is not on record of that year was not received."""
        return self._known_from is not None and year >= self._known_from and year not in self._absent

    @cached_property
    def is_whole(self) -> bool:
        """Whether the record reaches back before her first year in the sector: nothing can be missing."""
        most = self.service_years if self.service_at_most is None else self.service_at_most
        known = self._known_from
        return known is not None and most is not None and not self._absent and known < self.judged - most

    @cached_property
    def years_of(self) -> dict[str, frozenset[int]]:
        """By distinction, the years up to the one judged whose title or award counts."""
        found: dict[str, set[int]] = {}
        for each in self.holdings:
            if each.basis == MERIT and not each.is_revoked and first_of(each.year) <= self.judged:
                found.setdefault(each.code, set()).add(first_of(each.year))
        return {code: frozenset(years) for code, years in found.items()}

    @cached_property
    def levels(self) -> dict[int, str]:
        return {first_of(year): level for year, level in self.ratings.items()}

    @cached_property
    def years_rated(self) -> frozenset[int]:
        """Those with a level; "unrated" is none."""
        return frozenset(year for year, level in self.levels.items() if level in LEVELS)

    @cached_property
    def years_at_least(self) -> dict[str, frozenset[int]]:
        """By level, the years up to the one judged that were rated so or better."""
        found: dict[str, frozenset[int]] = {}
        years: frozenset[int] = frozenset()
        for level in LEVELS:
            years |= {year for year, its in self.levels.items() if its == level and year <= self.judged}
            found[level] = years
        return found

    @cached_property
    def restart(self) -> int | None:
        """The year in which the last sanction ended: achievements of earlier years do not count any more."""
        ended = [each.to_on for each in self.sanctions if each.to_on]
        if self.kind == COLLECTIVE or not ended:
            return None
        last = max(ended)
        return int(last[:4]) - (last[5:] < self.span[0][5:])

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads back to equal facts."""
        row = {each.name: getattr(self, each.name) for each in fields(self)}
        for name in PARTS:
            row[name] = [asdict(each) for each in row[name]]
        for name in FRACTIONS:
            row[name] = None if row[name] is None else str(row[name])
        row["members"] = [[level, sorted(titles)] for level, titles in self.members]
        row["absent_years"] = sorted(self.absent_years)
        row["leave_kinds"] = list(self.leave_kinds)
        return row

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Facts:
        values = dict(row)
        for name, part in PARTS.items():
            values[name] = tuple(part(**each) for each in row.get(name, ()))
        for name in FRACTIONS:
            if name in row:
                values[name] = None if row[name] is None else Fraction(row[name])
        values["members"] = tuple((level, frozenset(titles)) for level, titles in row.get("members", ()))
        values["absent_years"] = frozenset(row.get("absent_years", ()))
        values["leave_kinds"] = tuple(row.get("leave_kinds", ()))
        return cls(**values)


PARTS = {"holdings": Holding, "initiatives": Recognised, "sanctions": Sanction}
FRACTIONS = ("service_years", "service_at_most", "hardship_years", "months", "year_months")
