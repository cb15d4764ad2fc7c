"""Nghị quyết of the conference of staff: what it agreed on, with the year's targets. Pure.

Bases, “QUYẾT NGHỊ:” and articles: Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.tables import DataTable
from documents.content import Block, Content, Letterhead, Section, Signatory
from documents.layout import date_words
from documents.tables import table_blocks
from documents.wording import items, paragraphs, text
from plans.papers.report import TargetLine, target_table

CONFERENCE = "Hội nghị viên chức, người lao động"


@dataclass(frozen=True)
class Conference:
    """What the author states of the conference. `against`: those against it or of another opinion."""

    held_on: date
    place: str
    summoned: int
    present: int
    presiding: str
    secretary: str
    agreed: int
    against: int
    conclusions: str = ""


@dataclass(frozen=True)
class Resolution:
    """A conference and the year's figures."""

    issuer: str
    school_year: str
    conference: Conference
    plan: str
    as_of: date
    targets: Sequence[TargetLine] = ()
    tables: Sequence[DataTable] = ()


def resolution_content(resolution: Resolution, *, letterhead: Letterhead) -> Content:
    met = resolution.conference
    bases = [f"Căn cứ {resolution.plan}"] if resolution.plan else []
    day = date_words(met.held_on)
    bases.append(f"Căn cứ kết quả thảo luận, biểu quyết tại {CONFERENCE} {day}")
    articles = [_opening(resolution), _targets(resolution), _registered(resolution)]
    articles += [_agreed(resolution), _carrying_out(resolution)]
    return Content(
        title="NGHỊ QUYẾT",
        subject=f"{CONFERENCE} năm học {resolution.school_year}",
        letterhead=letterhead,
        bases=bases,
        blocks=[each for each in articles if each],
        recipients=["Toàn thể viên chức, người lao động", "Công đoàn (để giám sát)", "Lưu: VT, hồ sơ hội nghị"],
        signatories=[Signatory("CHỦ TRÌ", met.presiding, "TM.", "HỘI NGHỊ")],
    )


def _article(*blocks: Block) -> Section:
    return Section("", list(blocks), style="article")


def _opening(resolution: Resolution) -> Section:
    met = resolution.conference
    return _article(
        text(
            f"{CONFERENCE} của {resolution.issuer} họp {date_words(met.held_on)} tại {met.place},"
            f" có mặt {met.present} trên {met.summoned} người được triệu tập;"
            f" {met.presiding} chủ trì, {met.secretary} là thư ký. Hội nghị thông qua báo cáo"
            f" và phương hướng năm học {resolution.school_year}."
        )
    )


def _targets(resolution: Resolution) -> Section | None:
    if not resolution.targets:
        return None
    day = date_words(resolution.as_of)
    told = text(f"Hội nghị nhất trí các chỉ tiêu thi đua của năm học; số người đăng ký tính đến {day}:")
    return _article(told, *table_blocks(target_table(resolution.targets, with_result=False)))


def _registered(resolution: Resolution) -> Section | None:
    blocks = [block for table in resolution.tables for block in table_blocks(table)]
    return _article(text("Hội nghị ghi nhận kết quả đăng ký thi đua:"), *blocks) if blocks else None


def _agreed(resolution: Resolution) -> Section:
    told = [
        "Thực hiện kỷ cương, nền nếp, quy chế dân chủ và quy tắc ứng xử của đơn vị",
        "Tham gia các phong trào đã phát động; giúp nhau hoàn thành danh hiệu đã đăng ký",
        "Đánh giá, bình xét công khai, đúng người, đúng việc",
    ]
    words = paragraphs(resolution.conference.conclusions) or items(told)
    return _article(text("Hội nghị thống nhất các nội dung sau:"), *words)


def _carrying_out(resolution: Resolution) -> Section:
    met = resolution.conference
    rest = met.present - met.agreed - met.against
    silent = f", {rest} người không biểu quyết" if rest else ""
    return _article(
        text(
            f"Nghị quyết được thông qua với {met.agreed} trên {met.present} người có mặt đồng ý,"
            f" {met.against} người không đồng ý{silent}. Lãnh đạo đơn vị, Công đoàn, các tổ và mỗi viên chức,"
            " người lao động có trách nhiệm thực hiện."
        )
    )
