"""Roll-ups are exact, explained by their own numbers, and agree with a second calculation written another way."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.criteria import UNGRADED
from evaluations.rollups import (
    Formula,
    Source,
    bands_check,
    belongs,
    findings_of,
    months_within,
    number_of,
    read_formula,
    roll_up,
    scales_in,
)
from evaluations.rubric_tables.draft import DraftBand

GRADES = ["Xuất sắc", "Tốt", "Hoàn thành", "Chưa hoàn thành"]
BANDS = [("Xuất sắc", 90), ("Tốt", 80), ("Hoàn thành", 50), ("Chưa hoàn thành", 0)]
TITLES = ["Lao động tiên tiến", "Giấy khen", "Chiến sĩ thi đua cơ sở"]


def mean(**changes) -> dict:
    bands = [{"name": name, "minimum": str(minimum), "praise": ""} for name, minimum in BANDS]
    return {"method": "mean", "of": "month", "least": 1, "ungraded": "ungraded", "bands": bands} | changes


def counts(**changes) -> dict:
    return {
        "method": "counts",
        "of": "month",
        "least": 1,
        "ungraded": "ungraded",
        "order": GRADES,
        "grades": [
            {
                "name": "Xuất sắc",
                "needs": [{"grade": "Xuất sắc", "at_least": 2}],
                "none_below": "Tốt",
                "praise": "Chuyên nghiệp quý",
            },
            {"name": "Tốt", "needs": [{"grade": "Tốt", "at_least": "2/3"}], "none_below": "", "praise": ""},
            {"name": "Hoàn thành", "needs": [], "none_below": "", "praise": ""},
        ],
    } | changes


def graded(points, grade="Tốt", *, reachable="100", month=9) -> Source:
    points = None if points is None else Decimal(points)
    return Source(f"tháng {month}", "graded", points, Decimal(reachable), grade, month)


def months(*points) -> list[Source]:
    return [graded(each, month=month) for month, each in enumerate(points, start=9)]


def result_of(data: dict, *sources: Source):
    return roll_up(read_formula(data), sources)


# ---- worked out ----


def test_a_mean_is_shown_worked_out():
    result = result_of(mean(), *months("95", "92.5", "88"))

    assert (result.points, result.reachable, result.grade) == (Decimal("91.83"), 100, "Xuất sắc")
    assert result.reasons == ("(95 + 92,5 + 88) : 3 = 91,83; mức Xuất sắc từ 90.",)


def test_points_of_another_whole_are_made_percent_first():
    result = result_of(mean(), graded("75", reachable="90"), graded("80", month=10))

    assert result.points == Decimal("81.67")  # (83.33 + 80) / 2, of what is shown
    assert result.reasons == (
        "Tháng 9: 75 trên 90 điểm, tức 83,33%.",
        "(83,33 + 80) : 2 = 81,67; mức Tốt từ 80.",
    )


def test_what_is_shown_decides():
    assert result_of(mean(), *months("79.99", "80", "80")).grade == "Tốt"  # 79.9966… is shown as 80
    assert result_of(mean(), *months("79.98", "80", "80")).grade == "Hoàn thành"  # 79.99


def test_a_weight_counts_a_month_more():
    result = result_of(mean(weights={"10": "2"}), *months("80", "95"))

    assert result.points == 90
    assert result.reasons == ("(80 × 1 + 95 × 2) : 3 = 90; mức Xuất sắc từ 90.",)


def test_a_sum_is_judged_by_its_share():
    result = result_of(mean(method="sum"), graded("75", reachable="90"), graded("95", month=10))

    assert (result.points, result.reachable, result.grade) == (170, 190, "Tốt")
    assert result.reasons == ("75 + 95 = 170 trên 190 điểm, tức 89,47%; mức Tốt từ 80.",)


def test_counting_says_how_many_and_praises():
    result = result_of(
        counts(), graded("95", "Xuất sắc"), graded("85", "Tốt", month=10), graded("97", "Xuất sắc", month=11)
    )

    assert (result.grade, result.praise, result.points) == ("Xuất sắc", "Chuyên nghiệp quý", Decimal("92.33"))
    assert result.reasons == (
        "Điểm trung bình (95 + 85 + 97) : 3 = 92,33.",
        "Xuất sắc 2 trong 3 tháng (cần 2), không tháng nào dưới Tốt: mức Xuất sắc.",
    )


def test_counting_says_why_not_more():
    result = result_of(
        counts(), graded(None, "Xuất sắc"), graded(None, "Hoàn thành", month=10), graded(None, "Xuất sắc", month=11)
    )

    assert (result.grade, result.points) == ("Tốt", None)
    assert result.reasons == (
        "Chưa đạt mức Xuất sắc: 1 tháng dưới Tốt.",
        "Tốt trở lên 2 trong 3 tháng (cần 2): mức Tốt.",
    )


def test_a_share_is_of_the_months_that_count():
    away = Source("tháng 10", "exempt")

    result = result_of(counts(), graded(None, "Hoàn thành"), away, graded(None, "Tốt", month=11))

    assert result.grade == "Hoàn thành"  # 2/3 of two months are two
    assert result.reasons == (
        "Không tính tháng 10 (được miễn).",
        "Chưa đạt mức Xuất sắc: Xuất sắc 0 trong 2 tháng, cần 2.",
        "Chưa đạt mức Tốt: Tốt trở lên 1 trong 2 tháng, cần 2.",
        "Còn lại: mức Hoàn thành.",
    )


# ---- four things ----


def test_zero_is_a_number():
    result = result_of(mean(), *months("0", "100"))

    assert (result.points, result.grade) == (50, "Hoàn thành")


@pytest.mark.parametrize(
    ("state", "words"),
    [("exempt", "Không tính tháng 10 (được miễn)."), ("absent", "Không tính tháng 10 (chưa có phiếu).")],
)
def test_exempt_and_absent_months_leave_the_denominator(state, words):
    result = result_of(mean(), graded("90"), Source("tháng 10", state))

    assert result.points == 90
    assert result.reasons == (words, "90 : 1 = 90; mức Xuất sắc từ 90.")


@pytest.mark.parametrize(
    ("rule", "points", "grade", "words"),
    [
        ("ungraded", None, UNGRADED, "Tháng 10 không xếp loại nên cả kỳ không xếp loại."),
        ("zero", 45, "Chưa hoàn thành", "Tháng 10 không xếp loại: tính 0."),
        ("left_out", 90, "Xuất sắc", "Không tính tháng 10 (không xếp loại)."),
    ],
)
def test_an_ungraded_month_goes_by_the_rule(rule, points, grade, words):
    broken = Source("tháng 10", "ungraded", Decimal(95), Decimal(100), UNGRADED, 10)

    result = result_of(mean(ungraded=rule), graded("90"), broken)

    assert (result.points, result.grade, result.reasons[0]) == (points, grade, words)


def test_too_few_graded_months_give_no_grade():
    result = result_of(mean(least=2, ungraded="zero"), graded("90"), Source("tháng 10", "ungraded"))

    assert (result.points, result.grade) == (None, UNGRADED)
    assert result.reasons[-1] == "Có 1 tháng được xếp loại, cần ít nhất 2: không xếp loại."


def test_a_grade_that_the_formula_does_not_know_is_not_guessed():
    result = result_of(counts(), graded("90", "Giỏi"))

    assert (result.grade, result.reasons[-1]) == (UNGRADED, "Công thức không có mức Giỏi: không tính được.")


def test_a_grade_without_points_has_no_mean():
    result = result_of(mean(), graded(None))

    assert (result.grade, result.reasons[-1]) == (UNGRADED, "Tháng 9 có mức nhưng không có điểm: không tính được.")


# ---- properties ----

patient = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # however busy the machine is
CENTS = st.integers(0, 11_000).map(lambda cents: Decimal(cents) / 100)
WHOLES = st.sampled_from(["100", "90", "85.5", "20", "3"]).map(Decimal)
EXEMPT, ABSENT = Source("tháng 8", "exempt"), Source("tháng 7", "absent")


@st.composite
def month(draw, number: int) -> Source:
    state = draw(st.sampled_from(["graded"] * 5 + ["ungraded", "exempt", "absent"]))
    if state in ("exempt", "absent"):
        return Source(f"tháng {number}", state, number=number)
    whole = draw(WHOLES)
    points = min(draw(CENTS), whole * Decimal("1.1")).quantize(Decimal("0.01"))
    grade = draw(st.sampled_from(GRADES)) if state == "graded" else UNGRADED
    return Source(f"tháng {number}", state, points, whole, grade, number)


@st.composite
def year(draw) -> list[Source]:
    return [draw(month(number)) for number in range(1, draw(st.integers(1, 12)) + 1)]


@st.composite
def formula(draw) -> Formula:
    common = {"least": draw(st.integers(1, 3)), "ungraded": draw(st.sampled_from(["zero", "left_out", "ungraded"]))}
    method = draw(st.sampled_from(["mean", "sum", "counts"]))
    if method == "counts":
        return read_formula(counts(**common))
    weights = draw(st.dictionaries(st.integers(1, 12), st.integers(1, 300), max_size=4)) if method == "mean" else {}
    return read_formula(
        mean(method=method, weights={str(key): str(Decimal(w) / 100) for key, w in weights.items()}, **common)
    )


def outcome(result) -> tuple:
    return result.points, result.reachable, result.grade, result.praise


@patient
@given(formula(), year(), st.randoms(use_true_random=False))
def test_the_order_of_the_months_does_not_matter(formula, sources, random):
    mixed = list(sources)
    random.shuffle(mixed)

    assert outcome(roll_up(formula, mixed)) == outcome(roll_up(formula, sources))


@patient
@given(formula(), year(), st.sampled_from([EXEMPT, ABSENT]), st.integers(0, 12))
def test_a_month_that_is_exempt_or_absent_changes_nothing(formula, sources, extra, place):
    assert outcome(roll_up(formula, [*sources[:place], extra, *sources[place:]])) == outcome(roll_up(formula, sources))


@patient
@given(year())
def test_a_mean_lies_between_the_lowest_and_the_highest(sources):
    result = roll_up(read_formula(mean(ungraded="left_out")), sources)

    if result.points is not None:
        percents = [each.percent for each in sources if each.state == "graded"]
        assert min(percents) <= result.points <= max(percents)


@patient
@given(year(), st.data())
def test_a_better_month_never_lowers_what_is_counted(sources, data):
    rules = read_formula(counts(ungraded="zero"))
    better = []
    for each in sources:
        grade = each.grade
        if each.state == "graded":
            grade = GRADES[data.draw(st.integers(0, GRADES.index(each.grade)))]
        better.append(Source(each.label, each.state, each.points, each.reachable, grade, each.number))

    assert rank(roll_up(rules, better)) <= rank(roll_up(rules, sources))


def rank(result) -> int:
    return [*(grade.name for grade in read_formula(counts()).grades), UNGRADED].index(result.grade)


@patient
@given(year(), st.integers(0, 11), CENTS)
def test_more_points_never_lower_a_mean(sources, place, more):
    rules = read_formula(mean(ungraded="left_out"))
    place = min(place, len(sources) - 1)
    each = sources[place]
    if each.state != "graded":
        return
    raised = Source(each.label, each.state, each.points + more, each.reachable, each.grade, each.number)

    before, after = roll_up(rules, sources), roll_up(rules, [*sources[:place], raised, *sources[place + 1 :]])

    assert before.points is None or after.points >= before.points


# ---- the explanation, read back ----

NUMBER = r"\d+(?:,\d+)?"


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def half_up(value: Fraction) -> Decimal:
    """Two decimals by the standard library's own division, with digits to spare."""
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@patient
@given(formula(), year())
def test_the_numbers_of_the_explanation_give_the_result(formula, sources):
    result = roll_up(formula, sources)
    if result.points is None:
        return
    if formula.method == "sum":
        terms, total, whole, percent = re.search(
            rf"((?:{NUMBER} \+ )*{NUMBER}) = ({NUMBER}) trên ({NUMBER}) điểm, tức ({NUMBER})%", result.reasons[-1]
        ).groups()
        assert sum(map(number, terms.split(" + "))) == number(total) == result.points
        assert half_up(Fraction(number(total)) * 100 / Fraction(number(whole))) == number(percent)
        assert number(whole) == result.reachable
        return
    line = next(sentence for sentence in result.reasons if " : " in sentence)
    terms, divisor, shown = re.search(rf"\(?([\d, +×]+?)\)? : ({NUMBER}) = ({NUMBER})", line).groups()
    pairs = [[number(part) for part in term.split(" × ")] for term in terms.removeprefix("(").split(" + ")]
    total = sum(Fraction(pair[0]) * Fraction(pair[1] if len(pair) > 1 else 1) for pair in pairs)
    assert sum(pair[1] if len(pair) > 1 else Decimal(1) for pair in pairs) == number(divisor)
    assert half_up(total / Fraction(number(divisor))) == number(shown) == result.points


