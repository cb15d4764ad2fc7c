"""The end of the text: Nơi nhận and the signatures, side by side, never divided. Pure."""

from __future__ import annotations

from functools import partial

from documents import layout
from documents.content import Content
from documents.rendering import text_width
from documents.word.elements import w
from documents.word.paragraphs import line
from documents.word.styles import POST, RECIPIENT, RECIPIENTS, SIGNED, SIGNER
from documents.word.tables import side_by_side

LEFT_SHARE = 0.45
ABREAST = 2  # signatures in a row, three where there are three
EDGE = 6  # points that a line of a post leaves free


def ending(content: Content, context: dict, width: float, *, draft: bool) -> list:
    """One signature stands at the right of Nơi nhận; several stand abreast above it."""
    signatures = layout.signatures(content)
    recipients = _recipients(context["recipients"])
    if not signatures and not recipients:
        return []
    if not context["is_countersigned"]:
        widths = [LEFT_SHARE * width, (1 - LEFT_SHARE) * width]
        right = [part for each in signatures for part in _signature(each, widths[1], draft=draft)]
        return [_gap(), side_by_side([[recipients, right]], widths)]
    return [_gap(), *_abreast(signatures, width, draft=draft), *recipients]


def _gap():
    return w("p", w("pPr", w("keepNext"), w("spacing", before=0, after=0, line=240, lineRule="exact")))


def _recipients(recipients: list[str]) -> list:
    if not recipients:
        return []
    return [line(RECIPIENTS, "Nơi nhận:"), *[line(RECIPIENT, f"- {each}") for each in recipients]]


def _abreast(signatures: list[layout.Signature], width: float, *, draft: bool) -> list:
    """Rows of posts, of room to sign and of names, so that the names stand level."""
    count = 3 if len(signatures) == 3 else ABREAST
    widths = [width / count] * count
    made = []
    for start in range(0, len(signatures), count):
        row = signatures[start : start + count]
        parts = [_parts(each, widths[0], draft=draft) for each in row]
        missing = [([], [], []) for _ in range(count - len(row))]
        parts = missing + parts if len(signatures) == 1 else parts + missing
        made += [side_by_side([[part[place] for part in parts] for place in range(3)], widths), _gap()]
    return made


def _signature(signature: layout.Signature, width: float, *, draft: bool) -> list:
    posts, signed, name = _parts(signature, width, draft=draft)
    return [*posts, *signed, *name]


def _parts(signature: layout.Signature, width: float, *, draft: bool) -> tuple[list, list, list]:
    measure = partial(text_width, "Bold", POST.size)
    posts = [line(POST, "\n".join(layout.upper_lines([each], width - EDGE, measure))) for each in signature.lines]
    note = "" if draft else signature.note
    return posts, [line(SIGNED, note)], [line(SIGNER, signature.name)]
