"""How sentences, lists and moments stand in the papers of an evaluation. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.clock import ZONE
from documents.content import Block, Item, Paragraph, Run
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
