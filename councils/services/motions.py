"""What is put before a council, and what it answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

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
from organisation.models import Organisation, Person


@transaction.atomic
def add_motion(
    session: CouncilSession,
    *,
    method: str,
    label: str,
    subject_key: str,
    threshold: LegalParameter,
    person: Person | None = None,
    department=None,
    snapshot: dict | None = None,
    interests: Sequence[tuple[Person, str]] = (),
    by,
) -> Motion:
    """Put one row before the council; the same `subject_key` twice is the same row.

    `threshold` is frozen with its citation; `snapshot["summary"]` is the line that members read beside the row.
    A candidate who is a member never votes on the own row; `interests` (person, Motion.Interest) are shown beside it,
    with the members of the candidate's tổ, and vote like everybody.
    """
    session = locked(session)
    existing = session.motions.filter(subject_key=subject_key).order_by("-attempt").first() if subject_key else None
    if existing:
        return existing
    _refuse_new_motion(session, method)
    last = session.motions.aggregate(last=Max("position"))["last"] or 0
    base = voting_rules.rules_of(session)[voting_rules.VOTE_BASE]
    motion = Motion.objects.create(
        organisation=session.organisation,
        session=session,
        position=last + 1,
        method=method,
        label=clean_line(label)[:300],
        subject_key=subject_key,
        person=person,
        department=department,
        snapshot=snapshot or {},
        interests=[{"person": near.pk, "name": near.full_name, "kind": str(kind)} for near, kind in interests],
        base_kind=base.value,
        base_citation=asdict(base.citation) if base.citation else {},
        threshold=str(read_threshold(threshold.value)),
        threshold_citation=asdict(threshold.citation),
    )
    recuse_candidates(session, [motion])
    note_interests(session, [motion])
    audit.record("councils.motion_added", motion, by=by, after={"session": session.pk, "method": method})
    return motion


def _refuse_new_motion(session: CouncilSession, method: str) -> None:
    if session.is_over:
        raise DomainError(
            f"Phiên họp {session.get_state_display().lower()} nên không thêm nội dung được. Triệu tập phiên họp khác."
        )
    if method == Motion.Method.SECRET_BALLOT and session.boxes.filter(state="open").exists():
        raise DomainError("Phiếu kín của phiên họp đang mở nên không thêm dòng vào phiếu được.")


def result_of(organisation: Organisation, subject_key: str) -> Motion | None:
    """The latest decided motion about a subject, or None; practice decides nothing."""
    decided = Motion.objects.for_organisation(organisation).decided().filter(subject_key=subject_key)
    decided = decided.exclude(session__is_practice=True)
    return decided.select_related("session").order_by("decided_at", "pk").last()
