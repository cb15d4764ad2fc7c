from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import AuditEntry
from core import clock
from deadlines.services import extend
from evaluations import services
from evaluations.models import EvaluationPeriod, EvaluationSheet, Score, SheetEvidence
from evaluations.services.sheets import cells_of
from tests.evaluations.months import (
    AFTER,
    DURING,
    draft_session,
    make_entry,
    make_rubric,
    picture,
    reviewed,
    rubric_of,
    scored,
    sheet_of,
    submitted,
    voted,
)

NOTE = "Lời tự nhận xét chỉ người chấm được đọc"


@pytest.fixture(autouse=True)
def _during(on_day):
    with clock.travel_to(DURING):
        yield


def url(world, name, *args, organisation=None):
    return reverse(f"evaluations:{name}", args=[(organisation or world.school).slug, *args])


def typed(period, *values, **changes) -> dict:
    """The sheet's form as a browser sends it; values are texts, or "na" and "exempt"."""
    data = {"version": 1, "page": "a", "note": ""}
    kinds = {"na": "not_applicable", "exempt": "exempt"}
    for criterion, value in zip(rubric_of(period).criteria.all(), values, strict=False):
        data[f"score_{criterion.pk}"] = "" if value in kinds else value
        data[f"kind_{criterion.pk}"] = kinds.get(value, "scored")
    return data | changes


def text_of(answer) -> str:
    return answer.content.decode()


def cells_in(answer) -> list[list]:
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows()]


# ---- the own sheet ----


def test_from_draft_to_receipt(world, period):
    client, sheet = world.client(world.teacher), sheet_of(period, world.teacher)

    edited = client.post(
        url(world, "sheet_edit", sheet.pk), typed(period, "8,5", "8.5", "0", "na", "exempt", act="check"), follow=True
    )
    version = edited.context["sheet"].version
    done = client.post(url(world, "sheet_check", sheet.pk), {"version": version}, follow=True)

    assert "Kiểm tra lại trước khi nộp" in text_of(edited)
    assert text_of(edited).count("<span>8,5</span>") == 2
    assert "Tiêu chí 2.2 không áp dụng, 3.1 được miễn nên tổng điểm tối đa còn 55." in text_of(edited)
    assert "TĐ-2026-10-0001" in text_of(done)
    assert sheet_of(period, world.teacher).state == "submitted"


def test_too_high_a_number_keeps_everything_and_the_right_ones_are_stored(world, period):
    sheet = sheet_of(period, world.teacher)

    page = text_of(
        world.client(world.teacher).post(
            url(world, "sheet_edit", sheet.pk), typed(period, "12,5", "20", "15", "18", "abc", note="Nhiều chữ")
        )
    )

    assert "Có 2 chỗ cần sửa" in page
    assert page.count("Điểm tiêu chí 2.2 là 18, cao hơn mức tối đa 15. Nhập từ 0 đến 15.") == 2
    assert all(kept in page for kept in ('value="12,5"', 'value="18"', 'value="abc"', "Nhiều chữ</textarea>"))
    assert "<title>Lỗi: " in page
    stored = cells_of(sheet, "self").values()
    assert [str(cell.amount) for cell in stored] == ["12.50", "20.00", "15.00"]


def test_a_check_of_an_incomplete_sheet_keeps_the_draft_and_says_what_lacks(world, period):
    sheet = sheet_of(period, world.teacher)

    page = text_of(
        world.client(world.teacher).post(
            url(world, "sheet_edit", sheet.pk), typed(period, "1", "2", "3", "", "5", act="check")
        )
    )

    assert "Tiêu chí 2.2 chưa có điểm. Nhập điểm (có thể là 0) hoặc chọn “Không áp dụng”." in page
    assert len(cells_of(sheet, "self")) == 4


def test_points_and_a_reason_at_once_are_asked_about(world, period):
    sheet = sheet_of(period, world.teacher)
    first = rubric_of(period).criteria.first()

    page = world.client(world.teacher).post(
        url(world, "sheet_edit", sheet.pk), typed(period, "8", **{f"kind_{first.pk}": "exempt"})
    )

    assert "Tiêu chí 1.1 vừa có điểm 8 vừa chọn “Không chấm”" in text_of(page)


