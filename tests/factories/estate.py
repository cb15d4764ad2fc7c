"""One row of everything that an address can name, at two schools and their office: there is something to leak.

Every school's things carry words that nobody else may read: `inside` stays at the school, `private` with its author,
`sent` goes up to the office and to no other school.
"""

from __future__ import annotations

import io
import json
import uuid
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from audit import services as audit
from awards import services as awards
from awards.models import Dossier, DossierPart
from campaigns import services as campaigns
from core import clock, jobs, table_import
from core.models import Job
from core.scoping import scope
from core.workbook import workbook_response
from councils import ballots
from councils import services as councils
from councils.models import CouncilMember, Motion
from deadlines import services as deadlines
from deadlines.models import CalendarEntry, Obligation
from documents import content as content_model
from documents import services as documents
from documents.content import Content, Paragraph, Run
from documents.models import OfficialDocument
from evaluations import services as evaluations
from evaluations.criteria import Cell
from evaluations.models import (
    Criterion,
    DepartmentMeeting,
    EvaluationPeriod,
    EvaluationPolicy,
    EvaluationSheet,
    GradeBand,
    RollUp,
    Rubric,
    Score,
)
from evaluations.rubric_tables import DraftRow, RubricDraft
from evaluations.rubric_tables.writing import workbook_of
from evaluations.services import audiences, rubric_editing, rubric_import
from evaluations.services.rubrics import use_rubrics
from legal.models import Distinction, LegalDocument, LegalParameter
from notifications.models import Notification
from notifications.services import notify
from organisation.models import Employment, Organisation, Person, Role, RoleAssignment, SchoolYear, Supervision
from organisation.services import enter_leave
from organisation.staff_table import StaffTable
from oversight import services as oversight
from plans import services as plans
from plans.models import EmulationPlan, PlanFact, PlanTarget
from plans.services import incoming, incoming_dates
from records import services as records
from records.models import QualityRating
from records.services import record_title
from registrations import services as registrations
from registrations.models import Registration
from submissions import services as submissions
from submissions.models import Submission
from tests.evaluations.semesters import WHOLE_YEAR, add_sheet, publish_rows
from tests.factories.people import START, OrganisationFactory, make_department, make_person, make_year
from tests.factories.points import add_points
from tests.factories.reports import SEMESTER_2, group, make_report, send_report
from tests.factories.world import World

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TODAY = date(2026, 10, 12)
Seat = CouncilMember.Seat


