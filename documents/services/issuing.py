"""Number, date and freeze what was approved."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import ConflictError
from core.models import Job
from core.vietnamese import search_key
from deadlines import services as deadlines
from documents import content as content_model
from documents import seals
from documents.content import Content
from documents.models import OfficialDocument
from documents.paper_forms import PAPER_FORMS
from documents.services.batches import render_batch
from documents.services.effects import take_effect
from documents.services.numbering import checked_number, locked_series
from documents.services.renderings import enqueue_rendering
from documents.services.rows import hash_of, key_of, locked, write

State = OfficialDocument.State
FORM_ISSUED = "documents.form_issued"


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
    document.series, document.number = series, number
    _freeze(document, content, on=issued_on, by=by)
    document.search_key = search_key(f"{document.full_number} {document.subject_line}")
    document.render_job = enqueue_rendering(document, by=by)
    take_effect(document, by=by)
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


@transaction.atomic
def issue_form(
    *,
    organisation,
    form: str,
    content: Content,
    by,
    issued_on: date | None = None,
    origin_name: str = "",
    origin_kwargs: dict | None = None,
) -> OfficialDocument:
    """Freeze a paper that bears no number, filled in from facts that stand; a worker makes its file afterwards.

    `form` is one of `documents.paper_forms` without a number: a sheet, a registration, a certificate. The room that
    makes it asks who may; `by` answers for it. Without `issued_on` it is dated today.
    """
    day = issued_on or clock.today()
    document = _frozen_form(organisation, form, Filled(content, origin_name, origin_kwargs or {}), on=day, by=by)
    document.save()
    document.render_job = enqueue_rendering(document, by=by)
    document.save(update_fields=["render_job"])
    audit.record(FORM_ISSUED, document, by=by, after=_issued_values(document))
    return document


@dataclass(frozen=True)
class Filled:
    """One of many papers of a form: what it says, and the page where it arose."""

    content: Content
    origin_name: str = ""
    origin_kwargs: dict = field(default_factory=dict)


@transaction.atomic
def issue_forms(
    *, organisation, form: str, papers: Iterable[Filled], by, label: str, issued_on: date | None = None
) -> tuple[list[OfficialDocument], Job]:
    """The same for many at once, certificates for all that a decision commends: few queries, one job for their files.

    Returns the documents in the order of `papers`, and the job, shown at `documents:batch_detail`.
    """
    day = issued_on or clock.today()
    documents = [_frozen_form(organisation, form, each, on=day, by=by) for each in papers]
    OfficialDocument.objects.bulk_create(documents, batch_size=200)
    audit.record_many(FORM_ISSUED, [(each, _issued_values(each)) for each in documents], by=by)
    return documents, render_batch(organisation=organisation, documents=documents, by=by, label=label)


def _frozen_form(organisation, form: str, filled: Filled, *, on: date, by) -> OfficialDocument:
    """A paper without a number as it will be stored; not saved."""
    paper = PAPER_FORMS[form]
    if paper.is_numbered:
        raise ValueError(f"{form} bears a number")
    content = filled.content
    content = replace(content, letterhead=replace(content.letterhead, symbol="", number=None))
    document = OfficialDocument(
        organisation=organisation,
        kind=paper.kind,
        form=form,
        state=State.ISSUED,
        created_by=by,
        approved_by=by,
        approved_at=clock.now(),
        origin_name=filled.origin_name,
        origin_kwargs=filled.origin_kwargs,
        is_generated=True,
    )
    write(document, content)
    document.approved_hash = document.content_hash
    _freeze(document, content, on=on, by=by)
    return document


def _issued_values(document: OfficialDocument) -> dict:
    return {"form": document.form, "issued_on": document.issued_on, "sha256": document.frozen_sha256}


def _freeze(document: OfficialDocument, content: Content, *, on: date, by) -> None:
    """Write the canonical content with its hash, its day and the code under which anybody can verify it."""
    frozen = content_model.canonical_bytes(content).decode()
    document.data, document.frozen = json.loads(frozen), frozen
    document.frozen_sha256 = document.content_hash = hashlib.sha256(frozen.encode()).hexdigest()
    document.issued_on, document.year, document.issued_by = on, on.year, by
    document.verification_code = "".join(secrets.choice(seals.LETTERS) for _ in range(seals.LENGTH))
