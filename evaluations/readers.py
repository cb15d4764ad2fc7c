"""Who reads the papers of the evaluations: points stand in some of them, and those are not for everybody."""

from __future__ import annotations

from django.db.models import Exists, Q

from core import clock
from documents.models import OfficialDocument
from evaluations.models import EvaluationSheet
from evaluations.permissions import MANAGERS
from organisation.models import Role, RoleAssignment


def period_papers_read_by(user):
    """The announcement is for the whole staff; the table with everybody's points for those who run the periods."""
    running = RoleAssignment.objects.on(clock.today()).filter(role__in=MANAGERS, person__user_id=user.pk)
    rows = OfficialDocument.objects.filter(origin_name="evaluations:period_detail").order_by()
    return rows.filter(~Q(form="result_table") | Exists(running)).values("pk")


def sheet_papers_read_by(user):
    """A sheet's copy: the person's own, the head's of her tổ, and everybody's for those who run the periods."""
    held = RoleAssignment.objects.on(clock.today()).filter(person__user_id=user.pk)
    led = held.filter(role=Role.DEPARTMENT_HEAD).values("department")
    running = held.filter(role__in=MANAGERS)
    sheets = EvaluationSheet.objects.filter(paper__isnull=False).order_by()
    read = Q(person__user_id=user.pk) | Q(department__in=led) | Exists(running)
    return sheets.filter(read).values("paper")
