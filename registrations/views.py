from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from audit import services as audit
from core import clock
from core.access import access
from core.errors import ConflictError, DomainError
from core.templatetags.ui import vi_date, vi_time
from core.workbook import workbook_response
from deadlines.models import CalendarEntry
from deadlines.services import closed_sentence, effective_times
from documents.previewing import draft_response
from legal.models import Distinction
from organisation.models import Department, Employment, Person
from organisation.permissions import headed_departments
from registrations import services
from registrations.forms import CollectiveRegistrationForm, RegistrationForm, RemarkForm, ReturnForm
from registrations.models import Registration, RegistrationRound
from registrations.querysets import UNSEEN
from registrations.standing import verdict_shown

PAGE_SIZE = 25
SORTS = {
    "name": "person__sort_key",
    "distinction": "shown_position",
    "state": "state",
}
AUTOSAVED = ("distinction", "goals", "initiative_title")

# ---- the list ----


@access("registrations.view_registrationround", methods=["GET"])
def registration_list(request):
    """Everybody's own registration; the head's tổ; the whole round for the secretary and the leaders."""
    round = _round_of(request)
    context = {"round": round, "entry": None if round else _entry_of(request), "can_open": False}
    if round is None:
        context["can_open"] = bool(context["entry"]) and _may(request, "manage_registrationround")
        return render(request, "registrations/registration_list.html", context)
    own = _own_of(request, round)
    opens_at, due_at, cut_off_at = effective_times(round.entry, _person_of(request))
    context |= {
        "own": own,
        "opens_at": opens_at,
        "due_at": due_at,
        "cut_off_at": cut_off_at,
        "is_before": clock.now() < opens_at,
        "is_open": services.is_open_for(round, _person_of(request)),
        "open_return": own.returns.filter(resolved_at=None).first() if own else None,
    }
    context["collectives"] = _collectives_of(request, round)
    visible = _visible(request, round)
    if visible is not None:
        context |= _table_of(request, round, visible)
    return render(request, "registrations/registration_list.html", context)


def _collectives_of(request, round) -> list[dict]:
    """Each tổ that the reader leads, with what it registered."""
    headed = headed_departments(request.user, request.organisation)
    if not headed:
        return []
    rows = {row.department_id: row for row in Registration.objects.of_round(round).filter(department__in=headed)}
    departments = Department.objects.for_organisation(request.organisation).filter(pk__in=headed)
    return [{"department": each, "registration": rows.get(each.pk)} for each in departments]


