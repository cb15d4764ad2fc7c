"""A person's word on what was understood: right, corrected, not to be followed, answered, taken back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.vietnamese import clean_line
from deadlines.rules import Frame
from documents import services as documents
from documents.content import Content, Section, Table
from documents.reading.lines import fold
from plans import criteria, printed_dates
from plans.models import EmulationPlan, PlanFact, ReviewAct
from plans.services.calendar import period_doubts
from plans.services.texts import keep_version, locked_plan, require_editable, save_content, write_content

Kind, State = PlanFact.Kind, PlanFact.State
DAYS_MOVED = "Đổi ngày theo điều đã xác nhận"


# ---- one by one ----


@transaction.atomic
def accept_fact(fact: PlanFact, *, by) -> PlanFact:
    """“Đúng”: what was understood acts, on its new days; a date printed with its year is replaced in its sentence."""
    plan, fact = _locked(fact)
    if fact.kind == Kind.DOUBT and not fact.note and not fact.is_note:
        raise DomainError("Điều này cần một câu trả lời: sửa văn bản hoặc ghi ý kiến.")
    _accept(plan, fact, by=by)
    plan.save()
    return fact


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
    has_anchor = bool(values.get("terms", {}).get("parameters", {}).get("anchor_on"))  # the rule counts from it
    has_no_day = fact.rule in criteria.UNDATED or (fact.rule != "monthly" and not fact.has_days)
    terms = {**fact.terms, **values.get("terms", {})}
    for name in ("title", "purpose", "from_on", "to_on"):
        if name in values:
            setattr(fact, name, values[name])
    if fact.kind == Kind.DEADLINE and has_no_day and not has_anchor and fact.to_on:
        kept = {name: value for name, value in terms.get("parameters", {}).items() if name == "boundary"}
        terms |= {"kind": "range" if fact.from_on and fact.from_on < fact.to_on else "date", "parameters": kept}
    if fact.to_on and not fact.from_on:
        fact.from_on = fact.to_on
    fact.terms = terms
    fact.problem = ""
    _accept(plan, fact, by=by)
    plan.save()
    return fact


@transaction.atomic
def keep_earlier(fact: PlanFact, *, by) -> PlanFact:
    """“Giữ như đã quyết”: its sentence changed, what was decided before still holds."""
    plan, fact = _locked(fact)
    if fact.earlier is None:
        raise DomainError("Nội dung này không có ý kiến cũ để giữ.")
    if fact.state == State.PROPOSED:
        earlier = dict(fact.earlier)
        fact.state = earlier.pop("state")
        earlier.pop("sentence")
        for name in ("from_on", "to_on"):
            setattr(fact, name, date.fromisoformat(earlier[name]) if earlier[name] else None)
        for name in ("title", "purpose", "terms", "note", "problem"):
            setattr(fact, name, earlier[name])
    _decide(plan, fact, fact.state, by=by)
    return fact


@transaction.atomic
def reopen_fact(fact: PlanFact, *, by) -> PlanFact:
    """Take a decision back: it waits again, and the dates it wrote into the text are the old ones."""
    plan, fact = _locked(fact)
    if fact.state == State.PROPOSED:
        raise DomainError("Nội dung này chưa có ý kiến nên không có gì để rút lại.")
    _reopen(plan, fact, by=by)
    plan.save()
    return fact


# ---- many at once ----


@transaction.atomic
def accept_clear_facts(plan: EmulationPlan, *, by, kind: str = "") -> int:
    """Accept what waits and nothing speaks against, of one kind or of every kind. Returns how many."""
    plan, facts = _all_locked(plan)
    chosen = [fact for fact in clear_facts(facts, Frame.of(plan.school_year)) if kind in ("", fact.kind)]
    act = _act(plan, State.ACCEPTED, kind, chosen, by=by)
    for fact in chosen:
        fact.refresh_from_db()  # an earlier one may have changed its sentence
        _accept(plan, fact, by=by, act=act)
    plan.save()
    return len(chosen)


@transaction.atomic
def refuse_waiting_facts(plan: EmulationPlan, *, kind: str, by) -> int:
    """“Không theo dõi” everything of one kind that still waits. Returns how many."""
    if kind == Kind.DOUBT:
        raise DomainError("Điều cần hỏi lại phải có câu trả lời: sửa văn bản hoặc ghi ý kiến.")
    plan, facts = _all_locked(plan)
    chosen = [fact for fact in facts if fact.kind == kind and fact.state == State.PROPOSED]
    act = _act(plan, State.REFUSED, kind, chosen, by=by)
    for fact in chosen:
        _decide(plan, fact, State.REFUSED, by=by, act=act)
    return len(chosen)


def _act(plan: EmulationPlan, state: str, kind: str, chosen: list[PlanFact], *, by) -> ReviewAct | None:
    if not chosen:
        return None
    act = ReviewAct.objects.create(
        organisation=plan.organisation, plan=plan, state=state, kind=kind, fact_count=len(chosen), made_by=by
    )
    audit.record("plans.facts_decided", act, by=by, after={"state": state, "kind": kind, "count": len(chosen)})
    return act


@transaction.atomic
def undo_act(act: ReviewAct, *, by) -> int:
    """Take back what one press decided; what somebody has decided otherwise since stays. Returns how many."""
    plan, _ = _all_locked(act.plan)
    act = ReviewAct.objects.for_organisation(plan.organisation).select_for_update().get(pk=act.pk)
    if act.undone_at is not None:
        raise DomainError("Lần xác nhận này đã được hoàn tác.")
    act.undone_at = clock.now()
    act.save(update_fields=["undone_at"])
    chosen = list(PlanFact.objects.for_organisation(plan.organisation).filter(act=act))
    for fact in chosen:
        fact.refresh_from_db()
        _reopen(plan, fact, by=by)
    plan.save()
    audit.record("plans.facts_reopened", act, by=by, after={"count": len(chosen)})
    return len(chosen)


def last_act(plan: EmulationPlan) -> ReviewAct | None:
    """The latest press that can still be taken back, where anything of it is left."""
    acts = ReviewAct.objects.for_organisation(plan.organisation).filter(plan=plan, undone_at__isnull=True)
    return acts.filter(facts__isnull=False).distinct().first()


# ---- correcting the text from its question ----


def replace_everywhere(fact: PlanFact, *, by) -> int:
    """Write what a question offers instead of the words it asks about, at all its places, and read the text again.

    Returns how many places were changed.
    """
    plan = fact.plan
    instead = fact.data.get("instead", "")
    if fact.kind != Kind.DOUBT or not instead:
        raise DomainError("Điều này không có câu chữ thay thế; sửa trong văn bản.")
    content = plan.content
    before = documents.hash_of(content)
    # The title of another document is never rewritten.
    places = [place for place in fact.data["places"] if place["part"] != "basis"]
    count = sum(_replace_at(content, place, place.get("instead") or instead) for place in places)
    if not count:
        raise DomainError("Không còn thấy câu chữ này trong văn bản; sửa trong văn bản.")
    write_content(plan, content, before=before, by=by, note=f"Thay bằng “{instead}”"[:200])
    return count


def _replace_at(content: Content, place: dict, instead: str) -> int:
    """Change `content` in place: at the block that holds the place's line, or the part that is found by its words."""
    words = r"\s+".join(map(re.escape, place["words"].split()))
    # “9/2025” is not the end of “25/9/2025”.
    pattern = re.compile(rf"(?<![\d/.-]){words}(?!\d)" if place["words"][:1].isdigit() else words, re.I)

    def changed(text: str) -> str:
        return pattern.sub(lambda match: _like_printed(match[0], instead), text)

    if place["part"]:
        return _replace_in_parts(content, fold(place["sentence"]), changed)
    blocks = [*content.walk(), *content.closing, *content.unplaced]
    near = [each for each in blocks if each.source_line is not None and each.source_line <= place["line"]]
    for block in sorted(near, key=lambda each: -each.source_line)[:3]:
        if _replace_in_block(block, changed):
            return 1
    return 0


