"""The pages of digital signatures: signing with a key file, the check of any PDF, the demo's keys."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.scoping import scope
from documents import services
from documents.models import SignedFile
from tests.documents.test_signatures import SECRET, issued, seal, sign, stored
from thiduakhenthuong.demo.certificates import make_pkcs12
from thiduakhenthuong.demo.signing import give_keys


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def url(name, *more):
    return reverse(f"documents:{name}", args=["th-ngoc-cau", *more])


def text(response) -> str:
    return response.content.decode()


def key(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("khoa.p12", make_pkcs12(name, SECRET))


def test_the_principal_signs_then_the_clerk_seals(school):
    document = issued(school)
    principal, clerk = school.client(school.principal), school.client(school.clerk)
    page = text(principal.get(url("document_detail", document.pk)))
    assert url("document_sign", document.pk) in page
    assert url("document_seal", document.pk) not in text(clerk.get(url("document_detail", document.pk)))

    sent = {"key_file": key(school.principal.full_name), "passphrase": SECRET, "shown": document.file_sha256}
    principal.post(url("document_sign", document.pk), sent)
    first = SignedFile.objects.get()
    assert url("document_seal", document.pk) in text(clerk.get(url("document_detail", document.pk)))
    sent = {"key_file": key(school.school.name), "passphrase": SECRET, "shown": first.sha256}
    clerk.post(url("document_seal", document.pk), sent)

    second = services.signatures_of(document).last
    assert (second.signed_for, second.previous) == ("organisation", first)
    assert clerk.get(url("signed_pdf", document.pk, second.pk)).getvalue() == stored(second)
    assert "Chữ ký bao trùm toàn bộ tệp" in text(clerk.get(url("signed_check", document.pk, second.pk)))


def test_a_wrong_passphrase_is_said_and_not_shown_again(school):
    document = issued(school)
    sent = {"key_file": key(school.principal.full_name), "passphrase": "nhầm-rồi", "shown": document.file_sha256}

    page = text(school.client(school.principal).post(url("document_sign", document.pk), sent))

    assert "mật khẩu không đúng" in page
    assert "nhầm-rồi" not in page


def test_an_ended_session_keeps_nothing_of_a_signature(school, client):
    document = issued(school)

    response = client.post(url("document_sign", document.pk), {"passphrase": SECRET, "shown": "x"})

    assert SECRET not in text(response)


def test_any_signed_file_is_checked_and_none_is_kept(school, settings):
    document = issued(school)
    sign(school, document)
    data = stored(seal(school, document))
    broken = data[: len(data) // 3] + b"\0" + data[len(data) // 3 + 1 :]
    client = school.client(school.teacher)

    whole = text(client.post(url("signature_check"), {"file": SimpleUploadedFile("a.pdf", data)}))
    other = text(client.post(url("signature_check"), {"file": SimpleUploadedFile("b.pdf", broken)}))
    none = text(client.post(url("signature_check"), {"file": SimpleUploadedFile("c.txt", b"xin")}))

    assert school.principal.full_name in whole
    assert "chưa có căn cứ để tin" in whole
    assert "không đổi một ký tự nào" not in other
    assert "không phải tệp PDF" in none


def test_the_demo_has_keys_and_a_paper_that_waits_for_the_seal(school, settings):
    settings.DEMO = True
    document = issued(school)

    give_keys([school.school])

    assert services.signatures_of(document).waits_for_organisation
    page = text(school.client(school.clerk).get(url("document_seal", document.pk)))
    assert "Dùng chứng thư thử" in page
    shown = services.signatures_of(document).last.sha256
    school.client(school.clerk).post(url("document_seal", document.pk), {"use_demo_key": "on", "shown": shown})
    assert services.signatures_of(document).organisation is not None
