"""Titles handed to two sessions at the same moment stand in one of them."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from awards import services
from core.scoping import scope
from councils.models import Motion
from tests.awards.test_titles import another
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
