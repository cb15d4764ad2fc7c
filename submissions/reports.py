"""What a report of results says, as data: counts by group or by level. No person's name, no person's points.

A report that does not add up, or that carries anything else, cannot be made: DomainError. No database, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, Self

from core.errors import DomainError
from core.vietnamese import percent
from organisation.models import Level
from submissions.manifests import SCHEMA, ManifestReader

RESULTS = "results"  # the value of "kind" in the manifest
LONGEST_NAME, MOST_ROWS = 120, 200

SEMESTER_1, SEMESTER_2, CALENDAR_YEAR, SCHOOL_YEAR = "semester-1", "semester-2", "calendar-year", "school-year"
TERMS = {
    SEMESTER_1: "Học kỳ I",
    SEMESTER_2: "Học kỳ II",
    CALENDAR_YEAR: "Năm (dương lịch)",
    SCHOOL_YEAR: "Cả năm học",
}
YEAR_CODE = re.compile(r"\d{4}-\d{4}")
READER = ManifestReader("Báo cáo", "Lập lại báo cáo từ kết quả của kỳ.")
COUNTS = ("people", "graded", "exempt", "unrated")
WORDS = {"people": "số người", "graded": "số được xếp loại", "exempt": "số miễn", "unrated": "số không xếp loại"}


# ---- which results ----


@dataclass(frozen=True)
class Term:
    """A part of a school year that is reported on, the same for every school whatever its own days are."""

    school_year: str
    code: str

    def __post_init__(self):
        first, _, last = self.school_year.partition("-")
        if not YEAR_CODE.fullmatch(self.school_year) or int(last) != int(first) + 1:
            raise DomainError(f"Năm học “{self.school_year}” chưa đúng. Ghi hai năm liền nhau, ví dụ 2026-2027.")
        if self.code not in TERMS:
            raise DomainError("Chỉ báo cáo được kết quả của học kỳ, năm hoặc năm học. Chọn lại kỳ báo cáo.")

    @property
    def key(self) -> str:
        """What the sender owes, and the beginning of what it sends."""
        return f"report:{self.school_year}:{self.code}"

    @property
    def name(self) -> str:
        """ "học kỳ I năm học 2026-2027", "năm 2026" (the calendar year that ends inside the school year)."""
        if self.code == CALENDAR_YEAR:
            return f"năm {self.school_year[:4]}"
        part = {SEMESTER_1: "học kỳ I ", SEMESTER_2: "học kỳ II ", SCHOOL_YEAR: ""}[self.code]
        return f"{part}năm học {self.school_year}"


@dataclass(frozen=True)
class Period:
    """The sender's own period. `kind` as the evaluations name it: semester, calendar_year, school_year."""

    kind: str
    label: str
    starts_on: date
    ends_on: date
    school_year: str

    def __post_init__(self):
        if self.ends_on < self.starts_on:
            raise DomainError("Kỳ báo cáo kết thúc trước khi bắt đầu. Kiểm tra lại ngày của kỳ đánh giá.")
        _named(self.label)
        _term_of(self)

    @property
    def term(self) -> Term:
        return _term_of(self)

    def plain(self) -> dict:
        return {
            "kind": self.kind,
            "label": self.label,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "school_year": self.school_year,
        }

    @classmethod
    def read(cls, data: Mapping) -> Self:
        READER.only(data, ("kind", "label", "starts_on", "ends_on", "school_year"))
        days = {name: date.fromisoformat(data[name]) for name in ("starts_on", "ends_on")}
        return cls(kind=data["kind"], label=data["label"], school_year=data["school_year"], **days)


def _term_of(period: Period) -> Term:
    """A semester that begins from July to November is the first; a calendar year belongs where it ends."""
    if period.kind == "semester":
        return Term(period.school_year, SEMESTER_1 if 7 <= period.starts_on.month <= 11 else SEMESTER_2)
    if period.kind == "calendar_year":
        return Term(f"{period.ends_on.year}-{period.ends_on.year + 1}", CALENDAR_YEAR)
    return Term(period.school_year, SCHOOL_YEAR if period.kind == "school_year" else "")


# ---- counts ----


