from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from campaigns.querysets import CampaignQuerySet, GoodDeedQuerySet
from core import clock
from core.models import OrganisationOwned
from core.querysets import owned_manager


class Campaign(OrganisationOwned):
    """A launched movement. A chuyên đề has goal, subjects, content, window, award form and number.

    `award_count` None: the plan states none, which is not 0.
    """

    class Kind(models.TextChoices):
        REGULAR = "regular", "Thi đua thường xuyên"
        SHORT_TERM = "short_term", "Thi đua theo đợt"
        THEMATIC = "thematic", "Thi đua theo chuyên đề"

    class State(models.TextChoices):
        DRAFT = "draft", "Nháp"
        LAUNCHED = "launched", "Đã phát động"

    TRANSITIONS = {State.DRAFT: {State.LAUNCHED}, State.LAUNCHED: set()}

    plan = models.ForeignKey("plans.EmulationPlan", models.PROTECT, related_name="campaigns", verbose_name="kế hoạch")
    kind = models.CharField("loại", max_length=12, choices=Kind, default=Kind.THEMATIC)
    name = models.CharField("tên", max_length=250)
    goal = models.TextField("mục tiêu")
    subjects = models.CharField("đối tượng", max_length=250)
    content = models.TextField("nội dung")
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày")
    award_form = models.ForeignKey(
        "legal.Distinction", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="hình thức khen"
    )
    award_count = models.PositiveSmallIntegerField("số lượng khen", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT)
    launched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    launched_at = models.DateTimeField(null=True, blank=True)

    objects = owned_manager(CampaignQuerySet)

    class Meta:
        ordering = ["from_on", "pk"]
        verbose_name = "phong trào"
        constraints = [
            models.CheckConstraint(name="campaign_days_in_order", condition=Q(from_on__lte=F("to_on"))),
            models.CheckConstraint(
                name="launched_campaign_has_time",
                condition=~Q(state="launched") | Q(launched_at__isnull=False, launched_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    def is_over(self, day: date) -> bool:
        return self.to_on < day

    @property
    def was_over_at_launch(self) -> bool:
        """Launched to record what was done: over already when it was launched."""
        return self.launched_at is not None and self.is_over(self.launched_at.astimezone(clock.ZONE).date())

    @property
    def award_text(self) -> str:
        """“Giấy khen, 5 suất”; what the plan does not say is said so, it is not 0."""
        form = str(self.award_form) if self.award_form_id else "không nêu hình thức"
        return f"{form}, {'không nêu số lượng' if self.award_count is None else f'số lượng {self.award_count}'}"


class CampaignParticipation(OrganisationOwned):
    """A tổ has joined."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="participations")
    department = models.ForeignKey("organisation.Department", models.PROTECT, related_name="+", verbose_name="tổ")
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(default=clock.now, editable=False)
    note = models.CharField("nội dung hưởng ứng", max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "department"], name="participation_once")]

    def __str__(self):
        return str(self.department)


class GoodDeed(OrganisationOwned):
    """Người tốt, việc tốt: noted at any time, by anybody, about a colleague or herself."""

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name="của ai")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="good_deeds", verbose_name="phong trào"
    )
    text = models.TextField("việc tốt")
    happened_on = models.DateField("ngày")
    photo = models.ForeignKey("documents.Evidence", models.PROTECT, null=True, blank=True, related_name="+")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now, editable=False)
    form_token = models.UUIDField(unique=True)  # the form's own: a double click notes one deed

    objects = owned_manager(GoodDeedQuerySet)

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name = "việc tốt"

    def __str__(self):
        return self.text[:60]


class EmulationGroup(OrganisationOwned):
    """Khối thi đua of a year: the tổ of a school, or the schools of an office, that compete and sign together."""

    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="+", verbose_name="năm học")
    name = models.CharField("tên khối", max_length=160)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = owned_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "khối thi đua"
        constraints = [models.UniqueConstraint(fields=["school_year", "name"], name="emulation_group_once_a_year")]

    def __str__(self):
        return self.name


class GroupMember(OrganisationOwned):
    """A tổ of the school, or a school below the office, in a khối; who speaks for it and what it promises."""

    group = models.ForeignKey(EmulationGroup, models.CASCADE, related_name="members")
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tổ"
    )
    unit = models.ForeignKey(
        "organisation.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị"
    )
    is_leader = models.BooleanField("trưởng khối", default=False)
    representative = models.CharField("người đại diện", max_length=120, blank=True)
    post = models.CharField("chức vụ", max_length=120, blank=True)
    targets = models.TextField("chỉ tiêu giao ước", blank=True)  # one a line

    objects = owned_manager()

    class Meta:
        ordering = ["-is_leader", "pk"]
        verbose_name = "thành viên khối"
        constraints = [
            models.CheckConstraint(
                name="group_member_is_one_collective",
                condition=Q(department__isnull=False, unit__isnull=True)
                | Q(department__isnull=True, unit__isnull=False),
            ),
            models.UniqueConstraint(fields=["group", "department"], name="department_once_in_group"),
            models.UniqueConstraint(fields=["group", "unit"], name="unit_once_in_group"),
            models.UniqueConstraint(fields=["group"], condition=Q(is_leader=True), name="group_has_one_leader"),
        ]

    def __str__(self):
        return str(self.collective)

    @property
    def collective(self):
        return self.department if self.department_id else self.unit

    @property
    def key(self) -> str:
        """As `services.eligible_collectives` names it."""
        return f"department:{self.department_id}" if self.department_id else f"unit:{self.unit_id}"

    @property
    def target_lines(self) -> list[str]:
        return [line for line in (each.strip(" -–\t") for each in self.targets.splitlines()) if line]


class GroupMeeting(OrganisationOwned):
    """Giao ban: when a khối met and what it agreed on."""

    group = models.ForeignKey(EmulationGroup, models.CASCADE, related_name="meetings")
    held_on = models.DateField("ngày họp")
    place = models.CharField("địa điểm", max_length=200)
    chaired_by = models.CharField("người chủ trì", max_length=120)
    conclusions = models.TextField("kết luận")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now, editable=False)

    objects = owned_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = "giao ban khối"
        constraints = [models.UniqueConstraint(fields=["group", "held_on"], name="group_meets_once_a_day")]

    def __str__(self):
        return f"{self.group}, {self.held_on:%d/%m/%Y}"