@pytest.mark.parametrize("bad", [{"version": "x"}, {"version": ""}, {"note": "x" * 3001}, {"page": "z" * 99}])
def test_bad_input_is_answered_with_a_sentence(world, period, bad):
    page = world.client(world.teacher).post(
        url(world, "sheet_edit", sheet_of(period, world.teacher).pk), typed(period, "1", **bad)
    )

    assert page.status_code == 200
    assert "chỗ cần sửa" in text_of(page)


def test_an_unknown_kind_is_refused(world, period):
    first = rubric_of(period).criteria.first()

    page = world.client(world.teacher).post(
        url(world, "sheet_edit", sheet_of(period, world.teacher).pk), typed(period, "", **{f"kind_{first.pk}": "magic"})
    )

    assert "chỗ cần sửa" in text_of(page)
    assert not Score.objects.exists()


def test_two_tabs_show_the_difference(world, period):
    sheet = scored(period, world.teacher, 5)

    page = world.client(world.teacher).post(url(world, "sheet_edit", sheet.pk), typed(period, "7"))

    assert page.status_code == 409
    assert "Giữ bản đang lưu: 5 điểm" in text_of(page)
    assert "Dùng bản vừa nhập: 7 điểm" in text_of(page)
    assert 'value="7"' in text_of(page)
    assert Score.objects.get().amount == 5


def test_files_are_kept_even_where_a_number_is_wrong(world, period):
    sheet, first = sheet_of(period, world.teacher), rubric_of(period).criteria.first()
    files = [SimpleUploadedFile("du-gio.png", picture()), SimpleUploadedFile("la.heic", b"\x00\x00 heic")]

    page = text_of(
        world.client(world.teacher).post(
            url(world, "sheet_edit", sheet.pk), typed(period, "99") | {f"files_{first.pk}": files}
        )
    )

    assert [link.evidence.original_name for link in SheetEvidence.objects.all()] == ["du-gio.png"]
    assert "Tệp “la.heic” chưa dùng được." in page
    assert "Trình duyệt không giữ tệp đã chọn, cần chọn lại." in page
    assert "du-gio.png</a>" in page


def test_a_proof_is_taken_off_without_losing_what_was_typed(world, period):
    sheet, first = sheet_of(period, world.teacher), rubric_of(period).criteria.first()
    link = services.attach_evidence(
        sheet, criterion=first, upload=SimpleUploadedFile("a.png", picture()), by=world.teacher.user
    )

    world.client(world.teacher).post(url(world, "sheet_edit", sheet.pk), typed(period, "6", remove=link.pk))

    assert not SheetEvidence.objects.exists()
    assert Score.objects.get().amount == 6


def test_autosave_stores_what_changed_and_says_what_is_wrong(world, period):
    client, sheet = world.client(world.teacher), sheet_of(period, world.teacher)
    first, second = rubric_of(period).criteria.all()[:2]
    address = url(world, "sheet_autosave", sheet.pk) + "?version=1&page=a"

    good = client.post(address, {f"score_{first.pk}": "4,5"})
    more = client.post(address, {f"score_{second.pk}": "3", "note": "Tốt"})
    mixed = client.post(address, {f"score_{first.pk}": "99", f"score_{second.pk}": "2"})
    other = client.post(url(world, "sheet_autosave", sheet.pk) + "?version=1&page=b", {f"score_{first.pk}": "1"})

    assert (good.status_code, good["X-Saved-At"], more.status_code) == (204, "09:00", 204)
    assert (mixed.status_code, text_of(mixed)[:31]) == (422, "Điểm tiêu chí 1.1 là 99, cao hơ")
    assert (other.status_code, "đã được sửa ở nơi khác" in text_of(other)) == (409, True)
    assert sorted(str(score.amount) for score in Score.objects.all()) == ["2.00", "4.50"]
    assert sheet_of(period, world.teacher).self_note == "Tốt"


def test_the_running_total_stands_alone(world, period):
    sheet = scored(period, world.teacher, "8.5", 0)

    page = text_of(world.client(world.teacher).get(url(world, "sheet_total", sheet.pk)))

    assert "<b>8,5 điểm</b>" in page
    assert "2/5 tiêu chí" in page
    assert "<html" not in page


