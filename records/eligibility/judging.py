"""May a candidate receive a distinction? A verdict over facts and the rows of law, every finding with its source. Pure.

`eligible`: every row holds, and every row was compared with its text. `not_eligible`: a row whose text was compared is
failed by known facts. `needs_review`: everything between - proof is missing, or a rule is not verified.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.findings import Citation, Finding
from records.eligibility.facts import INDIVIDUAL, MERIT, Facts
from records.eligibility.rules import CompiledRow, RuleBook
from records.eligibility.spans import DOUBTED, FAILED, MET, UNKNOWN, Asked
from records.eligibility.standing import Standing, row_standing
from records.eligibility.supply import Shared, shared_initiative

ELIGIBLE, NOT_ELIGIBLE, NEEDS_REVIEW = "eligible", "not_eligible", "needs_review"
OUTCOME_WORDS = {ELIGIBLE: "Đủ điều kiện", NOT_ELIGIBLE: "Chưa đủ điều kiện", NEEDS_REVIEW: "Cần xem xét"}
BLOCKED = "blocked"
SEE_NOTICE = "Xem thông báo riêng."
SEEN_PRIVATELY = Finding(BLOCKED, "look", SEE_NOTICE)
TOLD_OF_BLOCKED = ("part_of_year", "leave", "provisional")  # these say nothing of a block
STATE_WORDS = {FAILED: "failed", DOUBTED: "failed", UNKNOWN: "unknown", MET: "met"}
SEVERITY = {FAILED: "must", DOUBTED: "look", UNKNOWN: "look", MET: "ok"}


@dataclass(frozen=True)
class Verdict:
    """`findings`: what was computed; `weighed`: what the council weighs, which changes no outcome."""

    outcome: str
    findings: tuple[Finding, ...]
    weighed: tuple[Finding, ...] = ()

    @property
    def words(self) -> str:
        return OUTCOME_WORDS[self.outcome]

    @property
    def answer(self) -> tuple:
        """What is decided, apart from how it is worded: two judgings agree where this is the same."""
        parts = (*self.findings, *self.weighed)
        asked = [(e.code, e.severity, e.citation, e.facts.get("state"), e.facts.get("missing")) for e in parts]
        return self.outcome, tuple(asked)

    @property
    def shortfalls(self) -> tuple[Finding, ...]:
        """Conditions that known facts fail, verified or not."""
        return tuple(each for each in self.findings if each.facts.get("state") == "failed")

    @property
    def missing_proofs(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.facts.get("state") == "unknown")

    @property
    def is_blocked(self) -> bool:
        return any(each.code == BLOCKED for each in self.findings)

    def public(self, *, is_held: bool = False) -> Verdict:
        """As everybody but the head may see it: without what is private, and of a block no more than that there is one.

        Which conditions hold, which are left out and how it ends would tell verification, a sanction in force and one
        that is over apart, so of somebody who `is_held` none of them is said.
        """
        if is_held or self.is_blocked:
            kept = [each for each in self.findings if each.code in TOLD_OF_BLOCKED]
            return replace(self, outcome=NEEDS_REVIEW, findings=(SEEN_PRIVATELY, *kept))
        return replace(self, findings=tuple(each for each in self.findings if not each.facts.get("is_private")))

    def to_json(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome,
            "findings": [asdict(each) for each in self.findings],
            "weighed": [asdict(each) for each in self.weighed],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Verdict:
        return cls(value["outcome"], _findings(value["findings"]), _findings(value.get("weighed", ())))


def _findings(rows) -> tuple[Finding, ...]:
    return tuple(
        Finding(**{**row, "citation": Citation(**row["citation"]) if row["citation"] else None}) for row in rows
    )


def judge(facts: Facts, book: RuleBook, distinction_code: str) -> Verdict:
    """Hold the facts of one candidate against the rows of one distinction."""
    rows = book.conditions(distinction_code)
    if not rows or not book.speaks_of(distinction_code, facts.kind):
        return Verdict(NEEDS_REVIEW, (_no_rules(book, distinction_code, facts),))
    asked = Asked(facts, book, path=(distinction_code,))
    findings, weighed, hidden = [], [], _blocks(facts, book)
    generous = _any_basis_counting(asked)
    for row in rows:
        standing = row_standing(row, asked)
        if generous and standing is not None and standing.state == FAILED:
            standing = _doubted_by_basis(standing, row_standing(row, generous), book)
        if standing is None:
            weighed.append(
                Finding(f"{distinction_code}.{row.slot}", "ok", row.row.note or row.words, citation=row.citation)
            )
            continue
        if facts.restart is not None and book.principle("pending").value != "no":
            since = row_standing(row, asked._replace(floor=facts.restart))
            if since.state < standing.state:
                grounds = f"Thành tích tính lại từ khi hết kỷ luật: {since.sentence}."
                hidden.append((grounds, *_restarted(since.state, row, book)))
                continue
        if standing.is_hidden:
            hidden.append((f"{standing.sentence}.", row.citation, standing.state))
        else:
            findings.append(_finding(distinction_code, row, standing))
    asking = book.asking_initiatives(distinction_code)
    if len(asking) > 1 and (shared := shared_initiative(asked, distinction_code)):
        is_sure = shared.is_known and all(row.is_verified for row in asking)
        findings.append(_initiative_once(book, shared, is_sure))
    if hidden:
        findings.append(_blocked(hidden))
    findings += _circumstances(facts, book)
    if provisional := _provisional(book, distinction_code):
        findings.append(provisional)
    return Verdict(outcome_of(findings), tuple(findings), tuple(weighed))


def _restarted(state: int, row: CompiledRow, book: RuleBook) -> tuple[Citation, int]:
    """What fails only because merit counts anew asks, while nobody compared that rule."""
    rule = book.principle("pending").citation
    return (row.citation, state) if rule.is_verified else (rule, max(state, DOUBTED))


def _any_basis_counting(asked: Asked) -> Asked | None:
    """As if awards of a theme or an occasion counted; None where none is held, or a text that was read says no."""
    held = asked.facts.holdings
    if all(each.basis == MERIT for each in held) or asked.book.principle("merit_only").citation.is_verified:
        return None
    return asked._replace(facts=replace(asked.facts, holdings=tuple(replace(each, basis=MERIT) for each in held)))


def _doubted_by_basis(standing: Standing, otherwise: Standing | None, book: RuleBook) -> Standing:
    """What fails only because an award was not given for merit asks, while nobody compared that rule."""
    if otherwise is None or otherwise.state == FAILED:
        return standing
    rule = book.principle("merit_only").citation
    words = f"{standing.sentence}; khen theo chuyên đề, đột xuất không được tính theo {rule}, chưa đối chiếu văn bản"
    return standing._replace(state=DOUBTED, sentence=words)


def outcome_of(findings: Iterable[Finding]) -> str:
    severities = {each.severity for each in findings}
    if "must" in severities:
        return NOT_ELIGIBLE
    return NEEDS_REVIEW if "look" in severities else ELIGIBLE


def _finding(code: str, row: CompiledRow, standing: Standing) -> Finding:
    state = standing.state
    return Finding(
        f"{code}.{row.slot}",
        SEVERITY[state],
        standing.sentence,
        row.words,
        standing.change,
        row.citation,
        {"state": STATE_WORDS[state], "missing": standing.missing}
        if standing.missing
        else {"state": STATE_WORDS[state]},
    )


def _blocks(facts: Facts, book: RuleBook) -> list[tuple[str, Citation, int]]:
    """Why nothing is proposed now: something is being verified, or a sanction is in force."""
    if facts.kind != INDIVIDUAL or not (facts.has_pending or facts.sanctions):
        return []
    principle = book.principle("pending")
    if principle.value == "no":
        return []
    citation = principle.citation
    found = [("Có việc đang được xem xét, xác minh.", citation, FAILED)] if facts.has_pending else []
    day = facts.judged_on or facts.span[1]
    if any(each.from_on <= day and (not each.to_on or each.to_on >= day) for each in facts.sanctions):
        found.append(("Đang trong thời gian thi hành kỷ luật.", citation, FAILED))
    return found


def _blocked(hidden: list[tuple[str, Citation, int]]) -> Finding:
    """One finding for all of it: what others read says nothing but where to ask."""
    worst = min(hidden, key=lambda each: (each[2], not each[1].is_verified))
    facts = {"state": STATE_WORDS[worst[2]], "missing": 1, "grounds": [grounds for grounds, _, _ in hidden]}
    return Finding(BLOCKED, SEVERITY[worst[2]], SEE_NOTICE, citation=worst[1], facts=facts)


def _initiative_once(book: RuleBook, shared: Shared, is_sure: bool) -> Finding:
    return Finding(
        "initiative_once",
        "must" if is_sure else "look",
        f"Các điều kiện cần {shared.needed} sáng kiến khác nhau, mới có {shared.had}; mỗi sáng kiến chỉ dùng một lần",
        change=f"Có thêm {shared.needed - shared.had} sáng kiến được công nhận.",
        citation=book.principle("initiative_once").citation,
        facts={"state": "failed" if shared.is_known else "unknown", "missing": shared.needed - shared.had},
    )


def _circumstances(facts: Facts, book: RuleBook) -> list[Finding]:
    """Part-years and leaves. Maternity leave counts as work; why somebody was away is nobody else's business."""
    found = []
    if facts.months < facts.year_months:
        change = "Lấy ý kiến của đơn vị trước đây về thời gian còn lại của năm."
        found.append(Finding("part_of_year", "look", "Không làm việc đủ năm tại đơn vị", change=change))
    if not facts.leave_kinds:
        return found
    maternity, harmless = book.principle("maternity"), {"annual"}
    if "maternity" in facts.leave_kinds and maternity.value != "no":
        harmless.add("maternity")
        title = "Thời gian nghỉ thai sản được tính là thời gian công tác"
        severity = "ok" if maternity.citation.is_verified else "look"
        found.append(Finding("maternity", severity, title, citation=maternity.citation, facts={"is_private": True}))
    if set(facts.leave_kinds) - harmless:
        change = "Người có thẩm quyền xem xét và ghi lý do."
        found.append(Finding("leave", "look", "Có thời gian nghỉ dài trong năm", change=change))
    return found


def _provisional(book: RuleBook, code: str) -> Finding | None:
    """One finding that names every row applied whose text nobody has compared; the same for all candidates."""
    if ("provisional", code) not in book.kept:
        rows = [row for row in book.applied(code) if not row.is_verified]
        book.kept["provisional", code] = rows and Finding(
            "provisional",
            "look",
            "Tạm tính, chưa đối chiếu văn bản",
            "; ".join(f"{row.words} ({row.citation})" for row in rows),
            "Đối chiếu văn bản rồi bấm “Ghi là đã đối chiếu” ở Tham số pháp lý, hoặc nhập quy định của địa phương.",
            rows[0].citation,
            {"rules": [row.row.code for row in rows]},
        )
    return book.kept["provisional", code] or None


def _no_rules(book: RuleBook, code: str, facts: Facts) -> Finding:
    whom = "" if facts.kind == INDIVIDUAL else " của tập thể"
    return Finding(
        "no_rules",
        "look",
        f"Chưa có điều kiện nào được nhập cho {book.name(code)}{whom}",
        change="Nhập điều kiện theo văn bản của cấp trên hoặc quy chế của đơn vị ở Danh hiệu và điều kiện.",
        facts={"state": "unknown"},
    )
