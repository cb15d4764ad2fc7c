"""What the tests look up in a Word file."""

from __future__ import annotations

import io
import zipfile

from docx import Document
from docx.oxml.ns import qn

from documents.word import word_file

MM_A_TWIP = 25.4 / 1440


def opened(content, *, draft=False):
    return Document(io.BytesIO(word_file(content, draft=draft)))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def style_of(paragraph) -> str:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return found.get(qn("w:val")) if found is not None else ""


def text_of(paragraph) -> str:
    return "".join(
        "\n" if each.tag == qn("w:br") else each.text or "" for each in paragraph.iter(qn("w:t"), qn("w:br"))
    )


def paragraphs(document, style: str) -> list[str]:
    """The texts of one style, those in tables too, in reading order."""
    return [text_of(each) for each in document.element.body.iter(qn("w:p")) if style_of(each) == style]
