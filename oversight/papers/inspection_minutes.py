"""Biên bản kiểm tra: one school, signed by both sides. Pure.

Without a line of place and date: Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.9.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from documents.content import Block, Content, Letterhead, Signatory
from documents.layout import date_words
from documents.wording import day_span, items, line, paragraphs, roman, sentence, text
from oversight.papers.inspection_plan import TeamLine


@dataclass(frozen=True)
class InspectionMinutes:
    """`plan` is how the plan is cited; the four texts are as the team typed them."""

    title: str
    unit: str
    held_on: date
    starts_at: time
    ends_at: time
    place: str
    plan: str
    team: Sequence[TeamLine]
    leader: str
    unit_head: str
    unit_post: str
    aspects: Sequence[str]
    reviewed_from: date
    reviewed_to: date
    findings: str
    shortcomings: str = ""
    requests: str = ""
    unit_opinion: str = ""


def inspection_minutes_content(minutes: InspectionMinutes, *, letterhead: Letterhead) -> Content:
    start = f"{_hour(minutes.starts_at)}, {date_words(minutes.held_on)}"
    opening: list[Block] = [line("Thời gian bắt đầu", f"{start}."), line("Địa điểm", sentence(minutes.place))]
    if minutes.plan:
        opening.insert(0, text(f"Thực hiện {minutes.plan}, đoàn kiểm tra làm việc với {minutes.unit}."))
    team = [", ".join(filter(None, [each.name, each.post.lower(), each.duty.lower()])) for each in minutes.team]
    unit = ", ".join(filter(None, [minutes.unit_head, minutes.unit_post.lower()]))
    return Content(
        title="BIÊN BẢN",
        subject=f"{minutes.title} tại {minutes.unit}",
        letterhead=letterhead,
        blocks=[
            *opening,
            roman("Thành phần", line("Đoàn kiểm tra", ""), *items(team), line("Đơn vị được kiểm tra", f"{unit}.")),
            roman(
                "Nội dung kiểm tra",
                line("Thời kỳ", sentence(day_span(minutes.reviewed_from, minutes.reviewed_to))),
                *items(minutes.aspects),
            ),
            roman("Kết quả kiểm tra", *paragraphs(minutes.findings)),
            roman("Tồn tại, hạn chế", *_or(minutes.shortcomings, "Đoàn kiểm tra không ghi tồn tại, hạn chế.")),
            roman("Yêu cầu, kiến nghị", *_or(minutes.requests, "Đoàn kiểm tra không có yêu cầu, kiến nghị.")),
            roman("Ý kiến của đơn vị", *_or(minutes.unit_opinion, "Đơn vị nhất trí với nội dung biên bản.")),
        ],
        closing=[
            text(
                f"Buổi kiểm tra kết thúc vào {_hour(minutes.ends_at)}, {date_words(minutes.held_on)}."
                " Biên bản đã đọc cho hai bên nghe, thống nhất và ký tên; mỗi bên giữ một bản."
            )
        ],
        recipients=[minutes.unit, "Lưu: VT, hồ sơ kiểm tra"],
        signatories=[
            Signatory("ĐẠI DIỆN ĐƠN VỊ", minutes.unit_head),
            Signatory("TRƯỞNG ĐOÀN KIỂM TRA", minutes.leader),
        ],
        is_minutes=True,
    )


def _hour(at: time) -> str:
    return f"{at:%H} giờ {at:%M} phút"


def _or(words: str, nothing: str) -> list[Block]:
    return paragraphs(words) or [text(nothing)]
