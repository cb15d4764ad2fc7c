from __future__ import annotations

from types import SimpleNamespace

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.middleware import never_kept
from core import clock, vietnamese
from core.access import access
from core.errors import DomainError
from councils import ballots, criteria, services
from councils.forms import (
    BallotForm,
    CancelForm,
    CouncilForm,
    FamilyForm,
    HandsForm,
    OpenBallotForm,
    RollCallForm,
    SessionForm,
)
from councils.models import Attendance, BallotBox, Council, CouncilMember, CouncilSession, Motion, Recusal
from organisation.models import Person, SchoolYear

NOT_RUNNING = "Chỉ thư ký và chủ tịch hội đồng điều hành phiên họp."


# ---- councils ----


@access("councils.view_councilsession", methods=["GET"])
def session_list(request):
    organisation = request.organisation
    council = Council.objects.for_organisation(organisation).on(clock.today()).first()
    sessions = CouncilSession.objects.for_organisation(organisation).with_progress().order_by("-held_on", "-pk")
    if request.school_year:
        sessions = sessions.filter(school_year=request.school_year)
    context = {
        "council": council,
        "members": council.members.on(clock.today()).select_related("person") if council else [],
        "page": Paginator(sessions, 25).get_page(request.GET.get("page")),
        "can_convene": request.user.has_perm("councils.add_councilsession", organisation),
        "can_establish": request.user.has_perm("councils.add_council", organisation),
    }
    return render(request, "councils/session_list.html", context)


@access("councils.view_council", Council, methods=["GET"])
def council_detail(request, council):
    context = {"council": council, "members": council.members.select_related("person")}
    return render(request, "councils/council_detail.html", context)


