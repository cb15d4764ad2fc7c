"""Opening a month for 3,000 schools × 40 people; memory must stay flat, time near a bare insert of the same rows.

Memory is the most this process held while it opened (Linux's VmHWM, set back before each part): for a tenth of the
schools, and then for all others. Entered by another process, so that what it held does not hide ours. The baseline is
`bulk_create` of the same sheets and obligations at some of the schools, one transaction each, in the same run.

python -m bench opening [schools [people]]
"""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.test import override_settings
from django_scopes import scopes_disabled

from audit.models import AuditEntry
from bench.reminders import forget_peak, peak_mb
from core import clock
from deadlines.models import CalendarEntry, Obligation
from evaluations.models import Criterion, EvaluationPeriod, EvaluationSheet, PeriodRubric, Rubric
from evaluations.services import open_due_periods
from organisation.models import Department, Employment, Organisation, Person, SchoolYear
from tests.factories.people import START, OrganisationFactory, make_year

SCHOOLS, PEOPLE = 3_000, 40
AT_ONCE = 100  # schools entered at a time
SLUG = "bench-mo-"


def make(schools: int, people: int, run: str) -> None:
    """Schools with one tổ, their people and a rubric; no date yet, so that nothing is due."""
    remove()
    with scopes_disabled():
        numbers = iter(range(schools))
        while part := list(islice(numbers, AT_ONCE)):
            _make_part(part, people, run)


def _make_part(numbers: list[int], people: int, run: str) -> None:
    rows = OrganisationFactory.build_batch(len(numbers))
    for number, row in zip(numbers, rows, strict=True):
        row.slug = f"{SLUG}{run}-{number}"
    organisations = Organisation.objects.bulk_create(rows)
    today = clock.today()
    first = today.year if today.month >= 8 else today.year - 1
    SchoolYear.objects.bulk_create(make_year(each, first) for each in organisations)
    departments = Department.objects.bulk_create(
        Department(organisation=each, name="Tổ chuyên môn", from_on=START) for each in organisations
    )
    rubrics = Rubric.objects.bulk_create(
        Rubric(organisation=each, name="Biểu điểm tháng", adopted_at=clock.now()) for each in organisations
    )
    Criterion.objects.bulk_create(
        Criterion(organisation=each.organisation, rubric=each, code="1", title="Chuyên môn", max_points=100)
        for each in rubrics
    )
    persons = Person.objects.bulk_create(
        Person(full_name=f"Nguyễn Thị Số {number}", sort_key=f"{number:04}")
        for _ in organisations
        for number in range(people)
    )
    homes = [department for department in departments for _ in range(people)]
    Employment.objects.bulk_create(
        Employment(organisation=home.organisation, person=person, department=home, from_on=START)
        for home, person in zip(homes, persons, strict=True)
    )


def due(organisations) -> None:
    """This month's date at some schools: from now on their period is to be opened."""
    opens_at = _last_monday()
    years = SchoolYear.objects.filter(organisation__in=organisations).select_related("organisation")
    CalendarEntry.objects.bulk_create(
        (
            CalendarEntry(
                organisation=year.organisation,
                school_year=year,
                purpose=CalendarEntry.Purpose.MONTHLY_REVIEW,
                title=f"Bình xét thi đua tháng {opens_at.month}",
                opens_at=opens_at,
                due_at=opens_at + timedelta(days=10),
                cut_off_at=opens_at + timedelta(days=12),
            )
            for year in years.iterator(chunk_size=500)
        ),
        batch_size=500,
    )


def _last_monday() -> datetime:
    today = clock.today()
    return clock.at(today - timedelta(days=today.weekday()))


def measure(count: int, people: int) -> float:
    """Open what is due; prints the figures and returns seconds."""
    forget_peak()
    start = time.perf_counter()
    opened = open_due_periods()
    seconds = time.perf_counter() - start
    if opened != count:
        raise RuntimeError(f"{opened} periods were opened instead of {count}")
    print(
        f"{count:5,} schools × {people}: {seconds:7.1f} s, {seconds / count * 1000:6.1f} ms each, "
        f"at most {peak_mb():6.1f} MB",
        flush=True,
    )
    return seconds


def baseline(count: int) -> float:
    """Seconds for the same sheets and obligations, written by nothing but `bulk_create`, a transaction each school."""
    with scopes_disabled():
        periods = list(EvaluationPeriod.objects.filter(organisation__slug__startswith=SLUG).order_by("pk")[:count])
        spent = 0.0
        for period in periods:
            sheets = list(period.sheets.all())
            owed = list(Obligation.objects.filter(organisation=period.organisation_id))
            Obligation.objects.filter(organisation=period.organisation_id).delete()
            period.sheets.all().delete()
            for row in [*sheets, *owed]:
                row.pk = None
            start = time.perf_counter()
            with transaction.atomic():
                EvaluationSheet.objects.bulk_create(sheets)
                Obligation.objects.bulk_create(owed)
            spent += time.perf_counter() - start
    return spent


def check(schools: int, people: int, run: str) -> None:
    with scopes_disabled():
        sheets = EvaluationSheet.objects.filter(organisation__slug__startswith=f"{SLUG}{run}-", state="draft").count()
        owed = Obligation.objects.filter(organisation__slug__startswith=f"{SLUG}{run}-", state="open").count()
        acts = AuditEntry.objects.filter(organisation__slug__startswith=f"{SLUG}{run}-").count()
    if (sheets, owed, acts) != (schools * people, schools * people, schools):
        raise RuntimeError(f"{sheets} sheets, {owed} obligations, {acts} rows of the log")


def remove() -> None:
    """All but the organisations: the log of their acts cannot be deleted, so each run has its own."""
    schools = Organisation.objects.filter(slug__startswith=SLUG)
    with scopes_disabled():
        people = list(Person.objects.filter(employments__organisation__in=schools).values_list("pk", flat=True))
        for model in (
            Obligation,
            EvaluationSheet,
            PeriodRubric,
            EvaluationPeriod,
            CalendarEntry,
            Criterion,
            Rubric,
            Employment,
            Department,
            SchoolYear,
        ):
            rows = model._base_manager.filter(organisation__in=schools)
            rows._raw_delete(rows.db)
    for start in range(0, len(people), 5_000):
        rows = Person.objects.filter(pk__in=people[start : start + 5_000])
        rows._raw_delete(rows.db)


def main(schools: str = str(SCHOOLS), people: str = str(PEOPLE), made: str = "") -> None:
    count, each = int(schools), int(people)
    if made:
        make(count, each, made)
        return
    run = f"{clock.now():%y%m%d%H%M%S}"
    few = max(count // 10, 1)
    try:
        subprocess.run([sys.executable, "-m", "bench", "opening", schools, people, run], check=True)
        with override_settings(DEBUG=False):
            organisations = Organisation.objects.filter(slug__startswith=f"{SLUG}{run}-").order_by("pk")
            with scopes_disabled():
                due(organisations[:few].values_list("pk", flat=True))
            measure(few, each)
            before = peak_mb()
            with scopes_disabled():
                due(organisations[few:].values_list("pk", flat=True))
            seconds = measure(count - few, each)
            after = peak_mb()
            check(count, each, run)
            bare = baseline(few) / few * (count - few)
    finally:
        remove()
    print(f"bare bulk_create of the same sheets and obligations: {bare:.1f} s; opening is {seconds / bare:.2f} ×")
    print(f"memory grew by {after - before:.1f} MB from {few:,} to {count - few:,} schools")
