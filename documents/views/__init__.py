from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse

from audit import services as audit
from core import clock
from core.access import access
from core.errors import DomainError
from core.vietnamese import whole_number
from documents import services
from documents.approval_page import approval_of, changes_since, decided_by
from documents.approvers import steps_open_to
from documents.criteria import draft_findings
from documents.forms import IssueForm, ReturnForm
from documents.models import DocumentEffect, OfficialDocument
from documents.previewing import preview_response
from documents.signing_page import signing_of
from documents.timeline import timeline
from organisation.permissions import role_codes

State = OfficialDocument.State


# ---- one document ----


@access("documents.view_officialdocument", OfficialDocument, methods=["GET"])
def document_detail(request, document):
    """Where the document stands, what it says, and what the reader can do next."""
    return _detail(request, document)


def _detail(request, document, *, status: int = 200) -> HttpResponse:
    may = {
        act: request.user.has_perm(f"documents.{act}_officialdocument", document)
        for act in ("change", "approve", "return", "issue")
    }
    is_draft, is_submitted = document.state == State.DRAFT, document.state == State.SUBMITTED
    is_approved = document.state == State.APPROVED
    works_on_it = any(may.values()) or request.user.has_perm("documents.comment_officialdocument", document)
    panel = approval_of(document, request.user) if works_on_it else None
    context = {
        "document": document,
        "approval": panel,
        "steps": timeline(document, with_reasons=any(may.values())),
        "findings": _findings(document),
        "origin_url": _origin_url(request, document),
        "can_edit": is_draft and may["change"] and not document.is_generated,
        "can_submit": is_draft and may["change"] and not document.is_generated,
        "can_approve": is_submitted and panel is not None and panel.capacity is not None,
        "can_return": (is_submitted or is_approved) and may["return"],
        "can_issue": is_approved and may["issue"],
        "can_render": may["issue"] or may["change"],
        "standing": services.state_of(document) if document.number else None,
        "effects": document.effects.select_related("target__series"),
        "readable_pks": _readable_pks(request, document),
        "signing": signing_of(document, request.user),
    }
    return render(request, "documents/document_detail.html", context, status=status)


def _readable_pks(request, document: OfficialDocument) -> set[int]:
    """Which of the documents beside this one, those it acts on and those that act on it, the reader may open."""
    beside = DocumentEffect.objects.filter(Q(document=document) | Q(target=document))
    keys = {pk for pair in beside.values_list("document_id", "target_id") for pk in pair} - {document.pk}
    if not keys:
        return set()
    rows = OfficialDocument.objects.for_organisation(request.organisation).filter(pk__in=keys)
    roles = role_codes(request.user, request.organisation)
    steps = steps_open_to(request.user, request.organisation)
    return set(rows.readable_by(request.user, roles=roles, steps=steps).values_list("pk", flat=True))


def _findings(document: OfficialDocument) -> list:
    if document.state != State.ISSUED:
        named = services.letterhead_findings(document.organisation, document.content, on=clock.today())
        return draft_findings(document.content) + services.effect_findings(document) + named
    if document.number is None:  # a paper of no series: its date is that of what it tells
        return []
    return services.number_findings(document, number=document.number, issued_on=document.issued_on)


def _origin_url(request, document: OfficialDocument) -> str:
    """The page where the document arose, if that page still exists."""
    if not document.origin_name:
        return ""
    try:
        return reverse(
            document.origin_name, kwargs={"organisation": request.organisation.slug, **document.origin_kwargs}
        )
    except NoReverseMatch:
        return ""


@access("documents.view_officialdocument", OfficialDocument, methods=["GET"])
def document_preview(request, document):
    """The paper itself, for the frame of the document's page: the frozen text once issued, a marked draft before."""
    return preview_response(document)


@access("documents.view_officialdocument", OfficialDocument, methods=["GET"])
def document_pdf(request, document):
    """Download the issued file; who took it is recorded."""
    try:
        response = services.pdf_response(document)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("documents:document_detail", request.organisation.slug, document.pk)
    audit.record("documents.pdf_downloaded", document, by=request.user)
    return response


