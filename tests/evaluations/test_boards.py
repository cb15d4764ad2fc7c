"""Boards: what a reader may see of stored results, month by month, in counts, in downloads; reminding of the rest."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook

from audit.models import AuditEntry
from core import clock
from core.scoping import scope
from core.vietnamese import search_key
from deadlines.services import fulfil
from evaluations import services
from evaluations.boards.choices import Choice, Reader
from evaluations.boards.missing import Missing
from evaluations.boards.months import MonthBoard
from evaluations.boards.spread import Spread
from evaluations.boards.tables import month_table
from evaluations.models import AudienceGroup, EvaluationSheet
from evaluations.visibility import listed_sheets, shows_result, with_shown_results
from notifications.models import Notification
from organisation.models import Department, Employment, Person
from tests.evaluations.results import REVIEWED, add_period, add_sheet, make_scale
from tests.factories.people import START

TODAY = "2026-11-25 09:00"
State = EvaluationSheet.State


@pytest.fixture
def autumn(world):
    """The school's September, published, October, provisional, and November, running; today is in November."""
    with clock.travel_to(TODAY), scope(world.school):
        rubric = make_scale(world.school)
        world.september = add_period(world, 9, rubric, published=True)
        world.october = add_period(world, 10, rubric)
        world.november = add_period(world, 11, rubric)
        world.rubric = rubric
        yield world


def reader(world, person) -> Reader:
    return Reader(person.user, world.school, world.year)


def page_of(world, person, name, **query):
    return world.client(person).get(f"/o/{world.school.slug}/evaluations/boards/{name}", query)


def text_of(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def cells_of(response) -> list[list[str]]:
    """The matrix as it is read aloud: name, then the words of each cell."""
    html = response.content.decode()
    body = html[html.index('<div class="panel matrix">') :]
    rows = re.findall(r"<tr>(.*?)</tr>", body[body.index("<tbody>") : body.index("</tbody>")], flags=re.S)
    parts = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.S) for row in rows]
    wide = [
        [re.sub(r'<span class="only-wide">.*?</span>(?=<|$)', "", cell, flags=re.S) for cell in row] for row in parts
    ]
    return [[re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in wide]


# ---- who may see what ----


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("who", ["secretary", "head", "principal"])
def test_the_rows_of_a_list_show_what_the_sheet_itself_shows(autumn, state, who):
    """The same answer, whether a sheet is loaded or only counted."""
    user = getattr(autumn, who).user
    for person in (autumn.secretary, autumn.head, autumn.teacher, autumn.principal):
        add_sheet(autumn.october, person, state)

    rows = with_shown_results(EvaluationSheet.objects.of_period(autumn.october), user, autumn.school)

    for sheet in rows.with_names():
        expected = sheet.grade if shows_result(user, sheet) else ""
        assert sheet.shown_grade == expected, sheet


@pytest.mark.parametrize("state", State.values)
def test_collective_sheets_are_one_s_own_for_those_who_write_them(autumn, state):
    users = [autumn.secretary.user, autumn.head.user]
    for person, subject in [(autumn.teacher, "department"), (autumn.teacher2, "organisation")]:
        sheet = add_sheet(autumn.october, person, state)
        department = autumn.department if subject == "department" else None
        EvaluationSheet.objects.filter(pk=sheet.pk).update(subject=subject, person=None, department=department)

    for user in users:
        rows = with_shown_results(EvaluationSheet.objects.of_period(autumn.october), user, autumn.school)
        for sheet in rows.with_names():
            assert sheet.shown_grade == (sheet.grade if shows_result(user, sheet) else ""), (user, sheet.subject)


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("secretary", {"secretary", "head", "teacher", "outsider_head"}),
        ("vice_principal", {"secretary", "head", "teacher", "outsider_head"}),
        ("head", {"head", "teacher"}),
        ("outsider_head", {"secretary", "outsider_head"}),
        ("teacher", set()),
        ("clerk", set()),
    ],
)
def test_lists_hold_the_sheets_one_reviews(autumn, who, names):
    for name in ("secretary", "head", "teacher", "outsider_head"):
        add_sheet(autumn.september, getattr(autumn, name))

    rows = listed_sheets(getattr(autumn, who).user, autumn.school)

    people = {getattr(autumn, name).pk for name in names}
    assert set(rows.values_list("person_id", flat=True)) == people


