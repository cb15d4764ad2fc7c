"""From pieces to the tree of sections. The level is the depth by numbering; marks only help to tell headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.content import Block, Item, Paragraph, Run, Section
from documents.reading.lines import UPPER, drop_prefix, is_capitals
from documents.reading.model import Doubt
from documents.reading.numbering import printed_ordinal
from documents.reading.pieces import Piece

_ALWAYS_HEADING = ("roman", "part", "article")
_STAR_RANK = 12.0
_TITLE_END = " :;.,-–—"
_RUN_IN = re.compile(r"^(?P<title>[^:.;“\"]{2,70}?)\s*:\s+(?P<rest>\S.*)$", re.S)
_NUMBERED_THING = re.compile(r"(?:đợt|giai đoạn|bước|lần|chuyên đề|phong trào|nội dung)\s+(?:thứ\s+)?(?:\w+)$", re.I)
_SENTENCE_BREAK = re.compile(rf"[.;!?]\s+[{UPPER}]")


@dataclass
class _Open:
    """A section still being filled."""

    rank: float
    blocks: list[Block]


def build_blocks(pieces: list[Piece]) -> tuple[list[Block], list[Doubt]]:
    """The pieces as blocks, sections nested by their numbers."""
    headings = _find_headings(pieces)
    root = _Open(-1, [])
    stack = [root]
    doubts: list[Doubt] = []
    for index, piece in enumerate(pieces):
        if piece.label:
            rank = piece.label.rank
            while len(stack) > 1 and stack[-1].rank >= rank:
                stack.pop()
        if index in headings:
            rank = piece.label.rank if piece.label else headings[index]
            while len(stack) > 1 and stack[-1].rank >= rank:
                stack.pop()
            section = _section(piece, index + 1 < len(pieces), doubts)
            stack[-1].blocks.append(section)
            stack.append(_Open(rank, section.blocks))
            continue
        stack[-1].blocks.append(_block(piece))
    doubts += _all_number_doubts(pieces)
    return root.blocks, doubts


def _find_headings(pieces: list[Piece]) -> dict[int, float]:
    """The pieces that are headings, with the rank of those that carry no number."""
    found: dict[int, float] = {}
    for group in _sibling_groups(pieces):
        found.update(_headings_of_group(pieces, group))
    for index, piece in enumerate(pieces):
        if piece.label or piece.table:
            continue
        if _is_star_heading(pieces, index):
            found[index] = _STAR_RANK
        elif piece.is_plain and piece.is_capitals and 2 <= len(piece.text.split()) <= 20 and index + 1 < len(pieces):
            found[index] = 2.0
        elif piece.is_plain and piece.heading_marks and len(piece.text.split()) <= 20:
            found[index] = _STAR_RANK
    return found


def _sibling_groups(pieces: list[Piece]) -> list[list[int]]:
    """Numbered pieces of one rank with nothing of a higher rank between them."""
    groups: list[list[int]] = []
    open_groups: dict[float, list[int]] = {}
    for index, piece in enumerate(pieces):
        if not piece.label:
            continue
        rank = piece.label.rank
        open_groups = {known: group for known, group in open_groups.items() if known <= rank}
        if rank not in open_groups:
            open_groups[rank] = []
            groups.append(open_groups[rank])
        open_groups[rank].append(index)
    return groups


def _headings_of_group(pieces: list[Piece], group: list[int]) -> dict[int, float]:
    rank = pieces[group[0]].label.rank
    sure = [index for index in group if _is_heading(pieces, index)]
    if len(sure) == 1 and len(group) > 1 and sure[0] == group[-1] and _reads_as_paragraph(pieces, sure[0]):
        sure = []  # the last of several numbered paragraphs; what follows it is not its body
    is_list = pieces[group[0]].label.style == "letter"
    run_in = [index for index in group if index not in sure and _run_in(pieces[index]) and not is_list]
    if len(run_in) + len(sure) > len(group) / 2:
        sure += run_in
    if sure:  # an empty heading among full ones
        sure += [
            i
            for i in group
            if i not in sure and len(pieces[i].text.split()) <= 12 and not pieces[i].text.endswith((".", ";", ","))
        ]
    return dict.fromkeys(sure, rank)


def _is_heading(pieces: list[Piece], index: int) -> bool:
    piece = pieces[index]
    words = len(piece.text.split())
    if piece.label.style in _ALWAYS_HEADING:
        return True
    is_clause = piece.label.style == "letter" and piece.text[-1:] in (";", ".") and not _has_body(pieces, index)
    if piece.is_capitals or ((piece.is_bold or piece.heading_marks) and words <= 45 and not is_clause):
        return True
    if not _has_body(pieces, index):
        return False
    if piece.text.endswith(":"):
        return words <= 60 and not _SENTENCE_BREAK.search(piece.text)
    if _run_in(piece) and len(_run_in(piece)["rest"].split()) > 25 and piece.label.style != "letter":
        return True
    limit = 25 if piece.label.style == "letter" else 38
    return words <= limit and not _SENTENCE_BREAK.search(piece.text) and not piece.text.endswith(";")


def _has_body(pieces: list[Piece], index: int) -> bool:
    """Something stands under this number: text, a list, or numbers of a lower rank."""
    if index + 1 >= len(pieces):
        return False
    following = pieces[index + 1]
    return following.label is None or following.label.rank > pieces[index].label.rank


def _reads_as_paragraph(pieces: list[Piece], index: int) -> bool:
    piece = pieces[index]
    return piece.text.endswith((".", ";")) and not (piece.is_bold or piece.heading_marks) and pieces[index + 1].is_plain


def _run_in(piece: Piece) -> re.Match | None:
    """ "1. Mục đích: Nhằm …": title and text on one line; not "2. Tổ trưởng: đôn đốc …", which is one sentence."""
    match = _RUN_IN.match(piece.text)
    if (
        match
        and not match["rest"][0].islower()
        and len(match["title"].split()) <= 8
        and len(match["rest"].split()) >= 5
    ):
        return match
    return None


def _is_star_heading(pieces: list[Piece], index: int) -> bool:
    piece = pieces[index]
    if not piece.bullet or piece.bullet.marker != "*" or index + 1 >= len(pieces):
        return False
    following = pieces[index + 1]
    is_short = len(piece.text.split()) <= 6 and piece.text[-1] not in ".;,"
    return (
        (piece.text.endswith(":") or (is_short and following.bullet is not None))
        and len(piece.text.split()) <= 10
        and not (following.bullet and following.bullet.marker == "*")
    )


def _section(piece: Piece, has_more: bool, doubts: list[Doubt]) -> Section:
    title, rest = piece.text, ""
    run_in = _run_in(piece) if piece.label else None
    if run_in and _splits_title(piece, run_in, has_more):
        title, rest = run_in["title"], run_in["rest"]
    clean = title.strip(_TITLE_END)
    if title.rstrip()[-2:] in (":-", ".-", ":–") or re.search(r":\s*[-–]$", title):
        doubts.append(Doubt("heading_ending", piece.line, f"Đề mục kết thúc bằng dấu thừa: “{title[-6:]}”.", title))
    if re.search(r"[”»\"]$", clean) and not re.search(r"[“«\"]", clean[:-1]):
        clean = clean[:-1].rstrip(_TITLE_END)
    section = Section(
        clean, style=piece.label.style if piece.label else "none", label=piece.label.text if piece.label else ""
    )
    section.source_line = piece.line
    if rest:
        runs = drop_prefix(piece.runs, len(piece.text) - len(rest))
        section.blocks.append(Paragraph(list(runs), piece.line))
    if not piece.label and piece.is_capitals:
        doubts.append(Doubt("heading_without_number", piece.line, "Đề mục viết hoa nhưng không có số thứ tự.", clean))
    return section


def _splits_title(piece: Piece, run_in: re.Match, has_more: bool) -> bool:
    """The title ends at the colon: "THỜI GIAN: Từ ngày …", "1. Mục đích: Nhằm …."; not "1. Chuyên đề 1: Đọc sách"."""
    if piece.runs and piece.runs[0].bold and piece.runs[0].text.strip(_TITLE_END) == run_in["title"].strip(_TITLE_END):
        return not all(run.bold for run in piece.runs)  # set apart by its own type
    if _NUMBERED_THING.match(run_in["title"]):
        return False
    if is_capitals(run_in["title"]) and not is_capitals(run_in["rest"]):
        return True
    if piece.label.style in _ALWAYS_HEADING or (piece.is_bold and has_more):
        return False
    return piece.text[-1] in ".;,…" and len(run_in["rest"].split()) >= 8


def _block(piece: Piece) -> Block:
    runs = list(piece.runs) or [Run(piece.text)]
    if piece.table:
        return piece.table
    if piece.label:
        return Item(runs, piece.label.printed, piece.line)
    if piece.bullet:
        return Item(runs, piece.bullet.marker, piece.line)
    return Paragraph(runs, piece.line)


def _all_number_doubts(pieces: list[Piece]) -> list[Doubt]:
    """Gaps and repeats in each row of numbers, and numbers printed otherwise than their neighbours."""
    doubts: list[Doubt] = []
    for group in _sibling_groups(pieces):
        previous = 0
        for index in group:
            piece = pieces[index]
            ordinal = piece.label.ordinal
            if ordinal is None:
                continue
            skips_d = piece.label.style == "letter" and piece.label.text == "e" and ordinal == previous + 2
            if ordinal != previous + 1 and not skips_d:
                doubts.append(_gap(piece, previous, ordinal))
            previous = ordinal
        doubts += _shape_doubts([pieces[index] for index in group])
    return doubts


def _gap(piece: Piece, previous: int, ordinal: int) -> Doubt:
    printed = piece.label.text
    if ordinal <= previous:
        return Doubt("section_repeat", piece.line, f"Số “{printed}” lặp lại hoặc đứng sai thứ tự.", piece.text)
    missing = range(previous + 1, ordinal)
    names = ", ".join(printed_ordinal(n, piece.label.style) for n in missing)
    return Doubt("section_gap", piece.line, f"Không thấy mục {names} trước mục “{printed}”.", piece.text)


def _shape_doubts(siblings: list[Piece]) -> list[Doubt]:
    def shape(piece: Piece) -> str:
        return re.sub(r"\w+", "n", piece.label.printed)

    shapes = [shape(piece) for piece in siblings]
    usual = max(set(shapes), key=shapes.count)
    if len(siblings) < 3 or shapes.count(usual) == len(shapes):
        return []
    return [
        Doubt("label_form", piece.line, f"Số mục in là “{piece.label.printed}”, khác các mục cùng cấp.", piece.text)
        for piece, own in zip(siblings, shapes, strict=True)
        if own != usual and abs(len(own) - len(usual)) <= 1
    ]
