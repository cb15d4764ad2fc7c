"""What of a verdict everybody but the head may read. Pure.

Blocks are private: others learn that somebody is to be asked about, and neither why nor since when. So a block on one
distinction is shown on all of them (verification stops all, a sanction that is over only some), and what is said of the
members of a collective is never worked out in front of others.
"""

from __future__ import annotations

from dataclasses import replace

from core.findings import Finding
from legal.conditions import MeetsTerm, Term, UndisciplinedTerm
from records.eligibility.facts import INDIVIDUAL, Facts
from records.eligibility.judging import BLOCKED, Verdict, judge, outcome_of
from records.eligibility.rules import CompiledRow, RuleBook

ASK_THE_HEAD = "Điều kiện về kỷ luật của thành viên do thủ trưởng đơn vị xác nhận"


def is_held_back(facts: Facts, book: RuleBook) -> bool:
    """Whether anything private bears on any distinction of the book that this person may receive."""
    if facts.kind != INDIVIDUAL or not (facts.sanctions or facts.has_pending):
        return False
    return any(judge(facts, book, code).is_blocked for code in book.distinctions)


def shown_to_others(verdict: Verdict, facts: Facts, book: RuleBook, code: str) -> Verdict:
    """The verdict on a distinction as everybody but the head may read it."""
    if facts.kind == INDIVIDUAL:
        return verdict.public(is_held=is_held_back(facts, book))
    asked = {f"{code}.{row.slot}": row for row in book.conditions(code) if _asks_of_discipline(row, book)}
    if not asked or not book.speaks_of(code, facts.kind):
        return verdict.public()
    found = tuple(each for each in verdict.findings if each.code not in (*asked, BLOCKED, "transition"))
    told = tuple(
        Finding(name, "look", ASK_THE_HEAD, row.words, citation=row.citation, facts={"state": "unknown"})
        for name, row in asked.items()
    )
    shown = replace(verdict, findings=(*told, *found))
    return replace(shown, outcome=outcome_of(shown.findings)).public()


def is_worked_out(shown: Verdict) -> bool:
    """Whether a shown verdict is what was judged: no block, nothing left to the head."""
    return not any(each.code == BLOCKED or each.title == ASK_THE_HEAD for each in shown.findings)


def _asks_of_discipline(row: CompiledRow, book: RuleBook) -> bool:
    """Whether a row asks for it, itself or through the conditions of another distinction."""
    terms = _terms(row)
    inner = [each for term in terms if isinstance(term, MeetsTerm) for each in book.applied(term.code)]
    return any(isinstance(term, UndisciplinedTerm) for each in (row, *inner) for term in _terms(each))


def _terms(row: CompiledRow) -> list[Term]:
    return list(row.condition.terms) if row.condition else []
