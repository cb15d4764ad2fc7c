"""A decision as a document of our own, what is recorded from it, and the giấy khen after it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from awards import services
from awards.models import Certificate, Decision, DecisionPaper
from awards.services import Authority, Commended
from core import clock, jobs
from core.errors import DomainError
from core.scoping import scope
from documents import services as documents
from documents.content import plain_text
from legal.models import Distinction, LegalDocument, LegalParameter
from organisation.models import Role, RoleAssignment
from oversight.services import accept_dossier
from records.models import TitleRecord
from submissions import services as submissions
from submissions.models import Submission
from tests.factories.dossiers import make_dossier, sent_dossier

CHAIR = Authority("Chủ tịch", "Ủy ban nhân dân phường Hoa Lư", "Đinh Văn Hoan", "QĐ-UBND")


def issue(document, *, by, number: int = 31):
    """Approved by whoever heads the organisation, numbered today."""
    organisation = document.organisation
    role = Role.OFFICE_LEADER if organisation.is_office else Role.PRINCIPAL
    head = RoleAssignment.objects.filter(organisation=organisation, role=role).get().person.user
    document = documents.submit_for_approval(document, by=by)
    document = documents.approve(document, content_hash=document.content_hash, by=head)
    return documents.issue(document, number=number, issued_on=clock.today(), by=by)


def head_decides(world, code: str) -> None:
    document = LegalDocument.objects.create(
        organisation=world.school,
        number="9/QC-THNC",
        kind="Quy chế",
        title="Quy chế khen thưởng",
        issuer="Trường",
        from_on=date(2026, 8, 1),
        mark="T",
    )
    LegalParameter.objects.create(
        code=f"award.decider.{code}",
        value="head",
        organisation=world.school,
        document=document,
        mark="T",
        from_on=date(2026, 8, 1),
    )


@pytest.fixture
def accepted(world) -> Submission:
    _, submission = sent_dossier(world)
    with scope(world.office):
        submission = submissions.receive(submission, by=world.officer.user)
        accept_dossier(submission, by=world.officer.user)
    submission.refresh_from_db()
    return submission


def draft(world, accepted, **granted) -> DecisionPaper:
    rows = accepted.manifest["nominations"]
    chosen = {row["nomination"]: granted.get("refuse") != row["name"] for row in rows}
    with scope(world.office):
        return services.draft_about_dossier(accepted, granted=chosen, authority=CHAIR, by=world.officer.user)


@pytest.fixture
def certificate_form(world) -> Distinction:
    defaults = {"name": "Giấy khen", "kind": "commendation", "target": "both", "position": 11}
    return Distinction.objects.get_or_create(code="GIAY_KHEN", defaults=defaults)[0]


def commend(world, form) -> DecisionPaper:
    return services.draft_commendation(
        world.school,
        distinction=form,
        period="trong phong trào “Đọc sách”",
        school_year_code=world.year.code,
        people=[
            Commended(world.teacher.full_name, "Giáo viên", "Có nhiều sáng tạo", person=world.teacher),
            Commended(world.department.name, "", "Dẫn đầu phong trào", department=world.department),
            Commended("Nguyễn Thị Lụa", "Cha mẹ học sinh", "Ủng hộ phong trào"),
        ],
        authority=services.first_authority(world.school),
        by=world.secretary.user,
    )


# ---- the office ----


def test_the_office_drafts_issues_and_sends_down_without_typing_again(world, accepted):
    paper = draft(world, accepted, refuse="Lê Minh Ân")
    with scope(world.office):
        text = plain_text(paper.document.content)
        issue(paper.document, by=world.officer.user)
        decision = services.record_issued(paper, by=world.officer.user)
        again = services.record_issued(paper, by=world.officer.user)

    assert paper.document.form == "title_decision"
    assert "Theo đề nghị của Trường Tiểu học Ngọc Cầu tại Tờ trình số 08/TTr-THNC" in text
    assert "Đỗ Thị Hòa" in text
    assert "Lê Minh Ân" not in text
    assert (decision.number, decision.decided_on) == ("31/QĐ-UBND", clock.today())
    assert decision.authority == "Chủ tịch Ủy ban nhân dân phường Hoa Lư"
    assert (decision.granted_count, len(decision.lines)) == (1, 2)
    assert again == decision
    with scope(world.school):
        delivery = Submission.objects.addressed_to(world.school).decisions().get()
        assert services.take_decision(delivery, by=world.secretary.user) == 1


def test_nothing_is_recorded_before_the_document_is_issued(world, accepted):
    paper = draft(world, accepted)

    with scope(world.office), pytest.raises(DomainError, match="Duyệt, cho số"):
        services.record_issued(paper, by=world.officer.user)


def test_a_text_that_grants_something_else_is_not_recorded(world, accepted):
    paper = draft(world, accepted)
    with scope(world.office):
        content = paper.document.content
        table = next(block for block in content.walk() if hasattr(block, "rows"))
        table.rows = table.rows[:1]
        documents.update_content(paper.document, content, version=1, by=world.officer.user)
        paper.document.refresh_from_db()
        issue(paper.document, by=world.officer.user)

        with pytest.raises(DomainError, match="1 dòng, khác với 2"):
            services.record_issued(paper, by=world.officer.user)


def test_drafted_again_it_is_the_same_document_with_other_lines(world, accepted):
    first, second = draft(world, accepted), draft(world, accepted, refuse="Lê Minh Ân")

    assert second.pk == first.pk
    assert len(second.granted) == 1
    second.document.refresh_from_db()
    assert "Lê Minh Ân" not in plain_text(second.document.content)


def test_the_page_asks_for_each_line_and_keeps_what_was_typed(world, accepted):
    page = reverse("awards:decision_draft", args=[world.office.slug, accepted.pk])
    client = world.client(world.officer)
    typed = {"post": "Chủ tịch", "body": "Ủy ban nhân dân phường Hoa Lư", "symbol": "qđ ubnd"}

    first = client.get(page).content.decode()
    answer = client.post(page, typed).content.decode()

    assert 'value="Ủy ban nhân dân phường Hoa Lư"' in first  # the committee that the Phòng belongs to
    assert "Ký hiệu viết hoa" in answer
    assert "chọn công nhận hoặc không công nhận" in answer
    assert 'value="qđ ubnd"' in answer


# ---- who may ----


def test_by_default_the_superior_decides_and_the_page_says_so_with_its_source(world, certificate_form):
    with scope(world.school):
        dossier = make_dossier(world)
        with pytest.raises(DomainError, match="cấp trên"):
            services.draft_own_titles(dossier, authority=CHAIR, by=world.secretary.user)
        with pytest.raises(DomainError, match="chưa đối chiếu văn bản"):
            commend(world, certificate_form)
    page = world.client(world.secretary).get(reverse("awards:dossier_detail", args=[world.school.slug, dossier.pk]))

    text = page.content.decode()
    assert "Cấp trên quyết định, trường lập tờ trình" in text
    assert "Điều 80 Luật 06/2022/QH15" in text
    assert "Soạn quyết định" not in text


def test_by_its_own_rule_the_school_decides_and_the_titles_stand_in_the_records(world):
    head_decides(world, "LDTT")
    with scope(world.school):
        dossier = make_dossier(world)
        authority = services.first_authority(world.school)
        paper = services.draft_own_titles(dossier, authority=authority, by=world.secretary.user)
        issue(paper.document, by=world.secretary.user)
        decision = services.record_issued(paper, by=world.secretary.user)

        held = TitleRecord.objects.for_organisation(world.school)
        assert {row.person for row in held} == {world.teacher, world.teacher2}
        assert {row.decision_number for row in held} == {decision.number}
        with pytest.raises(DomainError, match="đã được ghi"):
            services.draft_own_titles(dossier, authority=authority, by=world.secretary.user)


# ---- commendation and giấy khen ----


@pytest.fixture
def recorded(world, certificate_form) -> Decision:
    head_decides(world, "GIAY_KHEN")
    with scope(world.school):
        paper = commend(world, certificate_form)
        issue(paper.document, by=world.secretary.user)
        return services.record_issued(paper, by=world.secretary.user)


def test_a_commendation_records_the_own_people_and_only_names_the_others(world, recorded):
    with scope(world.school):
        rows = TitleRecord.objects.for_organisation(world.school)
        assert {(row.person, row.department) for row in rows} == {(world.teacher, None), (None, world.department)}
        assert recorded.paper.document.form == "award_decision"
        assert recorded.granted_count == 3


def test_all_certificates_are_made_once_and_their_files_in_one_job(world, recorded, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    page = reverse("awards:certificates", args=[world.school.slug, recorded.pk])
    client = world.client(world.secretary)
    preview = client.get(reverse("awards:certificate_preview", args=[world.school.slug, recorded.pk]))
    first, second = (client.post(page, {"first_number": 7}) for _ in range(2))
    with scope(world.school):
        made = list(Certificate.objects.for_organisation(world.school).select_related("document__render_job"))
        job = made[0].document.render_job
        jobs.run(job.pk)
        job.refresh_from_db()
        for row in made:
            row.document.refresh_from_db()

    assert "DỰ THẢO" in preview.content.decode()
    assert first.url == second.url == reverse("documents:batch_detail", args=[world.school.slug, job.uuid])
    assert [row.book_number for row in made] == [7, 8, 9]
    assert {row.document.kind for row in made} == {"certificate"}
    assert (job.state, job.done_count) == ("done", 3)
    assert all(row.document.file for row in made)


def test_a_number_that_stands_in_the_book_is_not_given_again(world, recorded):
    with scope(world.school):
        services.make_certificates(recorded, first_number=5, by=world.secretary.user)
        other = Decision.objects.create(
            organisation=world.school,
            paper=DecisionPaper.objects.create(
                organisation=world.school,
                school_year_code=world.year.code,
                document=documents.create_document(
                    organisation=world.school,
                    kind="decision",
                    content=recorded.paper.document.content,
                    by=world.secretary.user,
                ),
                authority="Hiệu trưởng",
                lines=recorded.lines,
                created_by=world.secretary.user,
            ),
            number="13/QĐ-THNC",
            decided_on=recorded.decided_on,
            authority="Hiệu trưởng",
            lines=recorded.lines,
            created_by=world.secretary.user,
        )
        with pytest.raises(DomainError, match="Số 5 đã có trong sổ"):
            services.make_certificates(other, first_number=4, by=world.secretary.user)
        assert services.next_book_number(world.school, recorded.decided_on.year) == 8
