"""Rights are asked of the council concerned: a seat in another council opens nothing of this one's sessions."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import DomainError
from councils import services
from councils.models import Council, CouncilMember, CouncilSession
from councils.services import Seating
from councils.urls import urlpatterns
from deadlines.models import Obligation
from documents.models import OfficialDocument
from organisation.models import Role, RoleAssignment
from organisation.permissions import role_codes
from tests.councils import sessions
from tests.councils.test_pages import text, url
from tests.factories.people import make_person

Seat = CouncilMember.Seat
START = date(2026, 9, 1)
OF_A_SESSION = sorted(each.name for each in urlpatterns if each.callback.access_rule.source is CouncilSession)


@pytest.fixture
def strangers(school):
    """Chair, secretary and member of another council, who have no seat in the first."""
    return [make_person(school.school, name, "staff") for name in ("Lâm Thị Sáu", "Tô Văn Bảy", "Ông Thị Tám")]


@pytest.fixture
def council(school):
    return sessions.make_council(school, 5)


@pytest.fixture
def other_council(school, council, strangers):
    seats = zip(strangers, (Seat.CHAIR, Seat.SECRETARY, Seat.MEMBER), strict=True)
    return services.establish_council(
        organisation=school.school,
        kind=Council.Kind.INITIATIVE,
        name="Hội đồng sáng kiến",
        decision="Quyết định số 22",
        from_on=START,
        members=list(seats),
        by=school.principal.user,
    )


def open_session(school, council):
    return sessions.open_session_of(
        school, council, prepare=lambda session: sessions.hands(school, session, person=school.teacher)
    )


@pytest.mark.parametrize("name", OF_A_SESSION)
def test_nobody_of_another_council_comes_to_a_session(school, council, other_council, strangers, name):
    session = open_session(school, council)

    for person in strangers:
        client = school.client(person)
        address = url(school, name, session.pk)
        answers = {client.get(address).status_code, client.post(address).status_code}
        assert answers <= {403, 405}, (person, answers)


def test_a_list_shows_the_sessions_of_the_own_councils_and_all_to_who_leads(school, council, other_council, strangers):
    first = sessions.convene(school, council, title="Phiên xét danh hiệu")
    second = sessions.convene(school, other_council, title="Phiên xét sáng kiến")

    def listed(person):
        page = text(school.client(person).get(url(school, "session_list")))
        return [session.title for session in (first, second) if session.title in page]

    assert listed(strangers[2]) == ["Phiên xét sáng kiến"]
    assert listed(school.secretary) == ["Phiên xét danh hiệu"]
    assert listed(school.principal) == ["Phiên xét danh hiệu", "Phiên xét sáng kiến"]


def test_a_list_and_a_right_say_the_same_of_every_session(school, council, other_council, strangers):
    held = [sessions.convene(school, each) for each in (council, other_council)]

    for person in [*school.members, *strangers, school.clerk]:
        user = sessions.fresh(person.user)
        rows = CouncilSession.objects.readable_by(user, roles=role_codes(user, school.school))
        assert set(rows) == {each for each in held if user.has_perm("councils.view_councilsession", each)}


def test_a_session_is_called_by_those_who_run_its_council(school, council, other_council, strangers):
    chair, secretary, member = (school.client(person) for person in strangers)
    data = {"title": "Họp", "held_on": "13/10/2026", "starts_at": "14:00", "place": "Phòng họp"}

    assert member.post(url(school, "session_create"), data).status_code == 403
    secretary.post(url(school, "session_create"), data | {"council": council.pk})
    chair.post(url(school, "practice_begin", council.pk))

    assert [session.council for session in CouncilSession.objects.all()] == [other_council]
    assert chair.post(url(school, "practice_begin", council.pk)).status_code == 403
    assert chair.get(url(school, "council_regulation", council.pk)).status_code == 403


def test_who_left_the_council_reads_what_she_sat_in_and_nothing_later(school, council):
    session = open_session(school, council)
    motion = session.motions.get()
    services.record_hands(session, counts={motion.pk: (5, 0, 0)}, by=school.secretary.user)
    closed = services.close_session(session, by=school.secretary.user)
    gone = council.members.last().person
    stay = [(row.person, row.seat) for row in council.members.all() if row.person != gone]
    services.renew_council(
        council, from_on=date(2026, 11, 1), members=stay, decision="QĐ 40", to_on=None, by=school.principal.user
    )
    with clock.travel_to("2026-11-02 08:00"):
        later = sessions.convene(school, council, held_on=date(2026, 11, 5))
        client = school.client(gone)

        assert client.get(url(school, "session_detail", closed.pk)).status_code == 200
        assert client.get(url(school, "session_detail", later.pk)).status_code == 403
        page = text(client.get(url(school, "session_list")))
        assert url(school, "session_detail", closed.pk) in page
        assert url(school, "session_detail", later.pk) not in page


def test_minutes_are_for_who_sat_there(school, council, other_council, strangers):
    session = open_session(school, council)
    services.record_hands(session, counts={session.motions.get().pk: (5, 0, 0)}, by=school.secretary.user)
    minutes = services.close_session(session, by=school.secretary.user).minutes
    address = reverse("documents:document_detail", args=[school.school.slug, minutes.pk])

    seen = {person: school.client(person).get(address).status_code for person in [*council_people(council), *strangers]}

    assert seen == dict.fromkeys(council_people(council), 200) | dict.fromkeys(strangers, 403)
    for person in strangers:
        user = sessions.fresh(person.user)
        rows = OfficialDocument.objects.readable_by(user, roles=role_codes(user, school.school), steps=Q(pk__in=[]))
        assert minutes not in rows


def council_people(council):
    return [row.person for row in council.members.all()]


def test_a_page_asks_for_rights_in_a_constant_number_of_queries(school, council, other_council):
    session = open_session(school, council)
    few = _seat_queries(school, session)
    for number in range(6):
        sessions.hands(school, sessions.convene(school, council, title=f"Phiên {number}"), person=school.teacher)

    assert _seat_queries(school, session) == few == 1


def _seat_queries(school, session) -> int:
    """How often a session's page reads all seats of the reader."""
    client = school.client(school.secretary)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url(school, "session_detail", session.pk)).status_code == 200
    return sum("optionalbody" in each["sql"] and '"user_id" =' in each["sql"] for each in caught)