@patient
@given(formula(), year())
def test_a_second_calculation_agrees(formula, sources):
    assert outcome(roll_up(formula, sources)) == oracle(formula, sources)


def oracle(formula: Formula, sources: list[Source]) -> tuple:
    """The same rules written as one walk over plain numbers."""
    nothing = (None, None, UNGRADED, "")
    rows, graded_count = [], 0
    for source in sources:
        if source.state == "graded":
            rows.append((source.points, source.reachable, GRADES.index(source.grade), source.number))
            graded_count += 1
        elif source.state == "ungraded":
            if formula.ungraded == "ungraded":
                return nothing
            if formula.ungraded == "zero":
                rows.append((Decimal(0), source.reachable, 99, source.number))
    if graded_count < formula.least:
        return nothing
    if formula.method == "sum":
        points, whole = sum(row[0] for row in rows), sum(row[1] for row in rows)
        percent = half_up(Fraction(points * 100) / Fraction(whole))
        return points, whole, *by_minimum(percent)
    upper = lower = Fraction(0)
    for points, whole, _, number in rows:
        weight = Fraction(formula.weights.get(number, 1))
        upper += Fraction(half_up(Fraction(points * 100) / Fraction(whole))) * weight
        lower += weight
    percent = half_up(upper / lower)
    if formula.method == "mean":
        return percent, Decimal(100), *by_minimum(percent)
    places = [row[2] for row in rows]
    if places.count(0) >= 2 and max(places) <= 1:
        return percent, Decimal(100), "Xuất sắc", "Chuyên nghiệp quý"
    if 3 * sum(place <= 1 for place in places) >= 2 * len(places):
        return percent, Decimal(100), "Tốt", ""
    return percent, Decimal(100), "Hoàn thành", ""


