"""One fact in words, as the review page shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from core import clock
from core.templatetags.ui import vi_date, vi_datetime, vi_weekday_date
from deadlines.days_off import DaysOff
from deadlines.rules import Frame
from documents.comparison import compare_words
from plans import criteria, printed_dates
from plans.models import PlanFact
from plans.services.calendar import period_doubts, steps_of, windows_of
from plans.services.publication import figure
from plans.services.review import can_accept
from plans.services.targets import BaseGroups
from plans.target_figures import planned_number
from plans.working_days import FreeDay, free_day

Kind, State = PlanFact.Kind, PlanFact.State
MOST_PERIODS = 4  # named one by one; of more the first and the last
EXCERPT = 120  # characters of a place's sentence


@dataclass(frozen=True)
class Setting:
    """What facts are understood in: the school year, its days off, the groups of its people."""

    year: Frame
    days_off: DaysOff
    groups: BaseGroups


@dataclass
class Understood:
    """One fact as the page shows it; `anchors` are those of its places in the text."""

    fact: PlanFact
    number: int
    tone: str
    icon: str
    word: str
    facts: list[tuple[str, str]]
    can_accept: bool
    anchors: list[str] = field(default_factory=list)
    free_day: FreeDay | None = None
    is_current: bool = False

    @property
    def is_open(self) -> bool:
        return self.fact.waits

    @property
    def replacing(self) -> str:
        """The words offered instead of those asked about, “Thay bằng …”; "" where none are."""
        return self.fact.data.get("instead", "") if self.is_open and self.replaced_count else ""

    @property
    def replaced_count(self) -> int:
        """At how many places: a basis keeps the title that its document has."""
        return sum(place.get("part") != "basis" for place in self.fact.places)

    @property
    def places(self) -> list[dict]:
        """{"anchor", "sentence", "is_basis"} of each place, where a question stands at several."""
        return [
            {
                "anchor": anchor,
                "sentence": excerpt(place["sentence"], place.get("words", "")),
                "is_basis": place.get("part") == "basis",
            }
            for anchor, place in zip(self.anchors, self.fact.places, strict=False)
        ]

    @property
    def items(self) -> list[str]:
        return self.fact.terms.get("items", [])

    @property
    def changed_words(self) -> list:
        """The old sentence and the new one, word by word."""
        earlier = self.fact.earlier
        return compare_words(earlier["sentence"], self.fact.sentence) if earlier else []

    @property
    def is_asked_again(self) -> bool:
        """The changed sentence says another thing than what was decided."""
        return self.fact.earlier is not None and self.fact.state == State.PROPOSED

    @property
    def earlier_lines(self) -> list[tuple[str, str]]:
        """What was decided before the sentence changed."""
        return _earlier(self.fact) if self.is_asked_again else []


def understood(fact: PlanFact, number: int, setting: Setting, *, remarks: list[str], anchors: list[str]) -> Understood:
    """`remarks`: how its sentence was read."""
    tone, icon, word = _tag(fact)
    lines = _lines(fact, setting) + [("Cách đọc", remark) for remark in remarks]
    found = free_day_of(fact, setting)
    if found:
        lines.append(("Ngày nghỉ", f"{found.sentence}."))
    accepting = fact.state != State.ACCEPTED and can_accept(fact)
    return Understood(fact, number, tone, icon, word, lines, accepting, anchors, found)


def free_day_of(fact: PlanFact, setting: Setting) -> FreeDay | None:
    """Where a deadline of a single day ends on a day off; a span or a returning day keeps its own."""
    if fact.kind != Kind.DEADLINE or fact.is_recurring or not fact.has_days or fact.from_on != fact.to_on:
        return None
    parameters = fact.terms.get("parameters", {})
    if parameters.get("shift") or fact.state == State.REFUSED:
        return None
    found = free_day(fact.to_on, parameters, setting.days_off)
    if found and found.instead and not setting.year.starts_on <= found.instead <= setting.year.ends_on:
        return FreeDay(found.day, found.why, None)
    return found


def _tag(fact: PlanFact) -> tuple[str, str, str]:
    if fact.earlier is not None:
        return "warn", "pencil", "Câu đã đổi, xem lại"
    if fact.is_note:
        return "", "info", "Cách đọc"
    if fact.state == State.ACCEPTED:
        return "ok", "check", "Đã trả lời" if fact.kind == Kind.DOUBT else "Đã xác nhận"
    if fact.state == State.REFUSED:
        return "", "dash", "Không theo dõi"
    if fact.problem or fact.rule == "invalid_date" or fact.data.get("code") == "invalid_date":
        return "danger", "alert", "Cần sửa"
    if fact.kind == Kind.DEADLINE and not fact.has_days:
        return "warn", "cal", "Thiếu ngày"
    if fact.kind == Kind.DOUBT:
        return "warn", "help", "Cần trả lời"
    return "warn", "help", "Cần xác nhận"


# ---- what each kind says ----


def _lines(fact: PlanFact, setting: Setting) -> list[tuple[str, str]]:
    found = _LINES[fact.kind](fact, setting) if fact.kind in _LINES else []
    if fact.problem:
        found.append(("Chưa chuyển được", fact.problem))
    if fact.note:
        found.append(("Ý kiến", fact.note))
    return found


def _deadline(fact: PlanFact, setting: Setting) -> list[tuple[str, str]]:
    lines = [("Loại", fact.purpose_name)] if fact.purpose_name else []
    if fact.terms.get("who"):
        lines.append(("Ai làm", fact.terms["who"]))
    if fact.is_recurring:
        return lines + _recurring(fact, setting)
    if not fact.has_days:
        return [*lines, ("Hạn", _undated(fact))]
    if fact.is_moved:
        lines.append(("Văn bản ghi", days_text(fact.old_from_on, fact.old_to_on, weekday=True)))
    lines.append(("Năm học này", days_text(fact.from_on, fact.to_on, weekday=True)))
    window = windows_of(fact, setting.year, setting.days_off)[0]
    if window.reading:
        lines.append(("Cách hiểu", window.reading))
    lines += _periods(fact, setting)
    due = vi_datetime(window.due_at)
    if fact.terms.get("parameters", {}).get("boundary") == "before":
        due += f" (“trước ngày {fact.to_on.day}/{fact.to_on.month}”: hết ngày liền trước)"
    lines.append(("Hạn cuối", due))
    if fact.to_on < clock.today():
        lines.append(("Lưu ý", "Mốc này đã qua; sửa ngày nếu còn phải làm."))
    return lines + _mismatch(fact)


def _recurring(fact: PlanFact, setting: Setting) -> list[tuple[str, str]]:
    if fact.rule == "weekly":
        return [("Lặp lại", "hằng tuần; không lên lịch năm học")]
    every = windows_of(fact, setting.year, setting.days_off)
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
    lines += _periods(fact, setting)
    reading = next((window.reading for window in rounds if window.reading), "")
    if reading:
        lines.append(("Cách hiểu", reading))
    off = [window.day for window in rounds if setting.days_off.is_off(window.day)]
    if off and not fact.terms.get("parameters", {}).get("shift"):
        days = ", ".join(vi_weekday_date(day) for day in off)
        lines.append(("Ngày nghỉ", f"{len(off)} kỳ rơi vào ngày nghỉ: {days}."))
    return lines


def _periods(fact: PlanFact, setting: Setting) -> list[tuple[str, str]]:
    """Which periods its dates open for evaluation, and what its sentence does not say of them."""
    steps = [each for each in steps_of(fact, setting.year, setting.days_off) if not each.is_past_round]
    periods = [step.judged for step in steps if step.judged is not None]
    if not periods:
        return []
    labels = [period.label for period in periods]
    if len(labels) > MOST_PERIODS:
        labels = [f"{labels[0]} đến {labels[-1]}"]
    if len(periods) == 1:
        labels.append(days_text(periods[0].starts_on, periods[0].ends_on))
    opened = f"{', '.join(labels)}; đánh giá {periods[0].who}"
    doubts = period_doubts(fact, setting.year, setting.days_off)
    told = [*doubts[:1], *([f"{len(doubts) - 1} kỳ khác cũng vậy."] if len(doubts) > 1 else [])]
    lines = [("Mở kỳ đánh giá", opened)]
    return [*lines, ("Nên xem lại", f"{' '.join(told)} Bấm “Sửa” để chọn.")] if told else lines


def _undated(fact: PlanFact) -> str:
    parameters = fact.terms.get("parameters", {})
    if fact.rule == "relative" and parameters.get("offset_days"):
        return f"{criteria.counted_text(parameters)}; bấm “Sửa” để ghi ngày bắt đầu tính, nếu đã biết"
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


def _target(fact: PlanFact, setting: Setting) -> list[tuple[str, str]]:
    terms = fact.terms
    amount = criteria.target_text(terms.get("operator", ">="), figure(terms.get("value")), terms.get("unit", ""))
    kind = "Chỉ tiêu đăng ký" if terms.get("is_registration") else "Chỉ tiêu"
    lines = [("Trong số", terms.get("who") or "chưa rõ")]
    base = terms["base"] if "base" in terms else setting.groups.guess(terms.get("who", ""))
    members = setting.groups.members(base)
    if terms.get("unit") != "%":
        return [*lines, (kind, amount)]
    if members is None:
        return [*lines, (kind, amount), ("Tính trên nhóm", "chưa rõ nhóm nào của trường; bấm “Sửa” để chọn")]
    wanted = planned_number(terms.get("operator", ">="), figure(terms.get("value")), "%", len(members))
    amount = f"{amount} của {len(members)}, tức {wanted}" if wanted is not None else amount
    return [*lines, ("Tính trên nhóm", f"{setting.groups.name(base)} ({len(members)})"), (kind, amount)]


def _campaign(fact: PlanFact, setting: Setting) -> list[tuple[str, str]]:
    if not fact.has_days:
        return [("Thời gian", "Văn bản không ghi thời gian riêng")]
    lines = [("Văn bản ghi", days_text(fact.old_from_on, fact.old_to_on))] if fact.is_moved else []
    return [*lines, ("Năm học này", days_text(fact.from_on, fact.to_on, weekday=True))]


def _member(fact: PlanFact, setting: Setting) -> list[tuple[str, str]]:
    terms = fact.terms
    lines = [
        ("Chức vụ", ", ".join(terms.get("positions", []))),
        ("Trong hội đồng", terms.get("role", "")),
        ("Phân công", terms.get("assignment", "")),
    ]
    return [(label, value) for label, value in lines if value]


def _event(fact: PlanFact, setting: Setting) -> list[tuple[str, str]]:
    lines = [("Tại, bởi", fact.terms["who"])] if fact.terms.get("who") else []
    return [*lines, ("Ngày", vi_weekday_date(fact.to_on) if fact.to_on else "Văn bản không ghi ngày")]


def _aim(fact: PlanFact, setting: Setting) -> list[tuple[str, str]]:
    return [("Gồm", f"{len(fact.terms.get('items', []))} ý")]


def _recipient(fact: PlanFact, setting: Setting) -> list[tuple[str, str]]:
    lines = [("Để", fact.terms["purpose"].removeprefix("để "))] if fact.terms.get("purpose") else []
    if fact.state == State.ACCEPTED and str(fact.title) not in fact.sentence:
        lines.append(("Lưu ý", "Văn bản vẫn in nơi nhận cũ; sửa văn bản nếu cần."))
    return lines


_LINES = {
    Kind.DEADLINE: _deadline,
    Kind.TARGET: _target,
    Kind.CAMPAIGN: _campaign,
    Kind.MEMBER: _member,
    Kind.EVENT: _event,
    Kind.AIM: _aim,
    Kind.RECIPIENT: _recipient,
}


def _earlier(fact: PlanFact) -> list[tuple[str, str]]:
    earlier = fact.earlier
    lines = [("Đã quyết", State(earlier["state"]).label), ("Việc, nội dung", earlier["title"])]
    if earlier["to_on"]:
        days = [date.fromisoformat(earlier[name]) if earlier[name] else None for name in ("from_on", "to_on")]
        lines.append(("Ngày", days_text(*days, weekday=True)))
    terms = earlier["terms"]
    if fact.kind == Kind.TARGET:
        amount = criteria.target_text(terms.get("operator", ">="), figure(terms.get("value")), terms.get("unit", ""))
        lines += [("Trong số", terms.get("who") or "chưa rõ"), ("Chỉ tiêu", amount)]
    if earlier["note"]:
        lines.append(("Ý kiến", earlier["note"]))
    return lines


def excerpt(sentence: str, words: str) -> str:
    """The sentence; of a long one what stands around the words it is shown for."""
    if len(sentence) <= EXCERPT:
        return sentence
    at = max(sentence.find(words), 0)
    first, last = max(at - EXCERPT // 2, 0), min(at + len(words) + EXCERPT // 2, len(sentence))
    start = sentence[first:last].split(" ", 1)[-1] if first else sentence[:last]
    start = start.rsplit(" ", 1)[0] if last < len(sentence) else start
    return f"{'… ' if first else ''}{start}{' …' if last < len(sentence) else ''}"


def days_text(first: date | None, last: date | None, *, weekday: bool = False) -> str:
    written = vi_weekday_date if weekday else vi_date
    if last is None:
        return "chưa có ngày"
    return written(last) if first in (None, last) else f"từ {written(first)} đến {written(last)}"