def test_a_second_press_leads_to_the_same_receipt(world, period):
    client, sheet = world.client(world.teacher), scored(period, world.teacher, 1, 1, 1, 1, 1)

    answers = [client.post(url(world, "sheet_check", sheet.pk), {"version": sheet.version}) for _ in range(2)]

    assert {answer.url for answer in answers} == {url(world, "sheet_receipt", sheet.pk)}
    assert sheet_of(period, world.teacher).code == "TĐ-2026-10-0001"


def test_taking_back_asks_first(world, period):
    client, sheet = world.client(world.teacher), submitted(period, world.teacher)

    asked = client.get(url(world, "sheet_recall", sheet.pk))
    client.post(url(world, "sheet_recall", sheet.pk))

    assert "Lấy lại phiếu tháng 10/2026?" in text_of(asked)
    assert sheet_of(period, world.teacher).state == "draft"


# ---- the clock ----


def test_nobody_has_a_sheet_before_it_opens(world, period):
    sheet = sheet_of(period, world.teacher)
    client = world.client(world.teacher)

    with clock.travel_to("2026-10-19 23:59"):
        before = [
            client.get(url(world, name, pk)).status_code
            for name, pk in (
                ("sheet_edit", sheet.pk),
                ("sheet_check", sheet.pk),
                ("sheet_detail", sheet.pk),
                ("period_detail", period.pk),
            )
        ]
        listed = text_of(client.get(url(world, "period_list")))
        managed = world.client(world.secretary).get(url(world, "period_detail", period.pk))
    with clock.travel_to("2026-10-20 00:00"):
        after = client.get(url(world, "sheet_edit", sheet.pk)).status_code

    assert before == [404, 404, 404, 404]
    assert "Tháng 10/2026" not in listed
    assert (managed.status_code, "Chưa mở" in text_of(managed), after) == (200, True, 200)


@pytest.mark.parametrize("name", ["period_list", "period_detail"])
def test_an_extension_for_all_shows_in_the_state_of_the_period(world, period, name):
    extend(period.entry, new_due_at=clock.at(clock.date(2026, 10, 30), 17), reason="Mưa bão", by=world.secretary.user)
    args = [period.pk] if name == "period_detail" else []

    with clock.travel_to(AFTER):
        page = text_of(world.client(world.teacher).get(url(world, name, *args)))

    assert "Đang mở" in page
    assert "30/10/2026" in page
    assert "Hết hạn nộp" not in page


def test_the_list_grades_a_late_sheet_by_the_rule_for_late_ones(world, period):
    EvaluationPeriod.objects.filter(pk=period.pk).update(policy=period.policy | {"late_cap": "Tốt"})
    sheet = submitted(period, world.teacher)
    EvaluationSheet.objects.filter(pk=sheet.pk).update(is_late=True)
    reviewed(period, sheet, world.head)

    with clock.travel_to(AFTER):
        page = world.client(world.secretary).get(url(world, "period_detail", period.pk))

    assert [row["grade"] for row in page.context["rows"] if row["sheet"].pk == sheet.pk] == ["Tốt"]


def test_a_department_that_was_given_more_time_is_led_to_its_sheet(world, period):
    values = {"subject": "department", "department": world.department, "rubric": rubric_of(period)}
    EvaluationSheet.objects.create(organisation=world.school, period=period, **values)
    longer = clock.at(clock.date(2026, 10, 30), 17)
    extend(period.entry, department=world.department, new_due_at=longer, reason="Hội giảng", by=world.secretary.user)

    with clock.travel_to(AFTER):
        page = world.client(world.head).get(url(world, "period_detail", period.pk))

    found = {each["sheet"].subject: each["is_writable"] for each in page.context["own"]}
    assert found["department"] is True


def test_after_the_end_the_text_stays_and_the_way_out_is_named(world, period):
    with clock.travel_to("2026-10-26 17:30"):
        page = world.client(world.teacher).post(
            url(world, "sheet_edit", sheet_of(period, world.teacher).pk), typed(period, "12")
        )

    assert "Đã hết hạn nộp lúc 17:00 ngày 26/10/2026. Hạn theo Kế hoạch số" in text_of(page)
    assert "Cần nộp thêm, đề nghị thư ký hội đồng" in text_of(page)
    assert 'value="12"' in text_of(page)


