"""Who is to read a published plan, who has, and reminding those who have not."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django_scopes import scopes_disabled

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.scoping import scope
from core.templatetags.ui import vi_datetime
from deadlines import services as deadlines
from deadlines.models import Obligation
from notifications.services import notify
from organisation.models import Department, Employment, Organisation, Person, StaffGroup
from plans.models import Acknowledgement, EmulationPlan, PlanAudience
from plans.querysets import readers_of

logger = logging.getLogger(__name__)
DAYS_TO_READ = 7
REMIND_AGAIN = timedelta(hours=12)


@dataclass
class Chosen:
    """The readers as a form names them; all empty: everybody."""

    departments: Iterable[Department] = ()
    groups: Iterable[StaffGroup] = ()
    people: Iterable[Person] = ()
    staff_kinds: Iterable[str] = field(default_factory=list)


def choose_audience(plan: EmulationPlan, chosen: Chosen) -> None:
    """Write down whom the plan is published to. The caller holds the plan's lock."""
    plan.audience.all().delete()
    rows = [PlanAudience(department=each) for each in chosen.departments]
    rows += [PlanAudience(group=each) for each in chosen.groups]
    rows += [PlanAudience(person=each) for each in chosen.people]
    rows += [PlanAudience(staff_kind=each) for each in chosen.staff_kinds]
    for row in rows:
        row.organisation, row.plan = plan.organisation, plan
    PlanAudience.objects.bulk_create(rows)
    if rows and not readers_of(plan, on=clock.today()).exists():
        raise DomainError("Chưa có ai trong các nhóm đã chọn. Chọn thêm tổ, nhóm hoặc người đọc.")


def readers(plan: EmulationPlan) -> list[Person]:
    return list(readers_of(plan, on=clock.today()))


def reading_key(plan: EmulationPlan, person: Person) -> str:
    return f"plan:{plan.pk}:read:{person.pk}"


# ---- the duty to read ----


def keep_readers(plan: EmulationPlan, *, news: dict[Person, str] | None = None) -> int:
    """Make the duties to read those of today's readers; returns how many were given.

    Who joined owes the reading from now on, who left owes it no more. Run again, it changes nothing. `news`: what the
    publication means for single people, in words, for their one message.
    """
    organisation = plan.organisation
    staff = readers(plan)
    read = set(
        Acknowledgement.objects.for_organisation(organisation).filter(plan=plan).values_list("person", flat=True)
    )
    rows = Obligation.objects.owed_by(organisation).open().filter(key__startswith=f"plan:{plan.pk}:read:")
    owed = set(rows.values_list("person", flat=True))
    newly = [person for person in staff if person.pk not in read | owed]
    due_at = clock.end_of_day(clock.today() + timedelta(days=DAYS_TO_READ))
    for person in newly:
        _oblige(plan, person, due_at)
        _tell(plan, person, due_at, (news or {}).get(person, ""))
    gone = owed - {person.pk for person in staff}
    for key in rows.filter(person__in=gone).values_list("key", flat=True):
        deadlines.cancel(organisation, key)
    return len(newly)


def _oblige(plan: EmulationPlan, person: Person, due_at: datetime) -> None:
    kind = plan.get_kind_display().lower()
    deadlines.oblige(
        organisation=plan.organisation,
        key=reading_key(plan, person),
        title=f"Đọc {kind} {plan.title}",
        url_name="plans:plan_detail",
        url_kwargs={"pk": plan.pk},
        person=person,
        why=f"{plan.number_label} vừa được công bố.",
        button="Đọc",
        due_at=due_at,
    )


def _tell(plan: EmulationPlan, person: Person, due_at: datetime, news: str) -> None:
    kind = plan.get_kind_display()
    sentences = [f"{plan.number_label} đã được công bố. Đọc và xác nhận trước {vi_datetime(due_at)}."]
    if plan.changes_id:
        verb = plan.get_change_display().lower()
        sentences.append(f"Văn bản này {verb} {plan.changes.number_label}.")
    notify(
        person,
        organisation=plan.organisation,
        key=f"plan:{plan.pk}:published",
        subject=f"{kind} mới: {plan.title}",
        body="\n".join(filter(None, [*sentences, news])),
        url=address(plan),
    )


def address(plan: EmulationPlan) -> str:
    return reverse("plans:plan_detail", args=[plan.organisation.slug, plan.pk])


