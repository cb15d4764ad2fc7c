"""What a period came to, as facts for paper, and the tables made of them. Pure.

A person who was exempt has no reason here: nobody but her and the head may read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.tables import EXEMPT, Column, DataTable, Label, Row, Value, short_labels
from core.vietnamese import percent
from evaluations.criteria import UNGRADED

NO_POINTS = "chưa có điểm"
NO_GRADE = "chưa xếp loại"
LONGEST_GRADE = 13  # letters that a month's narrow column holds


@dataclass(frozen=True)
class Result:
    """What one person, tổ or school got. Points are None while blank, or a label where there are none.

    `place` is the tổ, or post and tổ. `praise` is the school's own biểu dương ("Xuất sắc tháng"), no danh hiệu.
    """

    name: str
    place: str = ""
    own: Value = None
    department: Value = None
    council: Value = None
    final: Value = None
    grade: str = ""
    praise: str = ""
    note: str = ""
    is_exempt: bool = False


@dataclass(frozen=True)
class Period:
    """`words`: "tháng 10 năm 2026", "học kỳ I năm học 2026-2027". `grades`: the names of the grades, best first."""

    words: str
    grades: Sequence[str]
    is_collective: bool = False

    @property
    def who(self) -> str:
        return "tập thể" if self.is_collective else "cá nhân"


def count_sentences(period: Period, results: Sequence[Result]) -> list[str]:
    """How many there are in each grade, with their share of those evaluated; a grade nobody has is left out."""
    exempt = sum(each.is_exempt for each in results)
    evaluated = len(results) - exempt
    counts = Counter(each.grade for each in results if not each.is_exempt)
    order = [*period.grades, *(grade for grade in counts if grade not in (*period.grades, UNGRADED, "")), UNGRADED]
    shares = [f"{grade}: {counts[grade]:02d} ({percent(counts[grade], evaluated)})" for grade in order if counts[grade]]
    shares += [f"{NO_GRADE}: {counts['']:02d}"] if counts[""] else []
    whole = f"Tổng số: {len(results):02d} {period.who}"
    if exempt:
        whole += f"; {EXEMPT.words}: {exempt:02d}; được đánh giá: {evaluated:02d}"
    return [f"{whole}.", *([f"{'; '.join(shares)}."] if shares else [])]


def summary_table(period: Period, results: Sequence[Result], *, has_council: bool) -> DataTable:
    """One row for each: own, tổ's and council's points, the final ones, grade and remark; counts by grade under it."""
    columns = [Column("TT", 10, "ordinal"), _name_column(period, 58)]
    columns += [Column("Tổ", 38)] if _has_places(results) else []
    columns += [Column("Tự chấm", 19, "number", NO_POINTS), Column("Tổ chấm", 19, "number", NO_POINTS)]
    columns += [Column("Hội đồng", 19, "number", NO_POINTS)] if has_council else []
    columns += [
        Column("Kết quả", 19, "number", NO_POINTS),
        Column("Xếp loại", 34, "text", NO_GRADE),
        Column("Ghi chú", 40),
    ]
    rows = [
        Row([number, each.name, *_place(each, results), *_points(each, has_council), _grade(each), _remark(each)])
        for number, each in enumerate(results, start=1)
    ]
    caption = f"Kết quả đánh giá, xếp loại {period.words}"
    return DataTable(caption, columns, rows, count_sentences(period, results), is_wide=True)


def grade_table(period: Period, results: Sequence[Result], *, is_wide: bool = False) -> DataTable:
    """The names with their grades, no points: what an announcement may say to everybody; praise where it is wide."""
    columns = [Column("TT", 12, "ordinal"), _name_column(period, 63)]
    columns += [Column("Tổ", 50)] if _has_places(results) else []
    columns += [Column("Xếp loại", 40, "text", NO_GRADE)]
    columns += [Column("Biểu dương", 50)] if is_wide else []
    rows = [
        Row([number, each.name, *_place(each, results), _grade(each), *([_praise(each)] if is_wide else [])])
        for number, each in enumerate(results, start=1)
    ]
    return DataTable("", columns, rows, is_wide=is_wide)


def praise_table(period: Period, results: Sequence[Result], *, is_wide: bool = False) -> DataTable:
    """Those commended, in the school's own words."""
    columns = [Column("TT", 12, "ordinal"), _name_column(period, 63)]
    columns += [Column("Tổ", 50)] if _has_places(results) else []
    columns += [Column("Nội dung biểu dương", 40)]
    rows = [Row([number, each.name, *_place(each, results), each.praise]) for number, each in enumerate(results, 1)]
    return DataTable("", columns, rows, is_wide=is_wide)


@dataclass(frozen=True)
class YearRow:
    """One who was evaluated through a year; `grades` in the order of the months, None where nothing is known yet."""

    name: str
    place: str
    grades: Sequence[str | Label | None]
    result: str = ""


def months_table(
    caption: str, months: Sequence[str], rows: Sequence[YearRow], *, last: str = "", whose: str = "Họ và tên"
) -> DataTable:
    """People × months. `months` are headings ("9/2026"); `last` names a column for what the months came to."""
    has_places = any(row.place for row in rows)
    width = (252 - 10 - 48 - (28 if has_places else 0) - (24 if last else 0)) / max(len(months), 1)
    named = [each for row in rows for each in (*row.grades, row.result) if isinstance(each, str)]
    labels = short_labels(named, longest=LONGEST_GRADE)
    columns = [
        Column("TT", 10, "ordinal"),
        Column(whose, 48, "name"),
        *([Column("Tổ", 28)] if has_places else []),
        *(Column(month, round(width, 2), "text", "chưa có kết quả") for month in months),
        *([Column(last, 24, "text", NO_GRADE)] if last else []),
    ]
    found = []
    for number, row in enumerate(rows, start=1):
        grades = [labels.get(grade, grade) if isinstance(grade, str) else grade for grade in row.grades]
        result = [labels.get(row.result, row.result)] if last else []
        found.append(Row([number, row.name, *([row.place] if has_places else []), *grades, *result]))
    return DataTable(caption, columns, found, is_wide=True)


def _name_column(period: Period, width: float) -> Column:
    return Column("Tên tập thể" if period.is_collective else "Họ và tên", width, "name")


def _has_places(results: Sequence[Result]) -> bool:
    return any(each.place for each in results)


def _place(result: Result, results: Sequence[Result]) -> list[Value]:
    return [result.place] if _has_places(results) else []


def _points(result: Result, has_council: bool) -> list[Value]:
    values = [result.own, result.department, *([result.council] if has_council else []), result.final]
    return [EXEMPT] * len(values) if result.is_exempt else values


def _grade(result: Result) -> Value:
    return EXEMPT if result.is_exempt else result.grade or None


def _praise(result: Result) -> str:
    return "" if result.is_exempt else result.praise


def _remark(result: Result) -> str:
    return "; ".join(filter(None, [_praise(result), result.note]))
