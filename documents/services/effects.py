"""Documents that amend, replace or revoke others, and how a document stands because of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from core.findings import Finding
from core.templatetags.ui import vi_date
from core.vietnamese import clean_line
from documents.content import plain_text
from documents.models import DocumentEffect, OfficialDocument
from documents.services.rows import locked

State, Effect = OfficialDocument.State, DocumentEffect.Effect
LONGEST_NOTE = DocumentEffect._meta.get_field("note").max_length
STANDS = "stands"
# From the mildest on: a document stands as the strongest effect on it says.
STATES = {Effect.AMENDS: "amended", Effect.REPLACES: "replaced", Effect.REVOKES: "revoked"}
BY = {"amended": "Được sửa đổi bởi", "replaced": "Được thay thế bởi", "revoked": "Bị bãi bỏ bởi"}
ENDING = (Effect.REPLACES, Effect.REVOKES)


@dataclass(frozen=True)
class Standing:
    """`state` is "stands", "amended", "replaced" or "revoked"; `effects` those of issued documents, the first first."""

    state: str = STANDS
    effects: tuple[DocumentEffect, ...] = ()

    @property
    def by(self) -> list[OfficialDocument]:
        """The issued documents that made it so."""
        return [each.document for each in self.effects if STATES[each.effect] == self.state]

    @property
    def words(self) -> str:
        """ "Được thay thế bởi 12/KH-THNC ngày 02/11/2026"; "Còn hiệu lực"."""
        if self.state == STANDS:
            return "Còn hiệu lực"
        named = "; ".join(f"{each.full_number} ngày {vi_date(each.issued_on)}" for each in self.by)
        return f"{BY[self.state]} {named}"


def standings_of(documents: Iterable[OfficialDocument]) -> dict[int, Standing]:
    """How each document stands, by its id; one query for any number of them."""
    keys = [document.pk for document in documents]
    found: dict[int, list[DocumentEffect]] = {key: [] for key in keys}
    rows = DocumentEffect.objects.filter(target__in=keys, document__state=State.ISSUED)
    for row in rows.select_related("document__series").order_by("document__issued_on", "pk"):
        found[row.target_id].append(row)
    return {key: _standing(rows) for key, rows in found.items()}


def state_of(document: OfficialDocument) -> Standing:
    return standings_of([document])[document.pk]


def _standing(effects: list[DocumentEffect]) -> Standing:
    strongest = max((list(STATES).index(each.effect) for each in effects), default=None)
    if strongest is None:
        return Standing()
    return Standing(list(STATES.values())[strongest], tuple(effects))


# ---- entering them on a draft ----


@transaction.atomic
def set_effect(document: OfficialDocument, *, target: OfficialDocument, effect: str, note: str = "", by):
    """Say on a draft what it does to an issued document of the same organisation; said again, the last word counts."""
    document = locked(document)
    _refuse_not_draft(document)
    return _write(document, target, effect, note=note, is_generated=False, by=by)


@transaction.atomic
def set_room_effects(document: OfficialDocument, effects: Mapping[OfficialDocument, str], *, by) -> None:
    """What the room that drafts the document says of it, whole: `effects` by target. People's own entries stay."""
    document = locked(document)
    _refuse_not_draft(document)
    said = DocumentEffect.objects.filter(document=document, is_generated=True)
    for row in said.exclude(target__in=list(effects)):
        _remove(row, by=by)
    for target, effect in effects.items():
        _write(document, target, effect, note="", is_generated=True, by=by)


@transaction.atomic
def remove_effect(row: DocumentEffect, *, by) -> None:
    document = locked(row.document)
    _refuse_not_draft(document)
    if row.is_generated:
        raise DomainError("Tác động này do trang đã lập văn bản ghi. Mở trang đó để thay đổi.")
    _remove(row, by=by)


def _remove(row: DocumentEffect, *, by) -> None:
    audit.record("documents.effect_removed", row.document, by=by, before=_facts(row))
    row.delete()


def _write(document: OfficialDocument, target: OfficialDocument, effect: str, *, note: str, is_generated: bool, by):
    target = _target(document, target)
    values = {"effect": Effect(effect), "note": clean_line(note)[:LONGEST_NOTE], "is_generated": is_generated}
    known = DocumentEffect.objects.filter(document=document, target=target).first()
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return known
    row, _ = DocumentEffect.objects.update_or_create(
        document=document,
        target=target,
        defaults=values | {"organisation": document.organisation, "entered_by": by},
    )
    audit.record("documents.effect_entered", document, by=by, after=_facts(row))
    return row


