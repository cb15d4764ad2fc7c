"""Inspections of the office and the letters that remind its schools."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from documents.papers_here import drafted, papers_here
from organisation.models import Organisation, Person
from organisation.years import school_year_code
from oversight import services
from oversight.inspection_forms import VALUES, InspectionForm, VisitForm
from oversight.models import Inspection, InspectionMember, InspectionVisit
from oversight.querysets import supervised_schools

Duty = InspectionMember.Duty


@access("oversight.view_inspection", methods=["GET"])
def inspection_list(request):
    rows = Inspection.objects.for_organisation(request.organisation).filter(school_year=request.school_year)
    context = {"inspections": rows.annotate(visit_count=Count("visits")).order_by("-from_on", "-pk")}
    return render(request, "oversight/inspection_list.html", context)


@access("oversight.change_inspection")
def inspection_create(request):
    """What, when, where, who."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        if request.school_year is None:
            form.add_error(None, "Chưa có năm học nào. Lập năm học trước.")
        else:
            try:
                inspection = services.create_inspection(
                    request.organisation, school_year=request.school_year, by=request.user, **form.values
                )
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, "Đã lưu. Lập kế hoạch kiểm tra để trình duyệt.")
                return redirect("oversight:inspection_detail", request.organisation.slug, inspection.pk)
    context = {"form": form, "heading": "Lập cuộc kiểm tra"}
    return render(request, "oversight/inspection_form.html", context)


def _form(request, *, kept=(), **kwargs) -> InspectionForm:
    units = supervised_schools(request.organisation).values("pk")
    return InspectionForm(
        request.POST or None,
        units=Organisation.objects.filter(pk__in=[*units.values_list("pk", flat=True), *kept]).order_by("name"),
        people=Person.objects.employed_at(request.organisation, on=clock.today()),
        **kwargs,
    )


@access("oversight.view_inspection", Inspection, methods=["GET"])
def inspection_detail(request, inspection):
    context = {
        "inspection": inspection,
        "team": sorted(inspection.team.select_related("person"), key=lambda row: list(Duty).index(row.duty)),
        "visits": [
            (visit, papers_here(request, services.VISIT_PAGE, pk=visit.pk))
            for visit in inspection.visits.select_related("unit")
        ],
        "papers": papers_here(request, services.PLAN_PAGE, pk=inspection.pk),
    }
    return render(request, "oversight/inspection_detail.html", context)


@access("oversight.change_inspection", Inspection)
def inspection_edit(request, inspection):
    team = list(inspection.team.all())
    units = list(inspection.visits.values_list("unit_id", flat=True))
    initial = {name: getattr(inspection, name) for name in VALUES}
    initial |= {"units": units, "members": [row.person_id for row in team]}
    initial |= {row.duty: row.person_id for row in team if row.duty != Duty.MEMBER}
    form = _form(request, kept=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_inspection(inspection, by=request.user, **form.values)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lưu.")
            return redirect("oversight:inspection_detail", request.organisation.slug, inspection.pk)
    context = {"form": form, "inspection": inspection, "heading": "Sửa cuộc kiểm tra"}
    return render(request, "oversight/inspection_form.html", context)


@access("oversight.change_inspection", Inspection, methods=["POST"])
def inspection_plan_draft(request, inspection):
    """Lập kế hoạch kiểm tra."""
    back = redirect("oversight:inspection_detail", request.organisation.slug, inspection.pk)
    return drafted(request, lambda: services.draft_inspection_plan(inspection, by=request.user), back=back)


@access("oversight.change_inspection", InspectionVisit)
def visit_edit(request, visit):
    """What was found at one school, and its minutes."""
    form = VisitForm(request.POST or None, initial={name: getattr(visit, name) for name in VisitForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            services.describe_visit(visit, form.noted, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lưu kết quả kiểm tra.")
            return redirect("oversight:visit_edit", request.organisation.slug, visit.pk)
    context = {
        "form": form,
        "inspection": visit.inspection,
        "visit": visit,
        "heading": str(visit),
        "papers": papers_here(request, services.VISIT_PAGE, pk=visit.pk),
    }
    return render(request, "oversight/inspection_form.html", context)


@access("oversight.change_inspection", InspectionVisit, methods=["POST"])
def visit_minutes_draft(request, visit):
    """Lập biên bản kiểm tra."""
    back = redirect("oversight:visit_edit", request.organisation.slug, visit.pk)
    return drafted(request, lambda: services.draft_minutes(visit, by=request.user), back=back)


@access("oversight.call_for_dossiers", methods=["POST"])
def reminder_draft(request):
    """Lập công văn đôn đốc."""
    back = redirect("oversight:board", request.organisation.slug)
    code = school_year_code(request)
    act = partial(services.draft_reminder, request.organisation, school_year_code=code, by=request.user)
    return drafted(request, act, back=back)
