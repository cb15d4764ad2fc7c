"""Titles that two sessions want at the same moment stand in one of them."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from awards import services
from core.scoping import scope
from councils import services as councils
from councils.models import Motion
from tests.awards.test_titles import another, opened
from tests.councils.sessions import rule
from tests.factories.dossiers import make_round, make_session
from tests.races import Race, done

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_two_sessions_do_not_take_the_same_titles(transactional_world, is_full):
    world = transactional_world
    with scope(world.school):
        make_round(world, [world.teacher, world.teacher2])
        first = make_session(world, held_on=date(2026, 10, 12))
        both = [partial(services.propose_titles, each, by=world.secretary.user) for each in (first, another(first))]
        rule(world.school, "vote_threshold.LDTT", ">1/2")
        race = Race.of_size(world, is_full)
        for _ in range(race.rounds):
            Motion.objects.all().delete()
            answers = race.run(both)
            assert len(done(answers)) == 1
            assert Motion.objects.count() == 2


def test_what_was_put_off_is_taken_up_or_goes_to_another_session(transactional_world, is_full):
    """Whoever comes first has the title; the other is told so or leaves it out."""
    world = transactional_world
    with scope(world.school):
        make_round(world, [world.teacher, world.teacher2])
        first = make_session(world, held_on=date(2026, 10, 12))
        second, by = another(first), world.secretary.user
        rule(world.school, "vote_threshold.LDTT", ">1/2")
        rows = services.propose_titles(first, by=by)
        opened(world, first)
        race = Race.of_size(world, is_full)
        propose = partial(services.propose_titles, second, by=by)
        acts = race.many(*(partial(councils.take_up, row, by=by) for row in rows), propose)
        for _ in range(race.rounds):
            second.motions.all().delete()
            first.motions.update(deferred_reason="Hết giờ")
            race.run(acts)
            waiting = Motion.objects.filter(deferred_reason="").values_list("subject_key", flat=True)
            assert sorted(waiting) == sorted(row.subject_key for row in rows)
            race.tally["elsewhere" if second.motions.exists() else "here"] += 1
        race.check_came("here", "elsewhere")
