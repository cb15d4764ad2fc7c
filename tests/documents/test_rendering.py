from __future__ import annotations

import io
import logging
import unicodedata
from datetime import datetime
from itertools import pairwise

import pdfplumber
import pikepdf
import pytest

from core import clock
from documents.content import Appendix, Content, Item, Letterhead, Paragraph, Run, Section, Signatory, Table
from documents.rendering import render_html, render_pdf
from tests.documents import contents

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 30 * MM, (210 - 15) * MM, 20 * MM, (297 - 20) * MM


def opened(content, *, draft=False):
    return pdfplumber.open(io.BytesIO(render_pdf(content, draft=draft)))


def lines_of(page):
    return page.extract_text_lines(return_chars=True)


def line(page, start):
    [found] = [each for each in lines_of(page) if each["text"].startswith(start)]
    return found


def words(page, text):
    """The box of a run of words on one line, with its characters."""
    found = page.search(text.replace("(", r"\(").replace(")", r"\)"), regex=True)
    assert found, text
    return found[0]


def form(found):
    """The font and size of a stretch of text: ("Bold", 14.0)."""
    [style] = {
        (char["fontname"].partition("+")[2], round(char["size"], 1)) for char in found["chars"] if char["text"] != " "
    }
    name, size = style
    return name.removeprefix("Liberation-Serif").removeprefix("LiberationSerif").strip("-") or "Regular", size


def rules(page):
    """Drawn horizontal rules, outside tables, as (x0, x1, y)."""
    drawn = [(shape["x0"], shape["x1"], shape["top"]) for shape in [*page.rects, *page.lines] if shape["height"] < 1.5]
    return sorted(drawn, key=lambda rule: rule[2])


def below(page, found):
    """The rule nearest under a line of text and centred with it."""
    centre = (found["x0"] + found["x1"]) / 2
    return next(r for r in rules(page) if 0 <= r[2] - found["bottom"] < 8 and abs((r[0] + r[1]) / 2 - centre) < 3)


def text_of(pdf):
    return "\n".join(page.extract_text() for page in pdf.pages)


@pytest.fixture(scope="module")
def plan():
    with opened(contents.plan()) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def letter():
    with opened(contents.submission_letter()) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def wide_list():
    with opened(contents.wide_list()) as pdf:
        yield pdf


def test_page_is_a4_within_its_margins(plan):
    for page in plan.pages[:3]:
        body = [char for char in page.chars if char["top"] > TOP - 5]
        assert (round(page.width), round(page.height)) == (595, 842)
        assert min(char["x0"] for char in body) >= LEFT - 1
        assert max(char["x1"] for char in body if char["text"] != " ") <= RIGHT + 1
        assert max(char["bottom"] for char in body) <= BOTTOM + 1


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("UBND XÃ SUỐI MƠ", ("Regular", 12)),
        ("TRƯỜNG TIỂU HỌC HOA SEN", ("Bold", 12)),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", ("Bold", 12)),
        ("Độc lập - Tự do - Hạnh phúc", ("Bold", 13)),
        ("Số: 05/KH-THHS", ("Regular", 13)),
        ("Suối Mơ, ngày 05 tháng 02 năm 2026", ("Italic", 13)),
        ("KẾ HOẠCH", ("Bold", 14)),
        ("Công tác thi đua, khen thưởng năm học 2026 - 2027", ("Bold", 14)),
        ("Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;", ("Italic", 14)),
        ("Phần I", ("Bold", 14)),
        ("NHỮNG VẤN ĐỀ CHUNG", ("Bold", 14)),
        ("I. MỤC ĐÍCH, YÊU CẦU", ("Bold", 14)),
        ("1. Mục đích", ("Bold", 14)),
        ("2.1. Công khai", ("Bold", 14)),
        (r"đ\) Gắn thi đua với nhiệm vụ năm học", ("Regular", 14)),
    ],
)
def test_first_page_has_the_sizes_and_styles_of_the_decree(plan, text, style):
    assert form(plan.pages[0].search(text)[0]) == style


def test_table_recipients_and_signature_have_their_sizes(plan):
    table, ending = plan.pages[1], plan.pages[2]

    assert form(words(table, "Lao động tiên tiến")) == ("Regular", 12)
    assert form(words(ending, "Nơi nhận:")) == ("Bold-Italic", 12)
    assert form(words(ending, "- Lưu: VT, TĐKT.")) == ("Regular", 11)
    assert form(words(ending, "KT. HIỆU TRƯỞNG")) == ("Bold", 14)
    assert form(words(ending, "Lương Thị Mai Anh")) == ("Bold", 14)


