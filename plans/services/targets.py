"""The figures of a plan's targets: planned, registered, achieved, down to the people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from organisation.models import Department, Employment, Person, StaffGroup
from plans import meters
from plans.meters import Candidate
from plans.models import EmulationPlan, PlanTarget
from plans.services.changes import lineage
from plans.target_figures import ALL, DEPARTMENTS, ORGANISATION, Figure, figure, guess_base, planned_number


@dataclass
class TargetRow:
    """A target with its base (None: not said which group), what it asks in people, and its two stages."""

    target: PlanTarget
    base: set[Candidate] | None
    base_name: str
    planned: int | None
    registered: Figure | None
    achieved: Figure | None


class BaseGroups:
    """The groups of an organisation on one day, read once: who is in which, and what each is called."""

    def __init__(self, organisation, on: date):
        self.organisation = organisation
        self._staff = list(
            Employment.objects.for_organisation(organisation).on(on).prefetch_related("groups").order_by("pk")
        )
        self.departments = list(Department.objects.for_organisation(organisation).on(on))
        self.groups = list(StaffGroup.objects.for_organisation(organisation))

    def guess(self, who: str) -> list[str]:
        return guess_base(
            who,
            groups=[(each.pk, each.name) for each in self.groups],
            departments=[(each.pk, each.name) for each in self.departments],
        )

    def choices(self) -> list[tuple[str, str]]:
        kinds = [(kind.value, kind.label) for kind in Employment.StaffKind]
        return [
            (ALL, "Toàn thể cán bộ, giáo viên, nhân viên"),
            *kinds,
            *((f"group:{each.pk}", f"Nhóm {each.name}") for each in self.groups),
            *((f"department:{each.pk}", each.name) for each in self.departments),
            (DEPARTMENTS, "Các tổ"),
            (ORGANISATION, str(self.organisation.name)),
        ]

    def members(self, base: list[str]) -> set[Candidate] | None:
        if not base:
            return None
        found: set[Candidate] = set()
        for token in base:
            found |= self._of(token)
        return found

    def _of(self, token: str) -> set[Candidate]:
        kind, _, number = token.partition(":")
        if token == DEPARTMENTS:
            return {("department", each.pk) for each in self.departments}
        if token == ORGANISATION:
            return {("organisation", self.organisation.pk)}
        return {
            ("person", row.person_id)
            for row in self._staff
            if token in (ALL, row.staff_kind)
            or (kind == "department" and str(row.department_id) == number)
            or (kind == "group" and number in {str(group.pk) for group in row.groups.all()})
        }

    def name(self, base: list[str]) -> str:
        names = dict(self.choices())
        return ", ".join(names[token] for token in base if token in names)


def target_rows(plan: EmulationPlan, *, on: date | None = None) -> list[TargetRow]:
    """The targets that stand with the plan, those it kept of an older version too, and their figures."""
    plans = lineage(plan) if plan.state == EmulationPlan.State.PUBLISHED else [plan.pk]
    targets = list(
        PlanTarget.objects.for_organisation(plan.organisation)
        .filter(plan__in=plans)
        .current()
        .select_related("distinction", "fact", "plan__school_year")
    )
    if not targets:
        return []
    groups = BaseGroups(plan.organisation, on or clock.today())
    registered, achieved = meters.holders(meters.REGISTERED, targets), meters.holders(meters.ACHIEVED, targets)
    return [_row(target, groups, registered.get(target.pk), achieved.get(target.pk)) for target in targets]


def _row(target: PlanTarget, groups: BaseGroups, registered, achieved) -> TargetRow:
    base = groups.members(target.base)
    given = (target.operator, target.value, target.unit)
    return TargetRow(
        target=target,
        base=base,
        base_name=groups.name(target.base),
        planned=planned_number(*given, None if base is None else len(base)),
        registered=figure(*given, base, registered),
        achieved=figure(*given, base, achieved),
    )


@dataclass(frozen=True)
class CandidateRow:
    name: str
    department: str
    is_registered: bool | None  # None: no figure yet
    is_achieved: bool | None


def people_behind(row: TargetRow) -> list[CandidateRow]:
    """Everybody of the base and everybody counted, by name: who has registered, who has achieved."""
    organisation = row.target.organisation
    stages = [stage for stage in (row.registered, row.achieved) if stage]
    everybody = set(row.base or ()).union(*(stage.candidates for stage in stages))
    names = _names(organisation, everybody)
    return [
        CandidateRow(*names[candidate], _has(row.registered, candidate), _has(row.achieved, candidate))
        for candidate in names
        if candidate in everybody
    ]


def _has(stage: Figure | None, candidate: Candidate) -> bool | None:
    return None if stage is None else candidate in stage.candidates


def _names(organisation, candidates: set[Candidate]) -> dict[Candidate, tuple[str, str]]:
    """(name, tổ) in the order of names; collectives first."""
    found: dict[Candidate, tuple[str, str]] = {("organisation", organisation.pk): (organisation.name, "")}
    ids = {pk for kind, pk in candidates if kind == "department"}
    for each in Department.objects.for_organisation(organisation).filter(pk__in=ids):
        found["department", each.pk] = (each.name, "")
    ids = {pk for kind, pk in candidates if kind == "person"}
    work = Employment.objects.for_organisation(organisation).on(clock.today()).select_related("department")
    homes = {row.person_id: str(row.department or "") for row in work}
    for person in Person.objects.ever_at(organisation).filter(pk__in=ids):
        found["person", person.pk] = (person.full_name, homes.get(person.pk, ""))
    return found


@transaction.atomic
def set_base(target: PlanTarget, *, base: list[str], by) -> PlanTarget:
    """Say of which group a share is counted. The printed words stay as they are."""
    target = PlanTarget.objects.for_organisation(target.organisation).select_for_update().get(pk=target.pk)
    known = dict(BaseGroups(target.organisation, clock.today()).choices())
    if unknown := [token for token in base if token not in known]:
        raise DomainError(f"Nhóm này không còn trong danh sách của trường: {', '.join(unknown)}. Chọn lại.")
    before, target.base = target.base, base
    target.save(update_fields=["base"])
    audit.record("plans.target_base_set", target, by=by, before={"base": before}, after={"base": base})
    return target
