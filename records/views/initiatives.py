"""The recognised initiatives of an organisation: who, which scope, used for what; entered and edited by hand."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from audit import services as audit
from core.access import access
from core.templatetags.ui import vi_date
from core.workbook import workbook_response
from records import services
from records.entry_forms import AuthorFormSet, InitiativeForm, ReasonForm
from records.models import InitiativeRecognition, Origin
from records.models.initiatives import SCOPES
from records.services import edits
from records.services.entries import INITIATIVE_FIELDS
from records.views.keeping import asked, people_here, with_seen, write

PAGE_SIZE = 25
SORTS = {"name": "name", "scope": "scope", "year": "school_year_code", "decided": "decided_on"}
USES = [("free", "Còn tác giả chưa dùng"), ("reserved", "Đang dùng để đề nghị"), ("consumed", "Đã dùng")]


# ---- the list ----


@access("records.view_titlerecord", methods=["GET"])
def initiative_list(request):
    rows = InitiativeRecognition.objects.for_organisation(request.organisation)
    years = list(rows.order_by("-school_year_code").values_list("school_year_code", flat=True).distinct())
    filters, sort = _filters_of(request, years), _sort_of(request)
    context = {
        "page": Paginator(_shown(rows, filters, sort), PAGE_SIZE).get_page(request.GET.get("page")),
        "years": years,
        "filters": filters,
        "sort": sort,
        "kinds": InitiativeRecognition.Kind.choices,
        "scopes": SCOPES,
        "uses": USES,
        "can_keep": request.user.has_perm("records.keep_records", request.organisation),
    }
    return render(request, "records/initiative_list.html", context)


def _filters_of(request, years: list[str]) -> dict[str, str]:
    """Only what is known filters; the rest of an address is ignored."""
    get = request.GET.get
    return {
        "words": get("q", "").strip()[:100],
        "year": get("school_year") if get("school_year") in years else "",
        "kind": get("kind") if get("kind") in InitiativeRecognition.Kind.values else "",
        "scope": get("scope") if get("scope") in dict(SCOPES) else "",
        "use": get("use") if get("use") in dict(USES) else "",
    }


def _sort_of(request) -> str:
    sort = request.GET.get("sort", "-decided")
    return sort if sort.lstrip("-") in SORTS else "-decided"


def _shown(rows, filters: dict[str, str], sort: str):
    sign = "-" if sort.startswith("-") else ""
    return rows.matching(**filters).with_authors().order_by(f"{sign}{SORTS[sort.lstrip('-')]}", "-decided_on", "pk")


@access("records.view_titlerecord", methods=["GET"])
def initiative_export(request):
    """The list as it is filtered, a line for each author, as an Excel file."""
    rows = InitiativeRecognition.objects.for_organisation(request.organisation)
    years = list(rows.order_by().values_list("school_year_code", flat=True).distinct())
    shown = list(_shown(rows, _filters_of(request, years), _sort_of(request)))
    audit.record(
        "records.initiatives_exported",
        request.organisation,
        organisation=request.organisation,
        by=request.user,
        after={"count": len(shown)},
    )
    header = ["TT", "Tên", "Loại", "Phạm vi", "Năm học", "Tác giả", "Đóng góp (%)", "Số quyết định", "Ngày"]
    header += ["Cấp công nhận", "Văn bản hiệu quả, nhân rộng", "Đã dùng cho", "Nguồn"]
    lines = [(row, author) for row in shown for author in row.authors.all()]
    table = [_export_row(number, *line) for number, line in enumerate(lines, start=1)]
    return workbook_response("Sang-kien", "Sáng kiến, đề tài", header, table)


def _export_row(number: int, row: InitiativeRecognition, author) -> list:
    return [
        number,
        row.name,
        row.get_kind_display(),
        row.get_scope_display(),
        row.school_year_code,
        author.person.full_name,
        author.share,
        row.decision_number,
        vi_date(row.decided_on),
        row.authority,
        row.effect_reference,
        "; ".join(f"{use.for_what}: {use.get_state_display()}".lstrip(": ") for use in author.uses.all()),
        row.get_origin_display(),
    ]


# ---- one of them ----


@access("records.keep_records")
def initiative_create(request):
    """Enter one; `?author=12` says whose."""
    people = people_here(request.organisation)
    asked_author = request.GET.get("author", "")
    form = InitiativeForm(request.POST or None)
    authors = _authors_of(request, people, [{"person": asked_author}] if asked_author.isdecimal() else [])
    if _is_sent(request) and form.is_valid() and authors.is_valid():
        typed = {name: form.cleaned_data[name] for name in INITIATIVE_FIELDS}
        entered = write(
            form,
            lambda: services.enter_initiative(
                organisation=request.organisation, **typed, authors=_pairs(authors), by=request.user
            ),
        )
        if entered:
            words = {"new": "Đã ghi", "changed": "Đã bổ sung tác giả vào", "same": "Đã có sẵn, không ghi thêm:"}
            messages.success(request, f"{words[entered.outcome]} “{entered.row.name}”.")
            return redirect("records:initiative_detail", request.organisation.slug, entered.row.pk)
    return _page(request, form, authors, row=None)


def _initiative(request, pk):
    rows = InitiativeRecognition.objects.for_organisation(request.organisation).with_authors()
    return get_object_or_404(rows.select_related("recorded_by", "organisation"), pk=pk)


@access("records.keep_records", _initiative)
def initiative_detail(request, row):
    """One with its authors and what it is used for; changed here as far as it may be."""
    initial = {**{name: getattr(row, name) for name in INITIATIVE_FIELDS}, "seen": edits.fingerprint(row)}
    known = [{"person": each.person_id, "share": each.share} for each in row.authors.all()]
    form, conflict = InitiativeForm(request.POST or None, initial=initial), ""
    is_fixed = _is_fixed(request, row)
    authors = None if is_fixed else _authors_of(request, people_here(request.organisation), known)
    if is_fixed:
        form.fix()
    if _is_sent(request) and form.is_valid() and (is_fixed or authors.is_valid()):
        typed = form.cleaned_data
        saved = write(
            form,
            lambda: services.edit_initiative(
                row,
                values={name: typed[name] for name in INITIATIVE_FIELDS},
                authors=_stored_pairs(row) if is_fixed else _pairs(authors),
                seen=typed["seen"],
                by=request.user,
            ),
        )
        if saved:
            messages.success(request, "Đã lưu. Nội dung trước khi sửa được giữ trong nhật ký.")
            return redirect("records:initiative_detail", request.organisation.slug, row.pk)
        if conflict := form.conflict:
            form = with_seen(form, edits.fingerprint(_initiative(request, row.pk)))
    return _page(request, form, authors, row=row, conflict=conflict)


def _authors_of(request, people, initial: list[dict]):
    """The lines of authors; “Thêm dòng” gives three more with all that was typed."""
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and "more" in data:
        count = data.get("authors-TOTAL_FORMS", "")
        data["authors-TOTAL_FORMS"] = str(int(count) + 3 if count.isdecimal() and len(count) < 3 else 3)
    return AuthorFormSet(data, prefix="authors", initial=initial, form_kwargs={"people": people})


def _is_sent(request) -> bool:
    return request.method == "POST" and "more" not in request.POST


def _pairs(authors) -> list[tuple]:
    """(person, share) of the lines that name somebody."""
    lines = [line.cleaned_data for line in authors if line.cleaned_data.get("person")]
    return [(line["person"], line["share"]) for line in lines]


def _stored_pairs(row) -> list[tuple]:
    return [(each.person, each.share) for each in row.authors.all()]


def _is_fixed(request, row) -> bool:
    """Whether only the paper about its effect is asked for.

    What was typed while the whole form was shown is judged by the service, so that nothing is dropped in silence.
    """
    if "authors-TOTAL_FORMS" in request.POST:
        return False
    return bool(edits.in_use(row)) or row.origin == Origin.DECISION


def _page(request, form, authors, *, row, conflict: str = ""):
    use = edits.in_use(row) if row else None
    context = {
        "form": form,
        "authors": authors,
        "row": _initiative(request, row.pk) if row else None,
        "use": use,
        "conflict": conflict,
        "is_fixed": authors is None,
        "can_remove": bool(row) and not use and row.origin != Origin.DECISION,
        "is_own": bool(row and any(each.person.user_id == request.user.pk for each in row.authors.all())),
        "has_errors": _is_sent(request) and bool(form.errors or (authors and not authors.is_valid())),
        "is_sent": _is_sent(request),
    }
    status = 409 if conflict else (422 if _is_sent(request) else 200)
    return render(request, "records/initiative_form.html", context, status=status)


@access("records.keep_records", _initiative)
def initiative_remove(request, row):
    """Take out one that was entered by mistake."""
    return asked(
        request,
        form=ReasonForm(request.POST or None),
        act=lambda values: services.remove_initiative(row, reason=values["reason"], by=request.user),
        done=f"Đã xóa “{row.name}”.",
        done_url=reverse("records:initiative_list", args=[request.organisation.slug]),
        heading="Xóa sáng kiến này?",
        lede=row.name,
        consequences=["Chỉ xóa dòng nhập nhầm. Sáng kiến đang dùng hoặc đã dùng để đề nghị thì không xóa được."],
        verb="Xóa sáng kiến",
        cancel_url=reverse("records:initiative_detail", args=[request.organisation.slug, row.pk]),
    )
