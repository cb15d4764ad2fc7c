"""The staff as a council is put together from them: who leads what, who sits where."""

from __future__ import annotations

from datetime import date

from core.findings import Finding
from councils import composition
from councils.forms.councils import Colleague
from councils.models import Council, CouncilMember
from councils.services import Seating
from organisation.models import Employment, Post, Role, RoleAssignment

Seat = CouncilMember.Seat
LEADS = {
    Role.PRINCIPAL: "head",
    Role.OFFICE_LEADER: "head",
    Role.VICE_PRINCIPAL: "deputy",
    Role.DEPARTMENT_HEAD: "department",
}
OFFERED = {"head": Seat.CHAIR, "deputy": Seat.VICE_CHAIR, "department": Seat.MEMBER, "class": Seat.MEMBER}
# A council that judges initiatives or proposals is chosen for its competence, so only its head is offered.
OFFERS_ALL = (Council.Kind.EMULATION, Council.Kind.EVALUATION)


def employed(organisation, day: date) -> list[Employment]:
    rows = Employment.objects.for_organisation(organisation).on(day).select_related("person", "department")
    return list(rows.order_by("person__sort_key", "person_id"))


def leading(organisation, day: date) -> dict[int, tuple[str, str]]:
    """By person: what she leads, and that in words; the highest of several."""
    rows = RoleAssignment.objects.for_organisation(organisation).on(day).filter(role__in=list(LEADS))
    found: dict[int, tuple[str, str]] = {}
    rank = list(LEADS)
    for row in sorted(rows.select_related("department"), key=lambda row: rank.index(row.role), reverse=True):
        words = row.get_role_display()
        if row.role == Role.DEPARTMENT_HEAD:
            words = f"{words} {row.department.name}"
        found[row.person_id] = (LEADS[Role(row.role)], words)
    posts = Post.objects.for_organisation(organisation).on(day).filter(person__in=list(found))
    for person_id, title in posts.values_list("person_id", "title"):
        leads, words = found[person_id]
        if leads != "department":
            found[person_id] = (leads, title)
    return found


def offered_for(organisation, kind: str, day: date) -> list[Colleague]:
    """The staff for a new council: whoever leads stands first, with the seat that usually comes with it."""
    lead = leading(organisation, day)
    charter = composition.charter_of(organisation.level, day)
    wants_teachers = kind == Council.Kind.EMULATION and charter is not None and charter.wants_class_teachers
    found = []
    for row in employed(organisation, day):
        leads, words = lead.get(row.person_id, ("", ""))
        if not leads and wants_teachers and row.is_homeroom_teacher:
            leads, words = "class", "giáo viên chủ nhiệm"
        is_offered = leads and (leads == "head" or kind in OFFERS_ALL)
        seating = Seating(row.person, OFFERED[leads]) if is_offered else None
        found.append(_colleague(row, reason=words, seating=seating))
    return found


def offered_for_renewal(council: Council, day: date) -> list[Colleague]:
    """The staff with the seats of today, in the order of the decision; who has left the staff is not among them."""
    seats = {row.person_id: row for row in council.members.sitting_on(day).select_related("body", "person")}
    lead = leading(council.organisation, day)
    rows = employed(council.organisation, day)
    found = []
    for row in rows:
        seat, (_, words) = seats.get(row.person_id), lead.get(row.person_id, ("", ""))
        if seat is None:
            found.append(_colleague(row, reason=words))
            continue
        seating = Seating(row.person, seat.seat, seat.body, seat.duty, seat.levels)
        reason = f"đang là {seat.get_seat_display()}"
        found.append(_colleague(row, reason=f"{words}; {reason}" if words else reason, seating=seating))
    last = len(rows)
    return sorted(found, key=lambda each: seats[each.person.pk].position if each.person.pk in seats else last + 1)


def _colleague(row: Employment, *, reason: str = "", seating: Seating | None = None) -> Colleague:
    return Colleague(
        row.person,
        group=row.department.name if row.department else "",
        reason=reason[:1].upper() + reason[1:],
        has_account=row.person.user_id is not None,
        seating=seating,
    )


def findings_of(council: Council, day: date) -> list[Finding]:
    """What somebody should look at in a council in force: its papers, its people, its charter."""
    organisation = council.organisation
    staff = {row.person_id: row for row in employed(organisation, day)}
    seats = list(council.members.on(day).select_related("person", "body"))
    sitting = {row.person_id: row.seat for row in council.members.sitting_on(day)}
    found = []
    if not council.decision:
        found.append(
            Finding(
                "council_decision",
                "look",
                "Chưa ghi số quyết định",
                "Hội đồng đã được ghi nhưng quyết định chưa có số.",
                "Lập dự thảo quyết định để ban hành, hoặc ghi số ở mục Quyết định.",
            )
        )
    if gone := [row.person.full_name for row in seats if row.person_id not in staff]:
        found.append(
            Finding(
                "council_left",
                "look",
                "Có thành viên không còn công tác tại đơn vị",
                f"{', '.join(gone)} vẫn được tính trong tổng số thành viên.",
                "Kiện toàn hội đồng.",
            )
        )
    if bodiless := [f"{row.person.full_name} ({row.body.name})" for row in seats if row.person_id not in sitting]:
        found.append(
            Finding(
                "council_body",
                "look",
                "Tổ chức cử đại diện không còn",
                f"Không tính trong tổng số thành viên: {', '.join(bodiless)}.",
                "Kiện toàn hội đồng để bỏ tên hoặc ghi tổ chức khác.",
            )
        )
    if council.kind == Council.Kind.EMULATION and not organisation.is_office:
        found += composition.advice(organisation.level, _facts(organisation, staff, sitting, day), on=day)
    return found


def _facts(organisation, staff, sitting: dict[int, str], day: date) -> list[composition.Colleague]:
    lead = leading(organisation, day)
    return [
        composition.Colleague(
            row.person.full_name,
            *lead.get(pk, ("", "")),
            seat=sitting.get(pk, ""),
            is_class_teacher=row.is_homeroom_teacher,
        )
        for pk, row in staff.items()
    ]
