"""Periods: made from a date of the year, some days before it opens; whether one is open is computed, never stored."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django_scopes import scopes_disabled

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines.judged import REVIEWS, Judged
from deadlines.models import CalendarEntry, DeadlineExtension
from deadlines.period_words import COLLECTIVES, PERSONS
from evaluations.models import EvaluationPeriod, Rubric
from evaluations.models.rubrics import PeriodKind, Subject
from evaluations.services.candidates import Changes, apply_changes, changes_to, sync_candidates
from evaluations.services.policies import frozen_policy, policy_of
from evaluations.services.rollups import frozen_formula
from evaluations.services.rubrics import adopted_rubrics, use_rubrics
from organisation.models import Organisation

logger = logging.getLogger(__name__)
AHEAD = timedelta(days=7)
AT_ONCE = 200  # organisations fetched from the database at a time
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Opening:
    """What a date opens, before it is stored: its days, its rubrics or its formula, and the rules it will keep."""

    entry: CalendarEntry
    judged: Judged
    rubrics: list[Rubric]
    formula: dict[str, Any]
    policy: dict[str, Any]


def opening_of(entry: CalendarEntry, *, rubrics: Sequence[Rubric] | None = None) -> Opening:
    """What `create_period` will make of a date; DomainError where it makes nothing.

    Without `rubrics`, those adopted for such a period and for whom the date reviews.
    """
    judged = judged_at(entry)
    if judged is None:
        raise DomainError(f"“{entry.title}” không phải là mốc bình xét.")
    if judged.starts_on >= judged.ends_on:
        raise DomainError(f"“{entry.title}” chỉ gồm một ngày nên không lập kỳ được. Sửa mốc này trong kế hoạch.")
    subjects = subjects_of(judged)
    policy = frozen_policy(policy_of(entry.organisation, entry.school_year))
    formula = frozen_formula(entry.organisation, school_year=entry.school_year, kind=judged.kind, subjects=subjects)
    if formula:
        return Opening(entry, judged, [], formula, policy)
    if rubrics is None:
        adopted = adopted_rubrics(entry.organisation, school_year=entry.school_year, kind=judged.kind)
        rubrics = [each for each in adopted if each.subject in subjects]
    return Opening(entry, judged, list(rubrics), {}, policy)


def subjects_of(judged: Judged) -> tuple[str, ...]:
    """Whom the date reviews; where its text names neither persons nor collectives, the rubrics decide."""
    collectives = (Subject.DEPARTMENT, Subject.ORGANISATION, Subject.UNIT)
    if judged.subject == COLLECTIVES:
        return collectives
    is_of_persons = judged.subject == PERSONS and judged.subject_is_said
    return (Subject.PERSON,) if is_of_persons else (Subject.PERSON, *collectives)


def judged_at(entry: CalendarEntry) -> Judged | None:
    """The period that a date reviews; a đợt without printed days begins the day after the one before it."""
    judged = entry.judged_period()
    if judged is None or judged.kind != PeriodKind.ROUND:
        return judged
    return entry.judged_period(since=_after_last_round(entry, judged))


def _after_last_round(entry: CalendarEntry, judged: Judged) -> date | None:
    """None where the year has no earlier one, by its periods or its dates."""
    year = entry.school_year
    periods = EvaluationPeriod.objects.for_organisation(entry.organisation).filter(
        kind=PeriodKind.ROUND, ends_on__gte=year.starts_on, ends_on__lt=judged.ends_on
    )
    ends = list(periods.exclude(entry=entry).values_list("ends_on", flat=True))
    dates = CalendarEntry.objects.for_organisation(entry.organisation).filter(
        school_year=year, purpose=CalendarEntry.Purpose.ROUND_REVIEW, due_at__lt=entry.due_at
    )
    ends += [before.judged_period().ends_on for before in dates.exclude(pk=entry.pk).select_related("school_year")]
    return max(ends) + ONE_DAY if ends else None


def preview_of(opening: Opening) -> Changes:
    """Who gets a sheet and who is exempt, as opening would make it now; nothing is stored."""
    return changes_to(_unsaved(opening), [], opening.rubrics)


def _unsaved(opening: Opening) -> EvaluationPeriod:
    return EvaluationPeriod(
        organisation=opening.entry.organisation,
        school_year=opening.entry.school_year,
        entry=opening.entry,
        kind=opening.judged.kind,
        label=opening.judged.label[:60],
        starts_on=opening.judged.starts_on,
        ends_on=opening.judged.ends_on,
        formula=opening.formula,
        policy=opening.policy,
    )


# ---- making ----


@transaction.atomic
def create_period(entry: CalendarEntry, *, rubrics: Sequence[Rubric] | None = None, by=None) -> EvaluationPeriod:
    """Make the period of a date with a sheet and an obligation for everybody judged; a second call reaches joiners.

    All of it lies in the future until the entry opens: nobody sees it before.
    """
    rows = CalendarEntry.objects.for_organisation(entry.organisation).select_for_update(of=("self",))
    entry = rows.select_related("organisation", "school_year").get(pk=entry.pk)
    period = EvaluationPeriod.objects.for_organisation(entry.organisation).filter(entry=entry).first()
    if period is None:
        return _new_period(opening_of(entry, rubrics=rubrics), by=by)
    sync_candidates(period, by=by)
    return period


def _new_period(opening: Opening, *, by) -> EvaluationPeriod:
    entry, judged = opening.entry, opening.judged
    period = _unsaved(opening)
    others = EvaluationPeriod.objects.for_organisation(entry.organisation)
    if others.filter(kind=judged.kind, starts_on=judged.starts_on, ends_on=judged.ends_on).exists():
        raise DomainError(f"Đã có kỳ đánh giá {period.label}, theo một mốc khác trong lịch.")
    period.save()
    if not period.is_rolled_up:
        use_rubrics(period, opening.rubrics)
    made = apply_changes(period)
    rubrics = [rubric.pk for rubric in opening.rubrics]
    after = {"entry": entry.pk, "rubrics": rubrics, "sheets": len(made.joined)}
    audit.record("evaluations.period_created", period, by=by, after=after)
    return period


# ---- everywhere, by the clock ----


def open_due_periods() -> int:
    """Make the periods that open within a week, everywhere; returns how many were made. May run at any time, twice."""
    moment = clock.now()
    with scopes_disabled():
        ahead = CalendarEntry.objects.filter(
            purpose__in=REVIEWS, evaluation_period=None, opens_at__lte=moment + AHEAD, cut_off_at__gte=moment
        )
        return sum(_each(ahead, create_period))


def update_open_periods() -> int:
    """Bring the sheets of every open period up to date with the staff lists; returns how many periods were read."""
    moment = clock.now()
    with scopes_disabled():
        extended = DeadlineExtension.objects.filter(new_due_at__gte=moment).values("entry")
        begun = CalendarEntry.objects.filter(
            Q(cut_off_at__gte=moment) | Q(pk__in=extended),
            evaluation_period__isnull=False,
            evaluation_period__published_at=None,
            evaluation_period__provisional_at=None,
        )
        return sum(_each(begun, lambda entry: sync_candidates(entry.evaluation_period)))


def _each(entries, act: Callable[[CalendarEntry], Any]) -> Iterator[int]:
    """1 for each date for which the act was done, organisation by organisation, so that few rows are held.

    Each in a transaction of its own: what fails at one school is logged, and the others go on.
    """
    organisations = Organisation.objects.filter(pk__in=entries.order_by().values("organisation"))
    for organisation in organisations.order_by("pk").iterator(chunk_size=AT_ONCE):
        with scope(organisation):
            rows = entries.filter(organisation=organisation).order_by("opens_at", "pk")
            for entry in rows.select_related("organisation", "school_year", "evaluation_period__organisation"):
                yield _tried(act, entry)


def _tried(act: Callable[[CalendarEntry], Any], entry: CalendarEntry) -> int:
    try:
        with transaction.atomic():
            act(entry)
    except DomainError as error:
        logger.info("No period for entry %s: %s", entry.pk, error.message)
        return 0
    except Exception:  # whatever it is, the other schools' periods do not wait for it
        logger.exception("The period of entry %s failed; the others go on", entry.pk)
        return 0
    return 1
