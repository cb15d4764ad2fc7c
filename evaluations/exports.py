"""A period as tables for Excel, one for each rubric, as far as their reader may see it."""

from __future__ import annotations

from core.tables import Column, DataTable, Row, Value
from evaluations import criteria
from evaluations.models import EvaluationPeriod, EvaluationSheet, Score
from evaluations.services.papers import COUNCIL, DECIDED, LABELS, has_council_column, results_of, seen_columns
from evaluations.services.rubrics import lines_of
from evaluations.services.sheets import cells_of, past_figures
from evaluations.visibility import shows_result

HEADINGS = {Score.Column.SELF: "Tự chấm", Score.Column.DEPARTMENT: "Tổ chấm", Score.Column.COUNCIL: "Hội đồng"}
HIDDEN_NOTE = "Cột để trống của chính người xem hoặc chưa được phép xem không có nghĩa là chưa chấm."


def export_tables(reader, period: EvaluationPeriod, sheets: list[EvaluationSheet]) -> list[DataTable]:
    """Every cell of every column: figures, 0, the words of what was left out, nothing where nobody entered anything."""
    by_rubric: dict[int | None, list[EvaluationSheet]] = {}
    for sheet in sheets:
        by_rubric.setdefault(sheet.rubric_id, []).append(sheet)
    found = [_table(reader, period, each) for each in by_rubric.values()]
    return found or [DataTable(period.label, [Column("TT", 10), Column("Họ và tên", 50, "name")], [])]


def _table(reader, period, sheets: list[EvaluationSheet]) -> DataTable:
    rubric, past = sheets[0].rubric, past_figures(sheets)
    lines = [line for line, _ in criteria.in_tree(lines_of(rubric)) if line.is_entered]
    names = [name for name in HEADINGS if name != COUNCIL or has_council_column(period, sheets)] if rubric else []
    header = ["TT", "Họ và tên", "Tổ", "Trạng thái", "Mã tiếp nhận", "Nộp muộn"]
    for name in names:
        header += [f"{HEADINGS[name]} {line.code}" for line in lines]
        header += [f"{HEADINGS[name]}: tổng", f"{HEADINGS[name]}: tối đa"]
    header += ["Kết quả: điểm", "Kết quả: tối đa", "Biểu dương", "Xếp loại"]
    columns = [Column(text, 20, "name" if text == "Họ và tên" else "text") for text in header]
    results = results_of(reader, period, sheets)
    rows = [
        Row([number, *_row(reader, sheet, result, lines, names, past.get(sheet.pk))])
        for number, (sheet, result) in enumerate(zip(sheets, results, strict=True), start=1)
    ]
    hides = any(not set(names) <= set(seen_columns(reader, sheet)) for sheet in sheets if sheet.is_submitted)
    return DataTable(str(rubric or period.label), columns, rows, [HIDDEN_NOTE] if hides else [], is_wide=True)


def _row(reader, sheet: EvaluationSheet, result, lines, names, past) -> list[Value]:
    values: list[Value] = [
        sheet.candidate_name,
        sheet.department.name if sheet.department else "",
        sheet.get_state_display(),
        sheet.code,
        "Muộn" if sheet.is_late else "",
    ]
    seen = seen_columns(reader, sheet)
    for name in names:
        values += _column(sheet, name, lines, past) if name in seen else [None] * (len(lines) + 2)
    is_told = shows_result(reader, sheet) and sheet.state in DECIDED
    values += [sheet.points, sheet.reachable] if is_told else [None, None]
    return [*values, result.praise if is_told else "", result.grade]


def _column(sheet: EvaluationSheet, name: str, lines, past) -> list[Value]:
    cells = cells_of(sheet, name)
    found = [cells.get(line.key) for line in lines]
    values: list[Value] = [None if cell is None else LABELS.get(cell.state, cell.amount) for cell in found]
    totals = criteria.total_of(lines_of(sheet.rubric), cells, past=past)
    return [*values, totals.points, totals.reachable]
