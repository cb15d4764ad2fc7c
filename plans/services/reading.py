"""Who is to read a published plan or a document from above, who has, and reminding those who have not."""

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
from plans.models import Acknowledgement, EmulationPlan, IncomingDocument, PlanAudience
from plans.querysets import readers_of
from submissions import services as submissions

logger = logging.getLogger(__name__)
DAYS_TO_READ = 7
REMIND_AGAIN = timedelta(hours=12)
Paper = EmulationPlan | IncomingDocument


@dataclass
class Chosen:
    """The readers as a form names them; all empty: everybody."""

    departments: Iterable[Department] = ()
    groups: Iterable[StaffGroup] = ()
    people: Iterable[Person] = ()
    staff_kinds: Iterable[str] = field(default_factory=list)


def choose_audience(paper: Paper, chosen: Chosen) -> None:
    """Write down who is to read it. The caller holds the paper's lock."""
    paper.audience.all().delete()
    rows = [PlanAudience(department=each) for each in chosen.departments]
    rows += [PlanAudience(group=each) for each in chosen.groups]
    rows += [PlanAudience(person=each) for each in chosen.people]
    rows += [PlanAudience(staff_kind=each) for each in chosen.staff_kinds]
    for row in rows:
        row.organisation = paper.organisation
        setattr(row, paper.audience.field.name, paper)
    PlanAudience.objects.bulk_create(rows)
    if rows and not readers_of(paper, on=clock.today()).exists():
        raise DomainError("Chưa có ai trong các nhóm đã chọn. Chọn thêm tổ, nhóm hoặc người đọc.")


def readers(paper: Paper) -> list[Person]:
    return list(readers_of(paper, on=clock.today()))


def reading_key(paper: Paper, person: Person) -> str:
    return f"{paper.topic}:read:{person.pk}"


def _owed(paper: Paper):
    """The open duties to read it."""
    return Obligation.objects.owed_by(paper.organisation).open().filter(key__startswith=f"{paper.topic}:read:")


# ---- the duty to read ----


def keep_readers(paper: Paper, *, news: dict[Person, str] | None = None) -> int:
    """Make the duties to read those of today's readers; returns how many were given.

    Who joined owes the reading from now on, who left owes it no more. Run again, it changes nothing. `news`: what the
    publication means for single people, in words, for their one message.
    """
    organisation = paper.organisation
    staff = readers(paper)
    read = set(paper.acknowledgements.values_list("person", flat=True))
    rows = _owed(paper)
    owed = set(rows.values_list("person", flat=True))
    newly = [person for person in staff if person.pk not in read | owed]
    due_at = clock.end_of_day(clock.today() + timedelta(days=DAYS_TO_READ))
    for person in newly:
        _oblige(paper, person, due_at)
        _tell(paper, person, due_at, (news or {}).get(person, ""))
    gone = owed - {person.pk for person in staff}
    for key in rows.filter(person__in=gone).values_list("key", flat=True):
        deadlines.cancel(organisation, key)
    _report_above(paper)
    return len(newly)


def _oblige(paper: Paper, person: Person, due_at: datetime) -> None:
    kind = paper.get_kind_display().lower()
    deadlines.oblige(
        organisation=paper.organisation,
        key=reading_key(paper, person),
        title=f"Đọc {kind} {paper.title}",
        url_name=paper.page_name,
        url_kwargs={"pk": paper.pk},
        person=person,
        why=f"{paper.number_label} {paper.announced}.",
        button="Đọc",
        due_at=due_at,
    )


def _tell(paper: Paper, person: Person, due_at: datetime, news: str) -> None:
    kind = paper.get_kind_display()
    sentences = [f"{paper.number_label} {paper.announced}. Đọc và xác nhận trước {vi_datetime(due_at)}."]
    if isinstance(paper, EmulationPlan) and paper.changes_id:
        verb = paper.get_change_display().lower()
        sentences.append(f"Văn bản này {verb} {paper.changes.number_label}.")
    notify(
        person,
        organisation=paper.organisation,
        key=f"{paper.topic}:published",
        subject=f"{kind} mới: {paper.title}",
        body="\n".join(filter(None, [*sentences, news])),
        url=address(paper),
    )


def address(paper: Paper) -> str:
    return reverse(paper.page_name, args=[paper.organisation.slug, paper.pk])


def release_readers(paper: Paper) -> None:
    """Nobody owes its reading any more: another stands in its place, or it was called back."""
    for key in _owed(paper).values_list("key", flat=True):
        deadlines.cancel(paper.organisation, key)


