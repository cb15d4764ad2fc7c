"""The papers of commendation by themselves: facts in, a document out."""

from __future__ import annotations

import io
from datetime import date

import pdfplumber
import pytest

from awards import criteria
from awards.papers.certificate import CertificateFacts, certificate_content
from awards.papers.decision import FEW, Award, DecisionFacts, decision_content
from awards.papers.dossier import DossierFacts, NominationLine, list_content, proposal_content
from awards.papers.report import Beginning, Held, ReportFacts, first_achievements, report_content
from councils.facts import SessionFacts
from documents.content import Item, Letterhead, Section, Signatory, plain_text
from documents.rendering import render_pdf

HEAD = Letterhead(["UBND PHƯỜNG HOA LƯ"], ["TRƯỜNG TIỂU HỌC NGỌC CẦU"], "QĐ-THNC", "12", "Hoa Lư", date(2027, 6, 1))
PRINCIPAL = Signatory("HIỆU TRƯỞNG", "Hoàng Thị Bích Liên")
SESSION = SessionFacts(3, "Hội đồng", date(2027, 5, 12), 11, (10, 10), "07/BB-THNC", date(2027, 5, 14))


def line(name: str, title: str = "Lao động tiên tiến", **changes) -> NominationLine:
    values = {"name": name, "title": title, "votes": "10/11", "share": "90,9%", "session": 3}
    return NominationLine(**(values | changes))


def dossier(*lines: NominationLine, **changes) -> DossierFacts:
    values = {
        "school": "Trường Tiểu học Ngọc Cầu",
        "recipient": "Ủy ban nhân dân phường Hoa Lư",
        "school_year": "năm học 2026-2027",
        "lines": lines,
        "sessions": [SESSION],
        "bases": ["Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022"],
    }
    return DossierFacts(**(values | changes))


def decision(count: int, **changes):
    awards = [Award(f"Người thứ {number}", "Lao động tiên tiến", "Giáo viên") for number in range(count)]
    values = {"kind": "title", "period": "năm học 2026-2027", "awards": awards}
    return decision_content(DecisionFacts(**(values | changes)), letterhead=HEAD, signatory=PRINCIPAL)


def pdf_of(content):
    return pdfplumber.open(io.BytesIO(render_pdf(content, draft=False)))


# ---- tờ trình, danh sách trích ngang ----


def test_the_proposal_follows_the_order_of_its_form_and_its_counts_agree():
    facts = dossier(line("Đỗ Thị Hòa"), line("Lê Minh Ân", "Chiến sĩ thi đua cơ sở"), reports=1)
    proposal = proposal_content(facts, letterhead=HEAD, signatory=PRINCIPAL)
    listed = list_content(facts, letterhead=HEAD, signatory=PRINCIPAL)

    words = ["Căn cứ Luật", "Căn cứ Biên bản số 07/BB-THNC", "có mặt 10 trong 11", "kính đề nghị", "Hồ sơ gửi kèm"]
    text = plain_text(proposal)
    assert [text.index(each) for each in words] == sorted(text.index(each) for each in words)
    assert "Báo cáo thành tích (01 báo cáo)" in text
    assert criteria.reports_of_proposal(proposal) == 1
    assert criteria.count_of_proposal(proposal) == len(criteria.rows_of_list(listed)) == 2


def test_the_list_lies_on_its_side_with_the_votes_under_one_heading():
    full = line(
        "Đỗ Thị Hòa",
        born="1990",
        gender="Nữ",
        place="Giáo viên, Tổ 1",
        summary="Sáng kiến: Thẻ đọc ba bước; 2025-2026: Lao động tiên tiến (QĐ số 12/QĐ-UBND)",
        rating="Hoàn thành xuất sắc nhiệm vụ",
    )
    content = list_content(dossier(full, line("Lê Minh Ân")), letterhead=HEAD, signatory=PRINCIPAL)

    [table] = [block for block in content.blocks if hasattr(block, "rows")]
    assert table.rows[0][1:4] == ["Đỗ Thị Hòa", "1990", "Nữ"]
    assert table.rows[1][2:8] == ["", "", "", "", "", "Lao động tiên tiến"]
    assert [(band.text, band.span) for band in table.bands][-1] == ("Đồng ý", 2)
    assert sum(band.span for band in table.bands) == len(table.header)
    with pdf_of(content) as pdf:
        assert pdf.pages[0].width > pdf.pages[0].height
        assert len(pdf.pages) == 1


# ---- quyết định ----


def test_a_few_stand_in_the_first_article_more_in_a_list_behind():
    few, many = decision(FEW), decision(FEW + 1)

    assert (few.appendices, len(many.appendices)) == ([], 1)
    assert criteria.rows_of_decision(few)[0] == ("Người thứ 0", "Lao động tiên tiến")
    assert len(criteria.rows_of_decision(many)) == FEW + 1
    assert "Công nhận danh hiệu “Lao động tiên tiến” năm học 2026-2027 cho 04 cá nhân" in plain_text(many)


