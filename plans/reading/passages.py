"""The content as one row of passages in reading order, each with the headings above it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.content import Block, Content, Item, Section, Table
from documents.reading.lines import UPPER

_LONGEST = 1500  # characters
_SENTENCES = re.compile(rf"(?<=[;!?])\s+|(?<=[^\s.]{{2}}[.…])\s+(?=[{UPPER}“\"])")


@dataclass(frozen=True)
class Passage:
    """`titles` are the headings above, outermost first; `marker` an item's bullet or number; `cells` a table's row."""

    line: int
    text: str
    titles: tuple[str, ...] = ()
    is_title: bool = False
    marker: str = ""
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    place: str = "body"  # preamble, body, appendix, closing

    @property
    def sentences(self) -> list[str]:
        parts = [part for part in _SENTENCES.split(self.text) if part.strip()]
        return [piece for part in parts for piece in cut_long(part)]


def cut_long(sentence: str) -> list[str]:
    """A sentence; what is longer than any sentence, in pieces, so that the time of reading grows with the length."""
    pieces = []
    while len(sentence) > _LONGEST:
        cut = sentence.rfind(" ", 1, _LONGEST)
        cut = cut if cut > 0 else _LONGEST
        pieces.append(sentence[:cut])
        sentence = sentence[cut:]
    return [*pieces, sentence]


def read_passages(content: Content) -> list[Passage]:
    found: list[Passage] = []
    first_section = next((i for i, block in enumerate(content.blocks) if isinstance(block, Section)), None)
    preamble = content.blocks[:first_section] if first_section else content.blocks[:1] if first_section is None else []
    _walk(preamble, (), "preamble", found)
    _walk(content.blocks[len(preamble) :], (), "body", found)
    for paragraph in content.closing:
        found.append(Passage(paragraph.source_line or 1, paragraph.text, place="closing"))
    for appendix in content.appendices:
        _walk(appendix.blocks, (appendix.title or appendix.label,), "appendix", found)
    return found


def _walk(blocks: list[Block], titles: tuple[str, ...], place: str, found: list[Passage]) -> None:
    for block in blocks:
        line = block.source_line or 1
        if isinstance(block, Section):
            found.append(Passage(line, block.title, titles, is_title=True, place=place))
            _walk(block.blocks, (*titles, block.title), place, found)
        elif isinstance(block, Table):
            for offset, row in enumerate(block.rows):
                cells, header = tuple(row), tuple(block.header)
                found.append(Passage(line + offset, " | ".join(row), titles, cells=cells, header=header, place=place))
        else:
            found.append(
                Passage(line, block.text, titles, marker=block.marker if isinstance(block, Item) else "", place=place)
            )
