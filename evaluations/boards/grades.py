"""The grades of some periods as one scale, and what a narrow cell says of a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.tables import Label, initials, short_labels
from evaluations.criteria import UNGRADED
from evaluations.models import EvaluationSheet, GradeBand
from evaluations.rollups import scales_in

State = EvaluationSheet.State
EXEMPT, PENDING = "Được miễn", "Chưa có kết quả"
APART = (UNGRADED, EXEMPT, PENDING)
LONGEST = 5  # letters of a grade in a column of a month
# What stands beside a grade that is not final.
STAGES = {
    State.DEPARTMENT_RECOMMENDED: "tổ đề nghị",
    State.COUNCIL_PASSED: "hội đồng thông qua",
    State.HEAD_DECIDED: "thủ trưởng đã quyết định",
    State.PROVISIONAL: "dự kiến",
}


@dataclass(frozen=True)
class Scale:
    """Grades, best first, with their short words."""

    names: tuple[str, ...]
    labels: dict[str, Label]

    def label(self, grade: str) -> Label:
        return self.labels.get(grade) or Label(grade)

    @property
    def legend(self) -> list[Label]:
        return [label for label in self.labels.values() if label.short]


def scale_of(organisation, periods, *, also: Iterable[str] = ()) -> Scale:
    """The grades of the periods' rubrics and formulas in one order, by the best place that a name has anywhere.

    `also` are grades that were stored and that none of them names any more. One query.
    """
    bands = GradeBand.objects.for_organisation(organisation).filter(
        rubric__period_rubrics__period__in=[period.pk for period in periods]
    )
    scales: dict[object, list[str]] = {}
    for rubric_id, name in bands.order_by("rubric", "-minimum").values_list("rubric_id", "name").distinct():
        scales.setdefault(rubric_id, []).append(name)
    for period in periods:
        scales |= {f"period {period.pk} {place}": names for place, names in enumerate(scales_in(period.formula))}
    places: dict[str, int] = {}
    for names in scales.values():
        for place, name in enumerate(names):
            places[name] = min(place, places.get(name, place))
    names = sorted(places, key=places.__getitem__)
    names += [name for name in dict.fromkeys(also) if name and name not in (*names, UNGRADED)]
    labels = short_labels(names, longest=LONGEST)
    return Scale(tuple(names), labels | {UNGRADED: Label(UNGRADED, initials(UNGRADED))})


@dataclass(frozen=True)
class Mark:
    """What one cell says: `label` in its short and whole words, `note` beside it, `icon` before it."""

    label: Label
    note: str = ""
    icon: str = ""
    is_late: bool = False
    is_grade: bool = False

    @property
    def words(self) -> str:
        return ", ".join(filter(None, [self.label.words, self.note, "nộp muộn" if self.is_late else ""]))

    @property
    def printed(self) -> Label:
        """For Excel in full, for paper short."""
        short = ", ".join(filter(None, [self.label.short or self.label.words, self.note]))
        short += " (m)" if self.is_late else ""
        return Label(self.words, "" if short == self.words else short)


def mark_of(state: str, grade: str, scale: Scale, *, is_late: bool, is_over: bool) -> Mark:
    """`grade` is what the reader may see of it, "" where nothing; `is_over`: nothing is taken any more."""
    if state == State.EXEMPT:
        return Mark(Label(EXEMPT, "Miễn"), icon="dash")
    if state == State.DRAFT:
        return Mark(Label("Không nộp" if is_over else "Chưa nộp"), icon="alert" if is_over else "pencil")
    if grade:
        return Mark(scale.label(grade), STAGES.get(state, ""), is_late=is_late, is_grade=True)
    if state == State.SUBMITTED:
        return Mark(Label("Đã nộp"), "chờ tổ chấm", "send", is_late)
    if state == State.COUNCIL_NOT_PASSED:
        return Mark(Label("Hội đồng không thông qua", "Không qua"), icon="back", is_late=is_late)
    return Mark(Label("Đang xét"), icon="eye", is_late=is_late)


def counted_as(state: str, grade: str) -> str:
    """Where a sheet stands in a count: by its grade from the provisional result on."""
    if state == State.EXEMPT:
        return EXEMPT
    return grade if grade and state in EvaluationSheet.SETTLED else PENDING
