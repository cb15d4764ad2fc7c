"""Báo cáo thành tích from the first word to the dossier."""

from __future__ import annotations

import pytest
from django.urls import reverse

from awards import services
from awards.findings import findings_of
from awards.models import AchievementReport
from core.errors import ConflictError, DomainError
from core.scoping import scope
from deadlines.models import Obligation
from documents.content import plain_text
from legal.models import Distinction, LegalParameter
from registrations.models import Registration
from tests.factories.dossiers import complete, make_dossier, make_round


def url(world, name, pk):
    return reverse(f"awards:report_{name}", args=[world.school.slug, pk])


@pytest.fixture
def registration(world):
    with scope(world.school):
        [row] = make_round(world, [world.teacher])
    return row


def written(world, registration, **values) -> AchievementReport:
    texts = {"duties": "Giáo viên chủ nhiệm.", "achievements": "Dạy đủ chương trình.", "native_place": "Hoa Lư"}
    with scope(world.school):
        report = services.save_report(registration, values=texts | values, version=0, by=world.teacher.user)
        return services.submit_report(report, version=report.version, by=world.teacher.user)


def test_it_begins_with_what_was_registered_and_asks_only_what_is_not_known(world, registration):
    world.teacher.is_female = True
    world.teacher.save()
    page = world.client(world.teacher).get(url(world, "edit", registration.pk)).content.decode()

    assert "Hoàn thành tốt nhiệm vụ" in page  # the goals
    assert "Quê quán" in page
    assert 'name="gender"' not in page
    with scope(world.school):
        assert not AchievementReport.objects.exists()  # reading stores nothing


def test_from_the_persons_draft_to_the_frozen_paper(world, registration):
    client = world.client(world.teacher)
    typed = {"version": 0, "page": "a", "duties": "Giáo viên.", "achievements": "Dạy tốt.", "native_place": "Hoa Lư"}
    client.post(url(world, "edit", registration.pk), typed | {"act": "save"})
    with scope(world.school):
        assert AchievementReport.objects.get().details == {"native_place": "Hoa Lư"}
    hidden = world.client(world.principal).get(url(world, "detail", registration.pk)).content.decode()
    assert "chỉ xem được sau khi" in hidden

    client.post(url(world, "edit", registration.pk), typed | {"version": 1, "act": "submit"})
    with scope(world.school):
        report = AchievementReport.objects.get()
        owed = Obligation.objects.owed_by(world.school).open().get(key__startswith="achievement_report")
    assert (report.state, owed.role) == ("submitted", "principal")

    done = world.client(world.principal).post(url(world, "confirm", registration.pk), {"version": report.version})
    report.refresh_from_db()
    assert done.status_code == 302
    assert (report.state, report.document.form, report.document.state) == ("confirmed", "person_report", "issued")
    shown = world.client(world.secretary).get(url(world, "detail", registration.pk)).context["preview_url"]
    assert shown == reverse("documents:document_preview", args=[world.school.slug, report.document_id])
    assert report.document.content.letterhead.symbol == ""
    text = plain_text(report.document.content)
    for words in ("Quê quán: Hoa Lư", "Dạy tốt.", "XÁC NHẬN CỦA THỦ TRƯỞNG ĐƠN VỊ"):
        assert words in text
    own = reverse("documents:document_detail", args=[world.school.slug, report.document_id])
    for person in (world.teacher, world.head, world.principal, world.secretary):
        assert world.client(person).get(own).status_code == 200
    assert world.client(world.teacher2).get(own).status_code == 403


def test_two_pages_do_not_overwrite_each_other(world, registration):
    with scope(world.school):
        services.save_report(registration, values={"duties": "Một"}, version=0, page="a", by=world.teacher.user)
        with pytest.raises(ConflictError):
            services.save_report(registration, values={"duties": "Hai"}, version=0, page="b", by=world.teacher.user)
    page = url(world, "autosave", registration.pk)
    answer = world.client(world.teacher).post(f"{page}?version=0&page=b", {"duties": "Hai"})
    assert answer.status_code == 409
    answer = world.client(world.teacher).post(f"{page}?version=1&page=a", {"duties": "Ba"})
    assert answer.status_code == 204
    assert "X-Saved-At" in answer.headers


