from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from core.access import access
from core.errors import ConflictError, DomainError
from documents import services
from documents.approval_forms import CommentForm
from documents.models import OfficialDocument, ParagraphComment


@access("documents.comment_officialdocument", OfficialDocument)
def document_comments(request, document):
    """The text paragraph by paragraph with what is said beside it; `?anchor=` opens one to write."""
    lines, gone = services.commented_text(document)
    anchor = request.POST.get("anchor") or request.GET.get("anchor", "")
    line = next((each for each in lines if each.place.key == anchor), None)
    if request.method == "POST" and line is None:
        return _lost(request, document, lines, gone)
    form = CommentForm(request.POST or None, place=line.place) if line else None
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            comment = services.write_comment(
                document, anchor=anchor, quote=form.quote, text=form.cleaned_data["text"], by=request.user
            )
        except DomainError as error:
            form.add_error(None, error.message)
            status = 409 if isinstance(error, ConflictError) else 200
        else:
            messages.success(request, "Đã ghi góp ý.")
            return redirect(f"{_address(document)}#c-{comment.pk}")
    return _page(request, document, lines, gone, active=line, form=form, status=status)


def _lost(request, document, lines, gone) -> HttpResponse:
    """The paragraph was edited meanwhile: what was typed is shown once more, to be copied."""
    typed = request.POST.get("text", "")
    return _page(request, document, lines, gone, typed=typed, status=409)


def _page(request, document, lines, gone, *, status=200, active=None, form=None, typed="") -> HttpResponse:
    is_open = document.state != OfficialDocument.State.ISSUED
    for placed in [each for line in lines for each in line.comments] + gone:
        placed.can_settle = is_open and request.user.has_perm("documents.settle_paragraphcomment", placed.comment)
    context = {
        "document": document,
        "lines": lines,
        "gone": gone,
        "active": active,
        "form": form,
        "typed": typed,
        "can_write": is_open,
    }
    return render(request, "documents/document_comments.html", context, status=status)


@access("documents.settle_paragraphcomment", ParagraphComment, methods=["POST"])
def comment_resolve(request, comment):
    """Đã giải quyết."""
    return _settle(request, comment, "Đã ghi là giải quyết xong.", services.resolve_comment)


@access("documents.settle_paragraphcomment", ParagraphComment, methods=["POST"])
def comment_reopen(request, comment):
    """Mở lại."""
    return _settle(request, comment, "Đã mở lại góp ý.", services.reopen_comment)


def _settle(request, comment, done: str, act) -> HttpResponse:
    try:
        act(comment, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect(f"{_address(comment.document)}#c-{comment.pk}")


def _address(document) -> str:
    return reverse("documents:document_comments", args=[document.organisation.slug, document.pk])
