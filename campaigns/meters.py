"""How many joined the year's movements, for reports."""

from __future__ import annotations

from campaigns.models import Campaign
from core.tables import Column, DataTable, Row
from organisation.models import Department
from plans import counts


@counts.register(counts.MOVEMENTS)
def movements(span: counts.Span) -> list[DataTable]:
    """Launched movements that ran in the span: tổ that joined and good deeds noted in each."""
    rows = Campaign.objects.for_organisation(span.organisation).launched().of_year(span.school_year)
    rows = list(rows.filter(from_on__lte=span.to_on, to_on__gte=span.from_on).with_counts().order_by("from_on", "pk"))
    if not rows:
        return []
    departments = Department.objects.for_organisation(span.organisation).on(span.to_on).count()
    columns = [
        Column("TT", 12, "ordinal"),
        Column("Phong trào", 78, "name"),
        Column("Thời gian", 35),
        Column("Tổ hưởng ứng", 20, "number"),
        Column("Việc tốt", 20, "number"),
    ]
    cells = [
        Row([at, row.name, f"{row.from_on:%d/%m/%Y} – {row.to_on:%d/%m/%Y}", row.joined_count, row.deed_count])
        for at, row in enumerate(rows, start=1)
    ]
    return [DataTable("Phong trào thi đua", columns, cells, notes=[f"Đơn vị có {departments} tổ."])]
