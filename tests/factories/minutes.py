"""The minutes of a session signed by those whose names they carry."""

from __future__ import annotations

from councils import services as councils
from documents import services as documents
from documents.models import OfficialDocument


def sign_minutes(session, *, by) -> OfficialDocument:
    """Submitted, then approved by the secretary and by whoever presided."""
    document = councils.submit_minutes(session, by=by)
    for step in document.approval_steps.order_by("position"):
        document = documents.approve(document, content_hash=document.content_hash, by=step.person.user)
    return document
