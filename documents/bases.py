"""The legal bases of a document against the library: their lines, and which were not in force on its date."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from core.findings import Citation, Finding
from core.templatetags.ui import vi_date
from core.vietnamese import clean_line
from documents.layout import date_words
from legal.models import LegalDocument

UNNUMBERED_LAWS = ("Luật", "Bộ luật", "Pháp lệnh")


def library_for(organisation) -> list[LegalDocument]:
    """What an organisation may cite from the library: the nation's texts and its own."""
    return list(LegalDocument.objects.filter(Q(organisation=None) | Q(organisation=organisation)))


def basis_line(document: LegalDocument) -> str:
    """“Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư”.

    A Luật or Pháp lệnh stands without number, symbol and issuer (NĐ 30/2020, Phụ lục I, Phần I, II.6.a).
    """
    about = document.title.removeprefix(document.kind).strip()
    day = f" {date_words(document.issued_on)}" if document.issued_on else ""
    if document.kind in UNNUMBERED_LAWS:
        return clean_line(f"Căn cứ {document.kind} {about}{day}")
    issuer = "" if about.casefold().startswith("của ") else f" của {document.issuer}"
    return clean_line(f"Căn cứ {document.kind} số {document.number}{day}{issuer} {about}")


def cited(line: str, library: Iterable[LegalDocument]) -> LegalDocument | None:
    """The text of the library that a basis names, by its number, or a law by its name and day."""
    tight = re.sub(r"\s*([/-])\s*", r"\1", line).casefold()
    for document in library:
        number = re.escape(re.sub(r"\s+", "", document.number).casefold())
        if re.search(rf"(?<![\d/]){number}(?![\w/-])", tight):
            return document
    for document in library:
        is_named = document.kind in UNNUMBERED_LAWS and document.title.casefold() in line.casefold()
        if is_named and _names_day(line, document):
            return document
    return None


def _names_day(line: str, document: LegalDocument) -> bool:
    day = document.issued_on
    if day is None:
        return False
    words = rf"0?{day.day}\s*(?:/|-|\s+tháng\s+)\s*0?{day.month}\s*(?:/|-|\s+năm\s+)\s*{day.year}"
    return bool(re.search(words, line)) or f"năm {day.year}" in line


def bases_findings(lines: Iterable[str], library: list[LegalDocument], *, on: date) -> list[Finding]:
    """A basis that is no longer, or not yet, in force on the document's date. To be looked at; nothing is refused."""
    found = []
    for line in lines:
        document = cited(line, library)
        if document is None:
            continue
        if document.to_on is not None and document.to_on < on:
            detail = (
                f"{document} hết hiệu lực sau ngày {vi_date(document.to_on)}; văn bản này tính theo ngày {vi_date(on)}."
            )
            found.append(_finding("basis_out_of_force", "Căn cứ đã hết hiệu lực", detail, document))
        elif document.from_on > on:
            detail = f"{document} có hiệu lực từ ngày {vi_date(document.from_on)}, sau ngày {vi_date(on)}."
            found.append(_finding("basis_not_yet_in_force", "Căn cứ chưa có hiệu lực", detail, document))
    return found


def _finding(code: str, title: str, detail: str, document: LegalDocument) -> Finding:
    citation = Citation(document=f"{document}: {document.title}", mark=document.mark)
    return Finding(
        code, "look", title, detail, "Thay bằng văn bản đang có hiệu lực, hoặc bỏ căn cứ này.", citation=citation
    )
