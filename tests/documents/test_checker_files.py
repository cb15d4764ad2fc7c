"""Which files are judged, how, and what a clerk sees."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from documents.checker import files
from documents.checker.files import UncheckableFile, check_bytes
from documents.checker.judging import BROKEN, KEPT
from documents.checker.pdf_sheets import font_family
from tests.documents.papers_to_check import BODY, paper_pdf, paper_word, say
from tests.documents.test_reading_files import archive, swollen_pdf

# ---- files ----


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("TimesNewRomanPSMT", "TimesNewRoman"),
        ("TimesNewRomanPS-BoldItalicMT", "TimesNewRoman"),
        ("Times New Roman,Bold", "Times New Roman"),
        ("Liberation-Serif-Bold", "Liberation-Serif"),
        ("Arial-BoldMT", "Arial"),
    ],
)
def test_a_family_without_its_style(name, family):
    assert font_family(name) == family


def test_a_file_is_judged_in_a_process_of_its_own():
    report = check_bytes(paper_word(say("number", "Số: 5/KH-THHS")))
    [broken] = report.of(BROKEN)
    assert (broken.code, broken.article) == (
        "number-zero",
        "Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II, khoản 3.c",
    )
    assert broken.spots[0].text == "Số: 5/KH-THHS"
    assert len(report.of(KEPT)) > 50


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Tệp trống"),
        (b"Ke hoach", "Chỉ kiểm tra được tệp PDF"),
        (files.OLE + b"x" * 600, "đời cũ hoặc tệp đặt mật khẩu"),
        (b"%PDF-1.7 broken", "bị hỏng"),
        (b"PK\x03\x04 broken", "bị hỏng"),
        (archive(("xl/workbook.xml", b"<x/>")), "không phải văn bản Word"),
        (archive(("word/document.xml", b"<x/>"), ("word/vbaProject.bin", b"x")), "macro"),
        (archive(("word/document.xml", b" " * (13 * 2**20))), "giải nén ra quá lớn"),
        (archive(("word/document.xml", b"<broken")), "bị hỏng"),
        (b"%PDF-" + b"0" * (10 * 2**20), "quá 10 MB"),
    ],
    ids=["empty", "text", "ole", "broken pdf", "broken zip", "excel", "macro", "bomb", "broken xml", "size"],
)
def test_files_that_cannot_be_judged_are_refused_with_a_sentence(data, sentence):
    with pytest.raises(UncheckableFile, match=sentence):
        check_bytes(data)


def test_a_pdf_without_text_is_a_scan():
    with pytest.raises(UncheckableFile, match="ảnh chụp"):
        check_bytes(paper_pdf((BODY, "")))


def test_a_swollen_pdf_ends_its_own_process_only(monkeypatch):
    monkeypatch.setattr(files, "MEMORY", 400 * 2**20)
    with pytest.raises(UncheckableFile, match="quá nặng"):
        check_bytes(swollen_pdf())


def test_the_command_says_what_is_broken_where_and_by_which_article(tmp_path, capsys):
    file = tmp_path / "ke-hoach.pdf"
    file.write_bytes(paper_pdf(("Số: 05/", "Số: 5/")))
    with pytest.raises(SystemExit, match="1"):
        call_command("check_document", str(file))
    printed = capsys.readouterr().out
    assert "[VI PHẠM] number-zero" in printed
    assert "Mục II, khoản 3.c" in printed
    assert "trang 1: số nhỏ hơn 10" in printed


def test_the_command_ends_well_or_cannot_read(tmp_path, capsys):
    kept, broken = tmp_path / "a.docx", tmp_path / "b.pdf"
    kept.write_bytes(paper_word())
    broken.write_bytes(b"%PDF-1.7")
    call_command("check_document", str(kept), "--json", "--kind", "plan")
    assert json.loads(capsys.readouterr().out)["kind"] == "plan"
    with pytest.raises(SystemExit, match="2"):
        call_command("check_document", str(broken))


# ---- the page ----


def _ask(world, **data):
    address = reverse("documents:document_check", args=[world.school.slug])
    return world.client(world.clerk).post(address, {"kind": "", **data})


def test_a_clerk_drops_a_file_and_reads_what_is_broken_where(world):
    file = SimpleUploadedFile("ke-hoach.docx", paper_word(say("number", "Số: 5/KH-THHS")))
    shown = _ask(world, file=file).content.decode()
    assert "1 điều chưa đúng thể thức" in shown
    assert "Số nhỏ hơn 10 có số 0 phía trước." in shown
    assert "Phụ lục I, Phần I, Mục II, khoản 3.c" in shown
    assert shown.index("Phải làm:") < shown.index("Đã đạt:")


def test_a_file_that_cannot_be_read_is_refused_on_the_page(world):
    for data, sentence in ((b"%PDF-1.7", "bị hỏng"), (b"GIF89a", "Chỉ kiểm tra được tệp PDF")):
        response = _ask(world, file=SimpleUploadedFile("a.pdf", data))
        assert response.status_code == 422
        assert sentence in response.content.decode()
    assert "Chưa chọn tệp." in _ask(world).content.decode()
