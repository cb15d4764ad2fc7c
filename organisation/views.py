from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

import audit.services as audit
from accounts.models import User
from audit.models import AuditEntry, AuditSeal
from audit.words import VERBS
from core import clock, table_import
from core.access import access
from core.errors import DomainError
from core.models import TableImport
from core.vietnamese import search_key
from core.workbook import workbook_response
from organisation import services
from organisation.forms import EmploymentForm, LastDayForm, MoveForm, RoleForm, StaffUploadForm
from organisation.models import (
    Department,
    Employment,
    Leave,
    Organisation,
    Person,
    Role,
    RoleAssignment,
    SchoolYear,
    StaffGroup,
)
from organisation.permissions import GIVEN_BY_HEAD, OFFICE_STAFF, SCHOOL_STAFF
from organisation.staff_table import StaffTable

SORTS = {"name": ("person__sort_key", "pk"), "department": ("department__name", "person__sort_key", "pk")}


@access("organisation.view_organisation", methods=["GET"])
def context(request):
    """Both choices of the top bar: whom to act for, and which school year."""
    data = {
        "organisations": Organisation.objects.acted_for_by(request.user, on=clock.today()),
        "years": SchoolYear.objects.for_organisation(request.organisation),
    }
    return render(request, "organisation/context.html", data)


@access("organisation.view_organisation", methods=["GET"])
def profile(request):
    """Who the reader is here: work, roles, and the links that the phone has no rail for."""
    person = Person.objects.filter(user=request.user).first()
    today = clock.today()
    data = {
        "person": person,
        "employment": Employment.objects.for_organisation(request.organisation).on(today).filter(person=person).first(),
        "roles": RoleAssignment.objects.for_organisation(request.organisation)
        .on(today)
        .filter(person=person)
        .select_related("department"),
        "leaves": Leave.objects.for_organisation(request.organisation).filter(person=person) if person else [],
    }
    return render(request, "organisation/profile.html", data)


def _staff(request):
    rows = Employment.objects.for_organisation(request.organisation)
    rows = rows.of_who_left(clock.today()) if _shows_left(request) else rows.on(clock.today())
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(person__search_key__contains=search_key(text))
    if department := request.GET.get("department", ""):
        rows = rows.filter(department_id=department) if department.isdecimal() else rows.none()
    return rows.order_by(*SORTS.get(request.GET.get("sort", ""), SORTS["name"]))


def _shows_left(request) -> bool:
    """Those who keep the list also find who has left: a last day may have been noted wrongly."""
    return request.GET.get("who") == "left" and request.user.has_perm("organisation.manage_staff", request.organisation)


@access("organisation.view_staff", methods=["GET"])
def staff_list(request):
    """Who works here today, or has left: search, filter, sort, page."""
    held = RoleAssignment.objects.for_organisation(request.organisation).on(clock.today()).select_related("department")
    rows = (
        _staff(request)
        .select_related("person", "department")
        .prefetch_related(Prefetch("person__role_assignments", held, to_attr="held_roles"))
    )
    data = {
        "page": Paginator(rows, 25).get_page(request.GET.get("page")),
        "departments": _departments(request),
        "sort": request.GET.get("sort", "name"),
        "shows_left": _shows_left(request),
        "can_manage": request.user.has_perm("organisation.manage_staff", request.organisation),
    }
    return render(request, "organisation/staff_list.html", data)


@access("organisation.manage_staff", methods=["GET"])
def staff_export(request):
    """The same list as a table that can be corrected and read back."""
    rows = [
        [
            row.person.full_name,
            f"{row.person.born_on:%d/%m/%Y}" if row.person.born_on else "",
            row.department.name if row.department else "",
            row.get_staff_kind_display(),
            row.person.email,
        ]
        for row in _staff(request).select_related("person", "department")
    ]
    return _staff_workbook("danh-sach-nhan-su", rows)


