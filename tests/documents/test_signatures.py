"""Who signs an issued document, in which order, with which picture; everything that is signed stays."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction

from audit.models import AuditEntry
from core.errors import ConflictError, DomainError
from core.scoping import scope
from deadlines.models import Obligation
from documents import rendering, services
from documents.models import OfficialDocument, SignedFile, SigningImage
from documents.services import Step
from documents.signing.pkcs12 import Pkcs12Signer
from documents.signing.reports import report_on
from organisation.models import Role
from tests.documents import drafts
from tests.documents.test_signing import ink
from tests.factories.people import make_person
from tests.races import Race, done
from thiduakhenthuong.demo.certificates import make_pkcs12

SECRET = "mật khẩu rất riêng"


def key_of(name: str) -> Pkcs12Signer:
    return Pkcs12Signer.open(make_pkcs12(name, SECRET), SECRET)


def with_file(document: OfficialDocument) -> OfficialDocument:
    pdf = rendering.render_pdf(services.frozen_content(document), draft=False)
    return services.store_rendering(document, pdf)


def issued(world, **more) -> OfficialDocument:
    return with_file(drafts.issued(world, **more))


def picture(data: bytes, name="mau.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/png")


def sign(world, document, *, by=None, name="", shown=None, **more) -> SignedFile:
    by = by or world.principal
    last = services.signatures_of(document).last
    shown = shown or (last.sha256 if last else document.file_sha256)
    return services.sign_as_person(document, signer=key_of(name or by.full_name), shown=shown, by=by.user, **more)


def seal(world, document, *, shown=None, **more) -> SignedFile:
    last = services.signatures_of(document).last
    shown = shown or (last.sha256 if last else document.file_sha256)
    signer = key_of(world.school.name)
    return services.sign_as_organisation(document, signer=signer, shown=shown, by=world.clerk.user, **more)


def stored(row) -> bytes:
    with row.file.open("rb") as file:
        return file.read()


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def test_person_then_organisation_and_both_verify(school):
    document = issued(school)

    first, second = sign(school, document), seal(school, document)

    report = report_on(stored(second))
    assert [each.found.subject for each in report.verdicts] == [school.principal.full_name, school.school.name]
    assert report.is_intact
    assert second.previous == first
    assert stored(first).startswith(services.issued_pdf(document))
    assert services.issued_pdf(document)  # still the file that was issued, with its hash


def test_pictures_are_put_on_the_paper(school):
    services.store_signature_picture(
        school.school, school.principal, picture(ink()), lift=False, by=school.principal.user
    )
    services.store_seal_picture(
        school.school, picture(ink((200, 20, 30), (300, 300))), width_mm=36, lift=False, by=school.clerk.user
    )
    document = issued(school)
    sign(school, document)

    second = seal(school, document)

    with pikepdf.open(io.BytesIO(stored(second))) as pdf:
        signature, stamp = ([float(side) for side in note.Rect] for note in pdf.pages[-1].Annots)
    assert signature[0] < stamp[2] < signature[2]
    assert stamp[2] - stamp[0] == pytest.approx(102, abs=1)


def test_a_signature_may_be_without_a_picture(school):
    services.store_signature_picture(
        school.school, school.principal, picture(ink()), lift=False, by=school.principal.user
    )

    row = sign(school, issued(school), with_picture=False)

    with pikepdf.open(io.BytesIO(stored(row))) as pdf:
        [note] = pdf.pages[0].Annots
        assert [float(side) for side in note.Rect] == [0, 0, 0, 0]


def test_the_organisation_does_not_sign_before_the_person(school):
    document = issued(school)

    with pytest.raises(DomainError, match=f"ký trước, đơn vị ký sau. Còn chờ: {school.principal.full_name}"):
        seal(school, document)


def test_nobody_signs_twice_or_after_the_organisation(school):
    document = issued(school)
    sign(school, document)
    with pytest.raises(ConflictError, match="đã ký số văn bản này rồi"):
        sign(school, document)
    seal(school, document)

    for act in (sign, seal):
        with pytest.raises(ConflictError, match="không ai ký thêm"):
            act(school, document)


def test_a_page_that_is_older_than_the_last_signature_signs_nothing(school):
    document = issued(school)
    sign(school, document)

    with pytest.raises(ConflictError, match="vừa có thêm chữ ký"):
        seal(school, document, shown=document.file_sha256)


def test_both_of_two_who_are_named_sign_before_the_organisation(school):
    content = drafts.content(school.school, type_code="BB", title="BIÊN BẢN")
    content.is_minutes = True
    content.signatories = [
        drafts.services.head_signatory(school.school, drafts.clock.today()),
        drafts.services.head_signatory(school.school, drafts.clock.today()),
    ]
    content.signatories[0].post, content.signatories[0].name = "Thư ký", school.secretary.full_name
    document = services.create_document(
        organisation=school.school, kind="minutes", form="", content=content, by=school.secretary.user
    )
    services.submit_for_approval(document, by=school.secretary.user)
    services.approve(document, content_hash=document.content_hash, by=school.principal.user)
    document = with_file(services.issue(document, number=3, issued_on=drafts.clock.today(), by=school.clerk.user))
    sign(school, document)
    with pytest.raises(DomainError, match=f"Còn chờ: {school.secretary.full_name}"):
        seal(school, document)

    sign(school, document, by=school.secretary)
    seal(school, document)

    assert len(report_on(stored(services.signatures_of(document).last)).verdicts) == 3


@pytest.mark.parametrize("role", ["vice_principal", "clerk", "secretary", "head", "teacher"])
def test_only_the_one_who_is_printed_signs(school, role):
    person = getattr(school, role)

    with pytest.raises(DomainError, match="Chỉ người có tên ở phần chữ ký"):
        sign(school, issued(school), by=person)


def test_a_namesake_does_not_sign(school):
    namesake = make_person(school.school, school.principal.full_name, Role.STAFF)

    with pytest.raises(DomainError, match="Chỉ người có tên"):
        sign(school, issued(school), by=namesake)


def test_a_deputy_who_approved_does_not_sign_in_the_name_of_another(school):
    steps = [Step(role=Role.VICE_PRINCIPAL)]
    services.set_route(organisation=school.school, kind="plan", steps=steps, version=0, by=school.principal.user)
    document = drafts.submitted(school)
    services.approve(document, content_hash=document.content_hash, by=school.vice_principal.user)
    document = with_file(services.issue(document, number=5, issued_on=drafts.date(2026, 10, 12), by=school.clerk.user))

    with pytest.raises(DomainError, match="Chỉ người có tên"):
        sign(school, document, by=school.vice_principal)


def test_a_certificate_of_somebody_else_does_not_sign(school):
    with pytest.raises(DomainError, match="ghi tên “Lê Văn Khác”, không phải"):
        sign(school, issued(school), name="Lê Văn Khác")


def test_a_draft_is_signed_by_nobody(school):
    assert services.turn_of(drafts.approved(school), school.principal.user) is None


def test_what_was_signed_stays(school):
    row = sign(school, issued(school))

    for act in (row.delete, lambda: SignedFile.objects.filter(pk=row.pk).update(sha256="0" * 64)):
        with pytest.raises(InternalError, match="insert-only"), transaction.atomic():
            act()


def test_the_secret_is_nowhere(school):
    """Neither the passphrase nor the key is in any row that a signature leaves."""
    document = issued(school)
    sign(school, document)

    kept = repr(list(AuditEntry.objects.values())) + repr(list(SignedFile.objects.values()))
    assert SECRET not in kept
    assert re.search("PRIVATE KEY|passphrase", kept) is None
    assert Obligation.objects.filter(title__contains=SECRET).count() == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_order_holds_for_many_at_once(transactional_world):
    """A person's double press, the organisation at the same moment: one of each at most, the person's first."""
    world = transactional_world
    with scope(world.school):
        document = issued(world)
        people = [lambda: sign(world, document)] * 2

        answers = Race(world, 4, 1).run([*people, lambda: seal(world, document), lambda: seal(world, document)])

        rows = list(SignedFile.objects.filter(document=document).order_by("pk"))
        assert [row.signed_for for row in rows] in (["person"], ["person", "organisation"])
        assert len(done(answers)) == len(rows)

        if len(rows) == 1:
            again = Race(world, 2, 1).run([lambda: seal(world, document)] * 2)
            assert len(done(again)) == 1
        assert [row.signed_for for row in SignedFile.objects.order_by("pk")] == ["person", "organisation"]


# ---- pictures ----


def test_a_picture_on_white_is_refused_with_how_to_make_one(school):
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (300, 120), "white").save(out, "PNG")

    with pytest.raises(DomainError, match=r"chưa có nền trong suốt.*Tách nền giấy trắng"):
        services.store_signature_picture(
            school.school, school.principal, picture(out.getvalue()), lift=False, by=school.principal.user
        )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "trống"),
        (b"GIF89a", "Cần ảnh PNG"),
        (b"\xff\xd8\xff", "Cần ảnh PNG"),
        (b"\x89PNG\r\n\x1a\nx", "bị hỏng"),
        (b"x" * 5_000_000, "4 MB"),
    ],
)
def test_what_is_no_picture_is_refused(school, data, words):
    with pytest.raises(DomainError, match=words):
        services.store_signature_picture(
            school.school, school.teacher, picture(data), lift=False, by=school.teacher.user
        )


def test_ink_is_lifted_from_a_photo_of_paper(school):
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (600, 300), (238, 236, 230))
    ImageDraw.Draw(image).line((60, 200, 300, 80, 540, 210), fill=(40, 50, 90), width=10)
    out = io.BytesIO()
    image.save(out, "JPEG")

    row = services.store_signature_picture(
        school.school, school.principal, picture(out.getvalue(), "anh.jpg"), lift=True, by=school.principal.user
    )

    with Image.open(io.BytesIO(stored(row))) as kept:
        assert kept.mode == "RGBA"
        assert kept.getpixel((2, 2))[3] == 0
        assert kept.width < 520
    assert row.has_usual_ink


def test_another_picture_takes_the_place_of_the_first(school):
    first = services.store_signature_picture(
        school.school, school.teacher, picture(ink()), lift=False, by=school.teacher.user
    )
    services.store_signature_picture(
        school.school, school.teacher, picture(ink((0, 0, 0))), lift=False, by=school.teacher.user
    )

    [row] = SigningImage.objects.filter(person=school.teacher)
    assert row.pk != first.pk
    assert not row.has_usual_ink
