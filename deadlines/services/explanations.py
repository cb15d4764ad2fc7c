"""Why something is open or closed, in words: which plan, which of its sentences, which extension."""

from __future__ import annotations

from datetime import datetime

from core import clock
from core.templatetags.ui import vi_date, vi_time, vi_weekday_date
from deadlines.models import CalendarEntry, DeadlineExtension
from organisation.models import Person


def closed_sentence(cut_off_at: datetime, *, entry: CalendarEntry | None = None, person: Person | None = None) -> str:
    """What a page says of something to be handed in once its window is over; with its entry also whose rule that is."""
    why = " ".join(reasons(entry, person)) if entry is not None else ""
    sentences = [
        f"Đã hết hạn nộp lúc {vi_time(cut_off_at)} ngày {vi_date(cut_off_at)}.",
        why,
        "Cần nộp thêm, đề nghị thư ký hội đồng gia hạn và ghi lý do.",
    ]
    return " ".join(filter(None, sentences))


def state_sentence(entry: CalendarEntry, person: Person | None = None) -> str:
    """Whether an entry is open for a person (for everybody, without one), from its times alone."""
    now = clock.now()
    opens_at, due_at, cut_off_at = entry.times_for(person)
    if entry.over_at_launch and cut_off_at <= entry.cut_off_at:
        return (
            f"Mốc này đã qua khi công bố: hạn là {moment(due_at)}. "
            "Mốc được ghi lại để tra cứu; không giao việc và không nhắc ai."
        )
    if now < opens_at:
        return f"Chưa mở: mở từ {moment(opens_at)}, hạn {moment(due_at)}."
    if now <= due_at:
        return f"Đang mở: hạn {moment(due_at)}."
    if now <= cut_off_at:
        return f"Đã quá hạn lúc {moment(due_at)}. Còn nhận đến {moment(cut_off_at)} và ghi là trễ."
    return f"Đã đóng lúc {moment(cut_off_at)}."


def reasons(entry: CalendarEntry, person: Person | None = None) -> list[str]:
    """Whose rule the times are: the plan with its sentence and reading, then what was extended for the reader.

    Another person's extension is never told.
    """
    found = []
    if entry.source_label:
        sentence = entry.source_sentence.strip().rstrip(".;")
        quoted = f": “{sentence}”" if sentence else ""
        found.append(f"Hạn theo {entry.source_label}{quoted}.")
    if entry.reading:
        found.append(f"Cách hiểu: {entry.reading}.")
    granted = DeadlineExtension.objects.for_organisation(entry.organisation).for_entry(entry, person=person)
    for extension in granted.select_related("department", "granted_by").order_by("granted_at", "pk"):
        found.append(extension_sentence(extension, person))
    return found


def extension_sentence(extension: DeadlineExtension, person: Person | None = None) -> str:
    if extension.department_id:
        whom = extension.department.name
    elif extension.obligation_id:
        whom = "riêng người này" if person is None else str(person)
    else:
        whom = "mọi người"
    granted_on = vi_date(extension.granted_at)
    return (
        f"Ngày {granted_on} {extension.granted_by.full_name} gia hạn cho {whom} đến {moment(extension.new_due_at)}, "
        f"lý do: {extension.reason.rstrip('.')}."
    )


def moment(value: datetime) -> str:
    """“17:00 thứ Bảy 24/10/2026”; the end of a day is the day itself."""
    local = value.astimezone(clock.ZONE)
    if local == clock.end_of_day(local.date()):
        return f"hết {vi_weekday_date(value)}"
    return f"{vi_time(value)} {vi_weekday_date(value)}"
