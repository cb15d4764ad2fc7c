"""Where the table of a sheet begins and what its columns are for, by the words of its head. Pure.

A head may take several rows ("Danh hiệu" over "2022-2023 | 2023-2024"), merged or not; a column's words are read from
the lowest row up. A column may belong to one school year (wide tables), or name one title whose cells are marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from core.sheets import Sheet, SheetRow
from core.vietnamese import search_key
from records.history.days import YEARS, bare_year, read_decision, school_year_in, school_year_of
from records.history.words import Meaning

HEAD_SEARCH_ROWS = 40
LONGEST_HEADING = 90
MOST_HEAD_ROWS = 4
(NAME, FAMILY, GIVEN, BORN, DEPARTMENT, YEAR, NUMBER, DATE, DECISION, AUTHORITY, SCOPE, SHARE, DETAIL, BASIS, ORDINAL,
 NOTE) = (
    "name", "family", "given", "born", "department", "year", "number", "date", "decision", "authority", "scope",
    "share", "detail", "basis", "ordinal", "note",
)  # fmt: skip
TITLE, RATING, INITIATIVE, WORDS, MARK, IGNORED = "title", "rating", "initiative", "words", "mark", "ignored"
VALUES = (TITLE, RATING, INITIATIVE, WORDS, MARK)
ONCE = (NAME, BORN, DEPARTMENT, YEAR, NUMBER, DATE, DECISION, AUTHORITY, SCOPE, SHARE, BASIS, ORDINAL)
ROLE_LABELS = {
    NAME: "Họ và tên (hoặc tên tập thể)",
    FAMILY: "Họ và tên đệm",
    GIVEN: "Tên",
    BORN: "Ngày hoặc năm sinh",
    DEPARTMENT: "Tổ",
    YEAR: "Năm học",
    TITLE: "Danh hiệu, khen thưởng",
    RATING: "Xếp loại chất lượng",
    INITIATIVE: "Tên sáng kiến, đề tài",
    WORDS: "Danh hiệu hoặc xếp loại",
    NUMBER: "Số quyết định",
    DATE: "Ngày quyết định",
    DECISION: "Số và ngày quyết định",
    AUTHORITY: "Cấp quyết định",
    SCOPE: "Phạm vi của sáng kiến",
    SHARE: "Tỷ lệ đóng góp (%)",
    DETAIL: "Tên cụ thể, thành tích",
    BASIS: "Phương thức khen",
    ORDINAL: "Số thứ tự",
    NOTE: "Ghi chú",
    IGNORED: "Không đọc",
}
# The first that fits counts; patterns meet the search key (ASCII, lower case) of one heading.
_ROLES: tuple[tuple[str, str], ...] = (
    (ORDINAL, r"^(stt|tt|so tt|s tt|so thu tu|no)$"),
    (BORN, r"\bsinh\b|^(ntns|ns)$"),
    (INITIATIVE, r"(ten|noi dung) (sang kien|skkn|de tai|giai phap)"
                 r"|^(sang kien( kinh nghiem)?|skkn|de tai|de tai sang kien)$"
        r"|^(sang kien|skkn) (de tai|duoc cong nhan)"),
    (SHARE, r"^(ty le|ti le|phan tram|muc do dong gop|% ?)"),
    (SCOPE, r"pham vi|anh huong"),
    (DECISION, r"\bso\b.*\bngay\b.*|(qd|quyet dinh).*\bngay\b"),
    (NUMBER, r"^(so )?(qd|quyet dinh|van ban)( so| cong nhan| khen( thuong)?)?$|^so (qd|quyet dinh|hieu|van ban)"
             r"|^can cu$"),
    (DATE, r"^ngay( thang)?( nam)?( ky| ban hanh| qd| quyet dinh| ra qd| ra quyet dinh| cong nhan| khen.*| cap)*$"
           r"|^(nam|ngay) (ky|ban hanh)$"),
    (AUTHORITY, r"^cap( .*)?$|^(co quan|noi|don vi|tham quyen|nguoi) (ra|ky|cap|khen|quyet dinh|ban hanh)"
                r"|^(co quan|don vi|tham quyen) (cong nhan|tang)|^(co quan|tham quyen)$"),
    (YEAR, r"^(nam( hoc)?|nien khoa)( (cong nhan|khen( thuong)?|dat( danh hieu| duoc)?|xet|xep loai|danh gia))?$"),
    (BASIS, r"^phuong thuc"),
    (DETAIL, r"^(ten )?(giai( thuong)?|hoi thi|thanh tich|ly do|noi dung|ve viec)( .*)?$"),
    (RATING, r"xep loai|danh gia|hoan thanh nhiem vu|chat luong"),
    (TITLE, r"danh hieu|khen thuong|hinh thuc|ket qua thi dua|^thi dua|^khen$"),
    (DEPARTMENT, r"^(to|to chuyen mon|to cm|to khoi|to bo mon|khoi|don vi|bo phan|phong|noi cong tac|don vi cong tac)$"
                 r"|^(to|bo phan|don vi) (cong tac|chuyen mon)"),
    (NAME, r"^ho (va )?ten|^ten (giao vien|can bo|nguoi|vien chuc|nhan vien|tac gia|ca nhan|tap the)|^tac gia|^ca nhan"
           r"|^tap the|^(nguoi|doi tuong) duoc|^ho ten|^cb gv nv|^can bo giao vien|^giao vien$|^vien chuc$"),
    (FAMILY, r"^ho( va)?( chu)?( ten)?( dem| lot)?$"),
    (GIVEN, r"^ten$"),
    (NOTE, r"^ghi chu"),
)  # fmt: skip
_ROLE_PATTERNS = [(role, re.compile(pattern)) for role, pattern in _ROLES]


_BY = re.compile(r"\(?\s*(?:theo\s+)?(?:qđ|quyết định|số)\b.*", re.I)  # a decision behind a year


@dataclass(frozen=True)
class Column:
    """`place` from 0. `year`: the school year all its cells are of; `code`, `kind`: what a mark in it stands for."""

    place: int
    role: str
    heading: str
    year: str = ""
    kind: str = ""
    code: str = ""
    number: str = ""  # of the decision named in the head
    day: str = ""
    bare_year: bool = False  # its year is one number, to be understood as the table's option says


@dataclass(frozen=True)
class Head:
    """The lines of a head, from 1, and its columns."""

    first: int
    last: int
    columns: tuple[Column, ...]

    def of(self, role: str) -> list[Column]:
        return [column for column in self.columns if column.role == role]

    @property
    def values(self) -> list[Column]:
        return [column for column in self.columns if column.role in VALUES]

    @property
    def is_wide(self) -> bool:
        return any(column.year for column in self.values)

    @property
    def years(self) -> list[str]:
        return sorted({column.year for column in self.columns if column.year})


MarkOf = Callable[[str], Meaning | None]


def role_of(heading: str) -> str:
    """The role that one heading's words name, "" where they name none."""
    key = search_key(heading)
    return next((role for role, pattern in _ROLE_PATTERNS if pattern.search(key)), "") if key else ""


