"""Hướng dẫn: what those below send, by when, in which form, whom to ask. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.content import Block, Content, Letterhead, Signatory, Table
from documents.wording import items, line, roman, text

# What belongs to a step of the year, by the purpose of its entry in the calendar.
SENT = {
    "registration": "Bản đăng ký thi đua của cá nhân, tập thể",
    "monthly_review": "Phiếu tự đánh giá tháng, minh chứng",
    "quarter_review": "Phiếu tự đánh giá quý, minh chứng",
    "round_review": "Phiếu tự đánh giá đợt, minh chứng",
    "semester_review": "Phiếu tự đánh giá học kỳ, biên bản họp tổ",
    "calendar_year_review": "Phiếu tự đánh giá năm, biên bản họp tổ",
    "year_review": "Phiếu tự đánh giá năm học, biên bản họp tổ",
    "dossier": "Tờ trình, danh sách trích ngang, biên bản, báo cáo thành tích",
    "campaign": "Kết quả thực hiện phong trào, danh sách người tốt, việc tốt",
}


@dataclass(frozen=True)
class Duty:
    """One thing to do; `sent` "": nothing is handed in. `opens` is "" where it is open from the beginning."""

    work: str
    due: str
    opens: str = ""
    sent: str = ""


@dataclass(frozen=True)
class Guidance:
    """`plan` is how the plan is cited; `who` those it is for: “các tổ”, “các trường”."""

    issuer: str
    school_year: str
    plan: str
    who: str
    duties: Sequence[Duty]
    contact: str = ""


def guidance_content(guidance: Guidance, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    start = f"Để thực hiện {guidance.plan}" if guidance.plan else "Để công tác thi đua, khen thưởng đúng tiến độ"
    opening = f"{start}, {guidance.issuer} hướng dẫn {guidance.who} một số việc sau."
    return Content(
        title="HƯỚNG DẪN",
        subject=f"Thực hiện công tác thi đua, khen thưởng năm học {guidance.school_year}",
        letterhead=letterhead,
        blocks=[
            text(opening),
            roman("Việc phải làm và thời hạn", *_duties(guidance)),
            roman("Hồ sơ, biểu mẫu", *_forms(guidance)),
            roman("Cách gửi và liên hệ", *_sending(guidance)),
        ],
        closing=[text(f"Trong khi thực hiện, nếu có vướng mắc, {guidance.who} báo về {guidance.issuer} để giải đáp.")],
        recipients=[f"{guidance.who[:1].upper()}{guidance.who[1:]} (để thực hiện)", "Lưu: VT"],
        signatories=[signatory],
    )


def _duties(guidance: Guidance) -> list[Block]:
    rows = [
        [str(at), each.work, each.sent or "Không phải gửi", each.opens or "–", each.due]
        for at, each in enumerate(guidance.duties, start=1)
    ]
    header = ["TT", "Việc", "Hồ sơ gửi", "Mở từ", "Hạn"]
    return [Table(header=header, rows=rows, widths=[12.0, 55.0, 50.0, 22.0, 26.0])]


def _forms(guidance: Guidance) -> list[Block]:
    named = list(dict.fromkeys(each.sent for each in guidance.duties if each.sent))
    told = items(named) if named else [text("Các việc trên không phải gửi hồ sơ.")]
    return [
        *told,
        text("Minh chứng là bản chụp rõ, không lộ thông tin riêng của học sinh; mỗi minh chứng ghi tên việc."),
    ]


def _sending(guidance: Guidance) -> list[Block]:
    found: list[Block] = [text("Hồ sơ lập và gửi trên hệ thống theo từng việc trong danh sách cần làm của mỗi người.")]
    if guidance.contact:
        found.append(line("Người cần hỏi", guidance.contact))
    return found