def by_minimum(percent: Decimal) -> tuple[str, str]:
    for name, minimum in BANDS:
        if percent >= minimum:
            return name, ""
    return UNGRADED, ""


# ---- what is refused ----


def titles_of(data: dict, *, kind="quarter", known=None) -> list[str]:
    return [finding.title for finding in findings_of(read_formula(data), kind=kind, known=known, titles=TITLES)]


def test_a_sound_formula_has_nothing_against_it():
    assert titles_of(mean()) == []
    assert titles_of(counts(), known=GRADES) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"of": "quarter"}, "Kỳ quý không tổng hợp được từ các quý"),
        ({"least": 0}, "Số tháng được xếp loại ít nhất phải từ 1 đến 12."),
        ({"weights": {"13": "2"}}, "Không có tháng 13."),
        ({"weights": {"9": "0"}}, "Hệ số của tháng 9 là 0."),
        ({"method": "sum", "weights": {"9": "2"}}, "Hệ số chỉ dùng khi lấy trung bình"),
        ({"bands": []}, "Chưa có mức xếp loại nào."),
        ({"bands": [{"name": "Tốt", "minimum": "101"}]}, "không ai đạt được"),
        (
            {"bands": [{"name": "Tốt", "minimum": "0"}, {"name": "Khá", "minimum": "0"}]},
            "cùng bắt đầu từ 0",
        ),
        (
            {"bands": [{"name": "Tốt", "minimum": "0", "praise": "Lao động tiên tiến tháng"}]},
            "trùng tên “Lao động tiên tiến”",
        ),
        ({"bands": [{"name": "Tốt", "minimum": "0", "praise": "GIẤY KHEN"}]}, "trùng tên “Giấy khen”"),
        ({"bands": [{"name": "Tốt", "minimum": "0", "praise": "Chiến sĩ thi đua quý"}]}, "trùng tên danh hiệu"),
    ],
)
def test_what_is_wrong_is_said(changes, sentence):
    assert any(sentence in title for title in titles_of(mean(**changes)))


