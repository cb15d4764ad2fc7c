"""What every page is made of: icons, states, findings, citations, dates and points. A builtin: no `{% load %}`."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django import template
from django.core.exceptions import DisallowedHost
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import clock
from core.links import host_of
from core.vietnamese import show

register = template.Library()


class Look(NamedTuple):
    tone: str  # "" neutral, info, ok, warn, danger, plain
    icon: str
    word: str


LOOKS = {
    # The states of the domain: one word list for all rooms.
    "draft": Look("", "pencil", "Nháp"),
    "submitted": Look("info", "send", "Đã nộp"),
    "received": Look("info", "inbox", "Đã tiếp nhận"),
    "in_verification": Look("info", "eye", "Đang thẩm định"),
    "revision_requested": Look("warn", "back", "Yêu cầu bổ sung"),
    "eligible": Look("ok", "check", "Đủ điều kiện"),
    "not_eligible": Look("danger", "alert", "Chưa đủ điều kiện"),
    "needs_review": Look("warn", "help", "Cần xem xét"),
    "department_recommended": Look("info", "users", "Tổ đề nghị"),
    "council_passed": Look("ok", "check", "Hội đồng thông qua"),
    "council_not_passed": Look("", "dash", "Hội đồng không thông qua"),
    "head_decided": Look("ok", "check", "Thủ trưởng đã quyết định"),
    "provisional": Look("info", "eye", "Kết quả dự kiến"),
    "exempt": Look("", "dash", "Được miễn"),
    "posted": Look("info", "eye", "Đang công khai"),
    "objected": Look("warn", "help", "Có khiếu nại"),
    "forwarded": Look("info", "send", "Đã trình cấp trên"),
    "decided": Look("ok", "check", "Đã quyết định"),
    "published": Look("ok", "check", "Đã công bố"),
    "presented": Look("ok", "check", "Đã trao"),
    "locked": Look("", "lock", "Đã khóa"),
    "withdrawn": Look("", "dash", "Đã rút"),
    "revoked": Look("", "dash", "Đã thu hồi"),
    "cancelled": Look("", "dash", "Đã hủy"),
    # Of rules whose text nobody has compared.
    "unverified": Look("warn", "help", "Chưa đối chiếu văn bản"),
    # Windows, parts of a work, long jobs.
    "not_open": Look("", "lock", "Chưa mở"),
    "open": Look("info", "clock", "Đang mở"),
    "closed": Look("", "lock", "Đã đóng"),
    "late": Look("danger", "clock", "Trễ hạn"),
    "not_started": Look("", "dash", "Chưa làm"),
    "in_progress": Look("info", "pencil", "Đang làm"),
    "done": Look("plain", "check", "Hoàn thành"),
    "queued": Look("", "clock", "Đang chờ"),
    "running": Look("info", "clock", "Đang thực hiện"),
    "failed": Look("danger", "alert", "Không thành công"),
    "returned": Look("warn", "back", "Đã trả lại"),
}
SEVERITY_ICONS = {"must": "alert", "look": "help", "ok": "check"}
MESSAGE_LOOKS = {"success": ("ok", "check"), "warning": ("warn", "alert"), "error": ("danger", "alert")}
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


# ---- icons, states, numbers of days ----


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; decoration unless `label` says in words what it means."""
    drawing = format_html('<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>', _sprite(), name)
    return format_html('{}<span class="visually-hidden">{}</span>', drawing, label) if label else drawing


@register.simple_tag
def status(code: Any, word: str = "") -> SafeString:
    """The tag of a state: icon and word. `word` replaces the word where a state is shared by unlike things."""
    look = LOOKS.get(str(code)) or Look("", "dash", word or str(code))
    return tag(look.tone, look.icon, word or look.word)


@register.simple_tag
def late(days: int) -> SafeString:
    return tag("danger", "clock", f"Trễ {days} ngày")


@register.simple_tag
def tag(tone: str, icon_name: str, word: str) -> SafeString:
    """A tag outside the list of states, such as “Vắng mặt”."""
    tone_class = f" tag-{tone}" if tone else ""
    return format_html('<span class="tag{}">{}{}</span>', tone_class, icon(icon_name), word)


def _sprite() -> str:
    return static("img/icons.svg")


# ---- findings and law ----


@register.inclusion_tag("components/finding.html")
def finding(finding) -> dict:
    return {"finding": finding, "icon_name": SEVERITY_ICONS[finding.severity]}


@register.inclusion_tag("components/findings.html")
def findings(found) -> dict:
    """All findings in order: to be done, to be looked at, and folded away what is met."""
    groups = {severity: [each for each in found or () if each.severity == severity] for severity in SEVERITY_ICONS}
    return {"open": groups["must"] + groups["look"], "met": groups["ok"]}


@register.inclusion_tag("components/provision.html")
def provision(citation) -> dict:
    """The citation, marked where nobody has compared it with the official text."""
    return {"citation": citation}


