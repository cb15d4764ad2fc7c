from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import AuditEntry
from core import clock
from core.scoping import scope
from organisation.models import Employment
from registrations import services
from registrations.models import Registration, RegistrationRound
from tests.registrations.rounds import GOALS, draft, make_entry, make_round, submitted, title

SECRET = "Điều chỉ mình tôi biết"


def url(world, name, *args, organisation=None):
    return reverse(f"registrations:{name}", args=[(organisation or world.school).slug, *args])


def typed(**changes):
    values = {"version": 0, "page": "a", "distinction": title().pk, "goals": GOALS, "initiative_title": ""}
    return {key: value for key, value in (values | changes).items() if value is not None}


# ---- the own registration ----


def test_from_draft_to_receipt(world):
    make_round(world)
    client = world.client(world.teacher)

    checked = client.post(url(world, "registration_edit"), typed(act="check"), follow=True)
    version = checked.context["own"].version
    done = client.post(url(world, "registration_check"), {"version": version}, follow=True)

    assert "Kiểm tra lại trước khi nộp" in checked.content.decode()
    assert "Đã nhận đăng ký <b>" in done.content.decode()
    with scope(world.school):
        assert Registration.objects.get().state == "submitted"


def test_an_incomplete_check_says_what_lacks_and_keeps_the_draft(world):
    make_round(world)

    page = world.client(world.teacher).post(
        url(world, "registration_edit"), typed(distinction="", goals="Đang viết", act="check")
    )

    assert "Chưa chọn danh hiệu đăng ký." in page.content.decode()
    assert "<title>Lỗi: " in page.content.decode()
    with scope(world.school):
        assert Registration.objects.get().goals == "Đang viết"


def test_two_tabs_show_the_difference_and_keep_what_was_typed(world):
    round = make_round(world)
    draft(round, world.teacher)

    page = world.client(world.teacher).post(url(world, "registration_edit"), typed(goals="Bản ở thẻ thứ hai", page="b"))

    text = page.content.decode()
    assert page.status_code == 409
    assert "Nội dung phấn đấu đang lưu: <b>Giảng dạy đủ chương trình.<br>" in text
    assert "Bản ở thẻ thứ hai</textarea>" in text
    again = world.client(world.teacher).post(
        url(world, "registration_edit"), typed(goals="Bản ở thẻ thứ hai", page="b", version=page.context["own"].version)
    )
    assert again.status_code == 302
    with scope(world.school):
        assert Registration.objects.get().goals == "Bản ở thẻ thứ hai"


def test_autosave_keeps_only_what_changed(world):
    round = make_round(world)
    draft(round, world.teacher)

    answer = world.client(world.teacher).post(
        url(world, "registration_autosave") + "?version=1&page=a", {"goals": "Viết tiếp"}
    )

    assert (answer.status_code, answer["X-Saved-At"]) == (204, "08:00")
    with scope(world.school):
        stored = Registration.objects.get()
    assert (stored.goals, stored.distinction) == ("Viết tiếp", title())


def test_one_wrong_field_does_not_keep_the_others_from_being_saved(world):
    draft(make_round(world), world.teacher)

    answer = world.client(world.teacher).post(
        url(world, "registration_autosave") + "?version=1&page=a",
        {"goals": "x" * 5001, "initiative_title": "Góc đọc ở sân trường"},
    )

    assert (answer.status_code, answer["X-Refused"]) == (422, "goals")
    with scope(world.school):
        stored = Registration.objects.get()
    assert (stored.initiative_title, stored.goals) == ("Góc đọc ở sân trường", GOALS)


@pytest.mark.parametrize(
    ("query", "data", "status"),
    [
        ("?version=9&page=z", {"goals": "x"}, 409),
        ("?version=1", {"distinction": "999999"}, 422),
        ("?version=một", {}, 204),
    ],
)
def test_autosave_refuses_in_words(world, query, data, status):
    draft(make_round(world), world.teacher)

    assert world.client(world.teacher).post(url(world, "registration_autosave") + query, data).status_code == status


@pytest.mark.parametrize(
    "bad",
    [
        {"version": "x"},
        {"distinction": "abc"},
        {"goals": "x" * 5001},
        {"initiative_title": "y" * 251},
    ],
)
def test_bad_input_is_answered_with_a_sentence(world, bad):
    make_round(world)

    page = world.client(world.teacher).post(url(world, "registration_edit"), typed(**bad))

    assert page.status_code == 200
    assert "chỗ cần sửa" in page.content.decode()


def test_closed_is_said_and_the_text_stays(world):
    make_round(world)

    with clock.travel_to("2026-10-26 17:30"):
        page = world.client(world.teacher).post(url(world, "registration_edit"), typed(goals="Viết muộn"))

    text = page.content.decode()
    assert "Đã hết hạn nộp lúc 17:00 ngày 26/10/2026. Hạn theo Kế hoạch số" in text
    assert "Cần nộp thêm, đề nghị thư ký hội đồng gia hạn và ghi lý do." in text
    assert "Viết muộn</textarea>" in text


