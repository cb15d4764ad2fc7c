from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db.models import F, Q

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

    def still_told(self) -> Self:
        """Unread, or waiting to be mailed."""
        return self.filter(Q(read_at=None) | Q(mail="pending"))

    def to_mail(self) -> Self:
        """Those that no letter holds yet."""
        return self.filter(mail="pending", letter=None)


class LetterQuerySet(OrganisationOwnedQuerySet):
    def to_send(self, moment: datetime) -> Self:
        return self.filter(state="pending", next_at__lte=moment)

    def failed_since(self, moment: datetime) -> Self:
        return self.filter(state="failed", finished_at__gte=moment)
