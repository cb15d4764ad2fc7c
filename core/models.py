from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.files import DatedFolder
from core.querysets import owned_manager


class OrganisationOwned(models.Model):
    """A row of one organisation, school or office alike; its foreign keys stay inside it (`core.guards`)."""

    organisation = models.ForeignKey(
        "organisation.Organisation", models.PROTECT, verbose_name="đơn vị", related_name="+"
    )

    objects = owned_manager()

    class Meta:
        abstract = True


class SavedFromPages(models.Model):
    """A row that a page saves while one types: two open pages never overwrite each other."""

    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField("lưu lúc", default=clock.now, editable=False)
    # The open page whose save was the last one: it may go on saving, any other page must first see what changed.
    saved_from = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        abstract = True

    def is_stale_for(self, *, version: int, page: str) -> bool:
        """Whether somebody else saved since a page was opened; its own saves do not count."""
        return self.version != version and not (page and page == self.saved_from)

    def touch(self, *, page: str = "") -> None:
        """Note a change, made from an open page or by an act. The caller saves."""
        self.version += 1
        self.saved_at, self.saved_from = clock.now(), page[:32]


class Job(OrganisationOwned):
    """Long work as a row: who asked, how far it is, what came out. A task takes its id and may run twice."""

    class State(models.TextChoices):
        QUEUED = "queued", "Đang chờ"
        RUNNING = "running", "Đang chạy"
        DONE = "done", "Đã xong"
        FAILED = "failed", "Không làm được"
        CANCELLED = "cancelled", "Đã dừng"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    handler = models.CharField("việc", max_length=100)
    label = models.CharField("tên việc", max_length=250)
    arguments = models.JSONField(default=dict)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.QUEUED)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    message = models.CharField("lời nhắn", max_length=500, blank=True)
    result = models.JSONField(default=dict, blank=True)
    result_file = models.FileField(upload_to=DatedFolder("jobs"), blank=True, max_length=250)
    result_name = models.CharField(max_length=250, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    touched_at = models.DateTimeField(default=clock.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)  # workers that took it up
    round = models.PositiveIntegerField(default=0, editable=False)  # how often the sweeper sent it again
    cancel_requested = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["organisation", "-created_at"], name="job_organisation_created")]
        constraints = [
            models.CheckConstraint(
                name="job_finished_has_time",
                condition=Q(state__in=["queued", "running"]) | Q(finished_at__isnull=False),
            )
        ]

    def __str__(self):
        return self.label

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)


class TableImport(OrganisationOwned):
    """One uploaded table: read, previewed, applied row by row, and undone if nothing was built on it.

    `file` is kept while the preview may be read anew, with what was said of it (`options`); `facts` is what was
    understood. APPLYING: a job writes it in parts, or was stopped among them.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", "Chờ xác nhận"
        APPLYING = "applying", "Đang nhập"
        APPLIED = "applied", "Đã nhập"
        UNDONE = "undone", "Đã hoàn tác"
        DISCARDED = "discarded", "Đã bỏ"

    kind = models.CharField("loại bảng", max_length=60)
    file_name = models.CharField("tên tệp", max_length=250)
    file = models.FileField(upload_to=DatedFolder("tables"), blank=True, max_length=250)
    options = models.JSONField(default=dict, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PREVIEW)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    applied_at = models.DateTimeField(null=True, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.file_name} ({self.get_state_display()})"


class TableImportRow(OrganisationOwned):
    """One row of the table as typed, what is wrong with it, and what it became.

    A line of the sheet that says several things has a row for each (`part`). SKIPPED: read and left, with why.
    """

    class Outcome(models.TextChoices):
        NEW = "new", "Thêm mới"
        CHANGED = "changed", "Cập nhật"
        SAME = "same", "Không đổi"
        ERROR = "error", "Có lỗi"
        SKIPPED = "skipped", "Không thuộc bảng"

    table_import = models.ForeignKey(TableImport, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField("dòng")
    part = models.PositiveSmallIntegerField(default=0)
    values = models.JSONField(default=dict)
    errors = models.JSONField(default=list, blank=True)
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome)
    undo = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["line", "part"]
        constraints = [models.UniqueConstraint(fields=["table_import", "line", "part"], name="table_import_row_once")]

    def __str__(self):
        return f"Dòng {self.line}"
