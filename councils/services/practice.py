"""A practice session: the same pages, rows of nobody, no consequences; erased without a trace in the session's tables.

What the log keeps is that there was practice. Nothing of it reaches another room: `is_practice` is left out there.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from councils.models import BallotBox, Council, CouncilSession, Motion, Recusal, Teller
from councils.services.rows import locked
from deadlines import services as deadlines
from notifications import services as notifications
from organisation.models import SchoolYear

KEPT_FOR = timedelta(days=2)
THRESHOLD = "1/2"
HANDS, SECRET = Motion.Method.SHOW_OF_HANDS, Motion.Method.SECRET_BALLOT
SAMPLES = (
    (HANDS, "Dòng thử 1: xếp loại Tốt cho phiếu mẫu A"),
    (HANDS, "Dòng thử 2: xếp loại Khá cho phiếu mẫu B"),
    (SECRET, "Dòng thử 3: danh hiệu mẫu cho thầy cô C"),
    (SECRET, "Dòng thử 4: danh hiệu mẫu cho thầy cô D"),
    (SECRET, "Dòng thử 5: danh hiệu mẫu cho tổ E"),
)


@transaction.atomic
def begin_practice(council: Council, *, school_year: SchoolYear, by) -> CouncilSession:
    """A session of today with rows of nobody."""
    now = clock.now().astimezone(clock.ZONE)
    session = CouncilSession.objects.create(
        organisation=council.organisation,
        council=council,
        school_year=school_year,
        title=f"Họp thử ngày {now:%d/%m/%Y}",
        held_on=now.date(),
        starts_at=now.time().replace(second=0, microsecond=0),
        place="Họp thử, không có giá trị",
        is_practice=True,
    )
    Motion.objects.bulk_create(
        Motion(
            organisation=council.organisation,
            session=session,
            position=position,
            method=method,
            label=label,
            threshold=THRESHOLD,
        )
        for position, (method, label) in enumerate(SAMPLES, start=1)
    )
    audit.record("councils.practice_begun", session, by=by, after={"rows": len(SAMPLES)})
    return session


@transaction.atomic
def erase_practice(session: CouncilSession, *, by=None) -> None:
    """Remove a practice session with everything that was entered into it, in whatever state it is."""
    session = locked(session)
    if not session.is_practice:
        raise DomainError("Chỉ xóa được phiên họp thử. Phiên họp thật chưa mở thì hủy và ghi lý do.")
    audit.record("councils.practice_erased", session, by=by, before={"state": session.state})
    for box in session.boxes.all():
        box.votes.all().delete()
        box.credentials.all().delete()
    Teller.objects.filter(box__session=session).delete()
    Recusal.objects.filter(motion__session=session).delete()
    for attempt in sorted(set(session.motions.values_list("attempt", flat=True)), reverse=True):
        session.motions.filter(attempt=attempt).delete()  # a further round stands on the one before
    BallotBox.objects.filter(session=session).delete()
    session.papers.all().delete()
    session.attendances.all().delete()
    session.hand_overs.all().delete()
    deadlines.forget(session.organisation, f"session:{session.pk}:")
    notifications.forget(session.organisation, f"session:{session.pk}:")
    session.delete()


def erase_old_practice() -> int:
    """Remove what nobody removed; returns how many. Runs over all organisations."""
    old = CouncilSession.objects.filter(is_practice=True, held_on__lt=clock.today() - KEPT_FOR)
    sessions = list(old.select_related("organisation"))
    for session in sessions:
        erase_practice(session)
    return len(sessions)
