"""What a new document starts from: its four corners and who signs it."""

from __future__ import annotations

from datetime import date

from core.vietnamese import clean_line
from documents.content import Letterhead, Signatory
from organisation.models import Post, Role, RoleAssignment


def letterhead_for(organisation, *, type_code: str, on: date | None = None) -> Letterhead:
    """The four corners of page 1; `type_code` is "KH", "TTr", "BB", … and makes the symbol."""
    return Letterhead(
        superior=_lines(organisation.superior_lines),
        issuer=_lines(organisation.issuer_lines),
        symbol=f"{type_code}-{organisation.symbol}" if type_code else organisation.symbol,
        place=organisation.place,
        issued_on=on,
    )


def head_signatory(organisation, on: date) -> Signatory:
    """Who signs as head that day; a committee's chair signs on behalf of the committee."""
    role = Role.OFFICE_LEADER if organisation.is_office else Role.PRINCIPAL
    held = RoleAssignment.objects.for_organisation(organisation).on(on).filter(role=role)
    person = next((row.person for row in held.select_related("person").order_by("from_on", "pk")), None)
    post = Post.objects.for_organisation(organisation).on(on).filter(person=person).first() if person else None
    title = post.title if post else ("Chủ tịch" if organisation.is_office else "Hiệu trưởng")
    issuer = " ".join(_lines(organisation.issuer_lines)).upper()
    on_behalf = "ỦY BAN NHÂN DÂN" if issuer.startswith(("ỦY BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN", "UBND")) else ""
    return Signatory(
        post=title.upper(),
        name=person.full_name if person else "",
        capacity="TM." if on_behalf else "",
        on_behalf=on_behalf,
    )


def _lines(text: str) -> list[str]:
    return [line for line in map(clean_line, text.splitlines()) if line]
