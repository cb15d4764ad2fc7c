"""What the head does with ratings: decides them after a check, replaces a decided one, notes the unit's level."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render

from core.access import access
from core.errors import DomainError
from records import services
from records.rating_forms import ReplaceForm, UnitForm
from records.views.ratings import _rating, desk_of, list_url

HEAD_ONLY = "Chỉ người đứng đầu đơn vị quyết định mức xếp loại."


@access("records.decide_qualityrating", refusal=HEAD_ONLY)
def rating_decide(request):
    """Show each proposal with what is to be known about it, then decide the chosen ones, all or none."""
    desk = desk_of(request)
    error, status = None, 200
    if request.method == "POST":
        try:
            rows = services.decide_ratings(
                desk,
                _chosen(request),
                note=request.POST.get("note", "")[:1000],
                references=_references(request),
                by=request.user,
            )
        except DomainError as refusal:
            error, status = refusal, 409
        else:
            messages.success(request, f"Đã quyết định {len(rows)} phiếu và báo từng người.")
            return redirect(list_url(request, desk))
    proposed = desk.rows().filter(state="proposed").with_names().order_by("person__sort_key", "pk")
    context = {
        "desk": desk,
        "check": services.decision_check(desk, proposed, by=request.user),
        "list_url": list_url(request, desk),
        "error": error,
        "has_errors": error,
        "note": request.POST.get("note", ""),
        "chosen": _chosen(request) if error else None,
        "references": _references(request),
    }
    return render(request, "records/rating_decide.html", context, status=status)


def _chosen(request) -> dict[int, int]:
    """Id and seen version of the ticked rows ("12-3"); anything else is ignored."""
    pairs = [text.split("-") for text in request.POST.getlist("rating")]
    return {int(pk): int(version) for pk, version in (each for each in pairs if len(each) == 2) if _is_id(pk, version)}


def _is_id(*texts: str) -> bool:
    return all(text.isascii() and text.isdigit() and len(text) < 16 for text in texts)


def _references(request) -> dict[int, str]:
    found = {name.removeprefix("reference-"): value for name, value in request.POST.items()}
    return {int(name): value[:250] for name, value in found.items() if _is_id(name)}


@access("records.decide_qualityrating", _rating, refusal=HEAD_ONLY)
def rating_replace(request, rating):
    """Begin another rating in the place of a decided one, with the reason."""
    form = ReplaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = services.replace_rating(rating, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lập đề nghị thay. Mức cũ còn hiệu lực đến khi mức mới được quyết định.")
            return redirect("records:rating_edit", request.organisation.slug, new.pk)
    return render(request, "records/rating_replace.html", {"rating": rating, "form": form})


@access("records.propose_qualityrating")
def rated_year_edit(request):
    """Note the unit's own level of the year, and whether its results raise the cap."""
    desk = desk_of(request)
    known = desk.rated_year
    initial = {name: getattr(known, name) for name in ("unit_level", "is_outstanding", "basis")} if known else {}
    form = UnitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.note_rated_year(desk, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error("basis", error.message)
        else:
            messages.success(request, "Đã ghi mức của đơn vị.")
            return redirect(list_url(request, desk))
    return render(
        request, "records/rated_year_edit.html", {"desk": desk, "form": form, "list_url": list_url(request, desk)}
    )
