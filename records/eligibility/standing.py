"""How a condition stands with the facts of a candidate: met, failed or not to be told; and the sentence for her. Pure.

A condition is held against what is known for certain and against the best that may still come to light: the first
reaching it is met, not even the second failed, and what lies between is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from legal.conditions import (
    LEVEL_WORDS,
    LEVELS,
    SANCTIONS,
    SCOPE_WORDS,
    SCOPES,
    HoldsTerm,
    InitiativeTerm,
    MeetsTerm,
    MembersTerm,
    RatingTerm,
    ServiceTerm,
    Span,
    Term,
    TitleTerm,
    UndisciplinedTerm,
    UnitRatingTerm,
    WeighedTerm,
)
from records.criteria import SHORT_NAMES
from records.eligibility.facts import Facts, Recognised, year_code
from records.eligibility.rules import CompiledRow, RuleBook
from records.eligibility.spans import DOUBTED, FAILED, MET, UNKNOWN, Asked, Years, count_years

AT_LEAST = {level: f"{SHORT_NAMES[level]} trở lên" if level != LEVELS[0] else SHORT_NAMES[level] for level in LEVELS}
SCOPE_RANK = {scope: rank for rank, scope in enumerate(SCOPES)}
RANK = {level: rank for rank, level in enumerate(LEVELS)}


class Standing(NamedTuple):
    """`missing`: how many years, titles, initiatives or proofs are wanting. `is_hidden`: for the head's eyes only."""

    state: int
    sentence: str
    missing: int = 0
    change: str = ""
    is_hidden: bool = False


def row_standing(row: CompiledRow, asked: Asked) -> Standing | None:
    """How a row stands; None where the council weighs it and nothing else is asked."""
    if row.condition is None:
        return Standing(UNKNOWN, row.words, 1, "Nhập lại điều kiện này ở Tham số pháp lý.")
    if not row.condition.alternatives:
        return Standing(MET, row.words)
    if len(row.condition.alternatives) == 1:
        return _together(row.condition.alternatives[0], asked)
    ways = []
    for terms in row.condition.alternatives:
        way = _together(terms, asked)
        if way is not None and way.state == MET:
            return way
        ways.append(way or Standing(UNKNOWN, "Hội đồng xem xét, cân nhắc", 1))
    return _nearest(ways)


def _together(terms: tuple[Term, ...], asked: Asked) -> Standing | None:
    if len(terms) == 1:
        return term_standing(terms[0], asked)
    found = [each for each in (term_standing(term, asked) for term in terms) if each is not None]
    if not found:
        return None
    worst = min(each.state for each in found)
    if worst == MET:
        return Standing(MET, "; ".join(each.sentence for each in found))
    wanting = [each for each in found if each.state < MET]
    said = [each for each in wanting if each.state == worst]
    return Standing(
        worst,
        "; ".join(each.sentence for each in said),
        sum(each.missing for each in wanting),
        " ".join(each.change for each in said if each.change),
        any(each.is_hidden for each in wanting),
    )


def _nearest(ways: list[Standing]) -> Standing:
    """Of ways that are not met the one that still may be; among equals the one that wants least."""
    best = max(ways, key=lambda way: (way.state, -way.missing))
    return best._replace(sentence=f"Cách gần nhất: {best.sentence[:1].lower()}{best.sentence[1:]}")


def term_standing(term: Term, asked: Asked) -> Standing | None:
    return STANDINGS[type(term)](term, asked)


# ---- years: ratings and titles ----


def _rating(term: RatingTerm, asked: Asked) -> Standing:
    facts, span = asked.facts, term.span
    if span.times == 1 and not (span.since or span.within):
        return _rating_of_year(term.level, facts)
    rated = facts.years_rated
    found = count_years(span, facts.years_at_least[term.level], lambda year: year not in rated, (facts.judged,), asked)
    level = AT_LEAST[term.level]
    if found.state == MET:
        change = ""
    elif found.state == UNKNOWN:
        change = "Bổ sung quyết định xếp loại của những năm còn thiếu."
    else:
        change = f"Thêm {found.missing} năm được xếp loại {level}."
    return _years_standing(found, span, f"xếp loại {level}", change)


