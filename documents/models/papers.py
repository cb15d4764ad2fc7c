from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.errors import DomainError
from core.files import DatedFolder
from core.models import Job, OrganisationOwned
from core.querysets import owned_manager
from documents import content as content_model
from documents.paper_forms import PAPER_FORMS, UNNUMBERED, PaperForm
from documents.querysets import EvidenceQuerySet, OfficialDocumentQuerySet


class NumberSeries(OrganisationOwned):
    """A book of numbers for one whole symbol ("KH-THNC"). By default the clerk's own book, which we only mirror.

    A council that is named as issuer and uses the school's seal keeps a book of its own (NĐ 30/2020, Phụ lục I,
    II.3a): `body` names it, "" is the organisation's own. Where the application numbers, it does so for document dates
    from `ours_from_year` on (None: any year); up to `paper_last` the numbers of that first year stand on paper.
    """

    symbol = models.CharField("ký hiệu", max_length=60)
    body = models.CharField("sổ của", max_length=200, blank=True)
    is_ours = models.BooleanField("hệ thống cấp số", default=False)
    ours_from_year = models.PositiveSmallIntegerField("cấp số từ năm", null=True, blank=True)
    paper_last = models.PositiveIntegerField("số lớn nhất trong sổ giấy", default=0)

    class Meta:
        ordering = ["body", "symbol"]
        verbose_name = "sổ số văn bản"
        constraints = [models.UniqueConstraint(fields=["organisation", "symbol"], name="number_series_once")]

    def __str__(self):
        return self.symbol

    def is_ours_in(self, year: int) -> bool:
        """Whether the application numbers what is dated in that year."""
        return self.is_ours and (self.ours_from_year is None or year >= self.ours_from_year)

    def numbers_on_paper(self, year: int) -> int:
        """Up to which number a year's numbers were given before the application took over."""
        return self.paper_last if year == self.ours_from_year else 0


