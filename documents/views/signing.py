"""Signatures: the scan of the signed paper, digital signatures, pictures, and the check of any signed PDF."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from accounts.middleware import never_kept
from audit import services as audit
from core.access import access
from core.errors import DomainError
from documents import services
from documents.approvers import person_of
from documents.models import OfficialDocument, SignedFile, SignedScan, SigningImage
from documents.signing import reports
from documents.signing.demo_keys import demo_key
from documents.signing.pages import page_picture
from documents.signing_forms import CheckForm, PictureForm, ScanConfirmForm, ScanForm, SigningForm

SCAN, SEAL, VIEW = (f"documents.{act}_officialdocument" for act in ("scan", "seal", "view"))
Kind = SigningImage.Kind


def _to(name: str, request, *args) -> HttpResponse:
    return redirect(f"documents:{name}", request.organisation.slug, *args)


def _picture(jpeg: bytes) -> HttpResponse:
    """A page drawn from a file that never changes."""
    response = HttpResponse(jpeg, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response


# ---- the scan ----


@access(SCAN, OfficialDocument)
def scan_add(request, document):
    """Upload the signed paper; what was uploaded is looked at on the next page before it is kept."""
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            scan = services.upload_scan(document, form.cleaned_data["files"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return _to("scan_detail", request, document.pk, scan.pk)
    current = services.current_scan(document)
    return render(request, "documents/scan_add.html", {"document": document, "form": form, "current": current})


def _scan(request, document: OfficialDocument, pk: int) -> SignedScan:
    """A scan of the document; one that is not confirmed is seen by whoever may confirm it."""
    scan = get_object_or_404(SignedScan.objects.filter(document=document).select_related("document"), pk=pk)
    if scan.confirmed_at is None and not request.user.has_perm(SCAN, document):
        raise Http404
    return scan


@access(VIEW, OfficialDocument, methods=["GET"])
def scan_detail(request, document, scan):
    """The scan beside the issued paper, page by page."""
    return _scan_page(request, document, _scan(request, document, scan))


@access(SCAN, OfficialDocument, methods=["POST"])
def scan_confirm(request, document, scan):
    """Keep the scan that was looked at."""
    scan = _scan(request, document, scan)
    form = _confirm_form(document, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.confirm_scan(
                scan,
                signers=data["signers"],
                has_seal=data["has_seal"],
                shown=data["shown"],
                reason=data.get("reason", ""),
                by=request.user,
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lưu bản quét đã ký cạnh bản gốc hệ thống.")
            return _to("document_detail", request, document.pk)
    return _scan_page(request, document, scan, form)


def _confirm_form(document: OfficialDocument, data=None) -> ScanConfirmForm:
    current = services.current_scan(document)
    printed = "\n".join(each.name for each in document.content.signatories if each.name.strip())
    initial = {"signers": printed, "shown": getattr(current, "pk", None)}
    return ScanConfirmForm(data, initial=initial, replaces=current is not None)


def _scan_page(request, document: OfficialDocument, scan: SignedScan, form=None) -> HttpResponse:
    may_confirm = scan.confirmed_at is None
    try:
        issued_pages = services.issued_page_count(document)
    except DomainError as error:
        messages.error(request, error.message)
        issued_pages = 0
    context = {
        "document": document,
        "scan": scan,
        "findings": services.scan_findings(scan),
        "page_numbers": range(1, max(scan.page_count, issued_pages) + 1),
        "issued_pages": issued_pages,
        "form": (form or _confirm_form(document)) if may_confirm else None,
    }
    return render(request, "documents/scan_detail.html", context)


@access(SCAN, OfficialDocument, methods=["POST"])
def scan_discard(request, document, scan):
    """Drop an upload that nobody confirmed."""
    try:
        services.discard_scan(_scan(request, document, scan), by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã bỏ lần tải lên này.")
    return _to("document_detail", request, document.pk)


@access(VIEW, OfficialDocument, methods=["GET"])
def scan_page(request, document, scan, page):
    """One page of a scan as a picture."""
    return _page_of(lambda: services.stored_bytes(_scan(request, document, scan)), page)


@access(VIEW, OfficialDocument, methods=["GET"])
def document_page(request, document, page):
    """One page of the issued file as a picture."""
    return _page_of(lambda: services.issued_pdf(document), page)


def _page_of(pdf, page: int) -> HttpResponse:
    try:
        return _picture(page_picture(pdf(), page))
    except DomainError as error:
        raise Http404 from error


@access(VIEW, OfficialDocument, methods=["GET"])
def scan_pdf(request, document, scan):
    """Download a scan; who took it is recorded."""
    scan = _scan(request, document, scan)
    try:
        response = services.scan_response(scan)
    except DomainError as error:
        messages.error(request, error.message)
        return _to("document_detail", request, document.pk)
    audit.record("documents.scan_downloaded", document, by=request.user)
    return response


# ---- digital signatures ----


@never_kept
@sensitive_post_parameters("passphrase")
@access("documents.sign_officialdocument", OfficialDocument)
def document_sign(request, document):
    """The person whom the paper names signs it."""
    picture = services.signature_picture(request.organisation, person_of(request.user))
    return _sign(request, document, services.sign_as_person, picture=picture, key_name=request.user.username)


@never_kept
@sensitive_post_parameters("passphrase")
@access(SEAL, OfficialDocument)
def document_seal(request, document):
    """The organisation signs, after everybody whom the paper names."""
    picture = services.seal_picture(request.organisation)
    return _sign(request, document, services.sign_as_organisation, picture=picture, key_name="organisation")


@sensitive_variables()
def _sign(request, document: OfficialDocument, act, *, picture: SigningImage | None, key_name: str) -> HttpResponse:
    signatures = services.signatures_of(document)
    demo = demo_key(request.organisation.slug, key_name)
    initial = {"shown": signatures.last.sha256 if signatures.last else document.file_sha256}
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    is_organisation = act is services.sign_as_organisation
    form = SigningForm(
        *given,
        initial=initial,
        has_demo_key=demo is not None,
        has_picture=picture is not None or (is_organisation and bool(document.content.attached_to)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            signer = _signer(form.cleaned_data, demo)
            row = act(
                document,
                signer=signer,
                shown=form.cleaned_data["shown"],
                by=request.user,
                with_picture=form.cleaned_data.get("with_picture", False),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã ký số bằng chứng thư của “{row.holder}”.")
            return _to("document_detail", request, document.pk)
    context = {
        "document": document,
        "form": form,
        "signatures": signatures,
        "is_organisation": is_organisation,
        "picture": picture,
    }
    return render(request, "documents/document_sign.html", context)


@sensitive_variables()
def _signer(data: dict, demo):
    from documents.signing.pkcs12 import MAX_KEY_BYTES, Pkcs12Signer  # loads pyHanko: only where something is signed

    if data.get("use_demo_key"):
        return Pkcs12Signer.open(demo.data, demo.passphrase)
    return Pkcs12Signer.open(data["key_file"].read(MAX_KEY_BYTES + 1), data["passphrase"])


def _signed(document: OfficialDocument, pk: int) -> SignedFile:
    return get_object_or_404(SignedFile.objects.filter(document=document).select_related("document"), pk=pk)


@access(VIEW, OfficialDocument, methods=["GET"])
def signed_pdf(request, document, signed):
    """Download a signed file; who took it is recorded."""
    try:
        response = services.signed_response(_signed(document, signed))
    except DomainError as error:
        messages.error(request, error.message)
        return _to("document_detail", request, document.pk)
    audit.record("documents.signed_downloaded", document, by=request.user)
    return response


@access(VIEW, OfficialDocument, methods=["GET"])
def signed_check(request, document, signed):
    """What the signatures in a file of ours amount to, read from the file itself."""
    context = {"document": document, "signed": _signed(document, signed)}
    try:
        context["report"] = reports.report_on(services.stored_bytes(context["signed"]))
    except DomainError as error:
        context["refusal"] = error.message
    return render(request, "documents/signed_check.html", context)


@access("documents.list_officialdocument")
def signature_check(request):
    """Kiểm tra chữ ký số: any PDF, read once and not kept."""
    form = CheckForm(request.POST or None, request.FILES or None)
    context = {"form": form, "has_roots": bool(settings.SIGNING_TRUST_ROOTS)}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        context["file_name"] = upload.name
        try:
            context["report"] = reports.report_on(upload.read(reports.MAX_BYTES + 1))
        except DomainError as error:
            form.add_error("file", error.message)
    return render(request, "documents/signature_check.html", context)


# ---- pictures ----


@access("documents.list_officialdocument")
def signing_image_list(request):
    """Mẫu chữ ký, con dấu: one's own signature; the seal for whoever keeps it."""
    kinds = [Kind.SIGNATURE, Kind.SEAL] if _keeps_seal(request) else [Kind.SIGNATURE]
    sent = request.POST.get("kind") if request.method == "POST" else None
    forms = {}
    for kind in kinds:
        given = (request.POST, request.FILES) if kind == sent else (None, None)
        forms[kind] = PictureForm(*given, kind=kind, prefix=None, auto_id=f"id_{kind}_%s")
    form = forms.get(sent)
    if form is not None and form.is_valid():
        try:
            _store_picture(request, sent, form.cleaned_data)
        except DomainError as error:
            form.add_error("picture", error.message)
        else:
            messages.success(request, "Đã lưu mẫu.")
            return _to("signing_image_list", request)
    person = person_of(request.user)
    pictures = {
        Kind.SIGNATURE: services.signature_picture(request.organisation, person),
        Kind.SEAL: services.seal_picture(request.organisation),
    }
    parts = [{"kind": kind, "form": forms[kind], "picture": pictures[kind]} for kind in kinds]
    return render(request, "documents/signing_image_list.html", {"parts": parts, "form": form})


def _keeps_seal(request) -> bool:
    return request.user.has_perm("documents.keep_seal", request.organisation)


def _store_picture(request, kind: str, data: dict) -> None:
    if kind == Kind.SEAL:
        services.store_seal_picture(
            request.organisation, data["picture"], width_mm=data["width_mm"], lift=data["lift"], by=request.user
        )
    else:
        services.store_signature_picture(
            request.organisation, person_of(request.user), data["picture"], lift=data["lift"], by=request.user
        )


@access("documents.use_signingimage", SigningImage, methods=["GET"])
def signing_image(request, picture):
    """The picture itself."""
    try:
        return services.picture_response(picture)
    except DomainError as error:
        raise Http404 from error


@access("documents.use_signingimage", SigningImage, methods=["POST"])
def signing_image_remove(request, picture):
    """Take the picture away; what was signed with it stays as it is."""
    services.remove_picture(picture, by=request.user)
    messages.success(request, "Đã gỡ mẫu.")
    return _to("signing_image_list", request)
