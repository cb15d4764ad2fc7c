"""Who is judged in a period: a sheet for each, made, exempted, given back and moved by the rule of the regulation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from deadlines.services import Owed, cancel, oblige, oblige_many
from evaluations.models import AudienceGroup, EvaluationPeriod, EvaluationSheet, Rubric, Score, SheetEvidence
from evaluations.models.rubrics import Subject
from evaluations.participation import LEFT, Participation, Rule, participation_of
from evaluations.services.rubrics import RubricChooser
from organisation.models import Department, Person, Role
from organisation.querysets import service_between
from organisation.service_spans import Service, Span

State = EvaluationSheet.State
KEPT = ["state", "exemption", "placement_note", "department", "rubric", "version", "saved_at", "saved_from"]
DISSOLVED = "Tổ không còn hoạt động trong kỳ."


@dataclass(frozen=True)
class Candidate:
    """A person of the period's days: how she takes part, and the rubric of her group (None: there is none)."""

    person_id: int
    part: Participation
    rubric: Rubric | None


@dataclass
class Changes:
    """What bringing a period's sheets up to date does: sheets that are new, exempted, given back, moved.

    `stands`: handed in by somebody who is exempt by now, or who is reviewed elsewhere; they stay as they are, and are
    shown. `noted`: nothing but the words of the reason changed. `without_rubric`: people of no group with a rubric.
    """

    joined: list[EvaluationSheet] = field(default_factory=list)
    exempted: list[EvaluationSheet] = field(default_factory=list)
    returned: list[EvaluationSheet] = field(default_factory=list)
    moved: list[EvaluationSheet] = field(default_factory=list)
    noted: list[EvaluationSheet] = field(default_factory=list)
    stands: list[EvaluationSheet] = field(default_factory=list)
    without_rubric: list[int] = field(default_factory=list)  # of persons

    @property
    def counts(self) -> dict[str, int]:
        """What is to be told and audited: figures by kind, none of those that are 0."""
        found = {name: len(getattr(self, name)) for name in ("joined", "exempted", "returned", "moved")}
        return {name: count for name, count in found.items() if count}

    @property
    def changed(self) -> list[EvaluationSheet]:
        return self.exempted + self.returned + self.moved + self.noted


# ---- who, by the rule ----


def rule_of(policy: dict) -> Rule:
    """The rule of a frozen policy; DomainError where its words are none."""
    try:
        return Rule.from_policy(policy)
    except ValueError as error:
        raise DomainError("Chưa đọc được thời gian làm việc ít nhất trong kỳ. Sửa quy định đánh giá.") from error


def candidates_of(organisation, span: Span, rule: Rule, rubrics: Sequence[Rubric]) -> list[Candidate]:
    """Everybody employed on any of the days, by the order of their ids; three queries, however many."""
    chooser = chooser_of(organisation, rubrics)
    return [
        Candidate(service.person_id, part := participation_of(service, rule), _rubric_for(chooser, part))
        for service in service_between(organisation, span.first, span.last)
    ]


def chooser_of(organisation, rubrics: Sequence[Rubric]) -> RubricChooser:
    return RubricChooser(rubrics, list(AudienceGroup.objects.for_organisation(organisation)))


def _rubric_for(chooser: RubricChooser, part: Participation) -> Rubric | None:
    return chooser.for_employment(part.work, part.work.group_ids) if part.work else None


# ---- what that changes ----


def changes_of(period: EvaluationPeriod, *, lock: bool = False) -> Changes:
    """What the staff list of today makes of the period's sheets, nothing of it stored; seven queries at most."""
    rows = period.sheets.select_for_update(of=("self",)) if lock else period.sheets.all()
    chosen = period.period_rubrics.select_related("rubric__audience").order_by("pk")  # in the order of the choice
    return changes_to(period, list(rows.with_names()), [each.rubric for each in chosen])


def changes_to(period: EvaluationPeriod, sheets: list[EvaluationSheet], rubrics: Sequence[Rubric]) -> Changes:
    """The same of sheets and rubrics at hand; the period need not be stored."""
    changes = Changes()
    if _judges(period, rubrics, Subject.PERSON):
        people = [each for each in sheets if each.subject == Subject.PERSON]
        _compare_people(period, people, rubrics, changes)
    if _judges(period, rubrics, Subject.DEPARTMENT):
        _compare_departments(period, sheets, rubrics, changes)
    has_whole = any(sheet.subject == Subject.ORGANISATION for sheet in sheets)
    if _judges(period, rubrics, Subject.ORGANISATION) and not has_whole:
        changes.joined.append(_collective_sheet(period, Subject.ORGANISATION, rubrics))
    return changes


