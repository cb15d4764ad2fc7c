from __future__ import annotations

import pytest

from core import clock
from core.errors import ConflictError, DomainError
from deadlines.models import Obligation
from evaluations import services
from evaluations.models import EvaluationSheet, Score
from evaluations.services.reviews import Review, reviewed_by
from evaluations.services.sheets import cells_of
from organisation.models import Role, RoleAssignment
from tests.evaluations.months import (
    AFTER,
    cells,
    draft_session,
    reviewed,
    rubric_of,
    scored,
    sheet_of,
    submitted,
    voted,
)

State = EvaluationSheet.State


def save(period, sheet, reviewer, *values, recommend=True, **changes):
    review = Review(**{"version": sheet.version, "cells": cells(period, *values)} | changes)
    with clock.travel_to(AFTER):
        return services.save_review(period, reviews={sheet.pk: review}, recommend=recommend, by=reviewer.user)


def test_a_whole_column_is_recommended(world, period):
    sheet = submitted(period, world.teacher)

    sent = save(period, sheet, world.head, 20, 19, "12.5", "not_applicable", 0)

    sheet.refresh_from_db()
    assert (sent, sheet.state, sheet.reviewed_by) == (1, State.DEPARTMENT_RECOMMENDED, world.head.user)
    assert Obligation.objects.get(key=f"review:{period.pk}:{world.department.pk}").state == "fulfilled"


def test_a_column_with_blanks_is_kept_but_waits(world, period):
    sheet = submitted(period, world.teacher)

    sent = save(period, sheet, world.head, 20, 19)

    sheet.refresh_from_db()
    assert (sent, sheet.state) == (0, State.SUBMITTED)
    assert [cell.amount for cell in cells_of(sheet, Score.Column.DEPARTMENT).values()] == [20, 19]


def test_blanks_may_take_the_person_s_own_points(world, period):
    sheet = submitted(period, world.teacher, 1, 2, "exempt", 4, 5)

    save(period, sheet, world.head, 9, None, None, None, None, adopts_before=True)

    own, theirs = cells_of(sheet, Score.Column.SELF), cells_of(sheet, Score.Column.DEPARTMENT)
    assert next(iter(theirs.values())).amount == 9
    assert list(theirs.values())[1:] == list(own.values())[1:]
    assert next(iter(own.values())).amount == 1


@pytest.mark.parametrize("name", ["teacher", "teacher2", "outsider_head", "secretary", "principal"])
def test_nobody_else_fills_the_column(world, period, name):
    sheet = submitted(period, world.teacher)

    with pytest.raises(DomainError, match="không thuộc phần chấm"):
        save(period, sheet, getattr(world, name), 1, 1, 1, 1, 1)

    assert not Score.objects.filter(column="department").exists()


def test_the_head_s_own_sheet_goes_to_secretary_or_leader(world, period):
    sheet = submitted(period, world.head)

    with pytest.raises(DomainError, match="không thuộc phần chấm"):
        save(period, sheet, world.head, 1, 1, 1, 1, 1)
    save(period, sheet, world.secretary, 1, 1, 1, 1, 1)

    sheet.refresh_from_db()
    assert sheet.reviewed_by == world.secretary.user


def test_who_reviews_whom(world, period):
    RoleAssignment.objects.filter(role=Role.DEPARTMENT_HEAD, department=world.department2).delete()
    rows = list(EvaluationSheet.objects.with_names())

    def names(person):
        person.user.__dict__.pop("_roles_on", None)
        return {sheet.person for sheet in reviewed_by(person.user, period, rows)}

    assert names(world.head) == {world.teacher, world.teacher2}
    assert names(world.teacher) == set()
    assert names(world.outsider_head) == set()
    without_head = {
        world.principal,
        world.vice_principal,
        world.clerk,
        world.head,
        world.outsider_head,
        world.secretary,
    }
    assert names(world.secretary) == without_head - {world.secretary}
    assert names(world.principal) == without_head - {world.principal}


def test_a_draft_is_not_judged(world, period):
    with clock.travel_to("2026-10-22 09:00"):
        sheet = scored(period, world.teacher, 1, 1, 1, 1, 1)

    with pytest.raises(DomainError, match="không chấm được lúc này"):
        save(period, sheet, world.head, 1, 1, 1, 1, 1)


def test_all_or_nothing(world, period):
    first, second = submitted(period, world.teacher), submitted(period, world.teacher2)
    reviews = {
        first.pk: Review(version=first.version, cells=cells(period, 1, 1, 1, 1, 1)),
        second.pk: Review(version=second.version, cells=cells(period, 21)),
    }

    with pytest.raises(DomainError, match="cao hơn mức tối đa 20"):
        services.save_review(period, reviews=reviews, recommend=True, by=world.head.user)

    assert not Score.objects.filter(column="department").exists()


def test_a_stale_page_does_not_overwrite_another_reviewer(world, period):
    sheet = submitted(period, world.teacher)
    save(period, sheet, world.head, 5, recommend=False)

    with pytest.raises(ConflictError, match="đã thay đổi sau khi mở trang này"):
        save(period, sheet, world.head, 6, recommend=False)

    assert Score.objects.get(column="department").amount == 5


def test_saving_the_same_again_changes_nothing(world, period):
    sheet = reviewed(period, submitted(period, world.teacher), world.head)
    version = sheet.version

    save(period, sheet, world.head, 20, 20, 15, 15, 30)

    sheet.refresh_from_db()
    assert sheet.version == version


def test_a_recommended_sheet_may_be_mended_but_not_emptied(world, period):
    sheet = reviewed(period, submitted(period, world.teacher), world.head)

    save(period, sheet, world.head, 10)
    sheet.refresh_from_db()
    with pytest.raises(DomainError, match="đã được tổ đề nghị"):
        save(period, sheet, world.head, None)

    assert cells_of(sheet, Score.Column.DEPARTMENT)[rubric_of(period).criteria.first().pk].amount == 10


def test_before_the_council_the_column_rests(world, period):
    sheet = reviewed(period, submitted(period, world.teacher), world.head)
    session = draft_session(world)
    services.hand_to_council(period, session, by=world.secretary.user)

    with pytest.raises(DomainError, match="không chấm được lúc này"):
        save(period, sheet, world.head, 10)


def test_what_the_council_refused_is_judged_anew(world, period):
    sheet = reviewed(period, submitted(period, world.teacher), world.head)
    session = draft_session(world)
    services.hand_to_council(period, session, by=world.secretary.user)
    voted(world, session, against=[world.teacher])

    with clock.travel_to("2026-10-29 08:00"):
        review = Review(version=sheet.version, cells=cells(period, 10))
        services.save_review(period, reviews={sheet.pk: review}, recommend=True, by=world.head.user)

    sheet = sheet_of(period, world.teacher)
    assert sheet.state == State.DEPARTMENT_RECOMMENDED
