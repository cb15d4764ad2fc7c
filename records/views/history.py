"""Importing the school's own Excel of past years: upload, preview, corrections, writing, result, undo."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core import clock, jobs, table_import
from core.access import access
from core.errors import DomainError
from core.models import Job, TableImport, TableImportRow
from core.workbook import workbook_response
from records.history.people import People
from records.history.table import KIND, HistoryTable, counts_of, finish
from records.history_forms import MOST_ASKED, HistoryUploadForm, Questions, ReadingForm
from records.jobs import IMPORT_HISTORY
from records.models import RecordCoverage

KEEP = "records.keep_records"
PAGE_SIZE = 50
MOST_AT_ONCE = 300  # rows written while the reader waits; more is a job
OUTCOMES = {"error": "Có lỗi", "new": "Thêm mới", "changed": "Cập nhật", "same": "Đã có", "skipped": "Không nhập"}
UNDONE_OUTCOMES = {**OUTCOMES, "new": "Đã bỏ", "changed": "Đã trả lại như cũ", "error": "Không ghi được"}
DONE_OUTCOMES = {**OUTCOMES, "new": "Đã thêm", "changed": "Đã cập nhật", "error": "Không ghi được"}
LAYOUTS = {
    "wide": "Mỗi năm học một cột",
    "marks": "Mỗi danh hiệu một cột, đánh dấu",
    "long": "Mỗi dòng một thành tích",
}
SAMPLE = [
    ["STT", "Họ và tên", "Ngày sinh", "Tổ", "Năm học", "Danh hiệu, khen thưởng", "Số quyết định", "Ngày quyết định",
     "Cấp quyết định", "Xếp loại chất lượng", "Tên sáng kiến", "Phạm vi", "Ghi chú"],
    ["1", "Nguyễn Thị Minh An", "02/09/1990", "Tổ 1, 2, 3", "2022-2023", "Chiến sĩ thi đua cơ sở", "1215/QĐ-UBND",
     "28/06/2023", "Chủ tịch Ủy ban nhân dân phường", "", "", "", ""],
]  # fmt: skip


@access(KEEP)
def history_list(request):
    """Upload a table; those read before with what became of them."""
    form = HistoryUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            table = table_import.preview(
                HistoryTable(request.organisation, by=request.user),
                organisation=request.organisation,
                upload=form.cleaned_data["file"],
                by=request.user,
                options=form.options(),
            )
        except DomainError as error:
            form.add_error("file", error.message)
        else:
            return _to(request, table)
    tables = TableImport.objects.for_organisation(request.organisation).filter(kind=KIND)
    page = Paginator(tables.exclude(state="discarded"), 20).get_page(request.GET.get("page"))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "records/history/list.html", {"form": form, "page": page}, status=status)


@access(KEEP, methods=["GET"])
def history_template(request):
    """A table with one invented line, for a school that has none of its own."""
    return workbook_response("mau-lich-su-thi-dua", "Lịch sử", SAMPLE[0], SAMPLE[1:])


def _table(request, pk):
    return get_object_or_404(TableImport.objects.for_organisation(request.organisation), pk=pk, kind=KIND)


def _to(request, table, **query):
    return redirect(reverse("records:history_detail", args=[request.organisation.slug, table.pk], query=query or None))


@access(KEEP, _table, methods=["GET"])
def history_detail(request, table):
    """What each row would do, or did."""
    return _page(request, table)


def _page(request, table, *, reading=None, errors=(), findings=(), status=200):
    counts = counts_of(table)
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in OUTCOMES else ""
    rows = table.rows.filter(outcome=outcome) if outcome else table.rows.exclude(outcome="skipped")
    is_preview = table.state == TableImport.State.PREVIEW
    names = OUTCOMES if is_preview else DONE_OUTCOMES
    if table.state == TableImport.State.UNDONE:
        names = UNDONE_OUTCOMES
    job = _job_of(table) if table.state == TableImport.State.APPLYING else None
    context = {
        "table": table,
        "facts": table.facts,
        "layout": LAYOUTS.get(table.facts.get("layout"), ""),
        "is_preview": is_preview,
        "tabs": [(name, label, counts[name]) for name, label in names.items() if counts[name]],
        "outcome": outcome,
        "outcome_names": names,
        "counts": counts,
        "ready": counts["new"] + counts["changed"],
        "total": sum(counts.values()) - counts["skipped"],
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "job": job,
        "is_stopped": table.state == TableImport.State.APPLYING and (job is None or job.is_over),
        "errors": errors,
        "findings": findings,
        "has_errors": bool(errors),
        "coverage": RecordCoverage.objects.for_organisation(request.organisation).first(),
    }
    if is_preview:
        context |= _asked(request, table, reading)
    return render(request, "records/history/detail.html", context, status=status)


def _asked(request, table, reading) -> dict:
    questions = _questions(request, table)
    asked = {"words": questions.words(), "doubts": questions.doubts(), "decisions": questions.decisions()}
    return {
        "reading": reading or ReadingForm(table=table),
        "columns": questions.columns,
        "role_choices": questions.role_choices,
        "word_choices": questions.word_choices() if asked["words"] else [],
        **{name: entries[:MOST_ASKED] for name, entries in asked.items()},
        "more": {name: max(0, len(entries) - MOST_ASKED) for name, entries in asked.items()},
    }


def _questions(request, table) -> Questions:
    return Questions(table, People(request.organisation, clock.today(), table.options.get("people", {})))


def _job_of(table) -> Job | None:
    rows = Job.objects.for_organisation(table.organisation).filter(handler=IMPORT_HISTORY)
    return rows.filter(arguments__table_id=table.pk).first()


@access(KEEP, _table, methods=["GET"])
def history_progress(request, table):
    """The card of the work, asked for again and again; when it is over the page is asked for whole."""
    job = _job_of(table)
    return render(request, "records/history/progress.html", {"table": table, "job": job})


@access(KEEP, _table, methods=["POST"])
def history_read(request, table):
    """Read the file anew with what was corrected."""
    form = ReadingForm(request.POST, table=table)
    if not form.is_valid():
        return _page(request, table, reading=form, status=422)
    options, errors = _questions(request, table).options(request.POST, form.cleaned_data)
    if errors:
        return _page(request, table, reading=form, errors=errors, status=422)
    try:
        table_import.preview_again(HistoryTable(request.organisation, by=request.user), table, options=options)
    except DomainError as error:
        return _page(request, table, reading=form, errors=[error.message], status=422)
    messages.success(request, "Đã đọc lại bảng.")
    return _to(request, table)


@access(KEEP, _table, methods=["POST"])
def history_apply(request, table):
    """Write the good rows: at once, or as a job where there are many; also goes on with one that was stopped."""
    importer = HistoryTable(request.organisation, by=request.user)
    try:
        waiting = table.rows.filter(outcome__in=table_import.WRITTEN, undo={}).count()
        if not waiting and table.state == TableImport.State.PREVIEW:
            raise DomainError("Không có dòng nào ghi được. Sửa các lỗi rồi đọc lại.")
        if waiting <= MOST_AT_ONCE:
            table = table_import.apply(importer, table, by=request.user)
            finish(table, by=request.user)
            messages.success(request, "Đã nhập bảng vào hồ sơ.")
        else:
            table_import.begin(table)
            jobs.enqueue(
                IMPORT_HISTORY,
                organisation=request.organisation,
                label=f"Nhập lịch sử: {table.file_name}",
                by=request.user,
                table_id=table.pk,
            )
    except DomainError as error:
        messages.error(request, error.message)
    return _to(request, table)


@access(KEEP, _table, methods=["POST"])
def history_undo(request, table):
    """Take the whole table back; what something stands on is named row by row."""
    try:
        table_import.undo(HistoryTable(request.organisation, by=request.user), table, by=request.user)
    except DomainError as error:
        return _page(request, table, errors=[error.message], findings=error.findings, status=409)
    messages.success(request, "Đã hoàn tác: mọi dòng do bảng này ghi đã được bỏ khỏi hồ sơ.")
    return _to(request, table)


@access(KEEP, _table, methods=["POST"])
def history_discard(request, table):
    """Drop what was read, with its file."""
    try:
        table_import.discard(table)
    except DomainError as error:
        messages.error(request, error.message)
        return _to(request, table)
    messages.success(request, "Đã bỏ bảng vừa đọc.")
    return redirect("records:history_list", request.organisation.slug)


@access(KEEP, _table, methods=["GET"])
def history_errors(request, table):
    """The rows in error with why, as a workbook to be mended."""
    header = [
        "Dòng",
        "Ô",
        "Họ và tên",
        "Ngày sinh",
        "Tổ",
        "Năm học",
        "Nội dung",
        "Số quyết định",
        "Ngày",
        "Cấp",
        "Lý do",
    ]
    rows = table.rows.filter(outcome=TableImportRow.Outcome.ERROR).values_list("line", "values", "errors")
    return workbook_response(f"dong-co-loi-{table.pk}", "Dòng có lỗi", header, [_error_row(*row) for row in rows])


def _error_row(line: int, values: dict, errors: list[str]) -> list:
    said = [values.get(name, "") for name in ("cell", "name", "born", "department")]
    said.append(values.get("year") or values.get("year_text", ""))
    said += [values.get(name, "") for name in ("words", "number", "date", "authority")]
    return [line, *said, " ".join(errors)]
