"""What judging the people of one year needs, read once: parameters of the day, who worked when, the unit's level."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property

from core import clock
from core.errors import DomainError
from legal.models import LegalParameter
from organisation.models import Employment, Leave, Organisation, Role, RoleAssignment, SchoolYear
from organisation.querysets import in_force_on
from records.caps import CapCheck, cap_checks
from records.criteria import BY_POINTS, BY_TASKS, Case, Rule, Rules, Verdict, judge, months_within
from records.models import RULES_PREFIX, QualityRating, RatedYear, YearKind

OF_SCHEME = {BY_TASKS: ("tasks_", "unit_", "subordinates_"), BY_POINTS: ("points_",)}  # the others serve both
HEADS = (Role.PRINCIPAL, Role.OFFICE_LEADER)


def year_span(organisation, kind: str, code: str) -> tuple[date, date]:
    """First and last day of a year that is rated; DomainError where there is none of that name."""
    if kind == YearKind.SCHOOL_YEAR:
        year = SchoolYear.objects.for_organisation(organisation).filter(code=code).first()
        if year is not None:
            return year.starts_on, year.ends_on
    elif kind == YearKind.CALENDAR_YEAR and len(code) == 4 and code.isascii() and code.isdigit() and int(code) > 1900:
        return date(int(code), 1, 1), date(int(code), 12, 31)
    raise DomainError(f"Không có năm “{code}” để xếp loại. Chọn năm học hoặc năm trong danh sách.")


@dataclass(frozen=True)
class Place:
    """Where and as what a person stands in a year's rating: her last work here in it."""

    department_id: int | None
    duty_group: str
    is_manager: bool
    is_head: bool


class RatingDesk:
    """One organisation's year of rating, on one day. Each fact is read once, however many people are judged."""

    def __init__(self, organisation: Organisation, kind: str, code: str, *, on: date):
        self.organisation, self.kind, self.code, self.on = organisation, kind, code, on
        self.starts_on, self.ends_on = year_span(organisation, kind, code)

    @cached_property
    def rules(self) -> Rules:
        found = LegalParameter.objects.all_in_force(RULES_PREFIX, on=self.on, at=self.organisation)
        return Rules(
            Rule(
                code=code.removeprefix(RULES_PREFIX),
                value=row.value,
                document=str(row.document),
                locator=row.locator,
                mark=row.mark,
                note=row.note,
                from_on=row.from_on.isoformat(),
            )
            for code, row in sorted(found.items())
        )

    @cached_property
    def frozen_rules(self) -> list[dict]:
        """Those of the scheme in force, as a rating keeps them."""
        others = OF_SCHEME[BY_TASKS] if self.rules.scheme == BY_POINTS else OF_SCHEME[BY_POINTS]
        return [asdict(rule) for rule in self.rules if not rule.code.startswith(others)]

    @cached_property
    def rated_year(self) -> RatedYear | None:
        return RatedYear.objects.filter(
            organisation=self.organisation, year_kind=self.kind, year_code=self.code
        ).first()

    @cached_property
    def employments(self) -> dict[int, list[Employment]]:
        """By person, her work here in the year, earliest first."""
        rows = Employment.objects.for_organisation(self.organisation).between(self.starts_on, self.ends_on)
        found: dict[int, list[Employment]] = {}
        for row in rows.select_related("person").order_by("from_on"):
            found.setdefault(row.person_id, []).append(row)
        return found

    @cached_property
    def on_leave(self) -> set[int]:
        """Ids of the persons with a long leave in the year; never why."""
        rows = Leave.objects.for_organisation(self.organisation).between(self.starts_on, self.ends_on)
        return set(rows.values_list("person_id", flat=True))

    @cached_property
    def heads(self) -> set[int]:
        """Ids of the persons who led the organisation when the year ended, or lead it now where it has not ended."""
        day = min(self.ends_on, self.on)
        held = RoleAssignment.objects.for_organisation(self.organisation).filter(in_force_on(day), role__in=HEADS)
        return set(held.values_list("person_id", flat=True))

    @property
    def year_name(self) -> str:
        return f"{YearKind(self.kind).label.lower()} {self.code}"

    @property
    def unit_level(self) -> str:
        return self.rated_year.unit_level if self.rated_year else ""

    @property
    def is_outstanding(self) -> bool:
        return bool(self.rated_year and self.rated_year.is_outstanding)

    def rows(self):
        return QualityRating.objects.for_organisation(self.organisation).of_year(self.kind, self.code)

    def place_of(self, person) -> Place:
        """DomainError for somebody who did not work here in the year."""
        works = self.employments.get(person.pk)
        if not works:
            raise DomainError(
                f"{person.full_name} không làm việc tại đơn vị trong {self.year_name} nên không xếp loại."
            )
        begun = [work for work in works if work.from_on <= self.on] or works
        last = begun[-1]
        return Place(
            department_id=last.department_id,
            duty_group=last.get_staff_kind_display(),
            is_manager=last.staff_kind == Employment.StaffKind.MANAGER,
            is_head=person.pk in self.heads,
        )

    def judge(self, rating: QualityRating) -> Verdict:
        spans = [(work.from_on, work.to_on) for work in self.employments.get(rating.person_id, ())]
        return judge(
            Case(
                level=rating.level,
                points=rating.points,
                facts=rating.facts,
                is_manager=rating.is_manager,
                is_head=rating.is_head,
                has_exclusion=bool(rating.exclusion_grounds),
                months=months_within(spans, self.starts_on, self.ends_on),
                had_leave=rating.person_id in self.on_leave,
                year_months=months_within([(self.starts_on, self.ends_on)], self.starts_on, self.ends_on),
                unit_level=self.unit_level,
                year_starts_on=self.starts_on.isoformat(),
            ),
            self.rules,
        )

    def caps(self) -> list[CapCheck]:
        """The caps over what stands and what is proposed."""
        levels = self.rows().current().exclude(level="").order_by().values_list("duty_group", "level")
        return cap_checks(levels, self.rules, is_outstanding=self.is_outstanding)


def open_desk(organisation, kind: str, code: str) -> RatingDesk:
    """The desk of today."""
    return RatingDesk(organisation, kind, code, on=clock.today())
