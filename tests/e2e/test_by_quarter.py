"""A school whose plan says: self, tổ, the council each quarter, shown to everybody; both semesters go up."""

from __future__ import annotations

from datetime import date

import pytest

from core import clock
from core.scoping import scope
from councils.models import Council
from documents import services as documents
from evaluations import services
from evaluations.criteria import Cell
from evaluations.models import DepartmentMeeting, EvaluationPeriod, EvaluationSheet, RollUp
from plans import services as plans
from plans.models import EmulationPlan
from tests.councils.sessions import convene
from tests.e2e.walk import Walker, call_roll, has_place, photo
from tests.evaluations.months import make_policy, voted
from tests.evaluations.opened import BY_QUARTER
from tests.evaluations.rolled import mean_formula
from tests.plans.plans import fact_with, reviewed_plan

pytestmark = [pytest.mark.browser]

MONTH, QUARTER, SEMESTER = "tháng 10/2026", "quý IV/2026", "học kỳ I năm học 2026-2027"
SHEET = {"1": "20", "2": "18,5", "3": "19", "4": "17", "5": "19"}
State = EvaluationSheet.State


@pytest.fixture
def quarterly(equipped, run_jobs):
    """The plan as the reader understood it, approved, numbered and published; the rules and formulas of the year."""
    world = equipped
    with clock.travel_to("2026-09-15 08:00"), scope(world.school):
        plan = reviewed_plan(world, BY_QUARTER)
        plans.accept_fact(fact_with(plan, "theo quý"), by=world.vice_principal.user)
        plan = plans.submit_for_approval(plan, by=world.vice_principal.user)
        document = documents.approve(plan.document, content_hash=plan.document.content_hash, by=world.principal.user)
        documents.issue(document, number=12, issued_on=clock.today(), by=world.clerk.user)
        run_jobs()
        rows = EmulationPlan.objects.select_related("document__series", "organisation", "school_year")
        plans.publish(rows.get(pk=plan.pk), by=world.vice_principal.user)
        make_policy(world, objection_days=1, staff_sees="grades", public_days=7)
        for kind, name in (("quarter", "Kết quả quý"), ("semester", "Kết quả học kỳ")):
            formula = mean_formula(ungraded="left_out")
            RollUp.objects.create(
                organisation=world.school, school_year=world.year, name=name, period_kind=kind, formula=formula
            )
    return world


def test_from_one_month_to_the_semester_of_the_office(quarterly, walk, run_jobs):
    world = quarterly
    with scope(world.school):
        open_month("2026-09-21", 9)
        publish_for_all(world, month(9))
        october = open_month("2026-10-21", 10)
        hand_in(october, world.teacher2)
    with clock.travel_to("2026-10-24 19:30"):
        teacher_assesses_herself(walk(world.teacher, world.school, "phone"))
    with clock.travel_to("2026-10-27 15:30"), scope(world.school):
        department_meets_over_one_page(walk(world.head, world.school, "phone"), october)
        assert DepartmentMeeting.objects.get().document is not None
    with scope(world.school):
        settle_month(world, october)
        for number in (11, 12):
            open_month(f"2026-{number}-21", number)
            publish_for_all(world, month(number))

    secretary, teacher = walk(world.secretary, world.school), walk(world.teacher, world.school, "phone")
    with clock.travel_to("2027-01-05 08:00"):
        for label in (QUARTER, SEMESTER):
            months_make(secretary, label)
        council_passes(secretary)
    with clock.travel_to("2027-01-06 08:00"):
        provisional(secretary, QUARTER)
        provisional(secretary, SEMESTER)
        teacher.messages().press(f"Mở: Kết quả dự kiến {QUARTER}").sees("(93,5 + 90 + 90) : 3 = 91,17")
        teacher.look("quarter-provisional")
    with clock.travel_to("2027-01-08 08:00"):
        published(secretary, QUARTER)
        public_page_names_only_the_commended(secretary)
        published(secretary, SEMESTER)
        announcement_is_made(secretary)
        report_goes_up(secretary)
        office_sees_it(walk(world.officer, world.office))


