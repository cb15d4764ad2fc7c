"""The plan's text: pasted and read, edited and read again, its letterhead corrected."""

from __future__ import annotations

import json
import logging
import re
import uuid
from datetime import date

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.vietnamese import clean_line, nfc
from documents import content as content_model
from documents import services as documents
from documents.content import Content, Letterhead, Signatory
from documents.reading import Reading, read_text
from documents.reading.lines import fold
from plans.models import EmulationPlan
from plans.reading import PlanFacts, read_plan
from plans.services.rereading import proposals, sync_facts

logger = logging.getLogger(__name__)
MIN_WORDS = 40
MAX_CHARACTERS = 300_000
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
                "title": _title(content, school_year),
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
            audit.record("plans.plan_imported", plan, by=by, after={"facts": plan.facts.count()})
    return plan


def _read(text: str, *, subject: str = "") -> tuple[Reading, PlanFacts]:
    """Document and plan as read; `subject` replaces the printed one, since the plan's period is taken from it."""
    text = nfc(text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n"))
    word_count = len(re.findall(r"[^\W\d_]{2,}", text))
    if word_count < MIN_WORDS:
        raise DomainError(
            f"Văn bản mới có {word_count} chữ nên chưa đọc thành kế hoạch được."
            " Dán toàn văn kế hoạch, từ tên cơ quan đến chữ ký."
        )
    if len(text) > MAX_CHARACTERS:
        raise DomainError(f"Văn bản dài {len(text)} ký tự, quá {MAX_CHARACTERS}. Bỏ bớt phần không thuộc kế hoạch.")
    try:
        reading = read_text(text)
        if subject:
            reading.content.subject = subject
        return reading, read_plan(reading)
    except Exception as error:  # any text may be pasted; one that breaks the reader is no reason to break the page
        logger.exception("A pasted plan of %s characters could not be read", len(text))
        raise DomainError("Chưa đọc được văn bản này. Kiểm tra đã dán đúng phần chữ của kế hoạch chưa.") from error


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
    content.letterhead = documents.letterhead_for(organisation, type_code=_type_code(content, kind))
    content.signatories = [documents.head_signatory(organisation, clock.today())]
    content.title = content.title or TITLES[kind]
    return content


def _type_code(content: Content, kind: str) -> str:
    """A regulation is issued under its own number, or as the text of a decision."""
    if kind == EmulationPlan.Kind.PLAN:
        return "KH"
    return "QĐ" if fold(content.title).startswith("quyet dinh") else "QC"


def _title(content: Content, school_year) -> str:
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
    if plan.is_edited_elsewhere:
        plan.printed["is_stale"] = True
    plan.data = stored(content)
    plan.title = _title(content, plan.school_year)
    if plan.document_id:
        plan.document = documents.update_content(plan.document, content, version=plan.document.version, by=by)


@transaction.atomic
def update_text(plan: EmulationPlan, text: str, *, before: str, by) -> EmulationPlan:
    """Read an edited text again; letterhead and decisions stay. `before`: the `fingerprint` of the text begun with."""
    plan = locked_plan(plan)
    require_editable(plan)
    if plan.is_edited_elsewhere or plan.printed.get("is_stale"):
        raise DomainError("Văn bản đã được sửa ở trang văn bản; sửa tiếp tại đó để không mất phần đã sửa.")
    if before != fingerprint(plan.source_text):
        raise ConflictError(
            "Người khác vừa sửa văn bản này nên phần đang sửa chưa được lưu. Mở lại trang để xem bản mới."
        )
    old = plan.content
    has_own_subject = old.subject != plan.printed.get("subject", "")  # corrected here, so the paste no longer counts
    reading, facts = _read(text, subject=old.subject if has_own_subject else "")
    content = reading.content
    if not has_own_subject:
        plan.printed["subject"] = content.subject
    content.letterhead, content.signatories, content.title = old.letterhead, old.signatories, old.title
    text_before, plan.source_text = plan.source_text, "\n".join(reading.lines)
    save_content(plan, content, by=by)
    plan.save()
    plan.reread = sync_facts(plan, proposals(plan, facts, content), text_before=text_before)
    after = {"facts": plan.facts.count(), "lost": plan.reread.lost}
    audit.record("plans.plan_text_edited", plan, by=by, after=after)
    return plan


def fingerprint(text: str) -> str:
    """A short sign of a text, by which a form knows whether it is still the same."""
    return uuid.uuid5(uuid.NAMESPACE_OID, text).hex


@transaction.atomic
def update_header(plan: EmulationPlan, *, values: dict, by) -> EmulationPlan:
    """Correct letterhead, subject and signature; the facts are read again, since the subject names the period."""
    plan = locked_plan(plan)
    require_editable(plan)
    content = plan.content
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
    content.signatories = [
        Signatory(post=clean_line(values["signer_post"]).upper(), name=clean_line(values["signer_name"])),
        *content.signatories[1:],
    ]
    first = plan.content.signatories[0] if plan.content.signatories else None
    if first is not None:
        content.signatories[0].capacity, content.signatories[0].on_behalf = first.capacity, first.on_behalf
    save_content(plan, content, by=by)
    plan.save()
    if not plan.printed.get("is_stale"):
        _, facts = _read(plan.source_text, subject=content.subject)
        sync_facts(plan, proposals(plan, facts, content))
    audit.record("plans.plan_header_corrected", plan, by=by)
    return plan


def _lines(text: str) -> list[str]:
    return [line for line in map(clean_line, text.splitlines()) if line]