def test_money_is_said_only_where_it_is_stated_and_the_articles_are_numbered_on():
    silent, told = decision(2), decision(2, rewards=["Lao động tiên tiến: 0,3 lần mức lương cơ sở"])

    assert [len(each.blocks) for each in (silent, told)] == [2, 3]
    assert "thưởng kèm theo" not in plain_text(silent)
    assert [each.recipients[0] for each in (silent, told)] == ["Như Điều 2", "Như Điều 3"]


def test_collectives_are_counted_first_and_the_proposal_is_named():
    awards = [
        Award("Tổ 1", "Tập thể lao động tiên tiến", is_collective=True),
        Award("Đỗ Thị Hòa", "Lao động tiên tiến"),
    ]
    text = plain_text(
        decision(0, awards=awards, proposed_by="Trường A", proposal="Tờ trình số 05/TTr-A ngày 02 tháng 5 năm 2027")
    )

    assert "cho 01 tập thể và 01 cá nhân thuộc Trường A" in text
    assert "Theo đề nghị của Trường A tại Tờ trình số 05/TTr-A ngày 02 tháng 5 năm 2027" in text


def test_a_decision_prints_whose_it_is_above_its_bases_in_italics():
    with pdf_of(decision(FEW + 1, bases=["Căn cứ Luật Thi đua, khen thưởng"])) as pdf:
        text = pdf.pages[0].extract_text()
        basis = next(word for word in pdf.pages[0].extract_words(extra_attrs=["fontname"]) if word["text"] == "Căn")
        assert "Phụ lục" in pdf.pages[1].extract_text()
    assert text.index("HIỆU TRƯỞNG TRƯỜNG TIỂU HỌC NGỌC CẦU") < text.index("Căn cứ") < text.index("QUYẾT ĐỊNH:")
    assert "Italic" in basis["fontname"]


# ---- giấy khen ----


@pytest.mark.parametrize(
    ("kind", "title", "praise"),
    [
        ("commendation", "GIẤY KHEN", "Có thành tích xuất sắc trong phong trào"),
        ("title", "GIẤY CHỨNG NHẬN", "Đạt danh hiệu “Lao động tiên tiến” năm học 2026-2027"),
    ],
)
def test_a_certificate_says_who_for_what_by_which_decision_and_its_place_in_the_book(kind, title, praise):
    facts = CertificateFacts(
        name="Đỗ Thị Hòa",
        kind=kind,
        distinction="Lao động tiên tiến",
        period="năm học 2026-2027",
        decision_number="12/QĐ-THNC",
        decided_on=date(2027, 6, 1),
        place="Giáo viên, Tổ 1",
        achievement="có thành tích xuất sắc trong phong trào.",
        book_number=7,
    )
    content = certificate_content(facts, letterhead=HEAD, signatory=PRINCIPAL)

    assert content.title == title
    with pdf_of(content) as pdf:
        [page] = pdf.pages
        text = page.extract_text()
    for words in ("Đỗ Thị Hòa", praise, "Quyết định số 12/QĐ-THNC", "Vào sổ số: 07"):
        assert words in text


# ---- báo cáo thành tích ----


def test_a_report_has_its_three_parts_and_says_where_nothing_is_on_record():
    facts = ReportFacts(
        distinction="danh hiệu Chiến sĩ thi đua cơ sở",
        period="năm học 2026-2027",
        name="Đỗ Thị Hòa",
        background=[("Họ và tên", "Đỗ Thị Hòa"), ("Quê quán", ""), ("Đơn vị công tác", "Tổ 1")],
        duties="Giáo viên chủ nhiệm.",
        achievements="Kết quả:\n- Dạy đủ chương trình.\n- Bồi dưỡng hai em.",
        titles=[Held("2025-2026", "Lao động tiên tiến", "Quyết định số 3/QĐ ngày 01 tháng 6 năm 2026 của UBND")],
    )
    content = report_content(facts, letterhead=HEAD, confirmed_by=PRINCIPAL)

    parts = [block for block in content.blocks if isinstance(block, Section)]
    assert [part.style for part in parts] == ["roman"] * 3
    assert [block.text for block in parts[0].blocks] == ["Họ và tên: Đỗ Thị Hòa", "Đơn vị công tác: Tổ 1"]
    achieved = parts[1].blocks[1].blocks
    assert [isinstance(block, Item) for block in achieved] == [False, True, True]
    assert plain_text(content).count("Chưa có.") == 2
    assert [each.post for each in content.signatories] == ["HIỆU TRƯỞNG", "NGƯỜI BÁO CÁO"]


def test_a_report_begins_with_what_is_known_and_nothing_else():
    known = Beginning(goals="- Dạy tốt\nHọc tốt", initiative="Thẻ đọc", results=[("Tháng 9/2026", "Tốt")])

    assert first_achievements(known) == (
        "Thực hiện các nội dung đã đăng ký:\n- Dạy tốt\n- Học tốt\n"
        "Kết quả đánh giá đã công bố: Tháng 9/2026: Tốt.\nSáng kiến: Thẻ đọc."
    )
    assert first_achievements(Beginning()) == ""
