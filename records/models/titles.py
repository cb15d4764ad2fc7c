from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.models import OrganisationOwned
from core.querysets import owned_manager
from organisation.models import CandidateFields
from records.querysets import TitleRecordQuerySet


class Origin(models.TextChoices):
    """How a row came into the record."""

    DECISION = "decision", "Theo quyết định nhận trong hệ thống"
    ENTERED = "entered", "Nhập tay"
    IMPORTED = "imported", "Nhập từ Excel"
    TRANSFERRED = "transferred", "Đơn vị cũ chuyển đến"


class TitleRecord(CandidateFields):
    """What a person or collective holds, by a decision: a title, a commendation, an order, a prize, a biểu dương.

    `basis` says for what it was given: only what was given for merit (công trạng) or as a title counts towards what is
    given for merit (khoản 3 Điều 4 Nghị định 152/2025/NĐ-CP). A revoked one stays, with the decision that revoked it.
    """

    class Basis(models.TextChoices):
        MERIT = "merit", "Công trạng"
        THEMATIC = "thematic", "Phong trào, chuyên đề"
        AD_HOC = "ad_hoc", "Đột xuất"
        SERVICE = "service", "Quá trình cống hiến"
        TENURE = "tenure", "Niên hạn"
        OTHER = "other", "Khác"

    distinction = models.ForeignKey("legal.Distinction", models.PROTECT, related_name="+", verbose_name="danh hiệu")
    detail = models.CharField("tên cụ thể", max_length=250, blank=True)  # the prize, the mass organisation
    basis = models.CharField("phương thức", max_length=10, choices=Basis, default=Basis.MERIT)
    school_year_code = models.CharField("năm học", max_length=9)
    decision_number = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    authority = models.CharField("cấp quyết định", max_length=160)
    origin = models.CharField("nguồn", max_length=12, choices=Origin, default=Origin.DECISION)
    source_key = models.CharField(max_length=120, blank=True)  # the delivery it came by
    revoked_on = models.DateField("thu hồi ngày", null=True, blank=True)
    revoked_by_number = models.CharField("quyết định thu hồi", max_length=60, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects = owned_manager(TitleRecordQuerySet)

    class Meta:
        ordering = ["-decided_on", "-pk"]
        verbose_name = "thành tích"
        constraints = [
            CandidateFields.one_candidate("title_record_one_candidate"),
            models.UniqueConstraint(
                fields=["organisation", "person", "department", "distinction", "school_year_code", "detail"],
                name="title_record_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="title_record_revoked_by", condition=Q(revoked_on__isnull=True) | ~Q(revoked_by_number="")
            ),
        ]

    def __str__(self):
        return f"{self.distinction} {self.school_year_code}"


class RecordCoverage(OrganisationOwned):
    """Since which school year an organisation's records are whole: before it, what is not there may still have been."""

    complete_since = models.CharField("đủ từ năm học", max_length=9)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="record_coverage_once")]

    def __str__(self):
        return f"đủ từ năm học {self.complete_since}"
