"""What the columns of a table are for, by the words of its head."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.vietnamese import search_key
from evaluations.rubric_tables.grids import GridRow

LONGEST_HEADING = 70
MOST_HEAD_ROWS = 3
# The first that fits counts; the words are search keys (ASCII, lower case).
_ROLES = (
    ("evidence_flag", r"can minh chung"),
    ("minus", r"diem tru"),
    ("plus", r"diem (cong|thuong)"),
    ("each", r"moi lan"),
    ("levels", r"cac muc diem"),
    (
        "filled",
        r"\b(tu (cham|danh gia|xep|nhan)|ca nhan|to (cham|danh gia|truong|cm|chuyen mon|nhan)|bgh|ban giam hieu"
        r"|hieu truong|hoi dong|hdtd\w*|diem (cham|dat|chot|thuc te)|ket qua|chot|xep loai)\b",
    ),
    ("max", r"\b(diem|ty trong|ti trong|trong so|toi da)\b"),
    ("depth", r"^cap$"),
    ("kind", r"^loai( tieu chi| dong)?$"),
    ("unit", r"^(don vi( tinh)?|dvt)$"),
    ("effect", r"^xu ly"),
    ("guidance", r"huong dan|cach (cham|tinh)|dien giai|giai thich|ghi chu|yeu cau|mo ta|minh chung"),
    ("code", r"^(stt|s tt|tt|so tt|so thu tu|ma|ma so|muc|ma tieu chi)$"),
    ("group", r"^(nhom|linh vuc|mang)\b"),
    ("title", r"noi dung|tieu chi|tieu chuan|cong viec|nhiem vu|chi tieu"),
)
_BAND_ROLES = (
    ("no_zero", r"0 diem|diem 0"),
    ("share", r"^(ty|ti) le"),
    ("base", r"^tinh tren"),
    ("praise", r"bieu duong"),
    ("conditions", r"dieu kien|ghi chu|yeu cau"),
    ("name", r"^(muc|loai|xep loai|muc do|muc xep loai|muc danh gia|ket qua xep loai|xep loai \w+)$"),
    ("range", r"^tu$|\b(diem|khoang)\b|chu nhiem|%"),
    ("upper", r"^den( duoi)?$"),
)


@dataclass
class Columns:
    """Places of the columns by role; several may hold points, guidance or what is filled in later."""

    heading: dict[int, str] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)

    def first(self, role: str) -> int | None:
        found = self.places.get(role)
        return found[0] if found else None

    def take(self, role: str, place: int) -> None:
        self.places.setdefault(role, []).append(place)


def head_at(rows: list[GridRow], start: int) -> tuple[Columns, int] | None:
    """(columns, rows that the head takes) where the head of a table of criteria begins at `start`."""
    if not _may_be_head(rows[start]):
        return None
    columns = _columns(dict(enumerate(rows[start].cells)), _ROLES)
    title = columns.first("title")
    if title is None or not any(columns.first(role) is not None for role in ("code", "max", "plus", "group")):
        return None
    taken = 1
    texts = dict(enumerate(rows[start].cells))
    while taken < MOST_HEAD_ROWS and start + taken < len(rows) and _goes_on(rows[start + taken], columns):
        for place, text in enumerate(rows[start + taken].cells):
            texts[place] = f"{texts.get(place, '')} {text}".strip()
        taken += 1
    return _with_group(_columns(texts, _ROLES), rows[start + taken :]), taken


def band_head_at(row: GridRow) -> Columns | None:
    """The columns of a table of grades whose head this row is."""
    if not _may_be_head(row):
        return None
    columns = _columns(dict(enumerate(row.cells)), _BAND_ROLES)
    ranges = columns.places.get("range", [])
    return columns if columns.first("name") is not None and ranges else None


def is_row_of_numbers(row: GridRow) -> bool:
    """(1) (2) (3) or A B 1 2 under a head."""
    cells = [cell for cell in row.cells if cell]
    numbers = [cell.strip("() ") for cell in cells if re.fullmatch(r"\(?\d{1,2}\)?", cell)]
    rest = [cell for cell in cells if not re.fullmatch(r"\(?\d{1,2}\)?", cell)]
    counts = [str(number) for number in range(int(numbers[0]), int(numbers[0]) + len(numbers))] if numbers else []
    return len(cells) >= 3 and numbers == counts and all(re.fullmatch(r"[A-ĐE]", cell) for cell in rest)


def _may_be_head(row: GridRow) -> bool:
    cells = [cell for cell in row.cells if cell]
    return len(cells) >= 2 and all(len(cell) <= LONGEST_HEADING and not cell[0].isdigit() for cell in cells)


def _goes_on(row: GridRow, columns: Columns) -> bool:
    """A second row of the head: under the cells of number and content it is empty, and nothing in it is a figure."""
    if row.cell(columns.first("title")) or row.cell(columns.first("code")) or row.troubles:
        return False
    return any(row.cells) and not any(re.search(r"\d", cell) or len(cell) > LONGEST_HEADING for cell in row.cells)


def _columns(texts: dict[int, str], roles) -> Columns:
    columns = Columns({place: text for place, text in texts.items() if text})
    for place, text in columns.heading.items():
        key = search_key(text.replace("%", " % ")) or text
        role = next((role for role, words in roles if re.search(words, key)), "other")
        columns.take(role, place)
    return columns


def _with_group(columns: Columns, rows: list[GridRow]) -> Columns:
    """Of two columns of content the left one, where it is filled more rarely, names the groups."""
    titles = columns.places.get("title", [])
    if len(titles) < 2:
        return columns
    left, right = titles[:2]
    filled = [sum(bool(row.cell(place)) for row in rows) for place in (left, right)]
    columns.places["title"] = [right] if filled[0] < filled[1] else [left]
    columns.take("group" if filled[0] < filled[1] else "guidance", left if filled[0] < filled[1] else right)
    for place in titles[2:]:
        columns.take("guidance", place)
    return columns
