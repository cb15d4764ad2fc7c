"""One row of everything that an address can name, at two schools and their office: there is something to leak.

Every school's things carry words that nobody else may read: `inside` stays at the school, `private` with its author,
`sent` goes up to the office and to no other school.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campaigns.services import eligible_collectives
from core import clock, table_import
from core.scoping import scope
from documents import services as documents
from documents.models import OfficialDocument
from evaluations.models import EvaluationPeriod
from organisation.models import Role, Supervision
from organisation.staff_table import StaffTable
from oversight import services as oversight
from submissions import services as submissions
from submissions.models import Submission
from tests.evaluations.semesters import WHOLE_YEAR, add_sheet, publish_rows
from tests.factories.estate.awards import add_awards, add_own_decisions, add_ratings, send_up
from tests.factories.estate.campaigns import add_campaigns, add_group
from tests.factories.estate.councils import add_councils
from tests.factories.estate.dates import add_dates, add_rule
from tests.factories.estate.evaluations import add_evaluations, add_rubrics
from tests.factories.estate.history import add_history
from tests.factories.estate.holdings import PDF, TODAY, Holdings
from tests.factories.estate.incoming import add_incoming
from tests.factories.estate.initiatives import add_initiatives
from tests.factories.estate.inspections import add_inspection, add_late_school
from tests.factories.estate.papers import add_documents, draft_document
from tests.factories.estate.people import add_staff_rows, job_of, staff_table_of
from tests.factories.estate.plans import add_plans
from tests.factories.estate.records import add_records, exchange_records
from tests.factories.estate.registrations import add_registrations
from tests.factories.people import START, OrganisationFactory, make_department, make_person, make_year
from tests.factories.points import add_points
from tests.factories.reports import SEMESTER_2, group, make_report, send_report
from tests.factories.world import World


@dataclass
class Estate:
    world: World
    school: Holdings
    other_school: Holdings
    office: Holdings
    other_office: Holdings

    @property
    def all(self) -> list[Holdings]:
        return [self.school, self.other_school, self.office, self.other_office]


def build_estate(world: World) -> Estate:
    school = Holdings(world.school, world.year, "A")
    school.cast = {
        **{name: getattr(world, name) for name in ("principal", "vice_principal", "clerk", "secretary", "head")},
        "outsider_head": world.outsider_head,
        "teacher": world.teacher,
        "colleague": world.teacher2,
        "member": None,
    }
    school.department = world.department
    other = Holdings(world.other_school, world.other_year, "B")
    other.department = world.other_department
    other.cast = {
        "principal": world.other_principal,
        "clerk": world.other_clerk,
        "secretary": world.other_secretary,
        "teacher": world.other_teacher,
    }
    office = Holdings(world.office, world.office_year, "C", {"officer": world.officer, "leader": world.leader})
    for holdings in (school, other):
        with scope(holdings.organisation):
            _complete_cast(holdings)
            _fill_school(holdings)
    exchange_records(school, other)
    with scope(office.organisation):
        _fill_office(office)
    for holdings in (school, other):
        send_up(holdings, office)
    _send_down(office, school, other)
    _report_up(office, school, other)
    add_points(office, school, other)
    sent = ("submitted_up", "received_up", "returned_up", "accepted_up", "report_up", "report_read", "points_up")
    for name in ("asked", *sent, "nomination", "delivery"):
        setattr(office, name, getattr(school, name))  # what the school sent and got, under the same names
    return Estate(world, school, other, office, _build_other_office())


def _build_other_office() -> Holdings:
    organisation = OrganisationFactory(
        kind="office", level="", name="Phòng Văn hóa phường Tây Hồ", slug="phuong-tay-ho"
    )
    with scope(organisation):
        year = make_year(organisation)
        year.save()
        officer = make_person(organisation, "Chu Thị Nga", Role.OFFICE_OFFICER)
        leader = make_person(organisation, "Phan Văn Lộc", Role.OFFICE_LEADER)
    return Holdings(organisation, year, "D", {"officer": officer, "leader": leader})


def _complete_cast(holdings: Holdings) -> None:
    """The roles that the world leaves out."""
    organisation, cast, department = holdings.organisation, holdings.cast, holdings.department
    missing = {
        "vice_principal": ("Đàm Văn Sơn", Role.VICE_PRINCIPAL, None),
        "head": ("Hà Thị Thu", Role.DEPARTMENT_HEAD, department),
        "outsider_head": ("Kiều Văn Tú", Role.DEPARTMENT_HEAD, None),
        "colleague": ("Ngọ Thị Vân", None, department),
        "member": ("Quách Thị Yên", Role.COUNCIL_MEMBER, None),
    }
    for name, (full_name, role, at) in missing.items():
        if cast.get(name) is None:
            if role == Role.DEPARTMENT_HEAD and at is None:
                at = make_department(organisation, "Tổ Văn phòng")
            cast[name] = make_person(organisation, full_name, Role.STAFF, *filter(None, [role]), department=at)


def _fill_school(holdings: Holdings) -> None:
    add_rule(holdings, "vote_threshold.monthly_grade", "1/2")
    add_staff_rows(holdings)
    add_dates(holdings)
    add_documents(holdings)
    holdings.job = job_of(holdings, "teacher")
    add_registrations(holdings)
    add_evaluations(holdings)
    add_rubrics(holdings)
    add_councils(holdings)
    add_awards(holdings)
    add_initiatives(holdings)
    add_own_decisions(holdings)
    add_plans(holdings)
    add_incoming(holdings)
    add_campaigns(holdings)
    add_ratings(holdings)
    add_records(holdings)
    add_history(holdings)
    holdings.applied = table_import.apply(
        StaffTable(), staff_table_of(holdings, f"Võ Thị {holdings.inside}"), by=holdings.user("clerk")
    )


def _fill_office(office: Holdings) -> None:
    officer = office.user("officer")
    oversight.call_for_dossiers(
        office.organisation,
        school_year_code=office.year.code,
        due_at=clock.end_of_day(date(2026, 10, 20)),
        by=officer,
    )
    office.draft = draft_document(office, "nháp", author="officer")
    submitted = draft_document(office, "chờ duyệt", author="officer")
    office.submitted = documents.submit_for_approval(submitted, by=officer)
    office.job = job_of(office, "officer")
    office.issued = _office_document(office)
    add_group(office, list(eligible_collectives(office.organisation)))
    add_inspection(office)
    add_late_school(office)


def _office_document(office: Holdings) -> OfficialDocument:
    """Issued, with its file."""
    document = draft_document(office, "gửi các trường", kind="plan", type_code="KH", author="officer")
    document = documents.submit_for_approval(document, by=office.user("officer"))
    document.refresh_from_db()
    document = documents.approve(document, content_hash=document.content_hash, by=office.user("leader"))
    document = documents.issue(document, number=30, issued_on=TODAY, by=office.user("officer"))
    return documents.store_rendering(document, PDF)


def _send_down(office: Holdings, school: Holdings, other: Holdings) -> None:
    """The office's document waits for the school's clerk."""
    with scope(office.organisation):
        submissions.send_document(
            office.issued,
            recipients=[school.organisation],
            line="professional",
            school_year_code=office.year.code,
            by=office.user("officer"),
        )
    office.other_below = other.organisation
    school.sent_down = Submission.objects.addressed_to(school.organisation).documents().get()


def _report_up(office: Holdings, school: Holdings, other: Holdings) -> None:
    """An accepted report of each school, one that is being read, and somebody above to pass the totals on to."""
    officer = office.user("officer")
    above = OrganisationFactory(kind="office", level="", name="Sở Giáo dục và Đào tạo", slug="so-gddt")
    Supervision.objects.create(superior=above, subordinate=office.organisation, line="professional", from_on=START)
    for holdings in (school, other):
        holdings.reported_period = _published_year(holdings)
        report = make_report(holdings.organisation.level, group(f"Giáo viên {holdings.sent}"))
        sent = send_report(holdings.organisation, report, by=holdings.user("secretary"))
        holdings.report_up = oversight.accept(submissions.receive(sent, by=officer), by=officer)
        second = make_report(holdings.organisation.level, group(f"Giáo viên {holdings.sent}"), period=SEMESTER_2)
        sent = send_report(holdings.organisation, second, by=holdings.user("secretary"))
        holdings.report_read = submissions.receive(sent, by=officer)


def _published_year(holdings: Holdings) -> EvaluationPeriod:
    """A year's results that are published and not yet reported."""
    with scope(holdings.organisation):
        by = holdings.user("secretary")
        period = publish_rows(organisation=holdings.organisation, year=holdings.year, by=by, **WHOLE_YEAR)
        add_sheet(period, person=holdings.cast["colleague"], grade="Tốt", self_note=f"Riêng {holdings.inside}")
    return period
