"""What a person or a collective holds, written by a decision and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from core.templatetags.ui import vi_date
from documents.models import Evidence
from documents.querysets import EvidenceQuerySet
from records.models import TitleRecord
from records.querysets import TitleRecordQuerySet


@dataclass(frozen=True)
class Attachables:
    """What a person may attach to a sheet or a dossier, without uploading it again: rows of her own and nobody else's.

    Both are querysets of the organisation, latest first; a choice is looked up in them again when it is sent. A later
    room adds what it keeps itself (good deeds).
    """

    evidence: EvidenceQuerySet
    titles: TitleRecordQuerySet


def attachables(person, *, organisation) -> Attachables:
    """Own files and own titles at this organisation."""
    return Attachables(
        evidence=Evidence.objects.for_organisation(organisation).of_person(person).order_by("-uploaded_at", "-pk"),
        titles=TitleRecord.objects.for_organisation(organisation).of_person(person).with_names(),
    )


@transaction.atomic
def record_title(
    *,
    organisation,
    person=None,
    department=None,
    distinction,
    school_year_code: str,
    decision_number: str,
    decided_on: date,
    authority: str,
    source_key: str,
    by,
) -> TitleRecord:
    """Write a title into the record. The same decision again changes nothing; another one is refused."""
    record, is_new = TitleRecord.objects.for_organisation(organisation).get_or_create(
        organisation=organisation,
        person=person,
        department=department,
        distinction=distinction,
        school_year_code=school_year_code,
        detail="",
        defaults={
            "decision_number": decision_number,
            "decided_on": decided_on,
            "authority": authority,
            "source_key": source_key,
            "recorded_by": by,
        },
    )
    if not is_new and (record.decision_number, record.decided_on) != (decision_number, decided_on):
        raise DomainError(
            f"{record.candidate_name} đã có danh hiệu {distinction.name} năm học {school_year_code} theo Quyết định"
            f" số {record.decision_number} ngày {vi_date(record.decided_on)} nên không ghi thêm."
        )
    if is_new:
        audit.record(
            "records.title_recorded",
            record,
            by=by,
            after={"distinction": distinction.code, "school_year": school_year_code, "decision": decision_number},
            personal={"candidate": record.candidate_name},
        )
    return record
