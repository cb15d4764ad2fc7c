"""The whole year in a browser: eight people, nine steps, each at a desk or on a phone; `--full`: also all at either."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.request import urlopen

import pdfplumber
import pikepdf
import pytest
from icalendar import Calendar

from core import clock
from core.scoping import scope
from deadlines.tasks import sweep
from evaluations.models import EvaluationPeriod
from evaluations.tasks import open_due_periods
from notifications.models import Notification
from tests.e2e.walk import WORK_TAKES, Walker, call_roll, has_place, issue, number_and_render, photo
from tests.factories.word import MEDIA_TYPE, plan_as_word

pytestmark = [pytest.mark.browser]

PLAN_OF_2020 = Path(__file__).parents[1] / "plans" / "samples" / "plan_2020.txt"
REGISTERING = "Các tổ nộp bản đăng ký"
AT_DESKS = {"vice_principal", "secretary", "clerk", "officer"}  # who writes much; the others carry phones
CAMPAIGN = "Vận động học sinh đọc sách mỗi ngày"
MONTH = "tháng 10/2026"
GRADES, TITLES = "Xét thi đua tháng 10", "Bình xét danh hiệu"  # two sessions of one afternoon


class Year:
    """The eight people and what they have made so far; each step begins where the one before it ended."""

    def __init__(self, world, walk, viewport: str):
        self.world, self.viewport = world, viewport
        self._walk = walk
        self._walkers: dict[str, Walker] = {}
        self._last_number = 47

    def __getattr__(self, role: str) -> Walker:
        if role not in self._walkers:
            person = getattr(self.world, role)
            home = self.world.office if role == "officer" else self.world.school
            self._walkers[role] = self._walk(person, home, self.viewport_of(role))
        return self._walkers[role]

    def viewport_of(self, role: str) -> str:
        if self.viewport != "own":
            return self.viewport
        return "desktop" if role in AT_DESKS else "phone"

    def issue(self, drafter: Walker, title: str) -> str:
        return issue(drafter, self.principal, self.clerk, title=title, number=self.next_number())

    def next_number(self) -> str:
        """As the clerk would read it from her register: one series for all papers of the year."""
        self._last_number += 1
        return str(self._last_number)


def wait_until(walker: Walker, condition) -> None:
    """Until the worker has done something that no page shows."""
    for _ in range(WORK_TAKES):
        if condition():
            return
        walker.page.wait_for_timeout(500)
    raise AssertionError("The worker has not done it")


@pytest.mark.parametrize("viewport", ["own", "desktop", "phone"])
def test_a_whole_year(equipped, walk, worker, viewport, is_full):
    if viewport != "own" and not is_full:
        pytest.skip("everybody at a desk, everybody on a phone: with the heavy tests")
    year = Year(equipped, walk, viewport)
    with scope(equipped.school):
        live_through(year)


def live_through(year: Year) -> None:
    with clock.travel_to("2026-09-08 08:00"):
        author_enters_and_reviews_the_plan(year)
        plan_is_approved_numbered_and_published(year)
        teacher_reads_the_plan(year)
        teacher_takes_the_dates_along(year)
    with clock.travel_to("2026-10-05 08:00"):
        campaign_is_launched_and_joined(year)
        teacher_notes_a_good_deed(year)
    with clock.travel_to("2026-10-06 08:00"):
        teacher_registers_a_title(year)
    with clock.travel_to("2026-10-13 08:00"):
        round_is_locked_and_its_list_issued(year)
    with clock.travel_to("2026-10-16 08:00"):
        month_is_made_but_not_open(year)
    with clock.travel_to("2026-10-22 15:00"):
        teacher_assesses_herself(year)
        head_scores_beside_it(year)
    with clock.travel_to("2026-10-26 08:00"):
        only_those_who_owe_a_sheet_are_reminded(year)
    with clock.travel_to("2026-10-28 14:00"):
        council_is_called(year)
        council_passes_the_month(year)
        council_votes_on_titles(year)
        minutes_are_issued(year)
    with clock.travel_to("2026-10-29 08:00"):  # a Thursday: three working days end on Tuesday
        everybody_sees_the_provisional_result(year)
    with clock.travel_to("2026-10-30 08:00"):
        teacher_explains_and_is_answered(year)
    with clock.travel_to("2026-11-04 08:00"):
        results_are_published(year)
    with clock.travel_to("2027-05-18 08:00"):
        dossier_is_completed_and_sent(year)
    with clock.travel_to("2027-05-20 08:00"):
        officer_returns_the_dossier(year)
    with clock.travel_to("2027-05-21 08:00"):
        dossier_is_sent_again(year)
        officer_takes_the_whole_dossier(year)
    with clock.travel_to("2027-06-10 08:00"):
        decision_reaches_the_teacher(year)


# ---- 1. the plan ----


def author_enters_and_reviews_the_plan(year: Year) -> None:
    author = year.vice_principal
    author.home().look("todo-empty").node("Kế hoạch").follow("Lập kế hoạch").follow("Nhập văn bản có sẵn")
    text = PLAN_OF_2020.read_text(encoding="utf-8")
    if year.viewport_of("vice_principal") == "desktop":
        author.attach("Hoặc chọn tệp", "Kế hoạch thi đua 2020.docx", plan_as_word(text), kind=MEDIA_TYPE)
    else:
        author.fill("Văn bản kế hoạch", text)
    author.press("Đọc văn bản")
    author.sees("Rà soát kế hoạch đã nhập").sees("Văn bản năm 2020").look("plan-review")

    author.follow(f"Sửa: {REGISTERING}").look("plan-fact")
    author.fill("Hạn, hoặc đến ngày", "30/2/2027").press("Lưu và xác nhận")
    author.sees("Ngày này không có trong lịch").fill("Hạn, hoặc đến ngày", "10/10/2026").press("Lưu và xác nhận")
    author.sees("Đã lưu.")
    for title in ("Sơ kết học kỳ I", "Tổng kết năm học", "Hội đồng Thi đua - Khen thưởng gửi hồ sơ", CAMPAIGN):
        author.press(f"Đúng: {title}")
    author.press("Đúng: Bình xét hằng tháng").press("Không theo dõi: Viên chức gửi kiến nghị")
    author.press("chỉ tiêu không có nghi vấn").press("phong trào không có nghi vấn")
    _answer_doubts(author)
    author.follow("Sang trình duyệt").look("plan-submit").press("Trình duyệt", exact=True).sees("Đã trình duyệt.")


def _answer_doubts(author: Walker) -> None:
    while (doubts := author.main.get_by_role("link", name="Ghi ý kiến")).count():
        author.leave(doubts.first)
        author.fill("Ý kiến", "Đã xem, giữ như văn bản.").press("Ghi ý kiến")


def plan_is_approved_numbered_and_published(year: Year) -> None:
    author = year.vice_principal
    number_and_render(year.principal, year.clerk, title="kế hoạch", number=year.next_number())
    year.clerk.waits_for_link("Tải PDF")
    author.task("Công bố kế hoạch").follow("Công bố", exact=True).look("plan-publish")
    author.press("Công bố", exact=True).sees("Đã công bố kế hoạch.").sees("Đã đọc 0 trong 8")
    author.sees("09/10/2026").look("plan-published")


def teacher_reads_the_plan(year: Year) -> None:
    year.teacher.home().look("todo").task("Đọc kế hoạch").press("Tôi đã đọc").sees("Thầy/cô đã đọc kế hoạch này")
    year.teacher.home().does_not_see("Đọc kế hoạch")
    year.vice_principal.page.reload()
    year.vice_principal.sees("Đã đọc 1 trong 8")


def teacher_takes_the_dates_along(year: Year) -> None:
    """Its dates stand in her calendar, and the address she makes gives them to her telephone without a sign-in."""
    teacher = year.teacher
    teacher.open(f"{teacher.home_url}deadlines/calendar/?month=2026-10").sees(REGISTERING).look("calendar-month")
    teacher.follow("Đưa lịch vào điện thoại").press("Tạo địa chỉ").look("feed")
    address = teacher.main.get_by_label("Chép địa chỉ này").input_value()
    with urlopen(address) as response:
        events = Calendar.from_ical(response.read()).walk("VEVENT")
    ends = {str(event["SUMMARY"]): event["DTSTART"].dt for event in events}
    (registering,) = [end for title, end in ends.items() if REGISTERING in title]
    assert f"{registering:%d/%m/%Y}" == "09/10/2026"
    assert any("Bình xét tháng 10/2026" in title for title in ends)
    assert not any(person.full_name in str(events) for person in (year.world.teacher2, year.world.principal))


# ---- 2. movements ----


def campaign_is_launched_and_joined(year: Year) -> None:
    principal = year.principal
    principal.node("Kế hoạch").follow("Thi đua và khen thưởng").follow(f"Lập phong trào: {CAMPAIGN}")
    principal.choose("Loại", "Thi đua theo chuyên đề").fill("Mục tiêu", "Ít nhất 3 sáng kiến về tổ chức đọc sách.")
    principal.fill("Đối tượng", "Giáo viên chủ nhiệm, nhân viên thư viện")
    principal.fill("Nội dung", "Mỗi lớp một góc đọc; mỗi tuần một giờ đọc.").press("Lưu bản nháp")
    principal.press("Phát động").sees("Đã phát động")

    year.head.node("Phong trào").follow(CAMPAIGN).fill("Tổ sẽ làm gì", "Cả tổ lập góc đọc.")
    year.head.press("Tổ 1, 2, 3 hưởng ứng").sees("Tổ hưởng ứng (1)").look("campaign")


def teacher_notes_a_good_deed(year: Year) -> None:
    teacher = year.teacher
    teacher.node("Phong trào").follow("Ghi việc tốt", exact=True).look("good-deed")
    teacher.fill("Việc tốt", "Ở lại cùng học sinh chờ phụ huynh trong chiều mưa.")
    teacher.choose("Của ai", "Lê Minh Ân").choose("Thuộc phong trào", CAMPAIGN)
    teacher.attach("Ảnh", "chieu-mua.jpg", photo()).press("Ghi việc tốt", exact=True)
    teacher.sees("Ở lại cùng học sinh")
    address = teacher.main.get_by_role("link", name="Xem ảnh").first.get_attribute("href")
    stored = teacher.page.request.get(address)

    assert has_place(photo())
    assert stored.headers["content-type"] == "image/jpeg"
    assert not has_place(stored.body())


# ---- 3. registration ----


def teacher_registers_a_title(year: Year) -> None:
    teacher, secretary = year.teacher, year.secretary
    secretary.node("Đăng ký danh hiệu").press("Mở đợt đăng ký").sees("Đang nhận")

    teacher.task("Đăng ký danh hiệu").choose("Danh hiệu đăng ký", "Lao động tiên tiến").look("registration")
    teacher.fill("Nội dung phấn đấu", "Hoàn thành tốt nhiệm vụ; hỗ trợ đồng nghiệp mới.").press("Kiểm tra và nộp")
    teacher.sees("Lao động tiên tiến").press("Nộp đăng ký").sees("Đã nhận đăng ký")

    year.head.task("Nhận xét đăng ký danh hiệu").follow("Đỗ Thị Hòa")
    year.head.fill("Nhận xét của tổ", "Tổ nhất trí đề nghị.").press("Đề nghị", exact=True).sees("Tổ nhất trí")


def round_is_locked_and_its_list_issued(year: Year) -> None:
    secretary = year.secretary
    secretary.node("Đăng ký danh hiệu").look("registrations").follow("Khóa đợt").press("Khóa đợt")
    secretary.node("Đăng ký danh hiệu").follow("Danh sách đăng ký")
    year.issue(secretary, "danh sách")
    pdf = secretary.downloads(secretary.main.get_by_role("link", name="Tải PDF"))

    assert "Đỗ Thị Hòa" in text_of(pdf)


# ---- 4. the month ----


def month_is_made_but_not_open(year: Year) -> None:
    open_due_periods.delay()
    wait_until(year.teacher, lambda: EvaluationPeriod.objects.exists())
    year.teacher.home().does_not_see("Nộp phiếu tự đánh giá")


def teacher_assesses_herself(year: Year) -> None:
    teacher = year.teacher
    teacher.task(f"Nộp phiếu tự đánh giá {MONTH}")
    for code, points in {"1": "20", "2": "18", "3": "8,5", "4": "0", "5": "19"}.items():
        teacher.fill(f"Tự chấm, tiêu chí {code}", points)
    third = teacher.page.get_by_role("group", name="3. Chất lượng giảng dạy")
    third.get_by_text("Thêm minh chứng").click()
    teacher.attach("Tệp minh chứng", "tiet-day.jpg", photo(), within=third)
    teacher.fill("Tự nhận xét", "Tháng này nghỉ chủ nhiệm hai tuần.").look("sheet").press("Kiểm tra và nộp")
    teacher.sees("65,5/").sees("tiet-day.jpg").look("sheet-check").press("Nộp phiếu").sees("Mã tiếp nhận")


def head_scores_beside_it(year: Year) -> None:
    head = year.head
    head.task(f"Chấm phiếu {MONTH}").sees("Đỗ Thị Hòa")
    for code, points in {"1": "20", "2": "18", "3": "10", "4": "0"}.items():
        head.fill(f"Tổ chấm, Đỗ Thị Hòa, tiêu chí {code}", points)
    head.press("Ô trống lấy theo điểm tự chấm: Đỗ Thị Hòa").look("department-review").press("Lưu và đề nghị")
    head.node("Đánh giá").follow("Tháng 10/2026").sees("67/100").sees("Khá")


def only_those_who_owe_a_sheet_are_reminded(year: Year) -> None:
    world = year.world
    missing = sorted(person.full_name for person in [*world.members, world.clerk, world.teacher2])
    sweep.delay()
    wait_until(year.teacher, lambda: len(_reminded()) >= len(missing))
    sweep.delay()
    year.teacher.page.wait_for_timeout(2000)  # long enough for a second message, were there one

    assert sorted(_reminded()) == missing


def _reminded() -> list[str]:
    rows = Notification.objects.filter(subject__contains=f"Nộp phiếu tự đánh giá {MONTH}")
    return list(rows.values_list("person__full_name", flat=True))


# ---- 5. the council ----


def council_is_called(year: Year) -> None:
    """Two sessions, one after the other: what goes up with the dossier says nothing of the school's own grades."""
    secretary = year.secretary
    for title, hour in ((GRADES, "14:00"), (TITLES, "15:30")):
        secretary.node("Hội đồng").follow("Triệu tập phiên họp").fill("Nội dung họp", title)
        secretary.fill("Ngày họp", "28/10/2026").fill("Bắt đầu lúc", hour).fill("Địa điểm", "Phòng họp")
        secretary.press("Triệu tập phiên họp").sees("Đang chuẩn bị")

    secretary.node("Hồ sơ").press("Lập hồ sơ").sees("Chưa có ai được hội đồng thông qua danh hiệu")
    secretary.follow("Đưa vào phiên họp").tick(TITLES).tick("Danh hiệu thi đua đã đăng ký").tick(MONTH)
    secretary.look("hand-over").press("Đưa vào phiên họp").sees("hai phiên họp riêng")
    secretary.main.get_by_label(MONTH).first.uncheck()
    secretary.press("Đưa vào phiên họp").sees("Đã đưa 1 nội dung vào phiên họp.")
    secretary.node("Hội đồng").follow(GRADES).follow("Đưa nội dung vào phiên họp").tick(MONTH)
    secretary.press("Đưa vào phiên họp").sees("Đã đưa 1 nội dung vào phiên họp.")


