"""The biên bản of a closed session, from its sealed facts alone: the same facts give the same document, byte for byte.

The reason of an absence is private and never stands here; nor does who is near to whom, but for those who did not vote.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from councils import criteria
from councils.criteria import read_threshold
from councils.papers.parts import items, text
from councils.papers.words import (
    BASES,
    REASONS,
    Row,
    Sealed,
    capital,
    citation,
    clock_words,
    grouped_cells,
    in_groups,
    line,
    moment,
    ranges,
    source,
)
from documents.content import Block, Content, Section, Signatory, Table

HEADER = ["TT", "Nội dung", "Tham gia", "Đồng ý", "Không đồng ý", "Không ý kiến", "Tỷ lệ", "Cần", "Kết quả"]
WIDTHS = [8.0, 56.0, 12.0, 11.0, 14.0, 13.0, 14.0, 12.0, 22.0]  # millimetres
NUMERIC = [2, 3, 4, 5, 6, 7]
INVALID = ("Không hợp lệ", 12.0)  # a column of its own where there were such papers
MODES = {
    "device": "Phiếu kín được bỏ trên hệ thống, không ghi tên người bỏ.",
    "paper": "Phiếu kín bằng giấy có đóng dấu, không ghi tên người bỏ.",
}


def content_of(data: dict, *, remarks: str = "") -> Content:
    """The whole document. `data` as `SealedFacts` holds it; `remarks` a paragraph a line."""
    sealed = Sealed(data)
    tables = _numbered(sealed)
    parts = [
        ("THÀNH PHẦN", _attendance_blocks(sealed)),
        ("CHƯƠNG TRÌNH", _agenda(sealed)),
        ("QUY ĐỊNH ÁP DỤNG", _rules(sealed)),
        ("NỘI DUNG", _vote_blocks(sealed, tables)),
        ("Ý KIẾN, DIỄN BIẾN", [text(words) for words in remarks.splitlines() if words.strip()]),
        ("KẾT LUẬN", _conclusions([row for _, rows, _ in tables for row in rows]) if tables else []),
    ]
    return Content(
        title="BIÊN BẢN",
        subject=sealed["title"],
        letterhead=sealed.letterhead,
        blocks=[
            line("Thời gian bắt đầu: ", moment(sealed["opened_at"])),
            line("Địa điểm: ", sealed["place"]),
            *(Section(title, blocks) for title, blocks in parts if blocks),
        ],
        closing=[text(f"Cuộc họp kết thúc vào {moment(sealed['closed_at'])}.")],
        recipients=["Lưu: VT, hồ sơ Hội đồng"],
        signatories=[
            Signatory(post="THƯ KÝ", name=sealed.name(sealed["recorded_by"])),
            Signatory(post="CHỦ TỌA", name=sealed.name(sealed["presided_by"])),
        ],
        is_minutes=True,
    )


# ---- who was there ----


def _attendance_blocks(sealed: Sealed) -> list[Block]:
    rows = sealed["attendances"]
    came = [row["member"] for row in rows if _was_there(row)]
    written = [row["member"] for row in rows if row["state"] == "written" and not _was_there(row)]
    absent = [row["member"] for row in rows if row["state"] == "absent" and not _was_there(row)]
    counts = [f"có mặt: {len(came)}", f"vắng mặt: {len(absent)}"]
    if written:
        counts.insert(1, f"vắng, gửi ý kiến bằng văn bản: {len(written)}")
    chair, secretary = _first(sealed, "chair"), _first(sealed, "record")
    return [
        line("Chủ tọa: ", f"{sealed.person(chair)}, {sealed.seat(chair)} Hội đồng."),
        line("Thư ký: ", f"{sealed.person(secretary)}, {sealed.seat(secretary)} Hội đồng."),
        *_handed_over(sealed),
        text(f"Tổng số thành viên {sealed.words['council']}: {sealed['member_count']}; {'; '.join(counts)}."),
        line("Có mặt: ", f"{sealed.people(came)}."),
        *([line("Vắng, gửi ý kiến bằng văn bản: ", f"{sealed.people(written)}.")] if written else []),
        *([line("Vắng mặt: ", f"{sealed.people(absent)}.")] if absent else []),
        *_comings_and_goings(sealed),
        _quorum(sealed),
    ]


HOLDER = {"chair": "presided_by", "record": "recorded_by"}
HANDED = {"chair": "chủ tọa", "record": "làm thư ký"}


def _hand_overs(sealed: Sealed, task: str) -> list[dict]:
    """In their order; sealed facts without any have no such key."""
    return [row for row in sealed.figures.get("hand_overs", ()) if row["task"] == task]


def _first(sealed: Sealed, task: str) -> int:
    """The member who presided (recorded) when the session began."""
    rows = _hand_overs(sealed, task)
    return rows[0]["from"] if rows else sealed[HOLDER[task]]


def _chair_of(sealed: Sealed, row: Row) -> int:
    """The session's chair when a row was decided."""
    rows = _hand_overs(sealed, "chair")
    return next((each["from"] for each in rows if row["id"] in each["decided"]), sealed["presided_by"])


