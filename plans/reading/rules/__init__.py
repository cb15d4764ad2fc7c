"""Deadlines of a plan: every sentence is searched by a row of small grammars, the most exact first.

A grammar that finds something blots out those characters, so that a looser one cannot read them again.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from documents.reading import Doubt
from plans.reading.bases import CITATION
from plans.reading.facts import Deadline
from plans.reading.passages import cut_long
from plans.reading.periods import CALENDAR_YEAR, SCHOOL_YEAR, Years
from plans.reading.rules.days import doubt_days, read_dates, read_ranges
from plans.reading.rules.relative import read_event, read_relative, read_unspecified
from plans.reading.rules.rhythms import read_each_year, read_monthly_day, read_rhythms, read_weekly
from plans.reading.rules.sentence import Sentence
from plans.reading.rules.spans import read_month, read_part_of_month, read_quarter, read_semester, read_step
from plans.reading.rules.weeks import read_monthly_weekday, read_school_week, read_week_of_month
from plans.reading.timeline import Placed, time_cell, time_value

_DIGITS = tuple("0123456789")
_SEMESTER = ("kỳ", "kì", "kỷ", "hk")
# Each grammar with the words one of which it needs: most sentences have none of them and are passed over at once.
_READERS: tuple[tuple[Callable[[Sentence], None], tuple[str, ...]], ...] = (
    (read_relative, ("ngày", "tuần", "tháng")),
    (read_monthly_day, ("tháng",)),
    (read_each_year, ("hằng", "hàng", "mỗi")),
    (read_ranges, ("đến", "tới", "-", "–", "—", ">")),
    (read_monthly_weekday, ("tháng",)),
    (read_weekly, ("tuần",)),
    (read_week_of_month, ("tuần",)),
    (read_school_week, ("tuần",)),
    (read_dates, _DIGITS),
    (read_part_of_month, ("tháng",)),
    (read_quarter, ("quý",)),
    (read_month, ("tháng",)),
    (read_rhythms, ("tháng", "quý", "năm", "đợt", *_SEMESTER)),
    (read_semester, _SEMESTER),
    (read_event, ("trong", "tại", "sau", "khi", "nhân", "vào")),
    (read_unspecified, ("đúng", "theo")),
    (read_step, ("nộp", "gửi", "đăng k")),
    (doubt_days, _DIGITS),
)


def read_deadlines(placed: list[Placed], years: Years) -> tuple[list[Deadline], list[Doubt]]:
    found: list[Deadline] = []
    doubts: list[Doubt] = []
    for item in placed:
        passage = item.passage
        if passage.place == "preamble" or (passage.is_title and item.is_bare_label):
            continue
        here: list[Deadline] = []
        for sentence in _sentences(item, years):
            _search(sentence)
            here += [rule for rule in sentence.found if passage.place != "closing" or _is_limit(rule)]
            doubts += sentence.doubts
        if {"monthly", "quarterly"} <= {deadline.kind for deadline in here}:
            message = "Một đoạn nói cả việc hằng tháng và việc hằng quý; xin kiểm tra."
            doubts.append(Doubt("rule_conflict", passage.line, message, passage.text))
        found += here
    return _once(found), list(dict.fromkeys(doubts))


def _is_limit(rule: Deadline) -> bool:
    """The closing words mostly tell; only a limit in them binds."""
    return rule.parameters.get("boundary") in ("before", "by") or rule.kind == "relative"


def _sentences(item: Placed, years: Years) -> list[Sentence]:
    """The sentences of a passage behind the label of its timeline entry; a table's cell of time before its row."""
    passage = item.passage
    cell = time_cell(passage)
    if cell:
        work = " | ".join(each for each in passage.cells if each and each != cell)
        own = [] if item.offset else [Sentence(cell, item, years, about=work, is_appointed=True)]
        return [*own, *(Sentence(text, item, years) for text in _split(work))]
    if passage.is_title and not item.is_label:
        return [Sentence(passage.text, item, years, is_title=True)]
    if item.offset:
        return [Sentence(text, item, years) for text in _split(passage.text[item.offset :])]
    value = time_value(passage)
    if value:
        about = f"{passage.titles[-1]}: {passage.text}" if passage.titles else passage.text
        return [Sentence(value, item, years, about=about, is_appointed=True)]
    return [Sentence(text, item, years) for text in passage.sentences]


def _split(text: str) -> list[str]:
    return [piece for part in re.split(r"(?<=[.;])\s+", text) if part.strip() for piece in cut_long(part)]


def _search(sentence: Sentence) -> None:
    words = sentence.text.lower()
    if any(digit in words for digit in _DIGITS):
        _blot_names(sentence)
    for reader, needed in _READERS:
        if any(word in words for word in needed):
            reader(sentence)


def _blot_names(sentence: Sentence) -> None:
    """Documents and years by name: their figures are no days."""
    for match in CITATION.finditer(sentence.left):
        sentence.blot(match)
    for pattern in (SCHOOL_YEAR, CALENDAR_YEAR):
        for match in pattern.finditer(sentence.left):
            if not re.search(r"tháng\s+\d{1,2}\s*$", sentence.left[: match.start()]):
                sentence.blot(match)


def _once(found: list[Deadline]) -> list[Deadline]:
    kept: dict[tuple, Deadline] = {}
    for deadline in found:
        kept.setdefault((deadline.line, deadline.kind, repr(sorted(deadline.parameters.items()))), deadline)
    return list(kept.values())
