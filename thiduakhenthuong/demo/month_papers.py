"""What a month leaves on paper: the minutes of a tổ, the table with a number, a sheet's copy, the announcement."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import User
from core import clock
from evaluations.models import EvaluationPeriod, EvaluationSheet
from evaluations.services import meetings, official_papers, paper_orders
from organisation.models import Department, Person
from thiduakhenthuong.demo.papers import issue

REMARKS = "Tổ đề nghị nhà trường bố trí thêm một buổi sinh hoạt chuyên đề trong tháng sau."


def minute_meeting(period: EvaluationPeriod, department: Department, head: User) -> None:
    """The tổ met an hour ago; its youngest wrote."""
    meeting = meetings.meeting_of(period, department)
    members = meetings.members_of(meeting)
    chair = next(person for person in members if person.user_id == head.pk)
    writer: Person = next(person for person in reversed(members) if person != chair)
    meeting = meetings.save_meeting(
        meeting,
        held_at=clock.now() - timedelta(hours=1),
        place="Phòng họp tổ",
        chaired_by=chair,
        secretary=writer,
        absent=[],
        remarks=REMARKS,
        version=meeting.version,
        by=head,
    )
    issue(meetings.draw_minutes(meeting, by=head))


def announce(period: EvaluationPeriod, *, secretary: User) -> None:
    """The published results: to everybody as far as the rules say, as a table for the files, as one's own copy."""
    issue(official_papers.draft_result_table(period, by=secretary))
    if not paper_orders.announcement_refusal(period):
        issue(paper_orders.announce(period, by=secretary))
    sheet = period.sheets.filter(state=EvaluationSheet.State.PUBLISHED, person__isnull=False).first()
    official_papers.freeze_sheet(sheet, by=sheet.person.user)
