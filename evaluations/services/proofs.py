"""Proofs of a sheet's criteria: a file, a link, or what already stands in the person's record."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from audit import services as audit
from campaigns.models import GoodDeed
from core.errors import DomainError
from core.links import clean_link
from core.vietnamese import clean_line
from documents.models import Evidence
from documents.services import store_evidence
from evaluations.models import Criterion, EvaluationSheet, SheetEvidence
from evaluations.services.sheets import locked, refuse_unwritable
from records.models import TitleRecord
from records.services import attachables

MOST_PROOFS = 10  # of one criterion
MOST_OFFERED = 30  # of each kind, latest first
LINKS = {Evidence: "evidence", TitleRecord: "title_record", GoodDeed: "good_deed"}
Item = Evidence | TitleRecord | GoodDeed


@dataclass(frozen=True)
class OwnItems:
    """What a person may attach without uploading it again; each the latest first."""

    files: list[Evidence] = field(default_factory=list)
    titles: list[TitleRecord] = field(default_factory=list)
    deeds: list[GoodDeed] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.files or self.titles or self.deeds)


def items_for(sheet: EvaluationSheet) -> OwnItems:
    """Files, titles and good deeds of the sheet's person; none for a collective."""
    if sheet.person is None:
        return OwnItems()
    own = attachables(sheet.person, organisation=sheet.organisation)
    deeds = GoodDeed.objects.for_organisation(sheet.organisation).filter(person=sheet.person)
    return OwnItems(
        list(own.evidence[:MOST_OFFERED]),
        list(own.titles.order_by("-decided_on", "-pk")[:MOST_OFFERED]),
        list(deeds.order_by("-happened_on", "-pk")[:MOST_OFFERED]),
    )


@transaction.atomic
def attach_evidence(
    sheet: EvaluationSheet, *, criterion: Criterion, upload, is_confidential: bool = False, by
) -> SheetEvidence:
    """Store a file as proof of a criterion; DomainError with its sentence where the file is unfit."""
    sheet = _ready_for_proof(sheet, criterion)
    person = sheet.person or getattr(by, "person", None)
    if person is None:
        raise DomainError("Tài khoản này chưa gắn với một người trong danh sách nên không tải minh chứng được.")
    evidence = store_evidence(
        organisation=sheet.organisation, person=person, upload=upload, is_confidential=is_confidential, by=by
    )
    same = sheet.evidence_links.filter(criterion=criterion, evidence__sha256=evidence.sha256).first()
    return same or _attach(sheet, criterion, by=by, evidence=evidence, is_confidential=is_confidential)


@transaction.atomic
def attach_link(
    sheet: EvaluationSheet, *, criterion: Criterion, url: str, label: str = "", is_confidential: bool = False, by
) -> SheetEvidence:
    """Put an address down as proof; DomainError says what is wrong with it. The same one again changes nothing."""
    sheet = _ready_for_proof(sheet, criterion)
    url = clean_link(url)
    same = sheet.evidence_links.filter(criterion=criterion, url=url).first()
    values = {"url": url, "label": clean_line(label)[:250], "is_confidential": is_confidential}
    return same or _attach(sheet, criterion, by=by, **values)


@transaction.atomic
def attach_item(
    sheet: EvaluationSheet, *, criterion: Criterion, item: Item, is_confidential: bool = False, by
) -> SheetEvidence:
    """Attach what the person has already: her own file (as confidential as it is), title or good deed."""
    sheet = _ready_for_proof(sheet, criterion)
    if sheet.person_id is None or item.person_id != sheet.person_id or item.organisation_id != sheet.organisation_id:
        raise DomainError("Chỉ chọn được tệp, danh hiệu, việc tốt của chính người được đánh giá.")
    link = {LINKS[type(item)]: item}
    is_confidential = is_confidential or getattr(item, "is_confidential", False)
    same = sheet.evidence_links.filter(criterion=criterion, **link).first()
    return same or _attach(sheet, criterion, by=by, is_confidential=is_confidential, **link)


def _attach(sheet: EvaluationSheet, criterion: Criterion, *, by, **values) -> SheetEvidence:
    link = SheetEvidence.objects.create(organisation=sheet.organisation, sheet=sheet, criterion=criterion, **values)
    audit.record("evaluations.evidence_attached", sheet, by=by, after={"criterion": criterion.code, "proof": link.pk})
    return link


def _ready_for_proof(sheet: EvaluationSheet, criterion: Criterion) -> EvaluationSheet:
    sheet = locked(sheet)
    refuse_unwritable(sheet)
    if criterion.rubric_id != sheet.rubric_id:
        raise DomainError("Tiêu chí này không thuộc biểu điểm của kỳ. Tải lại trang.")
    if sheet.evidence_links.filter(criterion=criterion).count() >= MOST_PROOFS:
        raise DomainError(f"Tiêu chí {criterion.code} đã có {MOST_PROOFS} minh chứng. Gỡ bớt rồi thêm tệp mới.")
    return sheet


@transaction.atomic
def detach_evidence(link: SheetEvidence, *, by) -> None:
    """Take a proof off the sheet; the file itself stays in the person's store."""
    sheet = locked(link.sheet)
    refuse_unwritable(sheet)
    audit.record("evaluations.evidence_detached", sheet, by=by, before={"evidence": link.evidence_id})
    link.delete()
