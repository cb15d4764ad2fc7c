"""The papers of movements and khối: drafts from rows, the covenant frozen as it is signed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from django.db import transaction
from django.db.models import Count

from audit import services as audit
from campaigns.models import Campaign, CampaignParticipation, EmulationGroup, GoodDeed, GroupMeeting
from campaigns.papers.conclusions import Conclusions, conclusions_content
from campaigns.papers.covenant import Covenant, CovenantMember, covenant_content
from campaigns.papers.launch_plan import Charge, LaunchPlan, Step, launch_plan_content
from campaigns.papers.report import LISTED_DEEDS, Deed, Joined, MovementReport, movement_report_content
from core import clock
from core.errors import DomainError
from core.templatetags.ui import vi_date
from deadlines.models import CalendarEntry
from documents import services as documents
from documents.content import Content
from documents.layout import date_words
from documents.models import OfficialDocument
from documents.wording import short_day
from organisation.models import Department, Employment, Role, RoleAssignment
from plans.models import EmulationPlan
from plans.services import target_rows
from plans.services.papers import cited

CAMPAIGN_PAGE, GROUP_PAGE, MEETING_PAGE = (
    "campaigns:campaign_detail",
    "campaigns:group_detail",
    "campaigns:meeting_edit",
)


def _draft(form: str, content, *, about, page: str, by) -> tuple[OfficialDocument, bool]:
    document, is_new = documents.draft_about(about, form=form, content=content, page=page, by=by)
    if is_new:
        audit.record("campaigns.paper_drafted", about, by=by, after={"document": document.pk, "form": form})
    return document, is_new


# ---- of a movement ----


def plan_named_by(campaign: Campaign) -> OfficialDocument | None:
    """The issued kế hoạch phát động of a movement; the newest where there are several."""
    made = documents.papers_made_at(campaign.organisation, CAMPAIGN_PAGE, pk=campaign.pk)
    return made.filter(form="launch_plan").issued().first()


@transaction.atomic
def draft_launch_plan(campaign: Campaign, *, by) -> tuple[OfficialDocument, bool]:
    """The kế hoạch phát động as a draft, and whether it was made now."""
    return _draft("launch_plan", lambda: _launch_plan(campaign), about=campaign, page=CAMPAIGN_PAGE, by=by)


def _launch_plan(campaign: Campaign) -> Content:
    organisation, today = campaign.organisation, clock.today()
    signatory = documents.head_signatory(organisation, today)
    heads = _heads(organisation)
    departments = Department.objects.for_organisation(organisation).on(today).order_by("name")
    plan = LaunchPlan(
        issuer=organisation.name,
        school_year=campaign.plan.school_year.code,
        name=campaign.name,
        kind=campaign.get_kind_display(),
        goal=campaign.goal,
        subjects=campaign.subjects,
        content=campaign.content,
        from_on=campaign.from_on,
        to_on=campaign.to_on,
        plan=cited(campaign.plan.document, organisation.name),
        award=str(campaign.award_form) if campaign.award_form_id else "",
        award_count=campaign.award_count,
        leader=f"{signatory.post.capitalize()} {signatory.name}".strip() if signatory.name else "",
        steps=_steps(campaign),
        charges=[Charge(row.name, heads.get(row.pk, "")) for row in departments],
    )
    letterhead = documents.letterhead_for(organisation, type_code="KH")
    return launch_plan_content(plan, letterhead=letterhead, signatory=signatory)


def _heads(organisation) -> dict[int, str]:
    held = RoleAssignment.objects.for_organisation(organisation).on(clock.today())
    held = held.filter(role=Role.DEPARTMENT_HEAD, department__isnull=False).select_related("person")
    return {row.department_id: row.person.full_name for row in held.order_by("-from_on", "-pk")}


def _steps(campaign: Campaign) -> list[Step]:
    """Launch and end, and between them what the calendar of the plan and of the movement itself holds."""
    entries = CalendarEntry.objects.for_organisation(campaign.organisation).filter(
        purpose=CalendarEntry.Purpose.CAMPAIGN,
        school_year=campaign.plan.school_year,
        due_at__gte=clock.at(campaign.from_on),
        due_at__lte=clock.end_of_day(campaign.to_on),
    )
    between = [
        Step(_entry_days(entry), entry.title, "Các tổ")
        for entry in entries.order_by("due_at", "pk")
        if _window(entry) != (campaign.from_on, campaign.to_on)
    ]
    return [
        Step(f"{campaign.from_on:%d/%m/%Y}", "Phát động, các tổ đăng ký hưởng ứng", "Lãnh đạo đơn vị, các tổ"),
        *between,
        Step(f"{campaign.to_on:%d/%m/%Y}", "Kết thúc, các tổ báo cáo kết quả", "Các tổ"),
        Step("Sau khi kết thúc", "Tổng kết, đề nghị khen thưởng", "Hội đồng thi đua - khen thưởng"),
    ]


def _window(entry: CalendarEntry):
    return tuple(moment.astimezone(clock.ZONE).date() for moment in (entry.opens_at, entry.due_at))


def _entry_days(entry: CalendarEntry) -> str:
    first, last = _window(entry)
    return f"{last:%d/%m/%Y}" if first == last else f"Từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"


@transaction.atomic
def draft_movement_report(campaign: Campaign, *, by) -> tuple[OfficialDocument, bool]:
    """Báo cáo sơ kết while the movement runs, tổng kết when it is over."""
    if campaign.state != Campaign.State.LAUNCHED:
        raise DomainError("Phong trào chưa phát động nên chưa có gì để báo cáo.")
    form = "final_report" if campaign.is_over(clock.today()) else "interim_report"
    return _draft(form, lambda: _movement_report(campaign), about=campaign, page=CAMPAIGN_PAGE, by=by)


def _movement_report(campaign: Campaign) -> Content:
    organisation, today = campaign.organisation, clock.today()
    deeds = GoodDeed.objects.for_organisation(organisation).filter(campaign=campaign)
    joined = CampaignParticipation.objects.for_organisation(organisation).filter(campaign=campaign)
    by_department = _deeds_by_department(organisation, deeds)
    report = MovementReport(
        issuer=organisation.name,
        school_year=campaign.plan.school_year.code,
        name=campaign.name,
        goal=campaign.goal,
        from_on=campaign.from_on,
        to_on=campaign.to_on,
        as_of=today,
        is_final=campaign.is_over(today),
        plan=cited(plan_named_by(campaign) or campaign.plan.document, organisation.name),
        awards=campaign.award_text.lower(),
        departments=Department.objects.for_organisation(organisation).on(today).count(),
        joined=[
            Joined(row.department.name, short_day(row.joined_at), row.note, by_department[row.department_id])
            for row in joined.select_related("department").order_by("joined_at", "pk")
        ],
        deeds=[
            Deed(row.person.full_name, f"{row.happened_on:%d/%m/%Y}", row.text)
            for row in deeds.select_related("person")[:LISTED_DEEDS]
        ],
        deed_count=deeds.count(),
    )
    return movement_report_content(
        report,
        letterhead=documents.letterhead_for(organisation, type_code="BC"),
        signatory=documents.head_signatory(organisation, today),
        addressee="Hội đồng thi đua - khen thưởng",
    )


def _deeds_by_department(organisation, deeds) -> Counter:
    """Deeds by the tổ that the person works in today."""
    homes = dict(
        Employment.objects.for_organisation(organisation).on(clock.today()).values_list("person_id", "department_id")
    )
    found: Counter = Counter()
    for person_id, count in deeds.order_by().values_list("person_id").annotate(Count("pk")):
        found[homes.get(person_id)] += count
    return found


# ---- of a khối ----


def covenant_of(group: EmulationGroup) -> Content:
    """The giao ước as it would be issued now: members, what they promise, figures of those registered."""
    organisation, today = group.organisation, clock.today()
    plans = EmulationPlan.objects.for_organisation(organisation).filter(school_year=group.school_year)
    plan = plans.plans().published().latest_versions().select_related("document__series", "organisation").first()
    figures = _registered(plan) if plan is not None and not organisation.is_office else {}
    members = [
        CovenantMember(
            name=str(member),
            representative=member.representative,
            post=member.post,
            targets=[*member.target_lines, *figures.get(member.department_id, [])],
            is_leader=member.is_leader,
        )
        for member in group.members.select_related("department", "unit")
    ]
    covenant = Covenant(
        group=group.name,
        host=organisation.name,
        school_year=group.school_year.code,
        members=members,
        plan=cited(plan.document, organisation.name) if plan is not None else "",
        day=date_words(today) if figures else "",
    )
    letterhead = replace(documents.letterhead_for(organisation, type_code="", on=today), symbol="")
    return covenant_content(covenant, letterhead=letterhead)


def _registered(plan: EmulationPlan) -> dict[int, list[str]]:
    """By tổ, how many of its people registered for what each target of the plan names."""
    homes = dict(
        Employment.objects.for_organisation(plan.organisation)
        .on(clock.today())
        .filter(department__isnull=False)
        .values_list("person_id", "department_id")
    )
    found: dict[int, list[str]] = {}
    for row in target_rows(plan):
        if row.registered is None:
            continue
        counts = Counter(homes.get(pk) for kind, pk in row.registered.candidates if kind == "person")
        for department, count in counts.items():
            found.setdefault(department, []).append(f"{row.target.award}: {count} người đăng ký")
    return found


@transaction.atomic
def issue_covenant(group: EmulationGroup, *, shown: str, by) -> OfficialDocument:
    """Freeze the giao ước that the page showed (`shown`: its hash), to be printed and signed by all."""
    rows = EmulationGroup.objects.for_organisation(group.organisation).select_for_update(of=("self",))
    group = rows.select_related("organisation", "school_year").get(pk=group.pk)
    silent = [str(member) for member in group.members.all() if not member.representative]
    if silent:
        raise DomainError(f"Chưa ghi người đại diện của {', '.join(silent)}. Ghi người đại diện rồi lập giao ước.")
    content = covenant_of(group)
    if documents.hash_of(content) != shown:
        raise DomainError("Giao ước đã thay đổi từ khi trang này mở. Xem lại rồi lập giao ước.")
    made = documents.papers_made_at(group.organisation, GROUP_PAGE, pk=group.pk).filter(form="covenant")
    if (old := made.first()) is not None and documents.hash_of(old.content) == shown:
        raise DomainError(f"Giao ước này đã lập ngày {vi_date(old.issued_on)}. Mở bản đã lập để in và ký.")
    document = documents.issue_form(
        organisation=group.organisation,
        form="covenant",
        content=content,
        by=by,
        origin_name=GROUP_PAGE,
        origin_kwargs={"pk": group.pk},
    )
    audit.record("campaigns.covenant_issued", group, by=by, after={"document": document.pk})
    return document


@transaction.atomic
def draft_conclusions(meeting: GroupMeeting, *, by) -> tuple[OfficialDocument, bool]:
    """The thông báo kết luận of a meeting as a draft, and whether it was made now."""
    organisation = meeting.organisation
    told = Conclusions(
        group=meeting.group.name,
        issuer=organisation.name,
        held_on=meeting.held_on,
        place=meeting.place,
        chaired_by=meeting.chaired_by,
        words=meeting.conclusions,
    )
    return _draft(
        "notice",
        lambda: conclusions_content(
            told,
            letterhead=documents.letterhead_for(organisation, type_code="TB"),
            signatory=documents.head_signatory(organisation, clock.today()),
        ),
        about=meeting,
        page=MEETING_PAGE,
        by=by,
    )
