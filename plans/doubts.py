"""What a person is asked about a text, each cause once with all its places; and what she is only told. Pure.

Beside the reader's own doubts stand those of a text that was written elsewhere or for another year.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from documents.content import Content
from documents.reading import Doubt
from documents.reading.lines import fold
from plans import names
from plans.reading import PlanFacts
from plans.reading.bases import CITATION
from plans.reading.passages import read_passages

# How the text was read, for a person to see; nothing has to be chosen.
NOTES = {
    "appendix_after_signature",
    "decomposed_text",
    "heading_ending",
    "heading_without_number",
    "label_form",
    "layout_marks",
    "month_list",
    "page_number",
    "quote_style",
    "school_week",
    "short_months",
    "uneven_heading_marks",
    "week_definition",
    "wrapped_paragraph",
    "year_missing",
}
# About the letterhead and signature of the pasted text, which are replaced by this school's own.
LETTERHEAD = {
    "blank_date",
    "blank_number",
    "header_missing",
    "issuer_symbol",
    "number_only_in_appendix",
    "place_case",
    "signer_missing",
}
LETTERHEAD_NOTE = "Đầu văn bản và chữ ký lấy theo đơn vị này; số và ngày do văn thư ghi khi ban hành."
# They compare a date with the day the old plan was issued; a plan that is written anew is issued later.
_OF_THE_OLD_ISSUE = {"past_period", "nearly_over", "date_after_document"}
_OUTSIDE = {"outside_period", "outside_range"}
_LONG_BEFORE = timedelta(days=90)  # a plan may be issued some weeks before its school year begins
_AUGUST = 8  # in which a school prepares the year that begins in September
_FEW = 2  # so many days of another year are slips of the pen; more, and the text is another year's
_YEARS_BACK = 3  # what lies further back is history
_PRINTED_DAY = re.compile(
    r"(?<![\d/.-])(?:(?P<d>\d{1,2})\s*(?:[/.-]|tháng)\s*)?(?P<m>\d{1,2})\s*(?:[/.-]|năm)\s*(?P<y>20\d\d)(?![\d/-])",
    re.I,
)
_OF_A_PAPER = re.compile(
    r"(?:luật|nghị định|thông tư|quyết định|chỉ thị|nghị quyết|công văn|hướng dẫn)[^.;]{0,120}$", re.I
)
_YEARS = re.compile(
    r"năm học\s*:?\s*(?P<first>20\d\d)\s*[-–—/]\s*20\d\d|(?<!\w)năm\s+(?P<year>20\d\d)(?!\s*[-–]\s*20\d\d)", re.I
)
_MONTH_BEFORE = re.compile(r"tháng\s+\d{1,2}\s*$", re.I)
_READ_AS = re.compile(r"(?:đã )?đọc là năm 20\d\d")
_LINES_NAMED = re.compile(r" Như vậy ở các dòng [^.]*\.$")
_FULL_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(20\d\d)")


@dataclass(frozen=True)
class Place:
    """Where a question shows: a line of the source (from 1), its sentence, and the words asked about.

    `part` is "subject", "basis", "recipient" or "" for the body; `said` what is told of this place alone;
    `instead` what its words could be replaced with, where that differs from place to place.
    """

    line: int
    sentence: str
    words: str = ""
    part: str = ""
    said: str = ""
    instead: str = ""


@dataclass
class Question:
    """One cause with all its places. `instead`: what the words asked about could be replaced with, everywhere."""

    code: str
    cause: str
    message: str
    places: list[Place]
    is_note: bool = False
    note: str = ""
    instead: str = ""

    @property
    def key(self) -> str:
        return f"doubt-{hashlib.sha256(f'{self.code}|{fold(self.cause)}'.encode()).hexdigest()[:12]}"


@dataclass(frozen=True)
class Year:
    """The school year the plan is written for now; `move` takes a day of the text to its day in this year."""

    starts_on: date
    ends_on: date
    move: Callable[[date], date | None]

    @property
    def code(self) -> str:
        return f"{self.starts_on.year}-{self.ends_on.year}"


def questions(
    facts: PlanFacts,
    content: Content,
    *,
    own: names.Own,
    year: Year,
    moved: set[tuple[int, str]],
    told: set[tuple[int, str]] = frozenset(),
) -> list[Question]:
    """Everything to ask and to tell, in the order of the text.

    `moved`: (line, sentence) of each fact that was re-dated; `told`: of those whose day is asked about beside the fact.
    """
    texts = places_of(content, facts)
    left = _days_left(texts, year, moved | told)
    found = [*_foreign_years(facts, texts, year), *_foreign_names(facts, texts, own), *_of_days_left(left, year)]
    is_other_year = any(question.code == "other_year" for question in found)
    is_redated = _is_redated(facts, year) or len(moved) > _FEW
    left_lines, moved_lines = {place.line for place in left}, {line for line, _ in moved}
    doubts = []
    for doubt in facts.warnings:
        if doubt.code in _OUTSIDE and (doubt.line in left_lines or (is_redated and doubt.line in moved_lines)):
            continue  # asked with the days that were left, or shown with its new day
        if is_other_year and doubt.code == "period_mix":
            continue  # asked as the other year already
        if is_redated and doubt.code in _OF_THE_OLD_ISSUE:
            continue
        is_moved = is_redated or any(
            line == doubt.line and (said in doubt.sentence or doubt.sentence in said) for line, said in moved
        )
        doubts.append(_in_this_year(doubt, year) if is_moved else doubt)
    found += _by_cause(doubts, {place.line: place.sentence for place in texts if not place.part})
    return sorted(found, key=lambda question: question.places[0].line)


def places_of(content: Content, facts: PlanFacts) -> list[Place]:
    """Every stretch of the document's text with its line, subject and recipients included."""
    cited = {basis.sentence: basis.line for basis in facts.legal_bases}
    places = [Place(1, content.subject, part="subject")] if content.subject else []
    places += [Place(cited.get(text, 1), text, part="basis") for text in content.bases]
    body = [Place(passage.line, passage.text) for passage in read_passages(content)]
    last = max((place.line for place in body), default=1)
    return [*places, *body, *(Place(last, text.strip(" -–+*;.,"), part="recipient") for text in content.recipients)]