@pytest.mark.parametrize(
    ("grades", "sentence"),
    [
        ([{"name": "Tốt", "needs": [{"grade": "Giỏi", "at_least": 1}]}], "nêu mức “Giỏi”"),
        ([{"name": "Tốt", "needs": [{"grade": "Tốt", "at_least": "3/2"}]}], "phần phải lớn hơn 0 và không quá 1"),
        ([{"name": "Tốt", "needs": [{"grade": "Tốt", "at_least": 0}]}], "số tháng phải từ 1 đến 12"),
        ([{"name": "Tốt"}, {"name": "Khá"}], "Mức “Tốt” không có điều kiện nên không ai xuống mức “Khá”"),
        ([{"name": "Tốt", "needs": [{"grade": "Tốt", "at_least": 1}]}], "sẽ “Không xếp loại”"),
    ],
)
def test_conditions_that_cannot_be_are_said(grades, sentence):
    assert any(sentence in title for title in titles_of(counts(grades=grades)))


def test_a_gap_between_grades_is_refused():
    found = bands_check([DraftBand("Tốt", Decimal(85)), DraftBand("Khá", Decimal(70), upper=Decimal(84))])

    assert "còn khoảng 84–85: 84,5 điểm không thuộc mức nào" in found[0].title
    assert found[0].blocks


