from __future__ import annotations

from datetime import datetime, time

from django.db import models

from core import clock
from core.models import OrganisationOwned
from core.querysets import owned_manager
from notifications import criteria
from notifications.querysets import LetterQuerySet, NotificationQuerySet


class Notification(OrganisationOwned):
    """One message to one person, in the application and by mail; its key makes it once."""

    class Mail(models.TextChoices):
        NONE = "none", "Không gửi"
        PENDING = "pending", "Chờ gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Không gửi được"

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="notifications")
    key = models.CharField(max_length=160)
    about = models.CharField(max_length=180, blank=True)  # the work it speaks of, "obligation:…": settled when done
    subject = models.CharField("tiêu đề", max_length=250)
    body = models.TextField("nội dung", blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.PENDING)
    # Null while it waits to be put into a letter.
    letter = models.ForeignKey("Letter", models.PROTECT, null=True, editable=False, related_name="notifications")

    objects = owned_manager(NotificationQuerySet)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "thông báo"
        constraints = [models.UniqueConstraint(fields=["organisation", "person", "key"], name="notification_once")]
        indexes = [
            models.Index(fields=["mail"], condition=models.Q(mail="pending"), name="notification_to_mail"),
            models.Index(fields=["organisation", "about"], condition=~models.Q(about=""), name="notification_about"),
        ]

    def __str__(self):
        return self.subject


class Letter(OrganisationOwned):
    """One mail to one person with all that waited for her. Its Message-ID is the same however often it is tried."""

    class State(models.TextChoices):
        PENDING = "pending", "Chờ gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Không gửi được"
        WITHDRAWN = "withdrawn", "Không cần gửi nữa"

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="letters")
    message_id = models.CharField(max_length=150, unique=True, editable=False)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PENDING)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    next_at = models.DateTimeField(default=clock.now, editable=False)  # being sent, or failed: not before this moment
    created_at = models.DateTimeField(default=clock.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    objects = owned_manager(LetterQuerySet)

    class Meta:
        verbose_name = "thư"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="letter_finished_has_time",
                condition=models.Q(state="pending") | models.Q(finished_at__isnull=False),
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation", "created_at"], condition=models.Q(state="pending"), name="letter_to_send"
            ),
            models.Index(fields=["organisation", "person", "created_at"], name="letter_of_person"),
        ]

    def __str__(self):
        return self.message_id

    def finish(self, state: str, *, at: datetime) -> None:
        """It is sent, given up or not needed any more. The caller saves."""
        self.state, self.finished_at = state, at


class MailHours(OrganisationOwned):
    """When an organisation's mails may go out. Messages in the application wait for nothing."""

    quiet_from = models.TimeField("giờ yên tĩnh từ", default=time(21))
    quiet_to = models.TimeField("đến", default=time(6))
    daily_at = models.TimeField("giờ gửi thư gộp trong ngày", default=time(7))

    class Meta:
        verbose_name = "giờ gửi thư"
        constraints = [models.UniqueConstraint(fields=["organisation"], name="mail_hours_once")]

    def __str__(self):
        return f"{self.quiet_from:%H:%M}–{self.quiet_to:%H:%M}"

    def is_quiet(self, at: datetime) -> bool:
        return criteria.is_quiet(at, quiet_from=self.quiet_from, quiet_to=self.quiet_to)


class MailPreference(OrganisationOwned):
    """What one person wants by mail. It never takes a message out of the application."""

    class Mode(models.TextChoices):
        EACH = "each", "Gửi thư khi có thông báo"
        DAILY = "daily", "Mỗi ngày một thư gộp"
        OFF = "off", "Không gửi thư, chỉ xem trong ứng dụng"

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="mail_preferences")
    mode = models.CharField("cách gửi", max_length=5, choices=Mode, default=Mode.EACH)

    class Meta:
        verbose_name = "cách nhận thư"
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="mail_preference_once")]

    def __str__(self):
        return self.get_mode_display()
