from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile
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


def photo_with_notes(*, orientation=1, size=(60, 40)) -> bytes:
    """A photo whose camera wrote its name and the place where it was taken."""
    exif = Image.Exif()
    exif[CAMERA], exif[ORIENTATION] = "Máy ảnh của Hòa", orientation
    exif[GPS] = {1: "N", 2: (20.0, 15.0, 3.0), 3: "E", 4: (105.0, 58.0, 9.0)}
    return photo(size=size, exif=exif, comment=b"nha rieng")


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
    ("data", "sentence"),
    [
        (b"<?php system($_GET['c']); ?>", "chưa dùng được"),
        (b"<!doctype html><script>alert(1)</script>", "chưa dùng được"),
        (b"<?xml version='1.0'?><!-- a --><svg xmlns='http://www.w3.org/2000/svg'/>", "là hình vẽ SVG"),
        (b"GIF89a" + bytes(20), "là ảnh GIF"),
        (b"MZ" + bytes(60), "là chương trình máy tính"),
        (b"\x7fELF" + bytes(60), "là chương trình máy tính"),
        (bytes(4) + b"ftypheic" + bytes(20), "chọn “Tương thích nhất”"),
        (bytes(4) + b"ftypisom" + bytes(20), "là phim hoặc âm thanh"),
        (b"RIFF" + bytes(4) + b"WEBPVP8 " + bytes(20), "là ảnh WEBP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "đời cũ"),
        (b"PK\x03\x04" + bytes(40), "là tệp nén"),
    ],
    ids=["php", "html", "svg", "gif", "exe", "elf", "heic", "film", "webp", "doc", "zip"],
)
def test_another_kind_of_file_is_refused_whatever_its_name(keep, data, sentence):
    with pytest.raises(DomainError, match=f"^Tệp “anh.jpg”.*{sentence}"):
        keep(data, "anh.jpg")

    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff" + b"x" * 50,
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n" + b"x" * 50,
        b"%PDF-1.7 x",
        photo(size=(900, 700))[:2500],
        photo("PNG", size=(900, 700))[:800],
    ],
    ids=["jpeg", "jpeg without anything", "png", "pdf", "half a jpeg", "half a png"],
)
def test_broken_file_is_refused(keep, data, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as making documents leaves it in the process

    with pytest.raises(DomainError, match="bị hỏng hoặc chưa tải đủ"):
        keep(data)


def test_empty_file_is_refused(keep):
    with pytest.raises(DomainError, match=r"trống \(0 byte\)"):
        keep(b"", "Bằng khen.pdf")


# ---- photos of many points ----


def large_photo(size, **options) -> bytes:
    """A photo of many points that costs little to make: one grey all over."""
    out = io.BytesIO()
    Image.new("L", size, 120).save(out, "JPEG", **options)
    return out.getvalue()


@pytest.mark.parametrize("size", [(7300, 5500), (12000, 9000)], ids=["40 million", "108 million"])
def test_photo_of_a_newer_phone_is_made_smaller(keep, size):
    kept = keep(large_photo(size))

    with stored_image(kept) as image:
        assert image.size == (2000, round(2000 * size[1] / size[0]))


def test_decoding_a_photo_of_108_million_points_is_bounded(tmp_path):
    """In a process of its own, whose high-water mark is its own: 324 MB if it were decoded whole."""
    path = tmp_path / "anh.jpg"
    Image.new("RGB", (12000, 9000), "teal").save(path, "JPEG", quality=60)
    program = (
        "import pathlib, resource, sys\n"
        "from documents import evidence_files\n"
        "data = pathlib.Path(sys.argv[1]).read_bytes()\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "evidence_files._clean_jpeg(data)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )

    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True, timeout=60)

    assert int(done.stdout) < 120  # MB


@pytest.mark.parametrize("options", [{"progressive": True}, {"progressive": True, "exif": b"Exif\0\0" + bytes(30)}])
def test_photo_that_must_be_held_whole_has_a_smaller_bound(keep, options):
    with pytest.raises(DomainError, match=r"7300 × 5500 điểm ảnh, quá lớn\. Thu nhỏ xuống dưới 25 triệu"):
        keep(large_photo((7300, 5500), **options))

    with stored_image(keep(large_photo((4000, 3000), **options))) as image:
        assert image.size == (2000, 1500)


def test_photo_sent_colour_by_colour_counts_as_held_whole():
    """A baseline file whose first scan has one of its three colours: libjpeg holds all of it."""
    data = photo()
    scan = data.index(b"\xff\xda")
    assert not evidence_files._has_scans(data)

    assert evidence_files._has_scans(data[: scan + 4] + b"\x01" + data[scan + 5 :])


def test_photo_of_more_than_120_million_points_is_refused(keep):
    with pytest.raises(DomainError, match="13000 × 9500 điểm ảnh"):
        keep(large_photo((13000, 9500)))


def test_photo_with_a_second_picture_behind_it_is_kept_as_one(keep):
    """Phones add a small picture or a depth map (MPO)."""
    out = io.BytesIO()
    first, second = (Image.new("RGB", (60, 40), colour) for colour in ("teal", "red"))
    first.save(out, "MPO", save_all=True, append_images=[second])

    kept = keep(out.getvalue())

    with stored_image(kept) as image:
        assert (image.format, kept.media_type, stored(kept).count(b"\xff\xd8\xff")) == ("JPEG", "image/jpeg", 1)


def test_large_photo_taken_on_its_side_is_upright_and_small(keep):
    kept = keep(photo_with_notes(orientation=6, size=(4000, 3000)))

    with stored_image(kept) as image:
        assert image.size == (1500, 2000)


def test_png_of_thirty_million_points_is_refused(keep):
    bomb = photo("PNG", size=(6000, 5000))
    assert len(bomb) < evidence_files.MAX_BYTES

    with pytest.raises(DomainError, match="6000 × 5000 điểm ảnh"):
        keep(bomb, "anh.png")


def test_moving_png_is_refused(keep):
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("teal", "red")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])

    with pytest.raises(DomainError, match="ảnh động"):
        keep(out.getvalue(), "anh.png")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(pdf() + bytes(11_000_000), "nặng 10,5 MB, quá 10 MB"), (photo() + bytes(27_000_000), "nặng 25,7 MB, quá 25 MB")],
    ids=["pdf", "jpeg"],
)
def test_size_is_bounded_and_said(keep, data, sentence):
    with pytest.raises(DomainError, match=sentence):
        keep(data)


def test_the_same_file_again_is_the_same_evidence(keep):
    first = keep(photo())

    assert keep(photo(), "anh-2.jpg") == first
    assert keep(photo(), is_confidential=True) != first


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
