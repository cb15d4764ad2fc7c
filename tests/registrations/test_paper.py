"""The bản đăng ký as a paper, and what a tổ registers."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines.models import Obligation
from documents.content import Letterhead, Signatory, plain_text
from legal.models import Distinction
from registrations import services
from registrations.models import Registration
from registrations.papers import RegistrationFacts, registration_content
from tests.registrations.rounds import GOALS, make_round, submitted, title

HEAD = Signatory("HIỆU TRƯỞNG", "Hoàng Thị Bích Liên")


def facts(**changes) -> RegistrationFacts:
    values = {
        "school_year": "năm học 2026-2027",
        "addressee": "Trường Tiểu học Ngọc Cầu",
        "name": "Đỗ Thị Hòa",
        "distinction": "Lao động tiên tiến",
        "goals": GOALS,
    }
    return RegistrationFacts(**(values | changes))


def said(**changes) -> str:
    return plain_text(registration_content(facts(**changes), letterhead=Letterhead(), confirmed_by=HEAD))


@pytest.fixture
def round(world):
    return make_round(world)


@pytest.fixture
def collective_title(db) -> Distinction:
    defaults = {"name": "Tập thể lao động tiên tiến", "kind": "title", "target": "collective", "position": 6}
    return Distinction.objects.get_or_create(code="TTLDTT", defaults=defaults)[0]


def register_department(world, round, collective_title, *, goals="Cả tổ dạy tốt."):
    with scope(world.school):
        row = services.save_draft(
            round,
            None,
            department=world.department,
            values={"distinction": collective_title, "goals": goals},
            version=0,
            by=world.head.user,
        )
        return services.submit(row, version=row.version, by=world.head.user)


def url(world, name, pk):
    return reverse(f"registrations:{name}", args=[world.school.slug, pk])


# ---- the paper ----


def test_the_paper_says_who_aims_at_what_and_leaves_out_what_is_not_known():
    text = said(born_on=date(1990, 2, 5), post="Giáo viên", department="Tổ 1", initiative="Thẻ đọc", remark="Đề nghị.")
    bare = said()

    for words in ("Họ và tên: Đỗ Thị Hòa", "Sinh ngày 05 tháng 02 năm 1990", "Chức vụ: Giáo viên", "Thẻ đọc"):
        assert words in text
    assert "Giảng dạy đủ chương trình." in text
    assert "Sinh ngày" not in bare
    assert "Sáng kiến" not in bare
    assert "Nhận xét" not in bare


def test_a_department_signs_by_its_head():
    content = registration_content(facts(is_collective=True, name="Tổ 1"), letterhead=Letterhead(), confirmed_by=HEAD)

    assert [each.post for each in content.signatories] == ["TỔ TRƯỞNG", "HIỆU TRƯỞNG"]
    assert "Tập thể đăng ký: Tổ 1." in plain_text(content)


def test_before_the_lock_there_is_a_draft_after_it_one_frozen_paper(world, round):
    registration = submitted(round, world.teacher)
    client = world.client(world.teacher)
    draft = client.get(url(world, "registration_paper", registration.pk))
    with scope(world.school), pytest.raises(DomainError, match="sau khi khóa đợt"):
        services.issue_registration_paper(registration, by=world.teacher.user)

    with scope(world.school):
        services.lock_round(round, by=world.secretary.user)
    answers = [client.post(url(world, "registration_paper", registration.pk), follow=True) for _ in range(2)]

    assert "DỰ THẢO" in draft.content.decode()
    with scope(world.school):
        document = Registration.objects.get(pk=registration.pk).document
    assert (document.state, document.number, document.form) == ("issued", None, "registration")
    assert {answer.redirect_chain[-1][0] for answer in answers} == {
        reverse("documents:document_detail", args=[world.school.slug, document.pk])
    }
    assert answers[0].status_code == 200


def test_only_the_candidate_her_head_and_the_keepers_read_the_frozen_paper(world, round):
    registration = submitted(round, world.teacher)
    with scope(world.school):
        services.lock_round(round, by=world.secretary.user)
        document = services.issue_registration_paper(registration, by=world.secretary.user)
    page = reverse("documents:document_detail", args=[world.school.slug, document.pk])
    readers = [world.teacher, world.head, world.secretary, world.principal]

    assert [world.client(person).get(page).status_code for person in readers] == [200] * 4
    assert world.client(world.teacher2).get(page).status_code == 403
    assert world.client(world.outsider_head).get(page).status_code == 403


# ---- what a tổ registers ----


def test_the_head_registers_for_her_department_and_the_secretary_remarks(world, round, collective_title):
    client = world.client(world.head)
    page = url(world, "collective_edit", world.department.pk)
    kept = client.post(page, {"version": 0, "page": "a", "goals": "Cả tổ dạy tốt.", "act": "save"}, follow=True)
    typed = {"version": 1, "page": "b", "distinction": collective_title.pk, "goals": "Cả tổ dạy tốt.", "act": "submit"}
    done = client.post(page, typed, follow=True)

    assert "Đã lưu bản nháp." in kept.content.decode()
    assert "Đã nộp đăng ký của tổ." in done.content.decode()
    with scope(world.school):
        row = Registration.objects.get(department=world.department)
        owed = Obligation.objects.owed_by(world.school).open().get(key__startswith="registration_remark")
    assert (row.state, owed.role) == ("submitted", "council_secretary")
    remark = url(world, "registration_remark", row.pk)
    typed = {"version": row.version, "remark": "Nhất trí."}
    assert client.post(remark, typed).status_code == 403
    assert world.client(world.secretary).post(remark, typed).status_code == 302


def test_what_is_refused_keeps_what_the_head_typed(world, round, collective_title):
    typed = {"version": 0, "page": "a", "goals": "Cả tổ dạy tốt.", "act": "submit"}

    answer = world.client(world.head).post(url(world, "collective_edit", world.department.pk), typed)

    page = answer.content.decode()
    assert "Chưa chọn danh hiệu đăng ký." in page
    assert "Cả tổ dạy tốt." in page
    assert 'name="version" value="1"' in page


def test_a_returned_one_is_owed_by_the_head(world, round, collective_title):
    row = register_department(world, round, collective_title)
    with scope(world.school):
        services.return_for_revision(row, reason="Ghi rõ chỉ tiêu.", version=row.version, by=world.secretary.user)
        owed = Obligation.objects.owed_by(world.school).open().get(key__endswith=f"department:{world.department.pk}")

    assert (owed.role, owed.department) == ("department_head", world.department)
    assert "Ghi rõ chỉ tiêu." in owed.why
    with scope(world.school), clock.travel_to("2026-10-30 08:00"):  # after the cut-off what was returned is mended
        again = services.submit(row, version=row.version + 1, by=world.head.user)
        assert again.state == "submitted"


def test_nobody_but_its_head_registers_for_a_department(world, round):
    page = url(world, "collective_edit", world.department.pk)

    for person in (world.teacher, world.outsider_head, world.secretary, world.principal):
        assert world.client(person).get(page).status_code == 403
    assert world.client(world.head).get(page).status_code == 200


def test_the_locked_list_names_the_department_once(world, round, collective_title):
    register_department(world, round, collective_title)
    submitted(round, world.teacher, distinction=title())
    with scope(world.school):
        locked = services.lock_round(round, by=world.secretary.user)

    rows = locked.list_document.content.blocks[0].rows
    assert [world.department.name, "", "Tập thể lao động tiên tiến"] in [row[1:4] for row in rows]
