from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.findings import Citation
from core.models import OrganisationOwned
from core.querysets import owned_manager
from councils.criteria import Threshold, read_threshold
from councils.models.councils import CouncilMember
from councils.models.sessions import CouncilSession
from councils.querysets import MotionQuerySet
from organisation.models import CandidateFields


class Motion(CandidateFields):
    """One row that the council decides, about a snapshot handed over by a later room.

    `subject_key` ("registration:12", "sheet:7") lets that room find its result; votes are figures, frozen when decided.
    A second round, or a lower title put in the place of one that failed, is a further motion that `follows` the first.
    `interests` are people near to the candidate, shown and never excluded: [{"person": id, "name", "kind"}].
    """

    class Method(models.TextChoices):
        SHOW_OF_HANDS = "show_of_hands", "Biểu quyết giơ tay"
        SECRET_BALLOT = "secret_ballot", "Bỏ phiếu kín"

    class Base(models.TextChoices):
        ALL_MEMBERS = "all_members", "tổng số thành viên"
        PRESENT = "present", "số thành viên có mặt"
        TAKING_PART = "taking_part", "số thành viên có mặt hoặc gửi ý kiến bằng văn bản"
        VALID = "valid", "số phiếu hợp lệ"

    class Interest(models.TextChoices):
        SAME_DEPARTMENT = "same_department", "cùng tổ"
        NOMINATOR = "nominator", "người đề nghị"
        CO_AUTHOR = "co_author", "đồng tác giả"

    class FollowKind(models.TextChoices):
        AGAIN = "again", "Bỏ phiếu lại"
        LOWERED = "lowered", "Hạ danh hiệu"

    session = models.ForeignKey(CouncilSession, models.PROTECT, related_name="motions")
    position = models.PositiveSmallIntegerField(default=0)
    method = models.CharField("hình thức", max_length=15, choices=Method)
    label = models.CharField("nội dung", max_length=300)
    snapshot = models.JSONField(default=dict, blank=True)
    subject_key = models.CharField(max_length=120, blank=True)
    interests = models.JSONField(default=list, blank=True)
    attempt = models.PositiveSmallIntegerField("vòng", default=1)
    follows = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    follow_kind = models.CharField(max_length=8, choices=FollowKind, blank=True)
    base_kind = models.CharField(max_length=12, choices=Base, default=Base.ALL_MEMBERS)
    base_citation = models.JSONField(default=dict, blank=True)
    threshold = models.CharField(max_length=20)  # "2/3": at least; ">1/2": more than
    threshold_citation = models.JSONField(default=dict, blank=True)
    box = models.ForeignKey("councils.BallotBox", models.PROTECT, null=True, blank=True, related_name="motions")
    presided_by = models.ForeignKey(  # where the chair of the session is its candidate or recused
        CouncilMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="chủ tọa nội dung này"
    )
    present_count = models.PositiveSmallIntegerField(null=True, blank=True)
    base = models.PositiveSmallIntegerField(null=True, blank=True)
    eligible_count = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_blank = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_invalid = models.PositiveSmallIntegerField(default=0)
    casting_vote = models.BooleanField(null=True, blank=True)  # what the chair's side was, where a tie follows it
    passed = models.BooleanField(null=True, blank=True)
    deferred_reason = models.CharField("lý do hoãn", max_length=250, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = owned_manager(MotionQuerySet)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            CandidateFields.one_candidate("motion_one_candidate"),
            models.UniqueConstraint(
                fields=["session", "subject_key", "attempt"],
                condition=~Q(subject_key=""),
                name="motion_once_a_session",
            ),
            models.CheckConstraint(
                name="motion_follows_in_a_way",
                condition=Q(follows__isnull=True, follow_kind="") | (Q(follows__isnull=False) & ~Q(follow_kind="")),
            ),
            models.CheckConstraint(
                name="deferred_motion_is_undecided", condition=Q(deferred_reason="") | Q(passed__isnull=True)
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
                | Q(eligible_count__gte=F("votes_for") + F("votes_against") + F("votes_blank") + F("votes_invalid")),
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def needs(self) -> Threshold:
        return read_threshold(self.threshold)

    @property
    def provision(self) -> Citation | None:
        return Citation(**self.threshold_citation) if self.threshold_citation else None

    @property
    def base_provision(self) -> Citation | None:
        return Citation(**self.base_citation) if self.base_citation else None

    @property
    def is_decided(self) -> bool:
        return self.passed is not None

    @property
    def is_deferred(self) -> bool:
        return bool(self.deferred_reason)

    @property
    def is_secret(self) -> bool:
        return self.method == self.Method.SECRET_BALLOT

    @property
    def is_tie(self) -> bool:
        return self.is_decided and self.votes_for == self.votes_against

    @property
    def lower_page(self) -> str:
        """The name of the page that offers something lower, where the room that put the row has one."""
        return self.snapshot.get("lower_page", "")

    @property
    def round_words(self) -> str:
        """ "Bỏ phiếu lại, lần 2": which vote on its subject a row is, in its session; "" of the first."""
        if not self.follow_kind:
            return ""
        is_hands_again = self.follow_kind == self.FollowKind.AGAIN and not self.is_secret
        return f"{'Biểu quyết lại' if is_hands_again else self.get_follow_kind_display()}, lần {self.attempt}"

    @property
    def tie_words(self) -> str:
        """What a tie came to; "" where there was none, or the sides were not what decided."""
        if self.casting_vote is not None:
            return f"Hai bên bằng nhau, theo ý kiến chủ tọa: {'đồng ý' if self.casting_vote else 'không đồng ý'}"
        if not self.is_tie or self.passed or not self.votes_for:
            return ""
        return "Hai bên bằng nhau; phiếu kín không theo ý kiến chủ tọa" if self.is_secret else "Hai bên bằng nhau"

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
