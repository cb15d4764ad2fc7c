from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.models import OrganisationOwned
from documents.models.papers import OfficialDocument


class DocumentEffect(OrganisationOwned):
    """What a document does to an issued one: entered on its draft, in force from its own issue and date on.

    A wrongly issued document is never taken back nor its number given again: another one amends, replaces or revokes
    it. A trigger keeps the rows of an issued document as they are.
    """

    class Effect(models.TextChoices):
        AMENDS = "amends", "Sửa đổi, bổ sung"
        REPLACES = "replaces", "Thay thế"
        REVOKES = "revokes", "Bãi bỏ"

    document = models.ForeignKey(OfficialDocument, models.CASCADE, related_name="effects")
    target = models.ForeignKey(OfficialDocument, models.PROTECT, related_name="affected_by")
    effect = models.CharField("tác động", max_length=10, choices=Effect)
    note = models.CharField("điều, khoản", max_length=250, blank=True)
    is_generated = models.BooleanField(default=False, editable=False)  # said by the room where the document arose
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "tác động đến văn bản khác"
        constraints = [
            models.UniqueConstraint(fields=["document", "target"], name="effect_once_on_a_document"),
            models.CheckConstraint(name="effect_not_on_itself", condition=~Q(document=F("target"))),
        ]

    @property
    def words(self) -> str:
        """ "Văn bản này thay thế": said of the acting document."""
        return f"Văn bản này {self.get_effect_display().lower()}"

    @property
    def passive_words(self) -> str:
        """ "Được thay thế bởi": said of the one acted on."""
        return f"{'Bị' if self.effect == self.Effect.REVOKES else 'Được'} {self.get_effect_display().lower()} bởi"

    def __str__(self):
        return f"{self.get_effect_display()} {self.target}"
