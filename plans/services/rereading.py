"""The facts of a plan made those of a reading, at the first one and at each later one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from core import clock
from documents.content import Content
from organisation.models import Supervision
from plans.matching import Pair, line_map, paired
from plans.models import EmulationPlan, PlanFact
from plans.names import Own
from plans.proposals import Proposal, propose
from plans.reading import PlanFacts

State = PlanFact.State
OF_A_YEAR = ("date", "from", "to", "year", "stated", "corrected")  # what moving a rule to another year changes
DECIDED = ("title", "purpose", "terms", "note", "problem")


@dataclass
class Reread:
    """What a reading did to what a person had decided: `changed` facts want another look, `lost` have no sentence."""

    changed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        parts = ["Đã lưu và đọc lại văn bản. Điều đã xác nhận vẫn giữ."]
        if self.changed:
            parts.append(f"{len(self.changed)} nội dung có câu đã đổi, xin xem lại.")
        if self.lost:
            names = "; ".join(f"“{name}”" for name in self.lost[:3]) + (" …" if len(self.lost) > 3 else "")
            parts.append(f"{len(self.lost)} nội dung đã xác nhận không còn câu trong văn bản nên đã bỏ: {names}.")
        return " ".join(parts)


def proposals(plan: EmulationPlan, facts: PlanFacts, content: Content) -> list[Proposal]:
    year = plan.school_year
    if plan.is_regulation:  # it fixes no dates and targets of one year; what is doubtful in its text is still asked
        facts = replace(facts, deadlines=[], targets=[], campaigns=[])
    return propose(
        facts,
        content,
        own=_own(plan, content),
        starts_on=year.starts_on,
        ends_on=year.ends_on,
        semester_two_starts_on=year.semester_two_starts_on,
    )


def _own(plan: EmulationPlan, content: Content) -> Own:
    """The names a plan of this school may print without being asked about."""
    school, head = plan.organisation, content.letterhead
    above = Supervision.objects.on(clock.today()).filter(subordinate=school).select_related("superior")
    others = [*head.superior, head.place, school.place, *(row.superior.name for row in above)]
    return Own(" ".join(head.issuer), school.name, tuple(filter(None, others)))


def sync_facts(plan: EmulationPlan, found: list[Proposal], *, text_before: str | None = None) -> Reread:
    """Make the plan's facts those found. What a person decided stays with its sentence, also where that moved.

    Where the sentence was changed and says another thing, what was decided is kept beside it and the fact asked again.
    `text_before`: the source text that the facts were read from, where it is not the plan's own.
    """
    existing = list(PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan))
    lines = line_map(plan.source_text if text_before is None else text_before, plan.source_text)
    pairs = paired(existing, found, lines)
    kept = {pair.old.pk for pair in pairs if pair.old is not None}
    gone = [fact for fact in existing if fact.pk not in kept]
    reread = Reread(lost=[str(fact) for fact in gone if fact.decided_by_id])
    PlanFact.objects.for_organisation(plan.organisation).filter(pk__in=[fact.pk for fact in gone]).delete()
    # A key may pass from one fact to another: first all are made free.
    for pair in pairs:
        if pair.old is not None and pair.old.key != pair.new.key:
            PlanFact.objects.filter(pk=pair.old.pk).update(key=f"moving:{pair.old.pk}")
    for pair in pairs:
        if pair.old is None:
            _create(plan, pair.new)
        elif _update(pair):
            reread.changed.append(str(pair.old))
    return reread


def _create(plan: EmulationPlan, proposal: Proposal) -> None:
    state = State.ACCEPTED if proposal.is_answered else State.PROPOSED
    values = proposal.values | {"data": _data(proposal)}
    PlanFact.objects.create(organisation=plan.organisation, plan=plan, state=state, **values)


def _data(proposal: Proposal) -> dict:
    """What was read, with the meaning of it that a later reading is compared with."""
    return {**proposal.data, "title_read": proposal.title, "read": _read(proposal)}


def _read(proposal: Proposal) -> dict:
    days = [day.isoformat() if day else None for day in (proposal.from_on, proposal.to_on)]
    terms = proposal.terms
    if proposal.kind == "deadline":
        rule = {name: value for name, value in terms["parameters"].items() if name not in OF_A_YEAR}
        terms = {"kind": terms["kind"], "rule": rule}
    return {"terms": terms, "days": days, "places": len(proposal.data.get("places", []))}


def _update(pair: Pair) -> bool:
    """Write the new reading over the old one. Whether what a person decided wants another look now."""
    fact, proposal = pair.old, pair.new
    values = proposal.values | {"data": _data(proposal)}
    where = {name: values[name] for name in ("key", "line", "sentence", "data")}
    is_decided = fact.state != State.PROPOSED and fact.decided_by_id is not None
    is_same = _means_the_same(fact, proposal)
    if not is_decided:
        values["earlier"] = fact.earlier  # what was decided before an earlier change still waits for a look
        if proposal.is_answered:
            values["state"] = State.ACCEPTED
        elif fact.data.get("is_note"):
            values["state"] = State.PROPOSED
    elif is_same and not pair.is_changed:
        values = where
    else:
        values = (where if is_same else values) | {"earlier": fact.earlier or _decided(fact)}
        if not is_same:
            values["state"] = State.PROPOSED
    for name, value in values.items():
        setattr(fact, name, value)
    fact.save()
    return "earlier" in values and is_decided


def _means_the_same(fact: PlanFact, proposal: Proposal) -> bool:
    """The sentence still stands for what it stood for when it was decided about."""
    before, now = fact.data.get("read"), _read(proposal)
    if before is None:
        return True
    if fact.kind == PlanFact.Kind.DOUBT:
        return now["places"] <= before["places"]  # an answer holds for the places it was given for
    acting = [day.isoformat() if day else None for day in (fact.from_on, fact.to_on)]
    return now["terms"] == before["terms"] and now["days"] in (before["days"], acting)


def _decided(fact: PlanFact) -> dict:
    """What a person had decided, as plain data."""
    days = {name: day.isoformat() if (day := getattr(fact, name)) else None for name in ("from_on", "to_on")}
    values = {name: getattr(fact, name) for name in DECIDED}
    return {"sentence": fact.sentence, "state": fact.state, **values, **days}
