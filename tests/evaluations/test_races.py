"""What may come at the same moment: real threads and connections, and what must hold after every round.

With `./run test --full` twenty connections try two hundred times, otherwise four try a few times. No round knows who
comes first; each asks that whatever was answered is what is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import transaction

from core import clock
from core.errors import ConflictError, DomainError
from core.scoping import scope
from councils import services as councils
from councils.models import Motion
from deadlines.models import Obligation
from evaluations import services
from evaluations.criteria import Cell
from evaluations.models import EvaluationSheet, Objection, Score, SheetEdition
from evaluations.services.reviews import Review
from notifications.models import Notification
from tests.councils.sessions import call_roll, convene
from tests.evaluations.months import (
    AFTER,
    CRITERIA,
    DURING,
    cells,
    draft_session,
    make_period,
    reviewed,
    rubric_of,
    scored,
    submitted,
)
from tests.races import Race, done

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

State = EvaluationSheet.State
DECIDED, SPOKEN = "2026-10-28 08:00", "2026-10-29 08:00"
FULL_POINTS = tuple(most for _, most in CRITERIA)


@dataclass
class PeriodRace(Race):
    """`period` is what the connections act on."""

    period: object = None


@pytest.fixture
def race(transactional_world, is_full):
    found = PeriodRace.of_size(transactional_world, is_full)
    with scope(transactional_world.school):
        yield found


def fresh(sheet) -> EvaluationSheet:
    return EvaluationSheet.objects.with_names().get(pk=sheet.pk)


def put_back(sheet, state, **values) -> None:
    """The sheet as it was before the round, for the next one."""
    EvaluationSheet.objects.filter(pk=sheet.pk).update(state=state, **values)


def column(sheet, name: str) -> list[Decimal]:
    rows = Score.objects.filter(sheet=sheet, column=name).order_by("criterion__position")
    return list(rows.values_list("amount", flat=True))


def by_head(race, **rules) -> None:
    race.period = make_period(race.world, uses_council=False, **rules)


# ---- handing in ----


class Ticking:
    """A clock that goes on by a second at each question, from shortly before the cut-off."""

    def __init__(self, start: datetime):
        self.moment = start

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def test_submit_against_the_cut_off(race, monkeypatch):
    """Whatever was handed in was handed in by the cut-off, and whoever was refused handed in nothing."""
    by_head(race)
    people = [race.world.teacher, race.world.teacher2, race.world.head, race.world.secretary, race.world.clerk]
    with clock.travel_to(DURING):
        sheets = [scored(race.period, person, *FULL_POINTS) for person in people]
    cut_off_at = race.period.entry.cut_off_at
    for number in range(race.rounds):
        for sheet in sheets:
            put_back(sheet, State.DRAFT, submitted_at=None, submitted_by=None, is_late=False, late_reason="")
        acts = race.many(*(partial(_hand_in, sheet, fresh(sheet).version) for sheet in sheets))
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", Ticking(cut_off_at - timedelta(seconds=2 + number % (3 * len(acts)))))
            answers = race.run(acts)
        stored = [fresh(sheet) for sheet in sheets]
        assert all(each.submitted_at <= cut_off_at for each in stored if each.state == State.SUBMITTED)
        assert all(each.submitted_at is None for each in stored if each.state == State.DRAFT)
        assert {each.pk for each in done(answers)} == {each.pk for each in stored if each.state == State.SUBMITTED}
        assert all("Đã hết hạn nộp" in each.message for each in answers if isinstance(each, DomainError))
        race.tally.update(each.state for each in stored)
    assert set(race.tally) == {State.SUBMITTED, State.DRAFT}  # both came about


def _hand_in(sheet, version=None):
    version = fresh(sheet).version if version is None else version
    return services.submit(sheet, version=version, late_reason="Mất mạng", by=sheet.person.user)


def test_submit_against_taking_back(race):
    """State, to-do of the person and to-do of the head always tell the same story."""
    by_head(race)
    people = [race.world.teacher, race.world.teacher2]
    with clock.travel_to(DURING):
        sheets = [scored(race.period, person, *FULL_POINTS) for person in people]
        for _ in range(race.rounds):
            acts = [partial(act, sheet) for sheet in sheets for act in (_hand_in, _take_back)]
            race.run(race.many(*acts))
            stored = [fresh(sheet) for sheet in sheets]
            waiting = [each for each in stored if each.state == State.SUBMITTED]
            for each in stored:
                owed = Obligation.objects.get(key=each.subject_key).state
                assert owed == ("fulfilled" if each.state == State.SUBMITTED else "open")
            obligation = Obligation.objects.filter(key=f"review:{race.period.pk}:{race.world.department.pk}").first()
            assert (obligation is not None and obligation.state == "open") == bool(waiting)
            if waiting:
                assert obligation.why == f"{len(waiting)} phiếu đang chờ nhận xét"
    codes = [fresh(sheet).code for sheet in sheets]
    assert len(set(codes)) == len(codes)


def _take_back(sheet):
    return services.recall(sheet, by=sheet.person.user)


def test_autosave_against_submit(race):
    """What is handed in is what its page showed: a save that came first sends the page back to look."""
    by_head(race)
    with clock.travel_to(DURING):
        sheet = scored(race.period, race.world.teacher, *FULL_POINTS)
        for number in range(race.rounds):
            put_back(sheet, State.DRAFT, submitted_at=None, submitted_by=None)
            shown, before = fresh(sheet), column(sheet, "self")
            amount = number % 15
            answers = race.run(
                race.many(
                    partial(_autosave, race, shown, amount),
                    partial(services.submit, shown, version=shown.version, by=race.world.teacher.user),
                )
            )
            after = fresh(sheet)
            if after.state == State.SUBMITTED:
                assert column(sheet, "self") == before
                assert after.version == shown.version + 1
            else:
                assert column(sheet, "self")[0] == amount
            race.tally[after.state] += 1
            assert len(done(answers)) >= 1


def _autosave(race, shown, amount):
    first = rubric_of(race.period).criteria.first()
    saved = {first.pk: Cell("scored", Decimal(amount))}
    return services.save_draft(shown, cells=saved, version=shown.version, page="tab", by=shown.person.user)


# ---- the tổ ----


def test_two_scorers_on_one_sheet(race):
    """Exactly one of those who saw the same version writes; nobody's cells are mixed with another's."""
    by_head(race)
    sheet = submitted(race.period, race.world.teacher)
    with clock.travel_to(AFTER):
        for number in range(race.rounds):
            shown = fresh(sheet)
            writes = [
                tuple(Decimal((number * race.connections + place + step) % 15) for step in range(len(CRITERIA)))
                for place in range(race.connections)
            ]
            answers = race.run(
                [
                    partial(_score, race, shown, values, note=f"Người chấm {place}", recommend=False)
                    for place, values in enumerate(writes)
                ]
            )
            won = [place for place, answer in enumerate(answers) if not isinstance(answer, DomainError)]
            assert len(won) == 1
            assert all(isinstance(each, ConflictError) for each in answers if isinstance(each, DomainError))
            after = fresh(sheet)
            assert tuple(column(sheet, "department")) == writes[won[0]]
            assert (after.department_note, after.version) == (f"Người chấm {won[0]}", shown.version + 1)


def _score(race, shown, values, *, recommend, note="Tổ chấm lại."):
    review = Review(version=shown.version, cells=cells(race.period, *map(str, values)), note=note)
    return services.save_review(race.period, reviews={shown.pk: review}, recommend=recommend, by=race.world.head.user)


def test_the_decision_against_the_to(race):
    """What was decided is the sum of the column that stands, whichever of the two came first."""
    by_head(race)
    sheet = reviewed(race.period, submitted(race.period, race.world.teacher), race.world.head)
    decide = partial(services.decide_by_head, race.period, by=race.world.principal.user)
    with clock.travel_to(DECIDED):
        for number in range(race.rounds):
            put_back(sheet, State.DEPARTMENT_RECOMMENDED, decided_at=None, decided_by=None, points=None, grade="")
            shown = fresh(sheet)
            values = tuple(Decimal((number + step) % 15) for step in range(len(CRITERIA)))
            answers = race.run(race.many(partial(_score, race, shown, values, recommend=True), decide))
            after = fresh(sheet)
            assert after.state == State.HEAD_DECIDED
            assert after.points == sum(column(sheet, "department"))
            assert done(answers[1::2]) == [1]


# ---- the council ----


def test_handing_over_twice_at_once(race):
    """One motion for a sheet, however many press."""
    race.period = make_period(race.world)
    sheets = [
        reviewed(race.period, submitted(race.period, person), race.world.head)
        for person in (race.world.teacher, race.world.teacher2)
    ]
    session = draft_session(race.world)
    hand = partial(services.hand_to_council, race.period, session, by=race.world.secretary.user)
    with clock.travel_to(DECIDED):
        for _ in range(race.rounds):
            Motion.objects.filter(session=session).delete()
            answers = race.run([hand] * race.connections)
            assert sorted(done(answers)) == [len(sheets)]
            keys = list(Motion.objects.filter(session=session).values_list("subject_key", flat=True))
            assert sorted(keys) == sorted(sheet.subject_key for sheet in sheets)


def test_what_a_session_put_off_waits_in_one_session(race):
    """Its secretary takes the row up, or another session is handed the sheet: whoever comes first has it."""
    race.period = make_period(race.world)
    sheet = reviewed(race.period, submitted(race.period, race.world.teacher), race.world.head)
    first, by = draft_session(race.world), race.world.secretary.user
    with clock.travel_to(DECIDED):
        services.hand_to_council(race.period, first, by=by)
        second = convene(race.world, first.council, held_on=first.held_on, title="Họp thêm")
        call_roll(race.world, first)
        councils.open_session(first, by=by)
        acts = race.many(
            partial(councils.take_up, first.motions.get(), by=by),
            partial(services.hand_to_council, race.period, second, by=by),
        )
        for _ in range(race.rounds):
            second.motions.all().delete()
            first.motions.update(deferred_reason="Hết giờ")
            race.run(acts)
            waiting = Motion.objects.filter(deferred_reason="").values_list("subject_key", flat=True)
            assert list(waiting) == [sheet.subject_key]
            race.tally["elsewhere" if second.motions.exists() else "here"] += 1
        race.check_came("here", "elsewhere")


# ---- the result ----


def test_publication_against_an_objection(race):
    """No published result has an open objection: either it came first and holds, or there was none."""
    by_head(race, objection_days=0)
    sheet = reviewed(race.period, submitted(race.period, race.world.teacher), race.world.head)
    with clock.travel_to(DECIDED):
        services.decide_by_head(race.period, by=race.world.principal.user)
        services.announce_provisional(race.period, by=race.world.secretary.user)
        publish = partial(services.publish, race.period, by=race.world.principal.user)
        speak = partial(services.file_objection, sheet, kind="objection", text="Thiếu.", by=race.world.teacher.user)
        for _ in range(race.rounds):
            with transaction.atomic():
                Objection.objects.filter(sheet=sheet).delete()
                put_back(sheet, State.PROVISIONAL, edition=0)
                type(race.period).objects.filter(pk=race.period.pk).update(published_at=None, published_by=None)
            race.run(race.many(publish, speak))
            after = fresh(sheet)
            is_open = Objection.objects.filter(sheet=sheet, outcome="", withdrawn_at=None).count()
            assert (after.state, is_open) in [(State.PUBLISHED, 0), (State.PROVISIONAL, 1)]
            race.tally[after.state] += 1
        told = Notification.objects.filter(key=f"{sheet.subject_key}:published").count()
    assert told <= 1


def test_opening_again_twice_at_once(race):
    """One edition for each time, and the second is told that there is nothing to open."""
    by_head(race, objection_days=0)
    sheet = reviewed(race.period, submitted(race.period, race.world.teacher), race.world.head)
    with clock.travel_to(DECIDED):
        services.decide_by_head(race.period, by=race.world.principal.user)
        services.publish(race.period, by=race.world.principal.user)
        again = partial(services.reopen, sheet, reason="Cộng sai.", by=race.world.secretary.user)
        for number in range(1, race.rounds + 1):
            answers = race.run([again] * race.connections)
            assert len(done(answers)) == 1
            assert SheetEdition.objects.filter(sheet=sheet).count() == number
            put_back(sheet, State.PUBLISHED, edition=number + 1)
