"""Content → Word → content, for plans of any shape.

Two properties. Read without knowing what it was made of, a file says again everything that is printed; laid over the
text it was made of, it changes nothing at all. Left out, because no line of the paper says it:
- bodies that the typed outline cannot say either (`is_editable`), as everywhere a person edits a text;
- the case of what prints in capitals, “;” or “.” at the end of a listed line, white space (first property only);
- widths of columns that do not fill the page, bands of a table, which tables are wide in a text that lies on its side
  from its beginning (first property only: laid over the text they are kept, see `test_word_back`).
"""

from __future__ import annotations

import os
import unicodedata
from datetime import date

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from documents import layout
from documents.content import (
    Appendix,
    Content,
    Item,
    Letterhead,
    Paragraph,
    Run,
    Section,
    Signatory,
    Table,
    content_hash,
    from_json,
    to_json,
)
from documents.outline_text import is_editable, printed
from documents.outline_text.characters import chars_of, normal
from documents.word import returned, word_file
from documents.word.reading import read_ours
from documents.word.returning import with_end_mark

EXAMPLES = int(os.environ.get("ROUND_TRIPS", 50))  # thousands where somebody has the time
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
SOME = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
# Ordinary words, and all that means something to a reader of documents where it stands first.
PLAIN = "thi đua khen thưởng tổ chức chuyên môn Hiệu trưởng Công đoàn học quỹ ước ướt Ngữ ghẹ thuở nguyễn".split(" ")  # noqa: SIM905
TRICKY = (
    "2026-2027 24/10/2026 95% lên; “Dạy Học” (nếu có) gồm: 1. a) II. - + * |ô| # Điều 5. Căn cứ Nơi nhận: Phụ lục ./. "
    "Phần I. 漢 ¥ 1.2.3 Kính gửi: Lưu: VT TM. KT. **đậm** \\ [Bảng: tên] Số: 05/KH ngày 5 tháng 9 [Cột: 1 2]"
)
WORDS = [*PLAIN, *TRICKY.split()]
ANY = st.characters(categories=("Lu", "Ll", "Nd", "Po", "Pd"), max_codepoint=0x1EFF)
words = st.lists(st.sampled_from(WORDS) | st.text(ANY, min_size=1, max_size=12), min_size=1, max_size=9).map(" ".join)
texts = words.map(lambda text: unicodedata.normalize("NFC", " ".join(text.split()))).filter(
    lambda text: any(map(str.isalnum, text)) and "\u00ad" not in text
)
plain_texts = st.lists(st.sampled_from(PLAIN), min_size=1, max_size=7).map(" ".join)


@st.composite
def runs(draw):
    parts = draw(st.lists(st.tuples(texts, st.booleans(), st.booleans()), min_size=1, max_size=3))
    made = [Run(text, bold, italic) for text, bold, italic in parts]
    for run in made[:-1]:
        run.text += " "
    return made


@st.composite
def tables(draw):
    columns = draw(st.integers(1, 5))
    row = st.lists(texts | st.just(""), min_size=columns, max_size=columns)
    rows = draw(st.lists(row.filter(any), min_size=1, max_size=4))
    header = draw(row.filter(any)) if draw(st.booleans()) else []
    numeric = [index for index in range(columns) if any(each[index] for each in rows) and draw(st.booleans())]
    if header:
        numeric = [index for index in numeric if header[index].strip().upper() not in ("TT", "STT")]
    strong = [index for index in range(len(rows)) if draw(st.booleans())]
    caption = draw(st.just("") | texts)
    return Table(header, rows, caption, numeric=numeric, strong=strong, is_wide=draw(st.booleans()))


paragraphs = st.builds(Paragraph, runs())
items = st.builds(Item, runs(), st.sampled_from(["-", "+", "*", "1.", "a)", "2)"]))
STYLES = ("part", "roman", "arabic", "decimal", "letter", "article", "none")


def sections(blocks):
    return st.builds(Section, st.just("") | texts, st.lists(blocks, max_size=4), st.sampled_from(STYLES)).filter(
        lambda section: section.title or (section.blocks and isinstance(section.blocks[0], Paragraph))
    )


