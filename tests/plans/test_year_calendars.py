"""Five plans of invented organisations, each with another handwriting of dates, and the calendars they make.

Three are read from their text; the steps of two months and the windows of the chuyên đề are given as the rules that a
person confirms on the review page.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django_scopes import scopes_disabled

from deadlines.models import CalendarEntry
from plans import criteria
from plans.models import EmulationPlan, PlanFact
from plans.reading.facts import Deadline
from plans.services.calendar import planned_entries
from tests.plans.plans import reviewed_plan

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SEPTEMBER_TO_MAY = [(2026, month) for month in range(9, 13)] + [(2027, month) for month in range(1, 6)]

MONTHLY = """KẾ HOẠCH
Công tác thi đua, khen thưởng năm học 2026-2027

I. MỤC ĐÍCH

Phát huy tinh thần làm việc của tập thể nhà trường trong năm học mới.

II. TỔ CHỨC THỰC HIỆN

- Các tổ họp bình xét thi đua vào ngày 24 hằng tháng.
- Sơ kết học kỳ I: Hội đồng họp xét vào tuần 1 tháng 1.
- Tổng kết năm học, bình xét cuối năm trong tháng 5.
"""
LAUNCH = """KẾ HOẠCH
Phát động phong trào thi đua năm học 2026-2027

I. NỘI DUNG

Tập thể và cá nhân thi đua hoàn thành nhiệm vụ của năm học.

II. THỜI GIAN

1. Các tổ nộp bản đăng ký danh hiệu thi đua trước ngày 30/9/2026.
2. Nhà trường gửi hồ sơ đề nghị khen thưởng về phường chậm nhất 16 giờ 30 ngày 10/6/2027.
3. Kết quả xét được thông báo trong thời hạn 05 ngày làm việc kể từ ngày họp.
"""
OFFICE = """KẾ HOẠCH
Công tác thi đua, khen thưởng năm học 2026-2027 của ngành

I. MỤC ĐÍCH

Hướng dẫn các trường thực hiện đúng lịch chung của ngành.

II. LỊCH CÔNG VIỆC

