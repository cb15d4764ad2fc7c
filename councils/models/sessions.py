from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.errors import DomainError
from core.files import DatedFolder
from core.findings import Citation
from core.models import OrganisationOwned
from core.querysets import owned_manager
from councils.models.councils import Council, CouncilMember
from councils.querysets import CouncilSessionQuerySet


class CouncilSession(OrganisationOwned):
    """One meeting: roll-call, quorum, motions, and minutes made from them.

    `rules` are those in force when it opened: {code: {"value", "citation" or None}}, see `councils.voting_rules`.
    A practice session (`is_practice`) has the same pages and no consequences; it is erased.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Đang chuẩn bị"
        OPEN = "open", "Đang họp"
        CLOSED = "closed", "Đã kết thúc"
        CANCELLED = "cancelled", "Đã hủy"

    TRANSITIONS = {
        State.DRAFT: {State.OPEN, State.CANCELLED},
        State.OPEN: {State.CLOSED},
        State.CLOSED: set(),
        State.CANCELLED: set(),
    }

    council = models.ForeignKey(Council, models.PROTECT, related_name="sessions")
    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="+")
    title = models.CharField("nội dung họp", max_length=250)
    held_on = models.DateField("ngày họp")
    starts_at = models.TimeField("bắt đầu lúc")
    place = models.CharField("địa điểm", max_length=200)
    is_practice = models.BooleanField("họp thử", default=False)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT)
    quorum = models.CharField(max_length=20, blank=True)  # the fraction applied, frozen when the session opens
    quorum_citation = models.JSONField(default=dict, blank=True)
    rules = models.JSONField(default=dict, blank=True)
    member_count = models.PositiveSmallIntegerField(null=True, blank=True)
    presided_by = models.ForeignKey(
        CouncilMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="chủ tọa"
    )
    recorded_by = models.ForeignKey(
        CouncilMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="thư ký"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    remarks = models.TextField("ý kiến, diễn biến", blank=True)  # words for the minutes, a paragraph a line; no figures
    minutes = models.OneToOneField(
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="+"
    )
    invitation = models.OneToOneField(
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = owned_manager(CouncilSessionQuerySet)

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = "phiên họp"
        constraints = [
            models.CheckConstraint(
                name="council_session_closed_has_time", condition=~Q(state="closed") | Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="council_session_open_has_quorum",
                condition=Q(state__in=["draft", "cancelled"])
                | (
                    Q(
                        opened_at__isnull=False,
                        member_count__isnull=False,
                        presided_by__isnull=False,
                        recorded_by__isnull=False,
                    )
                    & ~Q(quorum="")
                ),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def is_over(self) -> bool:
        return self.is_closed or self.is_cancelled

    @property
    def quorum_provision(self) -> Citation | None:
        return Citation(**self.quorum_citation) if self.quorum_citation else None

    def move_to(self, state: str, refusal: str):
        """Change the state if the table allows it; the caller saves."""
        if state not in self.TRANSITIONS[self.state]:
            raise DomainError(refusal)
        self.state = state


class AgendaItem(OrganisationOwned):
    """A point of the agenda, in words; what is voted on are motions."""

    session = models.ForeignKey(CouncilSession, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField("nội dung", max_length=300)
    presenter = models.CharField("người trình bày", max_length=120, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text


class SessionPaper(OrganisationOwned):
    """Something to read before the meeting: a document of ours, or an uploaded file."""

    session = models.ForeignKey(CouncilSession, models.PROTECT, related_name="papers")
    title = models.CharField("tên tài liệu", max_length=200)
    document = models.ForeignKey(
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản"
    )
    file = models.FileField("tệp", upload_to=DatedFolder("session_papers"), blank=True, max_length=250)
    original_name = models.CharField(max_length=250, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = "tài liệu họp"

    def __str__(self):
        return self.title


class Attendance(OrganisationOwned):
    """The roll-call. The reason of an absence is read by the secretary and the chair only.

    `arrived_at`, `left_at`: whoever came or went while the session was open; `state` is what holds now.
    """

    class State(models.TextChoices):
        PRESENT = "present", "Có mặt"
        ABSENT = "absent", "Vắng mặt"
        WRITTEN = "written", "Vắng, gửi ý kiến bằng văn bản"

    session = models.ForeignKey(CouncilSession, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="attendances")
    state = models.CharField(max_length=8, choices=State)
    reason = models.CharField("lý do vắng", max_length=250, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="attendance_once")]

    def __str__(self):
        return f"{self.member}: {self.get_state_display()}"


class HandOver(OrganisationOwned):
    """From `at` on another member present presides over the session, or records it; both stay seats of its council.

    `reason` is why, and stands in the minutes; "" where the seat itself says who comes next.
    """

    class Task(models.TextChoices):
        CHAIR = "chair", "chủ tọa"
        RECORD = "record", "thư ký phiên họp"

    session = models.ForeignKey(CouncilSession, models.PROTECT, related_name="hand_overs")
    task = models.CharField("nhiệm vụ", max_length=6, choices=Task)
    from_member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="+", verbose_name="người giao")
    to_member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="+", verbose_name="người nhận")
    reason = models.CharField("lý do", max_length=250, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "giao chủ tọa, thư ký"
        constraints = [
            models.CheckConstraint(name="handed_over_to_another", condition=~Q(from_member=models.F("to_member")))
        ]

    def __str__(self):
        return f"{self.get_task_display()}: {self.to_member}"
