"""What anybody may read of a published period: the commended, by name, tổ and the school's own words, for some days.

The address carries a code that nobody guesses. After the days of the school's rules it is 404 like an unknown one.
Never points, never everybody's grades. Nothing is written, nothing counted.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_scopes import scopes_disabled

from core.scoping import scope
from evaluations.models import EvaluationPeriod
from evaluations.visibility import commended_in, public_until


@login_not_required
@require_safe
def commended(request, code: str):
    with scopes_disabled():
        rows = EvaluationPeriod.objects.select_related("organisation").exclude(public_code="")
        period = rows.filter(public_code=code).first()
    until = public_until(period) if period else None
    if until is None:
        raise Http404
    with scope(period.organisation):
        context = {"period": period, "rows": commended_in(period), "until": until}
        response = render(request, "evaluations/public_commended.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
