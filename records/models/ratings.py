from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.findings import Citation, Finding
from core.models import OrganisationOwned, SavedFromPages
from core.querysets import owned_manager
from legal.catalogue import meaning as rule_words
from legal.catalogue import value_words
from records.criteria import LEVEL_NAMES, WHOLE, Rule, Rules, fact_rows
from records.models.titles import Origin
from records.querysets import QualityRatingQuerySet

RULES_PREFIX = "quality_rating."  # of the codes of the rating's parameters in the library
HISTORY = "history"  # begins the `source_key` of a rating that was entered from a document, not judged here


class YearKind(models.TextChoices):
    SCHOOL_YEAR = "school_year", "Năm học"
    CALENDAR_YEAR = "calendar_year", "Năm"


class RatedYear(OrganisationOwned):
    """What of a year concerns the whole organisation: its own level, and whether its results raise the cap."""

    year_kind = models.CharField("loại năm", max_length=15, choices=YearKind)
    year_code = models.CharField("năm", max_length=9)
    unit_level = models.CharField("mức của đơn vị", max_length=15, choices=LEVEL_NAMES, blank=True)
    is_outstanding = models.BooleanField("đơn vị có kết quả nổi trội", default=False)
    basis = models.CharField("theo văn bản", max_length=250, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year_kind", "year_code"], name="rated_year_once"),
            models.CheckConstraint(
                name="rated_year_outstanding_has_basis", condition=Q(is_outstanding=False) | ~Q(basis="")
            ),
        ]

    def __str__(self):
        return f"{self.get_year_kind_display()} {self.year_code}"


class QualityRating(SavedFromPages, OrganisationOwned):
    """The yearly quality rating of one person (xếp loại chất lượng viên chức), by the parameters of its day.

    A decided one is never changed: another row that names it takes its place when that is decided. `rules` and
    `findings` are frozen copies of what was applied; the monthly grades are another thing, `source_key` only says
    where points were taken from ("sheet:12").
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Đề nghị"
        DECIDED = "decided", "Đã quyết định"
        REPLACED = "replaced", "Đã được thay"
        WITHDRAWN = "withdrawn", "Đã rút"

    TRANSITIONS = {
        State.PROPOSED: {State.DECIDED, State.WITHDRAWN},
        State.DECIDED: {State.REPLACED},
        State.REPLACED: set(),
        State.WITHDRAWN: set(),
    }

    person = models.ForeignKey(
        "organisation.Person", models.PROTECT, related_name="quality_ratings", verbose_name="người"
    )
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tổ"
    )
    year_kind = models.CharField("loại năm", max_length=15, choices=YearKind)
    year_code = models.CharField("năm", max_length=9)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PROPOSED)
    duty_group = models.CharField("nhóm nhiệm vụ tương đồng", max_length=120)
    is_manager = models.BooleanField("cán bộ quản lý", default=False)
    is_head = models.BooleanField("người đứng đầu", default=False)
    level = models.CharField("mức xếp loại", max_length=15, choices=LEVEL_NAMES, blank=True)
    reached = models.CharField("mức theo số liệu", max_length=15, choices=LEVEL_NAMES, blank=True)
    points = models.DecimalField("điểm", max_digits=6, decimal_places=2, null=True, blank=True)
    facts = models.JSONField("số liệu", default=dict, blank=True)
    exclusion_grounds = models.TextField("nội dung cần xét riêng", blank=True)  # the head's and the person's own
    remark = models.CharField("ghi chú", max_length=1000, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    rules = models.JSONField(default=list, blank=True)
    findings = models.JSONField(default=list, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replacements", verbose_name="thay cho"
    )
    replace_reason = models.CharField("lý do thay", max_length=1000, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("lúc quyết định", null=True, editable=False)
    decision_note = models.CharField("lý do quyết định", max_length=1000, blank=True)
    decision_reference = models.CharField("văn bản của cấp trên", max_length=250, blank=True)

    objects = owned_manager(QualityRatingQuerySet)

    class Meta:
        ordering = ["person__sort_key", "pk"]
        verbose_name = "xếp loại chất lượng"
        indexes = [models.Index(fields=["organisation", "year_kind", "year_code", "state"], name="rating_of_year")]
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["organisation", "person", "year_kind", "year_code"],
                    condition=Q(state=state),
                    name=f"quality_rating_one_{state}",
                )
                for state in ("proposed", "decided")
            ),
            models.CheckConstraint(
                name="quality_rating_decided_is_whole",
                condition=~Q(state__in=["decided", "replaced"])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(level="")),
            ),
            models.CheckConstraint(
                name="quality_rating_points_within",
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=WHOLE),
            ),
            models.CheckConstraint(
                name="quality_rating_replacement_has_reason",
                condition=Q(replaces__isnull=True) | ~Q(replace_reason=""),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.year_name}"

    def move_to(self, state: str) -> None:
        """Change the state; ValueError for a move that does not exist. The caller saves."""
        if state not in self.TRANSITIONS[self.state]:
            raise ValueError(f"{self.state} cannot become {state}")
        self.state = state

    @property
    def year_name(self) -> str:
        return f"{self.get_year_kind_display().lower()} {self.year_code}"

    @property
    def applied_rules(self) -> Rules:
        return Rules(Rule(**row) for row in self.rules)

    @property
    def is_history(self) -> bool:
        """Entered from a document of an earlier time: nothing was judged here."""
        return self.source_key.split(":")[0] == HISTORY

    @property
    def origin(self) -> str:
        """How it came into the record, a value of `Origin`."""
        return self.source_key.split(":")[1] if self.is_history else Origin.DECISION

    def get_origin_display(self) -> str:
        return Origin(self.origin).label

    @property
    def source_sheet(self) -> int | None:
        """The id of the evaluation sheet that the points were taken from."""
        kind, _, key = self.source_key.partition(":")
        return int(key) if kind == "sheet" and key.isascii() and key.isdigit() else None

    @property
    def rule_rows(self) -> list[dict]:
        """The frozen parameters in words, for a table."""
        return [
            {
                "meaning": rule_words(f"{RULES_PREFIX}{rule.code}", {}),
                "value": value_words(f"{RULES_PREFIX}{rule.code}", rule.value),
                "citation": rule.citation,
                "note": rule.note,
            }
            for rule in self.applied_rules
        ]

    @property
    def fact_rows(self) -> list[tuple[str, str]]:
        """The facts that were entered, with their labels."""
        return fact_rows(self.facts)

    @property
    def shown_findings(self) -> list[Finding]:
        """The stored findings as they were said."""
        return [
            Finding(**{**row, "citation": Citation(**row["citation"]) if row["citation"] else None})
            for row in self.findings
        ]
