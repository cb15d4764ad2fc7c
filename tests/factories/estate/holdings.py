"""What one organisation has, and the day on which all is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from organisation.models import Organisation, Person, SchoolYear

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
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
