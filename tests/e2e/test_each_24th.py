"""A nursery school's month by its own plan (“ngày 24 hằng tháng”): rubrics, sheets of persons and of tổ, results."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from core import clock
from core.scoping import scope
from evaluations.models import EvaluationPolicy, EvaluationSheet, Rubric, Score
from tests.e2e.nursery import (
    AFTER,
    DURING,
    OPENS,
    PRAISE,
    hand_in,
    make_rules,
    open_october,
    recommend,
    settle,
    sheet_of,
)
from tests.e2e.walk import Walker, photo
from tests.evaluations.opened import periods_of
from tests.evaluations.rubric_files import excel

pytestmark = [pytest.mark.browser]
MONTH = "tháng 10/2026"
SAVED = re.compile(r"Đã lưu lúc \d\d:\d\d")
UNSENT = re.compile(r"Chưa gửi \d ô\. Mất kết nối; có mạng lại sẽ tự gửi\.")
SHEET = "Nộp phiếu tự đánh giá tháng 10/2026"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def nursery(transactional_world, run_jobs):
    settle(transactional_world, run_jobs)
    return transactional_world


@pytest.fixture
def october(nursery):
    make_rules(nursery)
    nursery.october = open_october(nursery)
    return nursery


# ---- 1. before the month: the plan as read, rubrics, rules ----


def test_rubrics_and_rules_are_made_and_the_plan_opens_the_month(nursery, walk):
    with clock.travel_to("2026-10-05 08:00"):
        with scope(nursery.school):
            read = periods_of(nursery.plan)
        secretary = walk(nursery.secretary, nursery.school)
        _makes_groups(secretary)
        _imports_a_rubric(secretary)
        _clones_it_for_the_kitchen(secretary)
        _writes_one_for_the_teams(secretary)
        _sets_the_rules(secretary)
    with clock.travel_to(OPENS):
        period = open_october(nursery)
        secretary.node("Đánh giá").follow("Tháng 10/2026").look("24th-period")

    _opened_by_rubrics(nursery, period)
    assert ("tháng 10/2026", "month", date(2026, 10, 1), date(2026, 10, 31), "both") in read
    assert [kind for _, kind, *_ in read].count("month") == 9


def _makes_groups(secretary: Walker) -> None:
    secretary.node("Đánh giá").follow("Biểu điểm").follow("Nhóm đối tượng")
    for name, kind in (("Giáo viên", "Giáo viên"), ("Nuôi dưỡng", "Nhân viên")):
        secretary.fill("Tên", name).choose("Loại", kind).press("Lưu nhóm").sees("Đã thêm nhóm.")
    secretary.look("24th-groups")


def _imports_a_rubric(secretary: Walker) -> None:
    rows = [
        ["BIỂU ĐIỂM THI ĐUA THÁNG", None, None, None, None],
        ["Nhóm", "TT", "Tiêu chí", "Điểm", None],
        [None, None, None, "Tối đa", "Tự chấm"],
        ["I. Nuôi dưỡng", 1, "Đón, trả trẻ an toàn", 20, None],
        [None, 2, "Bữa ăn, giấc ngủ của trẻ", "3O", None],  # a letter where a nought was meant
        ["II. Giáo dục", 3, "Kế hoạch và tổ chức hoạt động", 30, None],
        [None, 4, "Môi trường lớp, góc chơi", 20, None],
        [None, None, "Tổng cộng", 100, None],
    ]
    bands = [["Xếp loại", "Điểm"], ["Xuất sắc", "Từ 90"], ["Tốt", "Từ 80 đến dưới 90"], ["Đạt", "Dưới 80"]]
    merges = ("A1:E1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "A4:A5", "A6:A7")
    secretary.node("Đánh giá").follow("Biểu điểm").follow("Nhập từ Excel hoặc Word")
    secretary.attach("Tệp biểu điểm", "bieu-diem.xlsx", excel(rows, bands, merges=merges), kind=EXCEL)
    secretary.press("Đọc tệp").look("24th-import")
    wrong = secretary.main.locator("details.criterion", has_text="Bữa ăn, giấc ngủ của trẻ")
    secretary.fill("Tối đa", "30", within=wrong).fill("Tên biểu điểm", "Biểu điểm giáo viên")
    secretary.choose("Nhóm", "Giáo viên").fill("Biểu dương, dòng 1", PRAISE)
    bar = secretary.page.locator(".actionbar")
    secretary.press("Lưu thành biểu điểm", within=bar).sees("Đã lưu thành biểu điểm").look("24th-rubric")
    secretary.press("Đưa vào dùng").sees("Đang dùng")


def _clones_it_for_the_kitchen(secretary: Walker) -> None:
    """By its own file: taken down, changed as on a desk, read again for another group."""
    book = load_workbook(io.BytesIO(secretary.downloads(secretary.main.get_by_role("link", name="Tải tệp Excel"))))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == "Kế hoạch và tổ chức hoạt động":
                cell.value = "Thực đơn và lưu mẫu thức ăn"
            elif cell.value == "Môi trường lớp, góc chơi":
                cell.value = "Vệ sinh bếp, dụng cụ"
    changed = io.BytesIO()
    book.save(changed)
    secretary.node("Đánh giá").follow("Biểu điểm").follow("Nhập từ Excel hoặc Word")
    secretary.attach("Tệp biểu điểm", "nuoi-duong.xlsx", changed.getvalue(), kind=EXCEL).press("Đọc tệp")
    secretary.sees("Vệ sinh bếp, dụng cụ").fill("Tên biểu điểm", "Biểu điểm nhân viên nuôi dưỡng")
    secretary.choose("Nhóm", "Nuôi dưỡng").press("Lưu thành biểu điểm", within=secretary.page.locator(".actionbar"))
    secretary.press("Đưa vào dùng").sees("Đang dùng")


def _writes_one_for_the_teams(secretary: Walker) -> None:
    secretary.node("Đánh giá").follow("Biểu điểm").follow("Lập biểu điểm mới")
    secretary.fill("Tên", "Biểu điểm của tổ").choose("Đối tượng", "Tổ").fill("Tổng điểm tối đa", "100")
    secretary.press("Lưu", exact=True).sees("Đã lập biểu điểm.")
    for code, title in (("1", "Đoàn kết, chia sẻ việc khó"), ("2", "Hồ sơ của tổ")):
        secretary.follow("Thêm tiêu chí").fill("Số thứ tự", code).fill("Nội dung", title)
        secretary.fill("Điểm tối đa", "50").press("Lưu tiêu chí", exact=True).sees(title)
    secretary.follow("Sửa mức xếp loại").fill("Mức, dòng 1", "Tổ xuất sắc").fill("Từ, dòng 1", "90")
    secretary.fill("Mức, dòng 2", "Tổ đạt").fill("Từ, dòng 2", "0").look("24th-bands")
    secretary.press("Lưu").press("Đưa vào dùng").sees("Đang dùng")


def _sets_the_rules(secretary: Walker) -> None:
    secretary.node("Đánh giá").follow("Quy định đánh giá")
    secretary.main.get_by_label("Hội đồng xét kết quả").uncheck()
    secretary.fill("Số ngày làm việc để nêu ý kiến", "2").choose("Toàn trường xem", "Danh sách được biểu dương")
    secretary.fill("Số ngày công khai", "7").press("Lưu quy định").sees("Đã lưu quy định.").look("24th-rules")


def _opened_by_rubrics(nursery, period) -> None:
    """Each sheet has the rubric of its group, the tổ theirs; nobody else has one."""
    with scope(nursery.school):
        sheets = EvaluationSheet.objects.of_period(period).select_related("rubric", "person", "department")
        by_rubric = {name: set() for name in Rubric.objects.values_list("name", flat=True)}
        for sheet in sheets:
            by_rubric[sheet.rubric.name].add(sheet.candidate_name)
        policy = EvaluationPolicy.objects.get()
    assert by_rubric["Biểu điểm của tổ"] == {"Tổ Mẫu giáo", "Tổ Nhà trẻ và nuôi dưỡng"}
    assert by_rubric["Biểu điểm nhân viên nuôi dưỡng"] == {"Ngô Thị Yến", "Vương Thị Mận"}
    assert len(by_rubric["Biểu điểm giáo viên"]) == 19
    assert [(each.uses_council, each.objection_days, each.staff_sees, each.public_days) for each in [policy]] == [
        (False, 2, "commended", 7)
    ]


# ---- 2. the month ----


def test_the_month_from_the_phone_to_the_answered_objection(october, walk):
    world = october
    with clock.travel_to(DURING):
        teacher = walk(world.teacher, world.school, "phone")
        _writes_hers_through_a_lost_network(teacher)
        _sees_what_another_tab_wrote(teacher)
        _adds_proofs_and_hands_in(teacher)
        head = walk(world.head, world.school, "phone")
        _hands_in_the_teams_sheet(head)
        with scope(world.school):
            _others_hand_in(world)
    with clock.travel_to(AFTER):
        _scores_fifteen(head)
        principal = walk(world.principal, world.school)
        _reviews_heads_and_teams(principal)
        with scope(world.school):
            recommend(world.october, [world.secretary, world.cook], by=world.outsider_head)
        _decides_and_tells(principal)
        _objects(teacher)
        secretary = walk(world.secretary, world.school)
        _answers(secretary)
    _month_is_stored(world)


def _writes_hers_through_a_lost_network(teacher: Walker) -> None:
    line = teacher.page.locator("[data-autosave-state]")
    teacher.task(SHEET).fill("Tự chấm, tiêu chí I.1", "20").look("24th-sheet")
    expect(line).to_have_text(SAVED)
    with teacher.without_network():
        teacher.fill("Tự chấm, tiêu chí I.2", "28,5").fill("Tự nhận xét", "Trẻ mới quen nếp ngủ trưa.")
        expect(line).to_have_text(UNSENT)
        teacher.look("24th-offline")
    expect(line).to_have_text(SAVED)


def _sees_what_another_tab_wrote(teacher: Walker) -> None:
    other = teacher.page.context.new_page()
    other.goto(teacher.page.url)
    other.get_by_label("Tự chấm, tiêu chí I.2").fill("25")
    other.get_by_role("button", name="Lưu nháp").last.click()
    expect(other.locator("[data-autosave-state]")).to_have_text(SAVED)
    other.close()

    bar = teacher.page.locator(".actionbar")
    teacher.fill("Tự chấm, tiêu chí I.2", "29").press("Lưu nháp", within=bar)
    teacher.sees("Phiếu đã thay đổi ở nơi khác").look("24th-clash")
    teacher.main.get_by_text("Dùng bản vừa nhập: 29 điểm").click()
    teacher.press("Lưu nháp", within=bar).does_not_see("Phiếu đã thay đổi ở nơi khác")


def _adds_proofs_and_hands_in(teacher: Walker) -> None:
    criterion = teacher.page.get_by_role("group", name="II.1. Kế hoạch và tổ chức hoạt động")
    criterion.get_by_text("Thêm minh chứng").click()
    teacher.attach("Tệp minh chứng", "gio-hoc.jpg", photo(), within=criterion)
    teacher.fill("Tự chấm, tiêu chí II.1", "30").fill("Tự chấm, tiêu chí II.2", "18")
    teacher.press("Đường dẫn, thành tích đã có, minh chứng bảo mật", within=criterion)
    teacher.fill("Đường dẫn", "hoasua.example/goc-choi").look("24th-proof").press("Thêm minh chứng", exact=True)
    teacher.sees("Đã thêm minh chứng tiêu chí II.1.").sees("gio-hoc.jpg").sees("hoasua.example")
    teacher.press("Kiểm tra và nộp", within=teacher.page.locator(".actionbar")).sees("97").look("24th-check")
    teacher.press("Nộp phiếu").sees("Mã tiếp nhận").look("24th-receipt")


def _hands_in_the_teams_sheet(head: Walker) -> None:
    head.task(f"Nộp phiếu của Tổ Mẫu giáo {MONTH}").fill("Tự chấm, tiêu chí 1", "50")
    head.fill("Tự chấm, tiêu chí 2", "45").look("24th-team").press(
        "Kiểm tra và nộp", within=head.page.locator(".actionbar")
    )
    head.press("Nộp phiếu").sees("Mã tiếp nhận")


def _others_hand_in(world) -> None:
    for number, person in enumerate([*world.peers, world.teacher2]):
        hand_in(world.october, person, "0.9" if number < 2 else "0.8", by=person)
    for person in (world.head, world.outsider_head, world.secretary, world.clerk, world.cook):
        hand_in(world.october, person, "0.8", by=person)
    hand_in(world.october, world.department2, "0.8", by=world.outsider_head)


def _scores_fifteen(head: Walker) -> None:
    head.task(f"Chấm phiếu {MONTH}").sees("15 phiếu đang mở để chấm").look("24th-review")
    head.does_not_see("thai sản").sees("Yên Thị Xoan")
    head.press("Ô trống lấy theo điểm tự chấm: mọi phiếu")
    name = "Tổ chấm, {}, tiêu chí {}"
    mine = head.main.locator("section.review", has=head.page.get_by_role("heading", name="Đỗ Thị Hòa"))
    mine.locator("summary").click()
    for code, points in (("I.2", "25"), ("II.1", "20")):
        head.fill(name.format("Đỗ Thị Hòa", code), points)
    bar = head.page.locator(".actionbar")
    head.fill("Nhận xét của tổ", "Hai buổi ngủ trưa còn muộn.", within=mine).press("Lưu", within=bar, exact=True)
    first = head.main.locator("section.review").first
    expect(first).to_contain_text("Đỗ Thị Hòa")
    expect(first).to_contain_text("Có điểm khác")
    head.look("24th-differences").press("Lưu và đề nghị", within=bar).sees("Đã lưu và đề nghị 15 phiếu.")


def _reviews_heads_and_teams(principal: Walker) -> None:
    principal.node("Đánh giá").follow("Tháng 10/2026").follow("Phiếu tôi chấm").sees("Tổ Mẫu giáo")
    principal.press("Ô trống lấy theo điểm tự chấm: mọi phiếu").look("24th-teams")
    principal.press("Lưu và đề nghị", within=principal.page.locator(".actionbar"))


def _decides_and_tells(principal: Walker) -> None:
    principal.node("Đánh giá").follow("Tháng 10/2026").follow("Xem và quyết định").sees("Đỗ Thị Hòa")
    principal.look("24th-decide").press("Quyết định").sees("Đã quyết định kết quả của 22 phiếu.")
    principal.follow("Báo kết quả dự kiến").press("Báo kết quả dự kiến")
    principal.sees("nhận ý kiến đến hết 29/10/2026").look("24th-provisional")


def _objects(teacher: Walker) -> None:
    teacher.messages().press("Mở: Kết quả dự kiến tháng 10/2026").sees("Tốt").look("24th-own-result")
    teacher.follow("Nêu ý kiến về kết quả").tick("Đề nghị xem xét lại kết quả")
    teacher.fill("Nội dung", "Hai buổi ngủ muộn là do lớp họp phụ huynh.").look("24th-objection")
    teacher.press("Gửi ý kiến").sees("Đã gửi ý kiến.")


def _answers(secretary: Walker) -> None:
    secretary.task("Trả lời ý kiến của Đỗ Thị Hòa").follow("Trả lời").tick("Giữ nguyên kết quả")
    secretary.fill("Trả lời", "Lịch họp đã báo trước một tuần.").look("24th-answer").press("Gửi trả lời")
    secretary.sees("Đã trả lời ý kiến.")


def _month_is_stored(world) -> None:
    with scope(world.school):
        sheet = sheet_of(world.october, world.teacher)
        assert (sheet.state, sheet.grade, sheet.points) == ("provisional", "Tốt", 83)
        assert sheet.objections.get().outcome == "kept"
        assert sheet_of(world.october, world.department).praise == "Tổ tiêu biểu của tháng"
        assert sheet_of(world.october, world.away).state == "exempt"


# ---- 3. without a mouse, without scripts ----


def test_the_keyboard_alone_hands_in_a_sheet(october, walk):
    with clock.travel_to(DURING):
        teacher = walk(october.teacher2, october.school)
        _hands_in_by_keyboard(teacher)

    with scope(october.school):
        sheet = sheet_of(october.october, october.teacher2)
        amounts = Score.objects.filter(sheet=sheet).order_by("criterion__position").values_list("amount", flat=True)
        assert (sheet.state, sheet.self_note) == ("submitted", "Đón trẻ đúng giờ.")
        assert [str(each) for each in amounts] == ["20.00", "0.00", "25.50", "20.00"]


def test_a_whole_sheet_by_plain_pages(october, walk):
    with clock.travel_to(DURING):
        teacher = walk(october.teacher2, october.school, "phone", javascript=False)
        _hands_in_by_plain_pages(teacher)

    with scope(october.school):
        sheet = sheet_of(october.october, october.teacher2)
        cells = Score.objects.filter(sheet=sheet).order_by("criterion__position").values_list("state", "amount")
        assert sheet.state == "submitted"
        assert [(state, None if amount is None else str(amount)) for state, amount in cells] == [
            ("scored", "19.50"), ("not_applicable", None), ("scored", "0.00"), ("scored", "20.00"),
        ]  # fmt: skip
        assert sheet.evidence_links.count() == 1


def _hands_in_by_keyboard(teacher: Walker) -> None:
    teacher.home().tabs_to("Tự đánh giá").types("Enter", goes=True)
    for code, points in (("I.1", "20"), ("I.2", "0"), ("II.1", "25,5"), ("II.2", "20")):
        teacher.tabs_to(f"Tự chấm, tiêu chí {code}").types(points)
    teacher.tabs_to("Tự nhận xét").types("Đón trẻ đúng giờ.")
    teacher.tabs_to("Kiểm tra và nộp").types("Enter", goes=True).tabs_to("Nộp phiếu").types("Enter", goes=True)
    teacher.sees("Mã tiếp nhận")


def _hands_in_by_plain_pages(teacher: Walker) -> None:
    bar = teacher.page.locator(".actionbar")
    teacher.task(SHEET).fill("Tự chấm, tiêu chí I.1", "mười").press("Lưu nháp", within=bar).sees("Có 1 chỗ cần sửa")
    teacher.fill("Tự chấm, tiêu chí I.1", "19,5").fill("Tự chấm, tiêu chí II.1", "0")
    criterion = teacher.page.get_by_role("group", name="I.2. Bữa ăn, giấc ngủ của trẻ")
    criterion.get_by_text("Không chấm").click()
    teacher.tick("Không áp dụng", within=criterion)
    criterion.get_by_text("Thêm minh chứng").click()
    teacher.attach("Tệp minh chứng", "bua-an.jpg", photo(), within=criterion)
    teacher.press("Lưu nháp", within=bar).sees("bua-an.jpg").fill("Tự chấm, tiêu chí II.2", "20")
    teacher.press("Kiểm tra và nộp", within=bar).sees("Không áp dụng").press("Nộp phiếu").sees("Mã tiếp nhận")