def _handed_over(sealed: Sealed) -> list[Block]:
    """ "Từ 9 giờ 10, bà An, Phó Chủ tịch Hội đồng, chủ tọa thay ông Bình: …"."""
    blocks = []
    for each in sealed.figures.get("hand_overs", ()):
        who, former = each["to"], sealed.person(each["from"])
        reason = f": {each['reason']}" if each["reason"] else ""
        said = f"{sealed.person(who)}, {sealed.seat(who)} Hội đồng, {HANDED[each['task']]} thay {former}{reason}."
        blocks.append(text(f"Từ {clock_words(each['at'])}, {said}"))
    return blocks


def _was_there(row: dict) -> bool:
    """Present at the end, or gone before it."""
    return row["state"] == "present" or row["left"] is not None


def _comings_and_goings(sealed: Sealed) -> list[Block]:
    moves = []
    for row in sealed["attendances"]:
        if row["arrived"]:
            moves.append((row["arrived"], f"{sealed.person(row['member'])} vào họp lúc {clock_words(row['arrived'])}"))
        if row["left"]:
            moves.append((row["left"], f"{sealed.person(row['member'])} rời họp lúc {clock_words(row['left'])}"))
    if not moves:
        return []
    return [text("Thành viên vào họp sau, rời họp sớm:"), *items(capital(words) for _, words in sorted(moves))]


def _quorum(sealed: Sealed) -> Block:
    """How many had to be there, and how many were at the votes: they may be fewer than came."""
    quorum, members = read_threshold(sealed["quorum"]), sealed["member_count"]
    present = sorted({row["present_count"] for row in sealed.rows if row.is_decided and row["present_count"]})
    said = ""
    if present:
        count = str(present[0]) if len(present) == 1 else f"từ {present[0]} đến {present[-1]}"
        said = f"; có mặt khi biểu quyết {count}, đủ điều kiện tiến hành"
    return text(
        f"Số thành viên tối thiểu để họp là {quorum.words} tổng số thành viên, "
        f"tức {criteria.needed(members, quorum)} trong {members}{said}.{source(citation(sealed['quorum_citation']))}"
    )


def _agenda(sealed: Sealed) -> list[Block]:
    points = sealed.words["agenda"]
    return items(f"{each['text']} ({each['presenter']})" if each["presenter"] else each["text"] for each in points)


# ---- by which rules ----


def _rules(sealed: Sealed) -> list[Block]:
    """The rules frozen when the session opened, then each threshold applied, once, with its source."""
    general = [
        text(f"{capital(rule['meaning'])}: {rule['words'][:1].lower() + rule['words'][1:]}.{_rule_source(rule)}")
        for rule in sealed.words["rules"]
    ]
    return general + _thresholds(row for row in sealed.rows if row.is_decided)


def _rule_source(rule: dict) -> str:
    found = citation(rule["citation"])
    return source(found) if found else " Đây là giá trị mặc định, chưa có quy chế."