def test_the_secretary_of_the_council_owes_the_opening_and_her_successor_after_a_renewal(school, council, strangers):
    session = sessions.convene(school, council, held_on=date(2026, 11, 5))
    owed = Obligation.objects.filter(key=f"session:{session.pk}:open")
    assert owed.get().person == school.secretary
    members = [(row.person, row.seat) for row in council.members.all() if row.seat != Seat.SECRETARY]

    services.renew_council(
        council,
        from_on=date(2026, 11, 1),
        members=[*members, (strangers[0], Seat.SECRETARY)],
        decision="QĐ 40",
        to_on=None,
        by=school.principal.user,
    )

    assert owed.get().person == strangers[0]


# ---- an optional body ends ----


@pytest.fixture
def body(school):
    return services.enter_body(organisation=school.school, name="Ban đại diện", from_on=START, by=school.principal.user)


def seated_for(school, body, person, **changes):
    sessions.rule(school.school, sessions.QUORUM, "2/3")
    values = {
        "organisation": school.school,
        "name": "Hội đồng",
        "decision": "QĐ 21",
        "from_on": START,
        "members": [
            (school.principal, Seat.CHAIR),
            (school.secretary, Seat.SECRETARY),
            Seating(person, Seat.MEMBER, body),
        ],
        "by": school.principal.user,
    }
    return services.establish_council(**values | changes)


def council_roles(person, day):
    rows = RoleAssignment.objects.on(day).filter(person=person, role__startswith="council")
    return set(rows.values_list("role", flat=True))


def test_the_role_ends_with_the_body(school, body, strangers):
    council = seated_for(school, body, strangers[0])

    services.end_body(body, last_on=date(2026, 10, 31), by=school.principal.user)

    assert council_roles(strangers[0], date(2026, 10, 31)) == {Role.COUNCIL_MEMBER}
    assert council_roles(strangers[0], date(2026, 11, 1)) == set()
    assert Role.COUNCIL_CHAIR in council_roles(school.principal, date(2026, 11, 1))
    row = council.members.get(person=strangers[0])
    services.assign_duty(row, from_on=date(2026, 11, 1), body=None, by=school.principal.user)
    assert council_roles(strangers[0], date(2026, 11, 1)) == {Role.COUNCIL_MEMBER}


def test_another_seat_keeps_the_role(school, body, strangers):
    seated_for(school, body, strangers[0])
    seated_for(school, None, strangers[0], kind=Council.Kind.INITIATIVE, name="Hội đồng sáng kiến")

    services.end_body(body, last_on=date(2026, 10, 31), by=school.principal.user)

    assert council_roles(strangers[0], date(2026, 11, 1)) == {Role.COUNCIL_MEMBER}


def test_a_body_does_not_end_in_a_session_nor_before_one_that_was_held(school, body, strangers):
    council = seated_for(school, body, strangers[0])
    session = open_session(school, council)
    with pytest.raises(DomainError, match="đang diễn ra"):
        services.end_body(body, last_on=date(2026, 10, 31), by=school.principal.user)
    services.record_hands(session, counts={session.motions.get().pk: (3, 0, 0)}, by=school.secretary.user)
    services.close_session(session, by=school.secretary.user)

    with pytest.raises(DomainError, match="đã họp ngày 12/10/2026"):
        services.end_body(body, last_on=date(2026, 10, 1), by=school.principal.user)
    services.end_body(body, last_on=date(2026, 10, 12), by=school.principal.user)


def test_whose_body_has_ended_has_no_seat_in_a_later_session(school, body, strangers):
    council = seated_for(school, body, strangers[0])
    session = sessions.convene(school, council, held_on=date(2026, 11, 5))
    assert school.client(strangers[0]).get(url(school, "session_detail", session.pk)).status_code == 200
    sessions.call_roll(school, session)

    services.end_body(body, last_on=date(2026, 10, 31), by=school.principal.user)

    assert school.client(strangers[0]).get(url(school, "session_detail", session.pk)).status_code == 403
    assert strangers[0] not in [each.person for each in services.present_members(session)]
