"""Sessions: their list, call, page, and end."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import render

from core import clock
from core.access import access
from core.errors import DomainError
from councils import services
from councils.forms.sessions import CancelForm, SessionForm
from councils.models import Council, CouncilSession
from councils.views.page import NOT_RUNNING, act, address, session_page, to_session, year_of
from organisation.permissions import role_codes

NOT_CONVENING = (
    "Chỉ chủ tịch, thư ký của hội đồng đang hoạt động triệu tập phiên họp."
    " Chưa có hội đồng thì người đứng đầu đơn vị ghi quyết định thành lập trước."
)


@access("councils.list_councilsession", methods=["GET"])
def session_list(request):
    """The sessions that she may read; beside them the council she runs, or sits in, else the first."""
    organisation, today = request.organisation, clock.today()
    councils = Council.objects.for_organisation(organisation).on(today)
    run = councils.run_by(request.user, on=today).first()
    council = run or councils.with_seat_of(request.user, on=today).first() or councils.first()
    sessions = (
        CouncilSession.objects.for_organisation(organisation)
        .readable_by(request.user, roles=role_codes(request.user, organisation))
        .with_progress()
        .select_related("council")
        .order_by("-held_on", "-pk")
    )
    if request.school_year:
        sessions = sessions.filter(school_year=request.school_year)
    context = {
        "council": council,
        "members": council.members.sitting_on(today).select_related("person") if council else [],
        "page": Paginator(sessions, 25).get_page(request.GET.get("page")),
        "can_convene": run is not None,
        "can_establish": request.user.has_perm("councils.add_council", organisation),
    }
    return render(request, "councils/session_list.html", context)


@access("councils.add_councilsession", refusal=NOT_CONVENING)
def session_create(request):
    """Call a session of a council that she runs; where several are, one is chosen."""
    organisation, today = request.organisation, clock.today()
    councils = Council.objects.for_organisation(organisation).on(today).run_by(request.user, on=today)
    asked = request.GET.get("council", "")
    chosen = next((council for council in councils if str(council.pk) == asked), councils[0])
    form = SessionForm(request.POST or None, councils=councils, initial={"council": chosen.pk})
    if request.method == "POST" and form.is_valid():
        values = {"council": chosen} | form.cleaned_data
        try:
            year = year_of(organisation, values["held_on"])
            session = services.convene(school_year=year, by=request.user, **values)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã triệu tập phiên họp và báo cho các thành viên.")
            return to_session(session)
    context = {"form": form, "council": councils[0] if len(councils) == 1 else None}
    return render(request, "councils/session_create.html", context)


@access("councils.view_councilsession", CouncilSession, methods=["GET"])
def session_detail(request, session):
    return session_page(request, session)


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_close(request, session):
    if request.method == "POST":
        done = "Đã kết thúc phiên họp thử." if session.is_practice else "Đã kết thúc phiên họp và lập biên bản nháp."
        return act(request, session, done, lambda: services.close_session(session, by=request.user))
    context = {
        "heading": "Kết thúc phiên họp",
        "lede": session.title,
        "consequences": [
            *_deferred_words(session),
            "Kết quả biểu quyết và điểm danh được giữ nguyên, không sửa được nữa.",
            "Phiên họp thử không có biên bản. Xem xong thì xóa phiên họp thử."
            if session.is_practice
            else "Biên bản nháp được lập từ các kết quả này để thư ký xem lại và trình ký.",
        ],
        "verb": "Kết thúc phiên họp",
        "cancel_url": address(session),
    }
    return render(request, "components/confirm.html", context)


def _deferred_words(session) -> list[str]:
    count = session.motions.exclude(deferred_reason="").count()
    return [f"{count} nội dung đã hoãn, được ghi vào biên bản kèm lý do."] if count else []


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_cancel(request, session):
    """Call off a session that has not opened."""
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = "Đã hủy phiên họp và báo cho các thành viên."
        return act(request, session, done, lambda: services.cancel_session(session, reason=reason, by=request.user))
    context = {
        "heading": "Hủy phiên họp",
        "lede": session.title,
        "consequences": [
            "Các thành viên nhận thông báo kèm lý do.",
            "Nội dung đã đưa vào phiên này được đưa ra, có thể đưa vào phiên khác.",
        ],
        "form": form,
        "verb": "Hủy phiên họp",
        "cancel_url": address(session),
    }
    return render(request, "components/confirm.html", context)
