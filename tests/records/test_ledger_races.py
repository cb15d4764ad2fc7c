"""What several connections do with initiatives at the same moment: nothing is used twice, nothing hangs, nothing lost.

With `./run test --full` twenty connections try two hundred times, otherwise four try a few times.
"""

from __future__ import annotations

from functools import partial

import pytest

from audit.models import AuditEntry
from core.scoping import scope
from records.models import InitiativeUse
from records.services import ledger
from tests.factories.dossiers import distinction
from tests.races import Race, done
from tests.records.initiatives import recognised

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class LedgerRace(Race):
    """Acts on initiatives by their authors and purposes; each round begins with an empty ledger."""

    @property
    def user(self):
        return self.world.secretary.user

    def reserve(self, authors, purpose: str) -> tuple[str, list[int]]:
        asked = {"distinction": distinction(), "school_year_code": "2026-2027"}
        return purpose, [use.pk for use in ledger.reserve(authors, **asked, purpose_key=purpose, by=self.user)]

    def consume(self, purpose: str) -> list[int]:
        return [use.pk for use in ledger.consume(self.world.school, purpose, self.user)]

    def release(self, purpose: str) -> list[int]:
        return [use.pk for use in ledger.release(self.world.school, purpose, "Rút đề nghị", self.user)]

    def initiatives(self, count: int) -> list:
        """One author each, of so many initiatives."""
        return [recognised(self.world, self.world.teacher, name=f"Sáng kiến {n}")[0] for n in range(count)]

    def begin(self) -> None:
        InitiativeUse.objects.all().delete()

    def audited(self) -> int:
        """How many uses ended, as the log has it."""
        verbs = ["records.initiative_consumed", "records.initiative_released"]
        return AuditEntry.objects.filter(verb__in=verbs).count()

    def held(self, author) -> InitiativeUse | None:
        return author.uses.filter(state__in=InitiativeUse.HELD).first()


@pytest.fixture
def race(transactional_world, is_full):
    distinction()
    with scope(transactional_world.school):
        yield LedgerRace.of_size(transactional_world, is_full)


def test_two_purposes_for_one_initiative(race):
    """One of them holds it, and each connection that asked for that one was told so; the others were refused."""
    [author] = race.initiatives(1)
    for _ in range(race.rounds):
        race.begin()
        acts = [partial(race.reserve, [author], purpose) for purpose in ("nomination:1", "nomination:2")]
        answers = race.run(race.many(*acts))
        use = InitiativeUse.objects.get()
        assert use.state == "reserved"
        assert done(answers) == [(use.purpose_key, [use.pk])] * (race.connections // 2)
        race.tally[use.purpose_key] += 1
    race.check_came("nomination:1", "nomination:2")


def test_reserving_against_releasing(race):
    """Somebody else gets what was given back only after it was: refused before, held after."""
    authors = race.initiatives(race.connections // 2)
    for _ in range(race.rounds):
        race.begin()
        for author in authors:
            race.reserve([author], f"old:{author.pk}")
        acts = [(partial(race.release, f"old:{a.pk}"), partial(race.reserve, [a], f"new:{a.pk}")) for a in authors]
        answers = race.run([act for pair in acts for act in pair])
        for place, author in enumerate(authors):
            released, reserved = answers[2 * place], answers[2 * place + 1]
            assert len(released) == 1
            use = race.held(author)
            if done([reserved]):
                assert reserved == (use.purpose_key, [use.pk]) == (f"new:{author.pk}", [use.pk])
            else:
                assert use is None
            race.tally["held" if use else "refused"] += 1
    race.check_came("held", "refused")


def test_consuming_against_releasing(race):
    """Used or given back, never both; whoever came second was told."""
    authors = race.initiatives(race.connections // 2)
    for _ in range(race.rounds):
        race.begin()
        before = race.audited()
        for author in authors:
            race.reserve([author], f"nomination:{author.pk}")
        acts = [
            (partial(race.consume, f"nomination:{a.pk}"), partial(race.release, f"nomination:{a.pk}")) for a in authors
        ]
        answers = race.run([act for pair in acts for act in pair])
        for place, author in enumerate(authors):
            consumed, released = answers[2 * place], answers[2 * place + 1]
            use = author.uses.get()
            assert len(done([consumed, released])) == 1
            assert use.state == ("consumed" if done([consumed]) else "released")
            race.tally[use.state] += 1
        assert race.audited() == before + len(authors)
    race.check_came("consumed", "released")


def test_two_authors_of_one_initiative_do_not_hinder_each_other(race):
    """Each uses hers for her own nomination: all are served, whatever order they come in."""
    first, second = recognised(race.world, race.world.teacher, race.world.teacher2)
    for _ in range(race.rounds):
        race.begin()
        acts = [partial(race.reserve, [first], "nomination:1"), partial(race.reserve, [second], "nomination:2")]
        answers = race.run(race.many(*acts))
        assert len(done(answers)) == race.connections
        held = {(race.held(author).purpose_key, race.held(author).pk) for author in (first, second)}
        assert {(purpose, pk) for purpose, [pk] in answers} == held


def test_authors_named_in_another_order_never_wait_in_a_circle(race):
    """Two purposes want both authors, one names them the other way round: one has both, the other has neither."""
    first, second = recognised(race.world, race.world.teacher, race.world.teacher2)
    for _ in range(race.rounds):
        race.begin()
        acts = [
            partial(race.reserve, [first, second], "nomination:1"),
            partial(race.reserve, [second, first], "nomination:2"),
        ]
        answers = race.run(race.many(*acts))
        [purpose] = {use.purpose_key for use in InitiativeUse.objects.all()}
        assert InitiativeUse.objects.count() == 2
        assert {answer[0] for answer in done(answers)} == {purpose}
        race.tally[purpose] += 1
    race.check_came("nomination:1", "nomination:2")