# ---- the matrix ----


def test_the_board_shows_each_person_month_by_month(autumn):
    add_sheet(autumn.september, autumn.teacher, grade="Xuất sắc", is_late=True)
    add_sheet(autumn.october, autumn.teacher, "department_recommended", grade="Tốt")
    add_sheet(autumn.november, autumn.teacher, "draft")
    add_sheet(autumn.september, autumn.teacher2, "exempt")
    add_sheet(autumn.october, autumn.teacher2, "draft")
    add_sheet(autumn.november, autumn.teacher2, "submitted")

    response = page_of(autumn, autumn.secretary, "")

    assert cells_of(response) == [
        ["Lê Minh Ân", "Tổ 1, 2, 3", "Được miễn", "Không nộp", "Đã nộp", "0"],
        [
            "Đỗ Thị Hòa",
            "Tổ 1, 2, 3",
            "Xuất sắc: vì sao nộp muộn",
            "Tốt: vì sao tổ đề nghị",
            "Chưa nộp",
            "1",
        ],
    ]


def test_why_somebody_is_exempt_stands_nowhere(autumn):
    add_sheet(autumn.september, autumn.teacher, "exempt", placement_note="Nghỉ thai sản từ 01/9/2026")

    for name in ("", "spread/", "missing/", f"people/{autumn.teacher.pk}/"):
        text = text_of(page_of(autumn, autumn.secretary, name))
        assert "Nghỉ" not in text
        assert "thai sản" not in text


def test_a_short_grade_names_one_grade_only(autumn):
    add_sheet(autumn.september, autumn.teacher, grade="Chưa hoàn thành")

    board = MonthBoard(reader(autumn, autumn.secretary), Choice())

    assert {label.words: label.short for label in board.scale.legend} == {
        "Xuất sắc": "XS",
        "Hoàn thành": "HT",
        "Chưa hoàn thành": "CHT",
        "Không xếp loại": "KXL",
    }


@pytest.mark.parametrize("state", [each for each in REVIEWED if each not in EvaluationSheet.SETTLED])
def test_nobody_reads_her_own_result_before_it_is_there_nor_from_the_counts(autumn, state):
    add_sheet(autumn.october, autumn.secretary, state, grade="Chưa hoàn thành")
    add_sheet(autumn.october, autumn.teacher, "provisional", grade="Tốt")

    own = MonthBoard(reader(autumn, autumn.secretary), Choice())
    others = MonthBoard(reader(autumn, autumn.principal), Choice())
    pages = [page_of(autumn, autumn.secretary, name) for name in ("", "missing/", f"people/{autumn.secretary.pk}/")]
    export = page_of(autumn, autumn.secretary, "export/")

    assert dict(own.counts[autumn.october.pk]) == {"Tốt": 1, "Chưa có kết quả": 1}
    assert not [line for line in _excel(export) if "Chưa hoàn thành" in line]
    body = [html.content.decode() for html in pages]
    assert all('<abbr title="Chưa hoàn thành"' not in each for each in body)
    assert "85" not in text_of(pages[2])
    if state not in ("council_not_passed",):
        marks = {row.line.person_id: row.cells for row in others.rows(others.people)}
        assert marks[autumn.secretary.pk][1][1].label.words == "Chưa hoàn thành"


def test_a_provisional_result_is_shown_to_its_owner_and_counted(autumn):
    add_sheet(autumn.october, autumn.secretary, "provisional", grade="Tốt")

    board = MonthBoard(reader(autumn, autumn.secretary), Choice())

    assert dict(board.counts[autumn.october.pk]) == {"Tốt": 1}


