"""Pages of the documents from above: the book of arrivals, one document, its dates."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from audit import services as audit
from core import clock
from core.access import access
from core.errors import DomainError
from core.vietnamese import whole_number
from core.workbook import workbook_response
from plans import services
from plans.acting import attempt, done
from plans.incoming_forms import (
    ArrivalForm,
    AssignForm,
    CloseForm,
    IncomingDateForm,
    IncomingFilterForm,
    IncomingForm,
    ReadersForm,
)
from plans.models import IncomingDocument, IncomingFact
from plans.services import incoming as incoming_services
from plans.services import incoming_dates
from submissions.models import Submission

State = IncomingDocument.State
PAGE_SIZE = 25
HEADER = [
    "Số đến",
    "Ngày đến",
    "Cơ quan ban hành",
    "Số, ký hiệu",
    "Ngày văn bản",
    "Loại",
    "Trích yếu",
    "Người xử lý",
    "Hạn xử lý",
    "Tình trạng",
    "Kết quả xử lý",
]


# ---- the book ----


@access("plans.list_incomingdocument", methods=["GET"])
def incoming_list(request):
    """The book of arrivals: all of it for whoever keeps it, for everybody else what concerns her."""
    rows, form = _book(request)
    is_keeper = request.user.has_perm("plans.keep_incomingdocument", request.organisation)
    deliveries = []
    if is_keeper:
        sent = Submission.objects.addressed_to(request.organisation).documents()
        deliveries = list(sent.filter(state=Submission.State.SUBMITTED).select_related("organisation"))
    context = {
        "page": Paginator(rows.with_progress(), PAGE_SIZE).get_page(request.GET.get("page")),
        "filter": form,
        "is_filtered": form.is_valid() and any(form.cleaned_data.values()),
        "is_keeper": is_keeper,
        "deliveries": deliveries,
        "unread": _read_state(request),
        "today": clock.today(),
    }
    return render(request, "plans/incoming_list.html", context)


def _book(request):
    """(rows, filter form) as the address asks; what it asks wrongly is left out."""
    person, today = getattr(request.user, "person", None), clock.today()
    is_keeper = request.user.has_perm("plans.keep_incomingdocument", request.organisation)
    rows = IncomingDocument.objects.for_organisation(request.organisation)
    rows = rows.visible_to(person, is_keeper=is_keeper, on=today)
    issuers = list(rows.order_by("issuer").values_list("issuer", flat=True).distinct())
    form = IncomingFilterForm(request.GET or None, issuers=issuers)
    form.is_valid()
    asked = getattr(form, "cleaned_data", {})
    if asked.get("q"):
        rows = rows.matching(asked["q"])
    for name in ("kind", "issuer"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    state = asked.get("state")
    if state == "unread":
        rows = rows.unread_by(person, on=today)
    elif state == "late":
        rows = rows.late(today)
    elif state:
        rows = rows.filter(state=state)
    return rows.order_by("-arrival_year", "-arrival_number").defer("text"), form


def _read_state(request) -> set[int]:
    """The documents that the reader still has to read."""
    person = getattr(request.user, "person", None)
    if person is None:
        return set()
    rows = IncomingDocument.objects.for_organisation(request.organisation).unread_by(person, on=clock.today())
    return set(rows.values_list("pk", flat=True))


@access("plans.keep_incomingdocument", methods=["GET"])
def incoming_export(request):
    """The book as it is filtered, as an Excel file."""
    rows, _ = _book(request)
    rows = list(rows.select_related("handler"))
    audit.record(
        "plans.incoming_exported",
        request.organisation,
        by=request.user,
        organisation=request.organisation,
        after={"count": len(rows)},
    )
    return workbook_response(
        f"so-van-ban-den-{clock.today():%Y-%m-%d}", "Sổ văn bản đến", HEADER, map(_export_row, rows)
    )


def _export_row(row: IncomingDocument) -> list:
    return [
        row.arrival_number,
        f"{row.arrived_on:%d/%m/%Y}",
        row.issuer,
        row.number,
        f"{row.issued_on:%d/%m/%Y}",
        row.get_kind_display(),
        row.subject,
        row.handler.full_name if row.handler_id else "",
        f"{row.handle_by_on:%d/%m/%Y}" if row.handle_by_on else "",
        row.get_state_display(),
        row.outcome,
    ]


@access("plans.add_incomingdocument")
def incoming_create(request):
    """Enter a document that came on paper or as a file."""
    today = clock.today()
    initial = {
        "kind": IncomingDocument.Kind.LETTER,
        "arrival_number": incoming_services.next_arrival_number(request.organisation, today.year),
        "arrived_on": today,
        "form_token": uuid.uuid4(),
    }
    form = IncomingForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            incoming, note = incoming_services.file_document(
                organisation=request.organisation,
                values=form.values,
                text=form.cleaned_data["text"],
                upload=form.cleaned_data["upload"],
                form_token=form.cleaned_data["form_token"],
                by=request.user,
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            if note and not incoming.text:
                messages.warning(request, note)
            return _filed(request, incoming)
    return render(request, "plans/incoming_form.html", {"form": form, "heading": "Vào sổ văn bản đến"})


def _delivered(request, pk, **kwargs):
    """What an office of this installation sent here and nobody has entered yet."""
    sent = Submission.objects.addressed_to(request.organisation).documents()
    return get_object_or_404(sent.select_related("organisation", "recipient"), pk=pk)


@access("plans.take_delivery", _delivered)
def incoming_take(request, delivery):
    """Enter what an office sent through this installation: number and day of arrival are the school's own."""
    filed = IncomingDocument.objects.for_organisation(request.organisation).filter(delivery=delivery).first()
    if filed is not None:
        return redirect("plans:incoming_detail", request.organisation.slug, filed.pk)
    today = clock.today()
    number = incoming_services.next_arrival_number(request.organisation, today.year)
    form = ArrivalForm(request.POST or None, initial={"arrival_number": number, "arrived_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            incoming = incoming_services.take_delivery(delivery, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return _filed(request, incoming)
    return render(request, "plans/incoming_take.html", {"form": form, "delivery": delivery})


def _filed(request, incoming):
    waiting = incoming.facts.deadlines().waiting().count()
    found = f" Tìm thấy {waiting} mốc thời gian, chờ xác nhận." if waiting else ""
    messages.success(request, f"Đã vào sổ, số đến {incoming.arrival_number}.{found}")
    return _to_detail(request, incoming)


# ---- one document ----


@access("plans.view_incomingdocument", IncomingDocument, methods=["GET"])
def incoming_detail(request, incoming):
    """The document, what it asks, who handles it, who has read it."""
    user, person, today = request.user, getattr(request.user, "person", None), clock.today()
    facts = list(incoming.facts.all())
    work = incoming_dates.work_of(incoming).exclude(state="cancelled").select_related("person").order_by("due_at")
    can_see_readers = user.has_perm("plans.date_incomingdocument", incoming)
    is_addressed = user.has_perm("plans.acknowledge_incomingdocument", incoming)
    context = {
        "incoming": incoming,
        "waiting": [fact for fact in facts if fact.kind == "deadline" and fact.state == "proposed"],
        "clear_count": sum(1 for fact in facts if _is_clear(fact)),
        "accepted": [fact for fact in facts if fact.kind == "deadline" and fact.state == "accepted"],
        "refused": [fact for fact in facts if fact.kind == "deadline" and fact.state == "refused"],
        "for_plan": [fact for fact in facts if fact.kind != "deadline"],
        "work": work,
        "now": clock.now(),
        "today": today,
        "can_keep": user.has_perm("plans.keep_incomingdocument", incoming),
        "can_assign": user.has_perm("plans.assign_incomingdocument", incoming),
        "can_handle": user.has_perm("plans.handle_incomingdocument", incoming) and incoming.state != State.CLOSED,
        "can_date": user.has_perm("plans.date_incomingdocument", incoming) and incoming.state != State.CLOSED,
        "can_read": is_addressed and person is not None,
        "has_read": person is not None and incoming.acknowledgements.filter(person=person).exists(),
        "readers": services.reading_rows(incoming) if can_see_readers and incoming.is_announced else [],
        "audience": list(incoming.audience.select_related("department", "group", "person")),
    }
    context["read_count"] = sum(1 for row in context["readers"] if row.read_at)
    return render(request, "plans/incoming_detail.html", context)


def _is_clear(fact: IncomingFact) -> bool:
    return fact.kind == "deadline" and fact.state == "proposed" and incoming_dates.is_clear(fact)


@access("plans.view_incomingdocument", IncomingDocument, methods=["GET"])
def incoming_file(request, incoming):
    try:
        return incoming_services.file_response(incoming, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return _to_detail(request, incoming)


@access("plans.keep_incomingdocument", IncomingDocument)
def incoming_edit(request, incoming):
    initial = {name: getattr(incoming, name) for name in (*incoming_services.HEADER_FIELDS, "text")}
    form = IncomingForm(request.POST or None, initial=initial, incoming=incoming)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data.get("text", "")
        if done(
            form,
            lambda: incoming_services.correct_document(incoming, values=form.values, text=text, by=request.user),
        ):
            messages.success(request, "Đã lưu.")
            return _to_detail(request, incoming)
    return _form_page(request, incoming, form, "Sửa văn bản đến")


@access("plans.assign_incomingdocument", IncomingDocument)
def incoming_assign(request, incoming):
    initial = {name: getattr(incoming, name) for name in ("handler", "handle_by_on", "opinion")}
    form = AssignForm(request.POST or None, initial=initial, organisation=request.organisation)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: incoming_services.assign(incoming, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, f"Đã phân công cho {form.cleaned_data['handler'].full_name}.")
        return _to_detail(request, incoming)
    return _form_page(request, incoming, form, "Phân công xử lý")


@access("plans.date_incomingdocument", IncomingDocument)
def incoming_share(request, incoming):
    """Pass it on to its readers."""
    form = ReadersForm(request.POST or None, initial=_readers_now(incoming), organisation=request.organisation)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: incoming_services.share(incoming, chosen=form.chosen, by=request.user))
    ):
        messages.success(request, "Đã chuyển đọc. Mỗi người có việc “Đọc” trong danh sách cần làm.")
        return _to_detail(request, incoming)
    return _form_page(request, incoming, form, "Chuyển văn bản cho người đọc")


def _readers_now(incoming: IncomingDocument) -> dict:
    rows = list(incoming.audience.all())
    if not rows:
        return {"to": "everybody"} if incoming.is_announced else {}
    return {
        "to": "some",
        "departments": [row.department_id for row in rows if row.department_id],
        "groups": [row.group_id for row in rows if row.group_id],
        "people": [row.person_id for row in rows if row.person_id],
        "staff_kinds": [row.staff_kind for row in rows if row.staff_kind],
    }


@access("plans.acknowledge_incomingdocument", IncomingDocument, methods=["POST"])
def incoming_acknowledge(request, incoming):
    person = getattr(request.user, "person", None)
    if person is None:
        messages.error(request, "Tài khoản này chưa gắn với người nào nên chưa ghi nhận được.")
    elif attempt(request, lambda: services.acknowledge(incoming, person=person)):
        messages.success(request, "Đã ghi nhận thầy/cô đã đọc văn bản.")
    return _to_detail(request, incoming)


@access("plans.date_incomingdocument", IncomingDocument, methods=["POST"])
def incoming_remind(request, incoming):
    if attempt(request, lambda: services.remind_unread(incoming, by=request.user)) is not None:
        messages.success(request, "Đã nhắc những người chưa đọc.")
    return _to_detail(request, incoming)


@access("plans.handle_incomingdocument", IncomingDocument)
def incoming_close(request, incoming):
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = form.cleaned_data["outcome"]
        if done(form, lambda: incoming_services.close(incoming, outcome=outcome, by=request.user)):
            messages.success(request, "Đã kết thúc xử lý văn bản.")
            return _to_detail(request, incoming)
    return _form_page(request, incoming, form, "Kết thúc xử lý")


# ---- its dates ----


@access("plans.date_incomingdocument", IncomingFact)
def incoming_date_edit(request, fact):
    """“Sửa”: one date on a page of its own, beside its sentence."""
    days = {"title": fact.title, "from_on": fact.from_on if fact.from_on != fact.to_on else None, "to_on": fact.to_on}
    if fact.anchor_on is not None:  # the day is counted, so it is not typed
        days |= {"from_on": None, "to_on": None, "anchor_on": fact.anchor_on}
    form = IncomingDateForm(request.POST or None, initial=days, fact=fact, school_year=fact.incoming.school_year)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: incoming_dates.correct_date(fact, by=request.user, **form.values))
    ):
        messages.success(request, "Đã lưu mốc.")
        return _to_detail(request, fact.incoming)
    return _form_page(request, fact.incoming, form, "Sửa mốc thời gian", fact=fact)


