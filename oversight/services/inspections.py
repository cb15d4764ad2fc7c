"""Inspections of the office: planned, carried out at each school, minuted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, time

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.vietnamese import clean_line
from documents import services as documents
from documents.content import Content
from documents.models import OfficialDocument
from organisation.models import Organisation, Person, Post, SchoolYear
from oversight.models import Inspection, InspectionMember, InspectionVisit
from oversight.papers.inspection_minutes import InspectionMinutes, inspection_minutes_content
from oversight.papers.inspection_plan import InspectionPlan, TeamLine, VisitLine, inspection_plan_content
from oversight.querysets import supervised_schools
from plans.services.papers import cited

PLAN_PAGE, VISIT_PAGE = "oversight:inspection_detail", "oversight:visit_edit"
Duty = InspectionMember.Duty
ORDER = {Duty.LEADER: 0, Duty.SECRETARY: 1, Duty.MEMBER: 2}


@dataclass(frozen=True)
class Team:
    """Who goes; leader and secretary are two of the members."""

    members: Sequence[Person]
    leader: Person
    secretary: Person


@dataclass(frozen=True)
class Findings:
    """What the team notes at one school."""

    held_on: date
    starts_at: time | None
    ends_at: time | None
    place: str
    unit_head: str
    unit_post: str
    findings: str
    shortcomings: str = ""
    requests: str = ""
    unit_opinion: str = ""


# ---- planned ----


@transaction.atomic
def create_inspection(
    office, *, school_year: SchoolYear, values: dict, team: Team, units: Sequence[Organisation], by
) -> Inspection:
    """`values`: title, aspects and the four days of an `Inspection`."""
    _refuse(office, team, units)
    inspection = Inspection.objects.create(organisation=office, school_year=school_year, created_by=by, **values)
    _set_team(inspection, team)
    _set_units(inspection, units)
    audit.record("oversight.inspection_created", inspection, by=by, after={"schools": len(units)})
    return inspection


@transaction.atomic
def change_inspection(
    inspection: Inspection, *, values: dict, team: Team, units: Sequence[Organisation], by
) -> Inspection:
    """Change what was planned. A school that was inspected stays."""
    rows = Inspection.objects.for_organisation(inspection.organisation).select_for_update(of=("self",))
    inspection = rows.select_related("organisation").get(pk=inspection.pk)
    _refuse(inspection.organisation, team, [unit for unit in units if unit.pk not in _units(inspection)])
    if _plan_of(inspection) is not None:
        raise DomainError("Kế hoạch kiểm tra đã ban hành nên không sửa cuộc kiểm tra được. Lập cuộc kiểm tra khác.")
    for name, value in values.items():
        setattr(inspection, name, value)
    inspection.save(update_fields=list(values))
    inspection.team.all().delete()
    _set_team(inspection, team)
    gone = inspection.visits.exclude(unit__in=units)
    if kept := [str(visit) for visit in gone.select_related("unit") if visit.findings]:
        raise DomainError(f"Đã ghi kết quả kiểm tra tại {', '.join(kept)} nên không bỏ đơn vị này khỏi danh sách được.")
    gone.delete()
    _set_units(inspection, [unit for unit in units if unit.pk not in _units(inspection)])
    audit.record("oversight.inspection_edited", inspection, by=by, after={"schools": len(units)})
    return inspection


def _units(inspection: Inspection) -> set[int]:
    return set(inspection.visits.values_list("unit_id", flat=True))


def _refuse(office, team: Team, units: Sequence[Organisation]) -> None:
    if team.leader not in team.members or team.secretary not in team.members or team.leader == team.secretary:
        raise DomainError("Trưởng đoàn và thư ký là hai người khác nhau trong đoàn. Chọn lại đoàn kiểm tra.")
    known = set(supervised_schools(office).values_list("pk", flat=True))
    if not {unit.pk for unit in units} <= known:
        raise DomainError("Có đơn vị không thuộc tuyến của cơ quan. Chọn lại đơn vị được kiểm tra.")


def _set_team(inspection: Inspection, team: Team) -> None:
    duties = {team.leader.pk: Duty.LEADER, team.secretary.pk: Duty.SECRETARY}
    InspectionMember.objects.bulk_create(
        InspectionMember(
            organisation=inspection.organisation,
            inspection=inspection,
            person=person,
            duty=duties.get(person.pk, Duty.MEMBER),
        )
        for person in team.members
    )


def _set_units(inspection: Inspection, units: Sequence[Organisation]) -> None:
    InspectionVisit.objects.bulk_create(
        InspectionVisit(
            organisation=inspection.organisation,
            inspection=inspection,
            unit=unit,
            held_on=inspection.from_on,
            place=unit.name,
            unit_post="Hiệu trưởng",
        )
        for unit in units
    )


# ---- at a school ----


@transaction.atomic
def describe_visit(visit: InspectionVisit, noted: Findings, *, by) -> InspectionVisit:
    """Write what was found at one school; after its minutes were drawn up, the words are changed in them."""
    rows = InspectionVisit.objects.for_organisation(visit.organisation).select_for_update(of=("self",))
    visit = rows.select_related("inspection", "unit", "organisation").get(pk=visit.pk)
    if documents.papers_made_at(visit.organisation, VISIT_PAGE, pk=visit.pk).exists():
        raise DomainError("Biên bản kiểm tra đã lập. Mở biên bản để sửa tiếp; trang này giữ những gì đã ghi.")
    if noted.starts_at and noted.ends_at and noted.ends_at <= noted.starts_at:
        raise DomainError("Giờ kết thúc phải sau giờ bắt đầu.")
    for name, value in asdict(noted).items():
        setattr(visit, name, value.strip() if isinstance(value, str) else value)
    visit.save(update_fields=list(asdict(noted)))
    audit.record("oversight.visit_described", visit, by=by, after={"unit": visit.unit_id})
    return visit


# ---- papers ----


def _plan_of(inspection: Inspection) -> OfficialDocument | None:
    made = documents.papers_made_at(inspection.organisation, PLAN_PAGE, pk=inspection.pk)
    return made.filter(form="inspection_plan").issued().first()


def _team_lines(inspection: Inspection) -> list[TeamLine]:
    posts = Post.objects.for_organisation(inspection.organisation).on(clock.today()).order_by("-from_on", "pk")
    titles = dict(posts.values_list("person_id", "title"))
    rows = sorted(inspection.team.select_related("person"), key=lambda row: (ORDER[row.duty], row.person.sort_key))
    return [TeamLine(row.person.full_name, titles.get(row.person_id, ""), row.get_duty_display()) for row in rows]


@transaction.atomic
def draft_inspection_plan(inspection: Inspection, *, by) -> tuple[OfficialDocument, bool]:
    """The kế hoạch kiểm tra as a draft, and whether it was made now."""
    if not inspection.visits.exists():
        raise DomainError("Chưa chọn đơn vị nào để kiểm tra. Sửa cuộc kiểm tra và chọn đơn vị.")
    return _draft("inspection_plan", lambda: _plan(inspection), about=inspection, page=PLAN_PAGE, by=by)


def _plan(inspection: Inspection) -> Content:
    office = inspection.organisation
    plan = InspectionPlan(
        issuer=office.name,
        school_year=inspection.school_year.code,
        title=inspection.title,
        aspects=inspection.aspect_lines,
        reviewed_from=inspection.reviewed_from,
        reviewed_to=inspection.reviewed_to,
        from_on=inspection.from_on,
        to_on=inspection.to_on,
        team=_team_lines(inspection),
        visits=[
            VisitLine(visit.unit.name, f"{visit.held_on:%d/%m/%Y}")
            for visit in inspection.visits.select_related("unit")
        ],
    )
    return inspection_plan_content(
        plan,
        letterhead=documents.letterhead_for(office, type_code="KH"),
        signatory=documents.head_signatory(office, clock.today()),
    )


@transaction.atomic
def draft_minutes(visit: InspectionVisit, *, by) -> tuple[OfficialDocument, bool]:
    """The biên bản of one school as a draft, and whether it was made now."""
    if not visit.is_described:
        raise DomainError("Ghi giờ bắt đầu, giờ kết thúc, đại diện đơn vị và kết quả kiểm tra rồi lập biên bản.")
    if visit.held_on > clock.today():
        raise DomainError(
            f"Ngày kiểm tra {visit.held_on:%d/%m/%Y} chưa đến nên chưa lập được biên bản."
            " Đã kiểm tra thì sửa ngày kiểm tra rồi lưu."
        )
    return _draft("inspection_minutes", lambda: _minutes(visit), about=visit, page=VISIT_PAGE, by=by)


def _minutes(visit: InspectionVisit) -> Content:
    inspection, office = visit.inspection, visit.organisation
    team = _team_lines(inspection)
    minutes = InspectionMinutes(
        title=clean_line(inspection.title),
        unit=visit.unit.name,
        held_on=visit.held_on,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        place=visit.place or visit.unit.name,
        plan=cited(_plan_of(inspection), office.name),
        team=team,
        leader=team[0].name,
        unit_head=visit.unit_head,
        unit_post=visit.unit_post,
        aspects=inspection.aspect_lines,
        reviewed_from=inspection.reviewed_from,
        reviewed_to=inspection.reviewed_to,
        findings=visit.findings,
        shortcomings=visit.shortcomings,
        requests=visit.requests,
        unit_opinion=visit.unit_opinion,
    )
    return inspection_minutes_content(
        minutes, letterhead=documents.letterhead_for(office, type_code="BB", on=visit.held_on)
    )


def _draft(form: str, content, *, about, page: str, by) -> tuple[OfficialDocument, bool]:
    document, is_new = documents.draft_about(about, form=form, content=content, page=page, by=by)
    if is_new:
        audit.record("oversight.paper_drafted", about, by=by, after={"document": document.pk, "form": form})
    return document, is_new
