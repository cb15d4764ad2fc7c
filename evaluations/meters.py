"""How people were graded in the periods of a year, for reports: counts of published periods, nobody's name."""

from __future__ import annotations

from django.db.models import Count, Max

from core.tables import Column, DataTable, Row
from evaluations.models import EvaluationPeriod, EvaluationSheet
from evaluations.models.rubrics import Subject
from plans import counts

PUBLISHED = EvaluationSheet.State.PUBLISHED


@counts.register(counts.GRADES)
def grade_counts(span: counts.Span) -> list[DataTable]:
    """One row for each published period and grade, the best grade of a period first."""
    periods = EvaluationPeriod.objects.for_organisation(span.organisation).filter(
        school_year=span.school_year, published_at__isnull=False, ends_on__range=(span.from_on, span.to_on)
    )
    sheets = EvaluationSheet.objects.for_organisation(span.organisation).filter(
        period__in=periods, subject=Subject.PERSON, state=PUBLISHED
    )
    rows = sheets.order_by().values_list("period__label", "period__starts_on", "period__ends_on", "grade")
    rows = sorted(
        rows.annotate(people=Count("pk"), best=Max("points")),
        key=lambda row: (row[1], row[2], row[5] is None, -(row[5] or 0), row[3]),
    )
    if not rows:
        return []
    columns = [
        Column("TT", 12, "ordinal"),
        Column("Kỳ đánh giá", 60, "name"),
        Column("Xếp loại", 63),
        Column("Số người", 30, "number"),
    ]
    cells = [Row([at, label, grade, people]) for at, (label, _, _, grade, people, _) in enumerate(rows, start=1)]
    return [DataTable("Kết quả đánh giá, xếp loại cá nhân", columns, cells)]
