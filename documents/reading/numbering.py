"""The grammar of numbers before headings and paragraphs, and of the bullets of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.reading.lines import UPPER

_ROMAN = re.compile(r"^(?=[IVXL])(X{0,4}(?:IX|IV|V?I{0,3})|XL(?:IX|IV|V?I{0,3}))$")
_LETTERS = "abcdđeghiklmnopqrstuvxy"  # as official documents count
_ORDINALS = {
    "nhất": 1, "một": 1, "hai": 2, "nhì": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8,
    "chín": 9, "mười": 10,
}  # fmt: skip
_MISREAD_ROMAN = re.compile(r"^(?=\w*l)[Il]{2,3}(?=\s*[./:])")  # "Ill." of a scanned III
_BULLET = re.compile(r"^(?P<mark>[-–—−+*•●○◦▪■□➢➤►✓✔⦁·]|o(?=\s))\s*(?=\S)")

# The order is the order of trying; the rank says what may stand under what (a smaller rank holds a greater one).
_FORMS = (
    ("part", 0, re.compile(rf"^(?P<label>[Pp](?:hần|HẦN)\s+(?:(?:thứ|THỨ)\s+)?(?P<n>\w+))(?:\s*[.:/)–-]\s*"
                           rf"|\s+(?=[{UPPER}])|$)")),
    ("part", 1, re.compile(r"^(?P<label>chương\s+(?:thứ\s+)?(?P<n>[IVXL]+|\d+))(?:\s*[.:/)–-]\s*|\s+|$)", re.I)),
    ("article", 4, re.compile(r"^(?P<label>điều\s+(?P<n>\d{1,3}))\s*[.:]\s*", re.I)),
    ("arabic", 3, re.compile(r"^(?P<label>mục\s+(?P<n>[IVXL]+|\d{1,2}))(?:\s*[.:/)–-]\s*|$)", re.I)),
    ("decimal", 6, re.compile(r"^(?P<label>(?P<n>[IVXL]{1,5}(?:\.\d{1,2}){1,3}"
                              r"|\d{1,2}(?:\.\d{1,2}){1,3}))(?!\d|/\d)\s*(?:/\.|[.):/–-])?"
                              r"(?:\s*(?=[^\W\d]|[“\"«(*]|$)|\s+(?=\d{1,4}\s*(?:%|/|[^\W\d])))")),
    ("roman", 2, re.compile(r"^(?P<label>(?P<n>[IVXL]{1,6}))(?!/v(?!\w))\s*(?:/\.|[./)]|[:–-](?=\s))[-–]?\s*")),
    ("roman", 2, re.compile(rf"^(?P<label>(?P<n>[IVXL]{{1,6}}))\s+(?=[{UPPER}]{{2}})")),
    ("capital", 1.5, re.compile(r"^(?P<label>(?P<n>[A-HĐ]))\s*(?:[./)]|[:–-](?=\s))\s*(?=\S)")),
    ("arabic", 5, re.compile(r"^(?P<label>(?P<n>\d{1,2}))\s*(?:\.|/\.|/(?=\s)"
                             r"|[:–-](?=\s+[^\W\d]))[-–]?(?:\s*(?=[^\W\d]|[“\"«(*]|$)|(?<=\.)\s+(?!\d{3}(?!\s*%))(?=\d))")),
    ("bracket", 10, re.compile(r"^\(?(?P<label>(?P<n>\d{1,2}))\)\s*(?=\S)")),
    ("letter", 11, re.compile(rf"^\(?(?P<label>(?P<n>[a-zđăâêôơư]))\s*(?:\)|[./](?=\s*[{UPPER}“\"]))\s*(?=\S)")),
)  # fmt: skip


@dataclass(frozen=True)
class Label:
    """A number as printed. `style` is one of content.Section's, `ordinal` its place in its row (None: not counted)."""

    text: str
    style: str
    rank: float
    ordinal: int | None
    length: int  # characters of the line it takes up, the space after it included
    printed: str


@dataclass(frozen=True)
class Bullet:
    marker: str
    length: int


def read_label(text: str) -> Label | None:
    text = _MISREAD_ROMAN.sub(lambda match: match[0].replace("l", "I"), text)
    for style, rank, form in _FORMS:
        match = form.match(text)
        if not match:
            continue
        ordinal = _ordinal(match["n"], style)
        if style in ("roman", "part") and ordinal is None:
            continue
        if style == "decimal":
            rank += match["n"].count(".") / 10
        return Label(match["label"], _section_style(style), rank, ordinal, match.end(), match[0].strip())
    return None


def read_bullet(text: str) -> Bullet | None:
    match = _BULLET.match(text)
    if not match:
        return None
    mark = match["mark"]
    if mark in "+*-" and re.match(r"[+\-*]\d", text):
        return None  # -5 %, *1
    return Bullet(mark if mark in "+*" else "-", match.end())


def printed_ordinal(number: int, style: str) -> str:
    """The number as a section of that style prints it."""
    if style == "letter":
        return _LETTERS[number - 1]
    return _roman(number) if style == "roman" else str(number)


def _roman(number: int) -> str:
    tens, units = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[units]


def _section_style(style: str) -> str:
    """The finer styles of the grammar as those a section may carry."""
    return {"capital": "part", "bracket": "arabic"}.get(style, style)


def _ordinal(text: str, style: str) -> int | None:
    if text.isdigit():
        return int(text)
    if style == "decimal":
        return int(text.rsplit(".", 1)[1])
    if style == "letter":
        return _LETTERS.index(text) + 1 if text in _LETTERS else None
    if style == "capital" or (style == "part" and re.fullmatch("[A-HĐ]", text)):
        return "ABCDĐEGH".find(text) + 1 or None
    if text.lower() in _ORDINALS:
        return _ORDINALS[text.lower()]
    return _roman_value(text.upper())


def _roman_value(text: str) -> int | None:
    if not _ROMAN.match(text):
        return None
    values = [{"I": 1, "V": 5, "X": 10, "L": 50}[c] for c in text]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))
