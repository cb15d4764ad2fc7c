"""Whose turn it is after the candidate: the head of her tổ, or the secretary where that head is missing or is she."""

from __future__ import annotations

from core import clock
from organisation.models import Role, RoleAssignment


def heads_by_department(organisation) -> dict[int, set[int]]:
    """Ids of the people who lead each tổ today."""
    rows = RoleAssignment.objects.for_organisation(organisation).on(clock.today()).filter(role=Role.DEPARTMENT_HEAD)
    heads: dict[int, set[int]] = {}
    for department_id, person_id in rows.values_list("department_id", "person_id"):
        heads.setdefault(department_id, set()).add(person_id)
    return heads


def has_other_head(heads: dict[int, set[int]], *, person_id: int, department_id: int | None) -> bool:
    """Whether somebody else leads the person's tổ: nobody reviews herself."""
    return bool(heads.get(department_id, set()) - {person_id})