def test_what_the_to_proposes_is_not_yet_counted(autumn):
    add_sheet(autumn.october, autumn.teacher, "department_recommended", grade="Tốt")

    board = MonthBoard(reader(autumn, autumn.secretary), Choice())

    assert dict(board.counts[autumn.october.pk]) == {"Chưa có kết quả": 1}


def test_the_head_sees_her_to_alone(autumn):
    add_sheet(autumn.september, autumn.teacher)
    add_sheet(autumn.september, autumn.outsider_head, grade="Xuất sắc")

    text = text_of(page_of(autumn, autumn.head, ""))

    assert "Đỗ Thị Hòa" in text
    assert "Bùi Quang Đạo" not in text
    assert "Xuất sắc: 1" not in text


@pytest.mark.parametrize("name", ["", "spread/", "missing/", "export/"])
@pytest.mark.parametrize("who", ["teacher", "clerk"])
def test_boards_are_for_those_who_review(autumn, name, who):
    assert page_of(autumn, getattr(autumn, who), name).status_code == 403


def test_filters_and_orders(autumn):
    group = AudienceGroup.objects.create(organisation=autumn.school, name="Nhân viên")
    other = make_scale(autumn.school, audience=group, name="Biểu điểm nhân viên")
    add_sheet(autumn.september, autumn.teacher, is_late=True)
    add_sheet(autumn.september, autumn.outsider_head)
    add_sheet(autumn.september, autumn.clerk, rubric=other)

    def names(**query):
        board = MonthBoard(reader(autumn, autumn.secretary), Choice.read(query))
        return [line.name for line in board.people]

    teacher, head, clerk = "Đỗ Thị Hòa", "Bùi Quang Đạo", "Ngô Thị Yến"
    assert names() == [head, teacher, clerk]
    assert names(sort="-name") == [clerk, teacher, head]
    assert names(sort="department") == [teacher, head, clerk]
    assert names(sort="-late")[0] == teacher
    assert names(sort="constructor") == [head, teacher, clerk]
    assert names(department=str(autumn.department.pk)) == [teacher]
    assert names(group=str(group.pk)) == [clerk]
    assert names(q="hoa") == [teacher]
    assert names(department="abc", group="999999999999999999", kind="week") == [head, teacher, clerk]
    assert names(department="999") == []


def test_only_periods_that_have_begun_and_of_one_kind_stand_on_the_board(autumn):
    add_period(autumn, 12, autumn.rubric)
    quarter = add_period(autumn, 8, autumn.rubric, kind="quarter")
    add_sheet(quarter, autumn.teacher)

    months = MonthBoard(reader(autumn, autumn.secretary), Choice())
    quarters = MonthBoard(reader(autumn, autumn.secretary), Choice(kind="quarter"))

    assert [period.label for period in months.periods] == ["tháng 9/2026", "tháng 10/2026", "tháng 11/2026"]
    assert [value for value, _ in months.kinds] == ["month", "quarter"]
    assert quarters.periods == [quarter]


def test_an_empty_year_says_what_will_stand_there(world):
    for name in ("", "spread/", "missing/", f"people/{world.teacher.pk}/"):
        with clock.travel_to(TODAY):
            response = page_of(world, world.secretary, name)
        assert 'class="panel empty"' in response.content.decode()


# ---- as many queries for one as for a hundred and twenty ----


def fill(world, count: int) -> None:
    """So many people of the first tổ with a sheet in each period; drafts in November."""
    people = Person.objects.bulk_create(
        Person(full_name=f"Nguyễn Văn {n:03}", sort_key=f"{n:03}", search_key=search_key(f"Nguyễn Văn {n:03}"))
        for n in range(count)
    )
    Employment.objects.bulk_create(
        Employment(organisation=world.school, person=each, department=world.department, from_on=START)
        for each in people
    )
    common = {"organisation": world.school, "department": world.department, "rubric": world.rubric}
    settled = {"state": "published", "submitted_at": clock.now(), "reviewed_at": clock.now(), "grade": "Tốt"}
    settled["reviewed_by"] = world.head.user
    for period, values in [(world.september, settled), (world.october, settled), (world.november, {})]:
        EvaluationSheet.objects.bulk_create(
            EvaluationSheet(period=period, person=each, **common, **values) for each in people
        )


