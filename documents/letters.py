"""Công văn: a letter without the name of a type. Pure; rooms hand in their words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from documents.content import Block, Content, Letterhead, Paragraph, Signatory
from documents.wording import text


def letter_content(
    subject: str,
    *,
    addressees: Sequence[str],
    blocks: Sequence[Block],
    letterhead: Letterhead,
    signatory: Signatory,
    unit: str = "",
    recipients: Sequence[str] = (),
    closing: str = "",
) -> Content:
    """“V/v <subject>” under a symbol without the code of a type, “Kính gửi” and the text.

    `letterhead` is made with `type_code=""`; `unit` is the short name of whoever drafted it: “THHS-VP”. The copies
    begin with those addressed. Source: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, mục II; Phụ lục III, Mẫu 1.5.
    """
    symbol = "-".join(filter(None, [letterhead.symbol, unit.strip()]))
    kept = [each for each in recipients if each.strip()]
    archive = f"Lưu: VT, {unit.strip()}" if unit.strip() else "Lưu: VT"
    closings: list[Paragraph] = [text(closing)] if closing else []
    return Content(
        title="",
        subject=subject,
        letterhead=replace(letterhead, symbol=symbol),
        addressees=list(addressees),
        blocks=list(blocks),
        closing=closings,
        recipients=["Như trên", *kept, archive],
        signatories=[signatory],
    )
