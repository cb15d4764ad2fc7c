"""Two rubrics as schools have them: one in points with a cap on bonuses and gates, one in shares of a hundred.

The first has a form for homeroom teachers (100 points), for other teachers (80) and for staff (80); the second is for
those who lead the school.
"""

from __future__ import annotations

from decimal import Decimal

from evaluations.models import AudienceGroup, Rubric
from evaluations.rubric_tables import DraftBand, DraftRow, RubricDraft
from evaluations.services import audiences, rubric_editing

SOURCE = "Quy chế thi đua số 12/QC-THNC ngày 05/9/2026"
DUTY_LEVELS = ("30", "25", "20", "15", "10", "0")


def point(code: str, title: str, most: str, depth: int = 1) -> DraftRow:
    return DraftRow(code, title, depth, max_points=Decimal(most))


def group(code: str, title: str, most: str) -> DraftRow:
    return DraftRow(code, title, kind="group", max_points=Decimal(most))


def bonus(code: str, title: str, *, most: str | None = None, each: str | None = None, depth: int = 1) -> DraftRow:
    values = {"max_points": most and Decimal(most), "each_points": each and Decimal(each)}
    return DraftRow(code, title, depth, kind="bonus", unit="lần" if each else "", **values)


def loss(code: str, title: str, each: str, unit: str = "lần", depth: int = 1) -> DraftRow:
    return DraftRow(code, title, depth, kind="deduction", each_points=Decimal(each), unit=unit)


def gate(code: str, title: str, effect: str, grade: str = "") -> DraftRow:
    return DraftRow(code, title, kind="gate", effect=effect, effect_grade=grade)


def bands(*rows: tuple[str, int], no_zero: tuple[str, ...] = ()) -> list[DraftBand]:
    return [DraftBand(name, Decimal(least), needs_no_zero=name in no_zero) for name, least in rows]


CONDUCT = [
    group("I", "Nền nếp, tác phong", "10"),
    point("I.1", "Ngày giờ công", "8"),
    point("I.2", "Trang phục", "2"),
    loss("I.3", "Muộn dưới 30 phút", "0.5"),
    loss("I.4", "Muộn từ 30 phút hoặc vắng một buổi họp", "1"),
    loss("I.5", "Nghỉ có phép", "1", "buổi"),
    loss("I.6", "Nghỉ không phép", "8", "buổi"),
]
RECORDS = [
    group("II", "Hồ sơ sổ sách", "10"),
    point("II.1", "Kế hoạch bài dạy", "2.5"),
    point("II.2", "Sổ điểm, đánh giá", "2.5"),
    point("II.3", "Sổ tổ, biên bản, phiếu", "2.5"),
    point("II.4", "Sổ đầu bài", "2.5"),
]
TEACHING = [
    group("III", "Chuyên môn", "45"),
    point("III.1", "Dạy học và kiểm tra, đánh giá", "15"),
    point("III.2", "Năng lực số", "10"),
    point("III.3", "Thiết bị dạy học", "5"),
    point("III.4", "Chất lượng và tiến bộ", "15"),
]
HOMEROOM = [
    group("IV", "Chủ nhiệm", "20"),
    point("IV.1", "Sổ chủ nhiệm", "5"),
    point("IV.2", "Nền nếp lớp", "15"),
]
OTHER_WORK = [
    group("V", "Hoạt động khác", "15"),
    point("V.1", "Trực tuần", "5"),
    point("V.2", "Báo cáo", "5"),
    point("V.3", "Phối hợp", "5"),
]
BONUSES = [
    group("VI", "Điểm cộng", "10"),
    bonus("VI.1", "Giáo viên dạy giỏi", most="3"),
    bonus("VI.2", "Học sinh đạt giải thành phố", each="3"),
    bonus("VI.3", "Học sinh đạt giải phường", each="1"),
    bonus("VI.4", "Khen đột xuất", most="1"),
    bonus("VI.5", "Phong trào", most="1"),
    bonus("VI.6", "Sáng kiến", most="3"),
    bonus("VI.7", "Thí điểm dạy bằng tiếng Anh", most="2", each="2"),
]
GATES = [
    gate("VII", "Lên lớp không có kế hoạch bài dạy", "ungraded"),
    gate("VIII", "Chấm, chữa bài sai quy trình", "drop"),
    gate("IX", "Vi phạm quy chế chuyên môn hoặc đạo đức", "at_most", "C (Trung bình)"),
]
GRADES = ("Xuất sắc", "A (Tốt)", "B (Khá)", "C (Trung bình)")

