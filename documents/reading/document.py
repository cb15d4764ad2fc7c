"""Reading a whole document: header, preamble, body, closing, ending, appendices. Nothing of the source is lost."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from documents.content import Appendix, Paragraph, Run, plain_text
from documents.reading.ending import appendix_parts, find_ending, is_appendix, is_closing, read_ending
from documents.reading.header import is_basis_opener, read_header
from documents.reading.lines import Line, clean_lines, source_lines
from documents.reading.model import Doubt, Reading
from documents.reading.outline import build_blocks
from documents.reading.pieces import Piece, read_pieces
from documents.reading.text_doubts import piece_doubts, source_doubts

_INTRODUCES = re.compile(r"(?:như sau|sau đây|dưới đây|nội dung sau|cụ thể)\b.{0,20}$|:$", re.I)
_CITES = re.compile(
    r"(?<!\w)(?:luật|nghị định|nghị quyết|quyết định|thông tư|chỉ thị|kế hoạch|công văn|hướng dẫn|văn bản|đề án"
    r"|chương trình|kết luận|quy chế"
    r"|quy định|pháp lệnh|điều lệ|tờ trình|biên bản|đề nghị|chức năng|tình hình|kết quả|nhiệm vụ)(?!\w)",
    re.I,
)
_PAGE_NUMBER = re.compile(r"^(?:trang\s+)?[-–]?\s*(\d{1,3})\s*[-–]?$", re.I)
_LINES_ON_A_PAGE = 12  # fewer than any page has
_CAPTION = re.compile(r"^\(?\s*(?:ban hành )?kèm theo", re.I)


def read_text(text: str) -> Reading:
    """Read a document. The source is changed in nothing but Unicode form; what is unclear is a doubt, never dropped."""
    raw = text.split("\n")
    lines = source_lines(text)
    clean = clean_lines(lines)
    clean, pages = _without_page_numbers(clean)
    header = read_header(clean)
    content = header.content
    reading = Reading(content, list(header.doubts), lines, header.source)

    end = find_ending(clean, header.end)
    _read_body(clean[header.end : end], reading)
    after = next((i for i in range(end, len(clean)) if is_appendix(clean[i])), len(clean))
    _read_ending(clean[end:after], reading)
    _read_appendices(clean[after:], reading, signed=end < after)

    _keep_page_numbers(pages, reading)
    reading.doubts += source_doubts(raw if len(raw) == len(clean) else lines, clean)
    _keep_lost_lines(clean, reading)
    reading.doubts.sort(key=lambda doubt: doubt.line)
    return reading


def _without_page_numbers(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines with those that are page numbers blanked, and these; what they part is then put together again."""
    found: list[Line] = []
    since = 0
    for line in lines:
        number = _PAGE_NUMBER.match(line.text)
        follows = found and number and int(number[1]) == int(_PAGE_NUMBER.match(found[-1].text)[1]) + 1
        if number and since >= _LINES_ON_A_PAGE and (follows or (not found and int(number[1]) <= 2)):
            found.append(line)
            since = 0
        since += not line.is_rule
    numbers = {line.number for line in found}
    blank = [Line(line.number, "", (), ("",)) if line.number in numbers else line for line in lines]
    return blank, found


def _keep_page_numbers(pages: list[Line], reading: Reading) -> None:
    if not pages:
        return
    reading.content.unplaced += [Paragraph([Run(line.text)], line.number) for line in pages]
    message = "Số trang nằm giữa văn bản được để riêng; các đoạn bị ngắt ở đó đã được nối lại."
    reading.doubts += [Doubt("page_number", line.number, message, line.text, cause="số trang") for line in pages]


def _read_body(lines: list[Line], reading: Reading) -> None:
    content = reading.content
    pieces, doubts = read_pieces(lines)
    pieces, closing = _split_closing(pieces)
    reading.doubts += doubts + piece_doubts(pieces)
    content.closing = [Paragraph(list(piece.runs), piece.line) for piece in closing]
    pieces = _take_preamble(pieces, reading)
    content.blocks, doubts = build_blocks(pieces)
    reading.doubts += doubts


