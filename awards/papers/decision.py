"""Quyết định công nhận danh hiệu thi đua, quyết định khen thưởng: Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from awards.criteria import AWARDED, NAME
from awards.papers.parts import plain_table, text
from councils.papers.parts import article, items
from documents.content import Appendix, Block, Content, Letterhead, Section, Signatory, Table

FEW = 3  # so many stand in Điều 1 itself, more in a list at the end
HEADER = [NAME, "Chức vụ, đơn vị", AWARDED]
WIDTHS = [52.0, 60.0, 43.0]  # millimetres, beside 10 for the number
ACHIEVED = "Thành tích"


@dataclass(frozen=True)
class Award:
    """One line: who gets what. `achievement` is told in a decision of commendation, "" in one of titles."""

    name: str
    distinction: str
    place: str = ""
    achievement: str = ""
    is_collective: bool = False


@dataclass(frozen=True)
class DecisionFacts:
    """`kind` is "title" or "award". `period`: “năm học 2025-2026”, or what the commendation is for.

    `proposed_by` and `proposal`: whose proposal, and “Tờ trình số …” as written; "" where there is none.
    `rewards`: what Điều 2 says of the money, one line each; nothing is said where nothing is stated.
    """

    kind: str
    period: str
    awards: Sequence[Award]
    bases: Sequence[str] = ()
    proposed_by: str = ""
    proposal: str = ""
    rewards: Sequence[str] = ()
    carried_out_by: str = ""


def decision_content(facts: DecisionFacts, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    is_listed = len(facts.awards) > FEW
    articles: list[Block] = [_granting(facts, is_listed=is_listed)]
    if facts.rewards:
        articles.append(article(text("Mức thưởng kèm theo:"), *items(facts.rewards)))
    articles.append(_carrying_out(facts))
    return Content(
        title="QUYẾT ĐỊNH",
        subject=_subject(facts),
        letterhead=letterhead,
        bases=[*facts.bases, *_proposed(facts)],
        blocks=articles,
        recipients=[f"Như Điều {len(articles)}", *filter(None, [facts.proposed_by]), "Lưu: VT"],
        signatories=[signatory],
        appendices=[_list(facts)] if is_listed else [],
    )


def _subject(facts: DecisionFacts) -> str:
    if facts.kind == "title":
        return f"Về việc công nhận danh hiệu thi đua {facts.period}"
    return f"Về việc khen thưởng {facts.period}"


def _proposed(facts: DecisionFacts) -> list[str]:
    if not facts.proposed_by:
        return []
    proposal = f" tại {facts.proposal}" if facts.proposal else ""
    return [f"Theo đề nghị của {facts.proposed_by}{proposal}"]


def _granting(facts: DecisionFacts, *, is_listed: bool) -> Section:
    """Điều 1: each distinction with how many get it, then who, or where they are named."""
    opening = f"{_verb(facts)} cho {_people(facts.awards)}"
    opening += f" thuộc {facts.proposed_by}" if facts.proposed_by else ""
    if not is_listed:
        return article(text(f"{opening} có tên sau đây:"), _table(facts))
    names = list(dict.fromkeys(award.distinction for award in facts.awards))
    if len(names) == 1:
        return article(text(f"{opening} (có danh sách kèm theo)."))
    counted = [f"{name}: {_people([each for each in facts.awards if each.distinction == name])}" for name in names]
    return article(text(f"{opening} (có danh sách kèm theo), gồm:"), *items(counted))


def _verb(facts: DecisionFacts) -> str:
    names = list(dict.fromkeys(award.distinction for award in facts.awards))
    if facts.kind == "title":
        what = f"danh hiệu “{names[0]}”" if len(names) == 1 else "danh hiệu thi đua"
        return f"Công nhận {what} {facts.period}"
    what = names[0] if len(names) == 1 else "hình thức khen thưởng"
    return f"Tặng {what} {facts.period}"


def _people(awards: Sequence[Award]) -> str:
    """“05 cá nhân”, “02 tập thể”, “02 tập thể và 05 cá nhân”: collectives first, as they are named in a ceremony."""
    collectives = sum(award.is_collective for award in awards)
    counts = [(collectives, "tập thể"), (len(awards) - collectives, "cá nhân")]
    return " và ".join(f"{count:02d} {noun}" for count, noun in counts if count)


def _carrying_out(facts: DecisionFacts) -> Section:
    who = facts.carried_out_by or facts.proposed_by or "Các bộ phận liên quan"
    return article(
        text(
            f"Quyết định này có hiệu lực từ ngày ký. {who} và các cá nhân, tập thể có tên tại Điều 1 chịu trách nhiệm"
            " thi hành Quyết định này."
        )
    )


def _list(facts: DecisionFacts) -> Appendix:
    what = "được công nhận danh hiệu thi đua" if facts.kind == "title" else "được khen thưởng"
    return Appendix(f"Danh sách {what} {facts.period}", [_table(facts)])


def _table(facts: DecisionFacts) -> Table:
    if not any(award.achievement for award in facts.awards):
        return plain_table(HEADER, [[each.name, each.place, each.distinction] for each in facts.awards], WIDTHS)
    rows = [[each.name, each.place, each.distinction, each.achievement] for each in facts.awards]
    return plain_table([*HEADER, ACHIEVED], rows, [42.0, 40.0, 28.0, 45.0])
