"""Sending a report of results up the professional line."""

from __future__ import annotations

from django.db import transaction

from core import clock
from core.errors import DomainError
from deadlines.models import Obligation
from documents.models import OfficialDocument
from organisation.models import Organisation, Supervision
from submissions.models import Submission
from submissions.reports import Report, Term
from submissions.services.shown import submit_as_shown

PROFESSIONAL = Supervision.Line.PROFESSIONAL


def recipient_of_reports(organisation: Organisation) -> Organisation:
    """Whoever stands above in the professional line today; DomainError where nobody does."""
    recipient = Supervision.objects.superior_of(organisation, line=PROFESSIONAL, on=clock.today())
    if recipient is None:
        raise DomainError(
            "Chưa ghi cơ quan quản lý chuyên môn của đơn vị nên chưa gửi được báo cáo."
            " Đề nghị người quản trị ghi cơ quan cấp trên theo tuyến chuyên môn."
        )
    return recipient


def report_obligation(organisation: Organisation, term: Term) -> Obligation | None:
    """What was asked of it for the term, if anything was."""
    rows = Obligation.objects.owed_by(organisation).exclude(state=Obligation.State.CANCELLED)
    return rows.filter(key=term.key).first()


@transaction.atomic
def send_report(
    *, organisation: Organisation, report: Report, document: OfficialDocument | None = None, shown: str, by
) -> Submission:
    """Send the results of a term as they were shown, see `submit_as_shown`."""
    if report.level != organisation.level:
        raise DomainError("Báo cáo ghi cấp học khác với cấp học của đơn vị. Lập lại báo cáo từ kết quả của kỳ.")
    recipient = recipient_of_reports(organisation)
    owed = report_obligation(organisation, report.term)
    is_asked = owed is not None and owed.owed_to_id == recipient.pk
    return submit_as_shown(
        report,
        organisation=organisation,
        recipient=recipient,
        line=PROFESSIONAL,
        kind=Submission.Kind.REPORT,
        subject_key=f"{report.term.key}:{recipient.pk}",
        school_year_code=report.term.school_year,
        document=document,
        shown=shown,
        due_at=owed.due_at if is_asked else None,
        obligation_key=report.term.key if is_asked else "",
        by=by,
    )