def test_the_period_asks_for_a_sheet_only_while_it_is_taken(world, period):
    client = world.client(world.teacher)
    page = reverse("evaluations:period_detail", args=[world.school.slug, period.pk])

    with clock.travel_to("2026-10-25 09:00"):
        late = client.get(page).content.decode()
    with clock.travel_to("2026-10-27 09:00"):
        closed = client.get(page).content.decode()

    assert "Tự đánh giá</a>" in late
    assert "Tự đánh giá</a>" not in closed
    assert "Xem phiếu chưa nộp" in closed


# ---- who sees what ----

OWN = ["sheet_edit", "sheet_check", "sheet_receipt", "sheet_recall", "sheet_total"]


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("reader", ["teacher2", "head", "secretary", "principal"])
def test_nobody_writes_another_s_sheet(world, period, name, reader):
    sheet = submitted(period, world.teacher)

    assert world.client(getattr(world, reader)).get(url(world, name, sheet.pk)).status_code == 403


@pytest.mark.parametrize("name", [*OWN, "sheet_detail"])
def test_another_school_s_sheet_does_not_exist(world, period, name):
    sheet = submitted(period, world.teacher)
    client = world.client(world.other_principal)

    assert client.get(url(world, name, sheet.pk, organisation=world.other_school)).status_code == 404
    assert client.get(url(world, name, sheet.pk)).status_code == 404


@pytest.mark.parametrize("name", ["period_detail", "period_export", "department_review", "period_publish"])
def test_another_school_s_period_does_not_exist(world, period, name):
    client = world.client(world.other_principal)

    assert client.get(url(world, name, period.pk, organisation=world.other_school)).status_code == 404


@pytest.mark.parametrize(
    ("reader", "status"),
    [("teacher", 200), ("head", 200), ("secretary", 200), ("teacher2", 403), ("outsider_head", 403), ("clerk", 403)],
)
def test_a_sheet_is_read_by_those_who_review_it(world, period, reader, status):
    sheet = submitted(period, world.teacher)

    assert world.client(getattr(world, reader)).get(url(world, "sheet_detail", sheet.pk)).status_code == status


def test_a_draft_leaks_nowhere(world, period):
    sheet = scored(period, world.teacher, "17.25", 1)
    EvaluationSheet.objects.filter(pk=sheet.pk).update(self_note=NOTE)
    head, secretary = world.client(world.head), world.client(world.secretary)

    pages = [
        head.get(url(world, "department_review", period.pk)),
        head.get(url(world, "period_detail", period.pk)),
        head.get(url(world, "sheet_detail", sheet.pk)),
        secretary.get(url(world, "period_detail", period.pk)),
        secretary.get(url(world, "sheet_detail", sheet.pk)),
    ]
    exported = cells_in(head.get(url(world, "period_export", period.pk)))

    assert all("17,25" not in text_of(page) and "18,25" not in text_of(page) for page in pages)
    assert all(NOTE not in text_of(page) for page in pages)
    row = next(row for row in exported if row[1] == world.teacher.full_name)
    assert row[6:] == [None] * (len(row) - 7) + [row[-1]]
    assert not row[-1]


@pytest.mark.parametrize("name", ["teacher", "head"])
def test_nobody_reads_the_column_about_herself_before_publication(world, period, name):
    """A head's own sheet stands in the list she reads."""
    person = getattr(world, name)
    sheet = submitted(period, person, 20, 20, 15, 15, 29)
    reviewer = world.head if name == "teacher" else world.secretary
    reviewed(period, sheet, reviewer, "11.25", 0, 0, 0, 0)
    client = world.client(person)

    pages = [
        client.get(url(world, each, pk)) for each, pk in (("sheet_detail", sheet.pk), ("period_detail", period.pk))
    ]
    export = client.get(url(world, "period_export", period.pk))

    assert all("11,25" not in text_of(page) for page in pages)
    assert all("Chưa hoàn thành" not in text_of(page) for page in pages)
    if name == "teacher":
        assert export.status_code == 403
    else:
        row = next(row for row in cells_in(export) if row[1] == person.full_name)
        assert (row[6:13], row[13:20]) == ([20, 20, 15, 15, 29, 99, 100], [None] * 7)


