"""A published plan amended or replaced: the new draft, what it would do to dates and targets, and doing it.

The effects are shown before they are confirmed; what is confirmed is what is done. An old entry that moves keeps its
row, so rounds, periods and extensions stay with it; what is over or has begun is never taken back.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import F, Q

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.templatetags.ui import vi_date, vi_datetime
from deadlines import services as deadlines
from deadlines.models import CalendarEntry, Obligation
from deadlines.services import Hanging
from documents.comparison import ComparedBlock, compare
from documents.content import Content, Paragraph, Run, plain_text
from organisation.models import Person
from plans.criteria import RECURRING
from plans.models import EmulationPlan, PlanFact, PlanTarget
from plans.pairing import Aimed, Dated, pair_dates, pair_targets
from plans.services.calendar import Planned, planned_entries
from plans.services.texts import locked_plan, require_editable, stored

Kind, State, Change = PlanFact.Kind, EmulationPlan.State, EmulationPlan.Change
KEPT, MOVED, APPEARS, VANISHES = "kept", "moved", "appears", "vanishes"
STAYS_BEGUN, STAYS_PAST, STAYS_SILENT = "stays_begun", "stays_past", "stays_silent"
CHANGED, ADDED, ENDED = "changed", "added", "ended"
END_MARK = "./."


# ---- beginning a change ----


@transaction.atomic
def begin_change(old: EmulationPlan, *, change: str, form_token: uuid.UUID, by) -> EmulationPlan:
    """A new draft that names the old plan and begins with its whole text and what was understood of it."""
    existing = EmulationPlan.objects.for_organisation(old.organisation).filter(form_token=form_token).first()
    if existing is not None:
        return existing
    old = locked_plan(old)
    _refuse_unchangeable(old)
    plan = EmulationPlan.objects.create(
        organisation=old.organisation,
        school_year=old.school_year,
        kind=old.kind,
        title=old.title,
        source_text=old.source_text,
        data=stored(_as_draft(old.document.content)),
        printed=old.printed,
        drafting_body=old.drafting_body,
        author=old.author if old.author == getattr(by, "person", None) else None,
        changes=old,
        change=change,
        created_by=by,
        form_token=form_token,
    )
    _copy_facts(old, plan)
    _name_the_old(plan)
    audit.record("plans.change_begun", plan, by=by, after={"change": str(change), "changes": old.pk})
    return plan


@transaction.atomic
def relate_draft(plan: EmulationPlan, *, changes: EmulationPlan | None, change: str, keeps_rest: bool, by):
    """Say of a draft, however it was made, which published plan it amends or replaces (None: none)."""
    plan = locked_plan(plan)
    require_editable(plan)
    if changes is not None:
        _refuse_unchangeable(changes)
        if changes.kind != plan.kind:
            raise DomainError("Chỉ sửa đổi, thay thế được văn bản cùng loại.")
    before = {"changes": plan.changes_id, "change": plan.change}
    plan.changes, plan.change = changes, change if changes else ""
    plan.keeps_rest = bool(changes) and change == Change.AMEND and keeps_rest
    plan.save(update_fields=["changes", "change", "keeps_rest"])
    after = {"changes": plan.changes_id, "change": plan.change}
    audit.record("plans.change_begun", plan, by=by, before=before, after=after)
    return plan


def _refuse_unchangeable(old: EmulationPlan) -> None:
    if old.state != State.PUBLISHED:
        raise DomainError("Văn bản này chưa công bố nên sửa trực tiếp được, không cần văn bản sửa đổi.")
    if old.successor is not None:
        raise DomainError(f"{old.changed_words}. Lập sửa đổi từ văn bản mới nhất đó.")


def _as_draft(content: Content) -> Content:
    """The issued text without what only its own issue gave it."""
    content.letterhead.number, content.letterhead.issued_on = None, None
    content.letterhead.place_and_date = ""
    return content


def _copy_facts(old: EmulationPlan, new: EmulationPlan) -> None:
    facts = list(PlanFact.objects.for_organisation(old.organisation).filter(plan=old))
    for fact in facts:
        fact.pk, fact.plan, fact.act = None, new, None
        fact._state.adding = True
    PlanFact.objects.bulk_create(facts)


def _name_the_old(plan: EmulationPlan) -> None:
    """Write at the end of the text which document it changes, without reading the rest of it again.

    What stands below that line in the pasted text moves by one, and with it the places of what was read there.
    """
    verb = "thay thế" if plan.change == Change.REPLACE else "sửa đổi, bổ sung"
    clause = f"{plan.get_kind_display()} này {verb} {reference(plan.changes)}."
    content = plan.content
    lines = plan.source_text.splitlines()
    place = next((at for at, line in enumerate(lines) if line.strip().casefold().startswith("nơi nhận")), None)
    if place is not None:
        lines.insert(place, clause)
        plan.source_text = "\n".join(lines)
        for block in content.walk():
            if block.source_line is not None and block.source_line > place:
                block.source_line += 1
        facts = PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan)
        facts.filter(line__gt=place).update(line=F("line") + 1)
    _open_the_end(content.closing)
    content.closing.append(
        Paragraph([Run(f"{clause[:-1]}{END_MARK}")], source_line=None if place is None else place + 1)
    )
    plan.data = stored(content)
    plan.save(update_fields=["data", "source_text"])


def _open_the_end(closing: list) -> None:
    """The mark that ends a text stands after its last sentence, which is another one now."""
    last = closing[-1].runs[-1] if closing and getattr(closing[-1], "runs", None) else None
    if last is not None and last.text.rstrip().endswith(END_MARK):
        last.text = f"{last.text.rstrip().removesuffix(END_MARK)}."


def reference(plan: EmulationPlan) -> str:
    """“Kế hoạch số 12/KH-THNC ngày 12/10/2026”."""
    return f"{plan.number_label} ngày {vi_date(plan.document.issued_on)}"


def names_the_old(plan: EmulationPlan) -> bool:
    """Whether the text says by number which document it changes."""
    number = plan.changes.document.full_number
    return number.casefold() in plain_text(plan.content).casefold().replace(" /", "/").replace("/ ", "/")


# ---- what it does ----


@dataclass
class DateEffect:
    kind: str
    entry: CalendarEntry | None = None
    planned: Planned | None = None
    hanging: Hanging = field(default_factory=Hanging)

    @property
    def title(self) -> str:
        return self.planned.title if self.planned else self.entry.title

    @property
    def old_due_at(self) -> datetime | None:
        return self.entry.due_at if self.entry else None

    @property
    def new_due_at(self) -> datetime | None:
        """The new deadline; a longer one that was granted stays."""
        if self.planned is None:
            return self.entry.due_at if self.kind.startswith("stays") else None
        return max(filter(None, [self.planned.due_at, self.hanging.extended_at]))

    @property
    def people(self) -> list[Person]:
        return [each.person for each in self.hanging.obligations if each.person_id]

    @property
    def work(self) -> list[str]:
        return [f"{count} {name}" for name, count in self.hanging.work.items()]


@dataclass
class TargetEffect:
    kind: str
    old: PlanTarget | None = None
    new: PlanTarget | None = None

    @property
    def title(self) -> str:
        target = self.new or self.old
        return f"{target.award} ({target.who})" if target.who else target.award


@dataclass
class Effects:
    dates: list[DateEffect]
    targets: list[TargetEffect]

    @property
    def changed_dates(self) -> list[DateEffect]:
        return [each for each in self.dates if each.kind in (MOVED, APPEARS, VANISHES)]

    @property
    def staying_dates(self) -> list[DateEffect]:
        return [each for each in self.dates if each.kind.startswith("stays")]

    @property
    def kept_count(self) -> int:
        return sum(each.kind == KEPT for each in self.dates)

    @property
    def changed_targets(self) -> list[TargetEffect]:
        return [each for each in self.targets if each.kind in (CHANGED, ADDED, ENDED)]

    @property
    def seal(self) -> str:
        """What was shown, in short: confirming is refused once it would do something else."""
        said = [f"{each.kind}|{each.title}|{each.old_due_at}|{each.new_due_at}" for each in self.changed_dates]
        said += [f"{each.kind}|{each.title}|{each.old and each.old.amount}" for each in self.changed_targets]
        return hashlib.sha256("\n".join(sorted(said)).encode()).hexdigest()[:20]

    def as_data(self) -> list[dict]:
        """In words, as the old and the new plan's pages show what was done."""
        rows = [
            {"kind": each.kind, "title": each.title, "old": _day(each.old_due_at), "new": _day(each.new_due_at)}
            for each in self.changed_dates
        ]
        return rows + [
            {
                "kind": f"target_{each.kind}",
                "title": each.title,
                "old": each.old.amount if each.old else "",
                "new": each.new.amount if each.new else "",
            }
            for each in self.changed_targets
        ]


