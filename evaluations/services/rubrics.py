"""Rubrics as the sums need them, and which rubric is whose."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core import clock
from core.errors import DomainError
from evaluations.criteria import PROGRESS, Band, Line
from evaluations.models import AudienceGroup, EvaluationPeriod, GradeBand, PeriodRubric, Rubric
from evaluations.models.rubrics import Subject


def lines_of(rubric: Rubric | None) -> list[Line]:
    """The rubric's lines in their order; [] for a period that is rolled up."""
    return [] if rubric is None else [line_of(each) for each in rubric.criteria.all()]


def line_of(criterion) -> Line:
    value = "from" if criterion.kind == PROGRESS else "label"
    return Line(
        key=criterion.pk,
        code=criterion.code,
        max_points=criterion.max_points,
        kind=criterion.kind,
        parent=criterion.parent_id,
        title=criterion.title,
        each=criterion.each_points,
        levels=tuple((str(level[value]), Decimal(level["points"])) for level in criterion.levels),
        unit=criterion.unit,
        effect=criterion.effect,
        effect_grade=criterion.effect_grade,
    )


def bands_of(rubric: Rubric | None) -> list[Band]:
    return [] if rubric is None else [band_of(each) for each in rubric.grades.all()]


def band_of(grade: GradeBand) -> Band:
    return Band(grade.minimum, grade.name, grade.needs_no_zero, grade.share_cap, grade.share_base, grade.praise)


def weights_of(rubric: Rubric | None) -> dict[str, int] | None:
    """The weight of each column in percent; None where the last column decides, or a roll-up has none."""
    if rubric is None or rubric.final_rule != Rubric.FinalRule.WEIGHTED:
        return None
    return {"self": rubric.weight_self, "department": rubric.weight_department, "council": rubric.weight_council}


# ---- whose ----


def adopted_rubrics(organisation, *, school_year, kind: str) -> list[Rubric]:
    """The newest adopted version of each rubric for such a period: those from above first, then those of this year."""
    rows = Rubric.objects.for_organisation(organisation).adopted().of_year(school_year).for_kind(kind)
    found = list(rows.newest_versions().select_related("audience").with_lines())
    return sorted(
        found,
        key=lambda each: (each.given_id is None, each.school_year_id is None, -each.adopted_at.timestamp()),
    )


class RubricChooser:
    """Which of a period's rubrics judges whom; the same answer for opening a period and for its preview."""

    def __init__(self, rubrics: Sequence[Rubric], groups: Sequence[AudienceGroup]):
        self.rubrics, self.groups = rubrics, sorted(groups, key=lambda group: (group.position, group.pk))

    def for_subject(self, subject: str) -> Rubric | None:
        return next((each for each in self.rubrics if each.subject == subject and each.audience_id is None), None)

    def for_employment(self, employment, staff_group_ids=frozenset()) -> Rubric | None:
        """The rubric of the first group that matches, else the one for everybody."""
        for group in self.groups:
            if not matches(group, employment, staff_group_ids):
                continue
            found = next((each for each in self.rubrics if each.audience_id == group.pk), None)
            if found:
                return found
        return self.for_subject(Subject.PERSON)


def matches(group: AudienceGroup, employment, staff_group_ids=frozenset()) -> bool:
    """Whether an employment meets every condition of a group."""
    return (
        group.staff_kind in ("", employment.staff_kind)
        and group.is_homeroom in (None, employment.is_homeroom_teacher)
        and (group.staff_group_id is None or group.staff_group_id in staff_group_ids)
    )


def use_rubrics(period: EvaluationPeriod, rubrics: Sequence[Rubric]) -> None:
    """Take rubrics into a period: from now on they are frozen."""
    if not any(rubric.criteria.all() for rubric in rubrics):
        raise DomainError("Chưa có biểu điểm với các tiêu chí nên chưa mở kỳ đánh giá được. Nhập biểu điểm trước.")
    PeriodRubric.objects.bulk_create(
        [PeriodRubric(organisation=period.organisation, period=period, rubric=rubric) for rubric in rubrics],
        ignore_conflicts=True,
    )
    pks = [rubric.pk for rubric in rubrics]
    Rubric.objects.for_organisation(period.organisation).filter(pk__in=pks, is_frozen=False).update(
        is_frozen=True, saved_at=clock.now()
    )
