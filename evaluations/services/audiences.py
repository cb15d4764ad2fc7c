"""Groups of people judged by one rubric, in the order in which they are tried."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

import audit.services as audit
from core import clock
from core.errors import DomainError
from evaluations.models import AudienceGroup
from evaluations.services.rubrics import matches
from organisation.models import Employment

FIELDS = ("name", "staff_kind", "is_homeroom", "staff_group")


def audiences_with_people(organisation) -> list[dict[str, Any]]:
    """Each group with how many of today's staff belong to it; the last row counts those of no group."""
    groups = list(AudienceGroup.objects.for_organisation(organisation).select_related("staff_group"))
    counts = dict.fromkeys([group.pk for group in groups], 0)
    rest = 0
    employments = Employment.objects.for_organisation(organisation).on(clock.today())
    for employment in employments.prefetch_related("groups"):
        ids = {group.pk for group in employment.groups.all()}
        group = next((group for group in groups if matches(group, employment, ids)), None)
        if group is None:
            rest += 1
        else:
            counts[group.pk] += 1
    return [{"group": group, "count": counts[group.pk]} for group in groups] + [{"group": None, "count": rest}]


@transaction.atomic
def add_audience(*, organisation, values: dict[str, Any], by) -> AudienceGroup:
    _refuse_name_twice(organisation, values["name"])
    last = AudienceGroup.objects.for_organisation(organisation).order_by("position").last()
    group = AudienceGroup(organisation=organisation, position=last.position + 1 if last else 0)
    _set(group, values)
    audit.record("evaluations.audience_added", group, by=by)
    return group


@transaction.atomic
def change_audience(group: AudienceGroup, *, values: dict[str, Any], by) -> AudienceGroup:
    group = AudienceGroup.objects.for_organisation(group.organisation).select_for_update(of=("self",)).get(pk=group.pk)
    _refuse_name_twice(group.organisation, values["name"], other_than=group.pk)
    _set(group, values)
    audit.record("evaluations.audience_changed", group, by=by)
    return group


@transaction.atomic
def move_audience(group: AudienceGroup, *, up: bool, by) -> None:
    """Change places with the neighbour; at either end nothing happens."""
    groups = list(AudienceGroup.objects.for_organisation(group.organisation).select_for_update(of=("self",)))
    place = next(place for place, each in enumerate(groups) if each.pk == group.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(groups):
        return
    groups[place], groups[other] = groups[other], groups[place]
    for position, each in enumerate(groups):
        each.position = position
    AudienceGroup.objects.bulk_update(groups, ["position"])
    audit.record("evaluations.audience_changed", group, by=by, after={"position": other})


@transaction.atomic
def remove_audience(group: AudienceGroup, *, by) -> None:
    audit.record("evaluations.audience_removed", group, by=by)
    try:
        with transaction.atomic():
            group.delete()
    except ProtectedError as error:
        raise DomainError(f"Nhóm “{group.name}” đang có biểu điểm nên không xóa được.") from error


def _set(group: AudienceGroup, values: dict[str, Any]) -> None:
    for name in FIELDS:
        setattr(group, name, values[name])
    group.save()


def _refuse_name_twice(organisation, name: str, *, other_than: int | None = None) -> None:
    rows = AudienceGroup.objects.for_organisation(organisation).filter(name=name)
    if rows.exclude(pk=other_than).exists():
        raise DomainError(f"Đã có nhóm tên “{name}”. Đặt tên khác.")
