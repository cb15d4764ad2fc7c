"""Days off as they hold at an organisation, and what rules mean there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.templatetags.ui import vi_date
from deadlines.days_off import Change, DaysOff
from deadlines.models import PublicHolidayChange
from deadlines.rules import Frame, Occurrence, occurrences
from organisation.models import Supervision

# ---- reading ----


def days_off_at(organisation) -> DaysOff:
    """The national calendar with what the organisation, or somebody above it, entered."""
    return days_off_of([organisation.pk])[organisation.pk]


def days_off_of(organisation_ids: Iterable[int]) -> dict[int, DaysOff]:
    """The same for many organisations: one query for each level above them, one for the changes."""
    chains = {pk: [pk] for pk in organisation_ids}
    above = _supervisors(set(chains))
    for chain in chains.values():
        for pk in chain:  # grows while it is read: nearest first
            chain.extend(each for each in above.get(pk, ()) if each not in chain)
    rows: dict[int, list[PublicHolidayChange]] = {}
    for row in PublicHolidayChange.objects.binding({pk for chain in chains.values() for pk in chain}):
        rows.setdefault(row.organisation_id, []).append(row)
    return {pk: DaysOff(_changes(chain, rows)) for pk, chain in chains.items()}


def holiday_changes_at(organisation) -> list[PublicHolidayChange]:
    """What was entered here and above, by day; each with the organisation that entered it."""
    above = _supervisors({organisation.pk})
    chain = {organisation.pk, *(pk for found in above.values() for pk in found)}
    return list(PublicHolidayChange.objects.binding(chain).select_related("organisation"))


def _supervisors(level: set[int]) -> dict[int, list[int]]:
    """Who stands directly above whom today, from some organisations upward."""
    found: dict[int, list[int]] = {}
    while level:
        pairs = Supervision.objects.on(clock.today()).filter(subordinate__in=level).order_by("pk")
        for below, superior in pairs.values_list("subordinate_id", "superior_id"):
            found.setdefault(below, []).append(superior)
        level = {pk for each in level for pk in found.get(each, ())} - set(found)
    return found


def _changes(chain: list[int], rows: dict[int, list[PublicHolidayChange]]) -> dict[date, Change]:
    changes: dict[date, Change] = {}
    for pk in chain:
        for row in rows.get(pk, ()):
            changes.setdefault(row.day, Change(row.is_off, row.name))
    return changes


def occurrences_in(rules: list[dict], school_years) -> dict[int, list[list[Occurrence]]]:
    """By school year (of one or of many organisations) the occurrences of each rule, with that place's days off.

    The number of queries does not grow with the number of years or rules.
    """
    days_off = days_off_of({year.organisation_id for year in school_years})
    return {
        year.pk: [occurrences(rule, Frame.of(year), days_off[year.organisation_id]) for rule in rules]
        for year in school_years
    }


# ---- what somebody enters ----


@transaction.atomic
def enter_holiday_change(*, organisation, day: date, is_off: bool, name: str, document: str, by) -> PublicHolidayChange:
    """Say that a day is off, or worked, by a notice; days that stand on the calendar already do not move."""
    name, document = name.strip(), document.strip()
    if not document:
        raise DomainError("Ghi văn bản hoặc thông báo quy định ngày này.")
    if is_off and not name:
        raise DomainError("Ghi tên ngày nghỉ, ví dụ: Nghỉ bù Quốc khánh.")
    if days_off_at(organisation).is_off(day) == is_off:
        state = "là ngày nghỉ" if is_off else "là ngày làm việc"
        raise DomainError(f"Ngày {vi_date(day)} đã {state} trong lịch nên không cần ghi thêm.")
    try:
        with transaction.atomic():
            change = PublicHolidayChange.objects.create(
                organisation=organisation,
                day=day,
                is_off=is_off,
                name=name if is_off else "",
                document=document,
                entered_by=by,
            )
    except IntegrityError as error:
        raise DomainError(f"Ngày {vi_date(day)} đã có trong danh sách. Bỏ dòng cũ trước khi ghi lại.") from error
    audit.record("deadlines.holiday_entered", change, by=by, after={"day": day, "is_off": is_off})
    return change


@transaction.atomic
def remove_holiday_change(change: PublicHolidayChange, *, by) -> None:
    """Take back what was entered by mistake: the national calendar holds again."""
    audit.record("deadlines.holiday_removed", change, by=by, before={"day": change.day, "is_off": change.is_off})
    change.delete()
