"""The office's acts: calling for dossiers and reports, what follows an acceptance, its own totals passed on."""

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
from evaluations.services.units import enter_self_score
from notifications.services import notify
from organisation.models import Person, Role
from organisation.querysets import in_force_on
from oversight.jobs import MERGE
from oversight.querysets import supervised_schools
from oversight.results import report_of_office, reporting_units
from submissions import services as submissions
from submissions.models import Submission
from submissions.reports import Term


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
        _tell(
            school,
            office,
            roles=(Role.COUNCIL_SECRETARY, Role.PRINCIPAL),
            key=key,
            subject=f"Nộp hồ sơ đề nghị danh hiệu thi đua năm học {school_year_code}",
            due_at=due_at,
            url=reverse("awards:dossier_list", args=[school.slug]),
        )
    after = {"school_year": school_year_code, "due_at": due_at, "schools": len(called)}
    audit.record("oversight.dossiers_called", office, by=by, organisation=office, after=after)
    return len(called)


def _tell(unit, office, *, roles, key: str, subject: str, due_at: datetime, url: str) -> None:
    with scope(unit):
        held = in_force_on(clock.today(), "role_assignments__")
        people = Person.objects.filter(
            held, role_assignments__organisation=unit, role_assignments__role__in=roles
        ).distinct()
        for person in people:
            notify(
                person,
                organisation=unit,
                key=f"{key}:called:{due_at:%Y%m%d%H%M}",
                subject=subject,
                body=f"{office.name} yêu cầu nộp trước {vi_datetime(due_at)}.",
                url=url,
            )


@transaction.atomic
def call_for_reports(office, *, term: Term, due_at: datetime, by) -> int:
    """Oblige every unit below in the professional line to report the results of a term; returns how many were called.

    A second call moves the deadline of those that still owe; a unit that has reported is left alone.
    """
    if due_at <= clock.now():
        raise DomainError("Hạn nộp phải sau thời điểm hiện tại.")
    units = list(reporting_units(office))
    if not units:
        raise DomainError("Chưa có đơn vị nào thuộc tuyến chuyên môn của cơ quan nên không gửi yêu cầu được.")
    sent = Submission.objects.addressed_to(office).of_term(term)
    has_sent = set(sent.values_list("organisation_id", flat=True))
    called = [unit for unit in units if unit.pk not in has_sent]
    for unit in called:
        page, roles = _where_it_reports(unit, term)
        owed = deadlines.oblige(
            organisation=unit,
            key=term.key,
            title=f"Nộp báo cáo kết quả {term.name}",
            role=roles[0],
            owed_to=office,
            why=f"Theo yêu cầu của {office.name}.",
            button="Lập báo cáo",
            due_at=due_at,
            **page,
        )
        _tell(unit, office, roles=roles, key=term.key, subject=owed.title, due_at=due_at, url=owed.address)
    after = {"term": term.name, "due_at": due_at, "schools": len(called)}
    audit.record("oversight.reports_called", office, by=by, organisation=office, after=after)
    return len(called)


def _where_it_reports(unit, term: Term) -> tuple[dict, tuple[str, ...]]:
    """The page on which a unit makes its report, and who is told: an office passes on what its own units sent."""
    if unit.is_office:
        page = {"url_name": "oversight:result_forward", "url_kwargs": {"year": term.school_year, "term": term.code}}
        return page, (Role.OFFICE_OFFICER, Role.OFFICE_LEADER)
    page = {"url_name": "evaluations:term_report", "url_kwargs": {"year": term.school_year, "term": term.code}}
    return page, (Role.COUNCIL_SECRETARY, Role.PRINCIPAL)


@transaction.atomic
def forward_results(office, *, term: Term, shown: str, by) -> Submission:
    """Pass the office's own totals of a term on to whoever stands above: level by level, of accepted reports alone."""
    return submissions.send_report(organisation=office, report=report_of_office(office, term), shown=shown, by=by)


@transaction.atomic
def accept(submission: Submission, *, place: str = "", by) -> Submission:
    """Accept a delivery. From a report nothing more follows; of a unit's points the office makes its own sheet.

    `place`: the office's period for that sheet (`evaluations.services.units.places_for`), "" for the nearest.
    """
    if submission.is_report:
        return submissions.accept(submission, by=by)
    if submission.is_self_score:
        submission = submissions.accept(submission, by=by)
        enter_self_score(submission, place=place, by=by)
        return submission
    return accept_dossier(submission, by=by)


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
