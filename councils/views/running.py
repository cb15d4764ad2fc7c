"""What the secretary does in a session: roll-call, opening, shows of hands, who abstains."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render

from core.access import access
from core.errors import DomainError
from core.vietnamese import whole_number
from councils import services
from councils.forms.running import DeferForm, FamilyForm, HandOverForm, HandsForm, OwnFamilyForm
from councils.models import CouncilMember, CouncilSession, HandOver, Motion, Recusal
from councils.services.deciding import NOT_OPEN
from councils.views.page import (
    NOT_RUNNING,
    act,
    hands_of,
    recusals_of,
    roll_call_form,
    session_page,
    to_session,
)

NOT_HANDING = "Chỉ chủ tọa, thư ký và Phó Chủ tịch của phiên họp này giao người thay."


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_roll_call(request, session):
    """Save the roll-call; with mistakes the session's page comes back as it was typed."""
    if request.method == "GET":
        return to_session(session)
    form = roll_call_form(session, request.POST)
    if form.is_valid():
        try:
            services.take_roll_call(session, states=form.states(), reasons=form.reasons(), by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lưu điểm danh.")
            return to_session(session)
    return session_page(request, session, roll_call=form)


@access("councils.run_councilsession", CouncilSession, methods=["POST"], refusal=NOT_RUNNING)
def session_open(request, session):
    recorder = whole_number(request.POST.get("recorder"))
    done = "Đã mở phiên họp."
    return act(request, session, done, lambda: services.open_session(session, recorder=recorder, by=request.user))


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_hands(request, session):
    """Save all shows of hands at once."""
    if request.method == "GET":
        return to_session(session)
    if not session.is_open:  # the page of such a session has no place where the form could be shown again
        messages.error(request, NOT_OPEN)
        return to_session(session)
    rows = hands_of(session)
    if "fill" in request.POST:
        filled = HandsForm.filled_with_agreement(request.POST, rows["motions"], rows["behind"])
        return session_page(request, session, hands=HandsForm(filled, **rows), is_filled=True)
    form = HandsForm(request.POST, **rows)
    if form.is_valid():
        try:
            changed = services.record_hands(
                session,
                counts=form.counts(),
                casting=form.casting(),
                presiding=form.presiding(),
                by=request.user,
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã lưu kết quả biểu quyết: {changed} dòng được ghi.")
            return to_session(session)
    return session_page(request, session, hands=form)


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_recusals(request, session):
    """Who does not vote on what, and the form by which a family relation is declared."""
    motions = services.open_to_recusal(session)
    form = FamilyForm(request.POST or None, members=services.members_of(session), motions=motions)
    if request.method == "POST" and form.is_valid():
        try:
            services.declare_family(session, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã ghi thành viên tránh mặt.")
            return redirect("councils:session_recusals", session.organisation.slug, session.pk)
    context = {"session": session, "form": form, "recusals": recusals_of(session), "can_declare": motions.exists()}
    return render(request, "councils/session_recusals.html", context)


@access(
    "councils.declare_own_recusal",
    CouncilSession,
    refusal="Chỉ thành viên của hội đồng này khai báo tránh mặt cho mình.",
)
def own_recusals(request, session):
    """A member declares, on her own phone, on which rows a relative of hers stands."""
    member = services.seat_of(session, request.user)
    motions = services.open_to_recusal(session)
    motions = motions.none() if session.is_over else motions.exclude(recusals__member=member)
    form = OwnFamilyForm(request.POST or None, motions=motions)
    if request.method == "POST" and form.is_valid():
        try:
            services.declare_own_family(session, motions=form.cleaned_data["motions"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã ghi: thầy/cô không biểu quyết các dòng đã chọn.")
            return redirect("councils:own_recusals", session.organisation.slug, session.pk)
    context = {
        "session": session,
        "form": form,
        "recusals": recusals_of(session).filter(member=member),
        "can_declare": motions.exists(),
    }
    return render(request, "councils/own_recusals.html", context)


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_defer(request, session):
    """Put off what the session does not get to; all that waits is chosen beforehand."""
    motions = services.open_to_recusal(session)
    if not session.is_open or not motions.exists():
        messages.error(request, "Không có nội dung nào đang chờ biểu quyết để hoãn.")
        return to_session(session)
    form = DeferForm(request.POST or None, motions=motions, initial={"motions": [motion.pk for motion in motions]})
    if request.method == "POST" and form.is_valid():
        try:
            count = services.defer_motions(session, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã hoãn {count} nội dung. Có thể đưa vào phiên họp khác.")
            return to_session(session)
    return render(request, "councils/session_defer.html", {"session": session, "form": form})


@access("councils.hand_over_councilsession", CouncilSession, refusal=NOT_HANDING)
def session_hand_over(request, session):
    """Whoever presides or records has to leave: another member present goes on."""
    if not session.is_open:
        messages.error(request, "Chỉ giao chủ tọa, thư ký khi phiên họp đang mở.")
        return to_session(session)
    members = CouncilMember.objects.filter(pk__in=[member.pk for member in services.may_take_over(session)])
    asked = request.GET.get("task", "")
    initial = {"task": asked if asked in HandOver.Task.values else HandOver.Task.CHAIR}
    form = HandOverForm(request.POST or None, members=members.select_related("person"), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        act_on = services.hand_over_chair if values.pop("task") == HandOver.Task.CHAIR else services.hand_over_record
        try:
            row = act_on(session, by=request.user, **values)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"{row.to_member.person.full_name} là {row.get_task_display()} từ bây giờ.")
            return to_session(session)
    return render(request, "councils/session_hand_over.html", {"session": session, "form": form})


@access("councils.run_councilsession", Motion, methods=["POST"], refusal=NOT_RUNNING)
def motion_take_up(request, motion):
    done = "Nội dung này chờ biểu quyết lại trong phiên họp."
    return act(request, motion.session, done, lambda: services.take_up(motion, by=request.user))


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
