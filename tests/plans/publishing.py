"""Published plans and changes of them, for tests."""

from __future__ import annotations

import uuid
from datetime import date

from django.urls import reverse

from deadlines.models import Obligation
from documents import services as documents
from plans import services
from plans.models import EmulationPlan, PlanFact
from plans.services import Chosen
from tests.plans.plans import SAMPLE, issued_plan


def owing(plan) -> set[str]:
    rows = Obligation.objects.owed_by(plan.organisation).open().filter(key__startswith=f"plan:{plan.pk}:read:")
    return {row.person.full_name for row in rows}


def publish_to(world, run_jobs, **chosen) -> EmulationPlan:
    return services.publish(issued_plan(world, run_jobs), by=world.vice_principal.user, chosen=Chosen(**chosen))


def url(plan, name: str, **more) -> str:
    return reverse(f"plans:{name}", kwargs={"organisation": plan.organisation.slug, "pk": plan.pk, **more})


def begun_change(world, plan, change="replace") -> EmulationPlan:
    return services.begin_change(plan, change=change, form_token=uuid.uuid4(), by=world.vice_principal.user)


def with_clause(sentence: str) -> str:
    """The sample with one more sentence at its end."""
    return SAMPLE.replace("Nơi nhận", f"{sentence}\nNơi nhận")


def acting(plan: EmulationPlan) -> list[tuple]:
    facts = plan.facts.accepted().exclude(kind="doubt")
    return sorted(facts.values_list("kind", "title", "purpose", "to_on"), key=str)


def move(plan: EmulationPlan, purpose: str, day: date) -> PlanFact:
    """Give the one deadline of a purpose another day, as a person does on the review page."""
    fact = plan.facts.get(kind="deadline", purpose=purpose)
    PlanFact.objects.filter(pk=fact.pk).update(from_on=day, to_on=day)
    return fact


def issued(world, plan, run_jobs, *, number=15, issued_on=date(2026, 10, 20)) -> EmulationPlan:
    plan = services.submit_for_approval(plan, by=world.vice_principal.user)
    document = documents.approve(plan.document, content_hash=plan.document.content_hash, by=world.principal.user)
    documents.issue(document, number=number, issued_on=issued_on, by=world.clerk.user)
    run_jobs()
    return EmulationPlan.objects.select_related("document__series", "organisation").get(pk=plan.pk)
