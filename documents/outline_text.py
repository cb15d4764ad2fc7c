"""The body of a document as a typed outline that a person edits and `documents.reading` reads back. Pure.

Only a body that comes back whole is offered for editing (`is_editable`): what this plain text cannot say, such as a
table with a caption, is never lost by opening the page.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from documents.content import Block, Content, Item, Run, Section, Table, to_json
from documents.layout import point_letter, roman
from documents.reading.lines import clean_lines, source_lines
from documents.reading.outline import build_blocks
from documents.reading.pieces import read_pieces


def outline_text(blocks: list[Block]) -> str:
    """“I. TIÊU ĐỀ”, “1. …”, “a) …”, “- …”: one block a line, an empty line before each heading."""
    return "\n".join(_lines(blocks, (), Counter())).strip("\n")


def read_outline(text: str) -> list[Block]:
    """The blocks of a typed outline, without places in a source: it was typed here."""
    pieces, _ = read_pieces(clean_lines(source_lines(text)))
    content = Content("", "", blocks=build_blocks(pieces)[0])
    for block in content.walk():
        block.source_line = None
        if isinstance(block, Section):
            block.label = ""
    return content.blocks


def is_editable(blocks: list[Block]) -> bool:
    """Whether the body written as an outline reads back as the same body."""
    return _comparable(read_outline(outline_text(blocks))) == _comparable(blocks)


def _comparable(blocks: list[Block]) -> Any:
    """The blocks without where they stood in a source and what number it printed there."""

    def strip(value):
        if isinstance(value, list):
            return [strip(item) for item in value]
        if isinstance(value, dict):
            return {key: strip(item) for key, item in value.items() if key not in ("source_line", "label")}
        return value

    return strip(to_json(blocks))


def _lines(blocks: list[Block], trail: tuple[int, ...], articles: Counter) -> list[str]:
    counts: Counter = Counter()
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Section):
            counted = articles if block.style == "article" else counts
            counted[block.style] += 1
            number = counted[block.style]
            lines += ["", f"{_label(block.style, number, trail)} {block.title}".strip()]
            lines += _lines(block.blocks, _trail(block.style, number, trail), articles)
        elif isinstance(block, Table):
            lines += ["", *_table_lines(block), ""]
        elif isinstance(block, Item):
            lines.append(f"{block.marker} {_marked(block.runs)}".strip())
        else:
            lines += ["", _marked(block.runs)]
    return lines


def _label(style: str, number: int, trail: tuple[int, ...]) -> str:
    labels = {
        "part": f"Phần {roman(number)}.",
        "roman": f"{roman(number)}.",
        "arabic": f"{number}.",
        "decimal": ".".join(map(str, (*trail, number))) + ".",
        "letter": f"{point_letter(number)})",
        "article": f"Điều {number}.",
    }
    return labels.get(style, "")


def _trail(style: str, number: int, trail: tuple[int, ...]) -> tuple[int, ...]:
    return {"decimal": (*trail, number), "roman": (number,), "arabic": (number,), "part": ()}.get(style, trail)


def _table_lines(table: Table) -> list[str]:
    header = [_bar(table.header), "|" + " --- |" * len(table.header)] if table.header else []
    return header + [_bar(row) for row in table.rows]


def _bar(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _marked(runs: list[Run]) -> str:
    marks = {(True, True): "***", (True, False): "**", (False, True): "*", (False, False): ""}
    return "".join(f"{marks[run.bold, run.italic]}{run.text}{marks[run.bold, run.italic]}" for run in runs)
