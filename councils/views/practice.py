"""A practice session is begun and erased; everything between is the pages of a real one."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from core import clock
from core.access import access
from core.errors import DomainError
from councils.models import Council, CouncilSession
from councils.services.practice import begin_practice, erase_practice
from councils.views.page import NOT_RUNNING, address
from organisation.models import SchoolYear


@access("councils.add_councilsession", Council, methods=["POST"], refusal=NOT_RUNNING)
def practice_begin(request, council):
    year = SchoolYear.objects.for_organisation(request.organisation).holding(clock.today())
    try:
        if year is None:
            raise DomainError("Chưa có năm học nào chứa hôm nay nên chưa mở phiên họp thử được.")
        session = begin_practice(council, school_year=year, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("councils:session_list", request.organisation.slug)
    messages.success(request, "Đã mở phiên họp thử. Điểm danh rồi làm như họp thật; kết quả không dùng vào việc gì.")
    return redirect(address(session))


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def practice_erase(request, session):
    if request.method == "POST":
        try:
            erase_practice(session, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect(address(session))
        messages.success(request, "Đã xóa phiên họp thử với mọi điểm danh, phiếu và kết quả của nó.")
        return redirect("councils:session_list", request.organisation.slug)
    context = {
        "heading": "Xóa phiên họp thử",
        "lede": session.title,
        "consequences": ["Điểm danh, phiếu và kết quả thử được xóa hết. Phiên họp thật không bị ảnh hưởng."],
        "verb": "Xóa phiên họp thử",
        "cancel_url": reverse("councils:session_detail", args=[request.organisation.slug, session.pk]),
    }
    return render(request, "components/confirm.html", context)
