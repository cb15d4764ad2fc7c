"""Sessions: their list, call, page, and end."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from councils import services
from councils.forms.sessions import CancelForm, SessionForm
from councils.models import Council, CouncilSession
from councils.views.page import NOT_RUNNING, act, address, session_page, to_session
from organisation.models import SchoolYear


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
            return to_session(session)
    return render(request, "councils/session_create.html", {"form": form, "council": council})


def _year_of(organisation, day) -> SchoolYear:
    year = SchoolYear.objects.for_organisation(organisation).holding(day)
    if year is None:
        raise DomainError(f"Chưa có năm học nào chứa ngày {day:%d/%m/%Y}. Kiểm tra lại ngày họp.")
    return year


@access("councils.view_councilsession", CouncilSession, methods=["GET"])
def session_detail(request, session):
    return session_page(request, session)


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_close(request, session):
    if request.method == "POST":
        done = "Đã kết thúc phiên họp và lập biên bản nháp."
        return act(request, session, done, lambda: services.close_session(session, by=request.user))
    context = {
        "heading": "Kết thúc phiên họp",
        "lede": session.title,
        "consequences": [
            "Kết quả biểu quyết và điểm danh được giữ nguyên, không sửa được nữa.",
            "Biên bản nháp được lập từ các kết quả này để thư ký xem lại và trình ký.",
        ],
        "verb": "Kết thúc phiên họp",
        "cancel_url": address(session),
    }
    return render(request, "components/confirm.html", context)


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
