"""Digital signatures of issued documents: who may sign, in which order, and every signed file as a further row.

The issued file stays. A signature is made on the last file of the row of signatures, outside any lock (a few tenths of
a second), and kept only if that file is still the last one when the document's row is locked.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.vietnamese import nfc, search_key
from documents.approvers import approvers_for, latest_steps, person_of
from documents.models import OfficialDocument, SignedFile, SigningImage
from documents.services.renderings import issued_pdf, pdf_name
from documents.services.responses import sealed_off
from documents.services.rows import locked
from documents.services.scans import stored_bytes
from documents.services.signing_images import seal_picture, signature_picture
from documents.signing import marks, placement
from documents.signing.interface import Box, Signer, check_in_force
from documents.signing.placement import corner_box, places, seal_box, signature_box
from documents.signing.scanning import page_sizes

State = OfficialDocument.State
By = SignedFile.By


@dataclass(frozen=True)
class Turn:
    """One person whom the paper names as signing it, and her signature if there is one."""

    name: str
    post: str
    signed: SignedFile | None = None


@dataclass(frozen=True)
class Signatures:
    """How far the digital signatures of a document are; `last` is the file signed next, None: the issued one."""

    turns: list[Turn] = field(default_factory=list)
    organisation: SignedFile | None = None
    last: SignedFile | None = None

    @property
    def waits_for_people(self) -> list[Turn]:
        return [turn for turn in self.turns if turn.signed is None]

    @property
    def has_begun(self) -> bool:
        return self.last is not None

    @property
    def waits_for_organisation(self) -> bool:
        return self.has_begun and not self.waits_for_people and self.organisation is None


def signatures_of(document: OfficialDocument) -> Signatures:
    """The state of the signatures, read from their rows."""
    rows = list(SignedFile.objects.filter(document=document).select_related("signed_by").order_by("pk"))
    by_name = {row.signatory: row for row in rows if row.signed_for == By.PERSON}
    turns = {
        name: Turn(name, f"{each.capacity} {each.post}".strip(), by_name.get(name))
        for each in document.content.signatories
        if (name := nfc(each.name).strip())
    }
    organisation = next((row for row in rows if row.signed_for == By.ORGANISATION), None)
    return Signatures(list(turns.values()), organisation, rows[-1] if rows else None)


def turn_of(document: OfficialDocument, user, signatures: Signatures | None = None) -> Turn | None:
    """As whom a user signs this document; None where she does not.

    Her name is printed under the signature, and she decided on the document (or would, at one of its steps, in her own
    right), wrote it, or answers for it as issued. A name alone is not enough: two people may share it. A deputy's
    approval does not make her the one who is printed.
    """
    person = person_of(user)
    if person is None or document.state != State.ISSUED:
        return None
    turns = (signatures or signatures_of(document)).turns
    turn = next((each for each in turns if _folded(each.name) == _folded(person.full_name)), None)
    if turn is None or not _stands_on_route(document, user, person):
        return None
    return turn


def _folded(name: str) -> str:
    """For comparing names of people: Hòa is not Hoa."""
    return " ".join(nfc(name).casefold().split())


def _stands_on_route(document: OfficialDocument, user, person) -> bool:
    if user.pk in (document.created_by_id, document.approved_by_id):
        return True
    approvers = approvers_for(user, document.organisation)
    for step in latest_steps(document):
        decision = getattr(step, "decision", None) or step.carried
        if decision is not None and decision.decided_by_id == user.pk:
            return True
        capacity = approvers.capacity(step, person)
        if capacity is not None and capacity.deputy_of is None:
            return True
    return False


def sign_as_person(
    document: OfficialDocument, *, signer: Signer, shown: str, by, with_picture: bool = True
) -> SignedFile:
    """The signature of the person whom the paper names; `shown` is the SHA-256 of the file that the page offered."""
    signatures = signatures_of(document)
    turn = turn_of(document, by, signatures)
    if turn is None:
        raise DomainError("Chỉ người có tên ở phần chữ ký của văn bản và đã duyệt hoặc lập văn bản đó mới ký được.")
    _check_order(signatures, By.PERSON, turn)
    _check_holder(signer, turn.name)
    picture = signature_picture(document.organisation, person_of(by))
    source = _source(document, signatures, shown)
    image, box = None, None
    if with_picture and picture is not None:
        image, box = stored_bytes(picture), _signature_place(document, turn, (picture.width, picture.height))
    signed = signer.sign(
        source,
        field=f"Person{1 + len(signatures.turns) - len(signatures.waits_for_people)}",
        reason="Ký văn bản",
        image=image if box else None,
        box=box,
    )
    return _keep(document, signatures, signed, By.PERSON, signer=signer, turn=turn, by=by)


def sign_as_organisation(
    document: OfficialDocument, *, signer: Signer, shown: str, by, with_picture: bool = True
) -> SignedFile:
    """The organisation's signature, the last one: after it nobody signs."""
    signatures = signatures_of(document)
    _check_order(signatures, By.ORGANISATION, None)
    _check_holder_is_organisation(signer, document)
    source = _source(document, signatures, shown)
    image, box = _seal(document, signatures) if with_picture else (None, None)
    signed = signer.sign(source, field="Organisation", reason="Ký số của cơ quan, tổ chức", image=image, box=box)
    return _keep(document, signatures, signed, By.ORGANISATION, signer=signer, turn=None, by=by)


