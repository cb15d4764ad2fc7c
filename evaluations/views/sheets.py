from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core import clock
from core.access import access
from core.errors import ConflictError, DomainError
from core.templatetags.ui import vi_date, vi_time
from deadlines.services import closed_sentence, effective_times
from documents.services import evidence_response
from evaluations import criteria, services
from evaluations.forms import KINDS, SheetForm
from evaluations.models import EvaluationSheet, Score, SheetEvidence
from evaluations.services.rubrics import lines_of
from evaluations.services.sheets import (
    cells_of,
    final_totals,
    missing_sentences,
    past_figures,
    recall_refusal,
    totals_of,
)
from evaluations.views.results import chain_of
from evaluations.views.rollups import rolled_up_context
from evaluations.visibility import is_own, placement_of, shows_department, shows_result, shows_self

State = EvaluationSheet.State
WORDS = dict(KINDS)


def _own_sheet(request, pk: int) -> EvaluationSheet:
    """The sheet with all its page shows. Before its window opens it does not exist for anybody who writes it."""
    sheet = _sheet(request, pk)
    opens_at, _, _ = effective_times(sheet.period.entry, sheet.person)
    if clock.now() < opens_at:
        raise Http404
    return sheet


def _sheet(request, pk: int) -> EvaluationSheet:
    rows = EvaluationSheet.objects.for_organisation(request.organisation)
    return get_object_or_404(rows.with_names().with_scores().with_evidence(), pk=pk)


def _criteria_of(sheet: EvaluationSheet) -> list:
    """The lines that are filled in; groups stand around them."""
    return [] if sheet.rubric is None else [each for each in sheet.rubric.criteria.all() if each.kind != criteria.GROUP]


# ---- writing ----


@access("evaluations.change_evaluationsheet", _own_sheet)
def sheet_edit(request, sheet):
    """Write one's own sheet: a draft is kept incomplete, completeness is asked at the end."""
    lines = lines_of(sheet.rubric)
    if not sheet.is_editable or sheet.period.is_rolled_up:
        return redirect("evaluations:sheet_detail", request.organisation.slug, sheet.pk)
    if request.method == "POST":
        return _save_sheet(request, sheet, lines)
    form = _stored_form(sheet, lines)
    if request.GET.get("missing") and form.is_valid():
        form.require_whole()
    return _edit_page(request, sheet, form)


def _stored_form(sheet, lines) -> SheetForm:
    """Bound to what is stored, so that sentences can be put beside its fields."""
    return SheetForm(SheetForm.initial_of(sheet, cells_of(sheet, Score.Column.SELF), lines), lines=lines)


def _save_sheet(request, sheet, lines):
    form = SheetForm(request.POST, lines=lines)
    is_valid = form.is_valid()
    _take_files(request, sheet, form)
    _remove_file(request, sheet, form)
    if not is_valid:
        return _edit_page(request, _own_sheet(request, sheet.pk), form)
    try:
        sheet = services.save_draft(
            sheet,
            cells=form.cells,
            note=form.cleaned_data["note"],
            version=form.cleaned_data["version"],
            page=form.cleaned_data["page"],
            by=request.user,
        )
    except ConflictError as error:
        return _conflict_page(request, sheet, lines, error)
    except DomainError as error:
        form.add_error(None, error.message)
        return _edit_page(request, _own_sheet(request, sheet.pk), form)
    wants_check = request.POST.get("act") == "check"
    if wants_check:
        form.require_whole()
    if form.errors:  # what was typed is stored; this says what is still to be done
        return _edit_page(request, _own_sheet(request, sheet.pk), form)
    if wants_check:
        return redirect("evaluations:sheet_check", request.organisation.slug, sheet.pk)
    messages.success(request, f"Đã lưu lúc {vi_time(clock.now())}.")
    return redirect("evaluations:sheet_edit", request.organisation.slug, sheet.pk)


def _take_files(request, sheet, form) -> None:
    """Proofs are stored even where a number is wrong: a browser cannot keep the chosen files for a second try."""
    for criterion in _criteria_of(sheet):
        for upload in request.FILES.getlist(f"files_{criterion.pk}"):
            try:
                services.attach_evidence(sheet, criterion=criterion, upload=upload, by=request.user)
            except DomainError as error:
                form.add_error(
                    f"files_{criterion.pk}", f"{error.message} Trình duyệt không giữ tệp đã chọn, cần chọn lại."
                )


def _remove_file(request, sheet, form) -> None:
    pk = request.POST.get("remove", "")
    if not pk.isdecimal():
        return
    link = sheet.evidence_links.select_related("sheet", "sheet__organisation").filter(pk=pk).first()
    if link is None:
        return  # removed in another tab
    try:
        services.detach_evidence(link, by=request.user)
    except DomainError as error:
        form.add_error(None, error.message)