def bodies():
    leaves = paragraphs | items | tables()
    inner = sections(leaves)
    middle = sections(leaves | inner)
    return st.lists(leaves | sections(leaves | middle) | middle, max_size=4)


@st.composite
def signatories(draw):
    capacity = draw(st.sampled_from(["", "TM.", "KT.", "TL.", "TUQ.", "Q."]))
    above = draw(plain_texts) if capacity in ("TM.", "KT.") else ""
    return Signatory(draw(plain_texts).upper(), draw(plain_texts | st.just("")), capacity, above.upper())


@st.composite
def plans(draw):
    head = Letterhead(
        superior=[each.upper() for each in draw(st.lists(plain_texts, max_size=2))],
        issuer=[each.upper() for each in draw(st.lists(plain_texts, min_size=1, max_size=2))],
        symbol=draw(st.sampled_from(["KH-THHS", "KH-HĐTĐKT"])),
        number=draw(st.none() | st.integers(1, 999).map(str)),
        place="Suối Mơ",
        issued_on=draw(st.dates(date(2020, 1, 1), date(2030, 12, 31))),
    )
    appendices = st.builds(Appendix, plain_texts.map(str.upper), bodies())
    return Content(
        "KẾ HOẠCH",
        draw(texts),
        letterhead=head,
        addressees=draw(st.lists(plain_texts, max_size=3)),
        bases=draw(st.lists(texts, max_size=3)),
        blocks=draw(bodies()),
        closing=[Paragraph(each) for each in draw(st.lists(runs(), max_size=2))],
        recipients=draw(st.lists(texts, max_size=4)),
        signatories=draw(st.lists(signatories(), max_size=3)),
        appendices=draw(st.lists(appendices, max_size=2)),
    )


def said(content: Content) -> dict:
    """What the paper says, part by part."""
    head = content.letterhead
    blocks = content.blocks
    return {
        "head": (head.superior, head.issuer, head.symbol, head.number, head.place, head.issued_on),
        "subject": " ".join(content.subject.split()),
        "addressees": layout.addressees(content),
        "bases": layout.listed(content.bases),
        "body": flow(blocks if content.closing else with_end_mark(blocks)),
        "closing": [normal(chars_of(each)) for each in closing_runs(content)],
        "recipients": layout.recipients(content),
        "signatures": [(each.lines, each.name) for each in layout.signatures(content)],
        "appendices": [(each.title, flow(each.blocks)) for each in content.appendices],
        "unplaced": content.unplaced,
    }


def flow(blocks) -> list[tuple]:
    """What prints. A text that begins with a wide table lies on its side to its end, whatever its other tables are."""
    lines = printed(blocks)
    entries = layout.entries(blocks)
    if not (entries and entries[0].is_landscape):
        return lines
    return [(*line[:2], True, *line[3:]) if line[0] == "table" else line for line in lines]


def closing_runs(content: Content) -> list[list[Run]]:
    found = [each.runs for each in content.closing]
    return [*found[:-1], layout.ended(found[-1])] if found else []


def may_be_edited(content: Content) -> bool:
    flows = [content.blocks, *(each.blocks for each in content.appendices)]
    return all(map(is_editable, flows))


@SOME
@given(plans())
def test_file_says_again_what_was_printed(plan):
    assume(may_be_edited(plan))
    found = read_ours(word_file(plan, draft=False))
    assert said(found.content) == said(plan)
    assert found.notes == []


@SOME
@given(plans(), st.booleans())
def test_untouched_file_changes_nothing_of_its_text(plan, draft):
    assume(may_be_edited(plan))
    result = returned(plan, read_ours(word_file(plan, draft=draft)))
    assert content_hash(result.content) == content_hash(plan)
    assert result.notes == []


@SOME
@given(plans())
def test_decomposed_text_comes_back_composed(plan):
    assume(may_be_edited(plan))
    apart = from_json({**to_json(plan), "subject": unicodedata.normalize("NFD", plan.subject)})
    result = returned(apart, read_ours(word_file(apart, draft=True)))
    assert content_hash(result.content) == content_hash(plan)
