"""Periods: made from a date of the year, some days before it opens; whether one is open is computed, never stored."""

from __future__ import annotations

import calendar
import logging
import re
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django_scopes import scopes_disabled

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines.models import CalendarEntry
from deadlines.services import cancel, oblige
from evaluations.models import AudienceGroup, EvaluationPeriod, EvaluationSheet, Rubric
from evaluations.models.rubrics import Subject
from evaluations.services.policies import frozen_policy, policy_of
from evaluations.services.rubrics import RubricChooser, adopted_rubrics, use_rubrics
from organisation.models import Department, Employment, Role

logger = logging.getLogger(__name__)
AHEAD = timedelta(days=7)
MONTH = re.compile(r"tháng\s+(\d{1,2})", re.IGNORECASE)


@transaction.atomic
def create_period(entry: CalendarEntry, *, rubrics: Sequence[Rubric] | None = None, by=None) -> EvaluationPeriod:
    """Make the period of a date with a sheet and an obligation for everybody judged; a second call reaches joiners.

    Without `rubrics`, those adopted for such a period are used. All of it lies in the future until the entry opens:
    nobody sees it before.
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
        period = _new_period(entry, rubrics, by=by)
    sync_candidates(period)
    return period


def _new_period(entry: CalendarEntry, rubrics: Sequence[Rubric] | None, *, by) -> EvaluationPeriod:
    kind = EvaluationPeriod.Kind.MONTH
    first = month_of(entry)
    last = date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
    label = f"tháng {first.month}/{first.year}"
    others = EvaluationPeriod.objects.for_organisation(entry.organisation)
    if others.filter(kind=kind, starts_on=first, ends_on=last).exists():
        raise DomainError(f"Đã có kỳ đánh giá {label}, theo một mốc khác trong lịch.")
    if rubrics is None:
        rubrics = adopted_rubrics(entry.organisation, school_year=entry.school_year, kind=kind)
    period = EvaluationPeriod.objects.create(
        organisation=entry.organisation,
        school_year=entry.school_year,
        entry=entry,
        kind=kind,
        label=label,
        starts_on=first,
        ends_on=last,
        policy=frozen_policy(policy_of(entry.organisation, entry.school_year)),
    )
    use_rubrics(period, rubrics)
    audit.record(
        "evaluations.period_created", period, by=by, after={"entry": entry.pk, "rubrics": [each.pk for each in rubrics]}
    )
    return period


def month_of(entry: CalendarEntry) -> date:
    """The first day of the month that is reviewed: the one the title names, if it is near; else that of opening."""
    opens_on = entry.opens_at.astimezone(clock.ZONE).date().replace(day=1)
    due_on = entry.due_at.astimezone(clock.ZONE).date().replace(day=1)
    near = [opens_on, due_on, (due_on - timedelta(days=1)).replace(day=1)]
    named = MONTH.search(entry.title)
    return next((month for month in near if named and month.month == int(named.group(1))), opens_on)


@transaction.atomic
def sync_candidates(period: EvaluationPeriod) -> int:
    """Give those who joined their sheet, and take the task from those who left; returns how many joined."""
    organisation = period.organisation
    rubrics = list(period.rubrics.select_related("audience").with_lines())
    chooser = RubricChooser(rubrics, list(AudienceGroup.objects.for_organisation(organisation)))
    employments = list(
        Employment.objects.for_organisation(organisation)
        .on(clock.today())
        .select_related("person")
        .prefetch_related("groups")
        .order_by("person__sort_key", "pk")
    )
    have = set(period.sheets.values_list("subject", "person_id", "department_id"))
    have_people = {person_id for _, person_id, _ in have}
    made = [
        EvaluationSheet(
            organisation=organisation,
            period=period,
            person=each.person,
            department_id=each.department_id,
            rubric=rubric,
        )
        for each in employments
        if each.person_id not in have_people
        and (rubric := chooser.for_employment(each, {group.pk for group in each.groups.all()}))
    ]
    made += _collective_sheets(period, chooser, have)
    known = set(period.sheets.values_list("pk", flat=True))
    EvaluationSheet.objects.bulk_create(made, ignore_conflicts=True)
    joined = list(period.sheets.exclude(pk__in=known).select_related("person", "department"))
    for sheet in joined:
        oblige_sheet(sheet, period)
    here = {each.person_id for each in employments}
    for sheet in period.sheets.of_people().drafts().exclude(person__in=here):
        cancel(organisation, sheet.subject_key)
    return len(joined)


def _collective_sheets(period: EvaluationPeriod, chooser: RubricChooser, have) -> list[EvaluationSheet]:
    """One for each tổ and one for the whole, where the period has a rubric for them."""
    made = []
    if rubric := chooser.for_subject(Subject.DEPARTMENT):
        departments = Department.objects.for_organisation(period.organisation).on(clock.today())
        made += [
            EvaluationSheet(
                organisation=period.organisation,
                period=period,
                subject=Subject.DEPARTMENT,
                department=department,
                rubric=rubric,
            )
            for department in departments
            if (Subject.DEPARTMENT, None, department.pk) not in have
        ]
    if (rubric := chooser.for_subject(Subject.ORGANISATION)) and (Subject.ORGANISATION, None, None) not in have:
        made.append(
            EvaluationSheet(
                organisation=period.organisation, period=period, subject=Subject.ORGANISATION, rubric=rubric
            )
        )
    return made


def oblige_sheet(sheet: EvaluationSheet, period: EvaluationPeriod) -> None:
    """Whoever writes the sheet owes it: the person, the head of the tổ, the secretary for the whole."""
    owner = {"person": sheet.person}
    title = f"Nộp phiếu tự đánh giá {period.label}"
    if sheet.subject == Subject.DEPARTMENT:
        owner = {"role": Role.DEPARTMENT_HEAD, "department": sheet.department}
        title = f"Nộp phiếu của {sheet.department.name} {period.label}"
    elif sheet.subject == Subject.ORGANISATION:
        owner = {"role": Role.COUNCIL_SECRETARY}
        title = f"Nộp phiếu của cả đơn vị {period.label}"
    oblige(
        organisation=period.organisation,
        key=sheet.subject_key,
        title=title,
        url_name="evaluations:sheet_edit",
        url_kwargs={"pk": sheet.pk},
        entry=period.entry,
        why=period.entry.source_label,
        button="Tự đánh giá",
        **owner,
    )


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
            create_period(entry)
        except DomainError as error:
            logger.info("No period for entry %s: %s", entry.pk, error.message)
            return 0
    return 1
