"""How one school stands with its dossier. No database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

NOT_ASKED, WAITING, LATE = "not_asked", "waiting", "late"
SUBMITTED, RECEIVED, RETURNED, ACCEPTED, DECIDED = "submitted", "received", "revision_requested", "accepted", "decided"

# In the order of attention: what is late first.
LABELS = {
    LATE: "Trễ hạn",
    RETURNED: "Yêu cầu bổ sung",
    SUBMITTED: "Đã nộp, chờ tiếp nhận",
    RECEIVED: "Đã tiếp nhận",
    WAITING: "Chưa đến hạn",
    ACCEPTED: "Đã chấp nhận",
    DECIDED: "Đã quyết định",
    NOT_ASKED: "Chưa yêu cầu nộp",
}


@dataclass(frozen=True)
class Standing:
    """`days_late`: of what is still owed. `days_late_when_sent`: of a dossier that came after its deadline."""

    state: str
    days_late: int = 0
    days_late_when_sent: int = 0


def standing(
    *, submitted_state: str, is_decided: bool, due_at: datetime | None, first_sent_at: datetime | None, now: datetime
) -> Standing:
    """`submitted_state` is "" where nothing was sent. What was returned is late again once its own deadline is over."""
    if submitted_state in ("", RETURNED):
        late = _days_late(due_at, now)
        if late:
            return Standing(LATE, days_late=late)
        if submitted_state == RETURNED:
            return Standing(RETURNED)
        return Standing(WAITING if due_at else NOT_ASKED)
    state = DECIDED if is_decided else submitted_state
    return Standing(state, days_late_when_sent=_days_late(due_at, first_sent_at))


def _days_late(due_at: datetime | None, moment: datetime | None) -> int:
    """Days of the calendar after the deadline; the rest of its own day counts as one."""
    if due_at is None or moment is None or moment <= due_at:
        return 0
    return max((_day(moment, due_at) - due_at.date()).days, 1)


def _day(moment: datetime, like: datetime) -> date:
    return moment.astimezone(like.tzinfo).date()