def find_head(sheet: Sheet, mark_of: MarkOf, *, bare: str = "", at: int | None = None) -> Head | None:
    """The head of the sheet's table, or of the one whose lowest head row stands at line `at`; None where none is."""
    rows = sheet.rows
    for index, row in enumerate(rows[:HEAD_SEARCH_ROWS] if at is None else rows):
        if at is not None:
            if row.line >= at:
                return _head(sheet, _first_of(sheet, index), index, mark_of, bare)
            continue
        if _names_somebody(row):
            first, last = _first_of(sheet, index), _last_of(sheet, index, mark_of)
            head = _head(sheet, first, last, mark_of, bare)
            if any(column.role not in (NAME, FAMILY, GIVEN, IGNORED) for column in head.columns):
                return head
    return None


def _names_somebody(row: SheetRow) -> bool:
    filled = row.filled
    if len(set(filled)) < 2 or any(len(cell) > LONGEST_HEADING for cell in filled):
        return False
    roles = {role_of(cell) for cell in filled}
    return NAME in roles or {FAMILY, GIVEN} <= roles


def _first_of(sheet: Sheet, index: int) -> int:
    """A head whose names stand low has its words above: a row over it that merges columns or says what years are of."""
    row = sheet.rows[index]
    above = sheet.rows[index - 1] if index else None
    if above is None or above.line != row.line - 1:
        return index
    roles = [role_of(cell) for cell in above.filled]
    if not any(roles) or any(len(cell) > LONGEST_HEADING for cell in above.filled):
        return index
    name = next(place for place, cell in enumerate(row.cells) if role_of(cell) in (NAME, GIVEN))
    is_title = len(set(above.filled)) == 1 and any(above.cells[: name + 1])
    return index if is_title else index - 1


