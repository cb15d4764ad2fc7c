"""Bases, body, headings, the end of the text (Phụ lục I, Phần I, Mục II, khoản 6; Kính gửi: khoản 9.d)."""

from __future__ import annotations

import itertools
import re

from documents.checker import signs
from documents.checker.headings import Counter, label_of
from documents.checker.paper import Paper
from documents.checker.picture import Paragraph, Piece, Table, main_size
from documents.checker.rules.base import SLACK, Rule, Spot, all_style_spots, at, points, size_fault

II = "Phụ lục I, Phần I, Mục II, khoản {}"
INDENTS = (10.0, 12.7)
INDENT_SLACK = 0.8
APART = 40.0  # mm: what begins so far in is set apart (a unit above a table), no paragraph of the text
LAW = re.compile(r"^(-\s*)?Căn cứ (vào )?(Bộ luật|Luật|Pháp lệnh)\b")
LAW_NUMBER = re.compile(r"\bsố\s+\d|\d+/\d{4}/(QH|UBTVQH|PL)|\bcủa (Quốc hội|Ủy ban [Tt]hường vụ)")
HEADINGS = ("part", "chapter", "division", "roman", "article")
END = "./."


def bases_style(paper: Paper) -> list[Spot] | None:
    if not paper.bases:
        return None
    spots = []
    for basis in paper.bases:
        upright = [run for run in basis.runs if not run.italic and re.search(r"\w", run.text)]
        fault = next((fault for line in basis.lines if (fault := size_fault(line, 13, 14))), "")
        if upright:
            spots.append(at(basis, "căn cứ phải in nghiêng"))
        elif fault:
            spots.append(at(basis, fault))
    return spots


def bases_marks(paper: Paper) -> list[Spot] | None:
    if not paper.bases:
        return None
    spots = []
    for place, basis in enumerate(paper.bases, start=1):
        wanted, said = (".", "dấu chấm (.)") if place == len(paper.bases) else (";", "dấu chấm phẩy (;)")
        if not basis.text.endswith(wanted) and not (wanted == "." and basis.text.endswith(":")):
            spots.append(at(basis, f"cuối dòng phải có {said}"))
    return spots


def bases_laws(paper: Paper) -> list[Spot] | None:
    laws = [basis for basis in paper.bases if LAW.match(basis.text)]
    if not laws:
        return None
    return [
        at(law, "Luật, Pháp lệnh không ghi số, ký hiệu, cơ quan ban hành")
        for law in laws
        if LAW_NUMBER.search(re.split(r"[;,] (?=Nghị định|Thông tư)", law.text)[0])
    ]


def addressees(paper: Paper) -> list[Spot] | None:
    lines = paper.addressees
    if not lines:
        return None
    if not re.match(r"^Kính gửi\s*:", lines[0].text):
        return [at(lines[0], "sau chữ “Kính gửi” phải có dấu hai chấm")]
    spots = all_style_spots(lines, 13, 14, bold=False)
    if re.fullmatch(r"Kính gửi\s*:", lines[0].text):
        spots += _listed_addressees(lines[1:])
    return spots


def _listed_addressees(lines: list) -> list[Spot]:
    entries: list = []
    for line in lines:
        if line.text.startswith(("-", "–")) or not entries:
            entries.append([line])
        else:
            entries[-1].append(line)
    spots = []
    if len(entries) == 1:
        spots.append(at(lines[0], "gửi một nơi thì ghi cùng dòng với “Kính gửi:”"))
    for place, entry in enumerate(entries, start=1):
        wanted = "." if place == len(entries) else ";"
        if not entry[0].text.startswith("- "):
            spots.append(at(entry[0], "đầu dòng phải có gạch đầu dòng (-)"))
        elif len(entries) > 1 and not entry[-1].text.endswith(wanted):
            spots.append(at(entry[-1], f"cuối dòng phải có dấu “{wanted}”"))
    return spots


# ---- the body ----


def _texts(paper: Paper) -> list[Paragraph]:
    """The paragraphs of the text itself, of the appendices too."""
    pieces = [*paper.body, *(piece for annex in paper.picture.annexes for piece in annex.pieces[1:])]
    return [
        piece
        for piece in pieces
        if isinstance(piece, Paragraph) and piece.text and piece.align != "center" and not signs.NOTE.match(piece.text)
    ]


def justified(paper: Paper) -> list[Spot] | None:
    texts = [piece for piece in [*paper.bases, *_texts(paper)] if _is_judged(piece)]
    if not texts:
        return None
    return [at(piece, "chưa canh đều hai lề") for piece in texts if piece.align != "justify"][:20]


def _is_judged(piece: Paragraph) -> bool:
    """In a PDF one line shows no alignment; in Word a heading may stand at the left."""
    if (piece.indent or 0) > APART:
        return False
    return len(piece.lines) > 1 or (piece.align != "" and not piece.is_bold and len(piece.text) > 95)


