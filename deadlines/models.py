from __future__ import annotations

import logging
from datetime import date, datetime, time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import NoReverseMatch, reverse

from core import clock
from core.models import OrganisationOwned
from core.querysets import owned_manager
from deadlines.judged import Judged, judged
from deadlines.querysets import (
    CalendarEntryQuerySet,
    ExtensionQuerySet,
    ObligationQuerySet,
    PublicHolidayChangeQuerySet,
)
from deadlines.rules import Frame
from organisation.models import Role

logger = logging.getLogger(__name__)


class CalendarEntry(OrganisationOwned):
    """A dated step of the year. Whether it is open is computed from its times at the moment of asking."""

    class Purpose(models.TextChoices):
        REGISTRATION = "registration", "Đăng ký danh hiệu"
        MONTHLY_REVIEW = "monthly_review", "Bình xét tháng"
        QUARTER_REVIEW = "quarter_review", "Bình xét quý"
        ROUND_REVIEW = "round_review", "Bình xét đợt"
        SEMESTER_REVIEW = "semester_review", "Bình xét học kỳ"
        CALENDAR_YEAR_REVIEW = "calendar_year_review", "Bình xét năm dương lịch"
        YEAR_REVIEW = "year_review", "Bình xét năm học"
        DOSSIER = "dossier", "Nộp hồ sơ"
        CAMPAIGN = "campaign", "Phong trào, chuyên đề"
        OTHER = "other", "Việc khác"

    school_year = models.ForeignKey("organisation.SchoolYear", models.PROTECT, related_name="calendar_entries")
    purpose = models.CharField("loại", max_length=20, choices=Purpose, default=Purpose.OTHER)
    title = models.CharField("việc", max_length=250)
    opens_at = models.DateTimeField("mở lúc")
    due_at = models.DateTimeField("hạn")
    cut_off_at = models.DateTimeField("khóa lúc")
    source_label = models.CharField("theo", max_length=250, blank=True)  # "Kế hoạch số 12/KH-…"
    source_key = models.CharField(max_length=80, blank=True)  # the later room's object, "plan:12:<fact key>"
    source_sentence = models.TextField("câu trong văn bản", blank=True)
    rule = models.JSONField(default=dict, blank=True)  # as `deadlines.rules` reads it; {} where days were typed
    reading = models.CharField("cách hiểu", max_length=250, blank=True)  # “tuần 1 tháng 1 là từ … đến …”
    # Over before anybody here could know of it: shown, never owed, never reminded of, unless it is extended.
    over_at_launch = models.BooleanField("đã qua khi công bố", default=False)

    objects = owned_manager(CalendarEntryQuerySet)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="calendar_entry_in_order",
                condition=Q(opens_at__lte=F("due_at")) & Q(due_at__lte=F("cut_off_at")),
            ),
            models.UniqueConstraint(
                fields=["organisation", "source_key", "due_at"],
                condition=~Q(source_key=""),
                name="calendar_entry_once",
            ),
        ]

    def __str__(self):
        return self.title

    def times_for(self, person=None) -> tuple[datetime, datetime, datetime]:
        """(opens, due, cut-off) with what was extended for everybody and for the person named or her tổ."""
        extended = self.extensions.model.objects.for_entry(self, person=person).longest()
        if extended is None:
            return self.opens_at, self.due_at, self.cut_off_at
        return self.opens_at, max(self.due_at, extended), max(self.cut_off_at, extended)

    def judged_period(self, *, since: date | None = None) -> Judged | None:
        """The period that is reviewed here; None where this is no review. Reads the school year.

        `since`: the first day of a đợt whose sentence does not print it.
        """
        return judged(
            self.purpose,
            title=self.title,
            sentence=self.source_sentence,
            rule=self.rule,
            due_on=self.due_at.astimezone(clock.ZONE).date(),
            opens_on=self.opens_at.astimezone(clock.ZONE).date(),
            year=Frame.of(self.school_year),
            since=since,
        )

    @property
    def closes_at(self) -> datetime:
        """The last moment to hand in, with what was extended for everybody: of rows read `with_extended`."""
        return max(filter(None, [self.cut_off_at, self.extended_at]))

    def is_open(self, at: datetime, person=None) -> bool:
        opens_at, _, cut_off_at = self.times_for(person)
        return opens_at <= at <= cut_off_at


