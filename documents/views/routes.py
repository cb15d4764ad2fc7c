"""Pages where an organisation sets its routes of approval and notes who is away."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from core.access import access
from core.errors import ConflictError, DomainError
from documents import services
from documents.approval_forms import AbsenceForm, RouteForm
from documents.approvers import person_of
from documents.models import Absence, ApprovalRoute, OfficialDocument
from organisation.permissions import is_head

OTHER_KINDS = "other"  # the address of the route for every kind without its own


@access("documents.list_approvalroute", methods=["GET"])
def route_list(request):
    """Which way each kind of document takes."""
    own = services.routes_of(request.organisation)
    rows = []
    for kind, label in [*OfficialDocument.Kind.choices, ("", "Các loại còn lại")]:
        steps = services.steps_for(request.organisation, kind, own)
        rows.append({"kind": kind or OTHER_KINDS, "label": label, "steps": steps, "is_own": kind in own})
    can_change = request.user.has_perm("documents.change_approvalroute", request.organisation)
    return render(request, "documents/route_list.html", {"rows": rows, "can_change": can_change})


@access("documents.change_approvalroute")
def route_edit(request):
    """The steps of the kind that `?kind=` names; the last row is the one who signs."""
    kind = request.GET.get("kind", OTHER_KINDS)
    code, label = _kind(kind)
    routes = services.routes_of(request.organisation)
    route, steps = routes.get(code), services.steps_for(request.organisation, code, routes)
    form = RouteForm(
        request.POST or None,
        organisation=request.organisation,
        steps=steps,
        version=route.version if route else 0,
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.set_route(
                organisation=request.organisation,
                kind=code,
                steps=form.steps,
                version=form.cleaned_data["version"],
                by=request.user,
            )
        except DomainError as error:
            form.add_error(None, error.message)
            status = 409 if isinstance(error, ConflictError) else 200
        else:
            messages.success(request, "Đã lưu quy trình. Văn bản đang trình giữ quy trình cũ.")
            return redirect("documents:route_list", request.organisation.slug)
    context = {"label": label, "kind": kind, "form": form, "route": route}
    return render(request, "documents/route_edit.html", context, status=status)


@access("documents.change_approvalroute", ApprovalRoute)
def route_remove(request, route):
    """Bỏ quy trình riêng."""
    if request.method == "POST":
        try:
            services.remove_route(route, version=_number(request.POST.get("version")), by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Đã bỏ quy trình riêng.")
        return redirect("documents:route_list", request.organisation.slug)
    context = {
        "heading": "Bỏ quy trình duyệt",
        "lede": str(route),
        "consequences": [
            "Văn bản trình sau này theo quy trình của các loại còn lại, nếu không có thì người đứng đầu duyệt."
        ],
        "verb": "Bỏ quy trình",
        "version": route.version,
        "cancel_url": reverse("documents:route_list", args=[request.organisation.slug]),
    }
    return render(request, "documents/route_remove.html", context)


def _kind(kind: str) -> tuple[str, str]:
    if kind == OTHER_KINDS:
        return "", "Các loại còn lại"
    if kind not in OfficialDocument.Kind.values:
        raise Http404
    return kind, OfficialDocument.Kind(kind).label


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


# ---- absences ----


@access("documents.list_absence")
def absence_list(request):
    """Who is away and who decides meanwhile; everybody notes her own, the head anybody's."""
    leads, person = is_head.test(request.user, request.organisation), person_of(request.user)
    form = AbsenceForm(request.POST or None, organisation=request.organisation, person=person, leads=leads)
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_absence(organisation=request.organisation, by=request.user, **form.values)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã ghi. Việc duyệt trong những ngày này chuyển cho người thay.")
            return redirect("documents:absence_list", request.organisation.slug)
    rows = Absence.objects.for_organisation(request.organisation).concerning(person, all_of_them=leads)
    rows = list(rows.select_related("organisation", "person", "deputy")[:100])
    for row in rows:
        row.can_read_reason = request.user.has_perm("documents.read_absence_reason", row)
        row.can_end = not row.is_over and request.user.has_perm("documents.end_absence", row)
    context = {"rows": rows, "form": form}
    return render(request, "documents/absence_list.html", context)


@access("documents.end_absence", Absence, methods=["POST"])
def absence_end(request, absence):
    """Đã trở lại."""
    services.end_absence(absence, by=request.user)
    messages.success(request, "Đã bỏ ghi vắng mặt từ hôm nay.")
    return redirect("documents:absence_list", request.organisation.slug)
