"""The whole document as the text it would be typed as. Pure, but for the lines it notes in the blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from documents import layout
from documents.content import Block, Content, Paragraph
from documents.outline_text.characters import line_text
from documents.outline_text.lines import protected
from documents.outline_text.writing import written_lines


@dataclass
class WholeText:
    """`source`: the lines, from 1, of the parts that carry none themselves, as reading a text gives them."""

    text: str
    source: dict[str, list[int]]


def whole_text(content: Content) -> WholeText:
    """The document as the text it would be typed as; every block is given its line there (`source_line`)."""
    head, page = content.letterhead, _Page()
    page.write(*head.superior, *head.issuer)
    if head.symbol:
        page.write(f"Số: {head.number or ''}/{head.symbol}")
    page.write(*head.motto)
    if head.issued_on or head.place_and_date:
        page.write(layout.place_and_date(head))
    page.write("")
    page.source["title"], page.source["subject"] = page.write(content.title), page.write(content.subject)
    page.write("")
    if content.addressees:
        page.write("Kính gửi:", *(f"- {each}" for each in content.addressees))
    page.source["bases"] = page.write(*content.bases)
    page.write("")
    page.write_blocks(content.blocks)
    page.write_paragraphs(content.closing)
    if content.recipients:
        page.write("", "Nơi nhận:")
        page.source["recipients"] = page.write(*(f"- {each.lstrip('- ')}" for each in content.recipients))
    for signature in layout.signatures(content):
        page.write("", *signature.lines, *filter(None, [signature.note, signature.own_post, signature.name]))
    for index, appendix in enumerate(content.appendices):
        label = layout.appendix_label(content.appendices, index)
        page.write("")
        appendix.source_line = page.write(f"{label}. {appendix.title}".rstrip(". "))[0]
        page.write_blocks(appendix.blocks)
    page.write_paragraphs(content.unplaced)
    return WholeText("\n".join(page.lines), page.source)


@dataclass
class _Page:
    lines: list[str] = field(default_factory=list)
    source: dict[str, list[int]] = field(default_factory=dict)

    def write(self, *texts: str) -> list[int]:
        """Returns the numbers of the lines written."""
        first = len(self.lines) + 1
        self.lines += [re.sub(r"\s+", " ", text) for text in texts]
        return list(range(first, len(self.lines) + 1))

    def write_blocks(self, blocks: list[Block]) -> None:
        for block in Content("", "", blocks=blocks).walk():
            block.source_line = None
        for written in written_lines(blocks):
            number = self.write(written.text)[0]
            if written.block is not None and written.block.source_line is None:
                written.block.source_line = number

    def write_paragraphs(self, paragraphs: list[Paragraph]) -> None:
        for paragraph in paragraphs:
            paragraph.source_line = self.write(protected(line_text(paragraph.runs)))[0]
