"""What anybody may read: the issued document of a plan whose public page is open. Nothing is written, nothing counted.

The address carries a code that nobody guesses. A page that was withdrawn says so (410); an unknown code is 404. Only
what the document itself prints is shown.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.errors import DomainError
from core.scoping import scope
from documents import services as documents
from documents.layout import full_symbol
from plans import services
from plans.models import PublicPage
from plans.paper import read_paper


@login_not_required
@require_safe
def plan(request, code: str):
    page = _found(code)
    with scope(page.organisation):
        if not page.is_open:
            return _shielded(render(request, "plans/public_withdrawn.html", {"public_page": page}, status=410), page)
        plan, document = page.plan, page.plan.document
        content = documents.frozen_content(document)
        successor = plan.successor
        newer = PublicPage.objects.open().filter(plan=successor).first() if successor else None
        context = {
            "public_page": page,
            "plan": plan,
            "document": document,
            "content": content,
            "symbol": full_symbol(content.letterhead),
            "paper": read_paper(content, []),
            "newer": newer,
        }
        return _shielded(render(request, "plans/public_plan.html", context), page)


@login_not_required
@require_safe
def plan_file(request, code: str):
    """The issued PDF."""
    page = _found(code)
    with scope(page.organisation):
        if not page.is_open:
            return _shielded(render(request, "plans/public_withdrawn.html", {"public_page": page}, status=410), page)
        try:
            return _shielded(documents.pdf_response(page.plan.document), page)
        except DomainError as error:
            raise Http404 from error


def _found(code: str) -> PublicPage:
    page = services.find_page(code)
    if page is None:
        raise Http404
    return page


def _shielded(response, page: PublicPage):
    """Asked for anew each time, so that a withdrawal acts at once; not indexed unless the school wants it."""
    response["Cache-Control"] = "no-cache"
    response["Referrer-Policy"] = "no-referrer"
    if not (page.is_indexed and page.is_open):
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response
