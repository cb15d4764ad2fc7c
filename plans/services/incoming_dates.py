"""What a document from above asks: its dates become the organisation's own once a person accepts them."""

from __future__ import annotations

import logging
import re
from datetime import date

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.vietnamese import clean_line
from deadlines import services as deadlines
from deadlines.models import CalendarEntry, Obligation
from documents.content import Content, Paragraph, Run, Section
from documents.reading import Reading, read_text
from organisation.models import Role
from plans.models import IncomingDocument, IncomingFact
from plans.names import Own
from plans.proposals import Proposal, propose
from plans.reading import read_plan
from plans.services.calendar import planned_entries

logger = logging.getLogger(__name__)
Kind, State = IncomingFact.Kind, IncomingFact.State
_MARKER = re.compile(r"^(?:\d+(?:\.\d+)*[.)]|[a-zđ]\)|[-–+*•])\s+", re.I)


# ---- reading ----


def read_again(incoming: IncomingDocument) -> None:
    """Make what was read that of the text as it is now. What a person decided stays. The caller holds the lock."""
    existing = {fact.key: fact for fact in incoming.facts.all()}
    proposals = {proposal.key: proposal for proposal in _proposals(incoming)}
    gone = [fact.pk for key, fact in existing.items() if key not in proposals and fact.state == State.PROPOSED]
    IncomingFact.objects.for_organisation(incoming.organisation).filter(pk__in=gone).delete()
    for key, proposal in proposals.items():
        fact = existing.get(key)
        if fact is None:
            fact = IncomingFact(organisation=incoming.organisation, incoming=incoming)
        elif fact.state != State.PROPOSED:
            continue
        for name in ("kind", "key", "line", "sentence", "data", "title", "terms", "problem", "from_on", "to_on"):
            setattr(fact, name, getattr(proposal, name))
        fact.purpose = _purpose(proposal)
        fact.save()


def _proposals(incoming: IncomingDocument) -> list[Proposal]:
    """Dates, targets and movements in the order of their lines; what cannot be read is no reason not to file it."""
    if not incoming.text:
        return []
    year = incoming.school_year
    try:
        reading = _reading(incoming)
        facts = read_plan(reading)
        found = propose(
            facts,
            reading.content,
            own=Own("", incoming.organisation.name),
            starts_on=year.starts_on,
            ends_on=year.ends_on,
            semester_two_starts_on=year.semester_two_starts_on,
        )
    except Exception:  # any text may be pasted
        logger.exception("The text of %s could not be read", incoming.topic)
        return []
    return [_as_printed(proposal) for proposal in found if _asks(proposal)]


def _asks(proposal: Proposal) -> bool:
    """What a document from above asks; a target without a figure would only repeat its sentence."""
    is_empty_target = proposal.kind == Kind.TARGET and proposal.terms.get("value") is None
    return proposal.kind in Kind.values and not is_empty_target


def _reading(incoming: IncomingDocument) -> Reading:
    """The text as a plan is read; a letter has no headings to be placed under, so its lines are read one by one."""
    try:
        reading = read_text(incoming.text)
    except Exception:
        logger.exception("The form of %s could not be read; its lines are", incoming.topic)
        reading = None
    if reading is None or reading.content.unplaced or not reading.content.blocks:
        reading = _line_by_line(incoming.text)
    content = reading.content
    content.letterhead.issued_on = content.letterhead.issued_on or incoming.issued_on
    content.subject = content.subject or incoming.subject
    return reading


_ADDRESS, _RECIPIENTS = re.compile(r"\s*kính gửi", re.I), re.compile(r"\s*nơi nhận\s*:?", re.I)


def _line_by_line(text: str) -> Reading:
    """From “Kính gửi” to “Nơi nhận”: a paragraph each line."""
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if _ADDRESS.match(line)), 0)
    last = next((number for number, line in enumerate(lines) if number > first and _RECIPIENTS.match(line)), None)
    body = list(enumerate(lines, start=1))[first:last]
    blocks = [Paragraph([Run(line.strip())], source_line=number) for number, line in body if line.strip()]
    return Reading(Content("", "", blocks=[Section("Nội dung", blocks)]), lines=lines)


