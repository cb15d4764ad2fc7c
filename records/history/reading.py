"""A sheet of past years as entries: one for each thing that one line says of one person or collective. Pure.

What is no data (a group, a sum, a signature, a hidden line) is given too, each with why, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from openpyxl.utils import get_column_letter

from core.errors import DomainError
from core.sheets import Book, Bounds, Sheet, SheetRow, line_of
from core.table_import import Reading, ReadRow
from core.vietnamese import search_key
from records.history import columns as roles
from records.history.columns import Column, Head, find_head
from records.history.days import read_decision, school_year_of, school_years_in
from records.history.words import Lexicon, is_mark, is_nothing

BOUNDS = Bounds(rows=20_000, columns=80)
MOST_ENTRIES = 60_000
SAMPLES = 3
_GROUP = re.compile(r"^(to|khoi|nhom|ban|bo phan|phong|truong|cap|he|[ivx]{1,4}|[a-e])\b")
_NUMBERS = re.compile(r"\(?[0-9A-Ea-e]{1,2}\)?|\(?\d+\s*=.*\)?")
_SUM = re.compile(r"^(tong|cong|tong cong|tong so|cong lai|an dinh danh sach|danh sach (nay )?(co|gom))\b")
_FOOT = re.compile(
    r"^(nguoi lap( bieu| bang| danh sach)?|ke toan|thu truong|hieu truong|tm |kt |pho hieu truong|xac nhan|noi nhan"
    r"|ghi chu|ky ten|ky va ghi ro|ky ghi ro|chu tich|thu ky|giam doc|truong phong|danh sach nay)\b|ngay \d* ?thang"
)
HIDDEN_ROW = "Dòng ẩn trong tệp nên không đọc. Muốn đọc, đánh dấu “Đọc cả dòng ẩn, cột ẩn”."
NO_VALUE = "Dòng không ghi danh hiệu, xếp loại hay sáng kiến nào."


_DECIDING = (roles.NUMBER, roles.DATE, roles.DECISION)
_key = lru_cache(maxsize=8192)(search_key)  # the same words stand in many lines


@dataclass
class _State:
    group: str = ""
    name: tuple[str, str, str] | None = None  # name, born, department of the line above
    is_foot: bool = False
    nothing: int = 0
    hidden: int = 0
    carried: int = 0


@dataclass
class SheetReader:
    """One sheet with what was said of it (`options`, see `records.history.table`)."""

    sheet: Sheet
    lexicon: Lexicon
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self):
        self.bare = self.options.get("bare", "")
        head = find_head(self.sheet, self.lexicon.mark_of, bare=self.bare, at=self.options.get("head"))
        if head is None:
            raise DomainError(
                f"Chưa thấy dòng tiêu đề ở trang tính “{self.sheet.name}”: cần có cột “Họ và tên”. Sửa tiêu đề trong"
                " tệp, hoặc ghi số trang tính, số dòng tiêu đề rồi đọc lại."
            )
        self.head = self._with_choices(head)
        above = " ".join(cell for row in self.sheet.rows if row.line < head.first for cell in dict.fromkeys(row.filled))
        years = school_years_in(above) or school_years_in(self.sheet.name)
        self.default_year = self.options.get("year") or (years[0] if len(years) == 1 else "")
        named = None if self.head.values else self.lexicon.named_in(above)
        self.default_meaning = named
        self.state = _State()

    def _with_choices(self, head: Head) -> Head:
        """The head with the columns that somebody set by hand, and without hidden ones."""
        chosen, found = self.options.get("columns", {}), []
        for column in head.columns:
            if column.place in self.sheet.hidden_columns and not self.options.get("hidden"):
                column = replace(column, role=roles.IGNORED)
            if choice := chosen.get(str(column.place)):
                column = replace(column, role=choice["role"], year=choice.get("year", ""), bare_year=False)
            found.append(column)
        return replace(head, columns=tuple(found))

    # ---- the whole ----

    def read(self) -> Reading:
        self._decision_places: dict[str, list[int | None]] = {}
        for column in self.head.columns:
            if column.role in _DECIDING:
                places = self._decision_places.setdefault(column.year, [None] * len(_DECIDING))
                places[_DECIDING.index(column.role)] = column.place
        body = [row for row in self.sheet.rows if row.line > self.head.last]
        names = [part for each in self.head.of(roles.NAME) for part in each.heading.split(" / ")]
        self._headings = {*names, *(column.heading.rpartition(" / ")[2] for column in self.head.columns)}
        self._places = {column.role: column.place for column in self.head.columns if not column.year}
        rows = [entry for row in body for entry in self._entries(row)]
        if len(rows) > MOST_ENTRIES:
            raise DomainError(f"Bảng có {len(rows)} mục, quá {MOST_ENTRIES}. Tách thành nhiều tệp rồi nhập lần lượt.")
        return Reading(rows, self._facts(body))

    def _facts(self, body: list[SheetRow]) -> dict[str, Any]:
        sheet, state = self.sheet, self.state
        return {
            "sheet_name": sheet.name,
            "head": [self.head.first, self.head.last],
            "layout": self._layout(),
            "columns": [self._told(column, body) for column in self.head.columns if column.heading],
            "years": self.head.years,
            "default_year": self.default_year,
            "default_code": self.default_meaning.code if self.default_meaning else "",
            "hidden_columns": sheet.hidden_letters,
            "hidden_rows": state.hidden,
            "reads_hidden": bool(self.options.get("hidden")),
            "nothing": state.nothing,
            "carried": state.carried,
            "unsolved": [ref for ref in sheet.unsolved if line_of(ref) > self.head.last][:20],
            "cut_columns": sheet.cut_columns,
        }

    def _layout(self) -> str:
        if self.head.is_wide:
            return "wide"
        return "marks" if self.head.of(roles.MARK) else "long"

    def _told(self, column: Column, body: list[SheetRow]) -> dict[str, Any]:
        samples: list[str] = []
        for row in body[:200]:
            if len(set(row.filled)) < 2:  # a group, a line of a signature
                continue
            text = row.cell(column.place)[:60]
            if text and text not in samples:
                samples.append(text)
            if len(samples) == SAMPLES:
                break
        return {
            "place": column.place,
            "letter": get_column_letter(column.place + 1),
            "heading": column.heading[:120],
            "role": column.role,
            "year": column.year,
            "code": column.code,
            "samples": samples,
            "is_hidden": column.place in self.sheet.hidden_columns,
        }

    # ---- one line ----

    def _cell(self, row: SheetRow, role: str) -> str:
        place = self._places.get(role)
        return row.cell(place) if place is not None else ""

    def _name(self, row: SheetRow) -> str:
        name = self._cell(row, roles.NAME)
        return name or f"{self._cell(row, roles.FAMILY)} {self._cell(row, roles.GIVEN)}".strip()

    def _entries(self, row: SheetRow) -> Iterator[ReadRow]:
        name = self._name(row)
        found = list(self._values(row))
        if why := self._why_skipped(row, name, found):
            yield ReadRow(row.line, {"text": " | ".join(dict.fromkeys(row.filled))[:300]}, skipped=why)
            return
        shared = self._shared(row, name)
        if not found:
            found = [(None, {})]
        for part, (column, said) in enumerate(found):
            values = {**shared, **self._of_column(row, column), **said}
            yield ReadRow(row.line, {key: text for key, text in values.items() if text}, part)

    def _values(self, row: SheetRow) -> Iterator[tuple[Column, dict[str, str]]]:
        """(column, what it says) of each value cell that says something; a cell may name several things."""
        for column in self.head.values:
            text = row.cell(column.place)
            if not text:
                continue
            if column.role == roles.MARK:
                if is_mark(text) or not is_nothing(text):
                    yield column, _marked(column, text)
                else:
                    self.state.nothing += 1
                continue
            if column.role == roles.INITIATIVE:
                meanings = () if is_nothing(text) else None
            else:
                meanings = self.lexicon.meanings(text, column.role if column.role != roles.WORDS else "")
            if meanings == ():
                self.state.nothing += 1
            elif meanings and len(meanings) > 1:
                for each in meanings:
                    yield column, {"kind": each.kind, "code": each.code, "words": text[:300]}
            else:
                yield column, {"kind": column.role, "words": text[:300]}

    def _why_skipped(self, row: SheetRow, name: str, found: list) -> str:
        state = self.state
        if row.is_hidden and not self.options.get("hidden"):
            state.hidden += 1
            return HIDDEN_ROW
        if name and found and not state.is_foot and self._is_plain(row, name):
            return ""
        filled = list(dict.fromkeys(row.filled))
        if all(_NUMBERS.fullmatch(cell) for cell in filled):
            return "Dòng chỉ có số thứ tự hoặc số cột."
        if name in self._headings:
            return "Dòng tiêu đề lặp lại."
        if any(_SUM.search(_key(cell)) for cell in filled[:2]):
            return "Dòng tổng cộng."
        if any(_FOOT.search(_key(cell)) for cell in ([name] if name else filled)):
            state.is_foot = True
        if state.is_foot and not self._cell(row, roles.ORDINAL):
            return "Phần ký và ghi chú dưới bảng."
        return self._why_no_entry(row, name, found, filled)

    def _is_plain(self, row: SheetRow, name: str) -> bool:
        """A number and a name before something said: most lines of a long table."""
        return self._cell(row, roles.ORDINAL).isdigit() and name not in self._headings

    def _why_no_entry(self, row: SheetRow, name: str, found: list, filled: list[str]) -> str:
        state = self.state
        words = name if name else filled[0]
        is_bare = self._is_one_text(filled, row) or (not found and not self._says_decision(row))
        if is_bare and (self.head.values or self._is_one_text(filled, row)):
            if _GROUP.search(_key(words)) or (self._is_one_text(filled, row) and not name):
                state.group, state.name = words, None
                return f"Dòng nhóm “{words[:80]}”."
            if self.head.values and name:
                state.name = (name, self._cell(row, roles.BORN), self._cell(row, roles.DEPARTMENT) or state.group)
                return NO_VALUE
            if not name:
                return "Dòng không có họ tên và không có danh hiệu."
        return ""

    def _is_one_text(self, filled: list[str], row: SheetRow) -> bool:
        """Nothing but one text (and a number before it), merged over the columns or not."""
        ordinal = self._cell(row, roles.ORDINAL)
        return len([cell for cell in filled if cell != ordinal or len(filled) == 1]) <= 1

    def _says_decision(self, row: SheetRow) -> bool:
        return any(self._cell(row, role) for role in (roles.YEAR, roles.NUMBER, roles.DATE, roles.DECISION))

    # ---- what one entry says ----

    def _shared(self, row: SheetRow, name: str) -> dict[str, str]:
        state = self.state
        born, department = self._cell(row, roles.BORN), self._cell(row, roles.DEPARTMENT) or state.group
        if not name and self.options.get("carry") and state.name:
            name, born, department = state.name
            state.carried += 1
        elif name:
            state.name = (name, born, department)
        number, day = self._decision(row)
        return {
            "name": name[:200],
            "born": born[:40],
            "department": department[:120],
            "number": number,
            "date": day,
            "authority": self._cell(row, roles.AUTHORITY)[:160],
            "scope": self._cell(row, roles.SCOPE)[:80],
            "share": self._cell(row, roles.SHARE)[:20],
            "detail": self._cell(row, roles.DETAIL)[:250],
            "basis": self._cell(row, roles.BASIS)[:80],
            "note": self._cell(row, roles.NOTE)[:200],
        }

    def _decision(self, row: SheetRow, year: str = "") -> tuple[str, str]:
        """(number, day) as written, of the line or of the columns that belong to one year."""
        places = self._decision_places.get(year)
        if places is None:
            return "", ""
        number, day, both = (row.cell(place) if place is not None else "" for place in places)
        both = both or (number if not day and " " in number else "")
        if both:
            read, read_day = read_decision(both)
            number, day = read or number or both, day or read_day
        return number[:120], day[:60]

    def _of_column(self, row: SheetRow, column: Column | None) -> dict[str, str]:
        """The year of a value, and the decision that its year has columns or a heading for."""
        values = self._year(row, column)
        if column is None:
            meaning = self.default_meaning
            return values | ({"kind": meaning.kind, "code": meaning.code} if meaning else {"kind": roles.WORDS})
        values["cell"] = f"{get_column_letter(column.place + 1)}{row.line}"
        if not column.year:
            return values
        number, day = self._decision(row, column.year)
        authorities = [each for each in self.head.of(roles.AUTHORITY) if each.year == column.year]
        authority = next(filter(None, (row.cell(each.place) for each in authorities)), "")
        own = {"number": number or column.number, "date": day or column.day, "authority": authority[:160]}
        return values | {key: text for key, text in own.items() if text}

    def _year(self, row: SheetRow, column: Column | None) -> dict[str, str]:
        if column is not None and column.year:
            return {"year": column.year}
        if column is not None and column.bare_year:
            return {"year_text": column.heading[:60]}
        typed = self._cell(row, roles.YEAR)
        if typed:
            year = school_year_of(typed, bare=self.bare)
            return {"year": year} if year else {"year_text": typed[:60]}
        return {"year": self.default_year} if self.default_year else {}


def _marked(column: Column, text: str) -> dict[str, str]:
    """A mark stands for what the head names; other words in its place say more of it."""
    heading = column.heading.rpartition(" / ")[2][:300]
    values = {"kind": column.kind, "code": column.code, "words": heading}
    return values if is_mark(text) else {**values, "detail": text[:250]}


def choose_sheet(book: Book, lexicon: Lexicon, options: dict[str, Any]) -> SheetReader:
    """The sheet that was asked for, else the first visible one that has a head."""
    sheets = book.sheets
    if (place := options.get("sheet")) is not None:
        if not 0 <= place < len(sheets):
            raise DomainError(f"Tệp có {len(sheets)} trang tính, không có trang tính số {place + 1}.")
        return SheetReader(book.read(place, BOUNDS), lexicon, options)
    refusal = DomainError("Tệp không có trang tính nào hiện ra. Bỏ ẩn trang tính cần nhập rồi chọn lại.")
    for place, (_, is_hidden) in enumerate(sheets):
        if is_hidden:
            continue
        try:
            reader = SheetReader(book.read(place, BOUNDS), lexicon, options)
        except DomainError as error:
            refusal = error
        else:
            options["sheet"] = place
            return reader
    raise refusal


def read_history(data: bytes, name: str, lexicon: Lexicon, options: dict[str, Any]) -> Reading:
    """The entries of a workbook's sheet, the lines left and what was understood."""
    book = Book(data, name)
    reading = choose_sheet(book, lexicon, options).read()
    reading.facts["sheets"] = [list(each) for each in book.sheets]
    reading.facts["sheet"] = options.get("sheet", 0)
    return reading
