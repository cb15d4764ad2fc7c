"""Working groups that help a council (tổ thư ký, tổ giúp việc)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.vietnamese import clean_line
from councils.models import Council, WorkingGroup, WorkingGroupMember
from councils.services.rows import locked_council
from organisation.models import Person


@transaction.atomic
def create_group(
    council: Council, *, name: str, task: str, from_on: date, people: Sequence[Person], head: Person | None, by
) -> WorkingGroup:
    """A group of the council from a day on; nobody in it votes by it."""
    council = locked_council(council)
    if from_on < council.from_on or (council.to_on is not None and council.to_on < from_on):
        raise DomainError(f"{council.name} không hoạt động vào ngày {from_on:%d/%m/%Y}. Chọn ngày khác.")
    _refuse(council, people, head, from_on)
    group = WorkingGroup.objects.create(
        organisation=council.organisation,
        council=council,
        name=clean_line(name),
        task=clean_line(task),
        from_on=from_on,
        to_on=council.to_on,
    )
    _fill(group, people, head)
    audit.record("councils.group_created", group, by=by, after={"name": group.name, "members": len(people)})
    return group


@transaction.atomic
def change_group(
    group: WorkingGroup, *, name: str, task: str, people: Sequence[Person], head: Person | None, by
) -> WorkingGroup:
    """Name, task and people as they are from now on."""
    council = locked_council(group.council)
    group = WorkingGroup.objects.for_organisation(council.organisation).get(pk=group.pk)
    _refuse(council, people, head, group.from_on, but=group)
    before = {"name": group.name, "members": group.members.count()}
    group.name, group.task = clean_line(name), clean_line(task)
    group.save(update_fields=["name", "task"])
    group.members.all().delete()
    _fill(group, people, head)
    audit.record(
        "councils.group_changed", group, by=by, before=before, after={"name": group.name, "members": len(people)}
    )
    return group


@transaction.atomic
def end_group(group: WorkingGroup, *, last_on: date, by) -> WorkingGroup:
    locked_council(group.council)
    group = WorkingGroup.objects.for_organisation(group.organisation).get(pk=group.pk)
    if last_on < group.from_on:
        raise DomainError(f"Tổ hoạt động từ ngày {group.from_on:%d/%m/%Y}. Ngày cuối cùng không được trước ngày đó.")
    if group.to_on is not None and group.to_on < last_on:
        raise DomainError(f"Tổ đã kết thúc vào ngày {group.to_on:%d/%m/%Y}.")
    before, group.to_on = group.to_on, last_on
    group.save(update_fields=["to_on"])
    audit.record("councils.group_ended", group, by=by, before={"to_on": before}, after={"to_on": last_on})
    return group


def _refuse(council, people: Sequence[Person], head: Person | None, day: date, *, but: WorkingGroup | None = None):
    """`but` is the group as it stands: whoever is in it may stay, also when she works elsewhere by now."""
    if not people:
        raise DomainError("Chọn ít nhất một người của tổ.")
    if head is not None and head not in people:
        raise DomainError(f"{head.full_name} được chọn làm tổ trưởng nhưng chưa có trong tổ. Chọn thêm người này.")
    ids = {person.pk for person in people}
    if but is not None:
        ids -= set(but.members.values_list("person_id", flat=True))
    employed = Person.objects.employed_at(council.organisation, on=max(day, clock.today())).filter(pk__in=ids)
    here = set(employed.values_list("pk", flat=True))
    if strangers := [person.full_name for person in people if person.pk in ids - here]:
        raise DomainError(f"{', '.join(strangers)} không công tác tại đơn vị.")


def _fill(group: WorkingGroup, people: Sequence[Person], head: Person | None) -> None:
    WorkingGroupMember.objects.bulk_create(
        WorkingGroupMember(organisation=group.organisation, group=group, person=person, is_head=person == head)
        for person in people
    )
