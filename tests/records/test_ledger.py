"""One use of an initiative: reserved, consumed, released, and the sentence that refuses a second one."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEntry
from core.errors import DomainError
from core.scoping import scope
from records.models import InitiativeUse
from records.services import ledger
from tests.factories.dossiers import distinction
from tests.records.initiatives import recognised


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def hold(world, authors, purpose: str = "nomination:1", **values):
    asked = {"distinction": distinction("CSTDCS", "Chiến sĩ thi đua cơ sở"), "school_year_code": "2026-2027"}
    return ledger.reserve(authors, **asked | values, purpose_key=purpose, by=world.secretary.user)


def verbs() -> list[str]:
    rows = AuditEntry.objects.filter(verb__startswith="records.initiative_").order_by("id")
    return list(rows.values_list("verb", flat=True))


def test_the_same_purpose_again_changes_nothing(school):
    authors = recognised(school, school.teacher)

    assert hold(school, authors) == hold(school, authors)
    assert verbs() == ["records.initiative_reserved"]


def test_a_refusal_names_the_title_and_the_year_it_is_used_for(school):
    authors = recognised(school, school.teacher)
    hold(school, authors)

    with pytest.raises(DomainError, match="đang dùng để đề nghị Chiến sĩ thi đua cơ sở năm học 2026-2027"):
        hold(school, authors, "nomination:2", school_year_code="2027-2028")

    ledger.consume(school.school, "nomination:1", school.secretary.user)
    with pytest.raises(DomainError, match="đã dùng để xét Chiến sĩ thi đua cơ sở năm học 2026-2027"):
        hold(school, authors, "nomination:2")


def test_several_authors_are_held_together_or_not_at_all(school):
    first, second = recognised(school, school.teacher, school.teacher2)
    hold(school, [second], "nomination:2")

    with pytest.raises(DomainError, match="Lê Minh Ân"):
        hold(school, [first, second])
    assert list(InitiativeUse.objects.values_list("author", flat=True)) == [second.pk]


def test_what_was_released_may_be_used_for_something_else(school):
    authors = recognised(school, school.teacher)
    hold(school, authors)

    [released] = ledger.release(school.school, "nomination:1", "Không đủ phiếu", school.secretary.user)

    assert (released.state, released.reason) == ("released", "Không đủ phiếu")
    assert ledger.free_authors(school.school, school.teacher) == authors
    hold(school, authors, "nomination:2")
    assert ledger.free_authors(school.school, school.teacher) == []
    assert verbs() == ["records.initiative_reserved", "records.initiative_released", "records.initiative_reserved"]


def test_releasing_or_consuming_twice_changes_nothing(school):
    authors = recognised(school, school.teacher)
    hold(school, authors)
    by = school.secretary.user

    ledger.consume(school.school, "nomination:1", by)
    ledger.consume(school.school, "nomination:1", by)

    assert verbs() == ["records.initiative_reserved", "records.initiative_consumed"]
    with pytest.raises(DomainError, match="nên không trả lại được"):
        ledger.release(school.school, "nomination:1", "Rút", by)


def test_what_was_given_back_is_not_said_to_be_used(school):
    authors = recognised(school, school.teacher)
    hold(school, authors)
    ledger.release(school.school, "nomination:1", "Rút đề nghị", school.secretary.user)

    assert ledger.release(school.school, "nomination:1", "Rút", school.secretary.user) == []
    with pytest.raises(DomainError, match="Rút đề nghị"):
        ledger.consume(school.school, "nomination:1", school.secretary.user)


def test_a_purpose_without_an_initiative_is_no_fault(school):
    assert ledger.consume(school.school, "nomination:5", school.secretary.user) == []
    assert ledger.release(school.school, "nomination:5", "", school.secretary.user) == []


def test_the_database_keeps_one_use_by_itself(school):
    [author] = recognised(school, school.teacher)
    [use] = hold(school, [author])

    with pytest.raises(IntegrityError), transaction.atomic():
        InitiativeUse.objects.create(
            organisation=school.school,
            author=author,
            distinction=use.distinction,
            school_year_code="2026-2027",
            purpose_key="nomination:9",
            state="consumed",
        )
