"""Official documents from draft to issued file: every write, and what other rooms ask of this one."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.http import FileResponse

from audit import services as audit
from core import clock, jobs
from core.errors import ConflictError, DomainError
from core.findings import Finding
from core.vietnamese import clean_line, search_key
from deadlines import services as deadlines
from documents import content as content_model
from documents import evidence_files
from documents.content import Content, Letterhead, Signatory
from documents.models import Evidence, NumberSeries, OfficialDocument
from organisation.models import Post, Role, RoleAssignment

State = OfficialDocument.State
RENDER = "documents.render_issued"
HIGHEST_NUMBER = 99_999


# ---- what a new document starts from ----


def letterhead_for(organisation, *, type_code: str, on: date | None = None) -> Letterhead:
    """The four corners of page 1; `type_code` is "KH", "TTr", "BB", … and makes the symbol."""
    return Letterhead(
        superior=_lines(organisation.superior_lines),
        issuer=_lines(organisation.issuer_lines),
        symbol=f"{type_code}-{organisation.symbol}" if type_code else organisation.symbol,
        place=organisation.place,
        issued_on=on,
    )


def head_signatory(organisation, on: date) -> Signatory:
    """Who signs as head that day; a committee's chair signs on behalf of the committee."""
    role = Role.OFFICE_LEADER if organisation.is_office else Role.PRINCIPAL
    held = RoleAssignment.objects.for_organisation(organisation).on(on).filter(role=role)
    person = next((row.person for row in held.select_related("person").order_by("from_on", "pk")), None)
    post = Post.objects.for_organisation(organisation).on(on).filter(person=person).first() if person else None
    title = post.title if post else ("Chủ tịch" if organisation.is_office else "Hiệu trưởng")
    issuer = " ".join(_lines(organisation.issuer_lines)).upper()
    on_behalf = "ỦY BAN NHÂN DÂN" if issuer.startswith(("ỦY BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN", "UBND")) else ""
    return Signatory(
        post=title.upper(),
        name=person.full_name if person else "",
        capacity="TM." if on_behalf else "",
        on_behalf=on_behalf,
    )


def _lines(text: str) -> list[str]:
    return [line for line in map(clean_line, text.splitlines()) if line]


# ---- draft and approval ----


@transaction.atomic
def create_document(
    *, organisation, kind: str, content: Content, by, origin_name: str = "", origin_kwargs: dict | None = None
) -> OfficialDocument:
    """A new draft; `origin_name` and `origin_kwargs` name the page where it arose."""
    document = OfficialDocument(
        organisation=organisation,
        kind=kind,
        created_by=by,
        origin_name=origin_name,
        origin_kwargs=origin_kwargs or {},
    )
    _write(document, content)
    document.save()
    audit.record("documents.document_created", document, by=by, after={"kind": str(kind), "version": 1})
    return document


@transaction.atomic
def update_content(document: OfficialDocument, content: Content, *, version: int, by) -> OfficialDocument:
    """Write what was edited on top of `version`. What changes nothing leaves version and approval as they are."""
    document = _locked(document)
    if document.content_hash == _hash_of(content):
        return document
    if document.state == State.ISSUED:
        raise DomainError(
            f"Văn bản số {document.full_number} đã ban hành nên không sửa được."
            " Muốn thay đổi, lập văn bản khác sửa đổi."
        )
    if document.version != version:
        raise ConflictError(
            "Người khác vừa sửa văn bản này nên nội dung đang nhập chưa được lưu. Xem bản mới trước khi lưu."
        )
    before = {"state": document.state, "version": document.version}
    _write(document, content)
    document.version += 1
    if document.state != State.DRAFT:
        _back_to_draft(document, note="Nội dung được sửa sau khi trình nên văn bản trở về nháp; cần trình duyệt lại.")
    document.save()
    audit.record(
        "documents.document_edited",
        document,
        by=by,
        before=before,
        after={"state": document.state, "version": document.version, "content_hash": document.content_hash},
    )
    return document


@transaction.atomic
def submit_for_approval(document: OfficialDocument, *, by) -> OfficialDocument:
    """Ask the head for approval."""
    document = _locked(document)
    document.move_to(State.SUBMITTED)
    document.return_reason = ""
    document.save(update_fields=["state", "return_reason"])
    deadlines.fulfil(document.organisation, _key(document, "revise"))
    role = Role.OFFICE_LEADER if document.organisation.is_office else Role.PRINCIPAL
    _oblige(document, "approve", f"Duyệt {_name(document)}", role=role, button="Duyệt")
    audit.record(
        "documents.document_submitted",
        document,
        by=by,
        before={"state": State.DRAFT},
        after={"state": document.state, "version": document.version, "content_hash": document.content_hash},
    )
    return document


