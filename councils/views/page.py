"""What the pages of a session are made of."""

from __future__ import annotations

from types import SimpleNamespace

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from core import vietnamese
from core.errors import DomainError
from councils import ballots, criteria, paper_ballots, services, voting_rules
from councils.forms.running import HandsForm, RollCallForm
from councils.models import Attendance, Motion, Recusal
from organisation.models import SchoolYear

NOT_RUNNING = "Chỉ chủ tịch, thư ký của hội đồng này và người đang chủ tọa, ghi biên bản phiên họp làm việc này."


def address(session) -> str:
    return reverse("councils:session_detail", args=[session.organisation.slug, session.pk])


def to_session(session):
    return redirect("councils:session_detail", session.organisation.slug, session.pk)


def year_of(organisation, day) -> SchoolYear:
    year = SchoolYear.objects.for_organisation(organisation).holding(day)
    if year is None:
        raise DomainError(f"Chưa có năm học nào chứa ngày {day:%d/%m/%Y}. Kiểm tra lại ngày họp.")
    return year


def act(request, session, done: str, act):
    """Do one act and return to the session with its sentence."""
    try:
        act()
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return to_session(session)


def roll_call_form(session, data=None) -> RollCallForm:
    return RollCallForm(data, members=list(services.members_of(session)), attendances=session.attendances.all())


def hands_of(session) -> dict:
    """What a HandsForm is made of: the rows, who stands behind each, and whether ties follow the chair."""
    motions = services.hands_to_count(session)
    return {
        "motions": motions,
        "behind": services.electorates(session, motions),
        "ties_follow_chair": services.ties_follow_chair(session),
        "to_be_named": services.to_be_named(session, motions),
    }


def recusals_of(session):
    rows = Recusal.objects.for_organisation(session.organisation).filter(motion__session=session)
    rows = rows.select_related("member__person", "motion__person", "motion__department", "motion__organisation")
    return rows.order_by("motion__position", "member__position")


def hand_overs_of(session):
    return session.hand_overs.select_related("from_member__person", "to_member__person")


def progress_of(session) -> SimpleNamespace | None:
    """The ballot as everybody may see it: how many, and who, in the order of the council; never when.

    On paper, which teller has handed in, and whether both agree; never a figure.
    """
    box = ballots.last_box(session)
    if box is None:
        return None
    rows = box.credentials.select_related("member__person").order_by("member__position", "member_id")
    voters = [(row.member.person.full_name, row.is_used) for row in rows]
    cast = sum(is_used for _, is_used in voters)
    return SimpleNamespace(
        box=box,
        is_open=box.is_open,
        is_released=box.is_released,
        electorate=box.electorate_count,
        cast=cast,
        voters=voters,
        count=_count_of(box) if box.is_paper and box.is_open else None,
    )


def _count_of(box) -> SimpleNamespace:
    tellers = paper_ballots.tellers_of(box)
    is_both = paper_ballots.are_both_in(tellers)
    return SimpleNamespace(
        tellers=tellers, is_both=is_both, differing=len(paper_ballots.differing(tellers)) if is_both else 0
    )


def rounds_of(session, rows, *, can_release: bool) -> list[SimpleNamespace]:
    """The secret rows by the box in which they lie, with whether this reader knows how they ended.

    What was counted is nobody's but the chair's until the chair releases it, box by box.
    """
    found = []
    for box in session.boxes.all():
        sees_results = not box.is_open and (box.is_released or can_release)
        its_rows = [row for row in rows if row.motion.box_id == box.pk]
        found.append(
            SimpleNamespace(
                box=box,
                rows=its_rows if sees_results else [_without_result(row) for row in its_rows],
                sees_results=sees_results,
            )
        )
    return found


def _without_result(row) -> SimpleNamespace:
    """What everybody knew of the row before it was counted: a base of valid votes is a figure of the count."""
    if row.motion.base_kind != Motion.Base.VALID:
        return row
    return SimpleNamespace(**vars(row) | {"base": None, "needed": None})


