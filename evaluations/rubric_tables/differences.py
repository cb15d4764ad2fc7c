"""What a version changed against the one before: rows by their numbers, grades by their names."""

from __future__ import annotations

from dataclasses import dataclass

from core.vietnamese import show
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.draft import DraftBand, DraftRow, RubricDraft
from evaluations.rubric_tables.writing import effect_text, levels_text


@dataclass(frozen=True)
class Difference:
    """`what` is the row or grade; `field` "" where all of it came or went. `before` or `after` is "" then."""

    what: str
    field: str
    before: str
    after: str


def differences(old: RubricDraft, new: RubricDraft) -> list[Difference]:
    """In the order of the new version, then what went."""
    return [
        *_compared({row.code: row for row in old.rows}, {row.code: row for row in new.rows}, _named, row_facts),
        *_compared(
            {band.name: band for band in old.bands}, {band.name: band for band in new.bands}, _graded, band_facts
        ),
    ]


def _compared(old: dict, new: dict, name, facts) -> list[Difference]:
    found = []
    for key, item in new.items():
        if key not in old:
            found.append(Difference(name(item), "", "", "mới thêm"))
            continue
        before, after = facts(old[key]), facts(item)
        found += [
            Difference(name(item), field, before[field], after[field])
            for field in after
            if before[field] != after[field]
        ]
    return found + [Difference(name(item), "", "đã bỏ", "") for key, item in old.items() if key not in new]


def _named(row: DraftRow) -> str:
    return f"{row.code}. {row.title}"


def _graded(band: DraftBand) -> str:
    return f"Mức {band.name}"


def row_facts(row: DraftRow) -> dict[str, str]:
    """The fields of a row as they are read, by their labels."""
    return {
        "Nội dung": row.title,
        "Loại": words.KIND_LABELS[row.kind],
        "Điểm tối đa": _points(row.max_points),
        "Điểm mỗi lần": _points(row.each_points),
        "Đơn vị": row.unit,
        "Các mức điểm": levels_text(row),
        "Xử lý": effect_text(row),
        "Cần minh chứng": "có" if row.needs_evidence else "không",
        "Hướng dẫn": row.guidance,
        "Cấp": str(row.depth + 1),
    }


def band_facts(band: DraftBand) -> dict[str, str]:
    return {
        "Từ": _points(band.minimum),
        "Không có tiêu chí 0 điểm": "có" if band.needs_no_zero else "không",
        "Tỷ lệ nhiều nhất": f"{band.share_cap} của {words.BASE_LABELS[band.share_base]}" if band.share_cap else "",
        "Biểu dương": band.praise,
    }


def _points(value) -> str:
    return "" if value is None else show(value)
