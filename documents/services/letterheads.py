"""What a new document starts from: its four corners and who signs it, as of its day and in whose name it is issued."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from core import clock
from core.errors import DomainError
from core.findings import Finding
from core.templatetags.ui import vi_date
from core.vietnamese import search_key
from documents.content import Content, Letterhead, Signatory
from documents.models import OfficialDocument
from documents.services.drafts import GENERATED, update_content
from organisation import letterheads
from organisation.letterheads import Face, Names, Signing
from organisation.models import Post, Role, RoleAssignment

COMMITTEE = "ỦY BAN NHÂN DÂN"
COMMITTEES = (COMMITTEE, "UỶ BAN NHÂN DÂN", "UBND")


def letterhead_for(organisation, *, type_code: str, on: date | None = None, face: str = Face.OWN) -> Letterhead:
    """The four corners of page 1 as of a day (None: today, and the document stays without a date).

    `type_code` is "KH", "TTr", "BB", … and makes the symbol; a công văn has none. `face`: in its own name, or in that
    of the People's Committee it belongs to (“QĐ-UBND”, of a công văn “UBND-VHXH”).
    """
    names = _names(organisation, on or clock.today(), face)
    parts = [type_code, names.symbol] if type_code else [names.symbol]
    if face == Face.COMMITTEE and not type_code:
        parts.append(organisation.symbol)
    return Letterhead(
        superior=list(names.superior),
        issuer=list(names.issuer),
        symbol="-".join(parts),
        place=names.place,
        issued_on=on,
    )


def head_signatory(organisation, on: date, *, face: str = Face.OWN) -> Signatory:
    """Who signs that day in that name; a committee's chair signs on behalf of the committee."""
    names = _names(organisation, on, face)
    if names.signing == Signing.CHAIR:
        return Signatory(post="CHỦ TỊCH", name=names.signer_name, capacity="TM.", on_behalf=COMMITTEE)
    if names.signing == Signing.DEPUTY:
        above = f"{COMMITTEE}\nKT. CHỦ TỊCH"
        return Signatory(post="PHÓ CHỦ TỊCH", name=names.signer_name, capacity="TM.", on_behalf=above)
    post, name = _head(organisation, on)
    if names.signing == Signing.BY_ORDER:
        return Signatory(post=post, name=name, capacity="TL.", on_behalf="CHỦ TỊCH")
    is_committee = " ".join(names.issuer).upper().startswith(COMMITTEES)
    on_behalf = COMMITTEE if is_committee else ""
    return Signatory(post=post, name=name, capacity="TM." if on_behalf else "", on_behalf=on_behalf)


def _head(organisation, on: date) -> tuple[str, str]:
    """(post in capitals, name) of whoever heads the organisation that day."""
    role = Role.OFFICE_LEADER if organisation.is_office else Role.PRINCIPAL
    held = RoleAssignment.objects.for_organisation(organisation).on(on).filter(role=role)
    person = next((row.person for row in held.select_related("person").order_by("from_on", "pk")), None)
    post = Post.objects.for_organisation(organisation).on(on).filter(person=person).first() if person else None
    title = post.title if post else ("Chủ tịch" if organisation.is_office else "Hiệu trưởng")
    return title.upper(), person.full_name if person else ""


def _names(organisation, on: date, face: str) -> Names:
    names = letterheads.names_on(organisation, on, face)
    if names is None:
        raise DomainError(
            f"Chưa ghi tên Ủy ban nhân dân mà {organisation.name} đứng danh nghĩa ngày {vi_date(on)}."
            " Ghi ở trang “Tên cơ quan trên văn bản”."
        )
    return names


# ---- against the day of a document ----


def letterhead_findings(organisation, content: Content, *, on: date) -> list[Finding]:
    """Whether the body that is printed is called so on the day of the document; a council stands under it."""
    head = content.letterhead
    if not head.issuer:
        return []
    faces = letterheads.faces_on(organisation, on)
    superior, issuer = _key(head.superior), _key(head.issuer)
    for names in faces:
        is_under_it = superior and superior == _key(names.issuer)
        if is_under_it or (superior, issuer) == (_key(names.superior), _key(names.issuer)):
            return []
    printed = " / ".join(filter(None, [" ".join(head.superior), " ".join(head.issuer)]))
    own = " / ".join(filter(None, [" ".join(faces[0].superior), " ".join(faces[0].issuer)]))
    return [
        Finding(
            "letterhead_of_another_day",
            "look",
            f"Tên cơ quan trên văn bản không phải tên ngày {vi_date(on)}",
            f"Văn bản in “{printed}”; ngày {vi_date(on)} đơn vị có tên “{own}”.",
            change="Trả văn bản về nháp rồi lấy lại tên cơ quan theo ngày, hoặc sửa ngày văn bản.",
        )
    ]


def _key(lines) -> str:
    """Names are compared by their words, however they are broken, abbreviated or written in capitals."""
    return search_key(" ".join(lines)).replace("uy ban nhan dan", "ubnd")


@transaction.atomic
def set_letterhead(document: OfficialDocument, *, on: date, face: str, version: int, by) -> OfficialDocument:
    """Put the names of a day and a face on a draft. In another name than before, whoever signs then takes the place
    of the one who signed; a signatory that somebody chose in the same name stays."""
    if document.is_generated:
        raise DomainError(GENERATED)
    if document.state != OfficialDocument.State.DRAFT:
        raise DomainError("Chỉ đổi được khi văn bản còn là nháp. Trả lại văn bản để sửa.")
    content, organisation = document.content, document.organisation
    head, present = content.letterhead, _face_of(organisation, content)
    fresh = letterhead_for(organisation, type_code=_type_code(document), on=on, face=face)
    head.superior, head.issuer, head.place, head.symbol = fresh.superior, fresh.issuer, fresh.place, fresh.symbol
    head.place_and_date = ""
    if present not in (None, face) and len(content.signatories) == 1:
        content.signatories = [head_signatory(organisation, on, face=face)]
    return update_content(document, content, version=version, by=by)


def _type_code(document: OfficialDocument) -> str:
    if document.paper_form is not None:
        return document.paper_form.code
    code, dash, _ = document.content.letterhead.symbol.partition("-")
    return code if dash else ""


def _face_of(organisation, content: Content) -> str | None:
    """In whose name a content is drawn up: a face of any day, None where it is nobody's of here."""
    printed = _key(content.letterhead.issuer)
    return next((each.face for each in letterheads.all_names(organisation) if _key(each.issuer) == printed), None)