- Các trường nộp báo cáo tổng kết trước ngày 10/5/2027.
- Các trường nộp hồ sơ đề nghị xét tặng danh hiệu chậm nhất ngày 20/5/2027.
- Hội đồng họp xét ngày 30/5/2027.
"""


def calendar_of(plan: EmulationPlan) -> list[CalendarEntry]:
    """The calendar that a plan makes, entered as its publication enters it."""
    facts = list(plan.facts.filter(kind=PlanFact.Kind.DEADLINE, state=PlanFact.State.ACCEPTED))
    for planned in planned_entries(plan, facts):
        planned.enter(plan)
    with scopes_disabled():
        return list(CalendarEntry.objects.filter(source_key__startswith=f"plan:{plan.pk}:").order_by("due_at", "pk"))


def given_plan(world, *rules: tuple[str, str, dict]) -> EmulationPlan:
    """A plan whose dates somebody confirmed: (work, purpose, span)."""
    plan = EmulationPlan.objects.create(
        organisation=world.school, school_year=world.year, title="Kế hoạch", created_by=world.principal.user
    )
    for line, (work, purpose, parameters) in enumerate(rules, start=1):
        rule = Deadline(line=line, sentence=work, what=work, kind="range", parameters=parameters)
        placed = criteria.place(rule, from_year=2026, starts_on=world.year.starts_on, ends_on=world.year.ends_on)
        PlanFact.objects.create(
            organisation=world.school,
            plan=plan,
            kind=PlanFact.Kind.DEADLINE,
            key=f"fact{line}",
            line=line,
            sentence=work,
            data={},
            title=work,
            purpose=purpose,
            terms={"kind": "range", "parameters": placed.deadline.parameters},
            from_on=placed.new[0],
            to_on=placed.new[1],
            state=PlanFact.State.ACCEPTED,
        )
    return plan


def due(entry: CalendarEntry) -> datetime:
    return entry.due_at.astimezone(VIETNAM).replace(tzinfo=None)


def opens_on(entry: CalendarEntry) -> date:
    return entry.opens_at.astimezone(VIETNAM).date()


def test_the_twenty_fourth_of_each_month_week_one_of_january_and_may(school):
    entries = calendar_of(reviewed_plan(school, MONTHLY))

    monthly = [entry for entry in entries if entry.purpose == "monthly_review"]
    assert [due(entry) for entry in monthly] == [datetime(year, month, 24, 17) for year, month in SEPTEMBER_TO_MAY]
    assert [entry.over_at_launch for entry in monthly] == [True] + [False] * 8
    [january] = [entry for entry in entries if entry.purpose == "semester_review"]
    assert (opens_on(january), due(january)) == (date(2027, 1, 1), datetime(2027, 1, 7, 23, 59, 59))
    assert january.reading == "“tuần 1 tháng 1” được đọc là từ 01/01/2027 đến 07/01/2027"
    [may] = [entry for entry in entries if entry.purpose == "year_review"]
    assert (opens_on(may), due(may)) == (date(2027, 5, 1), datetime(2027, 5, 31, 23, 59, 59))


def test_before_the_thirtieth_of_september_is_over_and_kept(school):
    registration, dossier = calendar_of(reviewed_plan(school, LAUNCH))

    assert due(registration) == datetime(2026, 9, 29, 23, 59, 59)
    assert registration.reading == "“trước ngày 30/9” là hết thứ Ba 29/9/2026"
    assert registration.over_at_launch
    assert (due(dossier), dossier.purpose) == (datetime(2027, 6, 10, 16, 30), "dossier")
    # “05 ngày làm việc kể từ ngày họp” has no day until the meeting has one.


def test_the_offices_three_days_of_may(school):
    entries = calendar_of(reviewed_plan(school, OFFICE))

    assert [due(entry) for entry in entries] == [
        datetime(2027, 5, 9, 23, 59, 59),  # before the 10th
        datetime(2027, 5, 20, 23, 59, 59),
        datetime(2027, 5, 30, 23, 59, 59),
    ]
    assert [entry.rule["kind"] for entry in entries] == ["date"] * 3


def test_steps_of_two_months(school):
    steps = [
        ("Phát động, đăng ký gương điển hình", "other", {"from": "2026-09-01", "to": "2026-10-31"}),
        ("Bồi dưỡng điển hình", "other", {"from": "2026-11-01", "to": "2026-12-31"}),
        ("Báo cáo giữa kỳ", "other", {"from": "2027-01-01", "to": "2027-02-28"}),
        ("Tổng kết, nhân rộng", "other", {"from": "2027-03-01", "to": "2027-04-30"}),
    ]

    entries = calendar_of(given_plan(school, *steps))

    assert [(opens_on(entry), due(entry).date()) for entry in entries] == [
        (date(2026, 9, 1), date(2026, 10, 31)),
        (date(2026, 11, 1), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 2, 28)),
        (date(2027, 3, 1), date(2027, 4, 30)),
    ]
    assert not any(entry.over_at_launch for entry in entries)


def test_windows_of_three_themes_of_which_one_is_over_already(school):
    themes = [
        ("Lớp học xanh", "campaign", {"from": "2026-09-05", "to": "2026-10-05"}),
        ("Giờ học vui", "campaign", {"from": "2026-10-20", "to": "2026-11-20"}),
        ("Bếp ăn an toàn", "campaign", {"from": "2027-03-01", "to": "2027-05-15"}),
    ]

    entries = calendar_of(given_plan(school, *themes))

    assert [(entry.title, opens_on(entry), due(entry).date(), entry.over_at_launch) for entry in entries] == [
        ("Lớp học xanh", date(2026, 9, 5), date(2026, 10, 5), True),
        ("Giờ học vui", date(2026, 10, 20), date(2026, 11, 20), False),
        ("Bếp ăn an toàn", date(2027, 3, 1), date(2027, 5, 15), False),
    ]