def test_header_stands_in_two_columns_with_the_number_level_with_the_date(plan):
    page = plan.pages[0]
    nation, motto = words(page, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), words(page, "Độc lập - Tự do - Hạnh phúc")
    number, day = words(page, "Số: 05/KH-THHS"), words(page, "Suối Mơ, ngày 05 tháng 02 năm 2026")
    agency = words(page, "TRƯỜNG TIỂU HỌC HOA SEN")

    centres = [(found["x0"] + found["x1"]) / 2 for found in (nation, motto, day)]
    assert max(centres) - min(centres) < 1
    assert abs((agency["x0"] + agency["x1"]) / 2 - (number["x0"] + number["x1"]) / 2) < 1
    assert abs(number["chars"][0]["bottom"] - day["chars"][0]["bottom"]) < 1
    assert nation["x1"] < RIGHT


def test_rule_under_the_motto_is_as_long_as_its_text(plan):
    motto = words(plan.pages[0], "Độc lập - Tự do - Hạnh phúc")
    start, end, _ = below(plan.pages[0], motto)

    assert (start, end) == (pytest.approx(motto["x0"], abs=1), pytest.approx(motto["x1"], abs=1))


@pytest.mark.parametrize("text", ["TRƯỜNG TIỂU HỌC HOA SEN", "Công tác thi đua, khen thưởng năm học 2026 - 2027"])
def test_rule_under_agency_and_subject_is_a_third_to_half_of_its_line(plan, text):
    found = words(plan.pages[0], text)
    start, end, _ = below(plan.pages[0], found)

    assert 1 / 3 <= (end - start) / (found["x1"] - found["x0"]) <= 1 / 2


def test_no_rule_is_typed():
    for content in (contents.plan(), contents.submission_letter(), contents.minutes(), contents.decision()):
        html = render_html(content, draft=False)
        assert not {"__", "──", "<u>"} & {mark for mark in ("__", "──", "<u>") if mark in html}


def test_body_is_indented_and_justified(plan):
    lines = [each for each in lines_of(plan.pages[1]) if form_is_regular_body(each)]
    first = next(each for each in lines if each["text"].startswith("Tổ chuyên môn"))
    second = lines[lines.index(first) + 1]

    assert first["x0"] - LEFT == pytest.approx(12.7 * MM, abs=1)
    assert second["x0"] == pytest.approx(LEFT, abs=1)
    assert first["x1"] == pytest.approx(RIGHT, abs=1)
    assert second["x1"] == pytest.approx(RIGHT, abs=1)


def form_is_regular_body(found):
    return {round(char["size"]) for char in found["chars"]} == {14}


def test_line_spacing_and_paragraph_gap_lie_in_the_allowed_range(plan):
    tops = [each["chars"][0]["top"] for each in lines_of(plan.pages[2]) if form_is_regular_body(each)]
    gaps = [after - before for before, after in pairwise(tops)][:5]

    inside, between = min(gaps), max(gaps)
    assert 14 * 1.15 <= inside <= 14 * 1.15 * 1.5
    assert between - inside >= 6 - 0.01


def test_page_numbers_are_centred_above_the_text_from_page_two(plan):
    def above(page):
        return [word for word in page.extract_words(extra_attrs=["size"]) if word["bottom"] < TOP - 5]

    assert above(plan.pages[0]) == []
    [number] = above(plan.pages[1])
    assert (number["text"], round(number["size"])) == ("2", 13)
    assert (number["x0"] + number["x1"]) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)


def test_each_appendix_counts_its_own_pages(plan):
    heads = [page.extract_text().split("\n")[0] for page in plan.pages]

    assert heads == [
        "UBND XÃ SUỐI MƠ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "2",
        "3",
        "Phụ lục I",
        "2",
        "3",
        "Phụ lục II",
        "Phụ lục III",
    ]
    assert [page.width > page.height for page in plan.pages] == [False] * 6 + [True, False]
    assert form(words(plan.pages[3], "Phụ lục I")) == ("Bold", 14)
    assert form(words(plan.pages[3], "LỊCH THỰC HIỆN")) == ("Bold", 14)
    assert "(Kèm theo Kế hoạch số 05/KH-THHS ngày 05 tháng" in plan.pages[3].extract_text()


