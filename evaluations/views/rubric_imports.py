from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from core.access import access
from core.errors import DomainError
from core.models import TableImport
from evaluations.forms.rubrics import BandFormSet, ReadOptionsForm, ReadRowForm, RubricUploadForm, band_initial
from evaluations.rubric_tables import DraftRow, RubricDraft
from evaluations.rubric_tables import draft as words
from evaluations.services import rubric_import as service
from evaluations.services.rubric_drafts import findings_of_draft

MANAGE = "evaluations.manage_rubric"


@access(MANAGE)
def rubric_import(request):
    """Choose a file; nothing is a rubric before what was read has been confirmed."""
    form = RubricUploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            table = service.preview_rubric(
                form.cleaned_data["file"], organisation=request.organisation, by=request.user
            )
        except DomainError as error:
            form.add_error("file", error.message)
        else:
            return _to_preview(request, table)
    rows = TableImport.objects.for_organisation(request.organisation).filter(kind=service.KIND, state="preview")
    return render(request, "evaluations/rubric_import.html", {"form": form, "waiting": rows[:10]})


def _table(request, pk):
    rows = TableImport.objects.for_organisation(request.organisation).filter(kind=service.KIND, pk=pk)
    table = rows.first()
    if table is None:
        raise Http404
    return table


@access(MANAGE, _table)
def rubric_import_detail(request, table):
    """What was read, to be corrected and kept as a rubric."""
    if table.state != TableImport.State.PREVIEW:
        return render(
            request, "evaluations/rubric_import_over.html", {"table": table, "rubric": service.made_by(table)}
        )
    page = _Preview(request, table)
    if request.method == "POST":
        try:
            done = page.act()
        except DomainError as error:
            page.refusal = error.message
        else:
            if done is not None:
                return done
    return render(request, "evaluations/rubric_import_detail.html", page.context())


class _Preview:
    """The forms of the page, over the draft kept with the table."""

    def __init__(self, request, table: TableImport):
        self.request, self.table, self.refusal = request, table, ""
        self.draft = service.read_draft(table)
        data = request.POST if request.method == "POST" and "column" not in request.POST else None
        self.options = ReadOptionsForm(
            data, organisation=request.organisation, initial=service.read_options(table), prefix="rubric"
        )
        self.rows = [ReadRowForm(data, row=row, prefix=f"r{place}") for place, row in enumerate(self.draft.rows)]
        self.bands = BandFormSet(data, initial=band_initial(self.draft.bands), prefix="band")
        taken = [(str(place), "") for place in range(len(self.draft.left))]
        self.taken = _TakenForm(data, choices=taken)

    def act(self):
        """Keep what was typed and, as asked, make the rubric; None where the page is shown again."""
        if column := self.request.POST.get("column"):
            service.choose_column(self.table, column)
            return _to_preview(self.request, self.table)
        if not self.is_valid():
            return None
        service.save_preview(self.table, self.corrected(), options=self.options.stored())
        if "keep" not in self.request.POST:
            return _to_preview(self.request, self.table)
        self.draft = service.read_draft(self.table)
        rubric = service.apply_preview(self.table, values=self.options.values(), by=self.request.user)
        messages.success(self.request, "Đã lưu thành biểu điểm. Xem lại rồi đưa vào dùng.")
        return redirect("evaluations:rubric_detail", self.request.organisation.slug, rubric.pk)

    def is_valid(self) -> bool:
        return all(
            [self.options.is_valid(), self.bands.is_valid(), self.taken.is_valid(), *(f.is_valid() for f in self.rows)]
        )

    def corrected(self) -> RubricDraft:
        """The draft as typed: dropped rows are listed, rows taken out of the list become criteria."""
        draft = self.draft
        kept, left = (
            [],
            [each for place, each in enumerate(draft.left) if str(place) not in self.taken.cleaned_data["take"]],
        )
        for form in self.rows:
            row = form.row()
            if form.cleaned_data["is_dropped"]:
                left.append(
                    words.LeftRow(row.line or 0, f"{row.code} {row.title}".strip(), "Bạn đã bỏ dòng này.", row.table)
                )
            else:
                kept.append(row)
        for place in self.taken.cleaned_data["take"]:
            lost = draft.left[int(place)]
            _insert(kept, DraftRow(title=lost.text[:500], line=lost.line, table=lost.table))
        draft.rows, draft.left, draft.bands = _without_jumps(kept), left, self.bands.bands()
        self.options.set_on(draft)
        return draft

    def context(self) -> dict:
        findings = findings_of_draft(self.draft)
        by_row: dict[int, list] = {}
        for each in findings:
            by_row.setdefault(each.facts.get("row"), []).append(each)
        rows = [
            {
                "form": form,
                "row": form.source,
                "findings": by_row.get(place, []),
                "kind": words.KIND_LABELS[form.source.kind],
            }
            for place, form in enumerate(self.rows)
        ]
        is_bound = self.options.is_bound
        return {
            "table": self.table,
            "draft": self.draft,
            "options": self.options,
            "rows": rows,
            "bands": self.bands,
            "left": list(enumerate(self.draft.left)),
            "findings": [each for each in findings if each.facts.get("row") is None or each.code in ("group_sum",)],
            "row_errors": sum(any(each.blocks for each in row["findings"]) for row in rows),
            "refusal": self.refusal,
            "column": service.chosen_column(self.table),
            "error_forms": [self.options, self.bands, *self.rows] if is_bound else [],
            "has_errors": bool(self.refusal) or (is_bound and not self.is_valid()),
        }


class _TakenForm(forms.Form):
    take = forms.MultipleChoiceField(required=False)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["take"].choices = choices


def _insert(rows: list[DraftRow], row: DraftRow) -> None:
    """Put a row where its line in the file belongs, as deep as the row above it."""
    same = [place for place, each in enumerate(rows) if each.table == row.table and (each.line or 0) < (row.line or 0)]
    place = same[-1] + 1 if same else 0
    above = rows[place - 1] if place else None
    if above is not None:
        row.depth = above.depth + 1 if above.kind == words.GROUP else above.depth
    rows.insert(place, row)


def _without_jumps(rows: list[DraftRow]) -> list[DraftRow]:
    """No row stands more than one level deeper than the row above it."""
    deepest = 0
    for row in rows:
        row.depth = min(row.depth, deepest)
        deepest = row.depth + 1
    return rows


@access(MANAGE, _table, methods=["POST"])
def rubric_import_discard(request, table):
    """Drop what was read."""
    return _finish(request, table, "Đã bỏ tệp vừa đọc.", service.discard_preview, table)


@access(MANAGE, _table, methods=["POST"])
def rubric_import_undo(request, table):
    """Take back the rubric that the file became, while no period has used it."""
    return _finish(
        request, table, "Đã hoàn tác: biểu điểm đọc từ tệp đã bỏ.", service.undo_import, table, by=request.user
    )


def _finish(request, table, done: str, act, *args, **kwargs):
    try:
        act(*args, **kwargs)
    except DomainError as error:
        messages.error(request, error.message)
        return _to_preview(request, table)
    messages.success(request, done)
    return redirect("evaluations:rubric_list", request.organisation.slug)


def _to_preview(request, table):
    return redirect("evaluations:rubric_import_detail", request.organisation.slug, table.pk)