@pytest.mark.parametrize("name", ["", "spread/", "missing/", "export/", "spread/export/", "missing/export/"])
def test_queries_do_not_grow_with_the_people(autumn, name, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts, total = [], 0
    client = autumn.client(autumn.secretary)
    for count in (1, 2, 117):
        fill(autumn, count)
        total += count
        client.get(f"/o/{autumn.school.slug}/evaluations/boards/{name}")
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"/o/{autumn.school.slug}/evaluations/boards/{name}")
        assert response.status_code == 200
        counts.append(len(queries))

    assert total == 120
    assert len(set(counts)) == 1, counts


def test_a_page_holds_twenty_five(autumn):
    fill(autumn, 30)

    first, second = page_of(autumn, autumn.secretary, ""), page_of(autumn, autumn.secretary, "", page="2")

    assert (len(cells_of(first)), len(cells_of(second))) == (25, 5)
    assert "Người 26 đến 30 trong 30." in text_of(second)


# ---- one person ----


def test_a_person_reads_her_own_line_with_the_reasons(autumn):
    add_sheet(autumn.september, autumn.teacher, praise="Xuất sắc tháng")
    add_sheet(
        autumn.october,
        autumn.teacher,
        "department_recommended",
        grade="Hoàn thành",
        reasons=["Bí mật đến khi công bố."],
    )
    add_sheet(autumn.november, autumn.teacher, "draft")

    text = text_of(page_of(autumn, autumn.teacher, f"people/{autumn.teacher.pk}/"))

    assert "85 trên 100 điểm, Tốt" in text
    assert "85 trên 100 điểm, từ 70 nên xếp mức Tốt." in text
    assert "Xuất sắc tháng" in text
    assert "Bí mật" not in text
    assert "Hoàn thành " not in text.replace("Hoàn thành nhiệm vụ", "")
    assert "Chưa nộp" in text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("secretary", 200),
        ("principal", 200),
        ("head", 200),
        ("teacher", 200),
        ("outsider_head", 403),
        ("teacher2", 403),
    ],
)
def test_a_line_is_read_by_its_owner_and_those_who_review_her(autumn, who, status):
    add_sheet(autumn.september, autumn.teacher)

    assert page_of(autumn, getattr(autumn, who), f"people/{autumn.teacher.pk}/").status_code == status


def test_a_head_reads_only_the_periods_of_his_to(autumn):
    add_sheet(autumn.september, autumn.teacher, department=autumn.department)
    add_sheet(autumn.october, autumn.teacher, department=autumn.department2)

    text = text_of(page_of(autumn, autumn.outsider_head, f"people/{autumn.teacher.pk}/"))

    assert "Tháng 10/2026" in text
    assert "Tháng 9/2026" not in text


def test_people_of_other_schools_are_not_there(autumn):
    assert page_of(autumn, autumn.secretary, f"people/{autumn.other_teacher.pk}/").status_code == 404


# ---- distribution ----


