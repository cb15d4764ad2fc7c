"""One registration as its readers see it: the paper, the page, the remark and the return of the tổ."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from core.access import access
from core.errors import DomainError
from documents.previewing import draft_response
from registrations import services
from registrations.forms import RemarkForm, ReturnForm
from registrations.models import Registration
from registrations.querysets import UNSEEN
from registrations.standing import verdict_shown


@access("registrations.print_registration", Registration)
def registration_paper(request, registration):
    """The paper: a draft to look at, and once the round is locked the frozen one."""
    is_hers = registration.person is not None and registration.person.user_id == request.user.pk
    if registration.state in UNSEEN and not is_hers:
        raise Http404
    if request.method == "POST":
        try:
            document = services.issue_registration_paper(registration, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("registrations:registration_detail", request.organisation.slug, registration.pk)
        return redirect("documents:document_detail", request.organisation.slug, document.pk)
    if registration.document_id:
        return redirect("documents:document_detail", request.organisation.slug, registration.document_id)
    return draft_response(services.registration_paper(registration))


@access("registrations.view_registration", Registration, methods=["GET"])
def registration_detail(request, registration):
    return _detail_page(request, registration)


@access("registrations.remark_registration", Registration, methods=["POST"])
def registration_remark(request, registration):
    """The tổ recommends a registration."""
    form = RemarkForm(request.POST)
    if form.is_valid():
        try:
            services.recommend(registration, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã ghi nhận xét cho đăng ký của {registration.candidate_name}.")
            return redirect("registrations:registration_list", request.organisation.slug)
    return _detail_page(request, registration, remark_form=form)


@access("registrations.remark_registration", Registration, methods=["POST"])
def registration_return(request, registration):
    """Send a registration back with a reason."""
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            services.return_for_revision(registration, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã trả lại đăng ký của {registration.candidate_name} để bổ sung.")
            return redirect("registrations:registration_list", request.organisation.slug)
    return _detail_page(request, registration, return_form=form)


def _detail_page(request, registration, *, remark_form=None, return_form=None):
    registration = Registration.objects.with_names().get(pk=registration.pk)  # as it is now, whatever was tried
    is_own = registration.person is not None and registration.person.user_id == request.user.pk
    is_seen = is_own or registration.state not in UNSEEN
    may_remark = is_seen and request.user.has_perm("registrations.remark_registration", registration)
    version = {"version": registration.version}
    transitions = registration.TRANSITIONS[registration.state]
    context = {
        "registration": registration,
        "is_seen": is_seen,
        "returns": registration.returns.select_related("requested_by"),
        "can_recommend": may_remark and Registration.State.DEPARTMENT_RECOMMENDED in transitions,
        "can_return": may_remark and Registration.State.REVISION_REQUESTED in transitions,
        "remark_form": remark_form or RemarkForm(initial=version),
        "return_form": return_form or ReturnForm(initial=version),
        "return_is_open": return_form is not None,
        "standing": verdict_shown(registration, user=request.user) if is_seen else None,
        "can_print": request.user.has_perm("registrations.print_registration", registration),
        "has_errors": bool((remark_form and remark_form.errors) or (return_form and return_form.errors)),
    }
    return render(request, "registrations/registration_detail.html", context)
