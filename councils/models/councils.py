from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.models import OrganisationOwned
from core.querysets import owned_manager
from councils.querysets import CouncilMemberQuerySet, CouncilQuerySet
from organisation.models import Level
from organisation.querysets import DatedQuerySet


class Council(OrganisationOwned):
    """A body that advises the head. Decisions renew who sits in it; `to_on` is the last day of its term."""

    class Kind(models.TextChoices):
        EMULATION = "emulation", "Hội đồng thi đua - khen thưởng"
        INITIATIVE = "initiative", "Hội đồng sáng kiến"
        EVALUATION = "evaluation", "Hội đồng đánh giá, xếp loại"
        SELECTION = "selection", "Hội đồng xét tặng"

    USUAL_SYMBOLS = {
        Kind.EMULATION: "HĐTĐKT",
        Kind.INITIATIVE: "HĐSK",
        Kind.EVALUATION: "HĐĐG",
        Kind.SELECTION: "HĐXT",
    }

    kind = models.CharField("loại hội đồng", max_length=15, choices=Kind, default=Kind.EMULATION)
    name = models.CharField("tên", max_length=200)
    symbol = models.CharField("chữ viết tắt trong ký hiệu", max_length=30, blank=True)
    uses_seal = models.BooleanField("được dùng con dấu của đơn vị", default=False)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)
    regulation = models.ForeignKey(
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="quy chế"
    )
    regulation_text = models.CharField("quy chế hoạt động", max_length=250, blank=True)  # one issued elsewhere

    objects = owned_manager(CouncilQuerySet)

    class Meta:
        ordering = ["kind", "-from_on", "pk"]
        verbose_name = "hội đồng"
        constraints = [
            models.CheckConstraint(
                name="council_days_in_order", condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))
            )
        ]

    def __str__(self):
        return self.name

    @property
    def own_symbol(self) -> str:
        """ "HĐTĐKT" in “BB-HĐTĐKT”: as entered, else what such councils are mostly called."""
        return self.symbol or self.USUAL_SYMBOLS[self.kind]

    @property
    def decision(self) -> str:
        """The newest decision as written: number and date; "" where none was entered."""
        newest = self.decisions.select_related("document").first()
        return newest.words if newest else ""


class CouncilDecision(OrganisationOwned):
    """The paper that set the council up, renewed it (kiện toàn) or ended it; with its document where it is ours."""

    class Kind(models.TextChoices):
        ESTABLISH = "establish", "Thành lập"
        RENEW = "renew", "Kiện toàn"
        END = "end", "Kết thúc"

    council = models.ForeignKey(Council, models.PROTECT, related_name="decisions")
    kind = models.CharField("loại", max_length=10, choices=Kind)
    reference = models.CharField("số và ngày quyết định", max_length=200, blank=True)  # blank: it has no number yet
    from_on = models.DateField("từ ngày")
    document = models.ForeignKey("documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-from_on", "-pk"]
        verbose_name = "quyết định về hội đồng"

    def __str__(self):
        return self.words

    @property
    def words(self) -> str:
        """As entered, else number and date of our own document once it is issued; "" before that."""
        if self.reference or self.document is None or self.document.state != "issued":
            return self.reference
        return f"Quyết định số {self.document.full_number} ngày {self.document.issued_on:%d/%m/%Y}"


class CouncilMember(OrganisationOwned):
    """One seat from a day to a day. A change of seat or duty ends the row and begins another: papers name what was."""

    class Seat(models.TextChoices):
        CHAIR = "chair", "Chủ tịch"
        STANDING_VICE_CHAIR = "standing", "Phó Chủ tịch thường trực"
        VICE_CHAIR = "vice_chair", "Phó Chủ tịch"
        SECRETARY = "secretary", "Thư ký"
        MEMBER = "member", "Ủy viên"

    council = models.ForeignKey(Council, models.PROTECT, related_name="members")
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="council_seats")
    seat = models.CharField("nhiệm vụ", max_length=12, choices=Seat, default=Seat.MEMBER)
    position = models.PositiveSmallIntegerField(default=0)
    body = models.ForeignKey(  # sits for it, and only while it exists
        "organisation.OptionalBody",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="đại diện cho",
    )
    duty = models.CharField("phân công", max_length=200, blank=True)  # "Theo dõi khối mầm non"
    levels = models.JSONField("cấp học theo dõi", default=list, blank=True)  # organisation.Level, in an office
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)

    objects = owned_manager(CouncilMemberQuerySet)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "person"], condition=Q(to_on__isnull=True), name="council_member_once"
            )
        ]

    def __str__(self):
        return f"{self.person} ({self.get_seat_display()})"

    @property
    def last_on(self) -> date | None:
        """The last day on which the seat holds: its own, or that of the body it stands for; None while none is set."""
        ends = [self.to_on, self.body.to_on if self.body else None]
        return min((day for day in ends if day is not None), default=None)

    @property
    def followed(self) -> str:
        """ "Mầm non, THCS": the levels that an office's member looks after."""
        return ", ".join(Level(level).label for level in self.levels)


class WorkingGroup(OrganisationOwned):
    """Helps a council (tổ thư ký, tổ giúp việc, tổ thẩm định); its people prepare and never vote by it."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="working_groups")
    name = models.CharField("tên tổ", max_length=160)
    task = models.CharField("nhiệm vụ", max_length=500, blank=True)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)

    objects = owned_manager(DatedQuerySet)

    class Meta:
        ordering = ["-from_on", "name", "pk"]
        verbose_name = "tổ giúp việc"

    def __str__(self):
        return self.name


class WorkingGroupMember(OrganisationOwned):
    group = models.ForeignKey(WorkingGroup, models.CASCADE, related_name="members")
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+")
    is_head = models.BooleanField("tổ trưởng", default=False)

    class Meta:
        ordering = ["-is_head", "person__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], name="working_group_member_once"),
            models.UniqueConstraint(fields=["group"], condition=Q(is_head=True), name="working_group_one_head"),
        ]

    def __str__(self):
        return str(self.person)
