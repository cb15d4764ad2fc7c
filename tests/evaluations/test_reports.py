"""What a school sends up of a semester or year: counts of what was published, checked once more, then the code."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from core import clock
from core.errors import ConflictError, DomainError
from core.scoping import scope
from deadlines.models import Obligation
from evaluations.models import AudienceGroup, EvaluationSheet
from evaluations.services import reports
from organisation.models import Employment
from oversight import services as oversight
from submissions import services as submissions
from submissions.models import Submission
from submissions.reports import Term
from tests.evaluations.semesters import add_sheet, make_semester
from tests.factories.people import make_person
from tests.factories.reports import TERM, issued_notice


@pytest.fixture
def period(world):
    """Three teachers, a clerk, two managers; a tổ; the school: published, one exempt, one who handed in nothing."""
    with scope(world.school):
        period = make_semester(world)
        add_sheet(period, person=world.teacher, grade="Xuất sắc", points=95)
        add_sheet(period, person=world.teacher2, grade="Tốt", points=80)
        add_sheet(period, person=world.head, state="exempt", exemption="leave")
        add_sheet(period, person=world.secretary, grade="Không xếp loại", points=10)
        add_sheet(period, person=world.outsider_head, state="draft")
        add_sheet(period, person=world.clerk, grade="Tốt", points=75)
        add_sheet(period, person=world.principal, grade="Xuất sắc", points=97)
        add_sheet(period, subject="department", department=world.department, grade="Tốt", points=85)
        add_sheet(period, subject="organisation", grade="Xuất sắc", points=Decimal("92.50"))
    return period


def report_of(period):
    with scope(period.organisation):
        return reports.report_of(period)


def url(world, name, *args, school=None):
    return reverse(f"evaluations:{name}", args=[(school or world.school).slug, *args])


# ---- what is reported ----


def test_the_counts_are_those_of_the_published_sheets(period):
    report = report_of(period)

    found = {each.name: (each.people, each.exempt, each.unrated, dict(each.grades)) for each in report.groups}
    nobody = {"Hoàn thành": 0, "Chưa hoàn thành": 0}
    assert found == {
        "Cán bộ quản lý": (1, 0, 0, {"Xuất sắc": 1, "Tốt": 0} | nobody),
        "Giáo viên": (5, 1, 2, {"Xuất sắc": 1, "Tốt": 1} | nobody),
        "Nhân viên": (1, 0, 0, {"Xuất sắc": 0, "Tốt": 1} | nobody),
    }
    assert [name for name, _ in report.total.grades] == ["Xuất sắc", "Tốt", "Hoàn thành", "Chưa hoàn thành"]
    assert report.collectives == (("Tổ 1, 2, 3", "Tốt"),)
    assert (report.organisation.grade, report.organisation.points) == ("Xuất sắc", "92.5")
    assert (report.level, report.term) == ("primary", TERM)


def test_no_name_and_no_points_of_a_person_are_in_it(period, world):
    text = json.dumps(report_of(period).manifest(), ensure_ascii=False)

    for person in (world.teacher, world.teacher2, world.head, world.secretary, world.clerk, world.principal):
        assert person.full_name not in text
    for points in (95, 80, 75, 97):
        assert f'"{points}"' not in text
        assert f": {points}" not in text


def test_the_schools_own_groups_come_before_the_kinds_of_staff(period, world):
    with scope(world.school):
        AudienceGroup.objects.create(organisation=world.school, name="Giáo viên chủ nhiệm", is_homeroom=True)
        Employment.objects.filter(person=world.teacher).update(is_homeroom_teacher=True)

    assert [(each.name, each.people) for each in report_of(period).groups] == [
        ("Giáo viên chủ nhiệm", 1),
        ("Cán bộ quản lý", 1),
        ("Giáo viên", 4),
        ("Nhân viên", 1),
    ]


def test_whoever_left_is_no_longer_counted(period, world):
    with scope(world.school):
        Employment.objects.filter(person=world.outsider_head).update(to_on=date(2026, 11, 1))
        EvaluationSheet.objects.filter(person=world.head).update(exemption="left")

    teachers = next(each for each in report_of(period).groups if each.name == "Giáo viên")
    assert (teachers.people, teachers.exempt, teachers.unrated) == (3, 0, 1)


def test_a_result_that_was_opened_again_is_not_reported_yet(period, world):
    with scope(world.school):
        EvaluationSheet.objects.filter(person=world.teacher).update(state="department_recommended")

    with pytest.raises(DomainError, match="1 phiếu được mở lại"):
        report_of(period)


def test_a_month_and_an_unpublished_period_are_refused(period, world):
    period.published_at = None
    with pytest.raises(DomainError, match="chưa công bố"):
        report_of(period)
    period.kind = "month"
    with pytest.raises(DomainError, match="không báo cáo"):
        report_of(period)


# ---- sending ----


def send(period, world, **values):
    with scope(world.school):
        shown = submissions.shown_hash(reports.report_of(period), values.get("document"))
        return reports.send_report(period, **{"shown": shown, "by": world.secretary.user} | values)


def test_the_secretary_is_asked_checks_and_sends_in_the_browser(period, world):
    with scope(world.office):
        oversight.call_for_reports(
            world.office, term=TERM, due_at=clock.at(date(2027, 1, 20), 17), by=world.officer.user
        )
    client = world.client(world.secretary)
    owed = Obligation.objects.owed_by(world.school).get(key=TERM.key)

    check = client.get(owed.address, follow=True)
    assert check.redirect_chain[-1][0] == url(world, "period_report", period.pk)
    assert "17:00, thứ Tư 20/01/2027" in check.content.decode()
    done = client.post(url(world, "period_report", period.pk), {"shown": check.context["shown"]}, follow=True)

    sent = Submission.objects.sent_by(world.school).get()
    assert f"mã tiếp nhận {sent.code}" in done.content.decode()
    assert sent.report == report_of(period)
    assert Obligation.objects.owed_by(world.school).get(key=TERM.key).state == "fulfilled"
    again = client.get(url(world, "period_report", period.pk)).content.decode()
    assert "Chỉ gửi lại khi nơi nhận yêu cầu bổ sung" in again
    assert "Gửi báo cáo</button>" not in again


def test_a_returned_report_is_sent_again_from_the_same_page(period, world):
    row = submissions.receive(send(period, world), by=world.officer.user)
    submissions.return_for_revision(row, part="", reason="Thiếu tổ Văn phòng", due_on=None, by=world.officer.user)
    client = world.client(world.principal)

    page = client.get(url(world, "period_report", period.pk))
    assert "Thiếu tổ Văn phòng" in page.content.decode()
    client.post(url(world, "period_report", period.pk), {"shown": page.context["shown"]})

    assert Submission.objects.sent_by(world.school).latest().get().version == 2


def test_results_that_changed_since_they_were_shown_are_not_sent(period, world):
    client = world.client(world.secretary)
    shown = client.get(url(world, "period_report", period.pk)).context["shown"]
    with scope(world.school):
        EvaluationSheet.objects.filter(person=world.teacher2).update(grade="Xuất sắc")

    page = client.post(url(world, "period_report", period.pk), {"shown": shown})

    assert "đã thay đổi sau khi mở trang" in page.content.decode()
    assert not Submission.objects.exists()
    with pytest.raises(ConflictError):
        send(period, world, shown=shown)


def test_the_paper_that_was_chosen_goes_with_the_figures(period, world):
    paper = issued_notice(world.school, by=world.secretary.user)
    client = world.client(world.secretary)

    page = client.get(url(world, "period_report", period.pk), {"document": paper.pk})
    assert "Tệp PDF được gửi nguyên vẹn" in page.content.decode()
    client.post(url(world, "period_report", period.pk), {"document": paper.pk, "shown": page.context["shown"]})

    assert [file.document_id for file in Submission.objects.get().files.all()] == [paper.pk]


def test_a_paper_of_another_school_is_never_taken_along(period, world):
    paper = issued_notice(world.other_school, by=world.other_secretary.user)
    client = world.client(world.secretary)

    page = client.get(url(world, "period_report", period.pk), {"document": paper.pk})

    assert page.context["chosen"] is None
    assert paper.subject_line not in page.content.decode()
    assert client.get(url(world, "period_report", period.pk), {"document": "x"}).status_code == 200


def test_the_office_adds_up_what_the_school_published(period, world):
    sent = submissions.receive(send(period, world), by=world.officer.user)
    oversight.accept(sent, by=world.officer.user)

    page = world.client(world.officer).get(reverse("oversight:result_board", args=[world.office.slug]))

    primary = page.context["lines"][0]
    assert (primary.level, primary.tally.people, primary.tally.graded) == ("primary", 7, 4)
    assert dict(primary.tally.grades)["Xuất sắc"] == 2


# ---- who ----


@pytest.mark.parametrize(
    ("who", "status"),
    [("principal", 200), ("secretary", 200), ("vice_principal", 403), ("teacher", 403), ("clerk", 403)],
)
def test_who_sends(period, world, who, status):
    assert world.client(getattr(world, who)).get(url(world, "period_report", period.pk)).status_code == status


def test_another_schools_period_does_not_exist(period, world):
    client = world.client(world.other_principal)

    assert client.get(url(world, "period_report", period.pk, school=world.other_school)).status_code == 404


def test_a_term_without_a_period_says_what_is_to_be_done_first(world):
    client = world.client(world.secretary)
    none_yet = Term("2026-2027", "semester-2")

    page = client.get(url(world, "term_report", none_yet.school_year, none_yet.code)).content.decode()

    assert "Chưa có kỳ đánh giá nào của thời gian này" in page
    assert client.get(url(world, "term_report", "2026-2027", "week")).status_code == 404


def test_the_page_costs_the_same_for_few_and_for_many_sheets(period, world, django_assert_max_num_queries):
    client, address = world.client(world.secretary), url(world, "period_report", period.pk)
    client.get(address)
    with django_assert_max_num_queries(60) as few:
        client.get(address)
    with scope(world.school):
        for number in range(15):
            add_sheet(period, person=make_person(world.school, f"Giáo viên {number}"), grade="Tốt", points=80)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert client.get(address).context["report"].total.people == 22
