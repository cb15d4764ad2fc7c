"""Who approves what: an organisation's routes, and the copy of one that a document takes along when submitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from audit import services as audit
from core.errors import ConflictError, DomainError
from documents.approvers import Approvers
from documents.models import ApprovalDecision, ApprovalRoute, ApprovalStep, OfficialDocument, RouteStep
from documents.models.approval import HIGHEST_POSITION
from organisation.models import Department, Organisation, Person, Role, RoleAssignment

NAMED = ("person", "department", "deputy")
COPIED = ("position", "role", "days", *NAMED)
SIGNING = (Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.COUNCIL_CHAIR, Role.OFFICE_LEADER)
LONGEST = 60  # working days


@dataclass(frozen=True)
class Step:
    """One step as typed: a person, or a role with its tổ."""

    person: Person | None = None
    role: str = ""
    department: Department | None = None
    days: int | None = None
    deputy: Person | None = None


def head_role(organisation: Organisation) -> str:
    return Role.OFFICE_LEADER if organisation.is_office else Role.PRINCIPAL


def routes_of(organisation: Organisation) -> dict[str, ApprovalRoute]:
    """The routes that are set, with their steps, by kind; "" is the one for all other kinds."""
    routes = ApprovalRoute.objects.for_organisation(organisation)
    return {route.kind: route for route in routes.prefetch_related(*(f"steps__{name}" for name in NAMED))}


def steps_for(organisation: Organisation, kind: str, routes: dict[str, ApprovalRoute] | None = None) -> list[RouteStep]:
    """The steps a document of this kind would take today, the head's alone and unsaved where nobody set a route.

    `routes`, as `routes_of` gives them, saves whoever asks for many kinds reading them again.
    """
    routes = routes_of(organisation) if routes is None else routes
    route = routes.get(kind) or routes.get("")
    if route is not None:
        return list(route.steps.all())
    return [RouteStep(organisation=organisation, position=1, role=head_role(organisation))]


@transaction.atomic
def set_route(*, organisation, kind: str, steps: Sequence[Step], version: int, by) -> ApprovalRoute:
    """Replace the route of a kind; documents already submitted keep theirs. `version` is what was shown, 0 for none."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    route = ApprovalRoute.objects.for_organisation(organisation).filter(kind=kind).first()
    if version != (route.version if route else 0):
        raise ConflictError("Người khác vừa sửa quy trình này nên chưa lưu. Mở lại trang để xem bản mới rồi sửa tiếp.")
    _check(organisation, steps)
    if route is None:
        route = ApprovalRoute.objects.create(organisation=organisation, kind=kind)
    else:
        route.version += 1
        route.save(update_fields=["version"])
        route.steps.all().delete()
    RouteStep.objects.bulk_create(
        RouteStep(organisation=organisation, route=route, position=position, **vars(step))
        for position, step in enumerate(steps, start=1)
    )
    after = {"kind": kind, "version": route.version, "steps": [_noted(step) for step in steps]}
    audit.record("documents.route_set", route, by=by, after=after)
    return route


@transaction.atomic
def remove_route(route: ApprovalRoute, *, version: int, by) -> None:
    """Back to the route for all other kinds, or to the head alone."""
    route = ApprovalRoute.objects.for_organisation(route.organisation).select_for_update().get(pk=route.pk)
    if route.version != version:
        raise ConflictError("Người khác vừa sửa quy trình này nên chưa bỏ. Mở lại trang để xem bản mới.")
    audit.record("documents.route_removed", route, by=by, before={"kind": route.kind, "version": route.version})
    route.delete()


def _noted(step: Step) -> dict:
    """A step for the log: roles and ids, no names."""
    named = {name: getattr(getattr(step, name), "pk", None) for name in NAMED}
    return {"role": str(step.role), "days": step.days} | named


