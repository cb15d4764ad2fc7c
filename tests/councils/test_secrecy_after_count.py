"""Once the box is counted: what is left in the tables, in their pages on the disk and in a dump."""

from __future__ import annotations

import io
import uuid
from collections import Counter
from contextlib import closing, contextmanager

import pytest
from django.db import connection

from core.models import Job
from councils import ballots
from councils.models import Vote
from tests.councils import sessions
from tests.councils.secrecy import BALLOT_TABLES, CHOICES, open_ballot, query, tables

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(committed_school):
    return open_ballot(committed_school)


def test_after_the_count_the_rewritten_rows_are_gone(committed_school, session, run_jobs):
    for person in sessions.voters(session):
        sessions.cast(session, person)
    ballots.close_box(session, by=committed_school.secretary.user)
    assert min(dead_rows().values()) > 0

    run_jobs()

    assert dead_rows() == {"councils_credential": 0, "councils_vote": 0}


def dead_rows() -> dict[str, int]:
    query("SELECT pg_stat_force_next_flush()")
    names = sorted(BALLOT_TABLES)
    return dict(query("SELECT relname, n_dead_tup FROM pg_stat_user_tables WHERE relname = ANY(%s)", names))


def test_after_the_count_no_byte_of_an_earlier_row_is_left(committed_school, session, run_jobs):
    """VACUUM alone leaves removed rows in the free part of a page: whoever copies the files would find them there."""
    former = set()
    for person in sessions.voters(session):
        sessions.cast(session, person)
        former |= ballot_ids()
    ballots.close_box(session, by=committed_school.secretary.user)
    stored = ballot_ids()

    run_jobs()

    with pages_inspected():
        raw = b"".join(raw_pages(table) for table in BALLOT_TABLES)
        items = query("SELECT DISTINCT lp_flags, t_xmin::text FROM heap_page_items(get_raw_page('councils_vote', 0))")
    assert all(row_id.bytes in raw for row_id in stored)
    assert [row_id for row_id in former - stored if row_id.bytes in raw] == []
    assert len(items) == 1  # rows of one transaction and nothing else


def ballot_ids() -> set[uuid.UUID]:
    return {row_id for (row_id,) in query("SELECT id FROM councils_vote UNION ALL SELECT id FROM councils_credential")}


@contextmanager
def pages_inspected():
    """With PostgreSQL's own reader of pages, which a database of the tests may install."""
    if not query("SELECT 1 FROM pg_available_extensions WHERE name = 'pageinspect'"):
        pytest.skip("pageinspect is not installed")
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION pageinspect")
        try:
            yield
        finally:
            cursor.execute("DROP EXTENSION pageinspect")


def raw_pages(table: str) -> bytes:
    """The table and all its indexes as they lie on the disk."""
    relations = query(
        "SELECT %s::regclass::text UNION SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass",
        table,
        table,
    )
    pages = []
    for (name,) in relations:
        ((size,),) = query("SELECT pg_relation_size(%s) / 8192", name)
        pages += [bytes(query("SELECT get_raw_page(%s, %s)", name, block)[0][0]) for block in range(size)]
    return b"".join(pages)


def test_the_cleaning_does_not_hold_up_who_casts(committed_school, session, monkeypatch):
    """While somebody else holds a table it lets go again, and comes back."""
    ballots.close_box(session, by=committed_school.secretary.user)
    job = Job.objects.get(handler=ballots.VACUUM)
    monkeypatch.setattr(ballots, "LONGEST_LOCK", 0.1)
    other = connection.copy()
    monkeypatch.setattr(ballots, "sleep", lambda seconds: other.rollback())
    other.set_autocommit(False)
    with closing(other), other.cursor() as cursor:
        cursor.execute("LOCK TABLE councils_vote IN ROW EXCLUSIVE MODE")

        assert ballots.vacuum(job, **job.arguments) == {}

    job.refresh_from_db()
    assert job.done_count == 1
    assert query("SHOW lock_timeout") == [("0",)]


def test_a_backup_after_the_count_has_no_path_either(committed_school, session, run_jobs):
    """In the text of a whole dump each vote and each credential stands once, in its own table, and nowhere else."""
    for number, person in enumerate(sessions.voters(session)):
        sessions.cast(session, person, CHOICES[number % 3])
    ballots.close_box(session, by=committed_school.secretary.user)
    run_jobs()

    dump = {name: copied(name) for name in tables()}

    for row_id in ballot_ids():
        assert sum(str(row_id) in line for lines in dump.values() for line in lines) == 1
    votes = dump["councils_vote"]
    assert len(votes) == 9 + 8
    assert Counter(line.split("\t")[1] for line in votes) == Counter(Vote.objects.values_list("choice", flat=True))


def copied(table: str) -> list[str]:
    """The lines of a table as a dump holds them: pg_dump writes what COPY gives it."""
    text = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{table}" TO STDOUT', text)
    return text.getvalue().splitlines()


def test_the_cleaning_waits_for_an_older_transaction(committed_school, session, monkeypatch):
    """A transaction that may still see the old rows keeps VACUUM from removing them."""
    ballots.close_box(session, by=committed_school.secretary.user)
    job = Job.objects.get(handler=ballots.VACUUM)
    answers = iter([True, True, False])
    naps = []
    monkeypatch.setattr(ballots, "_is_held_back", lambda after: next(answers))
    monkeypatch.setattr(ballots, "sleep", naps.append)

    ballots.vacuum(job, **job.arguments)

    assert naps == [1, 1]
