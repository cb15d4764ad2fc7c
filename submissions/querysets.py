from __future__ import annotations

from typing import Self

from django.db import models


class SubmissionQuerySet(models.QuerySet):
    def sent_by(self, organisation) -> Self:
        return self.filter(organisation=organisation)

    def addressed_to(self, organisation) -> Self:
        return self.filter(recipient=organisation)
