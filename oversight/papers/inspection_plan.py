"""Kế hoạch kiểm tra: what is looked at, where, when, by whom. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from documents.content import Content, Letterhead, Signatory, Table
from documents.wording import arabic, day_span, items, line, roman, sentence, text


@dataclass(frozen=True)
class TeamLine:
    name: str
    post: str
    duty: str


@dataclass(frozen=True)
class VisitLine:
    unit: str
    day: str


@dataclass(frozen=True)
class InspectionPlan:
    issuer: str
    school_year: str
    title: str
    aspects: Sequence[str]
    reviewed_from: date
    reviewed_to: date
    from_on: date
    to_on: date
    team: Sequence[TeamLine]
    visits: Sequence[VisitLine]


def inspection_plan_content(plan: InspectionPlan, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    aims = [
        "Nắm việc tổ chức phong trào, đánh giá, bình xét và lưu hồ sơ của các đơn vị",
        "Ghi nhận cách làm tốt, giúp đơn vị khắc phục hạn chế kịp thời",
        "Kiểm tra đúng nội dung, đúng thời gian đã báo, không làm ảnh hưởng việc dạy và học",
    ]
    team = [[str(at), each.name, each.post, each.duty] for at, each in enumerate(plan.team, start=1)]
    visits = [[str(at), each.unit, each.day] for at, each in enumerate(plan.visits, start=1)]
    return Content(
        title="KẾ HOẠCH",
        subject=plan.title,
        letterhead=letterhead,
        blocks=[
            text(f"{plan.issuer} lập kế hoạch kiểm tra năm học {plan.school_year} như sau."),
            roman("Mục đích, yêu cầu", *items(aims)),
            roman(
                "Nội dung, thời gian",
                arabic("Nội dung kiểm tra", *items(plan.aspects)),
                arabic(
                    "Thời gian",
                    line("Thời kỳ được kiểm tra", sentence(day_span(plan.reviewed_from, plan.reviewed_to))),
                    line("Thời gian kiểm tra", sentence(day_span(plan.from_on, plan.to_on))),
                ),
                arabic("Đơn vị và lịch kiểm tra", Table(["TT", "Đơn vị", "Ngày"], visits, widths=[12.0, 113.0, 40.0])),
            ),
            roman(
                "Đoàn kiểm tra",
                Table(["TT", "Họ và tên", "Chức vụ", "Nhiệm vụ"], team, widths=[12.0, 58.0, 60.0, 35.0]),
            ),
            roman("Tổ chức thực hiện", *items(_duties())),
        ],
        recipients=["Các đơn vị được kiểm tra", "Đoàn kiểm tra", "Lưu: VT"],
        signatories=[signatory],
    )


def _duties() -> list[str]:
    return [
        "Đoàn kiểm tra báo trước cho đơn vị, làm việc tại đơn vị và lập biên bản có chữ ký của hai bên",
        "Đơn vị chuẩn bị hồ sơ theo nội dung kiểm tra, cử người làm việc với đoàn",
        "Kết thúc đợt kiểm tra, trưởng đoàn báo cáo kết quả chung và việc cần khắc phục",
    ]