def _conflict_page(request, sheet, lines, error):
    """What is stored beside what was typed; nothing is overwritten until the writer saves again."""
    sheet = _own_sheet(request, sheet.pk)
    data = request.POST.copy()
    data["version"] = sheet.version  # the next press of the button knows what it replaces
    form = SheetForm(data, lines=lines)
    form.is_valid()
    stored = cells_of(sheet, Score.Column.SELF)
    differences = [
        (f"Tiêu chí {line.code}", _in_words(stored.get(line.key)))
        for line in lines
        if line.key in form.cells and stored.get(line.key) != form.cells[line.key]
    ]
    if sheet.self_note != form.cleaned_data.get("note", ""):
        differences.append(("Tự nhận xét", sheet.self_note))
    return _edit_page(request, sheet, form, conflict=error.message, differences=differences, status=409)


def _in_words(cell) -> str:
    if cell is None:
        return "(để trống)"
    return f"{criteria.show(cell.amount)} điểm" if cell.state == criteria.SCORED else WORDS[cell.state]


def _edit_page(request, sheet, form, *, status=200, **extra):
    _, due_at, cut_off_at = effective_times(sheet.period.entry, sheet.person)
    is_closed = clock.now() > cut_off_at
    context = {
        "sheet": sheet,
        "period": sheet.period,
        "form": form,
        "has_errors": bool(form.errors),
        "rows": _edit_rows(sheet, form),
        "kinds": KINDS,
        "totals": _totals(sheet),
        "due_at": due_at,
        "cut_off_at": cut_off_at,
        "is_past_due": due_at < clock.now() <= cut_off_at,
        "is_closed": is_closed or bool(sheet.period.published_at),
        "closed_sentence": is_closed and closed_sentence(cut_off_at, entry=sheet.period.entry, person=sheet.person),
        "autosave_query": urlencode({"version": form["version"].value(), "page": form["page"].value() or ""}),
        **extra,
    }
    return render(request, "evaluations/sheet_edit.html", context, status=status)


def _edit_rows(sheet, form) -> list[dict]:
    return [
        {
            "criterion": criterion,
            "score": form[f"score_{criterion.pk}"],
            "kind": form[f"kind_{criterion.pk}"],
            "kind_value": form[f"kind_{criterion.pk}"].value() or criteria.SCORED,
            "files": form[f"files_{criterion.pk}"],
            "evidence": [link for link in sheet.all_evidence if link.criterion_id == criterion.pk],
        }
        for criterion in _criteria_of(sheet)
    ]


def _totals(sheet) -> criteria.Totals:
    return totals_of(sheet, Score.Column.SELF, past=past_figures([sheet]).get(sheet.pk))


@access("evaluations.change_evaluationsheet", _own_sheet, methods=["POST"])
def sheet_autosave(request, sheet):
    """Keep the fields that changed while one writes (the protocol of `autosave.js`)."""
    lines = lines_of(sheet.rubric)
    stored = SheetForm.initial_of(sheet, cells_of(sheet, Score.Column.SELF), lines)
    form = SheetForm(stored | request.POST.dict(), lines=lines)
    form.is_valid()
    keys = {line.key for line in lines if {f"score_{line.key}", f"kind_{line.key}"} & set(request.POST)}
    good = {key: form.cells[key] for key in keys if key in form.cells}
    note = form.cleaned_data.get("note") if "note" in request.POST else None
    version = request.GET.get("version", "")
    try:
        services.save_draft(
            sheet,
            cells=good,
            note=note,
            version=int(version) if version.isdecimal() and len(version) < 9 else 0,
            page=request.GET.get("page", "")[:32],
            by=request.user,
        )
    except DomainError as error:
        return HttpResponse(error.message, status=409, content_type="text/plain; charset=utf-8")
    if form.errors:  # the rest is stored
        sentence = next(iter(form.errors.values()))[0]
        return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204, headers={"X-Saved-At": vi_time(clock.now())})


@access("evaluations.change_evaluationsheet", _own_sheet, methods=["GET"])
def sheet_total(request, sheet):
    """The running total alone, for htmx."""
    context = {"sheet": sheet, "totals": _totals(sheet), "polls": True}
    return render(request, "evaluations/sheet_total.html", context)


# ---- handing in ----


@access("evaluations.change_evaluationsheet", _own_sheet)
def sheet_check(request, sheet):
    """Kiểm tra lại trước khi nộp: everything once more, each row with its way back."""
    if request.method == "POST":
        return _submit(request, sheet)
    if not sheet.is_editable:
        return redirect("evaluations:sheet_detail", request.organisation.slug, sheet.pk)
    if missing_sentences(sheet):
        return redirect(f"{_edit_url(request, sheet)}?missing=1")
    _, due_at, _ = effective_times(sheet.period.entry, sheet.person)
    context = {
        "sheet": sheet,
        "period": sheet.period,
        "rows": _read_rows(sheet, shows_department=False),
        "totals": _totals(sheet),
        "due_at": due_at,
        "is_past_due": clock.now() > due_at,
    }
    return render(request, "evaluations/sheet_check.html", context)


