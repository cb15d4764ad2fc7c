from __future__ import annotations

from django.db import models

from core import clock
from core.models import OrganisationOwned
from core.querysets import owned_manager
from notifications.querysets import NotificationQuerySet


class Notification(OrganisationOwned):
    """One message to one person, in the application and by mail; its key makes it once."""

    class Mail(models.TextChoices):
        NONE = "none", "Không gửi"
        PENDING = "pending", "Chờ gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Không gửi được"

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="notifications")
    key = models.CharField(max_length=160)
    subject = models.CharField("tiêu đề", max_length=250)
    body = models.TextField("nội dung", blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.PENDING)
    mailed_at = models.DateTimeField(null=True, editable=False)
    mail_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    mail_next_at = models.DateTimeField(default=clock.now, editable=False)  # after a failure: not before this moment

    objects = owned_manager(NotificationQuerySet)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "thông báo"
        constraints = [models.UniqueConstraint(fields=["organisation", "person", "key"], name="notification_once")]
        indexes = [models.Index(fields=["mail"], condition=models.Q(mail="pending"), name="notification_to_mail")]

    def __str__(self):
        return self.subject