def _day(moment: datetime | None) -> str:
    return vi_datetime(moment) if moment else ""


def lineage(plan: EmulationPlan) -> list[int]:
    """The plan and the versions before it, whose entries may still stand; the newest first."""
    found = [plan.pk]
    before = plan.changes
    while before is not None and before.pk not in found:
        found.append(before.pk)
        before = before.changes
    return found


def entries_of(organisation, plan_ids: list[int]):
    named = reduce(or_, (Q(source_key__startswith=f"plan:{pk}:") for pk in plan_ids))
    return CalendarEntry.objects.for_organisation(organisation).filter(named)


def comparison(plan: EmulationPlan) -> list[ComparedBlock]:
    """The old text against the new one; number and date of issue are no change."""
    old, new = _as_draft(plan.changes.document.content), _as_draft(plan.content)
    return compare(old, new)


def effects_of(plan: EmulationPlan, new_targets: list[PlanTarget]) -> Effects:
    """What publishing a plan that changes another does; reads only. `new_targets` are those it would set."""
    before = lineage(plan.changes)
    entries = list(entries_of(plan.organisation, before).with_extended().order_by("due_at", "pk"))
    accepted = PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan, kind=Kind.DEADLINE).accepted()
    planned = [entry for entry in planned_entries(plan, list(accepted)) if not entry.is_past_round]
    targets = PlanTarget.objects.for_organisation(plan.organisation).filter(plan__in=before).current()
    return Effects(_date_effects(plan, entries, planned), _target_effects(plan, list(targets), new_targets))


