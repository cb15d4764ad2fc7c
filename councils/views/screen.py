"""What changes while people sit together: the figures on the session's page, and the page for the projector.

Neither says who voted, nor how anything stands while a box is open or its results are not released.
"""

from __future__ import annotations

from types import SimpleNamespace

from django.shortcuts import render

from core import vietnamese
from core.access import access
from councils import criteria, services
from councils.models import BallotBox, CouncilSession, Motion
from councils.views.page import strip_of

ORDER = ("voting", "counted", "waiting", "passed", "failed", "deferred")


@access("councils.view_councilsession", CouncilSession, methods=["GET"])
def session_strip(request, session):
    """Who is there and whether that is enough; asked again every ten seconds."""
    can_run = request.user.has_perm("councils.run_councilsession", session)
    return render(request, "councils/_strip.html", {"session": session, **strip_of(session), "can_run": can_run})


@access("councils.view_councilsession", CouncilSession, methods=["GET"])
def session_screen(request, session):
    """For the wall: the same to whoever opens it."""
    return render(request, "councils/session_screen.html", {"session": session, **screen_of(session)})


@access("councils.view_councilsession", CouncilSession, methods=["GET"])
def session_screen_part(request, session):
    return render(request, "councils/_screen.html", {"session": session, **screen_of(session)})


def screen_of(session: CouncilSession) -> dict:
    boxes = {box.pk: box for box in session.boxes.all()}
    rows = [_screen_row(motion, boxes.get(motion.box_id)) for motion in session.motions.with_candidates()]
    rows.sort(key=lambda row: ORDER.index(row.state))  # what is voted on now stands where everybody sees it
    box = next((box for box in boxes.values() if box.is_open), None)
    return {
        **strip_of(session),
        "agenda": services.agenda_of(session),
        "rows": rows,
        "is_long": len(rows) > 8,
        "box": box,
        "cast": box.credentials.filter(is_used=True).count() if box else 0,
    }


def _screen_row(motion: Motion, box: BallotBox | None) -> SimpleNamespace:
    is_known = motion.is_decided and (box is None or box.is_released)
    if is_known:
        state = "passed" if motion.passed else "failed"
    elif motion.is_deferred:
        state = "deferred"
    elif box is None:
        state = "waiting"
    else:
        state = "voting" if box.is_open else "counted"
    row = SimpleNamespace(motion=motion, state=state, needed=None, percent="")
    if is_known:
        row.needed = criteria.needed(motion.base, motion.needs)
        row.percent = vietnamese.percent(motion.votes_for, motion.base)
    return row
