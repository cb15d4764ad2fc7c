"""The estate that the walks through all addresses go over, built once for each of their files."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test import override_settings

from core import clock
from tests.factories.estate import build_estate
from tests.factories.world import build_world
from tests.rights.visitors import Visitor


@pytest.fixture(scope="module")
def estate(django_db_setup, django_db_blocker, tmp_path_factory):
    media = str(tmp_path_factory.mktemp("media"))
    with (
        django_db_blocker.unblock(),
        clock.travel_to("2026-10-12 08:00"),
        override_settings(MEDIA_ROOT=media),
        transaction.atomic(),
    ):
        built = build_estate(build_world())
        connection.check_constraints()  # once: what is still to be checked would be checked anew in each test
        built.media = media
        built.visitors = {
            (holdings.letter, role): Visitor(person.user)
            for holdings in built.all
            for role, person in holdings.cast.items()
        }
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def open_estate(estate, db, settings):
    """The estate in a transaction of the test's own, inside the module's."""
    settings.MEDIA_ROOT = estate.media
    return estate
