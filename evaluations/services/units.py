"""The sheets of the units below: made of what each sent, in a period of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from core.tables import Column as TableColumn
from core.tables import DataTable, Label, Row
from core.vietnamese import search_key
from deadlines.judged import PURPOSE_OF_KIND
from deadlines.models import CalendarEntry
from evaluations import criteria
from evaluations.criteria import Cell
from evaluations.models import EvaluationPeriod, EvaluationSheet, Rubric, Score
from evaluations.models.rubrics import Subject
from evaluations.services.candidates import locked_period
from evaluations.services.periods import create_period, judged_at
from evaluations.services.rubrics import lines_of, use_rubrics
from evaluations.services.sheets import totals_of, update_review_obligation, write_cells
from organisation.models import Organisation
from submissions.models import Submission
from submissions.scores import STATES, Scores

State = EvaluationSheet.State
Column = Score.Column


# ---- where a sheet that was sent belongs ----


@dataclass(frozen=True)
class Place:
    """A period of one's own, or a date that would open one. `value`: “period:3”, “entry:12”."""

    value: str
    label: str
    days_apart: int  # from the unit's own days


def places_for(submission: Submission) -> list[Place]:
    """The receiver's periods and dates of the same kind that overlap the unit's, the nearest first."""
    scores, organisation = submission.scores, submission.recipient
    periods = EvaluationPeriod.objects.for_organisation(organisation).filter(
        kind=scores.period_kind,
        starts_on__lte=scores.ends_on,
        ends_on__gte=scores.starts_on,
        published_at=None,
        formula={},
    )
    found = [Place(f"period:{each.pk}", each.label, _apart(each, scores)) for each in periods]
    entries = CalendarEntry.objects.for_organisation(organisation).filter(
        purpose=PURPOSE_OF_KIND.get(scores.period_kind, ""), evaluation_period=None
    )
    for entry in entries.select_related("school_year", "organisation"):
        judged = judged_at(entry)
        if judged and judged.starts_on <= scores.ends_on and judged.ends_on >= scores.starts_on:
            label = f"{judged.label} (lập kỳ mới theo mốc “{entry.title}”)"
            found.append(Place(f"entry:{entry.pk}", label, _apart(judged, scores)))
    return sorted(found, key=lambda place: (place.days_apart, place.value))


def _apart(span, scores: Scores) -> int:
    return abs((span.starts_on - scores.starts_on).days) + abs((span.ends_on - scores.ends_on).days)


def rubric_sent(submission: Submission) -> Rubric:
    """The receiver's own rubric by which the unit scored itself; DomainError where it is not one of its own."""
    scores = submission.scores
    rows = Rubric.objects.for_organisation(submission.recipient).filter(subject=Subject.UNIT)
    rubric = rows.filter(family=scores.family, version_number=scores.version).first()
    if rubric is None:
        raise DomainError("Phiếu này không theo biểu điểm của cơ quan nên không chấp nhận được. Yêu cầu bổ sung.")
    return rubric


def sheet_of(submission: Submission) -> EvaluationSheet | None:
    """The receiver's own sheet that was made of it."""
    return EvaluationSheet.objects.for_organisation(submission.recipient).filter(submission=submission).first()


@transaction.atomic
def enter_self_score(submission: Submission, *, place: str = "", by) -> EvaluationSheet:
    """Make the receiver's own sheet of a unit, its own column as the unit decided; DomainError without a period for it.

    Without `place` the nearest one is taken.
    """
    places = {each.value: each for each in places_for(submission)}
    if not places:
        raise DomainError(
            f"Cơ quan chưa có kỳ hoặc mốc bình xét nào cho {submission.scores.label} nên chưa lập được phiếu của đơn"
            " vị. Thêm mốc bình xét vào lịch (kế hoạch của cơ quan), rồi chấp nhận."
        )
    if place and place not in places:
        raise DomainError("Kỳ được chọn vừa công bố hoặc không còn. Chọn lại kỳ của cơ quan.")
    rubric = rubric_sent(submission)
    period = _period_at(place or next(iter(places)), submission.recipient, rubric, by=by)
    sheet = EvaluationSheet.objects.create(
        organisation=submission.recipient,
        period=period,
        subject=Subject.UNIT,
        submission=submission,
        rubric=rubric,
        state=State.SUBMITTED,
        submitted_at=submission.submitted_at,
        is_late=submission.was_late,
        code=submission.code,
    )
    lines = lines_of(rubric)
    write_cells(sheet, Column.SELF, _cells_of(submission.scores, lines), lines)
    update_review_obligation(sheet)
    audit.record("evaluations.unit_sheet_made", sheet, by=by, after={"code": sheet.code})
    return sheet


