import pytest

from core.scoping import scope


@pytest.fixture
def school(world):
    """The world, seen from inside its school."""
    with scope(world.school):
        yield world
