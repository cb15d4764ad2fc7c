from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db.models import F

from core.querysets import OrganisationOwnedQuerySet


class NotificationQuerySet(OrganisationOwnedQuerySet):
    def to(self, person) -> Self:
        return self.filter(person=person)

    def to_user(self, user) -> Self:
        return self.filter(person__user=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def unread_first(self) -> Self:
        return self.order_by(F("read_at").desc(nulls_first=True), "-created_at", "-pk")

    def to_mail(self, moment: datetime) -> Self:
        return self.filter(mail="pending", mail_next_at__lte=moment)
