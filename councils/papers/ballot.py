"""The specimen of a secret paper: what stood on what was stamped and given out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from councils.papers.parts import text
from documents.content import Content, Letterhead, Table
from documents.layout import date_words

HEADER = ["TT", "Nội dung", "Đồng ý", "Không đồng ý", "Không ghi ý kiến"]
WIDTHS = [12.0, 87.0, 22.0, 22.0, 22.0]  # millimetres
HOW = (
    "Mỗi dòng đánh dấu X vào một ô; không đánh dấu ô nào là phiếu trắng. Đánh dấu hai ô thì dòng đó không hợp lệ."
    " Phiếu không có dấu, có tên, chữ ký hoặc chữ viết thêm thì không hợp lệ."
)


@dataclass(frozen=True)
class BallotFacts:
    """One kind of paper of a box. `rows` are its rows in words; `issued` how many of it were given out."""

    session: str
    held_on: date
    round: int
    number: int
    rows: Sequence[str]
    issued: int


def ballot_content(facts: BallotFacts, *, letterhead: Letterhead) -> Content:
    rows = [[str(at), row, "", "", ""] for at, row in enumerate(facts.rows, start=1)]
    return Content(
        title="PHIẾU BẦU",
        subject=f"{facts.session}, lượt {facts.round}, phiếu số {facts.number}",
        letterhead=letterhead,
        blocks=[
            text(f"Phiếu kín của phiên họp {date_words(facts.held_on)}, phát ra {facts.issued:02d} tờ có đóng dấu."),
            text(HOW),
            Table(header=HEADER, rows=rows, widths=WIDTHS),
        ],
        is_form=True,
    )
