"""The month board: of 120 people against a bare view of the same rows and template; with 500 and 1.6 million sheets.

Everything is written in one transaction that is undone. The other schools are copies of the measured one, made inside
the database without its triggers (they would keep each row in memory until the commit that never comes).
"""

from __future__ import annotations

import calendar
import statistics
import time
from collections import Counter
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template import Context
from django.template.loader import get_template
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from bench._measure import median_ms, report, rolled_back
from core import clock
from core.charts import stacked
from core.scoping import scope
from core.tables import Label
from deadlines.models import CalendarEntry
from evaluations.boards.choices import Choice
from evaluations.boards.grades import Mark
from evaluations.boards.months import BoardRow, Line
from evaluations.models import EvaluationPeriod, EvaluationSheet, GradeBand, PeriodRubric, Rubric
from organisation.models import Department, Employment, Organisation, Person, SchoolYear
from tests.factories.people import START
from tests.factories.world import build_world

MONTHS = [(2026, month) for month in range(9, 13)] + [(2027, month) for month in range(1, 9)]
GRADES = [("Xuất sắc", 90), ("Tốt", 70), ("Hoàn thành", 50), ("Chưa hoàn thành", 0)]
FEW, MANY = 500, 1_600_000
YEAR, REPEAT, ROUNDS = "2026-2027", 40, 5
STEP = 100_000_000  # how far apart the ids of a copy lie


def add_people(school, department, count: int) -> list[Person]:
    people = Person.objects.bulk_create(
        Person(full_name=f"Nguyễn Thị Số {number:03}", sort_key=f"{number:03}", search_key=f"so {number:03}")
        for number in range(count)
    )
    Employment.objects.bulk_create(
        Employment(organisation=school, person=person, department=department, from_on=START) for person in people
    )
    return people


def add_months(school, year, secretary) -> list[EvaluationPeriod]:
    """Twelve periods, all but the last published, under one rubric."""
    rubric = Rubric.objects.create(organisation=school, name="Biểu điểm tháng", is_frozen=True)
    GradeBand.objects.bulk_create(
        GradeBand(organisation=school, rubric=rubric, name=name, minimum=minimum) for name, minimum in GRADES
    )
    periods = [
        _add_month(school, year, secretary, rubric, *month, days_ago=30 * (len(MONTHS) - place))
        for place, month in enumerate(MONTHS)
    ]
    EvaluationPeriod.objects.filter(pk=periods[-1].pk).update(published_at=None, published_by=None)
    return periods


def _add_month(school, year, secretary, rubric, in_year: int, month: int, *, days_ago: int) -> EvaluationPeriod:
    """It has begun, whatever the day on which this runs."""
    first, opens_at = date(in_year, month, 1), clock.now() - timedelta(days=days_ago)
    entry = CalendarEntry.objects.create(
        organisation=school,
        school_year=year,
        purpose=CalendarEntry.Purpose.MONTHLY_REVIEW,
        title=f"Bình xét thi đua tháng {month}",
        opens_at=opens_at,
        due_at=opens_at + timedelta(days=4),
        cut_off_at=opens_at + timedelta(days=6),
    )
    period = EvaluationPeriod.objects.create(
        organisation=school,
        school_year=year,
        entry=entry,
        label=f"tháng {month}/{in_year}",
        starts_on=first,
        ends_on=first.replace(day=calendar.monthrange(in_year, month)[1]),
        published_at=clock.now(),
        published_by=secretary.user,
    )
    PeriodRubric.objects.create(organisation=school, period=period, rubric=rubric)
    return period