def test_the_spread_counts_by_to_and_by_group(autumn):
    group = AudienceGroup.objects.create(organisation=autumn.school, name="Nhân viên")
    other = make_scale(autumn.school, audience=group, name="Biểu điểm nhân viên")
    add_sheet(autumn.september, autumn.teacher, grade="Xuất sắc")
    add_sheet(autumn.september, autumn.teacher2, "exempt")
    add_sheet(autumn.september, autumn.outsider_head, grade="Không xếp loại")
    add_sheet(autumn.september, autumn.clerk, "submitted", rubric=other)

    spread = Spread(reader(autumn, autumn.secretary), Choice(period=autumn.september.pk))

    assert dict(spread.whole) == {"Xuất sắc": 1, "Được miễn": 1, "Không xếp loại": 1, "Chưa có kết quả": 1}
    assert [(name, dict(counts)) for name, counts in spread.by_department] == [
        ("Tổ 1, 2, 3", {"Xuất sắc": 1, "Được miễn": 1}),
        ("Tổ 4, 5", {"Không xếp loại": 1}),
        ("Không thuộc tổ", {"Chưa có kết quả": 1}),
    ]
    assert [(name, counts.total()) for name, counts in spread.by_group] == [
        ("Nhân viên", 1),
        ("Chung một biểu điểm", 3),
    ]
    assert spread.reasons[0].startswith("Có 4 phiếu cá nhân trong danh sách này, 2 phiếu đã có kết quả")
    assert "1 trong 2 người" in text_of(page_of(autumn, autumn.secretary, "spread/", period=str(autumn.september.pk)))


def test_the_last_period_with_results_comes_first(autumn):
    assert Spread(reader(autumn, autumn.secretary), Choice()).period == autumn.september


def test_a_period_of_another_school_or_year_has_no_spread(autumn):
    assert page_of(autumn, autumn.secretary, "spread/", period="999999").status_code == 404


# ---- who is missing ----


def remind(world, person, lack, **query):
    url = f"/o/{world.school.slug}/evaluations/boards/missing/remind/?{urlencode(query)}"
    return world.client(person).post(url, {"lack": lack}, follow=True)


def told_today(world) -> dict[str, list[str]]:
    rows = Notification.objects.filter(organisation=world.school).select_related("person")
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.person.full_name, []).append(row.subject)
    return found


def test_what_is_missing_stands_by_whom_it_waits_for(autumn):
    add_sheet(autumn.september, autumn.teacher)
    add_sheet(autumn.october, autumn.teacher, "department_recommended")
    add_sheet(autumn.november, autumn.teacher, "draft")
    add_sheet(autumn.november, autumn.teacher2, "submitted")
    add_sheet(autumn.november, autumn.head, "exempt")

    missing = Missing(reader(autumn, autumn.secretary), Choice())

    assert missing.counts == {"handing": 1, "review": 1, "publication": 1}
    assert [(sheet.person.full_name, sheet.lack) for sheet in missing.sheets] == [
        ("Đỗ Thị Hòa", "publication"),
        ("Lê Minh Ân", "review"),
        ("Đỗ Thị Hòa", "handing"),
    ]


def test_only_those_who_have_not_handed_in_and_still_can_are_reminded(autumn):
    add_sheet(autumn.october, autumn.clerk, "draft")  # October takes nothing any more
    sheet = add_sheet(autumn.november, autumn.teacher, "draft")
    add_sheet(autumn.november, autumn.teacher2, "submitted")

    response = remind(autumn, autumn.secretary, "handing")

    assert told_today(autumn) == {"Đỗ Thị Hòa": ["Nhắc nộp phiếu tự đánh giá tháng 11/2026"]}
    assert "Đã nhắc 1 người." in text_of(response)
    row = Notification.objects.get()
    assert (row.url, row.about) == (
        f"/o/{autumn.school.slug}/evaluations/sheets/{sheet.pk}/edit/",
        f"obligation:sheet:{sheet.pk}",
    )
    entry = AuditEntry.objects.get(verb="evaluations.missing_reminded")
    assert entry.after == {"what": "handing", "people": [autumn.teacher.pk]}


def test_nobody_is_reminded_twice_on_a_day(autumn):
    add_sheet(autumn.november, autumn.teacher, "draft")
    remind(autumn, autumn.secretary, "handing")
    add_sheet(autumn.november, autumn.teacher2, "draft")

    again = remind(autumn, autumn.head, "handing")
    with clock.travel_to("2026-11-26 08:00"):
        tomorrow = remind(autumn, autumn.secretary, "handing")

    assert "Đã nhắc 1 người. 1 người đã được nhắc hôm nay nên không nhắc lại." in text_of(again)
    assert "Đã nhắc 2 người." in text_of(tomorrow)
    assert Notification.objects.count() == 4


