from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core import clock
from core.access import access
from core.errors import DomainError
from core.templatetags.ui import vi_date, vi_time
from deadlines.services import closed_sentence
from documents.services import evidence_response
from evaluations import criteria, services
from evaluations.bases import NOTE, base_of, coded, mark_of, read_base
from evaluations.forms import SheetForm
from evaluations.forms.fields import CHOSEN, typed_of, value_of, whole_number
from evaluations.models import EvaluationSheet, Score, SheetEvidence
from evaluations.services.policies import policy_for
from evaluations.services.rubrics import lines_of
from evaluations.services.sheets import (
    SheetConflict,
    cells_of,
    missing_sentences,
    past_figures,
    recall_refusal,
    reviewer_words,
    times_of,
    totals_of,
)
from evaluations.services.taking import earlier_sheet
from evaluations.views.results import chain_of
from evaluations.views.rollups import rolled_up_context
from evaluations.views.sheet_parts import differences_of, heading_of, parts_of, tree_context
from evaluations.visibility import is_own, placement_of, shows_department, shows_self

State = EvaluationSheet.State
SELF = Score.Column.SELF


def own_sheet(request, pk: int) -> EvaluationSheet:
    """The sheet with all its page shows. Before its window opens it does not exist for anybody who writes it."""
    sheet = _sheet(request, pk)
    if clock.now() < times_of(sheet)[0]:
        raise Http404
    return sheet


def _sheet(request, pk: int) -> EvaluationSheet:
    rows = EvaluationSheet.objects.for_organisation(request.organisation)
    rows = rows.with_names().with_scores().with_evidence().prefetch_related("rubric__criteria")
    return get_object_or_404(rows, pk=pk)


# ---- writing ----


@access("evaluations.change_evaluationsheet", own_sheet)
def sheet_edit(request, sheet):
    """Write one's own sheet: a draft is kept incomplete, completeness is asked at the end."""
    if not sheet.is_editable or sheet.rubric is None or sheet.period.is_rolled_up:
        if request.method == "POST":  # the page was still open when the sheet went on elsewhere
            state = sheet.get_state_display()
            messages.error(request, f"Phiếu đang ở trạng thái “{state}” nên nội dung vừa gửi không được lưu.")
        return redirect("evaluations:sheet_detail", request.organisation.slug, sheet.pk)
    lines = lines_of(sheet.rubric)
    if request.method == "POST":
        return _save_sheet(request, sheet, lines)
    form = _stored_form(sheet, lines)
    if request.GET.get("missing") and form.is_valid():
        form.require_whole()
    return _edit_page(request, sheet, form)


def _stored_form(sheet, lines) -> SheetForm:
    """Bound to what is stored, so that sentences can be put beside its fields."""
    return SheetForm(SheetForm.initial_of(sheet, cells_of(sheet, SELF), lines), lines=lines)


def _save_sheet(request, sheet, lines):
    data, undecided = _decided(request, sheet, lines)
    form = SheetForm(data, lines=lines)
    is_valid = form.is_valid()
    _take_files(request, sheet, form)
    _remove_file(request, sheet, form)
    if undecided:
        return _conflict_page(request, sheet, form, undecided)
    if {"version", "page"} & set(form.errors):  # which page this was cannot be told, so nothing is written over
        return _typed_page(request, sheet, form)
    try:  # what is right is kept, whatever stands beside it
        sheet = services.save_draft(
            sheet,
            cells=form.cells,
            note=form.cleaned_data.get(NOTE),
            version=form.cleaned_data["version"],
            page=form.cleaned_data["page"],
            base=_base_in(request.POST),
            by=request.user,
        )
    except SheetConflict as error:
        return _conflict_page(request, sheet, form, error.clashes)
    except DomainError as error:
        form.add_error(None, error.message)
        return _typed_page(request, sheet, form)
    return _go_on(request, sheet, form) if is_valid else _typed_page(request, sheet, form)


def _base_in(data) -> dict[str, str] | None:
    return read_base(data["base"][:20_000]) if data.get("base") else None


