from __future__ import annotations

import uuid
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.errors import DomainError
from core.findings import Citation
from core.models import OrganisationOwned
from core.querysets import owned_manager
from councils.querysets import CouncilSessionQuerySet, CredentialQuerySet, MotionQuerySet
from organisation.models import CandidateFields
from organisation.querysets import DatedQuerySet


class Council(OrganisationOwned):
    """A body that advises the head; set up and renewed by decision."""

    class Kind(models.TextChoices):
        EMULATION = "emulation", "Hội đồng thi đua - khen thưởng"

    kind = models.CharField("loại", max_length=15, choices=Kind, default=Kind.EMULATION)
    name = models.CharField("tên", max_length=200)
    decision = models.CharField("quyết định thành lập", max_length=200, blank=True)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)

    objects = owned_manager(DatedQuerySet)

    def __str__(self):
        return self.name


class CouncilMember(OrganisationOwned):
    class Seat(models.TextChoices):
        CHAIR = "chair", "Chủ tịch"
        VICE_CHAIR = "vice_chair", "Phó Chủ tịch"
        SECRETARY = "secretary", "Thư ký"
        MEMBER = "member", "Ủy viên"

    council = models.ForeignKey(Council, models.PROTECT, related_name="members")
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="council_seats")
    seat = models.CharField("nhiệm vụ", max_length=12, choices=Seat, default=Seat.MEMBER)
    position = models.PositiveSmallIntegerField(default=0)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)

    objects = owned_manager(DatedQuerySet)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "person"], condition=Q(to_on__isnull=True), name="council_member_once"
            )
        ]

    def __str__(self):
        return f"{self.person} ({self.get_seat_display()})"


class CouncilSession(OrganisationOwned):
    """One meeting: roll-call, quorum, motions, and minutes made from them."""

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
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT)
    quorum = models.CharField(max_length=20, blank=True)  # the fraction applied, frozen when the session opens
    quorum_citation = models.JSONField(default=dict, blank=True)
    member_count = models.PositiveSmallIntegerField(null=True, blank=True)
    presided_by = models.ForeignKey(
        CouncilMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="chủ tọa"
    )
    recorded_by = models.ForeignKey(
        CouncilMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="thư ký"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    minutes = models.OneToOneField(
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
    def quorum_provision(self) -> Citation | None:
        return Citation(**self.quorum_citation) if self.quorum_citation else None

    def move_to(self, state: str, refusal: str):
        """Change the state if the table allows it; the caller saves."""
        if state not in self.TRANSITIONS[self.state]:
            raise DomainError(refusal)
        self.state = state


class Attendance(OrganisationOwned):
    """The roll-call. The reason of an absence is read by the secretary and the chair only."""

    class State(models.TextChoices):
        PRESENT = "present", "Có mặt"
        ABSENT = "absent", "Vắng mặt"

    session = models.ForeignKey(CouncilSession, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="attendances")
    state = models.CharField(max_length=8, choices=State)
    reason = models.CharField("lý do vắng", max_length=250, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="attendance_once")]

    def __str__(self):
        return f"{self.member}: {self.get_state_display()}"


class Motion(CandidateFields):
    """One row that the council decides, about a snapshot handed over by a later room.

    `subject_key` ("registration:12", "sheet:7") lets that room find its result; votes are figures, frozen when decided.
    """

    class Method(models.TextChoices):
        SHOW_OF_HANDS = "show_of_hands", "Biểu quyết giơ tay"
        SECRET_BALLOT = "secret_ballot", "Bỏ phiếu kín"

    class Base(models.TextChoices):
        ALL_MEMBERS = "all_members", "tổng số thành viên"
        PRESENT = "present", "số thành viên có mặt"
        VALID = "valid", "số phiếu hợp lệ"

    session = models.ForeignKey(CouncilSession, models.PROTECT, related_name="motions")
    position = models.PositiveSmallIntegerField(default=0)
    method = models.CharField("hình thức", max_length=15, choices=Method)
    label = models.CharField("nội dung", max_length=300)
    snapshot = models.JSONField(default=dict, blank=True)
    subject_key = models.CharField(max_length=120, blank=True)
    base_kind = models.CharField(max_length=12, choices=Base, default=Base.ALL_MEMBERS)
    threshold = models.CharField(max_length=20)  # a fraction, "2/3"
    threshold_citation = models.JSONField(default=dict, blank=True)
    base = models.PositiveSmallIntegerField(null=True, blank=True)
    eligible_count = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_blank = models.PositiveSmallIntegerField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = owned_manager(MotionQuerySet)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            CandidateFields.one_candidate("motion_one_candidate"),
            models.UniqueConstraint(
                fields=["session", "subject_key"], condition=~Q(subject_key=""), name="motion_once_a_session"
            ),
            models.CheckConstraint(
                name="decided_motion_is_whole",
                condition=Q(passed__isnull=True)
                | Q(
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    base__isnull=False,
                    votes_for__isnull=False,
                    votes_against__isnull=False,
                    votes_blank__isnull=False,
                    eligible_count__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="motion_votes_within_eligible",
                condition=Q(votes_for__isnull=True)
                | Q(eligible_count__gte=models.F("votes_for") + models.F("votes_against") + models.F("votes_blank")),
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def threshold_fraction(self) -> Fraction:
        return Fraction(self.threshold)

    @property
    def provision(self) -> Citation | None:
        return Citation(**self.threshold_citation) if self.threshold_citation else None

    @property
    def is_decided(self) -> bool:
        return self.passed is not None

    @property
    def is_secret(self) -> bool:
        return self.method == self.Method.SECRET_BALLOT

    @property
    def heading(self) -> str:
        """The candidate and what is voted on; a label that already names the candidate stands alone."""
        name = self.candidate_name if self.person_id or self.department_id else ""
        return self.label if not name or name in self.label else f"{name}: {self.label}"


class Recusal(OrganisationOwned):
    """A member who does not vote on a row: its candidate (`own`), or declared before opening (`family`)."""

    class Reason(models.TextChoices):
        OWN = "own", "Là người được đề nghị"
        FAMILY = "family", "Có quan hệ gia đình"

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="recusals")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="recusals")
    reason = models.CharField(max_length=10, choices=Reason)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["motion", "member"], name="recusal_once")]

    def __str__(self):
        return self.get_reason_display()


