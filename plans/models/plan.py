"""The year's plan, or a regulation, from its first draft on."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from core import clock
from core.models import OrganisationOwned
from core.querysets import owned_manager
from documents import content as content_model
from plans.querysets import EmulationPlanQuerySet


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
