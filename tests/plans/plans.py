"""Plans at each step of their way, for tests."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

from documents import services as documents
from plans import services
from plans.models import EmulationPlan, PlanFact

SAMPLE = (Path(__file__).parent / "samples" / "plan_2020.txt").read_text()


def imported_plan(world, text: str = SAMPLE, *, by=None) -> EmulationPlan:
    return services.import_plan(
        organisation=world.school,
        school_year=world.year,
        text=text,
        form_token=uuid.uuid4(),
        by=(by or world.vice_principal).user,
    )


def reviewed_plan(world, text: str = SAMPLE) -> EmulationPlan:
    """Everything that nothing speaks against accepted, every question answered."""
    plan = imported_plan(world, text)
    by = world.vice_principal.user
    for fact in plan.facts.waiting().of_kind("doubt"):
        services.answer_doubt(fact, note="Giữ như văn bản.", by=by)
    for kind in PlanFact.Kind.values:
        services.accept_clear_facts(plan, kind=kind, by=by)
    plan.refresh_from_db()
    return plan


def issued_plan(world, run_jobs=None, *, number: int = 12) -> EmulationPlan:
    """Reviewed, approved, numbered and, with `run_jobs`, rendered."""
    plan = services.submit_for_approval(reviewed_plan(world), by=world.vice_principal.user)
    document = documents.approve(plan.document, content_hash=plan.document.content_hash, by=world.principal.user)
    documents.issue(document, number=number, issued_on=date(2026, 10, 12), by=world.clerk.user)
    if run_jobs is not None:
        run_jobs()
    return EmulationPlan.objects.select_related("document__series", "organisation", "school_year").get(pk=plan.pk)


def published_plan(world, run_jobs) -> EmulationPlan:
    return services.publish(issued_plan(world, run_jobs), by=world.vice_principal.user)


def fact_with(plan: EmulationPlan, words: str, kind: str = "deadline") -> PlanFact:
    return plan.facts.select_related("plan__organisation").get(kind=kind, sentence__contains=words)