class OfficialDocument(OrganisationOwned):
    """One official paper: drafted, approved as a hash, numbered and frozen, then rendered by a worker."""

    class Kind(models.TextChoices):
        PLAN = "plan", "Kế hoạch"
        LIST = "list", "Danh sách"
        MINUTES = "minutes", "Biên bản"
        PROPOSAL = "proposal", "Tờ trình"
        NOTICE = "notice", "Thông báo"
        DECISION = "decision", "Quyết định"
        REGULATION = "regulation", "Quy chế"
        INVITATION = "invitation", "Giấy mời"
        GUIDANCE = "guidance", "Hướng dẫn"
        REPORT = "report", "Báo cáo"
        RESOLUTION = "resolution", "Nghị quyết"
        LETTER = "letter", "Công văn"
        FORM = "form", "Biểu mẫu"
        CERTIFICATE = "certificate", "Giấy khen"

    class State(models.TextChoices):
        DRAFT = "draft", "Nháp"
        SUBMITTED = "submitted", "Chờ duyệt"
        APPROVED = "approved", "Đã duyệt, chờ số"
        ISSUED = "issued", "Đã ban hành"

    TRANSITIONS = {
        State.DRAFT: {State.SUBMITTED},
        State.SUBMITTED: {State.APPROVED, State.DRAFT},
        State.APPROVED: {State.ISSUED, State.DRAFT},
        State.ISSUED: set(),
    }

    kind = models.CharField("loại", max_length=12, choices=Kind)
    form = models.CharField("mẫu", max_length=24, blank=True, editable=False)  # of `documents.paper_forms`
    subject_line = models.CharField("trích yếu", max_length=500)
    search_key = models.CharField(max_length=600, blank=True, editable=False)
    data = models.JSONField("nội dung")
    content_hash = models.CharField(max_length=64, editable=False)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    origin_name = models.CharField(max_length=80, blank=True)  # URL name and kwargs of the page where it arose
    origin_kwargs = models.JSONField(default=dict, blank=True)
    return_reason = models.CharField("lý do trả lại", max_length=500, blank=True)
    # Made from facts of the room where it arose: nobody writes its text, and that room names who approves it.
    is_generated = models.BooleanField("lập từ số liệu", default=False, editable=False)

    approved_hash = models.CharField(max_length=64, blank=True, editable=False)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)

    series = models.ForeignKey(NumberSeries, models.PROTECT, null=True, blank=True, related_name="documents")
    number = models.PositiveIntegerField("số", null=True, blank=True)
    year = models.PositiveSmallIntegerField("năm của số", null=True, blank=True)
    issued_on = models.DateField("ngày văn bản", null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    frozen = models.TextField(blank=True, editable=False)
    frozen_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    verification_code = models.CharField("mã xác minh", max_length=12, blank=True, editable=False)

    render_job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.FileField(upload_to=DatedFolder("issued"), blank=True, max_length=250)
    file_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    rendered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = owned_manager(OfficialDocumentQuerySet)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "văn bản"
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year", "number"], condition=Q(number__isnull=False), name="number_once_a_year"
            ),
            models.CheckConstraint(
                name="issued_document_is_whole",
                condition=~Q(state="issued")
                | (
                    Q(issued_on__isnull=False, approved_by__isnull=False)
                    & (Q(number__isnull=False, series__isnull=False) | Q(kind__in=UNNUMBERED))
                    & ~Q(frozen="")
                    & ~Q(frozen_sha256="")
                    & ~Q(verification_code="")
                ),
            ),
            models.CheckConstraint(
                name="number_stands_in_a_series",
                condition=Q(number__isnull=True, series__isnull=True) | Q(number__isnull=False, series__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["verification_code"], condition=~Q(verification_code=""), name="verification_code_once"
            ),
        ]

    def __str__(self):
        return f"{self.type_name} {self.subject_line}"

    @property
    def type_name(self) -> str:
        """The name of its type; of a paper outside the decree's types that of its form: “Phiếu đánh giá cá nhân”."""
        form = self.paper_form
        is_named = form is not None and (self.kind in UNNUMBERED or form.heads_itself)
        return form.name if is_named else self.get_kind_display()

    def move_to(self, state: str):
        """Change the state; DomainError where no such move leads from here. The caller saves."""
        if state == self.state:  # a second press, or another's first
            raise DomainError(
                f"Văn bản đã ở trạng thái “{self.get_state_display()}” rồi. Tải lại trang để xem tình trạng mới nhất."
            )
        if state not in self.TRANSITIONS[self.state]:
            raise DomainError(
                f"Văn bản đang ở trạng thái “{self.get_state_display()}” nên không chuyển được sang"
                f" “{self.State(state).label}”. Tải lại trang để xem tình trạng mới nhất."
            )
        self.state = state

    @property
    def content(self) -> content_model.Content:
        return content_model.from_json(self.data)

    @property
    def paper_form(self) -> PaperForm | None:
        return PAPER_FORMS.get(self.form)

    @property
    def full_number(self) -> str:
        """ "05/TTr-THNC", or "" on a draft."""
        return f"{self.number:02d}/{self.series.symbol}" if self.number else ""

    @property
    def can_be_sent(self) -> bool:
        """Only a file that exists can be sent."""
        return self.state == self.State.ISSUED and bool(self.file)


class Evidence(OrganisationOwned):
    """A file that proves a claim: sniffed, bounded, without EXIF.

    The room that uses it streams it, at its own URL, after its own access.
    """

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="evidence", verbose_name="của")
    file = models.FileField(upload_to=DatedFolder("evidence"), max_length=250)
    original_name = models.CharField("tên tệp", max_length=250)
    caption = models.CharField("chú thích", max_length=250, blank=True)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField("dung lượng")
    sha256 = models.CharField(max_length=64)
    is_confidential = models.BooleanField("bảo mật", default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now, editable=False)

    objects = owned_manager(EvidenceQuerySet)

    class Meta:
        ordering = ["-uploaded_at"]
        verbose_name = "minh chứng"

    def __str__(self):
        return self.original_name
