"""Tells the plan's page which of its movements have been drawn up."""

from __future__ import annotations

from django.urls import reverse

from campaigns.models import Campaign
from plans import movements


@movements.register("campaigns")
def of_plans(organisation, plan_ids: list[int]) -> dict[str, str]:
    rows = Campaign.objects.for_organisation(organisation).filter(plan__in=plan_ids).values_list("name", "pk")
    return {name: reverse("campaigns:campaign_detail", args=[organisation.slug, pk]) for name, pk in rows}
