from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEntry
from core import clock, jobs
from core.errors import ConflictError, DomainError
from core.models import Job
from core.scoping import scope
from deadlines.models import Obligation
from documents import rendering, services
from documents.content import Content, canonical_bytes
from documents.models import NumberSeries, OfficialDocument
from organisation.models import Role
from tests.documents import drafts

State = OfficialDocument.State
DAY = date(2026, 10, 12)


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def obligation(document, step):
    return Obligation.objects.get(organisation=document.organisation, key=f"document:{document.pk}:{step}")


def refused_by_database(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


# ---- what a document starts from ----


def test_letterhead_carries_symbol_and_lines_of_the_organisation(school):
    head = services.letterhead_for(school.school, type_code="TTr", on=DAY)

    assert (head.symbol, head.issuer, head.superior) == (
        "TTr-THNC",
        ["TRƯỜNG TIỂU HỌC NGỌC CẦU"],
        ["UBND PHƯỜNG HOA LƯ"],
    )
    assert (head.place, head.number, head.issued_on) == ("Hoa Lư", None, DAY)


def test_head_signatory_is_who_holds_the_role_that_day(school):
    signatory = services.head_signatory(school.school, DAY)
    before = services.head_signatory(school.school, date(2019, 1, 1))

    assert (signatory.post, signatory.name) == ("HIỆU TRƯỞNG", "Hoàng Thị Bích Liên")
    assert (before.post, before.name) == ("HIỆU TRƯỞNG", "")


# ---- draft and approval ----


def test_no_op_save_keeps_version_and_approval(school):
    document = drafts.approved(school)

    same = services.update_content(document, document.content, version=99, by=school.vice_principal.user)

    assert (same.state, same.version, same.approved_hash) == (State.APPROVED, 1, document.content_hash)


def test_edit_after_approval_goes_back_to_draft(school):
    document = drafts.approved(school)
    changed = document.content
    changed.subject = "Tổ chức phong trào thi đua học kỳ I"

    edited = services.update_content(document, changed, version=1, by=school.vice_principal.user)

    assert (edited.state, edited.version, edited.approved_hash, edited.approved_by) == (State.DRAFT, 2, "", None)
    assert "trình duyệt lại" in edited.return_reason
    assert obligation(document, "number").state == "cancelled"


def test_edit_on_an_older_version_overwrites_nothing(school):
    document = drafts.draft(school)
    first, second = document.content, document.content
    first.subject, second.subject = "Bản của người thứ nhất", "Bản của người thứ hai"
    services.update_content(document, first, version=1, by=school.vice_principal.user)

    with pytest.raises(ConflictError):
        services.update_content(document, second, version=1, by=school.secretary.user)

    document.refresh_from_db()
    assert (document.subject_line, document.version) == ("Bản của người thứ nhất", 2)


def test_subject_is_required(school):
    with pytest.raises(DomainError, match="trích yếu"):
        services.create_document(
            organisation=school.school, kind="plan", content=Content("KẾ HOẠCH", " "), by=school.principal.user
        )


def test_any_character_a_person_can_paste_is_stored(school):
    content = drafts.content(school.school)
    content.subject = "Chữ\0 lạ \\u0000 và \\ và “ngoặc”"

    document = services.create_document(
        organisation=school.school, kind="plan", content=content, by=school.principal.user
    )
    document.refresh_from_db()

    assert document.content.subject == "Chữ lạ \\u0000 và \\ và “ngoặc”"
    assert services.update_content(document, content, version=1, by=school.principal.user).version == 1


def test_submission_obliges_the_principal(school):
    document = drafts.submitted(school)

    owed = obligation(document, "approve")
    assert (owed.role, owed.state, owed.title) == (
        Role.PRINCIPAL,
        "open",
        "Duyệt kế hoạch: Tổ chức phong trào thi đua năm học 2026-2027",
    )


def test_approval_closes_one_obligation_and_opens_the_clerks(school):
    document = drafts.approved(school)

    assert obligation(document, "approve").state == "fulfilled"
    assert (obligation(document, "number").role, obligation(document, "number").state) == (Role.RECORDS_CLERK, "open")


def test_what_was_shown_is_what_is_approved(school):
    document = drafts.submitted(school)

    with pytest.raises(ConflictError):
        services.approve(document, content_hash="0" * 64, by=school.principal.user)

    document.refresh_from_db()
    assert (document.state, document.approved_by) == (State.SUBMITTED, None)


def test_draft_cannot_be_approved(school):
    document = drafts.draft(school)

    with pytest.raises(DomainError, match="Nháp"):
        services.approve(document, content_hash=document.content_hash, by=school.principal.user)


def test_return_asks_the_author_for_the_next_version(school):
    document = drafts.submitted(school)

    returned = services.return_to_draft(document, reason="Nêu rõ chỉ tiêu từng tổ.", by=school.principal.user)

    assert (returned.state, returned.return_reason) == (State.DRAFT, "Nêu rõ chỉ tiêu từng tổ.")
    assert obligation(document, "approve").state == "cancelled"
    assert (obligation(document, "revise").person, obligation(document, "revise").state) == (
        school.vice_principal,
        "open",
    )
    services.submit_for_approval(returned, by=school.vice_principal.user)
    assert obligation(document, "revise").state == "fulfilled"
    assert obligation(document, "approve").state == "open"


def test_return_needs_a_reason(school):
    document = drafts.submitted(school)

    with pytest.raises(DomainError, match="lý do"):
        services.return_to_draft(document, reason="  ", by=school.principal.user)

    document.refresh_from_db()
    assert document.state == State.SUBMITTED


def test_every_step_is_recorded_with_its_actor(school):
    document = drafts.issued(school)

    entries = AuditEntry.objects.for_organisation(school.school).filter(object_id=str(document.pk)).order_by("id")
    assert list(entries.values_list("verb", "actor_id")) == [
        ("documents.document_created", school.vice_principal.user.pk),
        ("documents.document_submitted", school.vice_principal.user.pk),
        ("documents.document_approved", school.principal.user.pk),
        ("documents.document_issued", school.clerk.user.pk),
    ]


# ---- number and freeze ----


def test_issue_numbers_dates_and_freezes(school):
    document = drafts.issued(school, number=5)

    frozen = services.frozen_content(document)
    assert (document.full_number, document.year, document.issued_on) == ("05/KH-THNC", 2026, DAY)
    assert (frozen.letterhead.number, frozen.letterhead.issued_on) == ("05", DAY)
    assert document.frozen == canonical_bytes(frozen).decode()
    assert document.frozen_sha256 == hashlib.sha256(document.frozen.encode()).hexdigest()
    assert obligation(document, "number").state == "fulfilled"


def test_only_an_approved_document_is_issued(school):
    document = drafts.submitted(school)

    with pytest.raises(DomainError, match="Chờ duyệt"):
        services.issue(document, number=1, issued_on=DAY, by=school.clerk.user)

    document.refresh_from_db()
    assert (document.state, document.number, Job.objects.count()) == (State.SUBMITTED, None, 0)


def test_taken_number_names_its_document(school):
    drafts.issued(school, number=5)
    document = drafts.approved(school, subject="Kế hoạch khác")

    with pytest.raises(DomainError, match="Số 05/KH-THNC năm 2026 đã cấp cho “Kế hoạch"):
        services.issue(document, number=5, issued_on=DAY, by=school.clerk.user)


def test_year_is_that_of_the_document_date(school):
    drafts.issued(school, number=5, on=date(2026, 12, 31))

    with clock.travel_to("2027-01-04 09:00"):
        last_year = drafts.issued(school, number=6, on=date(2026, 12, 31))
        new_year = drafts.issued(school, number=5, on=date(2027, 1, 4))

    assert (last_year.year, new_year.year, new_year.number) == (2026, 2027, 5)


def test_each_symbol_has_its_own_series(school):
    plan = drafts.issued(school, number=5)
    letter = drafts.issued(school, number=5, kind="proposal", type_code="TTr", title="TỜ TRÌNH")

    assert (plan.full_number, letter.full_number) == ("05/KH-THNC", "05/TTr-THNC")


def test_no_symbol_no_number(school):
    content = drafts.content(school.school)
    content.letterhead.symbol = ""
    document = services.create_document(
        organisation=school.school, kind="plan", content=content, by=school.vice_principal.user
    )
    services.submit_for_approval(document, by=school.vice_principal.user)
    services.approve(document, content_hash=document.content_hash, by=school.principal.user)

    with pytest.raises(DomainError, match="ký hiệu"):
        services.issue(document, number=1, issued_on=DAY, by=school.clerk.user)


@pytest.mark.parametrize("number", [None, 0, -3, 100_000])
def test_impossible_numbers_are_refused(school, number):
    document = drafts.approved(school)

    with pytest.raises(DomainError, match=r"số|Số"):
        services.issue(document, number=number, issued_on=DAY, by=school.clerk.user)


def test_own_series_continues_without_a_gap(school):
    NumberSeries.objects.create(organisation=school.school, symbol="KH-THNC", is_ours=True)

    numbers = [drafts.issued(school, number=None).number for _ in range(3)]

    assert numbers == [1, 2, 3]
    with pytest.raises(DomainError, match="số kế tiếp của năm 2026 là 04"):
        drafts.issued(school, number=9)


@pytest.mark.parametrize(
    ("number", "day", "codes"),
    [
        (6, date(2026, 10, 13), ["date_in_future"]),
        (6, date(2026, 10, 11), ["date_before_approval", "date_out_of_order"]),
        (4, date(2026, 10, 12), []),
        (6, date(2026, 10, 12), []),
    ],
)
def test_dates_a_clerk_would_look_at_twice(school, number, day, codes):
    drafts.issued(school, number=5, on=DAY)
    document = drafts.approved(school)

    found = services.number_findings(document, number=number, issued_on=day)

    assert [finding.code for finding in found] == codes
    assert not any(finding.blocks for finding in found)


# ---- what is issued stays ----


@pytest.mark.parametrize(
    "change",
    [
        {"frozen": "{}"},
        {"frozen_sha256": "0" * 64},
        {"number": 6},
        {"year": 2025},
        {"issued_on": date(2026, 10, 1)},
        {"kind": "notice"},
        {"data": {}},
        {"series": None},
        {"state": "draft"},
        {"approved_by": None},
    ],
)
def test_database_refuses_to_change_what_is_issued(school, change):
    document = drafts.issued(school)
    rows = OfficialDocument.objects.filter(pk=document.pk)

    assert refused_by_database(lambda: rows.update(**change))


def test_database_refuses_to_delete_what_is_issued(school):
    document, draft = drafts.issued(school), drafts.draft(school)

    assert refused_by_database(lambda: OfficialDocument.objects.filter(pk=document.pk).delete())
    assert not refused_by_database(lambda: OfficialDocument.objects.filter(pk=draft.pk).delete())


def test_database_refuses_another_file(school, run_jobs):
    document = drafts.issued(school)
    run_jobs()
    rows = OfficialDocument.objects.filter(pk=document.pk)

    assert refused_by_database(lambda: rows.update(file="issued/khac.pdf"))
    assert refused_by_database(lambda: rows.update(file_sha256="0" * 64))


def test_issued_document_cannot_be_edited(school):
    document = drafts.issued(school)
    changed = document.content
    changed.subject = "Nội dung khác"

    with pytest.raises(DomainError, match="đã ban hành"):
        services.update_content(document, changed, version=1, by=school.principal.user)


# ---- the file ----


def test_nothing_can_be_sent_before_the_file_exists(school):
    document = drafts.issued(school)

    assert document.can_be_sent is False
    with pytest.raises(DomainError, match="chưa có"):
        services.pdf_response(document)


def test_worker_renders_what_was_frozen_once(school, run_jobs):
    document = drafts.issued(school)

    run_jobs()
    document.refresh_from_db()
    first = (document.file.name, document.file_sha256, document.rendered_at)
    Job.objects.update(state=Job.State.QUEUED)
    run_jobs()
    document.refresh_from_db()

    assert document.can_be_sent
    assert (document.file.name, document.file_sha256, document.rendered_at) == first
    with document.file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == document.file_sha256
    assert services.pdf_response(document).headers["Content-Disposition"] == (
        'attachment; filename="KH-THNC_2026_05.pdf"'
    )


def test_second_file_is_not_kept(school, run_jobs):
    document = drafts.issued(school)
    run_jobs()
    document.refresh_from_db()
    folder = document.file.storage.path(document.file.name).rsplit("/", 1)[0]

    services.store_rendering(document, b"%PDF-1.7 another")

    assert document.file.storage.listdir(folder)[1] == [document.file.name.rsplit("/", 1)[1]]


def test_worker_never_reads_the_live_data(school, monkeypatch):
    document = drafts.issued(school)
    seen = []
    monkeypatch.setattr(
        rendering, "render_pdf", lambda content, draft, seal: seen.append((content, draft)) or b"%PDF-1.7"
    )
    monkeypatch.setattr(OfficialDocument, "content", property(lambda self: pytest.fail("read the live data")))

    jobs.run(document.render_job_id)

    assert [(canonical_bytes(content).decode(), draft) for content, draft in seen] == [(document.frozen, False)]


def test_changed_file_is_not_handed_out(school, run_jobs):
    document = drafts.issued(school)
    run_jobs()
    document.refresh_from_db()
    with open(document.file.path, "ab") as file:
        file.write(b"x")

    with pytest.raises(DomainError, match="không còn đúng"):
        services.issued_pdf(document)


def test_failed_rendering_can_be_asked_for_again(school, run_jobs, monkeypatch):
    document = drafts.issued(school)
    with monkeypatch.context() as patch:
        patch.setattr(rendering, "render_pdf", lambda *args, **kwargs: 1 / 0)
        run_jobs()

    services.render_again(document, by=school.clerk.user)
    run_jobs()

    document.refresh_from_db()
    assert document.can_be_sent
