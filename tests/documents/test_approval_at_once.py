"""Decisions and edits at the same moment: real threads, real commits."""

from __future__ import annotations

import pytest

from core.errors import DomainError
from core.scoping import scope
from documents import services
from documents.models import ApprovalDecision, ApprovalStep, OfficialDocument
from documents.services import Step
from organisation.models import Role
from tests.documents import drafts
from tests.documents.test_numbers_at_once import in_threads
from tests.factories.people import make_person

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

State = OfficialDocument.State
ROUNDS = 5


def two_vice_principals(world):
    second = make_person(world.school, "Trần Thị Ngân", Role.VICE_PRINCIPAL, Role.STAFF)
    steps = [Step(role=Role.VICE_PRINCIPAL), Step(role=Role.PRINCIPAL)]
    services.set_route(organisation=world.school, kind="plan", steps=steps, version=0, by=world.principal.user)
    return [world.vice_principal, second]


def test_two_who_may_decide_at_one_step_decide_it_once(transactional_world):
    world = transactional_world
    with scope(world.school):
        people = two_vice_principals(world)
        for _ in range(ROUNDS):
            document = drafts.submitted(world)

            def decide(index, document=document):
                with scope(world.school):
                    by = people[index].user
                    return services.approve(document, content_hash=document.content_hash, by=by).state

            results = in_threads(2, decide)

            assert sorted(isinstance(each, DomainError) for each in results) == [False, True]
            assert ApprovalDecision.objects.filter(document=document).count() == 1
            assert [step.state for step in document.approval_steps.all()] == ["approved", "asked"]


def test_one_approves_while_the_other_returns(transactional_world):
    world = transactional_world
    with scope(world.school):
        people = two_vice_principals(world)
        for _ in range(ROUNDS):
            document = drafts.submitted(world)
            shown = ApprovalStep.objects.asked().get(document=document).pk

            def decide(index, document=document, shown=shown):
                with scope(world.school):
                    by = people[index].user
                    if index:
                        return services.return_to_draft(document, reason="Sửa căn cứ.", by=by, step=shown).state
                    return services.approve(document, content_hash=document.content_hash, by=by, step=shown).state

            results = in_threads(2, decide)

            [done] = [each for each in results if not isinstance(each, DomainError)]
            document.refresh_from_db()
            assert document.state == done
            assert ApprovalDecision.objects.filter(document=document).count() == 1


def test_an_approval_never_covers_an_edit_made_at_the_same_moment(transactional_world):
    world = transactional_world
    with scope(world.school):
        for number in range(ROUNDS):
            document = drafts.submitted(world)
            content = document.content
            content.subject = f"Sửa lần {number}"

            def act(index, document=document, content=content):
                with scope(world.school):
                    if index:
                        by = world.secretary.user
                        return services.update_content(document, content, version=document.version, by=by).state
                    by = world.principal.user
                    return services.approve(document, content_hash=document.content_hash, by=by).state

            results = in_threads(2, act)

            document.refresh_from_db()
            assert results[1] == State.DRAFT
            assert (document.state, document.approved_hash, document.subject_line) == (State.DRAFT, "", content.subject)
            decided = ApprovalDecision.objects.filter(document=document)
            assert not decided.filter(content_hash=document.content_hash).exists()
            assert not document.approval_steps.filter(state__in=["asked", "approved"]).exists()