def _period_at(place: str, organisation: Organisation, rubric: Rubric, *, by) -> EvaluationPeriod:
    what, _, pk = place.partition(":")
    if what == "entry":
        entry = CalendarEntry.objects.for_organisation(organisation).get(pk=pk)
        return create_period(entry, rubrics=[rubric], by=by)
    period = locked_period(EvaluationPeriod.objects.for_organisation(organisation).get(pk=pk))
    if period.published_at:
        raise DomainError(f"Kết quả {period.label} đã công bố nên không thêm đơn vị được. Chọn kỳ khác.")
    use_rubrics(period, [rubric])
    return period


def _cells_of(scores: Scores, lines) -> dict[int, Cell]:
    by_code = {line.code: line for line in scores.lines}
    cells = {}
    for line in lines:
        sent = by_code.get(line.code)
        if line.is_entered and sent is not None and sent.final:
            is_state = sent.final in STATES
            cells[line.key] = Cell(sent.final) if is_state else Cell(criteria.SCORED, Decimal(sent.final))
    return cells


# ---- all units of a period ----


@dataclass(frozen=True)
class UnitRow:
    """A unit beside the others: what it gave itself, what it is given here. `sheet` None: nothing accepted of it."""

    unit: Organisation
    sheet: EvaluationSheet | None
    own: criteria.Totals | None = None
    given: criteria.Totals | None = None

    @property
    def points(self) -> Decimal | None:
        """What it is given here: as decided, before that the column as it stands."""
        if self.sheet is not None and self.sheet.points is not None:
            return self.sheet.points
        return self.given.points if self.given else None

    @property
    def apart(self) -> Decimal | None:
        """How much more (or less) than the unit gave itself."""
        if self.own is None or self.own.points is None or self.points is None:
            return None
        return self.points - self.own.points

    @property
    def reachable(self) -> Decimal | None:
        counted = self.given or self.own
        return counted.reachable if counted else None


def unit_rows(period: EvaluationPeriod) -> list[UnitRow]:
    """The sheets of a period's units, and the units that have its rubric but no sheet here; five queries."""
    sheets = EvaluationSheet.objects.of_period(period).filter(subject=Subject.UNIT)
    sheets = list(sheets.with_names().with_scores().prefetch_related("rubric__criteria", "rubric__grades"))
    rows = [
        UnitRow(sheet.submission.organisation, sheet, totals_of(sheet, Column.SELF), _given(sheet)) for sheet in sheets
    ]
    have = {row.unit.pk for row in rows}
    rows += [UnitRow(unit, None) for unit in _asked(period) if unit.pk not in have]
    return sorted(rows, key=lambda row: search_key(row.unit.name))


def _given(sheet: EvaluationSheet) -> criteria.Totals | None:
    columns = [totals_of(sheet, name) for name in (Column.COUNCIL, Column.DEPARTMENT)]
    return next((totals for totals in columns if totals.filled), None)


def _asked(period: EvaluationPeriod) -> Iterable[Organisation]:
    """Whoever got one of the period's rubrics."""
    keys = [f"rubric:{rubric.family}:{rubric.version_number}:" for rubric in period.rubrics.all()]
    sent = Submission.objects.sent_by(period.organisation).rubrics().select_related("recipient")
    found = {each.recipient_id: each.recipient for each in sent if each.subject_key.startswith(tuple(keys))}
    return found.values()


COLUMNS = (
    TableColumn("TT", 10, "ordinal"),
    TableColumn("Đơn vị", 70, "name"),
    TableColumn("Trạng thái", 35),
    TableColumn("Mã tiếp nhận", 28, blank="chưa gửi"),
    TableColumn("Đơn vị tự chấm", 24, "number", blank="chưa có điểm"),
    TableColumn("Cơ quan chấm", 24, "number", blank="chưa có điểm"),
    TableColumn("Chênh lệch", 22, "number"),
    TableColumn("Tối đa", 20, "number"),
    TableColumn("Xếp loại", 36, blank="chưa xếp loại"),
)


def units_table(period: EvaluationPeriod, rows: Iterable[UnitRow]) -> DataTable:
    """The list for Excel, one row a unit."""
    return DataTable(
        f"Chấm điểm các đơn vị {period.label}",
        COLUMNS,
        [Row(_table_row(number, row)) for number, row in enumerate(rows, start=1)],
        is_wide=True,
    )


def _table_row(number: int, row: UnitRow) -> list:
    sheet = row.sheet
    if sheet is None:
        return [number, row.unit.name, Label("Chưa có phiếu"), None, None, None, None, None, None]
    return [
        number,
        row.unit.name,
        sheet.get_state_display(),
        sheet.code,
        row.own.points,
        row.points,
        row.apart,
        row.reachable,
        sheet.grade or None,
    ]
