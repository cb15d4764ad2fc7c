"""The results reported to an office: totals, who is late, what is passed on, and what it must never see."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines import services as deadlines
from deadlines.models import Obligation
from notifications.models import Notification
from organisation.models import Role, Supervision
from oversight import services
from oversight.results import level_lines, report_of_office, result_rows, whole_line
from submissions import services as submissions
from submissions.models import Submission
from submissions.reports import Term
from tests.factories.people import START, OrganisationFactory, make_person, supervise
from tests.factories.reports import TERM, full_report, group, make_report, send_report

DUE = date(2026, 10, 20)


def url(name, organisation, *args):
    return reverse(f"oversight:{name}", args=[organisation.slug, *args])


def term_url(name, organisation, term=TERM):
    return url(name, organisation, term.school_year, term.code)


def call(world, due=DUE):
    with scope(world.office):
        return services.call_for_reports(world.office, term=TERM, due_at=clock.at(due, 17), by=world.officer.user)


def rows(office, term=TERM) -> dict:
    with scope(office):
        return {row.unit: row for row in result_rows(office, term)}


def received(world, report, *, school=None, by=None) -> Submission:
    row = send_report(school or world.school, report, by=(by or world.secretary).user)
    return submissions.receive(row, by=world.officer.user)


def accepted(world, report, **values) -> Submission:
    return services.accept(received(world, report, **values), by=world.officer.user)


def add_school(office, level: str, name: str = "") -> tuple:
    values = {"name": name} if name else {}
    school = OrganisationFactory(level=level, **values)
    supervise(office, school)
    with scope(school):
        return school, make_person(school, f"Thư ký {school.pk}", Role.COUNCIL_SECRETARY)


@pytest.fixture
def above(world):
    """The Sở above our office, with its own officer."""
    office = OrganisationFactory(kind="office", level="", name="Sở Giáo dục và Đào tạo", slug="so-gddt", symbol="SGDDT")
    Supervision.objects.create(superior=office, subordinate=world.office, line="professional", from_on=START)
    with scope(office):
        office.officer = make_person(office, "Hồ Thị Mận", Role.OFFICE_OFFICER)
    return office


# ---- the call ----


def test_every_unit_below_is_obliged_once_and_told(world):
    assert call(world) == 2
    call(world, date(2026, 10, 25))

    owed = Obligation.objects.addressed_to(world.office)
    assert {(row.organisation, row.role, row.key, row.title) for row in owed} == {
        (school, "council_secretary", TERM.key, "Nộp báo cáo kết quả học kỳ I năm học 2026-2027")
        for school in (world.school, world.other_school)
    }
    assert {row.due_at for row in owed} == {clock.at(date(2026, 10, 25), 17)}
    assert all(row.address for row in owed)
    with scope(world.school):
        told = Notification.objects.filter(subject__startswith="Nộp báo cáo kết quả")
        assert {each.person for each in told} == {world.secretary, world.principal}


def test_a_unit_that_has_reported_is_not_called_again(world):
    call(world)
    send_report(world.school, full_report(), by=world.secretary.user)

    assert call(world, date(2026, 10, 25)) == 1
    assert Obligation.objects.owed_by(world.school).get(key=TERM.key).state == "fulfilled"


def test_a_deadline_in_the_past_is_refused(world):
    with pytest.raises(DomainError, match="sau thời điểm hiện tại"):
        call(world, date(2026, 10, 1))


def test_the_call_proposes_the_day_of_the_offices_own_calendar(world):
    with scope(world.office):
        for purpose, day in (("semester_review", date(2027, 1, 15)), ("semester_review", date(2027, 5, 20))):
            deadlines.add_calendar_entry(
                organisation=world.office,
                school_year=world.office_year,
                purpose=purpose,
                title=f"Báo cáo {day.month}",
                opens_at=clock.at(date(2026, 9, 1)),
                due_at=clock.at(day, 16),
            )
    client = world.client(world.officer)

    page = client.get(term_url("result_call", world.office)).content.decode()
    later = client.get(term_url("result_call", world.office, Term("2026-2027", "semester-2"))).content.decode()

    assert 'value="15/01/2027"' in page
    assert 'value="16:00"' in page
    assert "“Báo cáo 1”" in page
    assert 'value="20/05/2027"' in later


def test_the_call_is_made_in_the_browser_and_keeps_what_was_typed(world):
    client = world.client(world.officer)

    wrong = client.post(term_url("result_call", world.office), {"due_on": "30/40/2026", "due_time": "17:00"})
    right = client.post(term_url("result_call", world.office), {"due_on": "20/10/2026", "due_time": "17:00"})

    assert "30/40/2026" in wrong.content.decode()
    assert right["Location"] == url("result_board", world.office) + "?term=semester-1"
    assert Obligation.objects.addressed_to(world.office).count() == 2


@pytest.mark.parametrize(
    ("year", "term"), [("2026", "semester-1"), ("2026-2027", "month"), ("2026-2030", "semester-1")]
)
def test_a_term_that_does_not_exist_is_not_found(world, year, term):
    client = world.client(world.officer)

    for name in ("result_call", "result_forward"):
        assert client.get(url(name, world.office, year, term)).status_code == 404


# ---- how a unit stands, and what is counted ----


def test_the_board_follows_a_report_from_the_call_to_the_acceptance(world):
    def state():
        return rows(world.office)[world.school].standing.state

    def counted():
        return rows(world.office)[world.school].counted

    seen = [state()]
    call(world)
    seen.append(state())
    with clock.travel_to("2026-10-23 08:00"):
        seen.append(state())
        row = send_report(world.school, full_report(), by=world.secretary.user)
        seen.append(state())
        assert counted() is None  # nobody has taken it into hand
        assert rows(world.office)[world.school].standing.days_late_when_sent == 3
        submissions.receive(row, by=world.officer.user)
        seen.append(state())
        assert counted() == row
        submissions.return_for_revision(row, part="", reason="Sai", due_on=date(2026, 10, 25), by=world.officer.user)
        seen.append(state())
        assert counted() is None  # what was returned counts for nothing
        second = accepted(world, make_report())
        seen.append(state())
        assert counted() == second

    assert seen == ["not_asked", "waiting", "late", "submitted", "received", "revision_requested", "accepted"]


def test_totals_by_level_agree_with_an_independent_count(world):
    figures = {
        "nursery": [(("Xuất sắc", 4), ("Tốt", 6)), (("Tốt", 3), ("Khá", 2))],
        "primary": [(("Hoàn thành tốt", 7),), (("Tốt", 1), ("Xuất sắc", 2))],
        "lower_secondary": [(("A", 5), ("B", 5))],
    }
    expected = {level: Counter() for level in figures}
    for level, schools in figures.items():
        for place, grades in enumerate(schools):
            school, secretary = add_school(world.office, level)
            report = make_report(level, group(grades=grades, exempt=place, unrated=2), group("Nhân viên", grades))
            accepted(world, report, school=school, by=secretary)
            for name, count in grades:
                expected[level][name] += 2 * count

    with scope(world.office):
        lines = level_lines(result_rows(world.office, TERM))

    assert [(line.level, dict(line.tally.grades)) for line in lines] == [
        (level, dict(expected[level])) for level in figures
    ]
    by_level = {line.level: line for line in lines}
    assert {level: (line.units, line.accepted, line.missing) for level, line in by_level.items()} == {
        "nursery": (2, 2, 0),
        "primary": (3, 2, 1),  # our own school has not reported
        "lower_secondary": (2, 1, 1),
    }
    nursery = by_level["nursery"].tally
    assert (nursery.people, nursery.graded, nursery.exempt, nursery.unrated) == (37, 30, 3, 4)
    whole = whole_line(lines)
    assert whole.tally.people == sum(line.tally.people for line in lines)
    assert (whole.units, whole.reported) == (7, 5)


def test_what_is_only_received_is_counted_and_marked(world):
    accepted(world, full_report())
    received(world, full_report("lower_secondary"), school=world.other_school, by=world.other_secretary)

    page = world.client(world.officer).get(url("result_board", world.office))

    assert [(line.level, line.accepted, line.received) for line in page.context["lines"]] == [
        ("primary", 1, 0),
        ("lower_secondary", 0, 1),
    ]
    assert "1 chưa chấp nhận" in page.content.decode()
    assert "Số chưa chính thức" in page.content.decode()


def test_a_school_that_moved_away_keeps_its_report_where_it_was_sent(world):
    accepted(world, full_report())
    Supervision.objects.filter(subordinate=world.school).update(to_on=date(2026, 10, 11))

    assert rows(world.office)[world.school].is_accepted


def test_another_term_counts_nothing_of_this_one(world):
    accepted(world, full_report())

    other = rows(world.office, Term("2026-2027", "semester-2"))

    assert [row.counted for row in other.values()] == [None, None]


# ---- the page ----


def test_filters_sort_and_nonsense(world):
    call(world)
    accepted(world, full_report())
    client, address = world.client(world.officer), url("result_board", world.office)

    def units(**query):
        return [row.unit for row in client.get(address, query).context["page"].object_list]

    school, other = world.school, world.other_school
    with clock.travel_to("2026-10-23 08:00"):
        assert units(state="late") == [other]
        assert units(level="primary") == [school]
        assert units(q="song hong") == [other]
        assert units() == [other, school]  # what is late stands first
        assert units(sort="name") == [other, school]
        assert units(sort="-name") == [school, other]
        assert units(sort="people") == units(sort="-people") == [school, other]  # without figures: last
        assert units(sort="level") == [school, other]
        assert client.get(address, {"sort": "--x", "state": "x", "term": "x", "page": "z"}).status_code == 200
        assert units(q="không có trường này") == []


def test_empty_states_say_what_will_be_here(world):
    client = world.client(world.officer)

    none_reported = client.get(url("result_board", world.office)).content.decode()
    none_found = client.get(url("result_board", world.office), {"q": "zzz"}).content.decode()
    Supervision.objects.all().delete()
    none_below = client.get(url("result_board", world.office)).content.decode()

    assert "Chưa có báo cáo nào được tiếp nhận" in none_reported
    assert "Không có đơn vị nào khớp" in none_found
    assert "Chưa có đơn vị nào thuộc tuyến chuyên môn" in none_below


def test_the_page_opens_on_the_term_that_was_reported_last(world):
    client, address = world.client(world.officer), url("result_board", world.office)
    assert client.get(address).context["term"] == TERM
    with clock.travel_to("2027-05-20 08:00"):
        assert client.get(address).context["term"].code == "school-year"
        send_report(world.school, full_report(), by=world.secretary.user)
        assert client.get(address).context["term"] == TERM


def test_the_page_costs_the_same_for_three_schools_and_for_two_hundred(world, django_assert_num_queries):
    client, address = world.client(world.officer), url("result_board", world.office)
    call(world)
    accepted(world, full_report())
    school, secretary = add_school(world.office, "nursery")
    received(world, full_report("nursery"), school=school, by=secretary)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    sent = Submission.objects.get(organisation=world.school)
    schools = [OrganisationFactory(level="primary") for _ in range(197)]
    Supervision.objects.bulk_create(
        Supervision(superior=world.office, subordinate=each, line="professional", from_on=START) for each in schools
    )
    Submission.objects.bulk_create(_copy_of(sent, each, number) for number, each in enumerate(schools, start=100))

    with django_assert_num_queries(len(few)):
        page = client.get(address)
    assert (page.context["total"], page.context["reported_count"]) == (200, 199)
    with CaptureQueriesContext(connection) as export:
        assert client.get(url("result_export", world.office)).status_code == 200
    assert len(export) <= len(few)


def _copy_of(row: Submission, school, number: int) -> Submission:
    values = {
        field.attname: getattr(row, field.attname)
        for field in Submission._meta.concrete_fields
        if field.name not in ("id", "organisation", "code")
    }
    return Submission(organisation=school, code=f"BC-2026-{number:04d}", **values)


def test_the_workbook_has_a_column_for_each_grade_and_leaves_blank_what_a_unit_does_not_have(world):
    world.other_school.name = "=HYPERLINK(1)"
    world.other_school.save()
    accepted(world, make_report("primary", group(grades=(("Tốt", 3), ("Đạt", 1)))))
    accepted(
        world,
        make_report("lower_secondary", group(grades=(("A", 0), ("Tốt", 4)))),
        school=world.other_school,
        by=world.other_secretary,
    )

    response = world.client(world.officer).get(url("result_export", world.office), {"sort": "name"})

    table = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows())
    header, *cells = [[cell.value for cell in row] for row in table]
    assert header[6:14] == ["Số người", "Được xếp loại", "A", "A, tỷ lệ", "Tốt", "Tốt, tỷ lệ", "Đạt", "Đạt, tỷ lệ"]
    by_name = {row[1]: row[6:16] for row in cells}
    assert by_name["=HYPERLINK(1)"] == [5, 4, 0, "0%", 4, "100%", None, None, 1, 0]
    assert by_name[world.school.name] == [5, 4, None, None, 3, "75%", 1, "25%", 1, 0]
    assert by_name["Cộng"] == [10, 8, 0, "0%", 7, "87,5%", 1, "12,5%", 2, 0]
    assert {cell.data_type for row in table for cell in row if cell.value == "=HYPERLINK(1)"} == {"s"}


# ---- one report ----


def test_the_officer_receives_returns_and_accepts_a_report_in_the_browser(world):
    row = send_report(world.school, full_report(), by=world.secretary.user)
    client = world.client(world.officer)
    detail = url("submission_detail", world.office, row.pk)

    page = client.get(detail).content.decode()
    assert "Tiếp nhận" in page
    assert "Biểu chấm điểm thi đua các trường" in page
    assert "92,5 điểm" in page
    assert "Các đề nghị" not in page
    client.post(url("submission_receive", world.office, row.pk))
    data = {"part": "all", "reason": "Thiếu tổ Văn phòng", "due_on": "20/10/2026"}
    assert "Toàn bộ báo cáo" in client.get(url("submission_return", world.office, row.pk)).content.decode()
    client.post(url("submission_return", world.office, row.pk), data)
    assert "Thiếu tổ Văn phòng" in client.get(detail).content.decode()

    second = send_report(world.school, make_report(), by=world.secretary.user)
    client.post(url("submission_receive", world.office, second.pk))
    assert "bảng tổng hợp" in client.get(url("submission_accept", world.office, second.pk)).content.decode()
    client.post(url("submission_accept", world.office, second.pk))

    second.refresh_from_db()
    assert second.state == "accepted"
    assert not Obligation.objects.owed_by(world.office).open().exists()  # no decision is awaited about a report
    assert "Nhập quyết định" not in client.get(url("submission_detail", world.office, second.pk)).content.decode()


def test_no_decision_is_entered_about_a_report(world):
    row = accepted(world, full_report())
    client = world.client(world.officer)

    assert client.get(reverse("awards:decision_create", args=[world.office.slug, row.pk])).status_code == 404
    waiting = client.get(reverse("awards:decision_list", args=[world.office.slug])).content.decode()
    assert row.code not in waiting


def test_a_report_is_not_a_dossier_on_the_board_of_dossiers(world):
    row = accepted(world, full_report())

    assert row.code not in world.client(world.officer).get(url("board", world.office)).content.decode()


def test_the_sender_reads_its_report_and_another_school_does_not(world):
    row = send_report(world.school, full_report(), by=world.secretary.user)
    page = world.client(world.secretary).get(reverse("submissions:sent_detail", args=[world.school.slug, row.pk]))
    other = world.client(world.other_secretary)

    assert "Tổ 4, 5" in page.content.decode()
    address = reverse("submissions:sent_detail", args=[world.other_school.slug, row.pk])
    assert other.get(address).status_code == 404


# ---- what nobody else sees ----


@pytest.mark.parametrize("name", ["submission_detail", "submission_return", "submission_accept"])
def test_a_report_to_another_office_does_not_exist(world, above, name):
    row = send_report(world.school, full_report(), by=world.secretary.user)

    assert world.client(above.officer).get(url(name, above, row.pk)).status_code == 404


def test_the_office_above_sees_no_school_of_the_office_below(world, above):
    accepted(world, full_report())
    client = world.client(above.officer)

    page = client.get(url("result_board", above)).content.decode()
    book = client.get(url("result_export", above)).content

    assert world.school.name not in page
    assert world.office.name in page
    table = openpyxl.load_workbook(io.BytesIO(book)).active
    assert world.school.name not in {cell.value for row in table.iter_rows() for cell in row}


def test_nothing_of_a_school_before_it_is_sent(world):
    call(world)
    page = world.client(world.officer).get(url("result_board", world.office)).content.decode()

    assert "Chưa có báo cáo nào" in page
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("who", ["principal", "secretary", "teacher"])
def test_a_school_has_no_such_pages(world, who):
    client = world.client(getattr(world, who))

    for address in (
        url("result_board", world.school),
        url("result_export", world.school),
        term_url("result_call", world.school),
        term_url("result_forward", world.school),
    ):
        assert client.get(address).status_code == 403


# ---- passed on ----


def test_the_office_passes_its_own_totals_on_and_the_one_above_counts_them_by_level(world, above):
    with scope(above):
        services.call_for_reports(above, term=TERM, due_at=clock.at(DUE, 17), by=above.officer.user)
    owed = Obligation.objects.owed_by(world.office).get(key=TERM.key)
    assert owed.address == term_url("result_forward", world.office)
    accepted(world, full_report())
    received(world, full_report("lower_secondary"), school=world.other_school, by=world.other_secretary)
    client = world.client(world.officer)

    page = client.get(term_url("result_forward", world.office))
    assert [row.unit for row in page.context["left_out"]] == [world.other_school]
    shown = page.context["shown"]
    done = client.post(term_url("result_forward", world.office), {"shown": shown}, follow=True)

    sent = Submission.objects.get(organisation=world.office)
    assert "mã tiếp nhận BC-2026-0001" in done.content.decode()
    assert (sent.recipient, sent.due_at) == (above, clock.at(DUE, 17))
    assert Obligation.objects.owed_by(world.office).get(key=TERM.key).state == "fulfilled"
    assert [(each.level, each.units, each.reported, each.people) for each in sent.report.levels] == [
        ("primary", 1, 1, 15),
        ("lower_secondary", 1, 0, 0),
    ]
    services.accept(submissions.receive(sent, by=above.officer.user), by=above.officer.user)
    with scope(above):
        lines = level_lines(result_rows(above, TERM))
    assert [(line.level, line.units, line.accepted, line.tally.people) for line in lines] == [
        ("primary", 1, 1, 15),
        ("lower_secondary", 1, 0, 0),
    ]


def test_what_changed_since_it_was_shown_is_not_passed_on(world, above):
    accepted(world, full_report())
    client = world.client(world.officer)
    shown = client.get(term_url("result_forward", world.office)).context["shown"]
    accepted(world, full_report("lower_secondary"), school=world.other_school, by=world.other_secretary)

    page = client.post(term_url("result_forward", world.office), {"shown": shown})

    assert "đã thay đổi sau khi mở trang" in page.content.decode()
    assert not Submission.objects.addressed_to(above).exists()


def test_a_returned_report_of_an_office_goes_back_to_its_officer(world, above):
    accepted(world, full_report())
    client = world.client(world.officer)
    shown = client.get(term_url("result_forward", world.office)).context["shown"]
    client.post(term_url("result_forward", world.office), {"shown": shown})
    row = submissions.receive(Submission.objects.get(organisation=world.office), by=above.officer.user)

    submissions.return_for_revision(row, part="", reason="Thiếu THCS", due_on=None, by=above.officer.user)

    again = Obligation.objects.owed_by(world.office).open().get()
    assert (again.role, again.owed_to) == ("office_officer", above)
    accepted(world, full_report("lower_secondary"), school=world.other_school, by=world.other_secretary)
    shown = client.get(term_url("result_forward", world.office)).context["shown"]
    client.post(term_url("result_forward", world.office), {"shown": shown})
    assert Submission.objects.filter(organisation=world.office).count() == 2
    assert not Obligation.objects.owed_by(world.office).open().filter(owed_to=above).exists()


def test_nothing_accepted_and_nobody_above_are_said(world):
    client = world.client(world.officer)
    assert "Chưa chấp nhận báo cáo" in client.get(term_url("result_forward", world.office)).content.decode()
    accepted(world, full_report())

    page = client.get(term_url("result_forward", world.office)).content.decode()

    assert "tuyến chuyên môn" in page
    assert "Gửi báo cáo</button>" not in page


def test_the_offices_report_spans_the_days_of_those_it_is_made_of(world):
    accepted(world, full_report())

    with scope(world.office):
        report = report_of_office(world.office, TERM)

    assert (report.term, report.period.starts_on, report.period.ends_on) == (
        TERM,
        date(2026, 9, 5),
        date(2027, 1, 10),
    )
