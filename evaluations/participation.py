"""Who takes part in a period, in which tổ and as what: by the rule of the regulation, worked out in words.

Pure: a person's presence in the period's days and the rule go in. Days are calendar days; days of a long leave are not
served. What others may read never counts days, since days that are missing tell of a leave.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from organisation.service_spans import Service, Work

LEAVE, SHORT_SERVICE, LEFT = "leave", "short_service", "left"
LONGEST, LAST = "longest", "last"
TRANSFER_RULES = {LONGEST: "Tổ làm việc lâu nhất trong kỳ", LAST: "Tổ sau cùng trong kỳ"}
EXEMPT_FOR_OTHERS = "Được miễn."
NO_DEPARTMENT = "bộ phận không thuộc tổ"


@dataclass(frozen=True)
class Rule:
    """What a regulation says of people who were not there the whole time, always in the same place."""

    least_service: Fraction = Fraction(1, 2)
    transfer_rule: str = LONGEST

    def __post_init__(self):
        if not 0 <= self.least_service <= 1:
            raise ValueError(f"a share of the days lies between 0 and 1, not {self.least_service}")
        if self.transfer_rule not in TRANSFER_RULES:
            raise ValueError(f"no such rule: {self.transfer_rule}")

    @classmethod
    def from_policy(cls, policy: Mapping[str, Any]) -> Rule:
        """From the frozen copy of a policy; what it does not say is half of the days, and the longest.

        ValueError for a share that is none ("1/0", "nửa", "3/2") or a rule that nobody knows.
        """
        try:
            share = Fraction(policy.get("least_service") or "1/2")
        except ZeroDivisionError as error:
            raise ValueError(policy["least_service"]) from error
        return cls(share, policy.get("transfer_rule") or LONGEST)


@dataclass(frozen=True)
class Participation:
    """The answer for one person and period.

    `department_id` reviews (None: no tổ does); `work` holds the facts that decide the audience group; both are None
    for whoever did not work here on any day of the period. `note` is for the person herself, `note_for_others` for
    everybody else; "" where there is nothing to explain.
    """

    exemption: str
    department_id: int | None
    work: Work | None
    served_days: int
    period_days: int
    note: str = ""
    note_for_others: str = ""

    @property
    def takes_part(self) -> bool:
        return not self.exemption


def participation_of(service: Service, rule: Rule) -> Participation:
    """Whether somebody takes part, and where.

    Exempt are, in this order: who no longer works here on the last day (whoever has her now reviews her), who was
    employed for less than the least share of the days, who was away so long that less than it remains. Exactly the
    least share is enough; without a single day served nobody takes part.
    """
    exemption = _exemption(service, rule)
    work = _deciding_work(service, rule)
    if exemption:
        note, for_others = _why_exempt(service, rule, exemption), EXEMPT_FOR_OTHERS
    else:
        note, for_others = _why_here(service, rule, work)
    return Participation(
        exemption=exemption,
        department_id=work.department_id if work else None,
        work=work,
        served_days=service.served_days,
        period_days=service.span.days,
        note=note,
        note_for_others=for_others,
    )


def _exemption(service: Service, rule: Rule) -> str:
    if not service.works or service.left_on:
        return LEFT
    needed = rule.least_service * service.span.days
    if service.employed_days < needed:
        return SHORT_SERVICE
    return LEAVE if service.served_days < needed or not service.served_days else ""


# ---- which tổ, and as what ----


def _deciding_work(service: Service, rule: Rule) -> Work | None:
    """The stretch whose tổ reviews and whose facts count; the later one where two are equal.

    Stretches without a served day count only for somebody who has no other.
    """
    days = _days_of(service)
    if not days:
        return None
    if rule.transfer_rule == LAST:
        return max(days, key=lambda work: work.span)
    department = _most(days, lambda work: work.department_id)
    of_department = {work: count for work, count in days.items() if work.department_id == department}
    facts = _most(of_department, _facts)
    return max((work for work in of_department if _facts(work) == facts), key=lambda work: work.span)


def _days_of(service: Service) -> dict[Work, int]:
    served = {work: service.served_days_in(work) for work in service.works}
    return {work: count for work, count in served.items() if count} or {work: work.span.days for work in service.works}


def _most(days: Mapping[Work, int], key: Callable[[Work], Hashable]) -> Hashable:
    """The key with the most days, stretches that share it taken together; the one that comes last where equal."""
    totals = _totals(days, key)
    last_on = {key(work): work.span.last for work in sorted(days, key=lambda work: work.span)}
    return max(totals, key=lambda each: (totals[each], last_on[each]))


def _totals(days: Mapping[Work, int], key: Callable[[Work], Hashable]) -> dict[Hashable, int]:
    totals: dict[Hashable, int] = {}
    for work, count in days.items():
        totals[key(work)] = totals.get(key(work), 0) + count
    return totals


def _facts(work: Work) -> Hashable:
    return (work.staff_kind, work.is_homeroom_teacher, work.group_ids)


# ---- in words ----


def _why_exempt(service: Service, rule: Rule, exemption: str) -> str:
    whole, served = service.span.days, service.served_days
    least = f"chưa đủ {_share(rule)}"
    if not service.works:
        return "Không làm việc ở đơn vị ngày nào trong kỳ nên được miễn."
    if exemption == LEFT:
        return f"Làm việc ở đơn vị đến hết ngày {_day(service, service.left_on)} nên được miễn kỳ này."
    if exemption == SHORT_SERVICE:
        since = f" (từ ngày {_day(service, service.joined_on)})" if service.joined_on else ""
        return f"Làm việc {service.employed_days} trong {whole} ngày của kỳ{since}, {least} nên được miễn."
    if not served:
        return "Nghỉ suốt thời gian của kỳ nên được miễn."
    return f"Nghỉ {service.leave_days} ngày, làm việc {served} trong {whole} ngày của kỳ, {least} nên được miễn."


def _why_here(service: Service, rule: Rule, work: Work) -> tuple[str, str]:
    """(for herself, for others)"""
    moves = _moves(service)
    if moves:
        return f"{moves}: {_reason(service, rule, work)}", f"{moves}: {_reason_for_others(service, rule, work)}"
    whole, served = service.span.days, service.served_days
    if served == whole:
        return "", ""
    away = f"Nghỉ {service.leave_days} ngày, làm việc" if service.leave_days else "Làm việc"
    enough = f", đủ {_share(rule)}" if rule.least_service else ""
    return f"{away} {served} trong {whole} ngày của kỳ{enough} nên được đánh giá.", ""


def _moves(service: Service) -> str:
    """“Chuyển từ Tổ Toán sang Tổ Văn ngày 12/10”; "" where the tổ stayed the same."""
    moved = [
        (before, after) for before, after in pairwise(service.works) if before.department_id != after.department_id
    ]
    if not moved:
        return ""
    steps = [f"sang {_name(after)} ngày {_day(service, after.span.first)}" for _, after in moved]
    return f"Chuyển từ {_name(moved[0][0])} {', '.join(steps)}"


def _reason(service: Service, rule: Rule, work: Work) -> str:
    you = "anh/chị" if work.staff_kind == "support" else "thầy/cô"
    if rule.transfer_rule == LAST:
        return f"{_reviews(work)} vì đây là nơi {you} làm việc sau cùng trong kỳ."
    totals = _totals(_days_of(service), lambda each: each.department_id)
    count, whole = totals[work.department_id], service.span.days
    here = "tổ này" if work.department_id else "bộ phận này"
    away = " không kể ngày nghỉ" if service.leave_days else ""
    if list(totals.values()).count(count) > 1:
        return f"{_reviews(work)} vì số ngày bằng nhau ({count} ngày mỗi nơi{away}) và {you} ở {here} sau cùng."
    return f"{_reviews(work)} vì {you} ở {here} {count} trong {whole} ngày của kỳ{',' + away if away else ''}."


def _reason_for_others(service: Service, rule: Rule, work: Work) -> str:
    return f"{_reviews(work)} theo quy định: {TRANSFER_RULES[rule.transfer_rule].lower()}."


def _share(rule: Rule) -> str:
    return "cả kỳ" if rule.least_service == 1 else str(rule.least_service)


def _reviews(work: Work) -> str:
    return f"{work.department_name} nhận xét" if work.department_id else "không tổ nào nhận xét"


def _name(work: Work) -> str:
    return work.department_name if work.department_id else NO_DEPARTMENT


def _day(service: Service, day: date) -> str:
    """12/10, with the year where the period touches two."""
    return f"{day:%d/%m/%Y}" if service.span.first.year != service.span.last.year else f"{day:%d/%m}"
