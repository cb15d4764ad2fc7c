"""The targets of a plan: planned, registered, achieved, and who stands behind a figure."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from core.workbook import workbook_response
from plans import services
from plans.forms import TargetBaseForm
from plans.models import EmulationPlan, PlanTarget
from plans.services.targets import BaseGroups, people_behind, target_rows

PAGE_SIZE = 50
SHOWN = {  # what can be chosen: its words, whom it keeps
    "all": ("Mọi người", lambda row: True),
    "unregistered": ("Chưa đăng ký", lambda row: not row.is_registered),
    "registered": ("Đã đăng ký", lambda row: row.is_registered),
    "achieved": ("Đã đạt", lambda row: row.is_achieved),
}


@access("plans.view_emulationplan", EmulationPlan, methods=["GET"])
def target_list(request, plan):
    context = {
        "plan": plan,
        "rows": target_rows(plan),
        "sees_people": request.user.has_perm("plans.view_target_people", plan),
    }
    return render(request, "plans/target_list.html", context)


@access("plans.view_emulationplan", EmulationPlan, methods=["GET"])
def target_export(request, plan):
    header = ["STT", "Nội dung", "Đối tượng", "Tính trên nhóm", "Chỉ tiêu", "Số cần đạt", "Đã đăng ký", "Đã đạt"]
    rows = [
        [
            place,
            row.target.award,
            row.target.who,
            row.base_name,
            row.target.amount,
            row.planned,
            row.registered.count if row.registered else None,
            row.achieved.count if row.achieved else None,
        ]
        for place, row in enumerate(target_rows(plan), start=1)
    ]
    return workbook_response(f"Chi tieu {plan.school_year.code}", "Chỉ tiêu", header, rows)


@access("plans.view_target_people", PlanTarget)
def target_detail(request, target):
    """Who is in the base group, who has registered, who has achieved; the base group can be chosen here."""
    groups = BaseGroups(request.organisation, clock.today())
    form = TargetBaseForm(request.POST or None, choices=groups.choices(), initial={"base": target.base})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_base(target, base=form.cleaned_data["base"], by=request.user)
        except DomainError as error:
            form.add_error("base", error.message)
        else:
            messages.success(request, "Đã lưu nhóm để tính chỉ tiêu.")
            return redirect("plans:target_detail", request.organisation.slug, target.pk)
    row = next((row for row in target_rows(target.plan) if row.target.pk == target.pk), None)
    if row is None:
        messages.info(request, "Chỉ tiêu này đã được văn bản sửa đổi thay bằng chỉ tiêu khác.")
        return redirect("plans:target_list", request.organisation.slug, target.plan_id)
    show = request.GET.get("show", "all")
    show = show if show in SHOWN else "all"
    people = [person for person in people_behind(row) if SHOWN[show][1](person)]
    context = {
        "row": row,
        "plan": target.plan,
        "form": form,
        "show": show,
        "tabs": [(code, words) for code, (words, _) in SHOWN.items()],
        "page": Paginator(people, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "plans/target_detail.html", context)