def add_sheets(school, periods, people, department, secretary) -> int:
    """One for each person and period; grades in turn, some late, some exempt."""
    now, rubric_id = clock.now(), periods[0].period_rubrics.values_list("rubric_id", flat=True)[0]
    sheets = []
    for number, period in enumerate(periods):
        for place, person in enumerate(people):
            sheet = EvaluationSheet(
                organisation=school, period=period, person=person, department=department, rubric_id=rubric_id
            )
            if (number + place) % 29 == 0:
                sheet.state, sheet.exemption = "exempt", "leave"
            else:
                sheet.state, sheet.grade = "published", GRADES[(number * place) % 4][0]
                sheet.points, sheet.reachable, sheet.is_late = 80 + place % 20, 100, place % 13 == 0
                sheet.submitted_at = sheet.reviewed_at = now
                sheet.reviewed_by, sheet.reasons = secretary.user, ["80 trên 100 điểm, từ 70 nên xếp mức Tốt."]
            sheets.append(sheet)
    EvaluationSheet.objects.bulk_create(sheets)
    return len(sheets)


def make_school(school, year, secretary, department, count: int) -> int:
    """So many people with a year of sheets; returns how many sheets."""
    with scope(school):
        people = add_people(school, department, count)
        periods = add_months(school, year, secretary)
        return add_sheets(school, periods, people, department, secretary)


# ---- against a bare view ----


class BareBoard:
    """What the template asks of a board, without rights, filters or visibility."""

    def __init__(self, school, year):
        self.kinds, self.kind = [("month", "Tháng")], "month"
        self.periods = list(EvaluationPeriod.objects.filter(school_year=year).order_by("starts_on"))
        sheets = EvaluationSheet.objects.filter(period__in=self.periods).order_by()
        self.people = list(
            sheets.values_list("person_id", "person__full_name", "department__name")
            .annotate(late=Count("pk"))
            .order_by("person__sort_key")
        )
        self.sheets = sheets
        names = GradeBand.objects.filter(rubric__periods__in=self.periods).values_list("name", flat=True).distinct()
        self.names = list(names.order_by("name"))
        self.scale = None

    def rows(self, people) -> list[BoardRow]:
        found = self.sheets.filter(person__in=[each[0] for each in people])
        marks = {
            (person_id, period_id): Mark(Label(grade, grade[:1]), is_late=is_late, is_grade=bool(grade))
            for person_id, period_id, grade, is_late in found.values_list("person_id", "period_id", "grade", "is_late")
        }
        return [
            BoardRow(Line(*each, 0), [(period, marks.get((each[0], period.pk))) for period in self.periods])
            for each in people
        ]

    def chart(self):
        counts = {period.pk: Counter() for period in self.periods}
        for period_id, grade, count in self.sheets.values_list("period_id", "grade").annotate(count=Count("pk")):
            counts[period_id][grade or "Được miễn"] += count
        rows = [(period.label, counts[period.pk]) for period in self.periods]
        return stacked("Theo kỳ", rows, scale=self.names, apart=["Được miễn"])


@login_required
def bare_page(request, slug: str) -> HttpResponse:
    """The rows and the template as any Django view would answer them: without the frame, rights and visibility."""
    school = get_object_or_404(Organisation, slug=slug)
    with scope(school):
        year = get_object_or_404(SchoolYear, organisation=school, code=YEAR)
        drawn = BareBoard(school, year)
        page = Paginator(drawn.people, 25).get_page(request.GET.get("page"))
        values = {
            "organisation": school,
            "school_year": year,
            "board": drawn,
            "page": page,
            "rows": drawn.rows(page.object_list),
            "chart": drawn.chart(),
            "sort": "name",
            "choice": Choice(),
            "manages": True,
            "departments": list(Department.objects.filter(organisation=school)),
            "groups": [],
        }
        context = Context(values)
        context.request = request  # what {% querystring %} reads; no context processor runs
        return HttpResponse(get_template("evaluations/board.html").template.render(context))


