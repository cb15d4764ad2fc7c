"""What the school's own rules say of its evaluations; a period keeps the copy it began with."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from django.db import IntegrityError, transaction

from audit import services as audit
from core import clock
from core.errors import ConflictError
from core.templatetags.ui import vi_date
from deadlines.judged import Judged
from deadlines.rules import last_day
from deadlines.services import days_off_at
from evaluations.models import EvaluationPeriod, EvaluationPolicy, GradeBand, Rubric

KEPT = (
    "uses_council",
    "council_scores",
    "objection_days",
    "staff_sees",
    "public_days",
    "least_service",
    "transfer_rule",
    "late_cap",
    "locator",
)
CHANGED_MEANWHILE = (
    "Quy định này vừa được người khác lưu. Xem bản mới ở tab khác; bấm Lưu lần nữa thì thay bằng bản này."
)


def policy_of(organisation, school_year) -> EvaluationPolicy:
    """The year's rules; those of an unsaved row with the defaults where nobody has entered any.

    An office's head decides unless it says otherwise: few have a council for the points of their units.
    """
    rows = EvaluationPolicy.objects.for_organisation(organisation).filter(school_year=school_year)
    return rows.select_related("document").first() or EvaluationPolicy(
        organisation=organisation, school_year=school_year, uses_council=not organisation.is_office
    )


def frozen_policy(policy: EvaluationPolicy) -> dict:
    return {name: getattr(policy, name) for name in KEPT} | {"document": str(policy.document or "")}


def policy_for(period: EvaluationPeriod) -> EvaluationPolicy:
    """The rules of a period, as they were when it was made."""
    values = {name: period.policy[name] for name in KEPT if name in period.policy}
    return EvaluationPolicy(organisation_id=period.organisation_id, school_year_id=period.school_year_id, **values)


@transaction.atomic
def save_policy(organisation, school_year, *, values: dict[str, Any], version: int, by) -> EvaluationPolicy:
    """Write the year's rules; periods already made keep their copy. `version` 0: the page knew of none.

    ConflictError where somebody saved since the page was opened.
    """
    rows = EvaluationPolicy.objects.for_organisation(organisation).select_for_update()
    policy = rows.filter(school_year=school_year).first()
    if (policy.version if policy else 0) != version:
        raise ConflictError(CHANGED_MEANWHILE)
    before = _facts(policy) if policy else {}
    policy = policy or EvaluationPolicy(organisation=organisation, school_year=school_year, version=0)
    for name, value in values.items():
        setattr(policy, name, value)
    after = _facts(policy)
    if before == after:
        return policy
    policy.touch()
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError as error:  # two first pages at the same moment
        raise ConflictError(CHANGED_MEANWHILE) from error
    changed = {name for name in after if before.get(name) != after[name]}
    audit.record(
        "evaluations.policy_saved",
        policy,
        by=by,
        before={name: before[name] for name in sorted(changed & before.keys())},
        after={name: after[name] for name in sorted(changed)},
    )
    return policy


def _facts(policy: EvaluationPolicy) -> dict[str, Any]:
    return {name: getattr(policy, name) for name in KEPT} | {"document": policy.document_id}


def grades_in_use(organisation, school_year) -> list[str]:
    """The names of the grades of the year's adopted rubrics, the best first."""
    rubrics = Rubric.objects.for_organisation(organisation).adopted().of_year(school_year)
    rows = GradeBand.objects.filter(rubric__in=rubrics).order_by("-minimum").values_list("name", flat=True)
    return list(dict.fromkeys(rows))


# ---- worked out ----


def worked_out(policy: EvaluationPolicy, *, of: Judged | None = None) -> list[tuple[str, str]]:
    """What the rules mean, by the days of a period, without one of the present month: (of what, sentence)."""
    today = clock.today()
    last = last_day(today.year, today.month)
    label, days = f"tháng {today.month}/{today.year}", last.day
    if of is not None:
        label, days, last = of.label, (of.ends_on - of.starts_on).days + 1, of.ends_on
    found = [
        ("Các bước", f"{_chain(policy)}."),
        ("Thời gian làm việc", _least(policy, label, days)),
        ("Chuyển tổ", _transfer(policy, last)),
        ("Nộp muộn", _late(policy)),
    ]
    if policy.objection_days:
        until = days_off_at(policy.organisation).after(today, policy.objection_days)
        found.append(("Ý kiến", f"Báo kết quả dự kiến hôm nay thì nhận ý kiến đến hết ngày {vi_date(until)}."))
    if policy.public_days:
        until = today + timedelta(days=policy.public_days)
        found.append(("Công khai", f"Công bố hôm nay thì trang công khai mở đến hết ngày {vi_date(until)}."))
    return found


def _chain(policy: EvaluationPolicy) -> str:
    steps = ["Tự chấm", "tổ chấm và đề nghị"]
    if policy.council_scores:
        steps.append("hội đồng (thủ trưởng) chấm")
    steps.append("hội đồng biểu quyết" if policy.uses_council else "thủ trưởng quyết định")
    if policy.objection_days:
        steps.append(f"báo kết quả dự kiến, nhận ý kiến {policy.objection_days} ngày làm việc")
    return " → ".join([*steps, "công bố"])


def _least(policy: EvaluationPolicy, label: str, days: int) -> str:
    needed = max(ceil(Fraction(policy.least_service) * days), 1)
    return f"Kỳ {label} có {days} ngày: làm việc từ {needed} ngày trở lên thì được đánh giá, ít hơn thì được miễn."


def _transfer(policy: EvaluationPolicy, last: date) -> str:
    example = f"Ở tổ A đến hết ngày 20/{last.month:02}, sang tổ B từ ngày 21/{last.month:02}"
    reviews = "tổ B" if policy.transfer_rule == EvaluationPolicy.TransferRule.LAST else "tổ A"
    return f"{example}: {reviews} nhận xét."


def _late(policy: EvaluationPolicy) -> str:
    if not policy.late_cap:
        return "Phiếu nộp muộn được ghi nhận là muộn; mức xếp loại theo điểm."
    return f"Phiếu nộp muộn đủ điểm cho mức cao hơn thì xếp “{policy.late_cap}”."
