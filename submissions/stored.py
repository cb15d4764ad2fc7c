"""The files and words that were sent and received, read again on a schedule for whoever received them."""

from __future__ import annotations

from documents.models import OfficialDocument
from documents.stored import Source, Stored, named_file, register
from submissions.models import Submission, SubmissionFile
from submissions.services import manifest_hash


def _pinned(file: SubmissionFile) -> Stored:
    submission = file.submission
    storage = OfficialDocument._meta.get_field("file").storage
    label = f"Tệp {file.position} của {submission.noun} {submission.code}"
    return named_file(label, submission.recipient_id, storage, file.stored_name, file.sha256)


def _manifest(submission: Submission) -> Stored:
    label = f"Nội dung của {submission.noun} {submission.code}"
    return Stored(
        submission.recipient_id, label, submission.manifest_sha256, lambda: manifest_hash(submission.manifest)
    )


register(
    Source(
        "submissions.files",
        "Tệp trong hồ sơ đã nhận",
        lambda: SubmissionFile.objects.select_related("submission").defer("submission__manifest"),
        _pinned,
    )
)
register(Source("submissions.manifests", "Nội dung hồ sơ đã nhận", Submission.objects.all, _manifest))