def council_passes_the_month(year: Year) -> None:
    secretary = year.secretary
    call_roll(secretary, absent={"Trịnh Thị Ánh", "Bùi Quang Đạo"})
    secretary.sees("Chưa đủ")
    assert not secretary.main.get_by_role("button", name="Mở phiên họp").count()
    secretary.look("council-below-quorum")
    call_roll(secretary)
    secretary.press("Mở phiên họp").sees("Đang họp")
    secretary.press("Điền “tất cả đồng ý”").sees("Chưa lưu").press("Lưu kết quả biểu quyết").sees("Thông qua")
    secretary.look("council-session").follow("Kết thúc phiên họp").press("Kết thúc phiên họp").sees("Đã kết thúc")


def council_votes_on_titles(year: Year) -> None:
    secretary = year.secretary
    secretary.node("Hội đồng").follow(TITLES)
    call_roll(secretary)
    secretary.press("Mở phiên họp").follow("Mở bỏ phiếu kín").sees("Chọn sẵn phiếu giấy")
    secretary.tick("Bỏ phiếu trên máy").press("Mở bỏ phiếu kín").sees("hội đồng thống nhất")
    secretary.tick("Hội đồng thống nhất").look("ballot-open").press("Mở bỏ phiếu kín")
    for role in ("principal", "vice_principal", "head", "outsider_head", "secretary"):
        voter = getattr(year, role)
        voter.task("Bỏ phiếu kín")
        choice = "Không đồng ý" if role == "outsider_head" else "Đồng ý"
        voter.main.get_by_label(choice, exact=True).first.check()
        if role == "head":
            voter.look("ballot")
        voter.press("Xem lại trước khi bỏ phiếu").press("Bỏ phiếu", exact=True).sees("Đã bỏ phiếu")
    secretary.follow("Về phiên họp").sees("5 trong 5").follow("Kết thúc bỏ phiếu").press("Kết thúc bỏ phiếu")
    secretary.sees("Kết quả có khi chủ tọa công bố").does_not_see("4 (80%)")
    assert not secretary.main.get_by_role("link", name="Kết thúc phiên họp").count()
    year.principal.node("Hội đồng").follow(TITLES).sees("4 (80%)").look("ballot-counted").press("Công bố kết quả")
    year.principal.sees("Thông qua")