def _judges(period: EvaluationPeriod, rubrics: Sequence[Rubric], subject: str) -> bool:
    """By a rubric, or by a formula: its own, or the one for everybody."""
    if period.is_rolled_up:
        return subject in period.formula or "method" in period.formula
    return any(rubric.subject == subject for rubric in rubrics)


def _compare_people(
    period: EvaluationPeriod, sheets: list[EvaluationSheet], rubrics: Sequence[Rubric], changes: Changes
) -> None:
    span, rule = Span(period.starts_on, period.ends_on), rule_of(period.policy)
    found = {each.person_id: each for each in candidates_of(period.organisation, span, rule, rubrics)}
    have = {sheet.person_id: sheet for sheet in sheets}
    begun = _begun(sheets)
    for person_id, candidate in found.items():
        if person_id in have:
            _compare(have[person_id], candidate, changes, is_begun=have[person_id].pk in begun)
        elif candidate.rubric is None and not period.is_rolled_up:
            changes.without_rubric.append(person_id)
        else:
            changes.joined.append(_new_sheet(period, candidate))
    for person_id in have.keys() - found.keys():
        gone = participation_of(Service(person_id, span), rule)
        _compare(have[person_id], Candidate(person_id, gone, None), changes, is_begun=have[person_id].pk in begun)


def _begun(sheets: list[EvaluationSheet]) -> set[int]:
    """Those not handed in, exempt by now or not, in which something stands beside a criterion: their rubric stays."""
    waiting = [sheet.pk for sheet in sheets if not sheet.is_submitted]
    rows = [each.objects.filter(sheet__in=waiting).order_by().values_list("sheet") for each in (Score, SheetEvidence)]
    return {pk for (pk,) in rows[0].union(rows[1])} if waiting else set()


def _new_sheet(period: EvaluationPeriod, candidate: Candidate) -> EvaluationSheet:
    part = candidate.part
    return EvaluationSheet(
        organisation=period.organisation,
        period=period,
        person_id=candidate.person_id,
        department_id=part.department_id,
        rubric=candidate.rubric,
        state=State.EXEMPT if part.exemption else State.DRAFT,
        exemption=part.exemption,
        placement_note=part.note,
    )


def _compare(sheet: EvaluationSheet, candidate: Candidate, changes: Changes, *, is_begun: bool) -> None:
    """Bring one sheet up to date in memory and say what that was."""
    part = candidate.part
    if sheet.is_submitted:
        if part.exemption or part.department_id != sheet.department_id:
            changes.stands.append(sheet)
        return
    form, words = (sheet.state, sheet.rubric_id), (sheet.exemption, sheet.placement_note)
    department_id = sheet.department_id
    if bool(part.exemption) != (sheet.state == State.EXEMPT):
        sheet.move_to(State.EXEMPT if part.exemption else State.DRAFT)
    sheet.exemption, sheet.placement_note = part.exemption, part.note
    if part.work and (not part.exemption or department_id is None):
        sheet.department_id = part.department_id
    if candidate.rubric and not is_begun:
        sheet.rubric = candidate.rubric
    if form != (sheet.state, sheet.rubric_id):
        sheet.touch()  # an open page must first see that there is nothing, or something else, to fill in
    if form[0] != sheet.state:
        (changes.exempted if part.exemption else changes.returned).append(sheet)
    elif (form[1], department_id) != (sheet.rubric_id, sheet.department_id):
        changes.moved.append(sheet)
    elif words != (sheet.exemption, sheet.placement_note):
        changes.noted.append(sheet)


def _compare_departments(
    period: EvaluationPeriod, sheets: list[EvaluationSheet], rubrics: Sequence[Rubric], changes: Changes
) -> None:
    """One for each tổ of the last day."""
    have = {sheet.department_id: sheet for sheet in sheets if sheet.subject == Subject.DEPARTMENT}
    rows = Department.objects.for_organisation(period.organisation).on(period.ends_on).order_by("pk")
    departments = {each.pk: each for each in rows}
    changes.joined += [
        _collective_sheet(period, Subject.DEPARTMENT, rubrics, department=each)
        for pk, each in departments.items()
        if pk not in have
    ]
    for pk, sheet in have.items():
        _compare_department(sheet, stands=pk in departments, changes=changes)


