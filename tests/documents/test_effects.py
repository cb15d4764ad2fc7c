"""A document that amends, replaces or revokes another: entered on its draft, in force with its issue."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from core.errors import DomainError
from core.scoping import scope
from documents import services
from documents.models import DocumentEffect, OfficialDocument
from tests.documents import drafts

pytestmark = pytest.mark.django_db
DAY, LATER = date(2026, 10, 12), date(2026, 10, 14)


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def acting(world, target, effect="replaces", **more) -> OfficialDocument:
    draft = drafts.draft(world, subject=f"Thay {target.full_number}", **more)
    services.set_effect(draft, target=target, effect=effect, by=world.vice_principal.user)
    return draft


def issue(world, draft, number, on=LATER):
    document = services.submit_for_approval(draft, by=world.vice_principal.user)
    document = services.approve(document, content_hash=document.content_hash, by=world.principal.user)
    return services.issue(document, number=number, issued_on=on, by=world.clerk.user)


@pytest.mark.parametrize(
    ("effect", "state", "words"),
    [
        ("amends", "amended", "Được sửa đổi bởi 06/KH-THNC ngày 14/10/2026"),
        ("replaces", "replaced", "Được thay thế bởi 06/KH-THNC ngày 14/10/2026"),
        ("revokes", "revoked", "Bị bãi bỏ bởi 06/KH-THNC ngày 14/10/2026"),
    ],
)
def test_an_effect_is_in_force_with_the_issue_and_not_before(school, effect, state, words):
    target = drafts.issued(school, 5, DAY)
    draft = acting(school, target, effect)
    assert services.state_of(target).state == "stands"

    issue(school, draft, 6)

    standing = services.state_of(target)
    assert (standing.state, standing.words) == (state, words)
    assert list(OfficialDocument.objects.in_state(state)) == [target]
    assert target not in OfficialDocument.objects.in_state("stands")


def test_the_strongest_effect_is_how_it_stands(school):
    target = drafts.issued(school, 5, DAY)
    issue(school, acting(school, target, "amends"), 6)
    issue(school, acting(school, target, "revokes"), 7)

    standing = services.state_of(target)
    assert (standing.state, len(standing.effects), [each.number for each in standing.by]) == ("revoked", 2, [7])
    assert list(OfficialDocument.objects.in_state("amended")) == []


def test_the_number_of_a_revoked_document_is_never_given_again(school):
    target = drafts.issued(school, 5, DAY)
    issue(school, acting(school, target, "revokes"), 6)

    with pytest.raises(DomainError, match="Số 05/KH-THNC năm 2026 đã cấp"):
        drafts.issued(school, 5, LATER)


def test_of_two_that_replace_the_same_one_only_the_first_is_issued(school):
    target = drafts.issued(school, 5, DAY)
    first, second = acting(school, target), acting(school, target)
    issue(school, first, 6)

    with pytest.raises(DomainError, match="05/KH-THNC đã được thay thế bởi 06/KH-THNC"), transaction.atomic():
        issue(school, second, 7)
    second.refresh_from_db()
    assert second.number is None


def test_itself_a_draft_and_what_has_ended_are_refused(school):
    draft, target = drafts.draft(school), drafts.issued(school, 5, DAY)

    def set_on(document):
        services.set_effect(draft, target=document, effect="revokes", by=school.vice_principal.user)

    with pytest.raises(DomainError, match="chính nó"):
        set_on(draft)
    with pytest.raises(DomainError, match="chưa ban hành"):
        set_on(drafts.draft(school, subject="Bản khác"))
    issue(school, acting(school, target), 6)
    with pytest.raises(DomainError, match="đã được thay thế"):
        set_on(target)


def test_a_circle_is_refused(school):
    target, draft = drafts.issued(school, 5, DAY), drafts.draft(school)
    back = drafts.draft(school, subject="Vòng")
    services.set_effect(back, target=target, effect="amends", by=school.vice_principal.user)
    DocumentEffect.objects.filter(document=back).update(target=draft)  # as only SQL could write it
    back = issue(school, back, 6)

    with pytest.raises(DomainError, match="không ghi ngược lại"):
        services.set_effect(draft, target=back, effect="revokes", by=school.vice_principal.user)


def test_another_organisations_document_is_refused_and_not_found(world):
    with scope(world.other_school):
        content = drafts.content(world.other_school)
        other = services.create_document(
            organisation=world.other_school, kind="plan", form="plan", content=content, by=world.other_principal.user
        )
    with scope(world.school):
        draft = drafts.draft(world)
        with pytest.raises(DomainError, match="không thuộc đơn vị"):
            services.set_effect(draft, target=other, effect="amends", by=world.vice_principal.user)
    page = reverse("documents:document_effects", args=[world.school.slug, draft.pk])
    answer = world.client(world.vice_principal).post(page, {"effect": "amends", "target": other.pk})
    assert answer.status_code == 404


def test_only_a_draft_changes_what_it_does(school):
    target = drafts.issued(school, 5, DAY)
    document = services.submit_for_approval(acting(school, target), by=school.vice_principal.user)
    row = document.effects.get()

    with pytest.raises(DomainError, match="còn là nháp"):
        services.remove_effect(row, by=school.vice_principal.user)


def test_the_database_keeps_the_effects_of_an_issued_document(school):
    target = drafts.issued(school, 5, DAY)
    issued = issue(school, acting(school, target), 6)

    for act in (lambda: issued.effects.all().delete(), lambda: issued.effects.update(effect="amends")):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            act()


def test_text_that_does_not_name_its_target_is_a_finding(school):
    target = drafts.issued(school, 5, DAY)
    draft = drafts.draft(school, subject="Thay kế hoạch trước")
    services.set_effect(draft, target=target, effect="replaces", by=school.vice_principal.user)
    named = acting(school, target)

    codes = [finding.code for finding in services.effect_findings(draft, issued_on=date(2026, 10, 9))]
    assert codes == ["target_not_named", "before_target"]
    assert services.effect_findings(named, issued_on=LATER) == []


def test_standings_of_a_list_cost_one_query(school, django_assert_num_queries):
    documents = [drafts.issued(school, number, DAY) for number in (1, 2, 3)]
    issue(school, acting(school, documents[1]), 9)

    with django_assert_num_queries(1):
        found = services.standings_of(documents)
        assert [found[each.pk].words for each in documents][1].startswith("Được thay thế bởi 09/KH-THNC")


def test_pages_enter_and_show_it(world):
    client = world.client(world.vice_principal)
    with scope(world.school):
        target, draft = drafts.issued(world, 5, DAY), drafts.draft(world, subject="Thay 05/KH-THNC")
    page = reverse("documents:document_effects", args=[world.school.slug, draft.pk])
    assert "05/KH-THNC ngày 12/10/2026" in client.get(page, {"q": "05"}).content.decode()
    shown = client.post(page, {"effect": "replaces", "target": target.pk, "note": "Cả văn bản"}, follow=True)
    assert "Cả văn bản" in shown.content.decode()
    with scope(world.school):
        issue(world, draft, 6)
    detail = client.get(reverse("documents:document_detail", args=[world.school.slug, target.pk])).content.decode()
    assert "Được thay thế" in detail
    assert "06/KH-THNC" in detail