# ---- what the other people of the school do ----


def month(number: int) -> EvaluationPeriod:
    return EvaluationPeriod.objects.get(kind="month", starts_on=date(2026, number, 1))


def open_month(day: str, number: int) -> EvaluationPeriod:
    """As the clock does each night: the dates of the plan make the periods that are near."""
    with clock.travel_to(f"{day} 05:00"):
        services.open_due_periods()
    return month(number)


def publish_for_all(world, period: EvaluationPeriod) -> None:
    """A month of which nothing is walked: everybody has 90 points."""
    moment, by = clock.at(period.ends_on), world.secretary.user
    EvaluationSheet.objects.of_period(period).update(
        state=State.PUBLISHED,
        submitted_at=moment,
        reviewed_at=moment,
        reviewed_by=by,
        points=90,
        reachable=100,
        grade="Xuất sắc",
        edition=1,
    )
    EvaluationPeriod.objects.filter(pk=period.pk).update(published_at=moment, published_by=by)


def hand_in(period: EvaluationPeriod, person) -> None:
    with clock.travel_to("2026-10-23 10:00"):
        sheet = EvaluationSheet.objects.with_names().get(period=period, person=person)
        cells = {criterion.pk: Cell("scored", 16) for criterion in sheet.rubric.criteria.all()}
        sheet = services.save_draft(sheet, cells=cells, version=sheet.version, page="thử", by=person.user)
        services.submit(sheet, version=sheet.version, by=person.user)


def settle_month(world, period: EvaluationPeriod) -> None:
    """The council passes what the tổ recommends, everybody has the day to speak, the month is published."""
    by = world.secretary.user
    with clock.travel_to("2026-10-28 08:00"):
        session = convene(world, Council.objects.get(), held_on=date(2026, 10, 28), title="Xét tháng 10")
        services.hand_to_council(period, session, by=by)
    voted(world, session)
    with clock.travel_to("2026-10-29 08:00"):
        services.announce_provisional(period, by=by)
    with clock.travel_to("2026-11-02 08:00"):
        services.publish(period, by=by)


# ---- one month ----


def teacher_assesses_herself(teacher: Walker) -> None:
    """On a phone: points, a photo that loses its place, kept while she types; a proof from the file input."""
    teacher.task(f"Nộp phiếu tự đánh giá {MONTH}").fill("Tự chấm, tiêu chí 1", SHEET["1"])
    teacher.page.locator("[data-autosave-state]").get_by_text("Đã lưu lúc").wait_for()
    teacher.page.reload()
    assert teacher.main.get_by_label("Tự chấm, tiêu chí 1").first.input_value() == SHEET["1"]
    for code, points in SHEET.items():
        teacher.fill(f"Tự chấm, tiêu chí {code}", points)
    third = teacher.page.get_by_role("group", name="3. Chất lượng giảng dạy")
    third.get_by_text("Thêm minh chứng").click()
    teacher.attach("Tệp minh chứng", "tiet-day.jpg", photo(), within=third).look("quarter-sheet")
    teacher.press("Kiểm tra và nộp").sees("93,5").sees("tiet-day.jpg").press("Nộp phiếu").sees("Mã tiếp nhận")
    teacher.follow("Xem phiếu").look("quarter-sheet-sent")
    proof = teacher.main.get_by_role("link", name="tiet-day.jpg").first.get_attribute("href")
    assert not has_place(teacher.page.request.get(proof).body())


