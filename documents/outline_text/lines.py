"""One typed line for itself: what its beginning says it is, and whether it reads as a heading. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from documents.content import Table
from documents.outline_text.characters import Char, inline
from documents.outline_text.labels import Label, read_label
from documents.outline_text.tables import ATTRIBUTE

_BULLET = re.compile(r"^(?P<mark>[-+*•–—])(?:\s+|$)|^(?P<tight>[-–—•+])(?=[^\W\d_])")
_UNNUMBERED_LINE = re.compile(r"^(#{1,3})\s+(\S.*)$")
_ESCAPED = re.compile(r"^(?P<stars>\*{0,3})\\(?=[^\\*])")
_SENTENCE_BREAK = re.compile(r"[.;!?…]\s+\S")


@dataclass
class Line:
    """One typed line as read: "paragraph" (numbered where it has a label), "item", "unnumbered" or "table"."""

    kind: str
    chars: list[Char] = field(default_factory=list)  # without label or bullet
    whole: list[Char] = field(default_factory=list)
    label: Label | None = None
    marker: str = ""
    depth: int = 0
    escaped: bool = False
    is_all_bold: bool = False
    table: Table | None = None

    @property
    def text(self) -> str:
        return "".join(char for char, _, _ in self.chars)

    @property
    def rank(self) -> float | None:
        return self.label.rank if self.label else None

    @property
    def is_styled(self) -> bool:
        return any((bold or italic) and char != " " for char, bold, italic in self.chars)


def parse_line(raw: str) -> Line:
    """One line that stands for itself (a row of a table alone is seen as one, so that it can be protected)."""
    unnumbered = _UNNUMBERED_LINE.match(raw)
    if unnumbered:
        return Line("unnumbered", inline(unnumbered[2]), depth=len(unnumbered[1]))
    if raw.startswith("|") or ATTRIBUTE.match(raw):
        return Line("table", inline(raw), inline(raw))
    bullet = _BULLET.match(raw)
    if bullet:
        mark = bullet["mark"] or bullet["tight"]
        return Line("item", inline(raw[bullet.end() :]), marker=mark if mark in "+*" else "-")
    bare = _without_escape(raw)
    chars = inline(bare if bare is not None else raw)
    line = Line("paragraph", chars, chars, escaped=bare is not None)
    text = line.text
    label = read_label(text)
    if label is None:
        return line
    line.is_all_bold = all(bold and not italic for char, bold, italic in chars if char != " ")
    if line.is_all_bold or not any(bold or italic for _, bold, italic in chars[: len(label.text)]):
        line.label = label
        line.chars = chars[label.length :]
    return line


def _without_escape(raw: str) -> str | None:
    """The line without the backslash at its beginning, None where that backslash is no mark of ours but text."""
    match = _ESCAPED.match(raw)
    if match is None:
        return None
    bare = match["stars"] + raw[match.end() :]
    rest = raw[match.end() :]
    is_special = rest[0] in "#|" or bool(ATTRIBUTE.match(rest) or _BULLET.match(rest))
    text = "".join(char for char, _, _ in inline(bare))
    return bare if is_special or read_label(text) else None


def protected(text: str) -> str:
    """A paragraph that begins like something else, with the backslash that says it is none."""
    read = parse_line(text)
    if read.kind == "paragraph" and read.label is None and not read.escaped:
        return text
    stars = re.match(r"\*{0,3}", text)[0] if read.kind == "paragraph" else ""
    return f"{stars}\\{text[len(stars) :]}"


def looks_like_heading(line: Line, following: float | None, *, has_more: bool) -> bool:
    """By its place and form: `following` is the rank of the next line's number, None where it has none."""
    label = line.label
    if label.style == "bracket" or line.is_styled or not line.text:
        return False
    if label.style in ("part", "roman"):
        return True
    if not has_more or (following is not None and following <= label.rank):
        return False
    words = len(line.text.split())
    limit = 25 if label.style in ("letter", "article") else 38
    return words <= limit and line.text[-1] not in ".;," and not _SENTENCE_BREAK.search(line.text)