WITH_HOMEROOM = RubricDraft(
    name="Biểu điểm giáo viên chủ nhiệm",
    total_points=Decimal(100),
    rows=[*CONDUCT, *RECORDS, *TEACHING, *HOMEROOM, *OTHER_WORK, *BONUSES, *GATES],
    bands=bands(*zip(GRADES, (100, 95, 85, 65), strict=True)),
)
WITHOUT_HOMEROOM = RubricDraft(
    name="Biểu điểm giáo viên không chủ nhiệm",
    total_points=Decimal(80),
    rows=[*CONDUCT, *RECORDS, *TEACHING, *OTHER_WORK, *BONUSES, *GATES],
    bands=bands(*zip(GRADES, (80, 75, 65, 50), strict=True)),
)
STAFF = RubricDraft(
    name="Biểu điểm nhân viên",
    total_points=Decimal(80),
    rows=[
        *CONDUCT,
        group("II", "Nhiệm vụ", "50"),
        DraftRow(
            "II.1",
            "Thực hiện nhiệm vụ",
            1,
            kind="levels",
            max_points=Decimal(30),
            levels=[{"label": f"Mức {n}", "points": points} for n, points in enumerate(DUTY_LEVELS, start=1)],
        ),
        point("II.2", "Hồ sơ", "20"),
        point("III", "Hoạt động khác", "20", depth=0),
        group("IV", "Điểm cộng", "10"),
        bonus("IV.1", "Khen đột xuất", most="1"),
        bonus("IV.2", "Sáng kiến", most="3"),
    ],
    bands=bands(("Xuất sắc", 80), ("A", 75), ("B", 65), ("C", 50), ("Chưa đạt", 0), no_zero=("Xuất sắc", "A")),
)
LEADERSHIP = RubricDraft(
    name="Biểu điểm cán bộ quản lý",
    scale="percent",
    total_points=Decimal(100),
    is_weighted=True,
    rows=[
        point("1", "Kế hoạch và chuyên môn", "40", depth=0),
        point("2", "Tư tưởng, đạo đức, kỷ luật", "20", depth=0),
        point("3", "Đổi mới, số, trí tuệ nhân tạo", "20", depth=0),
        point("4", "Thi đua, học sinh giỏi", "20", depth=0),
        bonus("5", "Việc được ghi nhận", each="1", most="5", depth=0),
        loss("6", "Việc bị nhắc nhở", "2", depth=0),
    ],
    bands=[
        DraftBand("Hoàn thành xuất sắc nhiệm vụ", Decimal(90), share_cap="1/5", share_base="next"),
        DraftBand("Hoàn thành tốt nhiệm vụ", Decimal(70)),
        DraftBand("Hoàn thành nhiệm vụ", Decimal(50)),
        DraftBand("Không hoàn thành nhiệm vụ", Decimal(0)),
    ],
)
AUDIENCES = [
    ("Giáo viên chủ nhiệm", "teacher", True, WITH_HOMEROOM),
    ("Giáo viên không chủ nhiệm", "teacher", False, WITHOUT_HOMEROOM),
    ("Nhân viên", "support", None, STAFF),
    ("Cán bộ quản lý", "manager", None, LEADERSHIP),
]


def enter_rubrics(organisation, *, school_year, by) -> dict[str, Rubric]:
    """All four through the services, each with its group of people and put to use; by the name of the group."""
    found = {}
    for name, staff_kind, is_homeroom, draft in AUDIENCES:
        audience = audiences.add_audience(
            organisation=organisation,
            values={"name": name, "staff_kind": staff_kind, "is_homeroom": is_homeroom, "staff_group": None},
            by=by,
        )
        found[name] = _enter(organisation, audience, RubricDraft.from_json(draft.as_json()), school_year, by=by)
    return found


def _enter(organisation, audience: AudienceGroup, draft: RubricDraft, school_year, *, by) -> Rubric:
    values = {
        "name": draft.name,
        "school_year": school_year,
        "audience": audience,
        "source": SOURCE,
        "scale": draft.scale,
        "total_points": draft.total_points,
    }
    rubric = rubric_editing.create_rubric(organisation=organisation, values=values, draft=draft, by=by)
    return rubric_editing.adopt_rubric(rubric, by=by)
