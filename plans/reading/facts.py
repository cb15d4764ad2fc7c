"""What a plan says, as facts.

Each keeps the line and the exact sentence it was read from, and a key that stays the same when the plan is read again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date

from documents.reading import Doubt
from documents.reading.lines import fold


@dataclass(frozen=True, kw_only=True)
class Fact:
    line: int
    sentence: str
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class LegalBasis(Fact):
    kind: str
    number: str | None = None
    dated: date | None = None
    issuer: str | None = None


@dataclass(frozen=True, kw_only=True)
class TimelineEntry(Fact):
    """A span of the plan, both ends included. `label` is the span as printed."""

    start: date
    end: date
    label: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Target(Fact):
    """`of` is the whole where a fraction is printed ("24/28"), `share` the per cent printed beside a count."""

    who: str
    op: str
    value: float
    unit: str
    award: str = ""
    code: str | None = None
    is_registration: bool = False
    of: int | None = None
    share: float | None = None


@dataclass(frozen=True, kw_only=True)
class Deadline(Fact):
    """A rule: `kind` and its own `parameters`, all plain JSON values. `plans.reading.dates` says what they mean."""

    what: str
    kind: str
    parameters: dict = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Campaign(Fact):
    """`kind`: campaign, drive (cuộc vận động), theme, contest, prize, thematic (chuyên đề)."""

    name: str
    kind: str
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, kw_only=True)
class Quota(Fact):
    """How many awards of one form an authority gives; None where the plan does not say.

    `count` is the number of prizes where they are not told apart by who gets them ("02 giải Nhì").
    """

    award: str
    authority: str
    collectives: int | None = None
    individuals: int | None = None
    count: int | None = None
    campaign: str = ""

    @property
    def is_counted(self) -> bool:
        return any(number is not None for number in (self.collectives, self.individuals, self.count))


@dataclass(frozen=True, kw_only=True)
class Member(Fact):
    name: str
    honorific: str = ""
    positions: tuple[str, ...] = ()
    role: str = ""
    assignment: str = ""


@dataclass(frozen=True)
class Period:
    """`kind`: school_year, calendar_year, campaign or none; both days included."""

    kind: str
    label: str
    start: date | None = None
    end: date | None = None


@dataclass
class Header:
    superior: str | None = None
    issuer: str | None = None
    number: str | None = None
    symbol: str | None = None
    place: str | None = None
    date: str | None = None
    date_precision: str = "none"
    title: str = ""
    subject: str = ""


@dataclass
class PlanFacts:
    header: Header
    period: Period
    legal_bases: list[LegalBasis] = field(default_factory=list)
    timeline: list[TimelineEntry] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    campaigns: list[Campaign] = field(default_factory=list)
    quotas: list[Quota] = field(default_factory=list)
    council: list[Member] = field(default_factory=list)
    warnings: list[Doubt] = field(default_factory=list)


def with_keys(facts: list) -> list:
    """The same facts with a key each: from what is said, not from where it stands; a repeat gets a number."""
    seen: dict[str, int] = {}
    keyed = []
    for fact in facts:
        said = [type(fact).__name__, getattr(fact, "kind", ""), fold(fact.sentence), _identity(fact)]
        digest = hashlib.sha256("|".join(said).encode()).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1
        keyed.append(replace(fact, key=digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"))
    return keyed


def _identity(fact: Fact) -> str:
    if isinstance(fact, Deadline):
        return repr(sorted(fact.parameters.items(), key=lambda item: item[0]))
    return str(getattr(fact, "name", "") or getattr(fact, "number", "") or getattr(fact, "award", ""))
