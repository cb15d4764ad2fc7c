"""What the pages of eligibility read: one year, one day of the law, the candidates, what may be shown to the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.http import Http404
from django.urls import reverse

from core import clock
from core.findings import Finding
from core.templatetags.ui import vi_date
from core.together import read_together
from legal.forms import day_of
from legal.models import Distinction
from organisation.models import Department, Employment, SchoolYear
from records.eligibility.facts import Facts
from records.eligibility.judging import BLOCKED, Verdict
from records.eligibility.rules import RuleBook
from records.eligibility.showing import is_held_back, is_worked_out, shown_to_others
from records.eligibility.transition import Settled, Transition, settle
from records.models import DisciplinaryRecord
from records.services import snapshots

TARGETS = Distinction.Target
CATALOGUE = ["id", "code", "name", "kind", "target", "level", "position"]
NAMES = ("person_id", "person__full_name", "person__sort_key", "department_id", "department__name")
TABS = (
    ("Xét điều kiện", "verdict_list"),
    ("Dự báo", "forecast_list"),
    ("Số lượng được đề nghị", "quota_list"),
    ("Trường hợp đã xét", "case_list"),
)


@dataclass(frozen=True)
class Candidate:
    """A person, a tổ, or (neither id) the whole organisation. `department` of a person: her last tổ of the year."""

    name: str
    sort_key: str
    person_id: int | None = None
    department_id: int | None = None
    department: str = ""

    @property
    def is_person(self) -> bool:
        return self.person_id is not None


class Judged(NamedTuple):
    candidate: Candidate
    distinction: Distinction
    facts: Facts
    verdict: Verdict
    settled: Settled | None = None  # which law answered, where a rule of transition has to be asked


class VerdictDesk:
    """One organisation, one school year, the law of one day; what is private is for who `sees_blocks`.

    `received_on`: the day a dossier was received, where verdicts are asked for it; `on` is then the day it is decided.
    `reader_id`: the person who reads, if any: what is private about herself is not hers, whatever she reads of others.
    """

    typed = day_error = ""  # the day as somebody typed it, and the sentence where it is none

    def __init__(
        self,
        organisation,
        year: SchoolYear,
        on: date,
        *,
        sees_blocks: bool,
        received_on: date | None = None,
        reader_id: int | None = None,
    ):
        self.organisation, self.year, self.on, self.sees_blocks = organisation, year, on, sees_blocks
        self.received_on, self.reader_id = received_on, reader_id

    @cached_property
    def catalogue(self) -> dict[str, Distinction]:
        found = [Distinction(**row) for row in self._cast["catalogue"]]
        return {each.code: each for each in sorted(found, key=lambda each: (each.position, each.name))}

    @property
    def names(self) -> dict[str, str]:
        return {code: each.name for code, each in self.catalogue.items()}

    @cached_property
    def distinctions(self) -> dict[str, Distinction]:
        """By code, what is judged, in the order of the catalogue."""
        return {code: each for code, each in self.catalogue.items() if each.is_judged}

    def codes_for(self, candidate: Candidate) -> list[str]:
        return [code for code in self.distinctions if self.may_receive(candidate, code)]

    def may_receive(self, candidate: Candidate, code: str) -> bool:
        target = TARGETS.INDIVIDUAL if candidate.is_person else TARGETS.COLLECTIVE
        return self.distinctions[code].target in (target, TARGETS.BOTH)

    @cached_property
    def _cast(self) -> dict[str, list[dict]]:
        """Who works here on any day of the year, the tổ of it, the years there are, the catalogue; one query."""
        first, last = self.year.starts_on, self.year.ends_on
        here = self.organisation
        return read_together(
            people=(Employment.objects.for_organisation(here).between(first, last), ["id", "from_on", *NAMES]),
            departments=(Department.objects.for_organisation(here).between(first, last), ["id", "name"]),
            years=(SchoolYear.objects.for_organisation(here), ["code"]),
            catalogue=(Distinction.objects.all(), CATALOGUE),
        )

    @cached_property
    def people(self) -> dict[int, Candidate]:
        """Everybody who works here on any day of the year, each with the last tổ of it."""
        rows = sorted(self._cast["people"], key=lambda row: (row["from_on"], row["id"]))
        return {
            row["person_id"]: Candidate(
                row["person__full_name"],
                row["person__sort_key"],
                person_id=row["person_id"],
                department_id=row["department_id"],
                department=row["department__name"] or "",
            )
            for row in rows
        }

    @cached_property
    def departments(self) -> dict[int, str]:
        """Every tổ of the year, by its id."""
        rows = sorted(self._cast["departments"], key=lambda row: (row["name"], row["id"]))
        return {row["id"]: row["name"] for row in rows}

    @property
    def years(self) -> list[str]:
        """The school years there are, the latest first."""
        return sorted((row["code"] for row in self._cast["years"]), reverse=True)

    def collective(self, department_id: int | None) -> Candidate:
        """A tổ, or the organisation itself, which stands before its tổ."""
        if department_id is None:
            return Candidate(self.organisation.name, "")
        name = self.departments[department_id]
        return Candidate(name, name, department_id=department_id, department=name)

    def sees_blocks_of(self, person_id: int | None) -> bool:
        """Whether the reader may know what is private about a person or, None, about the members of a collective."""
        if not self.sees_blocks or self.reader_id is None:
            return self.sees_blocks
        return not self._is_reader_sanctioned if person_id is None else person_id != self.reader_id

    @cached_property
    def _is_reader_sanctioned(self) -> bool:
        rows = DisciplinaryRecord.objects.for_organisation(self.organisation)
        return rows.filter(person_id=self.reader_id).exists()

    def shown(self, each: Judged, *, is_own: bool = False) -> Verdict:
        """What was judged of a candidate as the reader may know it.

        On her own page (`is_own`) a person reads all of it, unless anything of a block could be told from it.
        """
        books = (self.book,) if each.settled is None else (self._earlier_book, self.book)
        if is_own and not any(is_held_back(each.facts, book) for book in books):
            return each.verdict
        answered = next((book for book in books if each.settled and book.on == each.settled.law_on), self.book)
        return self.shown_beside(each, each.verdict, answered, books)

    def shown_beside(self, each: Judged, verdict: Verdict, book: RuleBook, books: Iterable[RuleBook]) -> Verdict:
        """A verdict by one of several books that are compared; what blocks by one of them is shown by all."""
        sees_blocks = self.sees_blocks_of(each.candidate.person_id)
        shown = shown_verdict(verdict, each.facts, book, each.distinction.code, sees_blocks=sees_blocks)
        if sees_blocks or shown.is_blocked or not any(is_held_back(each.facts, other) for other in books):
            return shown
        return shown.public(is_held=True)

    def shown_settled(self, each: Judged, shown: Verdict) -> Settled | None:
        """Which law answered; of who is held back, and where discipline is asked about, it would tell of a block."""
        return each.settled if self.sees_blocks_of(each.candidate.person_id) or is_worked_out(shown) else None

    def is_held_from_reader(self, facts: Facts, person_id: int) -> bool:
        """Whether years to come would tell the reader of a block she may not know."""
        return not self.sees_blocks_of(person_id) and is_held_back(facts, self.book)

    # ---- verdicts ----

    @cached_property
    def book(self) -> RuleBook:
        return self.book_with(None)

    def book_with(self, row) -> RuleBook:
        """The rules as an unsaved row would change them."""
        return snapshots.rule_book(self.organisation, self.on, instead=row, names=self.names)

    def judged(self, codes: Iterable[str], *, people=None) -> list[Judged]:
        """Everybody's verdicts on some distinctions."""
        found = snapshots.verdicts(
            self.organisation,
            self.year.code,
            codes,
            on=self.on,
            people=people,
            book=self.book,
            targets={code: each.target for code, each in self.distinctions.items()},
            school_year=self.year,
        )
        return [self._judged(key, code, facts, verdict) for key, code, facts, verdict in found]

    def _judged(self, key: str, code: str, facts: Facts, verdict: Verdict) -> Judged:
        candidate, distinction = self._candidate(key), self.distinctions[code]
        if self.transition is None:
            return Judged(candidate, distinction, facts, verdict)
        settled = settle(facts, code, self._earlier_book, self.book, self.transition)
        return Judged(candidate, distinction, facts, settled.verdict, settled)

    # ---- a dossier received under an earlier law ----

    @cached_property
    def _law(self):
        return snapshots.law_days(self.received_on, self.on) if self.received_on else (self.on, None, None)

    @cached_property
    def transition(self) -> Transition | None:
        """The rule of transition between the day of receipt and the day of the decision; None where there is none."""
        rule = self._law[2]
        if rule is None:
            return None
        return Transition(rule.statement, rule.citation, rule.may_choose_better)

    @property
    def earlier_on(self) -> date:
        """The day whose law the dossier follows."""
        return self._law[0]

    @cached_property
    def _earlier_book(self) -> RuleBook:
        return snapshots.rule_book(self.organisation, self.earlier_on, names=self.names)

    @property
    def is_received_late(self) -> bool:
        """Nothing is decided before it was received."""
        return self.received_on is not None and self.received_on > self.on

    def _candidate(self, key: str) -> Candidate:
        kind, _, pk = key.partition(":")
        if kind == "person":
            return self.people[int(pk)]
        return self.collective(int(pk) if kind == "department" else None)

    # ---- addresses ----

    def candidate_url(self, candidate: Candidate, **query) -> str:
        if candidate.is_person:
            return self.address("person_verdicts", candidate.person_id, **query)
        if candidate.department_id:
            return self.address("department_verdicts", candidate.department_id, **query)
        return self.address("school_verdicts", **query)

    @property
    def usual_day(self) -> date:
        return usual_day(self.year)

    @property
    def asked_day(self) -> str:
        """What stands in the box: nothing where the usual day is taken, so that another year takes its own."""
        if self.day_error:
            return self.typed
        return vi_date(self.on) if self.on != self.usual_day else ""

    @property
    def verdicts_url(self) -> str:
        return self.address("verdict_list")

    @property
    def tabs(self) -> list[tuple[str, str]]:
        """(label, address) of the pages of the year."""
        return [(label, self.address(name)) for label, name in TABS]

    def address(self, name: str, *args, **query) -> str:
        """The address of a page of this year and day."""
        if not getattr(self.year, "is_current", True):
            query["year"] = self.year.code
        if self.on != self.usual_day:
            query["on"] = self.on.isoformat()
        if self.received_on:
            query["received"] = self.received_on.isoformat()
        return reverse(f"records:{name}", args=[self.organisation.slug, *args], query=query or None)


