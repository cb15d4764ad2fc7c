"""Who keeps an organisation's records: who may send and take them, and who has to answer what waits there."""

from __future__ import annotations

from core import clock
from documents.services.routes import head_role
from organisation.models import Organisation, Person, Role, RoleAssignment

KEEPERS = (Role.PRINCIPAL, Role.OFFICE_LEADER, Role.COUNCIL_SECRETARY)


def keepers(organisation: Organisation) -> list[Person]:
    """Those who send and take records today and can sign in; within the organisation's scope."""
    held = RoleAssignment.objects.for_organisation(organisation).on(clock.today()).filter(role__in=KEEPERS)
    return list(Person.objects.filter(pk__in=held.values("person_id"), user__isnull=False))


def answering_role(organisation: Organisation, *, but: Person | None = None) -> str:
    """The council's secretary; the head where there is none, or none but the one who asks."""
    held = RoleAssignment.objects.for_organisation(organisation).on(clock.today()).filter(role=Role.COUNCIL_SECRETARY)
    if but is not None:
        held = held.exclude(person=but)
    return Role.COUNCIL_SECRETARY if held.exists() else head_role(organisation)
