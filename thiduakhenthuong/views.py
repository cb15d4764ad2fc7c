from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from deadlines.views import todo_page
from organisation.models import Organisation


@access(None, methods=["GET"])
def home(request):
    """The choice of whom to act for; with one choice there is none."""
    organisations = list(Organisation.objects.acted_for_by(request.user, on=clock.today()))
    if len(organisations) == 1:
        return redirect("todo", organisations[0].slug)
    return render(request, "organisation/choose.html", {"organisations": organisations})


@access("organisation.view_organisation", methods=["GET"])
def todo(request):
    """Việc cần làm: the first page of everybody."""
    return todo_page(request)


@access("organisation.view_organisation", methods=["GET"])
def year_overview(request):
    """The year's line as a page of its own: on the phone there is no rail."""
    return render(request, "deadlines/year_overview.html", {})


@login_not_required
def health(request):
    """For the process manager: the application answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
