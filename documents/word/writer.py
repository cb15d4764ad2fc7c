"""A document of the content model as a .docx in the form of Nghị định 30/2020/NĐ-CP. Pure.

Numbers, punctuation, line breaks and their order are those `documents.layout` derives, taken from the context that the
PDF's template prints (`rendering.page_context`); this module only sets them in Word.
"""

from __future__ import annotations

from documents import layout, rendering
from documents.content import Appendix, Content, content_hash
from documents.outline_text import Draft, drafts_of
from documents.outline_text.lines import parse_line
from documents.word import letterhead
from documents.word.certificate import certificate
from documents.word.ending import ending
from documents.word.package import empty_document, finished
from documents.word.pages import Edges, Stretch, put_together
from documents.word.paragraphs import Rules, line, words
from documents.word.styles import (
    APPENDIX,
    APPENDIX_TITLE,
    ATTACHMENT,
    BODY,
    CLOSING,
    END,
    HEADINGS,
    ITEM,
    NUMBERED,
    PART,
    UNNUMBERED,
    VERBATIM,
    Style,
)
from documents.word.tables import text_table


def word_file(content: Content, *, draft: bool) -> bytes:
    """The .docx; of a draft with blank number and date and the mark “DỰ THẢO”.

    A file that anybody can edit bears no code to verify it by: only the issued PDF does.
    """
    clean = rendering.cleaned(content)
    context = rendering.page_context(clean, draft=draft)
    document, rules = empty_document(), Rules()
    if clean.layout == "certificate":
        stretches = [certificate(clean, context, rules, draft=draft)]
    else:
        stretches = _official(clean, context, rules, draft=draft)
    for appendix, printed in zip(clean.appendices, context["appendices"], strict=True):
        _write_appendix(stretches, appendix, printed)
    put_together(document.element.body, stretches, Edges(document, clean, rules, draft=draft))
    return finished(document, title=context["page_title"], subject=content.subject, source=content_hash(content))


def _official(content: Content, context: dict, rules: Rules, *, draft: bool) -> list[Stretch]:
    stretches = [Stretch(context["is_landscape"], begins=True)]
    stretches[0].elements += letterhead.letterhead(content, context, rules)
    stretches[0].elements += letterhead.heading(content, context, rules)
    _write_flow(stretches, context["body"], _body_styles(content), stays=context["is_landscape"])
    stretches[-1].elements += ending(content, context, stretches[-1].width, draft=draft)
    return stretches


def _write_appendix(stretches: list[Stretch], appendix: Appendix, printed: dict) -> None:
    stretches.append(Stretch(printed["is_landscape"], begins=True))
    elements = stretches[-1].elements
    elements.append(line(APPENDIX, printed["label"]))
    if printed["title"]:
        elements.append(line(APPENDIX_TITLE, "\n".join(printed["title"])))
    if printed["note"]:
        elements.append(line(ATTACHMENT, "\n".join(printed["note"])))
    styles = [_style(draft) for draft in drafts_of(appendix.blocks)]
    _write_flow(stretches, printed["body"], styles, stays=printed["is_landscape"])


def _write_flow(stretches: list[Stretch], sheets: list[dict], styles: list[Style], *, stays: bool) -> None:
    """The flow on pages that stand or lie; where the text itself lies (`stays`), all of it does."""
    styles_left = iter(styles)
    for sheet in sheets:
        is_landscape = stays or sheet["is_landscape"]
        if stretches[-1].is_landscape != is_landscape:
            stretches.append(Stretch(is_landscape))
        stretch = stretches[-1]
        for printed in sheet["printed"]:
            style = next(styles_left)
            if printed["grid"]:
                stretch.elements += text_table(printed["grid"], printed["entry"].table, stretch.width)
            else:
                stretch.elements.append(_entry(printed["entry"], style))


def _entry(entry: layout.Entry, style: Style):
    if entry.kind == "part":
        text = f"{entry.label}\n{entry.text}" if entry.text else entry.label
        return line(style, text, keep_next=entry.keeps_next)
    return words(style, entry.runs, label=entry.label, has_bold_label=entry.has_bold_label, keep_next=entry.keeps_next)


# ---- which style says what a paragraph is ----


def _body_styles(content: Content) -> list[Style]:
    """One for each entry of the printed body: the blocks, the closing sentences, the “./.” that stands alone."""
    styles = [_style(draft) for draft in drafts_of(content.blocks)]
    return [*styles, *[CLOSING for paragraph in content.closing if paragraph.text.strip()], END]


def _style(draft: Draft) -> Style:
    if draft.table is not None:
        return BODY
    if draft.is_heading is None:
        return _plain_style(draft)
    if draft.label.startswith("#"):
        return UNNUMBERED[len(draft.label)]
    return _heading_style(draft) if draft.is_heading else NUMBERED


def _plain_style(draft: Draft) -> Style:
    if draft.label.startswith("#"):
        return UNNUMBERED[len(draft.label)]
    if draft.label:
        return ITEM
    read = parse_line(draft.text)
    return BODY if read.kind == "paragraph" and read.label is None and not read.escaped else VERBATIM


def _heading_style(draft: Draft) -> Style:
    read = parse_line(f"{draft.label} {draft.text}")
    return HEADINGS.get(read.label.style, NUMBERED) if read.label else PART
