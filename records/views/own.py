"""What is on record about a person, for herself and nobody else."""

from __future__ import annotations

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render

from audit import services as audit
from core.access import access
from core.vietnamese import search_key
from core.workbook import table_response
from records import services
from records.models import QualityRating
from records.person_tables import data_of, tables_of
from records.services import conduct
from records.views.corrections import own_person

CAP_CODES = ("cap", "cap_over")  # in a group of two, its figures would tell the level of the other
SEEN_BY_PERSON = (QualityRating.State.DECIDED, QualityRating.State.REPLACED)


@access("records.view_own_record", methods=["GET"])
def own_record(request):
    """Everything about a person at this organisation, and nobody else's."""
    person = own_person(request)
    file = services.person_file(request.organisation, person, sees_conduct=True)
    context = {"person": person, "file": file, "is_own": True}
    context["has_notices"] = conduct.told_of(request.organisation, person).exists()
    return render(request, "records/own_record.html", context)


@access("records.view_own_record", methods=["GET"])
def own_export(request):
    """The same as an Excel file."""
    person, file = _exported(request, "xlsx")
    return table_response(_file_name(person), "Hồ sơ", *tables_of(file))


@access("records.view_own_record", methods=["GET"])
def own_export_json(request):
    """The same as data for another program."""
    person, file = _exported(request, "json")
    data = data_of(file, person=person.full_name, organisation=request.organisation.name)
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{_file_name(person)}.json"'
    response["Cache-Control"] = "no-store"
    return response


def _exported(request, form: str):
    person = own_person(request)
    audit.record(
        "records.own_record_exported",
        request.organisation,
        organisation=request.organisation,
        by=request.user,
        after={"form": form},
    )
    return person, services.person_file(request.organisation, person, sees_conduct=True)


def _file_name(person) -> str:
    return f"Ho-so-{search_key(person.full_name).replace(' ', '-')}"


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