class BallotBox(OrganisationOwned):
    """The secret ballot of a session: its electorate is frozen when it opens; closing cannot be undone."""

    class State(models.TextChoices):
        OPEN = "open", "Đang bỏ phiếu"
        CLOSED = "closed", "Đã kiểm phiếu"

    session = models.OneToOneField(CouncilSession, models.PROTECT, related_name="ballot_box")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    electorate_count = models.PositiveSmallIntegerField()
    tellers = models.JSONField("ban kiểm phiếu", default=list, blank=True)  # names, as chosen when the box opened
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ballot_box_closed_has_time", condition=Q(state="open") | Q(closed_at__isnull=False)
            )
        ]

    def __str__(self):
        return self.get_state_display()

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Credential(OrganisationOwned):
    """A member's right to one paper of one box, used or not. Never a time, never a path to a vote."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    box = models.ForeignKey(BallotBox, models.PROTECT, related_name="credentials")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="+")
    is_used = models.BooleanField(default=False)

    objects = owned_manager(CredentialQuerySet)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["box", "member"], name="credential_once")]

    def __str__(self):
        return "đã bỏ phiếu" if self.is_used else "chưa bỏ phiếu"


class Vote(OrganisationOwned):
    """One anonymous vote on one row."""

    class Choice(models.TextChoices):
        AGREE = "agree", "Đồng ý"
        DISAGREE = "disagree", "Không đồng ý"
        BLANK = "blank", "Không ghi ý kiến"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    box = models.ForeignKey(BallotBox, models.PROTECT, related_name="votes")
    motion = models.ForeignKey(Motion, models.PROTECT, related_name="votes")
    choice = models.CharField(max_length=10, choices=Choice)

    def __str__(self):
        return self.get_choice_display()
