"""Yearly ratings from before, entered from their documents."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from core.access import access
from records import services
from records.entry_forms import HistoryRatingForm, NewHistoryRatingForm, ReasonForm
from records.models import HISTORY, QualityRating
from records.services import edits
from records.views.keeping import asked, person_url, with_seen, write
from records.views.titles import _person_here

TYPED = ("level", "decision_reference", "decided_on")


@access("records.propose_qualityrating", _person_here)
def history_rating_create(request, person):
    """Enter a rating of an earlier year from its document."""
    form = NewHistoryRatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in (*TYPED, "year_kind", "year_code")}
        entered = write(
            form,
            lambda: services.enter_rating(organisation=request.organisation, person=person, **typed, by=request.user),
        )
        if entered:
            words = "Đã ghi" if entered.is_new else "Đã có sẵn, không ghi thêm:"
            messages.success(request, f"{words} xếp loại {entered.row.year_name} của {person.full_name}.")
            return redirect(person_url(request.organisation, person.pk))
    context = {"form": form, "person": person, "back_url": person_url(request.organisation, person.pk)}
    return render(request, "records/history_rating.html", context, status=422 if form.is_bound else 200)


def _history(request, pk):
    rows = QualityRating.objects.for_organisation(request.organisation).with_names()
    return get_object_or_404(rows.filter(source_key__startswith=HISTORY), pk=pk)


@access("records.propose_qualityrating", _history)
def history_rating_edit(request, rating):
    initial = {name: getattr(rating, name) for name in ("level", "decision_reference")}
    initial |= {"decided_on": edits.day_decided(rating), "seen": edits.fingerprint(rating)}
    form = HistoryRatingForm(request.POST or None, initial=initial)
    conflict = ""
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in (*TYPED, "seen")}
        if write(form, lambda: services.edit_rating(rating, **typed, by=request.user)):
            messages.success(request, "Đã lưu. Nội dung trước khi sửa được giữ trong nhật ký.")
            return redirect(person_url(request.organisation, rating.person_id))
        if conflict := form.conflict:
            rating.refresh_from_db()
            form = with_seen(form, edits.fingerprint(rating))
    context = {
        "form": form,
        "rating": rating,
        "person": rating.person,
        "conflict": conflict,
        "back_url": person_url(request.organisation, rating.person_id),
    }
    status = 409 if conflict else (422 if form.is_bound else 200)
    return render(request, "records/history_rating.html", context, status=status)


@access("records.propose_qualityrating", _history)
def history_rating_remove(request, rating):
    back = person_url(request.organisation, rating.person_id)
    return asked(
        request,
        form=ReasonForm(request.POST or None),
        act=lambda values: services.remove_rating(rating, reason=values["reason"], by=request.user),
        done=f"Đã xóa xếp loại {rating.year_name} của {rating.person.full_name}.",
        done_url=back,
        heading=f"Xóa xếp loại {rating.year_name}?",
        lede=f"{rating.person.full_name}: {rating.get_level_display()}",
        consequences=["Chỉ xóa dòng nhập nhầm."],
        verb="Xóa dòng này",
        cancel_url=back,
    )