def test_withdrawing_asks_first(world):
    round = make_round(world)
    submitted(round, world.teacher)
    client = world.client(world.teacher)

    asked = client.get(url(world, "registration_withdraw"))
    client.post(url(world, "registration_withdraw"))

    assert f"Rút đăng ký {title().name}?" in asked.content.decode()
    with scope(world.school):
        assert Registration.objects.get().state == "withdrawn"


# ---- who sees what ----


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("teacher", 200),
        ("head", 200),
        ("secretary", 200),
        ("principal", 200),
        ("teacher2", 403),
        ("outsider_head", 403),
    ],
)
def test_goals_are_read_by_those_concerned(world, name, status):
    registration = submitted(make_round(world), world.teacher, goals=SECRET)

    page = world.client(getattr(world, name)).get(url(world, "registration_detail", registration.pk))

    assert page.status_code == status
    assert (SECRET in page.content.decode()) is (status == 200)


@pytest.mark.parametrize("name", ["registration_detail", "registration_remark", "registration_return"])
def test_another_school_s_registration_does_not_exist(world, name):
    registration = submitted(make_round(world), world.teacher)
    client = world.client(world.other_principal)
    address = url(world, name, registration.pk, organisation=world.other_school)

    answer = client.get(address) if name == "registration_detail" else client.post(address, {"version": 2})

    assert answer.status_code == 404
    assert client.get(url(world, "registration_list")).status_code == 404


def test_a_draft_s_words_show_nowhere_but_to_its_author(world):
    round = make_round(world)
    registration = draft(round, world.teacher, goals=SECRET)
    client = world.client(world.secretary)

    pages = [
        client.get(url(world, "registration_list")),
        client.get(url(world, "registration_detail", registration.pk)),
        client.get(url(world, "registration_list"), {"distinction": title().pk, "state": "draft"}),
    ]

    assert all(SECRET not in page.content.decode() for page in pages)
    assert title().name not in pages[1].content.decode()
    assert SECRET not in _cells(client.get(url(world, "registration_export")))


def test_the_title_of_a_draft_is_found_by_no_filter_and_no_order(world):
    round = make_round(world)
    draft(round, world.teacher, distinction=title("CSTD", "Chiến sĩ thi đua cơ sở"))
    draft(round, world.teacher2)
    submitted(round, world.head)
    client = world.client(world.secretary)

    by_title = client.get(url(world, "registration_list"), {"distinction": title("CSTD").pk}).context["page"]
    exported = _cells(client.get(url(world, "registration_export"), {"distinction": title("CSTD").pk}))
    with scope(world.school):
        title("CSTD").__class__.objects.filter(code="CSTD").update(position=99)
    upward = client.get(url(world, "registration_list"), {"sort": "distinction"}).context["page"]
    downward = client.get(url(world, "registration_list"), {"sort": "-distinction"}).context["page"]

    assert list(by_title) == []
    assert world.teacher.full_name not in exported
    drafts = [[row.person for row in rows if row.state == "draft"] for rows in (upward, downward)]
    assert drafts[0] == drafts[1]


def test_a_withdrawn_one_shows_its_remark_to_nobody(world):
    round = make_round(world)
    registration = submitted(round, world.teacher)
    with scope(world.school):
        services.recommend(registration, remark=SECRET, version=2, by=world.head.user)
        services.withdraw(registration, by=world.teacher.user)
    client = world.client(world.secretary)

    listed = client.get(url(world, "registration_list")).content.decode()
    exported = _cells(client.get(url(world, "registration_export")))

    assert SECRET not in listed
    assert SECRET not in exported
    with scope(world.school):
        assert AuditEntry.objects.get(verb="registrations.list_exported").after == {"count": 1}


def test_who_moved_to_another_to_is_missed_there_alone(world):
    make_round(world)
    with scope(world.school):
        row = Employment.objects.get(person=world.teacher, organisation=world.school)
        Employment.objects.filter(pk=row.pk).update(to_on=clock.date(2026, 10, 1))
        Employment.objects.create(
            organisation=world.school,
            person=world.teacher,
            department=world.department2,
            from_on=clock.date(2026, 10, 2),
        )

    missed = world.client(world.head).get(url(world, "registration_list")).context["missing"]
    missed_there = world.client(world.outsider_head).get(url(world, "registration_list")).context["missing"]

    assert world.teacher not in missed
    assert world.teacher in missed_there


def test_a_teacher_s_list_names_nobody_else(world):
    submitted(make_round(world), world.teacher2)

    page = world.client(world.teacher).get(url(world, "registration_list")).content.decode()

    assert world.teacher2.full_name not in page
    assert world.client(world.teacher).get(url(world, "registration_export")).status_code == 403


