"""What the decree lets stand beside the text (ô 10 to 13), two-row heads, and the giấy khen outside its layouts."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pdfplumber
import pytest

from documents.content import (
    Band,
    Content,
    Letterhead,
    Paragraph,
    Run,
    Signatory,
    Table,
    canonical_bytes,
    from_json,
    to_json,
)
from documents.rendering import render_pdf

HEAD = Letterhead(["UBND xã Suối Mơ"], ["Trường THCS Hoa Sen"], "DS-THCSHS", "5", "Suối Mơ", date(2026, 2, 8))
TEXT = [Paragraph([Run("Kèm theo tờ trình.")])]
FROZEN = Path(__file__).parent / "frozen"


def first_page(content):
    return pdfplumber.open(io.BytesIO(render_pdf(content, draft=False))).pages[0]


def found(page, text):
    [hit] = page.search(text)
    return hit


def test_secrecy_and_urgency_are_stamped_in_red_under_the_number_and_circulation_in_black():
    page = first_page(
        Content("DANH SÁCH", "Thử", HEAD, blocks=TEXT, secrecy="Mật", urgency="Khẩn", circulation="Lưu hành nội bộ")
    )
    order = [found(page, text)["top"] for text in ("Số: 05", "MẬT", "KHẨN", "LƯU HÀNH NỘI BỘ", "DANH SÁCH")]
    assert order == sorted(order)
    colour = {text: found(page, text)["chars"][0]["non_stroking_color"] for text in ("MẬT", "KHẨN", "LƯU HÀNH")}
    assert colour["MẬT"] == colour["KHẨN"] == (0.8, 0, 0)
    assert colour["LƯU HÀNH"] in ((0, 0, 0), (0,))


def test_contact_stands_at_the_foot_of_page_one_only_under_a_whole_rule():
    content = Content(
        "DANH SÁCH", "Thử", HEAD, blocks=[Paragraph([Run("Nội dung dài. " * 60)])] * 8, contact="Số 12 đường Hoa Sen"
    )
    with pdfplumber.open(io.BytesIO(render_pdf(content, draft=False))) as document:
        first, *others = document.pages
        line = found(first, "Số 12 đường Hoa Sen")
        assert line["top"] > (297 - 20) * 72 / 25.4
        assert not any(page.search("Số 12 đường") for page in others)
        [rule] = [r for r in [*first.rects, *first.lines] if r["width"] > 160 * 72 / 25.4 and r["height"] < 2]
        assert rule["top"] < line["top"]


def test_drafter_follows_the_recipients_in_capitals():
    page = first_page(Content("DANH SÁCH", "Thử", HEAD, blocks=TEXT, recipients=["Như trên"], drafter="nth (05)"))
    assert found(page, "- Lưu: VT.")["bottom"] <= found(page, r"NTH \(05\)")["top"] + 2


def test_a_regulation_names_the_decision_it_is_issued_with_above_its_rule():
    page = first_page(Content("QUY CHẾ", "Thi đua", HEAD, blocks=TEXT, attached_to="Ban hành kèm theo Quyết định số 4"))
    line = found(page, r"\(Ban hành kèm theo Quyết định số 4\)")
    assert "Italic" in line["chars"][0]["fontname"]
    assert found(page, "QUY CHẾ")["top"] < line["top"]


def test_bands_stand_over_their_columns_on_every_page():
    table = Table(["TT", "Tự chấm", "Tổ"], [["1", "2", "3"]] * 90, bands=[Band("", 1), Band("Điểm", 2)])
    content = Content("DANH SÁCH", "Thử", HEAD, blocks=[table])
    with pdfplumber.open(io.BytesIO(render_pdf(content, draft=False))) as document:
        pages = [page for page in document.pages if page.search(r"Tự chấm")]
        assert len(pages) > 2
        for page in pages:
            over, under = found(page, "Điểm"), found(page, "Tự chấm Tổ")
            assert over["bottom"] < under["top"] + 3
            assert under["x0"] < (over["x0"] + over["x1"]) / 2 < under["x1"]


def test_who_signs_a_form_by_hand_reads_how():
    page = first_page(
        Content("PHIẾU", "Thử", HEAD, blocks=TEXT, is_form=True, signatories=[Signatory("NGƯỜI KHAI", hint="(Ký tên)")])
    )
    assert found(page, "NGƯỜI KHAI")["top"] < found(page, r"\(Ký tên\)")["top"]


def test_a_certificate_is_one_framed_page_on_its_side():
    content = Content(
        "GIẤY KHEN",
        "Bà Nguyễn Thị Ánh",
        HEAD,
        blocks=[Paragraph([Run("Đã đạt thành tích xuất sắc.")])],
        closing=[Paragraph([Run("Quyết định số 45/QĐ-THCSHS")])],
        signatories=[Signatory("HIỆU TRƯỞNG", "Trần Văn Bình")],
        layout="certificate",
    )
    with pdfplumber.open(io.BytesIO(render_pdf(content, draft=False))) as document:
        [page] = document.pages
        assert page.width > page.height
        texts = ("HIỆU TRƯỞNG TRƯỜNG THCS HOA SEN", "TẶNG", "GIẤY KHEN", "Bà Nguyễn Thị Ánh", "Đã đạt", "Trần Văn Bình")
        tops = [page.search(text)[0]["top"] for text in texts]
        assert tops == sorted(tops)
        assert "Nơi nhận" not in page.extract_text()


@pytest.mark.parametrize("path", sorted(FROZEN.glob("*.json")), ids=lambda path: path.stem)
def test_what_was_frozen_by_an_older_version_is_read_and_printed_as_it_was(path):
    """The bytes of a paper frozen before a field was added: read back the same, so that its hash stands."""
    frozen = path.read_bytes().strip()
    content = from_json(json.loads(frozen))
    assert canonical_bytes(content) == frozen
    assert render_pdf(content, draft=False).startswith(b"%PDF")


def test_new_fields_are_kept_and_a_newer_version_is_refused():
    content = Content(
        "GIẤY KHEN", "x", urgency="KHẨN", layout="certificate", blocks=[Table(["a"], [], bands=[Band("b")])]
    )
    assert from_json(json.loads(canonical_bytes(content))) == content
    with pytest.raises(ValueError, match="schema version"):
        from_json({**to_json(content), "schema_version": 2})
