"""Many rows of the record at once, out of a table that was checked against it; what one row needs is `entries`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit import services as audit
from core import clock
from legal.models import Distinction
from organisation.models import Employment
from records.models import HISTORY, Origin, QualityRating, TitleRecord, YearKind
from records.services.entries import told_title

BATCH = 1000


@dataclass(frozen=True)
class Owner:
    """Whose a row is, by ids: a person, a tổ or (neither) the organisation."""

    person: int | None = None
    department: int | None = None


def enter_titles(
    organisation, rows: Sequence[tuple[Owner, Distinction, dict[str, Any]]], *, source_key: str, by
) -> list[TitleRecord]:
    """Write titles whose fields are clean and that the record does not hold; in the order given."""
    made = TitleRecord.objects.bulk_create(
        [
            TitleRecord(
                organisation=organisation,
                person_id=owner.person,
                department_id=owner.department,
                distinction=distinction,
                origin=Origin.IMPORTED,
                source_key=source_key,
                recorded_by=by,
                **fields,
            )
            for owner, distinction, fields in rows
        ],
        batch_size=BATCH,
    )
    told = [(row, {**told_title(row), "origin": Origin.IMPORTED}) for row in made]
    audit.record_many("records.title_entered", told, by=by)
    return made


def enter_ratings(
    organisation, rows: Sequence[tuple[int, dict[str, Any]]], *, source_key: str, by
) -> list[QualityRating]:
    """Write yearly ratings of (person, year_code, level, decision_reference, decided_on) as decided ones; in order."""
    works = _works_of(organisation, {person for person, _ in rows})
    made = QualityRating.objects.bulk_create(
        [
            QualityRating(
                organisation=organisation,
                person_id=person,
                year_kind=YearKind.SCHOOL_YEAR,
                state=QualityRating.State.DECIDED,
                source_key=f"{HISTORY}:{Origin.IMPORTED}:{source_key}"[:120],
                proposed_by=by,
                decided_by=by,
                decided_at=clock.at(fields["decided_on"]),
                **{name: fields[name] for name in ("year_code", "level", "decision_reference")},
                **_place_on(works[person], fields["decided_on"]),
            )
            for person, fields in rows
        ],
        batch_size=BATCH,
    )
    told = [
        (row, {"year": row.year_name, "document": row.decision_reference, "origin": Origin.IMPORTED}) for row in made
    ]
    audit.record_many("records.rating_entered", told, by=by)
    return made


def _works_of(organisation, people: set[int]) -> dict[int, list[Employment]]:
    works: dict[int, list[Employment]] = defaultdict(list)
    rows = Employment.objects.for_organisation(organisation).filter(person__in=people).order_by("from_on")
    for work in rows:
        works[work.person_id].append(work)
    return works


def _place_on(works: list[Employment], day: date) -> dict[str, Any]:
    """Her tổ and group on the day of the decision; nothing is known of somebody who came later."""
    work = next((each for each in works if each.from_on <= day and (each.to_on is None or day <= each.to_on)), None)
    if work is None:
        return {"duty_group": ""}
    return {
        "department_id": work.department_id,
        "duty_group": work.get_staff_kind_display(),
        "is_manager": work.staff_kind == Employment.StaffKind.MANAGER,
    }
