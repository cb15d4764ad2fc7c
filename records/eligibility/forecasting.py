"""The way to a distinction: the years to come, simulated one by one with the assumptions said. Pure.

Assumed of every year that is not rated yet: it is rated HTXSNV; one initiative of base scope is recognised, and one of
each wider scope that the way asks for, and another like it where a title of that year uses it up, or what is used every
year would be wanting to a higher title for ever; every title that the rules allow is received, what is asked as "ever
received" (or counted from) once only, of titles that serve in each other's place one a year, for one year's merit is
hardly given both; no sanction or verification is added. The law stays as it is in the book.

The earliest year is the first whose simulated facts fail no condition, verified or not: what is only unproven does not
put it off. So forecast and verdict agree, for they ask the same function.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations

from legal.conditions import (
    LEVEL_WORDS,
    LEVELS,
    SCOPE_WORDS,
    SCOPES,
    HoldsTerm,
    InitiativeTerm,
    RatingTerm,
    ServiceTerm,
    TitleTerm,
)
from records.eligibility.facts import INDIVIDUAL, Facts, Holding, Recognised, year_code
from records.eligibility.judging import Verdict, judge
from records.eligibility.rules import CompiledRow, RuleBook
from records.eligibility.spans import Asked
from records.eligibility.supply import used_up

YEARS = 15
BEST = LEVELS[0]
ASSUMPTIONS = (
    "Mỗi năm học chưa xếp loại được xếp loại Hoàn thành xuất sắc nhiệm vụ.",
    "Mỗi năm có một sáng kiến cấp cơ sở được công nhận, và một sáng kiến ở phạm vi rộng hơn nếu điều kiện cần đến; năm"
    " nào đã dùng cho một danh hiệu thì có thêm một sáng kiến như thế cho danh hiệu khác.",
    "Danh hiệu, hình thức khen thưởng nào đủ điều kiện thì được tặng ngay trong năm đó; những danh hiệu thay nhau được,"
    " như Chiến sĩ thi đua cấp tỉnh và cấp Bộ, mỗi năm chỉ tính một.",
    "Không có kỷ luật, xác minh mới; quy định không thay đổi.",
)


@dataclass(frozen=True)
class Step:
    """What is to be reached in a school year; `code`: a distinction, or "rating", "initiative", "service"."""

    year: str
    code: str
    sentence: str


@dataclass(frozen=True)
class Way:
    """`earliest_year` None: not within the years looked at; `wanting` says what still fails then.

    `proofs`: what nobody can tell from the record in the earliest year; `sure` is then the way that counts on nothing
    but what is on record.
    """

    code: str
    earliest_year: str | None
    steps: tuple[Step, ...] = ()
    proofs: tuple[str, ...] = ()
    wanting: tuple[str, ...] = ()
    sure: Way | None = None


def as_if_whole(facts: Facts) -> Facts:
    """The same facts where nothing but what is on record was ever received: for a forecast that counts on no more."""
    return replace(
        facts,
        complete_since="1900-1901",
        absent_years=frozenset(),
        service_years=facts.service_years or 0,
        service_at_most=None,
    )


@dataclass(frozen=True)
class Moment:
    """A year of the simulation: the facts, what was judged of them, and the steps until then."""

    facts: Facts
    verdict: Verdict
    steps: tuple[Step, ...]


def way_to(facts: Facts, book: RuleBook, code: str, *, years: int = YEARS) -> Way:
    """The earliest year in which a person may be put up for a distinction, and what has to happen until then."""
    moment = None
    for moment in simulated(facts, book, code, years=years):
        if not moment.verdict.shortfalls:
            proofs = tuple(each.title for each in moment.verdict.missing_proofs)
            sure = way_to(as_if_whole(facts), book, code, years=years) if proofs and not facts.is_whole else None
            return Way(code, moment.facts.year, moment.steps, proofs, sure=sure)
    wanting = tuple(each.title for each in moment.verdict.shortfalls) if moment else ()
    return Way(code, None, wanting=wanting)


def simulated(facts: Facts, book: RuleBook, code: str, *, years: int = YEARS) -> Iterator[Moment]:
    """The facts as they are, the year judged completed, then the years to come. A collective has no years to come."""
    yield Moment(facts, judge(facts, book, code), ())
    if facts.kind != INDIVIDUAL or not book.conditions(code):
        return
    asks = _Asks(book, code)
    steps: list[Step] = []
    present = facts
    for number in range(years + 1):
        present = _begun(present if number == 0 else _next_year(present), asks, steps)
        present = _received(present, book, asks, steps)
        final = [*steps, *_used_steps(present, book, code)]
        final.append(Step(present.year, code, f"Đủ điều kiện đề nghị {book.name(code)}"))
        yield Moment(present, judge(present, book, code), tuple(sorted(final, key=lambda step: step.year)))


class _Asks:
    """What the way to a distinction asks for, read once from the rows."""

    def __init__(self, book: RuleBook, code: str):
        rows = [row for each in {code, *book.needs(code)} for row in book.applied(each) if row.condition]
        terms = [term for row in rows for term in row.condition.terms]
        self.once = {term.code for term in terms if isinstance(term, HoldsTerm)}
        self.once |= {term.span.since for term in terms if hasattr(term, "span")} - {""}
        held = {term.code for term in terms if isinstance(term, TitleTerm)} | self.once
        self.order = _in_order(book, held - {code})
        self.peers = _peers(book, rows)
        self.has_rating = any(isinstance(term, RatingTerm) for term in terms)
        wanted = {term.scope for term in terms if isinstance(term, InitiativeTerm)}
        self.scopes = [scope for scope in SCOPES if scope in wanted]


def _peers(book: RuleBook, rows: Iterable[CompiledRow]) -> dict[str, set[str]]:
    """By title those that a row takes in its place: in another alternative, neither of them needing the other."""
    peers: dict[str, set[str]] = {}
    for row in rows:
        ways = [{term.code for term in way if isinstance(term, TitleTerm)} for way in row.condition.alternatives]
        for one, other in permutations(ways, 2):
            for code in one - other:
                peers.setdefault(code, set()).update(
                    each for each in other - one if code not in book.needs(each) and each not in book.needs(code)
                )
    return peers


def _in_order(book: RuleBook, codes: Iterable[str]) -> list[str]:
    """Those that others need first, otherwise as the catalogue has them."""
    place = {code: number for number, code in enumerate(book.names)}

    def sort_key(code: str) -> tuple[int, str]:
        return place.get(code, len(place)), code

    waiting, order = set(codes), []
    while waiting:
        free = [code for code in waiting if not book.needs(code) & waiting]
        ready = sorted(free or waiting, key=sort_key)
        order += ready
        waiting -= set(ready)
    return order


def _next_year(facts: Facts) -> Facts:
    return replace(
        facts,
        year=year_code(facts.judged + 1),
        service_years=None if facts.service_years is None else facts.service_years + 1,
        service_at_most=None if facts.service_at_most is None else facts.service_at_most + 1,
        months=facts.year_months,
        leave_kinds=(),
        has_pending=False,
        starts_on=_a_year_on(facts.starts_on),
        ends_on=_a_year_on(facts.ends_on),
        judged_on=_a_year_on(facts.judged_on),
    )


def _a_year_on(day: str) -> str:
    """ISO text is only compared, so that 29 February needs no care."""
    return f"{int(day[:4]) + 1}{day[4:]}" if day else ""


def _begun(facts: Facts, asks: _Asks, steps: list[Step]) -> Facts:
    """A year that is not rated yet, as it is assumed to go."""
    if facts.judged in facts.levels:
        return facts
    if asks.has_rating:
        steps.append(Step(facts.year, "rating", "Được xếp loại Hoàn thành xuất sắc nhiệm vụ"))
    coming = tuple(Recognised(f"coming:{facts.year}:{scope}", scope=scope, year=facts.year) for scope in asks.scopes)
    return replace(facts, ratings={**facts.ratings, facts.year: BEST}, initiatives=(*facts.initiatives, *coming))


def _received(facts: Facts, book: RuleBook, asks: _Asks, steps: list[Step]) -> Facts:
    """Every title on the way that the rules allow this year."""
    for code in asks.order:
        years = facts.years_of.get(code, frozenset())
        if any(facts.judged in facts.years_of.get(peer, ()) for peer in asks.peers.get(code, ())):
            continue
        if (code in asks.once and years) or facts.judged in years or not book.conditions(code):
            continue
        if judge(facts, book, code).shortfalls:
            continue
        found = used_up(Asked(facts, book, path=(code,)), code)
        used = {each.key for each in found[0]} if found else set()
        steps += _used_steps(facts, book, code)
        steps.append(Step(facts.year, code, f"Được tặng {book.name(code)}"))
        facts = replace(
            facts,
            holdings=(*facts.holdings, Holding(code, facts.year)),
            initiatives=(
                *(replace(each, is_used=True) if each.key in used else each for each in facts.initiatives),
                *(
                    replace(each, key=f"{each.key}+")
                    for each in facts.initiatives
                    if each.key in used and _is_coming(each)
                ),
            ),
        )
    return facts


def _used_steps(facts: Facts, book: RuleBook, code: str) -> list[Step]:
    """The initiatives still to come that a distinction rests on."""
    found = used_up(Asked(facts, book, path=(code,)), code)
    coming = [each for each in found[0] if _is_coming(each)] if found else []
    return [
        Step(
            each.year,
            "initiative",
            f"Có sáng kiến được công nhận phạm vi {SCOPE_WORDS[each.scope]} (dùng để xét {book.name(code)})",
        )
        for each in coming
    ]


def _is_coming(each: Recognised) -> bool:
    return each.key.startswith("coming:")


# ---- one step away ----


def nearest_step(facts: Facts, book: RuleBook, code: str, verdict: Verdict | None = None) -> Step | None:
    """The one thing of the year judged after which no condition would fail; None where none would do, or none fails."""
    shortfalls = (verdict or judge(facts, book, code)).shortfalls
    if not shortfalls or any(each.code == "blocked" for each in shortfalls):
        return None
    for step, changed in _changes(facts, book, code):
        if not judge(changed, book, code).shortfalls:
            return step
    return None


def _changes(facts: Facts, book: RuleBook, code: str) -> Iterator[tuple[Step, Facts]]:
    terms = [term for row in book.applied(code) if row.condition for term in row.condition.terms]
    for scope in SCOPES:
        for kind in sorted({t.kind for t in terms if isinstance(t, InitiativeTerm) and t.scope == scope}):
            more = (*facts.initiatives, Recognised("one-more", kind, scope, facts.year))
            thing = "một sáng kiến được công nhận" if kind == "initiative" else "một đề tài, nhiệm vụ được nghiệm thu"
            sentence = f"Có thêm {thing} phạm vi {SCOPE_WORDS[scope]}"
            yield Step(facts.year, "initiative", sentence), replace(facts, initiatives=more)
    asked = {t.level for t in terms if isinstance(t, RatingTerm)}
    for level in [each for each in reversed(LEVELS) if each in asked]:
        words = f"Được xếp loại {LEVEL_WORDS[level]}" + ("" if level == BEST else " trở lên")
        yield Step(facts.year, "rating", words), replace(facts, ratings={**facts.ratings, facts.year: level})
    for title in sorted({t.code for t in terms if isinstance(t, TitleTerm | HoldsTerm)}):
        held = (*facts.holdings, Holding(title, facts.year))
        words = f"Được tặng {book.name(title)} năm học {facts.year}"
        yield Step(facts.year, title, words), replace(facts, holdings=held)
    if facts.service_years is not None and any(isinstance(t, ServiceTerm) for t in terms):
        most = None if facts.service_at_most is None else facts.service_at_most + 1
        changed = replace(facts, service_years=facts.service_years + 1, service_at_most=most)
        yield Step(facts.year, "service", "Thêm một năm công tác trong ngành"), changed


@dataclass(frozen=True)
class Prospect:
    """One candidate and one distinction this year: who qualifies fails nothing, `step` is the one thing wanting."""

    key: object
    code: str
    facts: Facts
    verdict: Verdict
    step: Step | None = None

    @property
    def could_qualify(self) -> bool:
        return not self.verdict.shortfalls


def outlook(everybody: Mapping[object, Facts], book: RuleBook, codes: Iterable[str]) -> list[Prospect]:
    """For a school: everybody who could qualify this year for a distinction, or is one step away from it."""
    found = []
    for code in codes:
        for key, facts in everybody.items():
            verdict = judge(facts, book, code)
            step = nearest_step(facts, book, code, verdict)
            if step or not verdict.shortfalls:
                found.append(Prospect(key, code, facts, verdict, step))
    return found
