from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core.errors import DomainError
from core.scoping import scope
from documents import evidence_files, services
from documents.models import Evidence

GPS, ORIENTATION, CAMERA = 0x8825, 0x0112, 0x0110


def photo(kind="JPEG", size=(60, 40), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def photo_with_notes(*, orientation=1) -> bytes:
    """A photo whose camera wrote its name and the place where it was taken."""
    exif = Image.Exif()
    exif[CAMERA], exif[ORIENTATION] = "Máy ảnh của Hòa", orientation
    exif[GPS] = {1: "N", 2: (20.0, 15.0, 3.0), 3: "E", 4: (105.0, 58.0, 9.0)}
    return photo(exif=exif, comment=b"nha rieng")


def pdf(**root) -> bytes:
    out, document = io.BytesIO(), pikepdf.new()
    document.add_blank_page()
    for name, value in root.items():
        document.Root[f"/{name}"] = value
    document.save(out)
    return out.getvalue()


def docx(*extra) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *extra):
            archive.writestr(name, "<x/>")
    return out.getvalue()


def upload(data: bytes, name="anh.jpg", content_type="image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type)


def stored(evidence: Evidence) -> bytes:
    return Path(evidence.file.path).read_bytes()


def stored_image(evidence: Evidence) -> Image.Image:
    return Image.open(io.BytesIO(stored(evidence)))


@pytest.fixture
def keep(world):
    """Store an upload of the teacher."""

    def store(data, name="anh.jpg", **more) -> Evidence:
        return services.store_evidence(
            organisation=world.school,
            person=world.teacher,
            upload=upload(data, name),
            by=world.teacher.user,
            **more,
        )

    with scope(world.school):
        yield store


def test_photo_loses_what_the_camera_wrote(keep):
    source = photo_with_notes()
    assert Image.open(io.BytesIO(source)).getexif().get_ifd(GPS)

    kept = stored(keep(source))

    with Image.open(io.BytesIO(kept)) as image:
        assert (dict(image.getexif()), image.getexif().get_ifd(GPS), "comment" in image.info) == ({}, {}, False)
    assert b"nha rieng" not in kept
    assert "Hòa".encode() not in kept


def test_photo_taken_on_its_side_is_stored_upright(keep):
    kept = keep(photo_with_notes(orientation=6))

    with stored_image(kept) as image:
        assert image.size == (40, 60)


def test_large_photo_is_made_smaller(keep):
    kept = keep(photo(size=(4000, 3000)))

    with stored_image(kept) as image:
        assert image.size == (2000, 1500)


def test_png_keeps_its_transparency_and_loses_its_text(keep):
    out = io.BytesIO()
    notes = PngInfo()
    notes.add_text("Author", "Do Thi Hoa")
    Image.new("RGBA", (20, 20), (10, 20, 30, 0)).save(out, "PNG", pnginfo=notes)

    kept = keep(out.getvalue(), "anh.png")

    with stored_image(kept) as image:
        assert (kept.media_type, image.mode, image.getpixel((0, 0))[3], image.info) == ("image/png", "RGBA", 0, {})


def test_bytes_hidden_behind_a_photo_are_gone(keep):
    kept = stored(keep(photo() + b"<?php system('id'); ?>"))

    assert b"<?php" not in kept


@pytest.mark.parametrize(
    "data",
    [
        b"<?php system($_GET['c']); ?>",
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(20),
        b"MZ" + bytes(60),
        bytes(4) + b"ftypheic" + bytes(20),
        b"PK\x03\x04" + bytes(40),
    ],
    ids=["php", "html", "svg", "gif", "exe", "heic", "zip"],
)
def test_another_kind_of_file_is_refused_whatever_its_name(keep, data):
    with pytest.raises(DomainError, match="chưa dùng được"):
        keep(data, "anh.jpg")

    assert not Evidence.objects.exists()


@pytest.mark.parametrize("data", [b"\xff\xd8\xff" + b"x" * 50, b"\x89PNG\r\n\x1a\n" + b"x" * 50, b"%PDF-1.7 x", b""])
def test_broken_or_empty_file_is_refused(keep, data):
    with pytest.raises(DomainError, match=r"hỏng|trống"):
        keep(data)


def test_photo_of_thirty_million_points_is_refused(keep):
    bomb = photo("PNG", size=(6000, 5000))
    assert len(bomb) < evidence_files.MAX_BYTES

    with pytest.raises(DomainError, match="6000 × 5000 điểm ảnh"):
        keep(bomb, "anh.png")


def test_size_is_bounded_and_said(keep):
    with pytest.raises(DomainError, match="nặng 10,5 MB, quá 10 MB"):
        keep(photo() + bytes(11_000_000), "anh.jpg")


def test_plain_pdf_and_word_are_kept_byte_for_byte(keep):
    paper, text = pdf(), docx()

    assert stored(keep(paper, "quyet-dinh.pdf")) == paper
    assert keep(text, "bao-cao.docx").media_type == evidence_files.DOCX


@pytest.mark.parametrize(
    "root",
    [
        {"OpenAction": pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")},
        {"OpenAction": pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://vidu.test")},
        {"OpenAction": pikepdf.Dictionary(S=pikepdf.Name.GoToR, F="//may-la/tep.pdf")},
        {"AF": pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Filespec, EF=pikepdf.Dictionary())])},
        {"AA": pikepdf.Dictionary(WC=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"))},
        {"Names": pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array([])))},
    ],
    ids=["script", "address", "other file", "associated file", "launch", "attachment"],
)
def test_pdf_that_does_something_is_refused(keep, root):
    with pytest.raises(DomainError, match="tự chạy"):
        keep(pdf(**root), "quyet-dinh.pdf")


def test_locked_pdf_is_refused(keep):
    out, document = io.BytesIO(), pikepdf.new()
    document.add_blank_page()
    document.save(out, encryption=pikepdf.Encryption(user="bi mat", owner="bi mat"))

    with pytest.raises(DomainError, match="mật khẩu"):
        keep(out.getvalue(), "quyet-dinh.pdf")


def test_word_file_with_macros_is_refused(keep):
    with pytest.raises(DomainError, match="macro"):
        keep(docx("word/vbaProject.bin"), "bao-cao.docx")


@pytest.mark.parametrize(
    ("name", "kept_name"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\anh\\Giờ dạy.jpg", "Giờ dạy.jpg"),
        ("anh.php", "anh.jpg"),
        ('a"b<c>.jpg', "abc.jpg"),
        ("…\u202egpj.exe", "…gpj.jpg"),
    ],
)
def test_name_is_made_safe_and_the_path_random(keep, name, kept_name):
    evidence = keep(photo(), name)

    assert evidence.original_name == kept_name
    path = evidence.file.name.rsplit("/", 1)[1]
    assert len(path) == len("0" * 32 + ".jpg")
    assert "anh" not in path


def test_photo_is_shown_and_everything_else_downloaded(keep):
    shown, taken = services.evidence_response(keep(photo())), services.evidence_response(keep(pdf(), "Bằng khen.pdf"))

    assert shown["Content-Disposition"].startswith("inline")
    assert taken["Content-Disposition"] == "attachment; filename*=utf-8''B%E1%BA%B1ng%20khen.pdf"
    for response in (shown, taken):
        assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        response.close()
