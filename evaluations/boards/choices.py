"""Who looks at a board, and what of it: the filters of the page, its downloads and its papers are one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from core import clock
from core.vietnamese import search_key, whole_number
from evaluations.models import AudienceGroup, EvaluationPeriod
from evaluations.visibility import listed_sheets, with_shown_results
from organisation.models import Department
from organisation.permissions import headed_departments


@dataclass(frozen=True)
class Reader:
    """Somebody at an organisation in one of its school years."""

    user: Any
    organisation: Any
    school_year: Any

    def periods(self):
        """Those of the year that have begun, in their order, with their times."""
        rows = EvaluationPeriod.objects.for_organisation(self.organisation).of_year(self.school_year)
        return rows.begun(clock.now()).with_times().order_by("starts_on", "ends_on", "pk")

    def sheets(self, choice: Choice, periods):
        """The sheets of those periods that she may list, with `shown_grade` and `shown_praise`, as chosen."""
        rows = listed_sheets(self.user, self.organisation).filter(period__in=[period.pk for period in periods])
        return with_shown_results(choice.narrow(rows), self.user, self.organisation)


@dataclass(frozen=True)
class Choice:
    """The filters. Ids and codes that do not exist find nothing; what cannot be read is left out."""

    kind: str = ""
    department: int | None = None
    group: int | None = None
    words: str = ""
    period: int | None = None
    lack: str = ""
    sort: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        return cls(
            kind=query.get("kind", "") if query.get("kind") in EvaluationPeriod.Kind.values else "",
            department=whole_number(query.get("department")),
            group=whole_number(query.get("group")),
            words=query.get("q", "").strip()[:100],
            period=whole_number(query.get("period")),
            lack=query.get("lack", "")[:20],
            sort=query.get("sort", "")[:20],
        )

    @property
    def query(self) -> dict[str, str]:
        """What leads to the same page."""
        values = {("q" if name == "words" else name): value for name, value in asdict(self).items()}
        return {name: str(value) for name, value in values.items() if value not in (None, "")}

    def narrow(self, rows):
        if self.department is not None:
            rows = rows.of_departments([self.department])
        if self.group is not None:
            rows = rows.filter(rubric__audience=self.group)
        return rows.filter(person__search_key__contains=search_key(self.words)) if self.words else rows

    def sorted_by(self, known: tuple[str, ...]) -> str:
        """The order asked for ("field" up, "-field" down), or the first of those known."""
        return self.sort if self.sort.removeprefix("-") in known else known[0]


def departments_of(reader: Reader, *, everywhere: bool) -> list[Department]:
    """The tổ to choose from: all for those who see everybody, else the reader's own."""
    rows = Department.objects.for_organisation(reader.organisation)
    if not everywhere:
        rows = rows.filter(pk__in=headed_departments(reader.user, reader.organisation))
    return list(rows.on(clock.today()).order_by("name", "pk"))


def groups_of(reader: Reader) -> list[AudienceGroup]:
    return list(AudienceGroup.objects.for_organisation(reader.organisation))


def label_of(period: EvaluationPeriod) -> str:
    """A heading: “Tháng 10/2026”."""
    return period.label[:1].upper() + period.label[1:]


def kinds_of(periods) -> list[tuple[str, str]]:
    """The kinds that occur, in the order of the choices, with their words."""
    present = {period.kind for period in periods}
    return [(value, words) for value, words in EvaluationPeriod.Kind.choices if value in present]
