"""How a paper of the demo gets its signatures, its number and its file, by the same services that people use."""

from __future__ import annotations

from django.db.models import Q
from django_scopes import scopes_disabled

from accounts.models import User
from core import clock, jobs
from core.models import Job
from councils import services as councils
from councils.models import BallotBox, CouncilSession
from documents import services as documents
from documents.models import OfficialDocument
from organisation.models import Organisation, Role, RoleAssignment


def user_of(organisation: Organisation, role: str) -> User:
    """Whoever has held a role there longest."""
    held = RoleAssignment.objects.for_organisation(organisation).filter(role=role)
    return held.select_related("person__user").order_by("pk").first().person.user


def issue(document: OfficialDocument) -> OfficialDocument:
    """Submitted, approved by those who sign it, numbered by the clerk, rendered."""
    organisation = document.organisation
    approve(document)
    series = documents.number_series(organisation, document.content.letterhead.symbol)
    number = (documents.last_number(series, clock.today().year) or 0) + 1
    clerk = user_of(organisation, Role.OFFICE_OFFICER if organisation.is_office else Role.RECORDS_CLERK)
    documents.issue(document, number=number, issued_on=clock.today(), by=clerk)
    finish_jobs()
    document.refresh_from_db()
    return document


def approve(document: OfficialDocument) -> None:
    document.refresh_from_db()
    if document.is_generated:
        sign(document)
        return
    if document.state == OfficialDocument.State.DRAFT:
        documents.submit_for_approval(document, by=document.created_by)
    document.refresh_from_db()
    role = Role.OFFICE_LEADER if document.organisation.is_office else Role.PRINCIPAL
    documents.approve(document, content_hash=document.content_hash, by=user_of(document.organisation, role))
    document.refresh_from_db()


def sign(paper: OfficialDocument) -> None:
    """Minutes by the session's secretary, a count sheet by whoever counted; then both by whoever presided."""
    session = CouncilSession.objects.filter(Q(minutes=paper) | Q(boxes__count_sheet=paper)).distinct().get()
    secretary = session.recorded_by.person.user
    if session.minutes_id == paper.pk:
        councils.submit_minutes(session, by=secretary)
    else:
        councils.submit_count_sheet(BallotBox.objects.get(count_sheet=paper), by=secretary)
    for step in paper.approval_steps.order_by("position"):
        documents.approve(paper, content_hash=paper.content_hash, by=step.person.user)
    paper.refresh_from_db()


def finish_jobs() -> None:
    """Do what a worker would: papers are rendered, boxes cleaned."""
    with scopes_disabled():
        waiting = list(Job.objects.filter(state=Job.State.QUEUED).order_by("pk").values_list("pk", flat=True))
    for job_id in waiting:
        jobs.run(job_id)
