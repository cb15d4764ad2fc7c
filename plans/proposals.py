"""What the reader understood, as proposals for a person: keyed, titled, moved to this school year. Pure.

Beside the reader's own doubts stand those of a text that was written elsewhere or for another year.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, fields
from datetime import date

from documents.content import Content
from documents.reading import Doubt
from documents.reading.lines import LOWER, UPPER, fold
from plans import criteria
from plans.reading import PlanFacts
from plans.reading.asking import ask_once
from plans.reading.bases import CITATION
from plans.reading.passages import read_passages

# How the text was read, for a person to see; nothing has to be chosen.
INFORMATIVE = {
    "appendix_after_signature",
    "decomposed_text",
    "heading_without_number",
    "label_form",
    "layout_marks",
    "month_list",
    "page_number",
    "quote_style",
    "short_months",
    "uneven_heading_marks",
    "week_definition",
    "wrapped_paragraph",
    "year_missing",
}
# About the letterhead and signature of the pasted text, which are replaced by this school's own.
LETTERHEAD = {
    "blank_date",
    "blank_number",
    "header_missing",
    "issuer_symbol",
    "number_only_in_appendix",
    "place_case",
    "signer_missing",
}
LETTERHEAD_NOTE = "Đầu văn bản và chữ ký lấy theo đơn vị này; số và ngày do văn thư ghi khi ban hành."
_YEARS = re.compile(
    r"năm học\s*:?\s*(?P<first>20\d\d)\s*[-–—/]\s*20\d\d|(?<!\w)năm\s+(?P<year>20\d\d)(?!\s*[-–]\s*20\d\d)", re.I
)
_PLACE = re.compile(r"(?:phuong|xa|thi tran|quan|huyen|thi xa) ")
_PLACE_NAME = re.compile(
    rf"(?:[Pp]hường|(?<![Tt]hị )[Xx]ã|[Tt]hị trấn|[Qq]uận|[Hh]uyện|[Tt]hị xã)\s+"
    rf"(?P<name>[{UPPER}][{LOWER}]*(?:\s+[{UPPER}][{LOWER}]+){{0,3}})"
)
_MONTH_BEFORE = re.compile(r"tháng\s+\d{1,2}\s*$", re.I)


@dataclass
class Proposal:
    """The values of a fact as they are proposed; names are those of `PlanFact`."""

    kind: str
    key: str
    line: int
    sentence: str
    data: dict
    title: str = ""
    purpose: str = ""
    terms: dict = field(default_factory=dict)
    old_from_on: date | None = None
    old_to_on: date | None = None
    from_on: date | None = None
    to_on: date | None = None
    problem: str = ""
    note: str = ""
    is_answered: bool = False

    @property
    def values(self) -> dict:
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name != "is_answered"}

    @property
    def said(self) -> tuple:
        """What stays the same where only a date in the sentence was replaced."""
        return (self.kind, fold(self.sentence), self.title if self.kind != "deadline" else self.terms.get("kind"))


def propose(facts: PlanFacts, content: Content, *, issuer: str, starts_on: date, ends_on: date) -> list[Proposal]:
    """All proposals of a plan in the order of its lines. `issuer` is this school's name as documents print it."""
    days = {"from_year": _first_year(facts, starts_on), "starts_on": starts_on, "ends_on": ends_on}
    doubts = _foreign_doubts(facts, content, issuer, starts_on, ends_on)
    asked = {doubt.sentence for doubt in doubts if doubt.code == "other_year"}
    doubts = ask_once(doubts + _foreign_places(facts, content))
    # Where the year is not this one at all, that the plan mixes two kinds of year is no question of its own.
    doubts += [each for each in facts.warnings if not (each.code == "period_mix" and each.sentence in asked)]
    found = [_of_deadline(fact, days) for fact in facts.deadlines]
    found += [_of_target(fact) for fact in facts.targets]
    found += [_of_campaign(fact, facts, content, days) for fact in facts.campaigns]
    found += _of_doubts(doubts)
    return sorted(found, key=lambda proposal: (proposal.line, proposal.kind))


def _first_year(facts: PlanFacts, starts_on: date) -> int:
    """The school year the plan was written for, by its first calendar year."""
    return facts.period.start.year if facts.period.start else starts_on.year


def _of_deadline(fact, days: dict) -> Proposal:
    placed = criteria.place(fact, **days)
    old, new = placed.old or (None, None), placed.new or (None, None)
    return Proposal(
        kind="deadline",
        key=fact.key,
        line=fact.line,
        sentence=fact.sentence,
        data={"what": fact.what, "kind": fact.kind, "parameters": fact.parameters},
        title=criteria.short_title(fact.what)[:250],
        purpose=criteria.guess_purpose(fact.what, fact.kind),
        terms={"kind": placed.deadline.kind, "parameters": placed.deadline.parameters},
        old_from_on=old[0],
        old_to_on=old[1],
        from_on=new[0],
        to_on=new[1],
        problem=placed.problem[:250],
    )