def _submit(request, sheet):
    version = request.POST.get("version", "")
    try:
        services.submit(sheet, version=int(version) if version.isdecimal() and len(version) < 9 else 0, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("evaluations:sheet_check", request.organisation.slug, sheet.pk)
    return redirect("evaluations:sheet_receipt", request.organisation.slug, sheet.pk)


@access("evaluations.change_evaluationsheet", _own_sheet, methods=["GET"])
def sheet_receipt(request, sheet):
    if not sheet.is_submitted:
        return redirect("evaluations:sheet_edit", request.organisation.slug, sheet.pk)
    return render(request, "evaluations/sheet_receipt.html", {"sheet": sheet, "period": sheet.period})


@access("evaluations.change_evaluationsheet", _own_sheet)
def sheet_recall(request, sheet):
    """Take a sheet back to mend it."""
    if request.method == "POST":
        try:
            services.recall(sheet, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("evaluations:sheet_detail", request.organisation.slug, sheet.pk)
        messages.success(request, "Đã lấy lại phiếu. Sửa xong, cần nộp lại trước hạn.")
        return redirect("evaluations:sheet_edit", request.organisation.slug, sheet.pk)
    _, _, cut_off_at = effective_times(sheet.period.entry, sheet.person)
    context = {
        "heading": f"Lấy lại phiếu {sheet.period.label}?",
        "consequences": [
            f"Phiếu trở lại bản nháp, giữ nguyên điểm, minh chứng và mã tiếp nhận {sheet.code}.",
            f"Phải nộp lại trước {vi_time(cut_off_at)} ngày {vi_date(cut_off_at)}; nộp sau hạn sẽ ghi là nộp muộn.",
        ],
        "verb": "Lấy lại phiếu",
        "cancel_url": reverse("evaluations:sheet_detail", args=[request.organisation.slug, sheet.pk]),
    }
    return render(request, "components/confirm.html", context)


# ---- reading ----


@access("evaluations.view_evaluationsheet", _sheet, methods=["GET"])
def sheet_detail(request, sheet):
    """A sheet as its reader may see it: one's own, or one of those a reviewer reads."""
    own = is_own(request.user, sheet)
    if own:
        _own_sheet(request, sheet.pk)
    seen = shows_self(request.user, sheet) or sheet.period.is_rolled_up
    with_department = shows_department(request.user, sheet)
    past = past_figures([sheet]).get(sheet.pk)
    context = {
        "sheet": sheet,
        "period": sheet.period,
        "is_own": own,
        "is_seen": seen,
        "placement": placement_of(request.user, sheet),
        "shows_department": with_department,
        "rows": _read_rows(sheet, shows_department=with_department) if seen else [],
        "totals": totals_of(sheet, Score.Column.SELF, past=past) if seen else None,
        "department_totals": totals_of(sheet, Score.Column.DEPARTMENT, past=past) if with_department else None,
        "final_totals": final_totals(sheet, past=past) if shows_result(request.user, sheet) else None,
        **chain_of(request, sheet, is_own=own),
        "can_edit": own and sheet.is_editable and not sheet.period.is_rolled_up,
        "can_recall": own and not recall_refusal(sheet),
    }
    if sheet.period.is_rolled_up:
        context |= rolled_up_context(request, sheet)
    return render(request, "evaluations/sheet_detail.html", context)


def _read_rows(sheet, *, shows_department: bool) -> list[dict]:
    own = cells_of(sheet, Score.Column.SELF)
    department = cells_of(sheet, Score.Column.DEPARTMENT) if shows_department else {}
    return [
        {
            "criterion": criterion,
            "own": _in_words(own.get(criterion.pk)),
            "department": _in_words(department[criterion.pk]) if criterion.pk in department else "–",
            "differs": shows_department
            and criterion.pk in department
            and department[criterion.pk] != own.get(criterion.pk),
            "evidence": [link for link in sheet.all_evidence if link.criterion_id == criterion.pk],
        }
        for criterion in _criteria_of(sheet)
    ]


@access("evaluations.view_sheetevidence", SheetEvidence, methods=["GET"])
def sheet_evidence(request, link):
    """Stream a proof; the right to it is asked anew at each download."""
    return evidence_response(link.evidence)


def _edit_url(request, sheet) -> str:
    return reverse("evaluations:sheet_edit", args=[request.organisation.slug, sheet.pk])
