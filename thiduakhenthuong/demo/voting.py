"""How the demo's councils vote on titles: nine members on their devices, five on stamped paper."""

from __future__ import annotations

from accounts.models import User
from awards import services as awards
from councils import ballots, paper_ballots
from councils import services as councils
from councils.models import BallotBox, CouncilMember, CouncilSession, Motion, Vote
from legal.models import Distinction

AGREE, DISAGREE = Vote.Choice.AGREE, Vote.Choice.DISAGREE
HIGHER, LOWER = "CSTDCS", "LDTT"
DOUBTERS = 3  # of any council, that many take a candidate below the share


def vote_on_titles(session: CouncilSession, *, on_paper: bool, secretary: User, chair: User) -> None:
    """A first round in which one candidate fails; then a lower title on paper, the same once more on devices."""
    doubted = _doubted(session)
    _round(session, {doubted.pk: DOUBTERS}, on_paper=on_paper, secretary=secretary, chair=chair)
    doubted.refresh_from_db()
    if on_paper:
        lower = Distinction.objects.get(code=LOWER)
        awards.lower_title(doubted, distinction=lower, by=secretary)
    else:
        councils.vote_again(session, motions=[doubted], by=secretary)
    _round(session, {}, on_paper=on_paper, secretary=secretary, chair=chair)


def _doubted(session: CouncilSession) -> Motion:
    """The last of the higher titles whose candidate does not sit in the council."""
    rows = session.motions.filter(snapshot__distinction=HIGHER)
    return rows.exclude(person__in=[member.person_id for member in councils.members_of(session)]).last()


def _round(session: CouncilSession, against: dict[int, int], *, on_paper: bool, secretary: User, chair: User) -> None:
    """`against`: how many do not agree, by motion id; now and then somebody does not agree with another row."""
    members = councils.present_members(session)
    if on_paper:
        tellers = [member for member in members if member.seat == CouncilMember.Seat.MEMBER]
        box = ballots.open_box(session, mode=BallotBox.Mode.PAPER, tellers=tellers, by=secretary)
        _count(box, tellers, against)
    else:
        ballots.open_box(session, by=secretary)
        _cast(session, members, against)
    ballots.close_box(session, by=secretary)
    ballots.release(session, by=chair)


def _cast(session: CouncilSession, members: list[CouncilMember], against: dict[int, int]) -> None:
    for turn, member in enumerate(members):
        paper = ballots.paper_of(session, member.person.user)
        choices = {row.pk: DISAGREE if turn < against.get(row.pk, 0) else AGREE for row in paper}
        if turn == len(members) // 2:
            choices |= {row.pk: DISAGREE for row in paper[4::7]}
        ballots.cast(session, choices=choices, by=member.person.user)


def _count(box: BallotBox, tellers: list[CouncilMember], against: dict[int, int]) -> None:
    """Both tellers find the same: every paper came back, one of them with an invalid row."""
    counts = {}
    for printed in paper_ballots.papers_in(box):
        for place, row in enumerate(printed.motions):
            disagree, invalid = against.get(row.pk, 0), int(place % 7 == 4)
            counts[row.pk] = (printed.issued - disagree - invalid, disagree, 0, invalid)
    for teller in tellers:
        paper_ballots.hand_in(box.session, counts=counts, by=teller.person.user)
