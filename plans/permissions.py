from __future__ import annotations

import rules

from core import clock
from organisation.models import Role
from organisation.permissions import LEADERS, OFFICE_STAFF, SCHOOL_STAFF, has_role, role_codes
from plans.models import EmulationPlan, IncomingDocument
from submissions.permissions import has_role_at_recipient

drafter = has_role(Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.COUNCIL_SECRETARY, *OFFICE_STAFF)
reader = has_role(*SCHOOL_STAFF, *OFFICE_STAFF)


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


@rules.predicate
def is_author(user, subject=None):
    """True for the person named as the writer of a draft (or of the plan of a fact), while she works here."""
    plan, person = getattr(subject, "plan", subject), getattr(user, "person", None)
    if person is None or getattr(plan, "author_id", None) != person.pk:
        return False
    return bool(role_codes(user, plan.organisation))


addressee = reader & is_published & is_addressed
rules.add_perm("plans.list_emulationplan", reader)
rules.add_perm("plans.view_emulationplan", drafter | is_author | addressee)
rules.add_perm("plans.add_emulationplan", drafter)
rules.add_perm("plans.change_emulationplan", drafter | is_author)
rules.add_perm("plans.publish_emulationplan", drafter)
rules.add_perm("plans.acknowledge_emulationplan", addressee)
# Who has registered what is read by those who see the registrations; everybody reads the figures.
rules.add_perm("plans.view_target_people", drafter)
rules.add_perm("plans.list_yearpaper", reader)
rules.add_perm("plans.note_yearpaper", drafter | has_role(Role.RECORDS_CLERK))


# ---- documents from above ----


@rules.predicate
def is_passed_on(user, obj=None):
    """True where the document was passed on to a group that the user belongs to today, or to everybody."""
    if not isinstance(obj, IncomingDocument):
        return False
    chosen = IncomingDocument.objects.for_organisation(obj.organisation).filter(pk=obj.pk)
    return chosen.addressed_to(getattr(user, "person", None), on=clock.today()).exists()


@rules.predicate
def is_handler(user, obj=None):
    """True for whom the document (of a fact: its document) was given to."""
    handler = getattr(getattr(obj, "incoming", obj), "handler", None)
    return handler is not None and handler.user_id is not None and handler.user_id == user.pk


head = has_role(*LEADERS, Role.OFFICE_LEADER)
keeper = has_role(Role.RECORDS_CLERK, *LEADERS, *OFFICE_STAFF)
rules.add_perm("plans.list_incomingdocument", reader)
rules.add_perm("plans.add_incomingdocument", keeper)
rules.add_perm("plans.keep_incomingdocument", keeper)
rules.add_perm("plans.assign_incomingdocument", head)
rules.add_perm("plans.handle_incomingdocument", head | (reader & is_handler))
rules.add_perm("plans.date_incomingdocument", keeper | (reader & is_handler))
rules.add_perm("plans.view_incomingdocument", keeper | (reader & (is_handler | is_passed_on)))
rules.add_perm("plans.acknowledge_incomingdocument", reader & is_passed_on)
rules.add_perm("plans.take_delivery", has_role_at_recipient(Role.RECORDS_CLERK, *LEADERS, *OFFICE_STAFF))
