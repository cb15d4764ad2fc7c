"""The plan's text: pasted and read, edited and read again, its letterhead corrected."""

from __future__ import annotations

import json
import logging
import re
import uuid
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from audit import services as audit
from core.errors import ConflictError, DomainError
from core.vietnamese import clean_line, nfc
from documents import content as content_model
from documents import services as documents
from documents.content import Content, Letterhead, Signatory
from documents.outline_text import whole_text
from documents.reading import Doubt, Reading, read_text
from documents.reading.lines import fold
from organisation.models import Person
from plans.models import EmulationPlan
from plans.proposals import LETTERHEAD
from plans.reading import PlanFacts, read_plan
from plans.services.letterheads import letterhead_of, signatory_of
from plans.services.rereading import proposals, sync_facts

logger = logging.getLogger(__name__)
MIN_WORDS = 40
MAX_CHARACTERS = 150_000  # some sixty pages; what is read while somebody waits
# What reading finds about the letterhead, which is not edited as text, or about how the text was typed.
NOT_OF_THE_BODY = LETTERHEAD | {"unplaced_text", "wrapped_paragraph"}
TITLES = {EmulationPlan.Kind.PLAN: "KẾ HOẠCH", EmulationPlan.Kind.REGULATION: "QUY CHẾ"}


# ---- import ----


def import_plan(
    *,
    organisation,
    school_year,
    text: str,
    form_token: uuid.UUID,
    by,
    kind: str = EmulationPlan.Kind.PLAN,
    from_on: date | None = None,
) -> EmulationPlan:
    """Read a pasted text into a new draft with its facts; the same form sent twice gives the same plan."""
    existing = EmulationPlan.objects.for_organisation(organisation).filter(form_token=form_token).first()
    if existing is not None:
        return existing
    reading, facts = _read(text)
    printed = _printed(reading.content, facts)
    content = _as_own(reading.content, organisation, kind)
    with transaction.atomic():
        plan, is_new = EmulationPlan.objects.get_or_create(
            organisation=organisation,
            form_token=form_token,
            defaults={
                "school_year": school_year,
                "title": plan_title(content, school_year),
                "source_text": "\n".join(reading.lines),
                "data": stored(content),
                "printed": printed,
                "kind": kind,
                "from_on": from_on,
                "created_by": by,
            },
        )
        if is_new:
            sync_facts(plan, proposals(plan, facts, content))
            keep_version(plan, content, note="Nhập văn bản", by=by)
            audit.record("plans.plan_imported", plan, by=by, after={"facts": plan.facts.count()})
    return plan


