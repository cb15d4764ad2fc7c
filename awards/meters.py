"""Who holds, by a decision, what a plan's target names."""

from __future__ import annotations

from plans import meters
from plans.meters import Candidate
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