def _table_of(request, round, visible) -> dict:
    sort = request.GET.get("sort", "name")
    sort = sort if sort.lstrip("-") in SORTS else "name"
    filters = _filters_of(request)
    page = Paginator(_sorted(visible.matching(**filters), sort).with_names(), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    missing = _missing_people(request, round)
    return {
        "page": page,
        "sort": sort,
        "filters": filters,
        "states": Registration.State.choices,
        "departments": Department.objects.for_organisation(request.organisation).on(clock.today()),
        "distinctions": Distinction.objects.filter(kind=Distinction.Kind.TITLE),
        "sees_all": _may(request, "view_all_registrations"),
        "can_manage": _may(request, "manage_registrationround"),
        "missing": missing,
        "unseen": UNSEEN,
    }


def _filters_of(request) -> dict[str, str]:
    """Only what is known filters; the rest of an address is ignored."""
    department, distinction = request.GET.get("department", ""), request.GET.get("distinction", "")
    state = request.GET.get("state", "")
    return {
        "department": department if department.isdecimal() else "",
        "distinction": distinction if distinction.isdecimal() else "",
        "state": state if state in Registration.State.values else "",
    }


def _sorted(rows, sort: str):
    sign = "-" if sort.startswith("-") else ""
    return rows.with_shown_position().order_by(f"{sign}{SORTS[sort.lstrip('-')]}", "person__sort_key", "pk")


def _visible(request, round):
    """The rows a reader may see beside her own; None for those who see no others."""
    rows = Registration.objects.of_round(round)
    if _may(request, "view_all_registrations"):
        return rows
    headed = headed_departments(request.user, request.organisation)
    return rows.of_departments(headed) if headed else None


def _missing_people(request, round) -> list[Person]:
    """Employed today and not registered: no row, or a draft."""
    people = Person.objects.employed_at(request.organisation, on=clock.today())
    if not _may(request, "view_all_registrations"):
        headed = headed_departments(request.user, request.organisation)
        here = Employment.objects.for_organisation(request.organisation).on(clock.today())
        people = people.filter(pk__in=here.filter(department__in=headed).values("person"))
    rows = Registration.objects.of_round(round).exclude(state__in=UNSEEN).filter(person=OuterRef("pk"))
    return list(people.filter(~Exists(rows)))


@access("registrations.export_registrations", methods=["GET"])
def registration_export(request):
    """The list as it is filtered, as an Excel file."""
    round = _round_of(request)
    visible = _visible(request, round) if round else None
    if visible is None:
        raise Http404
    rows = list(_sorted(visible.matching(**_filters_of(request)), "name").with_names())
    audit.record("registrations.list_exported", round, by=request.user, after={"count": len(rows)})
    header = [
        "TT",
        "Họ và tên",
        "Tổ",
        "Danh hiệu đăng ký",
        "Nội dung phấn đấu",
        "Sáng kiến dự kiến",
        "Trạng thái",
        "Nộp lúc",
        "Nộp muộn",
        "Nhận xét của tổ",
    ]
    return workbook_response(
        f"Dang-ky-danh-hieu-{round.school_year.code}",
        "Đăng ký danh hiệu",
        header,
        [_export_row(number, row) for number, row in enumerate(rows, start=1)],
    )


def _export_row(number: int, row: Registration) -> list:
    is_seen = row.state not in UNSEEN
    return [
        number,
        row.candidate_name,
        row.home_department.name if row.home_department else "",
        row.distinction.name if is_seen and row.distinction else "",
        row.goals if is_seen else "",
        row.initiative_title if is_seen else "",
        row.get_state_display(),
        row.submitted_at.astimezone(clock.ZONE) if is_seen and row.submitted_at else None,
        "Muộn" if row.is_late else "",
        row.remark if is_seen else "",
    ]


# ---- the round ----


@access("registrations.manage_registrationround", methods=["POST"])
def round_open(request):
    entry = _entry_of(request)
    if entry is None:
        messages.error(request, "Năm học này chưa có mốc đăng ký danh hiệu trong lịch. Ban hành kế hoạch trước.")
        return redirect("registrations:registration_list", request.organisation.slug)
    try:
        services.open_round(entry, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã mở đợt đăng ký và giao việc cho từng người.")
    return redirect("registrations:registration_list", request.organisation.slug)


@access("registrations.manage_registrationround", RegistrationRound)
def round_lock(request, round):
    """Say what locking does and to whom; then lock and draft the list."""
    if request.method == "POST":
        try:
            round = services.lock_round(round, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("registrations:registration_list", request.organisation.slug)
        messages.success(request, "Đã khóa đợt đăng ký và lập dự thảo danh sách.")
        return redirect("documents:document_detail", request.organisation.slug, round.list_document_id)
    rows = Registration.objects.of_round(round)
    context = {
        "round": round,
        "counts": rows.counted()
        .values("distinction__name")
        .annotate(count=Count("pk"))
        .order_by("distinction__position"),
        "total": rows.counted().count(),
        "without_remark": rows.filter(state="submitted").count(),
        "unfinished": rows.unfinished().with_names(),
        "cut_off_at": effective_times(round.entry)[2],
        "is_early": clock.now() <= effective_times(round.entry)[2],
    }
    return render(request, "registrations/round_lock.html", context)


# ---- the own registration ----


@access("registrations.change_own_registration")
def registration_edit(request):
    """Write one's own registration: a draft is kept as it is, completeness is asked at the end."""
    round, own = _round_and_own(request)
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
            _person_of(request),
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
    round, own = _round_and_own(request)
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
                _person_of(request),
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
    own = _own_of(request, round)
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
    person = _person_of(request)
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
    round, own = _round_and_own(request)
    if own is None or not own.is_editable:
        return redirect("registrations:registration_edit", request.organisation.slug)
    if services.missing_parts(own):
        return redirect(f"{_url(request, 'registration_edit')}?missing=1")
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
    round, own = _round_and_own(request)
    if own is None or own.submitted_at is None or own.state in UNSEEN:
        return redirect("registrations:registration_edit", request.organisation.slug)
    return render(request, "registrations/registration_receipt.html", {"round": round, "own": own})


@access("registrations.change_own_registration")
def registration_withdraw(request):
    round, own = _round_and_own(request)
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
        "cancel_url": _url(request, "registration_edit"),
    }
    return render(request, "components/confirm.html", context)


@access("registrations.change_own_registration", methods=["POST"])
def registration_again(request):
    _, own = _round_and_own(request)
    if own is None:
        raise Http404
    try:
        services.register_again(own, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("registrations:registration_edit", request.organisation.slug)


# ---- what a tổ registers ----


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
    round = _round_of(request)
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


# ---- the bản đăng ký ----


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


# ---- the tổ's remark ----


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


# ---- what a request is about ----


def _may(request, permission: str) -> bool:
    return request.user.has_perm(f"registrations.{permission}", request.organisation)


def _person_of(request) -> Person | None:
    return getattr(request.user, "person", None)


def _round_of(request) -> RegistrationRound | None:
    rounds = RegistrationRound.objects.for_organisation(request.organisation).filter(school_year=request.school_year)
    return rounds.select_related("entry", "school_year", "organisation", "list_document").first()


def _entry_of(request) -> CalendarEntry | None:
    entries = CalendarEntry.objects.for_organisation(request.organisation).filter(school_year=request.school_year)
    return entries.filter(purpose=CalendarEntry.Purpose.REGISTRATION).order_by("due_at", "pk").first()


def _own_of(request, round) -> Registration | None:
    rows = Registration.objects.of_round(round).filter(person=_person_of(request), person__isnull=False)
    return rows.with_names().first()


def _round_and_own(request) -> tuple[RegistrationRound, Registration | None]:
    round = _round_of(request)
    if round is None or _person_of(request) is None:
        raise Http404
    return round, _own_of(request, round)


def _url(request, name: str) -> str:
    return reverse(f"registrations:{name}", args=[request.organisation.slug])
