"""A person's file as tables for Excel, and as plain data that another program can read. Pure."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from core.tables import Column, DataTable, Row
from core.templatetags.ui import vi_date
from records.person_lines import PersonFile

SPAN = [("Từ ngày", "from_on"), ("Đến hết ngày", "to_on")]
DECISION = [("Số quyết định", "number"), ("Ngày quyết định", "decided_on"), ("Cấp quyết định", "authority")]
PARTS = [  # title, attribute of the file, (heading, attribute of the row)
    (
        "Thành tích",
        "titles",
        [
            ("Danh hiệu, hình thức", "name"),
            ("Tên cụ thể", "detail"),
            ("Phương thức", "basis_name"),
            ("Năm học", "year"),
            *DECISION,
            ("Nguồn", "origin_name"),
            ("Thu hồi", "revocation"),
        ],
    ),
    (
        "Xếp loại hằng năm",
        "ratings",
        [
            ("Năm", "year_name"),
            ("Mức", "level_name"),
            ("Ngày quyết định", "decided_on"),
            ("Văn bản", "reference"),
            ("Nguồn", "origin_name"),
            ("Ghi chú", "standing"),
        ],
    ),
    (
        "Sáng kiến, đề tài",
        "initiatives",
        [
            ("Tên", "name"),
            ("Loại", "kind_name"),
            ("Phạm vi", "scope_name"),
            ("Năm học", "year"),
            ("Đóng góp (%)", "share"),
            ("Đồng tác giả", "other_names"),
            *DECISION,
            ("Văn bản hiệu quả, nhân rộng", "effect_reference"),
            ("Đã dùng cho", "use_words"),
            ("Nguồn", "origin_name"),
        ],
    ),
    ("Chức vụ", "posts", [("Chức vụ", "words"), *SPAN]),
    ("Công tác tại đơn vị", "employments", [("Nhóm", "words"), ("Tổ", "note"), *SPAN]),
    ("Nghỉ dài ngày", "leaves", [("Nội dung", "words"), *SPAN]),
    ("Công tác trước đây", "earlier", [("Nơi công tác", "words"), ("Ghi chú", "note"), *SPAN]),
    ("Kỷ luật", "conduct", [("Hình thức", "words"), ("Số quyết định", "note"), *SPAN]),
    (
        "Đề nghị sửa",
        "requests",
        [
            ("Về", "subject"),
            ("Nội dung", "text"),
            ("Minh chứng", "evidence"),
            ("Ngày gửi", "asked_on"),
            ("Trạng thái", "state_name"),
            ("Trả lời", "answer"),
            ("Ngày trả lời", "answered_on"),
        ],
    ),
]


def tables_of(file: PersonFile) -> list[DataTable]:
    """One table for each part that is there; the titles always."""
    return [
        _table(caption, columns, getattr(file, name))
        for caption, name, columns in PARTS
        if getattr(file, name) or name == "titles"
    ]


def data_of(file: PersonFile, *, person: str, organisation: str) -> dict[str, Any]:
    """Everything as names and values; days as ISO text."""
    return {"person": person, "organisation": organisation, **asdict(file)}


def _table(caption: str, columns: list[tuple[str, str]], lines: list) -> DataTable:
    return DataTable(
        caption=caption,
        columns=[Column("TT", 10, "ordinal"), *(Column(heading, 40) for heading, _ in columns)],
        rows=[
            Row([number, *(_cell(getattr(line, name)) for _, name in columns)])
            for number, line in enumerate(lines, start=1)
        ],
        is_wide=True,
    )


def _cell(value):
    return vi_date(value) if isinstance(value, date) else value
