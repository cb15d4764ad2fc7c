"""The papers of movements and khối."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from campaigns import services
from campaigns.models import Campaign, EmulationGroup, GroupMeeting
from core.access import access
from core.errors import DomainError
from documents import services as documents
from documents.papers_here import drafted
from documents.previewing import draft_response


def _campaign(request, pk):
    rows = Campaign.objects.for_organisation(request.organisation).filter(pk=pk)
    related = ("organisation", "plan__school_year", "plan__document__series", "award_form")
    campaign = rows.select_related(*related).first()
    if campaign is None:
        raise Http404
    return campaign


@access("campaigns.change_campaign", _campaign, methods=["POST"])
def launch_plan_draft(request, campaign):
    """Lập kế hoạch phát động."""
    back = redirect("campaigns:campaign_detail", request.organisation.slug, campaign.pk)
    return drafted(request, lambda: services.draft_launch_plan(campaign, by=request.user), back=back)


@access("campaigns.change_campaign", _campaign, methods=["POST"])
def movement_report_draft(request, campaign):
    """Lập báo cáo sơ kết, or tổng kết once the movement is over."""
    back = redirect("campaigns:campaign_detail", request.organisation.slug, campaign.pk)
    return drafted(request, lambda: services.draft_movement_report(campaign, by=request.user), back=back)


@access("campaigns.change_emulationgroup", EmulationGroup)
def covenant(request, group):
    """The giao ước as it would be printed; a press freezes it."""
    if request.method == "POST":
        try:
            document = services.issue_covenant(group, shown=request.POST.get("shown", ""), by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("campaigns:covenant", request.organisation.slug, group.pk)
        messages.success(request, "Đã lập giao ước. In ra để đại diện các đơn vị ký.")
        return redirect("documents:document_detail", request.organisation.slug, document.pk)
    context = {"group": group, "shown": documents.hash_of(services.covenant_of(group))}
    return render(request, "campaigns/covenant.html", context)


@access("campaigns.change_emulationgroup", EmulationGroup, methods=["GET"])
def covenant_preview(request, group):
    return draft_response(services.covenant_of(group))


@access("campaigns.change_emulationgroup", GroupMeeting, methods=["POST"])
def conclusions_draft(request, meeting):
    """Lập thông báo kết luận giao ban."""
    back = redirect("campaigns:meeting_edit", request.organisation.slug, meeting.pk)
    return drafted(request, lambda: services.draft_conclusions(meeting, by=request.user), back=back)
