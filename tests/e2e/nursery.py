"""A nursery school whose plan reviews persons and tổ on the 24th of each month; its plan is published by services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from core import clock
from core.scoping import scope
from documents import services as documents
from evaluations import services
from evaluations.criteria import Cell
from evaluations.models import EvaluationPeriod, EvaluationPolicy, EvaluationSheet
from evaluations.rubric_tables import DraftBand, RubricDraft
from evaluations.services import audiences, rubric_editing
from evaluations.services.reviews import Review
from organisation.models import Role
from organisation.services import enter_leave
from plans import services as plans
from tests.evaluations.opened import EACH_24TH
from tests.factories.people import make_person
from tests.factories.rubrics import group, point
from tests.plans.plans import reviewed_plan

OPENS, DURING, AFTER = "2026-10-17 06:00", "2026-10-22 20:00", "2026-10-27 08:00"
PEERS = [
    "Lò Thị Ban", "Cù Thị Cam", "Đinh Thị Dung", "Hồ Thị Giang", "Khổng Thị Hằng", "Kiều Thị Lam", "Lưu Thị Mơ",
    "Mạc Thị Nga", "Ninh Thị Oanh", "Phí Thị Phương", "Quách Thị Sâm", "Tống Thị Thơm", "Ứng Thị Vân",
]  # fmt: skip
SOURCE = "Quy chế thi đua số 31/QC-MNHS ngày 10/9/2026"
PRAISE = "Cô nuôi dạy giỏi của tháng"
BANDS = [
    DraftBand("Xuất sắc", Decimal(90), praise=PRAISE),
    DraftBand("Tốt", Decimal(80)),
    DraftBand("Hoàn thành", Decimal(50)),
    DraftBand("Chưa hoàn thành", Decimal(0)),
]
TEACHERS = RubricDraft(
    name="Biểu điểm giáo viên mầm non",
    total_points=Decimal(100),
    rows=[
        group("I", "Nuôi dưỡng, chăm sóc", "50"),
        point("I.1", "Đón, trả trẻ an toàn", "20"),
        point("I.2", "Bữa ăn, giấc ngủ của trẻ", "30"),
        group("II", "Giáo dục", "50"),
        point("II.1", "Kế hoạch và tổ chức hoạt động", "30"),
        point("II.2", "Môi trường lớp, góc chơi", "20"),
    ],
    bands=BANDS,
)
KITCHEN = RubricDraft(
    name="Biểu điểm nhân viên nuôi dưỡng",
    total_points=Decimal(100),
    rows=[point("1", "An toàn thực phẩm", "60", depth=0), point("2", "Ngày giờ công", "40", depth=0)],
    bands=BANDS,
)
TEAM = RubricDraft(
    name="Biểu điểm thi đua của tổ",
    total_points=Decimal(100),
    rows=[point("1", "Đoàn kết, chia sẻ việc khó", "50", depth=0), point("2", "Hồ sơ của tổ", "50", depth=0)],
    bands=[DraftBand("Tổ xuất sắc", Decimal(90), praise="Tổ tiêu biểu của tháng"), DraftBand("Tổ đạt", Decimal(0))],
)


def settle(world, run_jobs) -> None:
    """The school of the plan: two tổ, sixteen who teach in one of them, one of those on maternity leave; published."""
    school = world.school
    school.name, school.level = "Trường Mầm non Hoa Sữa", "nursery"
    school.save()
    with clock.travel_to("2026-09-28 08:00"), scope(school):
        for department, name in ((world.department, "Tổ Mẫu giáo"), (world.department2, "Tổ Nhà trẻ và nuôi dưỡng")):
            department.name = name
            department.save()
        world.peers = [make_person(school, name, Role.STAFF, department=world.department) for name in PEERS]
        world.cook = make_person(
            school, "Vương Thị Mận", Role.STAFF, department=world.department2, staff_kind="support"
        )
        world.away = make_person(school, "Yên Thị Xoan", Role.STAFF, department=world.department)
        enter_leave(
            organisation=school,
            person=world.away,
            from_on=date(2026, 9, 1),
            to_on=date(2027, 2, 28),
            kind="maternity",
            by=world.secretary.user,
        )
        world.plan = _published(world, run_jobs)


def _published(world, run_jobs):
    vice, plan = world.vice_principal.user, reviewed_plan(world, EACH_24TH)
    plan = plans.submit_for_approval(plan, by=vice)
    document = documents.approve(plan.document, content_hash=plan.document.content_hash, by=world.principal.user)
    documents.issue(document, number=58, issued_on=date(2026, 9, 28), by=world.clerk.user)
    run_jobs()
    plan = type(plan).objects.select_related("document__series", "organisation", "school_year").get(pk=plan.pk)
    return plans.publish(plan, by=vice)


def make_rules(world) -> None:
    """What the browser makes in the first test, made by services for the others."""
    by = world.secretary.user
    with clock.travel_to("2026-10-05 08:00"), scope(world.school):
        for name, kind, draft in (("Giáo viên", "teacher", TEACHERS), ("Nhân viên", "support", KITCHEN)):
            values = {"name": name, "staff_kind": kind, "is_homeroom": None, "staff_group": None}
            audience = audiences.add_audience(organisation=world.school, values=values, by=by)
            _adopted(world, draft, by=by, audience=audience)
        _adopted(world, TEAM, by=by, subject="department")
        EvaluationPolicy.objects.create(
            organisation=world.school,
            school_year=world.year,
            uses_council=False,
            objection_days=2,
            staff_sees="commended",
            public_days=7,
        )


def _adopted(world, draft: RubricDraft, *, by, **more: Any) -> None:
    values = {"name": draft.name, "school_year": world.year, "source": SOURCE, "scale": draft.scale, **more}
    values["total_points"] = draft.total_points
    draft = RubricDraft.from_json(draft.as_json())
    rubric = rubric_editing.create_rubric(organisation=world.school, values=values, draft=draft, by=by)
    rubric_editing.adopt_rubric(rubric, by=by)


def open_october(world) -> EvaluationPeriod:
    """By the plan's calendar, as the worker does it each day."""
    with clock.travel_to(OPENS):
        services.open_due_periods()
    with scope(world.school):
        return EvaluationPeriod.objects.get(label="tháng 10/2026")


def sheet_of(period, owner) -> EvaluationSheet:
    """Of a person or of a tổ."""
    rows = EvaluationSheet.objects.for_organisation(period.organisation).with_names().filter(period=period)
    return rows.get(person=owner) if hasattr(owner, "user_id") else rows.get(department=owner, subject="department")


def hand_in(period, owner, share: str, *, by) -> None:
    """The same share of each criterion's points, by the service."""
    sheet = sheet_of(period, owner)
    sheet = services.save_draft(sheet, cells=_cells(sheet, share), version=sheet.version, page="dịch vụ", by=by.user)
    services.submit(sheet, version=sheet.version, by=by.user)


def recommend(period, owners, *, by) -> None:
    """As each scored herself, by the service."""
    sheets = [sheet_of(period, owner) for owner in owners]
    reviews = {sheet.pk: Review(version=sheet.version, adopts_before=True) for sheet in sheets}
    assert services.save_review(period, reviews=reviews, recommend=True, by=by.user) == len(sheets)


def _cells(sheet: EvaluationSheet, share: str) -> dict[int, Cell]:
    criteria = sheet.rubric.criteria.exclude(kind="group")
    return {each.pk: Cell("scored", each.max_points * Decimal(share)) for each in criteria}