def _as_printed(proposal: Proposal) -> Proposal:
    """Its own days: a document from above means the year it names, whichever that is; a title without “2.”."""
    proposal.title = _MARKER.sub("", proposal.title)
    if proposal.old_to_on is not None:
        proposal.from_on, proposal.to_on, proposal.problem = proposal.old_from_on, proposal.old_to_on, ""
        if proposal.kind == Kind.DEADLINE:
            proposal.terms = {name: proposal.data[name] for name in ("kind", "parameters")}
    return proposal


def _purpose(proposal: Proposal) -> str:
    """The office's date is when something is to reach it: it opens no registration or review here."""
    purposes = CalendarEntry.Purpose
    return purposes.DOSSIER if proposal.purpose == purposes.DOSSIER else purposes.OTHER


# ---- a person's word ----


@transaction.atomic
def accept_date(fact: IncomingFact, *, by) -> IncomingFact:
    """“Đúng”: the date stands on the calendar, and the handler owes it."""
    incoming, fact = _locked(fact)
    if fact.state != State.ACCEPTED:
        _accept(incoming, fact, by=by)
    return fact


@transaction.atomic
def accept_clear_dates(incoming: IncomingDocument, *, by) -> int:
    """Accept every date that waits, has a day and is not over; returns how many."""
    incoming = _locked_open(incoming)
    waiting = incoming.facts.deadlines().waiting().select_for_update()
    clear = [fact for fact in waiting if is_clear(fact)]
    for fact in clear:
        _accept(incoming, fact, by=by)
    return len(clear)


def is_clear(fact: IncomingFact) -> bool:
    """Nothing speaks against it: it has days of its own, and they are ahead."""
    return fact.has_days and not fact.problem and fact.to_on >= clock.today()


@transaction.atomic
def correct_date(
    fact: IncomingFact, *, title: str, from_on: date | None, to_on: date, by, anchor_on: date | None = None
) -> IncomingFact:
    """“Sửa”: the days that a person typed act; a date accepted before is moved to them.

    `anchor_on`: the day from which its rule counts them; the rule stays then.
    """
    incoming, fact = _locked(fact)
    _take_back(incoming, fact, by=by)
    fact.title = clean_line(title)[:250]
    fact.from_on, fact.to_on, fact.problem = from_on or to_on, to_on, ""
    given = fact.terms.get("parameters", {})
    if anchor_on is not None:
        fact.terms |= {"parameters": given | {"anchor_on": anchor_on.isoformat()}}
    else:
        hour = {"time": given["time"]} if given.get("time") else {}  # the printed hour still counts
        fact.terms = {"kind": "range" if fact.from_on < to_on else "date", "parameters": hour}
    _accept(incoming, fact, by=by)
    return fact


@transaction.atomic
def refuse_date(fact: IncomingFact, *, by) -> IncomingFact:
    """“Không theo dõi”: it stays in the text and nobody owes it."""
    incoming, fact = _locked(fact)
    _take_back(incoming, fact, by=by)
    _decide(fact, State.REFUSED, by=by)
    return fact


@transaction.atomic
def mark_done(incoming: IncomingDocument, obligation: Obligation, *, by) -> None:
    """One piece of work that the document asks is done; a date that comes back is done when its last time is."""
    incoming = _locked_open(incoming)
    deadlines.fulfil(incoming.organisation, obligation.key)
    fact = incoming.facts.get(pk=_fact_id(incoming, obligation))
    if not work_of(incoming).open().filter(key__startswith=_work_key(fact)).exists():
        fact.done_at, fact.done_by = clock.now(), by
        fact.save(update_fields=["done_at", "done_by"])
    audit.record("plans.incoming_date_done", fact, by=by, after={"due_at": obligation.due_at})


def work_of(incoming: IncomingDocument):
    """All that is or was owed because of its dates."""
    return Obligation.objects.owed_by(incoming.organisation).filter(key__startswith=f"{incoming.topic}:do:")


