"""What a council's members, secretary and chair may do at the same moment, on real connections.

With `./run test --full` twenty connections try two hundred times, otherwise four try a few times. No round knows who
comes first; each asks that whatever was answered is what is stored: nothing double, nothing lost.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import partial

import pytest

from audit.models import AuditEntry
from core.errors import DomainError
from core.scoping import scope
from councils import ballots, services
from councils.models import BallotBox, CouncilSession, Credential, Motion, Recusal, SealedFacts, Vote
from tests.councils import sessions
from tests.councils.unguarded import unguarded
from tests.races import Race, done, share

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CHOICES = Vote.Choice.values
ROWS = 3
UNDECIDED = dict.fromkeys(
    ["present_count", "base", "eligible_count", "votes_for", "votes_against", "votes_blank", "casting_vote"]
) | {"passed": None, "decided_at": None, "decided_by": None, "votes_invalid": 0, "box": None}


@dataclass
class CouncilRace(Race):
    """`session` is what the connections act on; the council has nine members, and more with more connections."""

    session: CouncilSession = None

    def begin(self, propose, *, is_open: bool = True) -> None:
        def prepare(session):
            for place in range(ROWS):
                propose(self.world, session, label=f"Dòng {place + 1}")

        if is_open:
            self.session = sessions.open_session(self.world, 9, prepare=prepare)
        else:
            self.session = sessions.convene(self.world, sessions.make_council(self.world, 9))
            prepare(self.session)

    def put_back(self) -> None:
        """The session as it was when it opened, without any box."""
        boxes = BallotBox.objects.filter(session=self.session)
        with unguarded():
            SealedFacts.objects.filter(box__in=boxes).delete()
            Vote.objects.filter(box__in=boxes).delete()
            Credential.objects.filter(box__in=boxes).delete()
            Motion.objects.filter(session=self.session).update(**UNDECIDED)
            boxes.delete()

    def reopened(self) -> BallotBox:
        self.put_back()
        return ballots.open_box(self.session, by=self.world.secretary.user)

    @property
    def voters(self):
        return sessions.voters(self.session)

    def cast(self, person, choice: str):
        sessions.cast(self.session, person, choice)
        return person.pk, choice

    def audited(self, verb: str) -> int:
        return AuditEntry.objects.filter(verb=verb).count()


@pytest.fixture
def race(transactional_world, is_full):
    with scope(transactional_world.school):
        yield CouncilRace.of_size(transactional_world, is_full)


def stored_votes(box) -> dict[int, Counter]:
    """The votes of each row, counted from the rows."""
    found = {motion.pk: Counter() for motion in box.motions.all()}
    for motion_id, choice in box.votes.values_list("motion_id", "choice"):
        found[motion_id][choice] += 1
    return found


def check_papers(box, papers: list[tuple[int, str]]) -> None:
    """Exactly the papers that were accepted lie in the box: their people's credentials, their choices in each row."""
    used = box.credentials.filter(is_used=True).values_list("member__person_id", flat=True)
    assert sorted(used) == sorted(person for person, _ in papers)
    assert box.credentials.count() == box.electorate_count
    assert box.votes.count() == len(papers) * ROWS
    chosen = Counter(choice for _, choice in papers)
    assert all(votes == chosen for votes in stored_votes(box).values())


# ---- casting ----


