"""The plan's timetable: headings, list items, table rows and lines that open with months, and "Thời gian: …"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from documents.reading import Doubt
from plans.reading.day_grammar import day_ranges, mixed_ranges, read_day_range, reversed_ranges
from plans.reading.facts import Period, TimelineEntry
from plans.reading.months import Span, month_ranges, read_label_span, read_value_span
from plans.reading.passages import Passage
from plans.reading.periods import Years, campaign, school_year_in

_TIME_LABEL = re.compile(r"^(?:về\s+)?thời\s+(?:gian|điểm|hạn)(?:\s+[^:.\d]{1,40})?\s*:\s*(?P<value>.*)$", re.I)
_ROUND = re.compile(r"^(?P<label>(?:đợt|giai đoạn|bước|lần|tuần)\s+(?:thứ\s+)?(?:\w+))\s*[:(.,–-]", re.I)
_ROUND_ALONE = re.compile(r"(?:đợt|giai đoạn|bước)\s+(?:thứ\s+)?(?:\d+|[IVX]+|một|hai|ba|bốn|tư|năm)", re.I)
_NAMED = re.compile(
    r"(?:đợt|giai đoạn|bước|chủ điểm|chủ đề|phong trào|chuyên đề|cao điểm|thi đua|tên gọi|tuần lễ|tháng "
    r"(?:cao điểm|thi đua|hành động)"
    r"|chiến dịch|cuộc vận động)(?!\w)",
    re.I,
)
_WORK = re.compile(r"nộp|gửi|họp|đăng k[ýí]|bình xét|chấm|thu |nhận|xét|hội thi|thao giảng|kiểm tra|tổng hợp", re.I)
MOST_BELOW = 200  # passages that one entry of the timetable may hold
_WINDOW = 31  # days within which a piece of work is rather due than spread
_MONTH_COLUMN = re.compile(r"thời gian|tháng|thời điểm|tiến độ", re.I)


@dataclass(frozen=True)
class Placed:
    """A passage with the timeline entry it stands under, and where its own text begins behind the entry's label."""

    passage: Passage
    span: Span | None = None
    offset: int = 0

    @property
    def is_label(self) -> bool:
        """The passage itself is the label of a timeline entry."""
        return self.span is not None and self.offset > 0

    @property
    def is_bare_label(self) -> bool:
        """Nothing stands behind the label: "3. Tháng 11:"."""
        return self.is_label and not re.search(r"\w", self.passage.text[self.offset :])


def campaign_period(passages: list[Passage]) -> Period | None:
    """The time of a movement that is a plan of its own: the days, with their year, under a heading of time."""
    for passage in passages:
        above = passage.titles[-1:] if not _TIME_LABEL.match(passage.text) else (passage.text,)
        if passage.cells or not any(re.match(r"(?:về\s+)?thời\s+gian(?!\w)", title, re.I) for title in above):
            continue
        for match, start, end in day_ranges(passage.text, Years(Period("none", ""))):
            if match.start() <= len("Thời gian thực hiện: ") or passage.text.startswith(match[0]):
                return campaign(start, end)
    return None


def read_timeline(passages: list[Passage], years: Years) -> tuple[list[TimelineEntry], list[Placed]]:
    entries: list[TimelineEntry] = []
    placed: list[Placed] = []
    current: Span | None = None
    home: tuple[str, ...] = ()
    marker = ""
    previous: date | None = None
    pending_value = False
    for index, passage in enumerate(passages):
        if passage.titles[: len(home)] != home or (passage.is_title and passage.titles == home[:-1]):
            current, home = None, passage.titles
        span = _span_of(passage, years, previous, pending_value)
        entries += _windows_in_row(passage, years, span)
        pending_value = bool(_is_open_time_label(passage))
        if span is not None:
            if span.label:
                entries.append(_entry(passage, span, _text_of(passages, index, span)))
                previous = span.start
            labels_what_follows = passage.is_title or span.length >= len(passage.text) or bool(passage.marker)
            current = span if labels_what_follows else current
            home = (*passage.titles, passage.text) if passage.is_title else passage.titles
            marker = passage.marker
            placed.append(Placed(passage, span, span.length))
            continue
        if current and passage.marker and passage.marker == marker and not passage.is_title:
            current = None  # the next item of the same list is outside the entry
        placed.append(Placed(passage, current))
    return entries, placed


