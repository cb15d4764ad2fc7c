"""The secret ballot: its opening, a member's paper, its count."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.middleware import never_kept, unnoticed
from core.access import access
from core.errors import DomainError
from core.vietnamese import whole_number
from councils import ballots, paper_ballots, services, voting_rules
from councils.forms.ballots import BallotForm, OpenBallotForm
from councils.models import BallotBox, CouncilMember, CouncilSession
from councils.opening import opening_findings
from councils.views.page import NOT_RUNNING, act, address, motion_row, progress_of, to_session

OPENED = {
    BallotBox.Mode.DEVICE: "Đã mở bỏ phiếu kín. Mỗi người bỏ phiếu thấy phiếu của mình trong Việc cần làm.",
    BallotBox.Mode.PAPER: "Đã mở bỏ phiếu kín bằng phiếu giấy. In phiếu, đóng dấu rồi phát theo danh sách.",
}


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def ballot_open(request, session):
    """The page before the ballot opens: what cannot be mended afterwards is said here."""
    if not session.is_open:
        messages.error(request, "Chỉ mở bỏ phiếu kín được khi phiên họp đang mở.")
        return to_session(session)
    motions = list(session.motions.to_be_voted_secretly().with_candidates())
    voters = services.voting_members(session, is_secret=True)
    form = _open_form(request, session, motions, voters)
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        return act(
            request, session, OPENED[chosen["mode"]], lambda: ballots.open_box(session, by=request.user, **chosen)
        )
    behind, presiding = services.electorates(session, motions), services.presiding_of(session, motions)
    present = {member.pk for member in services.present_members(session)}
    rules = voting_rules.rules_of(session)
    context = {
        "session": session,
        "form": form,
        "findings": opening_findings(session),
        "rows": [motion_row(motion, behind[motion.pk], presiding.get(motion.pk)) for motion in motions],
        "voters": [(member, member.pk in present) for member in voters],
        "absent_rule": rules[voting_rules.ABSENT_OPINION],
        "abstainer_rule": rules[voting_rules.ABSTAINER],
        "papers": paper_ballots.papers_for(motions, {member.pk for member in voters}),
    }
    return render(request, "councils/ballot_open.html", context)


def _open_form(request, session, motions, voters) -> OpenBallotForm:
    candidates: dict[int, list[int]] = {}
    for number, motion in enumerate(motions, 1):
        candidates.setdefault(motion.person_id, []).append(number)
    present = [member.pk for member in services.present_members(session)]
    return OpenBallotForm(
        request.POST if request.method == "POST" else None,
        present=CouncilMember.objects.filter(pk__in=present).select_related("person"),
        is_small=len(voters) < ballots.PAPER_BELOW,
        candidates=candidates,
        motions=motions,
        to_be_named=services.to_be_named(session, motions),
    )


@access("councils.view_councilsession", CouncilSession, methods=["GET"])
def ballot_progress(request, session):
    """How many have cast, and who; asked every ten seconds while the session's page is open."""
    progress = progress_of(session)
    if progress is None:
        raise Http404
    return render(request, "councils/_ballot_progress.html", {"session": session, "progress": progress})


@unnoticed
@access("councils.cast_ballot", CouncilSession)
@sensitive_post_parameters()
@never_cache
def ballot(request, session):
    """A member's paper, and on POST the page on which she checks it. The server keeps nothing before it is cast."""
    if (refusal := _no_paper(request, session)) is not None:
        return refusal
    motions = ballots.paper_of(session, request.user)
    form = BallotForm(request.POST if request.method == "POST" else None, motions=motions)
    if request.method == "POST" and "edit" not in request.POST and form.is_valid():
        return render(request, "councils/ballot_check.html", {"session": session, "form": form})
    return _paper_page(request, session, form)


