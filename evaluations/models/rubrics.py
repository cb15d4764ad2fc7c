from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.models import OrganisationOwned, SavedFromPages
from core.querysets import owned_manager
from evaluations.querysets import RubricQuerySet
from organisation.models import Employment


class Subject(models.TextChoices):
    """Who is judged. A unit is a school in the sheet of its office."""

    PERSON = "person", "Cá nhân"
    DEPARTMENT = "department", "Tổ"
    ORGANISATION = "organisation", "Cả đơn vị"
    UNIT = "unit", "Đơn vị trực thuộc"


class PeriodKind(models.TextChoices):
    MONTH = "month", "Tháng"
    QUARTER = "quarter", "Quý"
    ROUND = "round", "Đợt"
    SEMESTER = "semester", "Học kỳ"
    CALENDAR_YEAR = "calendar_year", "Năm dương lịch"
    SCHOOL_YEAR = "school_year", "Năm học"


class AudienceGroup(OrganisationOwned):
    """A group of people judged by one rubric (nhóm đối tượng): data of the school, by facts of the employment.

    The first group in their order that matches an employment is its group; an empty condition asks nothing.
    """

    name = models.CharField("tên nhóm", max_length=120)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    staff_kind = models.CharField("loại", max_length=10, choices=Employment.StaffKind, blank=True)
    is_homeroom = models.BooleanField("giáo viên chủ nhiệm", null=True, blank=True)
    staff_group = models.ForeignKey(
        "organisation.StaffGroup", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nhóm khác"
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "nhóm đối tượng"
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="audience_group_once")]

    def __str__(self):
        return self.name


