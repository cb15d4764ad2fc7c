"""The periods that the dates of a plan open, as rows to be compared."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from plans.models import EmulationPlan, PlanFact
from plans.services.calendar import planned_entries

PLANS = Path(__file__).parent / "plans"
EACH_24TH = (PLANS / "mam_non_ngay_24.txt").read_text()  # the 24th of each month, week 1 of January, May
BY_QUARTER = (PLANS / "thcs_theo_quy.txt").read_text()  # self, tổ, Ban thi đua each quarter; HKI, HKII, calendar year

Row = tuple[str, str, date, date, str]


def periods_of(plan: EmulationPlan) -> list[Row]:
    """(label, kind, first day, last day, who) of every period that the accepted dates open, in their order."""
    accepted = list(plan.facts.filter(kind=PlanFact.Kind.DEADLINE, state=PlanFact.State.ACCEPTED))
    steps = sorted(planned_entries(plan, accepted), key=lambda step: step.due_at)
    found = [step.judged for step in steps if step.judged is not None]
    return [(each.label, each.kind, each.starts_on, each.ends_on, each.subject) for each in found]
