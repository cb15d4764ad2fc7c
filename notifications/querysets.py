from __future__ import annotations

from typing import Self

from core.querysets import OrganisationOwnedQuerySet


class NotificationQuerySet(OrganisationOwnedQuerySet):
    def to(self, person) -> Self:
        return self.filter(person=person)

    def unread(self) -> Self:
        return self.filter(read_at=None)
