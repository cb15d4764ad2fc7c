"""Quyết định thành lập, kiện toàn hoặc kết thúc hoạt động của hội đồng. Pure: dataclasses in, a document out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from councils.papers.parts import article, items, text
from documents.content import Block, Content, Letterhead, Section, Signatory, Table
from documents.layout import date_words

HEADER = ["TT", "Họ và tên", "Chức vụ, đơn vị", "Nhiệm vụ trong Hội đồng"]
WIDTHS = [11.0, 48.0, 52.0, 54.0]  # millimetres
SUBJECTS = {
    "establish": "Về việc thành lập {council}",
    "renew": "Về việc kiện toàn {council}",
    "end": "Về việc kết thúc hoạt động của {council}",
}


@dataclass(frozen=True)
class SeatLine:
    """One member: `duty` is what she looks after, `body` whom she sits for; "" where there is nothing."""

    name: str
    post: str
    seat: str
    duty: str = ""
    body: str = ""


@dataclass(frozen=True)
class GroupLine:
    name: str
    task: str
    people: Sequence[str]


@dataclass(frozen=True)
class CouncilDecisionFacts:
    """`kind` is "establish", "renew" or "end"; `former` the decision in force until now, as written, or "".

    `to_on` is the last day of the term; None where none is set.
    """

    kind: str
    council: str
    issuer: str
    from_on: date
    members: Sequence[SeatLine] = ()
    groups: Sequence[GroupLine] = ()
    to_on: date | None = None
    former: str = ""
    uses_seal: bool = False
    bases: Sequence[str] = ()


def decision_content(facts: CouncilDecisionFacts, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    articles = _ending(facts) if facts.kind == "end" else _seating(facts)
    return Content(
        title="QUYẾT ĐỊNH",
        subject=SUBJECTS[facts.kind].format(council=facts.council),
        letterhead=letterhead,
        bases=list(facts.bases),
        blocks=articles,
        recipients=["Như Điều cuối", "Lưu: VT, hồ sơ Hội đồng"],
        signatories=[signatory],
    )


def _seating(facts: CouncilDecisionFacts) -> list[Block]:
    verb = "Thành lập" if facts.kind == "establish" else "Kiện toàn"
    opening = f"{verb} {facts.council} gồm {len(facts.members):02d} thành viên có tên sau đây:"
    found: list[Block] = [article(text(opening), _table(facts.members))]
    if facts.groups:
        found.append(_groups(facts.groups))
    return [*found, _tasks(facts), _force(facts), _carrying_out(facts)]


def _table(members: Sequence[SeatLine]) -> Table:
    rows = [[str(at), each.name, each.post, _seat(each)] for at, each in enumerate(members, start=1)]
    return Table(header=HEADER, rows=rows, widths=WIDTHS)


def _seat(line: SeatLine) -> str:
    rest = [f"đại diện {line.body}" if line.body else "", line.duty[:1].lower() + line.duty[1:]]
    return ", ".join([line.seat, *filter(None, rest)])


def _groups(groups: Sequence[GroupLine]) -> Section:
    lines = [f"{each.name}: {', '.join(each.people)}" + (f". {each.task}" if each.task else "") for each in groups]
    return article(text("Giúp việc cho Hội đồng có:"), *items(lines))


def _tasks(facts: CouncilDecisionFacts) -> Section:
    seal = (
        f" {facts.council} được sử dụng con dấu của {facts.issuer} khi thực hiện nhiệm vụ." if facts.uses_seal else ""
    )
    return article(
        text(
            f"{facts.council} tham mưu cho người đứng đầu {facts.issuer} trong phạm vi nhiệm vụ của Hội đồng; làm việc"
            " theo quy chế hoạt động của Hội đồng; mỗi thành viên chịu trách nhiệm về phần việc được phân công và tự"
            " kết thúc nhiệm vụ khi Hội đồng hết nhiệm kỳ hoặc được kiện toàn." + seal
        )
    )


def _force(facts: CouncilDecisionFacts) -> Section:
    words = f"Quyết định này có hiệu lực từ {date_words(facts.from_on)}"
    if facts.to_on:
        words += f"; nhiệm kỳ của Hội đồng đến hết {date_words(facts.to_on)}"
    if facts.former:
        words += f". Quyết định này thay thế {facts.former}"
    return article(text(f"{words}."))


def _carrying_out(facts: CouncilDecisionFacts) -> Section:
    return article(text(f"Các bộ phận liên quan của {facts.issuer} và các ông, bà có tên tại Điều 1 thi hành."))


def _ending(facts: CouncilDecisionFacts) -> list[Block]:
    named = f" được lập theo {facts.former}" if facts.former else ""
    return [
        article(text(f"Kết thúc hoạt động của {facts.council}{named} từ {date_words(facts.from_on)}.")),
        article(text("Thư ký Hội đồng bàn giao hồ sơ, biên bản và tài liệu của Hội đồng cho văn thư để lưu trữ.")),
        article(text(f"Các bộ phận liên quan của {facts.issuer} và các thành viên Hội đồng thi hành Quyết định này.")),
    ]
