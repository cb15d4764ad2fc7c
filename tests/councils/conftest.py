from __future__ import annotations

import pytest

from core.scoping import scope


@pytest.fixture
def school(world):
    """The world, in the scope of its school."""
    with scope(world.school):
        yield world


@pytest.fixture
def committed_school(transactional_world):
    """The same in a database that really commits."""
    with scope(transactional_world.school):
        yield transactional_world