def _rating_of_year(level: str, facts: Facts) -> Standing:
    rated = facts.levels.get(facts.judged)
    if rated in RANK:
        if RANK[rated] <= RANK[level]:
            return Standing(MET, f"Năm học {facts.year}: {LEVEL_WORDS[rated]}")
        wanted = AT_LEAST[level]
        return Standing(
            FAILED,
            f"Năm học {facts.year} xếp loại {SHORT_NAMES[rated]}, cần {wanted}",
            1,
            f"Được xếp loại {wanted} trong năm xét.",
        )
    if rated:
        return Standing(UNKNOWN, f"Năm học {facts.year} không xếp loại", 1, "Người có thẩm quyền xem xét.")
    other = facts.calendar_ratings.get(facts.year)
    if other:
        words = f"Năm học {facts.year} chưa xếp loại; năm {facts.judged + 1}: {SHORT_NAMES.get(other, other)}"
        return Standing(UNKNOWN, words, 1, "Xác nhận kết quả xếp loại dùng cho năm học.")
    return Standing(UNKNOWN, f"Chưa có xếp loại năm học {facts.year}", 1, "Nhập quyết định xếp loại của năm xét.")


def _title(term: TitleTerm, asked: Asked) -> Standing:
    facts, name = asked.facts, asked.book.name(term.code)
    certain = facts.years_of.get(term.code, frozenset())
    found = count_years(
        term.span, certain, lambda year: not facts.is_known(year), (facts.judged, facts.judged - 1), asked
    )
    if found.state == MET:
        change = ""
    elif found.state == UNKNOWN:
        change = f"Bổ sung quyết định công nhận {name} của những năm còn thiếu, nếu có."
    else:
        change = f"Thêm {found.missing} năm {name}."
    return _years_standing(found, term.span, name, change)


def _years_standing(found: Years, span: Span, what: str, change: str) -> Standing:
    had = ", ".join(map(year_code, found.had))
    row = " liên tục" if span.is_consecutive else f" trong {span.within} năm" if span.within else ""
    if found.state == MET:
        return Standing(MET, f"{what[:1].upper()}{what[1:]}{row}: {had}")
    if found.since and found.state == UNKNOWN:
        words = f"Đủ {span.times} năm {what}{row} nhưng chưa có quyết định tặng {found.since} để tính từ đó"
        return Standing(UNKNOWN, words, 1, f"Bổ sung quyết định tặng {found.since}.")
    if found.since:
        return Standing(FAILED, f"Chưa được tặng {found.since} để tính {what}{row}", found.missing, change)
    rest = f"đã có {had}" if had else "chưa có năm nào"
    if found.state == FAILED:
        return Standing(FAILED, f"Thiếu {found.missing} năm {what}{row}: {rest}", found.missing, change)
    return Standing(UNKNOWN, f"Chưa đủ căn cứ về {span.times} năm {what}{row}: {rest}", found.missing, change)


def _holds(term: HoldsTerm, asked: Asked) -> Standing:
    facts, name = asked.facts, asked.book.name(term.code)
    held = facts.years_of.get(term.code)
    if held:
        return Standing(MET, f"Đã được tặng {name}: {', '.join(map(year_code, sorted(held)))}")
    if facts.is_whole:
        return Standing(FAILED, f"Chưa được tặng {name}", 1, f"Được tặng {name}.")
    return Standing(UNKNOWN, f"Chưa có {name} trong hồ sơ", 1, f"Bổ sung quyết định tặng {name}, nếu có.")


def _meets(term: MeetsTerm, asked: Asked) -> Standing:
    facts, book, name = asked.facts, asked.book, asked.book.name(term.code)
    if facts.judged in facts.years_of.get(term.code, ()):
        return Standing(MET, f"Đã đạt {name} năm học {facts.year}")
    rows = book.conditions(term.code)
    if not rows or term.code in asked.path:
        return Standing(UNKNOWN, f"Chưa có điều kiện của {name} được nhập", 1, f"Nhập điều kiện của {name}.")
    inner = asked._replace(path=(*asked.path, term.code))
    found = []
    for row in rows:
        standing = row_standing(row, inner)
        if standing is not None:
            is_doubted = standing.state == FAILED and not row.is_verified
            found.append(standing._replace(state=DOUBTED) if is_doubted else standing)
    worst = min((each.state for each in found), default=MET)
    if worst == MET:
        return Standing(MET, f"Đạt tiêu chuẩn {name}")
    wanting = [each for each in found if each.state < MET]
    said = [each for each in wanting if each.state == worst]
    return Standing(
        worst,
        f"{'Chưa đủ căn cứ về' if worst == UNKNOWN else 'Chưa đạt'} tiêu chuẩn {name}: "
        + "; ".join(f"{e.sentence[:1].lower()}{e.sentence[1:]}" for e in said),
        sum(each.missing for each in wanting),
        " ".join(each.change for each in said if each.change),
        any(each.is_hidden for each in wanting),
    )