@access("documents.view_officialdocument", OfficialDocument, methods=["GET"])
def document_word(request, document):
    """Download the text as a Word file: a draft to work on, or the issued one (its PDF is the official file)."""
    try:
        return services.document_word_response(document, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("documents:document_detail", request.organisation.slug, document.pk)


@access("documents.view_officialdocument", OfficialDocument, methods=["GET"])
def document_file(request, document):
    """How far the file is: the card alone for htmx, the whole page without it."""
    if not request.htmx:
        return redirect("documents:document_detail", request.organisation.slug, document.pk)
    can_render = any(
        request.user.has_perm(f"documents.{act}_officialdocument", document) for act in ("issue", "change")
    )
    context = {"document": document, "can_render": can_render, "signing": signing_of(document, request.user)}
    return render(request, "documents/document_file.html", context)


# ---- the acts ----


@access("documents.change_officialdocument", OfficialDocument, methods=["POST"])
def document_submit(request, document):
    """Trình duyệt."""
    return _act(request, document, "Đã trình duyệt.", lambda: services.submit_for_approval(document, by=request.user))


@access("documents.approve_officialdocument", OfficialDocument, methods=["POST"])
def document_approve(request, document):
    """Duyệt the content that the page showed."""
    shown, step = request.POST.get("content_hash", ""), _step(request)
    try:
        document = services.approve(document, content_hash=shown, by=request.user, step=step)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        is_last = document.state == State.APPROVED
        next_one = "Văn thư sẽ cho số và ngày." if is_last else "Văn bản chuyển sang bước sau."
        messages.success(request, f"Đã duyệt. {next_one}")
    return redirect("documents:document_detail", request.organisation.slug, document.pk)


def _step(request) -> int | None:
    """The step that the page showed as waiting; None where it showed none."""
    return whole_number(request.POST.get("step") or request.GET.get("step"))


@access("documents.comment_officialdocument", OfficialDocument, methods=["GET"])
def document_changes(request, document, decision):
    """What became of the text since one of its decisions, word by word."""
    decision = get_object_or_404(document.decisions.select_related("decided_by", "deputy_of"), pk=decision)
    changes = changes_since(document, decision)
    context = {"document": document, "decision": decision, "by": decided_by(decision), "changes": changes}
    return render(request, "documents/document_changes.html", context)


@access("documents.return_officialdocument", OfficialDocument)
def document_return(request, document):
    """Trả lại, with a reason."""
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.return_to_draft(document, reason=form.cleaned_data["reason"], by=request.user, step=_step(request))
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã trả lại cho người soạn.")
            return redirect("documents:document_detail", request.organisation.slug, document.pk)
    context = {
        "heading": f"Trả lại {document.get_kind_display().lower()}",
        "lede": document.subject_line,
        "consequences": ["Văn bản trở về nháp, việc duyệt (nếu có) bị bỏ. Người soạn sửa rồi trình lại."],
        "form": form,
        "verb": "Trả lại",
        "cancel_url": reverse("documents:document_detail", args=[request.organisation.slug, document.pk]),
    }
    return render(request, "components/confirm.html", context)


@access("documents.issue_officialdocument", OfficialDocument)
def document_issue(request, document):
    """Cho số và ban hành. What a careful clerk would look at twice is shown once before it is done."""
    if document.state != State.APPROVED:
        messages.error(request, f"Văn bản đang ở trạng thái “{document.get_state_display()}” nên chưa cho số được.")
        return redirect("documents:document_detail", request.organisation.slug, document.pk)
    series = services.number_series(request.organisation, document.content.letterhead.symbol)
    last = services.last_number(series, clock.today().year)
    form = IssueForm(request.POST or None, series=series, last_number=last)
    found = []
    if request.method == "POST" and form.is_valid():
        number, issued_on = form.cleaned_data.get("number"), form.cleaned_data["issued_on"]
        found = services.number_findings(document, number=number, issued_on=issued_on)
        found += services.effect_findings(document, issued_on=issued_on)
        found += services.letterhead_findings(document.organisation, document.content, on=issued_on)
        if not found or request.POST.get("looked_at") == _looked_at(number, issued_on):
            try:
                document = services.issue(document, number=number, issued_on=issued_on, by=request.user)
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, f"Đã ban hành văn bản số {document.full_number}. Hệ thống đang tạo tệp PDF.")
                return redirect("documents:document_detail", request.organisation.slug, document.pk)
    context = {
        "document": document,
        "form": form,
        "series": series,
        "findings": found,
        "looked_at": _looked_at(number, issued_on) if found else "",
    }
    return render(request, "documents/document_issue.html", context)


def _looked_at(number, issued_on) -> str:
    """What the warning was about: with another number or day it is asked again."""
    return f"{number or ''}|{issued_on}"


@access("documents.view_officialdocument", OfficialDocument, methods=["POST"])
def document_render(request, document):
    """Ask for the file again after its job failed."""
    return _act(request, document, "Đang tạo lại tệp PDF.", lambda: services.render_again(document, by=request.user))


def _act(request, document, done: str, act) -> HttpResponse:
    """Do one act of a service and go back to the document, with what happened or why not."""
    try:
        act()
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect("documents:document_detail", request.organisation.slug, document.pk)