def keep_all_readers() -> None:
    """For every paper that still counts: give and take back the duty to read as people come and go."""
    with scopes_disabled():
        published = EmulationPlan.objects.published().order_by().values("organisation")
        shared = IncomingDocument.objects.being_read().order_by().values("organisation")
        ids = list(published.union(shared).values_list("organisation", flat=True))
    for organisation in Organisation.objects.filter(pk__in=ids).order_by("pk"):
        with scope(organisation):
            _keep_at(organisation)


def _keep_at(organisation: Organisation) -> None:
    plans = EmulationPlan.objects.for_organisation(organisation).published().not_replaced()
    today = clock.today()
    for plan in plans.filter(school_year__ends_on__gte=today) | plans.regulations().filter(to_on=None):
        _keep_one(plan)
    for incoming in IncomingDocument.objects.for_organisation(organisation).being_read():
        _keep_one(incoming)


def _keep_one(paper: Paper) -> None:
    try:
        with transaction.atomic():
            keep_readers(_locked(paper))
    except Exception:
        logger.exception("Could not keep the readers of %s; the others go on.", paper.topic)


def _locked(paper: Paper) -> Paper:
    rows = type(paper).objects.for_organisation(paper.organisation).select_for_update(of=("self",))
    return rows.select_related("organisation").get(pk=paper.pk)


@transaction.atomic
def acknowledge(paper: Paper, *, person: Person) -> Acknowledgement:
    """“Tôi đã đọc”: counted once."""
    if not paper.is_announced:
        raise DomainError(f"{paper.get_kind_display()} chưa công bố hoặc chưa chuyển đọc nên chưa xác nhận đọc được.")
    acknowledgement, is_new = paper.acknowledgements.get_or_create(organisation=paper.organisation, person=person)
    deadlines.fulfil(paper.organisation, reading_key(paper, person))
    if is_new:
        verb = "plans.plan_read" if isinstance(paper, EmulationPlan) else "plans.incoming_read"
        audit.record(verb, paper, by=person.user)
        _report_above(paper)
    return acknowledgement


def _report_above(paper: Paper) -> None:
    """Whoever sent it through this installation sees how many are to read it and how many have: figures, no names."""
    if isinstance(paper, IncomingDocument) and paper.delivery_id is not None:
        rows = reading_rows(paper)
        submissions.note_reading(paper.delivery, readers=len(rows), read=sum(1 for row in rows if row.read_at))


# ---- who has read, and reminding who has not ----


@dataclass
class ReadingRow:
    person: Person
    department: str
    staff_kind: str
    read_at: datetime | None


def reading_rows(paper: Paper) -> list[ReadingRow]:
    """Every reader of today with when she read it; people who have left do not count. Three queries."""
    organisation, today = paper.organisation, clock.today()
    read_at = dict(paper.acknowledgements.values_list("person", "read_at"))
    work = Employment.objects.for_organisation(organisation).on(today).select_related("department")
    at = {each.person_id: each for each in work}
    return [
        ReadingRow(
            person,
            at[person.pk].department.name if at[person.pk].department_id else "",
            at[person.pk].get_staff_kind_display(),
            read_at.get(person.pk),
        )
        for person in readers(paper)
        if person.pk in at
    ]


@transaction.atomic
def remind_unread(paper: Paper, *, by) -> int:
    """Write once more to those who have not read it; returns how many. Twice within half a day is refused."""
    paper = _locked(paper)
    if not paper.is_being_read:
        raise DomainError("Chỉ nhắc đọc văn bản đang được công bố hoặc chuyển đọc.")
    if paper.reminded_at and clock.now() - paper.reminded_at < REMIND_AGAIN:
        raise DomainError(f"Đã nhắc lúc {vi_datetime(paper.reminded_at)}. Nhắc lại sau ít nhất 12 giờ.")
    keep_readers(paper)
    unread = [row.person for row in reading_rows(paper) if row.read_at is None]
    paper.reminded_at = clock.now()
    paper.save(update_fields=["reminded_at"])
    for person in unread:
        notify(
            person,
            organisation=paper.organisation,
            key=f"{paper.topic}:unread:{paper.reminded_at:%Y%m%d%H%M}",
            subject=f"Nhắc đọc: {paper.title}",
            body=f"{paper.number_label} {paper.announced} lúc {vi_datetime(paper.announced_at)}."
            " Đọc rồi bấm “Tôi đã đọc”.",
            url=address(paper),
        )
    audit.record("plans.readers_reminded", paper, by=by, after={"count": len(unread)})
    return len(unread)
