"""The names at the head of papers: as they are, as they were, and in whose name else the organisation issues."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from core import clock
from core.access import access
from core.errors import DomainError
from organisation import letterheads
from organisation.letterhead_forms import NamesForm, PeriodForm
from organisation.letterheads import NAMES, Names, lines_of
from organisation.models import LetterheadPeriod

PREVIEW = "preview"  # the button that shows the letterhead without saving


@access("organisation.manage_letterhead", methods=["GET"])
def letterhead_list(request):
    """Every name with its days, as it is printed."""
    today = clock.today()
    rows = [{"names": each, "is_now": each.holds(today)} for each in letterheads.all_names(request.organisation)]
    return render(request, "organisation/letterhead_list.html", {"rows": rows})


@access("organisation.manage_letterhead")
def letterhead_change(request):
    """The organisation's own name: another one from a day on, or a correction."""
    organisation = request.organisation
    form = NamesForm(request.POST or None, initial={name: getattr(organisation, name) for name in NAMES})

    def save():
        letterheads.rename(organisation, from_on=form.cleaned_data["from_on"], names=form.names, by=request.user)

    heading = "Đổi tên, ký hiệu, địa danh"
    return _page(request, form, save, heading, "Đã ghi. Văn bản đã ban hành giữ nguyên tên đã in.")


@access("organisation.manage_letterhead")
def letterhead_create(request):
    """A former name, or the face of a People's Committee."""
    form = PeriodForm(request.POST or None)

    def save():
        letterheads.add_period(request.organisation, by=request.user, **form.values())

    return _page(request, form, save, "Ghi tên trước đây, tên đứng danh nghĩa", "Đã ghi tên cơ quan.")


def _page(request, form, save, heading: str, done: str):
    preview = None
    if request.method == "POST" and form.is_valid():
        if PREVIEW in request.POST:
            preview = _preview(form)
        else:
            try:
                save()
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, done)
                return redirect("organisation:letterhead_list", request.organisation.slug)
    context = {"form": form, "heading": heading, "preview": preview}
    return render(request, "organisation/letterhead_form.html", context)


def _preview(form) -> Names:
    names, face = form.names, form.cleaned_data.get("face", LetterheadPeriod.Face.OWN)
    lines = {part: lines_of(names[f"{part}_lines"]) for part in ("superior", "issuer")}
    return Names(face=face, symbol="".join(names["symbol"].split()), place=names["place"], **lines)


@access("organisation.manage_letterhead", LetterheadPeriod)
def letterhead_remove(request, period):
    """Take back a period that was entered by mistake."""
    if request.method == "POST":
        letterheads.remove_period(period, by=request.user)
        messages.success(request, "Đã bỏ.")
        return redirect("organisation:letterhead_list", request.organisation.slug)
    context = {
        "heading": f"Bỏ tên “{period}”?",
        "consequences": [
            "Chỉ bỏ khi ghi nhầm. Văn bản đã ban hành giữ nguyên tên đã in.",
            "Văn bản soạn sau đó đề ngày trong khoảng này sẽ lấy tên hiện nay của đơn vị.",
        ],
        "verb": "Bỏ tên ghi nhầm",
        "cancel_url": reverse("organisation:letterhead_list", args=[request.organisation.slug]),
    }
    return render(request, "components/confirm.html", context)
