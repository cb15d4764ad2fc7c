from __future__ import annotations

from django.db import models

from core import clock
from core.models import OrganisationOwned


class AuditEntry(OrganisationOwned):
    """One act: who did what to which object, and when. Insert-only (a trigger refuses the rest)."""

    at = models.DateTimeField("lúc", default=clock.now, editable=False)
    actor_id = models.BigIntegerField(null=True)  # no foreign key: the log outlives every row
    verb = models.CharField("việc", max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        verbose_name = "dòng nhật ký"
        indexes = [
            models.Index(fields=["organisation", "-id"], name="audit_organisation"),
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
        ]

    def __str__(self):
        return f"{self.verb} {self.object_type} {self.object_id}"


class AuditPersonalValue(OrganisationOwned):
    """What an entry says of a person, kept aside so that it can be erased while the entry and its seal stay."""

    entry = models.ForeignKey(AuditEntry, models.PROTECT, related_name="personal_values")
    name = models.CharField(max_length=80)
    value = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self):
        return self.name


class AuditSeal(OrganisationOwned):
    """A hash over the entries since the last seal and over that seal: a changed row shows."""

    at = models.DateTimeField(default=clock.now, editable=False)
    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")
    row_count = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.hash[:12]


class SealedEntry(OrganisationOwned):
    """Which seal holds which entry. A table of its own: entries are never updated, and one that commits late is taken
    by the next seal."""

    seal = models.ForeignKey(AuditSeal, models.PROTECT, related_name="sealed_entries")
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="sealed")

    def __str__(self):
        return f"{self.seal_id}: {self.entry_id}"
