"""The demo schools' biểu điểm, one for each group of people and one for the tổ, with the school's rules around them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core import clock
from evaluations.models import AudienceGroup, Criterion, EvaluationPolicy, GradeBand, RollUp, Rubric
from evaluations.models.rubrics import Subject
from legal.models import LegalDocument
from organisation.models import Employment, Organisation, SchoolYear

Kind, Effect, StaffKind = Criterion.Kind, Criterion.Effect, Employment.StaffKind


@dataclass(frozen=True)
class Row:
    code: str
    title: str
    most: str = ""
    kind: str = Kind.POINTS
    guidance: str = ""
    each: str = ""
    effect: str = ""


MANNERS = (
    Row("I", "Nền nếp, kỷ luật", "20", Kind.GROUP),
    Row("I.1", "Ngày công, giờ giấc", "12", guidance="Đủ ngày công, đúng giờ; báo trước khi vắng."),
    Row("I.2", "Hội họp, tác phong", "8"),
    Row("I.3", "Đi muộn, bỏ họp không báo", kind=Kind.DEDUCTION, each="0.5", guidance="Mỗi lần trừ 0,5 điểm."),
)
EXTRA = (
    Row("IV", "Điểm cộng", "6", Kind.GROUP),
    Row("IV.1", "Tiết dạy tốt cấp trường", kind=Kind.BONUS, each="1", most="3", guidance="Mỗi tiết 1 điểm."),
    Row("IV.2", "Việc tốt được ghi nhận", kind=Kind.BONUS, each="1", most="3"),
    Row(
        "V",
        "Vi phạm đạo đức nhà giáo, quy chế chuyên môn",
        kind=Kind.GATE,
        effect=Effect.UNGRADED,
        guidance="Có vi phạm đã kết luận thì không xếp loại tháng.",
    ),
)
LESSONS = (
    Row("II", "Chuyên môn", "50", Kind.GROUP),
    Row("II.1", "Hồ sơ, kế hoạch bài dạy", "15", guidance="Đủ, đúng tiến độ, có điều chỉnh sau tiết dạy."),
    Row("II.2", "Chất lượng giờ dạy", "20"),
    Row("II.3", "Kiểm tra, hỗ trợ học sinh", "15"),
)
SHARED = (
    Row("III", "Phối hợp và phong trào", "30", Kind.GROUP),
    Row("III.1", "Sinh hoạt tổ, hỗ trợ đồng nghiệp", "15"),
    Row("III.2", "Phong trào, hoạt động chung", "15"),
)
HOMEROOM = (
    Row("III", "Chủ nhiệm và phong trào", "30", Kind.GROUP),
    Row("III.1", "Nền nếp, chuyên cần của lớp", "12"),
    Row("III.2", "Liên hệ gia đình học sinh", "8"),
    Row("III.3", "Phong trào, hoạt động chung", "10"),
)
DUTIES = (
    Row("II", "Việc được giao", "60", Kind.GROUP),
    Row("II.1", "Kết quả công việc", "40"),
    Row("II.2", "Sổ sách, báo cáo", "20"),
    Row("III", "Phối hợp, phục vụ", "20", Kind.GROUP),
    Row("III.1", "Thái độ phục vụ, phối hợp", "20"),
)
COLLECTIVE = (
    Row("1", "Kế hoạch, sinh hoạt tổ", "30"),
    Row("2", "Chất lượng chuyên môn của tổ", "40"),
    Row("3", "Phong trào, chuyên đề", "30"),
)
GRADES = (("Xuất sắc", "90", "Xuất sắc tháng"), ("Tốt", "80", ""), ("Khá", "65", ""), ("Cần cố gắng", "0", ""))
GROUPS = (
    ("Cán bộ quản lý", {"staff_kind": StaffKind.MANAGER}, (*MANNERS, *DUTIES)),
    (
        "Giáo viên chủ nhiệm",
        {"staff_kind": StaffKind.TEACHER, "is_homeroom": True},
        (*MANNERS, *LESSONS, *HOMEROOM, *EXTRA),
    ),
    ("Giáo viên", {"staff_kind": StaffKind.TEACHER}, (*MANNERS, *LESSONS, *SHARED, *EXTRA)),
    ("Nhân viên", {"staff_kind": StaffKind.SUPPORT}, (*MANNERS, *DUTIES)),
)


def make_rubrics(school: Organisation, regulation: LegalDocument, *, uses_council: bool, by) -> None:
    """Groups, rubrics in use and the rules of every year of the school; `uses_council`: or the head decides."""
    for position, (name, conditions, rows) in enumerate(GROUPS, start=1):
        group = AudienceGroup.objects.create(organisation=school, name=name, position=position, **conditions)
        _make_rubric(school, f"Biểu điểm tháng: {name}", rows, regulation, by=by, audience=group)
    _make_rubric(school, "Biểu điểm tháng: tổ", COLLECTIVE, regulation, by=by, subject=Subject.DEPARTMENT)
    for year in SchoolYear.objects.for_organisation(school):
        EvaluationPolicy.objects.create(
            organisation=school,
            school_year=year,
            document=regulation,
            locator="Điều 12",
            uses_council=uses_council,
            objection_days=2,
            staff_sees=EvaluationPolicy.StaffSees.GRADES,
            public_days=14,
        )
        RollUp.objects.create(
            organisation=school,
            school_year=year,
            name="Quý: bình quân các tháng",
            period_kind="quarter",
            document=regulation,
            locator="Điều 13",
            formula=QUARTER,
        )


QUARTER = {
    "method": "mean",
    "of": "month",
    "least": 2,
    "bands": [
        {"name": "Xuất sắc", "minimum": "90", "praise": "Chuyên nghiệp quý"},
        {"name": "Tốt", "minimum": "80", "praise": ""},
        {"name": "Khá", "minimum": "65", "praise": ""},
        {"name": "Cần cố gắng", "minimum": "0", "praise": ""},
    ],
}


def _make_rubric(
    school: Organisation, name: str, rows: tuple[Row, ...], regulation: LegalDocument, *, by, **kind
) -> None:
    rubric = Rubric.objects.create(
        organisation=school,
        name=name,
        document=regulation,
        source=f"{regulation.kind} {regulation.number}",
        locator="Phụ lục I",
        period_kinds=["month"],
        adopted_at=clock.now(),
        adopted_by=by,
        **kind,
    )
    groups: dict[str, Criterion] = {}
    for position, row in enumerate(rows, start=1):
        criterion = Criterion.objects.create(
            organisation=school,
            rubric=rubric,
            parent=groups.get(row.code.split(".")[0]) if "." in row.code else None,
            code=row.code,
            title=row.title,
            kind=row.kind,
            guidance=row.guidance,
            max_points=Decimal(row.most) if row.most else None,
            each_points=Decimal(row.each) if row.each else None,
            effect=row.effect,
            position=position,
        )
        if row.kind == Kind.GROUP:
            groups[row.code] = criterion
    GradeBand.objects.bulk_create(
        GradeBand(organisation=school, rubric=rubric, name=grade, minimum=Decimal(least), praise=praise)
        for grade, least, praise in GRADES
    )
