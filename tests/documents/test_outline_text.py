"""The typed outline: what people type, what prints, and that nothing is lost on the way there and back."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from documents.content import Content, Item, Paragraph, Run, Section, Table
from documents.outline_text import is_editable, line_text, outline_text, printed, read_line, read_outline, whole_text
from documents.reading import read_text
from documents.reading.files import text_of_file
from tests.plans.scoring import PlanSet

HANDWRITINGS = PlanSet("handwritings")
TYPED = """
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
Phát huy tinh thần tự giác.
2. Yêu cầu
- Đúng người, **đúng việc**, *kịp thời*;
+ Công khai.
II. CHỈ TIÊU
| TT | Danh hiệu | Số lượng |
| --- | --- | ---: |
| 1 | Lao động tiên tiến | 20 |
III. TỔ CHỨC THỰC HIỆN
1. Hiệu trưởng chỉ đạo chung.
2. Tổ trưởng đôn đốc.
"""


def test_a_typed_outline_becomes_sections_items_and_a_table():
    blocks = read_outline(TYPED)

    assert blocks == [
        Section(
            "MỤC ĐÍCH, YÊU CẦU",
            [
                Section("Mục đích", [Paragraph([Run("Phát huy tinh thần tự giác.")])], style="arabic"),
                Section(
                    "Yêu cầu",
                    [
                        Item(
                            [
                                Run("Đúng người, "),
                                Run("đúng việc", bold=True),
                                Run(", "),
                                Run("kịp thời", italic=True),
                                Run(";"),
                            ]
                        ),
                        Item([Run("Công khai.")], "+"),
                    ],
                    style="arabic",
                ),
            ],
        ),
        Section(
            "CHỈ TIÊU",
            [Table(["TT", "Danh hiệu", "Số lượng"], [["1", "Lao động tiên tiến", "20"]], numeric=[2])],
        ),
        Section(
            "TỔ CHỨC THỰC HIỆN",
            [Item([Run("Hiệu trưởng chỉ đạo chung.")], "1."), Item([Run("Tổ trưởng đôn đốc.")], "2.")],
        ),
    ]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**1. Khen thưởng.**\nTiền.", [("heading", "1. Khen thưởng."), ("text", "Tiền.")]),
        ("\\1. Khen thưởng\n- Tiền", [("text", "1. Khen thưởng"), ("text", "- Tiền")]),
        ("\\- không phải gạch đầu dòng", [("text", "- không phải gạch đầu dòng")]),
        ("5 * 3 = 15", [("text", "5 * 3 = 15")]),
        ("Ngày *nghỉ", [("text", "Ngày *nghỉ")]),
        (r"C:\hoso\thidua", [("text", r"C:\hoso\thidua")]),
        ("# Thời gian\nTừ tháng 9.", [("heading", "Thời gian"), ("text", "Từ tháng 9.")]),
        ("1. Một\n- ý\n2. Hai\n3. Ba\n- ý", "1. Một|- ý|2. Hai|3. Ba|- ý"),
        (
            "1. Giải nhất.\n2. Giải nhì.\nBan giám khảo:\n1. Ông Hà.",
            "1. Giải nhất.|2. Giải nhì.|Ban giám khảo:|1. Ông Hà.",
        ),
        ("Điều 1. Công nhận 2 tập thể.\nĐiều 2. Giao kế toán.", "Điều 1. Công nhận 2 tập thể.|Điều 2. Giao kế toán."),
        ("1. Thi đua\n1.1. 20 thầy cô.\n1.2. Hai tổ.\n- ý", "1. Thi đua|1.1. 20 thầy cô.|1.2. Hai tổ.|- ý"),
    ],
)
def test_what_is_typed_is_what_prints(typed, shown):
    lines = printed(read_outline(typed))

    if isinstance(shown, str):
        assert [line[1] for line in lines] == shown.split("|")
    else:
        assert [line[:2] for line in lines] == shown


def test_headings_are_numbered_again_after_one_was_put_between():
    blocks = read_outline("I. MỘT\nChữ.\nII. MỚI\nChữ.\nII. HAI\nChữ.")

    assert [line[1] for line in printed(blocks)][::2] == ["I. MỘT", "II. MỚI", "III. HAI"]


def test_a_lettered_heading_stays_one_above_a_paragraph_with_its_own_number():
    first = Section("Tập thể", [Item([Run("một")], "(1)"), Table(["A"], [["x"]])], style="letter")
    blocks = [first, Section("Cá nhân", [Paragraph([Run("hai")])], style="letter")]

    assert [line[1] for line in printed(read_outline(outline_text(blocks))) if line[0] != "table"][-2] == "b) Cá nhân"


def test_tables_keep_caption_widths_bars_and_direction():
    table = Table(
        ["A|B", "C"], [["1\\2", "---"], ["", "ba"]], caption="Danh sách", widths=[20, 80], numeric=[1], is_wide=True
    )

    assert read_outline(outline_text([table])) == [table]


def test_the_whole_text_gives_every_block_its_line():
    content = Content("KẾ HOẠCH", "Thi đua", bases=["Căn cứ Luật;"], blocks=read_outline(TYPED))

    lines = whole_text(content).text.split("\n")

    first, second = content.blocks[0], content.blocks[1].blocks[0]
    assert lines[first.source_line - 1] == "I. MỤC ĐÍCH, YÊU CẦU"
    assert lines[second.source_line - 1] == "| TT | Danh hiệu | Số lượng |"
    assert all(block.source_line for block in content.walk())


# ---- nothing is lost, whatever the words ----

WORDS = st.text(st.sampled_from("abđ ế1.I)-+*|#\\[]:;(_/ \u00a0"), max_size=14)
LINE = st.builds(lambda head, tail: head + tail, st.sampled_from(
    ["", "I. ", "II.", "1. ", "2) ", "1.1. ", "a) ", "đ)", "- ", "+ ", "* ", "-", "# ", "### ", "Điều 1. ", "Phần I. ",
     "**", "***", "*", "\\", "| ", "[Bảng: ", "[Cột: 1", "A. "]), WORDS)  # fmt: skip
RUNS = st.lists(st.builds(Run, WORDS, st.booleans(), st.booleans()), min_size=1, max_size=3).filter(
    lambda runs: any(run.text.strip("\u00a0 ") for run in runs)
)
STYLES = ["part", "roman", "arabic", "decimal", "letter"]
MARKERS = ["-", "+", "*", "(1)", "Bước 1:"]  # "i)" is a letter to a reader, so such a body is not edited as an outline
TITLES = WORDS.filter(lambda text: re.search(r"[^\W\d_]", text))  # a heading of figures alone reads as a number
ROWS = st.lists(st.lists(WORDS, min_size=1, max_size=2), min_size=1, max_size=2)


def _leaves(depth: int):
    numbered = ["1.", "2."] if depth <= STYLES.index("arabic") else []
    return st.one_of(
        st.builds(Paragraph, RUNS),
        st.builds(Item, RUNS, st.sampled_from(MARKERS + numbered)),
        st.builds(Table, st.just(["A", "B"]), ROWS, strong=st.sampled_from([[], [0]])),
    )


def _sections(depth: int):
    """A section of one level, with a title or, as a numbered paragraph, without one."""
    inner = st.deferred(lambda: _trees(depth + 1))
    # Headings, and items with numbers of their own, under a number without a title are not edited as an outline.
    plain = st.lists(_leaves(len(STYLES)), max_size=2)
    untitled = st.builds(lambda runs, blocks: [Paragraph(runs), *blocks], RUNS, plain)
    style = st.just(STYLES[depth])
    titled = st.builds(Section, TITLES, inner, style)
    return titled if depth < STYLES.index("arabic") else titled | st.builds(Section, st.just(""), untitled, style)


def _trees(depth: int):
    """Bodies as offices nest them: parts, I., 1., 1.1. (under 1. alone), a); levels may be left out."""
    leaves = st.lists(_leaves(depth), max_size=2)
    if depth == len(STYLES):
        return leaves
    own = st.builds(lambda first, rest: first + rest, leaves, st.lists(_sections(depth), max_size=3))
    deeper = depth + 1 if STYLES[depth] != "arabic" else depth + 2
    return st.one_of(own, st.deferred(lambda: _trees(deeper)))


def words_of(text: str) -> Counter:
    return Counter(re.findall(r"[^\W\d_]{3,}", text.casefold()))


@given(st.lists(LINE, max_size=8).map("\n".join))
@example("1. a\n\\1. a\n**1. a**\n- a")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_typed_text_comes_back_as_it_prints(text):
    blocks = read_outline(text)
    written = outline_text(blocks)

    assert printed(read_outline(written)) == printed(blocks)
    assert outline_text(read_outline(written)) == written


HEADS = st.sampled_from(["I. ", "2. ", "1. ", "a) ", "- ", "", "| ", "# ", "Điều 3. ", "**", "[Bảng: "])
TYPED_LINES = st.lists(
    st.tuples(HEADS, st.text(st.sampled_from("ngày tốt được |1."), min_size=3, max_size=30)), max_size=6
)


@given(TYPED_LINES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_word_that_was_typed_is_lost(lines):
    blocks = read_outline("\n".join(head + text for head, text in lines))

    shown = words_of(" ".join(" ".join(map(str, line)) for line in printed(blocks)))
    assert not words_of("\n".join(text for _, text in lines)) - shown


# The same 150 bodies in every run: a rare nesting that no outline can say is shown read-only (is_editable).
@given(_trees(0))
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_a_body_written_as_an_outline_prints_the_same(blocks):
    assert printed(read_outline(outline_text(blocks))) == printed(blocks)
    assert is_editable(blocks)


@pytest.mark.parametrize("name", HANDWRITINGS.expected)
def test_every_handwriting_can_be_edited_as_an_outline(name):
    assert is_editable(read_text(text_of_file(HANDWRITINGS.folder / name)).content.blocks)


@given(RUNS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_bold_and_italic_come_back(runs):
    once = read_line(line_text(runs))
    assert line_text(once) == line_text(runs)
    assert "".join("".join(run.text for run in once).split()) == "".join("".join(run.text for run in runs).split())
