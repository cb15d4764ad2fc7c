"""The judge of finished papers: each file below breaks one rule, and exactly that one is named."""

from __future__ import annotations

import unicodedata

import pytest
from docx.shared import Mm, Pt, RGBColor

from documents.checker.headings import Counter, label_of
from documents.checker.judging import BROKEN, LOOK, judge
from documents.checker.pdf import read_pdf
from documents.checker.rules import RULES
from launcher.sources import imports_of, read_sources
from tests.documents.papers_to_check import BODY, FILLER, paper_pdf, paper_word, say, verdicts

# ---- the two papers that keep every rule ----


def test_a_paper_set_by_hand_keeps_every_rule():
    assert verdicts(paper_pdf()) == {}
    assert verdicts(paper_word()) == {}


# ---- PDFs that break one rule ----

SECOND = "@page :nth(2) { @top-center { content: none } @%s { content: '2'; font: 13pt 'Liberation Serif' } }"
BROKEN_PDFS = [
    ("orientation", [], "@page { size: A4 landscape }"),
    ("motto-place", [('<div class="u"><p class="s13', '<div class="u" style="margin-right: 40pt"><p class="s13')], ""),
    ("marks", [("THHS</p>", 'THHS</p><p class="s12">KHẨN</p>')], ""),
    ("font", [("Dân chủ trong", '<span style="font-family: DejaVu Sans">Dân chủ</span> trong')], ""),
    ("colour", [("Dân chủ", '<span style="color: #00c">Dân chủ</span>')], ""),
    ("paper-size", [], "@page { size: 216mm 279mm }"),
    ("margins", [], "@page { margin-left: 22mm }"),
    ("margins", [], "@page { margin-top: 14mm }"),
    ("page-numbers", [], "@page :nth(2) { @top-center { content: none } }"),
    ("page-numbers", [], '@page :first { @top-center { content: counter(page); font: 13pt "Liberation Serif" } }'),
    ("page-number-place", [], SECOND % "bottom-center"),
    ("page-number-place", [], SECOND % "top-right"),
    ("page-number-style", [], "@page { @top-center { font-size: 11pt } }"),
    ("country-words", [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA<br>VIỆT NAM")], ""),
    ("country-style", [('<p class="s12 b">CỘNG', '<p class="s12">CỘNG')], ""),
    ("motto-words", [("Độc lập - Tự do - Hạnh phúc", "Độc lập – Tự do – Hạnh phúc")], ""),
    ("motto-words", [("Độc lập - Tự do - Hạnh phúc", "Độc lập-Tự do-Hạnh phúc")], ""),
    ("motto-style", [('<p class="s13 b">Độc', '<p class="s12 b">Độc')], ""),
    ("motto-rule", [('Hạnh phúc</p><div class="r"></div>', 'Hạnh phúc</p><div class="r half"></div>')], ""),
    ("motto-rule", [('Hạnh phúc</p><div class="r"></div>', "Hạnh phúc</p>")], ""),
    ("motto-rule", [('Hạnh phúc</p><div class="r"></div>', "Hạnh phúc</p><p>_______________________</p>")], ""),
    ("superior-style", [('<p class="s12">UBND', '<p class="s12 b">UBND')], ""),
    ("issuer-style", [('<p class="s12 b">TRƯỜNG', '<p class="b" style="font-size: 10.5pt">TRƯỜNG')], ""),
    ("issuer-rule", [('HOA SEN</p><div class="r half">', 'HOA SEN</p><div class="r">')], ""),
    ("issuer-rule", [('SEN</p><div class="r half">', 'SEN</p><div class="r half" style="margin-left: 0">')], ""),
    ("number-form", [("Số: 05/KH-THHS", "Số 05/KH-THHS")], ""),
    ("number-form", [("Số: 05/KH-THHS", "Số: 05/KH-Thhs")], ""),
    ("number-zero", [("Số: 05/", "Số: 5/")], ""),
    ("number-spaces", [("05/KH-THHS", "05/KH - THHS")], ""),
    ("number-type", [("05/KH-THHS", "05/QĐ-THHS")], ""),
    ("number-style", [('<p class="s13">Số', '<p class="s12">Số')], ""),
    ("number-place", [('<p class="s13">Số', '<p class="s13" style="text-align: left">Số')], ""),
    ("number-given", [("Số: 05/KH", "Số: &nbsp;&nbsp;&nbsp;&nbsp;/KH")], ""),
    ("date-form", [("Suối Mơ, ngày", "Suối Mơ ngày")], ""),
    ("date-zeros", [("ngày 05 tháng 02", "ngày 05 tháng 2")], ""),
    ("date-zeros", [("ngày 05 tháng 02", "ngày 5 tháng 02")], ""),
    ("date-zeros", [("ngày 05 tháng 02", "ngày 05 tháng 09")], ""),
    ("date-style", [('<p class="s13 i">Suối', '<p class="s13">Suối')], ""),
    ("date-row", [('<p class="s13 i">Suối', '<p class="s13 i" style="margin-top: 12pt">Suối')], ""),
    ("title-style", [('<p class="b">KẾ HOẠCH', '<p class="b" style="font-size: 16pt">KẾ HOẠCH')], ""),
    ("subject-style", [('<p class="b">Công tác', "<p>Công tác")], ""),
    ("subject-rule", [('2026</p><div class="r half"></div></div></div>', "2026</p></div></div>")], ""),
    ("bases-style", [('<p class="t i">Căn cứ Luật', '<p class="t">Căn cứ Luật')], ""),
    ("bases-marks", [("năm 2022;", "năm 2022.")], ""),
    ("bases-laws", [("Luật Thi đua, khen thưởng ngày", "Luật Thi đua, khen thưởng số 06/2022/QH15 ngày")], ""),
    ("justified", [(f'<p class="t">1. {FILLER}', f'<p class="t" style="text-align: left">1. {FILLER}')], ""),
    ("indents", [(f'<p class="t">1. {FILLER}', f'<p class="t" style="text-indent: 20mm">1. {FILLER}')], ""),
    ("gaps", [(f'<p class="t">2. {FILLER}', f'<p class="t" style="margin-top: 1pt">2. {FILLER}')], ""),
    ("spacing", [], "body { line-height: 1.9 }"),
    ("body-size", [(f'<p class="t">1. {FILLER}', f'<p class="t" style="font-size: 13pt">1. {FILLER}')], ""),
    ("upright", [(f'<p class="t">2. {FILLER}', f'<p class="t i">2. {FILLER}')], ""),
    ("sequence", [("III. TỔ CHỨC", "IV. TỔ CHỨC")], ""),
    ("sequence", [(f"2. {FILLER}", f"3. {FILLER}")], ""),
    ("point-letters", [("đ) Gắn", "e) Gắn")], ""),
    ("heading-style", [("II. NỘI DUNG", "II. Nội dung")], ""),
    ("end-mark", [("nhà trường./.", "nhà trường.")], ""),
    ("powers", [("KT. HIỆU", "KT HIỆU")], ""),
    ("posts", [('<p class="b">PHÓ HIỆU TRƯỞNG', "<p>PHÓ HIỆU TRƯỞNG")], ""),
    ("names", [('<p class="b">Lương', "<p>Lương")], ""),
    ("name-place", [('<p class="b">Lương', '<p class="b" style="margin-left: 40pt">Lương')], ""),
    ("degrees", [("Lương Thị Mai Anh", "ThS. Lương Thị Mai Anh")], ""),
    ("recipients-title", [('<p class="s12 b i">Nơi nhận', '<p class="s12 b">Nơi nhận')], ""),
    ("recipients-list", [('<p class="n">- UBND', '<p class="n" style="font-size: 13pt">- UBND')], ""),
    ("recipients-level", [('<p class="s12 b i">Nơi', '<p class="s12 b i" style="margin-top: 30pt">Nơi')], ""),
    ("recipients-marks", [("- UBND xã Suối Mơ;", "- UBND xã Suối Mơ,")], ""),
    ("recipients-archive", [("- Lưu: VT.", "- Lưu trữ.")], ""),
    ("drafter", [("- Lưu: VT.</p>", '- Lưu: VT.</p><p class="n i">NTH.15</p>')], ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "changes", "style"), BROKEN_PDFS, ids=[f"{n}-{b[0]}" for n, b in enumerate(BROKEN_PDFS)]
)
def test_a_pdf_that_breaks_one_rule_breaks_only_that(code, changes, style):
    assert verdicts(paper_pdf(*changes, style=style)) == {code: BROKEN}


# ---- Word files that break one rule ----


def _set(part, **style):
    def change(parts):
        font = parts[part].runs[0].font
        for key, value in style.items():
            target = font.color if key == "rgb" else font
            setattr(target, key, value)

    return change


def _lay(name, **layout):
    def change(parts):
        for key, value in layout.items():
            setattr(parts[name].paragraph_format, key, value)

    return change


def _page(**sides):
    return lambda parts: [setattr(parts["section"], side, value) for side, value in sides.items()]


def _move_rule(name, left, right):
    return _lay(name, left_indent=Mm(left), right_indent=Mm(right))


def _underlined_motto(parts):
    parts["motto"].runs[0].font.underline = True


def _without(*names):
    def change(parts):
        for name in names:
            parts[name].clear()
            parts[name].paragraph_format.element.get_or_add_pPr().clear()

    return change


BROKEN_WORDS = [
    ("margins", _page(left_margin=Mm(20))),
    ("paper-size", _page(page_width=Mm(216), page_height=Mm(279))),
    ("page-numbers", _page(different_first_page_header_footer=False)),
    ("font", _set("text1", name="Arial")),
    ("colour", _set("text1", rgb=RGBColor(0, 0, 200))),
    ("country-style", _set("country", size=Pt(11))),
    ("country-words", say("country", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIETNAM")),
    ("motto-style", _underlined_motto),
    ("motto-rule", _move_rule("motto_rule", 35, 35)),
    ("motto-rule", _without("motto_rule")),
    ("superior-style", _set("superior", italic=True)),
    ("issuer-rule", _move_rule("issuer_rule", 5, 5)),
    ("number-spaces", say("number", "Số: 05 /KH-THHS")),
    ("number-zero", say("number", "Số: 5/KH-THHS")),
    ("date-style", _set("date", italic=False)),
    ("date-zeros", say("date", "Suối Mơ, ngày 05 tháng 2 năm 2026")),
    ("title-style", _set("title", bold=False)),
    ("subject-style", _set("subject", size=Pt(12))),
    ("subject-rule", _without("subject_rule")),
    ("bases-style", _set("basis", italic=False)),
    ("bases-laws", say("basis", "Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15;")),
    ("justified", _lay("text1", alignment=0)),
    ("indents", _lay("text1", first_line_indent=Mm(0))),
    ("gaps", _lay("text1", space_before=Pt(2))),
    ("spacing", _lay("text1", line_spacing=2.0)),
    ("body-size", _set("text1", size=Pt(13))),
    ("heading-style", say("heading1", "I. Mục đích")),
    ("sequence", say("heading2", "III. NỘI DUNG")),
    ("end-mark", say("last", "Trên đây là kế hoạch.")),
    ("recipients-title", _set("recipients", size=Pt(13))),
    ("recipients-list", _set("recipient", size=Pt(12))),
    ("recipients-marks", say("recipient", "- Các tổ chuyên môn")),
    ("recipients-archive", say("archive", "- Hiệu trưởng.")),
    ("posts", _set("post", bold=False)),
    ("names", _set("name", size=Pt(12))),
    ("degrees", say("name", "TS. Trần Văn Khải")),
    ("letters", say("text1", FILLER.replace("Công đoàn", "Công \ufffdoàn"))),
    ("signed", _without("post", "name")),
    ("recipients", _without("recipients", "recipient", "archive")),
]


@pytest.mark.parametrize(("code", "change"), BROKEN_WORDS, ids=[f"{n}-{b[0]}" for n, b in enumerate(BROKEN_WORDS)])
def test_a_word_file_that_breaks_one_rule_breaks_only_that(code, change):
    assert verdicts(paper_word(change)) == {code: BROKEN}


# ---- what is to be looked at, not broken: the decree does not say it ----

LONG = "".join(f"<tr><td>{n}</td><td>Nguyễn Thị Người Thứ {n}</td></tr>" for n in range(1, 60))
HEAD = "<tr><th>TT</th><th>Họ và tên</th></tr>"
TABLE = (
    "<style>.grid { border-collapse: collapse } .grid :is(td, th) { border: 1px solid } thead { display: %s }</style>"
)


def _with_table(display: str) -> bytes:
    grid = f'{TABLE % display}<table class="grid"><thead>{HEAD}</thead><tbody>{LONG}</tbody></table>'
    return paper_pdf(("<h2>III. TỔ", f"{grid}<h2>III. TỔ"))


def test_a_table_that_goes_on_repeats_its_head():
    assert verdicts(_with_table("table-header-group")) == {}
    assert verdicts(_with_table("table-row-group")) == {"table-heads": LOOK}


def test_a_heading_alone_at_the_foot_of_a_page():
    pushed = ("<h2>II. NỘI DUNG</h2>", '<h2>II. NỘI DUNG</h2><div style="break-after: page"></div>')
    assert verdicts(paper_pdf(pushed)) == {"orphans": LOOK}


def test_signatures_alone_on_a_page():
    pushed = ('<div class="end">', '<div class="end" style="break-before: page">')
    assert verdicts(paper_pdf(pushed)) == {"not-alone": LOOK}


def test_letters_and_marks_apart():
    apart = unicodedata.normalize("NFD", FILLER)
    assert verdicts(paper_word(say("text1", apart))) == {"composed": LOOK}


def test_a_file_that_will_not_last():
    assert verdicts(paper_pdf(archival=False)) == {"archival": LOOK}


def test_a_page_that_is_only_a_picture():
    blank = '<div style="page: blank; break-before: page; break-after: page; height: 1px"></div><p class="t">1. '
    found = verdicts(paper_pdf(('<p class="t">1. ', blank), style="@page blank { @top-center { content: none } }"))
    assert found["text"] == LOOK


# ---- kinds ----

ADDRESSEE = '<p class="c" style="margin: 12pt 0">Kính gửi: Ủy ban nhân dân xã Suối Mơ</p>'
LETTER = (
    ("Số: 05/KH-THHS</p>", 'Số: 05/THHS-VP</p><p class="s12" style="margin-top: 6pt">V/v nộp hồ sơ thi đua</p>'),
    (BODY[BODY.index('<div class="c" style') : BODY.index('<p class="t">Trường')], ADDRESSEE),
    ("- UBND xã Suối Mơ;", "- Như trên;"),
)  # fmt: skip
MINUTES = (
    ("Số: 05/KH-THHS", "Số: 05/BB-THHS"),
    ("Suối Mơ, ngày 05 tháng 02 năm 2026", ""),
    ("KẾ HOẠCH", "BIÊN BẢN"),
    (BODY[BODY.index('<div class="end">') :], """
<div class="end c"><div><p class="b">THƯ KÝ</p><div class="gap"></div><p class="b">Vũ Hoàng Yến</p></div>
<div><p class="b">CHỦ TỌA</p><div class="gap"></div><p class="b">Trần Văn Khải</p></div></div>
<p class="s12 b i">Nơi nhận:</p><p class="n">- Lưu: VT, Hồ sơ.</p>"""),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "changes"), [("plan", ()), ("letter", LETTER), ("minutes", MINUTES)])
def test_the_kind_is_known_by_the_paper_itself(kind, changes):
    data = paper_pdf(*changes)
    assert judge(read_pdf(data)).kind == kind
    assert verdicts(data) == {}


@pytest.mark.parametrize(
    ("code", "base", "change"),
    [
        ("about", LETTER, ("V/v nộp", "Về việc nộp")),
        ("about", LETTER, ('class="s12" style="margin-top: 6pt"', 'class="i s12" style="margin-top: 6pt"')),
        ("about-place", LETTER, ("margin-top: 6pt", "margin-top: 22pt")),
        ("number-type", LETTER, ("05/THHS-VP", "05/KH-THHS")),
        ("addressees", LETTER, ("Kính gửi: ", "Kính gửi ")),
        ("as-above", LETTER, ("- Như trên;", "- UBND xã;")),
        ("minutes-date", MINUTES, ('<p class="s13 i"></p>', '<p class="s13 i">Suối Mơ, ngày 05 tháng 02 năm 2026</p>')),
        ("minutes-signed", MINUTES, ("THƯ KÝ", "CHỦ TRÌ CUỘC HỌP")),
        ("minutes-recipients", MINUTES, ('<p class="s12 b i">Nơi nhận:</p><p class="n">- Lưu: VT, Hồ sơ.</p>', "")),
    ],
)
def test_letters_and_minutes_have_rules_of_their_own(code, base, change):
    if code == "minutes-signed":
        change = ("CHỦ TỌA", "THƯ KÝ CUỘC HỌP"), ("THƯ KÝ<", "CHỦ TRÌ<")
    elif code == "minutes-recipients":
        above = '<p class="s12 b i">Nơi nhận:</p><p class="n">- Lưu: VT, Hồ sơ.</p>'
        change = (
            change,
            ('<div class="end c"><div>', f'<div class="end c"><div style="text-align: left">{above}</div><div>'),
        )
    else:
        change = (change,)
    assert verdicts(paper_pdf(*base, *change)) == {code: BROKEN}


def test_a_paper_outside_the_decree_is_judged_by_its_sheet_and_letters_only():
    sheet = (
        '<p class="b c" style="font-size: 20pt; color: #a00">GIẤY KHEN</p><p class="c">Tặng bà Lương Thị Mai Anh</p>'
    )
    data = paper_pdf((BODY, sheet))
    assert judge(read_pdf(data)).kind == "other"
    assert verdicts(data) == {}
    assert verdicts(
        paper_pdf((BODY, sheet.replace("c b", "b").replace("20pt;", "20pt; font-family: DejaVu Sans;")))
    ) == {"font": BROKEN}
    assert verdicts(data, "plan").keys() >= {"country-words", "recipients", "signed"}


# ---- appendices ----

ANNEX = f"""
<div style="page: annex; break-before: page"><p class="b c">Phụ lục</p><p class="b c">LỊCH THỰC HIỆN</p>
<p class="c i">(Kèm theo Kế hoạch số 05/KH-THHS ngày 05 tháng 02 năm 2026)</p><p class="t">{FILLER}</p></div>"""
OWN_PAGES = (
    "@page annex:first { @top-center { content: none } } @page :nth(1 of annex) { @top-center { content: none } }"
)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("", ("", "")),
        ("annex-label", (">Phụ lục<", ">PHỤ LỤC<")),
        ("annex-title", ("LỊCH THỰC HIỆN", "Lịch thực hiện")),
        ("annex-note", ('<p class="c i">(Kèm', '<p class="c">(Kèm')),
    ],
)
def test_appendices(code, change):
    data = paper_pdf((BODY, BODY + ANNEX.replace(*change)), style=OWN_PAGES)
    assert verdicts(data) == ({code: BROKEN} if code else {})


def test_the_note_of_an_appendix_may_be_wider_than_the_text():
    long = "năm 2026 của Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Hoa Sen)"
    annex = ANNEX.replace("tháng 02 năm 2026)", f"tháng 02 {long}")
    assert verdicts(paper_pdf((BODY, BODY + annex), style=OWN_PAGES)) == {}


def test_an_appendix_counts_its_own_pages():
    assert verdicts(paper_pdf((BODY, BODY + ANNEX))) == {"page-numbers": BROKEN}


# ---- numbers ----


@pytest.mark.parametrize(
    ("lines", "faults"),
    [
        (["I. A", "1. a", "2. b", "II. B", "1. a", "a) x", "b) y", "2. c"], []),
        (["a) x", "b) x", "c) x", "d) x", "đ) x", "e) x", "g) x"], []),
        (["d) x"], ["d)"]),
        (["a) x", "b) x", "c) x", "d) x", "e) x"], ["e)"]),
        (["Điều 1. A", "1. x", "2. y", "Điều 2. B", "1. x", "Chương II", "Điều 3. C"], ["Chương II"]),
        (["1. a", "1.1. x", "1.2. y", "2. b", "2.1. z", "2.3. z"], ["2.3."]),
        (["I. A", "III. C"], ["III."]),
        (["1. a", "1. b"], ["1."]),
    ],
)
def test_numbers_that_do_not_run_on(lines, faults):
    counter = Counter()
    labels = [label_of(line) for line in lines]
    assert [label.printed for label in labels if counter.fault(label)] == faults


# ---- the judge itself ----


def test_the_judge_knows_nothing_of_how_our_papers_are_made(settings):
    forbidden = ("documents.content", "documents.layout", "documents.rendering", "documents.word", "documents.models")
    for source in read_sources(settings.BASE_DIR, ["documents/checker"]):
        names = {imported.name for imported in imports_of(source)}
        assert not [name for name in names if name.startswith(forbidden)], source.path


def test_every_rule_was_seen_to_fail():
    """Each code of the list below is broken by a test of this file; a new rule must join them."""
    seen = {code for code, *_ in (*BROKEN_PDFS, *BROKEN_WORDS)}
    seen |= {"table-heads", "orphans", "not-alone", "composed", "archival", "text"}
    seen |= {"about", "about-place", "addressees", "as-above", "minutes-date", "minutes-signed", "minutes-recipients"}
    seen |= {"annex-label", "annex-title", "annex-note"}
    assert [rule.code for rule in RULES if rule.code not in seen] == []
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_only_what_was_read_in_the_decree_can_be_broken():
    for rule in RULES:
        assert rule.locator.startswith("Phụ lục") == (rule.mark == "T"), rule.code
