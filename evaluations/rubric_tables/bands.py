"""Grades out of a table of them or out of a sentence: “Xuất sắc: từ 90 điểm trở lên”."""

from __future__ import annotations

import re
from decimal import Decimal

from core.vietnamese import search_key
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.amounts import read_range, read_share, tidy
from evaluations.rubric_tables.columns import Columns
from evaluations.rubric_tables.draft import DraftBand
from evaluations.rubric_tables.grids import GridRow
from evaluations.rubric_tables.numbering import read_number

NAME_LENGTH = 60
_NAME = re.compile(
    r"(xep )?(loai |muc )?(xuat sac|tot|kha|trung binh|dat|chua dat|khong dat|yeu|kem|(khong |chua )?hoan thanh[a-z ]*"
    r"|htxsnv|httnv|htnv|khtnv|[a-d][1-3]?)( [a-z]{1,12}){0,4}"
)
_NO_ZERO = re.compile(
    r"khong (co|de) (tieu chi|noi dung|muc)[a-z ]* (0|khong) diem|khong (tieu chi|noi dung) nao[a-z ]* 0"
)

_NAMED = re.compile(r"(?P<name>[^\d:≥<>]{1,60}):\s*(?P<range>.*)")
_UNNAMED = re.compile(
    r"(?P<name>[^\d:≥<>]{1,60}?)\s*\(?\s*(?P<range>(?:từ|≥|>=|<|≤|dưới|đạt|trên)\s.*|[≥<>\d].*)", re.I
)

Found = tuple[DraftBand, bool]  # the grade, and whether its points are a share in percent


def band_of_line(text: str) -> Found | None:
    """A grade from one line whose points are plainly a range; None for anything else."""
    text = tidy(text)
    number = read_number(text)
    text = text[number.length :] if number and number.rank >= 2 else text
    match = _NAMED.fullmatch(text) or _UNNAMED.fullmatch(text)
    if not match or not _NAME.fullmatch(search_key(match["name"])):
        return None
    said = re.split(r"[;.]\s|\)\s*[;,.]?\s*(?=\S)", match["range"], maxsplit=1)
    found = read_range(said[0].strip(" )."))
    if found is None or not re.search(r"từ|≥|>=|<|≤|dưới|trở lên|\d\s*(?:-|đến)\s*\d", match["range"], re.I):
        return None
    rest = said[1] if len(said) > 1 else ""
    return _band(match["name"].strip(" :(-"), found, rest)


def band_of_cells(row: GridRow, columns: Columns) -> Found | None:
    """A grade from a row of their table; None where its name or its points cannot be read."""
    name, text = row.cell(columns.first("name")), row.cell(columns.first("range"))
    found = read_range(text)
    if not name or found is None:
        return None
    conditions = " ".join(row.cell(place) for place in columns.places.get("conditions", []))
    band, is_percent = _band(name, found, conditions)
    if upper := read_range(row.cell(columns.first("upper"))):
        band.upper = upper.upper if upper.upper is not None else upper.minimum
        band.upper_is_open = upper.is_open or "duoi" in search_key(columns.heading[columns.first("upper")])
    band.needs_no_zero |= search_key(row.cell(columns.first("no_zero"))) in ("co", "x")
    share = row.cell(columns.first("share"))
    read = read_share(share)
    if read is None:
        band.warnings.append(f"Tỷ lệ “{share[:30]}” chưa phải là phân số như 1/5. Nhập lại tỷ lệ.")
    band.share_cap = read or ""
    if "muc nay" in search_key(row.cell(columns.first("base"))):
        band.share_base = words.NEXT
    band.praise = row.cell(columns.first("praise"))[:NAME_LENGTH]
    return band, is_percent


def _band(name: str, found, conditions: str) -> Found:
    band = DraftBand(name=name[:NAME_LENGTH], minimum=found.minimum, upper=found.upper, upper_is_open=found.is_open)
    if found.minimum < 0 or found.minimum > Decimal(100_000):
        band.errors.append("Điểm của mức này quá lớn.")
    if _NO_ZERO.search(search_key(conditions)):
        band.needs_no_zero = True
    elif conditions.strip():
        band.warnings.append(
            f"Điều kiện “{conditions.strip()[:200]}” chưa đưa vào được: ghi thành điều kiện xếp loại nếu cần."
        )
    return band, found.is_percent
