"""What the office does at its schools: an inspection, its team, each school it goes to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.models import OrganisationOwned
from core.querysets import owned_manager


class Inspection(OrganisationOwned):
    """An inspection of a year: what is looked at, when, at which schools."""

    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="+", verbose_name="năm học")
    title = models.CharField("tên cuộc kiểm tra", max_length=250)
    aspects = models.TextField("nội dung kiểm tra")  # one a line
    reviewed_from = models.DateField("thời kỳ kiểm tra từ")
    reviewed_to = models.DateField("thời kỳ kiểm tra đến")
    from_on = models.DateField("kiểm tra từ ngày")
    to_on = models.DateField("kiểm tra đến ngày")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = owned_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        verbose_name = "cuộc kiểm tra"
        constraints = [
            models.CheckConstraint(name="inspection_days_in_order", condition=Q(from_on__lte=F("to_on"))),
            models.CheckConstraint(name="inspected_time_in_order", condition=Q(reviewed_from__lte=F("reviewed_to"))),
        ]

    def __str__(self):
        return self.title

    @property
    def aspect_lines(self) -> list[str]:
        return [line for line in (each.strip(" -–\t") for each in self.aspects.splitlines()) if line]


class InspectionMember(OrganisationOwned):
    """Somebody of the team."""

    class Duty(models.TextChoices):
        LEADER = "leader", "Trưởng đoàn"
        SECRETARY = "secretary", "Thư ký"
        MEMBER = "member", "Thành viên"

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="team")
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name="người")
    duty = models.CharField("nhiệm vụ", max_length=10, choices=Duty, default=Duty.MEMBER)

    objects = owned_manager()

    class Meta:
        verbose_name = "thành viên đoàn kiểm tra"
        constraints = [
            models.UniqueConstraint(fields=["inspection", "person"], name="inspection_member_once"),
            models.UniqueConstraint(
                fields=["inspection", "duty"],
                condition=Q(duty__in=["leader", "secretary"]),
                name="inspection_one_leader_one_secretary",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_duty_display().lower()}"


class InspectionVisit(OrganisationOwned):
    """One school of an inspection: the day, who was there for it, what was found and asked for."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="visits")
    unit = models.ForeignKey("organisation.Organisation", models.PROTECT, related_name="+", verbose_name="đơn vị")
    held_on = models.DateField("ngày kiểm tra")
    starts_at = models.TimeField("giờ bắt đầu", null=True, blank=True)
    ends_at = models.TimeField("giờ kết thúc", null=True, blank=True)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    unit_head = models.CharField("đại diện đơn vị", max_length=120, blank=True)
    unit_post = models.CharField("chức vụ", max_length=120, blank=True)
    findings = models.TextField("kết quả kiểm tra", blank=True)
    shortcomings = models.TextField("tồn tại, hạn chế", blank=True)
    requests = models.TextField("yêu cầu, kiến nghị", blank=True)
    unit_opinion = models.TextField("ý kiến của đơn vị", blank=True)

    objects = owned_manager()

    class Meta:
        ordering = ["held_on", "pk"]
        verbose_name = "lần kiểm tra một đơn vị"
        constraints = [models.UniqueConstraint(fields=["inspection", "unit"], name="inspection_unit_once")]

    def __str__(self):
        return str(self.unit)

    @property
    def is_described(self) -> bool:
        """Whether minutes can be drawn up of it."""
        return bool(self.findings and self.unit_head and self.starts_at and self.ends_at)
