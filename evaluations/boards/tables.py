"""The boards as tables for Excel and paper: the same rows and words as on the page, all of them."""

from __future__ import annotations

from collections.abc import Callable

from core.charts import share_words
from core.tables import Column, DataTable, Label, Row
from core.templatetags.ui import vi_date
from evaluations.boards.choices import Choice, Reader, label_of
from evaluations.boards.grades import APART, Mark
from evaluations.boards.missing import WAITS_FOR, Missing
from evaluations.boards.months import MonthBoard
from evaluations.boards.people import PersonBoard
from evaluations.boards.spread import Spread

PAPER = 267  # millimetres of a landscape page between its margins


def month_table(board: MonthBoard) -> DataTable:
    """Everybody of the board, with all periods and counts under them."""
    width = min((PAPER - 10 - 45 - 30) / max(len(board.periods), 1), 40)
    columns = [
        Column("TT", 10, "ordinal"),
        Column("Họ và tên", 45, "name"),
        Column("Tổ", 30),
        *(Column(label_of(period), width, "text", "không có phiếu") for period in board.periods),
    ]
    rows = [
        Row([number, row.line.name, row.line.department, *(_printed(mark) for _, mark in row.cells)])
        for number, row in enumerate(board.rows(board.people), start=1)
    ]
    kinds = [*board.scale.names, *APART]
    rows += [
        Row(["", kind, "", *(board.counts[period.pk][kind] for period in board.periods)], is_strong=True)
        for kind in kinds
        if any(board.counts[period.pk][kind] for period in board.periods)
    ]
    caption = f"Kết quả đánh giá từng kỳ, năm học {board.reader.school_year.code}"
    return DataTable(caption, columns, rows, is_wide=True)


def _printed(mark: Mark | None) -> Label | None:
    return mark.printed if mark else None


def person_table(board: PersonBoard) -> DataTable:
    """One line for each period, with the reasons."""
    columns = [
        Column("Kỳ", 35, "name"),
        Column("Tình trạng", 40),
        Column("Điểm", 18, "number", "chưa có"),
        Column("Tối đa", 18, "number", "chưa có"),
        Column("Xếp loại", 35, "text", "chưa có"),
        Column("Biểu dương", 30),
        Column("Vì sao", 91),
    ]
    rows = [
        Row(
            [
                row.label,
                row.mark.words,
                row.points,
                row.reachable,
                row.grade or None,
                row.praise,
                " ".join(row.reasons),
            ]
        )
        for row in board.rows
    ]
    caption = f"Kết quả đánh giá của {board.person}, năm học {board.reader.school_year.code}"
    return DataTable(caption, columns, rows, is_wide=True)


def spread_table(spread: Spread) -> DataTable:
    """The whole, each tổ, each group: how many in each grade; shares of the whole."""
    kinds = [*spread.scale.names, *APART]
    width = (PAPER - 60 - 20) / max(len(kinds), 1)
    columns = [
        Column("Tổ, nhóm", 60, "name"),
        *(Column(kind, width, "number") for kind in kinds),
        Column("Cộng", 20, "number"),
    ]

    def line(name, counts, *, is_strong=False) -> Row:
        return Row([name, *(counts[kind] for kind in kinds), counts.total()], is_strong)

    shares = [
        share_words(spread.graded[kind], spread.graded.total()) if kind in spread.graded else "" for kind in kinds
    ]
    rows = [
        line("Tất cả", spread.whole, is_strong=True),
        Row(["Tỷ lệ trong số có kết quả", *shares, ""]),
        *(line(name, counts) for name, counts in spread.by_department),
        *(line(f"Nhóm: {name}", counts) for name, counts in spread.by_group),
    ]
    caption = f"Phân bố xếp loại {spread.period.label}" if spread.period else "Phân bố xếp loại"
    return DataTable(caption, columns, rows if spread.period else [], spread.reasons, is_wide=True)


def missing_table(missing: Missing) -> DataTable:
    columns = [
        Column("TT", 10, "ordinal"),
        Column("Họ và tên, tập thể", 60, "name"),
        Column("Tổ", 45),
        Column("Kỳ", 40),
        Column("Còn thiếu", 50),
        Column("Đang chờ", 35),
        Column("Hạn nộp", 27),
    ]
    rows = [
        Row(
            [
                number,
                row.name,
                row.sheet.department.name if row.sheet.department else "",
                row.period_label,
                row.words,
                WAITS_FOR[row.lack],
                vi_date(row.due_at),
            ]
        )
        for number, row in enumerate((missing.row(sheet) for sheet in missing.sheets), start=1)
    ]
    caption = f"Phiếu đánh giá chưa xong, năm học {missing.reader.school_year.code}"
    return DataTable(caption, columns, rows, is_wide=True)


# Those that are made of their filters alone.
BOARDS: dict[str, Callable[[Reader, Choice], DataTable]] = {
    "months": lambda reader, choice: month_table(MonthBoard(reader, choice)),
    "spread": lambda reader, choice: spread_table(Spread(reader, choice)),
    "missing": lambda reader, choice: missing_table(Missing(reader, choice)),
}
TITLES = {"months": "Theo kỳ", "spread": "Phân bố", "missing": "Còn thiếu", "person": "Một người"}
FILES = {
    "months": "Ket-qua-danh-gia",
    "spread": "Phan-bo-xep-loai",
    "missing": "Phieu-chua-xong",
    "person": "Ket-qua-ca-nhan",
}


def file_name(name: str, school_year) -> str:
    return f"{FILES[name]}-{school_year.code}"
