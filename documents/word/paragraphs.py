"""Paragraphs in the named styles: runs, numbers before them, the rules drawn under some. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from documents.content import Run
from documents.word.elements import rule, text_run, w
from documents.word.styles import RULE, Style


def paragraph(style: Style, *runs, **changes):
    """A paragraph of a style; `changes`: keep_next, page_break (before), size."""
    return w("p", _properties(style, **changes), *runs)


def line(style: Style, text: str, **changes):
    """A paragraph of one text in the style's own weight."""
    return words(style, [Run(text)], **changes)


def words(style: Style, runs: Iterable[Run], *, label: str = "", has_bold_label: bool = False, **changes):
    """A paragraph of runs; bold and italic are added to what the style is. `label` stands before them."""
    printed = [Run(f"{label} ", bold=has_bold_label), *runs] if label else list(runs)
    size = changes.get("size") or style.size
    made = [
        text_run(run.text, size, bold=run.bold or style.bold, italic=run.italic or style.italic)
        for run in printed
        if run.text
    ]
    return paragraph(style, *made, **changes)


def _properties(style: Style, *, keep_next: bool = False, page_break: bool = False, align: str = "", size: float = 0):
    return w(
        "pPr",
        w("pStyle", val=style.code),
        w("keepNext") if keep_next and not style.keep_next else None,
        w("pageBreakBefore") if page_break else None,
        w("jc", val=align) if align and align != style.align else None,
    )


class Rules:
    """Drawn lines have numbers of their own within a file."""

    def __init__(self):
        self._count = 0

    def under(self, points: float):
        """A low paragraph with a line of this length."""
        self._count += 1
        return paragraph(RULE, rule(self._count, points))