def _go_on(request, sheet, form):
    """After everything is stored: whither the pressed button leads."""
    act, _, key = request.POST.get("act", "").partition("-")
    if act == "check":
        form.require_whole()
    elif act == "take":
        _take_over(request, sheet, form, with_cells=key == "all")
    if form.errors:  # what was typed is stored; this says what is still to be done
        return _typed_page(request, sheet, form)
    if act == "check":
        return redirect("evaluations:sheet_check", request.organisation.slug, sheet.pk)
    if act == "proof" and any(str(line.key) == key for line in form.lines):
        return redirect("evaluations:sheet_proof", request.organisation.slug, sheet.pk, int(key))
    if act == "part" and key.isdecimal():
        return redirect(f"{_edit_url(request, sheet)}#part-{key}")
    if act != "take":
        messages.success(request, f"Đã lưu lúc {vi_time(clock.now())}.")
    return redirect("evaluations:sheet_edit", request.organisation.slug, sheet.pk)


def _take_over(request, sheet, form, *, with_cells: bool) -> None:
    try:
        count = services.take_over(sheet, with_cells=with_cells, page=form.cleaned_data["page"], by=request.user)
    except DomainError as error:
        form.add_error(None, error.message)
        return
    if count:
        messages.success(request, f"Đã lấy {count} ô còn trống từ kỳ trước. Xem lại từng ô trước khi nộp.")
    else:
        messages.info(request, "Không còn ô trống nào lấy được từ kỳ trước; phần đã viết giữ nguyên.")


def _take_files(request, sheet, form) -> None:
    """Proofs are stored even where a number is wrong: a browser cannot keep the chosen files for a second try."""
    for criterion in sheet.rubric.criteria.all():
        for upload in request.FILES.getlist(f"files_{criterion.pk}"):
            try:
                services.attach_evidence(sheet, criterion=criterion, upload=upload, by=request.user)
            except DomainError as error:
                form.add_error(
                    f"files_{criterion.pk}", f"{error.message} Trình duyệt không giữ tệp đã chọn, cần chọn lại."
                )


def _remove_file(request, sheet, form) -> None:
    pk = request.POST.get("remove", "")
    if not pk.isdecimal() or len(pk) > 12:
        return
    link = sheet.evidence_links.select_related("sheet", "sheet__organisation").filter(pk=pk).first()
    if link is None:
        return  # removed in another tab
    try:
        services.detach_evidence(link, by=request.user)
    except DomainError as error:
        form.add_error(None, error.message)


# ---- two pages that changed the same ----


def _decided(request, sheet, lines):
    """(what is sent, fields still undecided): of each field that clashed before, the side that was chosen."""
    data = request.POST.copy()
    cells = cells_of(sheet, SELF)
    undecided = set()
    for name in request.POST.getlist("clash")[: len(lines) + 1]:
        choice = request.POST.get(f"choose_{name}")
        if choice == "stored":
            _put_stored(data, name, sheet, cells, lines)
        elif choice != "typed":
            undecided.add(name)
    return data, undecided


def _put_stored(data, name: str, sheet, cells, lines) -> None:
    if name == NOTE:
        data[NOTE] = sheet.self_note
    for line in lines:
        if str(line.key) == name:
            data[f"score_{name}"] = value_of(line, cells.get(line.key))
            if line.kind not in CHOSEN:
                data[f"kind_{name}"] = typed_of(cells.get(line.key))[1]


def _conflict_page(request, sheet, form, clashes):
    """What is stored beside what was typed; nothing is overwritten until the writer has chosen field by field."""
    sheet = own_sheet(request, sheet.pk)
    cells = cells_of(sheet, SELF)
    began = _base_in(request.POST)
    data = form.data.copy()
    for line in form.lines:  # what this page never touched follows what is stored
        name = str(line.key)
        if began is not None and name not in clashes and coded(form.cells.get(line.key)) == began.get(name, ""):
            _put_stored(data, name, sheet, cells, form.lines)
    if began is not None and NOTE not in clashes and mark_of(data.get(NOTE, "")) == began.get(NOTE):
        data[NOTE] = sheet.self_note
    data["version"] = sheet.version  # the next press of the button knows what it replaces
    data["base"] = base_of(cells, sheet.self_note)
    form = SheetForm(data, lines=form.lines)
    form.is_valid()
    extra = {"saved_at": sheet.saved_at, "differences": differences_of(sheet, form, clashes)}
    return _edit_page(request, sheet, form, clashes=clashes, status=409, **extra)


def _typed_page(request, sheet, form):
    """The page once more, with what was typed and could not be stored."""
    return _edit_page(request, own_sheet(request, sheet.pk), form, is_unsent=True)


