"""Two rubrics as schools have them, and a year of sixty people by them against a calculation of its own.

The oracle below is written from the quy chế, in plain fractions: it reads no rubric and no sum of the application.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from core import clock
from core.scoping import scope
from deadlines.models import CalendarEntry
from deadlines.services import add_calendar_entry
from evaluations import services
from evaluations.criteria import Cell, total_of, verdict_of
from evaluations.models import EvaluationPeriod, EvaluationSheet, Score
from evaluations.rubric_tables import findings_of
from evaluations.services.rubrics import bands_of, lines_of
from organisation.models import Employment, Role
from tests.evaluations.months import make_policy
from tests.factories.people import make_person
from tests.factories.rubrics import AUDIENCES, DUTY_LEVELS, enter_rubrics

pytestmark = pytest.mark.django_db
MONTHS = [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)]
MONTHS += [date(2027, month, 1) for month in range(1, 6)]
COUNTS = {"Giáo viên chủ nhiệm": 26, "Giáo viên không chủ nhiệm": 14, "Nhân viên": 14, "Cán bộ quản lý": 6}
KINDS = {name: (staff_kind, bool(is_homeroom)) for name, staff_kind, is_homeroom, _ in AUDIENCES}

# ---- the quy chế in the oracle's own words ----

F = Fraction


@dataclass(frozen=True)
class Part:
    """A section: its most, what is scored, what is taken off each time, what is added (each or at most)."""

    most: int | None
    scored: dict[str, Fraction]
    lost: dict[str, Fraction]
    added: dict[str, tuple[Fraction | None, Fraction | None]]  # (for each time, at most)


CONDUCT = Part(10, {"I.1": F(8), "I.2": F(2)}, {"I.3": F(1, 2), "I.4": F(1), "I.5": F(1), "I.6": F(8)}, {})
RECORDS = Part(10, {f"II.{n}": F(5, 2) for n in (1, 2, 3, 4)}, {}, {})
TEACHING = Part(45, {"III.1": F(15), "III.2": F(10), "III.3": F(5), "III.4": F(15)}, {}, {})
CLASS = Part(20, {"IV.1": F(5), "IV.2": F(15)}, {}, {})
OTHER = Part(15, {"V.1": F(5), "V.2": F(5), "V.3": F(5)}, {}, {})
EXTRA = Part(
    10,
    {},
    {},
    {
        "VI.1": (None, F(3)), "VI.2": (F(3), None), "VI.3": (F(1), None), "VI.4": (None, F(1)), "VI.5": (None, F(1)),
        "VI.6": (None, F(3)), "VI.7": (F(2), F(2)),
    },
)  # fmt: skip
DUTIES = Part(50, {"II.1": F(30), "II.2": F(20)}, {}, {})
STAFF_EXTRA = Part(10, {}, {}, {"IV.1": (None, F(1)), "IV.2": (None, F(3))})
LEADING = Part(None, {"1": F(40), "2": F(20), "3": F(20), "4": F(20)}, {"6": F(2)}, {"5": (F(1), F(5))})
TEACHER_GATES = {"VII": "ungraded", "VIII": "drop", "IX": "C (Trung bình)"}
LADDER = ["Xuất sắc", "A (Tốt)", "B (Khá)", "C (Trung bình)"]
QUY_CHE = {
    "Giáo viên chủ nhiệm": (
        [CONDUCT, RECORDS, TEACHING, CLASS, OTHER, EXTRA],
        TEACHER_GATES,
        list(zip(LADDER, (100, 95, 85, 65), strict=True)),
        100,
    ),
    "Giáo viên không chủ nhiệm": (
        [CONDUCT, RECORDS, TEACHING, OTHER, EXTRA], TEACHER_GATES, list(zip(LADDER, (80, 75, 65, 50), strict=True)), 80
    ),
    "Nhân viên": (
        [CONDUCT, DUTIES, Part(None, {"III": F(20)}, {}, {}), STAFF_EXTRA],
        {},
        [("Xuất sắc", 80), ("A", 75), ("B", 65), ("C", 50), ("Chưa đạt", 0)],
        80,
    ),
    "Cán bộ quản lý": (
        [LEADING],
        {},
        [
            ("Hoàn thành xuất sắc nhiệm vụ", 90), ("Hoàn thành tốt nhiệm vụ", 70), ("Hoàn thành nhiệm vụ", 50),
            ("Không hoàn thành nhiệm vụ", 0),
        ],
        100,
    ),
}  # fmt: skip
NO_ZERO = {("Nhân viên", "Xuất sắc"), ("Nhân viên", "A")}
Facts = dict[str, Fraction | str]  # by the number of the criterion: an amount, or why there is none


def expected(group: str, facts: Facts) -> tuple[Fraction | None, Fraction, str]:
    """(points, what could be reached, grade) by the quy chế."""
    parts, gates, grades, whole = QUY_CHE[group]
    total, reachable = None, F(0)
    for part in parts:
        points = _part(part, facts)
        reachable += sum((most for code, most in part.scored.items() if facts[code] != "exempt"), F(0))
        if points is not None:
            total = points if total is None else total + points
    if total is None or not reachable:
        return total, reachable, "Không xếp loại"
    return total, reachable, _grade(group, facts, total * whole / reachable, gates, grades, parts)


def _part(part: Part, facts: Facts) -> Fraction | None:
    scored = [facts[code] for code in part.scored if facts[code] != "exempt"]
    for code, (each, most) in part.added.items():
        if code in facts:
            gained = facts[code] * each if each else facts[code]
            scored.append(gained if most is None else min(gained, most))
    if not scored:
        return None
    points = max(F(0), sum(scored, F(0)) - sum((facts.get(code, 0) * each for code, each in part.lost.items()), F(0)))
    return points if part.most is None else min(points, F(part.most))


def _grade(group: str, facts: Facts, share: Fraction, gates, grades, parts) -> str:
    """`share` is the result as if everything could have been reached."""
    has_zero = any(facts[code] == 0 for part in parts for code in part.scored)
    names = [name for name, _ in grades]
    open_to_her = [name for name, least in grades if share >= least and not (has_zero and (group, name) in NO_ZERO)]
    broken = [gates[code] for code in gates if facts.get(code) == 1]
    if not open_to_her or "ungraded" in broken:
        return "Không xếp loại"
    place = names.index(open_to_her[0])
    if "drop" in broken:
        place = min(place + 1, len(names) - 1)
    return names[max([place, *(names.index(name) for name in broken if name in names)])]


# ---- what happened ----


def happened(group: str, choose: random.Random) -> Facts:
    """A month of one person: mostly full marks, now and then less, some things added, taken off or broken."""
    parts, gates, _, _ = QUY_CHE[group]
    facts: Facts = {}
    mood = choose.choice([0.02, 0.1, 0.3, 0.7])
    for part in parts:
        for code, most in part.scored.items():
            facts[code] = _score(group, code, most, choose, mood)
        for code in part.lost:
            if choose.random() < mood / 2:
                facts[code] = F(choose.choice([0, 1, 1, 2, 3]))
        for code, (each, most) in part.added.items():
            if choose.random() < 0.15:
                facts[code] = F(choose.randint(0, 5)) if each else F(choose.randint(0, int(most * 4)), 4)
    for code in gates:
        if choose.random() < 0.06:
            facts[code] = F(choose.choice([0, 1]))
    return facts


def _score(group: str, code: str, most: Fraction, choose: random.Random, mood: float) -> Fraction | str:
    if choose.random() > mood:
        return most
    if choose.random() < 0.15:
        return "exempt"
    if (group, code) == ("Nhân viên", "II.1"):
        return F(choose.choice(DUTY_LEVELS))
    return F(choose.randint(0, int(most * 4)), 4)


# ---- the tests ----


@pytest.mark.parametrize("draft", [draft for *_, draft in AUDIENCES], ids=[name for name, *_ in AUDIENCES])
def test_nothing_is_wrong_with_them_but_a_lowest_grade_that_the_teachers_have_not(draft):
    codes = [(finding.code, finding.severity) for finding in findings_of(draft)]

    assert codes == ([("no_band_from_zero", "look")] if "giáo viên" in draft.name else [])


@pytest.mark.parametrize(
    ("group", "changes", "points", "grade"),
    [
        ("Giáo viên chủ nhiệm", {}, "100", "Xuất sắc"),
        ("Giáo viên chủ nhiệm", {"III.1": "11"}, "96", "A (Tốt)"),
        ("Giáo viên chủ nhiệm", {"III.1": "11", "VI.2": "1", "VI.3": "1"}, "100", "Xuất sắc"),
        ("Giáo viên chủ nhiệm", {"VI.2": "5"}, "110", "Xuất sắc"),  # 15, at most 10
        ("Giáo viên chủ nhiệm", {"I.3": "3", "I.5": "1"}, "97.5", "A (Tốt)"),
        ("Giáo viên chủ nhiệm", {"I.6": "2"}, "90", "B (Khá)"),  # never below 0 of the ten
        ("Giáo viên chủ nhiệm", {"VII": "1"}, "100", "Không xếp loại"),
        ("Giáo viên chủ nhiệm", {"VIII": "1"}, "100", "A (Tốt)"),
        ("Giáo viên chủ nhiệm", {"IX": "1"}, "100", "C (Trung bình)"),
        ("Giáo viên không chủ nhiệm", {}, "80", "Xuất sắc"),
        ("Giáo viên không chủ nhiệm", {"III.4": "0", "III.1": "14.75"}, "64.75", "C (Trung bình)"),
        ("Nhân viên", {}, "80", "Xuất sắc"),
        ("Nhân viên", {"I.2": "0", "IV.2": "3"}, "81", "B"),  # a criterion at 0
        ("Nhân viên", {"II.1": "0"}, "50", "C"),
        ("Nhân viên", {"II.1": "0", "I.5": "1"}, "49", "Chưa đạt"),
        ("Cán bộ quản lý", {"1": "32"}, "92", "Hoàn thành xuất sắc nhiệm vụ"),
        ("Cán bộ quản lý", {"1": "32", "6": "1", "2": "19.75"}, "89.75", "Hoàn thành tốt nhiệm vụ"),
        ("Cán bộ quản lý", {"1": "31", "6": "1", "5": "9"}, "94", "Hoàn thành xuất sắc nhiệm vụ"),
    ],
)
def test_known_months(world, group, changes, points, grade):
    with scope(world.school):
        rubric = enter_rubrics(world.school, school_year=world.year, by=world.secretary.user)[group]
        lines, bands = lines_of(rubric), bands_of(rubric)
    full = {line.code: line.max_points for line in lines if line.is_required}
    amounts = full | {code: Decimal(amount) for code, amount in changes.items()}
    cells = {line.key: Cell("scored", amounts[line.code]) for line in lines if line.code in amounts}
    totals = total_of(lines, cells)

    assert (totals.points, verdict_of(totals, bands, scale=rubric.scale).grade) == (Decimal(points), grade)


@pytest.fixture
def people(world) -> dict[str, list]:
    """Sixty people by the group that they belong to."""
    found: dict[str, list] = {}
    with scope(world.school):
        for name, count in COUNTS.items():
            staff_kind, is_homeroom = KINDS[name]
            found[name] = [
                make_person(world.school, f"{name} {n}", Role.STAFF, staff_kind=staff_kind, department=world.department)
                for n in range(count)
            ]
            rows = Employment.objects.filter(person__in=found[name])
            rows.update(is_homeroom_teacher=is_homeroom)
    return found


def month_period(world, first: date) -> EvaluationPeriod:
    entry = add_calendar_entry(
        organisation=world.school,
        school_year=world.year,
        purpose=CalendarEntry.Purpose.MONTHLY_REVIEW,
        title=f"Bình xét tháng {first.month}",
        opens_at=clock.at(first.replace(day=20)),
        due_at=clock.at(first.replace(day=24), 17),
    )
    return services.create_period(entry, by=world.secretary.user)


def recommend(period: EvaluationPeriod, sheet: EvaluationSheet, facts: Facts) -> list[Score]:
    criteria = {each.code: each for each in sheet.rubric.criteria.all()}
    return [
        Score(
            organisation=period.organisation,
            sheet=sheet,
            criterion=criteria[code],
            column=Score.Column.DEPARTMENT,
            state="exempt" if value == "exempt" else "scored",
            amount=None if value == "exempt" else Decimal(value.numerator) / value.denominator,
        )
        for code, value in facts.items()
    ]


def test_a_year_of_sixty_people_as_the_quy_che_has_it(world, people):
    choose = random.Random(20262027)
    group_of = {person.pk: name for name, group in people.items() for person in group}
    seen, wrong = Counter(), []
    with scope(world.school):
        make_policy(world, uses_council=False)
        enter_rubrics(world.school, school_year=world.year, by=world.secretary.user)
        for first in MONTHS:
            with clock.travel_to(f"{first.replace(day=28)} 08:00"):
                period = month_period(world, first)
                sheets = list(
                    period.sheets.filter(person__in=group_of)
                    .select_related("rubric")
                    .prefetch_related("rubric__criteria")
                )
                assert len(sheets) == 60
                assert all(sheet.rubric.audience.name == group_of[sheet.person_id] for sheet in sheets)
                facts = {sheet.pk: happened(group_of[sheet.person_id], choose) for sheet in sheets}
                Score.objects.bulk_create(
                    [score for sheet in sheets for score in recommend(period, sheet, facts[sheet.pk])]
                )
                now = clock.now()
                period.sheets.filter(pk__in=facts).update(
                    state=EvaluationSheet.State.DEPARTMENT_RECOMMENDED,
                    submitted_at=now,
                    reviewed_at=now,
                    reviewed_by=world.head.user,
                )
                assert services.decide_by_head(period, by=world.principal.user) == 60
            for sheet in period.sheets.filter(pk__in=facts):
                group = group_of[sheet.person_id]
                found = (sheet.points and F(sheet.points), F(sheet.reachable), sheet.grade)
                wanted = expected(group, facts[sheet.pk])
                seen[group, sheet.grade] += 1
                if found != wanted:
                    wrong.append((group, facts[sheet.pk], found, wanted))

    assert wrong[:3] == []
    assert sum(seen.values()) == 540
    reached = {group: {grade for each, grade in seen if each == group} for group in COUNTS}
    assert reached["Giáo viên chủ nhiệm"] == {*LADDER, "Không xếp loại"}
    assert {"Xuất sắc", "A", "B", "C", "Chưa đạt"} <= reached["Nhân viên"]
    assert len(reached["Cán bộ quản lý"]) >= 3
