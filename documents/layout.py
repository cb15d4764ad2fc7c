"""What a document's printed form derives from its content: numbers, punctuation, lines and their order.

Pure functions over `documents.content`; nothing here is stored. The form is that of Nghị định 30/2020/NĐ-CP: Phụ lục I
(layout, numbers, punctuation) and Phụ lục III (sample layouts). `documents.rendering` makes HTML and PDF of the result.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from documents.content import (
    Appendix,
    Block,
    Content,
    Item,
    Letterhead,
    Paragraph,
    Run,
    Section,
    Signatory,
    Table,
)

# Points are lettered by the Vietnamese alphabet without ă, â, ê, ô, ơ, ư (and without f, j, w, z).
POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"
NBSP = "\u00a0"
BLANK = NBSP * 6
END_MARK = "./."
# Words that stay on one line where a name or subject is broken in two.
UNBROKEN = re.compile(
    "thi đua - khen thưởng|thi đua, khen thưởng|danh hiệu thi đua|khối thi đua|giao ước thi đua"
    "|hình thức khen thưởng|bình xét|xét duyệt"
    "|lao động tiên tiến|chiến sĩ thi đua"
    "|hội đồng|trung học cơ sở|trung học phổ thông|tiểu học|mầm non|ủy ban nhân dân|đào tạo|giáo dục|về việc"
    r"|năm học \d{4} *[-–] *\d{4}|\S+ [-–](?= )",
    re.IGNORECASE,
)
CAPACITIES = ("TM.", "KT.", "TL.", "TUQ.", "Q.")

Measure = Callable[[str], float]


# Numbers and dates


def roman(number: int) -> str:
    signs = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")]
    signs += [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    result = ""
    for value, sign in signs:
        count, number = divmod(number, value)
        result += sign * count
    return result


def point_letter(number: int) -> str:
    """1 → a, 4 → d, 5 → đ, 23 → y, 24 → aa."""
    letters = ""
    while number:
        number, index = divmod(number - 1, len(POINT_LETTERS))
        letters = POINT_LETTERS[index] + letters
    return letters


def document_number(number: str | None) -> str:
    """The number as printed: below 10 with a leading 0, six blanks where there is none yet."""
    number = (number or "").strip()
    if not number:
        return BLANK
    return number.zfill(2) if number.isdigit() else number


def full_symbol(letterhead: Letterhead, *, draft: bool = False) -> str:
    """“05/TTr-THHS”, or “      /TTr-THHS” on a draft; "" where the document carries no symbol."""
    symbol = re.sub(r"\s+", "", letterhead.symbol).lstrip("/")
    if not symbol:
        return ""
    return f"{document_number(None if draft else letterhead.number)}/{symbol}"


def date_words(day: date | None, *, year: int | None = None) -> str:
    """“ngày 05 tháng 10 năm 2026”: a leading 0 for days below 10 and for months 1 and 2 only. None leaves blanks."""
    if day is None:
        return f"ngày {BLANK} tháng {BLANK} năm {year or BLANK}"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def place_and_date(letterhead: Letterhead, *, draft: bool = False, year: int | None = None) -> str:
    """“Suối Mơ, ngày 05 tháng 10 năm 2026”; a draft leaves day and month blank and shows the `year`."""
    place = letterhead.place.strip().rstrip(",")
    if draft:
        words = date_words(None, year=year)
    elif letterhead.issued_on:
        words = date_words(letterhead.issued_on)
    elif letterhead.place_and_date or not place:
        return letterhead.place_and_date.strip()  # as an imported text printed it, if it did
    else:
        words = date_words(None)
    return f"{place}, {words}" if place else words


# Lines


def balanced_lines(text: str, limit: float, measure: Measure) -> list[str]:
    """Break a text into the fewest lines that fit `limit`, as equally long as its words allow."""
    lines = _filled_lines(text, limit, measure)
    if len(lines) < 2:
        return lines
    text = UNBROKEN.sub(lambda match: match[0].replace(" ", NBSP), " ".join(text.split()))
    lines = _filled_lines(text, limit, measure)
    while len(lines) > 1:
        widest = max(map(measure, lines))
        narrower = _filled_lines(text, widest - 0.01, measure)
        if len(narrower) > len(lines) or max(map(measure, narrower)) >= widest:
            break
        lines = narrower
    return [line.replace(NBSP, " ") for line in lines]


def _filled_lines(text: str, limit: float, measure: Measure) -> list[str]:
    lines: list[str] = []
    for word in re.findall(r"[^ \t\r\n]+", text):
        if lines and measure(f"{lines[-1]} {word}") <= limit:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def upper_lines(texts: list[str], limit: float, measure: Measure) -> list[str]:
    """Printed lines in capitals; a line too long for its place becomes two."""
    return [line for text in texts for line in balanced_lines(text.upper(), limit, measure)]


# Punctuation


def listed(texts: list[str]) -> list[str]:
    """One entry a line, “;” after each and “.” after the last; dashes typed in front are dropped."""
    entries = [re.sub(r"^[-–+•*]\s+", "", text.strip()) for text in texts]
    bare = [re.sub(r"(?<!\.)[;,.]+$", "", entry).rstrip() for entry in entries if entry]
    return [f"{entry}{'.' if index == len(bare) else ';'}" for index, entry in enumerate(bare, start=1)]


def recipients(content: Content) -> list[str]:
    """The list under “Nơi nhận”; its last line is always the copy the registry keeps."""
    if content.is_form or (not content.recipients and not content.letterhead.issuer):
        return []  # a sheet, a person's own report
    kept = [text for text in content.recipients if not _is_archive(text)]
    archive = [text for text in content.recipients if _is_archive(text)] or ["Lưu: VT"]
    return listed(kept + archive)


def _is_archive(text: str) -> bool:
    return text.strip().lstrip("-–+ ").casefold().startswith("lưu")


def addressees(content: Content) -> list[str]:
    """One addressee stands on the line of “Kính gửi” without a full stop; several are a list."""
    if len(content.addressees) == 1:
        return [content.addressees[0].strip().lstrip("-– ").rstrip(" ;.")]
    return listed(content.addressees)


def ended(runs: list[Run]) -> list[Run]:
    """The runs with “./.” at their end, in place of a full stop or semicolon."""
    runs = list(runs)
    while runs and not runs[-1].text.strip():
        runs.pop()
    if not runs:
        return [Run(END_MARK)]
    last = runs[-1].text.rstrip()
    if not last.endswith(END_MARK):
        last = re.sub(r"(?<!\.)[.;,]$", "", last).rstrip() + END_MARK
    return [*runs[:-1], replace(runs[-1], text=last)]


def marks(content: Content) -> list[str]:
    """Độ mật, then độ khẩn (Phụ lục I, ô 10a and 10b), as they are stamped."""
    return [mark.strip().upper() for mark in (content.secrecy, content.urgency) if mark.strip()]


def attached_to(content: Content) -> str:
    """“(Ban hành kèm theo Quyết định số …)” under the name of a regulation, in its brackets."""
    words = content.attached_to.strip().strip("()").strip()
    return f"({words})" if words else ""


# Tables


@dataclass(frozen=True)
class Head:
    """One cell of a table's head, over so many columns and rows."""

    text: str
    columns: int = 1
    rows: int = 1


