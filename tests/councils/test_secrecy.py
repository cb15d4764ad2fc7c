"""After a cast, and after the count, nothing in the database leads from a member to her vote."""

from __future__ import annotations

import logging
import re
import uuid

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.views.debug import ExceptionReporter

from accounts.middleware import SEEN
from core.models import Job
from councils import ballots, urls
from councils.models import Credential, Vote
from tests.councils import sessions
from tests.councils.secrecy import BALLOT_TABLES, CHOICES, new_rows, open_ballot, query, snapshot
from thiduakhenthuong.celery import app

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(committed_school):
    return open_ballot(committed_school)


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
    client.get(paper)  # the first visit of a session is noted
    _long_ago(client)
    before, kept = snapshot(), dict(client.session)
    mail.outbox.clear()

    with caplog.at_level(logging.INFO):
        client.post(paper, chosen)
        answer = client.post(f"{paper}cast/", chosen)
        again = client.post(f"{paper}cast/", chosen)

    assert answer.status_code == 302
    assert "Đã bỏ phiếu" in again.content.decode()
    assert set(new_rows(before, snapshot())) == BALLOT_TABLES
    assert dict(client.session) == kept
    assert caplog.records == []
    assert mail.outbox == []
    assert "no-store" in again.headers["Cache-Control"]
    assert not set(answer.cookies) - {"csrftoken"}  # no message that stays in the browser


def _long_ago(client) -> None:
    """The last visit was ten minutes ago: the next one would be noted."""
    session = client.session
    session[SEEN] -= 600
    session.save()


def test_no_page_of_the_paper_stays_in_the_browser(committed_school, session):
    client = committed_school.client(committed_school.principal)
    paper = reverse("councils:ballot", args=[committed_school.school.slug, session.pk])
    chosen = {f"choice-{motion.pk}": "agree" for motion in session.motions.all()}

    pages = [client.get(paper), client.post(paper, chosen), client.post(paper, chosen | {"edit": ""})]
    pages += [client.post(f"{paper}cast/", {}), client.post(f"{paper}cast/", chosen), client.get(paper)]

    assert [page.status_code for page in pages] == [200, 200, 200, 200, 302, 200]
    assert all("no-store" in page.headers["Cache-Control"] for page in pages)
    assert all("agree" not in page.headers.get("Location", "") for page in pages)


def test_no_sequence_moves_by_a_cast(session):
    """A number that counts up would tell who came before whom."""
    owned = query(
        "SELECT column_name FROM information_schema.columns WHERE table_name = ANY(%s) AND column_default IS NOT NULL",
        sorted(BALLOT_TABLES),
    )
    before = sequences()
    for person in sessions.voters(session):
        sessions.cast(session, person)

    assert owned == []
    assert sequences() == before


def sequences() -> dict[str, int | None]:
    return dict(query("SELECT sequencename, last_value FROM pg_sequences"))


def test_no_store_of_results_knows_of_a_job():
    """A job's row is all there is: Celery itself keeps nothing."""
    assert type(app.backend).__name__ == "DisabledBackend"
    assert app.conf.task_ignore_result
    assert not app.conf.task_send_sent_event
    assert not app.conf.worker_send_task_events


def test_a_cast_without_its_token_leaves_no_line(committed_school, session, caplog):
    client = Client(enforce_csrf_checks=True)
    client.force_login(committed_school.principal.user, backend="django.contrib.auth.backends.ModelBackend")
    paper = reverse("councils:ballot", args=[committed_school.school.slug, session.pk])

    answer = client.post(f"{paper}cast/", {f"choice-{session.motions.first().pk}": "disagree"})

    assert answer.status_code == 403
    assert "disagree" not in answer.text
    assert caplog.records == []
    assert not Vote.objects.exists()


def test_what_an_error_tells_holds_no_choice(committed_school, session, caplog):
    """A database names the row that it refuses. Neither the log nor a report with all its variables may."""
    sessions.cast(session, committed_school.secretary, "blank")
    client = committed_school.client(committed_school.principal)
    client.raise_request_exception = False
    path = reverse("councils:ballot_cast", args=[committed_school.school.slug, session.pk])
    chosen = {f"choice-{motion.pk}": "disagree" for motion in session.motions.all()}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE councils_vote ADD CONSTRAINT broken CHECK (choice <> 'disagree')")
    try:
        answer = client.post(path, chosen)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE councils_vote DROP CONSTRAINT broken")

    assert answer.status_code == 500
    (line,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    report = ExceptionReporter(line.request, *line.exc_info).get_traceback_text()
    for told in (caplog.text, report, answer.text):
        assert not set(CHOICES) & set(re.findall(r"[a-z]+", told))
        assert not {"Đồng ý", "Không đồng ý", "Không ghi ý kiến"} & set(re.findall(r"Vote: ([^>]*)>", told))
    assert "IntegrityError 23514" in caplog.text  # enough to look for the cause
    assert Vote.objects.count() == 2


# ---- pages while the box is open, and before its results are released ----


def pages_of(world, session) -> dict[tuple[str, str], str]:
    """Every page of the session that can be read, by every kind of reader; tokens left out."""
    found = {}
    for pattern in urls.urlpatterns:
        if "sessions/<int:pk>/" not in str(pattern.pattern) or len(pattern.pattern.converters) != 1:
            continue
        for name in ("principal", "secretary", "head", "vice_principal", "outsider_head"):
            url = reverse(f"councils:{pattern.name}", args=[world.school.slug, session.pk])
            answer = world.client(getattr(world, name)).get(url)
            if answer.status_code == 200 and not answer.streaming:
                found[pattern.name, name] = NOISE.sub("", answer.text)
    return found


NOISE = re.compile(r"""(value|nonce|content)="[A-Za-z0-9+/=_-]{20,}"|<title>.*?</title>""")


def test_no_page_tells_a_choice_while_the_box_is_open(committed_school, session):
    """With the same voters and other choices every page is the same to the letter."""
    for person in sessions.voters(session)[:5]:
        sessions.cast(session, person, "agree")
    when_agreed = pages_of(committed_school, session)
    Vote.objects.update(choice="disagree")

    assert len(when_agreed) >= 20
    assert pages_of(committed_school, session) == when_agreed


def test_no_member_reads_a_result_before_it_is_released(committed_school, session):
    """The figures stand in the row once counted; only who releases them reads them."""
    for person in sessions.voters(session):
        sessions.cast(session, person, "agree")
    ballots.close_box(session, by=committed_school.secretary.user)
    readers = ("head", "vice_principal", "outsider_head")
    passed = {key: page for key, page in pages_of(committed_school, session).items() if key[1] in readers}
    session.motions.update(votes_for=1, votes_against=7, passed=False)
    failed = {key: page for key, page in pages_of(committed_school, session).items() if key[1] in readers}

    assert len(passed) >= 6
    assert failed == passed


# ---- the closed database ----


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
