from __future__ import annotations

import rules

from core import clock
from organisation.models import Role
from organisation.permissions import OFFICE_STAFF, SCHOOL_STAFF, has_role
from plans.models import EmulationPlan

drafter = has_role(Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.COUNCIL_SECRETARY)
reader = has_role(*SCHOOL_STAFF)


@rules.predicate
def is_published(user, plan=None):
    return getattr(plan, "state", "") == "published"


@rules.predicate
def is_addressed(user, plan=None):
    """True where the plan was published to a group that the user belongs to today, or to everybody."""
    if not isinstance(plan, EmulationPlan):
        return False
    chosen = EmulationPlan.objects.for_organisation(plan.organisation).filter(pk=plan.pk)
    return chosen.addressed_to(getattr(user, "person", None), on=clock.today()).exists()


addressee = reader & is_published & is_addressed
rules.add_perm("plans.list_emulationplan", reader)
rules.add_perm("plans.view_emulationplan", drafter | addressee)
rules.add_perm("plans.add_emulationplan", drafter)
rules.add_perm("plans.change_emulationplan", drafter)
rules.add_perm("plans.publish_emulationplan", drafter)
rules.add_perm("plans.acknowledge_emulationplan", addressee)
# Who has registered what is read by those who see the registrations; everybody reads the figures.
rules.add_perm("plans.view_target_people", drafter)
rules.add_perm("plans.list_yearpaper", reader | has_role(*OFFICE_STAFF))
rules.add_perm("plans.note_yearpaper", drafter | has_role(Role.RECORDS_CLERK, *OFFICE_STAFF))
