"""Papers of a few lines, and lines that look like others."""

from __future__ import annotations

import pytest
from docx.shared import Pt

from documents.checker.paper import understand
from documents.checker.pdf import read_pdf
from documents.checker.word import read_word
from tests.documents.papers_to_check import BODY, paper_pdf, paper_word, say, verdicts

# ---- papers of a few lines ----

SHORT = (
    BODY[BODY.index('<p class="t i">') : BODY.index('<div class="end">')],
    '<p class="t i">Căn cứ ý kiến của hội nghị tổ trưởng.</p><h2>I. VIỆC PHẢI LÀM</h2>'
    '<p class="t">Mở phòng đọc đủ các buổi trong tuần.</p><p class="t">- Thay hai bóng đèn ở dãy bàn sau;</p>'
    '<p class="t">- Bổ sung sách cho khối 3./.</p>',
)


def test_a_pdf_whose_paragraphs_are_one_line_each_shows_no_right_edge():
    assert verdicts(paper_pdf(SHORT)) == {}
    picture = read_pdf(paper_pdf(SHORT))
    assert [len(piece.lines) for piece in picture.pieces][-5:] == [1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("indents", ('<p class="t">Mở phòng', '<p class="t" style="text-indent: 20mm">Mở phòng')),
        ("title-style", ('<p class="b">KẾ HOẠCH', '<p class="b" style="margin-right: 90mm">KẾ HOẠCH')),
    ],
)
def test_a_short_pdf_is_judged_all_the_same(code, change):
    assert code in verdicts(paper_pdf(SHORT, change), "plan")


def test_a_subject_may_begin_like_a_basis():
    subject = "Thực hiện công tác thi đua, khen thưởng năm học 2025 - 2026"
    assert verdicts(paper_word(say("subject", subject))) == {}
    assert verdicts(paper_pdf(("Công tác thi đua, khen thưởng năm học 2025 - 2026", subject))) == {}


# ---- lines that look like others ----

INTRO = '<p class="t">Trường Tiểu học Hoa Sen xây dựng'
TASK = '<p class="t">Thực hiện nhiệm vụ năm học 2025 - 2026, nhà trường xây dựng'
NAME = BODY[BODY.index('<div class="u"><p class="b">Công tác') : BODY.index('<p class="t i">Căn cứ Luật')]
ISSUED_WITH = "(Ban hành kèm theo Quyết định số 15/QĐ-THHS ngày 05 tháng 10 năm 2025 của Hiệu trưởng{}Trường Hoa Sen)"


@pytest.mark.parametrize("end", ["như sau:", "gồm các nội dung;"])
def test_an_upright_paragraph_below_the_last_basis_is_text(end):
    paper = understand(read_pdf(paper_pdf((INTRO, TASK), ("năm học như sau:", f"năm học {end}"))))
    assert len(paper.bases) == 2
    assert paper.body[0].text.startswith("Thực hiện nhiệm vụ")


@pytest.mark.parametrize("drafter", ["NTH.15", "VTM(3)", "VŨ HOÀNG YẾN", "PTTRANG.02"])
def test_who_wrote_it_stands_below_the_recipients(drafter):
    def add(parts):
        parts["ending"].cell(0, 0).add_paragraph().add_run(drafter).font.size = Pt(11)

    for data in (paper_pdf(("- Lưu: VT.</p>", f'- Lưu: VT.</p><p class="n">{drafter}</p>')), paper_word(add)):
        assert verdicts(data) == {}
        assert understand((read_pdf if data.startswith(b"%PDF") else read_word)(data)).drafter.text == drafter


@pytest.mark.parametrize("between", [" ", "<br>", " Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở, "])
def test_a_note_of_two_lines_is_no_subject(between):
    note = f'<p class="c i">{ISSUED_WITH.format(between)}</p>'
    for name in (note + NAME, NAME.replace("</div></div></div>", f"</div></div>{note}</div>")):
        data = paper_pdf((NAME, name))
        assert verdicts(data) == {}
        paper = understand(read_pdf(data))
        assert [line.text for line in paper.subject] == ["Công tác thi đua, khen thưởng năm học 2025 - 2026"]
        assert paper.attached.endswith("Trường Hoa Sen)")