def table_head(table: Table) -> list[list[Head]]:
    """The rows of a table's head: one, or two where bands stand over the headings. Columns under no band take both."""
    names = table.header
    if not any(band.text for band in table.bands):
        return [[Head(name) for name in names]] if any(names) else []
    upper, lower, index = [], [], 0
    for band in table.bands:
        under = names[index : index + max(band.span, 1)]
        index += len(under)
        if band.text and under:
            upper.append(Head(band.text, columns=len(under)))
            lower += map(Head, under)
        else:
            upper += [Head(name, rows=2) for name in under]
    upper += [Head(name, rows=2) for name in names[index:]]
    return [upper, lower]


# The body


@dataclass(frozen=True)
class Entry:
    """One thing in the flow of the text, in printing order.

    `kind` is "part" (two centred lines), "heading", "numbered" (a numbered paragraph), "paragraph", "item" or "table".
    `keeps_next` holds it on the page of what follows, `is_landscape` puts it on a page lying on its side.
    """

    kind: str
    label: str = ""
    runs: list[Run] = field(default_factory=list)
    level: int = 2
    has_bold_label: bool = False
    table: Table | None = None
    keeps_next: bool = False
    is_landscape: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass
class _Place:
    """Where the walk stands: how deep, under which decimal number, and what has been counted."""

    level: int = 2
    trail: tuple[int, ...] = ()
    counts: Counter = field(default_factory=Counter)
    articles: Counter = field(default_factory=Counter)  # one for the whole document: Điều runs on through its parts

    def number(self, style: str) -> int:
        counts = self.articles if style == "article" else self.counts
        counts[style] += 1
        return counts[style]

    def below(self, style: str, number: int) -> _Place:
        trails = {"decimal": (*self.trail, number), "roman": (number,), "arabic": (number,), "part": ()}
        return _Place(min(self.level + 1, 6), trails.get(style, self.trail), articles=self.articles)


