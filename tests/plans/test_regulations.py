"""Quy chế: published, cited, replaced."""

from __future__ import annotations

import re
import uuid
from datetime import date

import pytest
from django.urls import reverse

from core.errors import DomainError
from deadlines.models import CalendarEntry
from legal.models import LegalDocument, LegalParameter
from plans import services
from plans.models import EmulationPlan
from tests.plans.plans import SAMPLE
from tests.plans.publishing import issued, url, with_clause

pytestmark = pytest.mark.django_db


def regulation(world, run_jobs, *, number: int, from_on: date, changes=None) -> EmulationPlan:
    draft = regulation_issued(world, run_jobs, number=number, from_on=from_on, issued_on=from_on, changes=changes)
    return services.publish(draft, by=world.vice_principal.user)


def regulation_issued(world, run_jobs, *, number, from_on, issued_on, changes=None) -> EmulationPlan:
    text = SAMPLE if changes is None else with_clause("Quy chế này thay thế Quy chế số 03/QC-THNC.")
    plan = services.import_plan(
        organisation=world.school,
        school_year=world.year,
        text=text,
        form_token=uuid.uuid4(),
        by=world.vice_principal.user,
        kind="regulation",
        from_on=from_on,
    )
    if changes is not None:
        services.relate_draft(plan, changes=changes, change="replace", keeps_rest=False, by=world.vice_principal.user)
        plan.refresh_from_db()
    for fact in plan.facts.waiting():
        services.answer_doubt(fact, note="Giữ như văn bản.", by=world.vice_principal.user)
    return issued(world, plan, run_jobs, number=number, issued_on=issued_on)


def test_a_published_regulation_can_be_cited_and_a_newer_one_ends_it(school, run_jobs):
    first = regulation(school, run_jobs, number=3, from_on=date(2026, 9, 1))
    library = LegalDocument.objects.get(organisation=school.school, number="03/QC-THNC")
    LegalParameter.objects.create(
        organisation=school.school, document=library, code="quorum.emulation_council", value="2/3",
        from_on=date(2026, 9, 1), locator="Điều 5", mark="T",
    )  # fmt: skip

    second = regulation(school, run_jobs, number=9, from_on=date(2026, 12, 1), changes=first)

    assert (library.kind, library.from_on, library.mark) == ("Quy chế", date(2026, 9, 1), "T")
    library.refresh_from_db()
    first.refresh_from_db()
    assert (library.to_on, first.to_on) == (date(2026, 11, 30), date(2026, 11, 30))
    newer = LegalDocument.objects.get(organisation=school.school, number="09/QC-THNC")
    assert (newer.from_on, newer.to_on) == (date(2026, 12, 1), None)
    assert [value.code for value in services.cited_values(first)] == ["quorum.emulation_council"]
    assert not CalendarEntry.objects.exists()
    assert second.document.kind == "regulation"


def test_a_regulation_that_begins_before_the_one_it_replaces_is_refused(school, run_jobs):
    first = regulation(school, run_jobs, number=3, from_on=date(2026, 9, 1))

    with pytest.raises(DomainError, match="ngày có hiệu lực"):
        regulation(school, run_jobs, number=9, from_on=date(2026, 9, 1), changes=first)


def test_a_regulation_is_not_in_force_before_it_was_issued_and_the_page_lets_the_day_be_mended(school, run_jobs):
    days = {"from_on": date(2026, 9, 1), "issued_on": date(2026, 10, 12)}
    draft = regulation_issued(school, run_jobs, number=3, **days)
    client, address = school.client(school.vice_principal), url(draft, "plan_publish")
    choice = {"to": "some", "departments": [school.department.pk]}

    shown = client.get(address).content.decode()
    refused = client.post(address, {**choice, "from_on": "1/9/2026"}).content.decode()
    draft.refresh_from_db()

    assert 'value="01/09/2026"' in shown
    assert "ban hành ngày 12/10/2026 nên không thể có hiệu lực từ ngày 01/09/2026" in refused
    assert 'value="1/9/2026"' in refused
    assert re.search(rf'value="{school.department.pk}"[^>]*checked', refused)
    assert draft.state == "draft"

    client.post(address, {**choice, "from_on": "15/10/2026"})

    draft.refresh_from_db()
    assert (draft.state, draft.from_on) == ("published", date(2026, 10, 15))
    assert LegalDocument.objects.get(number="03/QC-THNC").from_on == date(2026, 10, 15)


def test_regulations_have_a_list_of_their_own(school, run_jobs):
    first = regulation(school, run_jobs, number=3, from_on=date(2026, 9, 1))
    client = school.client(school.teacher)

    own = client.get(reverse("plans:regulation_list", args=[school.school.slug])).content.decode()
    plans = client.get(reverse("plans:plan_list", args=[school.school.slug])).content.decode()

    assert "03/QC-THNC" in own
    assert "03/QC-THNC" not in plans
    assert "Đang có hiệu lực" in client.get(url(first, "plan_detail")).content.decode()
