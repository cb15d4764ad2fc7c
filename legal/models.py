from __future__ import annotations

from fractions import Fraction

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from core.findings import Citation
from legal.catalogue import value_words
from legal.querysets import LegalParameterQuerySet, ReadAtQuerySet, RegimeQuerySet


def _point(expression) -> Func:
    """A range that holds one number: equal numbers overlap. PostgreSQL compares ranges without any extension."""
    return Func(expression, expression, Value("[]"), function="int8range")


MARKS = [("T", "Đã đối chiếu văn bản"), ("S", "Theo nguồn thứ cấp"), ("K", "Chưa đối chiếu")]


class LegalDocument(models.Model):
    """A law, decree, circular or a place's own decision, with its days in force."""

    number = models.CharField("số, ký hiệu", max_length=60)
    kind = models.CharField("loại", max_length=60)
    title = models.CharField("trích yếu", max_length=500)
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    from_on = models.DateField("có hiệu lực từ")
    to_on = models.DateField("đến hết ngày", null=True, blank=True)
    mark = models.CharField("mức đối chiếu", max_length=1, choices=MARKS, default="K")
    read_where = models.CharField("đã đọc ở", max_length=300, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    organisation = models.ForeignKey(
        "organisation.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="của đơn vị"
    )

    objects = ReadAtQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "number"]
        verbose_name = "văn bản pháp luật"
        constraints = [
            # Once for the nation and once at each place: what one school typed never stands in another's papers.
            models.UniqueConstraint(
                fields=["organisation", "number", "issuer"], nulls_distinct=False, name="legal_document_once"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.number}"


class DocumentRelation(models.Model):
    """What one document does to another: it replaces it, changes it, or says how it is carried out."""

    class Kind(models.TextChoices):
        REPLACES = "replaces", "thay thế"
        AMENDS = "amends", "sửa đổi, bổ sung"
        GUIDES = "guides", "quy định chi tiết, hướng dẫn"

    document = models.ForeignKey(LegalDocument, models.CASCADE, related_name="acts_on")
    other = models.ForeignKey(LegalDocument, models.PROTECT, related_name="acted_on_by")
    kind = models.CharField("quan hệ", max_length=10, choices=Kind)
    locator = models.CharField("điều, khoản", max_length=120, blank=True)
    mark = models.CharField("mức đối chiếu", max_length=1, choices=MARKS, default="K")

    class Meta:
        ordering = ["document", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["document", "other", "kind"], name="document_relation_once"),
            models.CheckConstraint(name="document_relation_not_self", condition=~Q(document=F("other"))),
        ]

    def __str__(self):
        return f"{self.document} {self.get_kind_display()} {self.other}"


