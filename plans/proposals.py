"""What the reader understood, as proposals for a person: keyed, titled, moved to this school year. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import date

from documents.content import Content
from plans import criteria
from plans.doubts import LETTERHEAD, Question, Year, questions
from plans.names import Own
from plans.parts import Part, parts_of, who_of
from plans.reading import PlanFacts
from plans.reading.facts import Deadline
from plans.reading.passages import read_passages


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
    def said(self) -> str:
        """What was understood, apart from the sentence and its days."""
        return self.data.get("kind", "") if self.kind == "deadline" else self.title

    @property
    def is_moved(self) -> bool:
        return self.old_to_on is not None and (self.old_from_on, self.old_to_on) != (self.from_on, self.to_on)


def propose(
    facts: PlanFacts,
    content: Content,
    *,
    own: Own,
    starts_on: date,
    ends_on: date,
    semester_two_starts_on: date | None = None,
) -> list[Proposal]:
    """All proposals of a plan in the order of its lines. `own` are the names of the school whose plan it is now."""
    days = {"from_year": _first_year(facts, starts_on), "starts_on": starts_on, "ends_on": ends_on}
    days["semester_two_starts_on"] = semester_two_starts_on
    found = [_of_deadline(fact, days) for fact in facts.deadlines]
    found += [_of_target(*pair) for pair in zip(facts.targets, [None, *facts.targets], strict=False)]
    found += [_of_campaign(fact, facts, content, days) for fact in facts.campaigns]
    moved = {(proposal.line, proposal.sentence) for proposal in found if proposal.is_moved}
    parts = [_of_part(part) for part in parts_of(facts, content, starts_on=starts_on, ends_on=ends_on)]
    told = {(each.line, each.sentence) for each in [*found, *parts] if each.problem or each.kind == "event"}
    found += _keyed(parts)
    year = Year(starts_on, ends_on, lambda day: _moved_day(day, days))
    found += _keyed(map(_of_question, questions(facts, content, own=own, year=year, moved=moved, told=told)))
    return sorted(found, key=lambda proposal: (proposal.line, proposal.kind))


def _moved_day(day: date, days: dict) -> date | None:
    rule = Deadline(line=1, sentence="", what="", kind="date", parameters={"date": day.isoformat()})
    placed = criteria.place(rule, **days)
    return placed.new[0] if placed.new else None


def _first_year(facts: PlanFacts, starts_on: date) -> int:
    """The school year the plan was written for, by its first calendar year."""
    return facts.period.start.year if facts.period.start else starts_on.year


def _of_deadline(fact, days: dict) -> Proposal:
    placed = criteria.place(fact, **days)
    old, new = placed.old or (None, None), placed.new or (None, None)
    who = (getattr(fact, "who", "") or who_of(fact.what))[:200]
    purpose = criteria.guess_purpose(fact.what, fact.kind, fact.parameters)
    return Proposal(
        kind="deadline",
        key=fact.key,
        line=fact.line,
        sentence=fact.sentence,
        data={"what": fact.what, "kind": fact.kind, "parameters": fact.parameters, "who": who},
        title=criteria.title_of(fact.what, purpose, fact.kind, fact.parameters)[:250],
        purpose=purpose,
        terms={"kind": placed.deadline.kind, "parameters": placed.deadline.parameters, "who": who},
        old_from_on=old[0],
        old_to_on=old[1],
        from_on=new[0],
        to_on=new[1],
        problem=placed.problem[:250],
    )


def _of_target(fact, previous=None) -> Proposal:
    """`previous`: the target before it, whose award counts on: “Giấy khen …: 01 tập thể, 03 cá nhân”."""
    award = fact.award
    if not award and previous is not None and previous.award and previous.sentence == fact.sentence:
        award = f"{previous.award} ({fact.who})"
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
        title=_capitalised(award or fact.who)[:250],
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


# ---- parts and questions ----


def _of_part(part: Part) -> Proposal:
    return Proposal(
        kind=part.kind,
        key=part.key,
        line=part.line,
        sentence=part.sentence,
        data=dict(part.terms),
        title=part.title,
        terms=part.terms,
        from_on=part.day,
        to_on=part.day,
        problem=part.problem[:250],
    )


def _of_question(question: Question) -> Proposal:
    first = question.places[0]
    return Proposal(
        kind="doubt",
        key=question.key,
        line=first.line,
        sentence=first.sentence,
        data={
            "code": question.code,
            "message": question.message,
            "places": [asdict(place) for place in question.places],
            "is_note": question.is_note,
            "instead": question.instead,
        },
        title=question.message[:250],
        note=question.note,
        is_answered=question.is_note or question.code in LETTERHEAD,
    )


def _keyed(proposals: Iterable[Proposal]) -> list[Proposal]:
    """The same with keys that differ: a repeat gets a number."""
    seen: dict[str, int] = {}
    found = []
    for proposal in proposals:
        seen[proposal.key] = seen.get(proposal.key, 0) + 1
        if seen[proposal.key] > 1:
            proposal.key = f"{proposal.key}-{seen[proposal.key]}"
        found.append(proposal)
    return found
