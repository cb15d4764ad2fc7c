"""Since which school year an organisation's records are whole."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count

from audit import services as audit
from core import clock
from organisation.models import Organisation
from records.models import InitiativeRecognition, QualityRating, RecordCoverage, TitleRecord
from records.services.entries import school_year


@transaction.atomic
def set_coverage(organisation, *, complete_since: str, by) -> RecordCoverage | None:
    """Say that everything since a school year is entered, or ("") that nothing is known to be whole.

    From then on a year without a row is a year without the title; before it, it is a question.
    """
    code = school_year(complete_since) if complete_since else ""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    known = RecordCoverage.objects.for_organisation(organisation).first()
    before = known.complete_since if known else ""
    if code == before:
        return known
    if code:
        values = {"complete_since": code, "noted_by": by, "noted_at": clock.now()}
        known, _ = RecordCoverage.objects.update_or_create(organisation=organisation, defaults=values)
    else:
        known.delete()
        known = None
    audit.record(
        "records.coverage_set",
        organisation,
        organisation=organisation,
        by=by,
        before={"term": before},
        after={"term": code},
    )
    return known


def rows_by_year(organisation) -> list[dict]:
    """By school year, latest first, how much is on record: {"year", "titles", "ratings", "initiatives"}."""
    titles = TitleRecord.objects.for_organisation(organisation)
    ratings = QualityRating.objects.for_organisation(organisation).filter(state="decided", year_kind="school_year")
    initiatives = InitiativeRecognition.objects.for_organisation(organisation)
    counts = {
        "titles": _count(titles, "school_year_code"),
        "ratings": _count(ratings, "year_code"),
        "initiatives": _count(initiatives, "school_year_code"),
    }
    years = sorted({year for each in counts.values() for year in each}, reverse=True)
    return [{"year": year, **{name: each.get(year, 0) for name, each in counts.items()}} for year in years]


def _count(rows, field: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(field).annotate(Count("pk")))
