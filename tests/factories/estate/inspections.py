"""An inspection of the office, its visit described; a school that is late."""

from __future__ import annotations

from datetime import date, time, timedelta

from core import clock
from deadlines import services as deadlines
from organisation.models import Role
from oversight import services as oversight
from oversight.querysets import supervised_schools
from tests.factories.estate.holdings import TODAY, Holdings
from tests.factories.people import OrganisationFactory, supervise


def add_inspection(office: Holdings) -> None:
    officer, leader = office.cast["officer"], office.cast["leader"]
    office.inspection = oversight.create_inspection(
        office.organisation,
        school_year=office.year,
        values=inspection_values(f"Kiểm tra {office.inside}"),
        team=oversight.Team([officer, leader], leader, officer),
        units=list(supervised_schools(office.organisation)),
        by=officer.user,
    )
    noted = visit_noted(f"Đủ hồ sơ {office.inside}")
    office.visit = oversight.describe_visit(office.inspection.visits.first(), noted, by=officer.user)


def add_late_school(office: Holdings) -> None:
    """A third school below the office has not sent its dossier in time."""
    late = OrganisationFactory(name="Trường Mầm non Hoa Sen", slug="mn-hoa-sen", level="nursery")
    supervise(office.organisation, late)
    deadlines.oblige(
        organisation=late,
        key=f"dossier:{office.year.code}",
        title="Nộp hồ sơ",
        url_name="awards:dossier_list",
        role=Role.COUNCIL_SECRETARY,
        owed_to=office.organisation,
        due_at=clock.end_of_day(TODAY - timedelta(days=3)),
    )


def inspection_values(title: str) -> dict:
    return {
        "title": title,
        "aspects": "Việc bình xét\nHồ sơ lưu",
        "reviewed_from": date(2026, 8, 1),
        "reviewed_to": date(2026, 10, 10),
        "from_on": TODAY,
        "to_on": date(2026, 10, 20),
    }


def visit_noted(findings: str) -> oversight.Findings:
    return oversight.Findings(
        held_on=TODAY,
        starts_at=time(8),
        ends_at=time(10, 30),
        place="Phòng họp của trường",
        unit_head="Hoàng Thị Bích Liên",
        unit_post="Hiệu trưởng",
        findings=findings,
    )
