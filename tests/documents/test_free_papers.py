"""Papers written freely, forms frozen without a number, and who reads them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.scoping import scope
from documents import own_readers, services
from documents.approvers import steps_open_to
from documents.content import Content, Letterhead, Paragraph, Run, Section
from documents.models import OfficialDocument
from documents.paper_forms import FREE, PAPER_FORMS
from organisation.permissions import role_codes


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def url(name, *args):
    return reverse(f"documents:{name}", args=["th-ngoc-cau", *args])


def frozen_form(world, by, **more):
    content = Content(
        "PHIẾU ĐÁNH GIÁ",
        "Tháng 10",
        Letterhead(issuer=["Trường"], symbol="KH-X", number="9"),
        blocks=[Paragraph([Run("95 điểm")])],
        is_form=True,
    )
    return services.issue_form(organisation=world.school, form="sheet", content=content, by=by.user, **more)


# ---- written freely ----


@pytest.mark.parametrize("form", FREE)
def test_every_free_paper_begins_with_its_corners_and_its_type(school, form):
    paper = PAPER_FORMS[form]
    document = services.begin_paper(
        organisation=school.school, form=form, subject=" Đôn đốc  nộp hồ sơ ", by=school.vice_principal.user
    )
    content = document.content
    assert (document.kind, document.form, document.state) == (paper.kind, form, "draft")
    assert content.subject == "Đôn đốc nộp hồ sơ"
    assert content.title == paper.title
    assert content.letterhead.symbol == (f"{paper.code}-THNC" if paper.code else "THNC")
    assert [signatory.name for signatory in content.signatories] == [school.principal.full_name]


def test_a_letter_has_no_title_and_is_printed_with_its_subject_under_the_number(client, school):
    client.force_login(school.vice_principal.user)
    response = client.post(url("document_new"), {"form": "letter", "subject": "đôn đốc nộp hồ sơ"})
    document = OfficialDocument.objects.for_organisation(school.school).get()
    assert response["Location"] == url("document_edit", document.pk)
    page = client.get(url("document_preview", document.pk)).content.decode()
    assert "V/v đôn đốc nộp hồ sơ" in page
    assert 'class="title"' not in page


def test_a_paper_made_from_data_is_not_begun_empty(client, school):
    with pytest.raises(DomainError, match="không soạn tự do"):
        services.begin_paper(organisation=school.school, form="proposal", subject="x", by=school.principal.user)
    client.force_login(school.principal.user)
    response = client.post(url("document_new"), {"form": "proposal", "subject": "giữ lời đã gõ"})
    assert "không soạn tự do" in response.content.decode()
    assert "giữ lời đã gõ" in response.content.decode()
    assert not OfficialDocument.objects.for_organisation(school.school).exists()


def test_marks_are_written_in_the_editor_and_an_untouched_save_changes_nothing(client, school):
    document = services.begin_paper(
        organisation=school.school, form="letter", subject="Họp gấp", by=school.principal.user
    )
    client.force_login(school.principal.user)
    typed = {"before": document.content_hash, "subject": "Họp gấp", "body": "Mời họp.", "urgency": "HỎA TỐC"}
    client.post(url("document_edit", document.pk), {**typed, "contact": " Số 12  đường Hoa Sen "})
    document.refresh_from_db()
    assert (document.content.urgency, document.content.contact) == ("HỎA TỐC", "Số 12 đường Hoa Sen")
    same = client.get(url("document_edit", document.pk)).context["form"]
    values = {name: same[name].value() or "" for name in same.fields if name != "library_bases"}
    client.post(url("document_edit", document.pk), values)
    before = document.content_hash
    document.refresh_from_db()
    assert document.content_hash == before


def test_an_urgency_that_does_not_exist_is_refused_and_what_was_typed_stays(client, school):
    document = services.begin_paper(
        organisation=school.school, form="letter", subject="Họp gấp", by=school.principal.user
    )
    client.force_login(school.principal.user)
    typed = {"before": document.content_hash, "subject": "Họp gấp", "body": "Mời họp.", "urgency": "RẤT GẤP"}
    page = client.post(url("document_edit", document.pk), typed).content.decode()
    assert "Mời họp." in page
    document.refresh_from_db()
    assert document.content.urgency == ""


# ---- frozen without a number ----


def test_a_form_is_frozen_at_once_without_a_number_and_with_a_code(school):
    document = frozen_form(school, school.principal)
    assert (document.state, document.number, document.series) == ("issued", None, None)
    assert (document.year, document.issued_on) == (clock.today().year, clock.today())
    assert len(document.verification_code) == 12
    assert hashlib.sha256(document.frozen.encode()).hexdigest() == document.frozen_sha256
    assert document.content.letterhead.symbol == ""
    assert document.render_job is not None
    assert str(document) == "Phiếu đánh giá cá nhân Tháng 10"
    assert services.pdf_name(document) == f"phieu-danh-gia-ca-nhan_{document.year}_{document.pk}.pdf"


def test_who_has_to_act_sees_that_a_paper_is_urgent(school):
    document = services.begin_paper(organisation=school.school, form="letter", subject="x", by=school.clerk.user)
    content = replace(document.content, urgency="KHẨN")
    document = services.update_content(document, content, version=document.version, by=school.clerk.user)
    services.submit_for_approval(document, by=school.clerk.user)

    assert "Duyệt công văn KHẨN: x" in school.client(school.principal).get(reverse("home"), follow=True).text


def test_a_form_dated_as_what_it_tells_has_nothing_to_look_at_in_the_register(school):
    document = frozen_form(school, school.principal, issued_on=clock.today() - timedelta(days=40))
    shown = school.client(school.principal).get(
        reverse("documents:document_detail", args=[school.school.slug, document.pk])
    )
    assert document.issued_on < document.approved_at.date()
    assert "Ngày văn bản trước ngày duyệt" not in shown.text


def test_a_numbered_paper_is_no_form(school):
    with pytest.raises(ValueError, match="bears a number"):
        services.issue_form(
            organisation=school.school, form="proposal", content=Content("TỜ TRÌNH", "x"), by=school.principal.user
        )


@pytest.mark.parametrize("change", [{"verification_code": "A" * 12}, {"form": "ballot"}, {"subject_line": "khác"}])
def test_the_database_keeps_code_form_and_words_of_what_was_issued(school, change):
    document = frozen_form(school, school.principal)
    rows = OfficialDocument.objects.for_organisation(school.school).filter(pk=document.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**change)


def test_the_database_wants_a_number_of_any_other_kind_and_a_code_of_all(school):
    rows = OfficialDocument.objects.for_organisation(school.school)
    document = services.begin_paper(organisation=school.school, form="letter", subject="x", by=school.principal.user)
    issued = {"state": "issued", "issued_on": clock.today(), "approved_by": school.principal.user}
    whole = {**issued, "frozen": "{}", "frozen_sha256": "0" * 64}
    for change in ({**whole, "verification_code": "B" * 12}, {**whole, "kind": "form"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.filter(pk=document.pk).update(**change)
    rows.filter(pk=document.pk).update(**whole, kind="form", verification_code="B" * 12)


# ---- who reads a form ----


def readable(world, person):
    user = person.user
    rows = OfficialDocument.objects.for_organisation(world.school)
    roles = role_codes(user, world.school)
    listed = set(rows.readable_by(user, roles=roles, steps=steps_open_to(user, world.school)))
    assert listed == {each for each in rows if user.has_perm("documents.view_officialdocument", each)}
    return listed


def test_a_form_that_another_room_keeps_is_read_by_whom_it_names_alone(school, monkeypatch):
    mine, kept = frozen_form(school, school.principal), frozen_form(school, school.principal, origin_name="rooms:kept")
    monkeypatch.setattr(own_readers, "_READERS", dict(own_readers._READERS))
    hers = {school.teacher.user.pk}
    rows = OfficialDocument.objects.for_organisation(school.school).filter(origin_name="rooms:kept")
    own_readers.register("rooms:kept", lambda user: rows.values("pk") if user.pk in hers else rows.none().values("pk"))
    assert readable(school, school.principal) == {mine}  # who made them; what she may read in a role ends with it
    assert readable(school, school.clerk) == {mine}
    assert readable(school, school.vice_principal) == {mine}
    assert readable(school, school.teacher) == {kept}
    assert readable(school, school.secretary) == set()
    hers.add(school.clerk.user.pk)
    assert readable(school, school.clerk) == {mine, kept}


def test_a_decision_begins_with_the_article_that_ends_it(school):
    document = services.begin_paper(
        organisation=school.school, form="decision", subject="Ban hành quy định", by=school.principal.user
    )
    [article] = document.content.blocks
    assert isinstance(article, Section)
    assert article.style == "article"
