"""Campaigns from draft to launch, the tổ that join, good deeds."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from campaigns.models import Campaign, CampaignParticipation, GoodDeed
from campaigns.services.papers import plan_named_by
from core import clock
from core.errors import DomainError
from core.findings import Finding
from core.templatetags.ui import vi_date, vi_weekday_date
from deadlines import services as deadlines
from deadlines.models import CalendarEntry
from documents import services as documents
from notifications.services import notify
from organisation.models import Department, Person, SchoolYear
from plans.models import EmulationPlan, PlanFact
from plans.movements import name_key

FIELDS = ("kind", "name", "goal", "subjects", "content", "from_on", "to_on", "award_form", "award_count")


# ---- draft and launch ----


@transaction.atomic
def create_campaign(plan: EmulationPlan, *, values: dict, by) -> Campaign:
    """A draft under a published plan."""
    if plan.state != EmulationPlan.State.PUBLISHED:
        raise DomainError("Kế hoạch chưa công bố nên chưa lập phong trào được.")
    values = {name: values[name] for name in FIELDS}
    campaign = Campaign.objects.create(organisation=plan.organisation, plan=plan, **values)
    audit.record("campaigns.campaign_created", campaign, by=by, after={"plan": plan.pk, "state": campaign.state})
    return campaign


@transaction.atomic
def update_campaign(campaign: Campaign, *, values: dict, by) -> Campaign:
    campaign = _locked(campaign)
    if campaign.state != Campaign.State.DRAFT:
        raise DomainError("Phong trào đã phát động nên không sửa được.")
    for name in FIELDS:
        setattr(campaign, name, values[name])
    campaign.save()
    audit.record("campaigns.campaign_edited", campaign, by=by)
    return campaign


def launch_findings(campaign: Campaign) -> list[Finding]:
    """What to look at before the launch; nothing here refuses."""
    today = clock.today()
    found = []
    if campaign.is_over(today):
        detail = f"Thời gian thực hiện là từ {vi_date(campaign.from_on)} đến {vi_date(campaign.to_on)}."
        change = "Sửa thời gian, hoặc xác nhận vẫn phát động để ghi lại đợt đã làm."
        found.append(Finding("window_over", "look", "Thời gian thực hiện đã qua", detail, change))
    elif (campaign.to_on - today).days < 7:
        detail = f"Chỉ còn đến {vi_date(campaign.to_on)}."
        found.append(Finding("window_short", "look", "Thời gian còn dưới một tuần", detail))
    if campaign.award_count is None:
        detail = "Kế hoạch không nêu số lượng khen; để trống, không phải là 0."
        found.append(Finding("no_award_count", "look", "Không nêu số lượng khen", detail))
    return found


@transaction.atomic
def launch(campaign: Campaign, *, is_late_confirmed: bool = False, by) -> Campaign:
    """Launch: the staff are told, the window stands on the calendar. One that is over needs an explicit yes."""
    campaign = _locked(campaign)
    if Campaign.State.LAUNCHED not in Campaign.TRANSITIONS[campaign.state]:
        raise DomainError("Phong trào này đã phát động.")
    if campaign.is_over(clock.today()) and not is_late_confirmed:
        raise DomainError("Thời gian thực hiện đã qua. Xác nhận vẫn phát động, hoặc sửa thời gian trước.")
    campaign.state, campaign.launched_by, campaign.launched_at = Campaign.State.LAUNCHED, by, clock.now()
    campaign.save(update_fields=["state", "launched_by", "launched_at"])
    _mark_window(campaign)
    url = reverse("campaigns:campaign_detail", args=[campaign.organisation.slug, campaign.pk])
    paper = plan_named_by(campaign)
    named = f" Theo Kế hoạch số {paper.full_number}." if paper is not None else ""
    for person in Person.objects.employed_at(campaign.organisation, on=clock.today()):
        notify(
            person,
            organisation=campaign.organisation,
            key=f"campaign:{campaign.pk}:launched",
            subject=f"Phát động: {campaign.name}",
            body=f"Thời gian: từ {vi_date(campaign.from_on)} đến {vi_date(campaign.to_on)}.{named} {campaign.goal}",
            url=url,
        )
    audit.record("campaigns.campaign_launched", campaign, by=by, after={"state": campaign.state})
    return campaign


def _mark_window(campaign: Campaign) -> None:
    """Put the window on the calendar, unless the plan has put the same one there when it was published."""
    opens_at, due_at = clock.at(campaign.from_on), clock.end_of_day(campaign.to_on)
    of_plan = CalendarEntry.objects.for_organisation(campaign.organisation).filter(
        source_key__startswith=f"plan:{campaign.plan_id}:", opens_at=opens_at, due_at=due_at
    )
    if of_plan.exists():
        return
    fact = _fact_of(campaign)
    deadlines.add_calendar_entry(
        organisation=campaign.organisation,
        school_year=campaign.plan.school_year,
        purpose=CalendarEntry.Purpose.CAMPAIGN,
        title=campaign.name,
        opens_at=opens_at,
        due_at=due_at,
        source_label=campaign.plan.number_label,
        source_key=f"campaign:{campaign.pk}",
        source_sentence=(fact.data.get("window") or {"sentence": fact.sentence})["sentence"] if fact else "",
        rule={"kind": "range", "parameters": {"from": f"{campaign.from_on}", "to": f"{campaign.to_on}"}},
        reading=_reading(campaign, is_planned=fact is not None),
    )


def _fact_of(campaign: Campaign) -> PlanFact | None:
    """The movement in the plan, where the campaign has its name and keeps its days."""
    rows = PlanFact.objects.for_organisation(campaign.organisation).filter(
        plan=campaign.plan_id, kind=PlanFact.Kind.CAMPAIGN, from_on=campaign.from_on, to_on=campaign.to_on
    )
    return next((fact for fact in rows.accepted() if name_key(fact.title) == name_key(campaign.name)), None)


def _reading(campaign: Campaign, *, is_planned: bool) -> str:
    whose = "" if is_planned else ", thời gian ghi khi lập phong trào"
    return f"từ {vi_weekday_date(campaign.from_on)} đến hết {vi_weekday_date(campaign.to_on)}{whose}"


def _locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.for_organisation(campaign.organisation).select_for_update(of=("self",))
    related = ("organisation", "plan__school_year", "plan__document__series", "award_form")
    return rows.select_related(*related).get(pk=campaign.pk)


# ---- joining ----


@transaction.atomic
def join(campaign: Campaign, *, department: Department, note: str, by) -> CampaignParticipation:
    """A tổ joins, once; the second press changes nothing."""
    if campaign.state != Campaign.State.LAUNCHED:
        raise DomainError("Phong trào chưa phát động nên tổ chưa hưởng ứng được.")
    if department.organisation_id != campaign.organisation_id:
        raise DomainError("Tổ này không thuộc đơn vị phát động phong trào.")
    participation, is_new = CampaignParticipation.objects.get_or_create(
        organisation=campaign.organisation,
        campaign=campaign,
        department=department,
        defaults={"joined_by": by, "note": note.strip()[:500]},
    )
    if is_new:
        audit.record("campaigns.department_joined", participation, by=by, after={"department": department.pk})
    return participation


# ---- good deeds ----


@transaction.atomic
def note_good_deed(
    *,
    organisation,
    person: Person,
    text: str,
    happened_on: date,
    campaign: Campaign | None,
    photo,
    form_token: uuid.UUID,
    by,
) -> GoodDeed:
    """Note a deed about oneself or a colleague. The same form sent twice notes one; an unfit photo notes none."""
    if happened_on > clock.today():
        raise DomainError("Ngày này chưa đến. Ghi ngày đã làm việc tốt.")
    year = SchoolYear.objects.for_organisation(organisation).holding(clock.today())
    if year is not None and happened_on < year.starts_on:
        raise DomainError(
            f"Ngày {vi_date(happened_on)} không thuộc {year}. Nhập ngày từ {vi_date(year.starts_on)} đến hôm nay."
        )
    if campaign is not None and campaign.state != Campaign.State.LAUNCHED:
        raise DomainError("Phong trào chưa phát động nên chưa ghi việc tốt vào được.")
    deed, is_new = GoodDeed.objects.get_or_create(
        organisation=organisation,
        form_token=form_token,
        defaults={
            "person": person,
            "text": text.strip(),
            "happened_on": happened_on,
            "campaign": campaign,
            "noted_by": by,
        },
    )
    if not is_new:
        return deed
    if photo is not None:
        deed.photo = documents.store_evidence(
            organisation=organisation, person=person, upload=photo, by=by, caption=deed.text[:250]
        )
        deed.save(update_fields=["photo"])
    audit.record("campaigns.good_deed_noted", deed, by=by, after={"person": person.pk})
    if person.user_id != by.pk:
        notify(
            person,
            organisation=organisation,
            key=f"good_deed:{deed.pk}",
            subject=f"Việc tốt của thầy/cô được ghi lại, ngày {vi_date(happened_on)}",
            body=f"{deed.text}\nNgười ghi: {by.full_name}.",
            url=reverse("campaigns:good_deed_list", args=[organisation.slug]),
        )
    return deed