# ---- charts ----


@register.inclusion_tag("components/chart.html")
def chart(drawn, empty_text: str = "Chưa có số liệu.") -> dict:
    """The bars of a `core.charts.Chart`, their numbers as text, and the same as a table; `empty_text` without rows."""
    return {"drawn": drawn, "empty_text": empty_text}


# ---- errors of forms, messages ----


@register.inclusion_tag("components/error_summary.html")
def error_summary(*sources) -> dict:
    """Every error of the given forms, lists of forms and formsets, each line a link to its field."""
    given = [each for source in sources for each in (source if isinstance(source, list) else [source]) if each]
    return {"errors": [error for each in given for error in _errors_of(each)]}


def _errors_of(source) -> list[dict[str, str]]:
    if not source.is_bound:
        return []
    if hasattr(source, "management_form"):
        whole = [{"anchor": "", "text": text} for text in source.non_form_errors()]
        return whole + [error for form in source.forms for error in _errors_of(form)]
    whole = [{"anchor": "", "text": text} for text in source.non_field_errors()]
    return whole + [
        {"anchor": _anchor(field), "text": _named(field, text)} for field in source for text in field.errors
    ]


def _anchor(field) -> str:
    """The first control of a field: a group of choices has no control of the field's own id."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id


def _named(field, text: str) -> str:
    """Django's own sentences do not name their field; ours do."""
    label = str(field.label or "")
    return text if not label or label.casefold() in text.casefold() else f"{label}: {text}"


@register.filter
def message_look(message) -> dict[str, str]:
    tone, icon_name = MESSAGE_LOOKS.get(message.level_tag, ("", "info"))
    return {"tone": tone, "icon": icon_name}


# ---- tables ----


@register.inclusion_tag("components/data_table.html")
def data_table(table) -> dict:
    """A `core.tables.DataTable` as a panel: a table, cards on a phone."""
    return {"table": table}


# ---- dates and points ----


@register.simple_tag(takes_context=True)
def page_address(context) -> str:
    """The page's own address, for its foot on paper; only its path where the host was forged."""
    request = context["request"]
    try:
        return request.build_absolute_uri()
    except DisallowedHost:
        return request.path


@register.simple_tag
def printed_at() -> str:
    """The moment of the page, for its foot on paper."""
    return vi_datetime(clock.now())


@register.filter
def vi_date(value: date | datetime | None) -> str:
    """24/10/2026, 05/9/2026, 15/01/2027: days keep their zero, months only where 1 and 2 could be read as 11 and 12."""
    day = _day(value)
    return f"{day:%d}/{_month(day)}/{day.year}" if day else ""


@register.filter
def vi_weekday_date(value: date | datetime | None) -> str:
    day = _day(value)
    return f"{WEEKDAYS[day.weekday()]} {vi_date(day)}" if day else ""


@register.filter
def vi_time(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def vi_datetime(value: datetime | None) -> str:
    """17:00, thứ Bảy 24/10/2026."""
    return f"{vi_time(value)}, {vi_weekday_date(value)}" if value else ""


@register.filter
def vi_long_date(value: date | datetime | None) -> str:
    """As documents write it: ngày 05 tháng 02 năm 2027."""
    day = _day(value)
    return f"ngày {day:%d} tháng {_month(day)} năm {day.year}" if day else ""


@register.filter
def due_in(due: date | datetime | None, now: datetime | None = None) -> str:
    """How far a deadline is, in days of the calendar: “Còn 2 ngày”, “Hôm nay”, “Trễ 12 ngày”."""
    if not due:
        return ""
    now = now or clock.now()
    days = (_day(due) - _day(now)).days
    if days < 0:
        return f"Trễ {-days} ngày"
    if days == 0:
        return "Quá hạn hôm nay" if isinstance(due, datetime) and due < now else "Hôm nay"
    return "Ngày mai" if days == 1 else f"Còn {days} ngày"


@register.filter
def due_tone(due: date | datetime | None, now: datetime | None = None) -> str:
    """The class of a `.due` line: "now" until tomorrow, "soon" within three days."""
    if not due:
        return ""
    days = (_day(due) - _day(now or clock.now())).days
    return "now" if days <= 1 else "soon" if days <= 3 else ""


@register.filter
def points(value: Decimal | int | float | None) -> str:
    """Points as people write them: 8,5; blank is not zero, so None is a dash."""
    if value is None or value == "":
        return "–"
    return show(Decimal(str(value)))


@register.filter
def link_host(link: str) -> str:
    """The host that a link leads to, in letters that cannot be mistaken for others."""
    return host_of(link)


def _day(value: date | datetime | None) -> date | None:
    """The calendar day in Vietnam."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value or None


def _month(day: date) -> str:
    return f"{day:%m}" if day.month <= 2 else str(day.month)
