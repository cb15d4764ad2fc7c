"""The sheet: paper, margins, letters, page numbers (Phụ lục I, Phần I, Mục I)."""

from __future__ import annotations

import re

from documents.checker.paper import Paper
from documents.checker.picture import Page
from documents.checker.rules.base import SLACK, Rule, Spot, at, points

I = "Phụ lục I, Phần I, Mục I, khoản {}"  # noqa: E741
A4 = (210.0, 297.0)
FAMILIES = ("timesnewroman", "liberationserif")
MM = 0.7  # what drawing and rounding may add or take
SEEN_MM = 10.0  # how much of a page's foot or right side may stay empty before its margin can be told
LEGACY = re.compile(r"^(\.?Vn[A-Z.]|VNI[- ]|UVN)", re.IGNORECASE)


def paper_size(paper: Paper) -> list[Spot]:
    spots = []
    for page in paper.picture.pages:
        sides = sorted((page.width, page.height))
        if abs(sides[0] - A4[0]) > 1.5 or abs(sides[1] - A4[1]) > 1.5:
            spots.append(Spot(f"trang khổ {page.width:.0f} × {page.height:.0f} mm", page=page.number_on_paper))
    return spots


def orientation(paper: Paper) -> list[Spot] | None:
    """A lying page needs a table, on itself or on the lying pages beside it."""
    pages = paper.picture.pages
    lying = [page for page in pages if page.width > page.height + 5]
    if not lying:
        return []
    spots = []
    for place, page in enumerate(pages):
        if page not in lying or page.has_table:
            continue
        beside = [pages[n] for n in (place - 1, place + 1) if 0 <= n < len(pages)]
        if not any(other in lying and other.has_table for other in beside):
            spots.append(Spot("trang nằm ngang mà không có bảng", page=page.number_on_paper))
    return spots


def margins(paper: Paper) -> list[Spot] | None:
    pages = [page for page in paper.picture.pages if page.left is not None]
    if not pages:
        return None
    if not paper.is_pdf:
        return [spot for page in pages for spot in _section_margins(page)]
    upright = [page for page in pages if page.height >= page.width]
    lying = [page for page in pages if page not in upright]
    spots = []
    for alike, is_upright in ((upright, True), (lying, False)):
        if alike:
            spots += [
                *_least(alike, "left", "lề trái", 30, 35, upper=is_upright and _has_broken_lines(paper)),
                *_least(alike, "right", "lề phải", 15, 20, upper=is_upright and _has_full_lines(paper)),
                *_least(alike, "top", "lề trên", 20, 25, upper=is_upright, room=4.0),
                *_least(alike, "bottom", "lề dưới", 20, 25, upper=is_upright and len(alike) > 3, room=SEEN_MM),
            ]
    return spots


def _section_margins(page: Page) -> list[Spot]:
    spots = []
    for name, said, low, high in (
        ("top", "lề trên", 20, 25),
        ("bottom", "lề dưới", 20, 25),
        ("left", "lề trái", 30, 35),
        ("right", "lề phải", 15, 20),
    ):
        value = getattr(page, name)
        if not low - 0.2 <= value <= high + 0.2:
            spots.append(Spot(f"{said} {points(value)} mm, phải từ {low} đến {high} mm", page=page.number_on_paper))
    return spots


def _least(
    pages: list[Page], name: str, said: str, low: float, high: float, *, upper: bool, room: float = 0.0
) -> list[Spot]:
    """The ink that comes nearest to the edge on pages alike shows their margin; `upper`: whether it may be too wide."""
    page = min(pages, key=lambda each: getattr(each, name))
    value = getattr(page, name)
    if value < low - MM or (upper and value > high + MM + room):
        return [Spot(f"{said} {points(round(value, 1))} mm, phải từ {low} đến {high} mm", page=page.number_on_paper)]
    return []


def _has_broken_lines(paper: Paper) -> bool:
    """Without one, the ink at the left may be indented throughout."""
    pieces = [*paper.bases, *paper.texts]
    return any(len(paragraph.lines) > 1 for paragraph in pieces) or bool(paper.tables)


def _has_full_lines(paper: Paper) -> bool:
    return any(len(paragraph.lines) > 2 for paragraph in paper.texts)


def font(paper: Paper) -> list[Spot]:
    spots, told = [], set()
    for line in paper.picture.lines():
        for run in line.inked:
            family = re.sub(r"[^a-z]", "", run.font.lower())
            if not any(char.isalnum() for char in run.text) or family.startswith(FAMILIES):
                continue
            if (run.font, line.page) not in told:
                told.add((run.font, line.page))
                spots.append(at(line, f"phông {run.font or 'không rõ'}"))
    return spots


def colour(paper: Paper) -> list[Spot]:
    marks = {id(line) for line in paper.picture.marks}
    spots = []
    for line in paper.picture.lines():
        if id(line) in marks:  # stamps of urgency and secrecy are red
            continue
        tinted = [run for run in line.inked if _is_tinted(run.colour)]
        if tinted:
            spots.append(at(line, f"“{tinted[0].text.strip()[:40]}” không phải màu đen"))
    return spots


def _is_tinted(colour_name: str) -> bool:
    return any(int(colour_name[place : place + 2], 16) > 48 for place in (0, 2, 4))


