"""Results reported to an office: who reported, and the totals. Of a unit it reads what was sent, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from core import clock
from core.errors import DomainError
from core.vietnamese import search_key
from deadlines.models import CalendarEntry, Obligation
from organisation.models import Level, Organisation, Supervision
from oversight import criteria
from oversight.criteria import Standing
from oversight.querysets import standing_of
from submissions.models import Submission
from submissions.reports import (
    CALENDAR_YEAR,
    SCHOOL_YEAR,
    SEMESTER_1,
    SEMESTER_2,
    LevelTotal,
    Period,
    Report,
    Tally,
    Term,
    joined_names,
    level_label,
    total_of,
)

State = Submission.State
KINDS = {SEMESTER_1: "semester", SEMESTER_2: "semester", CALENDAR_YEAR: "calendar_year", SCHOOL_YEAR: "school_year"}
# Which of the office's own dates says until when it wants the reports: purpose, and whether before April or after.
DATES = {
    SEMESTER_1: (CalendarEntry.Purpose.SEMESTER_REVIEW, True),
    SEMESTER_2: (CalendarEntry.Purpose.SEMESTER_REVIEW, False),
    CALENDAR_YEAR: (CalendarEntry.Purpose.YEAR_REVIEW, True),
    SCHOOL_YEAR: (CalendarEntry.Purpose.YEAR_REVIEW, False),
}


@dataclass(frozen=True)
class ResultRow:
    """One unit: how it stands, its last version, and the version that is counted with what it says."""

    unit: Organisation
    standing: Standing
    due_at: datetime | None
    submission: Submission | None
    counted: Submission | None

    @property
    def level(self) -> str:
        return self.unit.get_level_display() if self.unit.level else self.unit.get_kind_display()

    @property
    def report(self) -> Report | None:
        return self.counted.report if self.counted else None

    @property
    def tally(self) -> Tally | None:
        return self.report.total if self.report else None

    @property
    def is_accepted(self) -> bool:
        return self.counted is not None and self.counted.state == State.ACCEPTED

    @property
    def is_only_received(self) -> bool:
        return self.counted is not None and not self.is_accepted


@dataclass(frozen=True)
class LevelLine:
    """The totals of one level. `accepted` and `received`: schools whose report is counted, by how it stands."""

    level: str
    units: int
    accepted: int
    received: int
    tally: Tally

    @property
    def label(self) -> str:
        return level_label(self.level)

    @property
    def reported(self) -> int:
        return self.accepted + self.received

    @property
    def missing(self) -> int:
        return self.units - self.reported


def reporting_units(office):
    """Those below in the professional line today: schools, and offices that pass on what theirs sent them."""
    return Organisation.objects.supervised_by(office, line=Supervision.Line.PROFESSIONAL, on=clock.today()).order_by(
        "name"
    )


def result_rows(office, term: Term) -> list[ResultRow]:
    """One row a unit: those below today, and those that reported the term before they moved away."""
    obligations = {
        row.organisation_id: row
        for row in Obligation.objects.addressed_to(office)
        .filter(key=term.key)
        .exclude(state=Obligation.State.CANCELLED)
    }
    sent = Submission.objects.addressed_to(office).of_term(term).select_related("organisation")
    versions: dict[int, list[Submission]] = {}
    for row in sent.order_by("organisation", "version"):
        versions.setdefault(row.organisation_id, []).append(row)
    units = {row.pk: row for row in reporting_units(office)}
    units |= {pk: rows[-1].organisation for pk, rows in versions.items() if pk not in units}
    return [_row(unit, obligations.get(pk), versions.get(pk, [])) for pk, unit in units.items()]


def _row(unit, obligation, versions: list[Submission]) -> ResultRow:
    first, last = (versions[0], versions[-1]) if versions else (None, None)
    found, due_at = standing_of(obligation, first, last)
    return ResultRow(unit, found, due_at, last, counted_of(versions))


def counted_of(versions: list[Submission]) -> Submission | None:
    """The last version that was accepted; else the one that is being read. What was returned counts for nothing."""
    accepted = [each for each in versions if each.state == State.ACCEPTED]
    if accepted:
        return accepted[-1]
    return versions[-1] if versions and versions[-1].state == State.RECEIVED else None


# ---- totals ----


def level_lines(rows: Iterable[ResultRow]) -> list[LevelLine]:
    """The totals by level, in the order of levels; a level that nobody reported stands there with its schools."""
    parts: dict[str, list[tuple[int, int, int, Tally]]] = {}
    for row in rows:
        for level, *part in _parts(row):
            parts.setdefault(level, []).append(part)
    order = [*Level.values, ""]
    return [_line(level, parts[level]) for level in sorted(parts, key=order.index)]


def _parts(row: ResultRow) -> list[tuple[str, int, int, int, Tally]]:
    """(level, schools, accepted, only received, counts) that a unit adds: an office one for each of its levels."""
    if row.report is None:
        return [] if row.unit.is_office else [(row.unit.level, 1, 0, 0, Tally())]
    if not row.report.levels:
        return [(row.report.level, 1, int(row.is_accepted), int(row.is_only_received), row.tally)]
    return [
        (each.level, each.units, *((each.reported, 0) if row.is_accepted else (0, each.reported)), each)
        for each in row.report.levels
    ]


def _line(level: str, parts: list) -> LevelLine:
    units, accepted, received = (sum(part[place] for part in parts) for place in range(3))
    return LevelLine(level, units, accepted, received, total_of(part[3] for part in parts))


def whole_line(lines: list[LevelLine]) -> LevelLine:
    """All levels together."""
    return _line("", [(each.units, each.accepted, each.received, each.tally) for each in lines])


def grade_names(rows: Iterable[ResultRow]) -> list[str]:
    """Every name of a grade that some unit reported: the columns of the workbook."""
    return joined_names([[name for name, _ in row.tally.grades] for row in rows if row.tally])


def report_of_office(office, term: Term, rows: list[ResultRow] | None = None) -> Report:
    """The office's own report: totals by level of what it accepted; DomainError where it accepted nothing yet.

    `rows`, as `result_rows` gives them, saves whoever shows them too reading them again.
    """
    rows = result_rows(office, term) if rows is None else rows
    accepted = [row for row in rows if row.is_accepted]
    if not accepted:
        raise DomainError(
            f"Chưa chấp nhận báo cáo kết quả {term.name} của đơn vị nào nên chưa có số liệu để gửi lên cấp trên."
        )
    only_accepted = [row if row.is_accepted else _uncounted(row) for row in rows]
    periods = [row.report.period for row in accepted]
    return Report(
        period=Period(
            kind=KINDS[term.code],
            label=term.name[0].upper() + term.name[1:],
            starts_on=min(each.starts_on for each in periods),
            ends_on=max(each.ends_on for each in periods),
            school_year=term.school_year,
        ),
        level=office.level,
        levels=tuple(
            LevelTotal(
                level=line.level,
                units=line.units,
                reported=line.accepted,
                **{name: getattr(line.tally, name) for name in ("people", "graded", "exempt", "unrated", "grades")},
            )
            for line in level_lines(only_accepted)
        ),
    )


def _uncounted(row: ResultRow) -> ResultRow:
    return replace(row, counted=None)


# ---- the page ----


def term_of_day(office, school_year_code: str) -> str:
    """The term a reader most likely means: the one last reported on or asked for; else by the day."""
    keys = Submission.objects.addressed_to(office).reports().filter(school_year_code=school_year_code)
    latest = keys.order_by("-submitted_at").values_list("subject_key", flat=True).first()
    asked = Obligation.objects.addressed_to(office).filter(key__startswith=f"report:{school_year_code}:")
    latest = latest or asked.order_by("-opens_at").values_list("key", flat=True).first()
    if latest:
        return latest.split(":")[2]
    is_spring = clock.today() >= date(int(school_year_code[5:]), 4, 1)
    return SCHOOL_YEAR if is_spring else SEMESTER_1


def date_of_term(office, school_year, term: Term) -> CalendarEntry | None:
    """The step of the office's own calendar by which the term's results are due, if it has one."""
    if school_year is None:
        return None
    purpose, is_early = DATES[term.code]
    turn = clock.at(date(int(term.school_year[5:]), 4, 1))
    rows = CalendarEntry.objects.for_organisation(office).filter(school_year=school_year, purpose=purpose)
    rows = rows.filter(due_at__lt=turn) if is_early else rows.filter(due_at__gte=turn)
    return rows.order_by("due_at").last()


def matching(rows: list[ResultRow], *, state: str = "", level: str = "", words: str = "") -> list[ResultRow]:
    """The filters of the page; an empty one filters nothing. An office below has each level it reports."""
    return [
        row
        for row in rows
        if (not state or row.standing.state == state)
        and (not level or level in _levels(row))
        and (not words or search_key(words) in search_key(row.unit.name))
    ]


def _levels(row: ResultRow) -> set[str]:
    return {row.unit.level} | ({each.level for each in row.report.levels} if row.report else set())


def ordered(rows: list[ResultRow], sort: str) -> list[ResultRow]:
    """By "state" (what is late stands first), "name", "level", "people" or "graded"; "-" turns it round.

    A unit without figures stands last whichever way the figures run.
    """
    states, levels = list(criteria.LABELS), [*Level.values, ""]
    is_down = sort.startswith("-")
    keys = {
        "state": lambda row: (states.index(row.standing.state), -row.standing.days_late),
        "name": lambda row: 0,
        "level": lambda row: levels.index(row.unit.level),
        "people": lambda row: row.tally.people if row.tally else -1,
        "graded": lambda row: row.tally.graded if row.tally else -1,
    }
    name = sort.lstrip("-")
    found = sorted(rows, key=lambda row: search_key(row.unit.name), reverse=sort == "-name")
    found = sorted(found, key=keys[name], reverse=is_down)
    if name in ("people", "graded"):
        found = sorted(found, key=lambda row: row.tally is None)
    return found
