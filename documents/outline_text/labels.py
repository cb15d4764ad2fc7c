"""The numbers before headings and paragraphs: how they are typed, what holds what, how they print. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents import layout

_ORDINALS = "nhất|một|hai|nhì|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười"
_ROMAN = "(?=[IVXL])(?:X{0,4}(?:IX|IV|V?I{0,3})|XL(?:IX|IV|V?I{0,3}))"
_GAP = r"(?:\s+|$)"
# style, rank (what a smaller rank begins holds what a greater one begins), form
LABELS = tuple(
    (style, rank, re.compile(f"^(?P<label>{form}){end}"))
    for style, rank, form, end in (
        ("part", 0, rf"[Pp](?:hần|HẦN)\s+(?:(?:thứ|THỨ)\s+)?(?:{_ROMAN}|\d{{1,2}}|{_ORDINALS}|{_ORDINALS.upper()})"
                    r"(?:[.:]|(?=\s*$))", _GAP),
        ("article", 4, r"Điều\s+\d{1,3}[.:]", _GAP),
        ("decimal", 6, r"(?:\d{1,2}|[IVXL]{1,5})(?:\.\d{1,2}){1,3}[.)]?(?![\d/])",
                       r"(?:(?<=[.)])\s+|\s+(?!\d)|$)"),  # “1.1. 20 thầy cô” is numbered, “1.1 20” a row of figures
        ("roman", 2, rf"{_ROMAN}[./)]", _GAP),
        ("part", 0, r"[A-HĐ][.]", r"\s+"),
        ("arabic", 5, r"\d{1,2}[./]", r"(?:\s+|$|(?=[^\W\d_]))"),
        ("bracket", 10, r"\d{1,2}\)", _GAP),
        ("bracket", 11.5, r"\(\d{1,2}\)", _GAP),  # stands below a) where both are used
        ("letter", 11, r"[a-zđ]{1,2}\)", r"(?:\s+|$|(?=[^\W\d_]))"),
        ("letter", 11, r"[a-zđ][.](?=\s)", r"\s+"),
    )
)  # fmt: skip
# The ranks a heading without a number may take: over everything but parts, over 1., over nothing.
UNNUMBERED = {1: 1.5, 2: 4.5, 3: 12.0}


@dataclass(frozen=True)
class Label:
    style: str
    rank: float
    text: str
    length: int


def read_label(text: str) -> Label | None:
    for style, rank, form in LABELS:
        match = form.match(text)
        if match is None:
            continue
        if style == "decimal":
            rank += match["label"].strip(".)").count(".") / 10
        return Label(style, rank, match["label"], match.end())
    return None


def label_for(style: str, number: int, trail: tuple[int, ...]) -> str:
    labels = {
        "part": f"Phần {layout.roman(number)}.",
        "roman": f"{layout.roman(number)}.",
        "arabic": f"{number}.",
        "decimal": ".".join(map(str, (*trail, number))) + ".",
        "letter": f"{layout.point_letter(number)})",
        "article": f"Điều {number}.",
    }
    return labels.get(style, "")


def trail_below(style: str, number: int, trail: tuple[int, ...]) -> tuple[int, ...]:
    return {"decimal": (*trail, number), "roman": (number,), "arabic": (number,), "part": ()}.get(style, trail)


def ordinal(label: Label) -> int:
    """The place of a number in its row; 0 where it has none."""
    last = label.text.strip("().:/ ").split(".")[-1].split()[-1]
    if last.isdigit():
        return int(last)
    return layout.POINT_LETTERS.find(last) + 1 if label.style == "letter" and len(last) == 1 else 0
