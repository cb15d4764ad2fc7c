"""Who holds, by a decision, what a plan's target names."""

from __future__ import annotations

from awards.models import Nomination
from core.tables import DataTable
from plans import counts, meters
from plans.meters import Candidate
from records import proposals
from records.models import TitleRecord


@meters.register(meters.ACHIEVED)
def achieved(targets: list) -> dict[int, set[Candidate]]:
    """Those whose record names the title, or a higher one, in the plan's year. Before the year's first decision there
    is no figure."""
    asked = [target for target in targets if target.distinction_id]
    if not asked:
        return {}
    codes = {target.plan.school_year.code for target in asked}
    rows = list(
        TitleRecord.objects.for_organisation(asked[0].organisation)
        .filter(school_year_code__in=codes)
        .select_related("distinction")
    )
    decided = {row.school_year_code for row in rows}
    return {
        target.pk: {
            meters.candidate_of(row)
            for row in rows
            if row.school_year_code == target.plan.school_year.code and target.counts(row.distinction)
        }
        for target in asked
        if target.plan.school_year.code in decided
    }


@counts.register(counts.AWARDS)
def award_counts(span: counts.Span) -> list[DataTable]:
    """How many were given each title or commendation of the year by a decision of the span."""
    rows = TitleRecord.objects.for_organisation(span.organisation).filter(
        school_year_code=span.school_year.code, decided_on__range=(span.from_on, span.to_on)
    )
    rows = list(rows.select_related("distinction"))
    heading = "Danh hiệu, hình thức khen thưởng"
    return [counts.by_distinction("Khen thưởng đã có quyết định", heading, rows)] if rows else []


@proposals.register(proposals.PROPOSED)
def proposed_for(organisation, year_code: str) -> list[tuple[str, proposals.Candidate]]:
    """Those who stand in a dossier of the year."""
    rows = Nomination.objects.for_organisation(organisation).filter(dossier__school_year__code=year_code).order_by()
    found = rows.values_list("distinction__code", "person_id", "department_id")
    return [(code, proposals.candidate_of(person, department)) for code, person, department in found]