def indents(paper: Paper) -> list[Spot] | None:
    texts = [piece for piece in [*paper.bases, *_texts(paper)] if piece.indent is not None]
    if not texts:
        return None
    spots = []
    for piece in texts:
        is_item = bool(re.match(r"^[-–+*•]\s", piece.text))
        if piece.indent > APART or (is_item and piece.indent >= INDENTS[0] - INDENT_SLACK):
            continue
        if not any(abs(piece.indent - wanted) <= INDENT_SLACK for wanted in INDENTS):
            spots.append(
                at(piece, f"chữ đầu dòng lùi {points(round(max(piece.indent, 0) / 10, 2))} cm, phải 1 cm hoặc 1,27 cm")
            )
    return spots[:20]


def gaps(paper: Paper) -> list[Spot] | None:
    known = [piece for piece in _texts(paper) if piece.gap is not None]
    if not known:
        return None
    return [
        at(piece, f"cách đoạn trên {points(max(round(piece.gap, 1), 0))} pt, phải từ 6 pt")
        for piece in known
        if piece.gap < 5.4
    ][:20]


def spacing(paper: Paper) -> list[Spot] | None:
    known = [piece for piece in [*paper.bases, *_texts(paper)] if piece.spacing is not None]
    if not known:
        return None
    return [
        at(piece, f"dòng cách {points(round(piece.spacing, 2))} lần dòng đơn, phải từ dòng đơn đến 1,5")
        for piece in known
        if not 0.97 <= piece.spacing <= 1.53
    ][:20]


def body_size(paper: Paper) -> list[Spot] | None:
    texts = _texts(paper)
    lines = [line for piece in texts for line in piece.lines]
    if not lines:
        return None
    usual = main_size(lines)
    if not 13 - SLACK <= usual <= 14 + SLACK:
        return [at(lines[0], f"cỡ {points(usual)}, phải từ 13 đến 14")]
    spots = []
    for piece in texts:
        odd = [run for run in piece.runs if abs(run.size - usual) > 0.4 and re.search(r"\w{2}", run.text)]
        if odd and not (piece.indent or 0) > APART:
            size = points(round(odd[0].size, 1))
            spots.append(at(piece, f"“{odd[0].text.strip()[:30]}” cỡ {size}, phần còn lại cỡ {points(usual)}"))
    return spots[:20]


def upright(paper: Paper) -> list[Spot] | None:
    """Whole paragraphs in italics; a word or a remark may be."""
    texts = [piece for piece in _texts(paper) if len(piece.text) > 60 and (piece.indent or 0) <= APART]
    if not texts:
        return None
    return [at(piece, "lời văn phải là chữ đứng") for piece in texts if all(run.italic for run in piece.runs)][:20]


# ---- headings ----


def _bodies(paper: Paper) -> list[list[Piece]]:
    return [paper.body, *(annex.pieces[1:] for annex in paper.picture.annexes)]


def sequence(paper: Paper) -> list[Spot] | None:
    return _number_faults(paper, letters=False)


def point_letters(paper: Paper) -> list[Spot] | None:
    return _number_faults(paper, letters=True)


def _number_faults(paper: Paper, *, letters: bool) -> list[Spot] | None:
    spots, seen = [], False
    for body in _bodies(paper):
        counter = Counter()
        for piece in body:
            label = None if isinstance(piece, Table) else label_of(piece.text)
            if label is None:
                if isinstance(piece, Table) or piece.is_bold:
                    counter.pause()
                continue
            fault = counter.fault(label)
            if (label.kind == "letter") is letters:
                seen = True
                if fault:
                    spots.append(at(piece, f"“{label.printed}” {fault}"))
    return spots if seen else None


def heading_style(paper: Paper) -> list[Spot] | None:
    spots, seen = [], False
    for body in _bodies(paper):
        for place, piece in enumerate(body):
            label = None if isinstance(piece, Table) else label_of(piece.text)
            if label is None or label.kind not in (*HEADINGS, "letter"):
                continue
            seen = True
            spots += _heading_faults(label.kind, piece, body[place + 1] if place + 1 < len(body) else None)
    return spots if seen else None


def _heading_faults(kind: str, piece: Paragraph, below: Piece | None) -> list[Spot]:
    first = next(run for run in piece.runs)
    if kind in ("part", "chapter", "division"):
        title = piece.lines[1:] or (below.lines if isinstance(below, Paragraph) and below.align == "center" else [])
        if piece.align != "center" or not piece.lines[0].is_bold:
            return [at(piece, "phải canh giữa, in đậm, trên một dòng riêng")]
        return [at(line, "tiêu đề phải in hoa, đậm") for line in title if not (line.is_upper and line.is_bold)]
    if kind == "roman":
        is_right = piece.is_bold and all(line.is_upper for line in piece.lines)
        return [] if is_right else [at(piece, "số thứ tự và tiêu đề phải in hoa, đậm")]
    if kind == "article":
        return [] if first.bold else [at(piece, "từ “Điều” và số thứ tự phải in đậm")]
    return [at(piece, "thứ tự điểm là chữ đứng, không đậm")] if first.bold or first.italic else []


