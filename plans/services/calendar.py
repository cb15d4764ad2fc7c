"""The dates of a plan, or of a document from above, as the entries they make on the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core import clock
from core.templatetags.ui import vi_date
from deadlines import services as deadlines
from deadlines.days_off import NATIONAL, DaysOff
from deadlines.judged import PURPOSE_OF_KIND, REVIEWS, Judged, judged, purpose_of
from deadlines.models import CalendarEntry
from deadlines.period_words import kind_of_point
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
    rule: dict = field(default_factory=dict)
    judged: Judged | None = None  # the period it opens, of a date of review

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
            "rule": self.rule,
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
    return [entry for fact in facts for entry in steps_of(fact, year, days_off)]


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


def steps_of(fact: ReadFact, year: Frame, days_off: DaysOff = NATIONAL) -> list[Planned]:
    return [_step(fact, window, year) for window in windows_of(fact, year, days_off)]


def period_doubts(fact: ReadFact, year: Frame, days_off: DaysOff = NATIONAL) -> list[str]:
    """What the sentence of a review leaves open of the periods it opens, in sentences."""
    if fact.purpose not in REVIEWS:
        return []
    periods = [step.judged for step in steps_of(fact, year, days_off) if step.judged and not step.is_past_round]
    return list(dict.fromkeys(doubt for period in periods for doubt in period.doubts))


def _step(fact: ReadFact, window: Window, year: Frame) -> Planned:
    rule = _rule_at(fact, window.point)
    purpose = _purpose_at(fact, window.point)
    period = judged(
        purpose,
        title="" if fact.is_recurring else str(fact),
        sentence=fact.sentence,
        rule=rule,
        due_on=_day(window.due_at),
        opens_on=_day(window.opens_at),
        year=year,
    )
    title = _title(fact, window, period)
    times = (window.opens_at, window.due_at, window.cut_off_at)
    return Planned(fact, purpose, title, *times, window.reading, rule, period)


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.ZONE).date()


def _rule_at(fact: ReadFact, point: str) -> dict:
    """The rule of one date: of a list of points (“cuối HKI; cuối năm”) its own."""
    if not point:
        return fact.terms
    return fact.terms | {"parameters": fact.terms.get("parameters", {}) | {"points": [point]}}


def _purpose_at(fact: ReadFact, point: str) -> str:
    """Each point of a list reviews its own period, unless a person gave the whole list another purpose."""
    parameters = fact.terms.get("parameters", {})
    if point and fact.purpose == purpose_of(fact.sentence, fact.rule, parameters):
        return PURPOSE_OF_KIND[kind_of_point(point, parameters["points"])]
    return fact.purpose or "other"


def _title(fact: ReadFact, window: Window, period: Judged | None) -> str:
    if not fact.is_recurring:
        return str(fact)
    if period is not None:
        return f"Bình xét {period.label}"
    return f"{fact.title[:230]}, {vi_date(window.day)}"
