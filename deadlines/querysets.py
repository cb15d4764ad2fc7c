from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from core.querysets import OrganisationOwnedQuerySet


class CalendarEntryQuerySet(OrganisationOwnedQuerySet):
    def open_at(self, moment: datetime) -> Self:
        return self.filter(opens_at__lte=moment, cut_off_at__gte=moment)


class ObligationQuerySet(models.QuerySet):
    def owed_by(self, organisation) -> Self:
        return self.filter(organisation=organisation)

    def addressed_to(self, organisation) -> Self:
        """What other organisations owe this one."""
        return self.filter(owed_to=organisation).exclude(organisation=organisation)

    def for_user(self, user, organisation, *, roles) -> Self:
        """What a user owes at an organisation: named herself, or by a role (and tổ) she holds.

        `roles` are the (role, department id) pairs of `organisation.permissions.roles_at`.
        """
        mine = Q(person__user=user)
        for role, department_id in roles:
            mine |= Q(person=None, role=role, department=None)
            if department_id:
                mine |= Q(person=None, role=role, department_id=department_id)
        return self.owed_by(organisation).filter(mine)

    def open(self) -> Self:
        return self.filter(state="open")

    def begun(self, moment: datetime) -> Self:
        return self.filter(opens_at__lte=moment)
