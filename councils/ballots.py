"""The ballot box: opened for those present, cast into without a trace of who chose what, counted once.

A vote has no path to its voter. A paper becomes one anonymous vote for each row, and each cast rewrites all
credentials and all votes of the box in random order under fresh random ids: PostgreSQL keeps the transaction that
wrote a row (`xmin`) and its place in the table (`ctid`), and either would otherwise name the voter of each vote.
Nothing else is written by a cast: no time, no log, no message, no obligation.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from secrets import SystemRandom
from time import sleep

from django.db import connection, transaction
from django.db.models import Count
from django.views.decorators.debug import sensitive_variables

from audit import services as audit
from core import clock, jobs
from core.errors import DomainError
from core.findings import Finding
from councils import criteria
from councils.models import BallotBox, CouncilMember, CouncilSession, Credential, Motion, Recusal, Vote
from councils.services import decide, entitled_counts, figures, locked, present_members, quorum_of, save_decisions
from deadlines import services as deadlines

VACUUM = "councils.vacuum_ballot_box"
PAPER_BELOW = 9  # with fewer voters their choices are too easily guessed from the totals: paper is the usual way
LONGEST_WAIT = 60  # seconds
_random = SystemRandom()


# ---- opening ----


def opening_findings(session: CouncilSession) -> list[Finding]:
    """What the secretary should know before the box opens; nothing of it can be mended afterwards."""
    motions = list(session.motions.secret().with_candidates())
    entitled = entitled_counts(session, motions)
    electorate = len(present_members(session))
    found = [
        _hopeless(motion, entitled[motion.pk], members=session.member_count, present=electorate)
        for motion in motions
        if not criteria.can_pass(
            motion.base_kind,
            entitled=entitled[motion.pk],
            members=session.member_count,
            present=electorate,
            threshold=motion.threshold_fraction,
        )
    ]
    if electorate < PAPER_BELOW:
        found.append(
            Finding(
                code="small_electorate",
                severity="look",
                title=f"Chỉ có {electorate} người bỏ phiếu: nên dùng phiếu giấy",
                detail=(
                    f"Dưới {PAPER_BELOW} người, từ kết quả dễ đoán ra ai chọn gì. Phiếu giấy có đóng dấu "
                    "là cách thường dùng; chỉ bỏ phiếu trên hệ thống khi hội đồng thống nhất."
                ),
            )
        )
    return found


def _hopeless(motion: Motion, entitled: int, *, members: int, present: int) -> Finding:
    base = members if motion.base_kind == Motion.Base.ALL_MEMBERS else present
    votes = criteria.needed(base, motion.threshold_fraction)
    return Finding(
        code="cannot_pass",
        severity="look",
        title=f"{motion.heading}: không thể đủ {votes} phiếu đồng ý",
        detail=f"Cần {votes} phiếu ({motion.get_base_kind_display()}: {base}), chỉ có {entitled} người được bỏ phiếu.",
        change="Có thể chờ thêm thành viên có mặt, điểm danh lại rồi mới mở phiếu.",
        citation=motion.provision,
        facts={"needed": votes, "entitled": entitled},
    )


@transaction.atomic
def open_box(
    session: CouncilSession, *, tellers: Sequence[CouncilMember] = (), accepts_small: bool = False, by
) -> BallotBox:
    """Open the secret ballot: the electorate is frozen as those present, each gets one credential."""
    session = locked(session)
    if hasattr(session, "ballot_box"):
        raise DomainError("Phiếu kín của phiên họp này đã được mở.")
    if not session.is_open:
        raise DomainError("Chỉ mở bỏ phiếu kín được khi phiên họp đang mở.")
    if not session.motions.secret().exists():
        raise DomainError("Phiên họp không có nội dung nào phải bỏ phiếu kín.")
    quorum = quorum_of(session)
    if not quorum.is_met:
        raise DomainError(quorum.finding.detail, findings=[quorum.finding])
    voters = present_members(session)
    if len(voters) < PAPER_BELOW and not accepts_small:
        raise DomainError(
            f"Chỉ có {len(voters)} người bỏ phiếu. Cần xác nhận hội đồng thống nhất bỏ phiếu trên hệ thống."
        )
    if set(tellers) - set(voters):
        raise DomainError("Ban kiểm phiếu chỉ gồm thành viên có mặt.")
    box = BallotBox.objects.create(
        organisation=session.organisation,
        session=session,
        electorate_count=len(voters),
        tellers=[member.person.full_name for member in tellers],
        opened_at=clock.now(),
    )
    _insert(Credential, [{"box": box, "member": member} for member in voters], box)
    for member in voters:
        deadlines.oblige(
            organisation=session.organisation,
            key=_obligation(session, member.person_id),
            title=f"Bỏ phiếu kín: {session.title}"[:250],
            url_name="councils:ballot",
            url_kwargs={"pk": session.pk},
            person=member.person,
            why="Phiếu kín của hội đồng đang mở. Việc này còn trong danh sách cho đến khi kết thúc bỏ phiếu.",
            button="Phiếu kín",
        )
    audit.record("councils.ballot_opened", session, by=by, after={"electorate": len(voters)})
    return box


def _obligation(session: CouncilSession, person_id: int) -> str:
    return f"session:{session.pk}:ballot:{person_id}"


# ---- casting ----


def paper_of(session: CouncilSession, user) -> list[Motion]:
    """The rows a voter decides: all secret ones but the own and those she is recused from."""
    recused = Recusal.objects.filter(motion__session=session, member__person__user=user)
    motions = session.motions.secret().exclude(pk__in=recused.values("motion_id"))
    return list(motions.with_candidates())


@sensitive_variables()
@transaction.atomic
def cast(session: CouncilSession, *, choices: dict[int, str], by) -> None:
    """Put a whole paper into the box: a choice for each row of hers, by motion id. It cannot be taken back."""
    box = BallotBox.objects.select_for_update().filter(session=session).first()
    if box is None:
        raise DomainError("Phiếu kín của phiên họp này chưa mở.")
    if not box.is_open:
        raise DomainError("Đã kết thúc bỏ phiếu nên không nhận thêm phiếu.")
    credentials = list(box.credentials.all())
    mine = box.credentials.of_user(by).first()
    if mine is None:
        raise DomainError("Không có phiếu cho thầy/cô: phiếu kín chỉ phát cho thành viên có mặt khi mở phiếu.")
    if mine.is_used:
        raise DomainError("Thầy/cô đã bỏ phiếu rồi. Phiếu đã bỏ không sửa và không bỏ lại được.")
    _refuse_paper(choices, paper_of(session, by))
    used = {credential.member_id for credential in credentials if credential.is_used} | {mine.member_id}
    votes = [{"box": box, "motion_id": motion_id, "choice": choice} for motion_id, choice in choices.items()]
    votes += [{"box": box, "motion_id": vote.motion_id, "choice": vote.choice} for vote in box.votes.all()]
    box.credentials.all().delete()
    box.votes.all().delete()
    _insert(
        Credential,
        [{"box": box, "member_id": row.member_id, "is_used": row.member_id in used} for row in credentials],
        box,
    )
    _insert(Vote, votes, box)


@sensitive_variables()
def _refuse_paper(choices: dict[int, str], paper: list[Motion]) -> None:
    rows = {motion.pk for motion in paper}
    if set(choices) - rows:
        raise DomainError("Phiếu có dòng không thuộc phần bỏ phiếu của thầy/cô. Mở lại phiếu kín rồi chọn lại.")
    if missing := rows - set(choices):
        raise DomainError(f"Phiếu còn {len(missing)} dòng chưa chọn. Chọn cho mọi dòng rồi mới bỏ phiếu.")
    if set(choices.values()) - set(Vote.Choice.values):
        raise DomainError("Phiếu có lựa chọn không hợp lệ. Mở lại phiếu kín rồi chọn lại.")


@sensitive_variables()
def _insert(model: type[Credential] | type[Vote], rows: list[dict], box: BallotBox) -> None:
    """Write rows in random order with random ids, so that neither order nor id says which came together."""
    _random.shuffle(rows)
    model.objects.bulk_create(
        model(id=uuid.UUID(int=_random.getrandbits(128), version=4), organisation_id=box.organisation_id, **row)
        for row in rows
    )


# ---- counting ----


@transaction.atomic
def close_box(session: CouncilSession, *, by) -> BallotBox:
    """Count the papers, decide every secret row, close the box for good and have its tables cleaned after commit."""
    session = locked(session)
    box = BallotBox.objects.select_for_update().filter(session=session).first()
    if box is None or not box.is_open:
        raise DomainError("Phiếu kín không đang mở nên không có gì để kết thúc.")
    motions = list(session.motions.secret().with_candidates())
    _decide_all(session, box, motions, by=by)
    box.state, box.closed_at = BallotBox.State.CLOSED, clock.now()
    box.save(update_fields=["state", "closed_at"])
    cast_count = box.credentials.filter(is_used=True).count()
    for credential in box.credentials.select_related("member"):  # all at one moment: casting itself leaves no time
        deadlines.fulfil(session.organisation, _obligation(session, credential.member.person_id))
    audit.record(
        "councils.ballot_closed",
        session,
        by=by,
        before={"electorate": box.electorate_count},
        after={"cast": cast_count, "results": {motion.pk: figures(motion) for motion in motions}},
    )
    jobs.enqueue(  # nobody's, so that nobody can stop it
        VACUUM,
        organisation=session.organisation,
        label="Dọn hòm phiếu sau khi kiểm phiếu",
        after=_this_transaction(),
    )
    return box


def _decide_all(session: CouncilSession, box: BallotBox, motions: list[Motion], *, by) -> None:
    counted = box.votes.values("motion_id", "choice").annotate(count=Count("id"))
    votes = Counter({(row["motion_id"], row["choice"]): row["count"] for row in counted})
    voters = dict(box.credentials.values_list("member_id", "is_used"))
    recused = set(Recusal.objects.filter(motion__in=motions).values_list("motion_id", "member_id"))
    for motion in motions:
        entitled = [member for member in voters if (motion.pk, member) not in recused]
        figures_of = tuple(votes[motion.pk, choice] for choice in Vote.Choice.values)
        if sum(figures_of) != sum(voters[member] for member in entitled):
            raise DomainError(f"Số phiếu của “{motion.heading}” không khớp với số người đã bỏ phiếu.")
        decide(motion, session, figures_of, entitled=len(entitled), present=box.electorate_count, by=by)
    save_decisions(motions)


def _this_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        return int(cursor.fetchone()[0])


@jobs.handler(VACUUM)
def vacuum(job, *, after: int) -> dict:
    """Remove what the rewriting left behind in the two tables.

    VACUUM keeps what an older transaction may still see, so those older than the count are waited for. It refuses to
    run inside a transaction.
    """
    waits = 0
    while _is_held_back(after) and waits < LONGEST_WAIT:
        waits += 1
        jobs.progress(job, waits, LONGEST_WAIT, "Đang chờ các việc khác của hệ thống kết thúc.")
        sleep(1)
    with connection.cursor() as cursor:
        for model in (Credential, Vote):
            cursor.execute(f'VACUUM "{model._meta.db_table}"')
    if waits >= LONGEST_WAIT:
        raise DomainError("Chưa dọn hết được vì hệ thống đang bận; cơ sở dữ liệu sẽ tự dọn nốt.")
    return {}


def _is_held_back(after: int) -> bool:
    """Whether a transaction that began before the box was counted is still running."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND age(coalesce(backend_xmin, backend_xid)) >= age(%s::text::xid8::xid))",
            [after],
        )
        return cursor.fetchone()[0]
