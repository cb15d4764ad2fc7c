"""Khối thi đua: list, members, meetings."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render

from campaigns import services
from campaigns.group_forms import GroupForm, MeetingForm, MemberForm
from campaigns.models import EmulationGroup, GroupMeeting, GroupMember
from core.access import access
from core.errors import DomainError
from documents.papers_here import papers_here


@access("campaigns.list_emulationgroup", methods=["GET"])
def group_list(request):
    """The khối thi đua of the year."""
    rows = EmulationGroup.objects.for_organisation(request.organisation).filter(school_year=request.school_year)
    context = {
        "groups": rows.annotate(
            member_count=Count("members", distinct=True), meeting_count=Count("meetings", distinct=True)
        ).order_by("name", "pk"),
        "can_change": request.user.has_perm("campaigns.change_emulationgroup", request.organisation),
    }
    return render(request, "campaigns/group_list.html", context)


@access("campaigns.change_emulationgroup")
def group_create(request):
    """Name, members, who leads."""
    form = GroupForm(request.POST or None, choices=_choices(request.organisation))
    act = partial(services.create_group, request.organisation, school_year=request.school_year)
    if (group := _done(request, form, act)) is not None:
        messages.success(request, "Đã lập khối. Ghi chỉ tiêu của từng đơn vị rồi lập giao ước.")
        return redirect("campaigns:group_detail", request.organisation.slug, group.pk)
    return render(request, "campaigns/group_form.html", {"form": form, "heading": "Lập khối thi đua"})


def _choices(organisation) -> list[tuple[str, str]]:
    return [(key, row.name) for key, row in services.eligible_collectives(organisation).items()]


def _done(request, form, act):
    """What the act makes of the form as sent; None where nothing was, or where it was refused, which the form says."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act(by=request.user, **form.cleaned_data)
    except DomainError as error:
        form.add_error(None, error.message)
        return None


@access("campaigns.view_emulationgroup", EmulationGroup, methods=["GET"])
def group_detail(request, group):
    can_change = request.user.has_perm("campaigns.change_emulationgroup", group)
    context = {
        "group": group,
        "members": group.members.select_related("department", "unit"),
        "meetings": group.meetings.all(),
        "papers": papers_here(request, "campaigns:group_detail", pk=group.pk),
        "can_change": can_change,
    }
    return render(request, "campaigns/group_detail.html", context)


@access("campaigns.change_emulationgroup", EmulationGroup)
def group_edit(request, group):
    members = list(group.members.select_related("department", "unit"))
    choices = dict(_choices(request.organisation)) | {row.key: str(row) for row in members}
    initial = {
        "name": group.name,
        "members": [row.key for row in members],
        "leader": next((row.key for row in members if row.is_leader), ""),
    }
    form = GroupForm(request.POST or None, choices=list(choices.items()), initial=initial)
    if _done(request, form, partial(services.change_group, group)) is not None:
        messages.success(request, "Đã lưu.")
        return redirect("campaigns:group_detail", request.organisation.slug, group.pk)
    context = {"form": form, "group": group, "heading": "Sửa khối thi đua"}
    return render(request, "campaigns/group_form.html", context)


@access("campaigns.change_emulationgroup", GroupMember)
def member_edit(request, member):
    """Who speaks for a member, and what it promises."""
    initial = {name: getattr(member, name) for name in ("representative", "post", "targets")}
    form = MemberForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.describe_member(member, services.MemberLine(**form.cleaned_data), by=request.user)
        messages.success(request, "Đã lưu.")
        return redirect("campaigns:group_detail", request.organisation.slug, member.group_id)
    context = {"form": form, "group": member.group, "heading": str(member)}
    return render(request, "campaigns/group_form.html", context)


@access("campaigns.change_emulationgroup", EmulationGroup)
def meeting_create(request, group):
    """Note a meeting that was held."""
    form = MeetingForm(request.POST or None)
    if (meeting := _done(request, form, partial(services.enter_meeting, group))) is not None:
        messages.success(request, "Đã ghi giao ban.")
        return redirect("campaigns:meeting_edit", request.organisation.slug, meeting.pk)
    return render(request, "campaigns/group_form.html", {"form": form, "group": group, "heading": "Ghi giao ban"})


@access("campaigns.change_emulationgroup", GroupMeeting)
def meeting_edit(request, meeting):
    """What was noted of a meeting, and its thông báo kết luận."""
    initial = {name: getattr(meeting, name) for name in ("held_on", "place", "chaired_by", "conclusions")}
    form = MeetingForm(request.POST or None, initial=initial)
    if _done(request, form, partial(services.enter_meeting, meeting.group, meeting=meeting)) is not None:
        messages.success(request, "Đã lưu.")
        return redirect("campaigns:meeting_edit", request.organisation.slug, meeting.pk)
    context = {
        "form": form,
        "group": meeting.group,
        "meeting": meeting,
        "heading": f"Giao ban ngày {meeting.held_on:%d/%m/%Y}",
        "papers": papers_here(request, "campaigns:meeting_edit", pk=meeting.pk),
    }
    return render(request, "campaigns/group_form.html", context)
