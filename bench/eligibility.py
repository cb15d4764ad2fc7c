"""Who may receive what: 3,000 people of one school read in as many queries as 300, and verdicts a second without them.

The law is the library's of a day that was read in its text; each person has ten years of ratings and titles. Baselines:
the same rows read bare, in one query for each kind; and the bare facts built from what is kept of them.
"""

from __future__ import annotations

import time
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench._measure import median_ms, report, rolled_back
from core import clock
from core.scoping import scope
from legal.models import Distinction
from organisation.models import Employment, Person
from records.eligibility.facts import Facts, year_code
from records.eligibility.forecasting import way_to
from records.eligibility.judging import judge
from records.models import (
    InitiativeAuthor,
    InitiativeRecognition,
    QualityRating,
    RecordCoverage,
    TitleRecord,
)
from records.services.snapshots import facts_of_people, rule_book, verdicts
from tests.factories.world import build_world

FEW, MANY = 300, 3_000
YEAR, FIRST = "2025-2026", 2016
READ_ON = date(2026, 6, 1)
CODES = ("LDTT", "CSTDCS", "CSTD_TINH", "CSTDTQ", "BANG_KHEN", "BKTTG", "HCLD_3")
LEVELS = ("excellent", "good", "good", "completed")
ASKED = 20_000  # verdicts a second


def add_people(world, count: int, start: int = 0) -> None:
    """With ten years behind them: a rating a year, the titles that go with it, two initiatives."""
    school, keeper = world.school, world.clerk.user
    people = Person.objects.bulk_create(
        Person(full_name=f"Nguyễn Thị Số {number}", sort_key=f"{number:06}", is_female=number % 3 > 0)
        for number in range(start, start + count)
    )
    Employment.objects.bulk_create(
        Employment(organisation=school, person=each, department=world.department, from_on=date(2014, 8, 1))
        for each in people
    )
    low, base = (Distinction.objects.get(code=code) for code in ("LDTT", "CSTDCS"))
    ratings, titles = [], []
    for place, person in enumerate(people):
        for first in range(FIRST, 2026):
            level = LEVELS[(place * 7 + first) % 4 if place % 3 else 0]
            ratings.append(
                QualityRating(
                    organisation=school,
                    person=person,
                    year_kind="school_year",
                    year_code=year_code(first),
                    state="decided",
                    duty_group="Giáo viên",
                    level=level,
                    proposed_by=keeper,
                    decided_by=keeper,
                    decided_at=clock.now(),
                )
            )
            given = [low] if level == "good" else [low, base] if level == "excellent" else []
            titles += [
                TitleRecord(
                    organisation=school,
                    person=person,
                    distinction=distinction,
                    school_year_code=year_code(first),
                    decision_number="12/QĐ-UBND",
                    decided_on=date(first + 1, 6, 15),
                    authority="Chủ tịch Ủy ban nhân dân phường",
                    recorded_by=keeper,
                )
                for distinction in given
                if first < 2025
            ]
    QualityRating.objects.bulk_create(ratings, batch_size=2000)
    TitleRecord.objects.bulk_create(titles, batch_size=2000)
    recognitions = InitiativeRecognition.objects.bulk_create(
        InitiativeRecognition(
            organisation=school,
            name=f"Sáng kiến {person.pk}-{first}",
            scope="province" if place % 10 == 0 else "base",
            school_year_code=year_code(first),
            decision_number="5/QĐ",
            decided_on=date(first + 1, 4, 10),
            authority="Hiệu trưởng",
            recorded_by=keeper,
        )
        for place, person in enumerate(people)
        for first in (2024, 2025)
    )
    authors = [person for person in people for _ in (2024, 2025)]
    InitiativeAuthor.objects.bulk_create(
        InitiativeAuthor(organisation=school, recognition=recognition, person=person)
        for recognition, person in zip(recognitions, authors, strict=True)
    )


def read_bare(school) -> None:
    """The same rows without making anything of them."""
    for model, names in (
        (Employment, ("person_id", "from_on", "to_on")),
        (QualityRating, ("person_id", "year_code", "level")),
        (TitleRecord, ("person_id", "distinction__code", "school_year_code", "basis", "decided_on", "revoked_on")),
        (InitiativeAuthor, ("person_id", "recognition__kind", "recognition__scope", "recognition__name")),
    ):
        list(model.objects.filter(organisation=school).values_list(*names))


def counted(act):
    with CaptureQueriesContext(connection) as queries:
        found = act()
    return len(queries), found


def main() -> None:
    with rolled_back():
        world = build_world()
        with scope(world.school):
            measure(world)


def measure(world) -> None:
    school = world.school
    RecordCoverage.objects.create(organisation=school, complete_since=year_code(FIRST), noted_by=world.clerk.user)
    add_people(world, FEW)

    def everything():
        return verdicts(school, YEAR, CODES, on=READ_ON)

    few, _ = counted(everything)
    add_people(world, MANY - FEW, FEW)
    many, found = counted(everything)
    if few != many:
        raise SystemExit(f"{few} queries for {FEW} people, {many} for {MANY}")
    baseline = median_ms(lambda: read_bare(school), repeat=3, warm=1)
    report("the same rows read bare", baseline, baseline)
    facts_ms = median_ms(lambda: facts_of_people(school, YEAR), repeat=3, warm=1)
    report(f"facts of {MANY:,} people", facts_ms, baseline)
    report(f"and {len(found):,} verdicts", median_ms(everything, repeat=3, warm=1), baseline, f"{many} queries")
    measure_pure([facts for _, code, facts, _ in found if code == CODES[0]], rule_book(school, READ_ON))


def measure_pure(people: list[Facts], book) -> None:
    rows = [facts.to_json() for facts in people]
    baseline = median_ms(lambda: [Facts.from_json(row) for row in rows], repeat=5, warm=1)
    report("bare facts built", baseline, baseline, f"{len(rows):,} people")
    times = []
    for _ in range(5):
        fresh = [Facts.from_json(row) for row in rows]
        start, busy = time.perf_counter(), time.process_time()
        for facts in fresh:
            for code in CODES:
                judge(facts, book, code)
        times.append((time.perf_counter() - start, time.process_time() - busy))
    wall, busy = sorted(times)[len(times) // 2]
    count = len(rows) * len(CODES)
    rates = f"{count / wall:,.0f} verdicts/s ({count / busy:,.0f} of the processor's time; asked {ASKED:,})"
    report(f"{count:,} verdicts from fresh facts", wall * 1000, baseline, rates)
    some = people[:60]
    ms = median_ms(lambda: [way_to(facts, book, code) for facts in some for code in CODES], repeat=3, warm=1)
    report(f"ways of {len(some)} people to {len(CODES)} distinctions", ms, baseline)