def release_readers(plan: EmulationPlan) -> None:
    """Nobody owes the reading of a plan any more: another stands in its place."""
    rows = Obligation.objects.owed_by(plan.organisation).open().filter(key__startswith=f"plan:{plan.pk}:read:")
    for key in rows.values_list("key", flat=True):
        deadlines.cancel(plan.organisation, key)


def keep_all_readers() -> None:
    """For every published plan that still counts: give and take back the duty to read as people come and go."""
    with scopes_disabled():
        ids = list(EmulationPlan.objects.published().order_by().values_list("organisation", flat=True).distinct())
    for organisation in Organisation.objects.filter(pk__in=ids).order_by("pk"):
        with scope(organisation):
            _keep_at(organisation)


def _keep_at(organisation: Organisation) -> None:
    plans = EmulationPlan.objects.for_organisation(organisation).published().not_replaced()
    today = clock.today()
    for plan in plans.filter(school_year__ends_on__gte=today) | plans.regulations().filter(to_on=None):
        try:
            with transaction.atomic():
                locked = EmulationPlan.objects.for_organisation(organisation).select_for_update(of=("self",))
                keep_readers(locked.select_related("organisation", "document__series").get(pk=plan.pk))
        except Exception:
            logger.exception("Could not keep the readers of plan %s; the others go on.", plan.pk)


@transaction.atomic
def acknowledge(plan: EmulationPlan, *, person: Person) -> Acknowledgement:
    """“Tôi đã đọc”: counted once."""
    if plan.state != EmulationPlan.State.PUBLISHED:
        raise DomainError("Kế hoạch chưa công bố nên chưa xác nhận đọc được.")
    acknowledgement, is_new = Acknowledgement.objects.get_or_create(
        organisation=plan.organisation, plan=plan, person=person
    )
    deadlines.fulfil(plan.organisation, reading_key(plan, person))
    if is_new:
        audit.record("plans.plan_read", plan, by=person.user)
    return acknowledgement


# ---- who has read, and reminding who has not ----


@dataclass
class ReadingRow:
    person: Person
    department: str
    staff_kind: str
    read_at: datetime | None


def reading_rows(plan: EmulationPlan) -> list[ReadingRow]:
    """Every reader of today with when she read it; people who have left do not count. Three queries."""
    organisation, today = plan.organisation, clock.today()
    read_at = dict(
        Acknowledgement.objects.for_organisation(organisation).filter(plan=plan).values_list("person", "read_at")
    )
    work = Employment.objects.for_organisation(organisation).on(today).select_related("department")
    at = {each.person_id: each for each in work}
    return [
        ReadingRow(
            person,
            at[person.pk].department.name if at[person.pk].department_id else "",
            at[person.pk].get_staff_kind_display(),
            read_at.get(person.pk),
        )
        for person in readers(plan)
        if person.pk in at
    ]


@transaction.atomic
def remind_unread(plan: EmulationPlan, *, by) -> int:
    """Write once more to those who have not read it; returns how many. Twice within half a day is refused."""
    plan = EmulationPlan.objects.for_organisation(plan.organisation).select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.state != EmulationPlan.State.PUBLISHED or plan.successor is not None:
        raise DomainError("Chỉ nhắc đọc văn bản đang được công bố.")
    if plan.reminded_at and clock.now() - plan.reminded_at < REMIND_AGAIN:
        raise DomainError(f"Đã nhắc lúc {vi_datetime(plan.reminded_at)}. Nhắc lại sau ít nhất 12 giờ.")
    keep_readers(plan)
    unread = [row.person for row in reading_rows(plan) if row.read_at is None]
    plan.reminded_at = clock.now()
    plan.save(update_fields=["reminded_at"])
    for person in unread:
        notify(
            person,
            organisation=plan.organisation,
            key=f"plan:{plan.pk}:unread:{plan.reminded_at:%Y%m%d%H%M}",
            subject=f"Nhắc đọc: {plan.title}",
            body=f"{plan.number_label} đã công bố lúc {vi_datetime(plan.published_at)}. Đọc rồi bấm “Tôi đã đọc”.",
            url=address(plan),
        )
    audit.record("plans.readers_reminded", plan, by=by, after={"count": len(unread)})
    return len(unread)