def test_a_reminder_of_the_ladder_counts_as_today_s(autumn):
    sheet = add_sheet(autumn.november, autumn.teacher, "draft")
    Notification.objects.create(
        organisation=autumn.school,
        person=autumn.teacher,
        key="reminder:1",
        about=f"obligation:sheet:{sheet.pk}",
        subject="Hạn",
    )

    response = remind(autumn, autumn.secretary, "handing")

    assert "Không nhắc thêm ai: 1 người đã được nhắc hôm nay" in text_of(response)
    assert Notification.objects.count() == 1


def test_who_hands_in_after_the_reminder_is_not_mailed_any_more(autumn):
    sheet = add_sheet(autumn.november, autumn.teacher, "draft")
    remind(autumn, autumn.secretary, "handing")

    fulfil(autumn.school, sheet.subject_key)

    assert Notification.objects.get().mail != "pending"


def test_of_sheets_that_wait_for_the_to_its_head_is_reminded_once(autumn):
    add_sheet(autumn.november, autumn.teacher, "submitted")
    add_sheet(autumn.november, autumn.teacher2, "submitted")
    add_sheet(autumn.november, autumn.head, "submitted")  # nobody reviews herself: the secretary does

    remind(autumn, autumn.principal, "review")

    assert told_today(autumn) == {
        "Trịnh Thị Ánh": ["2 phiếu tháng 11/2026 tổ chưa chấm xong"],
        "Phạm Thu Trang": ["1 phiếu tháng 11/2026 tổ chưa chấm xong"],
    }


def test_those_who_publish_are_reminded_but_not_by_themselves(autumn):
    add_sheet(autumn.october, autumn.teacher, "head_decided")

    remind(autumn, autumn.secretary, "publication")

    assert told_today(autumn) == {"Hoàng Thị Bích Liên": ["1 phiếu tháng 10/2026 chưa công bố"]}


def test_nobody_left_to_remind_is_said(autumn):
    response = remind(autumn, autumn.secretary, "handing")

    assert "Không có ai để nhắc" in text_of(response)
    assert not Notification.objects.exists()


def test_a_head_reminds_his_to_alone(autumn):
    add_sheet(autumn.november, autumn.teacher, "draft")
    add_sheet(autumn.november, autumn.outsider_head, "draft")

    remind(autumn, autumn.outsider_head, "handing")

    assert list(told_today(autumn)) == ["Bùi Quang Đạo"]


def test_the_filters_hold_for_reminding_too(autumn):
    add_sheet(autumn.november, autumn.teacher, "draft")
    add_sheet(autumn.november, autumn.outsider_head, "draft")

    remind(autumn, autumn.secretary, "handing", department=str(autumn.department2.pk))

    assert list(told_today(autumn)) == ["Bùi Quang Đạo"]


def test_an_unknown_lack_is_not_there(autumn):
    url = f"/o/{autumn.school.slug}/evaluations/boards/missing/remind/"

    assert autumn.client(autumn.secretary).post(url, {"lack": "all"}).status_code == 404


# ---- downloads ----


def _excel(response) -> list[list]:
    assert response.status_code == 200
    [sheet] = load_workbook(io.BytesIO(response.content)).worksheets
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_board_as_excel_has_the_same_words(autumn):
    add_sheet(autumn.september, autumn.teacher, grade="Xuất sắc", is_late=True)
    add_sheet(autumn.november, autumn.teacher, "draft")

    lines = _excel(page_of(autumn, autumn.secretary, "export/"))

    assert lines[0] == ["TT", "Họ và tên", "Tổ", "Tháng 9/2026", "Tháng 10/2026", "Tháng 11/2026"]
    assert lines[1] == [1, "Đỗ Thị Hòa", "Tổ 1, 2, 3", "Xuất sắc, nộp muộn", None, "Chưa nộp"]
    assert lines[2][1:] == ["Xuất sắc", None, 1, 0, 0]
    assert AuditEntry.objects.filter(verb="evaluations.board_exported").count() == 1