@access("councils.add_council", refusal="Chỉ người đứng đầu đơn vị ghi quyết định thành lập hội đồng.")
def council_create(request):
    """Record the decision that sets up or renews the council."""
    organisation, today = request.organisation, clock.today()
    people = list(Person.objects.employed_at(organisation, on=today).filter(user__isnull=False))
    former = CouncilMember.objects.for_organisation(organisation).on(today)
    seats = dict(former.values_list("person_id", "seat"))
    form = CouncilForm(
        request.POST or None,
        people=people,
        seats=seats,
        initial={"name": "Hội đồng Thi đua - Khen thưởng", "from_on": today},
    )
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "decision", "from_on")}
        try:
            council = services.establish_council(
                organisation=organisation, members=form.members(), by=request.user, **values
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã ghi quyết định thành lập hội đồng; các thành viên đã có quyền của mình.")
            return redirect("councils:council_detail", organisation.slug, council.pk)
    return render(request, "councils/council_create.html", {"form": form, "is_renewal": bool(seats)})


# ---- a session ----


@access("councils.add_councilsession", refusal=NOT_RUNNING)
def session_create(request):
    organisation = request.organisation
    council = Council.objects.for_organisation(organisation).on(clock.today()).first()
    if council is None:
        messages.error(request, "Chưa có hội đồng. Người đứng đầu đơn vị ghi quyết định thành lập trước.")
        return redirect("councils:session_list", organisation.slug)
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            year = _year_of(organisation, values["held_on"])
            session = services.convene(council=council, school_year=year, by=request.user, **values)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã triệu tập phiên họp và báo cho các thành viên.")
            return _to_session(session)
    return render(request, "councils/session_create.html", {"form": form, "council": council})


def _year_of(organisation, day) -> SchoolYear:
    year = SchoolYear.objects.for_organisation(organisation).holding(day)
    if year is None:
        raise DomainError(f"Chưa có năm học nào chứa ngày {day:%d/%m/%Y}. Kiểm tra lại ngày họp.")
    return year


@access("councils.view_councilsession", CouncilSession, methods=["GET"])
def session_detail(request, session):
    return _session_page(request, session)


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_roll_call(request, session):
    """Save the roll-call; with mistakes the session's page comes back as it was typed."""
    if request.method == "GET":
        return _to_session(session)
    form = _roll_call_form(session, request.POST)
    if form.is_valid():
        try:
            services.take_roll_call(session, states=form.states(), reasons=form.reasons(), by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lưu điểm danh.")
            return _to_session(session)
    return _session_page(request, session, roll_call=form)


@access("councils.run_councilsession", CouncilSession, methods=["POST"], refusal=NOT_RUNNING)
def session_open(request, session):
    return _act(request, session, "Đã mở phiên họp.", lambda: services.open_session(session, by=request.user))


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_hands(request, session):
    """Save all shows of hands at once."""
    if request.method == "GET":
        return _to_session(session)
    motions, entitled = _hands(session)
    if "fill" in request.POST:
        filled = HandsForm.filled_with_agreement(request.POST, motions, entitled)
        return _session_page(
            request, session, hands=HandsForm(filled, motions=motions, entitled=entitled), is_filled=True
        )
    form = HandsForm(request.POST, motions=motions, entitled=entitled)
    if form.is_valid():
        try:
            changed = services.record_hands(session, counts=form.counts(), by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã lưu kết quả biểu quyết: {changed} dòng được ghi.")
            return _to_session(session)
    return _session_page(request, session, hands=form)


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_recusals(request, session):
    """Who does not vote on what, and the form by which a family relation is declared."""
    motions = session.motions.undecided().with_candidates()
    if BallotBox.objects.filter(session=session).exists():
        motions = motions.by_hands()
    form = FamilyForm(request.POST or None, members=services.members_of(session), motions=motions)
    if request.method == "POST" and form.is_valid():
        try:
            services.declare_family(session, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã ghi thành viên tránh mặt.")
            return redirect("councils:session_recusals", session.organisation.slug, session.pk)
    context = {"session": session, "form": form, "recusals": _recusals(session), "can_declare": motions.exists()}
    return render(request, "councils/session_recusals.html", context)


@access("councils.run_councilsession", Recusal, methods=["POST"], refusal=NOT_RUNNING)
def recusal_withdraw(request, recusal):
    session = recusal.motion.session
    try:
        services.withdraw_recusal(recusal, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã bỏ dòng tránh mặt.")
    return redirect("councils:session_recusals", session.organisation.slug, session.pk)


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_close(request, session):
    if request.method == "POST":
        done = "Đã kết thúc phiên họp và lập biên bản nháp."
        return _act(request, session, done, lambda: services.close_session(session, by=request.user))
    context = {
        "heading": "Kết thúc phiên họp",
        "lede": session.title,
        "consequences": [
            "Kết quả biểu quyết và điểm danh được giữ nguyên, không sửa được nữa.",
            "Biên bản nháp được lập từ các kết quả này để thư ký xem lại và trình ký.",
        ],
        "verb": "Kết thúc phiên họp",
        "cancel_url": _url(session),
    }
    return render(request, "components/confirm.html", context)


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_cancel(request, session):
    """Call off a session that has not opened."""
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = "Đã hủy phiên họp và báo cho các thành viên."
        return _act(request, session, done, lambda: services.cancel_session(session, reason=reason, by=request.user))
    context = {
        "heading": "Hủy phiên họp",
        "lede": session.title,
        "consequences": [
            "Các thành viên nhận thông báo kèm lý do.",
            "Nội dung đã đưa vào phiên này được đưa ra, có thể đưa vào phiên khác.",
        ],
        "form": form,
        "verb": "Hủy phiên họp",
        "cancel_url": _url(session),
    }
    return render(request, "components/confirm.html", context)


# ---- the secret ballot ----


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def ballot_open(request, session):
    """The page before the ballot opens: what cannot be mended afterwards is said here."""
    if not session.is_open:
        messages.error(request, "Chỉ mở bỏ phiếu kín được khi phiên họp đang mở.")
        return _to_session(session)
    voters = services.present_members(session)
    form = OpenBallotForm(
        request.POST if request.method == "POST" else None,
        voters=CouncilMember.objects.filter(pk__in=[member.pk for member in voters]).select_related("person"),
        is_small=len(voters) < ballots.PAPER_BELOW,
    )
    if request.method == "POST" and form.is_valid():
        chosen = {
            "tellers": list(form.cleaned_data["tellers"]),
            "accepts_small": form.cleaned_data.get("accepts_small"),
        }
        done = "Đã mở bỏ phiếu kín. Mỗi thành viên có mặt thấy phiếu của mình trong Việc cần làm."
        return _act(request, session, done, lambda: ballots.open_box(session, by=request.user, **chosen))
    motions = list(session.motions.secret().with_candidates())
    entitled = services.entitled_counts(session, motions)
    context = {
        "session": session,
        "form": form,
        "findings": ballots.opening_findings(session),
        "rows": [_motion_row(session, motion, entitled[motion.pk], len(voters)) for motion in motions],
        "voter_count": len(voters),
    }
    return render(request, "councils/ballot_open.html", context)


@access("councils.view_councilsession", CouncilSession, methods=["GET"])
def ballot_progress(request, session):
    """How many have cast, and who; asked every ten seconds while the session's page is open."""
    progress = _progress(session)
    if progress is None:
        raise Http404
    return render(request, "councils/_ballot_progress.html", {"session": session, "progress": progress})


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
    return render(request, "councils/ballot.html", {"session": session, "form": form})


@never_kept
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
    return render(request, "councils/ballot.html", {"session": session, "form": form})


def _no_paper(request, session):
    """The page of somebody who has no paper to fill in (now), else None."""
    box = BallotBox.objects.filter(session=session).first()
    mine = box and box.credentials.of_user(request.user).first()
    if box is None:
        state = "not_open"
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
    is_counted = box is not None and not box.is_open
    return render(request, "councils/ballot_state.html", {"session": session, "state": state, "is_counted": is_counted})


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def ballot_close(request, session):
    """Ask once more, then count. It cannot be undone."""
    if request.method == "POST":
        done = "Đã kết thúc bỏ phiếu và kiểm phiếu."
        return _act(request, session, done, lambda: ballots.close_box(session, by=request.user))
    progress = _progress(session)
    if progress is None or not progress.is_open:
        messages.error(request, "Phiếu kín không đang mở nên không có gì để kết thúc.")
        return _to_session(session)
    waiting = progress.electorate - progress.cast
    context = {
        "heading": "Kết thúc bỏ phiếu",
        "lede": session.title,
        "consequences": [
            f"{progress.cast} trong {progress.electorate} thành viên đã bỏ phiếu."
            + (f" Còn {waiting} người chưa bỏ; phiếu của họ không được tính là đồng ý." if waiting else ""),
            "Hệ thống kiểm phiếu ngay và ghi kết quả. Không mở lại được.",
        ],
        "verb": "Kết thúc bỏ phiếu",
        "cancel_url": _url(session),
    }
    return render(request, "components/confirm.html", context)


# ---- what the pages of a session are made of ----


def _url(session) -> str:
    return reverse("councils:session_detail", args=[session.organisation.slug, session.pk])


def _to_session(session):
    return redirect("councils:session_detail", session.organisation.slug, session.pk)


def _act(request, session, done: str, act):
    """Do one act and return to the session with its sentence."""
    try:
        act()
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return _to_session(session)


def _roll_call_form(session, data=None) -> RollCallForm:
    return RollCallForm(data, members=list(services.members_of(session)), attendances=session.attendances.all())


def _hands(session) -> tuple[list[Motion], dict[int, int]]:
    motions = list(session.motions.by_hands().with_candidates())
    return motions, services.entitled_counts(session, motions)


def _recusals(session):
    rows = Recusal.objects.for_organisation(session.organisation).filter(motion__session=session)
    rows = rows.select_related("member__person", "motion__person", "motion__department", "motion__organisation")
    return rows.order_by("motion__position", "member__position")


def _progress(session) -> SimpleNamespace | None:
    """The open ballot as everybody may see it: how many, and who, in the order of the council; never when."""
    box = BallotBox.objects.filter(session=session).first()
    if box is None:
        return None
    rows = box.credentials.select_related("member__person").order_by("member__position", "member_id")
    voters = [(row.member.person.full_name, row.is_used) for row in rows]
    cast = sum(is_used for _, is_used in voters)
    return SimpleNamespace(is_open=box.is_open, electorate=box.electorate_count, cast=cast, voters=voters)


def _motion_row(session, motion, entitled: int, present: int) -> SimpleNamespace:
    """A motion with the figures beside it; of an undecided one those that hold now."""
    members = session.member_count or services.members_of(session).count()
    base = motion.base
    if base is None and motion.base_kind != Motion.Base.VALID:
        base = members if motion.base_kind == Motion.Base.ALL_MEMBERS else present
    return SimpleNamespace(
        motion=motion,
        entitled=entitled,
        base=base,
        needed=criteria.needed(base, motion.threshold_fraction) if base is not None else None,
        share=criteria.share_in_words(motion.threshold_fraction),
        percent=vietnamese.percent(motion.votes_for, motion.base) if motion.is_decided else "",
    )


def _session_page(request, session, *, roll_call=None, hands=None, is_filled=False):
    """The one page of a session, with the forms of those who run it."""
    can_run = request.user.has_perm("councils.run_councilsession", session)
    motions = list(session.motions.with_candidates())
    entitled = services.entitled_counts(session, motions)
    attendances = list(session.attendances.select_related("member__person"))
    present = sum(row.state == Attendance.State.PRESENT for row in attendances)
    rows = [_motion_row(session, motion, entitled[motion.pk], present) for motion in motions]
    by_hands = [row for row in rows if not row.motion.is_secret]
    secret = [row for row in rows if row.motion.is_secret]
    progress = _progress(session)
    quorum, quorum_error = _quorum(session)
    is_over = session.is_closed or session.is_cancelled
    can_call = can_run and not progress and not is_over and not any(row.motion.is_decided for row in rows)
    if can_run and session.is_open and by_hands and hands is None:
        hands = HandsForm(motions=[row.motion for row in by_hands], entitled=entitled)
    can_vote = bool(progress and progress.is_open and _has_unused_paper(request, session))
    context = {
        "session": session,
        "can_run": can_run,
        "roll_call": roll_call or (_roll_call_form(session) if can_call else None),
        "attendances": sorted(attendances, key=lambda row: (row.member.position, row.member_id)),
        "member_count": quorum.members if quorum else len(services.members_of(session)),
        "present_count": present,
        "quorum": quorum,
        "quorum_error": quorum_error,
        "hands": hands if can_run and session.is_open else None,
        "is_filled": is_filled,
        "by_hands": by_hands,
        "secret": secret,
        "progress": progress,
        "can_vote": can_vote,
        "decided_count": sum(row.motion.is_decided for row in rows),
        "motion_count": len(rows),
        "recusals": _recusals(session),
        "has_errors": any(form is not None and form.is_bound and not form.is_valid() for form in (roll_call, hands)),
    }
    context["next"] = _next_step(session, context)
    return render(request, "councils/session_detail.html", context)


def _quorum(session):
    try:
        return services.quorum_of(session), ""
    except DomainError as error:
        return None, error.message


def _has_unused_paper(request, session) -> bool:
    mine = session.ballot_box.credentials.of_user(request.user).first()
    return mine is not None and not mine.is_used


def _next_step(session, context) -> str:
    """What comes now: the page has one primary button, and this is its."""
    if context["can_vote"]:
        return "vote"
    if not context["can_run"] or session.is_closed or session.is_cancelled:
        return ""
    if session.is_draft:
        is_called = len(context["attendances"]) == context["member_count"]
        return "open" if is_called and context["quorum"] and context["quorum"].is_met else "roll_call"
    if any(not row.motion.is_decided for row in context["by_hands"]):
        return "hands"
    if context["secret"] and context["progress"] is None:
        return "ballot_open"
    if context["progress"] and context["progress"].is_open:
        return "ballot_close"
    return "close" if context["motion_count"] else ""
