"""One person's periods of a year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from core import clock
from core.charts import Chart, Score, line_of
from evaluations.boards.choices import Reader, kinds_of, label_of
from evaluations.boards.grades import Mark, Scale, mark_of
from evaluations.models import EvaluationSheet
from evaluations.visibility import own_or_listed_sheets, shows_result
from organisation.models import Person


@dataclass(frozen=True)
class PersonRow:
    """One period; points, grade and reasons only where the reader may see the result."""

    sheet: EvaluationSheet
    mark: Mark
    is_shown: bool

    @property
    def label(self) -> str:
        return label_of(self.sheet.period)

    @property
    def points(self):
        return self.sheet.points if self.is_shown else None

    @property
    def reachable(self):
        return self.sheet.reachable if self.is_shown else None

    @property
    def grade(self) -> str:
        return self.sheet.grade if self.is_shown else ""

    @property
    def praise(self) -> str:
        return self.sheet.praise if self.is_shown and self.sheet.is_settled else ""

    @property
    def reasons(self) -> list[str]:
        return self.sheet.reasons if self.is_shown else []


class PersonBoard:
    """What a reader may see of one person. `person` and `organisation` are what the right is asked of."""

    def __init__(self, reader: Reader, person: Person, kind: str = ""):
        self.reader, self.person, self.organisation = reader, person, reader.organisation
        self.periods = list(reader.periods())
        self.kinds = kinds_of(self.periods)
        self.kind = kind if kind in dict(self.kinds) else ""

    @cached_property
    def department_ids(self) -> set[int]:
        """The tổ that reviewed her in any period: their heads read their part."""
        rows = EvaluationSheet.objects.for_organisation(self.organisation).of_people().filter(person=self.person)
        return set(rows.order_by().values_list("department_id", flat=True)) - {None}

    @cached_property
    def rows(self) -> list[PersonRow]:
        periods = {each.pk: each for each in self.periods if self.kind in ("", each.kind)}
        sheets = own_or_listed_sheets(self.reader.user, self.organisation).of_people()
        sheets = sheets.filter(person=self.person, period__in=list(periods)).with_names()
        order = list(periods)
        return [self._row(sheet, periods) for sheet in sorted(sheets, key=lambda each: order.index(each.period_id))]

    def _row(self, sheet: EvaluationSheet, periods) -> PersonRow:
        period = periods[sheet.period_id]
        is_shown = shows_result(self.reader.user, sheet)
        mark = mark_of(
            sheet.state,
            sheet.grade if is_shown else "",
            Scale((), {}),
            is_late=sheet.is_late,
            is_over=clock.now() > period.cut_off_at,
        )
        return PersonRow(sheet, mark, is_shown)

    def chart(self, urls: dict[int, str]) -> Chart:
        """`urls` by sheet."""
        return line_of(
            f"Điểm từng kỳ của {self.person}",
            [
                Score(row.label, row.points, row.reachable, row.mark.words, urls.get(row.sheet.pk, ""))
                for row in self.rows
            ],
        )