@dataclass(frozen=True, kw_only=True)
class Tally:
    """People counted: graded, exempt and unrated are all of them; the grades are all of those graded.

    `grades`: (name as the sender calls it, how many), the best first.
    """

    people: int = 0
    graded: int = 0
    exempt: int = 0
    unrated: int = 0
    grades: tuple[tuple[str, int], ...] = ()

    def __post_init__(self):
        where = getattr(self, "name", "") or "Bảng tổng hợp"
        for field in COUNTS:
            _counted(getattr(self, field), f"{where}: {WORDS[field]}")
        for name, count in self.grades:
            _named(name)
            _counted(count, f"{where}: số mức “{name}”")
        if len({name for name, _ in self.grades}) != len(self.grades):
            raise DomainError(f"{where}: một mức xếp loại được ghi hai lần. Gộp lại thành một dòng.")
        if self.people != self.graded + self.exempt + self.unrated:
            raise DomainError(
                f"{where}: {self.people} người nhưng {self.graded} được xếp loại, {self.exempt} miễn và"
                f" {self.unrated} không xếp loại cộng lại là {self.graded + self.exempt + self.unrated}."
                " Kiểm tra lại kết quả của kỳ trước khi báo cáo."
            )
        if (summed := sum(count for _, count in self.grades)) != self.graded:
            raise DomainError(
                f"{where}: {self.graded} người được xếp loại nhưng các mức cộng lại là {summed}."
                " Kiểm tra lại kết quả của kỳ trước khi báo cáo."
            )

    @property
    def shares(self) -> list[tuple[str, int, str]]:
        """(grade, how many, their share of those graded: "37,5%")."""
        return [(name, count, percent(count, self.graded)) for name, count in self.grades]

    def count_of(self, grade: str) -> int:
        return dict(self.grades).get(grade, 0)

    def plain(self) -> dict:
        return {**{field: getattr(self, field) for field in COUNTS}, "grades": [list(each) for each in self.grades]}


def total_of(tallies: Iterable[Tally]) -> Tally:
    """All together. Grades are joined only where their names are equal, since each unit has its own."""
    tallies = list(tallies)
    counts = {field: sum(getattr(each, field) for each in tallies) for field in COUNTS}
    names = joined_names([[name for name, _ in each.grades] for each in tallies])
    return Tally(**counts, grades=tuple((name, sum(each.count_of(name) for each in tallies)) for name in names))


def joined_names(lists: Iterable[Sequence[str]]) -> list[str]:
    """The names of all lists once; one that only a later list knows stands before what follows it there, else last."""
    names: list[str] = []
    for each in lists:
        before = len(names)
        for name in reversed(each):
            if name not in names:
                names.insert(before, name)
            before = names.index(name)
    return names


@dataclass(frozen=True, kw_only=True)
class Group(Tally):
    """One group of a school's people: giáo viên, nhân viên, …"""

    name: str

    def __post_init__(self):
        _named(self.name)
        super().__post_init__()

    def plain(self) -> dict:
        return {"name": self.name, **super().plain()}

    @classmethod
    def read(cls, data: Mapping) -> Self:
        READER.only(data, ("name", *COUNTS, "grades"))
        return cls(name=data["name"], **_counts(data))


@dataclass(frozen=True, kw_only=True)
class LevelTotal(Tally):
    """An office's total of one level: of its `units`, the reports of `reported` are counted."""

    level: str
    units: int
    reported: int

    def __post_init__(self):
        super().__post_init__()
        level_label(self.level)
        _counted(self.units, "Số trường")
        _counted(self.reported, "Số trường đã báo cáo")
        if self.reported > self.units:
            raise DomainError("Số trường đã báo cáo nhiều hơn số trường. Kiểm tra lại bảng tổng hợp.")

    @property
    def label(self) -> str:
        return level_label(self.level)

    def plain(self) -> dict:
        return {"level": self.level, "units": self.units, "reported": self.reported, **super().plain()}

    @classmethod
    def read(cls, data: Mapping) -> Self:
        READER.only(data, ("level", "units", "reported", *COUNTS, "grades"))
        return cls(level=data["level"], units=data["units"], reported=data["reported"], **_counts(data))