def department_meets_over_one_page(head: Walker, period: EvaluationPeriod) -> None:
    head.task(f"Chấm phiếu {MONTH}").sees("Đỗ Thị Hòa").sees("Lê Minh Ân").look("quarter-review")
    head.press("mọi phiếu").press("Lưu và đề nghị").sees("Đã lưu và đề nghị 2 phiếu")
    head.node("Đánh giá").follow("Tháng 10/2026").look("quarter-period").follow("Tổ 1, 2, 3")
    head.fill("Ngày họp", "27/10/2026").fill("Giờ bắt đầu", "14:30").fill("Địa điểm", "Phòng tổ")
    head.choose("Chủ trì", "Trịnh Thị Ánh").choose("Thư ký", "Lê Minh Ân")
    head.fill("Ý kiến tại cuộc họp", "Nhất trí với điểm tự chấm.").look("quarter-meeting")
    head.press("Lưu cuộc họp").press("Lập biên bản").sees("Đã lập biên bản").look("quarter-minutes")


# ---- the quarter and the semester ----


def months_make(secretary: Walker, label: str) -> None:
    secretary.node("Đánh giá").follow(_capital(label)).follow("Xem và tổng hợp")
    secretary.sees("91,17" if label == QUARTER else "90,88").look(f"roll-up-{label[:3]}")
    secretary.press("Tổng hợp 8 phiếu").sees("Đã tổng hợp 8 phiếu.")


def council_passes(secretary: Walker) -> None:
    """One session for both periods."""
    secretary.node("Hội đồng").follow("Triệu tập phiên họp").fill("Nội dung họp", "Xét quý IV và học kỳ I")
    secretary.fill("Ngày họp", "05/01/2027").fill("Bắt đầu lúc", "08:00").fill("Địa điểm", "Phòng họp")
    secretary.press("Triệu tập phiên họp")
    session = secretary.page.url
    for label in (QUARTER, SEMESTER):
        secretary.node("Đánh giá").follow(_capital(label)).press("Đưa phiếu tổ đề nghị").sees("Đã đưa 8 phiếu")
    secretary.open(session)
    call_roll(secretary)
    secretary.press("Mở phiên họp").press("Điền “tất cả đồng ý”").press("Lưu kết quả biểu quyết").sees("Thông qua")
    secretary.look("quarter-session").follow("Kết thúc phiên họp").press("Kết thúc phiên họp")


def provisional(secretary: Walker, label: str) -> None:
    secretary.node("Đánh giá").follow(_capital(label)).follow("Báo kết quả dự kiến").press("Báo kết quả dự kiến")
    secretary.sees("Đã báo kết quả dự kiến cho 8 phiếu.")


def published(secretary: Walker, label: str) -> None:
    secretary.node("Đánh giá").follow(_capital(label)).follow("Công bố kết quả").press("Công bố", exact=True)
    secretary.sees("Đã công bố").look(f"published-{label[:3]}")


def public_page_names_only_the_commended(secretary: Walker) -> None:
    period = secretary.page.url
    secretary.follow("xem trang").sees("Chuyên nghiệp quý").sees("Đỗ Thị Hòa").does_not_see("Lê Minh Ân")
    secretary.does_not_see("91,17").look("quarter-public").open(period)


def announcement_is_made(secretary: Walker) -> None:
    period = secretary.page.url
    secretary.press("Lập thông báo").sees("Đã lập thông báo").look("quarter-announcement")
    secretary.open(period)


def report_goes_up(secretary: Walker) -> None:
    secretary.follow("Gửi báo cáo kết quả").does_not_see("Đỗ Thị Hòa").look("semester-report")
    secretary.press("Gửi báo cáo").sees("mã tiếp nhận")


def office_sees_it(officer: Walker) -> None:
    officer.node("Kết quả đánh giá").sees("Trường Tiểu học Ngọc Cầu").look("office-results")
    officer.follow("Trường Tiểu học Ngọc Cầu").press("Tiếp nhận").sees("Đã tiếp nhận")
    officer.node("Kết quả đánh giá").sees("1 trong 2 đơn vị đã có báo cáo").look("office-results-received")


def _capital(label: str) -> str:
    return label[0].upper() + label[1:]