def _is_redated(facts: PlanFacts, year: Year) -> bool:
    """The plan was written for a time outside this school year, so that every date of it was moved."""
    period, header = facts.period, facts.header
    if header.date_precision == "day" and date.fromisoformat(header.date) < year.starts_on - _LONG_BEFORE:
        return True
    return period.start is not None and (period.end < year.starts_on or period.start > year.ends_on)


def _in_this_year(doubt: Doubt, year: Year) -> Doubt:
    """What the reader said of the old year's days, said of this year's."""
    message = _READ_AS.sub(f"đã hiểu theo năm học {year.code}", doubt.message)
    if doubt.code == "month_list":
        message = _FULL_DATE.sub(lambda match: _moved_date(match, year), message)
    elif doubt.code in ("outside_period", "outside_range"):
        message = f"{message.rstrip('. ')}; ngày đã chuyển sang năm học {year.code}, xin kiểm tra."
    return replace(doubt, message=message)


def _moved_date(match: re.Match, year: Year) -> str:
    try:
        new = year.move(date(int(match[3]), int(match[2]), int(match[1])))
    except ValueError:
        return match[0]
    return f"{new:%d/%m/%Y}" if new else match[0]


# ---- one question for one cause ----


def _by_cause(doubts: list[Doubt], texts: dict[int, str]) -> list[Question]:
    """The reader's doubts: those that say the same, and all that only tell one thing of the text, become one."""
    groups: dict[tuple[str, str], list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        cause = "" if doubt.code in NOTES and doubt.code != "week_definition" else doubt.message
        groups[doubt.code, doubt.cause or cause].append(doubt)
    return [_question(code, cause, group, texts) for (code, cause), group in groups.items()]


def _question(code: str, cause: str, doubts: list[Doubt], texts: dict[int, str]) -> Question:
    doubts = [each for doubt in doubts for each in _at_each_place(doubt, texts)]
    messages = list(dict.fromkeys(doubt.message for doubt in doubts))
    return Question(
        code=code,
        cause=_FULL_DATE.sub("", cause),
        message=messages[0] if len(messages) == 1 else f"{messages[0]} Và {len(messages) - 1} chỗ tương tự.",
        places=_once(Place(max(doubt.line, 1), doubt.sentence, said=doubt.message) for doubt in doubts),
        is_note=code in NOTES or code in LETTERHEAD,
        note=LETTERHEAD_NOTE if code in LETTERHEAD else "",
    )


def _at_each_place(doubt: Doubt, texts: dict[int, str]) -> list[Doubt]:
    """The reader's one doubt of many lines as one of each; the lines need no naming where each has a link."""
    first = replace(doubt, message=_LINES_NAMED.sub("", doubt.message))
    others = [line for line in doubt.places if line != doubt.line]
    return [first, *(replace(first, line=line, sentence=texts.get(line, "")) for line in others)]


def _once(places: Iterable[Place]) -> list[Place]:
    return list({(place.line, fold(place.sentence), place.part): place for place in places}.values())


# ---- another year ----


def _foreign_years(facts: PlanFacts, texts: list[Place], year: Year) -> list[Question]:
    earliest = facts.period.start.year if facts.period.start else year.starts_on.year
    groups: dict[str, list[Place]] = defaultdict(list)
    for place in texts:
        for named in _other_years(place.sentence, earliest, year):
            groups[" ".join(re.sub(r"\s*[-–—/]\s*", "-", named).lower().split())].append(replace(place, words=named))
    found = []
    for named, places in groups.items():
        count = f" ở {len(_once(places))} chỗ" if len(_once(places)) > 1 else ""
        message = f"Văn bản ghi “{named}”{count}, chưa khớp năm học {year.code}."
        if any(place.part == "basis" for place in places):
            message += " Với căn cứ: xem văn bản đó còn dùng cho năm học này không."
        found.append(Question("other_year", named, message, _once(places), instead=f"năm học {year.code}"))
    return found


def _other_years(text: str, earliest: int, year: Year) -> list[str]:
    """Years named that are neither this school year nor older than the plan (“kết quả năm 2019” is history)."""
    text, found = CITATION.sub("", text), []
    for match in _YEARS.finditer(text):
        if match["first"]:
            named, fits = int(match["first"]), int(match["first"]) == year.starts_on.year
        else:
            named = int(match["year"])
            fits = named in (year.starts_on.year, year.ends_on.year)
        if not fits and named >= earliest and not _MONTH_BEFORE.search(text[: match.start()]):
            found.append(match[0])
    return list(dict.fromkeys(found))


# ---- days of another year that no fact has taken along ----


def _days_left(texts: list[Place], year: Year, asked: set[tuple[int, str]]) -> list[Place]:
    """Days and months printed with a year outside this school year, apart from those in `asked`; one place each."""
    found = []
    for place in texts:
        if place.part:
            continue
        text = CITATION.sub(lambda cited: "·" * len(cited[0]), place.sentence)
        for match in _PRINTED_DAY.finditer(text):
            printed = match[0]
            alone = re.compile(rf"(?<![\d/.-]){re.escape(printed)}(?!\d)")  # “10/2025” is not in “10/10/2025”
            is_asked = any(line == place.line and alone.search(said) for line, said in asked)
            new = _same_day(match, year)
            if new is None or is_asked or _OF_A_PAPER.search(text[: match.start()]):
                continue
            found.append(replace(place, words=printed, instead=f"{printed[:-4]}{new.year}"))
    return found


def _same_day(match: re.Match, year: Year) -> date | None:
    """The printed day, or the first of the printed month, in this school year; None where it is in it already.

    None too where there is no such day, and for what is long past.
    """
    month = int(match["m"])
    try:
        printed = date(int(match["y"]), month, int(match["d"] or 1))
        is_autumn = month >= min(year.starts_on.month, _AUGUST)
        new = printed.replace(year=year.starts_on.year if is_autumn else year.ends_on.year)
    except ValueError:
        return None
    is_long_past = printed.year < year.starts_on.year - _YEARS_BACK
    return None if is_long_past or year.starts_on - _LONG_BEFORE <= printed <= year.ends_on else new


def _of_days_left(places: list[Place], year: Year) -> list[Question]:
    if not places:
        return []
    words = list(dict.fromkeys(place.words for place in places))
    named = ", ".join(f"“{each}”" for each in words[:4]) + ("…" if len(words) > 4 else "")
    message = (
        f"Văn bản còn ghi {named}, ngoài năm học {year.code}, không thuộc mốc nào đã hiểu."
        " Chuyển sang năm học này, hoặc ghi ý kiến nếu đúng là việc của năm khác."
    )
    instead = f"cùng ngày, tháng của năm học {year.code}"
    return [Question("days_left", "days_left", message, places, instead=instead)]


# ---- another school, another phường or xã ----


def _foreign_names(facts: PlanFacts, texts: list[Place], own: names.Own) -> list[Question]:
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in texts:
        for name in names.names_in(place.sentence):
            is_asked = name.kind == "school" or place.part
            if is_asked and not own.has(name):
                groups[name.kind, name.folded].append(replace(place, words=name.text))
    for place in texts:  # once foreign, it is so in the body too
        for name in () if place.part else names.names_in(place.sentence):
            if name.kind != "school" and (name.kind, name.folded) in groups:
                groups[name.kind, name.folded].append(replace(place, words=name.text))
    found = [_foreign_name(kind, places, own) for (kind, _), places in groups.items()]
    printed = facts.header.issuer
    if printed and fold(printed) != fold(own.issuer) and not any(kind == "school" for kind, _ in groups):
        message = f"Văn bản nhập ghi cơ quan ban hành là “{printed}”; đầu văn bản đã thay bằng “{own.issuer}”."
        found.append(Question("other_issuer", printed, message, [Place(1, "")], is_note=True))
    return found


def _foreign_name(kind: str, places: list[Place], own: names.Own) -> Question:
    places = _once(places)
    words = places[0].words
    count = f" ở {len(places)} chỗ" if len(places) > 1 else ""
    if kind == "school":
        message = f"Văn bản ghi “{words}”{count}, không phải tên đơn vị này."
        return Question("other_issuer", words, message, places, instead=own.school)
    message = f"Văn bản ghi “{words}”{count}, chưa khớp địa bàn của đơn vị này."
    if names.is_abolished(words):  # who took over its work is not for a machine to say
        message += " Cấp huyện và thị trấn đã kết thúc hoạt động từ 01/7/2025."
        return Question("other_place", words, message, places)
    return Question("other_place", words, message, places, instead=own.ward)