@transaction.atomic
def approve(document: OfficialDocument, *, content_hash: str, by) -> OfficialDocument:
    """Approve the content that was shown; ConflictError if another one is stored by now."""
    document = _locked(document)
    document.move_to(State.APPROVED)
    if content_hash != document.content_hash or content_hash != _hash_of(document.content):
        raise ConflictError(
            "Nội dung văn bản đã thay đổi sau khi trang này được mở nên chưa duyệt. Xem lại bản mới rồi duyệt."
        )
    document.approved_hash, document.approved_by, document.approved_at = content_hash, by, clock.now()
    document.save(update_fields=["state", "approved_hash", "approved_by", "approved_at"])
    deadlines.fulfil(document.organisation, _key(document, "approve"))
    role = Role.OFFICE_OFFICER if document.organisation.is_office else Role.RECORDS_CLERK
    _oblige(document, "number", f"Cho số, ngày: {_name(document)}", role=role, button="Cho số")
    audit.record(
        "documents.document_approved",
        document,
        by=by,
        before={"state": State.SUBMITTED},
        after={"state": document.state, "content_hash": content_hash},
    )
    return document


@transaction.atomic
def return_to_draft(document: OfficialDocument, *, reason: str, by) -> OfficialDocument:
    """Give a submitted or approved document back to its author, who owes the next version."""
    document = _locked(document)
    reason = clean_line(reason)
    if not reason:
        raise DomainError("Chưa có lý do trả lại. Ghi điều cần sửa để người soạn biết.")
    before = {"state": document.state, "version": document.version}
    document.move_to(State.DRAFT)
    _back_to_draft(document, note=reason[:500])
    document.save()
    author = getattr(document.created_by, "person", None)
    if author is not None:
        why = f"Trả lại: {document.return_reason}"[:500]
        _oblige(document, "revise", f"Sửa và trình lại {_name(document)}", person=author, button="Sửa", why=why)
    audit.record(
        "documents.document_returned",
        document,
        by=by,
        before=before,
        after={"state": document.state},
        personal={"reason": document.return_reason},
    )
    return document


def _back_to_draft(document: OfficialDocument, *, note: str) -> None:
    """Undo submission and approval, and what they asked of others. The caller saves."""
    document.state, document.return_reason = State.DRAFT, note
    document.approved_hash, document.approved_by, document.approved_at = "", None, None
    for step in ("approve", "number"):
        deadlines.cancel(document.organisation, _key(document, step))


def _write(document: OfficialDocument, content: Content) -> None:
    if not content.subject.strip():
        raise DomainError("Văn bản chưa có trích yếu. Ghi ngắn gọn nội dung của văn bản.")
    document.data = _plain(content)
    document.subject_line = clean_line(document.data["subject"])[:500]
    document.search_key = search_key(document.subject_line)
    document.content_hash = _hash_of(content)


def _plain(content: Content) -> dict:
    """The content as it is stored and hashed: without the one character that PostgreSQL does not store."""

    def clean(value):
        if isinstance(value, str):
            return value.replace("\0", "")
        if isinstance(value, list):
            return [clean(item) for item in value]
        if isinstance(value, dict):
            return {key: clean(item) for key, item in value.items()}
        return value

    return clean(content_model.to_json(content))


def _hash_of(content: Content) -> str:
    return content_model.content_hash(content_model.from_json(_plain(content)))


def _locked(document: OfficialDocument) -> OfficialDocument:
    rows = OfficialDocument.objects.for_organisation(document.organisation).select_for_update(of=["self"])
    return rows.select_related("organisation", "created_by__person").get(pk=document.pk)


def _name(document: OfficialDocument) -> str:
    return f"{document.get_kind_display().lower()}: {document.subject_line}"


def _key(document: OfficialDocument, step: str) -> str:
    return f"document:{document.pk}:{step}"


def _oblige(document: OfficialDocument, step: str, title: str, **more) -> None:
    deadlines.oblige(
        organisation=document.organisation,
        key=_key(document, step),
        title=title if len(title) <= 250 else f"{title[:249]}…",
        url_name="documents:document_detail",
        url_kwargs={"pk": document.pk},
        **more,
    )


# ---- number, freeze, render ----


