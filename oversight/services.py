"""The office's acts: calling for dossiers, and what follows an acceptance."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from awards.services import decision_key
from core import clock, jobs
from core.errors import DomainError
from core.scoping import scope
from core.templatetags.ui import vi_datetime
from deadlines import services as deadlines
from notifications.services import notify
from organisation.models import Person, Role
from organisation.querysets import in_force_on
from oversight.jobs import MERGE
from oversight.querysets import supervised_schools
from submissions import services as submissions
from submissions.models import Submission


@transaction.atomic
def call_for_dossiers(office, *, school_year_code: str, due_at: datetime, by) -> int:
    """Oblige every supervised school to send its dossier; returns how many were called.

    A second call moves the deadline of those that still owe; a school that has sent its dossier is left alone.
    """
    if due_at <= clock.now():
        raise DomainError("Hạn nộp phải sau thời điểm hiện tại.")
    schools = list(supervised_schools(office))
    if not schools:
        raise DomainError("Chưa có trường nào thuộc tuyến khen thưởng của cơ quan nên không gửi yêu cầu được.")
    key = f"dossier:{school_year_code}"
    sent = Submission.objects.addressed_to(office).dossiers().filter(school_year_code=school_year_code)
    has_sent = set(sent.values_list("organisation_id", flat=True))
    called = [school for school in schools if school.pk not in has_sent]
    for school in called:
        deadlines.oblige(
            organisation=school,
            key=key,
            title=f"Nộp hồ sơ đề nghị danh hiệu thi đua năm học {school_year_code}",
            url_name="awards:dossier_list",
            role=Role.COUNCIL_SECRETARY,
            owed_to=office,
            why=f"Theo yêu cầu của {office.name}.",
            button="Lập hồ sơ",
            due_at=due_at,
        )
        _tell(school, office, school_year_code, due_at)
    after = {"school_year": school_year_code, "due_at": due_at, "schools": len(called)}
    audit.record("oversight.dossiers_called", office, by=by, organisation=office, after=after)
    return len(called)


def _tell(school, office, school_year_code: str, due_at: datetime) -> None:
    with scope(school):
        held = in_force_on(clock.today(), "role_assignments__")
        roles = (Role.COUNCIL_SECRETARY, Role.PRINCIPAL)
        people = Person.objects.filter(
            held, role_assignments__organisation=school, role_assignments__role__in=roles
        ).distinct()
        for person in people:
            notify(
                person,
                organisation=school,
                key=f"dossier:{school_year_code}:called:{due_at:%Y%m%d%H%M}",
                subject=f"Nộp hồ sơ đề nghị danh hiệu thi đua năm học {school_year_code}",
                body=f"{office.name} yêu cầu nộp trước {vi_datetime(due_at)}.",
                url=reverse("awards:dossier_list", args=[school.slug]),
            )


@transaction.atomic
def accept_dossier(submission: Submission, *, by) -> Submission:
    """Accept, and oblige the office to enter what is decided about it."""
    submission = submissions.accept(submission, by=by)
    deadlines.oblige(
        organisation=submission.recipient,
        key=decision_key(submission),
        title=f"Nhập quyết định: {submission.organisation.name}",
        url_name="awards:decision_create",
        url_kwargs={"pk": submission.pk},
        role=Role.OFFICE_OFFICER,
        why=f"Hồ sơ {submission.code} đã được chấp nhận.",
        button="Nhập quyết định",
    )
    return submission


@transaction.atomic
def request_merged_pdf(submission: Submission, *, by):
    """Order one PDF of the whole dossier; the job's page shows it to whoever asked."""
    job = jobs.enqueue(
        MERGE,
        organisation=submission.recipient,
        label=f"Gộp hồ sơ {submission.code}: {submission.organisation.name}",
        by=by,
        submission_id=submission.pk,
    )
    audit.record(
        "oversight.merge_requested", submission, by=by, organisation=submission.recipient, after={"job": job.pk}
    )
    return job
