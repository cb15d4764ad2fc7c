"""What a person or a collective holds, written by a decision and by nothing else."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from core.templatetags.ui import vi_date
from records.models import TitleRecord


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
