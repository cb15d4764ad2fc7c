"""The rows of law that bind at one place on one day, compiled once for many verdicts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.findings import Citation
from legal.conditions import (
    PREFIX,
    Condition,
    InitiativeTerm,
    MeetsTerm,
    MembersTerm,
    RatingTerm,
    ServiceTerm,
    UnitRatingTerm,
    parse,
    words,
)
from legal.families import SLOTS
from records.criteria import Rule
from records.eligibility.facts import INDIVIDUAL

QUOTA, SHARE, PRINCIPLE = "quota.", "share.", "principle."
OF_PERSONS = (RatingTerm, InitiativeTerm, ServiceTerm)
OF_COLLECTIVES = (UnitRatingTerm, MembersTerm)
PREFIXES = (PREFIX, QUOTA, SHARE, PRINCIPLE)


@dataclass(frozen=True)
class RuleRow(Rule):
    """One row as it binds, with its whole code; `place` is the organisation whose row it is ("" the nation's)."""

    place: str = ""


DECREE = "Nghị định 152/2025/NĐ-CP"
# Principles of every verdict where no row of the library says otherwise: the rows that come with it, from their day.
PRINCIPLES = {
    "merit_only": RuleRow("principle.merit_only", "yes", DECREE, "khoản 3 Điều 4", "T", from_on="2025-07-01"),
    "pending": RuleRow("principle.pending", "yes", DECREE, "khoản 4 Điều 4", "T", from_on="2025-07-01"),
    "maternity": RuleRow("principle.maternity", "yes", DECREE, "khoản 5 Điều 4", "T", from_on="2025-07-01"),
    "ties": RuleRow("principle.ties", "yes", DECREE, "khoản 6 Điều 4", "T", from_on="2025-07-01"),
    "initiative_once": RuleRow(
        "principle.initiative_once", "yes", "Công văn 5007/BNV-TĐKT", "điểm c mục III.5", "S", from_on="2023-09-05"
    ),
}


@dataclass(frozen=True)
class CompiledRow:
    """A condition ready to be held against facts. `condition` None: its value could not be read, `words` says why."""

    row: RuleRow
    slot: str
    condition: Condition | None
    citation: Citation
    words: str

    @property
    def is_verified(self) -> bool:
        return self.citation.is_verified


class RuleBook:
    """Rows by code, and the names of distinctions for the sentences. The order of rows does not matter.

    `on` is the ISO day the rows were chosen for; two rows of one code are refused with ValueError.
    """

    def __init__(self, rows: Iterable[RuleRow], names: Mapping[str, str] | None = None, on: str = ""):
        self.names, self.on = dict(names or {}), on
        self._rows: dict[str, RuleRow] = {}
        for row in sorted(rows, key=lambda each: each.code):
            if row.code in self._rows:
                raise ValueError(f"Hai dòng cùng mã {row.code}.")
            self._rows[row.code] = row
        self._conditions: dict[str, tuple[CompiledRow, ...]] = {}
        for row in self._rows.values():
            if row.code.startswith(PREFIX):
                code, _, slot = row.code.removeprefix(PREFIX).partition(".")
                self._conditions[code] = (*self._conditions.get(code, ()), self._compile(row, slot))
        self._applied: dict[str, tuple[CompiledRow, ...]] = {}
        self._asking: dict[str, tuple[CompiledRow, ...]] = {}
        self._speaks: dict[tuple[str, str], bool] = {}
        self._principles: dict[str, RuleRow] = {}
        self.kept: dict[tuple[str, str], Any] = {}  # what a reader of the book works out once for all verdicts

    def _compile(self, row: RuleRow, slot: str) -> CompiledRow:
        try:
            condition = parse(row.value)
        except ValueError as error:
            return CompiledRow(row, slot, None, row.citation, str(error))
        said = words(condition, self.names)
        if not condition.alternatives:  # nothing is asked: say of what
            said = f"{said} {SLOTS.get(slot, slot)}"
        return CompiledRow(row, slot, condition, row.citation, said)

    def __iter__(self) -> Iterator[RuleRow]:
        return iter(self._rows.values())

    def get(self, code: str) -> RuleRow | None:
        return self._rows.get(code)

    def quota(self, code: str) -> RuleRow | None:
        """The quota of a distinction; None: not stated."""
        return self._rows.get(QUOTA + code)

    @property
    def distinctions(self) -> tuple[str, ...]:
        """The codes of those that have conditions."""
        return tuple(self._conditions)

    def conditions(self, code: str) -> tuple[CompiledRow, ...]:
        """The rows of a distinction, by code; all of them must hold. () where none was entered."""
        return self._conditions.get(code, ())

    def speaks_of(self, code: str, kind: str) -> bool:
        """Whether a distinction's rows may be held against a person, or a collective.

        What a collective needs for a bằng khen or huân chương stands elsewhere than what a person needs.
        """
        if (code, kind) not in self._speaks:
            foreign = OF_COLLECTIVES if kind == INDIVIDUAL else OF_PERSONS
            terms = [term for row in self.conditions(code) if row.condition for term in row.condition.terms]
            self._speaks[code, kind] = not any(isinstance(term, foreign) for term in terms)
        return self._speaks[code, kind]

    def name(self, code: str) -> str:
        return self.names.get(code, code)

    def principle(self, name: str) -> RuleRow:
        """A principle of every verdict. Before its day its text is not known to have said so: marked K."""
        found = self._principles.get(name)
        if found is None:
            found = self._rows.get(PRINCIPLE + name) or PRINCIPLES[name]
            if self.on and found.from_on and self.on < found.from_on:
                found = RuleRow(**{**asdict(found), "mark": "K"})
            self._principles[name] = found
        return found

    def applied(self, code: str) -> tuple[CompiledRow, ...]:
        """Every condition that a verdict on a distinction rests on: its own rows and those of what it must meet."""
        if code not in self._applied:
            seen, waiting, rows = {code}, [code], []
            while waiting:
                own = self.conditions(waiting.pop())
                rows += own
                more = {t.code for row in own if row.condition for t in row.condition.terms if isinstance(t, MeetsTerm)}
                waiting += sorted(more - seen)
                seen |= more
            self._applied[code] = tuple(sorted(rows, key=lambda each: each.row.code))
        return self._applied[code]

    def asking_initiatives(self, code: str) -> tuple[CompiledRow, ...]:
        """Those of the rows a verdict rests on that ask for an initiative or a research task."""
        if code not in self._asking:
            self._asking[code] = tuple(
                row
                for row in self.applied(code)
                if row.condition and any(isinstance(term, InitiativeTerm) for term in row.condition.terms)
            )
        return self._asking[code]

    def needs(self, code: str) -> set[str]:
        """Every distinction that must be reached before one, however far down."""
        found, waiting = set(), [code]
        while waiting:
            own = {need for row in self.conditions(waiting.pop()) if row.condition for need in row.condition.needs}
            waiting += own - found
            found |= own
        return found - {code}

    def only(self, code: str) -> RuleBook:
        """What a verdict on one distinction was judged by, to be kept with it: its conditions, quota and principles."""
        rows = [each.row for each in self.applied(code)]
        rows += [row for row in self if row.code == QUOTA + code or row.code.startswith((f"{SHARE}{code}.", PRINCIPLE))]
        used = {code, *self.needs(code)} | {row.row.code.split(".")[1] for row in self.applied(code)}
        return RuleBook(rows, {each: name for each, name in self.names.items() if each in used}, self.on)

    def to_json(self) -> dict[str, Any]:
        return {"on": self.on, "names": self.names, "rows": [asdict(row) for row in self]}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> RuleBook:
        return cls((RuleRow(**row) for row in value["rows"]), value["names"], value["on"])
