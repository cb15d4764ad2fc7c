"""Signatures, Nơi nhận, appendices, marks, and what the file says of itself (Mục II khoản 7, 9; Mục III)."""

from __future__ import annotations

import re

from documents.checker.headings import label_of
from documents.checker.paper import Paper, Signing
from documents.checker.picture import Line, Paragraph
from documents.checker.rules.base import Rule, Spot, all_style_spots, at, style_spots

II = "Phụ lục I, Phần I, Mục II, khoản {}"
III = "Phụ lục I, Phần I, Mục III, khoản {}"
POWERS = re.compile(r"^(TM|KT|TL|TUQ|Q)\b\s*(\.?)\s*")
DEGREES = re.compile(
    r"^((GS|PGS|TS|ThS|Th\.S|CN|KS|BS|NGND|NGƯT|NSND|NSƯT)[. ]"
    r"|(Giáo sư|Phó giáo sư|Tiến sĩ|Thạc sĩ|Cử nhân|Nhà giáo)\b)",
    re.I,
)
SECRETARY = re.compile("THƯ KÝ")
CHAIR = re.compile("CHỦ (TỌA|TOẠ|TRÌ|TỊCH)")


# ---- signatures ----


def signed(paper: Paper) -> list[Spot] | None:
    if paper.kind == "list" and not paper.has_recipients:
        return None
    return (
        []
        if paper.signings
        else [Spot("không thấy chức vụ, họ tên người ký ở cuối văn bản", page=len(paper.picture.pages))]
    )


def powers(paper: Paper) -> list[Spot] | None:
    lines = [line for signing in paper.signings for line in signing.posts if POWERS.match(line.text)]
    if not lines:
        return None
    return [at(line, "sau chữ viết tắt quyền hạn phải có dấu chấm") for line in lines if not POWERS.match(line.text)[2]]


def posts(paper: Paper) -> list[Spot] | None:
    lines = [line for signing in paper.signings for line in signing.posts]
    return all_style_spots(lines, 13, 14, bold=True, upper=True) if lines else None


def names(paper: Paper) -> list[Spot] | None:
    found = [line for signing in paper.signings for line in (*signing.other_posts, signing.name) if line]
    return [spot for line in found for spot in style_spots(line, 13, 14, bold=True)] if found else None


def name_place(paper: Paper) -> list[Spot] | None:
    pairs = [(signing.posts[-1], signing.name) for signing in paper.signings if signing.name and signing.posts]
    if not pairs:
        return None
    if paper.is_pdf:
        return [
            at(name, "họ tên chưa canh giữa dưới chức vụ") for post, name in pairs if abs(post.middle - name.middle) > 8
        ]
    return [at(name, "họ tên chưa canh giữa") for _, name in pairs if name.align not in ("center", "")]


def degrees(paper: Paper) -> list[Spot] | None:
    found = [signing.name for signing in paper.signings if signing.name]
    if not found:
        return None
    return [
        at(
            name,
            "trước họ tên không ghi học hàm, học vị, danh hiệu, trừ khi cơ quan quản lý ngành có quy định",
        )
        for name in found
        if DEGREES.match(name.text)
    ]


def minutes_signed(paper: Paper) -> list[Spot] | None:
    if paper.kind != "minutes":
        return None
    if len(paper.signings) < 2:
        return [Spot("biên bản phải có chữ ký của thư ký và của chủ tọa", page=len(paper.picture.pages))]
    secretary, chair = _signer(paper, SECRETARY), _signer(paper, CHAIR)
    if secretary and chair and paper.signings.index(secretary) > paper.signings.index(chair):
        return [at(secretary.posts[0], "thư ký ký bên trái, chủ tọa ký bên phải")]
    return []


def _signer(paper: Paper, words: re.Pattern) -> Signing | None:
    return next((signing for signing in paper.signings if words.search(signing.words)), None)


def minutes_recipients(paper: Paper) -> list[Spot] | None:
    if paper.kind != "minutes" or not paper.has_recipients:
        return None
    first = paper.recipients[0]
    return [] if paper.picture.ending.recipients_below else [at(first, "“Nơi nhận” của biên bản nằm dưới các chữ ký")]


def not_alone(paper: Paper) -> list[Spot] | None:
    if not paper.is_pdf or not paper.signings or len(paper.picture.pages) == 1:
        return None
    line = paper.signings[0].posts[0] if paper.signings[0].posts else paper.signings[0].name
    return [at(line, "chữ ký nằm một mình trên một trang")] if paper.picture.ending.is_alone and line else []


# ---- recipients ----


