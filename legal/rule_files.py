"""Rule files: law as TOML, read strictly. Pure.

A file holds tables of documents, relations, provisions, regimes, transitions, parameters and distinctions (the format
is described in docs/law.md). A file with anything wrong in it is refused whole, with the line and the reason of each
fault; nothing of it is used.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

MARKS = ("T", "S", "K")
KINDS = ("title", "commendation", "order", "honour", "prize", "mass", "own")
TARGETS = ("individual", "collective", "both")
LEVELS = ("base", "province", "state", "other")
LONGEST_LINE = 10_000  # characters; the longest sentence of a rule is a tenth of it
RELATIONS = ("replaces", "amends", "guides")


@dataclass(frozen=True)
class Problem:
    """One fault of a file. `line` 0: the file as a whole."""

    file: str
    line: int
    reason: str

    def __str__(self):
        return f"{self.file}, dòng {self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


class RuleFileError(Exception):
    """A file that cannot be used, with everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(set(problems), key=lambda each: (each.file, each.line, each.reason))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Key:
    """What may stand behind one key: text of at most `most` characters or one of `choices`, a day, a list of texts."""

    kind: type = str
    most: int = 0
    is_needed: bool = True
    choices: tuple[str, ...] = ()


def _text(most: int, *, is_needed: bool = True) -> Key:
    return Key(str, most, is_needed)


_DAY, _OPEN_DAY, _MARK = Key(date), Key(date, is_needed=False), Key(choices=MARKS)
_LOCATOR, _NOTE, _READ_WHERE = _text(120), _text(500, is_needed=False), _text(300, is_needed=False)
TABLES: dict[str, dict[str, Key]] = {
    "document": {
        "number": _text(60),
        "kind": _text(60),
        "title": _text(500),
        "issuer": _text(200),
        "issued_on": _OPEN_DAY,
        "from_on": _DAY,
        "to_on": _OPEN_DAY,
        "mark": _MARK,
        "read_where": _READ_WHERE,
        "note": _NOTE,
    },
    "relation": {
        "document": _text(60),
        "other": _text(60),
        "kind": Key(choices=RELATIONS),
        "locator": _text(120, is_needed=False),
        "mark": _MARK,
    },
    "provision": {
        "document": _text(60),
        "locator": _LOCATOR,
        "statement": _text(600),
        "mark": _MARK,
        "read_where": _READ_WHERE,
    },
    "regime": {
        "code": _text(30),
        "name": _text(160),
        "from_on": _DAY,
        "to_on": _OPEN_DAY,
        "note": _NOTE,
        "documents": Key(list),
    },
    "transition": {
        "code": _text(40),
        "document": _text(60),
        "locator": _LOCATOR,
        "statement": _text(500),
        "mark": _MARK,
        "received_before": _DAY,
        "may_choose_better": Key(bool, is_needed=False),
    },
    "parameter": {
        "code": _text(80),
        "value": _text(300),
        "document": _text(60),
        "locator": _text(120, is_needed=False),
        "mark": _MARK,
        "note": _NOTE,
        "from_on": _DAY,
        "to_on": _OPEN_DAY,
    },
    "distinction": {
        "code": _text(30),
        "name": _text(160),
        "kind": Key(choices=KINDS),
        "target": Key(choices=TARGETS),
        "level": Key(choices=LEVELS),
        "note": _NOTE,
    },
}


@dataclass(frozen=True)
class Row:
    """One table of a file with the lines on which it and its keys stand."""

    table: str
    file: str
    line: int
    values: Mapping[str, object]
    lines: Mapping[str, int] = field(default_factory=dict)

    def __getitem__(self, key: str):
        return self.values[key]

    def get(self, key: str, default=None):
        return self.values.get(key, default)

    def problem(self, key: str, reason: str) -> Problem:
        return Problem(self.file, self.lines.get(key, self.line), reason)


Rows = dict[str, list[Row]]


