"""Documents from above: entered in the book of arrivals, given out, passed on to readers, closed."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.templatetags.ui import vi_date
from core.vietnamese import clean_line, nfc, search_key
from deadlines import services as deadlines
from documents import content as content_model
from documents import evidence_files
from documents.outline_text import outline_text
from documents.reading.files import UnreadableFile, text_of_bytes
from documents.services import opened_file, responses
from notifications.services import notify
from organisation.models import Organisation, Person, Role, SchoolYear
from plans.models import IncomingDocument
from plans.services.incoming_dates import give_dates_to, read_again
from plans.services.reading import Chosen, address, choose_audience, keep_readers
from plans.services.texts import MAX_CHARACTERS
from submissions import services as submissions
from submissions.models import Submission

State = IncomingDocument.State
HEADER_FIELDS = ("kind", "number", "issued_on", "issuer", "subject", "arrival_number", "arrived_on")
KINDS_SENT = {"plan": "plan", "notice": "notice", "decision": "decision"}  # of our documents; others are "other"


# ---- into the book ----


def next_arrival_number(organisation, year: int) -> int:
    """The number after the last one of the book of a calendar year: a proposal, since the book is the clerk's."""
    rows = IncomingDocument.objects.for_organisation(organisation).filter(arrival_year=year)
    last = rows.order_by("-arrival_number").values_list("arrival_number", flat=True).first()
    return (last or 0) + 1


def file_document(
    *,
    organisation,
    values: dict,
    by,
    text: str = "",
    upload=None,
    form_token: uuid.UUID | None = None,
    delivery: Submission | None = None,
) -> tuple[IncomingDocument, str]:
    """Enter a document in the book and read what it asks; returns it with a sentence about its file, or "".

    `values` are those of `HEADER_FIELDS`. Without a typed text that of the file is read; a scan is kept unread. The
    same form sent twice gives the same document. `delivery` is what came through this installation.
    """
    token = form_token or uuid.uuid4()
    rows = IncomingDocument.objects.for_organisation(organisation)
    existing = rows.filter(form_token=token).first()
    if existing is not None:
        return existing, ""
    incoming = IncomingDocument(organisation=organisation, form_token=token, delivery=delivery, created_by=by)
    _set_header(incoming, values)
    note = _keep_file(incoming, upload) if upload else ""
    incoming.text = _clean_text(text) or incoming.text
    with transaction.atomic():
        _lock_book(organisation)
        existing = rows.filter(form_token=token).first()  # the same form, sent twice at once
        if existing is not None:
            return existing, ""
        _require_free(incoming)
        incoming.save()
        if delivery is not None:
            submissions.take_document(delivery, by=by)
        read_again(incoming)
        _oblige_head(incoming)
        after = {"number": incoming.number, "arrival_number": incoming.arrival_number}
        audit.record("plans.incoming_filed", incoming, by=by, after=after)
    return incoming, note


def take_delivery(delivery: Submission, *, arrival_number: int, arrived_on: date, by) -> IncomingDocument:
    """Enter what an office of this installation sent: its header is as it was sent, its text that of the frozen one."""
    sent = delivery.manifest
    values = {
        "kind": KINDS_SENT.get(sent["document_kind"], IncomingDocument.Kind.OTHER),
        "number": sent["number"],
        "issued_on": date.fromisoformat(sent["issued_on"]),
        "issuer": sent["issuer"],
        "subject": sent["subject"],
        "arrival_number": arrival_number,
        "arrived_on": arrived_on,
    }
    incoming, _ = file_document(
        organisation=delivery.recipient,
        values=values,
        text=text_of(content_model.from_json(sent["content"])),
        form_token=uuid.uuid5(uuid.NAMESPACE_URL, f"delivery:{delivery.pk}"),
        delivery=delivery,
        by=by,
    )
    return incoming


def text_of(content: content_model.Content) -> str:
    """What a document says, as the reader takes it: type and subject, the body, then each appendix."""
    parts = [content.title, content.subject, "", outline_text(content.blocks)]
    for appendix in content.appendices:
        parts += ["", " ".join(filter(None, [appendix.label, appendix.title])), outline_text(appendix.blocks)]
    return "\n".join(parts)


@transaction.atomic
def correct_document(incoming: IncomingDocument, *, values: dict, text: str, by) -> IncomingDocument:
    """Correct what was entered; the text is read again, what a person decided about it stays."""
    incoming = locked_incoming(incoming)
    if incoming.state == State.CLOSED:
        raise DomainError("Văn bản đã xử lý xong nên không sửa. Người đứng đầu giao lại trước, rồi sửa.")
    before = {name: getattr(incoming, name) for name in ("number", "arrival_number")}
    if incoming.delivery_id is not None:  # what was sent stays as it was sent
        values = {name: values[name] for name in ("arrival_number", "arrived_on")}
        text = incoming.text
    _set_header(incoming, values)
    incoming.text = _clean_text(text)
    _lock_book(incoming.organisation)
    _require_free(incoming)
    incoming.save()
    read_again(incoming)
    after = {name: getattr(incoming, name) for name in before}
    audit.record("plans.incoming_corrected", incoming, by=by, before=before, after=after)
    return incoming


