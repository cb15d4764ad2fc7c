"""Papers of recognising initiatives: the sheet an assessor fills in, the decision. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from documents.content import Content, Item, Letterhead, Paragraph, Run, Section, Signatory, Table
from documents.layout import date_words

SCORE_HEADER = ["TT", "Tiêu chí", "Điểm tối đa", "Điểm chấm", "Nhận xét"]
SCORE_WIDTHS = [12.0, 78.0, 22.0, 22.0, 31.0]  # millimetres
HEADER = ["TT", "Tên sáng kiến", "Tác giả", "Chức vụ, đơn vị"]
WIDTHS = [12.0, 75.0, 40.0, 38.0]


@dataclass(frozen=True)
class ScoreLine:
    """One criterion of the school's own scale, with its most points."""

    title: str
    most: int


# What a school begins with; it replaces the lines by those of its own regulation.
FIRST_SCALE = (
    ScoreLine("Tính mới", 20),
    ScoreLine("Tính sáng tạo", 20),
    ScoreLine("Đã áp dụng tại đơn vị", 15),
    ScoreLine("Khả năng nhân rộng", 15),
    ScoreLine("Hiệu quả", 30),
)


@dataclass(frozen=True)
class InitiativeLine:
    """One initiative as the council saw it. `votes`: “7/9”, "" before the vote."""

    title: str
    author: str
    place: str
    votes: str = ""


@dataclass(frozen=True)
class Recognition:
    """What a council passed: the day of its meeting, its minutes with number, and the initiatives."""

    council: str
    organisation: str
    held_on: date
    minutes: str
    year: str
    initiatives: Sequence[InitiativeLine]
    bases: Sequence[str] = ()


def scoring_content(
    initiative: InitiativeLine, scale: Sequence[ScoreLine], *, council: str, letterhead: Letterhead
) -> Content:
    """Phiếu chấm: filled in by hand by one assessor."""
    rows = [[str(at), line.title, str(line.most), "", ""] for at, line in enumerate(scale, start=1)]
    rows.append(["", "Tổng điểm", str(sum(line.most for line in scale)), "", ""])
    return Content(
        title="PHIẾU CHẤM SÁNG KIẾN",
        subject=initiative.title,
        letterhead=letterhead,
        blocks=[
            _text(f"Tác giả: {initiative.author}"),
            *([_text(f"Chức vụ, đơn vị: {initiative.place}")] if initiative.place else []),
            _text(f"Hội đồng: {council}"),
            Table(header=SCORE_HEADER, rows=rows, widths=SCORE_WIDTHS, numeric=[0, 2, 3], strong=[len(rows) - 1]),
            _text("Đề nghị công nhận hoặc không công nhận: " + "." * 50),
            _text("Ý kiến khác: " + "." * 95),
        ],
        signatories=[Signatory("NGƯỜI CHẤM", hint="(Ký, ghi rõ họ tên)")],
        is_form=True,
    )


def recognition_content(facts: Recognition, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    """Quyết định công nhận sáng kiến, on the minutes of the council that judged them."""
    count = len(facts.initiatives)
    rows = [[str(at), row.title, row.author, row.place] for at, row in enumerate(facts.initiatives, start=1)]
    authors = "Các ông, bà có tên tại Điều 1" if count > 1 else "Ông, bà có tên tại Điều 1"
    return Content(
        title="QUYẾT ĐỊNH",
        subject=f"Về việc công nhận sáng kiến {facts.year}",
        letterhead=letterhead,
        bases=[
            *facts.bases,
            f"Căn cứ Biên bản số {facts.minutes} của {facts.council}, họp {date_words(facts.held_on)}",
        ],
        blocks=[
            _article(
                _text(f"Công nhận {count:02d} sáng kiến {facts.year} của {facts.organisation}:"),
                Table(header=HEADER, rows=rows, widths=WIDTHS),
            ),
            _article(
                _text("Việc áp dụng sáng kiến được thực hiện như sau:"),
                Item([Run("Tác giả hướng dẫn đồng nghiệp áp dụng trong phạm vi đơn vị;")]),
                Item([Run("Các tổ tổ chức áp dụng, báo cáo hiệu quả khi tổng kết năm học.")]),
            ),
            _article(_text(f"{authors}, các bộ phận liên quan của {facts.organisation} thi hành Quyết định này.")),
        ],
        recipients=["Như Điều 3", "Lưu: VT, hồ sơ Hội đồng"],
        signatories=[signatory],
    )


def _article(*blocks) -> Section:
    return Section("", list(blocks), style="article")


def _text(words: str) -> Paragraph:
    return Paragraph([Run(words)])