def minutes_are_issued(year: Year) -> None:
    """Drawn up from what was counted, signed by the secretary, then by whoever presided."""
    secretary = year.secretary
    secretary.node("Hội đồng").follow(TITLES).sees("4 (80%)").follow("Kết thúc phiên họp").press("Kết thúc phiên họp")
    secretary.sees("Biên bản họp khớp số liệu đã niêm phong").press("Trình ký biên bản")
    secretary.task("Duyệt biên bản").press("Duyệt", exact=True).sees("Đã duyệt.")
    minutes = secretary.page.url
    number_and_render(year.principal, year.clerk, title="biên bản", number=year.next_number())
    secretary.open(minutes)
    pdf = secretary.downloads(secretary.waits_for_link("Tải PDF"))
    secretary.look("minutes")

    assert "Đỗ Thị Hòa" in text_of(pdf)


# ---- 6. results ----


def everybody_sees_the_provisional_result(year: Year) -> None:
    secretary = year.secretary
    secretary.node("Đánh giá").follow("Tháng 10/2026").follow("Báo kết quả dự kiến").look("provisional")
    secretary.sees("3 ngày làm việc, đến hết 03/11/2026").press("Báo kết quả dự kiến")
    secretary.sees("Đã báo kết quả dự kiến cho 1 phiếu")


