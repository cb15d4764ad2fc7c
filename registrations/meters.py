"""Who has registered for the title that a plan's target names."""

from __future__ import annotations

from core.tables import DataTable
from plans import counts, meters
from plans.meters import Candidate
from records import proposals
from registrations.models import Registration, RegistrationRound


@meters.register(meters.REGISTERED)
def registered(targets: list) -> dict[int, set[Candidate]]:
    """Those handed in or listed, for the title or a higher one of the catalogue. No round, no figure."""
    asked = [target for target in targets if target.distinction_id and target.is_of_titles]
    if not asked:
        return {}
    organisation = asked[0].organisation
    years = set(
        RegistrationRound.objects.for_organisation(organisation)
        .filter(school_year__in={target.plan.school_year_id for target in asked})
        .values_list("school_year_id", flat=True)
    )
    handed_in = Registration.objects.for_organisation(organisation).filter(round__school_year__in=years).aimed()
    rows = list(handed_in.select_related("distinction", "round"))
    return {
        target.pk: {
            meters.candidate_of(row)
            for row in rows
            if row.round.school_year_id == target.plan.school_year_id and target.counts(row.distinction)
        }
        for target in asked
        if target.plan.school_year_id in years
    }


@counts.register(counts.REGISTERED)
def registered_counts(span: counts.Span) -> list[DataTable]:
    """How many persons and collectives registered for each title; no table before the year's round was opened."""
    rounds = RegistrationRound.objects.for_organisation(span.organisation).filter(school_year=span.school_year)
    if not rounds.exists():
        return []
    rows = Registration.objects.for_organisation(span.organisation).filter(round__in=rounds).aimed()
    rows = rows.select_related("distinction")
    return [counts.by_distinction("Đăng ký thi đua", "Danh hiệu, hình thức đăng ký", rows, has_sum=True)]


@proposals.register(proposals.REGISTERED)
def registered_for(organisation, year_code: str) -> list[tuple[str, proposals.Candidate]]:
    """Those handed in, recommended or listed."""
    rows = Registration.objects.for_organisation(organisation).aimed()
    rows = rows.filter(round__school_year__code=year_code, distinction__isnull=False).order_by()
    found = rows.values_list("distinction__code", "person_id", "department_id")
    return [(code, proposals.candidate_of(person, department)) for code, person, department in found]
