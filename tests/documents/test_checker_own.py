"""Our own papers before the judge that knows nothing of how they are made: nothing is found in any."""

from __future__ import annotations

from dataclasses import replace

import pytest

from documents.checker.judging import BROKEN, LOOK, judge
from documents.checker.pdf import read_pdf
from documents.checker.word import read_word
from documents.content import Content, Signatory
from documents.rendering import render_pdf
from documents.word.writer import word_file
from tests.documents import contents
from tests.documents.contents import SENTENCE, text


def _letter() -> Content:
    """A công văn by a council that uses the school's seal, with all that the decree lets one add."""
    return Content(
        title="",
        subject="V/v đôn đốc nộp hồ sơ đề nghị xét tặng danh hiệu thi đua năm học 2025 - 2026",
        letterhead=contents.letterhead("THHS-VP"),
        addressees=["Ủy ban nhân dân xã Suối Mơ", "Các trường tiểu học trên địa bàn xã"],
        blocks=[text(SENTENCE), text(SENTENCE)],
        closing=[text("Trân trọng.")],
        recipients=["Như trên"],
        signatories=[
            Signatory(post="CHỦ TỊCH", name="Trần Văn Khải", own_post="Hiệu trưởng", on_behalf="TM. HỘI ĐỒNG")
        ],
        urgency="KHẨN",
        secrecy="MẬT",
        circulation="LƯU HÀNH NỘI BỘ",
        drafter="NTH.15",
        contact="Địa chỉ: thôn 3, xã Suối Mơ; ĐT: 0200 000 000; thư điện tử: hoasen@example.edu.vn",
    )


def _regulation() -> Content:
    issued_with = "Ban hành kèm theo Quyết định số 15/QĐ-THHS ngày 05 tháng 10 năm 2026 của Trường Tiểu học Hoa Sen"
    return replace(
        contents.plan(),
        title="QUY CHẾ",
        subject="Thi đua, khen thưởng",
        attached_to=issued_with,
        letterhead=contents.letterhead(""),
        bases=[],
        appendices=[],
    )


def _long_names() -> Content:
    content = contents.decision()
    return replace(
        content, signatories=[replace(content.signatories[0], name="Nguyễn Thị Ngọc Thanh Khánh Huyền Trang")]
    )


PAPERS = {
    "plan": contents.plan,
    "proposal": contents.submission_letter,
    "minutes": contents.minutes,
    "list": contents.wide_list,
    "decision": contents.decision,
    "letter": _letter,
    "regulation": _regulation,
    "long names": _long_names,
}


@pytest.mark.parametrize("draft", [False, True], ids=["issued", "draft"])
@pytest.mark.parametrize("name", PAPERS)
def test_nothing_is_found_in_our_papers(name, draft):
    content = PAPERS[name]()
    for picture in (read_pdf(render_pdf(content, draft=draft)), read_word(word_file(content, draft=draft))):
        report = judge(picture)
        found = [(picture.source, verdict.code, verdict.spots) for verdict in report.verdicts if verdict.spots]
        assert found == []
        assert report.kind == {"regulation": "plan", "long names": "decision"}.get(name, name)


@pytest.mark.parametrize("name", ["plan", "minutes", "letter"])
def test_a_fault_in_our_own_paper_is_seen(name):
    """The judge does not trust us: the same paper with a post in small letters or a number without its nought."""
    content = PAPERS[name]()
    content = replace(content, letterhead=replace(content.letterhead, symbol=content.letterhead.symbol.lower()))
    for picture in (read_pdf(render_pdf(content, draft=False)), read_word(word_file(content, draft=False))):
        codes = {verdict.code for verdict in judge(picture).verdicts if verdict.state in (BROKEN, LOOK)}
        assert "number-form" in codes
