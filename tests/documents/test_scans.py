"""The scan of the signed paper: what is accepted, what is looked at, and that what was kept stays."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.urls import reverse
from PIL import Image, ImageDraw

from core.errors import ConflictError, DomainError
from core.scoping import scope
from documents import services
from documents.models import SignedScan
from tests.documents import drafts
from tests.documents.test_signatures import issued, with_file
from tests.races import Race, done

A4_200 = (1654, 2339)


def photo(size=A4_200, *, mode="RGB", kind="JPEG") -> bytes:
    image = Image.new(mode, size, "white")
    ImageDraw.Draw(image).ellipse((200, 300, 600, 700), outline="red" if mode == "RGB" else 0, width=20)
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def scanned_pdf(*, dpi=200, mode="RGB", pages=1, version="1.7", size=(595.28, 841.89), **root) -> bytes:
    """As a scanner writes it: one picture over each page."""
    across, down = (round(side / 72 * dpi) for side in size)
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=size)
        image = pikepdf.Stream(
            pdf,
            photo((across, down), mode=mode),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=across,
            Height=down,
            ColorSpace=pikepdf.Name.DeviceRGB if mode == "RGB" else pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        name = pdf.pages[-1].add_resource(image, pikepdf.Name.XObject)
        pdf.pages[-1].contents_add(f"q {size[0]} 0 0 {size[1]} 0 0 cm {name} Do Q".encode())
    for name, value in root.items():
        pdf.Root[f"/{name}"] = value
    out = io.BytesIO()
    pdf.save(out, force_version=version)
    return out.getvalue()


def upload(data: bytes, name="scan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def scan(world, document, *files: bytes) -> SignedScan:
    return services.upload_scan(document, [upload(each) for each in files], by=world.clerk.user)


def confirm(world, row, *, shown=None, reason="", signers="") -> SignedScan:
    signers = signers or world.principal.full_name
    return services.confirm_scan(
        row, signers=signers, has_seal=True, shown=getattr(shown, "pk", None), reason=reason, by=world.clerk.user
    )


def codes(row) -> list[str]:
    return [finding.code for finding in services.scan_findings(row)]


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


@pytest.fixture
def document(school):
    return issued(school)


def test_a_good_scan_is_kept_as_it_came(school, document):
    data = scanned_pdf()

    row = confirm(school, scan(school, document, data))

    assert codes(row) == []
    assert services.stored_bytes(row) == data
    assert services.current_scan(document) == row
    assert services.issued_pdf(document)


def test_photos_become_one_pdf_at_a4(school, document):
    row = scan(school, document, photo(), photo((2339, 1654)))

    with pikepdf.open(io.BytesIO(services.stored_bytes(row))) as pdf:
        boxes = [[round(float(side)) for side in page.mediabox] for page in pdf.pages]
    assert boxes == [[0, 0, 595, 842], [0, 0, 842, 595]]
    assert codes(row) == ["page_count"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: scanned_pdf(dpi=100), "resolution"),
        (lambda: scanned_pdf(mode="L"), "colour"),
        (lambda: scanned_pdf(pages=2), "page_count"),
        (lambda: scanned_pdf(version="1.3"), "version"),
        (lambda: scanned_pdf(size=(420.0, 595.0)), "scale"),
    ],
)
def test_a_worse_scan_is_kept_and_looked_at(school, document, data, code):
    assert codes(scan(school, document, data())) == [code]


def test_the_file_of_the_application_itself_is_no_scan(school, document):
    assert codes(scan(school, document, services.issued_pdf(document))) == ["no_picture"]


def bomb() -> bytes:
    """A page whose content unpacks into a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 16_000_000) for _ in range(64)) + packer.flush()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.pages[0].Contents = pikepdf.Stream(pdf, packed, Filter=pikepdf.Name.FlateDecode)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Chưa chọn bản quét"),
        ([b"%PDF-1.7 nothing"], "bị hỏng"),
        ([b"PK\x03\x04"], "Chọn một tệp PDF"),
        ([scanned_pdf(), photo()], "Chọn một tệp PDF"),
        ([photo()[:2000]], "bị hỏng"),
        ([scanned_pdf(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))], "mã lệnh"),
        ([bomb()], "quá nặng|bị hỏng"),
    ],
)
def test_what_is_unfit_is_refused_with_a_sentence(school, document, files, words):
    with pytest.raises(DomainError, match=words):
        scan(school, document, *files)
    assert not SignedScan.objects.exists()


