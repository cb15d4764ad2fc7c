"""Discipline and what is being looked into: pages of the head; who was named learns of the latter's days alone."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core import clock
from core.access import access
from core.errors import DomainError
from organisation.models import Person, Role, RoleAssignment
from records.conduct_forms import DisciplineForm, PendingForm, ServiceForm
from records.models import DisciplinaryRecord, EarlierService, PendingVerification
from records.services import conduct
from records.views.titles import _person_here

RECENT = timedelta(days=800)  # something may be noted of somebody who has left meanwhile
DISCIPLINE = {"heading": "Ghi kỷ luật", "private": True}
PENDING = {"heading": "Ghi việc đang xác minh", "private": True}


@access("records.keep_conduct", methods=["GET"])
def conduct_list(request):
    """What blocks people here, for the head alone; what has ended stands below."""
    here, today = request.organisation, clock.today()
    rows = [
        *_of_others(request, DisciplinaryRecord).select_related("person"),
        *_of_others(request, PendingVerification).select_related("person").prefetch_related("readers"),
    ]
    lines = [_line(here, row) for row in sorted(rows, key=lambda row: row.from_on, reverse=True)]
    parted: dict[str, list] = {"now": [], "past": []}
    for line in lines:
        is_over = line["row"].to_on is not None and line["row"].to_on < today
        parted["past" if is_over else "now"].append(line)
    return render(request, "records/conduct_list.html", parted)


def _of_others(request, model):
    """What a former head noted about the one of today is nothing that he finds here."""
    return model.objects.for_organisation(request.organisation).exclude(person__user=request.user)


def _discipline(request, pk, **kwargs):
    return get_object_or_404(_of_others(request, DisciplinaryRecord), pk=pk)


def _pending(request, pk, **kwargs):
    return get_object_or_404(_of_others(request, PendingVerification), pk=pk)


def _line(organisation, row) -> dict:
    is_pending = isinstance(row, PendingVerification)
    page = "records:pending_edit" if is_pending else "records:discipline_edit"
    return {
        "row": row,
        "what": row.get_kind_display() if is_pending else f"Kỷ luật {row.get_sanction_display().lower()}",
        "basis": "" if is_pending else f"Quyết định số {row.decision_number}",
        "readers": ", ".join(person.full_name for person in row.readers.all()) if is_pending else "",
        "url": reverse(page, args=[organisation.slug, row.pk]),
    }


@access("records.keep_conduct")
def discipline_create(request):
    """Enter a sanction."""
    return _form_page(request, DisciplineForm, conduct.save_discipline, {"people": _people(request)}, DISCIPLINE)


@access("records.keep_conduct", _discipline)
def discipline_edit(request, row):
    """Correct a sanction, or say when it ended."""
    return _form_page(request, DisciplineForm, conduct.save_discipline, {}, _about(request, row, "discipline"), row=row)


@access("records.keep_conduct", _discipline)
def discipline_remove(request, row):
    return _remove_page(request, row)


@access("records.keep_conduct")
def pending_create(request):
    """Enter that something is being looked into."""
    build = {"people": _people(request), "readers": _possible_readers(request)}
    return _form_page(request, PendingForm, conduct.save_pending, build, PENDING)


@access("records.keep_conduct", _pending)
def pending_edit(request, row):
    """Correct it, say who may see its days, or end it."""
    build = {"readers": _possible_readers(request)}
    return _form_page(request, PendingForm, conduct.save_pending, build, _about(request, row, "pending"), row=row)


@access("records.keep_conduct", _pending)
def pending_remove(request, row):
    return _remove_page(request, row)


def _form_page(request, form_class, save, build: dict, context: dict, *, row=None):
    initial = form_class.initial_of(row) if row else {}
    if isinstance(row, PendingVerification):
        initial["readers"] = row.readers.all()
    form = form_class(request.POST or None, initial=initial, **build)
    if request.method == "POST" and form.is_valid():
        try:
            save(request.organisation, row, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lưu. Chỉ thủ trưởng đơn vị đọc được nội dung này.")
            return redirect("records:conduct_list", request.organisation.slug)
    context |= {"form": form, "back_url": _list_url(request), "back_label": "Kỷ luật, xác minh"}
    return render(request, "records/private_form.html", context, status=422 if form.errors else 200)


def _about(request, row, kind: str) -> dict:
    remove_url = reverse(f"records:{kind}_remove", args=[request.organisation.slug, row.pk])
    return {"heading": row.person.full_name, "row": row, "remove_url": remove_url, "private": True}


def _remove_page(request, row):
    if request.method == "POST":
        try:
            conduct.remove_conduct(row, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Đã xóa dòng ghi nhầm.")
        return redirect("records:conduct_list", request.organisation.slug)
    context = {
        "heading": f"Xóa dòng ghi nhầm của {row.person.full_name}?",
        "consequences": ["Chỉ xóa khi ghi nhầm. Đã hết hiệu lực hoặc đã có kết luận thì ghi ngày kết thúc."],
        "verb": "Xóa dòng ghi nhầm",
        "cancel_url": _list_url(request),
    }
    return render(request, "components/confirm.html", context)


def _list_url(request) -> str:
    return reverse("records:conduct_list", args=[request.organisation.slug])


def _people(request):
    """Everybody else who works or lately worked here."""
    today = clock.today()
    people = Person.objects.employed_between(request.organisation, today - RECENT, today)
    return people.exclude(user=request.user)


def _possible_readers(request):
    """Those who bear a responsibility here; the head reads all by right."""
    held = RoleAssignment.objects.for_organisation(request.organisation).on(clock.today())
    held = held.exclude(role__in=[Role.STAFF, Role.PRINCIPAL])
    return Person.objects.filter(pk__in=held.values("person_id")).exclude(user=request.user)


# ---- for those who were named ----


def _notices(request, **kwargs):
    """Of whom the reader was told that something is open: name and days. 404 for whoever was named nowhere."""
    person = getattr(request.user, "person", None)
    if person is None:
        raise Http404
    found = list(conduct.told_of(request.organisation, person).values("person__full_name", "from_on", "to_on"))
    if not found:
        raise Http404
    return found


@access(None, _notices, methods=["GET"])
def private_notices(request, notices):
    """The days during which somebody is not proposed; never why."""
    return render(request, "records/private_notices.html", {"notices": notices})


# ---- years before this organisation ----


@access("records.keep_earlier_service", _person_here)
def service_create(request, person):
    """Enter years that a person worked elsewhere."""
    return _service_page(request, person, None)


def _service(request, pk, **kwargs):
    rows = EarlierService.objects.for_organisation(request.organisation).select_related("person", "organisation")
    return get_object_or_404(rows, pk=pk)


@access("records.keep_earlier_service", _service)
def service_edit(request, row):
    """Correct years that a person worked elsewhere."""
    return _service_page(request, row.person, row)


@access("records.keep_earlier_service", _service)
def service_remove(request, row):
    person_url = reverse("records:person_record", args=[request.organisation.slug, row.person_id])
    if request.method == "POST":
        try:
            conduct.remove_service(row, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Đã xóa thời gian công tác ghi nhầm.")
        return redirect(person_url)
    context = {
        "heading": f"Xóa thời gian công tác tại {row.place}?",
        "lede": row.person.full_name,
        "consequences": ["Những năm này không còn được tính vào thời gian công tác khi xét."],
        "verb": "Xóa dòng này",
        "cancel_url": person_url,
    }
    return render(request, "components/confirm.html", context)


def _service_page(request, person, row):
    slug = request.organisation.slug
    person_url = reverse("records:person_record", args=[slug, person.pk])
    rows = EarlierService.objects.for_organisation(request.organisation)
    form = ServiceForm(request.POST or None, initial=ServiceForm.initial_of(row) if row else None)
    if request.method == "POST" and form.is_valid():
        try:
            conduct.save_service(request.organisation, row, person=person, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã ghi thời gian công tác trước đây của {person.full_name}.")
            return redirect(person_url)
    context = {
        "form": form,
        "heading": "Thời gian công tác trước đây",
        "lede": f"{person.full_name}. Ghi những năm làm việc ở nơi khác trong ngành, để tính đủ thời gian khi xét.",
        "back_url": person_url,
        "back_label": person.full_name,
        "remove_url": reverse("records:service_remove", args=[slug, row.pk]) if row else "",
        "entered": [] if row else list(rows.filter(person=person)),
    }
    return render(request, "records/private_form.html", context, status=422 if form.errors else 200)
