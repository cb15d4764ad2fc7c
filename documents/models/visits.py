from __future__ import annotations

from django.db import models


class VisitCount(models.Model):
    """How often one visitor of the public pages did something in one stretch of time; erased after an hour.

    `visitor` is a keyed hash of the address, so that the table tells nobody who came.
    """

    visitor = models.CharField(max_length=64)
    stretch = models.BigIntegerField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visitor", "stretch"], name="visit_count_once")]

    def __str__(self):
        return f"{self.stretch}: {self.count}"
