"""What a dossier's papers say, counted from their contents. No database, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable

from documents.content import Content, Item, Table

NAME, TITLE, COUNT, TOTAL = "Họ tên, tập thể", "Danh hiệu đề nghị", "Số lượng", "Tổng cộng"
AWARDED = "Danh hiệu, hình thức khen thưởng"
REPORTS = re.compile(r"Báo cáo thành tích \((\d+) báo cáo\)")


def rows_of_list(content: Content) -> list[tuple[str, str]]:
    """(candidate, title) of each row of a danh sách, in order."""
    return _pairs(content, NAME, TITLE)


def rows_of_decision(content: Content) -> list[tuple[str, str]]:
    """(who, what) of each line of a decision of commendation, in order, wherever its table stands."""
    return _pairs(content, NAME, AWARDED)


def _pairs(content: Content, *columns: str) -> list[tuple[str, str]]:
    table = _table_with(content, *columns)
    if table is None:
        return []
    first, second = map(table.header.index, columns)
    return [(row[first], row[second]) for row in table.rows]


def count_of_proposal(content: Content) -> int | None:
    """How many nominations a tờ trình speaks of: the sum of its table. None where the table cannot be read."""
    table = _table_with(content, TITLE, COUNT)
    if table is None:
        return None
    column = table.header.index(COUNT)
    cells = [row[column] for row in table.rows if TOTAL not in row]
    totals = [row[column] for row in table.rows if TOTAL in row]
    if not all(cell.strip().isdecimal() for cell in cells + totals):
        return None
    count = sum(map(int, cells))
    return count if all(int(total) == count for total in totals) else None


def reports_of_proposal(content: Content) -> int:
    """How many reports a tờ trình says it encloses."""
    told = (REPORTS.search(block.text) for block in content.walk() if isinstance(block, Item))
    return next((int(each[1]) for each in told if each), 0)


def _table_with(content: Content, *columns: str) -> Table | None:
    tables: Iterable[Table] = (block for block in content.walk() if isinstance(block, Table))
    return next((table for table in tables if set(columns) <= set(table.header)), None)