def test_publication_shows_the_column_and_the_grade_to_the_person(world, period):
    sheet = reviewed(period, submitted(period, world.teacher), world.head, 20, 20, 15, "11.5", 20)
    session = draft_session(world)
    services.hand_to_council(period, session, by=world.secretary.user)
    voted(world, session)

    with clock.travel_to("2026-10-29 08:00"):
        published = world.client(world.principal).post(url(world, "period_publish", period.pk), follow=True)
        own = text_of(world.client(world.teacher).get(url(world, "sheet_detail", sheet.pk)))
        other = world.client(world.teacher2).get(url(world, "sheet_detail", sheet.pk))
        listed = text_of(world.client(world.teacher2).get(url(world, "period_detail", period.pk)))

    assert "Đã công bố kết quả tháng 10/2026." in text_of(published)
    assert "<b>Tốt</b>" in own
    assert "86,5/100 điểm" in own
    assert other.status_code == 403
    assert world.teacher.full_name not in listed


def test_proofs_are_streamed_to_owner_and_reviewers_only(world, period):
    sheet, first = sheet_of(period, world.teacher), rubric_of(period).criteria.first()
    link = services.attach_evidence(
        sheet, criterion=first, upload=SimpleUploadedFile("a.png", picture()), by=world.teacher.user
    )
    address = url(world, "sheet_evidence", link.pk)

    def status(name):
        answer = world.client(getattr(world, name)).get(address)
        for close in answer._resource_closers:  # not answer.close(): that ends the test's connection
            close()
        return answer.status_code

    def statuses():
        return [status(name) for name in ("teacher", "head", "secretary", "teacher2", "outsider_head")]

    as_draft = statuses()
    submitted(period, world.teacher)

    assert as_draft == [200, 403, 403, 403, 403]
    assert statuses() == [200, 200, 200, 403, 403]
    foreign = url(world, "sheet_evidence", link.pk, organisation=world.other_school)
    assert world.client(world.other_principal).get(foreign).status_code == 404


def test_a_confidential_proof_is_for_those_who_score_or_decide(world, period):
    """A vice principal lists every sheet, but scores none that the head of a tổ scores."""
    link = services.attach_link(
        sheet_of(period, world.teacher),
        criterion=rubric_of(period).criteria.first(),
        url="https://example.vn/benh-an",
        is_confidential=True,
        by=world.teacher.user,
    )
    sheet = submitted(period, world.teacher)
    page = url(world, "sheet_detail", sheet.pk)

    def sees(person):
        user = person.user
        return link.url in text_of(world.client(person).get(page)), user.has_perm(
            "evaluations.view_sheetevidence", link
        )

    link.refresh_from_db()
    assert [sees(each) for each in (world.teacher, world.head, world.secretary, world.principal)] == [(True, True)] * 4
    assert sees(world.vice_principal) == (False, False)


@pytest.mark.parametrize(
    ("name", "reader", "status"),
    [
        ("period_publish", "vice_principal", 403),
        ("period_publish", "head", 403),
        ("period_publish", "secretary", 200),
        ("department_review", "teacher", 403),
        ("department_review", "outsider_head", 200),
        ("period_export", "teacher", 403),
    ],
)
def test_acts_belong_to_roles(world, period, name, reader, status):
    assert world.client(getattr(world, reader)).get(url(world, name, period.pk)).status_code == status


@pytest.mark.parametrize("reader", ["teacher", "head", "clerk"])
def test_only_managers_make_periods_and_hand_them_over(world, period, reader):
    client = world.client(getattr(world, reader))

    assert client.post(url(world, "period_create"), {"entry": period.entry_id}).status_code == 403
    assert client.post(url(world, "period_hand", period.pk)).status_code == 403


# ---- the tổ's page ----


def review_data(period, sheet, *values, **changes) -> dict:
    data = {f"version_{sheet.pk}": sheet.version, f"note_{sheet.pk}": ""}
    for criterion, value in zip(rubric_of(period).criteria.all(), values, strict=False):
        data[f"score_{sheet.pk}_{criterion.pk}"] = value
        data[f"kind_{sheet.pk}_{criterion.pk}"] = "scored"
    return data | changes


