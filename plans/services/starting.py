"""Beginning a plan: from an earlier one, from a template of the level, or with nothing but its letterhead."""

from __future__ import annotations

import tomllib
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef

from audit import services as audit
from core import clock
from core.errors import DomainError
from documents import content as content_model
from documents.bases import basis_line, library_for
from documents.content import Content, Item, Paragraph, Run, Section, plain_text
from documents.outline_text import read_outline
from plans.models import EmulationPlan, IncomingDocument, IncomingFact
from plans.services.letterheads import letterhead_of, signatory_of
from plans.services.rereading import proposals, sync_facts
from plans.services.texts import TITLES, keep_version, plan_title, stored, understand

TEMPLATES = Path(__file__).parent.parent / "data" / "templates"
OFFICE = "office"
BLANK_MARK = "…"


@dataclass(frozen=True)
class Template:
    code: str
    name: str
    levels: list[str]
    subject: str
    laws: list[str]
    bases: list[str]
    closing: list[str]
    recipients: list[str]
    body: str


@cache
def templates() -> dict[str, Template]:
    found = {}
    for path in sorted(TEMPLATES.glob("*.toml")):
        found[path.stem] = Template(code=path.stem, **tomllib.loads(path.read_text(encoding="utf-8")))
    return found


def templates_for(organisation) -> list[Template]:
    """All of them, those of the organisation's own level first."""
    level = OFFICE if organisation.is_office else organisation.level
    return sorted(templates().values(), key=lambda each: (level not in each.levels, each.name))


def content_of_template(template: Template, organisation, school_year) -> Content:
    """The template in this year's words; its laws are those of the library that are in force today."""
    starts, ends = school_year.starts_on.year, school_year.ends_on.year
    words = {"year": school_year.code, "first": starts, "second": ends}
    today = clock.today()
    in_force = [each for each in library_for(organisation) if each.from_on <= today and not _is_over(each, today)]
    laws = [each for number in template.laws for each in in_force if each.number == number]
    return Content(
        "",
        template.subject.format(**words),
        bases=[*map(basis_line, laws), *(text.format(**words) for text in template.bases)],
        blocks=read_outline(template.body.format(**words)),
        closing=[Paragraph([Run(text.format(**words))]) for text in template.closing],
        recipients=template.recipients,
    )


def _is_over(document, day) -> bool:
    return document.to_on is not None and document.to_on < day


def blank_content(school_year) -> Content:
    return Content("", f"Công tác thi đua, khen thưởng năm học {school_year.code}")


def earlier_plans(organisation, school_year):
    """Plans of other years that a new one may begin with, the latest first."""
    rows = EmulationPlan.objects.for_organisation(organisation).plans().exclude(school_year=school_year)
    return rows.select_related("document__series", "school_year").order_by("-school_year__starts_on", "-created_at")


def start_plan(
    *, organisation, school_year, content: Content, note: str, form_token: uuid.UUID, by, body: str = "school"
) -> EmulationPlan:
    """A new draft with this content under the organisation's letterhead; its days are proposed for this year.

    The same form sent twice gives the same plan. `note` says what it was begun with.
    """
    if not school_year.is_current:
        raise DomainError("Chỉ lập được kế hoạch của năm học đang diễn ra. Chọn năm học ở đầu trang.")
    existing = EmulationPlan.objects.for_organisation(organisation).filter(form_token=form_token).first()
    if existing is not None:
        return existing
    kind = EmulationPlan.Kind.PLAN
    content = content_model.from_json(stored(content))
    printed = content.letterhead
    content.letterhead = letterhead_of(organisation, type_code="KH", body=body)
    content.signatories = [signatory_of(organisation, body=body)]
    content.title = content.title or TITLES[kind]
    read = understand(content, letterhead=printed if printed.issuer else content.letterhead)
    with transaction.atomic():
        plan, is_new = EmulationPlan.objects.get_or_create(
            organisation=organisation,
            form_token=form_token,
            defaults={
                "school_year": school_year,
                "title": plan_title(content, school_year),
                "source_text": read.text,
                "data": stored(read.content),
                "printed": {"letterhead": content_model.to_json(printed)} if printed.issuer else {},
                "drafting_body": body,
                "created_by": by,
            },
        )
        if is_new:
            sync_facts(plan, proposals(plan, read.facts, read.content))
            keep_version(plan, read.content, note=note, by=by)
            audit.record("plans.plan_started", plan, by=by, after={"note": note, "facts": plan.facts.count()})
    return plan


# ---- what documents from above ask ----


def incoming_documents(organisation, school_year):
    """Documents from above, filed this year, that set a day which nobody refused."""
    rows = IncomingDocument.objects.for_organisation(organisation).filter(school_year=school_year)
    asked = IncomingFact.objects.for_organisation(organisation).deadlines().not_refused()
    return rows.filter(Exists(asked.filter(incoming=OuterRef("pk")))).order_by("-issued_on", "-pk")


def with_tasks_from_above(content: Content, documents: list[IncomingDocument]) -> Content:
    """The content with a section that names each dated task of these documents and where it comes from.

    Reading the draft proposes them as dates like every other; who drafts keeps, rewords or strikes them.
    """
    content = content_model.from_json(stored(content))
    for document in documents:
        source = f"theo {document.get_kind_display()} số {document.number} của {document.issuer}"
        asked = document.facts.deadlines().not_refused()
        items = [Item([Run(f"{fact.sentence.strip().rstrip('.;,')} ({source}).")]) for fact in asked]
        if items:
            title = f"THỰC HIỆN {document.get_kind_display().upper()} SỐ {document.number}"
            content.blocks.append(Section(title, items))
    return content


def blank_places(content: Content) -> list[str]:
    """The lines that still hold a place to fill in."""
    return [line for line in plain_text(content).splitlines() if BLANK_MARK in line or "....." in line]