class Rubric(OrganisationOwned, SavedFromPages):
    """A biểu điểm in one version: criteria as a tree, grades with minima. Frozen once a period uses it."""

    class Scale(models.TextChoices):
        POINTS = "points", "Theo số điểm"
        PERCENT = "percent", "Theo phần trăm của mức tối đa"

    class FinalRule(models.TextChoices):
        LAST = "last", "Lấy điểm của cấp xét sau cùng"
        WEIGHTED = "weighted", "Tính theo tỷ trọng các cột"

    class ShowsReview(models.TextChoices):
        RECOMMENDED = "recommended", "Khi tổ đề nghị"
        PROVISIONAL = "provisional", "Khi có kết quả dự kiến"
        PUBLISHED = "published", "Khi công bố"

    family = models.UUIDField(default=uuid.uuid4, editable=False)  # versions of one rubric share it
    version_number = models.PositiveSmallIntegerField("bản", default=1)
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        editable=False,
        verbose_name="bản trước",
    )
    # What the organisation above sent, of which this is the copy (one for each delivery).
    given = models.ForeignKey(
        "submissions.Submission", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    school_year = models.ForeignKey(
        "organisation.SchoolYear", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="năm học"
    )
    name = models.CharField("tên", max_length=200)
    source = models.CharField("theo văn bản", max_length=250, blank=True)
    document = models.ForeignKey(
        "legal.LegalDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="quy chế"
    )
    locator = models.CharField("điều, khoản", max_length=120, blank=True)
    subject = models.CharField("đối tượng", max_length=15, choices=Subject, default=Subject.PERSON)
    audience = models.ForeignKey(
        AudienceGroup, models.PROTECT, null=True, blank=True, related_name="rubrics", verbose_name="nhóm"
    )
    period_kinds = ArrayField(
        models.CharField(max_length=15, choices=PeriodKind), default=list, blank=True, verbose_name="loại kỳ"
    )
    scale = models.CharField("mức xếp loại tính", max_length=10, choices=Scale, default=Scale.PERCENT)
    total_points = models.DecimalField("tổng điểm tối đa", max_digits=7, decimal_places=2, null=True, blank=True)
    final_rule = models.CharField("điểm cuối cùng", max_length=10, choices=FinalRule, default=FinalRule.LAST)
    weight_self = models.PositiveSmallIntegerField("tỷ trọng tự chấm (%)", default=0)
    weight_department = models.PositiveSmallIntegerField("tỷ trọng tổ chấm (%)", default=0)
    weight_council = models.PositiveSmallIntegerField("tỷ trọng hội đồng chấm (%)", default=0)
    hides_self = models.BooleanField("tổ chấm xong mới thấy điểm tự chấm", default=False)
    shows_review_at = models.CharField(
        "người được chấm thấy điểm của tổ", max_length=15, choices=ShowsReview, default=ShowsReview.PROVISIONAL
    )
    is_frozen = models.BooleanField("đã dùng", default=False, editable=False)
    adopted_at = models.DateTimeField("đưa vào dùng lúc", null=True, blank=True, editable=False)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = owned_manager(RubricQuerySet)

    class Meta:
        ordering = ["name", "-version_number"]
        verbose_name = "biểu điểm"
        constraints = [
            models.UniqueConstraint(fields=["family", "version_number"], name="rubric_version_once"),
            models.UniqueConstraint(fields=["organisation", "given"], name="given_rubric_once"),
            models.CheckConstraint(
                name="weighted_rubric_weights_are_whole",
                condition=~Q(final_rule="weighted") | Q(weight_self=100 - F("weight_department") - F("weight_council")),
            ),
            models.CheckConstraint(
                name="only_persons_have_groups", condition=Q(subject="person") | Q(audience__isnull=True)
            ),
        ]

    def __str__(self):
        return self.name if self.version_number == 1 else f"{self.name} (bản {self.version_number})"


class Criterion(OrganisationOwned):
    """One line of a rubric. Which fields count depends on its kind (`evaluations.criteria`)."""

    class Kind(models.TextChoices):
        GROUP = "group", "Nhóm tiêu chí"
        POINTS = "points", "Chấm điểm"
        LEVELS = "levels", "Chọn mức điểm"
        BONUS = "bonus", "Điểm cộng"
        DEDUCTION = "deduction", "Điểm trừ"
        PROGRESS = "progress", "Tiến bộ so với chính mình"
        GATE = "gate", "Điều kiện"

    class Effect(models.TextChoices):
        UNGRADED = "ungraded", "Không xếp loại"
        DROP = "drop", "Hạ một mức"
        AT_MOST = "at_most", "Không cao hơn mức"

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    code = models.CharField("số", max_length=10)
    title = models.CharField("tiêu chí", max_length=500)
    guidance = models.TextField("hướng dẫn", blank=True)
    kind = models.CharField("cách chấm", max_length=10, choices=Kind, default=Kind.POINTS)
    # points, levels, progress: the most; group: its cap or declared sum; bonus, deduction: the cap, None without one
    max_points = models.DecimalField("tối đa", max_digits=6, decimal_places=2, null=True, blank=True)
    each_points = models.DecimalField("điểm mỗi lần", max_digits=6, decimal_places=2, null=True, blank=True)
    levels = models.JSONField(
        "các mức", default=list, blank=True
    )  # [{"label", "points"}]; progress: [{"from", "points"}]
    unit = models.CharField("đơn vị tính", max_length=30, blank=True)
    effect = models.CharField("hệ quả", max_length=10, choices=Effect, blank=True)
    effect_grade = models.CharField("mức cao nhất", max_length=60, blank=True)
    needs_evidence = models.BooleanField("cần minh chứng", default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "tiêu chí"
        constraints = [
            models.UniqueConstraint(fields=["rubric", "code"], name="criterion_once"),
            models.CheckConstraint(
                name="criterion_max_positive", condition=Q(max_points__isnull=True) | Q(max_points__gt=0)
            ),
            models.CheckConstraint(
                name="scored_criterion_has_max",
                condition=Q(kind__in=["group", "bonus", "deduction", "gate"]) | Q(max_points__isnull=False),
            ),
            models.CheckConstraint(
                name="gate_has_effect",
                condition=(Q(kind="gate") & ~Q(effect="")) | (~Q(kind="gate") & Q(effect="", effect_grade="")),
            ),
        ]

    def __str__(self):
        return f"{self.code}. {self.title}"


class GradeBand(OrganisationOwned):
    """A grade and the least that earns it, on the rubric's scale."""

    class ShareBase(models.TextChoices):
        GRADED = "graded", "số người được xếp loại trong nhóm"
        NEXT = "next", "số người đạt mức này và mức liền dưới"

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="grades")
    name = models.CharField("mức", max_length=60)
    minimum = models.DecimalField("từ", max_digits=6, decimal_places=2)
    needs_no_zero = models.BooleanField("không có tiêu chí 0 điểm", default=False)
    share_cap = models.CharField("tỷ lệ tối đa", max_length=12, blank=True)  # a fraction: "1/5"
    share_base = models.CharField("tính trên", max_length=10, choices=ShareBase, default=ShareBase.GRADED)
    praise = models.CharField("biểu dương", max_length=120, blank=True)  # the school's own: never a danh hiệu

    class Meta:
        ordering = ["-minimum"]
        verbose_name = "mức xếp loại"
        constraints = [models.UniqueConstraint(fields=["rubric", "minimum"], name="grade_band_once")]

    def __str__(self):
        return self.name
