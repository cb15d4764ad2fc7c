"""The address under which anybody reads a published plan: opened, withdrawn with a reason, opened again."""

from __future__ import annotations

from django.db import transaction
from django_scopes import scopes_disabled

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.vietnamese import clean_line
from documents import services as documents
from plans.models import EmulationPlan, PublicPage
from plans.services.texts import locked_plan


@transaction.atomic
def open_page(plan: EmulationPlan, *, is_indexed: bool, by) -> PublicPage:
    """Open the page; one that was withdrawn is opened again under its old address."""
    plan = locked_plan(plan)
    if plan.state != EmulationPlan.State.PUBLISHED:
        raise DomainError("Công bố trong đơn vị trước, rồi mới mở trang công khai.")
    documents.issued_pdf(plan.document)  # what cannot be shown whole is not shown
    page, is_new = PublicPage.objects.get_or_create(
        organisation=plan.organisation, plan=plan, defaults={"opened_by": by, "is_indexed": is_indexed}
    )
    if not is_new:
        before = {"is_open": page.is_open, "is_indexed": page.is_indexed}
        if before == {"is_open": True, "is_indexed": is_indexed}:
            return page
        page.withdrawn_at, page.withdrawn_reason = None, ""
        page.is_indexed, page.opened_by, page.opened_at = is_indexed, by, clock.now()
        page.save()
    audit.record("plans.page_opened", plan, by=by, after={"is_indexed": is_indexed})
    return page


@transaction.atomic
def withdraw_page(plan: EmulationPlan, *, reason: str, by) -> PublicPage:
    reason = clean_line(reason)
    if not reason:
        raise DomainError("Ghi lý do thu hồi; người mở địa chỉ này sẽ đọc thấy.")
    page = PublicPage.objects.for_organisation(plan.organisation).select_for_update().filter(plan=plan).first()
    if page is None or not page.is_open:
        raise DomainError("Trang công khai của văn bản này không còn mở.")
    page.withdrawn_at, page.withdrawn_reason = clock.now(), reason[:300]
    page.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    audit.record("plans.page_withdrawn", plan, by=by, personal={"reason": page.withdrawn_reason})
    return page


def find_page(code: str) -> PublicPage | None:
    """By the address alone, whoever asks; the caller then opens the scope of its organisation."""
    with scopes_disabled():
        rows = PublicPage.objects.select_related("organisation", "plan__document__series", "plan__organisation")
        return rows.filter(code=code).first()