def test_an_empty_report_is_not_handed_in_and_stays_on_the_page(world, registration):
    typed = {"version": 0, "page": "a", "duties": "", "achievements": "Dạy tốt.", "act": "submit"}

    answer = world.client(world.teacher).post(url(world, "edit", registration.pk), typed).content.decode()

    assert "Chưa ghi quyền hạn, nhiệm vụ." in answer
    assert "Dạy tốt." in answer


def test_returned_it_is_owed_again_and_a_confirmed_one_keeps_its_paper(world, registration):
    report = written(world, registration)
    with scope(world.school):
        document = services.confirm_report(report, version=report.version, by=world.principal.user)
        with pytest.raises(DomainError, match="lý do"):
            services.return_report(report, reason=" ", by=world.secretary.user)
        report = services.return_report(report, reason="Ghi rõ sáng kiến.", by=world.secretary.user)
        owed = Obligation.objects.owed_by(world.school).open().get(key__endswith=":revise")
        assert (owed.person, report.document) == (world.teacher, document)
        report = services.submit_report(report, version=report.version, by=world.teacher.user)
        second = services.confirm_report(report, version=report.version, by=world.principal.user)
        assert second != document


def test_what_changed_after_the_page_was_opened_is_not_confirmed(world, registration):
    report = written(world, registration)

    with scope(world.school), pytest.raises(ConflictError):
        services.confirm_report(report, version=report.version - 1, by=world.principal.user)


def test_nobody_confirms_her_own(world):
    with scope(world.school):
        [row] = make_round(world, [world.principal])
        report = services.save_report(
            row, values={"duties": "Quản lý.", "achievements": "Tốt."}, version=0, by=world.principal.user
        )
        services.submit_report(report, version=1, by=world.principal.user)

    assert world.client(world.principal).post(url(world, "confirm", row.pk), {"version": 2}).status_code == 403
    assert world.client(world.vice_principal).post(url(world, "confirm", row.pk), {"version": 2}).status_code == 302


def test_a_department_reports_by_its_head(world, registration):
    title = Distinction.objects.get_or_create(
        code="TTLDTT",
        defaults={"name": "Tập thể lao động tiên tiến", "kind": "title", "target": "collective", "position": 6},
    )[0]
    with scope(world.school):
        registration.pk, registration.person = None, None
        registration.department, registration.distinction = world.department, title
        registration.save()

    page = world.client(world.head).get(url(world, "edit", registration.pk)).content.decode()
    assert "Đăng ký Lao động tiên tiến: 1 người." in page
    assert "Đặc điểm, tình hình" in page
    assert world.client(world.teacher).get(url(world, "edit", registration.pk)).status_code == 403
    with scope(world.school):
        paper = plain_text(services.report_paper(services.report_of(registration)))
    assert "Số người: 03" in paper
    assert "ĐẠI DIỆN TẬP THỂ BÁO CÁO" in paper


def test_a_title_that_asks_for_a_report_is_missing_it_until_it_is_confirmed(world):
    parameter = LegalParameter.objects.get(code="award.report.CSTDCS", organisation=None)
    LegalParameter.objects.create(
        code="award.report.LDTT",
        value="yes",
        document=parameter.document,
        mark="T",
        from_on=parameter.from_on,
    )
    with scope(world.school):
        dossier = make_dossier(world, [world.teacher])
        before = {finding.code: finding.severity for finding in findings_of(dossier)}
        [registration] = [row.motion for row in dossier.nominations.in_order()]
        row = Registration.objects.get(person=world.teacher)
    report = written(world, row)
    with scope(world.school):
        services.confirm_report(report, version=report.version, by=world.principal.user)
        after = {finding.code for finding in findings_of(complete(dossier, world))}
        files = services.files_of(dossier)

    assert before["report_missing"] == "must"
    assert registration.subject_key == f"registration:{row.pk}"
    assert "reports_whole" in after
    assert [title for part, title, _ in files if part.startswith("report-")] == ["Báo cáo thành tích: Đỗ Thị Hòa"]


def test_the_default_is_unverified_and_blocks_nothing(world):
    with scope(world.school):
        dossier = make_dossier(world, [world.teacher])
        title = Distinction.objects.get_or_create(
            code="CSTDCS", defaults={"name": "CSTĐ", "kind": "title", "target": "individual", "position": 2}
        )[0]
        dossier.nominations.update(distinction=title)
        [found] = [each for each in findings_of(dossier) if each.code == "report_missing"]

    assert found.severity == "look"
    assert not found.citation.is_verified
