"""What the papers of a council are put together from. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from documents.content import Block, Item, Paragraph, Run, Section


def text(words: str) -> Paragraph:
    return Paragraph([Run(words)])


def items(texts: Iterable[str]) -> list[Block]:
    """One entry a line, “;” after each and “.” after the last."""
    bare = [each.strip().rstrip(".;") for each in texts if each.strip()]
    return [Item([Run(f"{each}{'.' if at == len(bare) else ';'}")]) for at, each in enumerate(bare, start=1)]


def article(*blocks: Block, title: str = "") -> Section:
    """An Điều; without a title its number stands before the first paragraph."""
    return Section(title, list(blocks), style="article")
