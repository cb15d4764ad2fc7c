"""The ballot box: opened for those present, cast into without a trace of who chose what, counted once.

A vote has no path to its voter. A paper becomes one anonymous vote for each row, and each cast rewrites all
credentials and all votes of the box in random order under fresh random ids: PostgreSQL keeps the transaction that
wrote a row (`xmin`) and its place in the table (`ctid`), and either would otherwise name the voter of each vote.
Nothing else is written by a cast: no time, no log, no message, no obligation.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from secrets import SystemRandom
from time import sleep

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import Count
from django.views.decorators.debug import sensitive_variables

from audit import services as audit
from core import clock, jobs
from core.errors import DomainError
from councils import paper_ballots
from councils.models import BallotBox, CouncilMember, CouncilSession, Credential, Motion, Recusal, Vote
from councils.papers import facts
from councils.services import (
    ask_for_release,
    decide,
    draw_count_sheet,
    electorates,
    figures,
    locked,
    present_members,
    preside,
    recused_from,
    refuse_without_quorum,
    release_is_done,
    save_decisions,
    voting_members,
)
from deadlines import services as deadlines
from deadlines.services import Owed

VACUUM = "councils.vacuum_ballot_box"
Mode = BallotBox.Mode
PAPER_TELLERS = 2
PAPER_BELOW = 9  # with fewer voters their choices are too easily guessed from the totals: paper is the usual way
LONGEST_WAIT = 60  # seconds
LONGEST_LOCK = 2  # seconds for which a cast may have to wait behind the cleaning
_random = SystemRandom()


# ---- opening ----


@transaction.atomic
def open_box(
    session: CouncilSession,
    *,
    mode: str = Mode.DEVICE,
    tellers: Sequence[CouncilMember] = (),
    accepts_small: bool = False,
    presiding: Mapping[int, CouncilMember] | None = None,
    by,
) -> BallotBox:
    """Open a round of secret voting on every secret row that waits: the electorate is frozen, one credential each.

    The electorate is those present, and absent members whose opinion in writing the rule counts.
    `presiding` names, by motion id, who presides over a row that the chair and the deputies abstain from.
    """
    session = locked(session)
    if current_box(session) is not None:
        raise DomainError("Phiếu kín của phiên họp này đã được mở.")
    if not session.is_open:
        raise DomainError("Chỉ mở bỏ phiếu kín được khi phiên họp đang mở.")
    motions = list(session.motions.to_be_voted_secretly().with_candidates())
    if not motions:
        raise DomainError("Phiên họp không có nội dung nào phải bỏ phiếu kín.")
    refuse_without_quorum(session)
    voters, present = voting_members(session, is_secret=True), present_members(session)
    _refuse_opening(voters, present, mode=mode, tellers=tellers, accepts_small=accepts_small)
    preside(session, motions, presiding or {})
    box = BallotBox.objects.create(
        organisation=session.organisation,
        session=session,
        number=session.boxes.count() + 1,
        mode=mode,
        electorate_count=len(voters),
        present_count=len(present),
        tellers=[member.person.full_name for member in tellers],
        opened_at=clock.now(),
    )
    for motion in motions:
        motion.box = box
    Motion.objects.bulk_update(motions, ["box", "presided_by"])
    _insert(Credential, [{"box": box, "member": member} for member in voters], box)
    if box.is_paper:
        paper_ballots.appoint(box, tellers)
    else:
        _ask_voters(box, voters)
    audit.record("councils.ballot_opened", session, by=by, after={"electorate": len(voters), "mode": box.mode})
    return box


def _refuse_opening(voters, present, *, mode: str, tellers: Sequence[CouncilMember], accepts_small: bool) -> None:
    if mode == Mode.DEVICE and len(voters) < PAPER_BELOW and not accepts_small:
        raise DomainError(
            f"Chỉ có {len(voters)} người bỏ phiếu. Cần xác nhận hội đồng thống nhất bỏ phiếu trên hệ thống."
        )
    if set(tellers) - set(present):
        raise DomainError("Ban kiểm phiếu chỉ gồm thành viên có mặt.")
    if mode == Mode.PAPER and len(set(tellers)) != PAPER_TELLERS:
        raise DomainError("Phiếu giấy do hai người kiểm phiếu cùng đếm và nhập riêng. Chọn đúng hai người.")


def _ask_voters(box: BallotBox, voters: Sequence[CouncilMember]) -> None:
    owed = [
        Owed(
            key=_obligation(box, member.person_id),
            title=f"Bỏ phiếu kín: {box.session.title}",
            url_name="councils:ballot",
            url_kwargs={"pk": box.session_id},
            person=member.person,
            why="Phiếu kín của hội đồng đang mở. Việc này còn trong danh sách cho đến khi kết thúc bỏ phiếu.",
            button="Phiếu kín",
        )
        for member in voters
    ]
    deadlines.oblige_many(box.organisation, owed)


def _obligation(box: BallotBox, person_id: int) -> str:
    return f"session:{box.session_id}:ballot:{box.number}:{person_id}"


def current_box(session: CouncilSession) -> BallotBox | None:
    """The box that is open now."""
    return session.boxes.filter(state=BallotBox.State.OPEN).first()


def last_box(session: CouncilSession) -> BallotBox | None:
    return session.boxes.order_by("-number").first()


def _locked_box(session: CouncilSession) -> BallotBox | None:
    """The newest box, held until the transaction ends."""
    return session.boxes.select_for_update().order_by("-number").first()


# ---- casting ----


def paper_of(session: CouncilSession, user) -> list[Motion]:
    """The rows a voter decides: all of the open box but the own and those she is recused from."""
    recused = Recusal.objects.filter(motion__session=session, member__person__user=user)
    motions = Motion.objects.filter(box__session=session, box__state=BallotBox.State.OPEN)
    return list(motions.exclude(pk__in=recused.values("motion_id")).with_candidates())


@sensitive_variables()
@transaction.atomic
def cast(session: CouncilSession, *, choices: dict[int, str], by) -> None:
    """Put a whole paper into the box: a choice for each row of hers, by motion id. It cannot be taken back."""
    box = _locked_box(session)
    if box is None:
        raise DomainError("Phiếu kín của phiên họp này chưa mở.")
    if not box.is_open:
        raise DomainError("Đã kết thúc bỏ phiếu nên không nhận thêm phiếu.")
    if box.is_paper:
        raise DomainError("Lượt này bỏ phiếu giấy: nhận phiếu có đóng dấu tại phòng họp, không bỏ trên máy.")
    credentials = list(box.credentials.all())
    mine = box.credentials.of_user(by).first()
    if mine is None:
        raise DomainError(
            "Không có phiếu cho thầy/cô: phiếu kín chỉ phát cho thành viên có mặt khi mở phiếu,"
            " và người vắng gửi ý kiến bằng văn bản nếu quy chế cho tính."
        )
    if mine.is_used:
        raise DomainError("Thầy/cô đã bỏ phiếu rồi. Phiếu đã bỏ không sửa và không bỏ lại được.")
    _refuse_paper(choices, paper_of(session, by))
    used = {credential.member_id for credential in credentials if credential.is_used} | {mine.member_id}
    votes = [{"box": box, "motion_id": motion_id, "choice": choice} for motion_id, choice in choices.items()]
    votes += [{"box": box, "motion_id": vote.motion_id, "choice": vote.choice} for vote in box.votes.all()]
    papers = [{"box": box, "member_id": row.member_id, "is_used": row.member_id in used} for row in credentials]
    if failed := _rewrite(box, papers, votes):
        raise DatabaseError(failed)


@sensitive_variables()
def _rewrite(box: BallotBox, credentials: list[dict], votes: list[dict]) -> str:
    """Put these in the place of all rows of the box; what failed, or "".

    The database names the row that it refuses, and its error holds all rows: neither may reach a log, so that only the
    kind of the error is passed on.
    """
    try:
        box.credentials.all().delete()
        box.votes.all().delete()
        _insert(Credential, credentials, box)
        _insert(Vote, votes, box)
    except DatabaseError as error:
        return f"The ballot box could not be written: {type(error).__name__} {getattr(error.__cause__, 'pgcode', '')}"
    return ""


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
    """Count the papers, decide every row of the box, close it for good and have its tables cleaned after commit."""
    session = locked(session)
    box = _locked_box(session)
    if box is None or not box.is_open:
        raise DomainError("Phiếu kín không đang mở nên không có gì để kết thúc.")
    motions = list(box.motions.with_candidates())
    counts = paper_ballots.agreed_counts(box) if box.is_paper else _counted(box, motions)
    behind = electorates(session, motions)
    for motion in motions:
        decide(motion, counts[motion.pk], electorate=behind[motion.pk], by=by)
    save_decisions(motions)
    _seal(box, by=by)
    after = {"results": {motion.pk: figures(motion) for motion in motions}}
    if box.is_paper:
        paper_ballots.discharge(box)
    else:
        after |= {"cast": _discharge_voters(box)}
    audit.record("councils.ballot_closed", session, by=by, before={"electorate": box.electorate_count}, after=after)
    jobs.enqueue(  # nobody's, so that nobody can stop it
        VACUUM,
        organisation=session.organisation,
        label="Dọn hòm phiếu sau khi kiểm phiếu",
        after=_this_transaction(),
    )
    return box


def _counted(box: BallotBox, motions: list[Motion]) -> dict[int, tuple[int, int, int, int]]:
    """The votes of each row, held against the used credentials of those who may vote on it: as many, or no result."""
    counted = box.votes.values("motion_id", "choice").annotate(count=Count("id"))
    votes = Counter({(row["motion_id"], row["choice"]): row["count"] for row in counted})
    voters = dict(box.credentials.values_list("member_id", "is_used"))
    recused = recused_from(motions)
    found = {}
    for motion in motions:
        votes_for, against, blank = (votes[motion.pk, choice] for choice in Vote.Choice.values)
        papers = sum(is_used for member, is_used in voters.items() if member not in recused.get(motion.pk, ()))
        if votes_for + against + blank != papers:
            raise DomainError(f"Số phiếu của “{motion.heading}” không khớp với số người đã bỏ phiếu.")
        found[motion.pk] = (votes_for, against, blank, 0)
    return found


def _discharge_voters(box: BallotBox) -> int:
    """What the voters owed is done, all at one moment: casting itself leaves no time. How many have cast."""
    voters = list(box.credentials.values_list("member__person_id", "is_used"))
    deadlines.fulfil_many(box.organisation, [_obligation(box, person_id) for person_id, _ in voters])
    return sum(is_used for _, is_used in voters)


def _seal(box: BallotBox, *, by) -> None:
    """Close a counted box for good; whoever presides owes the release of its results."""
    box.state, box.closed_at, box.closed_by = BallotBox.State.CLOSED, clock.now(), by
    box.save(update_fields=["state", "closed_at", "closed_by"])
    ask_for_release(box, box.session.presided_by)


@transaction.atomic
def release(session: CouncilSession, *, number: int | None = None, by) -> BallotBox:
    """The chair makes the results of a count known to everybody who reads the session: of that box, or the oldest."""
    session = locked(session)
    waiting = session.boxes.select_for_update().filter(state=BallotBox.State.CLOSED, released_at=None)
    box = (waiting if number is None else waiting.filter(number=number)).first()
    if box is None:
        raise DomainError("Không có kết quả bỏ phiếu kín nào chờ công bố.")
    box.released_at, box.released_by = clock.now(), by
    box.save(update_fields=["released_at", "released_by"])
    release_is_done(box)
    if session.is_practice:  # nothing of it is kept
        return box
    sealed = draw_count_sheet(box, by=by)
    after = {"box": box.number, "sealed": facts.fingerprint(sealed)}
    audit.record("councils.ballot_released", session, by=by, after=after)
    return box


def _this_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        return int(cursor.fetchone()[0])


@jobs.handler(VACUUM)
def vacuum(job, *, after: int) -> dict:
    """Remove what the rewriting left behind in the two tables.

    VACUUM keeps what an older transaction may still see, so those older than the count are waited for. It also leaves
    the bytes of a removed row in the page until another row lies over them, so both tables are written anew.
    """
    for waits in range(LONGEST_WAIT):
        if not _is_held_back(after) and _written_anew():
            return {}
        jobs.progress(job, waits + 1, LONGEST_WAIT, "Đang chờ các việc khác của hệ thống kết thúc.")
        sleep(1)
    raise DomainError("Chưa dọn hết được vì hệ thống đang bận; hòm phiếu đóng sau sẽ dọn nốt.")


def _written_anew() -> bool:
    """False where something else holds a table; casts must not queue up behind this. VACUUM needs no transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LONGEST_LOCK}s'")
        try:
            for model in (Credential, Vote):
                cursor.execute(f'VACUUM "{model._meta.db_table}"')  # this much is gone even if the next has to wait
                cursor.execute(f'VACUUM (FULL) "{model._meta.db_table}"')
        except OperationalError:
            return False
        finally:
            cursor.execute("RESET lock_timeout")
    return True


def _is_held_back(after: int) -> bool:
    """Whether a transaction that began before the box was counted is still running."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND age(coalesce(backend_xmin, backend_xid)) >= age(%s::text::xid8::xid))",
            [after],
        )
        return cursor.fetchone()[0]
