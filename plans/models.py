from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from core import clock
from core.errors import DomainError
from core.files import DatedFolder
from core.models import OrganisationOwned
from core.querysets import owned_manager
from deadlines.models import CalendarEntry
from documents import content as content_model
from organisation.models import Employment
from plans import criteria
from plans.querysets import (
    EmulationPlanQuerySet,
    IncomingDocumentQuerySet,
    IncomingFactQuerySet,
    PlanFactQuerySet,
    PlanTargetQuerySet,
    PublicPageQuerySet,
)


def public_code() -> str:
    """A code that nobody guesses: 128 bits, in letters and digits of an address."""
    return secrets.token_urlsafe(16)


class EmulationPlan(OrganisationOwned):
    """The year's plan: pasted, read, corrected, approved and issued as a document, then published."""

    class State(models.TextChoices):
        DRAFT = "draft", "Nháp"
        PUBLISHED = "published", "Đã công bố"

    class Kind(models.TextChoices):
        PLAN = "plan", "Kế hoạch"
        REGULATION = "regulation", "Quy chế"

    class Change(models.TextChoices):
        AMEND = "amend", "Sửa đổi, bổ sung"
        REPLACE = "replace", "Thay thế"

    TRANSITIONS = {State.DRAFT: {State.PUBLISHED}, State.PUBLISHED: set()}

    # A regulation goes the same way as a plan; it has days in force instead of dates to keep.
    kind = models.CharField("loại", max_length=10, choices=Kind, default=Kind.PLAN)
    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="plans")
    title = models.CharField("tên kế hoạch", max_length=300)
    source_text = models.TextField("văn bản gốc", blank=True)
    data = models.JSONField("nội dung", default=dict, blank=True)  # the content as this room last wrote it
    printed = models.JSONField(default=dict, blank=True)  # letterhead, signatures and period of the pasted text
    document = models.OneToOneField(
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="plan"
    )
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT)
    # In whose name it is drawn up (`plans/data/drafting_bodies.toml`), and who writes it; the head signs either way.
    drafting_body = models.CharField("cơ quan soạn thảo", max_length=10, default="school")
    author = models.ForeignKey(
        "organisation.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người soạn"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    # What it amends or replaces: the latest published version. `keeps_rest`: where it is silent, the old one counts.
    changes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="changed_by")
    change = models.CharField("cách thay đổi", max_length=7, choices=Change, blank=True)
    keeps_rest = models.BooleanField("điều không nhắc lại vẫn giữ", default=False)
    effects = models.JSONField(default=list, blank=True)  # what its publication did to dates and targets, in words
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)  # those who had not read it
    from_on = models.DateField("có hiệu lực từ", null=True, blank=True)  # of a regulation
    to_on = models.DateField("đến hết ngày", null=True, blank=True)
    form_token = models.UUIDField(default=uuid.uuid4, editable=False)  # the form's own: a double click makes one plan

    objects = owned_manager(EmulationPlanQuerySet)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "kế hoạch"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "form_token"], name="plan_once_a_form"),
            models.CheckConstraint(
                name="published_plan_is_whole",
                condition=~Q(state="published")
                | Q(published_at__isnull=False, published_by__isnull=False, document__isnull=False),
            ),
            models.CheckConstraint(
                name="change_names_what_it_changes",
                condition=Q(change="", changes__isnull=True) | (~Q(change="") & Q(changes__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["changes"], condition=Q(state="published"), name="plan_changed_by_one_published"
            ),
            models.CheckConstraint(
                name="plan_in_force_in_order",
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(from_on__lte=F("to_on")),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def content(self) -> content_model.Content:
        """Once there is a document, its content is the plan's."""
        return self.document.content if self.document_id else content_model.from_json(self.data)

    @property
    def is_editable(self) -> bool:
        """A text that waits for approval, or was approved, is changed only after it is given back."""
        return self.state == self.State.DRAFT and (self.document_id is None or self.document.state == "draft")

    @property
    def can_be_published(self) -> bool:
        return self.state == self.State.DRAFT and self.document_id is not None and self.document.can_be_sent

    @property
    def responsible(self):
        """The person who writes it: the one named, else whoever began it (None: an account without a person)."""
        return self.author or getattr(self.created_by, "person", None)

    @property
    def is_regulation(self) -> bool:
        return self.kind == self.Kind.REGULATION

    @property
    def topic(self) -> str:
        """Its name in keys of other rooms: "plan:12"."""
        return f"plan:{self.pk}"

    # What `services.reading` asks of anything that is read and counted.
    page_name = "plans:plan_detail"
    announced = "đã được công bố"

    @property
    def announced_at(self):
        return self.published_at

    @property
    def is_announced(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_being_read(self) -> bool:
        return self.is_announced and self.successor is None

    @property
    def number_label(self) -> str:
        """“Kế hoạch số 05/KH-THNC”, as calendar entries name their source."""
        number = self.document.full_number if self.document_id else ""
        return f"{self.get_kind_display()} số {number}" if number else f"{self.get_kind_display()} chưa ban hành"

    @cached_property
    def successor(self) -> EmulationPlan | None:
        """The published one that amended or replaced it."""
        return self.changed_by.select_related("document__series").filter(state=self.State.PUBLISHED).first()

    @property
    def changed_words(self) -> str:
        """“Được thay thế bởi Kế hoạch số 15/KH-THNC”; "" while nothing has changed it."""
        if self.successor is None:
            return ""
        verb = "thay thế" if self.successor.change == self.Change.REPLACE else "sửa đổi, bổ sung"
        return f"Được {verb} bởi {self.successor.number_label}"


class ReviewAct(OrganisationOwned):
    """Many facts decided by one press of a button; undone as a whole for as long as nobody decided otherwise."""

    plan = models.ForeignKey(EmulationPlan, models.CASCADE, related_name="review_acts")
    state = models.CharField("ý kiến", max_length=10)  # the state given, a `PlanFact.State`
    kind = models.CharField("loại nội dung", max_length=10, blank=True)  # a `PlanFact.Kind`; blank: of every kind
    fact_count = models.PositiveIntegerField("số nội dung")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "lần xác nhận nhiều nội dung"

    def __str__(self):
        word = "Không theo dõi" if self.state == PlanFact.State.REFUSED else "Xác nhận"
        return f"{word} {self.fact_count} nội dung"


class ReadFact(OrganisationOwned):
    """One thing understood from a text, beside its sentence, waiting for a person's word."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Cần xác nhận"
        ACCEPTED = "accepted", "Đã xác nhận"
        REFUSED = "refused", "Không theo dõi"

    key = models.CharField(max_length=80)
    line = models.PositiveIntegerField()
    sentence = models.TextField()  # as the text has it now
    data = models.JSONField()  # as the reader understood it
    # What will act: filled from `data`, re-dated to this school year, corrected by a person.
    title = models.CharField("việc", max_length=250, blank=True)
    purpose = models.CharField("loại", max_length=20, blank=True)
    terms = models.JSONField(default=dict, blank=True)  # the rule of a deadline, the figures of a target
    # The days; of a rule that comes back ("ngày 25 hằng tháng") the first and last day between which it counts.
    from_on = models.DateField("từ ngày", null=True, blank=True)
    to_on = models.DateField("đến ngày", null=True, blank=True)
    problem = models.CharField(max_length=250, blank=True)  # why it has no day in this year
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    def __str__(self):
        return self.title or self.sentence[:60]

    @property
    def rule(self) -> str:
        """The kind of a deadline's rule: date, monthly, unspecified, …"""
        return self.terms.get("kind", "")

    @property
    def is_recurring(self) -> bool:
        return self.kind == "deadline" and self.rule in criteria.RECURRING

    @property
    def is_counted(self) -> bool:
        """“05 ngày làm việc kể từ …”: it has a day once somebody says from which day to count."""
        return self.rule == "relative" and bool(self.terms.get("parameters", {}).get("offset_days"))

    @property
    def is_before(self) -> bool:
        """“Trước ngày 30”: the last day is the one before."""
        return self.terms.get("parameters", {}).get("boundary") == "before"

    @property
    def has_days(self) -> bool:
        """Whether it names days of this year; “hằng tháng” without a day does not."""
        if self.to_on is None or not self.is_recurring:
            return self.to_on is not None
        given = self.terms.get("parameters", {})
        return bool(criteria.recurring_days(self.rule, given, self.from_on or self.to_on, self.to_on))

    @property
    def purpose_name(self) -> str:
        return CalendarEntry.Purpose(self.purpose).label if self.purpose in CalendarEntry.Purpose.values else ""


class PlanFact(ReadFact):
    """One thing understood from the plan's text, beside its sentence, waiting for a person's Đúng or Sửa."""

    class Kind(models.TextChoices):
        DEADLINE = "deadline", "Mốc thời gian"
        TARGET = "target", "Chỉ tiêu"
        CAMPAIGN = "campaign", "Phong trào, chuyên đề"
        MEMBER = "member", "Hội đồng, phân công"
        EVENT = "event", "Việc đã ghi nhận"
        AIM = "aim", "Mục đích, yêu cầu"
        RECIPIENT = "recipient", "Nơi nhận"
        DOUBT = "doubt", "Điều cần hỏi lại"

    plan = models.ForeignKey(EmulationPlan, models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=10, choices=Kind)
    old_from_on = models.DateField(null=True, blank=True)
    old_to_on = models.DateField(null=True, blank=True)
    note = models.CharField("ý kiến", max_length=500, blank=True)
    act = models.ForeignKey(ReviewAct, models.SET_NULL, null=True, blank=True, related_name="facts")
    # What was decided before its sentence changed, until a person has looked: the sentence and the values of that time.
    earlier = models.JSONField(null=True, blank=True)

    objects = owned_manager(PlanFactQuerySet)

    class Meta:
        ordering = ["line", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="plan_fact_once"),
            models.CheckConstraint(
                name="plan_fact_days_in_order",
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(from_on__lte=F("to_on")),
            ),
        ]

    @property
    def is_note(self) -> bool:
        """How the text was read, to be seen; nothing is asked."""
        return self.kind == self.Kind.DOUBT and bool(self.data.get("is_note"))

    @property
    def waits(self) -> bool:
        """A person has something to say: it was never decided, or its sentence changed since."""
        return not self.is_note and (self.state == self.State.PROPOSED or self.earlier is not None)

    @property
    def said(self) -> str:
        """What was understood at the last reading, apart from its sentence and days."""
        return self.data.get("kind", "") if self.kind == self.Kind.DEADLINE else self.data.get("title_read", self.title)

    @property
    def places(self) -> list[dict]:
        """Where it stands: {"line", "sentence", "part"} each, the first being its own line and sentence."""
        return self.data.get("places") or [{"line": self.line, "sentence": self.sentence, "part": ""}]

    @property
    def is_moved(self) -> bool:
        """Printed for one year, acting in another."""
        return self.old_to_on is not None and (self.old_from_on, self.old_to_on) != (self.from_on, self.to_on)


class PlanTarget(OrganisationOwned):
    """A figure the plan sets: base group, how many or which share, title. `value` None: not stated, which is not 0."""

    plan = models.ForeignKey(EmulationPlan, models.CASCADE, related_name="targets")
    fact = models.OneToOneField(PlanFact, models.PROTECT, null=True, blank=True, related_name="target")
    who = models.CharField("ai", max_length=200)
    operator = models.CharField(max_length=2, default=">=")
    value = models.DecimalField("chỉ tiêu", max_digits=9, decimal_places=2, null=True, blank=True)
    unit = models.CharField("đơn vị tính", max_length=30)
    distinction = models.ForeignKey("legal.Distinction", models.PROTECT, null=True, blank=True, related_name="+")
    award = models.CharField("danh hiệu, nội dung", max_length=250, blank=True)
    is_registration = models.BooleanField("chỉ tiêu đăng ký", default=False)  # of those who register, not who achieve
    base = models.JSONField("tính trên nhóm", default=list, blank=True)  # tokens of plans.target_figures; [] unknown
    ended_at = models.DateTimeField(null=True, blank=True)  # a later version of the plan set another, or none

    objects = owned_manager(PlanTargetQuerySet)

    class Meta:
        ordering = ["pk"]
        verbose_name = "chỉ tiêu"

    def __str__(self):
        return f"{self.amount} {self.award}"

    @property
    def amount(self) -> str:
        return criteria.target_text(self.operator, self.value, self.unit)

    @property
    def is_of_titles(self) -> bool:
        return self.distinction_id is not None and self.distinction.kind == "title"

    def counts(self, distinction) -> bool:
        """Whether who aims at or holds `distinction` counts here: the same, or a higher title for the same kind of
        candidate, since whoever is a chiến sĩ thi đua is lao động tiên tiến too."""
        mine = self.distinction
        if mine is None or distinction is None:
            return False
        is_higher = (distinction.kind, distinction.target) == (mine.kind, mine.target) and self.is_of_titles
        return distinction == mine or (is_higher and distinction.position > mine.position)


class Acknowledgement(OrganisationOwned):
    """A person has read the published plan, or the document from above that was passed on to her."""

    plan = models.ForeignKey(EmulationPlan, models.PROTECT, null=True, blank=True, related_name="acknowledgements")
    incoming = models.ForeignKey(
        "plans.IncomingDocument", models.PROTECT, null=True, blank=True, related_name="acknowledgements"
    )
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "incoming", "person"], nulls_distinct=False, name="acknowledgement_once"
            ),
            models.CheckConstraint(
                name="acknowledgement_of_one_paper",
                condition=Q(plan__isnull=False, incoming__isnull=True) | Q(plan__isnull=True, incoming__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.person)


class PlanAudience(OrganisationOwned):
    """Who is to read a published plan, or a document from above: a tổ, a person, a group, or all of one kind of staff.

    No row: everybody. Rules, not names: who joins the tổ later owes the reading as well, who leaves it does not.
    """

    plan = models.ForeignKey(EmulationPlan, models.CASCADE, null=True, blank=True, related_name="audience")
    incoming = models.ForeignKey(
        "plans.IncomingDocument", models.CASCADE, null=True, blank=True, related_name="audience"
    )
    department = models.ForeignKey("organisation.Department", models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey("organisation.StaffGroup", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+")
    staff_kind = models.CharField(max_length=10, choices=Employment.StaffKind, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_audience_names_one",
                condition=Q(department__isnull=False, group__isnull=True, person__isnull=True, staff_kind="")
                | Q(department__isnull=True, group__isnull=False, person__isnull=True, staff_kind="")
                | Q(department__isnull=True, group__isnull=True, person__isnull=False, staff_kind="")
                | (Q(department__isnull=True, group__isnull=True, person__isnull=True) & ~Q(staff_kind="")),
            ),
            models.CheckConstraint(
                name="plan_audience_of_one_paper",
                condition=Q(plan__isnull=False, incoming__isnull=True) | Q(plan__isnull=True, incoming__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["plan", "incoming", "department", "group", "person", "staff_kind"],
                nulls_distinct=False,
                name="plan_audience_once",
            ),
        ]

    def __str__(self):
        named = self.department or self.group or self.person
        return str(named) if named else f"Tất cả {self.get_staff_kind_display().lower()}"


class PublicPage(OrganisationOwned):
    """The address under which anybody reads a published plan. It stays the same when withdrawn and opened again."""

    plan = models.OneToOneField(EmulationPlan, models.PROTECT, related_name="public_page")
    code = models.CharField(max_length=40, unique=True, default=public_code, editable=False)
    is_indexed = models.BooleanField("cho máy tìm kiếm đưa vào kết quả", default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField("lý do thu hồi", max_length=300, blank=True)

    objects = owned_manager(PublicPageQuerySet)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="withdrawn_page_has_reason", condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason="")
            )
        ]

    def __str__(self):
        return self.code

    @property
    def is_open(self) -> bool:
        return self.withdrawn_at is None


class YearPaper(OrganisationOwned):
    """What a person says of one of the year's papers: it exists outside the system, or is not needed this year."""

    class State(models.TextChoices):
        ELSEWHERE = "elsewhere", "Đã có văn bản"
        NOT_NEEDED = "not_needed", "Năm nay không cần"

    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)  # of `plans/data/papers.toml`
    state = models.CharField("tình trạng", max_length=10, choices=State)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    issued_on = models.DateField("ngày văn bản", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_year", "code"], name="year_paper_once"),
            models.CheckConstraint(
                name="year_paper_is_named", condition=(Q(state="elsewhere") & ~Q(number="")) | Q(state="not_needed")
            ),
        ]

    def __str__(self):
        return self.code


# ---- documents from above ----


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
