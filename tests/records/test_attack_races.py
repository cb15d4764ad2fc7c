"""Two people who do the same at the same moment: one of them does it, the other is told, nothing is there twice."""

from __future__ import annotations

from functools import partial

import pytest

from core.models import TableImport
from core.scoping import scope
from legal import services as legal
from legal.models import LegalDocument, LegalParameter
from records.models import CorrectionRequest, EarlierService, TitleRecord
from records.services import corrections, edits
from records.services.edits import TITLE_FIELDS
from tests.races import Race, done
from tests.records import histories
from tests.records import test_transfers as moving

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

moved, newcomer = moving.moved, moving.newcomer  # of the test's own world


@pytest.fixture
def world(transactional_world):
    return transactional_world


@pytest.fixture
def race(world):
    return Race(world, connections=4, rounds=1)


def test_two_keepers_answer_one_request(world, race):
    with scope(world.school):
        asked = corrections.ask_correction(
            organisation=world.school,
            person=world.teacher,
            text="Thiếu giấy khen năm 2024-2025.",
            by=world.teacher.user,
        )
    acts = [
        partial(corrections.answer_correction, asked, is_done=is_done, answer=words, by=keeper.user)
        for is_done, words, keeper in ((True, "Đã bổ sung.", world.secretary), (False, "Đã có rồi.", world.principal))
    ]

    [answered] = done(race.run(acts))

    with scope(world.school):
        row = CorrectionRequest.objects.get()
    assert (row.state, row.answer) == (answered.state, answered.answer)


def test_a_record_is_taken_over_once(world, race, moved, newcomer):
    transfer = moving.send(moved)

    answers = race.run([partial(moving.confirm, moved, transfer, newcomer)] * 4)

    assert len(done(answers)) == 1
    with scope(world.other_school):
        assert TitleRecord.objects.count() == EarlierService.objects.count() == 1


def test_a_value_is_entered_once(world, race):
    document = LegalDocument.objects.create(
        organisation=world.school,
        number="15/QĐ-THNC",
        kind="Quy chế",
        title="Quy chế",
        issuer=world.school.name,
        from_on="2026-09-01",
        mark="T",
    )
    from_on = world.year.starts_on
    values = {"code": "quorum.emulation_council", "locator": "Điều 5", "from_on": from_on, "mark": "T"}
    enter = partial(
        legal.enter_parameter, organisation=world.school, document=document, by=world.principal.user, **values
    )

    answers = race.run([partial(enter, value=f"{number}/9") for number in (5, 6, 7, 8)])

    assert len(done(answers)) == 1
    assert LegalParameter.objects.filter(organisation=world.school).count() == 1


@pytest.fixture
def table(world):
    rows = [histories.long_row(world.teacher.full_name), histories.long_row(world.teacher2.full_name)]
    return histories.read_table(world, histories.long_table(*rows))


def test_a_table_is_written_once_and_taken_back_once(world, race, table):
    assert len(done(race.run([partial(histories.apply, world, table)] * 4))) == 1
    with scope(world.school):
        assert TitleRecord.objects.filter(source_key=f"import:{table.pk}").count() == 2

    assert len(done(race.run([partial(histories.undo, world, table)] * 4))) == 1
    with scope(world.school):
        assert not TitleRecord.objects.exists()
        assert TableImport.objects.get(pk=table.pk).state == TableImport.State.UNDONE


def test_a_table_is_not_taken_back_under_a_row_that_is_edited(world, race, table):
    """Either the row was edited first and the table stays, or the table went and there is nothing to edit."""
    histories.apply(world, table)
    with scope(world.school):
        row = TitleRecord.objects.filter(person=world.teacher).get()
        row = TitleRecord.objects.with_names().get(pk=row.pk)
        values = {name: getattr(row, name) for name in TITLE_FIELDS} | {"decision_number": "99/QĐ-UBND"}
        seen = edits.fingerprint(row)
    edit = partial(edits.edit_title, row, values=values, seen=seen, by=world.secretary.user)

    race.run([edit, partial(histories.undo, world, table)])

    with scope(world.school):
        left = list(TitleRecord.objects.values_list("decision_number", flat=True))
    assert left == [] or "99/QĐ-UBND" in left