def letters(paper: Paper) -> list[Spot]:
    """Letters outside Unicode: those that nothing stands for, and fonts that print others than they hold."""
    spots = []
    for line in paper.picture.lines():
        raw = line.raw
        if LEGACY.match(next((run.font for run in line.inked), "")) or "(cid:" in raw:
            spots.append(at(line, "chữ theo bảng mã cũ, không phải Unicode"))
        elif any(char == "\ufffd" for char in raw):
            spots.append(at(line, "có ký tự hỏng"))
    return spots


def composed(paper: Paper) -> list[Spot]:
    import unicodedata

    return [
        at(line, "chữ Unicode tổ hợp: dấu rời khỏi chữ cái, tìm kiếm không thấy")
        for line in paper.picture.lines()
        if unicodedata.normalize("NFC", line.raw) != line.raw
    ][:20]


def has_text(paper: Paper) -> list[Spot]:
    return [
        Spot("trang không có chữ đọc được (ảnh chụp?)", page=page.number_on_paper)
        for page in paper.picture.pages
        if not page.has_text
    ]


def page_numbers(paper: Paper) -> list[Spot] | None:
    if not paper.is_pdf:
        return _word_page_numbers(paper)
    starts = [1, *(annex.first_page or 1 for annex in paper.picture.annexes)]
    spots = []
    for page in paper.picture.pages:
        start = max(start for start in starts if start <= page.number_on_paper)
        expected = page.number_on_paper - start + 1
        said = re.search(r"\d+", page.number.text)[0] if page.number else ""
        if expected == 1 and said:
            spots.append(Spot("trang thứ nhất không hiển thị số trang", said, page.number_on_paper))
        elif expected > 1 and not said:
            spots.append(Spot(f"trang {expected} không có số trang", page=page.number_on_paper))
        elif expected > 1 and int(said) != expected:
            spots.append(Spot(f"số trang là {said}, phải là {expected}", said, page.number_on_paper))
    return spots


def _word_page_numbers(paper: Paper) -> list[Spot] | None:
    first = paper.picture.pages[0]
    if first.number is None:
        length = sum(len(line.text) for line in paper.picture.lines())
        return [Spot("không có số trang")] if length > 4500 else None
    spots = []
    if not first.hides_first_number:
        spots.append(Spot("số trang hiển thị cả ở trang thứ nhất", page=1))
    for annex in paper.picture.annexes:
        page = paper.picture.pages[min(annex.first_page or 1, len(paper.picture.pages)) - 1]
        if page.starts_at != 1:
            spots.append(at(annex.pieces[0], "số trang của phụ lục chưa đánh riêng từ 1"))
    return spots


def page_number_place(paper: Paper) -> list[Spot] | None:
    pages = [page for page in paper.picture.pages if page.number is not None]
    if not pages:
        return None
    spots = []
    for page in pages:
        line = page.number
        if not page.number_is_on_top:
            spots.append(Spot("số trang không nằm ở lề trên", line.text, page.number_on_paper))
        elif not page.number_is_centred:
            spots.append(Spot("số trang không canh giữa", line.text, page.number_on_paper))
    return spots


def page_number_style(paper: Paper) -> list[Spot] | None:
    pages = [page for page in paper.picture.pages if page.number is not None and page.number.sizes]
    if not pages:
        return None
    spots = []
    for page in pages:
        line = page.number
        if not all(13 - SLACK <= size <= 14 + SLACK for size in line.sizes):
            spots.append(
                Spot(
                    f"số trang cỡ {', '.join(map(points, line.sizes))}, phải từ 13 đến 14",
                    line.text,
                    page.number_on_paper,
                )
            )
        elif line.has_italic:
            spots.append(Spot("số trang in nghiêng, phải là chữ đứng", line.text, page.number_on_paper))
        elif not re.fullmatch(r"\d+", line.text) and paper.is_pdf:
            spots.append(Spot("số trang chỉ gồm chữ số Ả Rập", line.text, page.number_on_paper))
    return spots


RULES = (
    Rule("paper-size", "Khổ giấy A4 (210 mm × 297 mm).", I.format("1"), paper_size, for_all=True),
    Rule("orientation", "Trình bày theo chiều dài; chỉ nằm ngang khi có bảng, biểu.", I.format("2"), orientation),
    Rule("margins", "Lề trên và dưới 20–25 mm, trái 30–35 mm, phải 15–20 mm.", I.format("3"), margins),
    Rule(
        "font",
        "Phông chữ Times New Roman (hoặc phông cùng kích thước chữ Liberation Serif).",
        I.format("4"),
        font,
        for_all=True,
    ),
    Rule("colour", "Chữ màu đen.", I.format("4"), colour),
    Rule("letters", "Chữ tiếng Việt theo bộ mã Unicode (TCVN 6909:2001).", I.format("4"), letters, for_all=True),
    Rule("composed", "Chữ Unicode dựng sẵn (NFC), để tìm và sao chép được.", "", composed, mark="K", for_all=True),
    Rule("text", "Mọi trang có chữ đọc được.", "", has_text, mark="K", for_all=True),
    Rule(
        "page-numbers",
        "Số trang đánh từ 1, không hiển thị ở trang thứ nhất; phụ lục đánh riêng.",
        I.format("7"),
        page_numbers,
    ),
    Rule("page-number-place", "Số trang canh giữa trong lề trên.", I.format("7"), page_number_place),
    Rule("page-number-style", "Số trang bằng chữ số Ả Rập, cỡ 13–14, chữ đứng.", I.format("7"), page_number_style),
)
