"""The dates of a plan, or of a document from above, as the entries they make on the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import clock
from core.templatetags.ui import vi_date
from deadlines import services as deadlines
from deadlines.days_off import DaysOff
from deadlines.models import CalendarEntry
from deadlines.rules import Frame
from plans.models import EmulationPlan, IncomingDocument, ReadFact
from plans.windows import Window, windows

Paper = EmulationPlan | IncomingDocument


@dataclass
class Planned:
    """An entry that a fact makes or would make."""

    fact: ReadFact
    purpose: str
    title: str
    opens_at: datetime
    due_at: datetime
    cut_off_at: datetime
    reading: str = ""

    @property
    def is_past_round(self) -> bool:
        """A time of what comes back that was over before the plan was there."""
        return self.fact.is_recurring and self.cut_off_at < clock.now()

    def values(self, paper: Paper) -> dict[str, Any]:
        """Times, title and source, under the names of `deadlines.services`."""
        return {
            "title": self.title,
            "opens_at": self.opens_at,
            "due_at": self.due_at,
            "cut_off_at": self.cut_off_at,
            "source_label": paper.number_label,
            "source_key": f"{paper.topic}:{self.fact.key}",
            "source_sentence": self.fact.sentence,
            "rule": self.fact.terms,
            "reading": self.reading,
        }

    def enter(self, paper: Paper) -> CalendarEntry:
        return deadlines.add_calendar_entry(
            organisation=paper.organisation,
            school_year=paper.school_year,
            purpose=self.purpose,
            **self.values(paper),
        )


def planned_entries(paper: Paper, facts: Sequence[ReadFact]) -> list[Planned]:
    """The entries of the deadlines, those of each in the order of their days; those that are over already too."""
    year, days_off = Frame.of(paper.school_year), deadlines.days_off_at(paper.organisation)
    return [entry for fact in facts for entry in _planned(fact, year, days_off)]


def windows_of(fact: ReadFact, year: Frame, days_off: DaysOff) -> list[Window]:
    """The steps of one deadline in a school year, at a place with these days off."""
    return windows(
        fact.rule,
        fact.terms.get("parameters", {}),
        fact.purpose,
        fact.from_on,
        fact.to_on,
        now=clock.now(),
        year=year,
        days_off=days_off,
    )


def _planned(fact: ReadFact, year: Frame, days_off: DaysOff) -> list[Planned]:
    return [
        Planned(
            fact,
            fact.purpose or "other",
            _title(fact, window.day),
            window.opens_at,
            window.due_at,
            window.cut_off_at,
            window.reading,
        )
        for window in windows_of(fact, year, days_off)
    ]


def _title(fact: ReadFact, day) -> str:
    if not fact.is_recurring:
        return str(fact)
    if fact.purpose == "monthly_review":
        return f"Bình xét tháng {day.month}/{day.year}"
    return f"{fact.title[:230]}, {vi_date(day)}"