def strip_of(session) -> dict:
    """How many are there, whether that is enough, how far the session is; `lost` where it may vote no more."""
    quorum, quorum_error = _quorum(session)
    rows = list(session.motions.values_list("passed", "deferred_reason"))
    waiting = sum(passed is None and not deferred for passed, deferred in rows)
    return {
        "quorum": quorum,
        "quorum_error": quorum_error,
        "present_count": session.attendances.filter(state=Attendance.State.PRESENT).count(),
        "member_count": quorum.members if quorum else len(services.members_of(session)),
        "decided_count": sum(passed is not None for passed, _ in rows),
        "motion_count": len(rows),
        "waiting_count": waiting,
        "lost": quorum.lost_finding if session.is_open and quorum and not quorum.is_met and waiting else None,
    }


def _near(motion: Motion) -> list[str]:
    """ "cùng tổ: An, Bình" for each way of being near to the candidate."""
    names: dict[str, list[str]] = {}
    for row in motion.interests:
        names.setdefault(row["kind"], []).append(row["name"])
    kinds = [(value, label) for value, label in Motion.Interest.choices if value in names]
    is_collective = motion.department_id and not motion.person_id
    return [
        f"{'thành viên của tổ' if is_collective and value == Motion.Interest.SAME_DEPARTMENT else label}:"
        f" {', '.join(names[value])}"
        for value, label in kinds
    ]


def motion_row(motion, electorate, presiding=None) -> SimpleNamespace:
    """A motion with the figures beside it; of an undecided one those that hold now.

    `presides` is who presides over it, where that is not the chair of the session.
    """
    presides = motion.presided_by or presiding
    base = motion.base
    if base is None and motion.base_kind != Motion.Base.VALID:
        base = electorate.base(motion.base_kind, votes_for=0, votes_against=0)
    return SimpleNamespace(
        motion=motion,
        entitled=motion.eligible_count if motion.is_decided else electorate.entitled,
        base=base,
        needed=criteria.needed(base, motion.needs) if base is not None else None,
        share=motion.needs.words,
        percent=vietnamese.percent(motion.votes_for, motion.base) if motion.is_decided else "",
        presides=presides if presides and presides.pk != motion.session.presided_by_id else None,
        near=_near(motion),
    )


def not_passed_of(session) -> list[Motion]:
    """The rows of an open session that may be voted on again, or something lower in their place."""
    if not session.is_open:
        return []
    failed = session.motions.filter(passed=False).with_candidates().select_related("box", "followed_by")
    return [motion for motion in failed if not services.following_refusal(motion)]


def session_page(request, session, *, roll_call=None, hands=None, is_filled=False):
    """The one page of a session, with the forms of those who run it."""
    can_run = request.user.has_perm("councils.run_councilsession", session)
    motions = list(session.motions.with_candidates().select_related("presided_by__person"))
    behind, presiding = services.electorates(session, motions), services.presiding_of(session, motions)
    attendances = list(session.attendances.select_related("member__person"))
    rows = [motion_row(motion, behind[motion.pk], presiding.get(motion.pk)) for motion in motions]
    by_hands = [row for row in rows if not row.motion.is_secret and not row.motion.is_deferred]
    secret = [row for row in rows if row.motion.is_secret and not row.motion.is_deferred]
    progress = progress_of(session)
    can_call = can_run and not session.is_over and not (progress and progress.is_open)
    if can_run and session.is_open and by_hands and hands is None:
        hands = HandsForm(**hands_of(session))
    if hands is not None:
        hands.beside = {row.motion.pk: {"near": row.near, "presides": row.presides} for row in by_hands}
    can_release = request.user.has_perm("councils.release_results", session)
    can_vote = _has_unused_paper(request, progress)
    context = {
        "session": session,
        "can_run": can_run,
        "roll_call": roll_call or (roll_call_form(session) if can_call else None),
        "attendances": sorted(attendances, key=lambda row: (row.member.position, row.member_id)),
        **strip_of(session),
        **_reading_of(request, session, can_run=can_run),
        "hands": hands if can_run and session.is_open else None,
        "is_filled": is_filled,
        "by_hands": by_hands,
        "hands_before": [row for row in by_hands if row.motion.pk in {each.follows_id for each in motions}],
        "secret": secret,
        "deferred": [row for row in rows if row.motion.is_deferred],
        "is_grouped": len({row.motion.snapshot.get("group", "") for row in by_hands}) > 1,
        "progress": progress,
        "can_vote": can_vote,
        "can_release": can_release,
        "rounds": rounds_of(session, secret, can_release=can_release),
        "unboxed": [row for row in secret if row.motion.box_id is None],
        "papers": _papers_of(progress) if can_run else None,
        "counts_papers": bool(progress and progress.is_open and paper_ballots.teller_of(progress.box, request.user)),
        "recusals": recusals_of(session),
        "hand_overs": hand_overs_of(session),
        "can_hand_over": session.is_open and request.user.has_perm("councils.hand_over_councilsession", session),
        "rules": voting_rules.rules_of(session).values(),
        "can_declare": not session.is_over and request.user.has_perm("councils.declare_own_recusal", session),
        "not_passed": not_passed_of(session) if can_run and not (progress and progress.is_open) else [],
        "secret_waits": any(row.motion.box_id is None and not row.motion.is_decided for row in secret),
        "has_errors": any(form is not None and form.is_bound and not form.is_valid() for form in (roll_call, hands)),
    }
    context["minutes"] = minutes_of(request, session)
    context["recorders"] = services.recorders_of(session) if session.is_draft else []
    context["next"] = _next_step(session, context)
    return render(request, "councils/session_detail.html", context)


