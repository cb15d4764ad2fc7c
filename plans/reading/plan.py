"""A plan's facts, read from a document's content."""

from __future__ import annotations

import re
from datetime import date

from documents.reading import Doubt, Reading
from documents.reading.lines import UPPER
from plans.reading.asking import ask_once
from plans.reading.bases import CITATION, basis_doubts, blank_bases, citation_date, read_bases
from plans.reading.campaigns import read_campaigns, read_quotas
from plans.reading.council import read_council
from plans.reading.facts import Header, Period, PlanFacts, with_keys
from plans.reading.passages import Passage, read_passages
from plans.reading.periods import CALENDAR_YEAR, Years, period_is_named, read_period, school_year_in
from plans.reading.rules import read_deadlines
from plans.reading.sums import sum_doubts
from plans.reading.targets import read_targets
from plans.reading.timeline import campaign_period, read_timeline, timeline_doubts

_WHO_ISSUES = re.compile(
    rf"(?:^|[,;:]\s*)(?P<issuer>(?:[Tt]rường|Phòng|UBND|Ủy ban|Sở|Ban|Công đoàn|Cụm"
    rf"|Hội đồng)\s+[{UPPER}\w][^,;:.]{{2,90}}?)"
    r"\s+(?:xây dựng|ban hành|phát động|tổ chức|triển khai|đề ra|lập|thông báo)(?!\w)"
)


def read_plan(reading: Reading) -> PlanFacts:
    """The facts of a plan. Pure: the same reading gives the same facts, with the same keys."""
    content = reading.content
    passages = read_passages(content)
    doubts = list(reading.doubts)
    header = _header(reading, passages, doubts)
    issued_on = date.fromisoformat(header.date) if header.date_precision == "day" else None
    period = read_period(content.subject, passages, issued_on, content.bases)
    if not (issued_on or period_is_named(content.subject, passages)):
        period = campaign_period(passages) or period
    years = Years(period, issued_on, _school_year_ahead(passages, issued_on))

    bases = read_bases(reading, passages)
    timeline, placed = read_timeline(passages, years)
    deadlines, deadline_doubts = read_deadlines(placed, years)
    targets, target_doubts = read_targets(passages)
    quotas, quota_doubts = read_quotas(passages)
    council, council_doubts = read_council(passages)
    doubts += blank_bases(reading) + basis_doubts(bases, header, period, passages)
    doubts += timeline_doubts(timeline, placed, years)
    doubts += deadline_doubts + target_doubts + quota_doubts + council_doubts
    doubts += _period_doubts(reading, period, passages) + _closing_doubts(period, passages)
    doubts += sum_doubts(passages, targets)
    return PlanFacts(
        header,
        period,
        with_keys(bases),
        with_keys(timeline),
        with_keys(targets),
        with_keys(deadlines),
        with_keys(read_campaigns(passages, timeline, years, _subject(reading))),
        with_keys(quotas),
        with_keys(council),
        ask_once(doubts),
    )


def _header(reading: Reading, passages: list[Passage], doubts: list[Doubt]) -> Header:
    content, head = reading.content, reading.content.letterhead
    day, precision = _printed_date(head.issued_on, head.place_and_date)
    header = Header(
        superior=" ".join(head.superior) or None,
        issuer=" ".join(head.issuer) or None,
        number=head.number,
        symbol=head.symbol or None,
        place=head.place or None,
        date=day,
        date_precision=precision,
        title=content.title,
        subject=content.subject,
    )
    if header.issuer is None:
        header.issuer = _issuer_in_text(passages)
    if header.number is None and not header.symbol:
        _number_in_caption(reading, header, doubts)
    return header


def _school_year_ahead(passages: list[Passage], issued_on: date | None) -> tuple[int, int] | None:
    """The school year named in the text in which the plan was issued."""
    named = (school_year_in(passage.text) for passage in passages)
    months = (issued_on.year - (issued_on.month < 8),) if issued_on else ()
    return next((years for years in named if years and years[0] in months), None)


