from __future__ import annotations

import pytest

from core.scoping import scope
from tests.evaluations.months import make_period


@pytest.fixture
def period(world):
    """October's period at the school, made on 12 October; the test runs within the school's scope."""
    period = make_period(world)
    with scope(world.school):
        yield period
