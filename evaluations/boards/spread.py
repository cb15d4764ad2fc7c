"""How the grades of one period spread over the tổ and the groups of people."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from django.db.models import Count

from core.charts import Chart, distribution, stacked
from evaluations.boards.choices import Choice, Reader, label_of
from evaluations.boards.grades import APART, EXEMPT, PENDING, Scale, counted_as, scale_of
from evaluations.criteria import UNGRADED

NO_DEPARTMENT, NO_GROUP = "Không thuộc tổ", "Chung một biểu điểm"


class Spread:
    """One period: the one chosen, or the last that has results, or the last that has begun."""

    def __init__(self, reader: Reader, choice: Choice):
        self.reader, self.choice = reader, choice
        self.periods = list(reader.periods())
        chosen = [period for period in self.periods if period.pk == choice.period]
        settled = [period for period in self.periods if period.published_at or period.provisional_at]
        self.period = (chosen or settled[-1:] or self.periods[-1:] or [None])[0]

    @cached_property
    def _counted(self) -> list[tuple[str, str, str, int]]:
        """(tổ, group, where it stands, how many)."""
        if self.period is None:
            return []
        rows = self.reader.sheets(self.choice, [self.period]).of_people().order_by()
        rows = rows.values("department__name", "rubric__audience__name", "state", "shown_grade")
        return [
            (
                row["department__name"] or NO_DEPARTMENT,
                row["rubric__audience__name"] or NO_GROUP,
                counted_as(row["state"], row["shown_grade"]),
                row["count"],
            )
            for row in rows.annotate(count=Count("pk"))
        ]

    @cached_property
    def whole(self) -> Counter:
        counts = Counter()
        for _, _, kind, count in self._counted:
            counts[kind] += count
        return counts

    @cached_property
    def by_department(self) -> list[tuple[str, Counter]]:
        return self._by(0, NO_DEPARTMENT)

    @cached_property
    def by_group(self) -> list[tuple[str, Counter]]:
        return self._by(1, NO_GROUP)

    def _by(self, place: int, last: str) -> list[tuple[str, Counter]]:
        found: dict[str, Counter] = {}
        for row in self._counted:
            found.setdefault(row[place], Counter())[row[2]] += row[3]
        return sorted(found.items(), key=lambda pair: (pair[0] == last, pair[0]))

    @cached_property
    def scale(self) -> Scale:
        periods = [self.period] if self.period else []
        return scale_of(self.reader.organisation, periods, also=(kind for kind in self.whole if kind not in APART))

    @property
    def graded(self) -> Counter:
        """Without those exempt and those whose result is not there: what shares are shares of."""
        return Counter({kind: count for kind, count in self.whole.items() if kind not in (EXEMPT, PENDING)})

    @property
    def reasons(self) -> list[str]:
        """How the figures were counted, with the numbers."""
        graded, whole = self.graded.total(), self.whole.total()
        sentences = [
            f"Có {whole} phiếu cá nhân trong danh sách này, {graded} phiếu đã có kết quả; tỷ lệ tính trên {graded}."
        ]
        if self.whole[UNGRADED]:
            sentences.append(f"{self.whole[UNGRADED]} phiếu có kết quả là “{UNGRADED}”, vẫn được tính.")
        if self.whole[EXEMPT]:
            sentences.append(f"{self.whole[EXEMPT]} người được miễn đánh giá kỳ này nên không tính.")
        if self.whole[PENDING]:
            sentences.append(f"{self.whole[PENDING]} phiếu chưa có kết quả được xem nên chưa tính.")
        return sentences

    def chart(self) -> Chart:
        title = f"Phân bố xếp loại {self.period.label}" if self.period else ""
        return distribution(title, self.graded, scale=self.scale.names, apart=(UNGRADED,))

    def department_chart(self) -> Chart:
        return self._stack("Theo tổ", self.by_department, "Tổ")

    def group_chart(self) -> Chart:
        return self._stack("Theo nhóm đối tượng", self.by_group, "Nhóm")

    def _stack(self, title: str, rows, row_name: str) -> Chart:
        return stacked(title, rows, scale=self.scale.names, apart=APART, row_name=row_name)

    @property
    def period_label(self) -> str:
        return label_of(self.period) if self.period else ""
