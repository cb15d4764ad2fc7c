from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from core import clock
from core.errors import DomainError
from core.vietnamese import search_key
from submissions.querysets import SubmissionQuerySet
from submissions.reports import Report
from submissions.scores import Scores


class IntakeBook(models.Model):
    """The receiver's book of codes for one kind and calendar year; its row is locked while a code is given out."""

    recipient = models.ForeignKey("organisation.Organisation", models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "prefix", "year"], name="intake_book_once")]

    def __str__(self):
        return f"{self.prefix}-{self.year}"


class Submission(models.Model):
    """What one organisation sends another, up or down: a pinned version that the receiver examines.

    It names two organisations, so it has no scope: read it through `sent_by` and `addressed_to` alone. `manifest` is
    what was sent as data (counts, rows, hashes); its files are `SubmissionFile`s.
    """

    class Kind(models.TextChoices):
        DOSSIER = "dossier", "Hồ sơ đề nghị"
        DECISION = "decision", "Quyết định"
        DOCUMENT = "document", "Văn bản gửi xuống"
        REPORT = "report", "Báo cáo kết quả"
        RUBRIC = "rubric", "Biểu điểm gửi xuống"
        SELF_SCORE = "self_score", "Phiếu tự chấm của đơn vị"
        UNIT_RESULT = "unit_result", "Kết quả của đơn vị"

    class State(models.TextChoices):
        SUBMITTED = "submitted", "Đã nộp"
        RECEIVED = "received", "Đã tiếp nhận"
        RETURNED = "revision_requested", "Yêu cầu bổ sung"
        ACCEPTED = "accepted", "Đã chấp nhận"

    NOUNS = {
        Kind.DOSSIER: "hồ sơ",
        Kind.DECISION: "quyết định",
        Kind.DOCUMENT: "văn bản",
        Kind.REPORT: "báo cáo",
        Kind.RUBRIC: "biểu điểm",
        Kind.SELF_SCORE: "phiếu tự chấm",
        Kind.UNIT_RESULT: "kết quả",
    }
    SENT_DOWN = (Kind.DOCUMENT, Kind.RUBRIC, Kind.UNIT_RESULT)  # to many at once, taken and not examined
    TRANSITIONS = {
        State.SUBMITTED: {State.RECEIVED},
        State.RECEIVED: {State.RETURNED, State.ACCEPTED},
        State.RETURNED: set(),
        State.ACCEPTED: set(),
    }

    organisation = models.ForeignKey(
        "organisation.Organisation", models.PROTECT, related_name="submissions_sent", verbose_name="nơi gửi"
    )
    recipient = models.ForeignKey(
        "organisation.Organisation", models.PROTECT, related_name="submissions_received", verbose_name="nơi nhận"
    )
    line = models.CharField("tuyến", max_length=15)
    kind = models.CharField("loại", max_length=12, choices=Kind)
    subject_key = models.CharField(max_length=120)  # the sender's object, e.g. "dossier:12"; versions share it
    version = models.PositiveSmallIntegerField("lần nộp", default=1)
    title = models.CharField("tên", max_length=250)
    school_year_code = models.CharField("năm học", max_length=9)
    code = models.CharField("mã tiếp nhận", max_length=40)  # of the receiver's book
    state = models.CharField("trạng thái", max_length=20, choices=State, default=State.SUBMITTED)
    manifest = models.JSONField()
    manifest_sha256 = models.CharField(max_length=64)
    due_at = models.DateTimeField("hạn", null=True, blank=True)
    obligation_key = models.CharField(max_length=160, blank=True)  # what the sender owed and hereby did
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=clock.now, editable=False)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    # Of a document sent down: how many are to read it at the receiver's and how many have. None: not passed on yet.
    reader_count = models.PositiveIntegerField(null=True, editable=False)
    read_count = models.PositiveIntegerField(null=True, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = "lần nộp"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "subject_key", "version"], name="submission_version_once"),
            models.UniqueConstraint(fields=["recipient", "code"], name="submission_code_once"),
            models.CheckConstraint(
                name="submission_received_has_time",
                condition=Q(state="submitted") | (Q(received_at__isnull=False) & Q(received_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="submission_closed_has_time",
                condition=Q(state__in=["submitted", "received"])
                | (Q(closed_at__isnull=False) & Q(closed_by__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["recipient", "kind", "school_year_code"], name="submission_recipient_year")]

    def __str__(self):
        return f"{self.title} (lần {self.version})"

    def move_to(self, state: str, refusal: str) -> None:
        """Change the state; DomainError where no such move leads from here. The caller saves."""
        if state not in self.TRANSITIONS[self.state]:
            raise DomainError(
                f"{refusal} {self.noun.capitalize()} {self.code} đang ở trạng thái “{self.get_state_display()}”."
            )
        self.state = state

    @property
    def noun(self) -> str:
        """What it is called in a sentence: “hồ sơ”, “báo cáo”."""
        return self.NOUNS[self.kind]

    @property
    def is_report(self) -> bool:
        return self.kind == self.Kind.REPORT

    @cached_property
    def report(self) -> Report:
        """The results that were sent, of a report."""
        return Report.read(self.manifest)

    @property
    def is_self_score(self) -> bool:
        return self.kind == self.Kind.SELF_SCORE

    @cached_property
    def scores(self) -> Scores:
        """The points that were sent, of a self-scored sheet or of the result of one."""
        return Scores.read(self.manifest)

    @property
    def is_open(self) -> bool:
        """Still with the receiver."""
        return self.state in (self.State.SUBMITTED, self.State.RECEIVED)

    @property
    def was_late(self) -> bool:
        return self.due_at is not None and self.submitted_at > self.due_at

    @property
    def open_return(self) -> SubmissionReturn | None:
        """The return that no later version has answered yet."""
        returned = getattr(self, "returned", None)
        return returned if returned is not None and returned.resolved_at is None else None


class SubmissionFile(models.Model):
    """One pinned file: an issued document as it stood, by its stored name and hash."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=40)
    title = models.CharField(max_length=250)
    document_id = models.BigIntegerField()
    stored_name = models.CharField(max_length=250)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["submission", "position"], name="submission_file_once")]

    def __str__(self):
        return self.title

    @property
    def download_name(self) -> str:
        """A name that every system can store: “HS-2027-0004_01_to-trinh.pdf”."""
        return f"{self.submission.code}_{self.position:02d}_{search_key(self.title).replace(' ', '-')[:60]}.pdf"


class SubmissionReturn(models.Model):
    """A return is an object: part, reason, who asked, until when, and how it was resolved."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="returned")
    part = models.CharField("phần", max_length=40, blank=True)
    reason = models.TextField("lý do")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=clock.now, editable=False)
    due_on = models.DateField("bổ sung trước ngày", null=True, blank=True)
    resolved_by = models.OneToOneField(Submission, models.PROTECT, null=True, related_name="resolves")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="submission_return_has_reason", condition=~Q(reason=""))]

    def __str__(self):
        return self.reason[:60]

    @property
    def part_label(self) -> str:
        """The title of the file that is meant; the whole where none was named."""
        named = [file.title for file in self.submission.files.all() if file.part == self.part]
        return named[0] if self.part and named else f"Toàn bộ {self.submission.noun}"