@never_kept
@unnoticed
@access("councils.cast_ballot", CouncilSession)
@sensitive_post_parameters()
@never_cache
def ballot_cast(request, session):
    """Cast the checked paper. Always answered with 200 or a redirect: an error status would leave a line in the log.

    A GET comes from the sign-in page after the session has ended, and finds an empty paper again.
    """
    if request.method != "POST":
        return redirect("councils:ballot", session.organisation.slug, session.pk)
    if (refusal := _no_paper(request, session)) is not None:
        return refusal
    form = BallotForm(request.POST, motions=ballots.paper_of(session, request.user))
    if form.is_valid():
        try:
            ballots.cast(session, choices=form.choices(), by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("councils:ballot", session.organisation.slug, session.pk)
    if (refusal := _no_paper(request, session)) is not None:
        return refusal
    return _paper_page(request, session, form)


def _paper_page(request, session, form):
    context = {"session": session, "form": form, "sees_session": _sees(request, session)}
    return render(request, "councils/ballot.html", context)


def _sees(request, session) -> bool:
    """Whoever lost her seat while the box is open still votes, and reads nothing else of the session."""
    return request.user.has_perm("councils.view_councilsession", session)


def _no_paper(request, session):
    """The page of somebody who has no paper to fill in (now), else None."""
    box = ballots.last_box(session)
    mine = box and box.credentials.of_user(request.user).first()
    if box is None:
        state = "not_open"
    elif box.is_open and box.is_paper:
        state = "paper"
    elif mine is None:
        state = "stranger"
    elif mine.is_used:
        state = "done"
    elif not box.is_open:
        state = "closed"
    elif not ballots.paper_of(session, request.user):
        state = "nothing"
    else:
        return None
    context = {
        "session": session,
        "state": state,
        "is_counted": box is not None and not box.is_open,
        "sees_session": _sees(request, session),
    }
    return render(request, "councils/ballot_state.html", context)


@access("councils.release_results", CouncilSession, methods=["POST"], refusal="Chỉ chủ tọa phiên họp công bố kết quả.")
def ballot_release(request, session):
    done, number = "Đã công bố kết quả bỏ phiếu kín.", whole_number(request.POST.get("box"))
    return act(request, session, done, lambda: ballots.release(session, number=number, by=request.user))


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def ballot_close(request, session):
    """Ask once more, then count. It cannot be undone."""
    if request.method == "POST":
        done = "Đã kết thúc bỏ phiếu và kiểm phiếu."
        return act(request, session, done, lambda: ballots.close_box(session, by=request.user))
    progress = progress_of(session)
    if progress is None or not progress.is_open:
        messages.error(request, "Phiếu kín không đang mở nên không có gì để kết thúc.")
        return to_session(session)
    if progress.box.is_paper:
        return _close_papers(request, session, progress)
    waiting = [name for name, has_cast in progress.voters if not has_cast]
    return _ask_to_close(
        request,
        session,
        [
            f"{progress.cast} trong {progress.electorate} người đã bỏ phiếu."
            + (f" Còn {len(waiting)} người chưa bỏ; phiếu của họ không được tính là đồng ý." if waiting else ""),
            "Hệ thống kiểm phiếu ngay và ghi kết quả. Không mở lại được.",
        ],
        waiting=waiting,
    )


def _close_papers(request, session, progress):
    """Only what both tellers counted alike is taken over; until then the page says what is missing."""
    try:
        paper_ballots.agreed_counts(progress.box)
    except DomainError as error:
        messages.error(request, error.message)
        return to_session(session)
    sentences = [
        "Hai người kiểm phiếu đã nộp số và khớp nhau ở mọi dòng.",
        "Số phiếu được chốt và ghi thành kết quả. Không mở lại và không sửa được.",
    ]
    return _ask_to_close(request, session, sentences)


def _ask_to_close(request, session, consequences, *, waiting=()):
    context = {
        "heading": "Kết thúc bỏ phiếu",
        "lede": session.title,
        "consequences": consequences,
        "waiting": waiting,
        "verb": "Kết thúc bỏ phiếu",
        "cancel_url": address(session),
    }
    return render(request, "councils/ballot_close.html", context)
