"""What a plan's sentences mean for the year: purposes, short titles, new days. No database, no clock."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from deadlines.days_off import NATIONAL, DaysOff
from deadlines.judged import REVIEWS, purpose_of
from deadlines.period_words import kinds_named, names_several, words_about
from deadlines.rules import Frame, Occurrence, last_day, occurrences
from plans.reading.dates import ReDated, re_date, rule_of
from plans.reading.facts import Deadline

RECURRING = ("monthly", "monthly_weekday", "quarterly", "periodic", "weekly")
UNDATED = ("relative", "event", "unspecified", "invalid_date")
FIRST_MONTH, LAST_MONTH = 9, 5  # months in which a school teaches, and so reviews, unless a person says otherwise


# ---- what the sentence is about ----

_REGISTERS = re.compile(r"đăng k[ýí]", re.I)
_INITIATIVE = re.compile(r"sáng\s+kiến|SKKN|đề\s+tài", re.I)
_TITLE_SOUGHT = re.compile(r"danh\s+hiệu|thi\s+đua", re.I)
_REVIEWS = re.compile(r"bình xét|bình bầu|đánh giá|xếp loại|chấm|xét|họp|sơ kết|tổng kết", re.I)
_DOSSIER = re.compile(r"hồ\s+sơ|tờ\s+trình|báo\s+cáo\s+thành\s+tích", re.I)
_SENDS = re.compile(r"nộp|gửi|trình|hoàn\s+th|chuyển", re.I)
_GRADES = re.compile(r"bình\s+(?:xét|bầu|chọn)|đánh\s+giá|xếp\s+loại|chấm(?!\s+(?:bài|thi))", re.I)
_TELLS = re.compile(r"báo\s+cáo|cha\s+mẹ|phụ\s+huynh|(?:lễ|hội\s+nghị)\s+(?:sơ|tổng)\s+kết", re.I)


def guess_purpose(text: str, rule: str, parameters: dict | None = None) -> str:
    """A `CalendarEntry.Purpose` by the words around the date of a rule; "other" where they do not say."""
    if _REGISTERS.search(text):
        return "other" if _INITIATIVE.search(text) and not _TITLE_SOUGHT.search(text) else "registration"
    if _DOSSIER.search(text) and _SENDS.search(text):
        return "dossier"
    if not _REVIEWS.search(text) or (_TELLS.search(text) and not _GRADES.search(text)):
        return "other"
    purpose = purpose_of(text, rule, parameters or {})
    if purpose == "round_review" and not _GRADES.search(text):
        return "other"  # “sơ kết đợt thi đua” ends a movement, nobody is graded by it
    return purpose or "other"


_EDGES = " -–+*;.,:(|"
_LOOSE_END = re.compile(r"(?:\s+(?:và|hoặc|trong(?:\s+(?:thời hạn|vòng))?|trước|vào|từ|thời hạn|chậm nhất))+\s*$", re.I)
_LABEL = re.compile(r"^([^:,;.]{6,80}?)\s*:\s+\S")
_TIME_PHRASE = re.compile(
    r"[\s,(]+(?:(?:chậm nhất|muộn nhất|trước|vào|trong|từ|đến hết|hết|xong)\s+)*(?:là\s+|vào\s+)?"
    r"(?:\d{1,2}\s*(?:h|giờ|:)\s*\d{0,2}\s*)?(?:(?:ngày|tháng|tuần|đầu tháng|cuối tháng|giữa tháng)\s*)?\d",
    re.I,
)


def short_title(text: str) -> str:
    """The work without its date: “Bình xét hằng tháng”, “Các tổ nộp bản đăng ký”."""
    text = " ".join(text.split()).strip(_EDGES)
    label = _LABEL.match(text)
    if label:
        return _capitalised(label[1])
    phrase = _TIME_PHRASE.search(text)
    if phrase and phrase.start() >= 8:
        text = _LOOSE_END.sub("", text[: phrase.start()])
        if text.count("(") > text.count(")"):  # the bracket that held the date
            text = text[: text.rindex("(")]
    return _capitalised(_shortened(text.strip(_EDGES), 120))


def title_of(text: str, purpose: str, rule: str, parameters: dict) -> str:
    """The work; of a sentence with a date each for several reviews the words that belong to this one."""
    if purpose in REVIEWS and names_several(text):
        for words in words_about(text, rule, parameters)[:-1]:
            if kinds_named(words):
                title = short_title(words)
                return title if _REVIEWS.search(title) else f"Bình xét {title[:1].lower()}{title[1:]}"
    return short_title(text)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def target_text(operator: str, value: Decimal | float | None, unit: str) -> str:
    """“từ 20%”, “100%”, “ít nhất 3 sáng kiến”; “chưa nêu số” where there is none."""
    if value is None:
        return "chưa nêu số"
    figure = f"{Decimal(str(value)):f}"
    figure = (figure.rstrip("0").rstrip(".") if "." in figure else figure).replace(".", ",")
    amount = f"{figure}%" if unit == "%" else f"{figure} {unit}"
    return {"=": amount, ">=": f"ít nhất {amount}", "<=": f"không quá {amount}"}.get(operator, amount)


def counted_text(parameters: dict) -> str:
    """“5 ngày làm việc kể từ ngày họp”, “5 ngày trước khi họp Hội đồng”: a rule counted from a day in its own words."""
    unit = "ngày làm việc" if parameters.get("day_type") == "working" else "ngày"
    count, after = int(parameters["offset_days"]), parameters.get("after", "")
    side = "trước " if count < 0 and not after.startswith("trước") else ""
    return f"{abs(count)} {unit} {side}{after}".strip()


# ---- the same rule in this school year ----


@dataclass(frozen=True)
class Placed:
    """A rule in this school year: the days printed, the days now, and why it has none."""

    deadline: Deadline
    old: tuple[date, date] | None = None
    new: tuple[date, date] | None = None
    problem: str = ""


def place(
    deadline: Deadline, *, from_year: int, starts_on: date, ends_on: date, semester_two_starts_on: date | None = None
) -> Placed:
    """Where a rule of a plan of school year `from_year` falls between two days. What is already there stays there."""
    if deadline.kind in RECURRING:
        first, last = teaching_months(starts_on, ends_on)
        if deadline.kind == "quarterly":  # that of the last teaching month is reviewed too
            last = min(ends_on, last_day(last.year, (last.month + 2) // 3 * 3))
        return Placed(deadline, new=(first, last))
    if deadline.kind == "school_week" or deadline.parameters.get("anchor"):  # counted from the school year itself
        found = occurrences(rule_of(deadline), Frame(starts_on, ends_on, semester_two_starts_on))
        return Placed(deadline, new=_span(found[0].days) if found else None)
    moved = re_date(deadline, from_year=from_year, to_year=starts_on.year)
    old = _span(moved.old)
    if old and _holds(starts_on, ends_on, old):
        return Placed(deadline, old, old)
    if moved.new and not _holds(starts_on, ends_on, _span(moved.new)):
        moved = _in_first_half(deadline, moved, from_year, starts_on, ends_on)
    if moved.deadline is None or moved.new is None:
        return Placed(deadline, old, None, moved.reason)
    return Placed(moved.deadline, old, _span(moved.new))


def _in_first_half(deadline: Deadline, moved: ReDated, from_year: int, starts_on: date, ends_on: date) -> ReDated:
    """August before the year's first September, where this school's year begins in it."""
    earlier = re_date(deadline, from_year=from_year, to_year=starts_on.year - 1)
    return earlier if earlier.new and _holds(starts_on, ends_on, _span(earlier.new)) else moved


def teaching_months(starts_on: date, ends_on: date) -> tuple[date, date]:
    last = date(ends_on.year, LAST_MONTH, monthrange(ends_on.year, LAST_MONTH)[1])
    return max(starts_on, date(starts_on.year, FIRST_MONTH, 1)), min(ends_on, last)


def _span(days: date | tuple[date, date] | None) -> tuple[date, date] | None:
    if days is None:
        return None
    return days if isinstance(days, tuple) else (days, days)


def _holds(starts_on: date, ends_on: date, span: tuple[date, date]) -> bool:
    return starts_on <= span[0] and span[1] <= ends_on


def recurring_days(rule: str, parameters: dict, from_on: date, to_on: date) -> list[date]:
    """The days of a returning rule; what comes back each week is no date of the year.

    The second semester is put in the middle: enough to know whether there are days at all.
    """
    frame = Frame(from_on, to_on, from_on + (to_on - from_on) / 2)
    return [found.last for found in recurrences(rule, parameters, frame)]


def recurrences(rule: str, parameters: dict, frame: Frame, days_off: DaysOff = NATIONAL) -> list[Occurrence]:
    if rule == "weekly":
        return []
    return occurrences({"kind": rule, "parameters": parameters}, frame, days_off)


def campaign_rule(name: str, line: int, sentence: str, start: date, end: date) -> Deadline:
    """A movement's window as a rule, so that it is moved like any other."""
    parameters = {"from": start.isoformat(), "to": end.isoformat()}
    return replace(Deadline(line=line, sentence=sentence, what=name, kind="range"), parameters=parameters)
