from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.models import OrganisationOwned
from legal.conditions import SANCTION_WORDS

SANCTIONS = [(code, words.capitalize()) for code, words in SANCTION_WORDS.items()]


class DisciplinaryRecord(OrganisationOwned):
    """A sanction with its days. Read by the head only; others learn no more than "xem thông báo riêng"."""

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name="người")
    sanction = models.CharField("hình thức", max_length=12, choices=SANCTIONS)
    decision_number = models.CharField("số quyết định", max_length=60)
    from_on = models.DateField("có hiệu lực từ")
    to_on = models.DateField("hết hiệu lực ngày", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-from_on"]
        verbose_name = "kỷ luật"
        constraints = [
            models.CheckConstraint(
                name="disciplinary_record_in_order", condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))
            )
        ]

    def __str__(self):
        return f"{self.person}"  # never why


class PendingVerification(OrganisationOwned):
    """Something about a person is being looked into: nothing is proposed until it is over. Never its content.

    Blocks by khoản 4 Điều 4 Nghị định 152/2025/NĐ-CP. Read by the head and by the readers named here.
    """

    class Kind(models.TextChoices):
        DISCIPLINE = "discipline", "Đang xem xét kỷ luật"
        INVESTIGATION = "investigation", "Đang điều tra, thanh tra, kiểm tra"
        COMPLAINT = "complaint", "Có khiếu nại, tố cáo đang được xác minh"

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name="người")
    kind = models.CharField("loại", max_length=15, choices=Kind)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("kết thúc ngày", null=True, blank=True)
    readers = models.ManyToManyField("organisation.Person", blank=True, related_name="+", verbose_name="người được xem")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-from_on"]
        verbose_name = "việc đang xác minh"
        constraints = [
            models.CheckConstraint(
                name="pending_verification_in_order", condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))
            )
        ]

    def __str__(self):
        return f"{self.person}"


class EarlierService(OrganisationOwned):
    """Years in the sector before this organisation, for conditions that count them."""

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name="người")
    place = models.CharField("nơi công tác", max_length=200)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến hết ngày")
    is_hardship = models.BooleanField("vùng đặc biệt khó khăn", default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["from_on"]
        verbose_name = "thời gian công tác trước đây"
        constraints = [models.CheckConstraint(name="earlier_service_in_order", condition=Q(to_on__gte=F("from_on")))]

    def __str__(self):
        return f"{self.person}: {self.place}"