class Provision(models.Model):
    """One place in a document and, in our own short words, what it says. `read_where`: the copy that was read."""

    document = models.ForeignKey(LegalDocument, models.CASCADE, related_name="provisions", verbose_name="văn bản")
    locator = models.CharField("điều, khoản", max_length=120)
    statement = models.CharField("nội dung", max_length=600)
    mark = models.CharField("mức đối chiếu", max_length=1, choices=MARKS, default="K")
    read_where = models.CharField("đã đọc ở", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["document", "position", "pk"]
        verbose_name = "quy định"
        constraints = [models.UniqueConstraint(fields=["document", "locator"], name="provision_once")]

    def __str__(self):
        return f"{self.locator} {self.document}"

    @property
    def citation(self) -> Citation:
        return Citation(document=str(self.document), locator=self.locator, mark=self.mark)


class Regime(models.Model):
    """The law of a time by the name people give it. What binds is in the parameters of its days."""

    code = models.CharField("mã", max_length=30, unique=True)
    name = models.CharField("tên", max_length=160)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến hết ngày", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    documents = models.ManyToManyField(LegalDocument, related_name="regimes", verbose_name="văn bản")

    objects = RegimeQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on"]
        verbose_name = "thời kỳ pháp luật"

    def __str__(self):
        return self.name


class TransitionRule(models.Model):
    """Which law a dossier follows that was received before a day: that of the day before, or the better of the two."""

    code = models.CharField("mã", max_length=40, unique=True)
    document = models.ForeignKey(LegalDocument, models.PROTECT, related_name="transitions", verbose_name="văn bản")
    locator = models.CharField("điều, khoản", max_length=120)
    statement = models.CharField("nội dung", max_length=500)
    mark = models.CharField("mức đối chiếu", max_length=1, choices=MARKS, default="K")
    received_before = models.DateField("hồ sơ nhận trước ngày")
    may_choose_better = models.BooleanField("được áp dụng quy định có lợi hơn", default=False)

    class Meta:
        ordering = ["-received_before"]
        verbose_name = "quy định chuyển tiếp"

    def __str__(self):
        return f"{self.locator} {self.document}"

    @property
    def citation(self) -> Citation:
        return Citation(document=str(self.document), locator=self.locator, mark=self.mark)


class LegalParameter(models.Model):
    """A number or word that a provision fixes, at one place, from a day to a day. `organisation` None: the nation."""

    code = models.CharField("mã", max_length=80)
    value = models.CharField("giá trị", max_length=300)
    organisation = models.ForeignKey(
        "organisation.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tại"
    )
    document = models.ForeignKey(LegalDocument, models.PROTECT, related_name="parameters", verbose_name="văn bản")
    locator = models.CharField("điều, khoản", max_length=120, blank=True)
    mark = models.CharField("mức đối chiếu", max_length=1, choices=MARKS, default="K")
    note = models.CharField("ghi chú", max_length=500, blank=True)
    read_where = models.CharField("đã đọc ở", max_length=300, blank=True)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)

    objects = LegalParameterQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-from_on"]
        verbose_name = "giá trị theo văn bản"
        constraints = [
            models.CheckConstraint(
                name="legal_parameter_days_in_order", condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))
            ),
            # One value of a code at one place on one day.
            ExclusionConstraint(
                name="legal_parameter_once_a_day",
                expressions=[
                    (_point(Coalesce(F("organisation"), Value(0))), RangeOperators.OVERLAPS),
                    (
                        _point(Func(F("code"), function="hashtext", output_field=models.IntegerField())),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("from_on"), F("to_on"), Value("[]"), function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.code} = {self.value}"

    @property
    def fraction(self) -> Fraction:
        """The value as an exact fraction ("2/3", "70/100"), without the ">" of one that must be exceeded."""
        return Fraction(self.value.removeprefix(">"))

    @property
    def value_words(self) -> str:
        return value_words(self.code, self.value)

    @property
    def citation(self) -> Citation:
        return Citation(document=str(self.document), locator=self.locator, mark=self.mark)


class Distinction(models.Model):
    """What somebody may receive: titles, forms of commendation, prizes. Codes are stable, labels are data.

    Only those of the law are judged (`is_judged`); a prize, what a mass organisation gives and the school's own
    biểu dương are recorded and nothing more.
    """

    class Kind(models.TextChoices):
        TITLE = "title", "Danh hiệu thi đua"
        COMMENDATION = "commendation", "Hình thức khen thưởng"
        ORDER = "order", "Huân chương"
        HONOUR = "honour", "Danh hiệu vinh dự nhà nước"
        PRIZE = "prize", "Giải thưởng, hội thi"
        MASS = "mass", "Khen thưởng của tổ chức đoàn thể"
        OWN = "own", "Biểu dương của đơn vị"

    JUDGED = (Kind.TITLE, Kind.COMMENDATION, Kind.ORDER, Kind.HONOUR)

    class Level(models.TextChoices):
        BASE = "base", "Cấp cơ sở"
        PROVINCE = "province", "Cấp tỉnh, bộ"
        STATE = "state", "Cấp Nhà nước"
        OTHER = "other", "Khác"

    BELOW_STATE = (Level.BASE, Level.PROVINCE)  # what a school or an office above it may give or hand on by itself

    class Target(models.TextChoices):
        INDIVIDUAL = "individual", "Cá nhân"
        COLLECTIVE = "collective", "Tập thể"
        BOTH = "both", "Cá nhân, tập thể"

    code = models.CharField("mã", max_length=30, unique=True)
    name = models.CharField("tên", max_length=160)
    kind = models.CharField("loại", max_length=15, choices=Kind)
    target = models.CharField("đối tượng", max_length=10, choices=Target)
    level = models.CharField("cấp", max_length=10, choices=Level, default=Level.BASE)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    @property
    def is_judged(self) -> bool:
        return self.kind in self.JUDGED
