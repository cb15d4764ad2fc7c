"""The code on the paper: drawn in the margin of page 1, typed again by whoever holds it."""

from __future__ import annotations

import io
from dataclasses import replace

import pdfplumber
import pytest

from core.scoping import scope
from documents import rendering, seals, services
from documents.content import Content, Paragraph, Run, Signatory
from documents.seals import Seal
from tests.documents import contents, drafts

MM = 72 / 25.4
SEAL = Seal("ABCDEFGHJKLM", "https://thidua.vidu.test/public/verify/ABCDEFGHJKLM/")
CERTIFICATE = Content(
    "GIẤY KHEN",
    "Bà Nguyễn Thị Ánh",
    contents.letterhead("", number=None),
    blocks=[Paragraph([Run("Đã đạt thành tích xuất sắc.")])],
    signatories=[Signatory("HIỆU TRƯỞNG", "Trần Văn Bình")],
    layout="certificate",
)
PAPERS = {
    "upright": contents.plan(),
    "on its side": replace(contents.wide_list(), is_landscape=True),
    "with an address": replace(contents.plan(), contact="Địa chỉ: Thôn 2, xã Suối Mơ. Điện thoại: 0200 000 000."),
    "certificate": CERTIFICATE,
}


def opened(content, seal=SEAL):
    return pdfplumber.open(io.BytesIO(rendering.render_pdf(content, draft=False, seal=seal)))


@pytest.mark.parametrize("name", PAPERS)
def test_code_stands_once_on_page_one_inside_the_page_and_over_no_text(name):
    with opened(PAPERS[name]) as pdf:
        first, *others = pdf.pages
        [said] = first.search(r"Mã xác minh: ABCD-EFGH-JKLM · thidua\.vidu\.test/public/verify")
        assert not any(page.search("Mã xác minh") for page in others)
        seal_chars = {id(char) for char in said["chars"]}
        text = [char for char in first.chars if char["text"].strip() and id(char) not in seal_chars]
        overlaps = [
            char
            for char in text
            if char["x0"] < said["x1"] and char["x1"] > said["x0"]
            if char["top"] < said["bottom"] and char["bottom"] > said["top"]
        ]
        assert overlaps == []
        assert 0 < said["x0"] < said["x1"] < first.width
        assert said["bottom"] < first.height - 4 * MM
        assert {round(char["size"], 1) for char in said["chars"]} == {8.0}


@pytest.mark.parametrize("name", ["upright", "on its side"])
def test_layout_of_the_paper_is_the_same_with_and_without_the_code(name):
    def places(pdf):
        return [
            (number, char["text"], round(char["x0"], 2), round(char["top"], 2))
            for number, page in enumerate(pdf.pages)
            for char in page.chars
            if char["bottom"] < page.height - 20 * MM
        ]

    with opened(PAPERS[name]) as sealed, opened(PAPERS[name], seal=None) as bare:
        assert places(sealed) == places(bare)


def test_code_is_drawn_below_the_text_and_large_enough_to_be_read():
    with opened(contents.plan()) as pdf:
        page = pdf.pages[0]
        picture = page.crop((0, page.height - 20 * MM, page.width, page.height)).to_image(resolution=200).original
        dark = picture.convert("1").point(lambda value: 255 - value).crop((int(180 * MM * 200 / 72), 0, *picture.size))
        left, top, right, bottom = dark.getbbox()
    width, height = (right - left) * 25.4 / 200, (bottom - top) * 25.4 / 200
    assert 12.5 < width < 13.5
    assert 12.5 < height < 13.5


def test_a_draft_and_a_preview_bear_no_code():
    assert "Mã xác minh" not in rendering.render_html(contents.plan(), draft=True)


def test_worker_seals_what_it_renders_with_the_address_of_the_site(world, settings, run_jobs):
    settings.SITE_URL = "https://thidua.vidu.test/"
    with scope(world.school):
        document = drafts.issued(world)
        run_jobs()
        document.refresh_from_db()
        with pdfplumber.open(document.file.path) as pdf:
            text = pdf.pages[0].extract_text()

    assert f"Mã xác minh: {seals.written(document.verification_code)} · thidua.vidu.test/public/verify" in text
    assert services.seal_of(document).url == f"https://thidua.vidu.test/public/verify/{document.verification_code}/"


@pytest.mark.parametrize(
    "typed", ["ABCDEFGHJKLM", "abcd-efgh-jklm", " abcd efgh jklm ", "ABCD–EFGH–JKLM", "abcdefghjk1m", "ABCDEFGHJKIM"]
)
def test_code_is_understood_however_it_is_typed(typed):
    assert seals.meant(typed) == ["ABCDEFGHJKLM"]


def test_a_nought_may_have_been_two_letters():
    assert set(seals.meant("ABCDEFGHJK0M")) == {"ABCDEFGHJKQM", "ABCDEFGHJKDM"}


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCDEFGHJKLMN", "ABCDEFGHJKL!", "000000000000", "ẠBCDEFGHJKLM"])
def test_what_can_be_no_code(typed):
    assert seals.meant(typed) == []


def test_letters_of_codes_are_not_taken_for_each_other():
    assert not set(seals.LETTERS) & set("01IO")
    assert len(set(seals.LETTERS)) == len(seals.LETTERS)
