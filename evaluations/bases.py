"""What a page held when it was made, in short, and what of its changes may be written. No database.

A page keeps `base_of` in a hidden field and sends it back. A field that it changed is written where nobody else wrote
something else meanwhile; where somebody did, it is a clash and the writer chooses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from evaluations.criteria import EXEMPT, NOT_APPLICABLE, SCORED, Cell, show

SHORT = {NOT_APPLICABLE: "n", EXEMPT: "e"}
STATES = {short: state for state, short in SHORT.items()}
NOTE = "note"


def coded(cell: Cell | None) -> str:
    """A cell in short: “”, “8,5”, “n”, “e”."""
    if cell is None:
        return ""
    return show(cell.amount) if cell.state == SCORED else SHORT[cell.state]


def base_of(cells: Mapping[int, Cell], note: str) -> str:
    """A column and its remark in short, for a hidden field: “12:8,5;13:n;note:1f3a…”."""
    return ";".join([*(f"{key}:{coded(cell)}" for key, cell in cells.items()), f"{NOTE}:{mark_of(note)}"])


def read_base(text: str) -> dict[str, str]:
    """The same by name: what each field held when the page was made."""
    return dict(part.split(":", 1) for part in text.split(";") if ":" in part)


def mark_of(note: str) -> str:
    """By which two remarks are known to be the same; line ends and outer blanks do not count."""
    return hashlib.sha256(note.replace("\r\n", "\n").strip().encode()).hexdigest()[:12]


def split_changes(
    wanted: Mapping[str, str], *, began: Mapping[str, str] | None, stored: Mapping[str, str]
) -> tuple[set[str], set[str]]:
    """(to be written, clashing) names of what a page sends, all in short.

    `began` None: it is not known what the page held, so that every difference from what is stored clashes.
    """
    writes, clashes = set(), set()
    for name, value in wanted.items():
        now = stored.get(name, "")
        before = None if began is None else began.get(name, "")
        if value in (before, now):
            continue
        (writes if now == before else clashes).add(name)
    return writes, clashes
