"""What people of the demo's schools brought with them: titles, ratings and initiatives of the years before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core import clock
from legal.models import Distinction
from organisation.models import Organisation, Person
from records import services as records
from records.models import Origin, YearKind
from records.services.coverage import set_coverage
from registrations.models import Registration

YEARS = 4
DISTRICT_ENDED = date(2025, 7, 1)


@dataclass(frozen=True)
class Past:
    """One person's last years, the latest last: a letter a year for the rating, then what she received.

    "x" excellent, "g" good, "c" completed, "-" nothing is known; `stars` are the years of CSTĐCS counted from the last,
    `initiatives` those in which one of hers was recognised.
    """

    ratings: str
    stars: tuple[int, ...] = ()
    initiatives: tuple[int, ...] = ()
    commended: tuple[int, ...] = ()


# By the order of the staff list; whoever comes after has had good years and nothing else.
PASTS = (
    Past("xxxx", (0, 1, 2, 3), (0, 1, 2, 3), (1,)),
    Past("gxxx", (0, 1), (0, 1)),
    Past("xxxx", (0, 1, 2), (0, 1, 2), (0,)),
    Past("ggxx", (0,), (0,)),
    Past("ggxg", (), (1,)),
    Past("gggg"),
    Past("-gxx", (0, 1), (0,), (0,)),
    Past("gcgg"),
    Past("--gg"),
)
LEVELS = {"x": "excellent", "g": "good", "c": "completed"}
TITLES = (
    "Góc đọc mở trong giờ ra chơi",
    "Phiếu theo dõi tiến bộ từng tuần",
    "Bộ câu hỏi theo bốn mức độ",
    "Nhật ký ảnh của lớp",
)


def remember(school: Organisation, start: int, *, by) -> None:
    """Enter the years before the school year that begins in `start`, as a clerk would from the old decisions."""
    set_coverage(school, complete_since=f"{start - YEARS}-{start - YEARS + 1}", by=by)
    people = list(Person.objects.employed_at(school, on=clock.today()).order_by("pk"))
    titles = {row.code: row for row in Distinction.objects.filter(code__in=["LDTT", "CSTDCS", "GIAY_KHEN"])}
    for place, person in enumerate(people):
        past = PASTS[place] if place < len(PASTS) else Past("gggg")
        for back in range(YEARS):
            year = _Year(school, start - 1 - back, by)
            letter = past.ratings[-1 - back]
            if letter in LEVELS:
                year.rate(person, LEVELS[letter])
            if letter in "xg":
                year.give(person, titles["LDTT"])
            if back in past.stars:
                year.give(person, titles["CSTDCS"])
            if back in past.commended:
                year.give(person, titles["GIAY_KHEN"])
            if back in past.initiatives:
                year.recognise(person, f"{TITLES[back % len(TITLES)]} ({place + 1})")


def rate_year(school: Organisation, start: int, *, by) -> None:
    """At the end of a school year its ratings come back on paper: who did best stays best, as who set out for more."""
    year = _Year(school, start, by)
    set_out = Registration.objects.for_organisation(school).filter(round__school_year__code=year.code)
    ambitious = set(set_out.filter(distinction__code="CSTDCS").values_list("person_id", flat=True))
    for place, person in enumerate(Person.objects.employed_at(school, on=clock.today()).order_by("pk")):
        past = PASTS[place] if place < len(PASTS) else Past("gggg")
        year.rate(person, "excellent" if person.pk in ambitious else LEVELS[past.ratings[-1]])


class _Year:
    def __init__(self, school: Organisation, start: int, by):
        self.school, self.by = school, by
        self.code = f"{start}-{start + 1}"
        self.decided_on = date(start + 1, 6, 20)
        is_district = self.decided_on < DISTRICT_ENDED
        self.authority = "Chủ tịch UBND huyện Hoa Lư" if is_district else "Chủ tịch UBND phường Hoa Lư"

    def give(self, person: Person, distinction: Distinction) -> None:
        records.enter_title(
            organisation=self.school,
            person=person,
            distinction=distinction,
            school_year_code=self.code,
            decision_number=f"{410 + distinction.position}/QĐ-UBND",
            decided_on=self.decided_on,
            authority=self.authority,
            origin=Origin.IMPORTED,
            by=self.by,
        )

    def rate(self, person: Person, level: str) -> None:
        records.enter_rating(
            organisation=self.school,
            person=person,
            year_code=self.code,
            year_kind=YearKind.SCHOOL_YEAR,
            level=level,
            decision_reference=f"Quyết định số 36/QĐ-{self.school.symbol}",
            decided_on=date(self.decided_on.year, 6, 5),
            origin=Origin.IMPORTED,
            by=self.by,
        )

    def recognise(self, person: Person, name: str) -> None:
        records.enter_initiative(
            organisation=self.school,
            name=name,
            scope="base",
            school_year_code=self.code,
            decision_number=f"212/QĐ-{self.school.symbol}",
            decided_on=date(self.decided_on.year, 5, 16),
            authority="Hiệu trưởng",
            authors=[(person, 100)],
            origin=Origin.IMPORTED,
            by=self.by,
        )
