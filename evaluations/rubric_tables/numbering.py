"""The numbers before criteria: I, A, 1, 1.1, a), -. A smaller rank holds a greater one."""

from __future__ import annotations

import re
from dataclasses import dataclass

BULLET_RANK = 9.0
_FORMS = (
    (0.0, re.compile(r"(?:phần|mục)\s+(?:thứ\s+)?(?P<code>[IVX]{1,5}|[A-HĐ]|\d{1,2})(?![^\W_])\s*[.:)/-]*", re.I)),
    (3.0, re.compile(r"(?P<code>(?:[IVX]{1,5}|[A-HĐ]|\d{1,2})(?:\.\d{1,2}){1,3})(?![\d,])\s*[.:)/]*(?=\s|[^\W\d]|$)")),
    (1.0, re.compile(r"(?P<code>[IVX]{1,5})(?:\s*[.:)/]+|\s+-|(?=\s*$))")),
    (0.5, re.compile(r"(?P<code>[A-HĐ])(?:\s*[.:)/]+|\s+-|(?=\s*$))")),
    (2.0, re.compile(r"(?:(?:tiêu chí|tc)\s*)(?P<code>\d{1,3})(?![\d,])\s*[.:)/-]*", re.I)),
    (2.0, re.compile(r"\(?(?P<code>\d{1,3})\)?(?:\s*[.:)/]+(?!\d)|\s+-|(?=\s*$))")),
    (5.0, re.compile(r"\(?(?P<code>[a-zđ])(?:\s*[.:)/]+|(?=\s*$))")),
    (BULLET_RANK, re.compile(r"(?P<code>)(?:[-+*•●○–—−]\s*(?=[^\W\d]))")),
)


@dataclass(frozen=True)
class Number:
    code: str
    rank: float
    length: int  # characters of the text it takes up, the space after it included


def read_number(text: str) -> Number | None:
    """The number at the head of a text; None where there is none."""
    for rank, form in _FORMS:
        if match := form.match(text):
            code = match["code"].upper() if rank == 0 else match["code"]
            rank += code.count(".") / 10
            rest = text[match.end() :]
            return Number(code, rank, match.end() + len(rest) - len(rest.lstrip()))
    return None