def recipients(paper: Paper) -> list[Spot] | None:
    if not paper.has_recipients:
        if paper.kind == "list" or paper.attached:
            return None
        return [Spot("không có “Nơi nhận”", page=len(paper.picture.pages))]
    first = paper.recipients[0]
    if first.text.strip() != "Nơi nhận:":
        return [at(first, "phải là “Nơi nhận:” trên một dòng riêng")]
    return []


def recipients_title(paper: Paper) -> list[Spot] | None:
    if not paper.has_recipients:
        return None
    return style_spots(paper.recipients[0], 12, 12, bold=True, italic=True)


def recipients_level(paper: Paper) -> list[Spot] | None:
    ending = paper.picture.ending
    if ending.is_level is None or paper.kind == "minutes" or not paper.has_recipients or ending.recipients_below:
        return None
    return [] if ending.is_level else [at(ending.recipients[0], "chưa ngang hàng với quyền hạn, chức vụ người ký")]


def recipients_list(paper: Paper) -> list[Spot] | None:
    lines = paper.recipients[1:]
    return all_style_spots(lines, 11, 11, bold=False) if lines else None


def _entries(paper: Paper) -> list[list[Line]]:
    entries: list[list[Line]] = []
    for line in paper.recipients[1:]:
        if line.text.startswith(("-", "–", "+", "•")) or not entries:
            entries.append([line])
        else:
            entries[-1].append(line)
    return entries


def recipients_marks(paper: Paper) -> list[Spot] | None:
    entries = _entries(paper)
    if not entries:
        return None
    spots = []
    for place, entry in enumerate(entries, start=1):
        wanted = "." if place == len(entries) else ";"
        if not entry[0].text.startswith("-"):
            spots.append(at(entry[0], "đầu dòng phải có gạch đầu dòng (-)"))
        elif not entry[-1].text.endswith(wanted):
            spots.append(at(entry[-1], f"cuối dòng phải có dấu “{wanted}”"))
    return spots


def recipients_archive(paper: Paper) -> list[Spot] | None:
    entries = _entries(paper)
    if not entries:
        return None
    last = entries[-1]
    text = " ".join(line.text for line in last)
    return [] if re.match(r"^[-–+]?\s*Lưu\s*:\s*VT\b", text) else [at(last[0], "dòng cuối phải là “Lưu: VT, …”")]


def drafter(paper: Paper) -> list[Spot] | None:
    return style_spots(paper.drafter, 11, 11, bold=False, upper=True) if paper.drafter else None


def as_above(paper: Paper) -> list[Spot] | None:
    entries = _entries(paper)
    if not paper.addressees or not entries:
        return None
    text = entries[0][0].text
    return (
        []
        if re.match(r"^[-–]?\s*Như trên", text)
        else [at(entries[0][0], "văn bản có “Kính gửi” thì dòng đầu là “- Như trên;”")]
    )


# ---- appendices and marks ----


def annex_label(paper: Paper) -> list[Spot] | None:
    annexes = paper.picture.annexes
    if not annexes:
        return None
    spots = []
    for place, annex in enumerate(annexes, start=1):
        first = annex.pieces[0]
        line = first.lines[0]
        words = line.text.rstrip(" .:")
        if not words.startswith("Phụ lục"):
            spots.append(at(line, "từ “Phụ lục” viết bằng chữ in thường"))
        spots += style_spots(line, 14, 14, bold=True)
        if isinstance(first, Paragraph) and first.align not in ("center", ""):
            spots.append(at(line, "“Phụ lục” phải canh giữa"))
        if len(annexes) > 1:
            label = label_of(f"Phần {words.removeprefix('Phụ lục').strip()}")
            if label is None or label.number != place:
                spots.append(at(line, "nhiều phụ lục thì đánh số La Mã liên tục: I, II, III…"))
    return spots


def annex_title(paper: Paper) -> list[Spot] | None:
    titles = [line for annex in paper.picture.annexes for line in _annex_head(annex.pieces)[0]]
    return all_style_spots(titles, 13, 14, bold=True, upper=True) if titles else None


def annex_note(paper: Paper) -> list[Spot] | None:
    """“(Kèm theo … số … ngày …)” under the title, in italics and centred."""
    if not paper.picture.annexes:
        return None
    spots = []
    for annex in paper.picture.annexes:
        note = _annex_head(annex.pieces)[1]
        if not note:
            spots.append(at(annex.pieces[0].lines[0], "không có dòng “(Kèm theo …)” dưới tên phụ lục"))
            continue
        spots += all_style_spots(note, 13, 14, bold=False, italic=True)
    return spots