def _thresholds(rows: Iterable[Row]) -> list[Block]:
    seen: dict[tuple, tuple[Row, set[str]]] = {}
    for row in rows:
        key = (row["threshold"], row["base_kind"], str(row.provision))
        seen.setdefault(key, (row, set()))[1].add(row.heading.group)
    blocks = []
    for row, groups in seen.values():
        what = f" ({'; '.join(sorted(groups))})" if len(seen) > 1 and all(groups) else ""
        words = f"Nội dung{what} được thông qua khi số đồng ý đạt {row.needs.words} {BASES[row['base_kind']]}."
        blocks.append(text(words + source(row.provision)))
    return blocks


# ---- what was voted on ----


def _numbered(sealed: Sealed) -> list[tuple[dict | None, list[Row], bool]]:
    """(box or None for hands, its rows with running numbers, whether in groups), in the order of the document."""
    decided = [row for row in sealed.rows if row.is_decided]
    parts = [(None, [row for row in decided if not row.is_secret])]
    parts += [(box, [row for row in decided if row.is_secret and row["box"] == box["id"]]) for box in sealed["boxes"]]
    found, start = [], 1
    for box, rows in parts:
        rows, is_grouped = in_groups(rows, start=start)
        start += len(rows)
        if rows:
            found.append((box, rows, is_grouped))
    return found


def _vote_blocks(sealed: Sealed, tables) -> list[Block]:
    numbers = {row["id"]: row.number for _, rows, _ in tables for row in rows}
    blocks: list[Block] = []
    for box, rows, is_grouped in tables:
        table = _table(rows, numbers, is_grouped=is_grouped)
        if box is None:
            blocks.append(Section("Biểu quyết giơ tay", [table], style="arabic"))
            continue
        round_words = f", lượt {box['number']}" if len(sealed["boxes"]) > 1 else ""
        blocks.append(Section(f"Bỏ phiếu kín{round_words}", [*_box_lines(sealed, box), table], style="arabic"))
    others = [
        ("Chủ tọa thay khi biểu quyết", _presiding(sealed, numbers)),
        ("Thành viên không biểu quyết", _recusals(sealed, numbers)),
        ("Nội dung hoãn", _deferred(sealed)),
    ]
    return blocks + [Section(title, rows, style="arabic") for title, rows in others if rows]


def _box_lines(sealed: Sealed, box: dict) -> list[Block]:
    blocks = [
        text(f"{MODES[box['mode']]} Mở: {moment(box['opened_at'])}; kiểm phiếu xong: {moment(box['closed_at'])}."),
        text(_papers(box)),
    ]
    if box["teller_names"]:
        blocks.append(text(f"Ban kiểm phiếu: {', '.join(box['teller_names'])}."))
    counted = f"Người kết thúc bỏ phiếu: {sealed.user(box['closed_by'])}."
    released = f"{sealed.user(box['released_by'])} công bố kết quả lúc {moment(box['released_at'])}."
    return [*blocks, text(f"{counted} {released}")]


def _papers(box: dict) -> str:
    """What came back of stamped papers differs from kind to kind where somebody abstains: the count sheet says it."""
    if box["mode"] == "paper":
        issued = sum(kind["issued"] for kind in box["kinds"])
        return f"Số người nhận phiếu: {box['electorate']}; số phiếu phát ra: {issued}, gồm {len(box['kinds'])} loại."
    back = f"số phiếu thu về: {box['used']}; số phiếu không thu về: {box['electorate'] - box['used']}"
    return f"Số phiếu phát ra: {box['electorate']}; {back}."


