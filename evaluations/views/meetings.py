from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from core.access import access
from core.errors import DomainError
from evaluations import services
from evaluations.forms.meetings import MeetingForm
from evaluations.models import DepartmentMeeting, EvaluationSheet
from evaluations.services.meetings import LEADERS_GROUP, judged_at, meeting_of, members_of
from evaluations.views.periods import visible_period
from organisation.models import Department, Person


def _meeting(request, pk: int, department: int) -> DepartmentMeeting:
    """The meeting of a tổ that has people in the period; 0 is the leaders' group."""
    period = visible_period(request, pk)
    if period.is_rolled_up:
        raise Http404
    found = Department.objects.for_organisation(request.organisation).filter(pk=department).first()
    if department and (found is None or not period.sheets.filter(department=found, subject="person").exists()):
        raise Http404
    return meeting_of(period, found)


@access("evaluations.hold_departmentmeeting", _meeting)
def meeting_edit(request, meeting):
    """Enter the tổ's meeting: when, where, who; its minutes are made from the sheets."""
    members = members_of(meeting)
    rows = EvaluationSheet.objects.of_period(meeting.period).of_people()
    people = Person.objects.filter(pk__in=rows.values("person")).order_by("sort_key", "pk")
    more = {"people": list(people), "members": members}
    form = MeetingForm(request.POST or None, initial=MeetingForm.initial_of(meeting), **more)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_meeting(meeting, **form.values(), by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lưu cuộc họp.")
            return _back(request, meeting)
    document = meeting.document
    context = {
        "period": meeting.period,
        "meeting": meeting,
        "name": meeting.department.name if meeting.department else LEADERS_GROUP,
        "form": form,
        "document": document,
        "is_kept": document is not None and document.state != "draft",
        "waiting": [sheet for sheet in judged_at(meeting) if sheet.state == EvaluationSheet.State.SUBMITTED],
    }
    return render(request, "evaluations/meeting_edit.html", context)


@access("evaluations.hold_departmentmeeting", _meeting, methods=["POST"])
def meeting_minutes(request, meeting):
    """Make the minutes, or make them anew while they are a draft."""
    if not meeting.pk:
        messages.error(request, "Ghi cuộc họp trước, rồi lập biên bản.")
        return _back(request, meeting)
    try:
        document = services.draw_minutes(meeting, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return _back(request, meeting)
    messages.success(request, "Đã lập biên bản từ điểm và xếp loại tổ đã chấm. Xem lại rồi trình duyệt.")
    return redirect("documents:document_detail", request.organisation.slug, document.pk)


def _back(request, meeting):
    return redirect(
        "evaluations:meeting_edit", request.organisation.slug, meeting.period.pk, meeting.department_id or 0
    )