def rows_of(file: str, text: str) -> Rows:
    """The tables of one file, each of the right shape; RuleFileError otherwise. `rule_checks` reads what they say."""
    long = next((number for number, line in enumerate(text.splitlines(), start=1) if len(line) > LONGEST_LINE), None)
    if long is not None:
        raise RuleFileError([Problem(file, long, f"Dòng dài hơn {LONGEST_LINE} ký tự; quy định không dài như vậy.")])
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise RuleFileError([Problem(file, line, f"Không đúng cú pháp TOML ({error}).")]) from error
    except (RecursionError, ValueError) as error:  # brackets thousands deep, a number of thousands of digits
        reason = "Có ngoặc lồng quá sâu hoặc số quá dài; tệp quy định không cần đến."
        raise RuleFileError([Problem(file, 0, reason)]) from error
    places = _places(text)
    rows: Rows = {name: [] for name in TABLES}
    problems = []
    for name, tables in data.items():
        if name not in TABLES or not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            line = places.get((name, 0), (_line_of_key(text, name), {}))[0]
            problems.append(Problem(file, line, f"Không có bảng “{name}”; các bảng: {_listed(TABLES)}."))
            continue
        for index, values in enumerate(tables):
            line, lines = places.get((name, index), (0, {}))
            row = Row(name, file, line, values, lines)
            problems += _shape(row)
            rows[name].append(row)
    if problems:
        raise RuleFileError(problems)
    return rows


def _places(text: str) -> dict[tuple[str, int], tuple[int, dict[str, int]]]:
    """By name and position among its like, the line of each [[table]] and of its keys. tomllib tells no lines."""
    found: dict[tuple[str, int], tuple[int, dict[str, int]]] = {}
    counts: dict[str, int] = {}
    keys: dict[str, int] = {}
    quote = ""  # inside a text of several lines
    for number, line in enumerate(text.splitlines(), start=1):
        if not quote:
            if header := re.match(r"\s*\[\[?\s*\"?([\w-]+)", line):
                name, keys = header[1], {}
                found[name, counts.setdefault(name, 0)] = (number, keys)
                counts[name] += 1
            elif key := re.match(r"\s*\"?([\w-]+)\"?\s*=", line):
                keys.setdefault(key[1], number)
        for mark in re.findall(r'"""|' + "'''", line):
            quote = "" if mark == quote else quote or mark
    return found


def _line_of_key(text: str, name: str) -> int:
    found = re.search(rf"^\s*\"?{re.escape(name)}\"?\s*=", text, re.M)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _shape(row: Row) -> Iterator[Problem]:
    keys = TABLES[row.table]
    for name in row.values:
        if name not in keys:
            yield row.problem(name, f"Không có mục “{name}” trong bảng {row.table}; các mục: {_listed(keys)}.")
    for name, key in keys.items():
        if name not in row.values:
            if key.is_needed:
                yield row.problem(name, f"Bảng {row.table} thiếu mục “{name}”.")
        elif reason := _fault(key, row.values[name]):
            yield row.problem(name, f"Mục “{name}”: {reason}")


def _fault(key: Key, value: object) -> str:
    """What is wrong with a value; "" where nothing is."""
    if key.kind is date:
        return "" if isinstance(value, date) and not isinstance(value, datetime) else "ghi ngày dạng 2026-10-01."
    if key.kind is list:
        is_list = isinstance(value, list) and value and all(isinstance(each, str) for each in value)
        return "" if is_list else "ghi danh sách số, ký hiệu văn bản."
    if key.kind is bool:
        return "" if isinstance(value, bool) else "ghi true hoặc false."
    if not isinstance(value, str):
        return "ghi chữ trong ngoặc kép; tỷ lệ ghi phân số như “2/3”, không ghi số thập phân."
    if key.choices:
        return "" if value in key.choices else f"“{value}” không có; chọn một trong {', '.join(key.choices)}."
    if not value.strip() and key.is_needed:
        return "để trống."
    return f"dài {len(value)} ký tự, tối đa {key.most}." if len(value) > key.most else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