def _split_closing(pieces: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    for index in range(max(0, len(pieces) - 4), len(pieces)):
        if all(piece.is_plain for piece in pieces[index:]) and is_closing(pieces[index].text):
            return pieces[:index], pieces[index:]
    return pieces, []


def _take_preamble(pieces: list[Piece], reading: Reading) -> list[Piece]:
    """Move addressees and bases out of what stands before the first number; the rest stays in its order."""
    content = reading.content
    first = next((i for i, piece in enumerate(pieces) if piece.label), None)
    if first is None:
        first = next((i for i, piece in enumerate(pieces) if not is_basis_opener(piece.text)), len(pieces))
    kept: list[Piece] = []
    in_bases = in_addressees = False
    for piece in pieces[:first]:
        address = re.match(r"kính gửi\s*:?\s*", piece.text, re.I)
        if address:
            content.addressees += [piece.text[address.end() :]] if piece.text[address.end() :] else []
            in_addressees = True
        elif in_addressees and piece.bullet:
            content.addressees.append(piece.text)
        elif _is_basis(piece, in_bases):
            content.bases.append(piece.text)
            reading.source.setdefault("bases", []).append(piece.line)
            in_bases, in_addressees = True, False
        else:
            kept.append(piece)
            in_bases = in_addressees = False
        _doubt_introduction(piece, reading)
    return kept + pieces[first:]


def _is_basis(piece: Piece, in_bases: bool) -> bool:
    if piece.table:
        return False
    if re.fullmatch(r"(?:các )?căn cứ\s*:?", piece.text, re.I):
        return True
    if in_bases and piece.bullet and _CITES.search(piece.text):
        return True
    return is_basis_opener(piece.text) and bool(_CITES.search(piece.text)) and not _INTRODUCES.search(piece.text)


def _doubt_introduction(piece: Piece, reading: Reading) -> None:
    if len(re.findall(r"như sau", piece.text, re.I)) > 1:
        reading.doubts.append(Doubt("repeated_introduction", piece.line, "Câu dẫn viết “như sau” hai lần.", piece.text))


def _read_ending(lines: list[Line], reading: Reading) -> None:
    content = reading.content
    ending = read_ending(lines)
    content.recipients = ending.recipients
    content.signatories = ending.signatories
    content.unplaced += ending.unplaced
    reading.doubts += ending.doubts
    reading.source |= ending.source


def _read_appendices(lines: list[Line], reading: Reading, *, signed: bool) -> None:
    starts = [index for index, line in enumerate(lines) if is_appendix(line)]
    for start, end in pairwise([*starts, len(lines)]):
        reading.content.appendices.append(_appendix(lines[start:end], reading))
    if starts and signed:
        message = "Phụ lục đứng sau phần chữ ký; đã đọc thành phụ lục của văn bản."
        reading.doubts.append(Doubt("appendix_after_signature", lines[starts[0]].number, message))


def _appendix(lines: list[Line], reading: Reading) -> Appendix:
    label, title = appendix_parts(lines[0].text)
    appendix = Appendix(title, label=label, source_line=lines[0].number)
    rest = 1
    while rest < len(lines):
        line = lines[rest]
        if _CAPTION.match(line.text):
            appendix.caption = line.text
            reading.source.setdefault("captions", []).append(line.number)
        elif not line.is_rule and (appendix.title or not _is_title(line)):
            break
        elif not line.is_rule:
            appendix.title = line.text
        rest += 1
    pieces, doubts = read_pieces(lines[rest:])
    reading.doubts += doubts + piece_doubts(pieces)
    appendix.blocks, doubts = build_blocks(pieces)
    reading.doubts += doubts
    return appendix


def _is_title(line: Line) -> bool:
    return len(line.text.split()) <= 40 and len(line.cells) == 1 and not re.match(r"[-+*|]|\d+[./]", line.text)


def words(text: str) -> Counter:
    """The words of a text, each number without its leading zeros: what must not get lost."""
    text = re.sub(r"\b([tk])\s?/\s?([mt])\b", r"\1\2", text.casefold())  # "T/M" is written "TM." today
    text = text.replace("nơi gửi", "nơi nhận")
    text = re.sub(r"\bi(?=l)l{1,2}\b", lambda match: match[0].replace("l", "i"), text)
    return Counter(word.lstrip("0") or word for word in re.findall(r"[^\W\d_]+|\d+", text))


def _keep_lost_lines(lines: list[Line], reading: Reading) -> None:
    """The net under all readers: a line with a word that is nowhere in the content is kept as unplaced, and said."""
    lost = words("\n".join(line.text for line in lines)) - words(plain_text(reading.content))
    if not lost:
        return
    titles = reading.source.get("title", [])  # "K Ế H O Ạ C H" is the title, set apart
    for line in lines:
        missing = words(line.text) & lost if line.number not in titles else None
        if missing:
            reading.content.unplaced.append(Paragraph([Run(line.text)], line.number))
            reading.doubts.append(
                Doubt("unplaced_text", line.number, "Dòng này chưa xếp được vào phần nào của văn bản.", line.text)
            )
            lost -= words(line.text)
