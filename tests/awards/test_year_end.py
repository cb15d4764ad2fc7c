"""The whole way with the council's own acts: registered, voted in secret, minuted, sent, decided, recorded."""

from __future__ import annotations

from datetime import date

from awards import services
from awards.findings import findings_of
from core.findings import blocking
from core.scoping import scope
from councils import ballots
from councils import services as councils
from councils.models import CouncilMember
from records.models import TitleRecord
from submissions.models import Submission
from tests.awards.test_services import decide, threshold  # noqa: F401 (a fixture)
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