def _table(rows: Sequence[Row], numbers: dict[int, int], *, is_grouped: bool) -> Table:
    header, widths, numeric = list(HEADER), list(WIDTHS), list(NUMERIC)
    has_invalid = any(row["votes_invalid"] for row in rows)
    if has_invalid:
        header.insert(6, INVALID[0])
        widths[1] -= INVALID[1]
        widths.insert(6, INVALID[1])
        numeric.append(8)
    cells_of = partial(_cells, numbers=numbers, has_invalid=has_invalid)
    cells, strong = grouped_cells(rows, cells_of, columns=len(header), is_grouped=is_grouped)
    return Table(header=header, rows=cells, widths=widths, numeric=numeric, strong=strong)


def _cells(row: Row, name: str, *, numbers: dict[int, int], has_invalid: bool) -> list[str]:
    return [
        str(row.number),
        f"{name}{_follows(row, numbers)}",
        f"{row.cast}/{row['eligible_count']}",
        str(row["votes_for"]),
        str(row["votes_against"]),
        str(row["votes_blank"]),
        *([str(row["votes_invalid"])] if has_invalid else []),
        row.share,
        row.needed,
        row.result,
    ]


def _follows(row: Row, numbers: dict[int, int]) -> str:
    """ " (bỏ phiếu lại dòng 3)"; "" for a row that is nobody's second."""
    if not row["follow_kind"]:
        return ""
    before = f" dòng {numbers[row['follows']]}" if row["follows"] in numbers else ""
    said = {"again": f"bỏ phiếu lại{before}", "lowered": f"hạ danh hiệu, sau{before}" if before else "hạ danh hiệu"}
    return f" ({said[row['follow_kind']]})"


def _presiding(sealed: Sealed, numbers: dict[int, int]) -> list[Block]:
    """Rows over which somebody else than the session's chair of that moment presided."""
    found: dict[tuple[int, int], list[int]] = {}
    for row in sealed.rows:
        chair = _chair_of(sealed, row)
        if row["presided_by"] not in (None, chair) and row["id"] in numbers:
            found.setdefault((row["presided_by"], chair), []).append(numbers[row["id"]])
    return items(
        f"{capital(sealed.person(pk))} chủ tọa dòng {ranges(rows)}, thay {sealed.person(chair)}"
        for (pk, chair), rows in found.items()
    )


def _recusals(sealed: Sealed, numbers: dict[int, int]) -> list[Block]:
    rows: dict[tuple[int, str], list[int]] = {}
    for each in sealed["recusals"]:
        if each["motion"] in numbers:
            rows.setdefault((each["member"], each["reason"]), []).append(numbers[each["motion"]])
    if not rows:
        return []
    return items(
        f"{capital(sealed.person(member))}: không biểu quyết dòng {ranges(found)} ({REASONS[reason]})"
        for (member, reason), found in rows.items()
    )


def _deferred(sealed: Sealed) -> list[Block]:
    rows = [row for row in sealed.rows if row["deferred_reason"]]
    return items(f"{row.heading.whole}: {row['deferred_reason']}" for row in rows) if rows else []


# ---- what follows from it ----


def _conclusions(rows: Sequence[Row]) -> list[Block]:
    """Of a row that was voted on again the last round alone is the result; a lower title is a content of its own."""
    repeated = {row["follows"] for row in rows if row["follow_kind"] == "again"}
    rows = [row for row in rows if row["id"] not in repeated]
    passed = [row for row in rows if row["passed"]]
    failed = [row for row in rows if not row["passed"]]
    blocks: list[Block] = [text(f"Hội đồng thông qua {len(passed)} trong {len(rows)} nội dung đưa ra biểu quyết.")]
    for title, found in (("Được thông qua:", passed), ("Không được thông qua:", failed)):
        if found:
            blocks += [text(title), *items(_by_group(found))]
    return blocks


def _by_group(rows: Sequence[Row]) -> list[str]:
    """A line for each title or period with its candidates; a row that stands alone has its own."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.heading.group or row.heading.whole, []).append(row)
    return [_group_words(group, found) if found[0].heading.group else group for group, found in groups.items()]


def _group_words(group: str, rows: Sequence[Row]) -> str:
    count = f" ({len(rows)})" if len(rows) > 1 else ""
    return f"{group}{count}: {', '.join(row.heading.item for row in rows)}"
