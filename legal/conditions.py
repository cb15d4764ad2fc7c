"""The conditions of a distinction as written in the library: read from a row's value, said in words. Pure.

A condition is one row (`condition.<distinction>.<slot>`); all rows of a distinction must hold. Its value is a formula:

    rating >= good                          the yearly rating of the year judged
    rating >= good x5 consecutive           of five years in a row that end with the year judged
    title CSTDCS x3 consecutive             three years in a row, the last one the year judged or the year before
    title CSTDCS x3 within 5 since BKTTG    three times in five years, all after the latest BKTTG
    holds BANG_KHEN                         ever received
    meets LDTT                              the conditions of another distinction, for the same year
    initiative base x2 within 2             recognised at least at that scope, applied, and not used yet
    research province                       a research task accepted, with that scope
    service 20 less 5 after hardship 5      years in the sector; fewer for who works in hardship
    undisciplined warning                   nobody was disciplined at or above that level in the year
    unit_rating >= excellent                the yearly level of the collective
    members rating >= completed 100/100     the share of a collective's members
    members title LDTT >1/2                 ">": the share must be exceeded
    members title CSTDCS count 1            at least so many members
    weighed                                 the council weighs it; nothing is computed
    none                                    no longer asked (a place's own row may say so)

Alternatives are written " | ", what must hold together within one " & ".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

PREFIX = "condition."
LEVELS = ("excellent", "good", "completed", "not_completed")  # best first
LEVEL_WORDS = {
    "excellent": "Hoàn thành xuất sắc nhiệm vụ",
    "good": "Hoàn thành tốt nhiệm vụ",
    "completed": "Hoàn thành nhiệm vụ",
    "not_completed": "Không hoàn thành nhiệm vụ",
}
SCOPES = ("base", "province", "nation")  # narrowest first; a wider one serves where a narrower is asked
SCOPE_WORDS = {"base": "cơ sở", "province": "tỉnh, bộ, ngành", "nation": "toàn quốc"}
SANCTIONS = ("reprimand", "warning", "demotion", "dismissal")  # mildest first
SANCTION_WORDS = {
    "reprimand": "khiển trách",
    "warning": "cảnh cáo",
    "demotion": "cách chức",
    "dismissal": "buộc thôi việc",
}
CODE = r"[A-Z][A-Z0-9_]*"


@dataclass(frozen=True)
class Span:
    """How often, and in which years: `times` in a row (`is_consecutive`), within so many years, or since an award."""

    times: int = 1
    is_consecutive: bool = False
    within: int | None = None
    since: str = ""  # the code of a distinction


@dataclass(frozen=True)
class RatingTerm:
    level: str
    span: Span = Span()


@dataclass(frozen=True)
class TitleTerm:
    code: str
    span: Span = Span()


@dataclass(frozen=True)
class HoldsTerm:
    code: str


@dataclass(frozen=True)
class MeetsTerm:
    code: str


@dataclass(frozen=True)
class InitiativeTerm:
    """`kind`: "initiative" or "research"."""

    kind: str
    scope: str
    span: Span = Span()


@dataclass(frozen=True)
class ServiceTerm:
    """Years in the sector; `less` fewer after `hardship` years in the present place of hardship (0: no such relief)."""

    years: int
    less: int = 0
    hardship: int = 0


@dataclass(frozen=True)
class UndisciplinedTerm:
    sanction: str


@dataclass(frozen=True)
class UnitRatingTerm:
    level: str


@dataclass(frozen=True)
class MembersTerm:
    """Of a collective's members: those with a rating of at least `level`, or with the title `code`.

    Either `share` of all is asked (`is_strict`: it must be exceeded), or `count` of them.
    """

    level: str = ""
    code: str = ""
    share: Fraction | None = None
    is_strict: bool = False
    count: int = 0


@dataclass(frozen=True)
class WeighedTerm:
    pass


Term = (
    RatingTerm | TitleTerm | HoldsTerm | MeetsTerm | InitiativeTerm | ServiceTerm | UndisciplinedTerm | UnitRatingTerm
    | MembersTerm | WeighedTerm
)  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """Alternatives, each a row of terms that must hold together; none: nothing is asked."""

    alternatives: tuple[tuple[Term, ...], ...]

    @property
    def terms(self) -> Iterator[Term]:
        return (term for terms in self.alternatives for term in terms)

    @property
    def needs(self) -> set[str]:
        """The distinctions that must be reached first."""
        asked = {term.code for term in self.terms if isinstance(term, TitleTerm | HoldsTerm | MeetsTerm | MembersTerm)}
        since = {term.span.since for term in self.terms if isinstance(term, RatingTerm | TitleTerm | InitiativeTerm)}
        return (asked | since) - {""}


SPAN = (
    r"(?: x(?P<times>[1-9][0-9]?))?(?P<row> consecutive)?(?: within (?P<within>[1-9][0-9]?))?"
    rf"(?: since (?P<since>{CODE}))?"
)
LEVEL = rf"(?P<level>{'|'.join(LEVELS)})"
SHARE = r"(?P<share>(?P<strict>>)?[0-9]{1,4}/[0-9]{1,4})"
PATTERNS = {
    "rating": re.compile(rf"rating >= {LEVEL}{SPAN}"),
    "title": re.compile(rf"title (?P<code>{CODE}){SPAN}"),
    "holds": re.compile(rf"holds (?P<code>{CODE})"),
    "meets": re.compile(rf"meets (?P<code>{CODE})"),
    "initiative": re.compile(rf"(?P<kind>initiative) (?P<scope>{'|'.join(SCOPES)}){SPAN}"),
    "research": re.compile(rf"(?P<kind>research) (?P<scope>{'|'.join(SCOPES)}){SPAN}"),
    "service": re.compile(
        r"service (?P<years>[1-9][0-9]?)(?: less (?P<less>[1-9]) after hardship (?P<hardship>[1-9][0-9]?))?"
    ),
    "undisciplined": re.compile(rf"undisciplined (?P<sanction>{'|'.join(SANCTIONS)})"),
    "unit_rating": re.compile(rf"unit_rating >= {LEVEL}"),
    "members": re.compile(
        rf"members (?:rating >= {LEVEL}|title (?P<code>{CODE}))(?: (?:>= )?{SHARE}| count (?P<count>[1-9][0-9]?))"
    ),
    "weighed": re.compile("weighed"),
}


def parse(value: str) -> Condition:
    """The condition that a formula writes; ValueError says in Vietnamese what is wrong."""
    text = " ".join(value.split())
    if text == "none":
        return Condition(())
    return Condition(tuple(tuple(_term(each) for each in part.split(" & ")) for part in text.split(" | ")))


def _term(text: str) -> Term:
    word = text.partition(" ")[0]
    pattern = PATTERNS.get(word)
    if pattern is None:
        raise ValueError(f"Không có loại điều kiện “{word}”.")
    found = pattern.fullmatch(text)
    if found is None:
        raise ValueError(f"Điều kiện “{text}” viết chưa đúng mẫu.")
    return _build(word, found.groupdict())


def _build(word: str, parts: Mapping[str, str | None]) -> Term:
    match word:
        case "rating":
            return RatingTerm(parts["level"], _span(parts))
        case "title":
            return TitleTerm(parts["code"], _span(parts))
        case "holds":
            return HoldsTerm(parts["code"])
        case "meets":
            return MeetsTerm(parts["code"])
        case "initiative" | "research":
            return InitiativeTerm(parts["kind"], parts["scope"], _span(parts))
        case "service":
            return ServiceTerm(int(parts["years"]), int(parts["less"] or 0), int(parts["hardship"] or 0))
        case "undisciplined":
            return UndisciplinedTerm(parts["sanction"])
        case "unit_rating":
            return UnitRatingTerm(parts["level"])
        case "members":
            return _members(parts)
    return WeighedTerm()


def _span(parts: Mapping[str, str | None]) -> Span:
    times, within = int(parts["times"] or 1), int(parts["within"]) if parts["within"] else None
    if within is not None and within < times:
        raise ValueError(f"Không thể có {times} lần trong {within} năm.")
    return Span(times, bool(parts["row"]), within, parts["since"] or "")


def _members(parts: Mapping[str, str | None]) -> MembersTerm:
    written = (parts["share"] or "").removeprefix(">")
    share = None
    if written:
        part, whole = map(int, written.split("/"))
        if not 0 < part <= whole:
            raise ValueError(f"Tỷ lệ {written} phải lớn hơn 0 và không quá 1.")
        share = Fraction(part, whole)
    return MembersTerm(
        parts["level"] or "", parts["code"] or "", share, bool(parts["strict"]), int(parts["count"] or 0)
    )


def circle_in(needs: Mapping[str, Iterable[str]]) -> list[str]:
    """A circle of distinctions each of which needs the next, the first one repeated at the end; [] where there is none.

    `needs`: by distinction, those that must be reached first.
    """
    done: set[str] = set()
    for first in sorted(needs):
        path: list[str] = []
        ahead = [iter([first])]  # of each on the path what it needs still to be looked at; no recursion: files are long
        while ahead:
            code = next(ahead[-1], None)
            if code is None:
                ahead.pop()
                if path:
                    done.add(path.pop())
            elif code in path:
                return [*path[path.index(code) :], code]
            elif code not in done:
                path.append(code)
                ahead.append(iter(sorted(needs.get(code, ()))))
    return []


def words(condition: Condition, names: Mapping[str, str]) -> str:
    """The condition as people read it; `names`: a distinction's name by its code."""
    if not condition.alternatives:
        return "Không yêu cầu"
    said = ["; đồng thời ".join(_say(term, names) for term in terms) for terms in condition.alternatives]
    text = " hoặc ".join(said)
    return text[:1].upper() + text[1:]


