"""Signatures of issued documents. What is issued is never replaced: every signed form of it is a further row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.files import DatedFolder
from core.models import OrganisationOwned
from core.querysets import owned_manager
from documents.models.papers import OfficialDocument
from documents.querysets import SignedScanQuerySet, SigningImageQuerySet


class SignedScan(OrganisationOwned):
    """The signed and stamped paper, scanned. Once confirmed the row only stays (a trigger refuses all else).

    A wrong scan is superseded by another one, with a reason. `findings` are codes with facts, as they were when it was
    uploaded. `signers` are names, one a line, as whoever uploaded it read them on the paper.
    """

    document = models.ForeignKey(OfficialDocument, models.PROTECT, related_name="scans")
    file = models.FileField(upload_to=DatedFolder("signed_scans"), max_length=250)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("dung lượng")
    page_count = models.PositiveSmallIntegerField("số trang")
    findings = models.JSONField(default=list)
    signers = models.CharField("người đã ký", max_length=500, blank=True)
    has_seal = models.BooleanField("có dấu của đơn vị", default=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="thay cho"
    )
    reason = models.CharField("lý do thay", max_length=500, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)

    objects = owned_manager(SignedScanQuerySet)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "bản quét đã ký"
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(confirmed_at__isnull=False, supersedes=None),
                name="first_scan_once",
            ),
            models.CheckConstraint(
                name="scan_supersedes_another", condition=Q(supersedes=None) | ~Q(supersedes=F("id"))
            ),
            models.CheckConstraint(name="scan_supersedes_with_reason", condition=Q(supersedes=None) | ~Q(reason="")),
            models.CheckConstraint(
                name="confirmed_scan_names_signers", condition=Q(confirmed_at=None) | ~Q(signers="")
            ),
        ]

    def __str__(self):
        return f"Bản quét {self.uploaded_at:%d/%m/%Y} của {self.document}"


class SignedFile(OrganisationOwned):
    """The issued file with one more digital signature; rows are only added (a trigger refuses all else).

    People sign first, one after the other, the organisation last. `previous` is the file that was signed, None for
    the issued one. The certificate's facts are its own words.
    """

    class By(models.TextChoices):
        PERSON = "person", "Người ký"
        ORGANISATION = "organisation", "Đơn vị"

    document = models.ForeignKey(OfficialDocument, models.PROTECT, related_name="signed_files")
    signed_for = models.CharField(max_length=12, choices=By)
    signatory = models.CharField("họ tên in trên văn bản", max_length=200, blank=True)  # "" for the organisation
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="next")
    file = models.FileField(upload_to=DatedFolder("signed"), max_length=250)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("dung lượng")
    holder = models.CharField("tên trong chứng thư", max_length=250)
    issuer = models.CharField("nơi cấp chứng thư", max_length=250)
    serial = models.CharField("số chứng thư", max_length=64)
    valid_to = models.DateTimeField("chứng thư có hiệu lực đến")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "bản đã ký số"
        constraints = [
            models.UniqueConstraint(fields=["document"], condition=Q(previous=None), name="first_signature_once"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(signed_for="organisation"), name="organisation_signs_once"
            ),
            models.UniqueConstraint(
                fields=["document", "signatory"], condition=Q(signed_for="person"), name="signatory_signs_once"
            ),
            models.CheckConstraint(
                name="organisation_signs_after_a_person",
                condition=Q(signed_for="person") & ~Q(signatory="")
                | Q(signed_for="organisation", signatory="", previous__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.document}, {self.signatory or self.get_signed_for_display()} ký số"


class SigningImage(OrganisationOwned):
    """The picture of a person's signature, hers alone, or of the organisation's seal. PNG, transparent ground."""

    class Kind(models.TextChoices):
        SIGNATURE = "signature", "Chữ ký"
        SEAL = "seal", "Con dấu"

    kind = models.CharField(max_length=10, choices=Kind)
    person = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+")
    file = models.FileField(upload_to=DatedFolder("signing_images"), max_length=250)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField()  # pixels
    height = models.PositiveSmallIntegerField()
    width_mm = models.DecimalField("bề ngang thật (mm)", max_digits=4, decimal_places=1, null=True, blank=True)
    has_usual_ink = models.BooleanField(default=True)  # blue, or red
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now, editable=False)

    objects = owned_manager(SigningImageQuerySet)

    class Meta:
        verbose_name = "mẫu chữ ký, con dấu"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(kind="signature"), name="one_signature_picture"
            ),
            models.UniqueConstraint(fields=["organisation"], condition=Q(kind="seal"), name="one_seal_picture"),
            models.CheckConstraint(
                name="picture_is_of_one",
                condition=Q(kind="signature", person__isnull=False)
                | Q(kind="seal", person=None, width_mm__isnull=False),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
