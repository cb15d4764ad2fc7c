"""A stored file that is missing or misnamed, a certificate of somebody else, visitors behind one address."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, connection, transaction
from django.urls import reverse

from core.errors import DomainError
from core.scoping import scope
from documents import services
from documents.models import Evidence, FileAlarm
from documents.services import visits
from documents.signing import pkcs12
from documents.signing.pkcs12 import Pkcs12Signer
from tests.documents import drafts
from tests.documents.test_signatures import SECRET, issued, key_of, sign
from tests.factories.estate.papers import picture_upload, scan_upload
from thiduakhenthuong.demo.certificates import make_pkcs12


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def url(name, *args):
    return reverse(f"documents:{name}", args=["th-ngoc-cau", *args])


# ---- a file that is not there ----


@pytest.mark.parametrize("name", ["document_pdf", "scan_pdf", "signed_pdf", "scan_detail", "document_sign"])
def test_a_missing_file_is_said_and_breaks_no_page(school, client, name):
    document = issued(school)
    signed = sign(school, document)
    scan = services.upload_scan(document, [scan_upload()], by=school.clerk.user)
    file = {"scan_pdf": scan, "signed_pdf": signed, "document_sign": signed}.get(name, document).file
    file.storage.delete(file.name)
    args = {"scan_pdf": [scan.pk], "scan_detail": [scan.pk], "signed_pdf": [signed.pk]}.get(name, [])
    client.force_login((school.principal if name == "document_sign" else school.clerk).user)

    answer = client.get(url(name, document.pk, *args), follow=True)

    assert answer.status_code == 200
    if name.endswith("_pdf"):
        assert "không gửi đi" in answer.text


def test_a_missing_picture_is_not_found(school, client):
    picture = services.store_seal_picture(
        school.school, picture_upload("red"), width_mm=36, lift=False, by=school.clerk.user
    )
    picture.file.storage.delete(picture.file.name)
    client.force_login(school.clerk.user)

    assert client.get(url("signing_image", picture.pk)).status_code == 404
    assert client.get(url("signing_image_list")).status_code == 200


# ---- reading again ----


def test_a_name_that_leads_out_of_the_store_is_an_alarm_and_stops_nobody(school):
    photos = []
    for number in range(3):
        photo = Evidence(
            organisation=school.school,
            person=school.teacher,
            original_name="anh.jpg",
            media_type="image/jpeg",
            size=5,
            sha256=hashlib.sha256(b"photo").hexdigest(),
            uploaded_by=school.teacher.user,
        )
        photo.file.save(f"{number}.jpg", SimpleUploadedFile("a.jpg", b"photo"), save=False)
        photo.save()
        photos.append(photo)
    Evidence.objects.filter(pk=photos[0].pk).update(file="../../../etc/hostname")
    photos[2].file.storage.delete(photos[2].file.name)

    services.check_some()

    found = FileAlarm.objects.filter(source="documents.evidence").order_by("object_id").values_list("object_id", "kind")
    assert list(found) == [(photos[0].pk, "unreadable"), (photos[2].pk, "missing")]


# ---- visitors ----


def test_visitors_of_an_old_address_are_told_apart_behind_a_new_one(db):
    """A socket of both kinds names IPv4 visitors ::ffff:a.b.c.d, all within one /64."""
    first = visits.count_visit("look", "::ffff:192.0.2.1")
    other = visits.count_visit("look", "::ffff:192.0.2.2")
    same = visits.count_visit("look", "192.0.2.1")
    assert (first, other, same) == (1, 1, 2)


# ---- whose certificate ----


def test_the_organisation_signs_with_its_own_certificate(school):
    document = issued(school)
    last = sign(school, document)
    for name in (school.clerk.full_name, school.principal.full_name, "Trường Tiểu học Nơi Khác"):
        with pytest.raises(DomainError, match="không phải của"):
            services.sign_as_organisation(document, signer=key_of(name), shown=last.sha256, by=school.clerk.user)
    signed = services.sign_as_organisation(
        document, signer=key_of(school.school.name.upper()), shown=last.sha256, by=school.clerk.user
    )
    assert signed.signed_for == "organisation"


def test_a_name_with_other_marks_is_another_person(school):
    """Hòa is not Hoa, though a search finds both."""
    document = issued(school)
    school.vice_principal.full_name = "".join(
        {"a": "á", "o": "ó"}.get(letter, letter) for letter in school.principal.full_name
    )
    assert school.vice_principal.full_name != school.principal.full_name
    school.vice_principal.save()
    user = school.vice_principal.user
    user.person.refresh_from_db()
    assert services.turn_of(document, user) is None
    assert services.turn_of(document, school.principal.user) is not None


def test_rounds_of_hashing_are_counted_together(monkeypatch):
    data = make_pkcs12("Vũ Đức Thắng", SECRET)
    rounds = pkcs12._rounds(pkcs12.pkcs12_data.Pfx.load(data))
    monkeypatch.setattr(pkcs12, "MAX_ROUNDS", sum(rounds) - 1)
    with pytest.raises(DomainError, match="quá lâu"):
        Pkcs12Signer.open(data, SECRET)


# ---- issued rows ----


@pytest.mark.parametrize("table", ["documents_officialdocument", "documents_documenteffect"])
def test_issued_documents_are_not_emptied_at_once(school, table):
    drafts.issued(school)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER insert_only_table")  # switched off for tests that commit
        with pytest.raises(InternalError, match="insert-only"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")
