"""People × periods of one kind: the board of a school, of a tổ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q

from core import clock
from core.charts import Chart, stacked
from evaluations.boards.choices import Choice, Reader, kinds_of, label_of
from evaluations.boards.grades import APART, Mark, Scale, counted_as, mark_of, scale_of
from evaluations.models import EvaluationPeriod
from organisation.models import Department, Person

SORTS = ("name", "department", "late", "missing")


@dataclass(frozen=True)
class Line:
    """One person of the board; `department` is that of her last sheet."""

    person_id: int
    name: str
    department: str
    late_count: int
    missing_count: int


@dataclass(frozen=True)
class BoardRow:
    line: Line
    cells: list[tuple[EvaluationPeriod, Mark | None]]  # None: she has no sheet in that period


class MonthBoard:
    """Asked of the database once for each part, however many people there are."""

    def __init__(self, reader: Reader, choice: Choice):
        self.reader, self.choice = reader, choice
        every = list(reader.periods())
        self.kinds = kinds_of(every)
        present = [value for value, _ in self.kinds]
        usual = EvaluationPeriod.Kind.MONTH if EvaluationPeriod.Kind.MONTH in present else "".join(present[:1])
        self.kind = choice.kind if choice.kind in present else usual
        self.periods = [period for period in every if period.kind == self.kind]
        self.sheets = reader.sheets(choice, self.periods).of_people().order_by()
        self.sort = choice.sorted_by(SORTS)

    @cached_property
    def people(self) -> list[Line]:
        """Everybody who has a sheet in the periods, in the order asked for."""
        found = {person_id: facts for person_id, *facts in self._facts()}
        names = Person.objects.filter(pk__in=found).order_by("sort_key", "pk").values_list("pk", "full_name")
        departments = dict(
            Department.objects.for_organisation(self.reader.organisation).order_by().values_list("pk", "name")
        )
        lines = []
        for pk, name in names:
            placed, late_count, missing_count = found[pk]
            lines.append(Line(pk, name, departments.get(placed[0], ""), late_count, missing_count))
        keys = {
            "name": None,
            "department": lambda line: (not line.department, line.department),
            "late": lambda line: line.late_count,
            "missing": lambda line: line.missing_count,
        }
        key, is_down = keys[self.sort.removeprefix("-")], self.sort.startswith("-")
        if key:
            return sorted(lines, key=key, reverse=is_down)
        return lines[::-1] if is_down else lines

    def _facts(self):
        """(person, her tổ with the last one first, how many late, how many not handed in); names are joined later."""
        return (
            self.sheets.values("person_id")
            .annotate(
                departments=ArrayAgg("department_id", order_by="-period__starts_on"),
                late_count=Count("pk", filter=Q(is_late=True)),
                missing_count=Count("pk", filter=Q(state="draft")),
            )
            .values_list("person_id", "departments", "late_count", "missing_count")
        )

    def rows(self, lines: Sequence[Line]) -> list[BoardRow]:
        """The cells of these people."""
        now = clock.now()
        over = {period.pk: now > period.cut_off_at for period in self.periods}
        sheets = self.sheets.filter(person__in=[line.person_id for line in lines])
        marks = {
            (person_id, period_id): mark_of(state, grade, self.scale, is_late=is_late, is_over=over[period_id])
            for person_id, period_id, state, grade, is_late in sheets.values_list(
                "person_id", "period_id", "state", "shown_grade", "is_late"
            )
        }
        return [
            BoardRow(line, [(period, marks.get((line.person_id, period.pk))) for period in self.periods])
            for line in lines
        ]

    @cached_property
    def counts(self) -> dict[int, Counter]:
        """By period: how many stand where."""
        found = {period.pk: Counter() for period in self.periods}
        rows = self.sheets.values("period_id", "state", "shown_grade").annotate(count=Count("pk"))
        for row in rows:
            found[row["period_id"]][counted_as(row["state"], row["shown_grade"])] += row["count"]
        return found

    @cached_property
    def scale(self) -> Scale:
        stored = (kind for counts in self.counts.values() for kind in counts if kind not in APART)
        return scale_of(self.reader.organisation, self.periods, also=stored)

    def chart(self, urls: dict[str, str]) -> Chart:
        return stacked(
            "Số người theo mức xếp loại trong từng kỳ",
            [(label_of(period), self.counts[period.pk]) for period in self.periods],
            scale=self.scale.names,
            apart=APART,
            urls=urls,
        )