def _set_header(incoming: IncomingDocument, values: dict) -> None:
    for name in values:
        value = values[name]
        setattr(incoming, name, clean_line(value) if isinstance(value, str) else value)
    if incoming.arrived_on > clock.today():
        raise DomainError("Ngày đến phải từ hôm nay trở về trước.")
    if incoming.arrived_on < incoming.issued_on:
        raise DomainError("Ngày đến trước ngày văn bản. Xem lại hai ngày.")
    incoming.arrival_year = incoming.arrived_on.year
    incoming.school_year = SchoolYear.objects.for_organisation(incoming.organisation).holding(incoming.arrived_on)
    if incoming.school_year is None:
        raise DomainError(f"Chưa có năm học nào chứa ngày {vi_date(incoming.arrived_on)}. Xem lại ngày đến.")
    words = f"{incoming.number} {incoming.subject} {incoming.issuer}"
    incoming.search_key = search_key(words)[:900]


def _lock_book(organisation) -> None:
    """Two clerks who enter the same number at once: the second is told, with the next free number."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _require_free(incoming: IncomingDocument) -> None:
    """One arrival number a year, and one entry for each document."""
    others = IncomingDocument.objects.for_organisation(incoming.organisation).exclude(pk=incoming.pk)
    taken = others.filter(arrival_year=incoming.arrival_year, arrival_number=incoming.arrival_number).first()
    if taken is not None:
        free = next_arrival_number(incoming.organisation, incoming.arrival_year)
        raise DomainError(
            f"Số đến {incoming.arrival_number} năm {incoming.arrival_year} đã ghi cho {taken}. Số tiếp theo là {free}."
        )
    same = others.filter(
        number__iexact=incoming.number, issued_on=incoming.issued_on, issuer__iexact=incoming.issuer
    ).first()
    if same is not None:
        raise DomainError(
            f"{same} ngày {vi_date(same.issued_on)} đã vào sổ ngày {vi_date(same.arrived_on)}, số đến"
            f" {same.arrival_number}. Mở văn bản đó trong sổ văn bản đến."
        )


def _clean_text(text: str) -> str:
    return nfc(text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def _keep_file(incoming: IncomingDocument, upload) -> str:
    """Store the file and take its text; returns why there is none, or ""."""
    kept = evidence_files.read_upload(upload)
    incoming.file_name = evidence_files.safe_name(upload.name, kept.suffix)
    incoming.media_type = kept.media_type
    incoming.file_sha256 = hashlib.sha256(kept.data).hexdigest()
    incoming.file.save(f"{uuid.uuid4().hex}{kept.suffix}", ContentFile(kept.data), save=False)
    if kept.media_type in evidence_files.IMAGES:
        return "Tệp là ảnh nên hệ thống không đọc được chữ. Dán phần chữ vào ô nội dung để hệ thống tìm các mốc."
    try:
        text = _clean_text(text_of_bytes(kept.data).text)
    except UnreadableFile as error:
        return str(error)
    if len(text) > MAX_CHARACTERS:
        return (
            f"Tệp có {len(text)} ký tự, quá {MAX_CHARACTERS}, nên hệ thống không đọc. Tệp vẫn được lưu;"
            " dán phần có các mốc thời gian vào ô nội dung."
        )
    incoming.text = text
    return ""


def file_response(incoming: IncomingDocument, *, by) -> FileResponse:
    """The kept file as a download, or the pinned one of a delivery; each download is logged."""
    if incoming.delivery_id is not None:
        file = incoming.delivery.files.select_related("submission").first()
        return submissions.file_response(file, by=by, at=incoming.organisation)
    if not incoming.file:
        raise DomainError("Văn bản này chưa có tệp kèm theo.")
    opened = opened_file(incoming)
    audit.record("plans.incoming_file_downloaded", incoming, by=by)
    response = FileResponse(
        opened,
        as_attachment=incoming.media_type not in evidence_files.IMAGES,
        filename=incoming.file_name,
        content_type=incoming.media_type,
    )
    return responses.sealed_off(response)


# ---- who handles it, who reads it ----


@transaction.atomic
def assign(
    incoming: IncomingDocument, *, handler: Person, handle_by_on: date | None, opinion: str, by
) -> IncomingDocument:
    """Say who handles it, until when, how. The open dates go with it; a closed one is opened again."""
    incoming = locked_incoming(incoming)
    if handle_by_on is not None and handle_by_on < clock.today():
        raise DomainError("Hạn xử lý phải từ hôm nay trở đi.")
    if not Person.objects.employed_at(incoming.organisation, on=clock.today()).filter(pk=handler.pk).exists():
        raise DomainError(f"{handler.full_name} hiện không công tác ở đơn vị. Chọn người khác.")
    before = {"state": incoming.state, "handler": incoming.handler_id, "handle_by_on": incoming.handle_by_on}
    incoming.move_to(State.ASSIGNED)
    incoming.handler, incoming.handle_by_on, incoming.opinion = handler, handle_by_on, clean_line(opinion)[:500]
    incoming.assigned_by, incoming.assigned_at = by, clock.now()
    incoming.outcome, incoming.closed_at, incoming.closed_by = "", None, None
    incoming.save()
    deadlines.fulfil(incoming.organisation, _assign_key(incoming))
    _oblige_handler(incoming)
    give_dates_to(incoming)
    _tell_handler(incoming, by=by)
    after = {"state": incoming.state, "handler": handler.pk, "handle_by_on": handle_by_on}
    audit.record(
        "plans.incoming_assigned", incoming, by=by, before=before, after=after, personal={"opinion": incoming.opinion}
    )
    return incoming


@transaction.atomic
def share(incoming: IncomingDocument, *, chosen: Chosen, by) -> int:
    """Pass it on to its readers (everybody where none are named), who confirm the reading; returns how many are new."""
    incoming = locked_incoming(incoming)
    if incoming.state == State.CLOSED:
        raise DomainError("Văn bản đã xử lý xong nên không chuyển đọc nữa.")
    incoming.shared_at = incoming.shared_at or clock.now()
    incoming.save(update_fields=["shared_at"])
    choose_audience(incoming, chosen)
    count = keep_readers(incoming)
    audit.record("plans.incoming_shared", incoming, by=by, after={"readers": count})
    return count


@transaction.atomic
def close(incoming: IncomingDocument, *, outcome: str, by) -> IncomingDocument:
    """Say what was done with it. Dates that wait for a person, or that are not done, come first."""
    incoming = locked_incoming(incoming)
    outcome = clean_line(outcome)[:500]
    if not outcome:
        raise DomainError("Ghi kết quả xử lý: đã làm gì, hoặc “Để biết, lưu”.")
    dates = incoming.facts.deadlines()
    if waiting := dates.waiting().count():
        raise DomainError(f"Còn {waiting} mốc thời gian chưa xác nhận. Chọn “Đúng”, “Sửa” hoặc “Không theo dõi”.")
    if undone := dates.undone().count():
        raise DomainError(f"Còn {undone} việc có hạn chưa làm xong. Bấm “Đã làm xong” ở từng việc trước.")
    before = {"state": incoming.state}
    incoming.move_to(State.CLOSED)
    incoming.outcome, incoming.closed_by, incoming.closed_at = outcome, by, clock.now()
    incoming.save()
    for key in (_assign_key(incoming), _handle_key(incoming)):
        deadlines.fulfil(incoming.organisation, key)
    audit.record(
        "plans.incoming_closed",
        incoming,
        by=by,
        before=before,
        after={"state": incoming.state},
        personal={"outcome": outcome},
    )
    return incoming


def locked_incoming(incoming: IncomingDocument) -> IncomingDocument:
    rows = IncomingDocument.objects.for_organisation(incoming.organisation).select_for_update(of=("self",))
    return rows.select_related("organisation", "school_year", "handler").get(pk=incoming.pk)


# ---- what is owed about it ----


def _assign_key(incoming: IncomingDocument) -> str:
    return f"{incoming.topic}:assign"


def _handle_key(incoming: IncomingDocument) -> str:
    return f"{incoming.topic}:handle"


def _oblige_head(incoming: IncomingDocument) -> None:
    deadlines.oblige(
        organisation=incoming.organisation,
        key=_assign_key(incoming),
        title=f"Phân công xử lý {incoming.get_kind_display().lower()} {incoming.title}",
        url_name="plans:incoming_detail",
        url_kwargs={"pk": incoming.pk},
        role=Role.OFFICE_LEADER if incoming.organisation.is_office else Role.PRINCIPAL,
        why=f"{incoming.issuer} gửi, đến ngày {vi_date(incoming.arrived_on)}, số đến {incoming.arrival_number}.",
        button="Phân công",
    )


def _oblige_handler(incoming: IncomingDocument) -> None:
    opinion = f" Ý kiến chỉ đạo: {incoming.opinion}" if incoming.opinion else ""
    deadlines.oblige(
        organisation=incoming.organisation,
        key=_handle_key(incoming),
        title=f"Xử lý {incoming.get_kind_display().lower()} {incoming.title}",
        url_name="plans:incoming_detail",
        url_kwargs={"pk": incoming.pk},
        person=incoming.handler,
        why=f"{incoming.assigned_by.full_name} phân công ngày {vi_date(incoming.assigned_at)}.{opinion}"[:500],
        button="Xử lý",
        due_at=clock.end_of_day(incoming.handle_by_on) if incoming.handle_by_on else None,
    )


def _tell_handler(incoming: IncomingDocument, *, by) -> None:
    if incoming.handler.user_id == by.pk:
        return
    until = f" Hạn xử lý: {vi_date(incoming.handle_by_on)}." if incoming.handle_by_on else ""
    opinion = f" Ý kiến chỉ đạo: {incoming.opinion}" if incoming.opinion else ""
    notify(
        incoming.handler,
        organisation=incoming.organisation,
        key=f"{incoming.topic}:assigned:{incoming.assigned_at:%Y%m%d%H%M%S}",
        subject=f"Được giao xử lý: {incoming}",
        body=f"{incoming.subject}.{until}{opinion}",
        url=address(incoming),
    )