def _span_of(passage: Passage, years: Years, previous: date | None, value_expected: bool) -> Span | None:
    if passage.place in ("preamble", "closing"):
        return None
    if passage.cells:
        return _cell_span(passage, years, previous)
    if value_expected and not passage.is_title and not _WORK.search(passage.text):
        span = read_value_span(passage.text, years, passage.titles) or _first_range(passage, years)
        if span:
            return span
    label = _TIME_LABEL.match(passage.text)
    if label and label["value"]:
        value = label["value"]
        span = read_value_span(value, years, passage.titles) or read_day_range(value, years, passage.titles)
        return Span(span.start, span.end, value.strip(" .;"), len(passage.text)) if span else None
    named = _named_span(passage, years)
    if named:
        return named
    if _ROUND.match(passage.text):
        span = read_day_range(passage.text, years, passage.titles) or _month_span_inside(passage, years)
        if span:
            return span
    return read_label_span(passage.text, years, passage.titles, previous)


def _first_range(passage: Passage, years: Years) -> Span | None:
    days = read_day_range(passage.text, years, passage.titles)
    mixed = mixed_ranges(passage.text, years, passage.titles)
    if days or not mixed:
        return days
    match, start, end = mixed[0]
    return Span(start, end, match[0].strip(), match.end())


def _named_span(passage: Passage, years: Years) -> Span | None:
    """A round or movement with its window: "Chủ điểm “…”: từ ngày … đến ngày …"; nothing is handed in there."""
    text = passage.text
    for match, start, end in ranges_in(text, years, passage.titles):
        if is_window(text, match.start(), match.end(), is_title=passage.is_title):
            return Span(start, end, match[0].strip(), len(text))
    return None


def ranges_in(text: str, years: Years, titles: tuple[str, ...] = ()) -> list[tuple[re.Match, date, date]]:
    """Every printed range of a text: of days, of months, of both."""
    months = [(match, span.start, span.end) for match, span in month_ranges(text, years, titles)]
    return [*day_ranges(text, years, titles), *months, *mixed_ranges(text, years, titles)]


def is_window(text: str, start: int, end: int, *, is_title: bool = False) -> bool:
    """Whether the days between two places of a text are those of a named round, not of a piece of work."""
    before, after = text[:start], text[end:]
    if _WORK.search(before):
        return False
    is_round = bool(_NAMED.match(text))
    is_short = len(after.split()) <= 8 or (is_round and not _WORK.search(after))
    return is_short and (is_round or is_title or bool(re.search(r"[”\"»]\W*$", before)))


def _windows_in_row(passage: Passage, years: Years, span: Span | None) -> list[TimelineEntry]:
    """Rounds named in the other cells of a row: "Thi đua “…” từ ngày … đến ngày …"."""
    found = []
    for cell in passage.cells:
        for match, start, end in day_ranges(cell, years, passage.titles):
            if not (span and span.label in cell) and is_window(cell, match.start(), match.end()):
                found.append(_entry(passage, Span(start, end, match[0].strip(), 0), cell))
    return found


def time_value(passage: Passage) -> str:
    """What stands behind "Thời gian: …", "Hạn nộp: …"; "" where the passage is no such line."""
    label = _TIME_LABEL.match(passage.text)
    return label["value"] if label and not passage.cells else ""


def time_cell(passage: Passage) -> str:
    """A table row's cell of time: the one under a heading of time. "" where there is none."""
    for position, cell in enumerate(passage.cells):
        column = passage.header[position] if position < len(passage.header) else ""
        if _MONTH_COLUMN.search(column) and re.search(r"\d", cell):
            return cell
    return ""


def _month_span_inside(passage: Passage, years: Years) -> Span | None:
    inside = re.search(r"\(([^()]*)\)|[:–-]\s*(.+)$", passage.text)
    text = inside and (inside[1] or inside[2])
    return read_value_span(text, years, passage.titles) if text else None


def _cell_span(passage: Passage, years: Years, previous: date | None) -> Span | None:
    for position, cell in enumerate(passage.cells):
        column = passage.header[position] if position < len(passage.header) else ""
        days = read_day_range(cell, years, passage.titles)
        if days and (days.end - days.start).days <= _WINDOW and _WORK.search(passage.text.replace(cell, "")):
            return None  # "Từ 13/5 đến 17/5 | Bình xét …" is a window of that work: a deadline
        span = read_label_span(cell, years, passage.titles, previous) or days
        if span is None and _MONTH_COLUMN.search(column):
            span = read_value_span(cell, years, passage.titles)
        if span and span.length >= len(cell.strip()):
            start = passage.text.find(cell) + len(cell)
            return Span(span.start, span.end, span.label, start, span.is_list, span.year_is_printed)
    return None


