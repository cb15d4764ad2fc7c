"""Whoever keeps the records brings in the past, sees who meets what, enters the province's decision, and looks back."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from core import clock
from core.scoping import scope
from legal.models import Distinction
from records.models import DecidedCase, TitleRecord
from records.services.cases import keep_case

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TODAY = "2026-11-20 08:00"
DECISION = {
    "Số, ký hiệu văn bản": "77/2026/QĐ-UBND",
    "Loại văn bản": "Quyết định",
    "Trích yếu": "Quy định về thi đua, khen thưởng của tỉnh",
    "Cơ quan ban hành": "Ủy ban nhân dân tỉnh Hoa Sơn",
    "Áp dụng từ ngày": "01/10/2026",
}


def old_list() -> bytes:
    """The school's own list: a motto above, a head of two rows with merged cells, names of tổ between, a sum below."""
    book = Workbook()
    sheet = book.active
    sheet.append(["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    sheet.append(["DANH SÁCH CÁ NHÂN ĐẠT DANH HIỆU THI ĐUA"])
    sheet.append([])
    sheet.append(["STT", "Họ và tên", "Danh hiệu", None, "Xếp loại", None])
    sheet.append([None, None, "2024-2025", "2025-2026", "2024-2025", "2025-2026"])
    for cells in ("A4:A5", "B4:B5", "C4:D4", "E4:F4"):
        sheet.merge_cells(cells)
    sheet.append(["Tổ 1, 2, 3"])
    sheet.append([1, "Đỗ Thị Hoà", "LĐTT", "CSTĐCS", "HTTNV", "HTXSNV"])
    sheet.append([2, "Lê Minh Ân", "LĐTT", "LĐTT", "HTTNV", "HTTNV"])
    sheet.append([3, "Người Không Có", "LĐTT", "LĐTT", "HTTNV", "HTTNV"])
    sheet.append(["Tổng cộng: 3 người"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def school(transactional_world):
    with clock.travel_to(TODAY):
        yield transactional_world


def keep_last_year(world) -> None:
    """Last June's decision about the teacher, kept as a case when it was recorded."""
    with clock.travel_to("2026-06-15 08:00"), scope(world.school):
        keep_case(
            organisation=world.school,
            person=world.teacher,
            distinction=Distinction.objects.get(code="LDTT"),
            school_year_code="2025-2026",
            judged_on=clock.today(),
            outcome=DecidedCase.Outcome.AWARDED,
            source_key="nomination:1",
            by=world.secretary.user,
        )


def test_from_the_old_list_to_the_provinces_decision_and_back_to_last_year(school, walk):
    world = school
    keeper = walk(world.secretary, world.school)
    records = f"{keeper.home_url}records/"
    verdicts = f"{records}eligibility/?year=2025-2026&distinction=LDTT&q=Hoa&on={TODAY[:10]}"

    keeper.open(f"{records}history/")
    keeper.attach("Tệp Excel", "danh-sach-cu.xlsx", old_list(), kind="application/vnd.ms-excel").press("Đọc tệp")
    keeper.sees("Đã hiểu bảng như sau").sees("Người Không Có")
    for label, text in (("Số", "88/QĐ-UBND"), ("Ngày", "20/06/2026"), ("Cấp", "Chủ tịch UBND phường Hoa Lư")):
        keeper.fill(label, text, within=keeper.main.get_by_role("row").filter(has_text="Cả bảng"))
    keeper.press("Đọc lại với các lựa chọn này").look("history-preview")
    keeper.press("Nhập 8 mục").sees("đã ghi").look("history-done")
    with scope(world.school):
        assert TitleRecord.objects.filter(person=world.teacher).count() == 2
    keep_last_year(world)

    keeper.open(f"{records}coverage/").choose("Đủ từ năm học", "2024-2025").press("Lưu")
    keeper.open(verdicts).sees("Cần xem xét").look("verdicts")

    enter_the_decision(keeper, "condition.LDTT.rating")
    enter_the_decision(keeper, "condition.LDTT.movement", changes=True)
    keeper.open(verdicts).sees("Đủ điều kiện")

    keeper.open(f"{records}cases/").follow("Đỗ Thị Hòa").sees("Giống hệt lúc đó").look("case")
    former_law = "Luật 2003 (sửa đổi 2005, 2009, 2013) và Nghị định 91/2017/NĐ-CP"
    keeper.main.get_by_role("combobox", name="Thời kỳ").select_option(label=former_law)
    keeper.press("Xét thử")
    keeper.sees("Chỉ để so sánh").look("case-other-law")
    assert not keeper.complaints


def enter_the_decision(keeper, code: str, *, changes: bool = False) -> None:
    """By way of what binds now: taken over as compared, with its effect seen before it is written."""
    keeper.open(f"{keeper.home_url}legal/parameters/of/{code}/").follow("Ghi là đã đối chiếu")
    for label, text in DECISION.items():
        keeper.fill(label, text)
    keeper.fill("Điều, khoản", "Điều 9").look("parameter-entry").press("Xem ảnh hưởng trước khi ghi").look("effect")
    if changes:
        keeper.press("Xem với năm học 2025-2026").look("effect-of-last-year").sees("trong 16 kết quả thay đổi")
        keeper.sees("Đã đối chiếu văn bản")
    keeper.press("Ghi giá trị").sees("Đã ghi giá trị mới").sees("77/2026/QĐ-UBND")