def _read(text: str) -> tuple[Reading, PlanFacts]:
    """Document and plan as read."""
    text = nfc(text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n"))
    word_count = len(re.findall(r"[^\W\d_]{2,}", text))
    if word_count < MIN_WORDS:
        raise DomainError(
            f"Văn bản mới có {word_count} chữ nên chưa đọc thành kế hoạch được."
            " Dán toàn văn kế hoạch, từ tên cơ quan đến chữ ký."
        )
    if len(text) > MAX_CHARACTERS:
        raise DomainError(f"Văn bản dài {len(text)} ký tự, quá {MAX_CHARACTERS}. Bỏ bớt phần không thuộc kế hoạch.")

    def read() -> tuple[Reading, PlanFacts]:
        reading = read_text(text)
        return reading, read_plan(reading)

    return _careful(read, len(text))


def _careful(read, length: int):
    """Any text may be pasted or typed; one that breaks the reader is no reason to break the page."""
    try:
        return read()
    except Exception as error:
        logger.exception("A plan of %s characters could not be read", length)
        raise DomainError("Chưa đọc được văn bản này. Kiểm tra đã dán đúng phần chữ của kế hoạch chưa.") from error


@dataclass(frozen=True)
class Understood:
    """An own content with the text it would be typed as and what that says."""

    content: Content
    text: str
    facts: PlanFacts


def understand(content: Content, *, letterhead: Letterhead) -> Understood:
    """Read the facts of a content as it is structured. Slow, so never under a lock.

    `letterhead`: the one that the text came with, since its day says which year “tháng 10” means.
    """
    content = content_model.from_json(stored(content))
    written = whole_text(content)
    if len(written.text) > MAX_CHARACTERS:
        raise DomainError(f"Văn bản dài {len(written.text)} ký tự, quá {MAX_CHARACTERS}. Bỏ bớt phần không cần.")

    def read() -> PlanFacts:
        doubts = [doubt for doubt in read_text(written.text).doubts if doubt.code not in NOT_OF_THE_BODY]
        doubts += [
            Doubt("unplaced_text", each.source_line, "Dòng này chưa xếp được vào phần nào của văn bản.", each.text)
            for each in content.unplaced
        ]
        shown = replace(content, letterhead=letterhead)
        return read_plan(Reading(shown, doubts, written.text.split("\n"), written.source))

    return Understood(content, written.text, _careful(read, len(written.text)))


def _printed(content: Content, facts: PlanFacts) -> dict:
    """What the pasted text printed where the school's own stands now: nothing of it is lost."""
    return {
        "letterhead": content_model.to_json(content.letterhead),
        "signatories": content_model.to_json(content.signatories),
        "title": content.title,
        "subject": content.subject,
        "period": facts.period.label,
        "period_kind": facts.period.kind,
        "date": facts.header.date,
    }


def _as_own(content: Content, organisation, kind: str) -> Content:
    """The content under this school's letterhead and its head's name; number and date are the clerk's."""
    content.letterhead = letterhead_of(organisation, type_code=_type_code(content, kind), body="school")
    content.signatories = [signatory_of(organisation, body="school")]
    content.title = content.title or TITLES[kind]
    return content


def _type_code(content: Content, kind: str) -> str:
    """A regulation is issued under its own number, or as the text of a decision."""
    if kind == EmulationPlan.Kind.PLAN:
        return "KH"
    return "QĐ" if fold(content.title).startswith("quyet dinh") else "QC"


def plan_title(content: Content, school_year) -> str:
    return clean_line(content.subject)[:300] or f"Thi đua, khen thưởng năm học {school_year.code}"


def stored(content: Content) -> dict:
    """The content as plain data, without what a JSON column refuses."""
    return json.loads(content_model.canonical_bytes(content).decode().replace("\\u0000", ""))


# ---- corrections of the text ----


def locked_plan(plan: EmulationPlan) -> EmulationPlan:
    rows = EmulationPlan.objects.for_organisation(plan.organisation).select_for_update(of=("self",))
    return rows.select_related("organisation", "school_year", "document").get(pk=plan.pk)


def require_editable(plan: EmulationPlan) -> None:
    if plan.state == EmulationPlan.State.PUBLISHED:
        raise DomainError("Kế hoạch đã công bố nên không sửa được. Muốn thay đổi, lập kế hoạch khác.")
    if not plan.is_editable:
        raise DomainError(
            f"Văn bản đang ở bước “{plan.document.get_state_display()}” nên không sửa được."
            " Đề nghị người duyệt trả lại trước."
        )


def save_content(plan: EmulationPlan, content: Content, *, by) -> None:
    """Write the content to the plan and, where it has one, to its document. The caller saves the plan."""
    plan.data = stored(content)
    plan.title = plan_title(content, plan.school_year)
    if plan.document_id:
        plan.document = documents.update_content(plan.document, content, version=plan.document.version, by=by)


def subject_key(plan: EmulationPlan) -> str:
    """Under which the versions of a plan's text are kept."""
    return f"plan:{plan.pk}"


def keep_version(plan: EmulationPlan, content: Content, *, note: str, by, joins: bool = False) -> None:
    documents.keep_version(plan.organisation, subject_key(plan), content, note=note, by=by, joins=joins)


def write_content(
    plan: EmulationPlan,
    content: Content,
    *,
    before: str,
    by,
    note: str = "Sửa văn bản",
    event: str = "plans.plan_text_edited",
    **fields,
) -> EmulationPlan:
    """Write an edited content and read its facts again; what people decided about them stays.

    `before` is the hash of the content it was begun on: ConflictError where another one is stored by now. `fields` are
    the plan's own that change with it.
    """
    require_editable(plan)
    read = understand(content, letterhead=_printed_letterhead(plan))  # before the lock: reading takes its time
    with transaction.atomic():
        plan = locked_plan(plan)
        require_editable(plan)
        old = plan.content
        if documents.hash_of(old) != before:
            raise ConflictError(
                "Người khác vừa sửa văn bản này nên phần đang sửa chưa được lưu. Mở lại trang để xem bản mới."
            )
        for name, value in fields.items():
            setattr(plan, name, value)
        text_before = plan.source_text
        if documents.hash_of(content) != before:
            keep_version(plan, old, note="Trước khi sửa", by=None)
            plan.source_text = read.text
            save_content(plan, read.content, by=by)
            keep_version(plan, plan.content, note=note, by=by)
        plan.save()
        plan.reread = sync_facts(plan, proposals(plan, read.facts, read.content), text_before=text_before)
        after = {"facts": plan.facts.count(), "lost": plan.reread.lost}
        audit.record(event, plan, by=by, after=after)
    return plan


def _printed_letterhead(plan: EmulationPlan) -> Letterhead:
    """The letterhead of the text that the plan was begun with, its own where it was begun here."""
    printed = plan.printed.get("letterhead")
    if not printed:
        return plan.content.letterhead
    return content_model.from_json({"title": "", "subject": "", "letterhead": printed}).letterhead


def update_header(plan: EmulationPlan, *, values: dict, by) -> EmulationPlan:
    """Correct letterhead, subject and signature; the facts are read again, since the subject names the period.

    Another drafting body or signer brings its own lines in place of those typed.
    """
    content = plan.content
    before = documents.hash_of(content)
    head = content.letterhead
    content.letterhead = Letterhead(
        superior=_lines(values["superior"]),
        issuer=_lines(values["issuer"]),
        symbol=re.sub(r"\s+", "", values["symbol"]),
        place=clean_line(values["place"]),
        number=head.number,
        issued_on=head.issued_on,
    )
    content.title, content.subject = clean_line(values["title"]), clean_line(values["subject"])
    first = content.signatories[0] if content.signatories else Signatory("")
    signer = replace(first, post=clean_line(values["signer_post"]).upper(), name=clean_line(values["signer_name"]))
    body = values.get("drafting_body") or plan.drafting_body
    if body != plan.drafting_body:
        own = letterhead_of(plan.organisation, type_code=_type_code(content, plan.kind), body=body)
        content.letterhead = replace(own, number=head.number, issued_on=head.issued_on)
        signer = signatory_of(plan.organisation, body=body)
    elif values.get("signer"):
        signer = signatory_of(plan.organisation, body=body, deputy=values["signer"].person)
    content.signatories = [signer, *content.signatories[1:]]
    return write_content(
        plan,
        content,
        before=before,
        by=by,
        note="Sửa đầu văn bản",
        event="plans.plan_header_corrected",
        drafting_body=body,
        author=values.get("author", plan.author),
    )


@dataclass(frozen=True)
class Signer:
    """Who is to sign; `person` None is the head."""

    person: Person | None = None


def _lines(text: str) -> list[str]:
    return [line for line in map(clean_line, text.splitlines()) if line]