def test_text_ends_with_its_mark_once(plan):
    assert text_of(plan).count("./.") == 1
    assert "hiện./.\nNơi nhận:" in plan.pages[2].extract_text()


def test_recipients_stand_left_and_level_with_the_signature(plan):
    page = plan.pages[2]
    title, post = words(page, "Nơi nhận:"), words(page, "KT. HIỆU TRƯỞNG")
    deputy, name = words(page, "PHÓ HIỆU TRƯỞNG"), words(page, "Lương Thị Mai Anh")

    assert title["x0"] == pytest.approx(LEFT, abs=1)
    assert title["bottom"] == pytest.approx(post["bottom"], abs=2)
    assert (post["x0"] + post["x1"]) / 2 == pytest.approx((name["x0"] + name["x1"]) / 2, abs=1)
    assert name["top"] - deputy["bottom"] > 20 * MM


def test_several_addressees_are_listed_under_the_colon(letter):
    page = letter.pages[0]
    colon = words(page, "Kính gửi:")["chars"][-1]
    dashes = [line(page, start)["chars"][0] for start in ("- Ủy ban nhân dân xã Suối Mơ;", "- Hội đồng Thi đua")]

    assert [dash["x0"] for dash in dashes] == [pytest.approx(colon["x0"], abs=1.5)] * 2
    assert "- Hội đồng Thi đua - Khen thưởng xã Suối Mơ." in page.extract_text()


def test_minutes_have_no_date_line_two_signatures_and_recipients_below():
    with opened(contents.minutes()) as pdf:
        [page] = pdf.pages
        secretary, chair, title = words(page, "THƯ KÝ"), words(page, "CHỦ TỌA"), words(page, "Nơi nhận:")
        name = line(page, "Vũ Hoàng Yến Trần Văn Khải")
        text = page.extract_text()

    assert "Suối Mơ, ngày" not in text
    assert secretary["x1"] < chair["x0"]
    assert secretary["top"] == pytest.approx(chair["top"], abs=1)
    assert title["top"] > name["top"]


def test_wide_table_lies_on_its_side_with_its_heading_and_repeats_its_head(wide_list):
    first, *others = wide_list.pages

    assert first.width < first.height
    assert all(page.width > page.height for page in others)
    assert "DANH SÁCH TRÍCH NGANG" in others[0].extract_text()
    assert all("Tóm tắt thành tích" in page.extract_text() for page in others)
    assert [page.extract_text().split("\n")[0] for page in others] == [str(n) for n in range(2, len(others) + 2)]


def test_every_row_of_a_long_table_is_printed_once(wide_list):
    rows = [row for page in wide_list.pages[1:] for table in page.extract_tables() for row in table if row[0] != "TT"]

    assert [row[0] for row in rows] == [str(number) for number in range(1, 61)]


def test_signature_stays_with_the_last_words_of_a_list(wide_list):
    last = wide_list.pages[-1].extract_text()

    assert "Danh sách này có 60 người./." in last
    assert "Trần Văn Khải" in last


