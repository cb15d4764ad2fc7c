"""Who reads a báo cáo thành tích among the documents: whoever it is about, the head of her tổ, who keeps dossiers."""

from __future__ import annotations

from django.db.models import Q

from awards.models import AchievementReport
from core import clock
from organisation.models import Role, RoleAssignment
from organisation.permissions import LEADERS


def reports_read_by(user):
    """The frozen reports of a user, of the tổ she leads or hers to keep, within the organisation's scope."""
    held = RoleAssignment.objects.on(clock.today()).filter(person__user_id=user.pk)
    led, kept = held.filter(role=Role.DEPARTMENT_HEAD), held.filter(role__in=[Role.COUNCIL_SECRETARY, *LEADERS])
    rows = AchievementReport.objects.filter(document__isnull=False).order_by()
    hers = Q(registration__person__user_id=user.pk) | Q(registration__home_department__in=led.values("department"))
    return rows.filter(hers | Q(organisation__in=kept.values("organisation"))).values("document")