def _of_target(fact) -> Proposal:
    terms = {
        "who": fact.who[:200],
        "operator": fact.op,
        "value": None if fact.value is None else str(fact.value).removesuffix(".0"),
        "unit": fact.unit[:30],
        "code": fact.code or "",
        "is_registration": fact.is_registration,
    }
    return Proposal(
        kind="target",
        key=fact.key,
        line=fact.line,
        sentence=fact.sentence,
        data=dict(terms),
        title=_capitalised(fact.award or fact.who)[:250],
        terms=terms,
    )


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _of_campaign(fact, facts: PlanFacts, content: Content, days: dict) -> Proposal:
    quota = next((each for each in facts.quotas if each.campaign and fact.name in each.campaign), None)
    counts = [] if quota is None else [each for each in (quota.collectives, quota.individuals) if each is not None]
    data = {
        "kind": fact.kind,
        "award": quota.award if quota else "",
        "award_count": sum(counts) if counts else None,
        **_described(content, fact.name),
    }
    proposal = Proposal("campaign", fact.key, fact.line, fact.sentence, data, title=fact.name[:250])
    if fact.start and fact.end:
        data["window"] = _window_sentence(fact, facts)
        rule = criteria.campaign_rule(fact.name, fact.line, fact.sentence, fact.start, fact.end)
        placed = criteria.place(rule, **days)
        proposal.old_from_on, proposal.old_to_on = placed.old or (None, None)
        proposal.from_on, proposal.to_on = placed.new or (None, None)
        proposal.problem = placed.problem[:250]
    return proposal


def _window_sentence(fact, facts: PlanFacts) -> dict:
    """Where the movement's days are printed: often a line of its own below the name."""
    days = (fact.start, fact.end)
    entry = next((e for e in facts.timeline if (e.start, e.end) == days and e.line >= fact.line), fact)
    return {"line": entry.line, "sentence": entry.sentence}


_PARTS = {
    "goal": re.compile(r"^(?:mục tiêu|mục đích)[^:]{0,30}:\s*(.+)", re.I),
    "subjects": re.compile(r"^(?:đối tượng)[^:]{0,30}:\s*(.+)", re.I),
    "content": re.compile(r"^(?:nội dung)[^:]{0,30}:\s*(.+)", re.I),
}


def _described(content: Content, name: str) -> dict[str, str]:
    """Goal, subjects and content where the text gives them line by line under the movement's name."""
    found: dict[str, str] = {}
    for passage in read_passages(content):
        if not any(name in title for title in passage.titles):
            continue
        for part, pattern in _PARTS.items():
            match = pattern.match(passage.text)
            if match:
                found.setdefault(part, match[1].strip())
    return found


# ---- doubts ----


def _of_doubts(doubts: list[Doubt]) -> list[Proposal]:
    seen: dict[str, int] = {}
    found = []
    for doubt in doubts:
        said = "|".join((doubt.code, fold(doubt.sentence), re.sub(r"\d+", "", doubt.message)))
        key = f"doubt-{hashlib.sha256(said.encode()).hexdigest()[:12]}"
        seen[key] = seen.get(key, 0) + 1
        is_answered = doubt.code in LETTERHEAD
        found.append(
            Proposal(
                kind="doubt",
                key=key if seen[key] == 1 else f"{key}-{seen[key]}",
                line=max(doubt.line, 1),
                sentence=doubt.sentence,
                data={"code": doubt.code, "message": doubt.message},
                title=doubt.message[:250],
                note=LETTERHEAD_NOTE if is_answered else "",
                is_answered=is_answered,
            )
        )
    return found


def _foreign_doubts(facts: PlanFacts, content: Content, issuer: str, starts_on: date, ends_on: date) -> list[Doubt]:
    found = []
    printed = facts.header.issuer
    if printed and fold(printed) != fold(issuer):
        message = (
            f"Văn bản nhập ghi cơ quan ban hành là “{printed}”; đầu văn bản đã thay bằng “{issuer}”."
            " Xem lại tên trường trong phần nội dung."
        )
        found.append(Doubt("other_issuer", 1, message, printed))
    earliest = facts.period.start.year if facts.period.start else starts_on.year
    years = (earliest, starts_on.year, ends_on.year)
    places = [(1, content.subject), *((p.line, p.text) for p in read_passages(content))]
    for line, text in places:
        named = _other_year(text, *years)
        if named:
            message = f"Văn bản ghi “{named}”, chưa khớp năm học {starts_on.year}-{ends_on.year}."
            found.append(Doubt("other_year", line, message, text, cause=named))
    return found


def _foreign_places(facts: PlanFacts, content: Content) -> list[Doubt]:
    """A phường, xã, quận or huyện of the bases and recipients that the school's own letterhead does not know."""
    head = content.letterhead
    own = fold(" ".join((*head.superior, *head.issuer, head.place)))
    passages = read_passages(content)
    last = max((passage.line for passage in passages), default=1)
    texts = [(basis.line, basis.sentence) for basis in facts.legal_bases]
    texts += [(passage.line, passage.text) for passage in passages if passage.place == "closing"]
    texts += [(last, recipient) for recipient in content.recipients]
    found = []
    for line, text in texts if _PLACE.search(own) else ():
        for match in _PLACE_NAME.finditer(text):
            if fold(match["name"]) not in own:
                message = f"Văn bản nhắc “{match[0]}”, không có trong tên và địa danh của đơn vị này."
                found.append(Doubt("other_place", line, message, text, cause=fold(match[0])))
    return found


def _other_year(text: str, earliest: int, first: int, second: int) -> str:
    """The first year named that is neither this school year nor older than the plan (“kết quả năm 2019” is history)."""
    text = CITATION.sub("", text)
    for match in _YEARS.finditer(text):
        if match["first"]:
            year, fits = int(match["first"]), int(match["first"]) == first
        else:
            year, fits = int(match["year"]), int(match["year"]) in (first, second)
        if not fits and year >= earliest and not _MONTH_BEFORE.search(text[: match.start()]):
            return match[0]
    return ""
