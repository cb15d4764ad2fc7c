"""A person's word on what was understood: right, corrected, not to be followed, answered."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from core.vietnamese import clean_line
from plans import criteria, printed_dates
from plans.models import EmulationPlan, PlanFact
from plans.proposals import INFORMATIVE
from plans.services.texts import locked_plan, require_editable, save_content

Kind, State = PlanFact.Kind, PlanFact.State
AS_READ = "Đúng như đã đọc."


@transaction.atomic
def accept_fact(fact: PlanFact, *, by) -> PlanFact:
    """“Đúng”: what was understood acts, on its new days; a date printed with its year is replaced in its sentence."""
    plan, fact = _locked(fact)
    if fact.kind == Kind.DOUBT and not fact.note:
        if not is_informative(fact):
            raise DomainError("Điều này cần một câu trả lời: sửa văn bản hoặc ghi ý kiến.")
        fact.note = AS_READ
    _accept(plan, fact, by=by)
    plan.save()
    return fact


@transaction.atomic
def accept_clear_facts(plan: EmulationPlan, *, kind: str, by) -> int:
    """Accept everything of one kind that waits and that nothing speaks against. Returns how many."""
    plan = locked_plan(plan)
    require_editable(plan)
    clear = clear_facts(list(PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan)))
    chosen = [fact for fact in clear if fact.kind == kind]
    for fact in chosen:
        fact.refresh_from_db()  # an earlier one may have changed its sentence
        fact.note = fact.note or (AS_READ if kind == Kind.DOUBT else "")
        _accept(plan, fact, by=by)
    plan.save()
    return len(chosen)


@transaction.atomic
def refuse_fact(fact: PlanFact, *, by) -> PlanFact:
    """“Không theo dõi”: it stays in the text and makes nothing."""
    plan, fact = _locked(fact)
    if fact.kind == Kind.DOUBT:
        raise DomainError("Điều cần hỏi lại phải có câu trả lời: sửa văn bản hoặc ghi ý kiến.")
    _decide(plan, fact, State.REFUSED, by=by)
    return fact


@transaction.atomic
def answer_doubt(fact: PlanFact, *, note: str, by) -> PlanFact:
    plan, fact = _locked(fact)
    note = clean_line(note)
    if not note:
        raise DomainError("Ghi ý kiến về điều này.")
    fact.note = note[:500]
    _decide(plan, fact, State.ACCEPTED, by=by)
    return fact


@transaction.atomic
def correct_fact(fact: PlanFact, *, values: dict, by) -> PlanFact:
    """“Sửa”: what a person typed acts instead. `values` name fields of the fact; `terms` are laid over the old ones."""
    plan, fact = _locked(fact)
    is_undated = fact.rule in criteria.UNDATED or (fact.rule != "monthly" and not fact.has_days)
    terms = {**fact.terms, **values.pop("terms", {})}
    for name in ("title", "purpose", "from_on", "to_on"):
        if name in values:
            setattr(fact, name, values[name])
    if fact.kind == Kind.DEADLINE and is_undated and fact.to_on:
        terms |= {"kind": "range" if fact.from_on and fact.from_on < fact.to_on else "date", "parameters": {}}
    if fact.to_on and not fact.from_on:
        fact.from_on = fact.to_on
    fact.terms = terms
    fact.problem = ""
    _accept(plan, fact, by=by)
    plan.save()
    return fact


# ---- what may be accepted without another look ----


def is_informative(fact: PlanFact) -> bool:
    return fact.data.get("code") in INFORMATIVE


def clear_facts(facts: list[PlanFact]) -> list[PlanFact]:
    """Those that wait, have what they need, and on whose sentence no open question stands."""
    asked = [fact for fact in facts if fact.kind == Kind.DOUBT and fact.state == State.PROPOSED]
    asked = [(fact.line, fact.sentence) for fact in asked if not is_informative(fact)]
    return [fact for fact in facts if fact.state == State.PROPOSED and _is_clear(fact, asked)]


def _is_clear(fact: PlanFact, asked: list[tuple[int, str]]) -> bool:
    if fact.kind == Kind.DOUBT:
        return is_informative(fact)
    if fact.problem or (fact.kind == Kind.DEADLINE and not fact.has_days):
        return False
    return not any(line == fact.line and (s in fact.sentence or fact.sentence in s) for line, s in asked)


# ---- pieces ----


def _locked(fact: PlanFact) -> tuple[EmulationPlan, PlanFact]:
    plan = locked_plan(fact.plan)
    require_editable(plan)
    fact = PlanFact.objects.for_organisation(plan.organisation).select_for_update().get(pk=fact.pk)
    fact.plan = plan
    return plan, fact


def _accept(plan: EmulationPlan, fact: PlanFact, *, by) -> None:
    """The caller saves the plan."""
    if fact.kind == Kind.DEADLINE and not fact.has_days and (fact.problem or fact.rule == "invalid_date"):
        reason = fact.problem or "Ngày này không có trong lịch."
        raise DomainError(f"{reason} Bấm “Sửa” để nhập ngày khác.")
    _decide(plan, fact, State.ACCEPTED, by=by)
    _write_days(plan, fact, by=by)


def _decide(plan: EmulationPlan, fact: PlanFact, state: str, *, by) -> None:
    before = {"state": fact.state}
    fact.state, fact.decided_by = state, by
    fact.save()
    after = {"state": state, "key": fact.key, "from_on": fact.from_on, "to_on": fact.to_on}
    audit.record("plans.fact_decided", fact, by=by, before=before, after=after)


def _write_days(plan: EmulationPlan, fact: PlanFact, *, by) -> None:
    """Replace the days that the fact's sentence prints with their year by those that act now."""
    pairs = _printed_pairs(fact)
    if not pairs:
        return
    content = plan.content
    place = fact.data.get("window") or {"line": fact.line, "sentence": fact.sentence}
    sentence, changes = place["sentence"], []
    for old, new in pairs:
        found = printed_dates.replace_in_content(content, line=place["line"], sentence=sentence, old=old, new=new)
        if not found:
            continue
        changes += found
        plan.source_text = printed_dates.replace_in_source(
            plan.source_text, line=place["line"], sentence=sentence, old=old, new=new
        )
        sentence = printed_dates.replace_in_sentence(sentence, old=old, new=new)
    if not changes:
        return
    _follow_sentence(plan, place["sentence"], sentence, place["line"])
    fact.refresh_from_db()
    fact.terms = fact.terms | {
        "changes": [*fact.terms.get("changes", []), *map(list, changes)],
        "printed": [fact.from_on.isoformat(), fact.to_on.isoformat()],
    }
    fact.save(update_fields=["terms"])
    save_content(plan, content, by=by)