def _collective_sheet(
    period: EvaluationPeriod, subject: str, rubrics: Sequence[Rubric], *, department: Department | None = None
) -> EvaluationSheet:
    return EvaluationSheet(
        organisation=period.organisation,
        period=period,
        subject=subject,
        department=department,
        rubric=RubricChooser(rubrics, []).for_subject(subject),
    )


def _compare_department(sheet: EvaluationSheet, *, stands: bool, changes: Changes) -> None:
    if stands == (sheet.state != State.EXEMPT):
        return
    if sheet.is_submitted:
        changes.stands.append(sheet)
        return
    sheet.move_to(State.DRAFT if stands else State.EXEMPT)
    sheet.exemption, sheet.placement_note = ("", "") if stands else (LEFT, DISSOLVED)
    sheet.touch()
    (changes.returned if stands else changes.exempted).append(sheet)


# ---- done ----


@transaction.atomic
def sync_candidates(period: EvaluationPeriod, *, by=None) -> Changes:
    """Bring an unpublished period's sheets and tasks up to date with the staff list, and keep what was changed."""
    period = locked_period(period)
    if period.published_at or period.provisional_at:
        raise DomainError(f"Kết quả {period.label} đã được báo nên danh sách không cập nhật nữa.")
    changes = apply_changes(period)
    if changes.counts:
        audit.record("evaluations.period_updated", period, by=by, after=changes.counts)
    return changes


def locked_period(period: EvaluationPeriod) -> EvaluationPeriod:
    """The row of a period under its lock: every act of the whole period takes it before any sheet."""
    rows = EvaluationPeriod.objects.for_organisation(period.organisation).select_for_update(of=("self",))
    return rows.select_related("organisation", "entry__organisation").get(pk=period.pk)


def apply_changes(period: EvaluationPeriod) -> Changes:
    """Store what `changes_of` finds, in bulk; the caller has locked the period."""
    changes = changes_of(period, lock=True)
    EvaluationSheet.objects.bulk_create(changes.joined)
    EvaluationSheet.objects.bulk_update(changes.changed, KEPT)
    _fill(changes.joined)
    if not period.is_rolled_up:
        owing = [sheet for sheet in changes.joined + changes.returned if sheet.state == State.DRAFT]
        oblige_many(period.organisation, [_owed(sheet, period) for sheet in owing], entry=period.entry)
    for sheet in changes.exempted:
        cancel(period.organisation, sheet.subject_key)
    return changes


def _fill(sheets: Iterable[EvaluationSheet]) -> None:
    """The people of new sheets, in one query."""
    people = Person.objects.in_bulk([sheet.person_id for sheet in sheets if sheet.person_id])
    for sheet in sheets:
        if sheet.person_id:
            sheet.person = people[sheet.person_id]


def oblige_sheet(sheet: EvaluationSheet, period: EvaluationPeriod) -> None:
    """Whoever writes the sheet owes it."""
    oblige(organisation=period.organisation, entry=period.entry, **_owed(sheet, period)._asdict())


def keeper_of(organisation) -> str:
    """The role that runs the periods: a school's secretary, an office's officer."""
    return Role.OFFICE_OFFICER if organisation.is_office else Role.COUNCIL_SECRETARY


def _owed(sheet: EvaluationSheet, period: EvaluationPeriod) -> Owed:
    """By the person, the head of the tổ, the secretary for the whole."""
    owner = {"person": sheet.person}
    title = f"Nộp phiếu tự đánh giá {period.label}"
    if sheet.subject == Subject.DEPARTMENT:
        owner = {"role": Role.DEPARTMENT_HEAD, "department": sheet.department}
        title = f"Nộp phiếu của {sheet.department.name} {period.label}"
    elif sheet.subject == Subject.ORGANISATION:
        owner = {"role": keeper_of(period.organisation)}
        title = f"Nộp phiếu của cả đơn vị {period.label}"
    return Owed(
        key=sheet.subject_key,
        title=title,
        url_name="evaluations:sheet_edit",
        url_kwargs={"pk": sheet.pk},
        why=period.entry.source_label,
        button="Tự đánh giá",
        **owner,
    )
