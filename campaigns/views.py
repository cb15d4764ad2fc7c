from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render

from campaigns import services
from campaigns.forms import CampaignForm, GoodDeedForm, JoinForm
from campaigns.models import Campaign, CampaignParticipation, GoodDeed
from core import clock
from core.access import access
from core.errors import DomainError
from core.vietnamese import whole_number
from documents.papers_here import papers_here
from documents.services import evidence_response
from legal.models import Distinction
from organisation.models import Department, Person
from organisation.permissions import headed_departments
from plans.models import EmulationPlan, PlanFact

PAGE_SIZE = 25
RECENT = 5


# ---- campaigns ----


@access("campaigns.list_campaign", methods=["GET"])
def campaign_list(request):
    """The year's campaigns, and the latest good deeds."""
    organisation = request.organisation
    can_add = request.user.has_perm("campaigns.add_campaign", organisation)
    rows = Campaign.objects.for_organisation(organisation).of_year(request.school_year).visible_to(is_leader=can_add)
    page = Paginator(rows.with_counts().order_by("from_on", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    plans = EmulationPlan.objects.for_organisation(organisation).filter(school_year=request.school_year)
    plans = plans.plans().published().latest_versions()
    context = {
        "page": page,
        "today": clock.today(),
        "can_add": can_add,
        "plan": plans.first() if can_add else None,
        "deeds": GoodDeed.objects.for_organisation(organisation).for_page()[:RECENT],
    }
    return render(request, "campaigns/campaign_list.html", context)


@access("campaigns.add_campaign", EmulationPlan)
def campaign_create(request, plan):
    """A campaign of a plan; `?fact=` fills in what the plan says of it."""
    form = CampaignForm(request.POST or None, initial=_from_fact(request, plan))
    if request.method == "POST" and form.is_valid():
        try:
            campaign = services.create_campaign(plan, values=form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lưu bản nháp. Xem lại rồi phát động.")
            return redirect("campaigns:campaign_detail", request.organisation.slug, campaign.pk)
    return render(request, "campaigns/campaign_form.html", {"form": form, "plan": plan, "heading": "Lập phong trào"})


def _from_fact(request, plan: EmulationPlan) -> dict:
    rows = PlanFact.objects.for_organisation(request.organisation).filter(plan=plan, kind=PlanFact.Kind.CAMPAIGN)
    number = whole_number(request.GET.get("fact"))
    fact = rows.filter(pk=number).first() if number is not None else None
    if fact is None:
        return {}
    is_thematic = fact.data.get("kind") in ("thematic", "theme")
    kind = Campaign.Kind.THEMATIC if is_thematic else Campaign.Kind.REGULAR
    described = {name: fact.data.get(name, "") for name in ("goal", "subjects", "content")}
    return {
        "name": fact.title,
        "kind": kind,
        "from_on": fact.from_on,
        "to_on": fact.to_on,
        "award_form": _award_form(fact.data.get("award", "")),
        "award_count": fact.data.get("award_count"),
        **described,
    }


def _award_form(name: str):
    """The form of the catalogue that the plan names word by word; none where it is not plain."""
    rows = Distinction.objects.filter(kind=Distinction.Kind.COMMENDATION, level__in=Distinction.BELOW_STATE)
    return rows.filter(name__iexact=name).first() if name else None


@access("campaigns.change_campaign", Campaign)
def campaign_edit(request, campaign):
    initial = {name: getattr(campaign, name) for name in services.FIELDS}
    form = CampaignForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_campaign(campaign, values=form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lưu.")
            return redirect("campaigns:campaign_detail", request.organisation.slug, campaign.pk)
    context = {"form": form, "plan": campaign.plan, "campaign": campaign, "heading": "Sửa phong trào"}
    return render(request, "campaigns/campaign_form.html", context)


@access("campaigns.view_campaign", Campaign, methods=["GET"])
def campaign_detail(request, campaign):
    return _campaign_page(request, campaign, JoinForm())


def _campaign_page(request, campaign, join_form):
    organisation = request.organisation
    joined = CampaignParticipation.objects.for_organisation(organisation).filter(campaign=campaign)
    joined = list(joined.select_related("department", "joined_by").order_by("joined_at"))
    deeds = GoodDeed.objects.for_organisation(organisation).filter(campaign=campaign).for_page()
    is_launched = campaign.state == Campaign.State.LAUNCHED
    has_joined = {row.department_id for row in joined}
    mine = _headed(request).exclude(pk__in=has_joined) if is_launched else Department.objects.none()
    context = {
        "campaign": campaign,
        "joined": joined,
        "page": Paginator(deeds, PAGE_SIZE).get_page(request.GET.get("page")),
        "to_join": list(mine),
        "join_form": join_form,
        "can_change": request.user.has_perm("campaigns.change_campaign", campaign),
        "findings": services.launch_findings(campaign) if not is_launched else [],
        "is_over": campaign.is_over(clock.today()),
        "papers": papers_here(request, "campaigns:campaign_detail", pk=campaign.pk),
    }
    return render(request, "campaigns/campaign_detail.html", context)


def _headed(request):
    """The tổ that the reader leads today."""
    ids = headed_departments(request.user, request.organisation)
    return Department.objects.for_organisation(request.organisation).filter(pk__in=ids)


@access("campaigns.launch_campaign", Campaign, methods=["POST"])
def campaign_launch(request, campaign):
    try:
        services.launch(campaign, is_late_confirmed=request.POST.get("is_late_confirmed") == "on", by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã phát động. Mọi người nhận được thông báo.")
    return redirect("campaigns:campaign_detail", request.organisation.slug, campaign.pk)


def _launched(request, pk):
    rows = Campaign.objects.for_organisation(request.organisation).launched()
    campaign = rows.filter(pk=pk).select_related("organisation").first()
    if campaign is None:
        raise Http404
    return campaign


@access("campaigns.join_campaign", _launched, methods=["POST"])
def campaign_join(request, campaign):
    """“Tổ … hưởng ứng”, by the head of that tổ."""
    number = whole_number(request.POST.get("department"))
    department = _headed(request).filter(pk=number).first() if number is not None else None
    if department is None:
        raise Http404
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _campaign_page(request, campaign, form)
    try:
        services.join(campaign, department=department, note=form.cleaned_data["note"], by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{department} đã hưởng ứng.")
    return redirect("campaigns:campaign_detail", request.organisation.slug, campaign.pk)


# ---- good deeds ----


@access("campaigns.view_gooddeed", methods=["GET"])
def good_deed_list(request):
    year = request.school_year
    rows = GoodDeed.objects.for_organisation(request.organisation)
    rows = rows.between(year.starts_on, year.ends_on) if year else rows
    page = Paginator(rows.for_page(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "campaigns/good_deed_list.html", {"page": page})


@access("campaigns.add_gooddeed")
def good_deed_create(request):
    """One minute on a phone: what, who, when, perhaps a photo."""
    organisation = request.organisation
    open_campaigns = Campaign.objects.for_organisation(organisation).launched()
    if request.school_year is not None:
        open_campaigns = open_campaigns.of_year(request.school_year)
    form = GoodDeedForm(
        request.POST or None,
        request.FILES or None,
        people=Person.objects.employed_at(organisation, on=clock.today()),
        campaigns=open_campaigns,
        initial={
            "person": getattr(request.user, "person", None),
            "happened_on": clock.today(),
            "campaign": whole_number(request.GET.get("campaign")),
            "form_token": uuid.uuid4(),
        },
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            deed = services.note_good_deed(organisation=organisation, by=request.user, **values)
        except DomainError as error:
            form.add_error("photo" if values["photo"] else None, error.message)
        else:
            messages.success(request, "Đã ghi việc tốt. Cảm ơn thầy/cô.")
            if deed.campaign_id:
                return redirect("campaigns:campaign_detail", organisation.slug, deed.campaign_id)
            return redirect("campaigns:good_deed_list", organisation.slug)
    return render(request, "campaigns/good_deed_create.html", {"form": form})


@access("campaigns.view_gooddeed", GoodDeed, methods=["GET"])
def good_deed_photo(request, deed):
    if deed.photo is None:
        raise Http404
    return evidence_response(deed.photo)
