"""Sending a report of results up the professional line."""

from __future__ import annotations

from django.db import transaction

from core import clock
from core.errors import ConflictError, DomainError
from deadlines.models import Obligation
from documents.models import OfficialDocument
from organisation.models import Organisation, Supervision
from submissions.models import Submission
from submissions.reports import Report, Term
from submissions.services.files import described, manifest_hash, pinned_file, plain
from submissions.services.sending import submit

PROFESSIONAL = Supervision.Line.PROFESSIONAL
PART = "report"


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


def report_files(document: OfficialDocument | None) -> list[tuple[str, str, OfficialDocument]]:
    """The issued paper beside the figures, where there is one."""
    if document is None:
        return []
    return [(PART, f"{document.get_kind_display()} số {document.full_number}: {document.subject_line}", document)]


def hash_of_report(report: Report, document: OfficialDocument | None = None) -> str:
    """What a check page shows, as a hash: the version that is sent is the one that was shown."""
    pinned = [pinned_file(1, *each) for each in report_files(document)]
    return manifest_hash(plain({**report.manifest(), "files": [described(file) for file in pinned]}))


@transaction.atomic
def send_report(
    *, organisation: Organisation, report: Report, document: OfficialDocument | None = None, shown: str, by
) -> Submission:
    """Send the results of a term as the next version; a second click gives what the first one sent.

    `shown` is `hash_of_report` of what the check page showed; anything else is refused.
    """
    if document is not None and document.organisation_id != organisation.pk:
        raise DomainError("Văn bản kèm báo cáo phải là của đơn vị gửi. Chọn lại văn bản.")
    if report.level != organisation.level:
        raise DomainError("Báo cáo ghi cấp học khác với cấp học của đơn vị. Lập lại báo cáo từ kết quả của kỳ.")
    recipient = recipient_of_reports(organisation)
    subject_key = f"{report.term.key}:{recipient.pk}"
    latest = Submission.objects.sent_by(organisation).filter(subject_key=subject_key).latest().first()
    if latest is not None and latest.is_open and latest.submitted_by_id == by.pk and latest.manifest_sha256 == shown:
        return latest
    if shown != hash_of_report(report, document):
        raise ConflictError("Kết quả đã thay đổi sau khi mở trang này nên chưa gửi. Xem lại các số rồi gửi.")
    owed = report_obligation(organisation, report.term)
    is_asked = owed is not None and owed.owed_to_id == recipient.pk
    return submit(
        organisation=organisation,
        recipient=recipient,
        line=PROFESSIONAL,
        kind=Submission.Kind.REPORT,
        subject_key=subject_key,
        title=report.title,
        school_year_code=report.term.school_year,
        manifest=report.manifest(),
        files=report_files(document),
        due_at=owed.due_at if is_asked else None,
        obligation_key=report.term.key if is_asked else "",
        by=by,
    )
