"""Documents from above and what they ask."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.errors import DomainError
from core.files import DatedFolder
from core.models import OrganisationOwned
from core.querysets import owned_manager
from plans.models.facts import ReadFact
from plans.querysets import IncomingDocumentQuerySet, IncomingFactQuerySet


class IncomingDocument(OrganisationOwned):
    """A document from above (hướng dẫn, công văn, kế hoạch) as the clerk entered it in the book of arrivals.

    It came on paper or as a file, or through this installation (`delivery`). The head says who handles it and who
    reads it; the dates read from its text become the organisation's own once a person accepts them.
    """

    class Kind(models.TextChoices):
        GUIDANCE = "guidance", "Hướng dẫn"
        LETTER = "letter", "Công văn"
        PLAN = "plan", "Kế hoạch"
        NOTICE = "notice", "Thông báo"
        DECISION = "decision", "Quyết định"
        DIRECTIVE = "directive", "Chỉ thị"
        OTHER = "other", "Văn bản khác"

    class State(models.TextChoices):
        FILED = "filed", "Chờ phân công"
        ASSIGNED = "assigned", "Đang xử lý"
        CLOSED = "closed", "Đã xử lý"

    TRANSITIONS = {
        State.FILED: {State.ASSIGNED, State.CLOSED},
        State.ASSIGNED: {State.ASSIGNED, State.CLOSED},
        State.CLOSED: {State.ASSIGNED},  # the head gives it out again
    }

    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="+")
    kind = models.CharField("loại", max_length=10, choices=Kind)
    number = models.CharField("số, ký hiệu", max_length=60)
    issued_on = models.DateField("ngày văn bản")
    issuer = models.CharField("cơ quan ban hành", max_length=250)
    subject = models.CharField("trích yếu", max_length=500)
    arrival_number = models.PositiveIntegerField("số đến")
    arrival_year = models.PositiveSmallIntegerField(editable=False)
    arrived_on = models.DateField("ngày đến")
    text = models.TextField("nội dung", blank=True)
    file = models.FileField(upload_to=DatedFolder("incoming"), blank=True, max_length=250)
    file_name = models.CharField("tên tệp", max_length=250, blank=True)
    media_type = models.CharField(max_length=80, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    delivery = models.OneToOneField(
        "submissions.Submission", models.PROTECT, null=True, blank=True, related_name="incoming"
    )
    search_key = models.CharField(max_length=900, editable=False)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.FILED)
    handler = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+")
    handle_by_on = models.DateField("hạn xử lý", null=True, blank=True)
    opinion = models.CharField("ý kiến chỉ đạo", max_length=500, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    assigned_at = models.DateTimeField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)  # passed on to its readers; None: nobody owes its reading
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField("kết quả xử lý", max_length=500, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    form_token = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = owned_manager(IncomingDocumentQuerySet)

    class Meta:
        ordering = ["-arrived_on", "-arrival_number"]
        verbose_name = "văn bản đến"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "arrival_year", "arrival_number"], name="arrival_number_once_a_year"
            ),
            models.UniqueConstraint(fields=["organisation", "form_token"], name="incoming_once_a_form"),
            models.CheckConstraint(
                name="assigned_incoming_has_handler",
                condition=~Q(state="assigned") | Q(handler__isnull=False, assigned_at__isnull=False),
            ),
            models.CheckConstraint(
                name="closed_incoming_has_outcome",
                condition=~Q(state="closed") | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-arrived_on"], name="incoming_arrived")]

    def __str__(self):
        return f"{self.get_kind_display()} số {self.number}"

    def move_to(self, state: str):
        """Change the state; DomainError where no such move leads from here. The caller saves."""
        if state not in self.TRANSITIONS[self.state]:
            raise DomainError(
                f"Văn bản đang ở tình trạng “{self.get_state_display()}” nên không làm được việc này."
                " Tải lại trang để xem tình trạng mới nhất."
            )
        self.state = state

    @property
    def topic(self) -> str:
        """Its name in keys of other rooms: "incoming:12"."""
        return f"incoming:{self.pk}"

    # What `services.reading` asks of anything that is read and counted.
    page_name = "plans:incoming_detail"
    announced = "được chuyển để đọc"

    @property
    def announced_at(self):
        return self.shared_at

    @property
    def is_announced(self) -> bool:
        return self.shared_at is not None

    is_being_read = is_announced

    @property
    def title(self) -> str:
        return f"số {self.number}: {self.subject}"

    @property
    def number_label(self) -> str:
        """“Công văn số 512/SGDĐT-VP, ngày 05/10/2026 của Sở …”, as calendar entries name their source."""
        return f"{self} ngày {self.issued_on:%d/%m/%Y} của {self.issuer}"

    @property
    def is_late(self) -> bool:
        is_open = self.state != self.State.CLOSED
        return is_open and self.handle_by_on is not None and self.handle_by_on < clock.today()


class IncomingFact(ReadFact):
    """What a document from above asks, as read: a date becomes the organisation's own, the rest serves its plan."""

    class Kind(models.TextChoices):
        DEADLINE = "deadline", "Mốc thời gian"
        TARGET = "target", "Chỉ tiêu"
        CAMPAIGN = "campaign", "Phong trào, chuyên đề"

    incoming = models.ForeignKey(IncomingDocument, models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=10, choices=Kind)
    done_at = models.DateTimeField("xong lúc", null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = owned_manager(IncomingFactQuerySet)

    class Meta:
        ordering = ["line", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["incoming", "key"], name="incoming_fact_once"),
            models.CheckConstraint(
                name="incoming_fact_days_in_order",
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(from_on__lte=F("to_on")),
            ),
            models.CheckConstraint(
                name="done_incoming_fact_was_accepted", condition=Q(done_at__isnull=True) | Q(state="accepted")
            ),
        ]
