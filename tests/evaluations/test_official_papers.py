"""What of published results stands as a document: a sheet's official copy, the table of a period; who reads them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.scoping import scope
from documents import services as documents
from documents.approvers import steps_open_to
from documents.content import plain_text
from documents.models import OfficialDocument
from evaluations import services
from evaluations.models import EvaluationSheet
from evaluations.services.reviews import Review
from organisation.permissions import role_codes
from tests.evaluations.full_rubric import WHOLE, cells_by_code, hand_in, make_full_period
from tests.evaluations.months import AFTER, DURING

VIEW = "documents.view_officialdocument"


@pytest.fixture
def october(world):
    """October, decided by the head, with two sheets the tổ has scored."""
    with scope(world.school):
        with clock.travel_to(DURING):
            period = make_full_period(world, policy={"uses_council": False, "staff_sees": "grades"})
        with clock.travel_to(AFTER):
            for person in (world.teacher, world.teacher2):
                sheet = hand_in(period, person)
                review = Review(sheet.version, cells_by_code(sheet, **WHOLE), note="Làm việc chắc chắn.")
                services.save_review(period, reviews={sheet.pk: review}, recommend=True, by=world.head.user)
            yield period


@pytest.fixture
def published(world, october):
    services.decide_by_head(october, by=world.principal.user)
    services.publish(october, by=world.principal.user)
    october.refresh_from_db()
    return october


def sheet_of(period, person) -> EvaluationSheet:
    return EvaluationSheet.objects.of_period(period).select_related("organisation").get(person=person)


def readers(world, document) -> set[str]:
    """Of the school's people those who may read it, by the page and by the list alike."""
    people = {
        name: getattr(world, name)
        for name in ("principal", "vice_principal", "secretary", "clerk", "head", "teacher", "teacher2")
    }
    allowed = {name for name, person in people.items() if person.user.has_perm(VIEW, document)}
    for name, person in people.items():
        roles = role_codes(person.user, world.school)
        steps = steps_open_to(person.user, world.school)
        listed = OfficialDocument.objects.for_organisation(world.school).readable_by(
            person.user, roles=roles, steps=steps
        )
        assert listed.filter(pk=document.pk).exists() == (name in allowed), name
    return allowed


def test_a_published_sheet_has_one_official_copy_as_long_as_its_result_stands(world, published):
    sheet = sheet_of(published, world.teacher)
    copy = services.freeze_sheet(sheet, by=world.teacher.user)
    assert (copy.state, copy.form, copy.number) == ("issued", "sheet", None)
    assert world.teacher.full_name in plain_text(copy.content)
    assert services.freeze_sheet(sheet, by=world.principal.user) == copy


def test_a_copy_shows_what_its_person_reads_whoever_asks_for_it(world, published):
    mine = services.freeze_sheet(sheet_of(published, world.teacher), by=world.teacher.user)
    by_another = services.freeze_sheet(sheet_of(published, world.teacher2), by=world.secretary.user)
    lines = [plain_text(each.content).replace(person.full_name, "…").splitlines() for each, person in
             ((mine, world.teacher), (by_another, world.teacher2))]  # fmt: skip
    assert lines[0] == lines[1]


def test_an_unpublished_sheet_has_none_and_the_page_says_why(world, october):
    sheet = sheet_of(october, world.teacher)
    with pytest.raises(DomainError, match="chưa công bố"):
        services.freeze_sheet(sheet, by=world.teacher.user)
    address = reverse("evaluations:sheet_official", args=[world.school.slug, sheet.pk])
    page = world.client(world.teacher).post(address, follow=True)
    assert "chưa công bố nên chưa lập bản chính thức" in page.content.decode()
    assert not OfficialDocument.objects.exists()


def test_a_sheet_is_read_by_its_person_her_head_and_those_who_run_the_periods(world, published):
    copy = services.freeze_sheet(sheet_of(published, world.teacher), by=world.principal.user)
    assert readers(world, copy) == {"principal", "vice_principal", "secretary", "head", "teacher"}


def test_the_table_is_drafted_approved_like_any_paper_and_made_anew_while_a_draft(world, published):
    document = services.draft_result_table(published, by=world.secretary.user)
    assert (document.kind, document.form, document.state) == ("list", "result_table", "draft")
    content = document.content
    assert content.letterhead.symbol.startswith("BTH-")
    assert content.is_landscape
    assert not content.is_form
    assert [signatory.name for signatory in content.signatories] == [world.principal.full_name]
    assert services.draft_result_table(published, by=world.secretary.user) == document
    assert OfficialDocument.objects.count() == 1


def test_before_publication_there_is_no_table(world, october):
    with pytest.raises(DomainError, match="chưa công bố"):
        services.draft_result_table(october, by=world.secretary.user)


def test_the_table_with_everybodys_points_is_not_for_the_staff_but_the_announcement_is(world, published):
    table = services.draft_result_table(published, by=world.secretary.user)
    notice = services.announce(published, by=world.secretary.user)
    for document in (table, notice):
        issue(world, document)
    # The clerk numbers and keeps every paper that bears a number.
    assert readers(world, table) == {"principal", "vice_principal", "secretary", "clerk"}
    assert readers(world, notice) >= {"teacher", "teacher2", "head"}


def issue(world, document):
    documents.submit_for_approval(document, by=world.secretary.user)
    document.refresh_from_db()
    documents.approve(document, content_hash=document.content_hash, by=world.principal.user)
    documents.issue(document, number=7, issued_on=clock.today(), by=world.clerk.user)
    document.refresh_from_db()