@dataclass
class Holdings:
    """What one organisation has: its people by role, its words, and as many named objects as the rooms need."""

    organisation: Organisation
    year: SchoolYear
    letter: str
    cast: dict[str, Person] = field(default_factory=dict)

    @property
    def inside(self) -> str:
        return f"NOI-BO-{self.letter}"

    @property
    def sent(self) -> str:
        return f"GUI-DI-{self.letter}"

    @property
    def private(self) -> str:
        return f"RIENG-TU-{self.letter}"

    def user(self, role: str):
        return self.cast[role].user


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
    with scope(office.organisation):
        _fill_office(office)
    for holdings in (school, other):
        _send_up(holdings, office)
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
    _add_rule(holdings, "vote_threshold.monthly_grade", "1/2")
    _add_staff_rows(holdings)
    _add_dates(holdings)
    _add_documents(holdings)
    holdings.job = _job(holdings, "teacher")
    _add_registrations(holdings)
    _add_evaluations(holdings)
    _add_rubrics(holdings)
    _add_councils(holdings)
    _add_awards(holdings)
    _add_plans(holdings)
    _add_incoming(holdings)
    _add_campaigns(holdings)
    _add_ratings(holdings)
    holdings.applied = table_import.apply(
        StaffTable(), _staff_table(holdings, f"Võ Thị {holdings.inside}"), by=holdings.user("clerk")
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
    office.job = _job(office, "officer")
    office.issued = _office_document(office)


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


# ---- core, organisation, notifications ----


def _add_staff_rows(holdings: Holdings) -> None:
    organisation, cast = holdings.organisation, holdings.cast
    holdings.employment = Employment.objects.for_organisation(organisation).get(person=cast["colleague"])
    roles = RoleAssignment.objects.for_organisation(organisation)
    holdings.role_assignment = roles.get(person=cast["member"], role=Role.COUNCIL_MEMBER)
    holdings.leave = enter_leave(
        organisation=organisation,
        person=cast["member"],
        from_on=date(2026, 10, 5),
        to_on=None,
        kind="other",
        note=f"Ghi chú {holdings.inside}",
        by=holdings.user("clerk"),
    )
    holdings.preview = _staff_table(holdings, "Trương Thị Út")
    notify(
        cast["teacher"],
        organisation=organisation,
        key="estate",
        subject=f"Thông báo {holdings.private}",
        url=f"/o/{organisation.slug}/",
        mail=False,
    )
    holdings.notification = Notification.objects.for_organisation(organisation).get(key="estate")
    audit.record("organisation.estate_built", organisation, organisation=organisation, after={"word": holdings.inside})


def _staff_table(holdings: Holdings, name: str):
    rows = [[name, "02/09/1990", "", "Giáo viên", ""]]
    upload = staff_upload(rows)
    return table_import.preview(
        StaffTable(), organisation=holdings.organisation, upload=upload, by=holdings.user("clerk")
    )


def staff_upload(rows: list[list[str]]) -> SimpleUploadedFile:
    header = [column.label for column in StaffTable.columns]
    return SimpleUploadedFile("nhan-su.xlsx", workbook_response("nhan-su", "Nhân sự", header, rows).content)


def _job(holdings: Holdings, role: str) -> Job:
    """Long work that somebody asked for, with its file."""
    job = Job.objects.create(
        organisation=holdings.organisation,
        handler=documents.RENDER,
        label=f"Việc {holdings.private}",
        created_by=holdings.user(role),
    )
    jobs.store_file(job, "ket-qua.txt", holdings.private.encode())
    return job


# ---- rules and dates ----


def _add_rule(holdings: Holdings, code: str, value: str) -> None:
    """A value of the school's own regulation."""
    organisation = holdings.organisation
    regulation, _ = LegalDocument.objects.get_or_create(
        number=f"15/QC-{holdings.inside}",
        issuer=organisation.name,
        kind="Quy chế",
        title="Quy chế thi đua, khen thưởng",
        from_on=date(2020, 1, 1),
        organisation=organisation,
    )
    LegalParameter.objects.create(
        code=code,
        value=value,
        organisation=organisation,
        document=regulation,
        locator="Điều 7",
        mark="T",
        from_on=date(2020, 1, 1),
    )


def _add_dates(holdings: Holdings) -> None:
    organisation = holdings.organisation

    def entry(purpose, title, opens, due):
        return deadlines.add_calendar_entry(
            organisation=organisation,
            school_year=holdings.year,
            purpose=purpose,
            title=f"{title} {holdings.inside}",
            opens_at=clock.at(opens),
            due_at=clock.end_of_day(due),
            source_key=f"estate:{title}",
        )

    Purpose = CalendarEntry.Purpose
    holdings.registration_entry = entry(
        Purpose.REGISTRATION, "Đăng ký danh hiệu", date(2026, 10, 1), date(2026, 10, 24)
    )
    holdings.month_entry = entry(Purpose.MONTHLY_REVIEW, "Bình xét tháng 10", date(2026, 10, 5), date(2026, 10, 25))
    holdings.next_month_entry = entry(
        Purpose.MONTHLY_REVIEW, "Bình xét tháng 11", date(2026, 11, 5), date(2026, 11, 25)
    )
    holdings.holiday_change = deadlines.enter_holiday_change(
        organisation=organisation,
        day=date(2026, 11, 2) + timedelta(days=ord(holdings.letter) % 5),  # nobody's is the day of another
        is_off=True,
        name=f"Nghỉ {holdings.inside}",
        document="Thông báo số 7/TB-UBND",
        by=holdings.user("clerk"),
    )
    deadlines.give_feed(holdings.cast["teacher"], organisation=organisation, by=holdings.user("teacher"))
    holdings.obligation = deadlines.oblige(
        organisation=organisation,
        key="estate:report",
        title=f"Báo cáo {holdings.inside}",
        url_name="todo",
        person=holdings.cast["teacher"],
        due_at=clock.end_of_day(date(2026, 10, 20)),
    )


# ---- documents ----


def _add_documents(holdings: Holdings) -> None:
    holdings.draft = _typed_on(holdings, _edited(holdings, draft_document(holdings, "nháp")))
    holdings.submitted = submitted_document(holdings, "chờ duyệt")
    holdings.approved = approved_document(holdings, "chờ số")
    holdings.issued = issued_document(holdings, 7)
    holdings.notice = issued_document(holdings, 8, kind="notice", type_code="TB")
    holdings.unrendered = _unrendered_document(holdings)
    _add_approval(holdings)


def _add_approval(holdings: Holdings) -> None:
    """A comment, a decision, a route of its own for decisions, somebody away next week."""
    leader = holdings.user("vice_principal")
    [first, *_] = documents.places(holdings.draft.content)
    holdings.comment = documents.write_comment(
        holdings.draft, anchor=first.key, text=f"Góp ý {holdings.inside}", by=leader
    )
    holdings.settled = documents.resolve_comment(
        documents.write_comment(holdings.draft, anchor=first.key, text=f"Đã sửa {holdings.inside}", by=leader),
        by=leader,
    )
    holdings.approval = holdings.approved.decisions.get()
    holdings.route = documents.set_route(
        organisation=holdings.organisation,
        kind="decision",
        steps=[documents.Step(role=Role.PRINCIPAL)],
        version=0,
        by=holdings.user("principal"),
    )
    holdings.absence = documents.enter_absence(
        organisation=holdings.organisation,
        person=holdings.cast["clerk"],
        deputy=holdings.cast["secretary"],
        from_on=date(2026, 10, 19),
        to_on=date(2026, 10, 20),
        reason="Việc riêng",
        by=holdings.user("clerk"),
    )


def content(holdings: Holdings, subject: str, type_code: str) -> Content:
    organisation = holdings.organisation
    return Content(
        "TỜ TRÌNH",
        f"{subject} {holdings.inside}",
        letterhead=documents.letterhead_for(organisation, type_code=type_code),
        blocks=[Paragraph([Run(f"Nội dung {holdings.inside}.")])],
        signatories=[documents.head_signatory(organisation, TODAY)],
    )


def _edited(holdings: Holdings, draft: OfficialDocument) -> OfficialDocument:
    """Saved twice, so that there is an older version to go back to."""
    text = draft.content
    text.recipients = [*text.recipients, "Tổ văn phòng"]
    by = holdings.user("vice_principal")
    return documents.write_draft(draft, text, before=draft.content_hash, note="Sửa văn bản", by=by)


def _typed_on(holdings: Holdings, draft: OfficialDocument) -> OfficialDocument:
    """Somebody began to type and has not saved."""
    key, by = documents.subject_key(draft), holdings.user("vice_principal")
    documents.keep_copy(draft.organisation, key, draft.content, {"closing": f"{holdings.inside} đang gõ"}, by=by)
    return draft


def draft_document(
    holdings: Holdings, subject: str, *, kind="proposal", type_code="TTr", author="vice_principal"
) -> OfficialDocument:
    return documents.create_document(
        organisation=holdings.organisation,
        kind=kind,
        content=content(holdings, subject, type_code),
        by=holdings.user(author),
    )


def submitted_document(holdings: Holdings, subject: str, **more) -> OfficialDocument:
    draft = draft_document(holdings, subject, **more)
    return documents.submit_for_approval(draft, by=holdings.user("vice_principal"))


def approved_document(holdings: Holdings, subject: str, **more) -> OfficialDocument:
    document = submitted_document(holdings, subject, **more)
    return documents.approve(document, content_hash=document.content_hash, by=holdings.user("principal"))


def issued_document(holdings: Holdings, number: int, **more) -> OfficialDocument:
    return issue(holdings, draft_document(holdings, f"văn bản {number}", **more), number)


def issue(holdings: Holdings, document: OfficialDocument, number: int) -> OfficialDocument:
    """From the draft to the issued file: a few bytes stand for what a worker would make."""
    document = documents.submit_for_approval(document, by=holdings.user("vice_principal"))
    return _approve_and_issue(holdings, document, number)


def _approve_and_issue(holdings: Holdings, document: OfficialDocument, number: int) -> OfficialDocument:
    document.refresh_from_db()
    document = documents.approve(document, content_hash=document.content_hash, by=holdings.user("principal"))
    document = documents.issue(document, number=number, issued_on=TODAY, by=holdings.user("clerk"))
    return documents.store_rendering(document, PDF)


def _unrendered_document(holdings: Holdings) -> OfficialDocument:
    """Issued, but its job failed."""
    document = approved_document(holdings, "chưa có tệp")
    document = documents.issue(document, number=6, issued_on=TODAY, by=holdings.user("clerk"))
    jobs_here = Job.objects.for_organisation(holdings.organisation)
    jobs_here.filter(pk=document.render_job_id).update(state=Job.State.FAILED, finished_at=clock.now())
    return document


def photo(name: str = "anh.png", colour: str = "green") -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(kept, "PNG")
    return SimpleUploadedFile(name, kept.getvalue(), "image/png")


# ---- registrations, evaluations ----


def _add_registrations(holdings: Holdings) -> None:
    holdings.title = Distinction.objects.get(code="LDTT")
    holdings.round = registrations.open_round(holdings.registration_entry, by=holdings.user("secretary"))
    holdings.own_registration = _register(holdings, "teacher", f"Nâng chất lượng {holdings.private}")
    registration = _register(holdings, "colleague", f"Giữ vững nền nếp {holdings.inside}")
    holdings.registration = registrations.submit(
        registration, version=registration.version, by=holdings.user("colleague")
    )
    holdings.head_registration = _register(holdings, "head", "Đã khóa")
    locked = Registration.objects.filter(pk=holdings.head_registration.pk)
    locked.update(state=Registration.State.LOCKED, submitted_at=clock.now())
    registrations.withdraw(_register(holdings, "member", "Sẽ đăng ký lại"), by=holdings.user("member"))


def _register(holdings: Holdings, role: str, goals: str) -> Registration:
    return registrations.save_draft(
        holdings.round,
        holdings.cast[role],
        values={"distinction": holdings.title, "goals": goals, "initiative_title": ""},
        version=0,
        by=holdings.user(role),
    )


def _add_evaluations(holdings: Holdings) -> None:
    organisation = holdings.organisation
    holdings.rubric = Rubric.objects.create(
        organisation=organisation, name=f"Biểu điểm {holdings.inside}", adopted_at=clock.now()
    )
    EvaluationPolicy.objects.create(organisation=organisation, school_year=holdings.year, objection_days=0)
    holdings.criterion = Criterion.objects.create(
        organisation=organisation, rubric=holdings.rubric, code="1", title="Thực hiện quy chế chuyên môn", max_points=10
    )
    GradeBand.objects.create(organisation=organisation, rubric=holdings.rubric, name="Hoàn thành tốt", minimum=0)
    secretary = holdings.user("secretary")
    holdings.period = evaluations.create_period(holdings.month_entry, by=secretary)
    holdings.own_file = documents.store_evidence(
        organisation=organisation, person=holdings.cast["teacher"], upload=photo(), by=holdings.user("teacher")
    )
    holdings.own_sheet = _sheet_of(holdings, "teacher", holdings.private)
    sheet = _sheet_of(holdings, "colleague", holdings.inside)
    holdings.sheet_evidence = evaluations.attach_evidence(
        sheet, criterion=holdings.criterion, upload=photo(), by=holdings.user("colleague")
    )
    sheet.refresh_from_db()
    holdings.sheet = evaluations.submit(sheet, version=sheet.version, by=holdings.user("colleague"))
    holdings.recommended_period = _past_period(holdings, 9, {"objection_days": 0, "council_scores": True})
    holdings.recommended_sheet = holdings.recommended_period.sheets.get()
    DepartmentMeeting.objects.create(
        organisation=organisation,
        period=holdings.recommended_period,
        department=holdings.department,
        held_at=clock.at(date(2026, 9, 26), 15),
        remarks=holdings.inside,
        chaired_by=holdings.cast["head"],
        secretary=holdings.cast["colleague"],
    )
    _add_chain(holdings)
    holdings.passed_period = _past_period(holdings, 8)


def _add_chain(holdings: Holdings) -> None:
    """Months further along the chain: for the head to decide, decided, provisional with an objection, published."""
    principal = holdings.user("principal")
    by_head = {"uses_council": False, "objection_days": 3}
    holdings.headed_period = _past_period(holdings, 7, by_head)
    holdings.decided_period = _past_period(holdings, 6, by_head)
    evaluations.decide_by_head(holdings.decided_period, by=principal)
    holdings.provisional_sheet = _settled_sheet(holdings, 5, by_head)
    objected = _settled_sheet(holdings, 4, by_head)
    holdings.objection = evaluations.file_objection(
        objected, kind="objection", text=f"Xem lại {holdings.inside}", by=holdings.user("colleague")
    )
    published = _past_period(holdings, 3, {"uses_council": False, "objection_days": 0, "staff_sees": "grades"})
    evaluations.decide_by_head(published, by=principal)
    evaluations.publish(published, by=principal)
    holdings.published_sheet = published.sheets.get()
    holdings.published_period = published
    _add_roll_ups(holdings)


def _settled_sheet(holdings: Holdings, month: int, policy: dict) -> EvaluationSheet:
    """A sheet of a month whose provisional result was shown."""
    period = _past_period(holdings, month, policy)
    evaluations.decide_by_head(period, by=holdings.user("principal"))
    evaluations.announce_provisional(period, by=holdings.user("principal"))
    return period.sheets.get()


def _add_rubrics(holdings: Holdings) -> None:
    """One being made, its next version, one in use that nobody has used, and files read on the way to one."""
    organisation, by = holdings.organisation, holdings.user("secretary")
    values = {"staff_kind": "teacher", "is_homeroom": True, "staff_group": None}
    for label in ("Giáo viên", "Chủ nhiệm"):
        holdings.audience = audiences.add_audience(
            organisation=organisation, values=values | {"name": f"{label} {holdings.inside}"}, by=by
        )
    name = f"Biểu điểm đang soạn {holdings.inside}"
    holdings.open_rubric = rubric_editing.create_rubric(organisation=organisation, values={"name": name}, by=by)
    for number in (1, 2):
        row = DraftRow(str(number), f"Tiêu chí {holdings.inside}", max_points=Decimal(50))
        rubric_editing.add_criterion(holdings.open_rubric, row, parent=None, by=by)
    holdings.open_criterion = holdings.open_rubric.criteria.get(code="2")
    holdings.open_rubric.refresh_from_db()
    holdings.unused_rubric = rubric_editing.create_rubric(
        organisation=organisation,
        values={"name": f"Biểu điểm tổ {holdings.inside}", "subject": "department"},
        draft=RubricDraft(rows=[DraftRow("1", "Nền nếp tổ", max_points=Decimal(10))]),
        by=by,
    )
    rubric_editing.adopt_rubric(holdings.unused_rubric, by=by)
    holdings.next_rubric = rubric_editing.new_version(holdings.rubric, by=by)
    holdings.rubric_table = rubric_import.preview_rubric(rubric_upload(), organisation=organisation, by=by)
    holdings.kept_rubric_table = rubric_import.preview_rubric(rubric_upload(), organisation=organisation, by=by)
    rubric_import.apply_preview(holdings.kept_rubric_table, values={"name": f"Đã đọc {holdings.inside}"}, by=by)


def _add_roll_ups(holdings: Holdings) -> None:
    """A formula, a period rolled up from the published month, and a published year."""
    formula = {"method": "mean", "of": "month", "bands": [{"name": "Tốt", "minimum": "0", "praise": ""}]}
    holdings.roll_up = evaluations.save_roll_up(
        RollUp(organisation=holdings.organisation, school_year=holdings.year, period_kind="semester"),
        name=f"Công thức {holdings.inside}",
        formula=formula,
        by=_secretary(holdings),
    )
    holdings.rolled_period = _longer_period(holdings, "round_review", date(2026, 3, 1), date(2026, 3, 31), formula)
    holdings.year_period = _longer_period(
        holdings, "calendar_year_review", date(2026, 1, 1), date(2026, 12, 31), formula, is_published=True
    )


def _longer_period(holdings: Holdings, purpose: str, first: date, last: date, formula, *, is_published=False):
    """With one sheet: a draft, or one whose result was published."""
    entry = deadlines.add_calendar_entry(
        organisation=holdings.organisation,
        school_year=holdings.year,
        purpose=purpose,
        title=f"Đánh giá {purpose} {holdings.inside}",
        opens_at=clock.at(first),
        due_at=clock.end_of_day(last),
    )
    moment = clock.at(first) if is_published else None
    reviewer = _secretary(holdings) if is_published else None
    period = EvaluationPeriod.objects.create(
        organisation=holdings.organisation,
        school_year=holdings.year,
        entry=entry,
        kind=purpose.removesuffix("_review"),
        label=f"{purpose} {holdings.inside}",
        starts_on=first,
        ends_on=last,
        formula=formula,
        published_at=moment,
        published_by=reviewer,
    )
    result = {"state": EvaluationSheet.State.PUBLISHED, "edition": 1, "points": 80, "reachable": 100, "grade": "Tốt"}
    times = {"submitted_at": moment, "reviewed_at": moment, "reviewed_by": reviewer}
    EvaluationSheet.objects.create(
        organisation=holdings.organisation,
        period=period,
        person=holdings.cast["colleague"],
        department=holdings.department,
        **(result | times if is_published else {}),
    )
    return period


def rubric_upload() -> SimpleUploadedFile:
    data = workbook_of(RubricDraft(name="Đọc", rows=[DraftRow("1", "Nền nếp", max_points=Decimal(10))]))
    return SimpleUploadedFile("bieu-diem.xlsx", data)


def _past_period(holdings: Holdings, month: int, policy: dict | None = None) -> EvaluationPeriod:
    """A month that is over, with one sheet that the tổ recommends."""
    first = date(2026, month, 1)
    entry = deadlines.add_calendar_entry(
        organisation=holdings.organisation,
        school_year=holdings.year,
        purpose=CalendarEntry.Purpose.MONTHLY_REVIEW,
        title=f"Bình xét tháng {month} {holdings.inside}",
        opens_at=clock.at(first),
        due_at=clock.end_of_day(date(2026, month, 25)),
    )
    period = EvaluationPeriod.objects.create(
        organisation=holdings.organisation,
        school_year=holdings.year,
        entry=entry,
        label=f"tháng {month}/2026",
        starts_on=first,
        ends_on=date(2026, month, 28),
        policy=policy or {"objection_days": 0},
    )
    use_rubrics(period, [holdings.rubric])
    sheet = EvaluationSheet.objects.create(
        organisation=holdings.organisation,
        period=period,
        person=holdings.cast["colleague"],
        department=holdings.department,
        rubric=holdings.rubric,
        state=EvaluationSheet.State.DEPARTMENT_RECOMMENDED,
        submitted_at=clock.at(first),
        reviewed_by=holdings.user("head"),
        reviewed_at=clock.at(first),
    )
    for column in (Score.Column.SELF, Score.Column.DEPARTMENT):
        Score.objects.create(
            organisation=holdings.organisation, sheet=sheet, criterion=holdings.criterion, column=column, amount=8
        )
    return period


def _sheet_of(holdings: Holdings, role: str, note: str) -> EvaluationSheet:
    sheet = EvaluationSheet.objects.of_period(holdings.period).get(person=holdings.cast[role])
    return evaluations.save_draft(
        sheet,
        cells={holdings.criterion.pk: Cell(Score.State.SCORED, 8)},
        note=f"Tự nhận xét {note}",
        version=sheet.version,
        by=holdings.user(role),
    )


# ---- councils ----


def _add_councils(holdings: Holdings) -> None:
    cast = holdings.cast
    seats = {
        "principal": Seat.CHAIR,
        "secretary": Seat.SECRETARY,
        "vice_principal": Seat.VICE_CHAIR,
        "head": Seat.MEMBER,
        "member": Seat.MEMBER,
    }
    holdings.council = councils.establish_council(
        organisation=holdings.organisation,
        name=f"Hội đồng {holdings.inside}",
        decision="Quyết định số 21/QĐ",
        from_on=date(2026, 9, 1),
        members=[(cast[name], seat) for name, seat in seats.items()],
        by=holdings.user("principal"),
    )
    holdings.draft_session = _convene(holdings, "chuẩn bị")
    holdings.hands_motion = _propose(holdings, holdings.draft_session, Motion.Method.SHOW_OF_HANDS)
    _call_roll(holdings, holdings.draft_session)
    councils.declare_family(
        holdings.draft_session,
        member=holdings.council.members.get(person=cast["member"]),
        motions=[holdings.hands_motion],
        by=holdings.user("secretary"),
    )
    holdings.recusal = holdings.hands_motion.recusals.get(reason="family")

    holdings.hands_session = _convene(holdings, "biểu quyết giơ tay")
    holdings.open_motion = _propose(holdings, holdings.hands_session, Motion.Method.SHOW_OF_HANDS)
    _open(holdings, "hands_session")

    holdings.voting_session = _convene(holdings, "sắp bỏ phiếu")
    _propose(holdings, holdings.voting_session, Motion.Method.SECRET_BALLOT)
    _open(holdings, "voting_session")

    holdings.ballot_session = _convene(holdings, "đang bỏ phiếu")
    holdings.secret_motion = _propose(holdings, holdings.ballot_session, Motion.Method.SECRET_BALLOT)
    _open(holdings, "ballot_session")
    ballots.open_box(
        holdings.ballot_session,
        tellers=_members(holdings.ballot_session)[:2],
        accepts_small=True,
        by=_secretary(holdings),
    )

    holdings.closed_session = _convene(holdings, "đã họp")
    evaluations.hand_to_council(holdings.passed_period, holdings.closed_session, by=_secretary(holdings))
    motion = holdings.closed_session.motions.get()
    _open(holdings, "closed_session")
    councils.record_hands(holdings.closed_session, counts={motion.pk: (5, 0, 0)}, by=_secretary(holdings))
    holdings.closed_session = councils.close_session(holdings.closed_session, by=_secretary(holdings))
    holdings.minutes = holdings.closed_session.minutes

    holdings.finished_session = _convene(holdings, "họp xong")
    motion = _propose(holdings, holdings.finished_session, Motion.Method.SHOW_OF_HANDS)
    _open(holdings, "finished_session")
    councils.record_hands(holdings.finished_session, counts={motion.pk: (5, 0, 0)}, by=_secretary(holdings))


def _secretary(holdings: Holdings):
    return holdings.user("secretary")


def _members(session) -> list[CouncilMember]:
    return list(councils.members_of(session))


def _convene(holdings: Holdings, title: str):
    return councils.convene(
        council=holdings.council,
        school_year=holdings.year,
        title=f"Phiên {title} {holdings.inside}",
        held_on=TODAY,
        starts_at=time(8, 0),
        place="Phòng họp tầng 2",
        by=_secretary(holdings),
    )


def _propose(holdings: Holdings, session, method: str) -> Motion:
    rule = LegalParameter.objects.in_force("vote_threshold.LDTT", on=TODAY, at=holdings.organisation)
    return councils.add_motion(
        session,
        method=method,
        label=f"Đề nghị {holdings.inside}",
        subject_key=f"estate:{session.pk}",
        threshold=rule,
        person=holdings.cast["teacher"],
        by=_secretary(holdings),
    )


def _call_roll(holdings: Holdings, session) -> None:
    present = {member.pk: "present" for member in _members(session)}
    councils.take_roll_call(session, states=present, reasons={}, by=_secretary(holdings))


def _open(holdings: Holdings, name: str) -> None:
    session = getattr(holdings, name)
    _call_roll(holdings, session)
    setattr(holdings, name, councils.open_session(session, by=_secretary(holdings)))


# ---- awards, submissions, records ----


def _add_awards(holdings: Holdings) -> None:
    """A dossier that lacks nothing, and one of the year before that was sent."""
    organisation, secretary = holdings.organisation, _secretary(holdings)
    session = _convene(holdings, "xét danh hiệu")
    motion = councils.add_motion(
        session,
        method=Motion.Method.SHOW_OF_HANDS,
        label="Đề nghị danh hiệu",
        subject_key=f"registration:{holdings.registration.pk}",
        threshold=LegalParameter.objects.in_force("vote_threshold.LDTT", on=TODAY, at=organisation),
        person=holdings.cast["colleague"],
        snapshot={"distinction": "LDTT", "name": holdings.cast["colleague"].full_name, "place": ""},
        by=secretary,
    )
    _call_roll(holdings, session)
    session = councils.open_session(session, by=secretary)
    councils.record_hands(session, counts={motion.pk: (5, 0, 0)}, by=secretary)
    session = councils.close_session(session, by=secretary)
    issue(holdings, session.minutes, 1)

    holdings.dossier = awards.create_dossier(organisation=organisation, school_year=holdings.year, by=secretary)
    Dossier.objects.filter(pk=holdings.dossier.pk).update(title=f"Hồ sơ {holdings.sent}")
    for number, kind in ((41, DossierPart.Kind.LIST), (42, DossierPart.Kind.PROPOSAL)):
        issue(holdings, awards.draft_part(holdings.dossier, kind=kind, by=secretary), number)
    holdings.dossier = awards.locked_dossier(holdings.dossier)
    holdings.nomination = holdings.dossier.nominations.get()

    years = SchoolYear.objects.for_organisation(organisation)
    for first in (2024, 2025):
        if not years.filter(code=f"{first}-{first + 1}").exists():
            make_year(organisation, first).save()
    last_year = years.get(code="2025-2026")
    holdings.sent_dossier = awards.create_dossier(organisation=organisation, school_year=last_year, by=secretary)
    record_title(
        organisation=organisation,
        person=holdings.cast["teacher"],
        distinction=holdings.title,
        school_year_code="2024-2025",
        decision_number="12/QĐ",
        decided_on=date(2025, 6, 20),
        authority=f"Chủ tịch {holdings.inside}",
        source_key="",
        by=secretary,
    )


def _add_ratings(holdings: Holdings) -> None:
    """A proposal, and two decided yearly ratings: the teacher's own and another one."""
    holdings.own_rating = _rate(holdings, "teacher", exclusion_grounds=f"Nội dung {holdings.private}")
    holdings.decided_rating = _rate(holdings, "member", remark=f"Ghi chú {holdings.inside}")
    holdings.rating = _rate(holdings, "colleague", remark=f"Ghi chú {holdings.inside}")
    desk = records.open_desk(holdings.organisation, "school_year", holdings.year.code)
    decided = {row.pk: row.version for row in (holdings.own_rating, holdings.decided_rating)}
    records.decide_ratings(desk, decided, note="Đã xem xét.", by=holdings.user("principal"))


def _rate(holdings: Holdings, role: str, **values: str) -> QualityRating:
    row = records.propose_rating(
        organisation=holdings.organisation,
        person=holdings.cast[role],
        year_kind="school_year",
        year_code=holdings.year.code,
        points=Decimal(80),
        source_key="",
        by=_secretary(holdings),
    )
    return records.save_proposal(row, values=values, version=row.version, by=holdings.user("principal"))


def _send_up(holdings: Holdings, office: Holdings) -> None:
    """One delivery in each state to the office, and a decision that came back."""
    officer = office.user("officer")
    holdings.asked = Obligation.objects.owed_by(holdings.organisation).get(owed_to=office.organisation)
    with scope(holdings.organisation):
        holdings.submitted_up = _send(holdings, office, holdings.sent_dossier.subject_key)
        holdings.received_up, holdings.returned_up, holdings.accepted_up, holdings.decided_up = (
            _send(holdings, office, f"estate:{number}") for number in range(4)
        )
    for submission in (holdings.received_up, holdings.returned_up, holdings.accepted_up, holdings.decided_up):
        submissions.receive(submission, by=officer)
    submissions.return_for_revision(
        holdings.returned_up, part="", reason=f"Bổ sung {holdings.sent}", due_on=date(2026, 10, 20), by=officer
    )
    for submission in (holdings.accepted_up, holdings.decided_up):
        oversight.accept_dossier(submission, by=officer)
    with scope(office.organisation):
        holdings.decision = awards.enter_decision(
            holdings.decided_up,
            number=f"128/QĐ-{holdings.sent}",
            decided_on=TODAY,
            authority="Chủ tịch Ủy ban nhân dân phường",
            granted={holdings.nomination.pk: True},
            by=officer,
        )
    holdings.delivery = Submission.objects.addressed_to(holdings.organisation).decisions().get()


def _send(holdings: Holdings, office: Holdings, subject_key: str) -> Submission:
    nomination = {
        "nomination": holdings.nomination.pk,
        "name": f"Người được đề nghị {holdings.sent}",
        "place": "",
        "distinction": "LDTT",
        "distinction_name": holdings.title.name,
        "votes_for": 5,
        "base": 5,
        "share": "5/5",
    }
    return submissions.submit(
        organisation=holdings.organisation,
        recipient=office.organisation,
        line="awarding",
        kind=Submission.Kind.DOSSIER,
        subject_key=subject_key,
        title=f"Hồ sơ {holdings.sent}",
        school_year_code=holdings.year.code,
        manifest={
            "title": f"Hồ sơ {holdings.sent}",
            "counts": [{"name": holdings.title.name, "count": 1}],
            "nominations": [nomination],
        },
        files=[("proposal", f"Tờ trình {holdings.sent}", holdings.issued)],
        due_at=None,
        by=_secretary(holdings),
    )


# ---- plans, campaigns ----

PLAN_TEXT = """KẾ HOẠCH
Tổ chức phong trào thi đua năm học 2026 - 2027 {word}

I. MỤC ĐÍCH, YÊU CẦU
- Động viên cán bộ, giáo viên, nhân viên thi đua dạy tốt, học tốt, hoàn thành nhiệm vụ năm học của nhà trường.
- Việc bình xét dựa trên minh chứng, công khai, đúng người, đúng việc.

II. TỔ CHỨC THỰC HIỆN
- Cá nhân, tập thể đăng ký danh hiệu thi đua trước ngày 24/10/2026 {word}.
- Các tổ chuyên môn nộp báo cáo sơ kết học kỳ I trước ngày 05/01/2027.
"""


def _add_reviewed_plan(holdings: Holdings) -> None:
    """A plan in review: much accepted at once, one sentence changed since, another year asked about."""
    by = holdings.user("vice_principal")
    text = PLAN_TEXT.format(word=holdings.inside) + "- Chuẩn bị cho năm học 2027-2028.\n"
    plan = plans.import_plan(
        organisation=holdings.organisation, school_year=holdings.year, text=text, form_token=uuid.uuid4(), by=by
    )
    holdings.plan_doubt = plan.facts.get(kind=PlanFact.Kind.DOUBT, data__code="other_year")
    plans.accept_clear_facts(plan, kind=PlanFact.Kind.DEADLINE, by=by)
    holdings.review_act = plan.review_acts.get()
    decided, changed = plan.facts.accepted().of_kind(PlanFact.Kind.DEADLINE)[:2]
    changed.earlier = {"sentence": changed.sentence.replace("ngày", "hết ngày")}
    changed.save(update_fields=["earlier"])
    holdings.fact_decided, holdings.fact_changed = decided, changed


def _type_on_plan(holdings: Holdings) -> None:
    """The draft saved a second time, and something typed that is not saved."""
    by, text = holdings.user("vice_principal"), holdings.plan_draft.content
    text.closing = [*text.closing, Paragraph([Run("Trên đây là kế hoạch của nhà trường.")])]
    before = documents.hash_of(holdings.plan_draft.content)
    plan = plans.write_content(holdings.plan_draft, text, before=before, by=by)
    typed = {"closing": f"{holdings.inside} đang gõ"}
    documents.keep_copy(holdings.organisation, plans.subject_key(plan), plan.content, typed, by=by)
    holdings.plan_draft = plan


def _add_plans(holdings: Holdings) -> None:
    """A plan in each of its steps: being read, ready for approval, issued, published."""
    holdings.plan_draft = plans.import_plan(
        organisation=holdings.organisation,
        school_year=holdings.year,
        text=PLAN_TEXT.format(word=holdings.inside),
        form_token=uuid.uuid4(),
        by=holdings.user("vice_principal"),
    )
    _type_on_plan(holdings)
    holdings.fact = holdings.plan_draft.facts.filter(kind=PlanFact.Kind.DEADLINE).first()
    _add_reviewed_plan(holdings)
    holdings.plan_ready = _plan(holdings)
    holdings.plan_issued = _issued_plan(holdings, 21)
    holdings.plan = plans.publish(_issued_plan(holdings, 22), by=holdings.user("principal"))
    holdings.plan_target = PlanTarget.objects.create(
        organisation=holdings.organisation, plan=holdings.plan, who="giáo viên", value=20, unit="%",
        distinction=holdings.title, award=f"Danh hiệu {holdings.inside}",
    )  # fmt: skip
    holdings.public_page = plans.open_page(holdings.plan, is_indexed=False, by=holdings.user("principal"))
    holdings.plan_change = plans.begin_change(
        holdings.plan, change="amend", form_token=uuid.uuid4(), by=holdings.user("vice_principal")
    )


def _add_incoming(holdings: Holdings) -> None:
    """A document from above that the colleague handles and the teacher reads, with a date that waits and one to do."""
    values = {
        "kind": "letter",
        "number": f"512/{holdings.inside}",
        "issued_on": date(2026, 10, 5),
        "issuer": "Sở Giáo dục và Đào tạo",
        "subject": f"Hướng dẫn thi đua {holdings.inside}",
        "arrival_number": 1,
        "arrived_on": date(2026, 10, 9),
    }
    document, _ = incoming.file_document(
        organisation=holdings.organisation,
        values=values,
        text="Các trường gửi bản đăng ký về Sở trước ngày 30/10/2026.\nNộp báo cáo về Sở chậm nhất ngày 15/01/2027.",
        upload=photo(),
        by=holdings.user("clerk"),
    )
    document = incoming.assign(
        document,
        handler=holdings.cast["colleague"],
        handle_by_on=date(2026, 10, 20),
        opinion=f"Làm ngay {holdings.inside}",
        by=holdings.user("principal"),
    )
    incoming.share(document, chosen=plans.Chosen(people=[holdings.cast["teacher"]]), by=holdings.user("clerk"))
    first, holdings.incoming_date = document.facts.deadlines()
    incoming_dates.accept_date(first, by=holdings.user("clerk"))
    holdings.incoming_work = incoming_dates.work_of(document).get()
    holdings.incoming = document
    values |= {"number": f"513/{holdings.inside}", "arrival_number": 2}
    holdings.incoming_plain, _ = incoming.file_document(
        organisation=holdings.organisation, values=values, by=holdings.user("clerk")
    )


def _plan(holdings: Holdings) -> EmulationPlan:
    whole = content(holdings, "Thi đua năm học", "KH")
    return EmulationPlan.objects.create(
        organisation=holdings.organisation,
        school_year=holdings.year,
        title=f"Kế hoạch {holdings.inside}",
        data=json.loads(content_model.canonical_bytes(whole)),
        created_by=holdings.user("vice_principal"),
    )


def _issued_plan(holdings: Holdings, number: int) -> EmulationPlan:
    plan = plans.submit_for_approval(_plan(holdings), by=holdings.user("vice_principal"))
    _approve_and_issue(holdings, plan.document, number)
    return EmulationPlan.objects.select_related("document").get(pk=plan.pk)


def _add_campaigns(holdings: Holdings) -> None:
    holdings.campaign_draft = _campaign(holdings, "sắp phát động")
    holdings.campaign = campaigns.launch(_campaign(holdings, "đã phát động"), by=holdings.user("principal"))
    holdings.good_deed = campaigns.note_good_deed(
        organisation=holdings.organisation,
        person=holdings.cast["teacher"],
        text=f"Nhặt được của rơi {holdings.inside}",
        happened_on=TODAY,
        campaign=holdings.campaign,
        photo=photo(),
        form_token=uuid.uuid4(),
        by=holdings.user("colleague"),
    )


def _campaign(holdings: Holdings, name: str):
    values = campaign_values(name=f"Phong trào {name} {holdings.inside}")
    return campaigns.create_campaign(holdings.plan, values=values, by=holdings.user("vice_principal"))


def campaign_values(name: str) -> dict:
    return {
        "kind": "thematic",
        "name": name,
        "goal": "Nâng chất lượng bài dạy.",
        "subjects": "Toàn thể giáo viên",
        "content": "Mỗi tổ dạy một tiết minh họa.",
        "from_on": date(2026, 10, 15),
        "to_on": date(2026, 11, 20),
        "award_form": None,
        "award_count": 3,
    }
