"""What a person holds, for herself and nobody else."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from core.access import access
from records.models import QualityRating, TitleRecord

CAP_CODES = ("cap", "cap_over")  # in a group of two, its figures would tell the level of the other
SEEN_BY_PERSON = (QualityRating.State.DECIDED, QualityRating.State.REPLACED)


@access("records.view_own_record", methods=["GET"])
def own_record(request):
    """A person's own titles and yearly ratings at this organisation, and nobody else's."""
    person = getattr(request.user, "person", None)
    if person is None:
        raise Http404
    here = request.organisation
    context = {
        "person": person,
        "records": TitleRecord.objects.for_organisation(here).of_person(person).with_names(),
        "ratings": _own_ratings(here).of_person(person).order_by("-year_code", "-decided_at"),
    }
    return render(request, "records/own_record.html", context)


def _own_ratings(organisation):
    return QualityRating.objects.for_organisation(organisation).filter(state__in=SEEN_BY_PERSON)


def _decided_rating(request, pk):
    return get_object_or_404(_own_ratings(request.organisation).with_names(), pk=pk)


@access("records.view_own_qualityrating", _decided_rating, methods=["GET"])
def own_rating(request, rating):
    """One's own decided rating with why: figures, the rules as they were applied, what was weighed."""
    context = {
        "rating": rating,
        "replaced_by": rating.replacements.filter(state__in=SEEN_BY_PERSON).first(),
        "why": [each for each in rating.shown_findings if each.code not in CAP_CODES],
        "sees_grounds": True,
    }
    return render(request, "records/own_rating.html", context)
