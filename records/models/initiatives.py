from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.models import OrganisationOwned
from core.querysets import owned_manager
from legal.conditions import SCOPE_WORDS
from records.models.titles import Origin
from records.querysets import InitiativeQuerySet

SCOPES = [(code, f"Phạm vi {words}") for code, words in SCOPE_WORDS.items()]


class InitiativeRecognition(OrganisationOwned):
    """A sáng kiến or a research task with the decision that recognised it, and how far it reaches."""

    class Kind(models.TextChoices):
        INITIATIVE = "initiative", "Sáng kiến"
        RESEARCH = "research", "Đề tài, nhiệm vụ khoa học"

    kind = models.CharField("loại", max_length=10, choices=Kind, default=Kind.INITIATIVE)
    name = models.CharField("tên", max_length=300)
    scope = models.CharField("phạm vi", max_length=10, choices=SCOPES, default="base")
    school_year_code = models.CharField("năm học", max_length=9)
    decision_number = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    authority = models.CharField("cấp công nhận", max_length=160)
    effect_reference = models.CharField("văn bản xác nhận hiệu quả, khả năng nhân rộng", max_length=250, blank=True)
    origin = models.CharField("nguồn", max_length=12, choices=Origin, default=Origin.ENTERED)
    source_key = models.CharField(max_length=120, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects = owned_manager(InitiativeQuerySet)

    class Meta:
        ordering = ["-decided_on", "name"]
        verbose_name = "sáng kiến được công nhận"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "decision_number", "decided_on"], name="initiative_recognition_once"
            )
        ]

    def __str__(self):
        return self.name


class InitiativeAuthor(OrganisationOwned):
    """One author of a recognised initiative with his share in percent (None: not stated)."""

    recognition = models.ForeignKey(InitiativeRecognition, models.CASCADE, related_name="authors")
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name="tác giả")
    share = models.PositiveSmallIntegerField("tỷ lệ đóng góp (%)", null=True, blank=True)

    class Meta:
        ordering = ["recognition", "person__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["recognition", "person"], name="initiative_author_once"),
            models.CheckConstraint(
                name="initiative_share_within", condition=Q(share__isnull=True) | Q(share__gte=1, share__lte=100)
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.recognition}"


class InitiativeUse(OrganisationOwned):
    """One use of an initiative by one author, for one title of one year.

    Used once only (Công văn 5007/BNV-TĐKT of 2023): of an author at most one row is reserved or consumed. Reserved when
    she is proposed, consumed when it is decided, released when the nomination falls; what she had not used when her
    record went to another organisation is closed here (moved) and free there.
    """

    class State(models.TextChoices):
        RESERVED = "reserved", "Đang dùng để đề nghị"
        CONSUMED = "consumed", "Đã dùng"
        RELEASED = "released", "Đã trả lại"
        MOVED = "moved", "Đã chuyển theo hồ sơ"

    HELD = (State.RESERVED, State.CONSUMED, State.MOVED)  # nobody else may use it

    author = models.ForeignKey(InitiativeAuthor, models.PROTECT, related_name="uses")
    distinction = models.ForeignKey(
        "legal.Distinction", models.PROTECT, null=True, related_name="+", verbose_name="để xét"
    )
    school_year_code = models.CharField("năm học", max_length=9, blank=True)
    purpose_key = models.CharField(max_length=120)  # "nomination:12": what it is used for
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.RESERVED)
    reason = models.CharField("lý do trả lại", max_length=250, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["author"], condition=~Q(state="released"), name="initiative_used_once"),
            models.CheckConstraint(
                name="initiative_use_for_something", condition=Q(state="moved") | Q(distinction__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.author} – {self.get_state_display()}"

    @property
    def for_what(self) -> str:
        """“Chiến sĩ thi đua cơ sở năm học 2025-2026”; "" for one that moved."""
        return f"{self.distinction.name} năm học {self.school_year_code}" if self.distinction else ""