@access("plans.date_incomingdocument", IncomingFact, methods=["POST"])
def incoming_date_accept(request, fact):
    attempt(request, lambda: incoming_dates.accept_date(fact, by=request.user))
    return _to_detail(request, fact.incoming)


@access("plans.date_incomingdocument", IncomingFact, methods=["POST"])
def incoming_date_refuse(request, fact):
    attempt(request, lambda: incoming_dates.refuse_date(fact, by=request.user))
    return _to_detail(request, fact.incoming)


@access("plans.date_incomingdocument", IncomingDocument, methods=["POST"])
def incoming_dates_accept(request, incoming):
    """Accept every date that is clear."""
    if attempt(request, lambda: incoming_dates.accept_clear_dates(incoming, by=request.user)) is not None:
        messages.success(request, "Đã xác nhận các mốc rõ ngày.")
    return _to_detail(request, incoming)


@access("plans.handle_incomingdocument", IncomingDocument, methods=["POST"])
def incoming_done(request, incoming):
    """“Đã làm xong” of one piece of work that the document asks."""
    given = whole_number(request.POST.get("obligation"))
    row = incoming_dates.work_of(incoming).filter(pk=given).first() if given is not None else None
    if row is None:
        messages.error(request, "Chưa rõ việc nào đã xong. Bấm lại nút bên cạnh việc đó.")
    elif attempt(request, lambda: incoming_dates.mark_done(incoming, row, by=request.user)):
        messages.success(request, "Đã ghi nhận làm xong.")
    return _to_detail(request, incoming)


# ---- pieces ----


def _form_page(request, incoming, form, heading: str, **more):
    context = {"form": form, "incoming": incoming, "heading": heading, **more}
    return render(request, "plans/incoming_form.html", context)


def _to_detail(request, incoming):
    return redirect(reverse("plans:incoming_detail", args=[request.organisation.slug, incoming.pk]))
