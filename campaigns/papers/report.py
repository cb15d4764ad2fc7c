"""Báo cáo sơ kết, tổng kết một phong trào: figures from its rows, judgement from its author. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from documents.content import Block, Content, Letterhead, Signatory, Table
from documents.layout import date_words
from documents.wording import arabic, line, roman, sentence, text, to_write

LISTED_DEEDS = 20


@dataclass(frozen=True)
class Joined:
    department: str
    day: str
    note: str
    deeds: int


@dataclass(frozen=True)
class Deed:
    person: str
    day: str
    text: str


@dataclass(frozen=True)
class MovementReport:
    """`departments` is how many tổ there are; `as_of` the day of the figures; `awards` as the movement states them."""

    issuer: str
    school_year: str
    name: str
    goal: str
    from_on: date
    to_on: date
    as_of: date
    is_final: bool
    plan: str
    awards: str
    departments: int
    joined: Sequence[Joined] = ()
    deeds: Sequence[Deed] = ()
    deed_count: int = 0


def movement_report_content(
    report: MovementReport, *, letterhead: Letterhead, signatory: Signatory, addressee: str
) -> Content:
    what = "Tổng kết" if report.is_final else "Sơ kết"
    opening = (
        f"Thực hiện {report.plan}, {report.issuer} báo cáo kết quả phong trào “{report.name}” như sau."
        if report.plan
        else f"{report.issuer} báo cáo kết quả phong trào “{report.name}” như sau."
    )
    return Content(
        title="BÁO CÁO",
        subject=f"{what} phong trào thi đua “{report.name}” năm học {report.school_year}",
        letterhead=letterhead,
        addressees=[addressee] if addressee else [],
        blocks=[
            text(opening),
            roman("Triển khai phong trào", *_launching(report)),
            roman("Kết quả", *_results(report)),
            roman("Đánh giá", *_judgement(report)),
            roman("Đề nghị khen thưởng và việc tiếp theo", *_next(report)),
        ],
        recipients=["Như trên" if addressee else "Hội đồng thi đua - khen thưởng", "Các tổ", "Lưu: VT"],
        signatories=[signatory],
    )


def _launching(report: MovementReport) -> list[Block]:
    share = f"{len(report.joined)} trên {report.departments} tổ"
    return [
        line("Mục tiêu", sentence(" ".join(report.goal.split()))),
        line("Thời gian", f"Từ {date_words(report.from_on)} đến hết {date_words(report.to_on)}."),
        line("Số tổ hưởng ứng", f"{share}, tính đến {date_words(report.as_of)}."),
    ]


def _results(report: MovementReport) -> list[Block]:
    blocks: list[Block] = []
    if report.joined:
        rows = [
            [str(at), each.department, each.day, each.note or "Không ghi", str(each.deeds)]
            for at, each in enumerate(report.joined, start=1)
        ]
        header = ["TT", "Tổ", "Ngày hưởng ứng", "Việc đã đăng ký làm", "Số việc tốt"]
        table = Table(header=header, rows=rows, widths=[12.0, 45.0, 28.0, 60.0, 20.0], numeric=[4])
        blocks.append(arabic("Các tổ hưởng ứng", table))
    else:
        blocks.append(arabic("Các tổ hưởng ứng", text("Đến ngày báo cáo chưa có tổ nào ghi hưởng ứng.")))
    blocks.append(arabic("Người tốt, việc tốt", *_deeds(report)))
    blocks.append(arabic("Kết quả nổi bật", to_write("kết quả so với mục tiêu, có số liệu kèm theo")))
    return blocks


def _deeds(report: MovementReport) -> list[Block]:
    if not report.deed_count:
        return [text("Đến ngày báo cáo chưa có việc tốt nào được ghi trong phong trào.")]
    told = f"Đã ghi nhận {report.deed_count} việc tốt trong phong trào, tính đến {date_words(report.as_of)}."
    shown = list(report.deeds)[:LISTED_DEEDS]
    if report.deed_count > len(shown):
        told += f" Bảng dưới đây nêu {len(shown)} việc gần nhất."
    rows = [[str(at), each.person, each.day, " ".join(each.text.split())] for at, each in enumerate(shown, start=1)]
    header = ["TT", "Họ và tên", "Ngày", "Việc tốt"]
    return [text(told), Table(header=header, rows=rows, widths=[12.0, 42.0, 26.0, 85.0])]


def _judgement(report: MovementReport) -> list[Block]:
    return [
        arabic("Ưu điểm", to_write("việc đã làm tốt, cách làm có thể nhân rộng")),
        arabic("Hạn chế, nguyên nhân", to_write("việc chưa đạt và vì sao")),
    ]


def _next(report: MovementReport) -> list[Block]:
    words = f"Mức khen của phong trào: {report.awards}."
    last = "tập thể, cá nhân đề nghị khen" if report.is_final else "việc phải làm tiếp"
    return [text(words), to_write(last)]
