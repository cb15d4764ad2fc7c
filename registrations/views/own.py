"""One's own registration: written, saved while one types, checked, sent, taken back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import ConflictError, DomainError
from core.templatetags.ui import vi_date, vi_time
from deadlines.services import closed_sentence, effective_times
from registrations import services
from registrations.forms import RegistrationForm
from registrations.models import Registration, RegistrationRound
from registrations.querysets import UNSEEN
from registrations.standing import verdict_shown
from registrations.views.asked import own_of, person_of, round_and_own, url_of

AUTOSAVED = ("distinction", "goals", "initiative_title")


@access("registrations.change_own_registration")
def registration_edit(request):
    """Write one's own registration: a draft is kept as it is, completeness is asked at the end."""
    round, own = round_and_own(request)
    if request.method == "POST":
        return _save_own(request, round, own)
    form = RegistrationForm(initial=RegistrationForm.initial_of(own))
    if own and request.GET.get("missing"):
        form = _with_missing(own)
    return _own_page(request, round, own, form)


def _save_own(request, round, own):
    form = RegistrationForm(request.POST)
    if not form.is_valid():
        return _own_page(request, round, own, form, is_unsent=True)
    values = {
        "distinction": form.cleaned_data["distinction"],
        "goals": form.cleaned_data["goals"],
        "initiative_title": form.cleaned_data["initiative_title"],
    }
    try:
        own = services.save_draft(
            round,
            person_of(request),
            values=values,
            version=form.cleaned_data["version"],
            page=form.cleaned_data["page"],
            by=request.user,
        )
    except ConflictError as error:
        return _conflict_page(request, round, error)
    except DomainError as error:
        form.add_error(None, error.message)
        return _own_page(request, round, own, form, can_write=True, is_unsent=True)
    if request.POST.get("act") == "check":
        if services.missing_parts(own):
            return _own_page(request, round, own, _with_missing(own))
        return redirect("registrations:registration_check", request.organisation.slug)
    messages.success(request, "Đã lưu bản nháp.")
    return redirect("registrations:registration_edit", request.organisation.slug)


@access("registrations.change_own_registration", methods=["POST"])
def registration_autosave(request):
    """Keep the fields that changed while one writes (the protocol of `autosave.js`)."""
    round, own = round_and_own(request)
    stored = RegistrationForm.initial_of(own) | {"version": _number(request.GET.get("version")), "page": ""}
    form = RegistrationForm(
        {**{key: value or "" for key, value in stored.items()}, "version": stored["version"], **request.POST.dict()}
    )
    names = [name for name in AUTOSAVED if name in request.POST]
    form.is_valid()
    bad = [name for name in names if name in form.errors]
    good = {name: form.cleaned_data[name] for name in names if name not in bad}
    try:
        if good or not bad:
            services.save_draft(
                round,
                person_of(request),
                values=good,
                version=stored["version"],
                page=request.GET.get("page", "")[:32],
                by=request.user,
            )
    except DomainError as error:
        return HttpResponse(error.message, status=409, content_type="text/plain; charset=utf-8")
    if bad:  # the rest is stored
        sentence, refused = form.errors[bad[0]][0], ",".join(bad)
        return HttpResponse(
            sentence, status=422, content_type="text/plain; charset=utf-8", headers={"X-Refused": refused}
        )
    return HttpResponse(status=204, headers={"X-Saved-At": vi_time(clock.now())})


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _with_missing(own) -> RegistrationForm:
    """The stored draft with what a submission still lacks beside its fields."""
    form = RegistrationForm(
        {key: "" if value is None else value for key, value in RegistrationForm.initial_of(own).items()}
    )
    for field, sentence in services.missing_parts(own):
        form.add_error(field, sentence)
    return form


def _conflict_page(request, round, error):
    """What is stored beside what was typed; nothing is overwritten until the writer saves again."""
    own = own_of(request, round)
    data = request.POST.copy()
    data["version"] = own.version  # the next press of the button knows what it replaces
    form = RegistrationForm(data)
    form.is_valid()
    typed = form.cleaned_data
    pairs = [
        ("Danh hiệu đăng ký", own.distinction, typed.get("distinction")),
        ("Nội dung phấn đấu", own.goals, typed.get("goals")),
        ("Tên sáng kiến dự kiến", own.initiative_title, typed.get("initiative_title")),
    ]
    differences = [(label, stored) for label, stored, mine in pairs if (stored or "") != (mine or "")]
    return _own_page(
        request, round, own, form, conflict=error.message, differences=differences, status=409, is_unsent=True
    )


