"""The tổ's meeting about a period: who was there, and its minutes made from what the tổ has scored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.findings import Finding
from documents import services as documents
from documents.models import OfficialDocument
from evaluations.models import DepartmentMeeting, EvaluationPeriod, EvaluationSheet, MeetingAttendance
from evaluations.models.rubrics import Subject
from evaluations.papers.minutes import KIND, TYPE_CODE, Meeting, meeting_content
from evaluations.services.candidates import locked_period
from evaluations.services.papers import loaded, paper_period, results_of
from organisation.models import Department, Person
from registrations.reviewers import has_other_head, heads_by_department

State = EvaluationSheet.State
LEADERS_GROUP = "Nhóm lãnh đạo, tổ trưởng và người không thuộc tổ"


def meeting_of(period: EvaluationPeriod, department: Department | None) -> DepartmentMeeting:
    """The meeting of a tổ about a period; a new one, not stored, where there was none."""
    rows = DepartmentMeeting.objects.for_organisation(period.organisation)
    rows = rows.select_related("document", "chaired_by", "secretary", "department")
    found = rows.filter(period=period, department=department).first()
    found = found or DepartmentMeeting(organisation=period.organisation, department=department)
    found.period = period
    return found


def judged_at(meeting: DepartmentMeeting) -> list[EvaluationSheet]:
    """The sheets of people that this meeting judges: nobody's whose tổ only she leads."""
    period, heads = meeting.period, heads_by_department(meeting.organisation)
    rows = EvaluationSheet.objects.of_period(period).of_people()
    rows = rows.filter(department=meeting.department_id) if meeting.department_id else rows
    sheets = loaded(rows.exclude(exemption=EvaluationSheet.Exemption.LEFT))
    return [
        sheet
        for sheet in sheets
        if has_other_head(heads, person_id=sheet.person_id, department_id=sheet.department_id)
        == bool(meeting.department_id)
    ]


def members_of(meeting: DepartmentMeeting) -> list[Person]:
    """Who belongs to it: the people with a sheet, and of a tổ its head, who is judged elsewhere."""
    rows = EvaluationSheet.objects.of_period(meeting.period).filter(subject=Subject.PERSON)
    if not meeting.department_id:
        return [sheet.person for sheet in judged_at(meeting)]
    rows = rows.filter(department=meeting.department_id).exclude(exemption=EvaluationSheet.Exemption.LEFT)
    return [sheet.person for sheet in rows.select_related("person").order_by("person__sort_key", "pk")]


@transaction.atomic
def save_meeting(
    meeting: DepartmentMeeting,
    *,
    held_at: datetime,
    place: str,
    chaired_by: Person,
    secretary: Person,
    absent: Collection[int],
    remarks: str,
    version: int,
    by,
) -> DepartmentMeeting:
    """Enter or mend a meeting with its roll-call; `absent` are ids of members, the others were there."""
    locked_period(meeting.period)
    meeting = meeting_of(meeting.period, meeting.department)
    if meeting.pk and meeting.version != version:
        raise ConflictError("Người khác vừa ghi cuộc họp này. Xem lại nội dung đang lưu rồi lưu.")
    _refuse_kept(meeting)
    if held_at > clock.now():
        raise DomainError("Cuộc họp ở thời điểm chưa tới. Ghi sau khi họp.")
    if chaired_by == secretary:
        raise DomainError("Chủ trì và thư ký phải là hai người.")
    away = [person for person in (chaired_by, secretary) if person.pk in absent]
    if away:
        raise DomainError(f"{away[0].full_name} chủ trì hoặc ghi biên bản nên không thể vắng mặt. Xem lại điểm danh.")
    meeting.held_at, meeting.place, meeting.remarks = held_at, place.strip(), remarks.strip()
    meeting.chaired_by, meeting.secretary = chaired_by, secretary
    if meeting.pk:
        meeting.touch()
    meeting.save()
    members = members_of(meeting)
    meeting.attendances.all().delete()
    MeetingAttendance.objects.bulk_create(
        [
            MeetingAttendance(
                organisation=meeting.organisation,
                meeting=meeting,
                person=person,
                is_present=person.pk not in absent,
            )
            for person in members
        ]
    )
    after = {"members": len(members), "absent": sum(person.pk in absent for person in members)}
    audit.record("evaluations.meeting_held", meeting, by=by, after=after)
    return meeting