def test_a_wrong_scan_is_replaced_with_a_reason_and_stays(school, document):
    first = confirm(school, scan(school, document, scanned_pdf()))
    second = scan(school, document, scanned_pdf(dpi=210))
    with pytest.raises(DomainError, match="Chưa ghi lý do thay"):
        confirm(school, second, shown=first)

    confirm(school, second, shown=first, reason="Thiếu dấu.")

    assert services.current_scan(document) == second
    assert services.stored_bytes(first)
    for act in (second.delete, lambda: SignedScan.objects.filter(pk=second.pk).update(signers="Ai đó")):
        with pytest.raises(InternalError, match="insert-only"), transaction.atomic():
            act()


def test_a_scan_that_was_kept_meanwhile_is_seen_first(school, document):
    row = scan(school, document, scanned_pdf())
    other = services.upload_scan(document, [upload(scanned_pdf())], by=school.vice_principal.user)
    confirm(school, other)

    with pytest.raises(ConflictError, match="vừa lưu một bản quét khác"):
        confirm(school, row)


def test_an_upload_that_was_not_kept_goes_with_the_next(school, document):
    first = scan(school, document, scanned_pdf())

    second = scan(school, document, scanned_pdf())

    assert [row.pk for row in SignedScan.objects.all()] == [second.pk]
    with pytest.raises(ConflictError, match="đã được bỏ"):
        confirm(school, first)


def test_another_signer_than_the_printed_one_is_looked_at(school, document):
    row = confirm(school, scan(school, document, scanned_pdf()), signers="Vũ Đức Thắng")

    assert codes(row) == ["signers"]


def test_a_paper_without_its_file_is_not_scanned(school):
    with pytest.raises(DomainError, match="chưa có"):
        scan(school, drafts.issued(school), scanned_pdf())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_scans_kept_at_once_one_is_the_first(transactional_world):
    world = transactional_world
    with scope(world.school):
        document = with_file(drafts.issued(world))
        rows = [
            services.upload_scan(document, [upload(scanned_pdf())], by=person.user)
            for person in (world.clerk, world.vice_principal)
        ]

        answers = Race(world, 2, 1).run([lambda row=row: confirm(world, row) for row in rows])

        assert len(done(answers)) == 1
        assert SignedScan.objects.filter(confirmed_at__isnull=False).count() == 1


# ---- pages ----


def url(name, document, *more):
    return reverse(f"documents:{name}", args=["th-ngoc-cau", document.pk, *more])


def text(response) -> str:
    return response.content.decode()


def test_the_clerk_uploads_looks_and_keeps(school, document):
    client = school.client(school.clerk)

    shown = client.post(url("scan_add", document), {"files": [upload(scanned_pdf(dpi=120))]}, follow=True)

    row = SignedScan.objects.get()
    assert "Độ phân giải thấp" in text(shown)
    assert url("scan_page", document, row.pk, 1) in text(shown)
    for address in (url("scan_page", document, row.pk, 1), url("document_page", document, 1)):
        with Image.open(io.BytesIO(client.get(address).content)) as page:
            assert page.size[0] == 1000
    done = client.post(url("scan_confirm", document, row.pk), {"signers": school.principal.full_name, "has_seal": "on"})
    assert done.status_code == 302
    page = text(client.get(url("document_detail", document)))
    assert "Bản đã ký (scan)" in page
    assert "Bản gốc hệ thống" in page
    assert client.get(url("scan_pdf", document, row.pk)).getvalue() == services.stored_bytes(row)


def test_a_refused_upload_says_why_on_the_page(school, document):
    response = school.client(school.clerk).post(url("scan_add", document), {"files": [upload(b"GIF89a")]})

    assert "Chọn một tệp PDF" in text(response)
