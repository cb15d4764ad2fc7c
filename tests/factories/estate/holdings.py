"""What one organisation has, and the day on which all is made."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date

import pikepdf

from organisation.models import Organisation, Person, SchoolYear


def _blank_page() -> bytes:
    out, pdf = io.BytesIO(), pikepdf.new()
    pdf.add_blank_page()
    pdf.save(out)
    return out.getvalue()


PDF = _blank_page()
TODAY = date(2026, 10, 12)


@dataclass
class Holdings:
    """What one organisation has: its people by role, its words, and as many named objects as the rooms need."""

    organisation: Organisation
    year: SchoolYear
    letter: str
    cast: dict[str, Person] = field(default_factory=dict)

    @property
    def inside(self) -> str:
        return f"NOI-BO-{self.letter}"

    @property
    def sent(self) -> str:
        return f"GUI-DI-{self.letter}"

    @property
    def private(self) -> str:
        return f"RIENG-TU-{self.letter}"

    def user(self, role: str):
        return self.cast[role].user
