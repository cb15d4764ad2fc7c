"""Page 1 above the body: agencies, motto, number, place and date, name and subject of the document.

The two columns of a letterhead reach us in many shapes: line by line, side by side, all on one line. So each line is
searched for the parts that have a grammar of their own, and what is left over is the agency's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from documents.content import Content, Letterhead, Paragraph, Run
from documents.reading.lines import Line, fold, is_capitals, squeeze
from documents.reading.model import Doubt
from documents.reading.numbering import read_bullet, read_label

TITLES = (
    "KẾ HOẠCH", "HƯỚNG DẪN", "QUY CHẾ", "QUY ĐỊNH", "QUYẾT ĐỊNH", "THÔNG BÁO", "BÁO CÁO", "CHƯƠNG TRÌNH",
    "PHƯƠNG ÁN", "ĐỀ ÁN",
    "TỜ TRÌNH", "NGHỊ QUYẾT", "CHỈ THỊ", "BIÊN BẢN", "GIẤY MỜI", "THỂ LỆ",
)  # fmt: skip
_BY_LETTERS = {fold(title).replace(" ", ""): title for title in TITLES}
_JOINT = re.compile(r"^kế hoạch\s+(?:liên tịch|phối hợp|liên ngành)(?!\w)", re.I)
_MOTTO = re.compile(
    r"c[ộô]ng\s+h(?:òa|oà)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt(?:\s+nam)?(?!\w)|^đảng\s+cộng\s+sản\s+việt\s+nam$|độc\s+lập\s*[-–—]\s*tự\s+do\s*[-–—]\s*hạnh\s+ph[úu]c",
    re.I,
)
_BLANK = r"[\s.…_]*"
_NUMBER = re.compile(
    rf"(?<!\w)[Ss][ốÔôỐ]\s*[:.]?\s*(?P<number>\d+[a-zA-Z]?|{_BLANK})[\s.]*/\s*"
    r"(?P<symbol>[A-ZĐ][\wĐ&]*(?:\s*[-–/.]\s*[A-ZĐ][\wĐ&.]*)*)"
)
_PARTY_NUMBER = re.compile(
    rf"(?<!\w)[Ss][ốÔôỐ]\s*[:.]?\s*(?P<number>\d+[a-zA-Z]?|{_BLANK})\s*[-–]\s*(?P<symbol>[A-ZĐ]{{2,5}}\s*/\s*[A-ZĐ][\wĐ&-]*)"
)
_BARE_NUMBER = re.compile(rf"^[Ss]ố\s*:\s*(?P<number>\d+|{_BLANK})$")
_DATE = re.compile(
    r"(?P<place>[^,]{0,60}?),?\s*(?<!\w)[Nn]gày\s*(?P<day>\d{1,2}|[\s.…_]*)\s*tháng\s*(?P<month>\d{1,2}"
    r"|[\s.…_]*)\s*năm\s*(?P<year>\d{4}|[\d.…_ ]*)"
)
_SLASH_DATE = re.compile(
    r"^(?P<place>[^\d,]{2,40}),\s*ngày\s*(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})$", re.I
)
_AGENCY = (
    r"(?:UBND|U[ỶY] BAN|ỦY BAN|SỞ|PHÒNG|TRƯỜNG|HỘI|BAN|TRUNG TÂM|CÔNG ĐOÀN|LIÊN|ĐẢNG|CHI BỘ|BỘ|CỤM|ĐOÀN"
    r"|TỔNG|CỤC|VỤ|TỈNH|QUẬN|HUYỆN|TỔ|KHỐI|CĐCS|BCH|NHÀ TRƯỜNG|CHI ĐOÀN)"
)
_AGENCY_START = re.compile(rf"^{_AGENCY}(?!\w)")
_SECOND_AGENCY = re.compile(
    r"(?<=\w)(?<!CĐCS)(?<!ĐOÀN)(?<!BỘ)(?<!ĐỘI)\s+(?=(?:"
    r"TRƯỜNG\s+(?:MẦM|MN|MẪU|TIỂU|TH|THCS|THPT|TRUNG|PHỔ|PT|LIÊN|CAO|ĐẠI)|PHÒNG\s+(?:GD|GIÁO|VĂN)"
    r"|HỘI ĐỒNG\s|BAN\s+THI|SỞ\s+(?:GD|GIÁO))(?:\w|&|\s))"
)
_BASIS = re.compile(
    r"^(?:căn cứ|thực hiện|theo|xét|trên cơ sở|thi hành|tiếp tục thực hiện|để thực hiện|nhằm|phát huy|hưởng ứng)(?!\w)",
    re.I,
)
_MAX_HEADER = 40
_MAX_LINE = 600  # characters; a whole letterhead flattened on one line is shorter


@dataclass
class Header:
    content: Content
    doubts: list[Doubt] = field(default_factory=list)
    source: dict[str, list[int]] = field(default_factory=dict)
    end: int = 0  # index of the first line that is not header


def read_header(lines: list[Line]) -> Header:
    """The header of `lines`; `end` is where the body starts."""
    header = Header(Content(title="", subject=""))
    title_at = _find_title(lines)
    if title_at is None:
        header.end = _first_body_line(lines)
        _read_letterhead(lines[: header.end], header)
        first = next((line.number for line in lines if line.text), 1)
        header.doubts.append(Doubt("title_missing", first, "Không tìm thấy tên loại văn bản (ví dụ “KẾ HOẠCH”)."))
    else:
        _read_letterhead(lines[:title_at], header)
        header.end = _read_subject(lines, title_at, header)
    _doubt_letterhead(header)
    return header


def is_basis_opener(text: str) -> bool:
    return bool(_BASIS.match(text))


def _find_title(lines: list[Line]) -> int | None:
    seen = 0
    start = _motto_at(lines)
    for index, line in enumerate(lines):
        if line.is_rule or index < start:
            continue
        seen += 1
        if seen > _MAX_HEADER:
            return None
        if _split_title(line):
            return index
        if read_label(line.text) and len(line.text) > 6 and not _AGENCY_START.match(line.text):
            return None
    return None


def _motto_at(lines: list[Line]) -> int:
    """Where the letterhead is printed; a web page repeats the title and its own buttons above it."""
    return next((i for i, line in enumerate(lines[: 2 * _MAX_HEADER]) if _MOTTO.search(line.text)), 0)


def _split_title(line: Line) -> tuple[str, str] | None:
    """The type's name as printed and the subject behind it on one line, if this line opens with a type's name."""
    text = line.text
    closed = fold(text).replace(" ", "").strip(":.")
    joint = _JOINT.match(text)
    if joint and (is_capitals(joint[0]) or line.heading_marks or line.is_bold):
        return joint[0], text[joint.end() :].strip(" :.-–")
    if closed in _BY_LETTERS:
        printed = _BY_LETTERS[closed] if re.search(r"^\w(?:\s\w)+$", text) else text.strip(" :.")
        return printed, ""
    for title in TITLES:
        if text.upper().startswith(title) and not text[len(title) : len(title) + 1].isalnum():
            rest = text[len(title) :].strip(" :.-–")
            in_capitals = is_capitals(text[: len(title)])
            is_heading = in_capitals or line.heading_marks or line.is_bold
            if rest and (is_heading or not rest.endswith((".", ";", ":"))) and not rest.lower().startswith("số "):
                return text[: len(title)], rest
    return None


def _first_body_line(lines: list[Line]) -> int:
    for index, line in enumerate(lines):
        if line.text and (
            read_label(line.text) or read_bullet(line.text) or is_basis_opener(line.text) or len(line.text) > 160
        ):
            return index
    return len(lines)


def _read_letterhead(lines: list[Line], header: Header) -> None:
    head = header.content.letterhead
    agencies: list[str] = []
    for line in lines:
        if line.is_rule and not _NUMBER.search(line.text):
            continue
        if len(line.text) > _MAX_LINE:
            header.content.unplaced.append(Paragraph([Run(line.text)], line.number))
            continue
        left = _take_motto(line.text, head)
        left = _take_number(left, line.number, head, header)
        left = _take_date(left, line.number, head, header)
        if left == line.text:
            left = " | ".join(line.cells)
        for part in left.split("|"):
            _place_rest(re.sub(r"^[\s_*–-]+|[\s_*]+$|\s*[-–]{2,}\s*$", "", squeeze(part)), line, agencies, header)
    _split_agencies(agencies, head)


def _take_motto(text: str, head: Letterhead) -> str:
    head.motto += [squeeze(match[0]) for match in _MOTTO.finditer(text)]
    return _MOTTO.sub(" | ", text)


def _take_number(text: str, number: int, head: Letterhead, header: Header) -> str:
    match = _NUMBER.search(text) or _PARTY_NUMBER.search(text) or _BARE_NUMBER.match(squeeze(text))
    if not match or "number" in header.source:
        return text
    head.number = match["number"].strip(" .…_") or None
    head.symbol = re.sub(r"\s*([-–/])\s*", r"\1", match.groupdict().get("symbol") or "").replace("–", "-").rstrip(".")
    header.source["number"] = [number]
    if head.number is None:
        header.doubts.append(Doubt("blank_number", number, "Số của văn bản còn để trống.", squeeze(text)))
    return text.replace(match[0], " | ")


def _take_date(text: str, number: int, head: Letterhead, header: Header) -> str:
    for part in text.split("|"):
        match = _SLASH_DATE.match(squeeze(part)) or _DATE.search(part)
        if not match or "date" in header.source:
            continue
        header.source["date"] = [number]
        head.place = squeeze(match["place"])
        _read_day(match, number, head, header)
        return text.replace(part, part.replace(match[0], " | ") if match[0] in part else " ")
    return text


def _read_day(match: re.Match, number: int, head: Letterhead, header: Header) -> None:
    printed = squeeze(match[0])
    day, month, year = (match[name].strip(" .…_") for name in ("day", "month", "year"))
    if len(year) != 4 or not year.isdigit() or not (day and month):
        head.place_and_date = printed
        header.doubts.append(Doubt("blank_date", number, "Ngày, tháng, năm ban hành chưa ghi đủ.", printed))
        return
    try:
        head.issued_on = date(int(year), int(month), int(day))
    except ValueError:
        head.place_and_date = printed
        header.doubts.append(Doubt("invalid_date", number, f"Ngày {day}/{month}/{year} không có trong lịch.", printed))
        return
    if printed != f"{head.place}, ngày {int(day):02} tháng {int(month):02} năm {year}":
        head.place_and_date = printed
    if any(word[:1].islower() for word in head.place.split()):
        header.doubts.append(
            Doubt("place_case", number, f"Địa danh “{head.place}” viết thường; đề nghị kiểm tra chữ hoa.", printed)
        )


def _place_rest(text: str, line: Line, agencies: list[str], header: Header) -> None:
    if not re.search(r"\w", text.replace("_", "")):
        return
    is_title = any(text.upper().startswith(title) for title in TITLES)  # of a web page, above the letterhead
    is_agency = is_capitals(text) or _AGENCY_START.match(text.upper()) or (agencies and text.isupper())
    if is_agency and not is_title:
        agencies += _SECOND_AGENCY.split(text) if is_capitals(text) else [text]
    else:
        header.content.unplaced.append(Paragraph([Run(text)], line.number))


def _split_agencies(names: list[str], head: Letterhead) -> None:
    """The last agency issues; those above it are its superiors. A line that opens no agency continues the one above."""
    groups: list[list[str]] = []
    for name in names:
        if groups and (groups[-1][-1].endswith(("-", "–")) or not _AGENCY_START.match(name.upper())):
            groups[-1].append(name)
        else:
            groups.append([name])
    if groups and len(groups) > 1 and re.match(r"(?:QUẬN|HUYỆN|TỈNH)\b", groups[-1][0].upper()):
        place = groups.pop()
        groups[-1] += place  # "PHÒNG GD&ĐT / QUẬN …" is one name on two lines
    if groups:
        head.issuer = groups[-1]
        head.superior = [name for group in groups[:-1] for name in group]


def _read_subject(lines: list[Line], title_at: int, header: Header) -> int:
    title, first = _split_title(lines[title_at])
    header.content.title = squeeze(title)
    header.source["title"] = [lines[title_at].number]
    subject = [first] if first else []
    header.source["subject"] = [lines[title_at].number] if first else []
    index, gap = title_at + 1, False
    while index < len(lines) and len(subject) < 5:
        line = lines[index]
        if line.is_rule:
            gap = gap or bool(subject)
        elif _continues_subject(line, subject, gap):
            subject.append(line.text)
            header.source["subject"].append(line.number)
            gap = False
        else:
            break
        index += 1
    header.content.subject = squeeze(" ".join(subject)).strip("*_ ")
    return index


def _continues_subject(line: Line, subject: list[str], gap: bool) -> bool:
    text = line.text
    if read_bullet(text) or re.match(r"kính gửi", text, re.I) or len(text.split()) > 60:
        return False
    if not subject:
        return not _is_numbered_heading(text) and not (is_basis_opener(text) and text.endswith((";", ".", ":")))
    if text.endswith((".", ";", ":")) or is_basis_opener(text) or _is_numbered_heading(text):
        return False
    if gap:  # after a blank line only what cannot open a paragraph still belongs to the subject
        return len(text.split()) <= 15 and (
            text[0].islower() or text[0] in '(“"' or bool(re.match(r"(năm học|năm|giai đoạn)\b", text, re.I))
        )
    return len(text.split()) <= 30


def _is_numbered_heading(text: str) -> bool:
    return read_label(text) is not None


def _doubt_letterhead(header: Header) -> None:
    head = header.content.letterhead
    missing = []
    if not head.issuer:
        missing.append("cơ quan ban hành")
    if "number" not in header.source:
        missing.append("số, ký hiệu")
    if "date" not in header.source:
        missing.append("địa danh, ngày tháng")
    if missing:
        header.doubts.append(Doubt("header_missing", 1, f"Phần đầu văn bản không có {', '.join(missing)}."))
