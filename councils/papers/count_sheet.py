"""The biên bản kiểm phiếu of one box, from the facts sealed with it when its results were made known."""

from __future__ import annotations

from collections.abc import Sequence

from councils.papers.parts import items, text
from councils.papers.words import BASES, Row, Sealed, grouped_cells, in_groups, line, moment, ranges, source
from documents.content import Block, Content, Section, Signatory, Table

HEADER = [
    "TT",
    "Nội dung",
    "Phát ra",
    "Thu về",
    "Hợp lệ",
    "Trắng",
    "Không hợp lệ",
    "Đồng ý",
    "Không đồng ý",
    "Tỷ lệ đồng ý",
    "Cần",
    "Kết quả",
]
WIDTHS = [10.0, 66.0, 16.0, 16.0, 16.0, 16.0, 18.0, 18.0, 18.0, 18.0, 16.0, 24.0]  # millimetres, a sheet on its side
NUMERIC = [2, 3, 4, 5, 6, 7, 8, 9, 10]
MOST_SIGNING = 2  # tellers beside the chair: three signatures stand abreast
MODES = {
    "device": "Bỏ phiếu trên hệ thống, mỗi thành viên trên máy của mình; hệ thống đếm phiếu.",
    "paper": "Phiếu giấy có đóng dấu, không ghi tên; hai người kiểm phiếu đếm và nhập riêng.",
}


def content_of(data: dict) -> Content:
    """The whole document. `data` as `SealedFacts` holds it."""
    sealed = Sealed(data)
    rows, is_grouped = in_groups(sealed.rows)
    return Content(
        title="BIÊN BẢN",
        subject=f"Kiểm phiếu lượt {sealed['number']}: {sealed['title']}",
        letterhead=sealed.letterhead,
        blocks=[
            line("Thời gian bỏ phiếu: ", f"từ {moment(sealed['opened_at'])} đến {moment(sealed['closed_at'])}."),
            line("Địa điểm: ", f"{sealed['place']}."),
            Section("BAN KIỂM PHIẾU VÀ CÁCH BỎ PHIẾU", _counting(sealed)),
            Section("SỐ PHIẾU", _papers(sealed, rows)),
            Section("KẾT QUẢ KIỂM PHIẾU", [*_thresholds(rows), _table(rows, is_grouped=is_grouped)]),
        ],
        closing=[_released(sealed)],
        recipients=["Lưu: VT, hồ sơ Hội đồng"],
        signatories=_signatories(sealed),
        is_minutes=True,
        is_landscape=True,
    )


def _counting(sealed: Sealed) -> list[Block]:
    chair, secretary = sealed["presided_by"], sealed["recorded_by"]
    names = ", ".join(sealed["teller_names"]) or "không cử riêng"
    return [
        line("Ban kiểm phiếu: ", f"{names}."),
        line("Chứng kiến: ", f"{sealed.person(chair)}, chủ tọa; {sealed.person(secretary)}, thư ký phiên họp."),
        line("Cách bỏ phiếu: ", MODES[sealed["mode"]]),
    ]


def _papers(sealed: Sealed, rows: Sequence[Row]) -> list[Block]:
    """How many papers went out and came back: of a device one a member, of stamped ones by kind."""
    electorate = sealed["electorate"]
    blocks: list[Block] = [
        text(
            f"Tổng số thành viên {sealed.words['council']}: {sealed['member_count']}; có mặt khi mở bỏ phiếu: "
            f"{sealed['present']}; được bỏ phiếu: {electorate}."
        )
    ]
    if sealed["mode"] == "device":
        used = sealed["used"]
        back = f"thu về: {used}; không thu về: {electorate - used}"
        blocks.append(text(f"Số phiếu phát ra: {electorate}; {back}; mỗi thành viên một phiếu."))
    else:
        blocks += [*_kinds(sealed, rows), text(_agreement(sealed))]
    return blocks


def _kinds(sealed: Sealed, rows: Sequence[Row]) -> list[Block]:
    """Whoever abstains from a row has no paper with it, so stamped papers are of several kinds."""
    by_id = {row["id"]: row for row in rows}
    lines = []
    for kind in sealed["kinds"]:
        on_it = [by_id[pk] for pk in kind["rows"]]
        back = max((row.cast for row in on_it), default=0)
        numbers = ranges([row.number for row in on_it])
        counts = f"phát ra {kind['issued']}, thu về {back}, không thu về {kind['issued'] - back}"
        lines.append(f"Phiếu số {kind['number']} (dòng {numbers}): {counts}")
    return items(lines) if lines else []


def _agreement(sealed: Sealed) -> str:
    """Whether the tellers came to the same figures, row by row."""
    by_motion: dict[int, list[list[int]]] = {}
    for each in sealed["counts"]:
        by_motion.setdefault(each["motion"], []).append(each["votes"])
    agreed = sum(all(votes == found[0] for votes in found) for found in by_motion.values())
    if agreed == len(by_motion):
        return f"Số liệu của hai người kiểm phiếu trùng nhau ở cả {agreed} nội dung."
    return f"Số liệu của hai người kiểm phiếu trùng nhau ở {agreed} trong {len(by_motion)} nội dung."


def _thresholds(rows: Sequence[Row]) -> list[Block]:
    seen = {(row["threshold"], row["base_kind"], str(row.provision)): row for row in reversed(rows)}
    return [
        text(f"Được thông qua khi số đồng ý đạt {row.needs.words} {BASES[row['base_kind']]}.{source(row.provision)}")
        for row in reversed(seen.values())
    ]


def _table(rows: Sequence[Row], *, is_grouped: bool) -> Table:
    cells, strong = grouped_cells(rows, _cells, columns=len(HEADER), is_grouped=is_grouped)
    return Table(header=HEADER, rows=cells, widths=WIDTHS, numeric=NUMERIC, strong=strong)


def _cells(row: Row, name: str) -> list[str]:
    return [
        str(row.number),
        name,
        str(row["eligible_count"]),
        str(row.cast),
        str(row["votes_for"] + row["votes_against"]),
        str(row["votes_blank"]),
        str(row["votes_invalid"]),
        str(row["votes_for"]),
        str(row["votes_against"]),
        row.share,
        row.needed,
        row.result,
    ]


def _released(sealed: Sealed) -> Block:
    return text(
        f"Kiểm phiếu xong lúc {moment(sealed['closed_at'])}; {sealed.user(sealed['released_by'])} công bố kết quả lúc "
        f"{moment(sealed['released_at'])}."
    )


def _signatories(sealed: Sealed) -> list[Signatory]:
    """The tellers of stamped papers; where the system counted, the secretary. The chair witnesses."""
    counting = [Signatory(post="NGƯỜI KIỂM PHIẾU", name=sealed.name(pk)) for pk in sealed["tellers"][:MOST_SIGNING]]
    counting = counting or [Signatory(post="THƯ KÝ", name=sealed.name(sealed["recorded_by"]))]
    return [*counting, Signatory(post="CHỦ TỌA", name=sealed.name(sealed["presided_by"]))]