urlpatterns = [path("bare/<slug:slug>/", bare_page), path("", include("thiduakhenthuong.urls"))]
BARE = {
    "ROOT_URLCONF": "bench.boards",
    "MIDDLEWARE": [  # as `django-admin startproject` writes it
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
}


# ---- 1.6 million sheets ----


def copy_school(school, year, count: int) -> int:
    """So many copies of a school with its people, periods and sheets; returns how many sheets there are then."""
    sheets = f"SELECT person_id FROM {EvaluationSheet._meta.db_table} WHERE organisation_id = {school.pk}"
    models = {
        Organisation: f"id = {school.pk}",
        SchoolYear: f"id = {year.pk}",
        Department: f"organisation_id = {school.pk}",
        Person: f"id IN ({sheets})",
        **dict.fromkeys(
            (Rubric, GradeBand, CalendarEntry, EvaluationPeriod, PeriodRubric, EvaluationSheet),
            f"organisation_id = {school.pk}",
        ),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model, condition in models.items():
            cursor.execute(_copies(model, condition, count, models))
        for model in models:
            cursor.execute(f"ANALYZE {model._meta.db_table}")
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(f"SELECT count(*) FROM {EvaluationSheet._meta.db_table}")
        return cursor.fetchone()[0]


def _copies(model, condition: str, count: int, models) -> str:
    """INSERT … SELECT of every row that many times: ids of what is copied too lie STEP apart for each copy."""
    new = {"slug": "slug || '-' || n", "family": "gen_random_uuid()", "user": "NULL"}
    columns, values = [], []
    for field in model._meta.concrete_fields:
        columns.append(f'"{field.column}"')
        shifted = field.primary_key or (field.is_relation and field.related_model in models)
        values.append(new.get(field.name) or (f'"{field.column}" + n * {STEP}' if shifted else f'"{field.column}"'))
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        f" FROM {table}, generate_series(1::bigint, {count}) AS n WHERE {condition} ORDER BY n, id"
    )


def main() -> None:
    with rolled_back():
        world = build_world()
        few = make_school(world.school, world.year, world.secretary, world.department, -(-FEW // len(MONTHS)))
        make_school(world.other_school, world.other_year, world.other_secretary, world.other_department, 120)
        against_bare(world)
        paths = ["", "spread/", "missing/", _person_path(world)]
        client = signed_in(world.secretary)
        before = [measure(client, world.school, path) for path in paths]
        start = time.perf_counter()
        total = copy_school(world.school, world.year, (MANY - few) // few + 1)
        print(f"{total:,} sheets after {time.perf_counter() - start:.0f} s")
        for path, baseline in zip(paths, before, strict=True):
            report(f"boards/{path} among {total:,}", measure(client, world.school, path), baseline, f"{few} before")
    with connection.cursor() as cursor:
        for model in (Organisation, Person, CalendarEntry, EvaluationPeriod, EvaluationSheet):
            cursor.execute(f"VACUUM {model._meta.db_table}")


def against_bare(world) -> None:
    school = world.other_school
    ours, bare = f"/o/{school.slug}/evaluations/boards/?year={YEAR}", f"/bare/{school.slug}/"
    client = signed_in(world.other_secretary)
    with CaptureQueriesContext(connection) as queries:
        get(client, ours)
    count = len(queries)
    times = {ours: [], bare: []}
    for _ in range(ROUNDS):  # in turn, so that what else the machine does slows both
        with override_settings(**BARE):
            times[bare].append(median_ms(lambda: get(client, bare), repeat=REPEAT // ROUNDS))
        times[ours].append(median_ms(lambda: get(client, ours), repeat=REPEAT // ROUNDS))
    baseline, found = statistics.median(times[bare]), statistics.median(times[ours])
    report("month board of 120 people, bare view", baseline, baseline)
    report("month board of 120 people", found, baseline, f"{count} queries, {baseline / found:.2f} × its requests")


def signed_in(person) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def get(client, url: str) -> None:
    response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")


def _person_path(world) -> str:
    with scope(world.school):
        return f"people/{EvaluationSheet.objects.order_by('pk').values_list('person_id', flat=True)[0]}/"


def measure(client, school, path: str) -> float:
    address = f"/o/{school.slug}/evaluations/boards/{path}?year={YEAR}"
    return median_ms(lambda: get(client, address), repeat=REPEAT, warm=5)
