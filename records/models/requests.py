from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.models import OrganisationOwned
from records.querysets import RecordTransferQuerySet


class CorrectionRequest(OrganisationOwned):
    """A person says that her record is wrong or lacks something; whoever keeps it answers."""

    class State(models.TextChoices):
        OPEN = "open", "Chờ xử lý"
        DONE = "done", "Đã sửa"
        REFUSED = "refused", "Không sửa"
        WITHDRAWN = "withdrawn", "Đã rút"

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name="người")
    about = models.CharField("về dòng", max_length=250, blank=True)  # the row as she saw it; "" where one is missing
    text = models.TextField("nội dung", max_length=2000)
    evidence = models.ForeignKey("documents.Evidence", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField("trả lời", max_length=1000, blank=True)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "đề nghị sửa hồ sơ"
        constraints = [
            models.CheckConstraint(
                name="correction_answered",
                condition=~Q(state__in=["done", "refused"]) | (Q(answered_by__isnull=False) & ~Q(answer="")),
            )
        ]

    def __str__(self):
        return f"{self.person}: {self.about or self.text[:40]}"


class RecordTransfer(models.Model):
    """A person's record as sent to the organisation she moved to; it becomes that one's rows when it confirms.

    It names two organisations, so it has no scope: read it through `sent_by` and `addressed_to` alone. `content` is
    pinned when it is sent (titles, ratings, initiatives with whether they were used), `receiver_person` is set by the
    receiver.
    """

    class State(models.TextChoices):
        SENT = "sent", "Chờ đơn vị mới xác nhận"
        CONFIRMED = "confirmed", "Đã xác nhận"
        REFUSED = "refused", "Không nhận"
        WITHDRAWN = "withdrawn", "Đã rút"

    organisation = models.ForeignKey(
        "organisation.Organisation", models.PROTECT, related_name="+", verbose_name="đơn vị"
    )
    receiver = models.ForeignKey(
        "organisation.Organisation", models.PROTECT, related_name="+", verbose_name="đơn vị mới"
    )
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name="người")
    receiver_person = models.ForeignKey(
        "organisation.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người ở nơi nhận",
    )
    content = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    results = models.JSONField(default=list, blank=True)  # what became of each row: [words, outcome, why not]
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.SENT)
    reason = models.CharField("lý do", max_length=500, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now, editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = RecordTransferQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = "hồ sơ chuyển đi"
        constraints = [
            models.CheckConstraint(name="record_transfer_not_self", condition=~Q(organisation=F("receiver"))),
            models.UniqueConstraint(
                fields=["organisation", "person", "receiver"],
                condition=Q(state="sent"),
                name="record_transfer_open_once",
            ),
        ]

    def __str__(self):
        return f"{self.person}"
