"""Giấy khen, giấy chứng nhận: outside the layouts of the decree, the school's own form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from awards.papers.parts import text
from documents.content import Content, Letterhead, Signatory
from documents.layout import date_words


@dataclass(frozen=True)
class CertificateFacts:
    """One commended person or collective. `kind` is "title" or "commendation"; `book_number` that of “Vào sổ số”."""

    name: str
    kind: str
    distinction: str
    period: str
    decision_number: str
    decided_on: date
    place: str = ""
    achievement: str = ""
    book_number: int | None = None


def certificate_content(facts: CertificateFacts, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    return Content(
        title="GIẤY KHEN" if facts.kind == "commendation" else "GIẤY CHỨNG NHẬN",
        subject=facts.name,
        letterhead=letterhead,
        blocks=[*([text(facts.place)] if facts.place else []), text(_praise(facts))],
        closing=[
            text(f"Quyết định số {facts.decision_number}"),
            text(date_words(facts.decided_on)),
            text(f"Vào sổ số: {facts.book_number:02d}" if facts.book_number else "Vào sổ số: ……"),
        ],
        signatories=[signatory],
        layout="certificate",
        is_form=True,
    )


def _praise(facts: CertificateFacts) -> str:
    if facts.kind != "commendation":
        return f"Đạt danh hiệu “{facts.distinction}” {facts.period}".strip()
    praise = facts.achievement.strip().rstrip(".") or f"Đã có thành tích {facts.period}"
    return praise[:1].upper() + praise[1:]
