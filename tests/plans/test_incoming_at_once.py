"""Two clerks at the book of arrivals at the same moment: real threads, real commits."""

from __future__ import annotations

import uuid

import pytest

from core.errors import DomainError
from core.scoping import scope
from plans.models import IncomingDocument
from plans.services import incoming
from tests.documents.test_numbers_at_once import in_threads
from tests.plans.arrivals import header

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROUNDS = 4


def _enter(world, **more):
    with scope(world.school):
        return incoming.file_document(organisation=world.school, by=world.clerk.user, **more)[0]


def test_one_number_taken_twice_at_once_is_refused_with_the_next_free_one(transactional_world):
    world = transactional_world
    for turn in range(ROUNDS):

        def enter(index, turn=turn):
            return _enter(world, values=header(number=f"{turn}-{index}/SGDĐT", arrival_number=turn + 1))

        results = in_threads(2, enter)

        refused = [each for each in results if isinstance(each, DomainError)]
        assert len(refused) == 1
        assert f"Số tiếp theo là {turn + 2}" in refused[0].message
    with scope(world.school):
        assert IncomingDocument.objects.count() == ROUNDS


def test_one_form_sent_twice_at_once_enters_once(transactional_world):
    world = transactional_world
    for turn in range(ROUNDS):
        token = uuid.uuid4()

        def enter(index, turn=turn, token=token):
            values = header(number=f"{turn}/SGDĐT", arrival_number=turn + 1)
            return _enter(world, values=values, form_token=token)

        first, second = in_threads(2, enter)

        assert first == second
