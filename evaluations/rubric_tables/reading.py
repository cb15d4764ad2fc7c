"""From rows of cells to a draft. Every row becomes a criterion, a group, a grade, or is listed with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.errors import DomainError
from core.vietnamese import search_key
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.amounts import Amount, read_amount, tidy
from evaluations.rubric_tables.bands import band_of_cells, band_of_line
from evaluations.rubric_tables.columns import Columns, band_head_at, head_at, is_row_of_numbers
from evaluations.rubric_tables.draft import LeftRow, RubricDraft
from evaluations.rubric_tables.grids import Grid, GridRow
from evaluations.rubric_tables.numbering import BULLET_RANK, Number, read_number
from evaluations.rubric_tables.tree import Entry, add_entries

TITLE_LENGTH = 500
_SUM = re.compile(
    r"(tong|cong)( cong| diem| so)*( toi da)?( (muc|nhom|phan|cac muc|cac nhom|tieu chi)\b.*)?( [ivxabc0-9])*( diem)?"
)
_NAME = re.compile(
    r"\b(bieu diem|phieu (tu )?(danh gia|cham)|bang (tieu chi|diem|cham)|thang diem|tieu chuan|tieu chi)\b"
)
_IN_TITLE = re.compile(r"\s*[(:]\s*(?:tối đa\s*:?\s*)?([+-]?\d{1,4}(?:[.,]\d{1,2})?)\s*(?:điểm|đ)\s*\)?\s*$", re.I)
_LEVEL = re.compile(r"(hoan thanh |chua |khong )?(xuat sac|tot|kha|trung binh|dat|yeu|kem|hoan thanh)( nhiem vu)?")
_HEADING = re.compile(r"\b(diem (cong|thuong|tru)|cong diem|tru diem|thuong diem|dieu kien xep loai)\b")
_OPTIONS = {"ten bieu diem": "name", "can cu": "source", "thang xep loai": "scale", "tong diem toi da": "total"}


def read_grids(grids: list[Grid], *, points_column: int | None = None) -> RubricDraft:
    """The draft of all tables; `points_column` chooses among several columns of points (`draft.columns`)."""
    reader = _Reader(points_column)
    for grid in grids:
        reader.draft.notes += grid.notes
        reader.read(grid)
    add_entries(reader.draft, reader.entries)
    if not reader.draft.rows:
        raise DomainError(
            "Chưa thấy bảng biểu điểm nào trong tệp. Bảng cần một dòng tiêu đề có cột “Nội dung” (hoặc “Tiêu chí”)"
            " và cột “Điểm tối đa”."
        )
    return reader.draft


@dataclass
class _Reader:
    points_column: int | None
    draft: RubricDraft = field(default_factory=RubricDraft)
    entries: list[Entry] = field(default_factory=list)
    columns: Columns | None = None  # of the criteria read last: a table goes on over pages
    bands: Columns | None = None
    range_place: int = 0  # which of several columns of points was taken
    has_sum: bool = False
    table: str = ""

    def read(self, grid: Grid) -> None:
        self.table, self.bands = grid.name, None
        in_criteria = not grid.is_text and self.columns is not None
        place = 0
        while place < len(grid.rows):
            row = grid.rows[place]
            place += 1
            if row.is_hidden:
                self.leave(row, "Dòng bị ẩn trong tệp nên không đọc. Bỏ ẩn rồi chọn lại tệp nếu cần dòng này.")
            elif grid.is_text:
                self.read_text(row)
            elif head := head_at(grid.rows, place - 1):
                place += head[1] - 1
                is_again = self.columns is not None and head[0].heading == self.columns.heading
                self.take_head(head[0])
                in_criteria, self.bands = True, None
                for taken in grid.rows[place - head[1] : place]:
                    self.leave(taken, "Dòng tiêu đề lặp lại." if is_again else "Dòng tiêu đề của bảng.")
            elif self.columns and is_row_of_numbers(row):
                self.leave(row, "Dòng đánh số cột.")
            elif (self.has_sum or not self.columns or not in_criteria or self.entries) and (head := band_head_at(row)):
                self.bands, in_criteria = head, False
                self.note_ranges(head)
                self.leave(row, "Dòng tiêu đề của bảng mức xếp loại.")
            elif self.bands:
                self.read_band(row)
            elif in_criteria:
                self.read_row(row)
            else:
                self.read_text(row)

    def leave(self, row: GridRow, reason: str) -> None:
        self.draft.left.append(LeftRow(row.line, row.text[:300], reason, self.table))

    # ---- heads ----

    def take_head(self, columns: Columns) -> None:
        self.columns = columns
        places = columns.places.get("max", [])
        if len(places) > 1:
            self.draft.columns = [(place, columns.heading[place]) for place in places]
            chosen = self.points_column if self.points_column in places else places[0]
            self.range_place = places.index(chosen)
            columns.places["max"] = [chosen]
            others = "”, “".join(columns.heading[place] for place in places if place != chosen)
            self.draft.notes.append(
                f"Bảng có {len(places)} cột điểm: đã đọc cột “{columns.heading[chosen]}”, chưa đọc “{others}”."
            )
        if filled := columns.places.get("filled"):
            names = "”, “".join(columns.heading[place] for place in filled)
            self.draft.notes.append(f"Cột “{names}” là cột để chấm nên không đọc.")

    def note_ranges(self, columns: Columns) -> None:
        places = columns.places["range"]
        if len(places) > 1:
            chosen = places[min(self.range_place, len(places) - 1)]
            others = "”, “".join(columns.heading[place] for place in places if place != chosen)
            columns.places["range"] = [chosen]
            self.draft.notes.append(
                f"Bảng mức xếp loại có {len(places)} cột điểm: đã đọc cột “{columns.heading[chosen]}”, chưa đọc"
                f" “{others}”."
            )

    # ---- rows ----

    def read_text(self, row: GridRow) -> None:
        """A line outside the tables, or a row above a head: a name, an option, a grade in words."""
        cells = [cell for cell in row.cells if cell]
        first = cells[0] if cells else ""
        option = _OPTIONS.get(search_key(first))
        if option and len(cells) > 1:
            self.take_option(row, option, cells[1])
        elif band := band_of_line(" ".join(cells)):
            self.add_band(row, band)
        elif not self.draft.name and not self.entries and _NAME.search(search_key(first)) and len(first) <= 200:
            self.draft.name = first
            self.leave(row, "Đã lấy làm tên biểu điểm.")
        else:
            self.leave(row, "Dòng chữ ngoài bảng điểm.")

    def take_option(self, row: GridRow, option: str, text: str) -> None:
        if option == "name":
            self.draft.name = text[:200]
        elif option == "source":
            self.draft.source = text[:250]
        elif option == "scale":
            is_percent = "phan tram" in search_key(text)
            self.draft.scale = words.SCALE_PERCENT if is_percent else words.SCALE_POINTS
        else:
            amount = read_amount(text)
            if amount.value is None:
                self.leave(row, amount.error or "Chưa rõ tổng điểm.")
                return
            self.draft.total_points = amount.value
        self.leave(row, "Đã đọc vào phần chung của biểu điểm.")

    def read_band(self, row: GridRow) -> None:
        band = band_of_cells(row, self.bands)
        if band is None:
            self.leave(row, "Chưa đọc được mức xếp loại ở dòng này. Nhập mức này ở bảng bên dưới.")
        else:
            self.add_band(row, band)

    def add_band(self, row: GridRow, found) -> None:
        band, is_percent = found
        band.line, band.table = row.line, self.table
        self.draft.bands.append(band)
        if is_percent:
            self.draft.scale = words.SCALE_PERCENT

    def read_row(self, row: GridRow) -> None:
        entry = self.entry_of(row)
        if not entry.title and not entry.code:
            self.leave(row, "Dòng chưa có nội dung. Nếu là một tiêu chí, thêm tiêu chí đó ở bên dưới.")
            return
        if _SUM.fullmatch(search_key(entry.title or entry.code)):
            self.read_sum(row, entry)
        elif self.is_level(entry):
            last = self.entries[-1]
            last.level_rows.append((entry.title, entry.amount.value))
            self.leave(row, f"Đã đọc thành một mức điểm của “{last.title[:60]}”.")
        elif self.has_sum and (band := band_of_line(" ".join(filter(None, row.cells)))):
            self.add_band(row, band)
        elif entry.is_plain:
            self.read_plain(row, entry)
        else:
            self.open_group(row, entry)
            self.entries.append(entry)

    def read_plain(self, row: GridRow, entry: Entry) -> None:
        """Neither a number nor points: a heading, or words that belong to the criterion above."""
        key = search_key(entry.title)
        if entry.is_heading or _HEADING.search(key) or entry.says_something:
            self.entries.append(entry)
        elif self.has_sum or not self.entries:
            self.leave(row, "Dòng chữ không có số thứ tự và không có điểm.")
        else:
            last = self.entries[-1]
            last.guidance = "\n".join(filter(None, [last.guidance, entry.title, entry.guidance]))
            self.leave(row, f"Đã nối vào hướng dẫn của “{last.title[:60]}”.")

    def read_sum(self, row: GridRow, entry: Entry) -> None:
        value = entry.amount.value
        rest = re.search(r"\b(muc|nhom|phan)\b", search_key(entry.title))
        if value is None:
            self.leave(row, entry.amount.error or entry.trouble or "Dòng tổng không ghi điểm.")
        elif rest:
            self.leave(row, "Dòng cộng của một nhóm; phần mềm tự cộng.")
        else:
            self.draft.total_points, self.has_sum = value, True
            self.leave(row, "Đã đọc thành tổng điểm tối đa.")
        self.has_sum = self.has_sum or not rest

    def is_level(self, entry: Entry) -> bool:
        """“Tốt: 10 điểm” under a criterion of at least 10 points is a level of it."""
        if not self.entries or entry.amount.value is None or entry.amount.sign or self.has_sum:
            return False
        most = self.entries[-1].amount.value
        is_level = (entry.number is None or entry.number.rank == BULLET_RANK) and _LEVEL.fullmatch(
            search_key(entry.title)
        )
        return bool(is_level) and most is not None and entry.amount.value <= most

    def open_group(self, row: GridRow, entry: Entry) -> None:
        """A group whose name stands in a column of its own, or whose number goes on over the rows of its criteria."""
        name = row.cell(self.columns.first("group"))
        code_place = self.columns.first("code")
        spans = row.heads.get(code_place, 1) if code_place is not None else 1
        is_spanned = spans > 1 and row.heads.get(self.columns.first("title"), 1) == 1
        if name and name != entry.title:
            number = read_number(name)
            group = Entry(row.line, self.table, title=name[number.length if number else 0 :][:TITLE_LENGTH])
            _number(group, number)
            if is_spanned and not group.code:
                _number(group, entry.number)
                _number(entry, None)
            group.is_heading = True
            self.entries.append(group)
        elif is_spanned:
            group = Entry(row.line, self.table, is_heading=True)
            _number(group, entry.number)
            _number(entry, None)
            self.entries.append(group)

    def entry_of(self, row: GridRow) -> Entry:
        columns = self.columns
        code, title = row.cell(columns.first("code")), row.cell(columns.first("title"))
        if not title and code and not read_number(code):
            code, title = "", code  # a heading over the whole width stands in the first column
        elif not title and code and (number := read_number(code)) and len(code) > number.length:
            title = code
            code = ""
        entry = Entry(row.line, self.table)
        number = read_number(code) if code else None
        if code and number is None:
            number = Number(code[:20], 2.0, 0)
        if number is None and title:
            number = read_number(title)
            title = title[number.length :] if number else title
        _number(entry, number)
        entry.title = title[:TITLE_LENGTH]
        if len(title) > TITLE_LENGTH:
            entry.guidance = title
        entry.is_heading = _is_capitals(title)
        entry.depth = _whole(row.cell(columns.first("depth")))
        entry.kind = row.cell(columns.first("kind"))
        entry.levels = row.cell(columns.first("levels"))
        entry.effect = row.cell(columns.first("effect"))
        entry.unit = row.cell(columns.first("unit"))
        entry.needs_evidence = search_key(row.cell(columns.first("evidence_flag"))) in ("co", "x")
        self.take_points(row, entry)
        self.take_guidance(row, entry)
        return entry

    def take_points(self, row: GridRow, entry: Entry) -> None:
        for role, sign in (("max", ""), ("plus", "+"), ("minus", "-")):
            place = self.columns.first(role)
            if place in row.troubles:
                entry.trouble = row.troubles[place]
            if text := row.cell(place):
                amount = read_amount(text)
                entry.amount = amount if amount.sign or not sign else _signed(amount, sign)
                entry.points_text = text
                break
        if (each := row.cell(self.columns.first("each"))) and (amount := read_amount(each)).value is not None:
            entry.each = amount.value
        if not entry.points_text and not entry.trouble and (match := _IN_TITLE.search(tidy(entry.title))):
            entry.amount, entry.title = read_amount(match[1]), tidy(entry.title)[: match.start()]

    def take_guidance(self, row: GridRow, entry: Entry) -> None:
        parts = [entry.guidance]
        for place in self.columns.places.get("guidance", []):
            if text := row.lines(place):
                is_evidence = "minh chung" in search_key(self.columns.heading[place])
                parts.append(f"Minh chứng: {text}" if is_evidence else text)
                entry.needs_evidence |= is_evidence
        for place in self.columns.places.get("other", []):
            if text := row.cell(place):
                parts.append(f"{self.columns.heading[place]}: {text}")
        entry.guidance = "\n".join(filter(None, parts))


def _number(entry: Entry, number: Number | None) -> None:
    entry.number = number
    entry.code = number.code if number else ""


def _signed(amount: Amount, sign: str) -> Amount:
    return Amount(**{**vars(amount), "sign": sign})


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[1-9]", text) else None


def _is_capitals(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= 4 and all(letter.isupper() for letter in letters)