def _printed_date(issued_on: date | None, printed: str) -> tuple[str | None, str]:
    if issued_on:
        return issued_on.isoformat(), "day"
    month = re.search(r"tháng\s*(\d{1,2})\s*năm\s*(\d{4})", printed)
    if month and not re.search(r"ngày\s*\d", printed) and 1 <= int(month[1]) <= 12:
        return f"{month[2]}-{int(month[1]):02}", "month"
    return None, "none"


def _issuer_in_text(passages: list[Passage]) -> str | None:
    for passage in passages:
        match = _WHO_ISSUES.search(passage.text) if passage.place == "preamble" else None
        if match:
            issuer = match["issuer"].strip()
            return issuer[0].upper() + issuer[1:]
    return None


def _number_in_caption(reading: Reading, header: Header, doubts: list[Doubt]) -> None:
    """A plan whose number is printed only where its appendix names it."""
    lines = reading.source.get("captions", [])
    captions = [appendix.caption for appendix in reading.content.appendices if appendix.caption]
    for line, caption in zip(lines, captions, strict=False):
        match = CITATION.search(caption)
        if not match:
            continue
        number, _, symbol = re.sub(r"\s+", "", match["no"]).partition("/")
        header.number, header.symbol = number, symbol
        dated = citation_date(match)
        if dated:
            header.date, header.date_precision = dated.isoformat(), "day"
        doubts.append(
            Doubt(
                "number_only_in_appendix", line, "Số và ngày của văn bản chỉ có ở dòng kèm theo của phụ lục.", caption
            )
        )
        return


def _subject(reading: Reading) -> Passage:
    line = reading.source.get("subject") or reading.source.get("title") or [1]
    return Passage(line[0], reading.content.subject, place="subject")


def _closing_doubts(period: Period, passages: list[Passage]) -> list[Doubt]:
    """A closing sentence left over from another school year's plan."""
    if period.kind != "school_year":
        return []
    doubts = []
    for passage in passages:
        named = school_year_in(passage.text) if passage.place == "closing" else None
        if named and named[0] != period.start.year:
            message = f"Câu kết ghi năm học {named[0]}-{named[1]}, kế hoạch của năm học {period.label}; xin kiểm tra."
            doubts.append(Doubt("year_conflict", passage.line, message, passage.text))
    return doubts


def _calendar_year(text: str) -> re.Match | None:
    """“năm 2024” as a year's name, not the end of a date."""
    if "năm" not in text.lower():
        return None
    text = CITATION.sub("", text)
    found = CALENDAR_YEAR.finditer(text)
    return next((m for m in found if not re.search(r"tháng\s+\d{1,2}\s*,?\s*$", text[: m.start()])), None)


def _period_doubts(reading: Reading, period: Period, passages: list[Passage]) -> list[Doubt]:
    """The plan is for one kind of year and speaks of the other."""
    if period.kind == "none":
        line = _subject(reading).line
        return [Doubt("period_missing", line, "Không rõ kế hoạch của năm học hay năm nào.")]
    for passage in passages:
        named = school_year_in(passage.text)
        calendar = _calendar_year(passage.text)
        if period.kind == "calendar_year" and named:
            message = (
                f"Kế hoạch của năm {period.label} nhưng có nội dung của năm học {named[0]}-{named[1]}; "
                f"xin xác nhận thời gian."
            )
            subject = reading.source.get("subject") or [passage.line]
            return [
                Doubt("period_mix", subject[0], message, reading.content.subject),
                Doubt("period_mix", passage.line, message, passage.text),
            ]
        if period.kind == "school_year" and calendar and not named and passage.place == "body":
            message = f"Kế hoạch của năm học {period.label} nhưng ở đây nói đến {calendar[0]}; xin xác nhận thời gian."
            return [Doubt("period_mix", passage.line, message, passage.text)]
    return []