@transaction.atomic
def issue(document: OfficialDocument, *, number: int | None, issued_on: date, by) -> OfficialDocument:
    """Number, date and freeze an approved document; a worker makes its file afterwards.

    `number` is what the clerk took from the school's book. In a series of ours it is None and allocated without a gap.
    """
    document = _locked(document)
    document.move_to(State.ISSUED)
    content = document.content
    if document.approved_hash != _hash_of(content):
        raise ConflictError(
            "Nội dung văn bản không còn đúng với bản đã duyệt nên chưa ban hành. Trả lại để trình duyệt lại."
        )
    series = _locked_series(document.organisation, content.letterhead.symbol)
    number = _checked_number(series, number, issued_on.year)

    head = content.letterhead
    head.number, head.issued_on, head.place_and_date = f"{number:02d}", issued_on, ""
    frozen = content_model.canonical_bytes(content).decode()
    document.data, document.frozen = json.loads(frozen), frozen
    document.frozen_sha256 = document.content_hash = hashlib.sha256(frozen.encode()).hexdigest()
    document.series, document.number, document.year = series, number, issued_on.year
    document.search_key = search_key(f"{document.full_number} {document.subject_line}")
    document.issued_on, document.issued_by = issued_on, by
    document.render_job = _enqueue_rendering(document, by=by)
    document.save()
    deadlines.fulfil(document.organisation, _key(document, "number"))
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


def number_series(organisation, symbol: str) -> NumberSeries | None:
    """The series of a symbol, if a document of it was ever numbered or the school declared it."""
    return NumberSeries.objects.for_organisation(organisation).filter(symbol=_whole_symbol(symbol)).first()


def last_number(series: NumberSeries | None, year: int) -> int | None:
    """The highest number known here; None where there is none."""
    if series is None:
        return None
    rows = OfficialDocument.objects.for_organisation(series.organisation).filter(series=series, year=year)
    return rows.aggregate(last=Max("number"))["last"]


def _whole_symbol(symbol: str) -> str:
    return re.sub(r"\s+", "", symbol).lstrip("/")


def _locked_series(organisation, symbol: str) -> NumberSeries:
    symbol = _whole_symbol(symbol)
    if not symbol or len(symbol) > NumberSeries._meta.get_field("symbol").max_length:
        raise DomainError("Văn bản chưa có ký hiệu dùng được (ví dụ KH-THNC) nên chưa cho số được. Trả lại để bổ sung.")
    NumberSeries.objects.get_or_create(organisation=organisation, symbol=symbol)
    return NumberSeries.objects.for_organisation(organisation).select_for_update().get(symbol=symbol)


def _checked_number(series: NumberSeries, number: int | None, year: int) -> int:
    """The number to use; the caller holds the lock of the series."""
    if series.is_ours:
        following = (last_number(series, year) or 0) + 1
        if number not in (None, following):
            raise DomainError(f"Sổ {series.symbol} do hệ thống cấp số: số kế tiếp của năm {year} là {following:02d}.")
        return following
    if number is None:
        raise DomainError("Chưa có số. Nhập số lấy từ sổ đăng ký văn bản đi.")
    if not 1 <= number <= HIGHEST_NUMBER:
        raise DomainError(f"Số văn bản phải từ 1 đến {HIGHEST_NUMBER}.")
    used = OfficialDocument.objects.for_organisation(series.organisation).filter(series=series, year=year)
    holder = used.filter(number=number).select_related("series").first()
    if holder is not None:
        raise DomainError(
            f"Số {holder.full_number} năm {year} đã cấp cho “{holder}” ngày {holder.issued_on:%d/%m/%Y}."
            " Kiểm tra sổ rồi nhập số khác."
        )
    return number


def number_findings(document: OfficialDocument, *, number: int | None, issued_on: date) -> list[Finding]:
    """What a careful clerk would look at twice; nothing here refuses."""
    found = []
    if issued_on > clock.today():
        found.append(_look("date_in_future", "Ngày văn bản sau hôm nay", f"Ngày văn bản là {issued_on:%d/%m/%Y}."))
    approved_on = document.approved_at and document.approved_at.astimezone(clock.ZONE).date()
    if approved_on and issued_on < approved_on:
        detail = f"Ngày văn bản là {issued_on:%d/%m/%Y}, văn bản được duyệt ngày {approved_on:%d/%m/%Y}."
        found.append(_look("date_before_approval", "Ngày văn bản trước ngày duyệt", detail))
    series = number_series(document.organisation, document.content.letterhead.symbol)
    if series is None or number is None:
        return found
    return found + _order_findings(document, series, number, issued_on)


def _order_findings(document, series: NumberSeries, number: int, issued_on: date) -> list[Finding]:
    """A lower number with a later date, or a higher one with an earlier date."""
    rows = OfficialDocument.objects.for_organisation(document.organisation).exclude(pk=document.pk)
    rows = rows.filter(series=series, year=issued_on.year).select_related("series")
    lower = rows.filter(number__lt=number, issued_on__gt=issued_on).order_by("-number").first()
    higher = rows.filter(number__gt=number, issued_on__lt=issued_on).order_by("number").first()
    return [
        _look(
            "date_out_of_order",
            "Ngày không theo thứ tự số",
            f"Số {number:02d} mang ngày {issued_on:%d/%m/%Y}, trong khi số {other.full_number} mang ngày"
            f" {other.issued_on:%d/%m/%Y}.",
        )
        for other in (lower, higher)
        if other is not None
    ]


