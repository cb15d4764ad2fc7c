"""The values in force at one place: found, followed back in time, entered, ended, taken over as compared."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from accounts.models import User
from audit.models import AuditEntry
from core import clock
from core.access import access
from core.errors import DomainError
from core.vietnamese import search_key
from core.workbook import workbook_response
from legal import services
from legal.binding import names_of_distinctions, place_of, targets_of_judged
from legal.catalogue import check_code, grouped_codes, meaning, value_words
from legal.families import CONDITION_PREFIX, QUOTA_PREFIX
from legal.forms import EndForm, ParameterForm
from legal.models import LegalParameter

PAGE_SIZE = 40
SHOWN = {
    "stated": "Đã có giá trị",
    "own": "Riêng của đơn vị",
    "unverified": "Chưa đối chiếu",
    "missing": "Chưa có giá trị",
    "all": "Tất cả",
}
CARRIED = "Tạm tính, chưa đối chiếu văn bản"  # of a value that has ended and has no successor


@dataclass(frozen=True)
class Line:
    code: str
    name: str
    group: str
    row: LegalParameter | None
    words: str
    place: str
    is_own: bool
    is_carried: bool

    def is_shown(self, shown: str) -> bool:
        if shown == "missing":
            return self.row is None
        if self.row is None:
            return shown == "all"
        is_unverified = self.is_carried or not self.row.citation.is_verified
        return {"own": self.is_own, "unverified": is_unverified}.get(shown, True)


@access("legal.view_legalparameter", methods=["GET"])
def parameter_list(request):
    """The values that bind this organisation today, each with its provision and how far it was compared."""
    lines, filters = _lines(request.organisation), _filters(request)
    context = {
        "page": Paginator(_matching(lines, filters), PAGE_SIZE).get_page(request.GET.get("page")),
        "groups": list(dict.fromkeys(line.group for line in lines)),
        "shown": SHOWN.items(),
        "filters": filters,
        "can_enter": request.user.has_perm("legal.enter_legalparameter", request.organisation),
    }
    return render(request, "legal/parameter_list.html", context)


@access("legal.view_legalparameter", methods=["GET"])
def parameter_export(request):
    """The same list as an Excel file."""
    rows = _matching(_lines(request.organisation), _filters(request))
    header = ["TT", "Nhóm", "Quy định về", "Giá trị", "Căn cứ", "Mức đối chiếu", "Của", "Từ ngày", "Đến ngày"]
    body = [_export_row(number, line) for number, line in enumerate(rows, start=1)]
    return workbook_response("Tham-so-phap-ly", "Tham số pháp lý", header, body)


def _export_row(number: int, line: Line) -> list:
    told = [number, line.group, line.name]
    if line.row is None:
        return [*told, "Chưa có", "", "", "", None, None]
    row, citation = line.row, f"{line.row.locator} {line.row.document}".strip()
    mark = CARRIED if line.is_carried else row.get_mark_display()
    return [*told, line.words, citation, mark, line.place, row.from_on, row.to_on]


def _filters(request) -> dict[str, str]:
    return {
        "words": request.GET.get("q", "").strip()[:100],
        "group": request.GET.get("group", "")[:80],
        "shown": request.GET.get("shown", "") if request.GET.get("shown") in SHOWN else "stated",
    }


def _matching(lines: list[Line], filters: dict[str, str]) -> list[Line]:
    wanted = search_key(filters["words"])
    return [
        line
        for line in lines
        if line.is_shown(filters["shown"])
        and filters["group"] in ("", line.group)
        and (not wanted or wanted in search_key(f"{line.group} {line.name} {line.words}"))
    ]


def _lines(organisation) -> list[Line]:
    names, today = names_of_distinctions(), clock.today()
    bound = LegalParameter.objects.all_in_force("", on=today, at=organisation)
    groups = grouped_codes(names, targets_of_judged(), more=bound)
    codes = {code: group for group, members in groups.items() for code in members}
    return [_line(code, group, bound.get(code), names, organisation, today) for code, group in codes.items()]


def _line(code, group, row, names, organisation, today) -> Line:
    return Line(
        code=code,
        name=meaning(code, names),
        group=group,
        row=row,
        words=value_words(code, row.value, names) if row else "",
        place=place_of(row, organisation) if row else "",
        is_own=bool(row and row.organisation_id == organisation.pk),
        is_carried=bool(row and row.to_on and row.to_on < today),
    )


def _code(request, code):
    """The code that an address names; 404 where it names nothing."""
    names = names_of_distinctions()
    try:
        check_code(code, names)
    except ValueError as error:
        raise Http404 from error
    request.parameter_code, request.distinction_names = code, names
    return request.organisation


@access("legal.view_legalparameter", _code, methods=["GET"])
def parameter_history(request, organisation):
    """All values one code ever had here: the nation's, those of the places above, the own ones."""
    code, names = request.parameter_code, request.distinction_names
    rows = LegalParameter.objects.read_at(organisation, on=clock.today()).filter(code=code)
    rows = list(rows.select_related("document", "organisation").order_by("-from_on"))
    entered_by = _who_entered(rows)
    try:
        binding = LegalParameter.objects.in_force(code, on=clock.today(), at=organisation)
    except LookupError:
        binding = None
    context = {
        "code": code,
        "name": meaning(code, names),
        "can_build": code.startswith((CONDITION_PREFIX, QUOTA_PREFIX)),
        "rows": [
            (row, value_words(code, row.value, names), row.organisation_id == organisation.pk, entered_by.get(row.pk))
            for row in rows
        ],
        "binding": binding,
        "binding_words": value_words(code, binding.value, names) if binding else "",
        "is_carried": bool(binding and binding.to_on and binding.to_on < clock.today()),
        "today": clock.today(),
        "can_enter": request.user.has_perm("legal.enter_legalparameter", organisation),
    }
    return render(request, "legal/parameter_history.html", context)