def _check_order(signatures: Signatures, signed_for: str, turn: Turn | None) -> None:
    """People first, the organisation last, each once."""
    if signatures.organisation is not None:
        raise ConflictError("Đơn vị đã ký số văn bản này nên không ai ký thêm được nữa.")
    if signed_for == By.PERSON and turn.signed is not None:
        raise ConflictError("Thầy/cô đã ký số văn bản này rồi; không ký lần thứ hai.")
    if signed_for == By.ORGANISATION:
        if not signatures.turns:
            raise DomainError("Văn bản không in tên người ký nên đơn vị chưa ký số được.")
        if waiting := signatures.waits_for_people:
            names = ", ".join(turn.name for turn in waiting)
            raise DomainError(f"Người ký phải ký trước, đơn vị ký sau. Còn chờ: {names}.")


def _check_holder(signer: Signer, name: str) -> None:
    """A personal signature is made with a certificate in that person's name."""
    certificate = signer.certificate
    check_in_force(certificate, clock.now())
    if f" {search_key(name)} " not in f" {search_key(certificate.subject)} ":
        raise DomainError(
            f"Chứng thư số ghi tên “{certificate.subject}”, không phải {name}. Chọn tệp chứng thư của chính mình."
        )


def _check_holder_is_organisation(signer: Signer, document: OfficialDocument) -> None:
    """The organisation signs with a certificate in its own name, or in the name at the head of the paper."""
    certificate = signer.certificate
    check_in_force(certificate, clock.now())
    names = [document.organisation.name, " ".join(document.content.letterhead.issuer)]
    holder = f" {search_key(certificate.subject)} "
    if not any(f" {key} " in holder for key in map(search_key, names) if key):
        raise DomainError(
            f"Chứng thư số ghi tên “{certificate.subject}”, không phải của {document.organisation.name}."
            " Chọn tệp chứng thư của đơn vị."
        )


def _source(document: OfficialDocument, signatures: Signatures, shown: str) -> bytes:
    """The file that is signed next; ConflictError if it is not the one that was shown."""
    last = signatures.last
    if shown != (last.sha256 if last else document.file_sha256):
        raise ConflictError("Văn bản vừa có thêm chữ ký khác nên chưa ký. Tải lại trang, xem lại rồi ký.")
    return stored_bytes(last) if last else issued_pdf(document)


def _signature_place(document: OfficialDocument, turn: Turn, size: tuple[int, int]) -> Box | None:
    """Between the title and the name on the issued paper; None where they do not stand there as usual."""
    found = places(issued_pdf(document), [turn.name])
    return signature_box(found[0], size) if found else None


def _seal(document: OfficialDocument, signatures: Signatures) -> tuple[bytes | None, Box | None]:
    """The seal over the left third of the last person's signature; of a paper attached to another, a line instead."""
    pdf = issued_pdf(document)
    if document.content.attached_to:
        width, height = (side * placement.MILLIMETRE for side in _first_page(pdf))
        now = clock.now()
        symbol = document.full_number or document.verification_code
        return marks.text_mark(f"{symbol}; {now:%d/%m/%Y}; {now:%H:%M:%S}; +07:00"), corner_box(width, height)
    seal = seal_picture(document.organisation)
    names = [turn.name for turn in signatures.turns]
    found = places(pdf, names) if seal else {}
    if not found:
        return None, None
    place = max(found.values(), key=lambda each: (each.page, -each.below, each.middle))
    signatory = names[next(index for index, each in found.items() if each is place)]
    picture = _picture_used(document, signatory, signatures)
    size = (picture.width, picture.height) if picture else (2, 1)
    box = seal_box(signature_box(place, size), (seal.width, seal.height), float(seal.width_mm))
    return stored_bytes(seal), box


def _first_page(pdf: bytes) -> tuple[float, float]:
    return page_sizes(pdf)[0]


def _picture_used(document: OfficialDocument, signatory: str, signatures: Signatures) -> SigningImage | None:
    signed = next(turn.signed for turn in signatures.turns if turn.name == signatory)
    return signature_picture(document.organisation, person_of(signed.signed_by)) if signed else None


def _keep(
    document: OfficialDocument,
    signatures: Signatures,
    signed: bytes,
    signed_for: str,
    *,
    signer: Signer,
    turn: Turn | None,
    by,
) -> SignedFile:
    """The signed file as a row, if nothing was signed since `signatures` was read."""
    certificate = signer.certificate
    row = SignedFile(
        organisation=document.organisation,
        document=document,
        signed_for=signed_for,
        signatory=turn.name if turn else "",
        previous=signatures.last,
        sha256=hashlib.sha256(signed).hexdigest(),
        size=len(signed),
        holder=certificate.subject[:250],
        issuer=certificate.issuer[:250],
        serial=certificate.serial[:64],
        valid_to=certificate.valid_to,
        signed_by=by,
    )
    row.file.save(f"{uuid.uuid4().hex}.pdf", ContentFile(signed), save=False)
    try:
        with transaction.atomic():
            document = locked(document)
            now = signatures_of(document)
            if now.last != signatures.last:
                _check_order(now, signed_for, turn and next(each for each in now.turns if each.name == turn.name))
                raise ConflictError("Văn bản vừa có thêm chữ ký khác nên chưa ký. Tải lại trang, xem lại rồi ký.")
            row.save()
            audit.record(
                "documents.document_signed",
                document,
                by=by,
                after={"signed_for": signed_for, "sha256": row.sha256, "certificate": row.serial},
                personal={"holder": row.holder},
            )
    except Exception:
        row.file.storage.delete(row.file.name)
        raise
    return row


def signed_response(row: SignedFile) -> FileResponse:
    """A signed file as a download."""
    name = pdf_name(row.document).removesuffix(".pdf") + "_da-ky-so.pdf"
    data = ContentFile(stored_bytes(row))
    return sealed_off(FileResponse(data, as_attachment=True, filename=name, content_type="application/pdf"))
