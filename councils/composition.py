"""What a school's charter says of who sits in its emulation council, held against who does. Pure.

Advice to be looked at; it refuses nothing. Organisations beside the school (Party, unions) are never asked for: which
of them exist, and whom they send, is the school's own data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.findings import Citation, Finding


@dataclass(frozen=True)
class Charter:
    """One charter (điều lệ) as far as it speaks of the council; `from_on` is its first day in force."""

    citation: Citation
    from_on: date
    levels: tuple[str, ...]
    is_odd: bool = False
    wants_class_teachers: bool = False


CHARTERS = (
    Charter(
        Citation("Thông tư 28/2020/TT-BGDĐT (Điều lệ trường tiểu học)", "quy định về hội đồng thi đua, khen thưởng"),
        date(2020, 10, 20),
        ("primary",),
        is_odd=True,
    ),
    Charter(
        Citation("Thông tư 32/2020/TT-BGDĐT (Điều lệ trường THCS, THPT)", "khoản 1 Điều 12"),
        date(2020, 11, 1),
        ("lower_secondary", "upper_secondary", "combined"),
        wants_class_teachers=True,
    ),
    # The present text has not been read; what is asked is what the one before it asked.
    Charter(
        Citation("Thông tư 52/2020/TT-BGDĐT (Điều lệ trường mầm non)", "Điều 11", mark="K"),
        date(2021, 3, 31),
        ("nursery",),
    ),
)


@dataclass(frozen=True)
class Colleague:
    """One of the staff: what she leads ("head", "deputy", "department" or ""), in words, and her seat or ""."""

    name: str
    leads: str = ""
    post: str = ""
    seat: str = ""
    is_class_teacher: bool = False


def charter_of(level: str, on: date) -> Charter | None:
    return next((each for each in CHARTERS if level in each.levels and each.from_on <= on), None)


def advice(level: str, colleagues: Sequence[Colleague], *, on: date) -> list[Finding]:
    """Where the council differs from the charter in force that day; [] for an organisation that has none."""
    charter = charter_of(level, on)
    if charter is None:
        return []
    checks = (_chair, _missing, _odd, _class_teachers)
    return [finding for check in checks if (finding := check(charter, colleagues))]


def _chair(charter: Charter, colleagues: Sequence[Colleague]) -> Finding | None:
    chair = next((each for each in colleagues if each.seat == "chair"), None)
    if chair is None or chair.leads == "head":
        return None
    return _look(
        charter,
        "charter_chair",
        "Chủ tịch hội đồng không phải là hiệu trưởng",
        f"Điều lệ giao hiệu trưởng làm Chủ tịch; danh sách đang ghi {chair.name}.",
    )


def _missing(charter: Charter, colleagues: Sequence[Colleague]) -> Finding | None:
    out = [f"{each.name} ({each.post})" for each in colleagues if each.leads and not each.seat]
    if not out:
        return None
    return _look(
        charter,
        "charter_members",
        f"{len(out)} người theo điều lệ chưa có trong hội đồng",
        f"Điều lệ kể phó hiệu trưởng, tổ trưởng là thành viên; danh sách chưa có: {'; '.join(out)}.",
    )


def _odd(charter: Charter, colleagues: Sequence[Colleague]) -> Finding | None:
    count = sum(bool(each.seat) for each in colleagues)
    if not charter.is_odd or count % 2:
        return None
    return _look(
        charter,
        "charter_odd",
        f"Hội đồng có số thành viên chẵn ({count})",
        "Điều lệ quy định số lượng thành viên là số lẻ.",
        "Thêm hoặc bớt một thành viên, ví dụ thêm đại diện giáo viên.",
    )


def _class_teachers(charter: Charter, colleagues: Sequence[Colleague]) -> Finding | None:
    if not charter.wants_class_teachers:
        return None
    teachers = [each for each in colleagues if each.is_class_teacher]
    out = [each.name for each in teachers if not each.seat]
    if teachers and not out:
        return None
    code, rule = "charter_class_teachers", "Điều lệ kể tất cả giáo viên chủ nhiệm lớp là thành viên"
    if not teachers:
        detail = f"{rule}; danh sách nhân sự chưa ghi ai chủ nhiệm."
        return _look(charter, code, "Chưa ghi giáo viên chủ nhiệm", detail, "Ghi trong Danh sách nhân sự.")
    title = f"{len(out)} giáo viên chủ nhiệm chưa có trong hội đồng"
    return _look(charter, code, title, f"{rule}; danh sách chưa có: {', '.join(out)}.")


def _look(charter: Charter, code: str, title: str, detail: str, change: str = "Kiểm tra lại khi kiện toàn.") -> Finding:
    return Finding(code, "look", title, detail, change, citation=charter.citation)