def _edit_page(request, sheet, form, *, status=200, clashes=(), **extra):
    _, due_at, cut_off_at = times_of(sheet)
    is_closed = clock.now() > cut_off_at
    totals = _totals(sheet)
    earlier = earlier_sheet(sheet) if sheet.state == State.DRAFT else None
    context = {
        "sheet": sheet,
        "period": sheet.period,
        "heading": heading_of(sheet),
        "form": form,
        "has_errors": bool(form.errors),
        "parts": parts_of(sheet, form, totals, stored=cells_of(sheet, SELF), clashes=clashes),
        "totals": totals,
        "past_period": earlier.period if earlier else None,
        "due_at": due_at,
        "cut_off_at": cut_off_at,
        "is_past_due": due_at < clock.now() <= cut_off_at,
        "is_closed": is_closed or bool(sheet.period.published_at),
        "closed_sentence": is_closed and closed_sentence(cut_off_at, entry=sheet.period.entry, person=sheet.person),
        "reviewer": reviewer_words(sheet),
        "uses_council": policy_for(sheet.period).uses_council,
        "autosave_query": urlencode({"version": form["version"].value(), "page": form["page"].value() or ""}),
        **extra,
    }
    return render(request, "evaluations/sheet_edit.html", context, status=status)


def _totals(sheet) -> criteria.Totals:
    return totals_of(sheet, SELF, past=past_figures([sheet]).get(sheet.pk))


@access("evaluations.change_evaluationsheet", own_sheet, methods=["POST"])
def sheet_autosave(request, sheet):
    """Keep the fields that changed while one writes (the protocol of `autosave.js`): all that can be kept."""
    lines = lines_of(sheet.rubric)
    stored = SheetForm.initial_of(sheet, cells_of(sheet, SELF), lines)
    form = SheetForm(stored | request.POST.dict(), lines=lines)
    form.is_valid()
    sent = {line.key: _sent_names(request, str(line.key)) for line in lines if _sent_names(request, str(line.key))}
    good = {key: form.cells[key] for key in sent if key in form.cells}
    refused = [name for key in sent if key not in good for name in sent[key]]
    note = form.cleaned_data.get(NOTE) if NOTE in request.POST else None
    if NOTE in form.errors:
        refused.append(NOTE)
    try:
        clashes = _keep_what_can_be(request, sheet, good, note)
    except DomainError as error:
        return _refusal(409, error.message)
    if clashes:
        refused += [name for key, names in sent.items() if str(key) in clashes for name in names]
        refused += [NOTE] if NOTE in clashes else []
        return _refusal(409, f"{len(clashes)} ô đã được sửa ở nơi khác.", refused)
    if refused:  # the rest is stored
        return _refusal(422, next(iter(form.errors.values()))[0], refused)
    return HttpResponse(status=204, headers={"X-Saved-At": vi_time(clock.now())})


def _sent_names(request, key: str) -> list[str]:
    return [name for name in (f"score_{key}", f"kind_{key}") if name in request.POST]


def _keep_what_can_be(request, sheet, cells, note) -> set[str]:
    """Store what does not clash; the names of what does."""
    values = {
        "version": whole_number(request.GET.get("version")),
        "page": request.GET.get("page", "")[:32],
        "base": _base_in(request.POST),
        "by": request.user,
    }
    try:
        services.save_draft(sheet, cells=cells, note=note, **values)
    except SheetConflict as error:
        rest = {key: cell for key, cell in cells.items() if str(key) not in error.clashes}
        services.save_draft(sheet, cells=rest, note=None if NOTE in error.clashes else note, **values)
        return error.clashes
    return set()


def _refusal(status: int, sentence: str, names=()) -> HttpResponse:
    headers = {"X-Refused": ",".join(names)} if names else {}
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8", headers=headers)


@access("evaluations.change_evaluationsheet", own_sheet, methods=["GET"])
def sheet_total(request, sheet):
    """The running total alone, for htmx."""
    context = {"sheet": sheet, "totals": _totals(sheet), "polls": True}
    return render(request, "evaluations/sheet_total.html", context)


# ---- handing in ----


@access("evaluations.change_evaluationsheet", own_sheet)
def sheet_check(request, sheet):
    """Kiểm tra lại trước khi nộp: everything once more, each row with its way back."""
    if request.method == "POST" and sheet.rubric is not None:
        return _submit(request, sheet)
    if not sheet.is_editable or sheet.rubric is None:
        return redirect("evaluations:sheet_detail", request.organisation.slug, sheet.pk)
    if missing_sentences(sheet):
        return redirect(f"{_edit_url(request, sheet)}?missing=1")
    return _check_page(request, sheet)