def _replace_in_parts(content: Content, said: str, changed) -> int:
    """Subject, addressees and recipients carry no line of their own."""
    if fold(content.subject) in said or said in fold(content.subject):
        new = changed(content.subject)
        if new != content.subject:
            content.subject = new
            return 1
    for lines in (content.addressees, content.recipients):
        for index, line in enumerate(lines):
            if (fold(line) in said or said in fold(line)) and changed(line) != line:
                lines[index] = changed(line)
                return 1
    return 0


def _replace_in_block(block, changed) -> bool:
    """Whether anything was changed."""
    if isinstance(block, Section):
        before, block.title = block.title, changed(block.title)
        return before != block.title
    if isinstance(block, Table):
        before, block.rows = block.rows, [[changed(cell) for cell in row] for row in block.rows]
        return before != block.rows
    texts = [changed(run.text) for run in block.runs]
    is_changed = texts != [run.text for run in block.runs]
    block.runs = [replace(run, text=text) for run, text in zip(block.runs, texts, strict=True)]
    return is_changed


def _like_printed(printed: str, instead: str) -> str:
    if printed.isupper():
        return instead.upper()
    return instead[:1].upper() + instead[1:] if printed[:1].isupper() else instead[:1].lower() + instead[1:]


# ---- what may be accepted without another look ----


def clear_facts(facts: list[PlanFact], year: Frame) -> list[PlanFact]:
    """Those that wait, have what they need, and on whose sentence no open question stands; `year` is the plan's."""
    asked = [fact for fact in facts if fact.kind == Kind.DOUBT and fact.waits]
    places = [(place["line"], place["sentence"]) for fact in asked for place in fact.places if place["sentence"]]
    return [fact for fact in facts if fact.waits and _is_clear(fact, places, year)]


