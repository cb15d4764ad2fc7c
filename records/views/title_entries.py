"""Titles, commendations, prizes and biểu dương entered, edited, revoked and taken out by hand."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core.access import access
from legal.models import Distinction
from organisation.models import Department
from records import services
from records.entry_forms import NewTitleForm, ReasonForm, RevokeForm, TitleForm
from records.models import Origin, TitleRecord
from records.services import edits
from records.services.entries import TITLE_FIELDS
from records.views.keeping import asked, people_here, person_url, with_seen, write


def _choices(organisation) -> dict:
    return {
        "distinctions": list(Distinction.objects.all()),
        "people": list(people_here(organisation)),
        "departments": list(Department.objects.for_organisation(organisation).order_by("name")),
        "name": organisation.name,
    }


@access("records.keep_records")
def title_create(request):
    """Enter what somebody holds; `?who=person-12` says whose."""
    choices = _choices(request.organisation)
    form = NewTitleForm(request.POST or None, **choices, initial={"who": request.GET.get("who", "")[:30]})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        entered = write(form, lambda: _enter(request, choices, values))
        if entered:
            words = "Đã ghi" if entered.is_new else "Đã có sẵn, không ghi thêm:"
            messages.success(request, f"{words} {entered.row} của {entered.row.candidate_name}.")
            if "again" in request.POST:
                return redirect(
                    reverse("records:title_create", args=[request.organisation.slug], query={"who": values["who"]})
                )
            return redirect(_back(request, entered.row))
    return render(request, "records/title_create.html", {"form": form}, status=422 if form.is_bound else 200)


def _enter(request, choices: dict, values: dict) -> services.Entered:
    kind, _, pk = values["who"].partition("-")
    person = next((each for each in choices["people"] if kind == "person" and str(each.pk) == pk), None)
    department = next((each for each in choices["departments"] if kind == "department" and str(each.pk) == pk), None)
    return services.enter_title(
        organisation=request.organisation,
        person=person,
        department=department,
        **{name: values[name] for name in TITLE_FIELDS},
        by=request.user,
    )


def _back(request, record: TitleRecord) -> str:
    if record.person_id:
        return person_url(request.organisation, record.person_id)
    return reverse("records:record_list", args=[request.organisation.slug])


def _title(request, pk):
    rows = TitleRecord.objects.for_organisation(request.organisation).with_names().select_related("recorded_by")
    return get_object_or_404(rows, pk=pk)


@access("records.keep_records", _title)
def title_detail(request, record):
    """One row with where it came from; an entered one is edited here."""
    distinctions = list(Distinction.objects.all())
    values = {name: getattr(record, name) for name in TITLE_FIELDS} | {"distinction": record.distinction_id}
    initial = {**values, "seen": edits.fingerprint(record)}
    form = TitleForm(request.POST or None, distinctions=distinctions, initial=initial)
    conflict = ""
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        saved = write(form, lambda: services.edit_title(record, values=typed, seen=typed["seen"], by=request.user))
        if saved:
            messages.success(request, "Đã lưu. Nội dung trước khi sửa được giữ trong nhật ký.")
            return redirect(_back(request, saved))
        if conflict := form.conflict:
            form = with_seen(form, edits.fingerprint(_title(request, record.pk)))
    context = {
        "record": _title(request, record.pk) if form.is_bound else record,
        "form": form,
        "conflict": conflict,
        "back_url": _back(request, record),
        "is_own": bool(record.person and record.person.user_id == request.user.pk),
        "is_entered": record.origin != Origin.DECISION,
    }
    return render(request, "records/title_detail.html", context, status=_status(form, conflict))


def _status(form, conflict: str) -> int:
    return 409 if conflict else (422 if form.is_bound else 200)


@access("records.keep_records", _title)
def title_revoke(request, record):
    """Note the decision that revokes it."""
    return asked(
        request,
        form=RevokeForm(request.POST or None),
        act=lambda values: services.revoke_title(record, number=values["number"], on=values["on"], by=request.user),
        done=f"Đã ghi thu hồi {record} của {record.candidate_name}.",
        done_url=_back(request, record),
        heading=f"Ghi thu hồi {record.distinction.name}?",
        lede=f"{record.candidate_name}, năm học {record.school_year_code}",
        consequences=["Dòng này còn lại trong hồ sơ, kèm quyết định thu hồi, và không được tính khi xét."],
        verb="Ghi thu hồi",
        cancel_url=reverse("records:title_detail", args=[request.organisation.slug, record.pk]),
    )


@access("records.keep_records", _title)
def title_restore(request, record):
    """Take back a revocation that was noted by mistake."""
    return asked(
        request,
        form=ReasonForm(request.POST or None),
        act=lambda values: services.restore_title(record, reason=values["reason"], by=request.user),
        done=f"Đã bỏ ghi thu hồi {record} của {record.candidate_name}.",
        done_url=_back(request, record),
        heading=f"Bỏ ghi thu hồi {record.distinction.name}?",
        lede=f"{record.candidate_name}, năm học {record.school_year_code}",
        consequences=["Chỉ dùng khi ghi nhầm. Dòng này được tính lại khi xét."],
        verb="Bỏ ghi thu hồi",
        cancel_url=reverse("records:title_detail", args=[request.organisation.slug, record.pk]),
    )


@access("records.keep_records", _title)
def title_remove(request, record):
    """Take out a row that was entered by mistake."""
    return asked(
        request,
        form=ReasonForm(request.POST or None),
        act=lambda values: services.remove_title(record, reason=values["reason"], by=request.user),
        done=f"Đã xóa {record} của {record.candidate_name}.",
        done_url=_back(request, record),
        heading=f"Xóa {record.distinction.name}?",
        lede=f"{record.candidate_name}, năm học {record.school_year_code}",
        consequences=["Chỉ xóa dòng nhập nhầm. Danh hiệu bị hủy bỏ, thu hồi thì ghi thu hồi để còn dấu vết."],
        verb="Xóa dòng này",
        cancel_url=reverse("records:title_detail", args=[request.organisation.slug, record.pk]),
    )