def shown_verdict(verdict: Verdict, facts: Facts, book: RuleBook, code: str, *, sees_blocks: bool) -> Verdict:
    """The verdict as its reader may know it: why somebody is blocked is for the head alone, not for the person here."""
    if sees_blocks:
        return replace(verdict, findings=tuple(map(_with_grounds, verdict.findings)))
    return shown_to_others(verdict, facts, book, code)


def _with_grounds(finding: Finding) -> Finding:
    if finding.code != BLOCKED:
        return finding
    return replace(finding, detail=" ".join(finding.facts.get("grounds", ())))


# ---- from the address ----


def desk_of(request) -> VerdictDesk:
    """The year of the page and the day named in the address; 404 where the organisation has no year at all."""
    year = request.school_year or latest_year(request.organisation)
    if year is None:
        raise Http404
    typed = request.GET.get("on", "").strip()[:10]
    day, error = day_of(typed)
    received_on = day_named(request, "received")
    on = day or (clock.today() if received_on else usual_day(year))  # what was received is still to be decided
    desk = desk_at(request, year, on, received_on=received_on)
    desk.typed, desk.day_error = typed, error
    return desk


def desk_at(request, year: SchoolYear, on: date, *, received_on: date | None = None) -> VerdictDesk:
    """The desk of a year by the law of a day, with what its reader may know."""
    sees_blocks = request.user.has_perm("records.view_conduct", request.organisation)
    reader = getattr(request.user, "person", None) if sees_blocks else None
    return VerdictDesk(
        request.organisation,
        year,
        on,
        sees_blocks=sees_blocks,
        received_on=received_on,
        reader_id=reader.pk if reader is not None else None,
    )


def latest_year(organisation) -> SchoolYear | None:
    """Between two school years: the one that ended last."""
    return SchoolYear.objects.for_organisation(organisation).filter(starts_on__lte=clock.today()).first()


def day_named(request, name: str) -> date | None:
    """A day of the address, as people type it or as a link says it; None where it is none."""
    return day_of(request.GET.get(name, "").strip()[:10])[0]


def usual_day(year: SchoolYear) -> date:
    """Whose law a year is read by where none is asked for: today's, or that of the last day of a year that is over."""
    return min(clock.today(), year.ends_on)
