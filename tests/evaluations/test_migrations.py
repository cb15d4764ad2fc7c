"""Sheets of before rubrics had versions and audiences keep their points, their rubric and their result."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core import clock
from tests.factories.people import OrganisationFactory, make_person, make_year

pytestmark = pytest.mark.django_db

FIRST = [("evaluations", "0001_initial")]


def migrate(targets):
    """Migrate to the targets and give the models as they are there."""
    executor = MigrationExecutor(connection)
    return executor.migrate(targets).apps


def test_a_published_sheet_of_before_keeps_its_points_and_gets_the_rubric_of_its_period():
    last = [key for key in MigrationExecutor(connection).loader.graph.leaf_nodes() if key[0] == "evaluations"]
    school = OrganisationFactory()
    year = make_year(school)
    year.save()
    person = make_person(school, "Nguyễn Thị Bình")
    # What was written is checked at once, so that the tables can be altered in the same transaction.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    old = migrate(FIRST)
    whose = {"organisation_id": school.pk}
    entry = old.get_model("deadlines", "CalendarEntry").objects.create(
        **whose,
        school_year_id=year.pk,
        title="Bình xét",
        opens_at=clock.now(),
        due_at=clock.now(),
        cut_off_at=clock.now(),
    )
    rubric = old.get_model("evaluations", "Rubric").objects.create(**whose, name="Giáo viên")
    criteria = [
        old.get_model("evaluations", "Criterion").objects.create(
            **whose, rubric=rubric, code=str(number), title=f"Tiêu chí {number}", max_points=10, position=number
        )
        for number in (1, 2)
    ]
    period = old.get_model("evaluations", "EvaluationPeriod").objects.create(
        **whose, school_year_id=year.pk, rubric=rubric, entry=entry, label="Tháng 10",
        starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 31),
        published_at=clock.now(), published_by_id=person.user_id,
    )  # fmt: skip
    sheet = old.get_model("evaluations", "EvaluationSheet").objects.create(
        **whose, period=period, person_id=person.pk, state="published", code="DG-0001", submitted_at=clock.now(),
        reviewed_at=clock.now(), reviewed_by_id=person.user_id, grade="Tốt",
    )  # fmt: skip
    for criterion, points in zip(criteria, ("7.50", None), strict=True):
        old.get_model("evaluations", "Score").objects.create(
            **whose, sheet=sheet, criterion=criterion, column="self", points=points,
            state="scored" if points else "exempt",
        )  # fmt: skip

    new = migrate(last)
    kept = new.get_model("evaluations", "EvaluationSheet").objects.get()
    assert (kept.pk, kept.code, kept.grade, kept.state, kept.edition) == (sheet.pk, "DG-0001", "Tốt", "published", 1)
    assert (kept.rubric_id, kept.subject, kept.person_id) == (rubric.pk, "person", person.pk)
    scores = new.get_model("evaluations", "Score").objects.order_by("criterion__position")
    assert [(score.amount, score.state) for score in scores] == [(Decimal("7.50"), "scored"), (None, "exempt")]
    assert [one.pk for one in new.get_model("evaluations", "EvaluationPeriod").objects.get().rubrics.all()] == [
        rubric.pk
    ]
    adopted = new.get_model("evaluations", "Rubric").objects.get()
    assert (adopted.name, adopted.version_number, adopted.adopted_at) == ("Giáo viên", 1, adopted.saved_at)