def _reading_of(request, session, *, can_run: bool) -> dict:
    """The agenda, what lies before the members, the giấy mời; papers only for who may read them."""
    reads = request.user.has_perm("councils.read_sessionpaper", session)
    invitation = session.invitation
    sees = invitation and request.user.has_perm("documents.view_officialdocument", invitation)
    return {
        "agenda": services.agenda_of(session),
        "reading": session.papers.select_related("document__series") if reads else [],
        "reads_papers": reads,
        "invitation": invitation if sees else None,
        "invitation_is_outdated": bool(sees) and can_run and services.invitation_is_outdated(session),
    }


def minutes_of(request, session) -> SimpleNamespace:
    """The minutes and count sheets as the page shows them; whoever writes them also reads whether they still match."""
    can_write = request.user.has_perm("councils.write_minutes", session)
    boxes = list(session.boxes.exclude(released_at=None).select_related("count_sheet__series"))
    return SimpleNamespace(
        can_write=can_write,
        can_remark=can_write and not services.remarks_refusal(session),
        boxes=[box for box in boxes if box.count_sheet_id],
        specimens=services.specimens_of(session) if boxes else [],
        can_keep=any(box.is_paper for box in boxes)
        and not session.is_practice
        and request.user.has_perm("councils.run_councilsession", session),
        is_released=bool(boxes),
        checks=services.checks_of(session) if can_write and session.is_closed else [],
    )


def _quorum(session):
    try:
        return services.quorum_of(session), ""
    except DomainError as error:
        return None, error.message


def _papers_of(progress) -> SimpleNamespace | None:
    """The papers to be handed out, and to whom."""
    if progress is None or not (progress.is_open and progress.box.is_paper):
        return None
    papers = paper_ballots.papers_in(progress.box)
    return SimpleNamespace(kinds=papers, handed_out=paper_ballots.handed_out(progress.box, papers))


def _has_unused_paper(request, progress) -> bool:
    if progress is None or not progress.is_open or progress.box.is_paper:
        return False
    return progress.box.credentials.of_user(request.user).filter(is_used=False).exists()


def _is_counted(progress) -> bool:
    return progress.count.is_both and not progress.count.differing


def _next_step(session, context) -> str:
    """What comes now: the page has one primary button, and this is its."""
    if context["can_vote"]:
        return "vote"
    if context["counts_papers"] and not _is_counted(context["progress"]):
        return "count"
    if not context["can_run"] or session.is_closed or session.is_cancelled:
        return ""
    if session.is_draft:
        is_called = len(context["attendances"]) == context["member_count"]
        return "open" if is_called and context["quorum"] and context["quorum"].is_met else "roll_call"
    if context["lost"]:
        return "quorum"
    if any(not row.motion.is_decided for row in context["by_hands"]):
        return "hands"
    if context["progress"] and context["progress"].is_open:
        waits = context["progress"].box.is_paper and not _is_counted(context["progress"])
        return "print" if waits else "ballot_close"
    if context["secret_waits"]:
        return "ballot_open"
    if any(not (each.box.is_open or each.box.is_released) for each in context["rounds"]):
        return "ballot_release"
    return "close" if context["motion_count"] else ""