def test_a_grade_that_no_rubric_has_is_pointed_at():
    assert titles_of(counts(), known=["Xuất sắc", "Tốt", "Hoàn thành"]) == [
        "Chưa biểu điểm nào có mức “Chưa hoàn thành”."
    ]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"method": "mean"},
        {"method": "median", "of": "month"},
        mean(of="week"),
        mean(bands=[{"name": "Tốt", "minimum": "tám mươi"}]),
        counts(grades=[{"name": "Tốt", "needs": [{"grade": "Tốt", "at_least": "1/0"}]}]),
        mean(weights=[1, 2]),
    ],
)
def test_what_is_no_formula_is_refused(data):
    with pytest.raises(ValueError, match="no formula"):
        read_formula(data)


def test_the_grades_of_a_copy_are_named_the_best_first():
    by_subject = {
        "person": counts(),
        "department": mean(bands=[{"name": "Đạt", "minimum": "0"}, {"name": "Giỏi", "minimum": "90"}]),
    }

    assert scales_in(by_subject) == [["Xuất sắc", "Tốt", "Hoàn thành"], ["Giỏi", "Đạt"]]
    assert scales_in(counts()) == [["Xuất sắc", "Tốt", "Hoàn thành"]]
    assert scales_in({}) == []


# ---- which months ----


def test_a_month_that_a_semesters_end_cuts_belongs_to_one_of_them():
    january = (date(2027, 1, 1), date(2027, 1, 31))

    assert not belongs(*january, first=date(2026, 9, 5), last=date(2027, 1, 15))
    assert belongs(*january, first=date(2027, 1, 16), last=date(2027, 5, 28))
    assert months_within(date(2026, 9, 5), date(2027, 1, 15)) == [(2026, 9), (2026, 10), (2026, 11), (2026, 12)]
    assert months_within(date(2027, 1, 16), date(2027, 5, 28))[0] == (2027, 1)


@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(1, 40),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_of_two_neighbours_exactly_one_has_a_period_that_lies_in_both(starts_on, days, cut):
    ends_on = date.fromordinal(starts_on.toordinal() + days - 1)
    day_before = date.fromordinal(cut.toordinal() - 1)

    in_first = belongs(starts_on, ends_on, first=date(2025, 1, 1), last=day_before)
    in_second = belongs(starts_on, ends_on, first=cut, last=date(2028, 12, 31))

    assert in_first != in_second


def test_numbers_of_months_and_semesters():
    assert number_of("month", date(2026, 9, 1), date(2026, 9, 30)) == 9
    assert number_of("semester", date(2026, 9, 5), date(2027, 1, 15)) == 1
    assert number_of("semester", date(2027, 1, 18), date(2027, 5, 28)) == 2
    assert number_of("round", date(2027, 1, 18), date(2027, 5, 28)) == 0
