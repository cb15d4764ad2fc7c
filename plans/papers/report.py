"""Báo cáo sơ kết, tổng kết of a year: figures with their day, judgement left to its author. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.tables import Column, DataTable, Row
from documents.content import Block, Content, Letterhead, Signatory
from documents.layout import date_words
from documents.tables import table_blocks
from documents.wording import arabic, roman, text, to_write


@dataclass(frozen=True)
class TargetLine:
    """A target and its figures; None: nobody has measured it, which is not 0."""

    target: str
    who: str
    planned: str
    registered: int | None
    achieved: int | None


@dataclass(frozen=True)
class YearReport:
    """`span` names what is reported: “học kỳ I năm học 2026-2027”."""

    issuer: str
    span: str
    from_on: date
    to_on: date
    as_of: date
    is_final: bool
    plan: str
    targets: Sequence[TargetLine] = ()
    tables: Sequence[DataTable] = ()


def target_table(lines: Sequence[TargetLine], *, with_result: bool = True) -> DataTable:
    """What was set and registered, and what was reached unless the paper is of the year's beginning."""
    columns = [
        Column("TT", 12, "ordinal"),
        Column("Chỉ tiêu", 55, "name"),
        Column("Đối tượng", 34),
        Column("Mức đề ra", 26),
        Column("Đăng ký", 18, "number", blank="chưa có số liệu"),
        Column("Đạt", 20, "number", blank="chưa có số liệu"),
    ]
    cells = [
        [at, each.target, each.who, each.planned, each.registered, each.achieved]
        for at, each in enumerate(lines, start=1)
    ]
    shown = len(columns) if with_result else len(columns) - 1
    return DataTable("", columns[:shown], [Row(each[:shown]) for each in cells])


def year_report_content(
    report: YearReport, *, letterhead: Letterhead, signatory: Signatory, addressee: str = ""
) -> Content:
    what = "Tổng kết" if report.is_final else "Sơ kết"
    start = f"Thực hiện {report.plan}, " if report.plan else ""
    opening = (
        f"{start}{report.issuer} báo cáo kết quả công tác thi đua, khen thưởng {report.span}."
        f" Số liệu trong báo cáo lấy từ {date_words(report.from_on)} đến {date_words(report.to_on)},"
        f" tính tại {date_words(report.as_of)}."
    )
    return Content(
        title="BÁO CÁO",
        subject=f"{what} công tác thi đua, khen thưởng {report.span}",
        letterhead=letterhead,
        addressees=[addressee] if addressee else [],
        blocks=[
            text(opening),
            roman("Chỉ đạo, tổ chức thực hiện", to_write("văn bản đã ban hành, việc tuyên truyền")),
            roman("Kết quả", *_results(report)),
            roman(
                "Đánh giá chung",
                arabic("Ưu điểm", to_write("việc làm tốt, điển hình")),
                arabic("Hạn chế, nguyên nhân", to_write("việc chưa đạt và vì sao")),
            ),
            roman("Nhiệm vụ tiếp theo", to_write("việc phải làm và thời hạn")),
        ],
        recipients=["Cơ quan quản lý cấp trên (để báo cáo)", "Các tổ", "Lưu: VT"],
        signatories=[signatory],
    )


def _results(report: YearReport) -> list[Block]:
    found: list[Block] = []
    if report.targets:
        found.append(arabic("Thực hiện chỉ tiêu", *table_blocks(target_table(report.targets))))
    found += [arabic(table.caption, *table_blocks(_bare(table))) for table in report.tables]
    return found or [text("Trong thời gian báo cáo hệ thống chưa có số liệu nào.")]


def _bare(table: DataTable) -> DataTable:
    """Without its caption, which stands as the heading."""
    return DataTable("", table.columns, table.rows, table.notes, table.is_wide)
