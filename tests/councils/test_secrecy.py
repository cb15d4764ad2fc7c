"""After a cast, and after the count, nothing in the database leads from a member to her vote."""

from __future__ import annotations

import logging
import uuid

import pytest
from django.db import connection
from django.urls import reverse

from core.models import Job
from councils import ballots
from councils.models import Credential, Vote
from tests.councils import sessions

pytestmark = pytest.mark.django_db(transaction=True)

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


@pytest.fixture
def session(committed_school):
    def prepare(session):
        for person in (committed_school.teacher, committed_school.head):
            sessions.secret(committed_school, session, person=person)

    session = sessions.open_session(committed_school, 9, prepare=prepare)
    ballots.open_box(session, by=committed_school.secretary.user)
    return session


def test_no_column_of_the_ballot_tables_holds_a_time_or_a_path():
    columns = query(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_name = ANY(%s) ORDER BY 1, 2",
        sorted(BALLOT_TABLES),
    )

    assert columns == [
        ("councils_credential", "box_id"),
        ("councils_credential", "id"),
        ("councils_credential", "is_used"),
        ("councils_credential", "member_id"),
        ("councils_credential", "organisation_id"),
        ("councils_vote", "box_id"),
        ("councils_vote", "choice"),
        ("councils_vote", "id"),
        ("councils_vote", "motion_id"),
        ("councils_vote", "organisation_id"),
    ]


def test_all_rows_of_the_box_share_one_transaction_and_no_id_survives_a_cast(session):
    seen_ids = set()
    for number, person in enumerate(sessions.voters(session), start=1):
        sessions.cast(session, person)

        rows = query(
            "SELECT xmin::text, id FROM councils_credential UNION ALL SELECT xmin::text, id FROM councils_vote"
        )
        ids = {row_id for _, row_id in rows}
        assert len({xmin for xmin, _ in rows}) == 1, f"rows of several transactions after cast {number}"
        assert not ids & seen_ids
        assert {uuid.UUID(str(row_id)).version for row_id in ids} == {4}  # random: no time, no machine, no order
        seen_ids |= ids


def test_a_cast_over_the_web_writes_into_the_two_tables_alone(committed_school, session, caplog):
    client = committed_school.client(committed_school.principal)
    paper = reverse("councils:ballot", args=[committed_school.school.slug, session.pk])
    chosen = {f"choice-{motion.pk}": "agree" for motion in session.motions.all()}
    client.get(paper)  # the visit itself is noted at most once a minute, whatever is done
    before, kept = snapshot(), dict(client.session)

    with caplog.at_level(logging.INFO):
        client.post(paper, chosen)
        answer = client.post(f"{paper}cast/", chosen)
        again = client.post(f"{paper}cast/", chosen)

    assert answer.status_code == 302
    assert "Đã bỏ phiếu" in again.content.decode()
    assert set(new_rows(before, snapshot())) == BALLOT_TABLES
    assert dict(client.session) == kept
    assert caplog.records == []
    assert "no-store" in again.headers["Cache-Control"]


def test_a_paper_sent_after_the_session_ended_leaves_no_line(committed_school, session, client, caplog):
    paper = reverse("councils:ballot", args=[committed_school.school.slug, session.pk])

    answer = client.post(f"{paper}cast/", {"choice-1": "agree"})

    assert answer.status_code == 302
    assert "agree" not in answer.text
    assert caplog.records == []


@pytest.mark.parametrize("name", ["gunicorn.access", "django.server", "django.request", "django.security.csrf"])
def test_the_access_log_leaves_out_the_ballot(name):
    kept = []
    handler = logging.Handler()
    handler.emit = lambda record: kept.append(record.getMessage())
    logger = logging.getLogger(name)
    logger.addHandler(handler)
    level, logger.level = logger.level, logging.INFO
    try:
        for path in ("/o/th/councils/sessions/3/ballot/cast/", "/o/th/councils/sessions/3/ballot/", "/o/th/councils/"):
            logger.info('"POST %s HTTP/1.1" 302', path)
    finally:
        logger.removeHandler(handler)
        logger.level = level

    assert kept == ['"POST /o/th/councils/ HTTP/1.1" 302']


def test_no_row_written_while_the_box_was_open_holds_a_voter_and_a_vote(committed_school, session, run_jobs):
    before = snapshot()
    for number, person in enumerate(sessions.voters(session)):
        sessions.cast(session, person, CHOICES[number % 3])
    ballots.close_box(session, by=committed_school.secretary.user)
    run_jobs()

    vote_ids = {str(vote_id) for vote_id in Vote.objects.values_list("id", flat=True)}
    credential_ids = {str(row_id) for row_id in Credential.objects.values_list("id", flat=True)}
    written = new_rows(before, snapshot())
    assert written["councils_vote"]
    for name, rows in written.items():
        for row in rows:
            fields = row.strip("()").split(",")
            if name != "councils_vote":
                assert not set(CHOICES) & set(fields), (name, row)
                assert not vote_ids & set(fields), (name, row)
            if name != "councils_credential":
                assert not credential_ids & set(fields), (name, row)
    job = Job.objects.get(handler=ballots.VACUUM)
    assert (job.state, set(job.arguments), job.result) == ("done", {"after"}, {})
    assert job.created_by is None  # else whoever closed the box could stop the cleaning


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


@pytest.mark.slow
@pytest.mark.parametrize("order", ["ctid", "id"])
def test_the_place_of_a_vote_says_nothing_about_its_voter(session, is_full, order):
    """One voter of nine disagrees, and the place of her vote among the votes is guessed from that of her credential,
    and from her turn. Better than chance (one in nine) would be a path."""
    voters = sessions.voters(session)
    rounds = 300 if is_full else 25
    by_place = by_turn = 0
    for number in range(rounds):
        odd = voters[number % len(voters)]
        _empty(session, voters)
        for person in voters:
            sessions.cast(session, person, "disagree" if person == odd else "agree")
        first = session.motions.first().pk
        votes = query(f"SELECT choice FROM councils_vote WHERE motion_id = %s ORDER BY {order}", first)
        credentials = query(
            "SELECT person_id FROM councils_credential c JOIN councils_councilmember m ON m.id = c.member_id "
            f"ORDER BY c.{order}"
        )
        place = [choice for (choice,) in votes].index("disagree")
        by_place += credentials[place] == (odd.pk,)
        by_turn += place == number % len(voters)

    chance = rounds / len(voters)
    limit = chance + 5 * (chance * (1 - 1 / len(voters))) ** 0.5  # five sigma: wrong once in a million runs
    assert by_place < limit
    assert by_turn < limit


def _empty(session, voters) -> None:
    """The same box as it was when it opened."""
    box = session.boxes.get()
    members = list(box.credentials.values_list("member_id", flat=True))
    box.votes.all().delete()
    box.credentials.all().delete()
    Credential.objects.bulk_create(
        Credential(organisation=box.organisation, box=box, member_id=member_id) for member_id in sorted(members)
    )
