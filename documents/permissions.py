from __future__ import annotations

import rules

from documents import own_readers
from documents.approvers import approvers_for, latest_steps, person_of, steps_open_to
from documents.models import ApprovalStep, OfficialDocument
from documents.paper_forms import UNNUMBERED
from documents.querysets import COUNCIL_KINDS, OPEN_KINDS, READS_ALL, READS_MINUTES
from documents.services.signing import turn_of
from organisation.models import Role
from organisation.permissions import (
    LEADERS,
    OFFICE_STAFF,
    SCHOOL_STAFF,
    has_role,
    is_head,
    is_own,
    organisation_of,
    role_codes,
)


@rules.predicate
def is_author(user, document=None):
    """True for whoever began the document, while she still works here."""
    return getattr(document, "created_by_id", None) == user.pk and bool(role_codes(user, organisation_of(document)))


@rules.predicate
def is_readable(user, document=None):
    """The same answer as `readable_by` gives for a list."""
    roles = role_codes(user, organisation_of(document))
    if not roles or document is None:
        return False
    if document.kind != "form" and (document.created_by_id == user.pk or READS_ALL & roles):
        return True
    rows = type(document).objects.for_organisation(document.organisation).filter(pk=document.pk)
    if document.created_by_id == user.pk and rows.filter(own_readers.begun_by(user)).exists():
        return True
    if READS_ALL & roles and rows.filter(own_readers.open_to(user)).exists():
        return True  # a form that no room keeps for its readers
    if document.kind in COUNCIL_KINDS:
        is_in_council = bool(READS_MINUTES & roles)
        if rows.filter(own_readers.open_to(user) if is_in_council else own_readers.hers(user)).exists():
            return True
    elif (Role.COUNCIL_SECRETARY in roles and document.kind != "form") or (
        document.state == "issued" and _is_issued_for(user, document, rows)
    ):
        return True
    steps = ApprovalStep.objects.filter(document=document)
    return steps.filter(steps_open_to(user, document.organisation)).exists()


def _is_issued_for(user, document, rows) -> bool:
    if document.kind in OPEN_KINDS:
        return rows.filter(own_readers.open_to(user)).exists()
    return document.kind in UNNUMBERED and rows.filter(own_readers.hers(user)).exists()


def may_read_batch(user, job) -> bool:
    """True for whoever may read each document of a batch."""
    documents = OfficialDocument.objects.for_organisation(job.organisation).filter(render_items__job=job)
    roles, steps = role_codes(user, job.organisation), steps_open_to(user, job.organisation)
    readable = documents.readable_by(user, roles=roles, steps=steps)
    return documents.exists() and not documents.exclude(pk__in=readable.values("pk")).exists()


@rules.predicate
def reads_batch(user, job=None):
    return job is not None and may_read_batch(user, job)


@rules.predicate
def stands_on_route(user, document=None):
    """True for whoever may decide at a step of the last submission, be it asked now or not."""
    if document is None or not role_codes(user, organisation_of(document)):
        return False
    approvers, person = approvers_for(user, document.organisation), person_of(user)
    return any(approvers.capacity(step, person) for step in latest_steps(document))


@rules.predicate
def is_asked(user, document=None):
    """True for whoever may decide at the step that waits now."""
    if document is None or not role_codes(user, organisation_of(document)):
        return False
    approvers, person = approvers_for(user, document.organisation), person_of(user)
    return any(approvers.capacity(step, person) for step in latest_steps(document) if step.state == "asked")


@rules.predicate
def has_no_route(user, document=None):
    """True before the first submission: whoever heads the organisation is then told why nothing can be approved."""
    return document is not None and not latest_steps(document)


@rules.predicate
def wrote_comment(user, comment=None):
    return getattr(comment, "written_by_id", None) == user.pk and bool(role_codes(user, organisation_of(comment)))


@rules.predicate
def drafted_commented(user, comment=None):
    return is_author.test(user, getattr(comment, "document", None))


@rules.predicate
def keeps_its_draft(user, effect=None):
    """True for whoever may change the document that an effect stands on."""
    document = getattr(effect, "document", None)
    return document is not None and user.has_perm("documents.change_officialdocument", document)


@rules.predicate
def is_signatory(user, document=None):
    """True for whoever the paper names as signing it and who stands behind it (`services.turn_of`)."""
    return document is not None and is_here(user, document) and turn_of(document, user) is not None


@rules.predicate
def is_here(user, document=None):
    return bool(role_codes(user, organisation_of(document)))


@rules.predicate
def owns_signature(user, picture=None):
    """True for the person whose signature the picture shows; nobody else ever sees or uses it."""
    person = getattr(picture, "person", None)
    return person is not None and person.user_id == user.pk and is_here(user, picture)


@rules.predicate
def is_seal(user, picture=None):
    return getattr(picture, "kind", "") == "seal"


keeper = is_author | has_role(Role.COUNCIL_SECRETARY, *LEADERS) | has_role(*OFFICE_STAFF)
writer = has_role(Role.COUNCIL_SECRETARY, Role.RECORDS_CLERK, *LEADERS) | has_role(*OFFICE_STAFF)
registrar = has_role(Role.RECORDS_CLERK, Role.OFFICE_OFFICER)
keeps_books = registrar | is_head

answers_for_files = keeps_books | has_role(Role.SYSTEM_ADMIN)

rules.add_perm("documents.list_filealarm", answers_for_files)
rules.add_perm("documents.view_filealarm", answers_for_files)
rules.add_perm("documents.view_batch", reads_batch)
rules.add_perm("documents.list_officialdocument", has_role(*SCHOOL_STAFF, *OFFICE_STAFF))
rules.add_perm("documents.view_officialdocument", is_readable)
rules.add_perm("documents.add_officialdocument", writer)
rules.add_perm("documents.change_officialdocument", keeper & is_readable)
rules.add_perm("documents.approve_officialdocument", stands_on_route | (has_no_route & is_head))
rules.add_perm("documents.issue_officialdocument", registrar)
rules.add_perm("documents.return_officialdocument", is_head | registrar | is_asked)
rules.add_perm("documents.scan_officialdocument", (registrar | is_author) & is_readable)
rules.add_perm("documents.sign_officialdocument", is_signatory & is_readable)
rules.add_perm("documents.seal_officialdocument", (registrar | is_head) & is_readable)
rules.add_perm("documents.keep_seal", registrar | is_head)
rules.add_perm("documents.use_signingimage", owns_signature | (is_seal & (registrar | is_head)))
rules.add_perm("documents.comment_officialdocument", keeper | registrar | stands_on_route)
rules.add_perm("documents.settle_paragraphcomment", wrote_comment | drafted_commented | is_head)
rules.add_perm("documents.change_documenteffect", keeps_its_draft)
rules.add_perm("documents.print_register", keeps_books | has_role(Role.VICE_PRINCIPAL))
rules.add_perm("documents.list_numberseries", keeps_books | has_role(Role.VICE_PRINCIPAL))
rules.add_perm("documents.change_numberseries", keeps_books)
rules.add_perm("documents.list_approvalroute", has_role(*SCHOOL_STAFF, *OFFICE_STAFF))
rules.add_perm("documents.change_approvalroute", is_head)
rules.add_perm("documents.list_absence", has_role(*SCHOOL_STAFF, *OFFICE_STAFF))
rules.add_perm("documents.end_absence", is_own | is_head)
rules.add_perm("documents.read_absence_reason", is_own | is_head)
