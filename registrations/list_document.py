"""The official list of what was registered, as a document's content."""

from __future__ import annotations

from collections import Counter

from documents.content import Content, Paragraph, Run, Table

HEADER = ["TT", "Họ và tên", "Chức vụ, tổ", "Danh hiệu đăng ký", "Nội dung phấn đấu", "Nhận xét của tổ"]
WIDTHS = [10, 42, 36, 42, 75, 52]


def list_content(school_year, rows: list[dict], *, letterhead, signatory) -> Content:
    """`rows`: name, place, distinction, goals, remark; in the order in which they are printed."""
    counts = Counter(row["distinction"] for row in rows)
    table = Table(
        header=HEADER,
        rows=[[str(number), *_cells(row)] for number, row in enumerate(rows, start=1)],
        widths=list(WIDTHS),
        numeric=[0],
        is_wide=True,
    )
    totals = "; ".join(f"{name}: {count:02d}" for name, count in counts.items())
    return Content(
        title="DANH SÁCH",
        subject=f"Đăng ký danh hiệu thi đua {school_year}",
        letterhead=letterhead,
        blocks=[
            table,
            Paragraph([Run(f"Tổng số đăng ký: {len(rows):02d}. Trong đó: {totals}.")]),
        ],
        recipients=["Lưu: VT, Hội đồng TĐKT."],
        signatories=[signatory],
    )


def _cells(row: dict) -> list[str]:
    return [row["name"], row["place"], row["distinction"], row["goals"], row["remark"]]