class Obligation(models.Model):
    """Who owes what, by when, to whom. To-do lists, reminders and the office's late board read only this table.

    It may name two organisations, so it has no scope: read it through `owed_by`, `addressed_to` or `for_user` alone.
    `url_name`/`url_kwargs` lead to the page where it is done (the slug is added). Under an `entry` its times are the
    entry's: an extension of the entry moves all of them, an extension of one moves that one alone.
    """

    class State(models.TextChoices):
        OPEN = "open", "Đang chờ"
        FULFILLED = "fulfilled", "Đã xong"
        CANCELLED = "cancelled", "Không còn phải làm"

    organisation = models.ForeignKey("organisation.Organisation", models.PROTECT, related_name="obligations")
    owed_to = models.ForeignKey("organisation.Organisation", models.PROTECT, related_name="obligations_owed_to")
    person = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="obligations")
    role = models.CharField(max_length=20, blank=True)  # owed by whoever holds the role, where no person is named
    department = models.ForeignKey("organisation.Department", models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.ForeignKey(CalendarEntry, models.PROTECT, null=True, blank=True, related_name="obligations")
    key = models.CharField(max_length=160)
    title = models.CharField("việc", max_length=250)
    why = models.CharField("vì sao", max_length=500, blank=True)
    button = models.CharField(max_length=40, default="Mở")
    url_name = models.CharField(max_length=80)
    url_kwargs = models.JSONField(default=dict, blank=True)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    cut_off_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = [F("due_at").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="obligation_once"),
            models.CheckConstraint(
                name="obligation_closed_has_time", condition=Q(state="open") | Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(name="obligation_names_somebody", condition=Q(person__isnull=False) | ~Q(role="")),
        ]
        indexes = [
            models.Index(fields=["organisation", "person", "state"], name="obligation_person"),
            models.Index(fields=["owed_to", "state", "due_at"], name="obligation_owed_to"),
        ]

    def __str__(self):
        return self.title

    @property
    def was_late(self) -> bool:
        """Done, but after its deadline: flagged, never lost."""
        is_done = self.state == self.State.FULFILLED
        return is_done and self.due_at is not None and self.closed_at > self.due_at

    @property
    def role_name(self) -> str:
        """For whom it waits, where it was given to a role and not to a person."""
        return Role(self.role).label if self.role in Role.values else ""

    @property
    def topic(self) -> str:
        """What messages about it are about: settled when it is done or gets another date."""
        return f"obligation:{self.key}"

    @property
    def address(self) -> str:
        """The path of the page where it is done; "" where its name leads nowhere, which must not break a list."""
        try:
            return reverse(self.url_name, kwargs={"organisation": self.organisation.slug, **self.url_kwargs})
        except NoReverseMatch:
            logger.error("Obligation %s names a page that does not exist: %s", self.pk, self.url_name)
            return ""


class DeadlineExtension(OrganisationOwned):
    """A longer deadline with its reason: for one obligation, for a whole entry, or for one tổ under an entry."""

    entry = models.ForeignKey(CalendarEntry, models.PROTECT, null=True, blank=True, related_name="extensions")
    department = models.ForeignKey("organisation.Department", models.PROTECT, null=True, blank=True, related_name="+")
    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, blank=True, related_name="extensions")
    new_due_at = models.DateTimeField("hạn mới")
    reason = models.CharField("lý do", max_length=500)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=clock.now, editable=False)

    objects = owned_manager(ExtensionQuerySet)

    class Meta:
        ordering = ["granted_at", "pk"]
        verbose_name = "gia hạn"
        constraints = [
            models.CheckConstraint(
                name="extension_of_one_thing",
                condition=Q(entry__isnull=False, obligation__isnull=True)
                | Q(entry__isnull=True, obligation__isnull=False),
            ),
            models.CheckConstraint(
                name="extension_of_department_names_entry", condition=Q(department=None) | Q(entry__isnull=False)
            ),
            models.CheckConstraint(name="extension_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self):
        return self.reason


def seven_three_one() -> list[int]:
    return [7, 3, 1]


def one_day() -> list[int]:
    return [1]


class ReminderLadder(OrganisationOwned):
    """When an organisation reminds: days before the deadline, the day, days after; who else hears of what is late."""

    days_before = ArrayField(models.PositiveSmallIntegerField(), default=seven_three_one, verbose_name="trước hạn")
    on_the_day = models.BooleanField("ngày đến hạn", default=True)
    days_after = ArrayField(models.PositiveSmallIntegerField(), default=one_day, blank=True, verbose_name="sau hạn")
    remind_at = models.TimeField("giờ nhắc", default=time(6, 30))
    department_head_after = models.PositiveSmallIntegerField("báo tổ trưởng sau", null=True, blank=True, default=2)
    head_after = models.PositiveSmallIntegerField("báo người đứng đầu sau", null=True, blank=True, default=4)

    class Meta:
        verbose_name = "nhắc hạn"
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="reminder_ladder_once"),
            models.CheckConstraint(
                name="reminder_ladder_tells_after_the_day",
                condition=(Q(department_head_after=None) | Q(department_head_after__gte=1))
                & (Q(head_after=None) | Q(head_after__gte=1)),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.rungs}"

    @property
    def rungs(self) -> tuple[int, ...]:
        """Days from the due day, for the one who owes it."""
        return (*(-days for days in self.days_before), *((0,) if self.on_the_day else ()), *self.days_after)

    @property
    def rungs_of(self) -> dict[str, tuple[int, ...]]:
        """The rungs of each audience."""
        audience = Reminder.Audience
        return {
            audience.OWNER: self.rungs,
            audience.DEPARTMENT_HEAD: (self.department_head_after,) if self.department_head_after else (),
            audience.HEAD: (self.head_after,) if self.head_after else (),
        }


class PublicHolidayChange(models.Model):
    """A day off that the national calendar does not know, or one that is worked after all, with the notice it is from.

    Entered by an office for all below it, or by a school for itself; the nearest to a school wins. It names no other
    organisation's people or work, and a school must see its office's rows, so it has no scope: read it through
    `binding`.
    """

    organisation = models.ForeignKey("organisation.Organisation", models.PROTECT, related_name="+")
    day = models.DateField("ngày")
    is_off = models.BooleanField("được nghỉ")
    name = models.CharField("tên ngày nghỉ", max_length=120, blank=True)
    document = models.CharField("theo văn bản", max_length=250)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now, editable=False)

    objects = PublicHolidayChangeQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        verbose_name = "thay đổi ngày nghỉ"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "day"], name="holiday_change_once"),
            models.CheckConstraint(name="holiday_change_has_document", condition=~Q(document="")),
        ]

    def __str__(self):
        return f"{self.day:%d/%m/%Y} {'nghỉ' if self.is_off else 'làm việc'}"


class CalendarFeed(OrganisationOwned):
    """A person's calendar at an address of its own, for a calendar application that cannot sign in.

    Whoever knows the address reads it, so only its hash is kept, and she may end it at any time.
    """

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "địa chỉ lịch"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(revoked_at=None), name="calendar_feed_one_in_force"
            )
        ]

    def __str__(self):
        return f"{self.person}, {self.organisation}"


class Reminder(OrganisationOwned):
    """One rung of the ladder of one obligation and deadline, told to one person; the row makes it once.

    A longer deadline is another one, so it is reminded of again, and only to those whose deadline moved.
    """

    class Audience(models.TextChoices):
        OWNER = "owner", "Người có việc"
        DEPARTMENT_HEAD = "department_head", "Tổ trưởng"
        HEAD = "head", "Người đứng đầu đơn vị"

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="reminders")
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+")
    audience = models.CharField(max_length=20, choices=Audience, default=Audience.OWNER)
    rung = models.SmallIntegerField()  # days from the due day: -3 is three days before
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obligation", "person", "audience", "rung", "due_at"], name="reminder_once")
        ]

    def __str__(self):
        return f"{self.audience} {self.rung:+d}"
