"""Who reads a báo cáo thành tích among the documents: whoever it is about, of a tổ its head."""

from __future__ import annotations

from django.db.models import Q

from awards.models import AchievementReport
from core import clock
from organisation.models import Role, RoleAssignment


def reports_read_by(user):
    """The confirmed reports of a user, or of the tổ she leads, within the organisation's scope."""
    led = RoleAssignment.objects.on(clock.today()).filter(role=Role.DEPARTMENT_HEAD, person__user_id=user.pk)
    rows = AchievementReport.objects.filter(document__isnull=False).order_by()
    hers = Q(registration__person__user_id=user.pk) | Q(registration__home_department__in=led.values("department"))
    return rows.filter(hers).values("document")