def _check(organisation, steps: Sequence[Step]) -> None:
    if not 1 <= len(steps) <= HIGHEST_POSITION:
        raise DomainError(f"Quy trình có từ 1 đến {HIGHEST_POSITION} bước; bước cuối là người ký.")
    people = set(RoleAssignment.objects.for_organisation(organisation).values_list("person_id", flat=True))
    seen = set()
    for position, step in enumerate(steps, start=1):
        who = (step.person, str(step.role), step.department)
        if who in seen:
            raise DomainError(f"Bước {position} trùng với một bước trước: không ai duyệt hai lần một văn bản.")
        seen.add(who)
        if step.deputy is not None and step.deputy == step.person:
            raise DomainError(f"Bước {position}: người thay phải là người khác.")
        if step.days is not None and not 1 <= step.days <= LONGEST:
            raise DomainError(f"Bước {position}: hạn từ 1 đến {LONGEST} ngày làm việc, hoặc để trống.")
        if any(person is not None and person.pk not in people for person in (step.person, step.deputy)):
            raise DomainError(f"Bước {position} có người không thuộc đơn vị. Chọn lại trong danh sách.")
    if not _may_sign(organisation, steps[-1]):
        raise DomainError(
            "Bước cuối phải là người ký: người đứng đầu, cấp phó, chủ tịch hội đồng hoặc một người giữ vai trò đó."
        )


def _may_sign(organisation, step: Step) -> bool:
    if step.person is None:
        return step.role in SIGNING
    held = Approvers(organisation)
    return any(held.capacity(RouteStep(role=role), step.person) for role in SIGNING)


# ---- the copy in a document ----


def freeze_route(document: OfficialDocument, own: Sequence[Step] | None = None) -> list[ApprovalStep]:
    """Copy the route, or the document's `own` steps, into it as its next round. The caller holds the document's lock.

    An approval that was given to the very content now submitted still holds, but the one who signs is always asked.
    """
    if own:
        steps = [RouteStep(position=position, **vars(step)) for position, step in enumerate(own, start=1)]
    else:
        steps = steps_for(document.organisation, document.kind)
    if own or steps[0].pk:  # where nobody set a route there is nothing to mend in it
        _check_held(document.organisation, steps)
    former = ApprovalStep.objects.filter(document=document).order_by("-round").first()
    number = former.round + 1 if former else 1
    frozen = []
    for step in steps:
        carried = _standing(document, step) if step is not steps[-1] else None
        values = {name: getattr(step, name) for name in COPIED}
        state = ApprovalStep.State.APPROVED if carried else ApprovalStep.State.LATER
        frozen.append(
            ApprovalStep(
                organisation=document.organisation,
                document=document,
                round=number,
                carried=carried,
                state=state,
                **values,
            )
        )
    return ApprovalStep.objects.bulk_create(frozen)


def _check_held(organisation, steps: Sequence[RouteStep]) -> None:
    """Each step must have somebody to take it."""
    approvers = Approvers(organisation)
    for step in steps:
        if not approvers.holders(step):
            raise DomainError(
                f"Bước {step.position} của quy trình duyệt cần {step.who}, nhưng hiện không ai giữ việc đó."
                " Người đứng đầu sửa quy trình duyệt rồi trình lại."
            )


def _standing(document: OfficialDocument, step: RouteStep) -> ApprovalDecision | None:
    """The approval of the same step to the same content, if it was that step's last word."""
    last = former_decision(document, step)
    is_same = last is not None and last.content_hash == document.content_hash
    return last if is_same and last.verdict == ApprovalDecision.Verdict.APPROVED else None


def former_decision(document: OfficialDocument, step) -> ApprovalDecision | None:
    """What the same step last decided in an earlier round."""
    rows = ApprovalDecision.objects.filter(document=document, step__isnull=False).select_related("step", "decided_by")
    earlier = rows.filter(step__role=step.role, step__person=step.person, step__department=step.department)
    if isinstance(step, ApprovalStep):
        earlier = earlier.filter(step__round__lt=step.round)
    return earlier.order_by("-pk").first()
