from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import OrganisationOwned
from core.querysets import owned_manager
from councils.models.councils import CouncilMember
from councils.models.motions import Motion
from councils.models.sessions import CouncilSession
from councils.querysets import CredentialQuerySet


class BallotBox(OrganisationOwned):
    """One round of secret voting: its electorate is frozen when it opens; closing cannot be undone.

    On members' own devices it holds credentials and votes; on paper what two tellers counted. Its results are read by
    everybody once the chair has released them.
    """

    class Mode(models.TextChoices):
        DEVICE = "device", "Bỏ phiếu trên máy"
        PAPER = "paper", "Phiếu giấy có đóng dấu"

    class State(models.TextChoices):
        OPEN = "open", "Đang bỏ phiếu"
        CLOSED = "closed", "Đã kiểm phiếu"

    session = models.ForeignKey(CouncilSession, models.PROTECT, related_name="boxes")
    number = models.PositiveSmallIntegerField("lượt", default=1)
    mode = models.CharField("cách bỏ phiếu", max_length=6, choices=Mode, default=Mode.DEVICE)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    electorate_count = models.PositiveSmallIntegerField()
    present_count = models.PositiveSmallIntegerField(default=0)  # the others of them sent their opinion in writing
    tellers = models.JSONField("ban kiểm phiếu", default=list, blank=True)  # names, as chosen when the box opened
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    count_sheet = models.OneToOneField(
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="ballot_box_number_once"),
            models.UniqueConstraint(fields=["session"], condition=Q(state="open"), name="ballot_box_one_open"),
            models.CheckConstraint(
                name="ballot_box_closed_has_time", condition=Q(state="open") | Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="ballot_box_released_when_closed", condition=Q(released_at__isnull=True) | Q(state="closed")
            ),
        ]

    def __str__(self):
        return self.get_state_display()

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_paper(self) -> bool:
        return self.mode == self.Mode.PAPER

    @property
    def is_released(self) -> bool:
        return self.released_at is not None


class Credential(OrganisationOwned):
    """A member's right to one paper of one box, used or not. Never a time, never a path to a vote.

    On paper it says who was given papers; `is_used` stays False there.
    """

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


class Teller(OrganisationOwned):
    """A member who counts the papers of a box. Two count, and neither sees the other's figures before both are in."""

    box = models.ForeignKey(BallotBox, models.PROTECT, related_name="teller_rows")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["box", "member"], name="teller_once")]

    def __str__(self):
        return str(self.member.person)


class TellerCount(OrganisationOwned):
    """What one teller counted for one row: figures of paper, no voter."""

    teller = models.ForeignKey(Teller, models.CASCADE, related_name="counts")
    motion = models.ForeignKey(Motion, models.PROTECT, related_name="+")
    votes_for = models.PositiveSmallIntegerField("đồng ý")
    votes_against = models.PositiveSmallIntegerField("không đồng ý")
    votes_blank = models.PositiveSmallIntegerField("phiếu trắng")
    votes_invalid = models.PositiveSmallIntegerField("không hợp lệ")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["teller", "motion"], name="teller_count_once")]

    def __str__(self):
        return f"{self.votes_for}/{self.votes_against}/{self.votes_blank}/{self.votes_invalid}"