def teacher_explains_and_is_answered(year: Year) -> None:
    teacher, secretary = year.teacher, year.secretary
    teacher.messages().press("Mở: Kết quả dự kiến tháng 10/2026").sees("Xếp loại dự kiến tháng 10/2026: Khá")
    teacher.look("sheet-provisional").follow("Nêu ý kiến về kết quả").tick("Giải trình thêm")
    teacher.fill("Nội dung", "Hai tuần nghỉ chủ nhiệm là do nhà trường phân công dạy thay.").look("objection")
    teacher.press("Gửi ý kiến").sees("Đã gửi ý kiến")

    secretary.task("Trả lời ý kiến của Đỗ Thị Hòa").follow("Trả lời", exact=True).tick("Giữ nguyên kết quả")
    secretary.fill("Trả lời", "Tiêu chí 4 chấm theo số tuần có chủ nhiệm.").look("objection-answer")
    secretary.press("Gửi trả lời").sees("Đã trả lời ý kiến.")
    secretary.node("Đánh giá").follow("Tháng 10/2026").follow("Công bố kết quả").sees("Chưa hết thời gian")
    assert not secretary.main.get_by_role("button", name="Công bố", exact=True).count()


def results_are_published(year: Year) -> None:
    principal = year.principal
    principal.node("Đánh giá").follow("Tháng 10/2026").look("period").follow("Công bố kết quả")
    principal.press("Công bố", exact=True).sees("Đã công bố")
    year.teacher.node("Đánh giá").follow("Xem phiếu").sees("Xếp loại tháng 10/2026: Khá").look("sheet-published")
    year.teacher.sees("Tiêu chí 4 chấm theo số tuần có chủ nhiệm.")
    year.teacher2.node("Đánh giá").does_not_see("Khá")