def _who_entered(rows: list[LegalParameter]) -> dict[int, str]:
    """By row, the name of whoever entered it; only what this organisation's own log knows."""
    entered = AuditEntry.objects.filter(
        verb="legal.parameter_entered", object_type="legal.legalparameter", object_id__in=[str(row.pk) for row in rows]
    )
    actors = {int(entry.object_id): entry.actor_id for entry in entered}
    names = dict(User.objects.filter(pk__in=actors.values()).values_list("pk", "full_name"))
    return {pk: names[actor] for pk, actor in actors.items() if actor in names}


@access("legal.enter_legalparameter")
def parameter_create(request):
    """Enter the organisation's own value, with document and article; `?take_over=` fills in the row that binds now."""
    form = _entry_form(request)
    if request.method == "POST" and "back" not in request.POST and form.is_valid():
        try:
            row = enter(form, organisation=request.organisation, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã ghi giá trị mới.")
            return redirect("legal:parameter_history", request.organisation.slug, row.code)
    return render(request, "legal/parameter_create.html", {"form": form})


@transaction.atomic
def enter(form: ParameterForm, *, organisation, by) -> LegalParameter:
    """Write a valid form's value: the document first, where it is not known yet."""
    data = form.cleaned_data
    return services.enter_parameter(
        organisation=organisation,
        code=data["code"],
        value=data["value"],
        document=form.document(organisation),
        locator=data["locator"],
        from_on=data["from_on"],
        mark=data["mark"],
        note=data["note"],
        read_where=data["read_where"],
        by=by,
    )


def _entry_form(request) -> ParameterForm:
    """What was sent, or the form with what the address asks for; sent "back", it keeps what was typed."""
    names = names_of_distinctions()
    asked = (request.POST if request.method == "POST" else request.GET).get("code", "")[:80]
    if request.method == "POST":
        return ParameterForm(request.POST, names=names, code=asked, organisation=request.organisation)
    initial = {"code": asked, "value": request.GET.get("value", "")[:300]}
    if "take_over" in request.GET:
        initial |= _taken_over(asked, request.organisation)
    return ParameterForm(initial=initial, names=names, code=asked, organisation=request.organisation)


def _taken_over(code: str, organisation) -> dict:
    """The row that binds, to be entered as one's own once the text was compared; a text that is over is not offered."""
    try:
        row = LegalParameter.objects.in_force(code, on=clock.today(), at=organisation)
    except LookupError:
        return {}
    document, today = row.document, clock.today()
    taken = {"value": row.value, "from_on": today, "mark": "T"}
    if document.to_on is not None and document.to_on < today:
        return taken
    return taken | {name: getattr(document, name) for name in ("number", "kind", "title", "issuer")}


def _own_row(request, pk):
    row = get_object_or_404(LegalParameter.objects.filter(organisation=request.organisation), pk=pk)
    request.own_row = row
    return request.organisation


@access("legal.enter_legalparameter", _own_row)
def parameter_end(request, organisation):
    """End an own value: from that day on what stands above binds again."""
    row, names = request.own_row, names_of_distinctions()
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_parameter(row, last_day=form.cleaned_data["last_day"], by=request.user)
        except DomainError as error:
            form.add_error("last_day", error.message)
        else:
            messages.success(request, "Đã ghi ngày thôi áp dụng.")
            return redirect("legal:parameter_history", request.organisation.slug, row.code)
    context = {
        "form": form,
        "row": row,
        "name": meaning(row.code, names),
        "words": value_words(row.code, row.value, names),
    }
    return render(request, "legal/parameter_end.html", context)
