"""Publishing: to whom, who has read it, and the page that anybody may open."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from audit import services as audit
from core import clock
from core.access import access
from core.errors import DomainError
from core.templatetags.ui import vi_datetime
from core.workbook import workbook_response
from documents.comparison import stretches, summary
from plans import services
from plans.acting import attempt, done
from plans.models import EmulationPlan, PublicPage
from plans.publication_forms import PublicPageForm, PublishForm, WithdrawForm

PAGE_SIZE = 25
SHOWN = ("unread", "read", "all")


def to_plan(request, plan: EmulationPlan):
    return redirect("plans:plan_detail", request.organisation.slug, plan.pk)


# ---- publishing ----


@access("plans.publish_emulationplan", EmulationPlan)
def plan_publish(request, plan):
    """What will happen, to whom it is published; then it is done."""
    if request.method == "GET" and not plan.can_be_published:
        messages.error(request, "Chưa công bố được: văn bản phải được duyệt, cho số và có tệp PDF.")
        return to_plan(request, plan)
    data = request.POST if request.method == "POST" else None
    form = PublishForm(data, organisation=request.organisation, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            seal = form.cleaned_data["seal"] if plan.changes_id else None
            from_on = form.cleaned_data.get("from_on")
            services.publish(plan, by=request.user, chosen=form.chosen, seal=seal, from_on=from_on)
        except DomainError as error:
            plan.refresh_from_db()
            if not plan.can_be_published:
                messages.error(request, error.message)
                return to_plan(request, plan)
            form.add_error(None, error.message)
        else:
            kind = plan.get_kind_display().lower()
            messages.success(request, f"Đã công bố {kind}. Người đọc nhận được thông báo và việc đọc {kind}.")
            return to_plan(request, plan)
    return render(request, "plans/plan_publish.html", {"plan": plan, "form": form, **change_context(plan)})


def change_context(plan: EmulationPlan) -> dict:
    """The comparison with what it changes and the effects on dates and targets; empty where it changes nothing."""
    if plan.changes_id is None:
        return {}
    blocks = services.comparison(plan)
    is_published = plan.state == EmulationPlan.State.PUBLISHED
    return {
        "stretches": stretches(blocks),
        "counts": summary(blocks),
        "effects": None if is_published else services.effects_of(plan),
        "cited": services.cited_values(plan.changes) if plan.is_regulation and not is_published else [],
    }


# ---- who has read it ----


def published(request, pk: int) -> EmulationPlan:
    rows = EmulationPlan.objects.for_organisation(request.organisation).published()
    plan = rows.select_related("document__series", "organisation").filter(pk=pk).first()
    if plan is None:
        raise Http404
    return plan


@access("plans.publish_emulationplan", published, methods=["GET"])
def plan_readers(request, plan):
    """Who has read it and who has not, by tổ."""
    rows = services.reading_rows(plan)
    show = request.GET.get("show", "unread")
    show = show if show in SHOWN else "unread"
    chosen = request.GET.get("department", "")
    departments = sorted({row.department for row in rows if row.department})
    shown = [row for row in rows if chosen in ("", row.department)]
    if show != "all":
        shown = [row for row in shown if (row.read_at is not None) == (show == "read")]
    context = {
        "plan": plan,
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "show": show,
        "departments": departments,
        "department": chosen if chosen in departments else "",
        "audience": list(plan.audience.select_related("department", "group", "person")),
        "can_remind": plan.successor is None and any(row.read_at is None for row in rows),
        **reading_counts(rows),
    }
    return render(request, "plans/plan_readers.html", context)


def reading_counts(rows: list) -> dict[str, int]:
    return {"staff_count": len(rows), "read_count": sum(row.read_at is not None for row in rows)}


@access("plans.publish_emulationplan", published, methods=["GET"])
def plan_readers_export(request, plan):
    rows = services.reading_rows(plan)
    audit.record("plans.readers_exported", plan, by=request.user, after={"count": len(rows)})
    table = [
        [place, row.person.full_name, row.department, row.staff_kind, vi_datetime(row.read_at) if row.read_at else ""]
        for place, row in enumerate(rows, start=1)
    ]
    header = ["TT", "Họ và tên", "Tổ", "Nhóm", "Đã đọc lúc"]
    return workbook_response(f"da-doc-{plan.pk}-{clock.today():%Y-%m-%d}", "Đã đọc", header, table)


@access("plans.publish_emulationplan", published, methods=["POST"])
def plan_readers_remind(request, plan):
    count = attempt(request, lambda: services.remind_unread(plan, by=request.user))
    if count is not None:
        messages.success(request, f"Đã gửi lời nhắc tới {count} người chưa đọc.")
    return redirect("plans:plan_readers", request.organisation.slug, plan.pk)


# ---- the page for everybody ----


@access("plans.publish_emulationplan", published)
def plan_public_page(request, plan):
    """Open the public page, or change how it may be found."""
    page = PublicPage.objects.for_organisation(request.organisation).filter(plan=plan).first()
    is_open = page is not None and page.is_open
    button = "Lưu" if is_open else ("Mở lại trang công khai" if page else "Mở trang công khai")
    initial = {"is_indexed": page.is_indexed if page else False}
    form = PublicPageForm(request.POST if request.method == "POST" else None, initial=initial, button=button)
    if request.method == "POST" and form.is_valid():
        is_indexed = form.cleaned_data["is_indexed"]
        if done(form, lambda: services.open_page(plan, is_indexed=is_indexed, by=request.user)):
            messages.success(request, "Trang công khai đang mở. Chép địa chỉ dưới đây để gửi đi.")
            return redirect("plans:plan_public_page", request.organisation.slug, plan.pk)
    address = f"{settings.SITE_URL.rstrip('/')}{reverse('public:plan', args=[page.code])}" if page else ""
    context = {"plan": plan, "public_page": page, "is_open": is_open, "form": form, "address": address}
    return render(request, "plans/plan_public_page.html", context)


@access("plans.publish_emulationplan", published)
def plan_public_withdraw(request, plan):
    """Take the page back, with the reason that its visitors read."""
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    back = reverse("plans:plan_public_page", args=[request.organisation.slug, plan.pk])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if done(form, lambda: services.withdraw_page(plan, reason=reason, by=request.user)):
            messages.success(request, "Đã thu hồi trang công khai. Địa chỉ cũ báo đã thu hồi kèm lý do.")
            return redirect(back)
    context = {
        "heading": "Thu hồi trang công khai",
        "lede": plan.title,
        "consequences": [
            "Người mở địa chỉ này không đọc được văn bản nữa, chỉ thấy lý do thu hồi.",
            "Mở lại sau này vẫn dùng địa chỉ cũ.",
        ],
        "form": form,
        "verb": "Thu hồi",
        "cancel_url": back,
    }
    return render(request, "components/confirm.html", context)
