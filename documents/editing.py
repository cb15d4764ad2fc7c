"""The desk at which a draft is written, the same for every room: editor, autosave, preview, versions, comparison.

A room makes a `Desk` of its object and gets from `DeskViews` the views of it, behind its own permission.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, wraps

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from core import clock
from core.access import access
from core.errors import ConflictError, DomainError
from documents import rendering, services
from documents.bases import bases_findings, library_for
from documents.comparison import compare, is_unchanged, stretches, summary
from documents.content import Content
from documents.merging import merge
from documents.models import OfficialDocument, TextVersion
from documents.text_forms import TextForm, values_of
from legal.models import LegalDocument


@dataclass
class Desk:
    """One text being written. `load` gives what it says now; `save(content, before=…)` writes on top of that hash
    and may say in a sentence what else it did.

    `addresses` are those of the room's own views: edit, keep, preview, editors, drop, versions, compare, restore, back,
    and word and word_back where it can be edited in Word.
    `refusal` says why it cannot be edited now, "" where it can.
    """

    organisation: object
    subject_key: str
    label: str
    load: Callable[[], Content]
    save: Callable[..., str | None]
    addresses: dict[str, str]
    back_label: str = "Văn bản"
    done_address: str = ""
    refusal: str = ""
    form_class: type[TextForm] = TextForm
    hint: str = ""
    document: OfficialDocument | None = None  # of which open comments are shown beside the text

    @cached_property
    def legal_documents(self) -> list[LegalDocument]:
        """What may be named as a basis here."""
        return library_for(self.organisation)

    def form(self, data=None, *, content: Content, before: str = "", values=None) -> TextForm:
        on = _document_day(content)
        return self.form_class(data, content=content, before=before, values=values, library=self.legal_documents, on=on)


def _document_day(content: Content) -> date:
    return content.letterhead.issued_on or clock.today()


class DeskViews:
    """The views of a desk, each behind the one right: `permission` on `model`; `desk_of(request, object)` → Desk."""

    def __init__(self, permission: str, model: type[Model], desk_of: Callable[[HttpRequest, Model], Desk]):
        self._permission, self._model, self._desk_of = permission, model, desk_of
        self.editor = self.view(editor, "GET", "POST")
        self.preview = self.view(preview, "GET", "POST")
        self.keep = self.view(keep, "POST")
        self.editors = self.view(editors, "POST")
        self.drop = self.view(drop, "POST")
        self.versions = self.view(versions, "GET")
        self.comparison = self.view(comparison, "GET")
        self.restore = self.view(restore, "POST")

    def view(self, act: Callable, *methods: str) -> Callable:
        """One more view of the desk: `act(request, desk)`."""

        @access(self._permission, self._model, methods=methods)
        @wraps(act)
        def at_desk(request, written):
            return act(request, self._desk_of(request, written))

        return at_desk


# ---- the editor ----


def editor(request, desk: Desk) -> HttpResponse:
    """The text as lines; saved on top of what it was begun on, or laid together with what others saved meanwhile."""
    if desk.refusal:
        messages.error(request, desk.refusal)
        return redirect(desk.addresses["back"])
    if request.method == "POST":
        return _save(request, desk)
    content = desk.load()
    copy = services.own_copy(desk.organisation, desk.subject_key, by=request.user)
    if copy is None:
        return _editor_page(request, desk, desk.form(content=content, before=services.hash_of(content)))
    form = desk.form(content=copy.base_content, before=copy.base_hash, values=copy.values)
    return _editor_page(request, desk, form, copy=copy)


def _editor_page(request, desk: Desk, form: TextForm, *, copy=None, status: int = 200) -> HttpResponse:
    content = desk.load()
    context = {
        "desk": desk,
        "form": form,
        "copy": copy,
        "others": services.others_at(desk.organisation, desk.subject_key, by=request.user),
        "findings": bases_findings(content.bases, desk.legal_documents, on=_document_day(content)),
        "last": services.versions_of(desk.organisation, desk.subject_key).first(),
        "document": desk.document,
        "comments": services.placed_comments(desk.document, only_open=True) if desk.document else [],
    }
    return render(request, "documents/text_edit.html", context, status=status)


def _save(request, desk: Desk) -> HttpResponse:
    now = desk.load()
    before, current = request.POST.get("before", ""), services.hash_of(now)
    base = now if before == current else base_of(request, desk, before)
    form = desk.form(request.POST, content=base or now, before=before)
    if not form.is_valid():
        return _editor_page(request, desk, form)
    edited = form.edited_content()
    if before != current:
        return conflict_page(request, desk, edited, base)
    try:
        said = desk.save(edited, before=before)
    except ConflictError:  # saved by another between reading and writing
        return conflict_page(request, desk, edited, base)
    except DomainError as error:
        form.add_error(None, error.message)
        return _editor_page(request, desk, form)
    services.drop_copy(desk.organisation, desk.subject_key, by=request.user)
    messages.success(request, f"Đã lưu lúc {clock.now():%H:%M}. {said or ''}".strip())
    return redirect(desk.done_address or desk.addresses["back"])


def base_of(request, desk: Desk, before: str) -> Content | None:
    return services.base_of(desk.organisation, desk.subject_key, before, by=request.user)


def conflict_page(request, desk: Desk, mine: Content, base: Content | None) -> HttpResponse:
    """Both texts, what differs word by word, and a proposal that holds what both wrote."""
    now = desk.load()
    blocks = compare(now, mine)
    if is_unchanged(blocks):
        services.drop_copy(desk.organisation, desk.subject_key, by=request.user)
        messages.info(request, "Người khác đã lưu đúng nội dung này nên không cần lưu lại.")
        return redirect(desk.done_address or desk.addresses["back"])
    theirs, own = values_of(now), {**values_of(mine)}
    before = values_of(base) if base is not None else {}
    merges = {
        name: merge(before.get(name) if base is not None else None, theirs.get(name, ""), own.get(name, ""))
        for name in {**theirs, **own}
    }
    merged = {name: each.text for name, each in merges.items() if each.text != theirs.get(name, "")}
    for index in range(len(now.appendices), len(mine.appendices)):  # one that only this page has is offered as new
        merged["new_appendix_title"] = merged.pop(f"appendix_{index}_title", "")
        merged["new_appendix_body"] = merged.pop(f"appendix_{index}_body", "")
    current = services.hash_of(now)
    services.drop_copy(desk.organisation, desk.subject_key, by=request.user)
    services.open_copy(desk.organisation, desk.subject_key, now, by=request.user)
    services.keep_copy(desk.organisation, desk.subject_key, now, merged, base_hash=current, by=request.user)
    context = {
        "desk": desk,
        "form": desk.form(content=now, before=current, values=merged),
        "stretches": stretches(blocks),
        "mine": values_of(mine),
        "theirs": theirs,
        "clashes": [clash for each in merges.values() for clash in each.clashes],
        "last": services.versions_of(desk.organisation, desk.subject_key).first(),
        "others": [],
    }
    return render(request, "documents/text_conflict.html", context, status=409)


# ---- while one types ----


def keep(request, desk: Desk) -> HttpResponse:
    """Autosave: the fields that changed, kept for this person; 409 or 422 with one sentence where they are not."""
    if desk.refusal:
        return _sentence(desk.refusal, 409)
    before = request.POST.get("before", "")
    content = desk.load()
    form = desk.form(request.POST, content=content, before=before)
    try:
        services.keep_copy(
            desk.organisation, desk.subject_key, content, form.typed_values(), base_hash=before, by=request.user
        )
    except DomainError as error:
        return _sentence(error.message, 409 if isinstance(error, ConflictError) else 422)
    response = HttpResponse(status=204)
    response["X-Saved-At"] = f"{clock.now():%H:%M}"
    return response


def drop(request, desk: Desk) -> HttpResponse:
    """Throw away what was typed and not saved."""
    services.drop_copy(desk.organisation, desk.subject_key, by=request.user)
    messages.success(request, "Đã bỏ bản nháp chưa lưu. Đây là bản đã lưu gần nhất.")
    return redirect(desk.addresses["edit"])


def editors(request, desk: Desk) -> HttpResponse:
    """Who else is at the text, asked by an open page, which hereby says that it is open."""
    if not desk.refusal:
        services.open_copy(desk.organisation, desk.subject_key, desk.load(), by=request.user)
    others = services.others_at(desk.organisation, desk.subject_key, by=request.user)
    return render(request, "documents/text_editors.html", {"desk": desk, "others": others})


def preview(request, desk: Desk) -> HttpResponse:
    """The paper as it would print now: what was typed, or on GET what was kept or saved."""
    now = desk.load()
    if request.method == "POST":
        before = request.POST.get("before", "")
        base = now if before == services.hash_of(now) else base_of(request, desk, before) or now
        form = desk.form(request.POST, content=base, before=before)
        form.is_valid()
        now = form.edited_content()
    stylesheet = static("official/styles/official.css")
    response = HttpResponse(rendering.render_html(now, draft=True, stylesheet_url=stylesheet))
    response["Cache-Control"] = "private, no-store"
    return response


def _sentence(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


# ---- versions ----


def versions(request, desk: Desk) -> HttpResponse:
    rows = list(services.versions_of(desk.organisation, desk.subject_key).defer("data"))
    context = {"desk": desk, "versions": rows, "can_restore": not desk.refusal}
    return render(request, "documents/text_versions.html", context)


def comparison(request, desk: Desk) -> HttpResponse:
    """Two versions word by word, by their numbers in the address; the last two where it names none."""
    rows = services.versions_of(desk.organisation, desk.subject_key)
    newest = [str(number) for number in rows.values_list("number", flat=True)[:2]]
    if not newest:
        return redirect(desk.addresses["versions"])
    old = _version(rows, request.GET.get("old", newest[-1]))
    new = _version(rows, request.GET.get("new", newest[0]))
    blocks = compare(old.content, new.content)
    context = {
        "desk": desk,
        "old": old,
        "new": new,
        "stretches": stretches(blocks),
        "is_unchanged": is_unchanged(blocks),
        "counts": summary(blocks),
        "versions": list(rows.defer("data")),
    }
    return render(request, "documents/text_compare.html", context)


def restore(request, desk: Desk) -> HttpResponse:
    """Make an old version the newest one; none is lost."""
    rows = services.versions_of(desk.organisation, desk.subject_key)
    number = request.POST.get("number", "")
    if desk.refusal or not number:
        messages.error(request, desk.refusal or "Chưa rõ khôi phục bản nào. Bấm nút ở dòng của bản đó.")
        return redirect(desk.addresses["versions"])
    version = _version(rows, number)
    try:
        before = services.hash_of(desk.load())
        desk.save(version.content, before=before, note=f"Khôi phục bản thứ {version.number}")
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Đã khôi phục bản thứ {version.number} thành bản mới nhất.")
    return redirect(desk.addresses["versions"])


def _version(rows, number: str) -> TextVersion:
    version = rows.filter(number=int(number)).first() if number.isdecimal() and len(number) < 9 else None
    if version is None:
        raise Http404
    return version
