from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import OrganisationOwned, SavedFromPages
from core.querysets import owned_manager
from evaluations.models.rubrics import PeriodKind, Rubric, Subject
from evaluations.querysets import EvaluationPeriodQuerySet


class EvaluationPolicy(OrganisationOwned, SavedFromPages):
    """What the school's quy chế says of the evaluations of a year, with where it says so; a period keeps its copy."""

    class StaffSees(models.TextChoices):
        NOTHING = "nothing", "Không ai xem kết quả của người khác"
        COMMENDED = "commended", "Danh sách được biểu dương"
        GRADES = "grades", "Mức xếp loại của mọi người"

    class TransferRule(models.TextChoices):
        LONGEST = "longest", "Tổ có nhiều ngày nhất trong kỳ"
        LAST = "last", "Tổ vào ngày cuối kỳ"

    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="+", verbose_name="năm học")
    document = models.ForeignKey(
        "legal.LegalDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="quy chế"
    )
    locator = models.CharField("điều, khoản", max_length=120, blank=True)
    uses_council = models.BooleanField("hội đồng xét kết quả", default=True)
    council_scores = models.BooleanField("hội đồng (thủ trưởng) chấm cột riêng", default=False)
    objection_days = models.PositiveSmallIntegerField("số ngày làm việc để giải trình, khiếu nại", default=3)
    staff_sees = models.CharField("toàn trường xem", max_length=10, choices=StaffSees, default=StaffSees.COMMENDED)
    public_days = models.PositiveSmallIntegerField("số ngày công khai trên trang chung", default=0)
    least_service = models.CharField("thời gian làm việc ít nhất trong kỳ", max_length=12, default="1/2")
    transfer_rule = models.CharField(
        "người đổi tổ giữa kỳ do", max_length=10, choices=TransferRule, default=TransferRule.LONGEST
    )
    late_cap = models.CharField("nộp muộn không xếp cao hơn mức", max_length=60, blank=True)

    class Meta:
        verbose_name = "quy định đánh giá"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "school_year"], name="evaluation_policy_once"),
            models.CheckConstraint(name="objection_days_bounded", condition=Q(objection_days__lte=30)),
            models.CheckConstraint(name="public_days_bounded", condition=Q(public_days__lte=90)),
        ]

    def __str__(self):
        return f"Quy định đánh giá năm học {self.school_year}"


class RollUp(OrganisationOwned, SavedFromPages):
    """How results of shorter periods make that of a longer one; the shape of `formula` is in `evaluations.rollups`."""

    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="+", verbose_name="năm học")
    name = models.CharField("tên", max_length=160)
    period_kind = models.CharField("cho kỳ", max_length=15, choices=PeriodKind)
    subject = models.CharField("đối tượng", max_length=15, choices=Subject, default=Subject.PERSON)
    formula = models.JSONField("công thức")
    document = models.ForeignKey(
        "legal.LegalDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="quy chế"
    )
    locator = models.CharField("điều, khoản", max_length=120, blank=True)

    class Meta:
        ordering = ["period_kind", "pk"]
        verbose_name = "công thức tổng hợp"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "school_year", "period_kind", "subject"], name="roll_up_once"
            )
        ]

    def __str__(self):
        return self.name


class EvaluationPeriod(OrganisationOwned):
    """A span of days that is judged. Open or not is computed from its times; provisional and published are acts."""

    Kind = PeriodKind

    kind = models.CharField("loại kỳ", max_length=15, choices=PeriodKind, default=PeriodKind.MONTH)
    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="+")
    entry = models.OneToOneField("deadlines.CalendarEntry", models.PROTECT, related_name="evaluation_period")
    label = models.CharField("kỳ", max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    formula = models.JSONField(default=dict, blank=True)  # frozen copy; {}: the sheets are filled in
    policy = models.JSONField(default=dict, blank=True)  # frozen copy of the EvaluationPolicy
    provisional_at = models.DateTimeField(null=True, blank=True)
    provisional_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    objections_until = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    public_code = models.CharField(max_length=40, blank=True, editable=False)  # of the page that anybody may read
    announcement = models.ForeignKey(
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="thông báo"
    )
    result_table = models.ForeignKey(
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bảng"
    )
    rubrics = models.ManyToManyField(Rubric, through="PeriodRubric", related_name="periods")

    objects = owned_manager(EvaluationPeriodQuerySet)

    class Meta:
        ordering = ["-starts_on", "-ends_on"]
        verbose_name = "kỳ đánh giá"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "starts_on", "ends_on"], name="evaluation_period_once"
            ),
            models.UniqueConstraint(fields=["public_code"], condition=~Q(public_code=""), name="public_result_once"),
            models.CheckConstraint(name="evaluation_period_in_order", condition=Q(starts_on__lt=F("ends_on"))),
            models.CheckConstraint(
                name="provisional_period_has_times",
                condition=Q(provisional_at__isnull=True)
                | Q(provisional_by__isnull=False, objections_until__isnull=False),
            ),
            models.CheckConstraint(
                name="published_period_has_publisher",
                condition=Q(published_at__isnull=True) | Q(published_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def is_rolled_up(self) -> bool:
        return bool(self.formula)


class PeriodRubric(OrganisationOwned):
    """A rubric as a period uses it: from then on it is frozen."""

    period = models.ForeignKey(EvaluationPeriod, models.CASCADE, related_name="period_rubrics")
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="period_rubrics")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "rubric"], name="period_rubric_once")]

    def __str__(self):
        return f"{self.period}: {self.rubric}"