def test_one_member_casts_from_several_connections(race):
    """One paper each; the first that came stands as it was chosen, whatever the others held."""
    race.begin(sessions.secret)
    for number in range(race.rounds):
        box = race.reopened()
        twice = race.voters[number % 4 : number % 4 + max(2, race.connections // 4)]
        acts = [
            partial(race.cast, twice[place % len(twice)], CHOICES[(place + number) % 3])
            for place in range(race.connections)
        ]
        answers = race.run(acts)
        assert len(done(answers)) == len(twice)
        assert {error.message for error in answers if isinstance(error, DomainError)} == {
            "Thầy/cô đã bỏ phiếu rồi. Phiếu đã bỏ không sửa và không bỏ lại được."
        }
        check_papers(box, done(answers))


def test_everybody_casts_at_once(race):
    race.begin(sessions.secret)
    for number in range(race.rounds):
        box = race.reopened()
        papers = [(person, CHOICES[(place + number) % 3]) for place, person in enumerate(race.voters)]
        answers = race.run([partial(race.cast, person, choice) for person, choice in papers])
        assert len(done(answers)) == len(papers)
        check_papers(box, done(answers))


def test_casting_against_closing(race):
    """A paper is counted and its voter was told so, or neither."""
    race.begin(sessions.secret)
    close = partial(ballots.close_box, race.session, by=race.world.secretary.user)
    for number in range(race.rounds):
        box = race.reopened()
        casts = [
            partial(race.cast, person, CHOICES[(place + number) % 3])
            for place, person in enumerate(race.voters[: race.connections - 1])
        ]
        # Closing takes its turn at another place of the row each time; a second press changes nothing.
        place = number % (len(casts) + 1)
        answers = race.run([*casts[:place], close, *casts[place:], close])
        papers = [answer for answer in done(answers) if isinstance(answer, tuple)]
        assert len(done(answers)) == len(papers) + 1
        box.refresh_from_db()
        assert not box.is_open
        check_papers(box, papers)
        chosen = Counter(choice for _, choice in papers)
        for motion in box.motions.all():
            figures = (motion.votes_for, motion.votes_against, motion.votes_blank, motion.votes_invalid)
            assert figures == (chosen["agree"], chosen["disagree"], chosen["blank"], 0)
        race.tally[share(papers, casts)] += 1
    race.check_came("some")


# ---- boxes ----


def test_the_box_opens_once(race):
    race.begin(sessions.secret)
    open_box = partial(ballots.open_box, race.session, by=race.world.secretary.user)
    for _ in range(race.rounds):
        race.put_back()
        answers = race.run([open_box] * race.connections)
        box = race.session.boxes.get()
        assert done(answers) == [box]
        assert box.motions.count() == ROWS
        members = list(box.credentials.values_list("member_id", flat=True))
        assert (len(members), len(set(members))) == (9, 9)


def test_results_are_released_once(race):
    race.begin(sessions.secret)
    release = partial(ballots.release, race.session, by=race.world.principal.user)
    for _ in range(race.rounds):
        race.reopened()
        ballots.close_box(race.session, by=race.world.secretary.user)
        before = race.audited("councils.ballot_released")
        answers = race.run([release] * race.connections)
        box = race.session.boxes.get()
        assert done(answers) == [box]
        assert done(answers)[0].released_at == box.released_at
        assert race.audited("councils.ballot_released") == before + 1


def test_declaring_a_relative_against_opening_the_box(race):
    """Whoever was told that she abstains has no such row on her paper, and whoever has the row was refused."""
    race.begin(sessions.secret)
    member = services.present_members(race.session)[3]
    motion = race.session.motions.first()
    declare = partial(
        services.declare_family, race.session, member=member, motions=[motion], by=race.world.secretary.user
    )
    open_box = partial(ballots.open_box, race.session, by=race.world.secretary.user)
    for number in range(race.rounds):
        race.put_back()
        Recusal.objects.filter(motion=motion).delete()
        acts = [declare, open_box] if number % 2 else [open_box, declare]
        answers = race.run(race.many(*acts))
        declared = [answer for act, answer in zip(race.many(*acts), answers, strict=True) if act is declare]
        has_row = motion in ballots.paper_of(race.session, member.person.user)
        assert has_row is (done(declared) == [])
        assert Recusal.objects.filter(motion=motion).count() == int(not has_row)
        ballots.close_box(race.session, by=race.world.secretary.user)
        motion.refresh_from_db()
        assert motion.eligible_count == 9 - int(not has_row)
        race.tally["votes" if has_row else "abstains"] += 1
    race.check_came("votes", "abstains")


# ---- the quorum ----


def leaving(race, gone: int):
    """The act by which the last `gone` members go. What it says is looked up before, so that it starts level."""
    members = list(services.members_of(race.session))
    states = {
        member.pk: "absent" if place >= len(members) - gone else "present" for place, member in enumerate(members)
    }

    def leave():
        services.take_roll_call(race.session, states=states, reasons={}, by=race.world.secretary.user)
        return "roll call"

    return leave


def test_the_quorum_is_lost_while_the_box_opens(race):
    """Either too few were there and no box opened, or it opened and nobody went."""
    race.begin(sessions.secret)
    open_box = partial(ballots.open_box, race.session, accepts_small=True, by=race.world.secretary.user)
    come, leave = leaving(race, 0), leaving(race, 4)
    for number in range(race.rounds):
        race.put_back()
        come()
        acts = [leave, open_box] if number % 2 else [open_box, leave]
        answers = race.run(race.many(*acts))
        box = race.session.boxes.first()
        present = len(services.present_members(race.session))
        if box is None:
            assert present == 5
            assert set(done(answers)) == {"roll call"}
        else:
            assert (present, box.electorate_count, box.present_count) == (9, 9, 9)
            assert done(answers) == [box]
        race.tally["lost" if box is None else "opened"] += 1
    race.check_came("lost", "opened")


def test_the_quorum_is_lost_while_hands_are_counted(race):
    """What was counted was counted before with nine; afterwards nothing is decided any more."""
    race.begin(sessions.hands)
    keys = list(race.session.motions.values_list("pk", flat=True))
    come, leave = leaving(race, 0), leaving(race, 4)
    for number in range(race.rounds):
        race.put_back()
        come()
        count = partial(
            services.record_hands,
            race.session,
            counts=dict.fromkeys(keys, (number % 10, 9 - number % 10, 0)),
            by=race.world.secretary.user,
        )
        acts = [leave, count] if number % 2 else [count, leave]
        answers = race.run(race.many(*acts))
        assert len(services.present_members(race.session)) == 5
        counted = [answer for answer in done(answers) if answer != "roll call"]
        stored = set(race.session.motions.values_list("votes_for", "present_count", "eligible_count"))
        assert stored == ({(number % 10, 9, 9)} if counted else {(None, None, None)})
        assert sum(counted) == (ROWS if counted else 0)
        race.tally["counted" if counted else "lost"] += 1
    race.check_came("lost", "counted")


# ---- the session ----


def test_the_session_opens_once(race):
    race.begin(sessions.hands, is_open=False)
    sessions.call_roll(race.world, race.session)
    open_session = partial(services.open_session, race.session, by=race.world.secretary.user)
    cancel = partial(services.cancel_session, race.session, reason="Trùng lịch", by=race.world.secretary.user)
    for _ in range(race.rounds):
        before = race.audited("councils.session_opened")
        answers = race.run([open_session] * race.connections)
        assert len(done(answers)) == 1
        assert race.audited("councils.session_opened") == before + 1
        race.session.refresh_from_db()
        assert (race.session.state, race.session.member_count) == ("open", 9)
        CouncilSession.objects.filter(pk=race.session.pk).update(
            state="draft", opened_at=None, presided_by=None, recorded_by=None, quorum="", rules={}, member_count=None
        )
    answers = race.run(race.many(open_session, cancel))
    assert len(done(answers)) == 1


def test_counting_hands_against_closing_the_session(race):
    """The minutes say what is stored: a count that came after them was refused."""
    race.begin(sessions.hands)
    keys = list(race.session.motions.values_list("pk", flat=True))
    close = partial(services.close_session, race.session, by=race.world.secretary.user)

    def count(agreed: int) -> int:
        counts = dict.fromkeys(keys, (agreed, 9 - agreed, 0))
        services.record_hands(race.session, counts=counts, by=race.world.secretary.user)
        return agreed

    for number in range(race.rounds):
        with unguarded():
            SealedFacts.objects.filter(session=race.session).delete()
            CouncilSession.objects.filter(pk=race.session.pk).update(state="open", closed_at=None, minutes=None)
        count(9)
        counts = [partial(count, agreed) for agreed in range(min(9, race.connections - 1))]
        place = number % (len(counts) + 1)
        answers = race.run([*counts[:place], close, *counts[place:]])
        accepted = [answer for answer in done(answers) if not isinstance(answer, CouncilSession)]
        assert len(done(answers)) == len(accepted) + 1
        race.session.refresh_from_db()
        assert race.session.is_closed
        stored = set(race.session.motions.values_list("votes_for", flat=True))
        assert len(stored) == 1
        assert stored <= (set(accepted) or {9})
        agreed = stored.pop()
        figures = f'"{agreed}", "{9 - agreed}", "0"'  # side by side in the table of results
        assert json.dumps(race.session.minutes.data).count(figures) == ROWS
        race.tally[share(accepted, counts)] += 1
    race.check_came("some")
