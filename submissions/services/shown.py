"""What a check page showed is what is sent: data with a manifest, and the issued paper that goes beside it."""

from __future__ import annotations

from core.errors import ConflictError, DomainError
from documents.models import OfficialDocument
from organisation.models import Organisation
from submissions.models import Submission
from submissions.reports import Report
from submissions.scores import Scores
from submissions.services.files import described, manifest_hash, pinned_file, plain
from submissions.services.sending import submit

PART = "report"


def shown_hash(content: Report | Scores, document: OfficialDocument | None = None) -> str:
    """What a check page shows, as a hash: the version that is sent is the one that was shown."""
    pinned = [pinned_file(1, *each) for each in _files(document)]
    return manifest_hash(plain({**content.manifest(), "files": [described(file) for file in pinned]}))


def _files(document: OfficialDocument | None) -> list[tuple[str, str, OfficialDocument]]:
    """The issued paper beside the figures, where there is one."""
    if document is None:
        return []
    return [(PART, f"{document.get_kind_display()} số {document.full_number}: {document.subject_line}", document)]


def submit_as_shown(
    content: Report | Scores,
    *,
    organisation: Organisation,
    subject_key: str,
    document: OfficialDocument | None,
    shown: str,
    by,
    **delivery,
) -> Submission:
    """Send the next version of what was shown; a second click gives what the first one sent.

    `shown` is `shown_hash` of what the check page showed; anything else is refused. `delivery` is what `submit` takes.
    """
    if document is not None and document.organisation_id != organisation.pk:
        raise DomainError("Văn bản kèm theo phải là của đơn vị gửi. Chọn lại văn bản.")
    latest = Submission.objects.sent_by(organisation).filter(subject_key=subject_key).latest().first()
    if latest is not None and latest.is_open and latest.submitted_by_id == by.pk and latest.manifest_sha256 == shown:
        return latest
    if shown != shown_hash(content, document):
        raise ConflictError("Kết quả đã thay đổi sau khi mở trang này nên chưa gửi. Xem lại rồi gửi.")
    return submit(
        organisation=organisation,
        subject_key=subject_key,
        title=content.title,
        manifest=content.manifest(),
        files=_files(document),
        by=by,
        **delivery,
    )
