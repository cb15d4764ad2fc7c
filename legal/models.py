from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.db.models import F, Q

from core.findings import Citation
from legal.catalogue import value_words
from legal.querysets import LegalParameterQuerySet

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
    organisation = models.ForeignKey(
        "organisation.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="của đơn vị"
    )

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


class LegalParameter(models.Model):
    """A number or word that a provision fixes, at one place, from a day to a day. `organisation` None: the nation."""

    code = models.CharField("mã", max_length=80)
    value = models.CharField("giá trị", max_length=120)
    organisation = models.ForeignKey(
        "organisation.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tại"
    )
    document = models.ForeignKey(LegalDocument, models.PROTECT, related_name="parameters", verbose_name="văn bản")
    locator = models.CharField("điều, khoản", max_length=120, blank=True)
    mark = models.CharField("mức đối chiếu", max_length=1, choices=MARKS, default="K")
    note = models.CharField("ghi chú", max_length=500, blank=True)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)

    objects = LegalParameterQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-from_on"]
        verbose_name = "giá trị theo văn bản"
        constraints = [
            models.CheckConstraint(
                name="legal_parameter_days_in_order", condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))
            )
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
    """A danh hiệu or a hình thức khen thưởng of the catalogue; codes are stable, labels are data."""

    class Kind(models.TextChoices):
        TITLE = "title", "Danh hiệu thi đua"
        COMMENDATION = "commendation", "Hình thức khen thưởng"

    class Target(models.TextChoices):
        INDIVIDUAL = "individual", "Cá nhân"
        COLLECTIVE = "collective", "Tập thể"
        BOTH = "both", "Cá nhân, tập thể"

    code = models.CharField("mã", max_length=30, unique=True)
    name = models.CharField("tên", max_length=160)
    kind = models.CharField("loại", max_length=15, choices=Kind)
    target = models.CharField("đối tượng", max_length=10, choices=Target)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name