def entries(blocks: list[Block]) -> list[Entry]:
    """The tree as a flat list with its numbers, ready to print."""
    flow = list(_entries(blocks, _Place()))
    return [
        replace(entry, keeps_next=_keeps_next(flow, index), is_landscape=_is_landscape(flow, index))
        for index, entry in enumerate(flow)
    ]


def _entries(blocks: list[Block], place: _Place) -> Iterator[Entry]:
    for block in blocks:
        if isinstance(block, Section):
            yield from _section(block, place)
        elif isinstance(block, Table):
            yield Entry("table", table=block, is_landscape=block.is_wide)
        elif isinstance(block, Item):
            yield Entry("item", label=block.marker, runs=block.runs)
        else:
            yield Entry("paragraph", runs=block.runs)


def _section(section: Section, place: _Place) -> Iterator[Entry]:
    number = place.number(section.style)
    label = _label(section.style, number, place.trail)
    inner = place.below(section.style, number)
    title = section.title.strip()
    blocks = section.blocks
    if not title and blocks and isinstance(blocks[0], Paragraph):
        # A number without a title belongs to the paragraph behind it.
        yield Entry("numbered", label, blocks[0].runs, has_bold_label=section.style == "article")
        blocks = blocks[1:]
    elif section.style == "part":
        yield Entry("part", label, [Run(title.upper(), bold=True)], place.level)
    elif section.style == "roman":
        yield Entry("heading", label, [Run(title.upper(), bold=True)], place.level, has_bold_label=True)
    elif section.style in ("arabic", "decimal", "article", "none") and (blocks or section.style == "none"):
        yield Entry("heading", label, [Run(title, bold=True)], place.level, has_bold_label=True)
    else:
        yield Entry("numbered", label, [Run(title)], has_bold_label=section.style == "article")
    yield from _entries(blocks, inner)


def _label(style: str, number: int, trail: tuple[int, ...]) -> str:
    labels = {
        "part": f"Phần {roman(number)}",
        "roman": f"{roman(number)}.",
        "arabic": f"{number}.",
        "decimal": ".".join(map(str, (*trail, number))) + ".",
        "letter": f"{point_letter(number)})",
        "article": f"Điều {number}.",
    }
    return labels.get(style, "")


def _keeps_next(flow: list[Entry], index: int) -> bool:
    entry = flow[index]
    return index < len(flow) - 1 and (entry.kind in ("part", "heading") or entry.text.rstrip().endswith(":"))


def _is_landscape(flow: list[Entry], index: int) -> bool:
    """A wide table, and the headings right above it: they would stay behind alone on the upright page."""
    while index < len(flow) - 1 and flow[index].kind in ("part", "heading"):
        index += 1
    return flow[index].is_landscape


def end_text(flow: list[Entry], closing: list[Paragraph], *, with_mark: bool = True) -> list[Entry]:
    """The whole text, its closing paragraphs included, with “./.” at its end; its last entry keeps the signatures."""
    is_landscape = bool(flow) and flow[-1].is_landscape
    flow = flow + [
        Entry("paragraph", runs=p.runs, keeps_next=True, is_landscape=is_landscape) for p in closing if p.text.strip()
    ]
    if not with_mark:
        return [*flow[:-1], replace(flow[-1], keeps_next=True)] if flow else []
    if not flow or flow[-1].kind == "table":
        return [*flow, Entry("paragraph", runs=[Run(END_MARK)], keeps_next=True, is_landscape=is_landscape)]
    return [*flow[:-1], replace(flow[-1], runs=ended(flow[-1].runs), keeps_next=True)]


# The signatures