def test_on_paper_a_proposal_is_not_taken_for_a_result(autumn):
    add_sheet(autumn.september, autumn.teacher, grade="Xuất sắc")
    add_sheet(autumn.october, autumn.teacher, "department_recommended", grade="Xuất sắc", is_late=True)

    table = month_table(MonthBoard(reader(autumn, autumn.secretary), Choice()))

    assert table.caption == "Kết quả đánh giá từng kỳ, năm học 2026-2027"
    assert [(cell.words, cell.short) for cell in table.rows[0].cells[3:5]] == [
        ("Xuất sắc", "XS"),
        ("Xuất sắc, tổ đề nghị, nộp muộn", "XS, tổ đề nghị (m)"),
    ]


@pytest.mark.parametrize("name", ["spread", "missing"])
def test_the_other_boards_as_excel(autumn, name):
    add_sheet(autumn.september, autumn.teacher)
    add_sheet(autumn.november, autumn.teacher, "draft")

    lines = _excel(page_of(autumn, autumn.secretary, f"{name}/export/"))

    assert any("Đỗ Thị Hòa" in line or "Tổ 1, 2, 3" in line for line in lines)


def test_a_person_takes_her_own_line_as_excel(autumn):
    add_sheet(autumn.september, autumn.teacher)

    lines = _excel(page_of(autumn, autumn.teacher, f"people/{autumn.teacher.pk}/export/"))

    assert lines[1][:2] == ["Tháng 9/2026", "Tốt"]
    assert lines[1][-1] == "85 trên 100 điểm, từ 70 nên xếp mức Tốt."


@pytest.mark.parametrize("name", ["", "spread/", "missing/"])
def test_a_board_is_printed_by_a_worker(autumn, run_jobs, name):
    from core.models import Job

    add_sheet(autumn.september, autumn.teacher)
    add_sheet(autumn.november, autumn.teacher, "draft")

    response = autumn.client(autumn.secretary).post(f"/o/{autumn.school.slug}/evaluations/boards/{name}paper/")
    run_jobs()

    job = Job.objects.get()
    assert response.status_code == 302
    assert (job.state, job.message) == ("done", "")
    with job.result_file.open("rb") as file:
        assert file.read(5) == b"%PDF-"


def test_a_right_that_ended_prints_nothing(autumn, run_jobs):
    from core.models import Job
    from organisation.models import RoleAssignment

    autumn.client(autumn.secretary).post(f"/o/{autumn.school.slug}/evaluations/boards/paper/")
    yesterday = date(2026, 11, 25) - timedelta(days=1)
    RoleAssignment.objects.filter(person=autumn.secretary).update(to_on=yesterday)
    run_jobs()

    job = Job.objects.get()
    assert (job.state, job.message) == ("failed", "Tài khoản không còn quyền xem bảng này.")


def test_departments_that_ended_still_head_their_sheets(autumn):
    add_sheet(autumn.september, autumn.teacher)
    Department.objects.filter(pk=autumn.department.pk).update(to_on=date(2026, 11, 1))

    assert "Tổ 1, 2, 3" in text_of(page_of(autumn, autumn.secretary, ""))


def test_no_head_is_asked_to_score_the_sheet_of_the_own_to(autumn):
    with scope(autumn.school):
        sheet = EvaluationSheet(
            organisation=autumn.school, subject="department", department=autumn.department, period=autumn.october
        )

        reminded = services.remind_to_review(autumn.school, [sheet], by=autumn.principal.user)

    assert reminded.told == {autumn.secretary.pk}