def _check_page(request, sheet, *, error: str = ""):
    _, due_at, _ = times_of(sheet)
    is_past_due = clock.now() > due_at
    names = [line.code for line in lines_of(sheet.rubric) if str(line.key) in sheet.taken]
    context = {
        "sheet": sheet,
        "period": sheet.period,
        "heading": heading_of(sheet),
        "totals": _totals(sheet),
        "due_at": due_at,
        "is_past_due": is_past_due,
        "late_cap": policy_for(sheet.period).late_cap if is_past_due else "",
        "late_reason": request.POST.get("late_reason", "")[:500],
        "taken": [*(f"tiêu chí {code}" for code in names), *(["tự nhận xét"] if NOTE in sheet.taken else [])],
        "reviewer": reviewer_words(sheet),
        "error": error,
        "has_errors": bool(error),
        **tree_context(request.user, sheet, own_only=True),
    }
    return render(request, "evaluations/sheet_check.html", context)


def _submit(request, sheet):
    try:
        services.submit(
            sheet,
            version=whole_number(request.POST.get("version")),
            late_reason=request.POST.get("late_reason", ""),
            has_reviewed=bool(request.POST.get("reviewed")),
            by=request.user,
        )
    except DomainError as error:
        sheet = own_sheet(request, sheet.pk)
        if sheet.is_editable and not missing_sentences(sheet):
            return _check_page(request, sheet, error=error.message)
        messages.error(request, error.message)
        return redirect("evaluations:sheet_check", request.organisation.slug, sheet.pk)
    return redirect("evaluations:sheet_receipt", request.organisation.slug, sheet.pk)


@access("evaluations.change_evaluationsheet", own_sheet, methods=["GET"])
def sheet_receipt(request, sheet):
    if not sheet.is_submitted:
        return redirect("evaluations:sheet_edit", request.organisation.slug, sheet.pk)
    context = {
        "sheet": sheet,
        "period": sheet.period,
        "heading": heading_of(sheet),
        "reviewer": reviewer_words(sheet),
        "uses_council": policy_for(sheet.period).uses_council,
    }
    return render(request, "evaluations/sheet_receipt.html", context)


@access("evaluations.change_evaluationsheet", own_sheet)
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
    _, due_at, cut_off_at = times_of(sheet)
    until = min(due_at, cut_off_at)
    context = {
        "heading": f"Lấy lại phiếu {sheet.period.label}?",
        "consequences": [
            f"Phiếu trở lại bản nháp, giữ nguyên điểm, minh chứng và mã tiếp nhận {sheet.code}.",
            f"Nộp lại trước {vi_time(until)} ngày {vi_date(until)}; nộp sau hạn sẽ ghi là nộp muộn."
            if clock.now() <= until
            else f"Đã qua hạn: nộp lại trước {vi_time(cut_off_at)} ngày {vi_date(cut_off_at)} và ghi là nộp muộn.",
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
        own_sheet(request, sheet.pk)
    seen = own or sheet.is_submitted or sheet.period.is_rolled_up
    context = {
        "sheet": sheet,
        "period": sheet.period,
        "heading": heading_of(sheet),
        "is_own": own,
        "is_seen": seen,
        "placement": placement_of(request.user, sheet),
        "shows_self": seen and shows_self(request.user, sheet),
        "shows_department": shows_department(request.user, sheet),
        **(tree_context(request.user, sheet) if seen and sheet.state != State.EXEMPT else {}),
        **chain_of(request, sheet, is_own=own),
        "can_edit": own and sheet.is_editable and sheet.rubric_id is not None and not sheet.period.is_rolled_up,
        "can_recall": own and not recall_refusal(sheet),
    }
    if sheet.period.is_rolled_up:
        context |= rolled_up_context(request, sheet)
    return render(request, "evaluations/sheet_detail.html", context)


@access("evaluations.view_sheetevidence", SheetEvidence, methods=["GET"])
def sheet_evidence(request, link):
    """Stream a proof; the right to it is asked anew at each download."""
    file = link.evidence or (link.good_deed and link.good_deed.photo)
    if not file:
        raise Http404
    return evidence_response(file)


def _edit_url(request, sheet) -> str:
    return reverse("evaluations:sheet_edit", args=[request.organisation.slug, sheet.pk])