@dataclass(frozen=True)
class UnitResult:
    """The unit as a collective: its own grade, its points by its own rubric ("92,5" as "92.5"; "" where none)."""

    grade: str
    points: str = ""
    rubric: str = ""

    def __post_init__(self):
        _named(self.grade)
        if self.rubric:
            _named(self.rubric, 250)
        try:
            Decimal(self.points or 0)
        except (InvalidOperation, TypeError) as error:
            raise DomainError(f"Điểm “{self.points}” của đơn vị không phải là số. Nhập lại, ví dụ 92,5.") from error

    @property
    def points_shown(self) -> str:
        return self.points.replace(".", ",")

    def plain(self) -> dict:
        return {"grade": self.grade, "points": self.points, "rubric": self.rubric}

    @classmethod
    def read(cls, data: Mapping) -> Self:
        READER.only(data, ("grade", "points", "rubric"))
        return cls(**data)


# ---- the whole ----


@dataclass(frozen=True)
class Report:
    """Results of a term: a school's by group, with its tổ and itself as collectives, or an office's by level."""

    period: Period
    level: str = ""
    groups: tuple[Group, ...] = ()
    collectives: tuple[tuple[str, str], ...] = ()  # (tổ, grade)
    organisation: UnitResult | None = None
    levels: tuple[LevelTotal, ...] = ()

    def __post_init__(self):
        level_label(self.level)
        if not self.groups and not self.levels:
            raise DomainError("Kỳ này chưa có kết quả nào để báo cáo. Công bố kết quả của kỳ rồi báo cáo.")
        if self.groups and self.levels:
            raise DomainError("Báo cáo ghi theo nhóm của trường hoặc theo cấp học của cơ quan, không ghi cả hai.")
        for rows in (self.groups, self.levels, self.collectives):
            if len(rows) > MOST_ROWS:
                raise DomainError(f"Báo cáo có quá {MOST_ROWS} dòng. Gộp các nhóm nhỏ lại.")
        for what, names in (
            ("nhóm", [each.name for each in self.groups]),
            ("cấp học", [each.level for each in self.levels]),
            ("tổ", [name for name, _ in self.collectives]),
        ):
            if len(set(names)) != len(names):
                raise DomainError(f"Báo cáo ghi một {what} hai lần. Gộp lại thành một dòng.")
        for name, grade in self.collectives:
            _named(name)
            _named(grade)

    @property
    def term(self) -> Term:
        return self.period.term

    @property
    def title(self) -> str:
        return f"Báo cáo kết quả {self.term.name}"

    @property
    def units(self) -> int:
        """How many schools an office counts; of a school's own report none."""
        return sum(each.units for each in self.levels)

    @property
    def reported(self) -> int:
        return sum(each.reported for each in self.levels)

    @cached_property
    def total(self) -> Tally:
        return total_of(self.groups or self.levels)

    def manifest(self) -> dict[str, Any]:
        """What is pinned. `read` gives the same report again."""
        return {
            "schema": SCHEMA,
            "kind": RESULTS,
            "period": self.period.plain(),
            "level": self.level,
            "groups": [each.plain() for each in self.groups],
            "collectives": [list(each) for each in self.collectives],
            "organisation": self.organisation.plain() if self.organisation else None,
            "levels": [each.plain() for each in self.levels],
        }

    @classmethod
    def read(cls, manifest: Mapping) -> Self:
        """The report that a manifest holds; DomainError where it holds anything that does not belong there."""
        data = READER.opened(manifest, cls.__dataclass_fields__, kinds=[RESULTS])
        unit = data["organisation"]
        return cls(
            period=Period.read(data["period"]),
            level=data["level"],
            groups=tuple(Group.read(each) for each in data["groups"]),
            collectives=tuple((name, grade) for name, grade in data["collectives"]),
            organisation=UnitResult.read(unit) if unit else None,
            levels=tuple(LevelTotal.read(each) for each in data["levels"]),
        )


def _counts(data: Mapping) -> dict:
    grades = tuple((name, count) for name, count in data["grades"])
    return {**{field: data[field] for field in COUNTS}, "grades": grades}


def level_label(level: str) -> str:
    """A school's level in words; an office and a school without one have none."""
    if level and level not in Level.values:
        raise DomainError("Báo cáo ghi cấp học mà hệ thống không biết. Lập lại báo cáo từ kết quả của kỳ.")
    return Level(level).label if level else "Chưa ghi cấp học"


def _counted(value: Any, what: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise DomainError(f"{what} phải là số nguyên từ 0 trở lên.")


def _named(name: Any, longest: int = LONGEST_NAME) -> None:
    READER.text(name, longest)
