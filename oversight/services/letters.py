"""Letters of the office about what its schools owe."""

from __future__ import annotations

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from documents import services as documents
from documents.content import Content
from documents.layout import date_words
from documents.models import OfficialDocument
from documents.wording import short_day
from oversight import criteria
from oversight.papers.reminder import Late, Reminder, reminder_content
from oversight.querysets import board_rows, ordered

BOARD_PAGE = "oversight:board"


@transaction.atomic
def draft_reminder(office, *, school_year_code: str, by) -> tuple[OfficialDocument, bool]:
    """The công văn đôn đốc to those who are late with the year's dossier, and whether it was made now."""
    document, is_new = documents.draft_once(
        organisation=office,
        form="letter",
        content=lambda: _reminder(office, school_year_code),
        by=by,
        origin_name=BOARD_PAGE,
    )
    if is_new:
        after = {"document": document.pk, "form": "letter"}
        audit.record("oversight.reminder_drafted", office, by=by, organisation=office, after=after)
    return document, is_new


def _reminder(office, code: str) -> Content:
    rows = ordered(board_rows(office, code), "state")
    late = [row for row in rows if row.standing.state == criteria.LATE]
    if not late:
        raise DomainError("Không có đơn vị nào trễ hạn nộp hồ sơ nên không cần công văn đôn đốc.")
    today = clock.today()
    reminder = Reminder(
        issuer=office.name,
        what=f"hồ sơ đề nghị danh hiệu thi đua năm học {code}",
        as_of=date_words(today),
        late=[
            Late(
                row.school.name,
                short_day(row.due_at),
                row.standing.days_late,
                "Phải bổ sung" if row.submission else "Chưa nộp",
            )
            for row in late
        ],
        contact=", ".join(filter(None, [office.contact_name, office.contact_phone])),
    )
    return reminder_content(
        reminder,
        letterhead=documents.letterhead_for(office, type_code=""),
        signatory=documents.head_signatory(office, today),
    )
