"""A giấy khen: one framed page on its side. The decree has no layout for it. Pure."""

from __future__ import annotations

from documents import layout
from documents.content import Content
from documents.rendering import text_width
from documents.word.elements import mm
from documents.word.ending import signature_lines
from documents.word.letterhead import MOTTO_TEXT, NATION
from documents.word.pages import Stretch
from documents.word.paragraphs import Rules, gap, line, words
from documents.word.styles import (
    CERTIFICATE,
    COUNTRY,
    DATE,
    ENTERED,
    GIVEN,
    GIVEN_BY,
    HOLDER,
    MOTTO,
    PRAISE,
)
from documents.word.tables import side_by_side

ENTERED_SHARE = 0.52


def certificate(content: Content, context: dict, rules: Rules, *, draft: bool) -> Stretch:
    """Who gives what to whom and why; below, at the left where it is entered, at the right date and signature."""
    stretch = Stretch(is_landscape=True, begins=True, is_framed=True)
    praise = [printed["entry"] for sheet in context["body"] for printed in sheet["printed"] if not printed["grid"]]
    stretch.elements += [
        line(COUNTRY, NATION),
        line(MOTTO, MOTTO_TEXT),
        rules.under(text_width("Bold", MOTTO.size, MOTTO_TEXT)),
        line(GIVEN_BY, "\n".join(context["authority"])),
        line(GIVEN, "TẶNG"),
        line(CERTIFICATE, content.title),
        line(HOLDER, "\n".join(context["subject"])),
        *[words(PRAISE, entry.runs, label=entry.label) for entry in praise],
        gap(mm(8), keep_next=True),
        _foot(content, context, stretch.width, draft=draft),
    ]
    return stretch


def _foot(content: Content, context: dict, width: float, *, draft: bool):
    widths = [ENTERED_SHARE * width, (1 - ENTERED_SHARE) * width]
    entered = [words(ENTERED, paragraph.runs) for paragraph in content.closing]
    dated = [line(DATE, context["place_and_date"])] if context["place_and_date"] else []
    signed = [part for each in layout.signatures(content) for part in signature_lines(each, widths[1], draft=draft)]
    return side_by_side([[entered, dated + signed]], widths)
