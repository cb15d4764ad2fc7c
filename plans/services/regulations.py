"""A published regulation in the library of law, so that parameters and rubrics can cite it."""

from __future__ import annotations

from datetime import date, timedelta

from core import clock
from core.errors import DomainError
from legal import services as legal
from legal.models import LegalDocument, LegalParameter
from plans.models import EmulationPlan


def enter_in_library(plan: EmulationPlan, *, by) -> LegalDocument:
    """The regulation as a document of this organisation with its days in force; what it replaces ends the day before.

    An amended version keeps the days of its own, so a citation of an earlier day still leads to the text of that day.
    """
    issued_on = plan.document.issued_on
    plan.from_on = plan.from_on or issued_on
    if plan.from_on < issued_on:
        raise DomainError(
            f"Quy chế ban hành ngày {issued_on:%d/%m/%Y} nên không thể có hiệu lực từ ngày {plan.from_on:%d/%m/%Y}."
            " Ghi ngày có hiệu lực từ ngày ban hành trở đi."
        )
    old = plan.changes
    if old is not None:
        _end(old, plan.from_on - timedelta(days=1), by=by)
    plan.save(update_fields=["from_on"])
    return _entered(plan, by=by)


def _end(old: EmulationPlan, last_day: date, *, by) -> None:
    if old.from_on and last_day < old.from_on:
        raise DomainError(
            f"Quy chế mới có hiệu lực từ ngày không sau ngày {old.from_on:%d/%m/%Y} của quy chế cũ."
            " Sửa ngày có hiệu lực của quy chế mới."
        )
    old.to_on = last_day
    old.save(update_fields=["to_on"])
    _entered(old, by=by)


def _entered(plan: EmulationPlan, *, by) -> LegalDocument:
    return legal.enter_own_document(
        organisation=plan.organisation,
        number=plan.document.full_number,
        kind=plan.get_kind_display(),
        title=plan.title,
        issued_on=plan.document.issued_on,
        from_on=plan.from_on,
        to_on=plan.to_on,
        by=by,
    )


def cited_values(plan: EmulationPlan) -> list[LegalParameter]:
    """The values in force that cite a regulation: to be looked at when it is amended or replaced."""
    rows = LegalParameter.objects.on(clock.today()).select_related("document")
    named = {"number": plan.document.full_number, "organisation": plan.organisation}
    return list(rows.filter(organisation=plan.organisation, document__in=LegalDocument.objects.filter(**named)))