@dataclass(frozen=True)
class Signature:
    """`note` stands in the place of the signature of an imported text: “(Đã ký)”; `hint` under the post of a form;
    `own_post` above the name: what a council's chair is in the body whose seal the council uses."""

    lines: list[str]
    name: str
    note: str = ""
    hint: str = ""
    own_post: str = ""


def signature(signatory: Signatory) -> Signature:
    """The lines above a signature, in capitals: the power by which one signs, then the post.

    “KT.” with a post above it gives “KT. HIỆU TRƯỞNG” over “PHÓ HIỆU TRƯỞNG”; a line that names its own power
    (“TM. HỘI ĐỒNG”) stays as it is, over “CHỦ TỊCH”.
    """
    above = signatory.on_behalf.upper().splitlines()
    post = signatory.post.upper().splitlines()
    if above and not above[0].startswith(CAPACITIES):
        above[0] = f"{signatory.capacity} {above[0]}".strip()
    elif post and signatory.capacity and not post[0].startswith(CAPACITIES):
        post[0] = f"{signatory.capacity} {post[0]}"
    lines = [line.strip() for line in above + post if line.strip()]
    return Signature(lines, signatory.name.strip(), signatory.note, signatory.hint, signatory.own_post.upper())


def signatures(content: Content) -> list[Signature]:
    """In printing order. Minutes are signed by the secretary at the left and the chair at the right."""
    signatories = content.signatories
    if content.is_minutes:
        signatories = sorted(signatories, key=rank_in_minutes)
    return [signature(signatory) for signatory in signatories]


def rank_in_minutes(signatory: Signatory) -> int:
    post = f"{signatory.on_behalf} {signatory.post}".upper()
    if "THƯ KÝ" in post:
        return 0
    return 2 if re.search("CHỦ TỌA|CHỦ TOẠ|CHỦ TRÌ", post) else 1


DECIDING = {"QUYẾT ĐỊNH": "QUYẾT ĐỊNH:", "NGHỊ QUYẾT": "QUYẾT NGHỊ:"}


def deciding_words(content: Content) -> str:
    """“QUYẾT ĐỊNH:” or “QUYẾT NGHỊ:” between the bases and the articles; "" in every other paper."""
    return DECIDING.get(content.title.strip().upper(), "")


def deciding_authority(content: Content) -> str:
    """Whose decision or giấy khen it is: “HIỆU TRƯỞNG TRƯỜNG TIỂU HỌC …”; of a decision the line above its bases."""
    is_certificate = content.layout == "certificate"
    if not content.signatories or not (is_certificate or deciding_words(content)):
        return ""
    signatory, issuer = content.signatories[0], " ".join(content.letterhead.issuer).upper()
    if content.title.strip().upper() == "NGHỊ QUYẾT" and signatory.on_behalf:
        return f"{signatory.on_behalf.upper().removeprefix('TM.').strip()} {issuer}"
    if signatory.capacity == "TM." or signatory.on_behalf.upper().startswith("TM."):
        return issuer
    head = (signatory.on_behalf or signatory.post).upper().splitlines() or [""]
    for capacity in CAPACITIES:
        head[0] = head[0].removeprefix(capacity).strip()
    return f"{head[0]} {issuer}".strip()


# The appendices


def appendix_label(appendices: list[Appendix], index: int) -> str:
    """“Phụ lục” alone, “Phụ lục I”, “Phụ lục II” … where there are several."""
    return f"Phụ lục {roman(index + 1)}" if len(appendices) > 1 else "Phụ lục"


def attachment_note(content: Content, appendix: Appendix, *, draft: bool = False, year: int | None = None) -> str:
    """“(Kèm theo Kế hoạch số 05/KH-THHS ngày 05 tháng 10 năm 2026 của TRƯỜNG TIỂU HỌC …)”.

    Where the document has no symbol to be named by, what an imported text printed.
    """
    head = content.letterhead
    symbol = full_symbol(head, draft=draft)
    if not symbol:
        caption = appendix.caption.strip().strip("()")
        return f"({caption})" if caption else ""
    words = ["Kèm theo", content.title.strip().capitalize() or "Công văn", f"số {symbol}"]
    if not content.is_minutes:
        words.append(date_words(None if draft else head.issued_on, year=year))
    if head.issuer:
        words.append(f"của {' '.join(head.issuer)}")
    return f"({' '.join(words)})"
