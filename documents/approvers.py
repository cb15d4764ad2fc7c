"""Who may decide at which step on a day, and for whom: holders of roles, absences, deputies."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from core import clock
from documents.models import Absence, ApprovalStep
from documents.models.approval import StepFields
from organisation.models import Person, RoleAssignment


@dataclass(frozen=True)
class Capacity:
    """Somebody may decide: as herself, or for the absent person named here."""

    deputy_of: Person | None = None


@dataclass(frozen=True)
class Holder:
    """One person of a step; `deputy` acts for her while she is away, None where nobody does."""

    person: Person
    absence: Absence | None
    deputy: Person | None


class Approvers:
    """The people of one organisation on a day. Read once, asked for many steps.

    A deputy acts only while she still works here, and not through another deputy: of two people away at once, each
    with the other as deputy, neither step moves, which a page can say.
    """

    def __init__(self, organisation, on: date | None = None):
        day = on or clock.today()
        self._roles = defaultdict(dict)  # (role, tổ) → persons by id
        self._here: dict[int, Person] = {}
        held = RoleAssignment.objects.for_organisation(organisation).on(day).select_related("person")
        for row in held.order_by("from_on", "pk"):
            self._here[row.person_id] = row.person
            self._roles[row.role, row.department_id if row.role == "department_head" else None][row.person_id] = (
                row.person
            )
        away = Absence.objects.for_organisation(organisation).on(day).filter(cancelled_at=None)
        self._away = {row.person_id: row for row in away.select_related("deputy").order_by("pk")}

    def holders(self, step: StepFields) -> list[Holder]:
        """Whoever the step names today; people who have left are no more in it."""
        if step.person_id:
            people = [self._here[step.person_id]] if step.person_id in self._here else []
        else:
            people = list(self._roles[step.role, step.department_id].values())
        return [Holder(person, self._away.get(person.pk), self._deputy(step, person)) for person in people]

    def capacity(self, step: StepFields, person: Person | None) -> Capacity | None:
        """In what capacity a person may decide at a step today; None where she may not."""
        if person is None:
            return None
        holders = self.holders(step)
        if any(holder.person == person for holder in holders):
            return Capacity()
        return next((Capacity(holder.person) for holder in holders if holder.deputy == person), None)

    def owner(self, step: StepFields) -> Person | None:
        """The one person who owes the decision today; None where whoever holds the role owes it."""
        holders = self.holders(step)
        present = [holder.person for holder in holders if holder.deputy is None]
        if not present and holders:
            return holders[0].deputy
        if step.person_id:
            return step.person
        return present[0] if len(present) == 1 < len(holders) else None

    def open_to(self, person: Person | None) -> Q:
        """The steps at which a person may decide today, as a filter."""
        if person is None:
            return Q(pk=None)
        found = self._held_by(person.pk)
        for absent, absence in self._away.items():
            if absence.deputy_id == person.pk:
                found |= self._held_by(absent)
            elif absence.deputy_id is None:
                found |= self._held_by(absent) & Q(deputy=person)
        return found

    def _held_by(self, person_id: int) -> Q:
        if person_id not in self._here:
            return Q(pk=None)
        found = Q(person=person_id)
        for (role, department), people in self._roles.items():
            if person_id in people:
                found |= Q(person=None, role=role, department=department)
        return found

    def _deputy(self, step: StepFields, person: Person) -> Person | None:
        absence = self._away.get(person.pk)
        if absence is None:
            return None
        deputy = absence.deputy_id or step.deputy_id
        return self._here.get(deputy) if deputy != person.pk else None


def person_of(user) -> Person | None:
    return Person.objects.filter(user=user).first() if user.is_authenticated else None


def approvers_for(user, organisation) -> Approvers:
    """The approvers of today, read once a request."""
    cache = user.__dict__.setdefault("_approvers", {})
    key = (organisation.pk, clock.today())
    if key not in cache:
        cache[key] = Approvers(organisation)
    return cache[key]


def steps_open_to(user, organisation) -> Q:
    """The steps at which a user may decide today, or has decided once, as a filter."""
    person = person_of(user)
    if person is None:
        return Q(pk=None)
    return approvers_for(user, organisation).open_to(person) | Q(decision__decided_by=user)


def latest_steps(document) -> list[ApprovalStep]:
    """The steps of the last submission, in order; none on a draft that was never submitted."""
    rows = ApprovalStep.objects.filter(document=document).of_latest_round()
    people = ("person", "department", "deputy", "document", "carried__decided_by", "carried__deputy_of")
    return list(rows.select_related(*people, "decision__decided_by", "decision__deputy_of").order_by("position"))