# ---- 7. the dossier ----


def dossier_is_completed_and_sent(year: Year) -> None:
    year.officer.node("Tiếp nhận").follow("Yêu cầu nộp hồ sơ").fill("Hạn nộp", "25/05/2027").press("Gửi yêu cầu")
    secretary = year.secretary
    secretary.task("Nộp hồ sơ đề nghị danh hiệu").follow("Hồ sơ đề nghị danh hiệu thi đua").press("Lấy kết quả")
    secretary.sees("Chưa có tờ trình").sees("Chưa có danh sách đề nghị").look("dossier-lacking")
    dossier = secretary.page.url
    for name in ("Lập danh sách đề nghị", "Lập tờ trình"):
        secretary.open(dossier).follow(name).press(name)
        _to_document(secretary, name)
        year.issue(secretary, "danh sách" if "danh sách" in name else "tờ trình")
    secretary.open(dossier).sees("Không còn việc phải làm").look("dossier-whole").follow("Kiểm tra lại và nộp")
    secretary.look("dossier-check").press("Nộp hồ sơ").sees("Mã tiếp nhận")


def _to_document(secretary: Walker, name: str) -> None:
    if not secretary.main.get_by_role("button", name="Trình duyệt", exact=True).count():
        secretary.follow("Danh sách đề nghị" if "danh sách" in name else "Tờ trình", exact=True)


