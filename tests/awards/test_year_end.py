"""The whole way with the council's own acts: registered, voted in secret, minuted, sent, decided, recorded."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from awards import services
from awards.findings import findings_of
from core import clock
from core.findings import blocking
from core.scoping import scope
from councils import ballots
from councils import services as councils
from councils.models import CouncilMember
from legal.models import LegalParameter
from records.models import TitleRecord
from submissions.models import Submission
from tests.awards.test_services import decide, threshold  # noqa: F401 (a fixture)
from tests.councils.sessions import rule
from tests.evaluations.months import make_period, reviewed, submitted
from tests.factories.dossiers import complete, distinction, issue, make_round, make_session, send


def vote(world, session, against):
    """Everybody is there; all agree to all rows but the one named, to which nobody does."""
    members = list(CouncilMember.objects.filter(council=session.council))
    councils.take_roll_call(
        session, states={member.pk: "present" for member in members}, reasons={}, by=world.secretary.user
    )
    session = councils.open_session(session, by=world.secretary.user)
    ballots.open_box(session, accepts_small=True, by=world.secretary.user)
    for member in members:
        voter = member.person.user
        rows = ballots.paper_of(session, voter)
        ballots.cast(
            session, choices={row.pk: "disagree" if row.person == against else "agree" for row in rows}, by=voter
        )
    ballots.close_box(session, by=world.secretary.user)
    ballots.release(session, by=world.principal.user)
    return councils.close_session(session, by=world.secretary.user)


def test_a_title_from_the_ballot_to_the_record(world, threshold):  # noqa: F811
    with scope(world.school):
        make_round(world, [world.teacher, world.teacher2, world.head], title=distinction().code)
        session = make_session(world, held_on=date(2026, 10, 12))
        services.propose_titles(session, by=world.secretary.user)
        session = vote(world, session, against=world.teacher2)
        dossier = services.create_dossier(organisation=world.school, school_year=world.year, by=world.secretary.user)
        assert next(each.code for each in blocking(findings_of(dossier))) == "minutes_not_issued"
        issue(session.minutes, by=world.principal.user)
        dossier = complete(dossier, world)
        submission = send(dossier, world)

    rows = {row["name"]: (row["votes_for"], row["base"]) for row in submission.manifest["nominations"]}
    assert rows == {"Đỗ Thị Hòa": (5, 5), "Trịnh Thị Ánh": (4, 5)}  # the head of a tổ does not vote on her own row
    decide(world, submission)
    services.take_decision(Submission.objects.addressed_to(world.school).decisions().get(), by=world.clerk.user)
    with scope(world.school):
        held = {record.candidate_name for record in TitleRecord.objects.all()}
    assert held == {"Đỗ Thị Hòa", "Trịnh Thị Ánh"}


def test_titles_and_grades_go_into_one_session_or_neither(world):
    period = make_period(world)
    with scope(world.school):
        make_round(world, [world.teacher])
        sheet = submitted(period, world.teacher)
        reviewed(period, sheet, world.head)
        rule(world.school, "vote_threshold.monthly_grade", "1/2")
        session = make_session(world, held_on=date(2026, 10, 28))
        LegalParameter.objects.filter(code="vote_threshold.LDTT").delete()
    client = world.client(world.secretary)
    address = reverse("awards:title_hand_over", args=[world.school.slug])
    chosen = {"session": session.pk, "titles": "on", "periods": [period.pk]}

    with clock.travel_to("2026-10-27 09:00"):
        refused = client.post(address, chosen)
        with scope(world.school):
            count = session.motions.count()
            rule(world.school, "vote_threshold.LDTT", "70/100")
        done = client.post(address, chosen)

    assert "Nhập quy chế của trường" in refused.content.decode()
    assert (refused.status_code, count, done.status_code) == (200, 0, 302)
    with scope(world.school):
        assert sorted(session.motions.values_list("method", flat=True)) == ["secret_ballot", "show_of_hands"]
