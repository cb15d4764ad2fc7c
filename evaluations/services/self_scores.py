"""An organisation's published sheet by the rubric from above, as the data that go up."""

from __future__ import annotations

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from core.vietnamese import clean_line
from documents.models import OfficialDocument
from evaluations import criteria
from evaluations.criteria import COUNTED, Cell
from evaluations.models import EvaluationPeriod, EvaluationSheet, Score
from evaluations.models.rubrics import Subject
from evaluations.services.rubrics import lines_of
from evaluations.services.sheets import cells_of
from submissions import services as submissions
from submissions.models import Submission
from submissions.scores import SELF_SCORE, ScoredLine, Scores, plain_number
from submissions.services.scoring import self_score_key

State = EvaluationSheet.State
Column = Score.Column


def is_sent_up(sheet: EvaluationSheet) -> bool:
    """Whether the sheet is one that the organisation above asked for: of the whole, by the rubric it sent."""
    return sheet.subject == Subject.ORGANISATION and sheet.rubric_id is not None and sheet.rubric.given_id is not None


def sheet_to_send(period: EvaluationPeriod) -> EvaluationSheet | None:
    """The period's published sheet of the whole by a rubric from above."""
    rows = EvaluationSheet.objects.of_period(period).filter(subject=Subject.ORGANISATION, state=State.PUBLISHED)
    return rows.filter(rubric__given__isnull=False).first()


def scores_of(sheet: EvaluationSheet) -> Scores:
    """What goes up; DomainError while the sheet is not published or not by a rubric from above."""
    if not is_sent_up(sheet):
        raise DomainError(
            "Phiếu này không theo biểu điểm cấp trên gửi nên không gửi lên được. Nhận biểu điểm của cấp trên"
            " trước khi mở kỳ, rồi chấm đơn vị theo biểu điểm đó."
        )
    if sheet.state != State.PUBLISHED:
        raise DomainError(f"Kết quả {sheet.period.label} của đơn vị chưa công bố nên chưa gửi được. Công bố trước.")
    given, period = sheet.rubric.given, sheet.period
    return Scores(
        kind=SELF_SCORE,
        period_kind=period.kind,
        label=clean_line(period.label),
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        school_year=period.school_year.code,
        family=given.manifest["family"],
        version=given.manifest["version"],
        rubric=clean_line(sheet.rubric.name),
        lines=scored_lines(sheet, own=cells_of(sheet, Column.SELF), final=final_cells(sheet)),
        points=plain_number(sheet.points),
        reachable=plain_number(sheet.reachable),
        grade=clean_line(sheet.grade),
    )


def final_cells(sheet: EvaluationSheet) -> dict[int, Cell]:
    """The last column that was begun."""
    columns = [cells_of(sheet, name) for name in reversed(Column.values)]
    return next((cells for cells in columns if cells), {})


def scored_lines(sheet: EvaluationSheet, *, own, final) -> tuple[ScoredLine, ...]:
    return tuple(
        ScoredLine(
            code=clean_line(line.code),
            title=clean_line(line.title),
            most=plain_number(line.max_points),
            unit="lần" if line.kind in COUNTED and line.each is not None else clean_line(line.unit),
            own=_value(own.get(line.key)),
            final=_value(final.get(line.key)),
        )
        for line in lines_of(sheet.rubric)
        if line.is_entered
    )


def _value(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return plain_number(cell.amount) if cell.state == criteria.SCORED else cell.state


def sent_of(sheet: EvaluationSheet) -> Submission | None:
    """The last version that was sent of a published sheet."""
    rows = Submission.objects.sent_by(sheet.organisation).filter(subject_key=self_score_key(scores_of(sheet)))
    return rows.latest().select_related("recipient", "returned").first()


@transaction.atomic
def send_up(sheet: EvaluationSheet, *, document: OfficialDocument | None = None, shown: str, by) -> Submission:
    """Send the sheet to whoever sent the rubric; `shown` is the hash of what the check page showed."""
    rows = EvaluationSheet.objects.for_organisation(sheet.organisation).select_for_update(of=("self",))
    sheet = rows.select_related(
        "organisation", "period__school_year", "rubric__given__organisation", "rubric__given__recipient"
    ).get(pk=sheet.pk)
    scores = scores_of(sheet)
    sent = submissions.send_self_score(sheet.rubric.given, scores, document=document, shown=shown, by=by)
    audit.record("evaluations.self_score_sent", sheet, by=by, after={"code": sent.code})
    return sent