def test_the_whole_to_is_saved_at_once(world, period):
    first, second = submitted(period, world.teacher), submitted(period, world.teacher2)
    data = review_data(period, first, "20", "20", "15", "15", "30") | review_data(period, second, "1")

    with clock.travel_to(AFTER):
        page = world.client(world.head).post(
            url(world, "department_review", period.pk), data | {"act": "recommend"}, follow=True
        )

    assert "Đã lưu và đề nghị 1 phiếu." in text_of(page)
    assert [sheet_of(period, each).state for each in (world.teacher, world.teacher2)] == [
        "department_recommended",
        "submitted",
    ]


def test_nothing_is_preselected_in_a_judgement(world, period):
    submitted(period, world.teacher, 13, 14, 12, 11, 29)

    page = world.client(world.head).get(url(world, "department_review", period.pk))

    [card] = page.context["cards"]
    assert [(row.box.value, row.box.kind) for row in card.rows] == [("", "scored")] * 5
    assert card.same == []


def test_an_impossible_number_keeps_the_page(world, period):
    sheet = submitted(period, world.teacher)

    page = text_of(
        world.client(world.head).post(
            url(world, "department_review", period.pk), review_data(period, sheet, "21", "tám", "3")
        )
    )

    assert "Điểm tiêu chí 1.1 là 21, cao hơn mức tối đa 20." in page
    assert 'value="tám"' in page
    assert [score.amount for score in Score.objects.filter(column="department")] == [3]  # the others are kept


def test_those_who_differ_come_first(world, period):
    same, differs = submitted(period, world.teacher2), submitted(period, world.teacher)
    reviewed(period, same, world.head, recommend=False)
    reviewed(period, differs, world.head, 1, 1, 1, 1, 1, recommend=False)

    page = text_of(world.client(world.head).get(url(world, "department_review", period.pk)))

    assert page.index(f'id="name-{differs.pk}"') < page.index(f'id="name-{same.pk}"')


def test_another_s_sheet_in_the_post_is_not_touched(world, period):
    foreign = submitted(period, world.outsider_head)

    world.client(world.head).post(
        url(world, "department_review", period.pk), review_data(period, foreign, "1", "1", "1", "1", "1")
    )

    assert not Score.objects.filter(column="department").exists()


def test_a_sheet_handed_in_while_the_page_is_open_waits_for_the_next_look(world, period):
    first = submitted(period, world.teacher)
    data = review_data(period, first, "20", "20", "15", "15", "30") | {"act": "recommend"}
    second = submitted(period, world.teacher2)

    page = world.client(world.head).post(url(world, "department_review", period.pk), data, follow=True)

    assert "Đã lưu và đề nghị 1 phiếu." in text_of(page)
    assert sheet_of(period, world.teacher).state == "department_recommended"
    assert f'id="name-{second.pk}"' in text_of(page)


def test_points_for_a_sheet_that_was_taken_back_are_not_lost_in_silence(world, period):
    first, second = submitted(period, world.teacher), submitted(period, world.teacher2)
    data = review_data(period, first, "20") | review_data(period, second, "20")
    services.recall(second, by=world.teacher2.user)

    page = world.client(world.head).post(url(world, "department_review", period.pk), data, follow=True)

    assert f"Chưa lưu phần chấm của {world.teacher2.full_name}" in text_of(page)
    assert Score.objects.filter(column="department").count() == 1


def test_the_head_sees_no_review_before_the_period_opens(world, period):
    with clock.travel_to("2026-10-19 23:59"):
        assert world.client(world.head).get(url(world, "department_review", period.pk)).status_code == 404


# ---- periods ----


def test_the_secretary_makes_a_period_from_the_calendar(world, period):
    entry = make_entry(world, month=11)
    client = world.client(world.secretary)

    shown = text_of(client.get(url(world, "period_list")))
    made = client.post(url(world, "period_create"), {"entry": entry.pk}, follow=True)

    assert "Bình xét thi đua tháng 11" in shown
    assert "Đã lập kỳ đánh giá tháng 11/2026" in text_of(made)
    assert EvaluationPeriod.objects.count() == 2