def _is_clear(fact: PlanFact, asked: list[tuple[int, str]], year: Frame) -> bool:
    if fact.kind == Kind.DOUBT or fact.earlier is not None or not can_accept(fact) or fact.problem:
        return False
    if fact.kind == Kind.DEADLINE and (not fact.has_days or period_doubts(fact, year)):
        return False
    return not any(line == fact.line and (s in fact.sentence or fact.sentence in s) for line, s in asked)


def can_accept(fact: PlanFact) -> bool:
    """Whether it can be said “Đúng” of it as it stands; else it needs a day, or an answer."""
    if fact.kind == Kind.DOUBT:
        return False
    if fact.kind == Kind.EVENT:
        return not fact.problem
    return not (fact.kind == Kind.DEADLINE and not fact.has_days and (fact.problem or fact.rule == "invalid_date"))


# ---- pieces ----


def _locked(fact: PlanFact) -> tuple[EmulationPlan, PlanFact]:
    plan = locked_plan(fact.plan)
    require_editable(plan)
    fact = PlanFact.objects.for_organisation(plan.organisation).select_for_update().get(pk=fact.pk)
    fact.plan = plan
    return plan, fact


def _all_locked(plan: EmulationPlan) -> tuple[EmulationPlan, list[PlanFact]]:
    plan = locked_plan(plan)
    require_editable(plan)
    return plan, list(PlanFact.objects.for_organisation(plan.organisation).select_for_update().filter(plan=plan))


def _accept(plan: EmulationPlan, fact: PlanFact, *, by, act: ReviewAct | None = None) -> None:
    """The caller saves the plan."""
    if fact.kind != Kind.DOUBT and not can_accept(fact):
        reason = fact.problem or "Ngày này không có trong lịch."
        raise DomainError(f"{reason} Bấm “Sửa” để nhập ngày khác.")
    _decide(plan, fact, State.ACCEPTED, by=by, act=act)
    _write_days(plan, fact, _printed_pairs(fact), by=by)


def _decide(plan: EmulationPlan, fact: PlanFact, state: str, *, by, act: ReviewAct | None = None) -> None:
    before = {"state": fact.state}
    fact.state, fact.decided_by, fact.act, fact.earlier = state, by, act, None
    fact.save()
    after = {"state": state, "key": fact.key, "from_on": fact.from_on, "to_on": fact.to_on}
    audit.record("plans.fact_decided", fact, by=by, before=before, after=after)


def _reopen(plan: EmulationPlan, fact: PlanFact, *, by) -> None:
    """The caller saves the plan."""
    before = {"state": fact.state, "note": fact.note}
    if fact.terms.get("changes"):
        printed = [date.fromisoformat(day) for day in fact.terms["printed"]]
        old = [fact.old_from_on, fact.old_to_on]
        _write_days(plan, fact, list(dict.fromkeys(zip(printed, old, strict=True))), by=by)
        fact.terms = {name: value for name, value in fact.terms.items() if name not in ("changes", "printed")}
    fact.state, fact.decided_by, fact.act, fact.note = State.PROPOSED, None, None, ""
    fact.save()
    audit.record("plans.fact_reopened", fact, by=by, before=before, after={"state": fact.state, "key": fact.key})


def _write_days(plan: EmulationPlan, fact: PlanFact, pairs: list[tuple[date, date]], *, by) -> None:
    """Replace days that the fact's sentence prints with their year: (printed, to be printed) each."""
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
    keep_version(plan, plan.content, note="Trước khi đổi ngày", by=None)
    save_content(plan, content, by=by)
    keep_version(plan, plan.content, note=DAYS_MOVED, by=by, joins=True)


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
        has_place = _follow_places(other, old, new, line)
        if other.line == line and other.sentence and (other.sentence in old or old in other.sentence):
            other.sentence = (
                other.sentence.replace(old, new) if old in other.sentence else _part(other.sentence, old, new)
            )
        elif window and window["line"] == line and window["sentence"] == old:
            window["sentence"] = new
        elif not has_place:
            continue
        other.save(update_fields=["sentence", "data"])


def _follow_places(fact: PlanFact, old: str, new: str, line: int) -> bool:
    """Whether a question names the changed sentence among its places; they show it as it is now."""
    found = [place for place in fact.data.get("places", []) if place["line"] == line and place["sentence"] == old]
    for place in found:
        place["sentence"] = new
    return bool(found)


def _part(part: str, old: str, new: str) -> str:
    """The same stretch of the changed sentence: what stood before and behind it did not change in number."""
    start = old.find(part)
    tail = len(old) - start - len(part)
    stretch = new[start : len(new) - tail]
    return stretch if len(old) == len(new) else part
