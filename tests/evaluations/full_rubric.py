"""A rubric with every kind of criterion, and sheets of it for a page of many."""

from __future__ import annotations

from decimal import Decimal

from core import clock
from core.scoping import scope
from evaluations import services
from evaluations.criteria import Cell
from evaluations.models import Criterion, EvaluationSheet, GradeBand, Rubric
from tests.evaluations.months import DURING, GRADES, make_entry, make_policy
from tests.factories.people import make_person

LEVELS = [{"label": "Tốt", "points": "15"}, {"label": "Khá", "points": "10"}, {"label": "Chưa đạt", "points": "0"}]
STEPS = [{"from": "0", "points": "5"}, {"from": "2", "points": "15"}]
LINES = [
    ("1", "Chuyên môn", "group", {"max_points": 60}),
    ("1.1", "Thực hiện chương trình", "points", {"max_points": 30, "parent": "1"}),
    ("1.2", "Hồ sơ, kế hoạch bài dạy", "levels", {"max_points": 15, "levels": LEVELS, "parent": "1"}),
    (
        "1.3",
        "Tỷ lệ học sinh hoàn thành",
        "progress",
        {"max_points": 15, "levels": STEPS, "unit": "%", "parent": "1"},
    ),
    ("2", "Ngày công", "points", {"max_points": 40}),
    ("2.1", "Đi muộn", "deduction", {"each_points": "0.5", "max_points": 5}),
    ("3", "Giải cấp phường", "bonus", {"each_points": 2, "max_points": 6, "unit": "giải"}),
    ("4", "Không có kế hoạch bài dạy", "gate", {"effect": "ungraded"}),
]


def make_full_rubric(organisation, **values) -> Rubric:
    with scope(organisation):
        rubric = Rubric.objects.create(
            organisation=organisation,
            name="Biểu điểm đủ loại",
            source="Quy chế số 15/QC-THNC",
            adopted_at=clock.now(),
            **values,
        )
        made: dict[str, Criterion] = {}
        for position, (code, title, kind, more) in enumerate(LINES):
            parent = made.get(more.get("parent", ""))
            more = {name: value for name, value in more.items() if name != "parent"}
            made[code] = Criterion.objects.create(
                organisation=organisation,
                rubric=rubric,
                code=code,
                title=title,
                kind=kind,
                position=position,
                parent=parent,
                **more,
            )
        for name, minimum in GRADES:
            praise = "Xuất sắc tháng" if minimum == 90 else ""
            GradeBand.objects.create(
                organisation=organisation, rubric=rubric, name=name, minimum=minimum, praise=praise
            )
    return rubric


def make_full_period(world, *, people: int = 0, policy=None, **values):
    """October's period by a rubric with every kind; `people` more teachers in the head's tổ."""
    make_full_rubric(world.school, **values)
    make_policy(world, **(policy or {}))
    with scope(world.school):
        for number in range(people):
            make_person(world.school, f"Nguyễn Thị Mẫu {number:02d}", "staff", department=world.department)
        return services.create_period(make_entry(world), by=world.secretary.user)


def line(sheet: EvaluationSheet, code: str) -> Criterion:
    return sheet.rubric.criteria.get(code=code)


def cells_by_code(sheet: EvaluationSheet, **values) -> dict[int, Cell]:
    """`c1_1="28", c1_2="not_applicable"`: a number or a state for each named criterion."""
    found = {}
    for name, value in values.items():
        key = line(sheet, name[1:].replace("_", ".")).pk
        found[key] = Cell(value) if value in ("not_applicable", "exempt") else Cell("scored", Decimal(value))
    return found


WHOLE = {"c1_1": "28", "c1_2": "15", "c1_3": "87.5", "c2": "40", "c2_1": "2"}


def hand_in(period, person, **values) -> EvaluationSheet:
    with clock.travel_to(DURING):
        sheet = EvaluationSheet.objects.with_names().get(period=period, person=person)
        cells = cells_by_code(sheet, **(values or WHOLE))
        sheet = services.save_draft(sheet, cells=cells, version=sheet.version, page="thử", by=person.user)
        return services.submit(sheet, version=sheet.version, by=person.user)
