"""Giao ước thi đua: what the collectives of a khối promise one another, signed by all of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.content import Block, Content, Item, Letterhead, Run, Signatory, Table
from documents.wording import arabic, items, roman, sentence, text

BY_HAND = "(Ký, ghi rõ họ tên)"
SIDE_BY_SIDE = 3  # more signatures than these stand one below the other, in a table


@dataclass(frozen=True)
class CovenantMember:
    """`targets` are sentences: typed ones and figures of those registered."""

    name: str
    representative: str = ""
    post: str = ""
    targets: Sequence[str] = ()
    is_leader: bool = False


@dataclass(frozen=True)
class Covenant:
    group: str
    host: str
    school_year: str
    members: Sequence[CovenantMember]
    plan: str = ""
    day: str = ""  # the day of the figures, in words


def covenant_content(covenant: Covenant, *, letterhead: Letterhead) -> Content:
    """A sheet without a number: up to three sign beside each other, more in a table."""
    names = [each.name for each in covenant.members]
    plan = f" Thực hiện {covenant.plan}," if covenant.plan else ""
    opening = (
        f"{plan} {len(names):02d} đơn vị thành viên của {covenant.group} thống nhất giao ước thi đua"
        f" năm học {covenant.school_year} với các nội dung dưới đây."
    ).strip()
    blocks: list[Block] = [
        text(opening[:1].upper() + opening[1:]),
        roman("Các đơn vị giao ước", _parties(covenant)),
        roman("Nội dung thi đua chung", *items(_common())),
        roman("Chỉ tiêu của từng đơn vị", *_targets(covenant)),
        roman("Thực hiện giao ước", *items(_keeping(covenant))),
    ]
    if len(names) > SIDE_BY_SIDE:
        blocks.append(roman("Đại diện các đơn vị ký giao ước", _signing_table(covenant)))
    return Content(
        title="GIAO ƯỚC THI ĐUA",
        subject=f"{covenant.group}, năm học {covenant.school_year}",
        letterhead=letterhead,
        blocks=blocks,
        signatories=_signatories(covenant),
        is_form=True,
    )


def _parties(covenant: Covenant) -> Table:
    rows = [
        [str(at), each.name, each.representative or "Chưa ghi", each.post or "Chưa ghi"]
        for at, each in enumerate(covenant.members, start=1)
    ]
    return Table(header=["TT", "Đơn vị", "Người đại diện", "Chức vụ"], rows=rows, widths=[12.0, 63.0, 50.0, 40.0])


def _common() -> list[str]:
    return [
        "Hoàn thành nhiệm vụ năm học được giao, giữ kỷ cương và nền nếp làm việc",
        "Giúp nhau về chuyên môn: dự giờ, chia sẻ học liệu, cùng tháo gỡ việc khó của từng đơn vị",
        "Tham gia đủ các phong trào đã phát động, ghi nhận kịp thời người tốt, việc tốt",
        "Đánh giá, bình xét trung thực, đúng hạn, có minh chứng",
    ]


def _targets(covenant: Covenant) -> list[Block]:
    blocks: list[Block] = []
    for each in covenant.members:
        told = [Item([Run(sentence(target))]) for target in each.targets if target.strip()]
        blocks.append(arabic(each.name, *(told or [text("Đơn vị chưa ghi chỉ tiêu.")])))
    if covenant.day:
        blocks.append(text(f"Số người đăng ký tính đến {covenant.day}."))
    return blocks


def _keeping(covenant: Covenant) -> list[str]:
    leaders = [each.name for each in covenant.members if each.is_leader]
    found = [f"{leaders[0]} là trưởng khối, điều hành giao ban và tổng hợp kết quả của khối"] if leaders else []
    return [
        *found,
        "Các đơn vị giao ban theo lịch của khối, báo cáo việc đã làm và việc cần giúp",
        "Cuối năm học khối tự chấm theo chỉ tiêu đã giao ước và đề nghị khen đơn vị dẫn đầu",
    ]


def _signing_table(covenant: Covenant) -> Table:
    rows = [[each.name, "\n".join(filter(None, [each.post, each.representative])), ""] for each in covenant.members]
    return Table(header=["Đơn vị", "Người đại diện", BY_HAND.strip("()")], rows=rows, widths=[60.0, 55.0, 50.0])


def _signatories(covenant: Covenant) -> list[Signatory]:
    if len(covenant.members) > SIDE_BY_SIDE:
        return [Signatory(post=f"XÁC NHẬN CỦA {covenant.host.upper()}", hint="(Ký, đóng dấu)")]
    return [
        Signatory(post=f"ĐẠI DIỆN {each.name.upper()}", name=each.representative, hint=BY_HAND)
        for each in covenant.members
    ]