# ---- initiatives ----


def usable(term: InitiativeTerm, asked: Asked, purpose: str, *, even_taken: bool = False) -> list[Recognised]:
    """The initiatives that may serve a term: of its kind, its scope or a wider one, its years, and free.

    `even_taken`: also those that were used already or serve another nomination.
    """
    facts, first, after = asked.facts, -1, -1
    if term.span.within:
        first = facts.judged - term.span.within + 1
    if term.span.since:
        after = max(facts.years_of.get(term.span.since, (-1,)))
    first, least = max(first, after + 1, asked.floor or 0), SCOPE_RANK[term.scope]
    return [
        each
        for each in facts.initiatives
        if each.kind == term.kind
        and (even_taken or (not each.is_used and each.reserved_for in ("", purpose)))
        and SCOPE_RANK[each.scope] >= least
        and first <= int(each.year[:4]) <= facts.judged
    ]


def _initiative(term: InitiativeTerm, asked: Asked) -> Standing:
    facts, purpose = asked.facts, f"{asked.path[0]} {asked.facts.year}" if asked.path else ""
    found, times = usable(term, asked, purpose), term.span.times
    thing = "sáng kiến" if term.kind == "initiative" else "đề tài, nhiệm vụ khoa học"
    what = f"{thing} phạm vi {SCOPE_WORDS[term.scope]} trở lên, chưa dùng"
    if len(found) >= times:
        if term.span.since and term.span.since not in facts.years_of:
            name = asked.book.name(term.span.since)
            words = f"Có {len(found)} {thing} nhưng chưa có quyết định tặng {name} để tính từ đó"
            return Standing(UNKNOWN, words, 1, f"Bổ sung quyết định tặng {name}.")
        named = ", ".join(each.name or each.year for each in found)
        return Standing(MET, f"Có {len(found)} {what}: {named}")
    held = [each for each in facts.initiatives if each.reserved_for not in ("", purpose) and not each.is_used]
    taken = "; đang dùng để đề nghị " + ", ".join(_purpose_words(each.reserved_for, asked.book) for each in held)
    missing = times - len(found)
    is_known = is_window_known(term, facts)
    change = f"Có thêm {missing} {thing} được công nhận, hoặc bổ sung quyết định công nhận trước đây chưa nhập."
    words = f"{'Thiếu' if is_known else 'Chưa có trong hồ sơ'} {missing} {what}{taken if held else ''}"
    once = asked.book.principle("initiative_once").citation
    if is_known and not once.is_verified and len(usable(term, asked, purpose, even_taken=True)) >= times:
        words += f"; mỗi sáng kiến chỉ dùng một lần theo {once}, chưa đối chiếu văn bản"
        return Standing(DOUBTED, words, missing, change)
    return Standing(FAILED if is_known else UNKNOWN, words, missing, change)


def is_window_known(term: InitiativeTerm, facts: Facts) -> bool:
    """Whether the record is whole for the years asked; where none are, for the year judged. What was recognised long
    ago, never entered and never used may still be brought: the finding says so.
    """
    first = facts.judged - (term.span.within or 1) + 1
    if held := facts.years_of.get(term.span.since):
        first = min(first, max(held) + 1)
    return all(facts.is_known(year) for year in range(first, facts.judged + 1))


def _purpose_words(reserved_for: str, book: RuleBook) -> str:
    code, _, year = reserved_for.partition(" ")
    return f"{book.name(code)} {year}".strip()


# ---- the rest ----


def _service(term: ServiceTerm, asked: Asked) -> Standing:
    """Fewer years are for who works in hardship now; the record knows earlier places only, so a person has to look."""
    facts = asked.facts
    known = facts.service_years
    if known is not None and known >= term.years:
        if known - _years_under_sanction(facts) < term.years:
            words = (
                f"Có {int(known)} năm công tác trong ngành, cần {term.years}; thời gian chịu kỷ luật không được tính"
            )
            return Standing(UNKNOWN, words, 1, "Tính lại thời gian công tác, trừ thời gian chịu kỷ luật.", True)
        return Standing(MET, f"Có {int(known)} năm công tác trong ngành, cần {term.years}")
    relief = f"bớt {term.less} năm nếu đang công tác từ {term.hardship} năm ở vùng đặc biệt khó khăn"
    least = term.years - (term.less if facts.hardship_years else 0)
    if known is not None and known >= least:
        words = f"Có {int(known)} năm công tác trong ngành, cần {term.years}, {relief}; hồ sơ không ghi nơi hiện nay"
        return Standing(UNKNOWN, words, 1, "Kiểm tra nơi đang công tác; người có thẩm quyền xem xét.")
    most = known if facts.service_at_most is None else facts.service_at_most
    if known is not None and most is not None and most < least:
        change = f"Được {relief}." if term.less and known >= term.years - term.less else ""
        words = f"Mới có {int(known)} năm công tác trong ngành, cần {term.years}"
        return Standing(FAILED, words, ceil(least - known), change)
    had = "Chưa có thời gian công tác" if known is None else f"Mới tính được {int(known)} năm công tác trong ngành"
    return Standing(
        UNKNOWN, f"{had}, cần {term.years}", 1, "Nhập thời gian công tác trong ngành trước khi về đơn vị, nếu có."
    )