def _look(code: str, title: str, detail: str) -> Finding:
    return Finding(code, "look", title, detail, change="Đối chiếu với sổ đăng ký văn bản đi.")


def _enqueue_rendering(document: OfficialDocument, *, by):
    label = f"Tạo tệp PDF số {document.full_number}"
    return jobs.enqueue(RENDER, organisation=document.organisation, label=label, by=by, document_id=document.pk)


@transaction.atomic
def render_again(document: OfficialDocument, *, by) -> OfficialDocument:
    """Ask for the file again after its job failed."""
    document = _locked(document)
    if document.state != State.ISSUED:
        raise DomainError("Văn bản chưa ban hành nên chưa có tệp PDF.")
    if document.file or (document.render_job and not document.render_job.is_over):
        return document
    document.render_job = _enqueue_rendering(document, by=by)
    document.save(update_fields=["render_job"])
    return document


def frozen_content(document: OfficialDocument) -> Content:
    """What was frozen, after comparing it with its hash; the live data are never read."""
    if hashlib.sha256(document.frozen.encode()).hexdigest() != document.frozen_sha256:
        raise DomainError("Nội dung đã ban hành không khớp mã kiểm tra nên không tạo tệp. Báo người quản trị hệ thống.")
    return content_model.from_json(json.loads(document.frozen))


def store_rendering(document: OfficialDocument, pdf: bytes) -> OfficialDocument:
    """Keep the file of an issued document; the first one stays, a second changes nothing."""
    storage = document.file.storage
    name = storage.save(document.file.field.generate_filename(document, f"{uuid.uuid4().hex}.pdf"), ContentFile(pdf))
    with transaction.atomic():
        document = _locked(document)
        is_first = document.state == State.ISSUED and not document.file
        if is_first:
            document.file.name = name
            document.file_sha256 = hashlib.sha256(pdf).hexdigest()
            document.rendered_at = clock.now()
            document.save(update_fields=["file", "file_sha256", "rendered_at"])
            audit.record("documents.document_rendered", document, after={"sha256": document.file_sha256})
    if not is_first:
        storage.delete(name)
    return document


def issued_pdf(document: OfficialDocument) -> bytes:
    """The bytes of the issued file, compared with their hash."""
    if not document.can_be_sent:
        raise DomainError("Tệp PDF của văn bản chưa có. Hệ thống đang tạo tệp; thử lại sau ít phút.")
    with document.file.open("rb") as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != document.file_sha256:
        raise DomainError("Tệp PDF không còn đúng với bản đã ban hành nên không gửi đi. Báo người quản trị hệ thống.")
    return data


def pdf_name(document: OfficialDocument) -> str:
    """A name that every system can store: “KH-THNC_2026_05.pdf”."""
    return evidence_files.safe_name(f"{document.series.symbol}_{document.year}_{document.number:02d}.pdf")


def pdf_response(document: OfficialDocument) -> FileResponse:
    """The issued file as a download; DomainError while there is none."""
    data = ContentFile(issued_pdf(document))
    response = FileResponse(data, as_attachment=True, filename=pdf_name(document), content_type="application/pdf")
    return _sealed_off(response)


# ---- evidence ----


def store_evidence(*, organisation, person, upload, by, caption: str = "", is_confidential: bool = False) -> Evidence:
    """Keep a file that proves a claim, known by its bytes, cleaned; DomainError if it is unfit."""
    kept = evidence_files.read_upload(upload)
    evidence = Evidence(
        organisation=organisation,
        person=person,
        original_name=evidence_files.safe_name(upload.name, kept.suffix),
        caption=clean_line(caption)[:250],
        media_type=kept.media_type,
        size=len(kept.data),
        sha256=hashlib.sha256(kept.data).hexdigest(),
        is_confidential=is_confidential,
        uploaded_by=by,
    )
    evidence.file.save(f"{uuid.uuid4().hex}{kept.suffix}", ContentFile(kept.data), save=False)
    with transaction.atomic():
        evidence.save()
        audit.record(
            "documents.evidence_stored", evidence, by=by, after={"sha256": evidence.sha256, "size": evidence.size}
        )
    return evidence


def evidence_response(evidence: Evidence) -> FileResponse:
    """Stream a file after the caller's own access: images in the page, everything else as a download."""
    is_image = evidence.media_type in evidence_files.IMAGES
    response = FileResponse(
        evidence.file.open("rb"),
        as_attachment=not is_image,
        filename=evidence.original_name,
        content_type=evidence.media_type,
    )
    return _sealed_off(response)


def _sealed_off(response: FileResponse) -> FileResponse:
    """Nothing in a file may run as a page of ours, and no cache may keep it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
