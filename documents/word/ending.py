"""The end of the text: Nơi nhận and the signatures, side by side, never divided. Pure."""

from __future__ import annotations

from functools import partial

from documents import layout
from documents.content import Content
from documents.rendering import text_width
from documents.word.paragraphs import gap, line
from documents.word.styles import DRAFTER, HINT, OWN_POST, POST, RECIPIENT, RECIPIENTS, SIGNED, SIGNER
from documents.word.tables import side_by_side

LEFT_SHARE = 0.45
ABREAST = 2  # signatures in a row, three where there are three
GAP = 12  # points above the ending and below a row of signatures
EDGE = 6  # points that a line of a post leaves free


def ending(content: Content, context: dict, width: float, *, draft: bool) -> list:
    """One signature stands at the right of Nơi nhận; several stand abreast above it."""
    signatures = layout.signatures(content)
    recipients = _recipients(context["recipients"], context["drafter"])
    if not signatures and not recipients:
        return []
    if not context["is_countersigned"]:
        widths = [LEFT_SHARE * width, (1 - LEFT_SHARE) * width]
        right = [part for each in signatures for part in signature_lines(each, widths[1], draft=draft)]
        return [gap(GAP, keep_next=True), side_by_side([[recipients, right]], widths)]
    return [gap(GAP, keep_next=True), *_abreast(signatures, width, draft=draft), *recipients]


def _recipients(recipients: list[str], drafter: str) -> list:
    if not recipients:
        return []
    listed = [line(RECIPIENT, f"- {each}") for each in recipients]
    return [line(RECIPIENTS, "Nơi nhận:"), *listed, *([line(DRAFTER, drafter)] if drafter else [])]


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
        made += [
            side_by_side([[part[place] for part in parts] for place in range(3)], widths),
            gap(GAP, keep_next=True),
        ]
    return made


def signature_lines(signature: layout.Signature, width: float, *, draft: bool) -> list:
    """Post, room to sign, name, one below the other."""
    posts, signed, name = _parts(signature, width, draft=draft)
    return [*posts, *signed, *name]


def _parts(signature: layout.Signature, width: float, *, draft: bool) -> tuple[list, list, list]:
    measure = partial(text_width, "Bold", POST.size)
    posts = [line(POST, "\n".join(layout.upper_lines([each], width - EDGE, measure))) for each in signature.lines]
    posts += [line(HINT, signature.hint)] if signature.hint else []
    note = "" if draft else signature.note
    own_post = [line(OWN_POST, signature.own_post)] if signature.own_post else []
    return posts, [line(SIGNED, note)], [*own_post, line(SIGNER, signature.name)]
