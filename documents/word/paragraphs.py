"""Paragraphs in the named styles: runs, numbers before them, the rules drawn under some. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from documents.content import Run
from documents.word.elements import rule, text_run, twips, w
from documents.word.styles import RULE, Style


def paragraph(style: Style, *runs, **changes):
    """A paragraph of a style; `changes`: keep_next, align, before and after (points), size (of its runs)."""
    return w("p", _properties(style, **changes), *runs)


def line(style: Style, text: str, **changes):
    """A paragraph of one text in the style's own weight."""
    return words(style, [Run(text)], **changes)


def words(style: Style, runs: Iterable[Run], *, label: str = "", has_bold_label: bool = False, **changes):
    """A paragraph of runs; bold and italic are added to what the style is. `label` stands before them."""
    printed = [Run(f"{label} ", bold=has_bold_label), *runs] if label else list(runs)
    size = changes.get("size") or style.size
    made = [
        text_run(run.text, size, bold=run.bold or style.bold, italic=run.italic or style.italic, color=style.color)
        for run in printed
        if run.text
    ]
    return paragraph(style, *made, **changes)


def gap(points: float, *, keep_next: bool = False):
    """White space of this height, where a table stands next to it: two tables that touch are one to Word."""
    spacing = w("spacing", before=0, after=0, line=twips(points), lineRule="exact")
    return w("p", w("pPr", w("pStyle", val=RULE.code), None if keep_next else w("keepNext", val=0), spacing))


def _properties(style: Style, *, keep_next: bool = False, align: str = "", size: float = 0, after: float | None = None):
    return w(
        "pPr",
        w("pStyle", val=style.code),
        w("keepNext") if keep_next and not style.keep_next else None,
        w("spacing", after=twips(after)) if after is not None else None,
        w("jc", val=align) if align and align != style.align else None,
    )


class Rules:
    """Drawn lines have numbers of their own within a file."""

    def __init__(self):
        self._count = 0

    def under(self, points: float, *, after: float | None = None):
        """A low paragraph with a line of this length."""
        self._count += 1
        return paragraph(RULE, rule(self._count, points), after=after)