def test_long_agency_name_is_balanced_and_the_nation_never_wraps():
    with opened(contents.decision()) as pdf:
        page = pdf.pages[0]
        agency = [words(page, text) for text in ("TRƯỜNG TRUNG HỌC CƠ SỞ", "VÀ TRUNG HỌC PHỔ THÔNG", "BÌNH MINH XANH")]
        nation = words(page, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")

    assert [form(found) for found in agency] == [("Bold", 12)] * 3
    assert max(found["x1"] for found in agency) < nation["x0"]
    assert min(found["x0"] for found in agency) >= LEFT - 1


def test_decision_prints_authority_and_articles():
    with opened(contents.decision()) as pdf:
        text = text_of(pdf)

    assert "QUYẾT ĐỊNH:" in text
    assert "Điều 1. Công nhận danh hiệu" in text
    assert "Điều 3. Quyết định này có hiệu lực" in text


def test_letter_without_a_type_carries_its_subject_under_the_number():
    content = Content("", "đăng ký danh hiệu thi đua", contents.letterhead("THHS-VP"), ["UBND xã Suối Mơ"])

    with opened(content) as pdf:
        page = pdf.pages[0]
        assert form(words(page, "V/v đăng ký danh hiệu thi đua")) == ("Regular", 12)
        assert words(page, "Kính gửi: UBND xã Suối Mơ")


def test_draft_is_marked_in_the_margin_and_leaves_number_and_day_blank():
    with opened(contents.plan(), draft=True) as pdf, opened(contents.plan()) as issued:
        page, same = pdf.pages[0], issued.pages[0]
        mark = words(page, "DỰ THẢO")

        assert mark["bottom"] < TOP
        assert all("DỰ THẢO" in each.extract_text() for each in pdf.pages)
        assert "DỰ THẢO" not in text_of(issued)
        assert "05/KH-THHS" not in text_of(pdf)
        assert words(page, r"Suối Mơ, ngày\s+tháng\s+năm 2026")
        assert words(page, "KẾ HOẠCH")["top"] == words(same, "KẾ HOẠCH")["top"]
        assert len(pdf.pages) == len(issued.pages)


def test_draft_without_a_date_takes_the_year_of_today(monkeypatch):
    monkeypatch.setattr(clock, "_frozen", datetime(2031, 4, 1, tzinfo=clock.ZONE))

    html = render_html(contents.plan(issued_on=None, number=None), draft=True)

    assert "năm 2031</p>" in html


def test_every_vietnamese_letter_survives_in_nfc(plan):
    text = text_of(plan)

    assert set(contents.PANGRAM) - {" "} <= set(text)
    assert text == unicodedata.normalize("NFC", text)


def test_decomposed_input_prints_composed():
    content = Content("BÁO CÁO", "", blocks=[contents.text(unicodedata.normalize("NFD", contents.PANGRAM))])

    with opened(content) as pdf:
        text = text_of(pdf)

    assert set(contents.PANGRAM) - {" "} <= set(text)
    assert not [char for char in text if unicodedata.combining(char)]


@pytest.mark.parametrize("lines_before", range(24, 37, 2))
def test_heading_is_never_the_last_line_of_a_page(lines_before):
    body = [contents.text("Một dòng ngắn.") for _ in range(lines_before)]
    section = Section("Tổ chức thực hiện", [Section("Phân công", [contents.text(contents.SENTENCE)] * 3, "arabic")])

    with opened(Content("KẾ HOẠCH", "", contents.letterhead("KH"), blocks=[*body, section])) as pdf:
        last_lines = [page.extract_text().split("\n")[-1] for page in pdf.pages]

    assert not [text for text in last_lines if text.startswith(("I. TỔ CHỨC", "1. Phân công"))]


@pytest.mark.parametrize("lines_before", range(18, 34, 2))
def test_signature_block_is_never_divided_or_left_alone(lines_before):
    content = Content(
        "KẾ HOẠCH",
        "",
        contents.letterhead("KH"),
        blocks=[contents.text(f"Dòng {number}.") for number in range(lines_before)],
        recipients=["UBND xã", "Các tổ"],
        signatories=[Signatory("HIỆU TRƯỞNG", "Trần Văn Khải")],
    )

    with opened(content) as pdf:
        last = pdf.pages[-1].extract_text()

    assert [part in last for part in ("Nơi nhận:", "Lưu: VT.", "HIỆU TRƯỞNG", "Trần Văn Khải", "./.")] == [True] * 5


ATTACKS = [
    '<img src="file:///etc/passwd">',
    '<link rel="stylesheet" href="file:///etc/passwd">',
    '<link rel="attachment" href="file:///etc/passwd">',
    "<style>@import url(file:///etc/passwd);</style>",
    '<object data="file:///etc/passwd"></object>',
    "<script>alert(1)</script>",
    "{{ content }}{% include 'x' %}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_in_text_is_text(attack, caplog):
    content = Content(
        title=attack,
        subject=attack,
        letterhead=Letterhead([attack], [attack], "KH", "1", attack),
        addressees=[attack],
        bases=[attack],
        blocks=[
            Section(attack, [Paragraph([Run(attack, bold=True)]), Item([Run(attack)])]),
            Table([attack], [[attack]], caption=attack),
        ],
        recipients=[attack],
        signatories=[Signatory(attack, attack)],
    )

    html = render_html(content, draft=False)
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        data = render_pdf(content, draft=False)

    assert html.count("<img") + html.count("<link") + html.count("<style") + html.count("<script") == 0
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert list(pdf.attachments) == []
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        assert "root:" not in text_of(pdf)
    assert caplog.messages == []  # nothing was even asked for


def test_a_document_may_load_nothing_but_data(caplog):
    from weasyprint import HTML

    from documents.rendering import _document_fetcher

    markup = '<html lang="vi"><title>x</title><link rel="attachment" href="file:///etc/passwd"><img src="file:///etc/hostname">'
    with pikepdf.open(io.BytesIO(HTML(string=markup, url_fetcher=_document_fetcher()).write_pdf())) as pdf:
        assert list(pdf.attachments) == []

    assert "disallowed protocol" in caplog.text


def test_control_characters_do_not_break_a_document():
    content = Content("BÁO CÁO", "một\x00hai", blocks=[contents.text("ba\x0bbốn\x1f năm\ud800")])

    with opened(content) as pdf:
        assert "mộthai" in text_of(pdf)
        assert "babốn năm" in text_of(pdf)


def test_issued_file_declares_an_archival_tagged_vietnamese_document():
    with pikepdf.open(io.BytesIO(render_pdf(contents.submission_letter(), draft=False))) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "vi"
        assert "TỜ TRÌNH" in metadata["dc:title"]

    with pikepdf.open(io.BytesIO(render_pdf(contents.submission_letter(), draft=True))) as pdf:
        assert "/MarkInfo" not in pdf.Root


def test_only_the_vendored_font_is_embedded(plan):
    fonts = {char["fontname"].partition("+")[2] for page in plan.pages for char in page.chars}

    assert {name.replace("-", "")[:15] for name in fonts} == {"LiberationSerif"}


def test_page_for_a_browser_has_no_inline_style_or_script():
    html = render_html(contents.plan(), draft=True, stylesheet_url="/static/official.css")

    assert '<html lang="vi">' in html
    assert '<link rel="stylesheet" href="/static/official.css">' in html
    assert '<th scope="col">Danh hiệu</th>' in html
    assert not [mark for mark in ("style=", "<style", "<script", "onclick") if mark in html]


def test_an_empty_document_still_prints():
    with opened(Content("", "")) as pdf:
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text_of(pdf)


def sides(pdf):
    return ["landscape" if page.width > page.height else "upright" for page in pdf.pages]


def wide_table(rows=3):
    return Table(["TT", "Nội dung"], [[str(number), contents.SENTENCE] for number in range(rows)], is_wide=True)


def test_text_after_a_wide_table_stands_upright_again():
    blocks = [contents.text("Trước."), wide_table(), contents.text("Sau.")]

    with opened(Content("BÁO CÁO", "", contents.letterhead("BC"), blocks=blocks)) as pdf:
        assert sides(pdf) == ["upright", "landscape", "upright"]
        assert "Sau./." in pdf.pages[2].extract_text()


def test_document_that_starts_with_a_wide_table_lies_on_its_side():
    content = Content("DANH SÁCH", "Đăng ký", contents.letterhead("DS"), blocks=[wide_table()])

    with opened(content) as pdf:
        assert sides(pdf) == ["landscape"]
        assert words(pdf.pages[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")["x1"] < (297 - 15) * MM


def test_appendix_counts_on_through_a_wide_table():
    appendices = [
        Appendix("Một", [contents.text("x")]),
        Appendix("Hai", [contents.text("y"), wide_table(), contents.text("z")]),
    ]

    with opened(Content("KẾ HOẠCH", "", appendices=appendices)) as pdf:
        heads = [page.extract_text().split("\n")[0] for page in pdf.pages[1:]]
        assert heads == ["Phụ lục I", "Phụ lục II", "2", "3"]
        assert sides(pdf)[1:] == ["upright", "upright", "landscape", "upright"]


def test_names_stand_level_under_posts_of_unequal_length():
    signatories = [Signatory("THỦ TRƯỞNG ĐƠN VỊ XÁC NHẬN", "Trần Văn Khải"), Signatory("NGƯỜI BÁO CÁO", "Vũ Hoàng Yến")]

    with opened(Content("BÁO CÁO THÀNH TÍCH", "", signatories=signatories)) as pdf:
        [page] = pdf.pages
        assert line(page, "Trần Văn Khải")["text"] == "Trần Văn Khải Vũ Hoàng Yến"
        assert "Nơi nhận" not in page.extract_text()


def test_signed_mark_of_an_imported_text_prints_on_its_copy_only():
    content = Content("KẾ HOẠCH", "", signatories=[Signatory("HIỆU TRƯỞNG", "Trần Văn Khải", note="(Đã ký)")])

    assert "(Đã ký)" in render_html(content, draft=False)
    assert "(Đã ký)" not in render_html(content, draft=True)
