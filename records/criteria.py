"""The yearly rating of staff (xếp loại chất lượng): the level that facts and parameters give.

Pure functions: no database, no clock. Shares are fractions and compared without rounding; a level is one of `LEVELS`,
best first, or `UNRATED`. A rule whose text nobody has compared never blocks (`core.findings.Finding`).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from core.findings import Citation, Finding

EXCELLENT, GOOD, COMPLETED, NOT_COMPLETED, UNRATED = "excellent", "good", "completed", "not_completed", "unrated"
LEVELS = (EXCELLENT, GOOD, COMPLETED, NOT_COMPLETED)
LEVEL_NAMES = {
    EXCELLENT: "Hoàn thành xuất sắc nhiệm vụ",
    GOOD: "Hoàn thành tốt nhiệm vụ",
    COMPLETED: "Hoàn thành nhiệm vụ",
    NOT_COMPLETED: "Không hoàn thành nhiệm vụ",
    UNRATED: "Không xếp loại",
}
SHORT_NAMES = {
    EXCELLENT: "HTXSNV",
    GOOD: "HTTNV",
    COMPLETED: "HTNV",
    NOT_COMPLETED: "KHTNV",
    UNRATED: "Không xếp loại",
}
QUALITIES = {"good": "Chất lượng tốt", "assured": "Bảo đảm chất lượng", "poor": "Chưa bảo đảm chất lượng"}
FACT_LABELS = {
    "common": "Điểm tiêu chí chung",
    "results": "Điểm kết quả nhiệm vụ",
    "conduct": "Tiêu chí chung",
    "tasks": "Số nhiệm vụ được giao",
    "on_time": "Nhiệm vụ hoàn thành đúng hạn",
    "beyond": "Nhiệm vụ hoàn thành vượt mức",
    "quality": "Chất lượng nhiệm vụ",
    "unit_tasks": "Số chỉ tiêu của đơn vị, bộ phận phụ trách",
    "unit_done": "Chỉ tiêu của đơn vị hoàn thành",
    "unit_on_time": "Chỉ tiêu của đơn vị đúng hạn",
    "unit_beyond": "Chỉ tiêu của đơn vị vượt mức",
    "subordinates": "Số đơn vị, bộ phận thuộc quyền",
    "subordinates_completed": "Đơn vị thuộc quyền từ HTNV trở lên",
    "subordinates_good": "Đơn vị thuộc quyền từ HTTNV trở lên",
}
BY_TASKS, BY_POINTS = "tasks", "points"
WHOLE = 100  # points of a rating by points
SEE_NOTICE = "Xem thông báo riêng."


@dataclass(frozen=True)
class Rule:
    """One parameter as it was in force; `code` without the prefix `quality_rating.`. Frozen copies hold the same."""

    code: str
    value: str
    document: str
    locator: str = ""
    mark: str = "K"
    note: str = ""
    from_on: str = ""  # ISO day since which it has been in force

    @property
    def share(self) -> Fraction:
        return Fraction(self.value)

    @property
    def citation(self) -> Citation:
        return Citation(document=self.document, locator=self.locator, mark=self.mark)


class Rules:
    """The parameters of one day. A rule that was never entered is None, and what would need it is not asked."""

    def __init__(self, rules: Iterable[Rule]):
        self._rules = {rule.code: rule for rule in rules}

    def __iter__(self):
        return iter(self._rules.values())

    def get(self, code: str) -> Rule | None:
        return self._rules.get(code)

    @property
    def scheme(self) -> str:
        """BY_TASKS, BY_POINTS, or "" where no scheme was ever entered."""
        rule = self.get("scheme")
        return rule.value if rule else ""


@dataclass(frozen=True)
class Case:
    """What is known of one person in one year.

    `facts` hold whole numbers (tasks, on_time, beyond; of the unit with the prefix `unit_`; subordinates,
    subordinates_completed, subordinates_good), booleans (conduct) and `quality`; a missing one was not entered.
    `months` of `year_months` she worked here, `had_leave` where a part of them was a long leave; `unit_level` is the
    level of the unit where it is known.
    """

    level: str = ""
    points: Decimal | None = None
    facts: Mapping = field(default_factory=dict)
    is_manager: bool = False
    is_head: bool = False
    has_exclusion: bool = False
    months: Fraction = Fraction(12)
    year_months: Fraction = Fraction(12)
    had_leave: bool = False
    unit_level: str = ""
    year_starts_on: str = ""  # ISO


@dataclass(frozen=True)
class Verdict:
    """The level that the rules give ("" where they do not say), and everything that is to be known about it."""

    level: str
    findings: list[Finding]


def months_within(spans: Iterable[tuple[date, date | None]], starts_on: date, ends_on: date) -> Fraction:
    """Months of a year that spans (both ends inclusive, no end = still) cover, each month by its own days.

    January to June are six months, however many days they have. Spans do not overlap.
    """
    total = Fraction(0)
    for first, last in spans:
        day, end = max(first, starts_on), min(last or ends_on, ends_on)
        while day <= end:
            length = monthrange(day.year, day.month)[1]
            until = min(end, date(day.year, day.month, length))
            total += Fraction((until - day).days + 1, length)
            day = until + timedelta(days=1)
    return total


def is_at_least(part: int, whole: int, share: Fraction) -> bool:
    """Whether part/whole reaches the share, in integers."""
    return whole > 0 and part * share.denominator >= share.numerator * whole


def is_better(level: str, other: str) -> bool:
    return level in LEVELS and other in LEVELS and LEVELS.index(level) < LEVELS.index(other)


def judge(case: Case, rules: Rules) -> Verdict:
    """The level by the scheme, then what speaks against the proposed one; points alone never decide."""
    if case.level == UNRATED:
        return Verdict("", [*_special(case, rules), _unrated()])
    if rules.scheme == BY_POINTS:
        level, findings = _by_points(case, rules)
    elif rules.scheme == BY_TASKS:
        level, findings = _by_tasks(case, rules)
    else:
        level, findings = "", [_no_scheme()]
    return Verdict(level, [*findings, *_proposed(case, level, rules), *_special(case, rules)])


# ---- by points ----


def _by_points(case: Case, rules: Rules) -> tuple[str, list[Finding]]:
    if case.points is None:
        title = "Chưa có điểm"
        return "", [Finding("no_basis", "must", title, change="Nhập điểm của năm, hoặc đợi kỳ đánh giá năm công bố.")]
    for level in (EXCELLENT, GOOD, COMPLETED):
        rule = rules.get(f"points_{level}")
        if rule is None:
            return "", [_missing_rule(level)]
        least = rule.share * WHOLE
        if Fraction(case.points) >= least:
            return level, [_points_finding(case, level, rule, f"từ {_number(least)} điểm")]
    return NOT_COMPLETED, [_points_finding(case, NOT_COMPLETED, rule, f"dưới {_number(least)} điểm")]


def _points_finding(case: Case, level: str, rule: Rule, boundary: str) -> Finding:
    return Finding(
        "level",
        "ok" if rule.citation.is_verified else "look",
        f"Theo điểm: {SHORT_NAMES[level]}",
        f"{_number(case.points)} điểm trên {WHOLE}; mức {SHORT_NAMES[level]} {boundary}.",
        citation=rule.citation,
    )


# ---- by tasks ----


def _by_tasks(case: Case, rules: Rules) -> tuple[str, list[Finding]]:
    missing = _missing_facts(case)
    if missing:
        title = "Chưa đủ số liệu để xếp loại"
        return "", [Finding("no_basis", "must", title, change=f"Nhập {', '.join(missing)}.")]
    for level, conditions in ((EXCELLENT, _excellent), (GOOD, _good)):
        checks = conditions(case, rules)
        if all(is_met for is_met, _, _ in checks):
            return level, [_tasks_finding(level, checks), *_subordinates_unread(case, level, rules)]
    failed = [words for is_met, words, _ in checks if not is_met]
    detail = f"Chưa đạt HTTNV: {'; '.join(failed)}. Tiêu chí của HTNV và KHTNV chưa có trong phần mềm."
    change = "Chọn mức theo văn bản và ghi lý do."
    rule = rules.get("scheme")
    return "", [Finding("below_good", "look", "Dưới mức HTTNV", detail, change, rule.citation)]


def _missing_facts(case: Case) -> list[str]:
    facts = case.facts
    wanted = {"tasks": "số nhiệm vụ", "on_time": "số nhiệm vụ đúng hạn", "beyond": "số nhiệm vụ vượt mức"}
    wanted |= {"quality": "chất lượng", "conduct": "tiêu chí chung"}
    if case.is_manager:
        wanted |= {"unit_tasks": "số chỉ tiêu của đơn vị", "unit_done": "số chỉ tiêu đơn vị hoàn thành"}
        wanted |= {"unit_on_time": "số chỉ tiêu đơn vị đúng hạn", "unit_beyond": "số chỉ tiêu đơn vị vượt mức"}
    return [words for name, words in wanted.items() if facts.get(name) in (None, "")]


def _excellent(case: Case, rules: Rules) -> list[tuple[bool, str, Rule | None]]:
    facts = case.facts
    checks = [
        _conduct(facts, rules),
        (facts["quality"] == "good", f"chất lượng: {QUALITIES[facts['quality']].lower()}", rules.get("scheme")),
        _share("nhiệm vụ đúng hạn", facts["on_time"], facts["tasks"], rules.get("tasks_excellent_on_time")),
        _share("nhiệm vụ vượt mức", facts["beyond"], facts["tasks"], rules.get("tasks_excellent_beyond")),
    ]
    if case.is_manager:
        checks += [
            _unit_done(facts, rules),
            _share(
                "chỉ tiêu đơn vị vượt mức",
                facts["unit_beyond"],
                facts["unit_tasks"],
                rules.get("unit_excellent_beyond"),
            ),
        ]
    return checks


def _good(case: Case, rules: Rules) -> list[tuple[bool, str, Rule | None]]:
    facts = case.facts
    checks = [
        _conduct(facts, rules),
        (
            facts["quality"] in ("good", "assured"),
            f"chất lượng: {QUALITIES[facts['quality']].lower()}",
            rules.get("scheme"),
        ),
        _share("nhiệm vụ đúng hạn", facts["on_time"], facts["tasks"], rules.get("tasks_good_on_time")),
    ]
    if case.is_manager:
        checks += [
            _unit_done(facts, rules),
            _share(
                "chỉ tiêu đơn vị đúng hạn", facts["unit_on_time"], facts["unit_tasks"], rules.get("unit_good_on_time")
            ),
        ]
        if below := facts.get("subordinates"):
            completed, good = facts.get("subordinates_completed") or 0, facts.get("subordinates_good") or 0
            checks += [
                _share(
                    "đơn vị thuộc quyền từ HTNV trở lên", completed, below, rules.get("subordinates_good_completed")
                ),
                _share("đơn vị thuộc quyền từ HTTNV trở lên", good, below, rules.get("subordinates_good_good")),
            ]
    return checks


def _conduct(facts, rules: Rules) -> tuple[bool, str, Rule | None]:
    return bool(facts["conduct"]), "tiêu chí chung " + ("đạt" if facts["conduct"] else "chưa đạt"), rules.get("scheme")


def _unit_done(facts, rules: Rules) -> tuple[bool, str, Rule | None]:
    done, whole = facts["unit_done"], facts["unit_tasks"]
    return 0 < whole <= done, f"chỉ tiêu đơn vị hoàn thành {done}/{whole}, cần đủ", rules.get("scheme")


def _share(words: str, part: int, whole: int, rule: Rule | None) -> tuple[bool, str, Rule | None]:
    if rule is None:
        return True, f"{words} {part}/{whole}", None
    return is_at_least(part, whole, rule.share), f"{words} {part}/{whole}, cần {percent(rule.share)}", rule


def _tasks_finding(level: str, checks: list) -> Finding:
    """Met; the weakest of its rules is cited, so that a level never looks better compared than it is."""
    citations = [rule.citation for _, _, rule in checks if rule]
    weakest = next((each for each in citations if not each.is_verified), citations[0] if citations else None)
    is_sure = weakest is not None and weakest.is_verified
    words = "; ".join(words for _, words, _ in checks)
    title = f"Theo nhiệm vụ: {SHORT_NAMES[level]}"
    return Finding("level", "ok" if is_sure else "look", title, f"{words[:1].upper()}{words[1:]}.", citation=weakest)


def _subordinates_unread(case: Case, level: str, rules: Rules) -> list[Finding]:
    if level != EXCELLENT or not (case.is_manager and case.facts.get("subordinates")):
        return []
    detail = "Tỷ lệ đơn vị thuộc quyền ở mức HTXSNV của người quản lý chưa đọc được trong văn bản."
    return [Finding("subordinates_unread", "look", "Tự đối chiếu kết quả các đơn vị thuộc quyền", detail)]


# ---- what speaks against the proposed level ----


def _proposed(case: Case, reached: str, rules: Rules) -> list[Finding]:
    findings = []
    if not case.level:
        change = "Chọn một mức xếp loại."
        findings.append(Finding("no_level", "must", "Chưa đề nghị mức xếp loại", change=change))
    elif is_better(case.level, reached):
        rule = rules.get(f"{rules.scheme}_{case.level}") or rules.get("scheme")
        detail = f"Đề nghị {SHORT_NAMES[case.level]}, số liệu chỉ đạt {SHORT_NAMES[reached]}."
        change = "Đổi mức đề nghị hoặc bổ sung số liệu."
        findings.append(Finding("above_reached", "must", "Mức đề nghị cao hơn số liệu", detail, change, rule.citation))
    elif is_better(reached, case.level):
        detail = f"Đề nghị {SHORT_NAMES[case.level]}, số liệu đạt {SHORT_NAMES[reached]}."
        findings.append(
            Finding("below_reached", "look", "Mức đề nghị thấp hơn số liệu", detail, "Ghi lý do khi quyết định.")
        )
    elif not reached and case.level in (EXCELLENT, GOOD) and rules.scheme == BY_TASKS and not _missing_facts(case):
        rule = rules.get("tasks_good_on_time")
        detail = f"Đề nghị {SHORT_NAMES[case.level]}, số liệu chưa đạt HTTNV."
        change = "Đổi mức đề nghị hoặc bổ sung số liệu."
        findings.append(
            Finding("above_reached", "must", "Mức đề nghị cao hơn số liệu", detail, change, rule and rule.citation)
        )
    if case.is_head:
        findings += _head(case, rules)
    return findings


def _head(case: Case, rules: Rules) -> list[Finding]:
    rule = rules.get("head_within_unit")
    if rule is None or rule.value != "yes":
        return []
    title = "Mức của người đứng đầu và mức của đơn vị"
    if not case.unit_level:
        change = "Ghi mức xếp loại của đơn vị trong năm."
        return [Finding("unit_unknown", "look", title, "Chưa ghi mức của đơn vị.", change, rule.citation)]
    words = f"Người đứng đầu {SHORT_NAMES.get(case.level, '–')}, đơn vị {SHORT_NAMES[case.unit_level]}."
    if is_better(case.level, case.unit_level):
        change = f"Mức của người đứng đầu không cao hơn {SHORT_NAMES[case.unit_level]}."
        return [Finding("head_above_unit", "must", "Người đứng đầu cao hơn đơn vị", words, change, rule.citation)]
    return [
        Finding("head_within_unit", "ok" if rule.citation.is_verified else "look", title, words, citation=rule.citation)
    ]


def _special(case: Case, rules: Rules) -> list[Finding]:
    """What a person has to weigh: exclusion grounds, a short year, a decree that is younger than the year."""
    findings, scheme, least = [], rules.get("scheme"), rules.get("least_service")
    if case.has_exclusion:
        change = "Người đứng đầu xem xét trước khi quyết định; điểm số không quyết định thay."
        findings.append(Finding("exclusion", "look", "Có nội dung cần xét riêng", SEE_NOTICE, change))
    if least is not None and case.months < least.share * 12:
        months = _number(least.share * 12)
        detail = f"Thời gian làm việc tại đơn vị trong năm dưới {months} tháng."
        change = "Người có thẩm quyền quyết định cách xếp loại và ghi lý do."
        findings.append(
            Finding("short_service", "look", f"Làm việc dưới {months} tháng", detail, change, least.citation)
        )
    elif case.months < case.year_months:
        findings.append(
            Finding("part_of_year", "look", "Không làm việc đủ năm tại đơn vị", change="Kiểm tra nơi xếp loại.")
        )
    if case.had_leave:
        change = "Người có thẩm quyền xem xét cách xếp loại."
        citation = least and least.citation
        findings.append(Finding("leave", "look", "Có thời gian nghỉ dài trong năm", "", change, citation))
    if scheme is not None and case.year_starts_on and case.year_starts_on < scheme.from_on:
        detail = "Năm được xếp loại bắt đầu trước ngày văn bản có hiệu lực; quy định chuyển tiếp chưa đọc được."
        findings.append(Finding("transition", "look", "Năm bắt đầu trước văn bản", detail, citation=scheme.citation))
    return findings


def _unrated() -> Finding:
    return Finding("unrated", "look", "Không xếp loại", change="Ghi lý do không xếp loại ở phần ghi chú.")


def _no_scheme() -> Finding:
    change = "Nhập cách xếp loại ở trang Tham số pháp lý, hoặc chọn mức theo văn bản của đơn vị."
    return Finding("no_scheme", "look", "Chưa có quy định xếp loại của ngày này", change=change)


def _missing_rule(level: str) -> Finding:
    change = "Nhập giá trị ở trang Tham số pháp lý, hoặc chọn mức theo văn bản."
    return Finding("no_rule", "look", f"Chưa có mức điểm của {SHORT_NAMES[level]}", change=change)


# ---- words ----


def percent(share: Fraction) -> str:
    """20%; a share that is no whole percent stays the fraction it is (1/3)."""
    hundredths = share * 100
    return f"{hundredths}%" if hundredths.denominator == 1 else str(share)


def _number(value: Decimal | Fraction) -> str:
    """As people write it: 88,5. A fraction that is no decimal of two places keeps its form."""
    fraction = Fraction(value)
    text = f"{fraction.numerator / fraction.denominator:.2f}"
    if Fraction(text) != fraction:
        return str(fraction)
    return text.rstrip("0").rstrip(".").replace(".", ",")


def fact_rows(facts: Mapping) -> list[tuple[str, str]]:
    """(label, words) of the facts that were entered, in the order of the form."""
    entered = [(name, facts.get(name)) for name in FACT_LABELS]
    return [(FACT_LABELS[name], _fact_words(name, value)) for name, value in entered if value not in (None, "")]


def _fact_words(name: str, value) -> str:
    if name == "conduct":
        return "Đạt" if value else "Chưa đạt"
    return QUALITIES.get(value, "") if name == "quality" else str(value).replace(".", ",")
