"""A rubric with every kind of line, and a month judged by it."""

from __future__ import annotations

from core import clock
from core.scoping import scope
from evaluations import services
from evaluations.forms.fields import read_cell
from evaluations.models import Criterion, EvaluationPeriod, EvaluationPolicy, EvaluationSheet, GradeBand, Rubric
from evaluations.services.rubrics import lines_of
from tests.evaluations.months import make_entry, make_policy, sheet_of

LEVELS = [{"label": "Tốt", "points": "10"}, {"label": "Khá", "points": "5"}, {"label": "Chưa đạt", "points": "0"}]
STEPS = [{"from": "0", "points": "10"}, {"from": "-5", "points": "5"}]
RICH = [  # number, parent, kind, most, and what else
    ("I", "", "group", 20, {"title": "Phẩm chất"}),
    ("A1", "I", "points", 10, {"title": "Ngày công, giờ công", "guidance": "Đủ ngày công trong tháng."}),
    ("A2", "I", "levels", 10, {"title": "Hồ sơ sổ sách", "levels": LEVELS}),
    ("II", "", "group", None, {"title": "Chuyên môn"}),
    ("B1", "II", "bonus", 5, {"title": "Báo cáo chuyên đề", "each_points": 2}),
    ("B2", "II", "deduction", None, {"title": "Vào lớp muộn", "each_points": 1}),
    ("C1", "II", "progress", 10, {"title": "Tỷ lệ học sinh đạt yêu cầu", "levels": STEPS, "unit": "%"}),
    ("III", "", "group", None, {"title": "Điều kiện"}),
    ("G1", "III", "gate", None, {"title": "Không có kế hoạch bài dạy", "effect": "ungraded"}),
]


def make_rich_rubric(school) -> Rubric:
    with scope(school):
        rubric = Rubric.objects.create(
            organisation=school, name="Biểu điểm đủ loại", source="Quy chế số 15/QC-THNC", adopted_at=clock.now()
        )
        made: dict[str, Criterion] = {}
        for position, (code, parent, kind, most, more) in enumerate(RICH):
            made[code] = Criterion.objects.create(
                organisation=school,
                rubric=rubric,
                code=code,
                parent=made.get(parent),
                kind=kind,
                max_points=most,
                position=position,
                **more,
            )
        for name, minimum in [("Tốt", 90), ("Khá", 60), ("Đạt", 0)]:
            GradeBand.objects.create(organisation=school, rubric=rubric, name=name, minimum=minimum)
    return rubric


def make_rich_period(world, *, month: int = 10, rubric: Rubric | None = None) -> EvaluationPeriod:
    rubric or make_rich_rubric(world.school)
    with scope(world.school):
        if not EvaluationPolicy.objects.filter(school_year=world.year).exists():
            make_policy(world)
        return services.create_period(make_entry(world, month=month), by=world.secretary.user)


def fill(period, person, *, note: str = "", submit: bool = True, **values) -> EvaluationSheet:
    """The own column by the numbers of the criteria, as typed; handed in unless it should stay a draft."""
    sheet = sheet_of(period, person)
    by_code = {line.code: line for line in lines_of(sheet.rubric)}
    cells = {by_code[code].key: read_cell(by_code[code], text) for code, text in values.items()}
    sheet = services.save_draft(sheet, cells=cells, note=note, version=sheet.version, by=person.user)
    return services.submit(sheet, version=sheet.version, by=person.user) if submit else sheet


def more_criteria(period, count: int) -> None:
    """Further lines of points in the rubric of a period."""
    rubric = period.rubrics.get()
    Criterion.objects.bulk_create(
        Criterion(
            organisation=rubric.organisation,
            rubric=rubric,
            code=f"D{number}",
            title=f"Tiêu chí thêm {number}",
            max_points=5,
            position=100 + number,
        )
        for number in range(count)
    )
