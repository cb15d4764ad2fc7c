"""What the review page shows: the document with its numbered sentences, and beside it what was understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core import clock
from core.templatetags.ui import vi_date, vi_datetime, vi_weekday_date
from deadlines import services as deadlines
from plans import criteria, printed_dates
from plans.models import EmulationPlan, PlanFact
from plans.paper import Mark, Paper, read_paper
from plans.services.calendar import windows_of
from plans.services.publication import figure
from plans.services.review import clear_facts, is_informative

Kind, State = PlanFact.Kind, PlanFact.State
TABS = ("open", "all", "text")
HEADINGS = {
    Kind.DOUBT: "Điều cần hỏi lại",
    Kind.DEADLINE: "Mốc thời gian",
    Kind.TARGET: "Chỉ tiêu",
    Kind.CAMPAIGN: "Phong trào, chuyên đề",
}
BULK = {
    Kind.DOUBT: "Đã xem {n} điều chỉ nói cách đọc",
    Kind.DEADLINE: "Xác nhận {n} mốc không có nghi vấn",
    Kind.TARGET: "Xác nhận {n} chỉ tiêu không có nghi vấn",
    Kind.CAMPAIGN: "Xác nhận {n} phong trào không có nghi vấn",
}


@dataclass
class Understood:
    """One fact as the page shows it."""

    fact: PlanFact
    number: int
    tone: str
    icon: str
    word: str
    facts: list[tuple[str, str]]
    can_accept: bool
    is_current: bool = False

    @property
    def is_open(self) -> bool:
        return self.fact.state == State.PROPOSED


@dataclass
class Group:
    kind: str
    heading: str
    rows: list[Understood]
    bulk_label: str = ""


@dataclass
class Move:
    """One date of another year: printed → now."""

    fact: PlanFact
    number: int
    old: str
    new: str
    reason: str
    can_accept: bool


@dataclass
class ReviewPage:
    paper: Paper
    groups: list[Group]
    moves: list[Move]
    total: int
    done: int
    open_count: int
    doubt_count: int
    period: str

    @property
    def has_waiting_moves(self) -> bool:
        return any(move.fact.state == State.PROPOSED for move in self.moves)


def review_page(plan: EmulationPlan, *, show: str) -> ReviewPage:
    facts = list(PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan))
    days_off = deadlines.days_off_at(plan.organisation)
    for fact in facts:
        fact.windows = windows_of(plan, fact, days_off) if fact.kind == Kind.DEADLINE else []
    numbers = {fact.pk: number for number, fact in enumerate(facts, start=1)}
    clear = {fact.pk for fact in clear_facts(facts)}
    rows = [_understood(fact, numbers[fact.pk]) for fact in facts]
    waiting = [row for row in rows if row.is_open]
    if waiting:
        waiting[0].is_current = True
    shown = waiting if show == "open" else rows
    moves = [_move(fact, numbers[fact.pk]) for fact in facts if fact.is_moved and fact.state != State.REFUSED]
    return ReviewPage(
        paper=read_paper(plan.content, _marks(facts, numbers)),
        groups=[group for kind in HEADINGS if (group := _group(kind, shown, clear)).rows],
        moves=moves,
        total=len(rows),
        done=len(rows) - len(waiting),
        open_count=len(waiting),
        doubt_count=sum(row.fact.kind == Kind.DOUBT for row in waiting),
        period=_period(plan),
    )


def _period(plan: EmulationPlan) -> str:
    label = plan.printed.get("period", "")
    return f"năm học {label}" if plan.printed.get("period_kind") == "school_year" else f"năm {label}" if label else ""


def _group(kind: str, rows: list[Understood], clear: set[int]) -> Group:
    count = sum(row.fact.kind == kind and row.fact.pk in clear for row in rows)
    mine = [row for row in rows if row.fact.kind == kind]
    return Group(kind, HEADINGS[kind], mine, BULK[kind].format(n=count) if count > 1 else "")


def _marks(facts: list[PlanFact], numbers: dict[int, int]) -> list[Mark]:
    marks = []
    for fact in facts:
        is_bad = fact.state == State.PROPOSED and (bool(fact.problem) or fact.data.get("code") == "invalid_date")
        changes = fact.terms.get("changes", [])
        places = [(fact.line, fact.sentence)]
        window = fact.data.get("window")
        if window and window["sentence"] != fact.sentence:
            places.append((window["line"], window["sentence"]))
        marks += [
            Mark(numbers[fact.pk], fact.pk, anchor, line, sentence, fact.state != State.PROPOSED, is_bad, changes)
            for anchor, (line, sentence) in zip((f"k{fact.pk}", f"k{fact.pk}-days"), places, strict=False)
        ]
    return marks


# ---- one fact ----


def _understood(fact: PlanFact, number: int) -> Understood:
    tone, icon, word = _tag(fact)
    return Understood(fact, number, tone, icon, word, _lines(fact), _can_accept(fact))


def _can_accept(fact: PlanFact) -> bool:
    if fact.state == State.ACCEPTED:
        return False
    if fact.kind == Kind.DOUBT:
        return is_informative(fact)
    return not (fact.kind == Kind.DEADLINE and not fact.has_days and (fact.problem or fact.rule == "invalid_date"))


def _tag(fact: PlanFact) -> tuple[str, str, str]:
    if fact.state == State.ACCEPTED:
        return "ok", "check", "Đã trả lời" if fact.kind == Kind.DOUBT else "Đã xác nhận"
    if fact.state == State.REFUSED:
        return "", "dash", "Không theo dõi"
    if fact.problem or fact.rule == "invalid_date" or fact.data.get("code") == "invalid_date":
        return "danger", "alert", "Cần sửa"
    if fact.kind == Kind.DEADLINE and not fact.has_days:
        return "warn", "cal", "Thiếu ngày"
    if fact.kind == Kind.DOUBT:
        return "warn", "help", "Cần xem" if is_informative(fact) else "Cần trả lời"
    return "warn", "help", "Cần xác nhận"


def _lines(fact: PlanFact) -> list[tuple[str, str]]:
    lines = {Kind.DEADLINE: _deadline, Kind.TARGET: _target, Kind.CAMPAIGN: _campaign}.get(fact.kind)
    found = lines(fact) if lines else []
    if fact.problem:
        found.append(("Chưa chuyển được", fact.problem))
    if fact.note:
        found.append(("Ý kiến", fact.note))
    return found


def _deadline(fact: PlanFact) -> list[tuple[str, str]]:
    lines = [("Loại", fact.purpose_name)] if fact.purpose_name else []
    if fact.is_recurring:
        return lines + _recurring(fact)
    if not fact.has_days:
        return [*lines, ("Hạn", _undated(fact))]
    if fact.is_moved:
        lines.append(("Văn bản ghi", days_text(fact.old_from_on, fact.old_to_on)))
    lines.append(("Năm học này", days_text(fact.from_on, fact.to_on, weekday=True)))
    [window] = fact.windows
    if window.reading:
        lines.append(("Cách hiểu", window.reading))
    lines.append(("Hạn cuối", vi_datetime(window.due_at)))
    if fact.to_on < clock.today():
        lines.append(("Lưu ý", "Mốc này đã qua; sửa ngày nếu còn phải làm."))
    lines += _mismatch(fact)
    return lines


def _recurring(fact: PlanFact) -> list[tuple[str, str]]:
    if fact.rule == "weekly":
        return [("Lặp lại", "hằng tuần; không lên lịch năm học")]
    every = fact.windows
    rounds = [window for window in every if window.cut_off_at >= clock.now()]
    lines = [("Trong khoảng", days_text(fact.from_on, fact.to_on))]
    if not every:
        return [*lines, ("Ngày", "Văn bản không ghi ngày; bấm “Sửa” để nhập.")]
    count = f"{len(rounds)} kỳ"
    if len(every) > len(rounds):
        count += f"; {len(every) - len(rounds)} kỳ đã qua không tạo việc"
    lines.append(("Số kỳ", count))
    if rounds:
        lines.append(("Kỳ tới", vi_weekday_date(rounds[0].day)))
        lines.append(("Cách hiểu", rounds[0].reading))
    return lines


def _undated(fact: PlanFact) -> str:
    parameters = fact.terms.get("parameters", {})
    if fact.rule == "relative" and parameters.get("offset_days"):
        kind = "ngày làm việc" if parameters.get("day_type") == "working" else "ngày"
        return f"{abs(parameters['offset_days'])} {kind} {parameters.get('after', '')}".strip() + "; không lên lịch"
    if fact.rule == "event":
        return f"{parameters.get('after', 'theo sự việc')}; không lên lịch"
    if fact.rule == "invalid_date":
        return f"Đọc được “{parameters.get('stated', '')}”, không có trong lịch"
    return "Văn bản không ghi ngày"


def _mismatch(fact: PlanFact) -> list[tuple[str, str]]:
    """The text still prints another day than the one that acts; it is not changed in silence."""
    old = fact.old_to_on
    if fact.state != State.ACCEPTED or old is None or fact.to_on is None:
        return []
    same_day = (old.day, old.month) == (fact.to_on.day, fact.to_on.month)
    if printed_dates.prints_with_year(fact.sentence, fact.to_on) or (same_day and str(old.year) not in fact.sentence):
        return []
    if same_day and old == fact.to_on:
        return []
    return [("Lưu ý", "Văn bản vẫn in ngày cũ; sửa văn bản nếu cần.")]


def _target(fact: PlanFact) -> list[tuple[str, str]]:
    terms = fact.terms
    amount = criteria.target_text(terms.get("operator", ">="), figure(terms.get("value")), terms.get("unit", ""))
    kind = "Chỉ tiêu đăng ký" if terms.get("is_registration") else "Chỉ tiêu"
    return [("Ai", terms.get("who") or "chưa rõ"), (kind, amount)]


def _campaign(fact: PlanFact) -> list[tuple[str, str]]:
    if not fact.has_days:
        return [("Thời gian", "Văn bản không ghi thời gian riêng")]
    lines = [("Văn bản ghi", days_text(fact.old_from_on, fact.old_to_on))] if fact.is_moved else []
    return [*lines, ("Năm học này", days_text(fact.from_on, fact.to_on, weekday=True))]


def days_text(first: date | None, last: date | None, *, weekday: bool = False) -> str:
    written = vi_weekday_date if weekday else vi_date
    if last is None:
        return "chưa có ngày"
    return written(last) if first in (None, last) else f"từ {written(first)} đến {written(last)}"


def _move(fact: PlanFact, number: int) -> Move:
    old = days_text(fact.old_from_on, fact.old_to_on)
    new = days_text(fact.from_on, fact.to_on, weekday=True) if fact.has_days else ""
    return Move(fact, number, old, new, fact.problem, fact.state == State.PROPOSED and fact.has_days)
