"""How sentences, lists, moments and the names of other papers stand in a document that is made of facts. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from core.clock import ZONE
from documents.content import Block, Item, Paragraph, Run, Section
from documents.layout import date_words


def text(words: str) -> Paragraph:
    return Paragraph([Run(words)])


def line(label: str, words: str) -> Paragraph:
    """“Địa điểm: Phòng họp”, the label in bold."""
    return Paragraph([Run(f"{label}: ", bold=True), Run(words)])


def items(texts: Iterable[str]) -> list[Block]:
    """One entry a line, “;” after each and “.” after the last."""
    bare = [each.strip().rstrip(".;") for each in texts if each.strip()]
    return [Item([Run(f"{each}{'.' if at == len(bare) else ';'}")]) for at, each in enumerate(bare, start=1)]


def sentence(words: str) -> str:
    """With a capital at its beginning and a full stop at its end."""
    words = words.strip()
    return f"{words[:1].upper()}{words[1:].rstrip('.')}." if words else ""


def moment_words(at: datetime) -> str:
    """ "14 giờ 05 phút, ngày 14 tháng 5 năm 2027"."""
    local = at.astimezone(ZONE)
    return f"{local:%H} giờ {local:%M} phút, {date_words(local.date())}"


def day_span(first: date, last: date) -> str:
    """“từ ngày 05 tháng 10 năm 2026 đến hết ngày 20 tháng 12 năm 2026”."""
    return f"từ {date_words(first)} đến hết {date_words(last)}"


def short_day(moment: datetime) -> str:
    """“15/10/2026”, the day on the clock of Vietnam, for a cell of a table."""
    return f"{moment.astimezone(ZONE):%d/%m/%Y}"


def paragraphs(words: str) -> list[Block]:
    """What somebody typed on several lines: a line that begins with a dash is an item, every other a paragraph."""
    blocks: list[Block] = []
    for each in (line.strip() for line in words.splitlines()):
        if each[:1] in ("-", "–", "+", "*") and each[1:].strip():
            blocks.append(Item([Run(each[1:].strip())]))
        elif each:
            blocks.append(text(each))
    return blocks


TO_WRITE = "(Người soạn ghi "


def to_write(what: str) -> Paragraph:
    """A place that the author fills in the editor: “(Người soạn ghi …)” in italics; the draft's findings count them."""
    return Paragraph([Run(f"{TO_WRITE}{what})", italic=True)])


def roman(title: str, *blocks: Block) -> Section:
    return Section(title, list(blocks), style="roman")


def arabic(title: str, *blocks: Block) -> Section:
    return Section(title, list(blocks), style="arabic")
