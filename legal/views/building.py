"""A condition or a quota by choosing: three ways at most, then on to the entry of the value with its document."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from core.access import access
from legal.binding import names_of_distinctions
from legal.building_forms import AlternativeForm, QuotaForm
from legal.catalogue import check_code, meaning
from legal.conditions import PREFIX
from legal.families import QUOTA_PREFIX
from legal.models import Distinction

WAYS = 3


def _code(request, code):
    names = names_of_distinctions()
    try:
        check_code(code, names)
    except ValueError as error:
        raise Http404 from error
    if not code.startswith((PREFIX, QUOTA_PREFIX)):
        raise Http404
    request.parameter_code, request.distinction_names = code, names
    return request.organisation


@access("legal.enter_legalparameter", _code, methods=["GET"])
def parameter_build(request, organisation):
    """Choose; nothing is saved here, so everything stands in the address and may be gone back to."""
    code, names = request.parameter_code, request.distinction_names
    build = _quota if code.startswith(QUOTA_PREFIX) else _condition
    forms, formula, error = build(request, names)
    if formula:
        target = reverse("legal:parameter_create", args=[organisation.slug])
        return redirect(f"{target}?{urlencode({'code': code, 'value': formula})}")
    context = {
        "code": code,
        "name": meaning(code, names),
        "forms": forms,
        "error": error,
        "has_errors": bool(error) or any(form.errors for form in forms),
    }
    return render(request, "legal/parameter_build.html", context)


def _judged(names):
    """The distinctions that conditions and quotas may speak of."""
    judged = set(Distinction.objects.filter(kind__in=Distinction.JUDGED).values_list("code", flat=True))
    return {code: name for code, name in names.items() if code in judged}


def _condition(request, names):
    known = _judged(names)
    sent = request.GET if "build" in request.GET else None
    ways = [AlternativeForm(sent, prefix=f"way{number}", names=known) for number in range(1, WAYS + 1)]
    are_valid = [form.is_valid() for form in ways]  # each is asked, so that each shows its errors
    if sent is None or not all(are_valid):
        return ways, "", ""
    formulas = list(dict.fromkeys(form.formula for form in ways if form.formula))
    if not formulas:
        return ways, "", "Chọn ít nhất một loại điều kiện."
    if "none" in formulas and len(formulas) > 1:
        return ways, "", "“Không yêu cầu nữa” đứng một mình: bỏ những cách khác, hoặc bỏ cách này."
    return ways, " | ".join(formulas), ""


def _quota(request, names):
    form = QuotaForm(request.GET if "build" in request.GET else None, names=_judged(names))
    return [form], form.formula if form.is_bound and form.is_valid() else "", ""
