"""A further round for rows that were not passed."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import render

from core.access import access
from core.errors import DomainError
from councils import services
from councils.forms.following import AgainForm
from councils.models import CouncilSession
from councils.views.page import NOT_RUNNING, not_passed_of, to_session


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_again(request, session):
    """Choose what is voted on once more; secret rows then wait for the next box, the others for their count."""
    motions = not_passed_of(session)
    form = AgainForm(request.POST if request.method == "POST" else None, motions=motions)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.vote_again(session, motions=form.chosen(), by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã đưa {len(made)} nội dung ra biểu quyết lại.")
            return to_session(session)
    return render(request, "councils/session_again.html", {"session": session, "form": form, "motions": motions})
