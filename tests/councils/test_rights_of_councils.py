"""Who runs one council has no say in another, though the role is of the same name."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from councils import ballots, services
from councils.models import Council, CouncilMember
from tests.councils import sessions
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
Seat = CouncilMember.Seat


@pytest.fixture
def counted(school):
    """A counted box whose results are not released, and another council with a chair and a secretary of its own."""

    def prepare(session):
        sessions.secret(school, session, person=school.teacher)

    session = sessions.open_session(school, prepare=prepare)
    ballots.open_box(session, accepts_small=True, by=school.secretary.user)
    for person in sessions.voters(session):
        sessions.cast(session, person)
    ballots.close_box(session, by=school.secretary.user)
    return session


@pytest.fixture
def others(school):
    """Chair and secretary of the council for initiatives; neither sits in the one that meets."""
    people = [make_person(school.school, name, "staff") for name in ("Trần Thị Sáng", "Trần Thị Kiến")]
    services.establish_council(
        organisation=school.school,
        kind=Council.Kind.INITIATIVE,
        name="Hội đồng sáng kiến",
        from_on=date(2026, 9, 1),
        members=list(zip(people, (Seat.CHAIR, Seat.SECRETARY), strict=True)),
        by=school.principal.user,
    )
    return people


def url(world, name, session) -> str:
    return reverse(f"councils:{name}", args=[world.school.slug, session.pk])


def test_the_chair_of_another_council_neither_reads_nor_releases_a_count(school, counted, others):
    chair, _ = others
    client = school.client(chair)

    page = client.get(url(school, "session_detail", counted))
    released = client.post(url(school, "ballot_release", counted), {"box": "1"})

    assert page.status_code == 403
    assert "Thông qua" not in page.text
    assert released.status_code == 403
    assert counted.boxes.get().released_at is None


@pytest.mark.parametrize("name", ["session_defer", "session_hands", "session_close", "session_recusals"])
def test_whoever_runs_another_council_does_not_run_this_session(school, counted, others, name):
    for person in others:
        assert school.client(person).post(url(school, name, counted), {}).status_code == 403


def test_the_secretary_of_another_council_does_not_write_these_minutes(school, counted, others):
    ballots.release(counted, by=school.principal.user)
    services.close_session(counted, by=school.secretary.user)

    answer = school.client(others[1]).post(url(school, "minutes_submit", counted))

    assert answer.status_code == 403


def test_who_runs_both_councils_runs_the_session_and_a_role_without_a_seat_does_not(school, counted):
    services.establish_council(
        organisation=school.school,
        kind=Council.Kind.INITIATIVE,
        name="Hội đồng sáng kiến",
        from_on=date(2026, 9, 1),
        members=[(school.principal, Seat.CHAIR), (school.secretary, Seat.SECRETARY)],
        by=school.principal.user,
    )
    unseated = make_person(school.school, "Trần Thị Thay", "staff", "council_secretary")

    for person, status in ((school.principal, 200), (school.secretary, 200), (unseated, 403)):
        assert school.client(person).get(url(school, "session_recusals", counted)).status_code == status
