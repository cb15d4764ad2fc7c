"""A table as rows between bars, below its name and the widths of its columns; written and read. Pure.

A row printed bold begins with “|* ”.
"""

from __future__ import annotations

import re

from documents.content import Table
from documents.outline_text.characters import plain

_RULE_CELL = re.compile(r"^:?-{3,}:?$")
STRONG = "|* "
ATTRIBUTE = re.compile(r"^\[(?P<name>Bảng|Bảng ngang|Cột)(?::\s*(?P<value>.*))?\]$")


def table_lines(table: Table) -> list[str]:
    lines = []
    caption = plain(table.caption)
    if table.is_wide:
        lines.append(f"[Bảng ngang: {caption}]" if caption else "[Bảng ngang]")
    elif caption:
        lines.append(f"[Bảng: {caption}]")
    if table.widths:
        lines.append(f"[Cột: {' '.join(f'{width:g}' for width in table.widths)}]")
    if any(table.header) or table.numeric:
        count = max([len(table.header), *map(len, table.rows), *(n + 1 for n in table.numeric)])
        header = [*table.header, *[""] * (count - len(table.header))]
        rules = ["---:" if index in table.numeric else "---" for index in range(count)]
        lines += [_bar(map(_cell_text, header)), _bar(rules)]
    return lines + [_bar(map(_cell_text, row), is_strong=at in table.strong) for at, row in enumerate(table.rows)]


def _bar(cells, *, is_strong: bool = False) -> str:
    return f"{STRONG if is_strong else '| '}{' | '.join(cells)} |"


def _cell_text(cell: str) -> str:
    text = plain(cell).replace("\\", "\\\\").replace("|", "\\|")
    return f"\\{text}" if _RULE_CELL.match(text) else text


def table_length(lines: list[str], start: int) -> int:
    """How many lines from `start` on are a table: its attributes, then rows in bars."""
    index = start
    while index < len(lines) and ATTRIBUTE.match(lines[index]):
        index += 1
    first = index
    while index < len(lines) and lines[index].startswith("|"):
        index += 1
    return index - start if index > first else 0


def read_table(lines: list[str]) -> Table:
    table = Table([], [])
    rows = []
    strong = []
    for line in lines:
        attribute = ATTRIBUTE.match(line)
        if attribute is None:
            strong += [len(rows)] if line.startswith(STRONG) else []
            rows.append(_cells(f"| {line.removeprefix(STRONG)}" if line.startswith(STRONG) else line))
        elif attribute["name"] == "Cột":
            table.widths = [float(each) for each in re.findall(r"\d+(?:\.\d+)?", attribute["value"] or "")]
        else:
            table.caption, table.is_wide = attribute["value"] or "", attribute["name"] == "Bảng ngang"
    if len(rows) > 1 and rows[1] and all(_RULE_CELL.match(cell) for cell in rows[1]):
        table.header = [_plain_cell(cell) for cell in rows[0]]
        table.numeric = [index for index, cell in enumerate(rows[1]) if cell.endswith(":")]
        rows = rows[2:]
        strong = [at - 2 for at in strong if at > 1]
    table.strong = strong
    table.rows = [[_plain_cell(cell) for cell in row] for row in rows]
    return table


def _cells(line: str) -> list[str]:
    inner = line[1:].rstrip()
    if re.search(r"(?<!\\)(?:\\\\)*\|$", inner):
        inner = inner[:-1]
    return [cell.strip() for cell in re.findall(r"((?:\\.|[^|\\]|\\$)*)(?:\||$)", inner)[: _bars(inner) + 1]]


def _bars(text: str) -> int:
    return len(re.sub(r"\\.|[^|]", "", text))


def _plain_cell(cell: str) -> str:
    return re.sub(r"\\([\\|-])", r"\1", cell)