def _say(term: Term, names: Mapping[str, str]) -> str:
    match term:
        case RatingTerm(level, span):
            return f"được xếp loại {_level(level)}{_span_words(span, names, 'năm')}"
        case TitleTerm(code, span):
            return f"đạt danh hiệu {names.get(code, code)}{_span_words(span, names, 'lần')}"
        case HoldsTerm(code):
            return f"đã được tặng {names.get(code, code)}"
        case MeetsTerm(code):
            return f"đạt tiêu chuẩn {names.get(code, code)}"
        case InitiativeTerm(kind, scope, span):
            thing = "sáng kiến được công nhận" if kind == "initiative" else "đề tài, nhiệm vụ khoa học được nghiệm thu"
            count = f"{span.times} " if span.times > 1 else ""
            place = f"trong {span.within} năm xét" if span.within else ""
            return " ".join(filter(None, [f"có {count}{thing} phạm vi {SCOPE_WORDS[scope]}, chưa dùng", place]))
        case ServiceTerm(years, less, hardship):
            relief = f" (bớt {less} năm nếu đang công tác từ {hardship} năm ở vùng đặc biệt khó khăn)" if less else ""
            return f"có đủ {years} năm công tác trong ngành{relief}"
        case UndisciplinedTerm(sanction):
            return f"không bị kỷ luật từ {SANCTION_WORDS[sanction]} trở lên trong năm xét"
        case UnitRatingTerm(level):
            return f"tập thể đạt mức {_level(level)}"
        case MembersTerm():
            return _members_words(term, names)
    return "hội đồng xem xét, cân nhắc"


def _level(level: str) -> str:
    return LEVEL_WORDS[level] + ("" if level == LEVELS[0] else " trở lên")


def _span_words(span: Span, names: Mapping[str, str], unit: str) -> str:
    row = " liên tục" if span.is_consecutive else ""
    count = f" {span.times} {unit}{row}" if span.times > 1 else ""
    within = f" trong {span.within} năm" if span.within else ""
    return f"{count}{within}" + (f" kể từ khi được tặng {names.get(span.since, span.since)}" if span.since else "")


def _members_words(term: MembersTerm, names: Mapping[str, str]) -> str:
    whom = f"đạt danh hiệu {names.get(term.code, term.code)}" if term.code else f"được xếp loại {_level(term.level)}"
    if term.share is None:
        return f"có ít nhất {term.count} cá nhân {whom}"
    share = f"{term.share.numerator * 100 / term.share.denominator:g}%".replace(".", ",")
    bound = "" if term.share == 1 else "trên " if term.is_strict else "ít nhất "
    return f"{bound}{share} cá nhân {whom}"
