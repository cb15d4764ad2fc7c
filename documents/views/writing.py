"""A document's text being written: the pages of `documents.editing` for a document of its own."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from core.access import access
from core.errors import DomainError
from documents import editing, services
from documents.editing import Desk, DeskViews
from documents.forms import NewPaperForm
from documents.models import OfficialDocument
from documents.word_desk import word_back

NOT_DRAFT = "Chỉ sửa được khi văn bản còn là nháp. Trả lại văn bản để sửa."
# A document that arose on a page with an editor of its own is written there: origin → its editor.
EDITORS = {"plans:plan_detail": "plans:plan_text"}
WORD_DESKS = {"plans:plan_detail": "plans:plan_text_word_back"}


def _desk(request, document: OfficialDocument) -> Desk:
    slug = request.organisation.slug

    def address(name: str) -> str:
        return reverse(f"documents:{name}", args=[slug, document.pk])

    def save(content, *, before: str, note: str = "Sửa văn bản") -> None:
        services.write_draft(document, content, before=before, note=note, by=request.user)

    rows = OfficialDocument.objects.for_organisation(request.organisation)
    refusal = "" if document.state == OfficialDocument.State.DRAFT else NOT_DRAFT
    return Desk(
        organisation=request.organisation,
        subject_key=services.subject_key(document),
        label=document.subject_line,
        load=lambda: rows.get(pk=document.pk).content,
        save=save,
        refusal=services.GENERATED if document.is_generated else refusal,
        back_label=document.get_kind_display(),
        document=document,
        addresses={
            "back": address("document_detail"),
            "edit": address("document_edit"),
            "keep": address("document_keep"),
            "preview": address("document_edit_preview"),
            "editors": address("document_editors"),
            "drop": address("document_drop"),
            "versions": address("document_versions"),
            "compare": address("document_versions_compare"),
            "restore": address("document_version_restore"),
            "word": address("document_word"),
            "word_back": address("document_word_back"),
        },
    )


desk_views = DeskViews("documents.change_officialdocument", OfficialDocument, _desk)


@access("documents.add_officialdocument")
def document_new(request):
    """Begin a paper that is written freely; those with data of their own begin in their rooms."""
    form = NewPaperForm(request.POST or None, initial={"form": request.GET.get("form")})
    if request.method == "POST" and form.is_valid():
        try:
            document = services.begin_paper(organisation=request.organisation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lập bản nháp. Soạn nội dung rồi trình duyệt.")
            return redirect("documents:document_edit", request.organisation.slug, document.pk)
    return render(request, "documents/document_new.html", {"form": form})


@access("documents.change_officialdocument", OfficialDocument)
def document_edit(request, document):
    """Edit a draft as plain lines, here or where it arose."""
    if document.origin_name in EDITORS:
        return redirect(_at_origin(request, document, EDITORS))
    return editing.editor(request, _desk(request, document))


@access("documents.change_officialdocument", OfficialDocument)
def document_word_back(request, document):
    """Take back a draft that was edited in Word, here or where it arose."""
    if document.origin_name in WORD_DESKS:
        return redirect(_at_origin(request, document, WORD_DESKS))
    return word_back(request, _desk(request, document))


def _at_origin(request, document: OfficialDocument, pages: dict[str, str]) -> str:
    kwargs = {"organisation": request.organisation.slug, **document.origin_kwargs}
    return reverse(pages[document.origin_name], kwargs=kwargs)