def _target(document: OfficialDocument, target: OfficialDocument) -> OfficialDocument:
    """The document acted on, as it is now; DomainError where nothing can act on it."""
    rows = OfficialDocument.objects.for_organisation(document.organisation).select_related("series")
    target = rows.filter(pk=target.pk).first()
    if target is None:
        raise DomainError("Văn bản này không thuộc đơn vị nên không sửa đổi, thay thế, bãi bỏ ở đây được.")
    if target.pk == document.pk:
        raise DomainError("Văn bản không tự sửa đổi, thay thế, bãi bỏ chính nó. Chọn văn bản khác.")
    if target.state != State.ISSUED or not target.number:
        raise DomainError(f"“{target}” chưa ban hành nên sửa trực tiếp, không cần văn bản khác.")
    _refuse_circle(document, target)
    _refuse_ended(target)
    return target


def _refuse_circle(document: OfficialDocument, target: OfficialDocument) -> None:
    """Nothing that this very document comes after may act on it through others."""
    reached, ahead = set(), {target.pk}
    while ahead:
        reached |= ahead
        rows = DocumentEffect.objects.for_organisation(document.organisation).filter(document__in=ahead)
        ahead = set(rows.values_list("target_id", flat=True)) - reached
    if document.pk in reached:
        raise DomainError(f"{target.full_number} đã tác động đến chính văn bản này nên không ghi ngược lại được.")


def _refuse_ended(target: OfficialDocument) -> None:
    standing = state_of(target)
    if standing.state in ("replaced", "revoked"):
        words = f"{standing.words[0].lower()}{standing.words[1:]}"
        raise DomainError(f"{target.full_number} đã {words}. Chọn văn bản đang có hiệu lực, hoặc bỏ dòng này ở nháp.")


def _refuse_not_draft(document: OfficialDocument) -> None:
    if document.state != State.DRAFT:
        raise DomainError("Chỉ ghi được khi văn bản còn là nháp. Trả lại văn bản để sửa.")


def _facts(row: DocumentEffect) -> dict:
    return {"document": row.target_id, "number": row.target.full_number, "value": row.effect, "note": row.note}


# ---- taking effect ----


def take_effect(document: OfficialDocument, *, by) -> None:
    """What a document does is done with its issue; called in that transaction, before it is written as issued.

    DomainError where something else has replaced or revoked a target meanwhile.
    """
    effects = list(DocumentEffect.objects.filter(document=document).order_by("target_id"))
    if not effects:
        return
    rows = OfficialDocument.objects.for_organisation(document.organisation).select_related("series")
    targets = rows.select_for_update(of=["self"]).order_by("pk").in_bulk([each.target_id for each in effects])
    for each in effects:
        target = targets[each.target_id]
        _refuse_ended(target)
        after = {"document": document.pk, "number": document.full_number, "value": each.effect}
        audit.record("documents.standing_changed", target, by=by, after=after)


def effect_findings(document: OfficialDocument, *, issued_on: date | None = None) -> list[Finding]:
    """What a careful clerk would look at in what a draft does to others; nothing here refuses."""
    effects = list(document.effects.select_related("target__series"))
    text = _squeezed(plain_text(document.content)) if effects else ""
    found = []
    for each in effects:
        named = f"{each.target.full_number} ngày {vi_date(each.target.issued_on)}"
        if _squeezed(each.target.full_number) not in text:
            detail = f"Văn bản này {each.get_effect_display().lower()} {named} nhưng lời văn chưa nêu số đó."
            change = "Thêm câu nêu số, ký hiệu và ngày của văn bản đó."
            found.append(Finding("target_not_named", "look", "Lời văn chưa nêu văn bản bị tác động", detail, change))
        if issued_on and issued_on < each.target.issued_on:
            detail = f"Ngày văn bản là {vi_date(issued_on)}, trước ngày của {named}."
            found.append(Finding("before_target", "look", "Ngày văn bản trước văn bản bị tác động", detail))
    return found


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())
