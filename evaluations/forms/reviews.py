"""One column of many sheets as typed on one page: read field by field, compared with what the page began from.

The fields of a sheet are `score_<sheet>_<criterion>`, `kind_<sheet>_<criterion>` (why there are no points) and
`note_<sheet>`; `version_<sheet>` and `base_<sheet>` say what the page showed when it was made. Only fields that were
sent are read, so that a whole page and a single changed field go the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django import forms

from evaluations.bases import NOTE, coded, mark_of, read_base
from evaluations.criteria import SCORED, Cell, Line
from evaluations.forms.fields import read_cell, typed_of

LONGEST_NOTE = 2000


@dataclass
class Typed:
    """What was sent for one sheet; `wrong` are sentences by field name, `note` is None where it was not sent."""

    cells: dict[int, Cell | None] = field(default_factory=dict)
    note: str | None = None
    wrong: dict[str, str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)  # everything that was sent, by field name

    @property
    def is_sent(self) -> bool:
        return bool(self.raw)


@dataclass
class Merged:
    """What of a page may be written, and the fields (criteria, or NOTE) where somebody else wrote something else."""

    cells: dict[int, Cell | None]
    note: str
    clashes: list[int | str]


def read_sheet(sheet_pk: int, lines: Sequence[Line], data: Mapping[str, str], stored: Mapping[int, Cell]) -> Typed:
    typed = Typed()
    for line in lines:
        if not line.is_entered:
            continue
        name, kind_name = f"score_{sheet_pk}_{line.key}", f"kind_{sheet_pk}_{line.key}"
        if name not in data and kind_name not in data:
            continue
        before_text, before_kind = typed_of(stored.get(line.key))
        text, kind = str(data.get(name, before_text)), str(data.get(kind_name, before_kind))
        typed.raw |= {each: str(data[each]) for each in (name, kind_name) if each in data}
        if name in data and kind_name not in data and text.strip():
            kind = SCORED
        elif kind_name in data and name not in data and kind != SCORED:
            text = ""
        try:
            typed.cells[line.key] = read_cell(line, text, kind)
        except forms.ValidationError as error:
            typed.wrong[name] = error.messages[0]
    _read_note(typed, f"note_{sheet_pk}", data)
    return typed


def _read_note(typed: Typed, name: str, data: Mapping[str, str]) -> None:
    if name not in data:
        return
    note = typed.raw[name] = str(data[name]).replace("\r\n", "\n").strip()
    if len(note) > LONGEST_NOTE:
        typed.wrong[name] = f"Nhận xét dài {len(note)} ký tự, tối đa {LONGEST_NOTE} ký tự."
    else:
        typed.note = note


def merge(typed: Typed, *, base: str, stored: Mapping[int, Cell], note: str) -> Merged:
    """Three ways: what this page changed is written, unless somebody else meanwhile wrote something else there."""
    began = read_base(base)
    found = Merged({}, note, [])
    for key, cell in typed.cells.items():
        before, now, wanted = began.get(str(key), ""), coded(stored.get(key)), coded(cell)
        if wanted in (before, now):
            continue
        if now == before:
            found.cells[key] = cell
        else:
            found.clashes.append(key)
    before, now = began.get(NOTE, mark_of("")), mark_of(note)
    if typed.note is not None and mark_of(typed.note) not in (before, now):
        if now == before:
            found.note = typed.note
        else:
            found.clashes.append(NOTE)
    return found
