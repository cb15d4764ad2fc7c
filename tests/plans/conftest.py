import pytest

from core import clock
from core.scoping import scope


@pytest.fixture
def school(world):
    """The world, seen from inside its school."""
    with scope(world.school):
        yield world


@pytest.fixture
def autumn(world):
    """A morning of October inside the school."""
    with clock.travel_to("2026-10-12 08:00"), scope(world.school):
        yield