@pytest.mark.parametrize("entry", ["", "abc", "99999999", "²"])
def test_an_unknown_date_makes_nothing(world, period, entry):
    assert world.client(world.secretary).post(url(world, "period_create"), {"entry": entry}).status_code == 404


def test_another_school_s_date_makes_nothing(world, period):
    entry = make_entry(world, organisation=world.other_school, year=world.other_year)

    assert world.client(world.secretary).post(url(world, "period_create"), {"entry": entry.pk}).status_code == 404


def test_handing_over_needs_a_session(world, period):
    page = world.client(world.secretary).post(url(world, "period_hand", period.pk), {"session": "x"}, follow=True)

    assert "Chọn phiên họp sẽ xét các phiếu này." in text_of(page)


def test_the_page_offers_the_sessions_that_are_prepared(world, period):
    reviewed(period, submitted(period, world.teacher), world.head)
    session = draft_session(world)
    client = world.client(world.secretary)

    shown = text_of(client.get(url(world, "period_detail", period.pk)))
    handed = client.post(url(world, "period_hand", period.pk), {"session": session.pk}, follow=True)

    assert "Xét tháng 10" in shown
    assert "Đã đưa 1 phiếu vào phiên họp" in text_of(handed)


def test_what_lacks_stands_on_the_page(world, period):
    submitted(period, world.teacher)

    page = text_of(world.client(world.principal).get(url(world, "period_publish", period.pk)))
    answer = world.client(world.principal).post(url(world, "period_publish", period.pk), follow=True)

    assert "Có phiếu tổ chưa chấm xong" in page
    assert "Chưa hết thời gian nộp phiếu" in page
    assert "Chưa công bố được" in text_of(answer)


def test_the_export_keeps_the_four_values_apart(world, period):
    sheet = submitted(period, world.teacher, 0, "8.5", "not_applicable", "exempt", 30)
    reviewed(period, sheet, world.head, 5, recommend=False)

    rows = cells_in(world.client(world.secretary).get(url(world, "period_export", period.pk), {"state": "submitted"}))

    assert AuditEntry.objects.get(verb="evaluations.period_exported").after == {"count": 1}
    assert rows[0][6:13] == [f"Tự chấm {code}" for code in ("1.1", "1.2", "2.1", "2.2", "3.1")] + [
        "Tự chấm: tổng",
        "Tự chấm: tối đa",
    ]
    assert len(rows) == 2
    assert rows[1][6:13] == [0, 8.5, "không áp dụng", "được miễn", 30, 38.5, 70]
    assert rows[1][13:20] == [5, None, None, None, None, 5, 100]


def test_filters_ignore_nonsense(world, period):
    page = world.client(world.secretary).get(
        url(world, "period_detail", period.pk), {"sort": "grade", "department": "x", "state": "?", "page": "-1"}
    )

    assert (page.status_code, world.teacher.full_name in text_of(page)) == (200, True)


def test_the_rubric_is_read_by_staff_of_the_school(world, period):
    foreign = make_rubric(world.other_school)

    page = text_of(world.client(world.teacher).get(url(world, "rubric_detail", rubric_of(period).pk)))

    assert "5 tiêu chí, tổng 100 điểm" in page
    assert world.client(world.teacher).get(url(world, "rubric_detail", foreign.pk)).status_code == 404


# ---- costs ----


@pytest.mark.parametrize(
    ("name", "reader"), [("period_detail", "secretary"), ("department_review", "head"), ("period_export", "secretary")]
)
def test_lists_cost_the_same_at_one_sheet_and_at_three(world, period, name, reader):
    submitted(period, world.teacher)
    client, address = world.client(getattr(world, reader)), url(world, name, period.pk)
    client.get(address)
    one = _count(client, address)

    submitted(period, world.teacher2)
    submitted(period, world.outsider_head)

    assert _count(client, address) == one


def test_the_sheet_costs_the_same_with_more_scores(world, period):
    sheet = scored(period, world.teacher, 1)
    client, address = world.client(world.teacher), url(world, "sheet_edit", sheet.pk)
    client.get(address)
    one = _count(client, address)

    scored(period, world.teacher, 1, 2, 3, 4, 5)

    assert _count(client, address) == one


def _count(client, address) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)
