"""Workbooks made to hurt: each is refused with a sentence, or read, and takes neither long nor much memory."""

from __future__ import annotations

import io
import resource
import zipfile

import pytest
from openpyxl import Workbook

from core.errors import DomainError
from core.sheets import Book, Bounds

BOUNDS = Bounds(rows=20_000, columns=80)
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "%b"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
) % (b"x" * 10_000)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%b</sheetData></worksheet>'
CELL = b'<row r="1"><c r="A1" t="inlineStr"><is><t>%b</t></is></c></row>'
STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%b</t></si></sst>'


def book_with(parts: dict[str, bytes] | None = None, *rows) -> bytes:
    """A sound workbook, parts of it replaced or added."""
    book, made = Workbook(), io.BytesIO()
    for row in rows or (["Họ và tên"],):
        book.active.append(row)
    book.save(made)
    changed = io.BytesIO()
    with zipfile.ZipFile(made) as sound, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sound.namelist():
            if name not in (parts or {}):
                packed.writestr(name, sound.read(name))
        for name, data in (parts or {}).items():
            packed.writestr(name, data)
    return changed.getvalue()


def texts(data: bytes) -> list[list[str]]:
    return [row.cells for row in Book(data, "tệp.xlsx").read(0, BOUNDS).rows]


FIRST = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "parts",
    [
        {FIRST: SHEET % (b" " * (60 * 2**20))},
        {"xl/media/image1.png": b"\0" * (60 * 2**20)},
        {"xl/sharedStrings.xml": STRINGS % (b"x" * (60 * 2**20))},
        {FIRST: ENTITIES + SHEET % (CELL % b"&d;")},
        {"xl/sharedStrings.xml": ENTITIES + STRINGS % b"&d;"},
        {FIRST: b"<a>" * 200_000},
    ],
    ids=["sheet", "picture", "strings", "entities in a sheet", "entities in strings", "nested"],
)
def test_what_unpacks_to_too_much_is_refused(parts, within):
    data = book_with(parts)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with within(seconds=5), pytest.raises(DomainError, match=r"quá lớn khi mở ra|không mở được|không nhận"):
        texts(data)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000  # kilobytes


@pytest.mark.parametrize("name", [FIRST, "xl/sharedStrings.xml", "xl/workbook.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("before", [b"", b"<!--" + b"x" * 5000 + b"-->"], ids=["at once", "behind a comment"])
def test_a_part_that_defines_entities_is_refused(name, before):
    inner = SHEET % (CELL % b"&secret;") if name == FIRST else STRINGS % b"&secret;"

    with pytest.raises(DomainError, match="không do chương trình bảng tính"):
        texts(book_with({name: before + OUTSIDE + inner}))


def test_a_sheet_as_wide_as_excel_allows_is_read_within_bounds(within):
    row = ["Họ và tên", *["x"] * 16_383]
    data = book_with(None, *[row] * 20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with within(seconds=20):
        try:
            widest = max(map(len, texts(data)))
        except DomainError:
            widest = 0

    assert widest <= BOUNDS.columns
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000


def test_cells_as_long_as_excel_allows_are_read():
    assert texts(book_with(None, ["Họ và tên"], ["x" * 32_767]))[1] == ["x" * 32_767]


def test_a_cell_far_away_costs_nothing(within):
    far = CELL % b"Ten" + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

    with within(seconds=3):
        assert texts(book_with({FIRST: SHEET % far})) == [["Ten"]]
