"""The course of a matter over its versions, as the steps of the `flow` component."""

from __future__ import annotations

from collections.abc import Sequence

from core.templatetags.ui import vi_date, vi_datetime
from submissions.models import Submission


def steps_of(versions: Sequence[Submission]) -> list[dict]:
    """Steps of all versions, the first one first; a return stays visible as its own step."""
    return [step for version in versions for step in _steps(version, is_last=version == versions[-1])]


def _steps(version: Submission, *, is_last: bool) -> list[dict]:
    again = f" lần {version.version}" if version.version > 1 else ""
    steps = [_step(f"Nộp{again}, mã {version.code}", "past", version.submitted_at, version.submitted_by)]
    if version.received_at:
        steps.append(_step(f"{version.recipient.name} tiếp nhận", "past", version.received_at, version.received_by))
    elif is_last:
        steps.append({"label": f"Chờ {version.recipient.name} tiếp nhận", "state": "here", "fact": ""})
    if version.state == Submission.State.RETURNED:
        steps.append(_step("Yêu cầu bổ sung", "back", version.closed_at, version.closed_by))
        if is_last:
            due_on = version.returned.due_on
            fact = f"Trước hết ngày {vi_date(due_on)}" if due_on else ""
            steps.append({"label": "Bổ sung và nộp lại", "state": "here", "fact": fact})
    elif version.state == Submission.State.ACCEPTED:
        steps.append(_step("Chấp nhận", "past", version.closed_at, version.closed_by))
    elif version.state == Submission.State.RECEIVED and is_last:
        steps.append({"label": f"{version.recipient.name} thẩm định", "state": "here", "fact": ""})
    return steps


def _step(label: str, state: str, at, by) -> dict:
    return {"label": label, "state": state, "fact": f"{vi_datetime(at)}, {by.full_name}"}
