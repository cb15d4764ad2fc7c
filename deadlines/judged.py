"""Which period the review at a date judges: kind, days, label, who. Pure.

The 24th of a month judges that month, “trước ngày 05 tháng sau” the month before, week 1 of January the semester or the
calendar year that its sentence names. What the sentence does not say is read in the likeliest way and said as a doubt;
a person settles it in the rule: `judges` (same: the period that holds the deadline, previous: the one before it,
school: a quarter of the school year) and `subject` (persons, collectives, both).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from core.templatetags.ui import vi_date
from deadlines import period_words as words
from deadlines.period_words import CALENDAR_YEAR, MONTH, QUARTER, ROUND, SCHOOL_YEAR, SEMESTER
from deadlines.rules import Frame, last_day

KIND_OF_PURPOSE = {
    "monthly_review": MONTH,
    "quarter_review": QUARTER,
    "round_review": ROUND,
    "semester_review": SEMESTER,
    "calendar_year_review": CALENDAR_YEAR,
    "year_review": SCHOOL_YEAR,
}
PURPOSE_OF_KIND = {kind: purpose for purpose, kind in KIND_OF_PURPOSE.items()}
WHO = {words.PERSONS: "cá nhân", words.COLLECTIVES: "tập thể", words.BOTH: "cá nhân và tập thể"}
REVIEWS = tuple(KIND_OF_PURPOSE)
RETURNING = ("monthly", "monthly_weekday", "quarterly", "periodic", "weekly")
ONE_DAY = timedelta(days=1)
NEAR = timedelta(days=31)  # of the end of a semester or quarter: that is the one which is reviewed
LATE_DAY, EARLY_DAY = 20, 10  # from the 20th a review judges its own month, up to the 10th the one before
LEAST_ROUND = timedelta(days=20)  # printed days that are fewer are those of the meeting, not of the đợt
ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
Month = tuple[int, int]  # year, month


@dataclass(frozen=True)
class Judged:
    """A period to be opened, both days included. `school_years`: the codes of those it lies in, two where it straddles.

    `doubts`: sentences on what the text does not decide; empty where it does.
    """

    kind: str
    starts_on: date
    ends_on: date
    label: str
    subject: str
    school_years: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    subject_is_said: bool = True  # by the text or a person; persons alone are only the likeliest where it is not

    @property
    def who(self) -> str:
        return WHO[self.subject]

    @property
    def straddles(self) -> bool:
        return len(self.school_years) > 1


@dataclass(frozen=True)
class _Given:
    """A date of review: its words in the order in which they are believed, its rule, its days."""

    texts: tuple[str, ...]
    rule: str
    parameters: dict
    choice: str
    subject: str
    opens_on: date
    due_on: date
    year: Frame
    since: date
    subject_is_said: bool

    @property
    def point(self) -> str:
        points = self.parameters.get("points") or []
        return points[0] if self.rule == "periodic" and len(points) == 1 else ""

    @property
    def is_returning(self) -> bool:
        return self.rule in RETURNING

    def any_says(self, test: Callable[[str], bool]) -> bool:
        return any(test(text) for text in self.texts)

    @property
    def title(self) -> str:
        return self.texts[0]

    def period(self, kind: str, first: date, last: date, label: str, *doubts: str, read_as: str = "") -> Judged:
        """`read_as`: how the doubts were settled for now, where the label does not say it."""
        told = tuple(f"{doubt}; đang hiểu là {read_as or label}." for doubt in doubts if doubt)
        years = school_years_of(first, last, self.year)
        return Judged(kind, first, last, label, self.subject, years, told, self.subject_is_said)


def judged(
    purpose: str,
    *,
    title: str,
    sentence: str,
    rule: dict,
    due_on: date,
    year: Frame,
    opens_on: date | None = None,
    since: date | None = None,
) -> Judged | None:
    """The period that a date judges; None where it is no date of a review.

    `year` is the school year of the date, `opens_on` the first of its days where it has several, `since` the day after
    the đợt before (the first of the school year where there was none).
    """
    kind = KIND_OF_PURPOSE.get(purpose)
    if kind is None:
        return None
    parameters = rule.get("parameters") or {}
    near = words.words_about(sentence, rule.get("kind", ""), parameters)
    said = rule.get("subject") or words.said_subject_of(f"{title}. {sentence}")
    given = _Given(
        texts=(title, *near),
        rule=rule.get("kind", ""),
        parameters=parameters,
        choice=rule.get("judges", ""),
        subject=said or words.PERSONS,
        opens_on=opens_on or due_on,
        due_on=due_on,
        year=year,
        since=since or year.starts_on,
        subject_is_said=bool(said),
    )
    return _JUDGES[kind](given)


def purpose_of(text: str, rule: str, parameters: dict) -> str:
    """The purpose of a review by the words around its date; "" where they name no time."""
    return PURPOSE_OF_KIND.get(words.kind_of(text, rule, parameters), "")


def code_of(year: Frame) -> str:
    """“2026-2027”."""
    first = year.starts_on.year
    return f"{first}-{max(year.ends_on.year, first + 1)}"


def school_years_of(first: date, last: date, year: Frame) -> tuple[str, ...]:
    """The codes of the school years in which these days lie, counted from one of them."""
    near = [_shifted(year, count) for count in (-1, 0, 1)]
    return tuple(code_of(each) for each in near if each.starts_on <= last and each.ends_on >= first)


def _shifted(year: Frame, count: int) -> Frame:
    """The same days of another school year."""
    second = year.semester_two_starts_on
    return Frame(_in_year(year.starts_on, count), _in_year(year.ends_on, count), second and _in_year(second, count))


def _in_year(day: date, count: int) -> date:
    last = last_day(day.year + count, day.month)
    return last.replace(day=min(day.day, last.day))


# ---- months ----


def _month(given: _Given) -> Judged:
    step = int(given.parameters.get("step") or 1)
    if given.rule == "monthly" and step > 1:
        return _several_months(given, step)
    (year, month), doubt = _month_judged(given)
    return given.period(MONTH, date(year, month, 1), last_day(year, month), f"tháng {month}/{year}", doubt)


def _several_months(given: _Given, step: int) -> Judged:
    """“Hai tháng một lần”: the months since the last review are one đợt."""
    last = _own_month(given)
    first = _moved(last, 1 - step)
    label = f"tháng {first[1]} đến tháng {last[1]}/{last[0]}"
    return given.period(ROUND, date(*first, 1), last_day(*last), label)


def _month_judged(given: _Given) -> tuple[Month, str]:
    own = _own_month(given)
    before = _moved(own, -1)
    if given.choice in ("same", "previous"):
        return (own if given.choice == "same" else before), ""
    named = _named_months(given)
    if near := [month for month in (own, before) for each in named if _is(month, each)]:
        return near[0], ""
    if given.parameters.get("of_next_month") or given.any_says(lambda text: words.says_one_before(MONTH, text)):
        return before, ""
    if named:
        return own, f"Câu nêu tháng {named[0][1]}, không gần hạn {vi_date(given.due_on)}"
    return _by_day(given, own, before)


def _by_day(given: _Given, own: Month, before: Month) -> tuple[Month, str]:
    day, said = _day_of_month(given)
    if day >= LATE_DAY:
        return own, ""
    if given.parameters.get("boundary") == "before" and given.parameters.get("day") == 1:
        return before, ""  # the last day of the month before
    if day <= EARLY_DAY:
        return before, f"Câu không nói đánh giá tháng nào; hạn là {said}, đầu tháng"
    return own, f"Câu không nói đánh giá tháng nào; hạn là {said}, giữa tháng"


def _named_months(given: _Given) -> list[Month]:
    """(printed year or 0, month) of the months named; a returning rule names its own in the title alone."""
    for text in [given.title] if given.is_returning else given.texts:
        if found := words.months_named(text):
            return [(year or 0, month) for month, year in found]
    return []


def _is(month: Month, named: Month) -> bool:
    return month[1] == named[1] and named[0] in (0, month[0])


def _own_month(given: _Given) -> Month:
    """The month whose day the rule names, also where that day was moved over its end by a holiday."""
    day, due = given.parameters.get("day"), (given.due_on.year, given.due_on.month)
    if given.rule != "monthly" or not isinstance(day, int):
        return due
    near = [_moved(due, count) for count in (-1, 0, 1)]
    return min(near, key=lambda month: abs(given.due_on - date(*month, min(day, last_day(*month).day))))


def _day_of_month(given: _Given) -> tuple[int, str]:
    """The day of the rule and its words; one for all months, so that they are all read in the same way."""
    day, week = given.parameters.get("day"), given.parameters.get("week")
    if given.rule == "monthly" and day:
        return (31, "ngày cuối") if day == "last" else (int(day), f"ngày {day}")
    if given.rule == "monthly_weekday" and week:
        return (31, "tuần cuối") if week == "last" else (7 * int(week) - 4, f"tuần {week}")
    return given.due_on.day, f"ngày {given.due_on.day}"


def _moved(month: Month, count: int) -> Month:
    index = month[0] * 12 + month[1] - 1 + count
    return index // 12, index % 12 + 1


# ---- quarters ----


def _quarter(given: _Given) -> Judged:
    if given.choice == "school" or (not given.choice and given.any_says(_counts_by_school_year)):
        return _school_quarter(given)
    index, doubt = _calendar_quarter(given)
    year, number = index // 4, index % 4 + 1
    is_said = given.choice or given.any_says(words.is_calendar_quarter) or words.numbers_named(QUARTER, given.title)
    year_is_printed = any(y for text in given.texts for _, y in words.numbers_named(QUARTER, text))
    unsaid = "" if is_said or year_is_printed else "Câu không nói quý tính theo năm dương lịch hay theo năm học"
    last = last_day(year, 3 * number)
    return given.period(QUARTER, date(year, 3 * number - 2, 1), last, f"quý {ROMAN[number]}/{year}", doubt, unsaid)


def _calendar_quarter(given: _Given) -> tuple[int, str]:
    """A quarter as year × 4 + its place from 0, and the doubt about it."""
    own = given.due_on.year * 4 + (given.due_on.month - 1) // 3
    if given.choice in ("same", "previous"):
        return own - (given.choice == "previous"), ""
    for text in given.texts:
        named = words.numbers_named(QUARTER, text)
        if len(named) == 1:
            return _nearest_quarter(*named[0], given.due_on), ""
    if given.rule == "quarterly":
        return min((own - 1, own), key=lambda index: abs(_quarter_end(index) - given.due_on)), ""
    if given.any_says(lambda text: words.says_one_before(QUARTER, text)):
        return own - 1, ""
    if _quarter_end(own) - given.due_on <= NEAR:
        return own, ""
    is_early = given.due_on - _quarter_end(own - 1) <= NEAR
    return own - is_early, f"Câu không nói đánh giá quý nào; hạn là {vi_date(given.due_on)}"


def _nearest_quarter(number: int, year: int | None, due_on: date) -> int:
    years = [year] if year else [due_on.year - 1, due_on.year, due_on.year + 1]
    return min((each * 4 + number - 1 for each in years), key=lambda index: abs(_quarter_end(index) - due_on))


def _quarter_end(index: int) -> date:
    return last_day(index // 4, 3 * (index % 4 + 1))


def _counts_by_school_year(text: str) -> bool:
    months = words.quarter_months(text)
    return words.is_school_quarter(text) or bool(months and months[0] % 3 != 1)


def _school_quarter(given: _Given) -> Judged:
    """Three months each from the first of September: the one named, else the last that is nearly over."""
    months = [_moved((given.year.starts_on.year, 9), 3 * count) for count in range(4)]
    spans = [(date(*month, 1), last_day(*_moved(month, 2))) for month in months]
    named = next((found for text in given.texts if len(found := words.numbers_named(QUARTER, text)) == 1), None)
    over = [index for index, (_, end) in enumerate(spans) if end - given.due_on <= NEAR]
    place = named[0][0] - 1 if named else max(over, default=0)
    label = f"quý {ROMAN[place + 1]} năm học {code_of(given.year)}"
    doubt = ""
    if given.choice != "school" and not named and abs(spans[place][1] - given.due_on) > NEAR:
        doubt = f"Câu không nói đánh giá quý nào; hạn là {vi_date(given.due_on)}"
    return given.period(QUARTER, *spans[place], label, doubt)


# ---- đợt ----


def _round(given: _Given) -> Judged:
    if given.point in ("06-30", "12-31"):
        return _half_of_calendar_year(given)
    if given.rule == "monthly":
        return _several_months(given, int(given.parameters.get("step") or 1))
    numbers = next((found for text in given.texts if len(found := words.numbers_named(ROUND, text)) == 1), None)
    name = next(filter(None, map(words.occasion, given.texts)), "")
    has_days = not given.is_returning and given.due_on - given.opens_on >= LEAST_ROUND and given.rule != "date"
    first = given.opens_on if has_days else min(given.since, given.due_on)
    days = f"{vi_date(first)} – {vi_date(given.due_on)}"
    label = f"đợt {numbers[0][0]}" if numbers else name or f"đợt {days}"
    if has_days:
        return given.period(ROUND, first, given.due_on, label)
    doubt = "Câu không ghi đợt tính từ ngày nào đến ngày nào"
    return given.period(ROUND, first, given.due_on, label, doubt, read_as=days)


def _half_of_calendar_year(given: _Given) -> Judged:
    year, is_first = given.due_on.year, given.point == "06-30"
    span = (date(year, 1, 1), date(year, 6, 30)) if is_first else (date(year, 7, 1), date(year, 12, 31))
    return given.period(ROUND, *span, f"6 tháng {'đầu' if is_first else 'cuối'} năm {year}")


# ---- semesters and years ----


def _semester(given: _Given) -> Judged:
    number, doubt = _semester_judged(given)
    year = given.year
    if number == 0:  # the one before the first
        year, number = _shifted(year, -1), 2
    first, last = _halves(year)[number - 1]
    return given.period(SEMESTER, first, last, f"học kỳ {ROMAN[number]} năm học {code_of(year)}", doubt)


def _halves(year: Frame) -> list[tuple[date, date]]:
    second = year.semester_two_starts_on or date(year.ends_on.year, 1, 1)
    return [(year.starts_on, second - ONE_DAY), (second, year.ends_on)]


def _semester_judged(given: _Given) -> tuple[int, str]:
    """1 or 2 (0: the second of the year before), and the doubt about it."""
    (_, first_end), _ = _halves(given.year)
    own = 1 if given.due_on <= first_end else 2
    if given.choice in ("same", "previous"):
        return own - (given.choice == "previous"), ""
    if given.point.endswith(("hk1", "hk2")):
        return int(given.point[-1]), ""
    if given.rule == "semester":
        return int(given.parameters["semester"]), ""
    for text in given.texts:
        named = {number for number, _ in words.numbers_named(SEMESTER, text)}
        if len(named) == 1 and named <= {1, 2}:
            return named.pop(), ""
    if abs(given.due_on - first_end) <= NEAR:
        return 1, ""
    if own == 2 and given.due_on - first_end >= 3 * NEAR:
        return 2, ""
    return own, f"Câu không nói đánh giá học kỳ nào; hạn là {vi_date(given.due_on)}"


def _school_year(given: _Given) -> Judged:
    year, doubt = given.year, ""
    if given.choice == "previous":
        year = _shifted(year, -1)
    elif not given.choice:
        doubt = _school_year_doubt(given)
    return given.period(SCHOOL_YEAR, year.starts_on, year.ends_on, f"năm học {code_of(year)}", doubt)


def _school_year_doubt(given: _Given) -> str:
    named = next(filter(None, map(words.school_year_named, given.texts)), "")
    if named and named != code_of(given.year):
        return f"Câu ghi năm học {named}"
    if not given.any_says(words.says_school_year) and given.due_on.month in (11, 12, 1, 2):
        return f"Câu không nói năm học hay năm dương lịch; hạn là {vi_date(given.due_on)}"
    return ""


def _calendar_year(given: _Given) -> Judged:
    year, doubt = _calendar_year_judged(given)
    return given.period(CALENDAR_YEAR, date(year, 1, 1), date(year, 12, 31), f"năm {year}", doubt)


def _calendar_year_judged(given: _Given) -> tuple[int, str]:
    own = given.due_on.year
    if given.choice in ("same", "previous"):
        return own - (given.choice == "previous"), ""
    ended = own if given.due_on.month >= 10 else own - 1
    for text in given.texts:
        named = words.year_named(text)
        if named in (own, own - 1):
            return named, ""
        if named:
            return ended, f"Câu ghi năm {named}, không gần hạn {vi_date(given.due_on)}"
    if 4 <= given.due_on.month <= 9:
        return own, f"Câu không nói đánh giá năm nào; hạn là {vi_date(given.due_on)}"
    if not given.point and not given.any_says(words.says_calendar_year):
        return ended, "Câu ghi “cuối năm”, không nói năm học hay năm dương lịch"
    return ended, ""


_JUDGES: dict[str, Callable[[_Given], Judged]] = {
    MONTH: _month,
    QUARTER: _quarter,
    ROUND: _round,
    SEMESTER: _semester,
    CALENDAR_YEAR: _calendar_year,
    SCHOOL_YEAR: _school_year,
}
