"""Reminding those who have not done it yet, and telling those above them of what is late."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import attrgetter

from django.db import transaction
from django.urls import reverse

from core import clock
from core.scoping import scope
from core.templatetags.ui import due_in, vi_date, vi_datetime, vi_weekday_date
from deadlines.models import Obligation, Reminder
from deadlines.services.ladders import Item, Round, told_of
from notifications.services import mail_hours, notify
from organisation.models import Organisation, Person

logger = logging.getLogger(__name__)
AT_ONCE = 500  # obligations read at a time
MOST_LINES = 40  # works named in one message about what is late
Audience = Reminder.Audience


def sweep() -> int:
    """Write what the ladders ask for now; returns how many messages were written.

    Each rung told is a row, so a second run writes none, and after a stop there is one message per obligation: the
    last rung, not all that were missed. Nothing is written in quiet hours.
    """
    owing = Obligation.objects.open().begun(clock.now()).order_by().values("organisation_id")
    return sum(_sweep_organisation(each) for each in Organisation.objects.filter(pk__in=owing).order_by("pk"))


def _sweep_organisation(organisation) -> int:
    with scope(organisation):
        now = clock.now()
        turn = Round(organisation, now)
        if now.time() < turn.ladder.remind_at or mail_hours(organisation).is_quiet(now):
            return 0
        return sum(_tell_safely(turn, person, ids) for person, ids in _untold(turn).items())


def _untold(turn: Round) -> dict[Person, list[int]]:
    """The obligations of which each person has something to hear. Only ids are kept of what was read."""
    found = defaultdict(list)
    rows = turn.obligations().select_related("person").iterator(chunk_size=AT_ONCE)
    while obligations := list(islice(rows, AT_ONCE)):
        told = told_of(obligations)
        for item in turn.items(obligations):
            if item.told not in told:
                found[item.person].append(item.obligation.pk)
    return found


def _tell_safely(turn: Round, person: Person, ids: list[int]) -> int:
    try:
        return _tell(turn, person, ids)
    except Exception:
        logger.exception("Could not remind person %s; the others go on.", person.pk)
        return 0


@transaction.atomic
def _tell(turn: Round, person: Person, ids: list[int]) -> int:
    """Write all that one person has to hear, unless it was done, moved or told meanwhile. Returns how many messages.

    In one transaction, so that one letter takes all of it.
    """
    rows = turn.obligations().select_related("person").filter(pk__in=ids)
    obligations = list(rows.select_for_update(of=("self",)))
    for obligation in obligations:
        obligation.organisation = turn.organisation
    told = told_of(obligations)
    items = [each for each in turn.items(obligations) if each.person == person and each.told not in told]
    reminders = Reminder.objects.bulk_create(item.reminder(turn.at) for item in items)
    written = list(zip(items, reminders, strict=True))
    own = [(item, reminder) for item, reminder in written if item.audience == Audience.OWNER]
    for item, reminder in own:
        _notify_owner(turn, item, reminder)
    above = [(item, reminder) for item, reminder in written if item.audience != Audience.OWNER]
    for audience in (Audience.DEPARTMENT_HEAD, Audience.HEAD):
        late = [(item, reminder) for item, reminder in above if item.audience == audience]
        if late:
            _notify_above(turn, audience, person, late)
    return len(own) + len({item.audience for item, _ in above})


# ---- words ----


def _notify_owner(turn: Round, item: Item, reminder: Reminder) -> None:
    """Days by date: the message is read, and mailed, later than it is written."""
    obligation, now = item.obligation, turn.at
    is_late = obligation.due_at < now
    how_far = "Việc này chưa được hoàn thành." if is_late else f"{due_in(obligation.due_at, now)}."
    lines = [f"Hạn: {vi_datetime(obligation.due_at)}. Tính đến {vi_weekday_date(now)}: {_lower(how_far)}"]
    notify(
        item.person,
        organisation=turn.organisation,
        key=f"reminder:{reminder.pk}",
        about=obligation.topic,
        subject=f"{'Quá hạn' if is_late else 'Hạn'} {vi_weekday_date(obligation.due_at)}: {obligation.title}",
        body="\n".join(filter(None, [*lines, obligation.why])),
        url=obligation.address,
    )


def _notify_above(turn: Round, audience: str, person: Person, late: list[tuple[Item, Reminder]]) -> None:
    """One message with everything that is late: who and what, never why, nor why somebody has longer."""
    items = sorted((item for item, _ in late), key=lambda item: (item.obligation.due_at, item.obligation.title))
    lines = list(_late_lines(turn, items))
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], f"… và {len(lines) - MOST_LINES} dòng nữa."]
    whose = "trong tổ" if audience == Audience.DEPARTMENT_HEAD else "trong đơn vị"
    url = ""
    if audience == Audience.HEAD:
        url = reverse("deadlines:obligation_list", args=[turn.organisation.slug])
    notify(
        person,
        organisation=turn.organisation,
        key=f"late:{audience}:{late[0][1].pk}",
        subject=f"{len(items)} việc quá hạn {whose}, tính đến {vi_date(turn.at)}",
        body="\n".join(lines),
        url=url,
    )


def _late_lines(turn: Round, items: Iterable[Item]) -> Iterator[str]:
    by_work = attrgetter("obligation.due_at", "obligation.title")
    for (due_at, title), group in groupby(items, key=by_work):
        names = {owner.full_name for item in group for owner in turn.concerned.by(item.obligation)}
        yield f"- {title} (hạn {vi_date(due_at)}): {', '.join(sorted(names))}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