# ---- 8. the office ----


def officer_returns_the_dossier(year: Year) -> None:
    officer = year.officer
    officer.task("Hồ sơ đề nghị danh hiệu").press("Tiếp nhận").sees("Đã tiếp nhận").look("submission")
    officer.follow("Yêu cầu bổ sung").tick("Toàn bộ hồ sơ").fill("Lý do", "Thiếu chữ ký ở trang cuối tờ trình.")
    officer.fill("Bổ sung trước hết ngày", "24/05/2027").look("return").press("Gửi yêu cầu bổ sung")
    officer.sees("Đã gửi yêu cầu bổ sung, hạn 24/5/2027.")


def dossier_is_sent_again(year: Year) -> None:
    secretary = year.secretary
    secretary.task("Nộp hồ sơ đề nghị danh hiệu").follow("Hồ sơ đề nghị danh hiệu thi đua")
    secretary.sees("Thiếu chữ ký ở trang cuối tờ trình.").follow("Kiểm tra lại và nộp").press("Nộp hồ sơ")
    secretary.sees("Đã nộp hồ sơ lần 2")


def officer_takes_the_whole_dossier(year: Year) -> None:
    officer = year.officer
    officer.node("Tiếp nhận").look("board").follow("Trường Tiểu học Ngọc Cầu").press("Tiếp nhận").sees("Lần 2")
    submission = officer.page.url
    officer.press("Gộp cả hồ sơ thành một PDF")
    merged = officer.downloads(officer.waits_for_link(".pdf"))
    with pikepdf.open(io.BytesIO(merged)) as pdf, pdf.open_outline() as outline:
        bookmarks = [str(item.title) for item in outline.root]

    assert [title.split(" số ")[0] for title in bookmarks] == ["Tờ trình", "Danh sách đề nghị", "Biên bản họp hội đồng"]
    assert "Đỗ Thị Hòa" in text_of(merged)
    assert "Lao động tiên tiến" in text_of(merged)
    officer.open(submission)


# ---- 9. the decision ----


def decision_reaches_the_teacher(year: Year) -> None:
    officer = year.officer
    officer.follow("Chấp nhận").press("Chấp nhận hồ sơ").sees("Đã chấp nhận")
    officer.task("Nhập quyết định").fill("Số quyết định", "214/QĐ-UBND").fill("Ngày quyết định", "08/06/2027")
    officer.fill("Cấp quyết định", "Chủ tịch Ủy ban nhân dân phường Hoa Lư").press("Chọn “Công nhận” cho tất cả")
    officer.look("decision").press("Ghi và gửi về trường").sees("214/QĐ-UBND")

    year.clerk.node("Quyết định").follow("Số 214/QĐ-UBND").look("decision-taken").press("Ghi vào hồ sơ cá nhân")
    year.clerk.sees("Đã ghi vào hồ sơ cá nhân")
    teacher = year.teacher.messages().press("Mở: Danh hiệu Lao động tiên tiến năm học 2026-2027 đã được công nhận")
    teacher.sees("Hồ sơ của tôi").sees("Lao động tiên tiến").sees("214/QĐ-UBND").look("own-record")


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return " ".join(" ".join((page.extract_text() or "").split()) for page in document.pages)