def _last_of(sheet: Sheet, index: int, mark_of: MarkOf) -> int:
    """The head goes on over the rows its merged cells cover, and over rows that hold years or names of columns."""
    rows, line = sheet.rows, sheet.rows[index].line
    names = {place for place, cell in enumerate(rows[index].cells) if role_of(cell) in (NAME, GIVEN, FAMILY)}
    bottom = max(
        (s.bottom for s in sheet.spans if s.top <= line <= s.bottom and s.left - 1 in names and s.bottom - s.top < 5),
        default=line,
    )
    last = index
    while last + 1 < len(rows) and last + 1 - index < MOST_HEAD_ROWS:
        row = rows[last + 1]
        if row.line > bottom and not _goes_on(row, rows[index], names, mark_of):
            break
        last += 1
    return last


def _goes_on(row: SheetRow, upper: SheetRow, names: set[int], mark_of: MarkOf) -> bool:
    if any(row.cell(place) and row.cell(place) != upper.cell(place) for place in names):
        return False
    filled = [cell for place, cell in enumerate(row.cells) if cell and cell != upper.cell(place)]
    return bool(filled) and all(
        len(cell) <= LONGEST_HEADING and (school_year_in(cell) or bare_year(cell) or role_of(cell) or mark_of(cell))
        for cell in filled
    )


def _head(sheet: Sheet, first: int, last: int, mark_of: MarkOf, bare: str) -> Head:
    rows = sheet.rows[first : last + 1]
    width = max(len(row.cells) for row in rows)
    columns, upper = [], ""
    for place in range(width):
        texts = list(dict.fromkeys(filter(None, (row.cell(place) for row in reversed(rows)))))
        column = _column(place, texts, mark_of, bare)
        if top := rows[0].cell(place):
            upper = role_of(top)
        elif column.role == WORDS and upper in (TITLE, RATING):
            column = replace(column, role=upper)  # an upper heading that was not merged over its years
        columns.append(column)
    return Head(rows[0].line, rows[-1].line, tuple(_settled(columns)))


def _column(place: int, texts: list[str], mark_of: MarkOf, bare: str) -> Column:
    """One column from the texts of its head, the lowest first."""
    heading = " / ".join(reversed(texts))
    year = next((found for text in texts if (found := school_year_in(text))), "")
    single = next((text for text in texts if bare_year(text)), "") if not year else ""
    if single:
        year = school_year_of(single, bare=bare)
    number, day = _decision_in(heading)
    column = Column(place, "", heading, year=year, number=number if year else "", day=day if year else "")
    for text in texts:
        if mark := mark_of(text):
            return replace(column, role=MARK, kind=mark.kind, code=mark.code)
        if school_year_in(text) or bare_year(text):
            words = _BY.sub(" ", text) if _decision_in(text)[0] else text
            rest = search_key(re.sub(r"[\d/–—−-]+", " ", words)).replace("nam hoc", "").replace("nam", "").strip()
            role = role_of(rest) if rest else ""
        else:
            role = role_of(text)
        if role == YEAR and (year or single):
            continue
        if role:
            return replace(column, role=role)
    if year or single:
        return replace(column, role=WORDS, bare_year=bool(single) and not year)
    return replace(column, role=IGNORED if texts else "")


def _decision_in(heading: str) -> tuple[str, str]:
    """(number, day) of a decision that a heading of a year names; a year alone is none."""
    if not re.search(r"qđ|quyết định|số", heading, re.I):
        return "", ""
    return read_decision(YEARS.sub(" ", heading))


def _settled(columns: list[Column]) -> list[Column]:
    """One column of each kind that a row has once; a heading merged over two columns of a name is its two parts."""
    found: list[Column] = []
    names = [column for column in columns if column.role == NAME]
    split = len(names) == 2 and names[1].place == names[0].place + 1 and names[0].heading == names[1].heading
    for column in columns:
        if not column.role:
            continue
        if split and column in names:
            column = replace(column, role=FAMILY if column is names[0] else GIVEN)
        elif column.role in ONCE and not column.year and any(c.role == column.role and not c.year for c in found):
            column = replace(column, role=IGNORED)
        found.append(column)
    if any(column.role == NAME for column in found):
        found = [replace(c, role=IGNORED) if c.role in (FAMILY, GIVEN) else c for c in found]
    return found
