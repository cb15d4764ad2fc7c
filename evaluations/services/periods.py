"""Periods: made from a date of the year, some days before it opens; whether one is open is computed, never stored."""

from __future__ import annotations

import calendar
import logging
import re
from datetime import date, timedelta

from django.db import transaction
from django_scopes import scopes_disabled

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines.models import CalendarEntry
from deadlines.services import cancel, oblige
from evaluations.models import EvaluationPeriod, EvaluationSheet, Rubric
from organisation.models import Employment

logger = logging.getLogger(__name__)
AHEAD = timedelta(days=7)
MONTH = re.compile(r"tháng\s+(\d{1,2})", re.IGNORECASE)


@transaction.atomic
def create_period(entry: CalendarEntry, *, rubric: Rubric | None, by=None) -> EvaluationPeriod:
    """Make the period of a date with a sheet and an obligation for everybody employed; a second call reaches joiners.

    All of it lies in the future until the entry opens: nobody sees it before.
    """
    if entry.purpose != CalendarEntry.Purpose.MONTHLY_REVIEW:
        raise DomainError(f"“{entry.title}” không phải là mốc bình xét tháng.")
    entry = (
        CalendarEntry.objects.select_for_update(of=("self",))
        .select_related("organisation", "school_year")
        .get(pk=entry.pk)
    )
    period = EvaluationPeriod.objects.for_organisation(entry.organisation).filter(entry=entry).first()
    if period is None:
        period = _new_period(entry, rubric, by=by)
    sync_people(period)
    return period


def _new_period(entry: CalendarEntry, rubric: Rubric | None, *, by) -> EvaluationPeriod:
    if rubric is None or not rubric.criteria.exists():
        raise DomainError("Chưa có biểu điểm với các tiêu chí nên chưa mở kỳ đánh giá được. Nhập biểu điểm trước.")
    first = month_of(entry)
    last = date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
    label = f"tháng {first.month}/{first.year}"
    others = EvaluationPeriod.objects.for_organisation(entry.organisation)
    if others.filter(starts_on=first, ends_on=last).exists():
        raise DomainError(f"Đã có kỳ đánh giá {label}, theo một mốc khác trong lịch.")
    period = EvaluationPeriod.objects.create(
        organisation=entry.organisation,
        school_year=entry.school_year,
        entry=entry,
        rubric=rubric,
        label=label,
        starts_on=first,
        ends_on=last,
    )
    if not rubric.is_frozen:
        rubric.is_frozen = True
        rubric.save(update_fields=["is_frozen"])
    audit.record("evaluations.period_created", period, by=by, after={"entry": entry.pk, "rubric": rubric.pk})
    return period


def month_of(entry: CalendarEntry) -> date:
    """The first day of the month that is reviewed: the one the title names, if it is near; else that of opening."""
    opens_on = entry.opens_at.astimezone(clock.ZONE).date().replace(day=1)
    due_on = entry.due_at.astimezone(clock.ZONE).date().replace(day=1)
    near = [opens_on, due_on, (due_on - timedelta(days=1)).replace(day=1)]
    named = MONTH.search(entry.title)
    return next((month for month in near if named and month.month == int(named.group(1))), opens_on)


@transaction.atomic
def sync_people(period: EvaluationPeriod) -> int:
    """Give those who joined their sheet, and take the task from those who left; returns how many joined."""
    employments = list(
        Employment.objects.for_organisation(period.organisation)
        .on(clock.today())
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    have = dict(period.sheets.values_list("person_id", "state"))
    EvaluationSheet.objects.bulk_create(
        [
            EvaluationSheet(
                organisation=period.organisation, period=period, person=each.person, department_id=each.department_id
            )
            for each in employments
            if each.person_id not in have
        ],
        ignore_conflicts=True,
    )
    joined = period.sheets.exclude(person__in=have).select_related("person")
    for sheet in joined:
        oblige_sheet(sheet, period)
    here = {each.person_id for each in employments}
    for sheet in period.sheets.drafts().exclude(person__in=here):
        cancel(period.organisation, sheet.subject_key)
    return len(joined)


def oblige_sheet(sheet: EvaluationSheet, period: EvaluationPeriod) -> None:
    oblige(
        organisation=period.organisation,
        key=sheet.subject_key,
        title=f"Nộp phiếu tự đánh giá {period.label}",
        url_name="evaluations:sheet_edit",
        url_kwargs={"pk": sheet.pk},
        person=sheet.person,
        entry=period.entry,
        why=period.entry.source_label,
        button="Tự đánh giá",
    )


def usual_rubric(organisation) -> Rubric | None:
    """The rubric of the last period, or the newest one where there was none."""
    last = EvaluationPeriod.objects.for_organisation(organisation).select_related("rubric").first()
    return last.rubric if last else Rubric.objects.for_organisation(organisation).order_by("-pk").first()


def open_due_periods() -> int:
    """Make the periods that open within a week, everywhere; returns how many there are. May run at any time, twice."""
    moment = clock.now()
    with scopes_disabled():
        due = CalendarEntry.objects.filter(
            purpose=CalendarEntry.Purpose.MONTHLY_REVIEW, opens_at__lte=moment + AHEAD, cut_off_at__gte=moment
        )
        entries = list(due.select_related("organisation").order_by("opens_at", "pk"))
    return sum(_open_due(entry) for entry in entries)


def _open_due(entry: CalendarEntry) -> int:
    with scope(entry.organisation):
        try:
            create_period(entry, rubric=usual_rubric(entry.organisation))
        except DomainError as error:
            logger.info("No period for entry %s: %s", entry.pk, error.message)
            return 0
    return 1
