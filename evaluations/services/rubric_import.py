"""A rubric out of a file: read, corrected as long as need be, kept as a rubric, taken back while nobody uses it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

import audit.services as audit
from core import clock
from core.errors import DomainError
from core.models import TableImport
from core.vietnamese import clean_line
from evaluations.models import Rubric
from evaluations.rubric_tables import RubricDraft, read_file
from evaluations.services.rubric_drafts import findings_of_draft
from evaluations.services.rubric_editing import MOST_CRITERIA, create_rubric, remove_rubric, retract_rubric

KIND = "evaluations.rubric"
MUST_BE_WHOLE = {"title", "points", "code", "code_twice", "depth", "read_error", "band", "band_twice", "gap", "overlap"}


@transaction.atomic
def preview_rubric(upload, *, organisation, by) -> TableImport:
    """Read the file and keep what was understood; nothing is a rubric yet. One reading for each column of points."""
    draft = read_file(upload)
    if len(draft.rows) > MOST_CRITERIA:
        raise DomainError(f"Bảng có {len(draft.rows)} dòng, nhiều nhất {MOST_CRITERIA}. Tách thành nhiều biểu điểm.")
    drafts = {str(place): read_file(upload, points_column=place).as_json() for place, _ in draft.columns[1:]}
    if draft.columns:
        drafts[str(draft.columns[0][0])] = draft.as_json()
    table = TableImport.objects.create(
        organisation=organisation, kind=KIND, file_name=clean_line(upload.name)[:250], created_by=by
    )
    column = str(draft.columns[0][0]) if draft.columns else ""
    values = {"draft": draft.as_json(), "others": drafts, "column": column, "options": {}}
    table.rows.create(organisation=organisation, line=1, values=values, outcome="new")
    return table


def read_draft(table: TableImport) -> RubricDraft:
    """What stands in the preview now."""
    return RubricDraft.from_json(table.rows.get().values["draft"])


def read_options(table: TableImport) -> dict[str, Any]:
    """What was said of the rubric as a whole: out of the file, and typed since."""
    values = table.rows.get().values
    draft = RubricDraft.from_json(values["draft"])
    read = {name: getattr(draft, name) for name in ("name", "source", "scale", "total_points")}
    return read | values["options"]


def chosen_column(table: TableImport) -> str:
    """The place of the column of points that was taken; "" where there was only one."""
    return table.rows.get().values["column"]


def made_by(table: TableImport) -> Rubric | None:
    """The rubric that the file became, as long as it is there."""
    pk = table.rows.get().undo.get("rubric")
    return Rubric.objects.for_organisation(table.organisation).filter(pk=pk).first()


@transaction.atomic
def choose_column(table: TableImport, place: str) -> None:
    """Take another column of points; corrections made so far belong to the column left and go with it."""
    table = _locked(table, TableImport.State.PREVIEW)
    row = table.rows.get()
    if place not in row.values["others"]:
        raise DomainError("Cột điểm này không có trong tệp. Chọn lại cột.")
    row.values["draft"], row.values["column"] = row.values["others"][place], place
    row.save(update_fields=["values"])


@transaction.atomic
def save_preview(table: TableImport, draft: RubricDraft, *, options: dict[str, Any]) -> None:
    """Keep corrections; nothing is checked yet. `options` are plain values, keys of rows among them."""
    table = _locked(table, TableImport.State.PREVIEW)
    row = table.rows.get()
    row.values["draft"], row.values["options"] = draft.as_json(), options
    row.save(update_fields=["values"])


@transaction.atomic
def apply_preview(table: TableImport, *, values: dict[str, Any], by) -> Rubric:
    """Make the rubric. Rows must be whole; sums may be wrong until it is adopted."""
    table = _locked(table, TableImport.State.PREVIEW)
    row = table.rows.get()
    draft = RubricDraft.from_json(row.values["draft"])
    wrong = [each for each in findings_of_draft(draft) if each.code in MUST_BE_WHOLE]
    if wrong:
        raise DomainError("Còn dòng phải sửa trước khi lưu thành biểu điểm.", findings=wrong)
    rubric = create_rubric(organisation=table.organisation, values=values, draft=draft, by=by)
    row.undo = {"rubric": rubric.pk}
    row.save(update_fields=["undo"])
    table.state, table.applied_at = TableImport.State.APPLIED, clock.now()
    table.save()
    audit.record("evaluations.rubric_imported", rubric, by=by, after={"rows": len(draft.rows), "left": len(draft.left)})
    return rubric


@transaction.atomic
def undo_import(table: TableImport, *, by) -> None:
    """Take the rubric back that the import made, while no period has used it."""
    table = _locked(table, TableImport.State.APPLIED)
    rubric = made_by(table)
    if rubric is not None:
        remove_rubric(retract_rubric(rubric, by=by), by=by)
    table.state, table.undone_at = TableImport.State.UNDONE, clock.now()
    table.save()


@transaction.atomic
def discard_preview(table: TableImport) -> None:
    """Drop what was read."""
    table = _locked(table, TableImport.State.PREVIEW)
    table.state = TableImport.State.DISCARDED
    table.save()


def _locked(table: TableImport, state: str) -> TableImport:
    table = TableImport.objects.for_organisation(table.organisation).select_for_update().get(pk=table.pk)
    if table.state != state:
        raise DomainError("Tệp này đã được xử lý ở một trang khác. Mở lại danh sách biểu điểm.")
    return table
