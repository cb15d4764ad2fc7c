"""The pages on which a rubric is made, read from a file, used and renewed."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pdfplumber
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import jobs
from core.models import Job, TableImport
from core.scoping import scope
from evaluations.models import Rubric
from evaluations.rubric_tables import DraftRow, RubricDraft, read_file
from evaluations.services import rubric_editing
from evaluations.services.rubric_drafts import draft_of
from tests.evaluations.months import make_period
from tests.evaluations.rubric_files import TEACHER_BANDS, TEACHER_HEAD, TEACHER_ROWS, excel, upload, word
from tests.factories.people import make_year
from tests.factories.rubrics import enter_rubrics

pytestmark = pytest.mark.django_db
OPTIONS = {"subject": "person", "scale": "points", "final_rule": "last", "shows_review_at": "published"}


def at(world, name: str, pk: int | None = None) -> str:
    return reverse(f"evaluations:{name}", args=[world.school.slug, *([] if pk is None else [pk])])


def text_of(response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def typed(response) -> dict[str, str]:
    """What the forms of a page would send as they stand."""
    html, found = response.content.decode(), {}
    for tag in re.findall(r"<input\b[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or "checked" in tag):
            found[name[1]] = unescape(value[1]) if value else ""
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body) or re.search(r'<option value="([^"]*)"', body)
        found[name] = chosen[1] if chosen else ""
    for name, body in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', html, re.S):
        found[name] = unescape(body).strip()
    for name in ("csrfmiddlewaretoken", "column", "keep", "check", "q"):
        found.pop(name, None)
    return found


@pytest.fixture
def keeper(world):
    return world.client(world.secretary)


def made(world) -> Rubric:
    return Rubric.objects.for_organisation(world.school).order_by("pk").last()


def test_a_rubric_is_made_by_hand_and_put_to_use(world, keeper):
    keeper.post(at(world, "rubric_create"), {"name": "Giáo viên", **OPTIONS, "total_points": "10"})
    with scope(world.school):
        rubric = made(world)
        new = at(world, "criterion_create", rubric.pk)
        keeper.post(new, {"kind": "group", "version": 0, "code": "I", "title": "Nền nếp", "max_points": "10"})
        group = rubric.criteria.get().pk
        for code, most in (("I.1", "2,5"), ("I.2", "7.5")):
            values = {
                "kind": "points",
                "version": 0,
                "code": code,
                "title": "Giờ giấc",
                "max_points": most,
                "parent": group,
            }
            keeper.post(new, values)
        levels = {"kind": "gate", "version": 0, "code": "II", "title": "Vi phạm đạo đức", "effect": "ungraded"}
        keeper.post(new, levels)
        rubric.refresh_from_db()
        bands = {
            "version": rubric.version, "band-TOTAL_FORMS": 2, "band-INITIAL_FORMS": 0,
            "band-0-name": "Tốt", "band-0-minimum": "8,5", "band-0-share_cap": "20%", "band-0-share_base": "next",
            "band-1-name": "Đạt", "band-1-minimum": "0",
        }  # fmt: skip
        assert keeper.post(at(world, "rubric_bands", rubric.pk), bands).status_code == 302
        page = keeper.get(at(world, "rubric_detail", rubric.pk))
        assert "Đưa vào dùng" in text_of(page)
        keeper.post(at(world, "rubric_adopt", rubric.pk))
        rubric.refresh_from_db()

        assert rubric.adopted_by == world.secretary.user
        assert [(row.code, row.depth, row.max_points) for row in draft_of(rubric).rows] == [
            ("I", 0, 10),
            ("I.1", 1, Decimal("2.5")),
            ("I.2", 1, Decimal("7.5")),
            ("II", 0, None),
        ]
        assert [(band.minimum, band.share_cap) for band in rubric.grades.all()] == [(Decimal("8.5"), "1/5"), (0, "")]


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ("0", "không ai có điểm"), ("-1", "số dương"), ("mười", "Ghi bằng số: 10."), ("1e9", "chưa phải là số"),
        ("999999999", "quá lớn"), ("8,555", "hai chữ số thập phân"), ("", "chưa có điểm tối đa"),
    ],
)  # fmt: skip
def test_impossible_points_are_answered_with_a_sentence_and_what_was_typed(world, keeper, points, sentence):
    with scope(world.school):
        rubric = rubric_editing.create_rubric(organisation=world.school, values={"name": "B"}, by=world.secretary.user)
    values = {"kind": "points", "version": 0, "code": "1", "title": "Dạy học ở lớp", "max_points": points}
    answer = keeper.post(at(world, "criterion_create", rubric.pk), values)

    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert "Dạy học ở lớp" in answer.content.decode()
    with scope(world.school):
        assert not rubric.criteria.exists()


def test_the_list_is_that_of_the_year_chosen(world, keeper):
    with scope(world.school):
        years = [world.year, make_year(world.school, 2027)]
        years[1].save()
        for year in years:
            values = {"name": f"Biểu điểm {year.code}", "school_year": year}
            rubric_editing.create_rubric(organisation=world.school, values=values, by=world.secretary.user)
    address, (first, other) = at(world, "rubric_list"), [f"Biểu điểm {year.code}" for year in years]
    offered = re.findall(r'<option value="([^"]*)"', keeper.get(address).content.decode())

    assert {"", *(year.code for year in years)} <= set(offered)
    chosen = text_of(keeper.get(address, {"year": years[1].code}))
    assert (other in chosen, first in chosen) == (True, False)
    every = text_of(keeper.get(address, {"year": ""}))
    assert (other in every, first in every) == (True, True)


@pytest.mark.parametrize("number", ["²", "9" * 30, "x"])
def test_numbers_that_are_none_in_an_address_are_left_out(world, keeper, number):
    with scope(world.school):
        rubric = rubric_editing.create_rubric(organisation=world.school, values={"name": "B"}, by=world.secretary.user)

    assert keeper.get(at(world, "criterion_create", rubric.pk), {"under": number}).status_code == 200
    values = {"version": number, "band-TOTAL_FORMS": 1, "band-INITIAL_FORMS": 0}
    values |= {"band-0-name": "Đạt", "band-0-minimum": "0"}
    assert keeper.post(at(world, "rubric_bands", rubric.pk), values).status_code in (200, 422)
    with scope(world.school):
        assert not rubric.grades.exists()


def test_a_gap_between_grades_is_refused_on_the_page_and_what_was_typed_stays(world, keeper):
    with scope(world.school):
        rubric = rubric_editing.create_rubric(
            organisation=world.school,
            values={"name": "B", "scale": "points"},
            draft=RubricDraft(rows=[DraftRow("1", "Dạy học", max_points=Decimal(100))]),
            by=world.secretary.user,
        )
    values = {
        "version": 1, "band-TOTAL_FORMS": 2, "band-INITIAL_FORMS": 0,
        "band-0-name": "A", "band-0-minimum": "85", "band-1-name": "B", "band-1-minimum": "0", "band-1-upper": "84",
    }  # fmt: skip
    answer = keeper.post(at(world, "rubric_bands", rubric.pk), values)

    assert "84,5 điểm không thuộc mức nào; ghi đến dưới 85." in text_of(answer)
    assert 'value="84"' in answer.content.decode()


def test_the_second_of_two_open_pages_sees_that_something_changed(world, keeper):
    with scope(world.school):
        rubric = rubric_editing.create_rubric(
            organisation=world.school,
            values={"name": "B"},
            draft=RubricDraft(rows=[DraftRow("1", "Dạy học", max_points=Decimal(10))]),
            by=world.secretary.user,
        )
        address = at(world, "criterion_edit", rubric.criteria.get().pk)
    values = {"kind": "points", "version": 1, "code": "1", "title": "Sửa một", "max_points": "10"}
    assert keeper.post(address, values).status_code == 302
    answer = keeper.post(address, values | {"title": "Sửa hai"})

    assert "đã được sửa sau khi mở trang này" in text_of(answer)
    assert "Sửa hai" in answer.content.decode()
    assert keeper.post(address, typed(answer) | {"kind": "points"}).status_code == 302
    with scope(world.school):
        assert rubric.criteria.get().title == "Sửa hai"


@pytest.mark.parametrize("kind", ["excel", "word"])
def test_a_file_is_read_corrected_and_kept(world, keeper, kind):
    rows = [list(row) for row in TEACHER_ROWS]
    rows[1][2] = "mười"
    bands = [["Xếp loại", "Điểm"], *TEACHER_BANDS]
    data = excel([TEACHER_HEAD, *rows, [], *bands]) if kind == "excel" else word([TEACHER_HEAD, *rows], "Mức", bands)
    answer = keeper.post(at(world, "rubric_import"), {"file": upload(data, "quy-che.xlsx")}, follow=True)
    address = answer.request["PATH_INFO"]

    assert "Ghi bằng số: 10." in text_of(answer)
    refused = keeper.post(address, typed(answer) | {"rubric-name": "Chủ nhiệm", "keep": "1"})
    assert "Còn dòng phải sửa" in text_of(refused)
    corrected = typed(answer) | {
        "rubric-name": "Chủ nhiệm",
        "r1-max_points": "8",
        "r2-is_dropped": "on",
        "r0-max_points": "8",
    }
    checked = keeper.post(address, corrected | {"check": "1"}, follow=True)
    assert "Điểm tối đa các tiêu chí cộng lại 98, biểu điểm ghi tổng 100." in text_of(checked)
    assert "Bạn đã bỏ dòng này." in text_of(checked)
    kept = keeper.post(address, typed(checked) | {"rubric-total_points": "98", "keep": "1"}, follow=True)

    assert "Đã lưu thành biểu điểm" in text_of(kept)
    with scope(world.school):
        rubric = made(world)
        assert (rubric.name, rubric.total_points, rubric.criteria.count()) == ("Chủ nhiệm", 98, 28)
        table = TableImport.objects.for_organisation(world.school).get()
    assert "Hoàn tác việc nhập" in text_of(keeper.get(address))
    keeper.post(at(world, "rubric_import_undo", table.pk))
    with scope(world.school):
        assert not Rubric.objects.for_organisation(world.school).exists()


def test_a_row_of_levels_may_become_one_of_progress(world, keeper):
    rows = [["TT", "Nội dung", "Điểm"], [1, "Học sinh đạt", "10/8/5"]]
    answer = keeper.post(at(world, "rubric_import"), {"file": upload(excel(rows))}, follow=True)
    address = answer.request["PATH_INFO"]
    values = typed(answer) | {"rubric-name": "B", "r0-kind": "progress", "check": "1"}
    refused = keeper.post(address, values, follow=True)
    mended = keeper.post(address, typed(refused) | {"r0-levels": "0 = 5\n10 = 10", "keep": "1"}, follow=True)

    assert "“Mức 1” chưa phải là số" in text_of(refused)
    assert "Đã lưu thành biểu điểm" in text_of(mended)
    with scope(world.school):
        assert draft_of(made(world)).rows[0].levels == [
            {"from": "0", "points": "5"},
            {"from": "10", "points": "10"},
        ]


def test_a_row_that_was_not_understood_becomes_a_criterion(world, keeper):
    rows = [["TT", "Nội dung", "Điểm"], [1, "Dạy học", 10], [None, "Tổng", 10], [None, "Tham gia hội thi", None]]
    answer = keeper.post(at(world, "rubric_import"), {"file": upload(excel(rows))}, follow=True)
    address = answer.request["PATH_INFO"]
    place = next(key for key in re.findall(r'name="take" value="(\d+)"', answer.content.decode()) if key == "2")
    values = typed(answer) | {"rubric-name": "B", "take": place, "check": "1"}
    taken = keeper.post(address, values, follow=True)

    assert 'name="r1-title"' in taken.content.decode()
    values = typed(taken) | {"r1-code": "2", "r1-max_points": "5", "rubric-total_points": "15", "keep": "1"}
    values.pop("take", None)
    keeper.post(address, values)
    with scope(world.school):
        assert [(row.code, row.title) for row in draft_of(made(world)).rows] == [
            ("1", "Dạy học"),
            ("2", "Tham gia hội thi"),
        ]


def test_another_column_of_points_is_chosen(world, keeper):
    rows = [["TT", "Nội dung", "Điểm (chủ nhiệm)", "Điểm (không chủ nhiệm)"], [1, "Dạy học", 100, 80]]
    answer = keeper.post(at(world, "rubric_import"), {"file": upload(excel(rows))}, follow=True)
    address = answer.request["PATH_INFO"]
    assert 'value="100"' in answer.content.decode()

    assert 'value="80"' in keeper.post(address, {"column": "3"}, follow=True).content.decode()
    assert "không có trong tệp" in text_of(keeper.post(address, {"column": "9"}))


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("a.xlsx", b"MZ program"), "không phải tệp Excel hay Word"),
        (SimpleUploadedFile("a.xlsx", b""), "Tệp trống"),
        (None, "Chưa chọn tệp."),
    ],
)
def test_a_file_that_is_none_is_answered_with_a_sentence(world, keeper, file, sentence):
    assert sentence in text_of(keeper.post(at(world, "rubric_import"), {"file": file} if file else {}))


def test_a_used_rubric_is_renewed_and_the_difference_shown(world, keeper):
    period = make_period(world)
    with scope(world.school):
        used = period.rubrics.get()
    assert "Đã dùng, giữ nguyên" in text_of(keeper.get(at(world, "rubric_detail", used.pk)))
    keeper.post(at(world, "rubric_version", used.pk))
    with scope(world.school):
        second = made(world)
        key = second.criteria.get(code="1.1").pk
    keeper.post(
        at(world, "criterion_edit", key),
        {"kind": "points", "version": 1, "code": "1.1", "title": "Tiêu chí thử 1.1", "max_points": "25"},
    )
    shown = text_of(keeper.get(at(world, "rubric_differences", second.pk)))

    assert "1.1. Tiêu chí thử 1.1 Điểm tối đa 20 25" in shown
    assert "Nội dung" not in shown
    teacher = world.client(world.teacher)
    assert teacher.get(at(world, "rubric_detail", second.pk)).status_code == 404
    assert f"bản {second.version_number}" not in text_of(teacher.get(at(world, "rubric_list"))).lower()


def test_the_export_is_read_again(world, keeper):
    period = make_period(world)
    with scope(world.school):
        rubric = period.rubrics.get()
        answer = world.client(world.teacher).get(at(world, "rubric_export", rubric.pk))
        again, stored = read_file(upload(answer.content)), draft_of(rubric)

    assert [(row.code, row.title, row.max_points) for row in again.rows] == [
        (row.code, row.title, row.max_points) for row in stored.rows
    ]
    assert [(band.name, band.minimum) for band in again.bands] == [(band.name, band.minimum) for band in stored.bands]
    assert (again.name, again.source) == (rubric.name, rubric.source)


def test_an_office_makes_a_rubric_and_a_school_reads_its_file(world, keeper):
    office = world.client(world.officer)
    address = reverse("evaluations:rubric_create", args=[world.office.slug])
    office.post(address, {"name": "Chấm điểm các trường", **OPTIONS, "subject": "unit"})
    with scope(world.office):
        rubric = Rubric.objects.for_organisation(world.office).get()
        row = DraftRow("1", "Phong trào", max_points=Decimal(10))
        rubric_editing.add_criterion(rubric, row, parent=None, by=world.officer.user)
    file = office.get(reverse("evaluations:rubric_export", args=[world.office.slug, rubric.pk]))

    answer = keeper.post(at(world, "rubric_import"), {"file": upload(file.content)}, follow=True)
    assert "Chấm điểm các trường" in answer.content.decode()
    assert keeper.get(reverse("evaluations:rubric_detail", args=[world.office.slug, rubric.pk])).status_code in (
        403,
        404,
    )


def test_the_preview_is_worked_out_and_the_empty_form_is_made(world, keeper):
    with scope(world.school):
        rubric = enter_rubrics(world.school, school_year=world.year, by=world.secretary.user)["Giáo viên chủ nhiệm"]
    shown = text_of(keeper.get(at(world, "rubric_preview", rubric.pk)))

    assert "Kết quả: Xuất sắc" in shown
    assert "Tổng 109,5 trên 100 điểm." in shown
    keeper.post(at(world, "rubric_form", rubric.pk))
    with scope(world.school):
        job = Job.objects.for_organisation(world.school).get()
        jobs.run(job.pk)
        job.refresh_from_db()
        with job.result_file.open("rb") as file, pdfplumber.open(file) as pdf:
            text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "PHIẾU ĐÁNH GIÁ, XẾP LOẠI" in text
    assert "Học sinh đạt giải thành phố" in text


def test_the_list_costs_the_same_for_one_rubric_and_for_five(world, keeper, django_assert_num_queries):
    def another():
        with scope(world.school):
            rubric_editing.create_rubric(
                organisation=world.school,
                values={"name": "B", "school_year": world.year},
                draft=RubricDraft(rows=[DraftRow("1", "Dạy học", max_points=Decimal(10))]),
                by=world.secretary.user,
            )

    another()
    keeper.get(at(world, "rubric_list"))  # the first page of a session asks more
    with django_assert_num_queries(LIST_QUERIES):
        keeper.get(at(world, "rubric_list"))
    for _ in range(4):
        another()
    keeper.get(at(world, "rubric_list"))  # the first page of a session asks more
    with django_assert_num_queries(LIST_QUERIES):
        keeper.get(at(world, "rubric_list"))


LIST_QUERIES = 10
