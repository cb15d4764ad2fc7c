"""How many may be put up for a distinction against how many are: base, boundary and its rule named. Pure.

Not stated, unlimited and zero are three things. Shares are compared in whole numbers, rounded down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from core.findings import Finding
from legal.conditions import LEVEL_WORDS, LEVELS
from legal.quotas import Quota, parse
from records.caps import greatest_within
from records.criteria import percent
from records.eligibility.facts import Facts
from records.eligibility.rules import SHARE, RuleBook, RuleRow

STATED, UNLIMITED, NOT_STATED, ZERO = "stated", "unlimited", "not_stated", "zero"


@dataclass(frozen=True)
class Bases:
    """What a quota may be counted on: all people, those with each title of the year, those at each level exactly."""

    people: int = 0
    titles: Mapping[str, int] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)

    def at_least(self, level: str) -> int:
        return sum(self.levels.get(each, 0) for each in LEVELS[: LEVELS.index(level) + 1])


def bases_of(people: Iterable[Facts], proposed: Mapping[str, int] | None = None) -> Bases:
    """The bases of a year's people. `proposed`: by title, how many are put up and have not received it yet."""
    everybody = list(people)
    titles = Counter(code for each in everybody for code, years in each.years_of.items() if each.judged in years)
    titles.update(proposed or {})
    return Bases(len(everybody), titles, Counter(each.levels.get(each.judged, "") for each in everybody))


@dataclass(frozen=True)
class QuotaCheck:
    """`allowed` None where there is no boundary. `other_allowed`: by the other reading of a base nobody compared."""

    count: int
    base: int
    allowed: int | None
    state: str
    sentence: str
    finding: Finding
    other_allowed: int | None = None

    @property
    def is_over(self) -> bool:
        return self.allowed is not None and self.count > self.allowed


def quota_check(book: RuleBook, code: str, count: int, bases: Bases) -> QuotaCheck:
    """The live count of those put up for a distinction against the quota of the day."""
    row, name = book.quota(code), book.name(code)
    if row is None:
        return _open(NOT_STATED, count, f"{name}: {count}; chưa có quy định nào về chỉ tiêu được nhập.", None)
    try:
        quota = parse(row.value)
    except ValueError as error:
        return _open(NOT_STATED, count, f"{name}: {count}; {error}", row)
    if quota.is_unlimited:
        return _open(UNLIMITED, count, f"{name}: {count}; không giới hạn số lượng; căn cứ {row.citation}.", row)
    if quota.share is None:
        return _open(NOT_STATED, count, f"{name}: {count}; văn bản không quy định tỷ lệ; căn cứ {row.citation}.", row)
    if not quota.share:
        sentence = f"{name}: {count}; không xét trường hợp nào; căn cứ {row.citation}."
        return _checked(ZERO, count, 0, 0, None, sentence, row, name)
    return _stated(quota, row, book, name, count, bases)


def _stated(quota: Quota, row: RuleRow, book: RuleBook, name: str, count: int, bases: Bases) -> QuotaCheck:
    other = None
    if quota.base == "title":
        base, whom = bases.titles.get(quota.base_code, 0), f"người đạt {book.name(quota.base_code)}"
    elif quota.base == "people":
        base, whom = bases.people, "người của đơn vị"
    else:
        level = LEVEL_WORDS[quota.base_code]
        base, whom = bases.at_least(quota.base_code), f"người được xếp loại từ {level} trở lên"
        if not row.citation.is_verified and quota.base_code != LEVELS[0]:
            other = greatest_within(quota.share, bases.levels.get(quota.base_code, 0))
    allowed = greatest_within(quota.share, base)
    sentence = (
        f"{name}: {count}; mức cho phép {allowed} = {percent(quota.share)} của {base} {whom}, làm tròn xuống;"
        f" căn cứ {row.citation}"
    )
    if other is not None:
        sentence += f"; cơ sở tính chưa đối chiếu: nếu chỉ tính người ở đúng mức đó thì mức cho phép {other}"
    return _checked(STATED, count, base, allowed, other, f"{sentence}.", row, name)


def _open(state: str, count: int, sentence: str, row: RuleRow | None) -> QuotaCheck:
    citation = row.citation if row else None
    severity = "ok" if citation and citation.is_verified else "look"
    return QuotaCheck(count, 0, None, state, sentence, Finding("quota", severity, "Chỉ tiêu", sentence, "", citation))


def _checked(state, count, base, allowed, other, sentence, row, name) -> QuotaCheck:
    citation = row.citation
    if count > allowed:
        change = f"Bớt {count - allowed} đề nghị, hoặc ghi lý do và căn cứ."
        finding = Finding("quota_over", "must", f"{name}: vượt chỉ tiêu", sentence, change, citation)
    else:
        is_sure = citation.is_verified and other is None
        finding = Finding("quota", "ok" if is_sure else "look", f"{name}: trong chỉ tiêu", sentence, citation=citation)
    return QuotaCheck(count, base, allowed, state, sentence, finding, other)


def share_check(book: RuleBook, code: str, group: str, part: int, whole: int, label: str) -> QuotaCheck | None:
    """How many of those put up belong to a group (managers) against its greatest share; None: no such rule."""
    row = book.get(f"{SHARE}{code}.{group}")
    if row is None or row.value == "none":
        return None
    share, name = Fraction(row.value), f"{book.name(code)}, {label}"
    allowed = greatest_within(share, whole)
    sentence = (
        f"{name}: {part} trong {whole} người được đề nghị; mức cho phép {allowed} = {percent(share)}, làm tròn xuống;"
        f" căn cứ {row.citation}."
    )
    return _checked(STATED, part, whole, allowed, None, sentence, row, name)
