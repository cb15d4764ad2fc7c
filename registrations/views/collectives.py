"""What a tổ registers, by its head."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from deadlines.services import closed_sentence, effective_times
from organisation.models import Department
from registrations import services
from registrations.forms import CollectiveRegistrationForm, RegistrationForm
from registrations.models import Registration, RegistrationRound
from registrations.views.asked import round_of


@access("registrations.register_department", Department)
def collective_edit(request, department):
    """The head writes what her tổ aims at; it is kept as a draft or handed in."""
    round, own = _round_and_collective(request, department)
    form = CollectiveRegistrationForm(request.POST or None, initial=RegistrationForm.initial_of(own))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            own = services.save_draft(
                round,
                None,
                department=department,
                values={"distinction": data["distinction"], "goals": data["goals"]},
                version=data["version"],
                page=data["page"],
                by=request.user,
            )
            if request.POST.get("act") == "submit":
                own = services.submit(own, version=own.version, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
            own = _collective_of(round, department)
            if own is not None:  # the next press of the button knows what it replaces
                form.data = form.data.copy()
                form.data["version"] = own.version
        else:
            is_in = own.state == Registration.State.SUBMITTED
            messages.success(request, "Đã nộp đăng ký của tổ." if is_in else "Đã lưu bản nháp.")
            return redirect("registrations:collective_edit", request.organisation.slug, department.pk)
    return _collective_page(request, round, department, own, form)


def _collective_page(request, round, department, own, form):
    opens_at, due_at, cut_off_at = effective_times(round.entry)
    is_locked, is_open = round.state == RegistrationRound.State.LOCKED, services.is_open_for(round, None)
    was_returned = own is not None and own.state == Registration.State.REVISION_REQUESTED
    context = {
        "round": round,
        "department": department,
        "own": own,
        "form": form,
        "due_at": due_at,
        "open_return": own.returns.filter(resolved_at=None).first() if own else None,
        "can_write": not is_locked and (own is None or own.is_editable) and (is_open or was_returned),
        "can_withdraw": own is not None
        and not is_locked
        and Registration.State.WITHDRAWN in own.TRANSITIONS[own.state],
        "can_take_up": is_open and own is not None and own.state == Registration.State.WITHDRAWN,
        "not_open_sentence": services.not_open_sentence(opens_at) if clock.now() < opens_at else "",
        "closed_sentence": "" if is_open or clock.now() < opens_at else closed_sentence(cut_off_at, entry=round.entry),
    }
    return render(request, "registrations/collective_edit.html", context)


def _round_and_collective(request, department) -> tuple[RegistrationRound, Registration | None]:
    round = round_of(request)
    if round is None:
        raise Http404
    return round, _collective_of(round, department)


def _collective_of(round, department) -> Registration | None:
    return Registration.objects.of_round(round).filter(department=department).with_names().first()


@access("registrations.register_department", Department, methods=["POST"])
def collective_withdraw(request, department):
    return _collective_act(request, department, services.withdraw, "Đã rút đăng ký của tổ.")


@access("registrations.register_department", Department, methods=["POST"])
def collective_again(request, department):
    return _collective_act(request, department, services.register_again, "Đã lấy lại bản đăng ký đã rút.")


def _collective_act(request, department, act, done: str):
    _, own = _round_and_collective(request, department)
    if own is None:
        raise Http404
    try:
        act(own, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect("registrations:collective_edit", request.organisation.slug, department.pk)