def _date_effects(plan: EmulationPlan, entries: list[CalendarEntry], planned: list[Planned]) -> list[DateEffect]:
    hanging = deadlines.hanging_on(entries)
    old = [_dated(each.source_key.rsplit(":", 1)[-1], each, each.rule.get("kind", "")) for each in entries]
    new = [_dated(each.fact.key, each, each.fact.rule) for each in planned]
    found = []
    for i, j in pair_dates(old, new):
        entry, step = (None if i is None else entries[i]), (None if j is None else planned[j])
        if entry and step and entry.closes_at < clock.now() and step.cut_off_at < clock.now():
            step = None  # what is over is history, whatever day the new text gives it
        kind = _kind(plan, entry, step, hanging)
        found.append(DateEffect(kind, entry, step, hanging[entry.pk] if entry else Hanging()))
    return sorted(found, key=lambda each: (each.new_due_at or each.old_due_at, each.title))


def _dated(key: str, step: CalendarEntry | Planned, rule: str) -> Dated:
    return Dated(key, step.purpose, step.title, step.due_at, is_returning=rule in RECURRING)


def _kind(plan: EmulationPlan, entry: CalendarEntry | None, step: Planned | None, hanging) -> str:
    if entry is None:
        return APPEARS
    if step is not None:
        return MOVED if _is_moved(entry, step) else KEPT
    if entry.closes_at < clock.now():
        return STAYS_PAST
    if plan.keeps_rest:
        return STAYS_SILENT
    return STAYS_BEGUN if hanging[entry.pk].is_begun else VANISHES


def _is_moved(entry: CalendarEntry, step: Planned) -> bool:
    if (entry.due_at, entry.cut_off_at) != (step.due_at, step.cut_off_at):
        return True
    return entry.opens_at > clock.now() and entry.opens_at != step.opens_at


def _target_effects(plan: EmulationPlan, old: list[PlanTarget], new: list[PlanTarget]) -> list[TargetEffect]:
    found = []
    for i, j in pair_targets([_aimed(each) for each in old], [_aimed(each) for each in new]):
        before, after = (None if i is None else old[i]), (None if j is None else new[j])
        if before is None:
            kind = ADDED
        elif after is None:
            kind = STAYS_SILENT if plan.keeps_rest else ENDED
        else:
            kind = KEPT if before.amount == after.amount else CHANGED
        found.append(TargetEffect(kind, before, after))
    return found


def _aimed(target: PlanTarget) -> Aimed:
    code = target.distinction.code if target.distinction_id else ""
    return Aimed(code, target.who, target.award, target.is_registration)


# ---- doing it ----


def apply_effects(plan: EmulationPlan, effects: Effects, *, by) -> dict[Person, list[Obligation]]:
    """Move, enter and take back; returns whose own deadline became another. The caller has the plan's lock."""
    told: dict[Person, list[Obligation]] = {}
    for effect in effects.dates:
        if effect.planned is None:
            if effect.kind == VANISHES and not deadlines.withdraw_entry(effect.entry, by=by):
                effect.kind = STAYS_BEGUN
        elif effect.entry is None:
            effect.planned.enter(plan)
        else:
            for obligation, person in deadlines.move_entry(effect.entry, **effect.planned.values(plan), by=by):
                told.setdefault(person, []).append(obligation)
    ended = [each.old.pk for each in effects.targets if each.old and each.kind in (KEPT, CHANGED, ENDED)]
    PlanTarget.objects.for_organisation(plan.organisation).filter(pk__in=ended).update(ended_at=clock.now())
    plan.effects = effects.as_data()
    plan.save(update_fields=["effects"])
    after = {"changes": plan.changes_id, "change": plan.change, "count": len(plan.effects)}
    audit.record("plans.plan_changed", plan.changes, by=by, after=after)
    return told
