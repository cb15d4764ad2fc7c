"""What is put before a council, and what it answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.db.models import Max

from audit import services as audit
from core.errors import DomainError
from core.vietnamese import clean_line
from councils import voting_rules
from councils.criteria import read_threshold
from councils.models import CouncilSession, Motion
from councils.services.interests import note_interests
from councils.services.recusals import recuse_candidates
from councils.services.rows import locked
from legal.models import LegalParameter
from organisation.models import Department, Person


@dataclass(frozen=True)
class NewMotion:
    """One row for a council. `threshold` is frozen with its citation when it is put.

    `snapshot["summary"]` is the line that members read beside the row; `interests` (person, Motion.Interest) are
    people near to the candidate, shown beside it with the members of the candidate's tổ; they vote like everybody.
    """

    method: str
    label: str
    subject_key: str
    threshold: LegalParameter
    person: Person | None = None
    department: Department | None = None
    snapshot: dict = field(default_factory=dict)
    interests: Sequence[tuple[Person, str]] = ()


@transaction.atomic
def add_motions(session: CouncilSession, rows: Sequence[NewMotion], *, by) -> list[Motion]:
    """Put rows before the council, in a constant number of queries; the motions in the order of the rows.

    The same `subject_key` twice is the same row: what the session holds already is given back as it stands. A
    candidate who is a member never votes on the own row.
    """
    session = locked(session)
    held = _latest_by_subject(session, [row.subject_key for row in rows])
    last = session.motions.aggregate(last=Max("position"))["last"] or 0
    base = voting_rules.rules_of(session)[voting_rules.VOTE_BASE]
    made, answer = [], []
    for row in rows:
        motion = held.get(row.subject_key)
        if motion is None:
            motion = _motion(session, row, base, position=last + len(made) + 1)
            made.append(motion)
            if row.subject_key:
                held[row.subject_key] = motion
        answer.append(motion)
    if made:
        _refuse_new_motions(session, made)
        Motion.objects.bulk_create(made)  # gives each its id
        recuse_candidates(session, made)
        note_interests(session, made)
        audit.record("councils.motion_added", session, by=by, after={"motions": [motion.pk for motion in made]})
    return answer


def add_motion(session: CouncilSession, *, by, **row) -> Motion:
    """Put one row before the council: the fields of `NewMotion` by name."""
    return add_motions(session, [NewMotion(**row)], by=by)[0]


def _latest_by_subject(session: CouncilSession, keys: Sequence[str]) -> dict[str, Motion]:
    """The last vote about each subject that the session holds already; a row without a key is always new."""
    held = session.motions.filter(subject_key__in=[key for key in keys if key]).order_by("attempt")
    return {motion.subject_key: motion for motion in held}


def _motion(session: CouncilSession, row: NewMotion, base: voting_rules.Rule, position: int) -> Motion:
    return Motion(
        organisation=session.organisation,
        session=session,
        position=position,
        method=row.method,
        label=clean_line(row.label)[:300],
        subject_key=row.subject_key,
        person=row.person,
        department=row.department,
        snapshot=row.snapshot,
        interests=[{"person": near.pk, "name": near.full_name, "kind": str(kind)} for near, kind in row.interests],
        base_kind=base.value,
        base_citation=asdict(base.citation) if base.citation else {},
        threshold=str(read_threshold(row.threshold.value)),
        threshold_citation=asdict(row.threshold.citation),
    )


def _refuse_new_motions(session: CouncilSession, motions: Sequence[Motion]) -> None:
    if session.is_over:
        raise DomainError(
            f"Phiên họp {session.get_state_display().lower()} nên không thêm nội dung được. Triệu tập phiên họp khác."
        )
    if any(motion.is_secret for motion in motions) and session.boxes.filter(state="open").exists():
        raise DomainError("Phiếu kín của phiên họp đang mở nên không thêm dòng vào phiếu được.")