def test_a_head_sees_and_exports_her_to_alone(world):
    round = make_round(world)
    submitted(round, world.teacher)
    submitted(round, world.outsider_head)
    client = world.client(world.head)

    page = client.get(url(world, "registration_list")).content.decode()
    cells = _cells(client.get(url(world, "registration_export"), {"department": world.department2.pk}))

    assert world.teacher.full_name in page
    assert world.outsider_head.full_name not in page
    assert world.outsider_head.full_name not in cells


@pytest.mark.parametrize(
    ("name", "status"), [("head", 302), ("secretary", 302), ("outsider_head", 403), ("teacher", 403), ("teacher2", 403)]
)
def test_who_may_remark(world, name, status):
    registration = submitted(make_round(world), world.teacher)

    answer = world.client(getattr(world, name)).post(
        url(world, "registration_remark", registration.pk), {"version": 2, "remark": ""}
    )

    assert answer.status_code == status


def test_the_head_never_remarks_on_her_own(world):
    registration = submitted(make_round(world), world.head)

    own = world.client(world.head).post(url(world, "registration_remark", registration.pk), {"version": 2})
    other = world.client(world.secretary).post(url(world, "registration_remark", registration.pk), {"version": 2})

    assert (own.status_code, other.status_code) == (403, 302)


def test_a_return_without_reason_keeps_the_page(world):
    registration = submitted(make_round(world), world.teacher)

    page = world.client(world.head).post(
        url(world, "registration_return", registration.pk), {"version": 2, "reason": ""}
    )

    assert "Ghi lý do trả lại" in page.content.decode()
    with scope(world.school):
        assert Registration.objects.get().state == "submitted"


# ---- the round ----


def test_the_secretary_opens_the_round_from_the_calendar(world):
    with scope(world.school):
        make_entry(world)
    client = world.client(world.secretary)

    before = client.get(url(world, "registration_list")).content.decode()
    client.post(url(world, "round_open"))

    assert "Mở đợt đăng ký" in before
    with scope(world.school):
        assert RegistrationRound.objects.get().school_year == world.year


@pytest.mark.parametrize("name", ["teacher", "head", "clerk"])
def test_nobody_else_opens_or_locks(world, name):
    round = make_round(world)
    client = world.client(getattr(world, name))

    assert client.post(url(world, "round_open")).status_code == 403
    assert client.post(url(world, "round_lock", round.pk)).status_code == 403


def test_without_a_date_there_is_nothing_to_open(world):
    page = world.client(world.secretary).post(url(world, "round_open"), follow=True)

    assert "chưa có mốc đăng ký danh hiệu trong lịch" in page.content.decode()


def test_the_lock_page_names_what_stays_outside(world):
    round = make_round(world)
    submitted(round, world.teacher)
    draft(round, world.teacher2)

    page = world.client(world.secretary).get(url(world, "round_lock", round.pk)).content.decode()

    assert world.teacher2.full_name in page
    assert "Chưa hết thời gian đăng ký" in page


def test_locking_leads_to_the_document(world):
    round = make_round(world)
    submitted(round, world.teacher)

    answer = world.client(world.secretary).post(url(world, "round_lock", round.pk))

    with scope(world.school):
        document = RegistrationRound.objects.get().list_document
    assert answer.url == reverse("documents:document_detail", args=[world.school.slug, document.pk])


# ---- lists ----


def test_filters_and_sorts_ignore_nonsense(world):
    submitted(make_round(world), world.teacher)

    page = world.client(world.secretary).get(
        url(world, "registration_list"),
        {"sort": "password", "department": "1 OR 1", "state": "x", "distinction": "²", "page": "abc"},
    )

    assert page.status_code == 200
    assert world.teacher.full_name in page.content.decode()


def test_the_list_costs_the_same_at_one_row_and_at_five(world):
    round = make_round(world)
    submitted(round, world.teacher)
    client = world.client(world.secretary)
    client.get(url(world, "registration_list"))
    one = _count(client, url(world, "registration_list"))

    for person in (world.teacher2, world.head, world.clerk, world.principal):
        submitted(round, person)

    assert _count(client, url(world, "registration_list")) == one


def test_an_exported_formula_is_text(world):
    submitted(make_round(world), world.teacher, goals='=HYPERLINK("http://x";"y")')

    answer = world.client(world.secretary).get(url(world, "registration_export"))

    sheet = load_workbook(io.BytesIO(answer.content)).active
    cell = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=HYPERLINK"))
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_year_without_a_round_is_an_empty_page(world):
    make_round(world)

    page = world.client(world.teacher).get(url(world, "registration_list"), {"year": "2025-2026"})

    assert "Chưa có đăng ký nào" in page.content.decode()
    assert world.client(world.teacher).get(url(world, "registration_edit") + "?year=2025-2026").status_code == 404


def _cells(answer) -> str:
    sheet = load_workbook(io.BytesIO(answer.content)).active
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)


def _count(client, address) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)
