"""What an issued paper bears so that anybody can verify it: a code to type and the same address as a QR code.

Codes are drawn from letters that are not taken for each other in print: no 0, 1, I, O. Pure; no database.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import segno

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12
GROUP = 4
MISREAD = {"0": "QD", "O": "QD", "1": "L", "I": "L"}  # what may have been printed where such a letter was typed
MOST_MISREAD = 4  # so many in one code leave nothing to go by


@dataclass(frozen=True)
class Seal:
    """`code` as it is stored, `url` of the page that answers to it."""

    code: str
    url: str

    @property
    def written(self) -> str:
        return written(self.code)

    @property
    def address(self) -> str:
        """Where the code is typed in, without the protocol and the code itself."""
        return self.url.partition("://")[2].removesuffix(f"{self.code}/").rstrip("/")

    @cached_property
    def picture(self) -> str:
        """The QR code as a `data:` URL, drawn as lines; the margin of the page is its quiet zone."""
        return segno.make_qr(self.url, error="m").svg_data_uri(border=0, omitsize=True, xmldecl=False)


def written(code: str) -> str:
    """ "ABCD-EFGH-JKLM"."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def meant(typed: str) -> list[str]:
    """The codes that somebody may have meant: dashes, blanks and case do not matter; [] where it can be none."""
    letters = [letter for letter in typed.upper() if letter not in " -–—.\u00a0\t"]
    if len(letters) != LENGTH or sum(letter in MISREAD for letter in letters) > MOST_MISREAD:
        return []
    if any(letter not in LETTERS and letter not in MISREAD for letter in letters):
        return []
    return ["".join(each) for each in product(*(MISREAD.get(letter, letter) for letter in letters))]
