"""What the rows of rule files say together: names exist, sources are cited, days do not overlap. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise

from legal.catalogue import check_code, check_value, named_in
from legal.conditions import PREFIX, circle_in
from legal.rule_files import TABLES, Problem, Row, Rows, RuleFileError, rows_of

ONCE = {  # what names a row of a table
    "document": ("number",),
    "relation": ("document", "other", "kind"),
    "provision": ("document", "locator"),
    "regime": ("code",),
    "transition": ("code",),
    "distinction": ("code",),
}


def read(files: Mapping[str, str], *, beside: Mapping[str, list[Row]] | None = None) -> Rows:
    """The rows of files (text by name), checked with each other and with those that are `beside` them already.

    RuleFileError with everything that is wrong; faults of `beside` alone are not told.
    """
    rows: Rows = {name: [] for name in TABLES}
    problems: list[Problem] = []
    for file, text in files.items():
        try:
            for name, found in rows_of(file, text).items():
                rows[name] += found
        except RuleFileError as error:
            problems += error.problems
    if problems:
        raise RuleFileError(problems)
    everything = {name: [*(beside or {}).get(name, ()), *found] for name, found in rows.items()}
    problems = [*_twice(everything), *_unknown(everything), *_sources(everything), *_days(everything)]
    parameters = everything["parameter"]
    if wrong := [*_parameters(parameters, {row["code"] for row in everything["distinction"]})]:
        problems += wrong  # a formula that cannot be read has no prerequisites to follow
    else:
        problems += [*_overlaps(parameters), *_circles(parameters)]
    if told := [each for each in problems if each.file in files]:
        raise RuleFileError(told)
    return rows


def _twice(rows: Rows) -> Iterator[Problem]:
    for table, keys in ONCE.items():
        seen: dict[tuple, Row] = {}
        for row in rows[table]:
            first = seen.setdefault(tuple(row[key] for key in keys), row)
            if first is not row:
                words = " – ".join(str(row[key]) for key in keys)
                yield row.problem(keys[0], f"“{words}” đã có ở {_place(first)}.")


def _unknown(rows: Rows) -> Iterator[Problem]:
    known = {row["number"] for row in rows["document"]}
    for table, keys in {
        "relation": ("document", "other"), "provision": ("document",), "transition": ("document",),
        "parameter": ("document",),
    }.items():  # fmt: skip
        for row in rows[table]:
            for key in keys:
                if row[key] not in known:
                    yield row.problem(key, f"Chưa khai báo văn bản “{row[key]}” trong bảng document.")
    for row in rows["regime"]:
        for number in row["documents"]:
            if number not in known:
                yield row.problem("documents", f"Chưa khai báo văn bản “{number}” trong bảng document.")
    for row in rows["distinction"]:
        if not re.fullmatch(r"[A-Z][A-Z0-9_]*", row["code"]):
            yield row.problem("code", f"Mã “{row['code']}” chỉ gồm chữ hoa không dấu, chữ số và dấu gạch dưới.")


def _sources(rows: Rows) -> Iterator[Problem]:
    """Nothing is said to be read without the place in the document and where it was read."""
    where = {row["number"]: row.get("read_where", "") for row in rows["document"]}
    for row in rows["document"]:
        if row["mark"] == "T" and not row.get("read_where"):
            yield row.problem("mark", f"Văn bản {row['number']} ghi đã đọc (T) mà chưa ghi read_where: đọc ở đâu.")
    for row in rows["provision"]:
        if row["mark"] == "T" and not (row.get("read_where") or where.get(row["document"])):
            yield row.problem("mark", "Quy định ghi đã đọc (T) mà chưa ghi read_where: đọc ở đâu.")
    for row in rows["parameter"]:
        if row["mark"] in ("T", "S") and not row.get("locator"):
            yield row.problem(
                "locator", f"Giá trị {row['code']} đánh dấu {row['mark']} mà thiếu điều, khoản (locator)."
            )
    for row in rows["relation"]:
        if row["mark"] == "T" and not row.get("locator"):
            yield row.problem("locator", "Quan hệ ghi đã đọc (T) mà thiếu điều, khoản (locator).")


def _days(rows: Rows) -> Iterator[Problem]:
    for table in ("document", "regime", "parameter"):
        for row in rows[table]:
            if row.get("to_on") and row["to_on"] < row["from_on"]:
                yield row.problem("to_on", "Ngày hết hiệu lực trước ngày bắt đầu.")
    yield from _overlapping(rows["regime"], "Thời kỳ", key=lambda row: "")


def _parameters(rows: Iterable[Row], titles: set[str]) -> Iterator[Problem]:
    for row in rows:
        try:
            check_code(row["code"], titles)
        except ValueError as error:
            yield row.problem("code", str(error))
            continue
        try:
            check_value(row["code"], row["value"])
            unknown = sorted(named_in(row["code"], row["value"]) - titles)
        except ValueError as error:
            yield row.problem("value", str(error))
            continue
        if unknown:
            yield row.problem("value", f"“{unknown[0]}” không có trong danh mục danh hiệu, hình thức khen thưởng.")


def _overlaps(rows: Iterable[Row]) -> Iterator[Problem]:
    yield from _overlapping(rows, "Giá trị", key=lambda row: row["code"])


def _overlapping(rows: Iterable[Row], what: str, *, key) -> Iterator[Problem]:
    """Rows of one key whose days overlap."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    for code, group in groups.items():
        ordered = sorted(group, key=lambda row: row["from_on"])
        for former, row in pairwise(ordered):
            if _end(former) >= row["from_on"]:
                yield row.problem("from_on", _overlap_words(what, code, former))
                yield former.problem("to_on", _overlap_words(what, code, row))


def _overlap_words(what: str, code: str, other: Row) -> str:
    until = f" đến {_end(other):%d/%m/%Y}" if other.get("to_on") else ""
    name = f"{what} {code}".rstrip()
    return f"{name} trùng ngày với {_place(other)} (từ {other['from_on']:%d/%m/%Y}{until})."


def _place(row: Row) -> str:
    return f"dòng {row.line} của {row.file}" if row.line else row.file


def _end(row: Row) -> date:
    return row.get("to_on") or date.max


def _circles(rows: Iterable[Row]) -> Iterator[Problem]:
    """On no day does a distinction need itself, neither at once nor by way of others."""
    conditions = [row for row in rows if row["code"].startswith(PREFIX)]
    for day in sorted({row["from_on"] for row in conditions}):
        on_day = [row for row in conditions if row["from_on"] <= day <= _end(row)]
        needs: dict[str, set[str]] = {}
        for row in on_day:
            needs.setdefault(_subject(row), set()).update(named_in(row["code"], row["value"]))
        circle = circle_in(needs)
        for row in on_day:
            if circle and _subject(row) in circle and named_in(row["code"], row["value"]) & set(circle):
                yield row.problem("value", f"Điều kiện lập thành vòng tròn từ {day:%d/%m/%Y}: {' cần '.join(circle)}.")


def _subject(row: Row) -> str:
    return row["code"].removeprefix(PREFIX).partition(".")[0]
