"""Number, date and freeze what was approved."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from django.db import transaction

from audit import services as audit
from core.errors import ConflictError
from core.vietnamese import search_key
from deadlines import services as deadlines
from documents import content as content_model
from documents.models import OfficialDocument
from documents.services.numbering import checked_number, locked_series
from documents.services.renderings import enqueue_rendering
from documents.services.rows import hash_of, key_of, locked

State = OfficialDocument.State


@transaction.atomic
def issue(document: OfficialDocument, *, number: int | None, issued_on: date, by) -> OfficialDocument:
    """Number, date and freeze an approved document; a worker makes its file afterwards.

    `number` is what the clerk took from the school's book. In a series of ours it is None and allocated without a gap.
    """
    document = locked(document)
    document.move_to(State.ISSUED)
    content = document.content
    if document.approved_hash != hash_of(content):
        raise ConflictError(
            "Nội dung văn bản không còn đúng với bản đã duyệt nên chưa ban hành. Trả lại để trình duyệt lại."
        )
    series = locked_series(document.organisation, content.letterhead.symbol)
    number = checked_number(series, number, issued_on.year)

    head = content.letterhead
    head.number, head.issued_on, head.place_and_date = f"{number:02d}", issued_on, ""
    frozen = content_model.canonical_bytes(content).decode()
    document.data, document.frozen = json.loads(frozen), frozen
    document.frozen_sha256 = document.content_hash = hashlib.sha256(frozen.encode()).hexdigest()
    document.series, document.number, document.year = series, number, issued_on.year
    document.search_key = search_key(f"{document.full_number} {document.subject_line}")
    document.issued_on, document.issued_by = issued_on, by
    document.render_job = enqueue_rendering(document, by=by)
    document.save()
    deadlines.fulfil(document.organisation, key_of(document, "number"))
    audit.record(
        "documents.document_issued",
        document,
        by=by,
        before={"state": State.APPROVED},
        after={
            "state": document.state,
            "number": document.full_number,
            "issued_on": issued_on,
            "sha256": document.frozen_sha256,
        },
    )
    return document
