"""Who reads the papers of this room that are not for all who read documents."""

from __future__ import annotations

from django.db.models import Q

from awards.models import AchievementReport
from core import clock
from councils.models import CouncilSession
from documents.models import OfficialDocument
from organisation.models import Role, RoleAssignment
from organisation.permissions import LEADERS


def reports_read_by(user):
    """The frozen reports of a user, of the tổ she leads or hers to keep, within the organisation's scope."""
    held = RoleAssignment.objects.on(clock.today()).filter(person__user_id=user.pk)
    led, kept = held.filter(role=Role.DEPARTMENT_HEAD), held.filter(role__in=[Role.COUNCIL_SECRETARY, *LEADERS])
    rows = AchievementReport.objects.filter(document__isnull=False).order_by()
    hers = Q(registration__person__user_id=user.pk) | Q(registration__home_department__in=led.values("department"))
    return rows.filter(hers | Q(organisation__in=kept.values("organisation"))).values("document")


def scoring_sheets_read_by(user):
    """The phiếu chấm of the sessions of her councils, within the organisation's scope."""
    sessions = CouncilSession.objects.readable_by(user, roles=()).order_by().values("pk")
    return OfficialDocument.objects.made_at("awards:initiative_list", pk__in=sessions).values("pk")
