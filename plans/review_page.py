"""What the review page shows: the document with its numbered sentences, and beside it what was understood."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from core import clock
from deadlines.rules import Frame
from deadlines.services import days_off_at
from plans.models import EmulationPlan, PlanFact, ReviewAct
from plans.paper import Mark, Paper, read_paper
from plans.services.review import clear_facts, last_act
from plans.services.targets import BaseGroups
from plans.understood import Setting, Understood, days_text, understood
from plans.working_days import FreeDay

Kind, State = PlanFact.Kind, PlanFact.State
TABS = ("open", "all")
HEADINGS = {
    Kind.DOUBT: "Điều cần hỏi lại",
    Kind.DEADLINE: "Mốc thời gian",
    Kind.TARGET: "Chỉ tiêu",
    Kind.CAMPAIGN: "Phong trào, chuyên đề",
    Kind.MEMBER: "Hội đồng, phân công",
    Kind.EVENT: "Việc đã ghi nhận",
    Kind.AIM: "Mục đích, yêu cầu",
    Kind.RECIPIENT: "Nơi nhận",
}
NOUNS = {
    Kind.DEADLINE: "mốc",
    Kind.TARGET: "chỉ tiêu",
    Kind.CAMPAIGN: "phong trào",
    Kind.MEMBER: "người",
    Kind.EVENT: "việc",
    Kind.AIM: "mục",
    Kind.RECIPIENT: "nơi nhận",
}


@dataclass
class Group:
    """The facts of one kind; a label is "" where its button would do nothing that one press on a fact does not."""

    kind: str
    heading: str
    rows: list[Understood]
    accept_label: str = ""
    refuse_label: str = ""


@dataclass
class Note:
    """How the text was read, with (number, anchor, what is said there) of its places."""

    fact: PlanFact
    places: list[tuple[int, str, str]]


@dataclass
class Move:
    """One date of another year: printed → now."""

    fact: PlanFact
    number: int
    old: str
    new: str
    reason: str
    can_accept: bool
    free_day: FreeDay | None = None


@dataclass
class ReviewPage:
    paper: Paper
    groups: list[Group]
    moves: list[Move]
    notes: list[Note]
    total: int
    done: int
    open_count: int
    doubt_count: int
    changed_count: int
    clear_count: int
    period: str
    act: ReviewAct | None = None

    @property
    def has_waiting_moves(self) -> bool:
        return any(move.fact.waits for move in self.moves)

    @property
    def free_count(self) -> int:
        return sum(move.free_day is not None for move in self.moves)


def review_page(plan: EmulationPlan, *, show: str) -> ReviewPage:
    facts = list(PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan))
    numbers = {fact.pk: number for number, fact in enumerate(facts, start=1)}
    setting = Setting(
        Frame.of(plan.school_year), days_off_at(plan.organisation), BaseGroups(plan.organisation, clock.today())
    )
    notes = [fact for fact in facts if fact.is_note]
    rows = [
        understood(fact, numbers[fact.pk], setting, remarks=_remarks(fact, notes), anchors=_anchors(fact))
        for fact in facts
        if not fact.is_note
    ]
    waiting = [row for row in rows if row.is_open]
    clear = clear_facts(facts, setting.year)
    groups = _groups(waiting if show == "open" else rows, clear)
    current = next((row for group in groups for row in group.rows if row.is_open), None)
    if current is not None:
        current.is_current = True
    return ReviewPage(
        paper=read_paper(plan.content, _marks(facts, numbers)),
        groups=groups,
        moves=[_move(row) for row in rows if row.fact.is_moved and row.fact.state != State.REFUSED],
        notes=[_note(fact, numbers) for fact in notes],
        total=len(rows),
        done=len(rows) - len(waiting),
        open_count=len(waiting),
        doubt_count=sum(row.fact.kind == Kind.DOUBT for row in waiting),
        changed_count=sum(row.fact.earlier is not None for row in waiting),
        clear_count=len(clear),
        period=_period(plan),
        act=last_act(plan) if plan.is_editable else None,
    )


def next_waiting(plan: EmulationPlan, after: PlanFact) -> PlanFact | None:
    """The next fact below that waits, in the order of the page; else the first one."""
    facts = [fact for fact in PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan) if fact.waits]
    order = {kind: place for place, kind in enumerate(HEADINGS)}
    facts = sorted((fact for fact in facts if fact.pk != after.pk), key=lambda fact: (order[fact.kind], fact.line))
    below = [fact for fact in facts if (order[fact.kind], fact.line) >= (order[after.kind], after.line)]
    return next(iter(below or facts), None)


def _period(plan: EmulationPlan) -> str:
    label = plan.printed.get("period", "")
    return f"năm học {label}" if plan.printed.get("period_kind") == "school_year" else f"năm {label}" if label else ""


def _groups(rows: list[Understood], clear: list[PlanFact]) -> list[Group]:
    clear_counts = Counter(fact.kind for fact in clear)
    groups = []
    for kind, heading in HEADINGS.items():
        mine = [row for row in rows if row.fact.kind == kind]
        if not mine:
            continue
        group = Group(kind, heading, mine)
        waiting = sum(row.fact.state == State.PROPOSED for row in mine)
        if clear_counts[kind] > 1:
            group.accept_label = f"Xác nhận {clear_counts[kind]} {NOUNS[kind]} không có nghi vấn"
        if kind != Kind.DOUBT and waiting > 1:
            group.refuse_label = f"Không theo dõi cả {waiting} {NOUNS[kind]}"
        groups.append(group)
    return groups


# ---- where things stand in the text ----


def _anchors(fact: PlanFact) -> list[str]:
    return [anchor for anchor, _ in _places(fact)]


def _places(fact: PlanFact) -> list[tuple[str, dict]]:
    """(anchor, place) of each sentence the fact is marked at."""
    part = {"part": "recipient"} if fact.kind == Kind.RECIPIENT else {}
    places = [place | part for place in fact.places]
    window = fact.data.get("window")
    if window and window["sentence"] != fact.sentence:
        places.append({"line": window["line"], "sentence": window["sentence"], "part": ""})
    names = [f"k{fact.pk}", *(f"k{fact.pk}-{index}" for index in range(2, len(places) + 1))]
    return list(zip(names, places, strict=True))


def _marks(facts: list[PlanFact], numbers: dict[int, int]) -> list[Mark]:
    return [
        Mark(
            number=numbers[fact.pk],
            pk=fact.pk,
            anchor=anchor,
            line=place["line"],
            sentence=place["sentence"],
            is_done=not fact.waits,
            is_bad=fact.waits and (bool(fact.problem) or fact.data.get("code") == "invalid_date"),
            changes=fact.terms.get("changes", []),
            part=place.get("part", ""),
            is_note=fact.is_note,
        )
        for fact in facts
        for anchor, place in _places(fact)
    ]


def _remarks(fact: PlanFact, notes: list[PlanFact]) -> list[str]:
    """What the notes say of this fact's sentence."""
    if fact.kind == Kind.DOUBT:
        return []
    places = [place for note in notes for place in note.places if place["line"] == fact.line]
    said = [
        place.get("said", "")
        for place in places
        if place["sentence"] and (place["sentence"] in fact.sentence or fact.sentence in place["sentence"])
    ]
    return list(dict.fromkeys(filter(None, said)))


def _note(fact: PlanFact, numbers: dict[int, int]) -> Note:
    places = [(numbers[fact.pk], anchor, place.get("said", "")) for anchor, place in _places(fact) if place["sentence"]]
    return Note(fact, places)


def _move(row: Understood) -> Move:
    fact = row.fact
    old = days_text(fact.old_from_on, fact.old_to_on, weekday=True)
    new = days_text(fact.from_on, fact.to_on, weekday=True) if fact.has_days else ""
    can_accept = fact.state == State.PROPOSED and fact.has_days
    return Move(fact, row.number, old, new, fact.problem, can_accept, row.free_day)
