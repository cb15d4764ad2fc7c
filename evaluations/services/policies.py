"""What the school's own rules say of its evaluations; a period keeps the copy it began with."""

from __future__ import annotations

from evaluations.models import EvaluationPeriod, EvaluationPolicy

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


def policy_of(organisation, school_year) -> EvaluationPolicy:
    """The year's rules; those of an unsaved row with the defaults where nobody has entered any."""
    rows = EvaluationPolicy.objects.for_organisation(organisation).filter(school_year=school_year)
    return rows.select_related("document").first() or EvaluationPolicy(
        organisation=organisation, school_year=school_year
    )


def frozen_policy(policy: EvaluationPolicy) -> dict:
    return {name: getattr(policy, name) for name in KEPT} | {"document": str(policy.document or "")}


def policy_for(period: EvaluationPeriod) -> EvaluationPolicy:
    """The rules of a period, as they were when it was made."""
    values = {name: period.policy[name] for name in KEPT if name in period.policy}
    return EvaluationPolicy(organisation_id=period.organisation_id, school_year_id=period.school_year_id, **values)
