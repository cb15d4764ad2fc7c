"""Content and facts of a plan as one JSON-able object: what a review, a check or another program reads."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from documents.content import Appendix, Block, Section, plain_text
from documents.reading import Doubt, Reading
from plans.reading.facts import Deadline, PlanFacts

_NAMES = {
    "number": "no",
    "dated": "date",
    "start": "from",
    "end": "to",
    "is_registration": "registration",
    "authority": "by",
}


def to_export(reading: Reading, facts: PlanFacts) -> dict:
    content = reading.content
    return {
        "header": vars(facts.header),
        "period": {"kind": facts.period.kind, "label": facts.period.label},
        "legal_bases": [_fact(fact) for fact in facts.legal_bases],
        "sections": [*_sections(content.blocks, 1), *(_appendix(appendix) for appendix in content.appendices)],
        "timeline": [_fact(fact) for fact in facts.timeline],
        "targets": [_fact(fact) for fact in facts.targets],
        "deadlines": [_deadline(fact) for fact in facts.deadlines],
        "campaigns": [_fact(fact) for fact in facts.campaigns],
        "quotas": [_fact(fact) for fact in facts.quotas],
        "council": {"members": [_fact(fact) for fact in facts.council]},
        "recipients": [recipient.rstrip(" ;.") for recipient in content.recipients],
        "signers": [
            {"title": s.post, "name": s.name, "capacity": s.capacity, "on_behalf": s.on_behalf}
            for s in content.signatories
        ],
        "warnings": [row for doubt in facts.warnings for row in _warnings(doubt)],
        "text": plain_text(content),
    }


def _warnings(doubt: Doubt) -> list[dict]:
    """A row for every place of a doubt; rows of one question carry the same message."""
    said = {"code": doubt.code, "message": doubt.message, "sentence": doubt.sentence}
    return [{"line": line, **said} for line in doubt.places or (doubt.line,)]


def _fact(fact) -> dict:
    return {_NAMES.get(field.name, field.name): _plain(getattr(fact, field.name)) for field in fields(fact)}


def _deadline(deadline: Deadline) -> dict:
    data = _fact(deadline)
    return {**{name: value for name, value in data.items() if name != "parameters"}, **deadline.parameters}


def _plain(value):
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _sections(blocks: list[Block], level: int) -> list[dict]:
    return [
        {
            "level": level, "label": block.label or None, "title": block.title, "line": block.source_line,
            "children": _sections(block.blocks, level + 1),
        }
        for block in blocks if isinstance(block, Section)
    ]  # fmt: skip


def _appendix(appendix: Appendix) -> dict:
    children = _sections(appendix.blocks, 2)
    return {
        "level": 1,
        "label": appendix.label,
        "title": appendix.title,
        "line": appendix.source_line,
        "children": children,
    }
