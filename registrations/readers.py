"""Who reads a bản đăng ký among the documents: the candidate, and the head of her tổ."""

from __future__ import annotations

from django.db.models import Q

from core import clock
from organisation.models import Role, RoleAssignment
from registrations.models import Registration


def papers_read_by(user):
    """Papers of registrations that are hers or of the tổ she leads, within the organisation's scope."""
    led = RoleAssignment.objects.on(clock.today()).filter(role=Role.DEPARTMENT_HEAD, person__user_id=user.pk)
    rows = Registration.objects.filter(document__isnull=False).order_by()
    return rows.filter(Q(person__user_id=user.pk) | Q(home_department__in=led.values("department"))).values("document")
