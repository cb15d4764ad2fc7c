"""Who will be told what in the coming days, if nothing changes: the rounds of those days, before they are made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core import clock
from core.scoping import scope
from deadlines.models import Obligation
from deadlines.services.ladders import Item, Round, ladder_of, told_of
from organisation.models import Person


@dataclass(frozen=True)
class Telling:
    """One rung of one piece of work on one day, with all who will hear of it (several obligations of one title)."""

    title: str
    due_at: datetime
    audience: str
    rung: int
    people: list[Person]


def preview(organisation, first: date, last: date) -> list[tuple[datetime, list[Telling]]]:
    """(moment of reminding, what is told) of each day that has any, from today at the earliest."""
    now = clock.now()
    days = []
    with scope(organisation):
        ladder = ladder_of(organisation)
        first = max(first, now.date())
        end = datetime.combine(last, ladder.remind_at, tzinfo=clock.ZONE)
        obligations = list(Round(organisation, max(end, now), ladder).obligations().select_related("person"))
        told = told_of(obligations)
        for day in (first + timedelta(days=number) for number in range((last - first).days + 1)):
            at = max(datetime.combine(day, ladder.remind_at, tzinfo=clock.ZONE), now)
            items = _told_now(Round(organisation, at, ladder), obligations, told)
            if items:
                days.append((at, _tellings(items)))
    return days


def _told_now(turn: Round, obligations: list[Obligation], told: set) -> list[Item]:
    begun = (each for each in obligations if each.opens_at <= turn.at)
    items = [item for item in turn.items(begun) if item.told not in told]
    told.update(item.told for item in items)
    return items


def _tellings(items: list[Item]) -> list[Telling]:
    groups = defaultdict(dict)
    for item in items:
        key = (item.obligation.due_at, item.obligation.title, item.audience, item.rung)
        groups[key][item.person.pk] = item.person
    return [
        Telling(title, due_at, audience, rung, sorted(people.values(), key=lambda person: person.sort_key))
        for (due_at, title, audience, rung), people in sorted(groups.items())
    ]