def _own_page(request, round, own, form, *, status=200, can_write=False, **extra):
    person = person_of(request)
    opens_at, due_at, cut_off_at = effective_times(round.entry, person)
    is_open = services.is_open_for(round, person)
    is_over = not is_open and clock.now() >= opens_at
    was_returned = own is not None and own.state == Registration.State.REVISION_REQUESTED
    is_locked = round.state == RegistrationRound.State.LOCKED
    context = {
        "round": round,
        "own": own,
        "form": form,
        "autosave_query": urlencode({"version": form["version"].value(), "page": form["page"].value() or ""}),
        "opens_at": opens_at,
        "due_at": due_at,
        "cut_off_at": cut_off_at,
        "open_return": own.returns.filter(resolved_at=None).first() if own else None,
        "can_write": can_write or ((own is None or own.is_editable) and (is_open or (was_returned and not is_locked))),
        "can_withdraw": own is not None
        and not is_locked
        and Registration.State.WITHDRAWN in own.TRANSITIONS[own.state],
        "can_take_up": is_open and own is not None and own.state == Registration.State.WITHDRAWN,
        "closed_sentence": is_over and closed_sentence(cut_off_at, entry=round.entry, person=person),
        "not_open_sentence": services.not_open_sentence(opens_at) if clock.now() < opens_at else "",
        "standing": verdict_shown(own, user=request.user),
        **extra,
    }
    return render(request, "registrations/registration_edit.html", context, status=status)


@access("registrations.change_own_registration")
def registration_check(request):
    """Kiểm tra lại trước khi nộp: everything once more, each row with its way back."""
    round, own = round_and_own(request)
    if own is None or not own.is_editable:
        return redirect("registrations:registration_edit", request.organisation.slug)
    if services.missing_parts(own):
        return redirect(f"{url_of(request, 'registration_edit')}?missing=1")
    if request.method == "POST":
        try:
            services.submit(own, version=_number(request.POST.get("version")), by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("registrations:registration_check", request.organisation.slug)
        return redirect("registrations:registration_receipt", request.organisation.slug)
    _, due_at, _ = effective_times(round.entry, own.person)
    context = {"round": round, "own": own, "due_at": due_at, "is_past_due": clock.now() > due_at}
    return render(request, "registrations/registration_check.html", context)


@access("registrations.change_own_registration", methods=["GET"])
def registration_receipt(request):
    round, own = round_and_own(request)
    if own is None or own.submitted_at is None or own.state in UNSEEN:
        return redirect("registrations:registration_edit", request.organisation.slug)
    return render(request, "registrations/registration_receipt.html", {"round": round, "own": own})


@access("registrations.change_own_registration")
def registration_withdraw(request):
    round, own = round_and_own(request)
    if own is None:
        raise Http404
    if request.method == "POST":
        try:
            services.withdraw(own, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Đã rút đăng ký.")
        return redirect("registrations:registration_edit", request.organisation.slug)
    _, _, cut_off_at = effective_times(round.entry, own.person)
    title = own.distinction.name if own.distinction else "danh hiệu"
    context = {
        "heading": f"Rút đăng ký {title}?",
        "consequences": [
            "Tổ trưởng và thư ký hội đồng sẽ thấy đăng ký đã rút. Nội dung đã viết vẫn được giữ.",
            f"Có thể đăng ký lại trước {vi_time(cut_off_at)} ngày {vi_date(cut_off_at)}."
            if services.is_open_for(round, own.person)
            else "Thời gian đăng ký đã hết nên không đăng ký lại được, trừ khi được gia hạn.",
        ],
        "verb": "Rút đăng ký",
        "cancel_url": url_of(request, "registration_edit"),
    }
    return render(request, "components/confirm.html", context)


@access("registrations.change_own_registration", methods=["POST"])
def registration_again(request):
    _, own = round_and_own(request)
    if own is None:
        raise Http404
    try:
        services.register_again(own, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("registrations:registration_edit", request.organisation.slug)
