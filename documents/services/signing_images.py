"""The pictures of signatures and of the seal: a person's is hers alone, the seal the organisation's."""

from __future__ import annotations

import hashlib
import uuid
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse

from audit import services as audit
from documents.models import SigningImage
from documents.services.responses import sealed_off
from documents.services.scans import stored_bytes
from documents.signing.marks import read_mark
from organisation.models import Organisation, Person

Kind = SigningImage.Kind


def store_signature_picture(organisation: Organisation, person: Person, upload, *, lift: bool, by) -> SigningImage:
    """A person's picture, for papers of this organisation, in place of the one before; DomainError if it is unfit."""
    return _store(organisation, upload, kind=Kind.SIGNATURE, person=person, lift=lift, by=by)


def store_seal_picture(organisation: Organisation, upload, *, width_mm: Decimal, lift: bool, by) -> SigningImage:
    """The seal in place of the one before; `width_mm` is how wide the real one prints."""
    return _store(organisation, upload, kind=Kind.SEAL, person=None, lift=lift, by=by, width_mm=width_mm)


def _store(organisation, upload, *, kind: str, person: Person | None, lift: bool, by, width_mm=None) -> SigningImage:
    mark = read_mark(upload, kind=kind, lift=lift)
    picture = SigningImage(
        organisation=organisation,
        kind=kind,
        person=person,
        sha256=hashlib.sha256(mark.data).hexdigest(),
        width=mark.size[0],
        height=mark.size[1],
        width_mm=width_mm,
        has_usual_ink=mark.has_usual_ink,
        uploaded_by=by,
    )
    picture.file.save(f"{uuid.uuid4().hex}.png", ContentFile(mark.data), save=False)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        for former in _of(organisation, kind, person):
            _delete(former)
        picture.save()
        audit.record("documents.signing_image_stored", picture, by=by, after={"kind": kind, "sha256": picture.sha256})
    return picture


@transaction.atomic
def remove_picture(picture: SigningImage, *, by) -> None:
    """Remove row and file; papers that were signed keep what they show. A second time changes nothing."""
    row = SigningImage.objects.for_organisation(picture.organisation).select_for_update().filter(pk=picture.pk).first()
    if row is not None:
        audit.record("documents.signing_image_removed", row, by=by, before={"kind": row.kind, "sha256": row.sha256})
        _delete(row)


def signature_picture(organisation: Organisation, person: Person | None) -> SigningImage | None:
    return SigningImage.objects.for_organisation(organisation).signature_of(person).first() if person else None


def seal_picture(organisation: Organisation) -> SigningImage | None:
    return SigningImage.objects.for_organisation(organisation).seals().first()


def _of(organisation, kind: str, person: Person | None):
    return SigningImage.objects.for_organisation(organisation).filter(kind=kind, person=person)


def _delete(picture: SigningImage) -> None:
    file = picture.file
    picture.delete()
    transaction.on_commit(lambda: file.storage.delete(file.name))


def picture_response(picture: SigningImage) -> FileResponse:
    data = ContentFile(stored_bytes(picture))
    return sealed_off(FileResponse(data, as_attachment=False, filename="mau.png", content_type="image/png"))