def _annex_head(pieces: list) -> tuple[list[Line], list[Line]]:
    """(lines of the title, lines of the note) below “Phụ lục I”."""
    titles: list[Line] = []
    note: list[Line] = []
    lines = []
    for piece in pieces[:8]:
        if not isinstance(piece, Paragraph):
            break
        lines += [line for line in piece.lines if line.text]
    for line in lines[1:]:
        if note or line.text.startswith("("):
            note.append(line)
            if line.text.endswith(")"):
                break
        elif line.is_bold and label_of(line.text) is None and len(titles) < 4:
            titles.append(line)
        else:
            break
    return titles, note


def marks(paper: Paper) -> list[Spot] | None:
    found = paper.picture.marks
    return all_style_spots(found, 13, 14, bold=True, upper=True) if found else None


# ---- the file ----


def archival(paper: Paper) -> list[Spot] | None:
    meta = paper.picture.meta
    if meta is None or paper.is_draft:
        return None
    missing = [
        said
        for said, is_there in (
            ("không khai là PDF/A", meta.claims_pdfa),
            ("không có thẻ cấu trúc (tagged)", meta.is_tagged),
            ("không có tiêu đề", bool(meta.title.strip())),
            ("không khai ngôn ngữ tiếng Việt", meta.language.lower().startswith("vi")),
        )
        if not is_there
    ]
    return [Spot("; ".join(missing))] if missing else []


RULES = (
    Rule("signed", "Cuối văn bản có chức vụ, họ tên người ký.", II.format("7"), signed),
    Rule("powers", "TM., KT., TL., TUQ., Q. có dấu chấm trước chức vụ.", II.format("7.b, 7.đ"), powers),
    Rule("posts", "Quyền hạn, chức vụ người ký in hoa, cỡ 13–14, đứng, đậm.", II.format("7.đ"), posts),
    Rule("names", "Họ tên người ký cỡ 13–14, đứng, đậm.", II.format("7.đ"), names),
    Rule("name-place", "Họ tên canh giữa dưới quyền hạn, chức vụ.", II.format("7.đ"), name_place),
    Rule("degrees", "Trước họ tên người ký không ghi học hàm, học vị, danh hiệu.", II.format("7.c"), degrees),
    Rule("minutes-signed", "Biên bản: thư ký ký bên trái, chủ tọa bên phải.", "Phụ lục III, Mẫu 1.9", minutes_signed),
    Rule("minutes-recipients", "Biên bản: “Nơi nhận” dưới các chữ ký.", "Phụ lục III, Mẫu 1.9", minutes_recipients),
    Rule("not-alone", "Chữ ký không nằm một mình trên một trang.", "", not_alone, mark="K"),
    Rule("recipients", "Có “Nơi nhận:” trên một dòng riêng.", II.format("9.c, 9.d"), recipients),
    Rule("recipients-title", "“Nơi nhận:” cỡ 12, nghiêng, đậm.", II.format("9.d"), recipients_title),
    Rule(
        "recipients-level", "“Nơi nhận” ngang hàng với quyền hạn, chức vụ người ký.", II.format("9.d"), recipients_level
    ),
    Rule("recipients-list", "Danh sách nơi nhận cỡ 11, chữ đứng.", II.format("9.d"), recipients_list),
    Rule(
        "recipients-marks",
        "Mỗi nơi nhận một dòng: gạch đầu dòng, dấu chấm phẩy, dòng cuối dấu chấm.",
        II.format("9.d"),
        recipients_marks,
    ),
    Rule("recipients-archive", "Dòng cuối của nơi nhận là “Lưu: VT, …”.", II.format("9.d"), recipients_archive),
    Rule("as-above", "Văn bản có “Kính gửi”: dòng đầu của nơi nhận là “Như trên”.", II.format("9.b"), as_above),
    Rule(
        "annex-label",
        "“Phụ lục” cỡ 14, đứng, đậm, canh giữa; nhiều phụ lục đánh số La Mã.",
        III.format("1.a, 1.b"),
        annex_label,
    ),
    Rule("annex-title", "Tên phụ lục in hoa, cỡ 13–14, đứng, đậm.", III.format("1.b"), annex_title),
    Rule("annex-note", "Dưới tên phụ lục có dòng “(Kèm theo …)” cỡ 13–14, nghiêng.", III.format("1.c"), annex_note),
    Rule("drafter", "Ký hiệu người soạn thảo in hoa, cỡ 11, chữ đứng.", III.format("3"), drafter),
    Rule("marks", "Dấu độ mật, độ khẩn, phạm vi lưu hành in hoa, cỡ 13–14, đứng, đậm.", III.format("2"), marks),
    Rule("archival", "Tệp PDF đã ban hành khai PDF/A, có thẻ, tiêu đề, ngôn ngữ.", "", archival, mark="K"),
)