def _years_under_sanction(facts: Facts) -> Fraction:
    day = facts.judged_on or facts.span[1]
    spans = [(each.from_on, min(each.to_on or day, day)) for each in facts.sanctions if each.from_on <= day]
    days = sum((date.fromisoformat(end) - date.fromisoformat(start)).days + 1 for start, end in spans)
    return Fraction(days * 100, 36525)


def _undisciplined(term: UndisciplinedTerm, asked: Asked) -> Standing:
    first, last = asked.facts.span
    least = SANCTIONS.index(term.sanction)
    for each in asked.facts.sanctions:
        touches = each.from_on <= last and (not each.to_on or each.to_on >= first)
        if touches and SANCTIONS.index(each.sanction) >= least:
            return Standing(FAILED, "Có kỷ luật trong năm xét", 1, "", is_hidden=True)
    return Standing(MET, "Không có kỷ luật ở mức phải xét trong năm")


def _unit_rating(term: UnitRatingTerm, asked: Asked) -> Standing:
    level = asked.facts.unit_level
    wanted = AT_LEAST[term.level]
    if level not in RANK:
        return Standing(UNKNOWN, "Chưa có mức xếp loại của tập thể", 1, "Ghi mức xếp loại của tập thể trong năm.")
    if RANK[level] <= RANK[term.level]:
        return Standing(MET, f"Tập thể: {LEVEL_WORDS[level]}")
    return Standing(FAILED, f"Tập thể xếp loại {SHORT_NAMES[level]}, cần {wanted}", 1)


def _members(term: MembersTerm, asked: Asked) -> Standing:
    facts = asked.facts
    whole = len(facts.members)
    if not whole:
        return Standing(UNKNOWN, "Chưa có danh sách thành viên của tập thể", 1, "Cập nhật danh sách thành viên.")
    if term.code:
        sure = sum(term.code in titles for _, titles in facts.members)
        is_open = not facts.are_titles_decided
        most = whole if is_open else sure
        whom = f"đạt {asked.book.name(term.code)}"
    else:
        least = RANK[term.level]
        sure = sum(level in RANK and RANK[level] <= least for level, _ in facts.members)
        most = sure + sum(level not in RANK for level, _ in facts.members)
        whom = f"xếp loại {AT_LEAST[term.level]}"
    needed = _least_count(term, whole)
    asks = f"cần {'cả ' if needed == whole else 'ít nhất '}{needed}"
    words = f"{sure} trên {whole} thành viên {whom}, {asks}"
    if sure >= needed:
        return Standing(MET, words)
    missing = needed - sure
    if most < needed:
        return Standing(FAILED, words, missing, f"Thêm {missing} thành viên {whom}.")
    return Standing(UNKNOWN, words, missing, "Bổ sung kết quả của các thành viên còn thiếu.")


def _least_count(term: MembersTerm, whole: int) -> int:
    """The smallest number of members that reaches the share, or exceeds it where that is asked; in integers."""
    if term.share is None:
        return term.count
    asked = Fraction(term.share) * whole
    if term.is_strict:
        return asked.numerator // asked.denominator + 1
    return -(-asked.numerator // asked.denominator)


def _weighed(term: WeighedTerm, asked: Asked) -> None:
    return None


STANDINGS: dict[type, Callable[..., Standing | None]] = {
    RatingTerm: _rating,
    TitleTerm: _title,
    HoldsTerm: _holds,
    MeetsTerm: _meets,
    InitiativeTerm: _initiative,
    ServiceTerm: _service,
    UndisciplinedTerm: _undisciplined,
    UnitRatingTerm: _unit_rating,
    MembersTerm: _members,
    WeighedTerm: _weighed,
}