def _refuse_kept(meeting: DepartmentMeeting) -> None:
    document = meeting.document
    if document and document.state == OfficialDocument.State.ISSUED:
        raise DomainError(f"Biên bản số {document.full_number} đã ban hành nên cuộc họp không sửa được nữa.")
    if document and document.state != OfficialDocument.State.DRAFT:
        raise DomainError("Biên bản đang chờ duyệt hoặc chờ số nên cuộc họp không sửa được. Trả lại biên bản trước.")


@transaction.atomic
def draw_minutes(meeting: DepartmentMeeting, *, by) -> OfficialDocument:
    """The minutes as a draft document, with the numbers as the tổ has them now; made anew while it is a draft."""
    rows = DepartmentMeeting.objects.for_organisation(meeting.organisation).select_for_update(of=("self",))
    meeting = rows.select_related("period__organisation", "document", "chaired_by", "secretary", "department").get(
        pk=meeting.pk
    )
    _refuse_kept(meeting)
    sheets = judged_at(meeting)
    unscored = [sheet for sheet in sheets if sheet.state == State.SUBMITTED]
    if unscored:
        names = ", ".join(sheet.candidate_name for sheet in unscored[:5])
        raise DomainError(f"Tổ chưa chấm xong {len(unscored)} phiếu ({names}). Chấm và đề nghị xong rồi lập biên bản.")
    content = _minutes(meeting, sheets, by=by)
    if meeting.document:
        return documents.update_content(meeting.document, content, version=meeting.document.version, by=by)
    meeting.document = documents.create_document(
        organisation=meeting.organisation,
        kind=KIND,
        form="department_minutes",
        content=content,
        by=by,
        origin_name="evaluations:meeting_edit",
        origin_kwargs={"pk": meeting.period_id, "department": meeting.department_id or 0},
    )
    meeting.save(update_fields=["document"])
    audit.record("evaluations.meeting_minuted", meeting, by=by, after={"document": meeting.document_id})
    return meeting.document


def _minutes(meeting: DepartmentMeeting, sheets: list[EvaluationSheet], *, by):
    calls = list(meeting.attendances.select_related("person").order_by("person__sort_key", "pk"))
    notes = {sheet.pk: sheet.department_note for sheet in sheets}
    results = [
        _with_note(result, notes[sheet.pk])
        for sheet, result in zip(sheets, results_of(by, meeting.period, sheets), strict=True)
    ]
    facts = Meeting(
        department=meeting.department.name if meeting.department else LEADERS_GROUP,
        period=paper_period(meeting.period, sheets),
        held_at=meeting.held_at,
        place=meeting.place,
        chair=meeting.chaired_by.full_name,
        secretary=meeting.secretary.full_name,
        present=[each.person.full_name for each in calls if each.is_present],
        absent=[each.person.full_name for each in calls if not each.is_present],
        results=results,
        remarks=meeting.remarks,
    )
    held_on = meeting.held_at.astimezone(clock.ZONE).date()
    letterhead = documents.letterhead_for(meeting.organisation, type_code=TYPE_CODE, on=held_on)
    return meeting_content(facts, letterhead=letterhead)


def _with_note(result, note: str):
    return replace(result, note="; ".join(filter(None, [result.note, note.replace("\n", " ").strip()])))


def meeting_findings(period: EvaluationPeriod, sheets) -> list[Finding]:
    """The tổ whose scores are there without a meeting: nothing forbids it, but somebody should look."""
    scored = {
        sheet.department_id: sheet.department
        for sheet in sheets
        if sheet.subject == Subject.PERSON and sheet.department_id and sheet.reviewed_at
    }
    if not scored or period.is_rolled_up:
        return []
    met = DepartmentMeeting.objects.for_organisation(period.organisation).filter(period=period)
    without = set(scored) - set(met.values_list("department_id", flat=True))
    names = sorted(scored[pk].name for pk in without)
    if not names:
        return []
    return [
        Finding(
            "evaluations.no_meeting",
            "look",
            "Có tổ chưa ghi cuộc họp bình xét",
            f"{', '.join(names)}.",
            "Ghi cuộc họp và lập biên bản họp tổ, nếu quy chế yêu cầu.",
            facts={"count": len(names)},
        )
    ]