def _is_open_time_label(passage: Passage) -> bool:
    """ "Thời gian thực hiện:", as a line or a heading, with its value on the next line."""
    if passage.is_title:
        return bool(re.match(r"thời\s+(?:gian|hạn)(?!\w)", passage.text, re.I) or _ROUND_ALONE.fullmatch(passage.text))
    label = _TIME_LABEL.match(passage.text)
    return bool(label) and not label["value"]


def _entry(passage: Passage, span: Span, text: str) -> TimelineEntry:
    return TimelineEntry(
        line=passage.line, sentence=passage.text, start=span.start, end=span.end, label=span.label, text=text
    )


def _text_of(passages: list[Passage], index: int, span: Span) -> str:
    """What is to be done in the span: the rest of its own line, else the lines below it."""
    passage = passages[index]
    if _TIME_LABEL.match(passage.text) and passage.titles:
        return passage.titles[-1]
    if passage.cells:
        return " | ".join(cell for cell in passage.cells if cell and span.label not in cell)
    rest = passage.text[span.length :].strip(" :.-–")
    if rest:
        return rest
    below = []
    for following in passages[index + 1 : index + 1 + MOST_BELOW]:
        inside = following.titles[: len(passage.titles) + 1] == (*passage.titles, passage.text)
        if passage.is_title and not inside:
            break
        if not passage.is_title and (
            following.titles != passage.titles
            or re.match(r"(?:tháng\s*)?\d{1,2}\s*/\s*20\d\d\W*$", following.text, re.I)
        ):
            break
        if passage.marker and following.marker == passage.marker:
            break  # the next item of the same list
        below.append(following.text)
    return " ".join(below)


def timeline_doubts(entries: list[TimelineEntry], placed: list[Placed], years: Years) -> list[Doubt]:
    doubts: list[Doubt] = []
    period, issued_on = years.period, years.issued_on
    for entry in entries:
        if period.kind == "school_year" and not (years.covers(entry.start) or years.covers(entry.end)):
            message = f"“{entry.label}” nằm ngoài {period.start:%d/%m/%Y}–{period.end:%d/%m/%Y} của kế hoạch."
            doubts.append(Doubt("outside_period", entry.line, message, entry.sentence))
        if issued_on and entry.end < issued_on and not _is_timetable(entries):
            message = f"“{entry.label}” đã kết thúc trước ngày ban hành {issued_on:%d/%m/%Y}."
            doubts.append(Doubt("past_period", entry.line, message, entry.sentence))
        elif (
            issued_on and entry.start < issued_on and (entry.end - issued_on).days <= 31 and not _is_timetable(entries)
        ):
            message = f"“{entry.label}” gần hết khi ban hành kế hoạch ({issued_on:%d/%m/%Y})."
            doubts.append(Doubt("nearly_over", entry.line, message, entry.sentence))
    for entry in entries:
        if re.search(r"(?:học\s+k[ỳìỷ]|HK)\s*[I12]|năm\s+học$", entry.label, re.I) and not school_year_in(entry.label):
            message = (
                f"“{entry.label}” được tạm đọc là {entry.start:%d/%m/%Y}–{entry.end:%d/%m/%Y}; "
                "xin kiểm tra theo kế hoạch thời gian năm học của nhà trường."
            )
            doubts.append(Doubt("term_days", entry.line, message, entry.sentence))
    for item in placed:
        passage = item.passage
        for match, start, end in reversed_ranges(passage.text, years, passage.titles):
            message = (
                f"“{match[0].strip()}” kết thúc trước khi bắt đầu; đã đọc là {start:%d/%m/%Y}–{end:%d/%m/%Y}, "
                "xin kiểm tra."
            )
            doubts.append(Doubt("year_conflict", passage.line, message, passage.text))
        if item.span and item.span.is_list and item.offset:
            message = f"“{item.span.label}” được đọc là từ {item.span.start:%d/%m/%Y} đến {item.span.end:%d/%m/%Y}."
            doubts.append(Doubt("month_list", item.passage.line, message, item.passage.text))
    return doubts


def _is_timetable(entries: list[TimelineEntry]) -> bool:
    """Months one after the other: the past ones are plain history, not a doubt each."""
    return len(entries) > 4
