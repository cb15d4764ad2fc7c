"""Kế hoạch phát động: one movement from its row to the draft that its author completes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from documents.content import Block, Content, Letterhead, Signatory, Table
from documents.wording import arabic, day_span, items, line, paragraphs, roman, sentence, text


@dataclass(frozen=True)
class Step:
    """`days` as printed: “05/10/2026” or “từ … đến …”."""

    days: str
    work: str
    who: str


@dataclass(frozen=True)
class Charge:
    """Who answers for what: “Tổ 1, 2, 3”, with the name of its head where there is one."""

    unit: str
    head: str = ""


@dataclass(frozen=True)
class LaunchPlan:
    """`award` "": the movement names no form; `award_count` None: it names no number, which is not 0.

    `plan` is how the plan above it is cited: “Kế hoạch số 05/KH-… ngày … của … về …”.
    """

    issuer: str
    school_year: str
    name: str
    kind: str
    goal: str
    subjects: str
    content: str
    from_on: date
    to_on: date
    plan: str
    award: str = ""
    award_count: int | None = None
    leader: str = ""
    steps: Sequence[Step] = ()
    charges: Sequence[Charge] = ()


def launch_plan_content(plan: LaunchPlan, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    opening = (
        f"{plan.issuer} phát động phong trào “{plan.name}” trong năm học {plan.school_year},"
        " với những nội dung sau đây."
    )
    return Content(
        title="KẾ HOẠCH",
        subject=f"Phát động phong trào thi đua “{plan.name}”",
        letterhead=letterhead,
        bases=[f"Căn cứ {plan.plan}"] if plan.plan else [],
        blocks=[text(opening), _aims(plan), _substance(plan), _schedule(plan), _carrying_out(plan)],
        closing=[text("Các tổ, cá nhân gặp vướng mắc khi thực hiện thì báo lãnh đạo đơn vị để cùng tháo gỡ.")],
        recipients=["Các tổ (để thực hiện)", "Hội đồng thi đua - khen thưởng (để theo dõi)", "Lưu: VT"],
        signatories=[signatory],
    )


def _aims(plan: LaunchPlan) -> Block:
    demands = [
        "Nội dung thi đua gắn với việc làm hằng ngày, có thời hạn và có kết quả kiểm được",
        "Tham gia tự nguyện; mỗi tổ chọn việc hợp với điều kiện của tổ và ghi rõ khi hưởng ứng",
        "Bình xét công khai, dựa trên kết quả và minh chứng",
    ]
    return roman("Mục đích, yêu cầu", arabic("Mục đích", *paragraphs(plan.goal)), arabic("Yêu cầu", *items(demands)))


def _substance(plan: LaunchPlan) -> Block:
    return roman(
        "Nội dung",
        arabic("Đối tượng", text(sentence(plan.subjects))),
        arabic("Hình thức, thời gian", line("Hình thức", sentence(plan.kind)), line("Thời gian", _days(plan))),
        arabic("Nội dung thi đua", *paragraphs(plan.content)),
        arabic("Khen thưởng", *_awards(plan)),
    )


def _days(plan: LaunchPlan) -> str:
    return sentence(day_span(plan.from_on, plan.to_on))


def _awards(plan: LaunchPlan) -> list[Block]:
    if not plan.award and plan.award_count is None:
        return [text("Kế hoạch không nêu hình thức và số lượng khen; xét khen theo quy định hiện hành của đơn vị.")]
    form = plan.award or "không nêu"
    count = "không nêu" if plan.award_count is None else f"{plan.award_count:02d}"
    return [line("Hình thức khen", sentence(form)), line("Số lượng", sentence(count))]


def _schedule(plan: LaunchPlan) -> Block:
    rows = [[str(at), step.work, step.days, step.who] for at, step in enumerate(plan.steps, start=1)]
    table = Table(header=["TT", "Việc", "Thời gian", "Thực hiện"], rows=rows, widths=[12.0, 72.0, 42.0, 39.0])
    return roman("Tiến độ", table)


def _carrying_out(plan: LaunchPlan) -> Block:
    leader = f"{plan.leader} chịu trách nhiệm chung" if plan.leader else "Người đứng đầu đơn vị chịu trách nhiệm chung"
    units = [f"{each.unit}{f': {each.head}' if each.head else ''}" for each in plan.charges]
    blocks: list[Block] = [
        arabic("Lãnh đạo đơn vị", text(f"{leader}; theo dõi tiến độ và chủ trì sơ kết, tổng kết phong trào.")),
        arabic(
            "Hội đồng thi đua - khen thưởng",
            text("Hướng dẫn minh chứng, tổng hợp kết quả các tổ và đề nghị khen thưởng khi kết thúc."),
        ),
    ]
    if units:
        told = text("Các tổ đăng ký việc làm, ghi nhận người tốt, việc tốt và báo cáo kết quả. Người phụ trách:")
        blocks.append(arabic("Các tổ", told, *items(units)))
    return roman("Tổ chức thực hiện", *blocks)
