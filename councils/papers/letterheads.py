"""In whose name a council's papers are drawn up, and how its chair signs them.

A council that uses the seal of its organisation stands as issuer under it, with numbers of its own (NĐ 30/2020, Phụ
lục I, II.3a), and its chair signs with her post in the organisation too; any other writes on the organisation's paper.
"""

from __future__ import annotations

from datetime import date

from core.vietnamese import search_key
from councils.models import Council, CouncilMember
from documents import services as documents
from documents.content import Letterhead, Signatory
from organisation.models import Post


def letterhead_of(council: Council, *, type_code: str, on: date) -> Letterhead:
    head = documents.letterhead_for(council.organisation, type_code=type_code, on=on)
    if council.uses_seal:
        head.superior, head.issuer = head.issuer, [_short_name(council)]
        head.symbol = f"{type_code}-{council.own_symbol}"
    return head


def sheet_head(council: Council, *, on: date) -> Letterhead:
    """Of a paper that is given out and filled in: the council under its organisation, no number, place or day."""
    head = documents.letterhead_for(council.organisation, type_code="", on=on)
    return Letterhead(superior=head.issuer, issuer=[_short_name(council)])


def _short_name(council: Council) -> str:
    """Without the organisation's own name at its end: that stands in the line above."""
    name, own = council.name, council.organisation.name
    if search_key(name).endswith(f" {search_key(own)}"):
        return name[: -len(own)].rstrip(" ,-–")
    return name


def chair_signatory(council: Council, chair: CouncilMember | None, *, on: date) -> Signatory:
    """The council's chair that day; nobody's name where none sits."""
    own_post = ""
    if chair is not None and council.uses_seal:
        held = Post.objects.for_organisation(council.organisation).on(on).filter(person_id=chair.person_id).first()
        own_post = held.title.upper() if held else ""
    name = chair.person.full_name if chair is not None else ""
    return Signatory(post="CHỦ TỊCH", name=name, capacity="TM.", on_behalf="HỘI ĐỒNG", own_post=own_post)
