"""The paper itself as a page, for whoever may read it: the room that shows it asks first."""

from __future__ import annotations

from django.http import HttpResponse
from django.templatetags.static import static

from core.errors import DomainError
from documents import rendering, services
from documents.content import Content
from documents.models import OfficialDocument


def preview_response(document: OfficialDocument) -> HttpResponse:
    """The frozen text once issued, a marked draft before."""
    is_issued = document.state == OfficialDocument.State.ISSUED
    try:
        content = services.frozen_content(document) if is_issued else document.content
    except DomainError as error:
        return HttpResponse(error.message, status=409, content_type="text/plain; charset=utf-8")
    return _page(content, draft=not is_issued)


def draft_response(content: Content) -> HttpResponse:
    """A paper that is not stored as a document yet, marked as a draft."""
    return _page(content, draft=True)


def _page(content: Content, *, draft: bool) -> HttpResponse:
    stylesheet = static("official/styles/official.css")
    response = HttpResponse(rendering.render_html(content, draft=draft, stylesheet_url=stylesheet))
    response["Cache-Control"] = "private, no-store"
    return response