@access("organisation.manage_staff")
def staff_create(request):
    """Enter one person."""
    form = EmploymentForm(request.POST or None, departments=_departments(request))
    if request.method == "POST" and form.is_valid():
        employment = services.employ(
            organisation=request.organisation, from_on=clock.today(), by=request.user, **form.cleaned_data
        )
        messages.success(request, f"Đã thêm {employment.person.full_name}.")
        return redirect("organisation:staff_list", request.organisation.slug)
    return render(request, "organisation/form.html", {"form": form, "heading": "Thêm người"})


@access("organisation.manage_staff", Employment)
def staff_edit(request, employment):
    """Correct what somebody does here, or change it from a day on."""
    departments = Department.objects.for_organisation(request.organisation)  # hers may have ended
    form = MoveForm(
        request.POST or None,
        initial=MoveForm.initial_of(employment),
        departments=_departments(request) | departments.filter(pk=employment.department_id),
        groups=StaffGroup.objects.for_organisation(request.organisation),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_work(employment, by=request.user, **form.values)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã sửa thông tin của {employment.person.full_name}.")
            return redirect("organisation:staff_list", request.organisation.slug)
    works = Employment.objects.for_organisation(request.organisation).filter(person=employment.person)
    context = {
        "form": form,
        "employment": employment,
        "works": works.select_related("department").prefetch_related("groups").order_by("-from_on"),
        "can_give_account": request.user.has_perm("organisation.give_account", employment),
        "can_end": request.user.has_perm("organisation.end_employment", employment),
    }
    return render(request, "organisation/staff_edit.html", context)


@access(
    "organisation.end_employment",
    Employment,
    refusal="Người giữ vai trò lãnh đạo, điều hành hội đồng do người đứng đầu đơn vị cho thôi.",
)
def staff_end(request, employment):
    """Note the last day on which somebody works here."""
    form = LastDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        last_on = form.cleaned_data["last_on"]
        try:
            services.end_employment(employment, last_on=last_on, by=request.user)
        except DomainError as error:
            form.add_error("last_on", error.message)
        else:
            messages.success(request, f"{employment.person.full_name} làm việc đến hết ngày {last_on:%d/%m/%Y}.")
            return redirect("organisation:staff_list", request.organisation.slug)
    data = {
        "heading": f"{employment.person.full_name} thôi làm việc ở đơn vị",
        "consequences": [
            "Sau ngày này, mọi vai trò của người này ở đơn vị kết thúc; các trang của đơn vị không mở được nữa.",
            "Phiếu, thành tích, văn bản đã có vẫn giữ nguyên.",
            "Nếu chuyển đến đơn vị khác: người đứng đầu hoặc thư ký hội đồng gửi hồ sơ theo ở mục “Chuyển hồ sơ”.",
        ],
        "form": form,
        "verb": "Ghi thôi làm việc",
        "cancel_url": reverse("organisation:staff_edit", args=[request.organisation.slug, employment.pk]),
    }
    return render(request, "components/confirm.html", data)


@access("organisation.give_account", Employment)
@never_cache
def staff_account(request, employment):
    """Give somebody a sign-in, or a new password; it is shown once, to be handed over."""
    context = {"employment": employment}
    if request.method == "POST":
        try:
            context["account"], context["password"] = services.give_account(employment, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("organisation:staff_edit", request.organisation.slug, employment.pk)
    return render(request, "organisation/account.html", context)


@access("organisation.manage_staff")
def role_list(request):
    """Who holds which role today; give one, end one. Those of leaders are given and ended by the head alone."""
    roles = OFFICE_STAFF if request.organisation.is_office else SCHOOL_STAFF
    may_lead = request.user.has_perm("organisation.give_leading_role", request.organisation)
    form = RoleForm(
        request.POST or None,
        people=Person.objects.employed_at(request.organisation, on=clock.today()),
        departments=_departments(request),
        roles=[role for role in roles if may_lead or role not in GIVEN_BY_HEAD],
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.assign_role(organisation=request.organisation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã giao vai trò.")
            return redirect("organisation:role_list", request.organisation.slug)
    held = RoleAssignment.objects.for_organisation(request.organisation).on(clock.today())
    rows = held.exclude(role=Role.STAFF).select_related("person", "department").order_by("role", "person__sort_key")
    data = {
        "form": form,
        "rows": [{"held": row, "can_end": may_lead or row.role not in GIVEN_BY_HEAD} for row in rows],
    }
    return render(request, "organisation/role_list.html", data)


@access(
    "organisation.end_role",
    RoleAssignment,
    methods=["POST"],
    refusal="Vai trò lãnh đạo và điều hành hội đồng do người đứng đầu đơn vị giao và cho thôi.",
)
def role_end(request, assignment):
    """End a role."""
    try:
        services.end_role(assignment, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{assignment.person} thôi giữ vai trò {assignment.get_role_display().lower()}.")
    return redirect("organisation:role_list", request.organisation.slug)


@access("organisation.manage_staff")
def staff_import(request):
    """Upload the staff list; nothing is written before the preview is confirmed."""
    form = StaffUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            table = table_import.preview(
                StaffTable(), organisation=request.organisation, upload=form.cleaned_data["file"], by=request.user
            )
        except DomainError as error:
            form.add_error("file", error.message)
        else:
            return redirect("organisation:staff_import_detail", request.organisation.slug, table.pk)
    return render(request, "organisation/staff_import.html", {"form": form})


@access("organisation.manage_staff", methods=["GET"])
def staff_import_template(request):
    """An empty table with the right header and one example."""
    return _staff_workbook("mau-danh-sach-nhan-su", [[column.example for column in StaffTable.columns]])


def _staff_table(request, pk):
    return get_object_or_404(TableImport.objects.for_organisation(request.organisation), pk=pk, kind=StaffTable.kind)


@access("organisation.manage_staff", _staff_table, methods=["GET"])
def staff_import_detail(request, table):
    """What each row would do, or did."""
    rows = list(table.rows.all())
    data = {
        "table": table,
        "columns": StaffTable.columns,
        "rows": [{"row": row, "cells": [row.values.get(c.name, "") for c in StaffTable.columns]} for row in rows],
        "good_count": sum(row.outcome in ("new", "changed") for row in rows),
        "bad_count": sum(row.outcome == "error" for row in rows),
    }
    return render(request, "organisation/staff_import_detail.html", data)


@access("organisation.manage_staff", _staff_table, methods=["POST"])
def staff_import_apply(request, table):
    """Write the good rows."""
    return _act(request, table, table_import.apply, "Đã nhập bảng nhân sự.")


@access("organisation.manage_staff", _staff_table, methods=["POST"])
def staff_import_undo(request, table):
    """Take the whole table back."""
    return _act(request, table, table_import.undo, "Đã hoàn tác bảng nhân sự.")


def _act(request, table, service, sentence):
    try:
        service(StaffTable(), table, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, sentence)
    return redirect("organisation:staff_import_detail", request.organisation.slug, table.pk)


@access("organisation.view_audit", methods=["GET"])
def audit_log(request):
    """The log of acts, for the head: who, what, when, with the seals' state."""
    entries = AuditEntry.objects.for_organisation(request.organisation).prefetch_related("personal_values")
    if words := search_key(request.GET.get("q", "")):
        actors = User.objects.filter(person__search_key__contains=words)
        verbs = [verb for verb, name in VERBS.items() if words in search_key(name)]
        entries = entries.filter(Q(verb__in=verbs) | Q(actor_id__in=actors.values("pk")))
    page = Paginator(entries, 25).get_page(request.GET.get("page"))
    actors = User.objects.in_bulk([entry.actor_id for entry in page if entry.actor_id])
    data = {
        "page": page,
        "rows": [{"entry": entry, "actor": actors.get(entry.actor_id)} for entry in page],
        "last_seal": AuditSeal.objects.for_organisation(request.organisation).order_by("id").last(),
        "broken": audit.first_broken_seal(request.organisation) if request.GET.get("verify") else None,
        "verified": bool(request.GET.get("verify")),
    }
    return render(request, "organisation/audit_log.html", data)


def _departments(request):
    return Department.objects.for_organisation(request.organisation).on(clock.today())


def _staff_workbook(name: str, rows: list[list[str]]) -> HttpResponse:
    return workbook_response(name, "Nhân sự", [column.label for column in StaffTable.columns], rows)