def end_mark(paper: Paper) -> list[Spot] | None:
    if (
        paper.attached
        or paper.kind == "minutes"
        or not paper.body
        or (paper.kind == "list" and not paper.has_recipients)
    ):
        return None
    last = paper.body[-1]
    if isinstance(last, Table):
        return [Spot(f"sau bảng cuối chưa có “{END}”", page=last.page)]
    return [] if last.text.rstrip().endswith(END) else [at(last, f"cuối lời văn phải có “{END}”")]


def orphans(paper: Paper) -> list[Spot] | None:
    """A heading at the foot of a page with its text on the next; in Word, one that is not kept with what follows."""
    headings = []
    for body in _bodies(paper):
        for piece, below in itertools.pairwise(body):
            if isinstance(piece, Paragraph) and _is_heading(piece):
                headings.append((piece, below))
    if not headings:
        return None
    if paper.is_pdf:
        return [
            at(p, "tiêu đề nằm cuối trang, nội dung sang trang sau")
            for p, b in headings
            if p.ends_page and b.page > p.page
        ]
    return [at(piece, "tiêu đề chưa đặt “Keep with next”") for piece, _ in headings if piece.keeps_next is False][:20]


def _is_heading(piece: Paragraph) -> bool:
    return piece.is_bold and label_of(piece.text) is not None and len(piece.lines) <= 3


def table_heads(paper: Paper) -> list[Spot] | None:
    if paper.is_pdf:
        return _heads_in_pdf(paper)
    long = [table for table in paper.tables if len(table.rows) > 20]
    if not long:
        return None
    return [
        Spot("bảng dài chưa đặt lặp lại dòng tiêu đề", " | ".join(t.rows[0])[:80], t.page)
        for t in long
        if t.repeats_head is False
    ]


def _heads_in_pdf(paper: Paper) -> list[Spot] | None:
    spots, seen = [], False
    tables = paper.tables
    for first, second in itertools.pairwise(tables):
        is_one = (
            first.ends_page and second.opens_page and second.page == first.page + 1 and first.columns == second.columns
        )
        if not is_one or not first.head_is_bold:
            continue
        seen = True
        if first.rows[0] != second.rows[0]:
            spots.append(
                Spot("bảng sang trang mà không lặp lại dòng tiêu đề", " | ".join(second.rows[0])[:80], second.page)
            )
    return spots if seen else None


NONE = ""
RULES = (
    Rule("bases-style", "Căn cứ in nghiêng, cỡ 13–14.", II.format("6.a"), bases_style),
    Rule("bases-marks", "Cuối mỗi căn cứ có dấu chấm phẩy, căn cứ cuối có dấu chấm.", II.format("6.a"), bases_marks),
    Rule(
        "bases-laws", "Căn cứ là Luật, Pháp lệnh không ghi số, ký hiệu, cơ quan ban hành.", II.format("6.a"), bases_laws
    ),
    Rule(
        "addressees",
        "“Kính gửi:” cỡ 13–14, đứng; nhiều nơi thì mỗi nơi một dòng có gạch đầu dòng.",
        II.format("9.d"),
        addressees,
    ),
    Rule("justified", "Lời văn canh đều cả hai lề.", II.format("6.e"), justified),
    Rule("indents", "Chữ đầu dòng lùi vào 1 cm hoặc 1,27 cm.", II.format("6.e"), indents),
    Rule("gaps", "Các đoạn cách nhau tối thiểu 6 pt.", II.format("6.e"), gaps),
    Rule("spacing", "Khoảng cách dòng từ dòng đơn đến 1,5.", II.format("6.e"), spacing),
    Rule("body-size", "Lời văn một cỡ chữ, từ 13 đến 14.", II.format("6.e"), body_size),
    Rule("upright", "Lời văn là chữ đứng.", II.format("6.e"), upright),
    Rule("sequence", "Phần, mục, điều, khoản đánh số liên tục, không nhảy số.", II.format("6.c, 6.đ"), sequence),
    Rule(
        "point-letters", "Điểm đánh theo bảng chữ cái tiếng Việt: a, b, c, d, đ, e, g…", II.format("6.đ"), point_letters
    ),
    Rule(
        "heading-style",
        "Tiêu đề phần, chương, mục, điều đúng kiểu chữ; điểm chữ đứng.",
        II.format("6.đ; Mục V"),
        heading_style,
    ),
    Rule("end-mark", "Lời văn kết thúc bằng “./.”.", "Phụ lục III (mẫu trình bày)", end_mark),
    Rule("orphans", "Tiêu đề đi cùng nội dung, không nằm một mình ở cuối trang.", NONE, orphans, mark="K"),
    Rule("table-heads", "Bảng sang trang có dòng tiêu đề lặp lại.", NONE, table_heads, mark="K"),
)
