"""What stands in the tables, for tests that look for a path from a voter to a vote."""

from __future__ import annotations

from django.db import connection

from councils import ballots
from tests.councils import sessions

BALLOT_TABLES = {"councils_credential", "councils_vote"}
CHOICES = ("agree", "disagree", "blank")


def query(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def tables() -> list[str]:
    return [name for (name,) in query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]


def snapshot() -> dict[str, set[str]]:
    """Every row of every table as text."""
    return {name: {row for (row,) in query(f'SELECT t::text FROM "{name}" t')} for name in tables()}


def new_rows(before, after) -> dict[str, set[str]]:
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def open_ballot(world):
    """A session of nine with a box open on their devices: a row of a teacher, and one of a member."""

    def prepare(session):
        for person in (world.teacher, world.head):
            sessions.secret(world, session, person=person)

    session = sessions.open_session(world, 9, prepare=prepare)
    ballots.open_box(session, by=world.secretary.user)
    return session
