"""A dated step moved or taken back because the paper it came from was changed.

What hangs on the step stays: a round or a period keeps its entry, a granted extension is never shortened, and nothing
that was done is undone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines.models import CalendarEntry, DeadlineExtension, Obligation, Reminder
from deadlines.services.ladders import Round
from notifications.services import settle
from organisation.models import Person


@dataclass
class Hanging:
    """What hangs on a dated step: open obligations, its longest extension, and the work of later rooms by its name."""

    obligations: list[Obligation] = field(default_factory=list)
    extended_at: datetime | None = None
    has_extensions: bool = False
    work: dict[str, int] = field(default_factory=dict)

    @property
    def is_begun(self) -> bool:
        """Whether taking the step away would undo something."""
        return bool(self.work) or self.has_extensions


def hanging_on(entries: list[CalendarEntry]) -> dict[int, Hanging]:
    """What hangs on each entry (by its pk); one query for each kind of row that may name an entry."""
    found: dict[int, Hanging] = defaultdict(Hanging)
    ids = [entry.pk for entry in entries]
    for obligation in Obligation.objects.open().filter(entry__in=ids).select_related("person").order_by("pk"):
        found[obligation.entry_id].obligations.append(obligation)
    for extension in DeadlineExtension.objects.filter(entry__in=ids):
        hanging = found[extension.entry_id]
        hanging.has_extensions = True
        if extension.department_id is None:
            hanging.extended_at = max(filter(None, [hanging.extended_at, extension.new_due_at]))
    for entry_id in DeadlineExtension.objects.filter(obligation__entry__in=ids).values_list(
        "obligation__entry", flat=True
    ):
        found[entry_id].has_extensions = True
    for model, column in _work_models():
        name = str(model._meta.verbose_name)
        for entry_id in model._base_manager.filter(**{f"{column}__in": ids}).values_list(column, flat=True):
            found[entry_id].work[name] = found[entry_id].work.get(name, 0) + 1
    return found


def _work_models() -> list[tuple[type, str]]:
    """(model, name of its key) of every later room's rows that name an entry; read from the models themselves."""
    relations = [each for each in CalendarEntry._meta.get_fields(include_hidden=True) if each.auto_created]
    keys = [each.field for each in relations if each.is_relation]
    return [(key.model, key.name) for key in keys if key.model not in (Obligation, DeadlineExtension)]


@transaction.atomic
def move_entry(
    entry: CalendarEntry,
    *,
    title: str,
    opens_at: datetime,
    due_at: datetime,
    cut_off_at: datetime,
    source_label: str,
    source_key: str,
    source_sentence: str,
    rule: dict,
    reading: str,
    by,
) -> list[tuple[Obligation, Person]]:
    """Give an entry its new times and source; returns whose deadline became another one, each with her obligation.

    A step that is open already stays open. Extensions of the entry and of single people keep counting where they are
    longer than the new deadline. Telling is the caller's: one message for all that a paper changed, on the same day.
    """
    with scope(entry.organisation):
        entry = CalendarEntry.objects.select_for_update().get(pk=entry.pk)
        _refuse_double(entry, source_key, due_at)
        before = _times(entry)
        entry.opens_at = min(_opening(entry.opens_at, opens_at), due_at)
        entry.due_at, entry.cut_off_at = due_at, cut_off_at
        entry.title, entry.source_label = title[:250], source_label[:250]
        entry.source_key, entry.source_sentence = source_key, source_sentence
        entry.rule, entry.reading = rule, reading[:250]
        entry.save()
        if before == _times(entry):
            return []
        audit.record("deadlines.entry_moved", entry, by=by, before=before, after=_times(entry))
        return _move_obligations(entry)


def _refuse_double(entry: CalendarEntry, source_key: str, due_at: datetime) -> None:
    same = CalendarEntry.objects.filter(source_key=source_key, due_at=due_at).exclude(pk=entry.pk)
    if same.exists():
        raise DomainError(f"Đã có mốc “{entry.title}” với cùng hạn. Kiểm tra các mốc trùng nhau trong văn bản mới.")


def _times(entry: CalendarEntry) -> dict[str, datetime]:
    return {"opens_at": entry.opens_at, "due_at": entry.due_at, "cut_off_at": entry.cut_off_at}


def _opening(before: datetime, after: datetime) -> datetime:
    """What is open already does not close again until a later day."""
    return min(before, after) if before <= clock.now() else after


def _move_obligations(entry: CalendarEntry) -> list[tuple[Obligation, Person]]:
    today = Round(entry.organisation, clock.end_of_day(clock.today()))
    rows = Obligation.objects.select_for_update(of=("self",)).open().filter(entry=entry).order_by("pk")
    obligations, moved = list(rows.select_related("person", "organisation")), []
    for obligation in obligations:
        before = obligation.due_at
        longest = DeadlineExtension.objects.for_obligation(obligation).longest()
        obligation.due_at = max(filter(None, [entry.due_at, longest]))
        obligation.cut_off_at = max(entry.cut_off_at, obligation.due_at)
        obligation.opens_at = _opening(obligation.opens_at, entry.opens_at)
        if before != obligation.due_at:
            moved.append(obligation)
    Obligation.objects.bulk_update(obligations, ["due_at", "cut_off_at", "opens_at"])
    settle(entry.organisation, *(obligation.topic for obligation in moved))  # what was said of the old date
    _count_as_told(today, moved)
    return [(obligation, person) for obligation in moved for person in today.concerned.by(obligation)]


def _count_as_told(today: Round, moved: list[Obligation]) -> None:
    """The notice of the change names the new date, so the rung of this day is not told beside it."""
    rows = today.obligations().filter(pk__in=[each.pk for each in moved]).select_related("person", "organisation")
    items = today.items(rows)
    told = [item.reminder(clock.now()) for item in items if item.audience == Reminder.Audience.OWNER]
    Reminder.objects.bulk_create(told, ignore_conflicts=True)


@transaction.atomic
def withdraw_entry(entry: CalendarEntry, *, by) -> bool:
    """Take back an entry that nothing hangs on but what people would owe; False where work keeps it in place."""
    with scope(entry.organisation):
        entry = CalendarEntry.objects.select_for_update().get(pk=entry.pk)
        if hanging_on([entry])[entry.pk].is_begun:
            return False
        owed = Obligation.objects.filter(entry=entry)
        settle(entry.organisation, *(each.topic for each in owed.open().select_for_update().order_by("pk")))
        owed.open().update(state=Obligation.State.CANCELLED, closed_at=clock.now())
        owed.update(entry=None)
        before = {"title": entry.title, "due_at": entry.due_at, "source_key": entry.source_key}
        audit.record("deadlines.entry_withdrawn", entry, by=by, before=before)
        entry.delete()
        return True