def give_dates_to(incoming: IncomingDocument) -> None:
    """The open dates are owed by whoever handles the document now. The caller holds the lock."""
    facts = {fact.pk: fact for fact in incoming.facts.deadlines()}
    for obligation in work_of(incoming).open().select_related("entry"):
        _oblige(incoming, facts[_fact_id(incoming, obligation)], obligation.entry)


# ---- pieces ----


def _locked_open(incoming: IncomingDocument) -> IncomingDocument:
    rows = IncomingDocument.objects.for_organisation(incoming.organisation).select_for_update(of=("self",))
    incoming = rows.select_related("organisation", "school_year", "handler").get(pk=incoming.pk)
    if incoming.state == IncomingDocument.State.CLOSED:
        raise DomainError("Văn bản đã xử lý xong. Người đứng đầu giao lại trước, rồi sửa các mốc.")
    return incoming


def _locked(fact: IncomingFact) -> tuple[IncomingDocument, IncomingFact]:
    incoming = _locked_open(fact.incoming)
    fact = IncomingFact.objects.for_organisation(incoming.organisation).select_for_update().get(pk=fact.pk)
    if fact.kind != Kind.DEADLINE:
        raise DomainError("Chỉ mốc thời gian mới thành hạn. Chỉ tiêu, phong trào được gợi ý khi lập kế hoạch năm.")
    if fact.done_at is not None:
        raise DomainError("Việc này đã làm xong nên không đổi hạn nữa.")
    fact.incoming = incoming
    return incoming, fact


def _accept(incoming: IncomingDocument, fact: IncomingFact, *, by) -> None:
    planned = [step for step in planned_entries(incoming, [fact]) if not step.is_past_round]
    if not planned:
        raise DomainError(f"{fact.problem or 'Mốc này chưa có ngày cụ thể.'} Bấm “Sửa” để nhập ngày.")
    _decide(fact, State.ACCEPTED, by=by)
    for step in planned:
        _oblige(incoming, fact, step.enter(incoming))


def _oblige(incoming: IncomingDocument, fact: IncomingFact, entry: CalendarEntry) -> None:
    """Owed by the handler; by the head as long as nobody was named."""
    head = Role.OFFICE_LEADER if incoming.organisation.is_office else Role.PRINCIPAL
    deadlines.oblige(
        organisation=incoming.organisation,
        key=f"{_work_key(fact)}{entry.pk}",
        title=entry.title,
        url_name="plans:incoming_detail",
        url_kwargs={"pk": incoming.pk},
        person=incoming.handler,
        role="" if incoming.handler_id else head,
        why=f"{incoming.number_label}: “{fact.sentence}”"[:500],
        entry=entry,
        button="Xem văn bản",
    )


def _fact_id(incoming: IncomingDocument, obligation: Obligation) -> int:
    return int(obligation.key.removeprefix(f"{incoming.topic}:do:").partition(":")[0])


def _work_key(fact: IncomingFact) -> str:
    return f"incoming:{fact.incoming_id}:do:{fact.pk}:"


def _take_back(incoming: IncomingDocument, fact: IncomingFact, *, by) -> None:
    """Take the entries of an accepted date off the calendar; refused where an extension or other work hangs on one."""
    rows = CalendarEntry.objects.for_organisation(incoming.organisation)
    for entry in rows.filter(source_key=f"{incoming.topic}:{fact.key}"):
        if not deadlines.withdraw_entry(entry, by=by):
            raise DomainError(f"“{entry.title}” đã được gia hạn hoặc đã có việc gắn vào nên không đổi được ở đây.")


def _decide(fact: IncomingFact, state: str, *, by) -> None:
    before = {"state": fact.state}
    fact.state, fact.decided_by = state, by
    fact.save()
    after = {"state": state, "key": fact.key, "from_on": fact.from_on, "to_on": fact.to_on}
    audit.record("plans.incoming_date_decided", fact, by=by, before=before, after=after)