def _printed_pairs(fact: PlanFact) -> list[tuple[date, date]]:
    """(printed, acting) days that differ."""
    if fact.is_recurring or fact.old_to_on is None or fact.to_on is None:
        return []
    printed = [date.fromisoformat(day) for day in fact.terms.get("printed", [])] or [fact.old_from_on, fact.old_to_on]
    pairs = list(dict.fromkeys(zip(printed, [fact.from_on, fact.to_on], strict=True)))
    return [(old, new) for old, new in pairs if old != new]


def _follow_sentence(plan: EmulationPlan, old: str, new: str, line: int) -> None:
    """The sentence was changed: every fact read from it (or from a part or the whole of it) shows it as it is now."""
    for other in PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan):
        window = other.data.get("window")
        if other.line == line and other.sentence and (other.sentence in old or old in other.sentence):
            other.sentence = (
                other.sentence.replace(old, new) if old in other.sentence else _part(other.sentence, old, new)
            )
        elif window and window["line"] == line and window["sentence"] == old:
            window["sentence"] = new
        else:
            continue
        other.save(update_fields=["sentence", "data"])


def _part(part: str, old: str, new: str) -> str:
    """The same stretch of the changed sentence: what stood before and behind it did not change in number."""
    start = old.find(part)
    tail = len(old) - start - len(part)
    stretch = new[start : len(new) - tail]
    return stretch if len(old) == len(new) else part
