from __future__ import annotations

from typing import Self

from core.querysets import OrganisationOwnedQuerySet


class OfficialDocumentQuerySet(OrganisationOwnedQuerySet):
    def issued(self) -> Self:
        return self.filter(state="issued")

    def waiting_for_approval(self) -> Self:
        return self.filter(state="submitted")

    def waiting_for_number(self) -> Self:
        return self.filter(state="approved")
