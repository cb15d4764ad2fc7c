"""A draft goes to Word and comes back: downloaded, edited, uploaded, shown, accepted."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from audit.models import AuditEntry
from core.scoping import scope
from documents import services
from documents.content import Paragraph, Run, content_hash
from documents.models import OfficialDocument
from documents.word import read_back, returned, word_file
from documents.word.styles import OWN_POST
from tests.documents import contents, drafts
from tests.documents.word_files import opened, paragraphs, style_of, text_of


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def url(name, document):
    return reverse(f"documents:{name}", args=["th-ngoc-cau", document.pk])


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def edited(data: bytes, *changes: tuple[str, str]) -> bytes:
    """The file with words replaced in its paragraphs, as somebody would in Word."""
    document = Document(io.BytesIO(data))
    for old, new in changes:
        found = next(each for each in document.element.body.iter(qn("w:t")) if old in (each.text or ""))
        found.text = found.text.replace(old, new)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_paragraph(data: bytes, text: str, *, after: str, style: str | None = None) -> bytes:
    """The file with a paragraph typed below another, in the style of that one or in `style`."""
    document = Document(io.BytesIO(data))
    [above] = [each for each in document.element.body.iter(qn("w:p")) if after in text_of(each)]
    new = document.add_paragraph(text)._p
    if style != "":
        new.get_or_add_pPr().insert(0, new.get_or_add_pPr()._add_pStyle())
        new.pPr.find(qn("w:pStyle")).set(qn("w:val"), style or style_of(above))
    above.addnext(new)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def upload(client, document, data: bytes, name="sua.docx"):
    return client.post(url("document_word_back", document), {"file": SimpleUploadedFile(name, data)})


def accepted(response) -> str:
    return re.search(r'name="accepted" value="([^"]+)"', response.content.decode())[1]


# ---- download ----


def test_draft_is_downloaded_marked_and_without_number(client, school):
    document = drafts.draft(school)
    client.force_login(school.vice_principal.user)

    response = client.get(url("document_word", document))

    assert response["Content-Disposition"] == f'attachment; filename="du-thao-ke-hoach-{document.pk}.docx"'
    assert response["X-Content-Type-Options"] == "nosniff"
    file = Document(io.BytesIO(body(response)))
    assert "DỰ THẢO" in text_of(file.sections[0].header._element)
    assert AuditEntry.objects.filter(verb="documents.word_downloaded").count() == 1


def test_issued_document_is_downloaded_with_number_and_date_and_the_page_names_the_official_file(client, school):
    document = drafts.issued(school, number=5)
    client.force_login(school.clerk.user)

    file = Document(io.BytesIO(body(client.get(url("document_word", document)))))

    assert paragraphs(file, "SoKyHieu")[0].startswith("Số: 05/KH-")
    assert paragraphs(file, "DiaDanhNgayThang")[0].endswith("ngày 12 tháng 10 năm 2026")
    assert "Bản chính thức là tệp PDF." in client.get(url("document_detail", document)).content.decode()


# ---- back ----


def test_changes_are_shown_and_written_only_when_accepted(client, school):
    document = drafts.draft(school)
    client.force_login(school.vice_principal.user)
    data = body(client.get(url("document_word", document)))
    before = document.content

    response = upload(client, document, edited(data, ("trước 24/10/2026", "trước 30/10/2026")))

    page = response.content.decode()
    assert re.search(r"<del>.*24/10/2026", page)
    assert re.search(r"<ins>.*30/10/2026", page)
    document.refresh_from_db()
    assert document.content == before

    client.post(url("document_word_back", document), {"accepted": accepted(response)})

    document.refresh_from_db()
    assert "Các tổ đăng ký trước 30/10/2026." in str(document.data)
    assert document.content == replace(before, blocks=document.content.blocks)
    notes = services.versions_of(school.school, services.subject_key(document)).values_list("note", flat=True)
    assert list(notes) == ["Nhận lại bản sửa trong Word", "Trước khi sửa"]


def test_untouched_file_changes_nothing(client, school):
    document = drafts.draft(school)
    client.force_login(school.vice_principal.user)

    page = upload(client, document, body(client.get(url("document_word", document)))).content.decode()

    assert "Tệp này không đổi gì" in page
    assert 'name="accepted"' not in page


def test_somebody_saved_between_download_and_upload(client, school):
    document = drafts.draft(school)
    client.force_login(school.vice_principal.user)
    data = body(client.get(url("document_word", document)))
    others = replace(document.content, bases=["Căn cứ Kế hoạch khác"])
    services.write_draft(document, others, before=document.content_hash, note="Sửa", by=school.principal.user)

    response = upload(client, document, edited(data, ("trước 24/10/2026", "trước 30/10/2026")))

    assert response.status_code == 409
    page = response.content.decode()
    assert "Căn cứ Kế hoạch khác" in page
    assert "trước 30/10/2026" in page
    document.refresh_from_db()
    assert document.content == others


def test_somebody_saved_between_upload_and_accepting(client, school):
    document = drafts.draft(school)
    client.force_login(school.vice_principal.user)
    data = body(client.get(url("document_word", document)))
    shown = upload(client, document, edited(data, ("trước 24/10/2026", "trước 30/10/2026")))
    others = replace(document.content, bases=["Căn cứ Kế hoạch khác"])
    services.write_draft(document, others, before=document.content_hash, note="Sửa", by=school.principal.user)

    response = client.post(url("document_word_back", document), {"accepted": accepted(shown)})

    assert response.status_code == 409
    document.refresh_from_db()
    assert document.content == others


def test_what_was_shown_of_one_document_is_not_accepted_for_another(client, school):
    document, other = drafts.draft(school), drafts.draft(school, subject="Kế hoạch khác")
    client.force_login(school.vice_principal.user)
    data = body(client.get(url("document_word", document)))
    shown = upload(client, document, edited(data, ("trước 24/10/2026", "trước 30/10/2026")))

    response = client.post(url("document_word_back", other), {"accepted": accepted(shown)}, follow=True)

    assert "Bản vừa xem đã hết hạn" in response.content.decode()
    forged = client.post(url("document_word_back", document), {"accepted": "x" + accepted(shown)}, follow=True)
    assert "Bản vừa xem đã hết hạn" in forged.content.decode()
    assert OfficialDocument.objects.get(pk=document.pk).content == document.content


def test_generated_and_submitted_papers_refuse_with_the_reason(client, school):
    generated = drafts.draft(school)
    OfficialDocument.objects.filter(pk=generated.pk).update(is_generated=True)
    client.force_login(school.vice_principal.user)

    for document, reason in ((generated, services.GENERATED), (drafts.submitted(school), "còn là nháp")):
        response = client.get(url("document_word_back", document), follow=True)
        assert reason in response.content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Tệp trống"),
        (b"%PDF-1.7 ...", "không phải văn bản Word"),
        (b"<html></html>", "không phải văn bản Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".doc đời cũ"),
        (b"PK\x03\x04 broken", "bị hỏng"),
    ],
)
def test_what_is_no_word_file_is_refused(client, school, data, sentence):
    document = drafts.draft(school)
    client.force_login(school.vice_principal.user)
    assert sentence in upload(client, document, data).content.decode()


def test_bomb_is_refused_before_it_is_unpacked():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 70_000_000)
    with pytest.raises(Exception, match="quá lớn"):
        read_back(packed.getvalue())


# ---- what people do in Word ----


def back(content, data: bytes):
    return returned(content, read_back(data))


def plan():
    content = contents.plan()
    return content, word_file(content, draft=True)


def test_new_heading_and_paragraph_are_numbered_by_their_place():
    content, data = plan()
    data = with_paragraph(data, "IV. KIỂM TRA", after="III. LỘ TRÌNH", style="Heading2")
    result = back(content, data).content
    assert [each.title for each in result.blocks[2].blocks] == ["Phân công", "Kinh phí", "Lộ trình", "KIỂM TRA"]


def test_end_mark_moves_with_the_end():
    content = contents.plan()
    content.closing = []
    last = content.blocks[-1].blocks[-1].blocks[-1].text
    data = with_paragraph(word_file(content, draft=True), "Công đoàn phối hợp.", after=f"{last[:-1]}./.")
    lines = back(content, data).content.blocks[-1].blocks[-1].blocks
    assert [each.text for each in lines[-2:]] == [last, "Công đoàn phối hợp."]


def test_paragraph_without_style_is_taken_as_text_with_its_number():
    content, data = plan()
    data = with_paragraph(data, "3. Tổ Văn phòng lập danh sách.", after="2. Tổ trưởng chuyên môn", style="")
    tasks = back(content, data).content.blocks[2].blocks[0].blocks
    assert "Tổ Văn phòng lập danh sách." in [getattr(each, "text", "") or each.title for each in tasks]


def test_facts_that_word_does_not_hold_are_kept():
    content, data = plan()
    result = back(content, edited(data, ("13.500.000", "14.000.000"))).content
    table = result.blocks[2].blocks[1].blocks[1]
    assert table.rows[0][3] == "14.000.000"
    assert (table.widths, table.numeric, table.caption) == ([12, 80, 30, 43], [2, 3], "Bảng 1. Dự kiến kinh phí")
    result.blocks[2].blocks[1].blocks[1].rows[0][3] = "13.500.000"
    assert result == content


def test_letterhead_is_not_taken_from_a_file_and_that_is_said():
    content, data = plan()
    found = back(content, edited(data, ("TRƯỜNG TIỂU HỌC HOA SEN", "TRƯỜNG KHÁC"), ("/KH-THHS", "12/KH-KHAC")))
    assert found.content.letterhead == content.letterhead
    [note] = found.notes
    assert "“TRƯỜNG KHÁC”" in note
    assert "“12”" in note


def test_signer_and_recipients_can_be_changed():
    content, data = plan()
    result = back(
        content, edited(data, ("Lương Thị Mai Anh", "Trần Văn Khải"), ("Các tổ chuyên môn", "Các tổ"))
    ).content
    assert replace(content.signatories[0], name="Trần Văn Khải") == result.signatories[0]
    assert result.recipients == ["- UBND xã Suối Mơ (để báo cáo)", "Các tổ", "Lưu: VT, TĐKT."]


def test_words_behind_the_signatures_are_kept_as_unplaced():
    content = contents.plan()
    content.appendices = []
    document = Document(io.BytesIO(word_file(content, draft=True)))
    document.add_paragraph("Ghi chú thêm của tổ Văn phòng")
    out = io.BytesIO()
    document.save(out)
    result = back(content, out.getvalue()).content
    assert result.unplaced == [Paragraph([Run("Ghi chú thêm của tổ Văn phòng")])]


def test_file_that_lost_its_styles_is_read_by_its_words():
    content, data = plan()
    document = Document(io.BytesIO(data))
    for paragraph in document.element.body.iter(qn("w:p")):
        if paragraph.pPr is not None and paragraph.pPr.find(qn("w:pStyle")) is not None:
            paragraph.pPr.remove(paragraph.pPr.find(qn("w:pStyle")))
    out = io.BytesIO()
    document.save(out)
    reading = read_back(out.getvalue())
    assert not reading.has_our_styles
    result = returned(content, reading).content
    assert [each.title for each in result.blocks if hasattr(each, "title")] == [
        "Những vấn đề chung", "Tổ chức thực hiện",
    ]  # fmt: skip
    assert result.bases == content.bases


@pytest.mark.parametrize("make", [contents.decision, contents.minutes, contents.submission_letter, contents.wide_list])
def test_every_kind_comes_back_as_it_went(make):
    content = make()
    for draft in (True, False):
        result = back(content, word_file(content, draft=draft))
        assert content_hash(result.content) == content_hash(content)
        assert result.notes == []


def test_tracked_changes_pictures_and_comments_are_told():
    content, data = plan()
    document = Document(io.BytesIO(data))
    [found] = [each for each in document.element.body.iter(qn("w:p")) if "hạn đăng ký" in text_of(each)]
    run = found.findall(qn("w:r"))[-2]
    inserted = document.element.makeelement(qn("w:ins"), {qn("w:id"): "1", qn("w:author"): "A"})
    run.addprevious(inserted)
    inserted.append(run)
    out = io.BytesIO()
    document.save(out)
    result = back(content, out.getvalue())
    assert result.content == content
    assert any("Track Changes" in note for note in result.notes)


def test_names_of_styles_count_not_their_ids():
    content, data = plan()
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            blob = old.read(name)
            new.writestr(name, blob.replace(b'"Heading2"', b'"u2"').replace(b'"ThanVanBan"', b'"Style7"'))
    assert back(content, made.getvalue()).content == content


def test_opened_file_says_what_it_was_made_of():
    content, data = plan()
    assert read_back(data).source == content_hash(content)
    assert opened(content).core_properties.language == "vi-VN"


def test_the_post_above_a_chairs_name_goes_out_and_comes_back():
    content = contents.plan()
    [signatory] = content.signatories
    content.signatories = [replace(signatory, own_post="HIỆU TRƯỞNG")]
    data = word_file(content, draft=True)

    assert paragraphs(opened(content), OWN_POST.code) == ["HIỆU TRƯỞNG"]
    assert read_back(data).content.signatories[0].own_post == "HIỆU TRƯỞNG"
