"""The end of a document: Nơi nhận, signatories, and the appendices after them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from documents.content import Paragraph, Run, Signatory
from documents.reading.lines import LOWER, UPPER, Line, is_capitals, squeeze
from documents.reading.model import Doubt
from documents.reading.numbering import read_bullet

_RECIPIENTS = re.compile(r"^\s*n[ơo]i\s+(?:nhận|gửi)\s*(?::|$|\s(?=\s*[-–]))\s*", re.I)
_POST = re.compile(
    r"^(?:(?:TM|KT|TL|TUQ|T/M|T\.M|K/T|Q)\s*\.?\s*(?=\w))?.*(?:HIỆU TRƯỞNG|TRƯỞNG PHÒNG|PHÓ PHÒNG|CHỦ TỊCH"
    r"|GIÁM ĐỐC|TRƯỞNG BAN|PHÓ BAN|BÍ THƯ"
    r"|TỔ TRƯỞNG|TRƯỞNG KHỐI|TRƯỞNG CỤM|THƯ KÝ|NGƯỜI LẬP|CHÁNH|PHÓ TRƯỞNG|TỔNG PHỤ TRÁCH|HỘI ĐỒNG|BAN GIÁM HIỆU"
    r"|BAN CHẤP HÀNH|CÔNG ĐOÀN|ỦY BAN|UBND|BAN THI ĐUA|DUYỆT|XÁC NHẬN)"
)
_PLAIN_POST = re.compile(
    r"(?:(?:T/?M|K/?T|TL)\.?\s*)?(?:phó\s+)?(?:hiệu trưởng|trưởng phòng|giám đốc|chủ tịch|bí thư|trưởng ban|tổ trưởng"
    r"|trưởng khối|chánh văn phòng|ban giám hiệu|ban chấp hành(?: công đoàn)?|hội đồng thi đua(?:.{0,3}khen thưởng)?"
    r"|người lập(?: kế hoạch)?)",
    re.I,
)
MOST_SIDE_BY_SIDE = 12  # signatories of which one may still wait for the line below
_WORD_IN_CAPITALS = rf"[{UPPER}]{{2,}}\.?"
_HEAD = r"(?:PHÓ\s+)?(?:HIỆU TRƯỞNG|TRƯỞNG PHÒNG|GIÁM ĐỐC|CHỦ TỊCH|TRƯỞNG BAN|TỔ TRƯỞNG|BÍ THƯ)"
_RUN_TOGETHER = re.compile(
    rf"(?<!\w)(?P<posts>(?:(?:TM|KT|TL|TUQ|Q)\.\s*|(?={_HEAD})){_WORD_IN_CAPITALS}(?:\s+(?:-\s+)?{_WORD_IN_CAPITALS})+)"
    rf"\s+(?P<note>\([Đđ]ã ký[^)]*\)\s+)?(?P<name>[{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]+){{1,5}})$"
)
_NEXT_POST = re.compile(rf"(?<!PHÓ)(?<!KT\.)(?<!TM\.)\s+(?={_HEAD}$)")
_CAPACITY = re.compile(r"^(?P<capacity>TM|KT|TL|TUQ|T/M|K/T|Q)(?:\s*\.\s*|\s+)(?=\w)")
_NOTE = re.compile(r"^\(?\s*(?:đã ký|ký|ký tên|chữ ký|ký số|ký và).{0,40}\)?$", re.I)
_NAME = re.compile(rf"^(?:(?:ThS|TS|CN|Th\.S)\.?\s+)?[{UPPER}][{LOWER}]*['’]?(?:\s+[{UPPER}][{LOWER}]*){{1,6}}$")
_APPENDIX = re.compile(
    r"^(?P<label>phụ lục(?:\s+(?:số\s+)?(?:[IVX]+|\d{1,2}|[A-E]))?)\s*(?:[.:–-]\s*(?P<title>.*))?$", re.I
)
_CLOSING = re.compile(r"^(?:trên đây|đề nghị các|yêu cầu các|kế hoạch này|trong quá trình|nhận được kế hoạch)", re.I)


@dataclass
class Ending:
    recipients: list[str] = field(default_factory=list)
    signatories: list[Signatory] = field(default_factory=list)
    unplaced: list[Paragraph] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    source: dict[str, list[int]] = field(default_factory=lambda: {"recipients": [], "signatories": []})


def find_ending(lines: list[Line], start: int) -> int:
    """Index of the first line of the ending: Nơi nhận, or a signature block that nothing of the body follows."""
    for index in range(start, len(lines)):
        if any(_RECIPIENTS.match(cell) for cell in lines[index].cells):
            return _signature_before(lines, start, index)
    for index in range(start, len(lines)):
        if _is_post(lines[index].text) and _only_signature_follows(lines[index:]):
            return index
    return next((i for i in range(start, len(lines)) if is_appendix(lines[i])), len(lines))


def is_appendix(line: Line) -> bool:
    match = _APPENDIX.match(line.text)
    return bool(match) and (
        is_capitals(match["label"]) or line.is_bold or line.heading_marks > 0 or match["title"] is None
    )


def appendix_parts(text: str) -> tuple[str, str]:
    match = _APPENDIX.match(text)
    return squeeze(match["label"]), squeeze(match["title"] or "")


def is_closing(text: str) -> bool:
    return bool(_CLOSING.match(text)) or text.endswith("./.")


def read_ending(lines: list[Line]) -> Ending:
    ending = Ending()
    in_recipients = False
    for line in lines:
        if line.is_rule:
            continue
        for cell in line.cells:
            in_recipients = _read_cell(cell, line, ending, in_recipients)
    _join_posts(ending)
    _doubt_ending(ending)
    return ending


def _read_cell(text: str, line: Line, ending: Ending, in_recipients: bool) -> bool:
    """Place one cell; says whether recipients are still being listed."""
    together = _RUN_TOGETHER.search(text)
    if together and _POST.match(together["posts"]):
        if text[: together.start()].strip():
            in_recipients = _read_cell(text[: together.start()].strip(), line, ending, in_recipients)
        for part in (*_NEXT_POST.split(together["posts"]), (together["note"] or "").strip(), together["name"]):
            in_recipients = _read_cell(part, line, ending, in_recipients) if part else in_recipients
        return in_recipients
    opener = _RECIPIENTS.match(text)
    if opener:
        rest = text[opener.end() :]
        if rest and _is_post(rest):
            _add_post(rest, line.number, ending)
        elif rest:
            _add_recipients(rest, line.number, ending)
        return True
    bullet = read_bullet(text)
    if bullet and not (ending.signatories and not in_recipients):
        _add_recipients(text, line.number, ending)
        return True
    if _is_post(text):
        _add_post(text, line.number, ending)
        return in_recipients
    if _NOTE.match(text) and ending.signatories:
        unsigned = _first_unnamed(ending)
        (unsigned or ending.signatories[-1]).note = text
        return in_recipients
    if _NAME.match(text) and (unsigned := _first_unnamed(ending)):
        unsigned.name = text
        return False
    if in_recipients:
        _continue_recipient(text, line.number, ending)
        return True
    ending.unplaced.append(Paragraph([Run(text)], line.number))
    return in_recipients


def _add_recipients(text: str, number: int, ending: Ending) -> None:
    """One name or several of one line; a dash inside a name parts nothing ("Văn hóa - Xã hội")."""
    parts = re.split(r";\s*[-–+]\s*", text)
    if len(parts) == 1 and ";" in text.rstrip(" ;."):
        parts = re.split(r"(?<=[\w).])\s+[-–]\s+(?=[A-ZĐ])", text)
    for part in parts:
        bullet = read_bullet(part)
        name = squeeze(part[bullet.length :] if bullet else part)
        if re.search(r"\w", name):
            ending.recipients.append(name)
            ending.source["recipients"].append(number)


def _continue_recipient(text: str, number: int, ending: Ending) -> None:
    last = ending.recipients[-1] if ending.recipients else ""
    if last.endswith(",") or (last and text[0].islower() and not last.endswith((";", "."))):
        ending.recipients[-1] += " " + text
    else:
        ending.recipients.append(text)
        ending.source["recipients"].append(number)


def _add_post(text: str, number: int, ending: Ending) -> None:
    """A line in capitals: a new signatory, or a further line of one ("TM. … / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH")."""
    capacity = _CAPACITY.match(text)
    last = ending.signatories[-1] if ending.signatories else None
    begun = _begun_above(ending, number, text)
    if capacity and last and last.capacity == "TM." and not (last.name or last.note) and capacity["capacity"] != "TM":
        last.on_behalf, last.post = f"{last.on_behalf} {last.post}".strip(), text
    elif begun and not capacity:
        begun.on_behalf, begun.post = f"{begun.on_behalf} {begun.post}".strip(), text
    else:
        post = text[capacity.end() :] if capacity else text
        held = capacity["capacity"].replace("/", "").upper() + "." if capacity else ""
        ending.signatories.append(Signatory(post, capacity=held))
        ending.source["signatories"].append(number)


def _begun_above(ending: Ending, number: int, text: str) -> Signatory | None:
    """The signatory on a line above whose own post is still to come; of one line only "KT. … PHÓ …" run together."""
    last, lines = ending.signatories[-MOST_SIDE_BY_SIDE:], ending.source["signatories"][-MOST_SIDE_BY_SIDE:]
    for signatory, line in reversed(list(zip(last, lines, strict=True))):
        is_begun = not signatory.on_behalf and (signatory.capacity or re.match(r"xác nhận|duyệt", signatory.post, re.I))
        is_begun = is_begun or bool(_CAPACITY.match(signatory.post))
        if is_begun and not (signatory.name or signatory.note) and (line != number or text.startswith("PHÓ")):
            return signatory
    return None


def _join_posts(ending: Ending) -> None:
    """ "TM. HỘI ĐỒNG / CHỦ TỊCH / HIỆU TRƯỞNG": three lines, one person, where only one name stands below."""
    lines = ending.source["signatories"]
    for index in range(len(lines) - 1, 0, -1):
        above, below = ending.signatories[index - 1], ending.signatories[index]
        if above.on_behalf and not (below.name or below.note or below.capacity) and lines[index] != lines[index - 1]:
            above.post = f"{above.post} - {below.post}"
            del ending.signatories[index], lines[index]


def _first_unnamed(ending: Ending) -> Signatory | None:
    return next((signatory for signatory in ending.signatories if not signatory.name), None)


def _is_post(text: str) -> bool:
    if _PLAIN_POST.fullmatch(text):
        return True
    return is_capitals(text) and len(text.split()) <= 12 and bool(_POST.match(text) or _CAPACITY.match(text))


def _signature_before(lines: list[Line], start: int, at: int) -> int:
    """The start of a signature block printed above Nơi nhận, if there is one."""
    found = at
    for index in range(at - 1, start - 1, -1):
        line = lines[index]
        if not line.is_rule and not all(
            _is_post(cell) or _NOTE.match(cell) or _NAME.match(cell) for cell in line.cells
        ):
            break
        if any(_is_post(cell) for cell in line.cells):
            found = index
    return found


def _only_signature_follows(lines: list[Line]) -> bool:
    for line in lines:
        if is_appendix(line):
            return True
        if line.is_rule:
            continue
        if not all(_is_post(cell) or _NOTE.match(cell) or _NAME.match(cell) for cell in line.cells):
            return False
    return True


def _doubt_ending(ending: Ending) -> None:
    for signatory, number in zip(ending.signatories, ending.source["signatories"], strict=True):
        if not signatory.name:
            ending.doubts.append(
                Doubt("signer_missing", number, f"Không thấy họ tên người ký dưới “{signatory.post}”.")
            )
    for paragraph in ending.unplaced:
        message = "Dòng này nằm trong phần nơi nhận, chữ ký nhưng chưa rõ thuộc mục nào."
        ending.doubts.append(Doubt("unplaced_text", paragraph.source_line, message, paragraph.text))
