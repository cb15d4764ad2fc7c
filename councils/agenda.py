"""The agenda as people type it: a point a line, its presenter behind a bar. No database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import DomainError
from core.vietnamese import clean_line

MOST_POINTS = 40
LONGEST_TEXT, LONGEST_PRESENTER = 300, 120
BAR = "|"
_NUMBER = re.compile(r"^\s*(?:\d{1,2}[.)]|[-–+*•])\s+")  # typed or pasted with its number: the page gives its own


@dataclass(frozen=True)
class Point:
    text: str
    presenter: str = ""


def read_agenda(typed: str) -> list[Point]:
    """ "1. Xét danh hiệu | Bà Lan" a line; empty lines are left out. DomainError names the line that cannot stand."""
    points = []
    for number, line in enumerate(typed.splitlines(), start=1):
        text, _, presenter = _NUMBER.sub("", line).partition(BAR)
        text, presenter = clean_line(text), clean_line(presenter)
        if not text and not presenter:
            continue
        if not text:
            raise DomainError(f"Dòng {number} của chương trình chỉ có người trình bày. Ghi nội dung trước dấu “{BAR}”.")
        if len(text) > LONGEST_TEXT or len(presenter) > LONGEST_PRESENTER:
            raise DomainError(
                f"Dòng {number} của chương trình quá dài: nội dung tối đa {LONGEST_TEXT} ký tự,"
                f" người trình bày tối đa {LONGEST_PRESENTER}. Viết gọn hoặc tách thành hai dòng."
            )
        points.append(Point(text, presenter))
    if len(points) > MOST_POINTS:
        raise DomainError(f"Chương trình có {len(points)} dòng, quá {MOST_POINTS}. Gộp các nội dung gần nhau.")
    return points


def typed(points: Sequence[Point]) -> str:
    """The same as it would be typed."""
    return "\n".join(f"{point.text} {BAR} {point.presenter}" if point.presenter else point.text for point in points)
