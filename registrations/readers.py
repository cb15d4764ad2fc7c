"""Who reads a bản đăng ký among the documents: the candidate, the head of her tổ, who keeps all registrations."""

from __future__ import annotations

from django.db.models import Q

from core import clock
from organisation.models import Role, RoleAssignment
from organisation.permissions import LEADERS
from registrations.models import Registration


def papers_read_by(user):
    """Papers of registrations that are hers, of the tổ she leads or hers to keep, within the organisation's scope."""
    held = RoleAssignment.objects.on(clock.today()).filter(person__user_id=user.pk)
    led, kept = held.filter(role=Role.DEPARTMENT_HEAD), held.filter(role__in=[Role.COUNCIL_SECRETARY, *LEADERS])
    rows = Registration.objects.filter(document__isnull=False).order_by()
    hers = Q(person__user_id=user.pk) | Q(home_department__in=led.values("department"))
    return rows.filter(hers | Q(organisation__in=kept.values("organisation"))).values("document")
