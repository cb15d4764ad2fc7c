"""From a published year to the yearly rating by law: points are offered, never the grade.

The school's grade of a year and the legal rating are two things. Where the decree in force rates by points, the points
of the published sheet are offered out of 100; where it rates by tasks, only the people are. What was decided stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from core.vietnamese import show
from evaluations.criteria import UNGRADED, rounded
from evaluations.models import EvaluationPeriod, EvaluationSheet
from evaluations.models.rubrics import PeriodKind
from organisation.models import Person
from records.criteria import BY_POINTS, WHOLE
from records.models import QualityRating, YearKind
from records.services import RatingDesk, open_desk, propose_ratings

State = EvaluationSheet.State
CODE_OF: dict[str, tuple[str, Callable[[EvaluationPeriod], str]]] = {
    PeriodKind.SCHOOL_YEAR: (YearKind.SCHOOL_YEAR, lambda period: period.school_year.code),
    PeriodKind.CALENDAR_YEAR: (YearKind.CALENDAR_YEAR, lambda period: str(period.starts_on.year)),
}


@dataclass(frozen=True)
class Offer:
    """One person of the published year: the points that are offered (None: none), why, and what stands already."""

    person: Person
    sheet: EvaluationSheet
    points: Decimal | None
    words: str
    rating: QualityRating | None

    @property
    def source_key(self) -> str:
        return f"sheet:{self.sheet.pk}"

    @property
    def is_news(self) -> bool:
        """Whether the act would change something: open a rating, or bring its points up to date."""
        if self.rating is None:
            return True
        if not self.is_open or self.points is None:
            return False
        return (self.rating.points, self.rating.source_key) != (self.points, self.source_key)

    @property
    def is_open(self) -> bool:
        """What was decided, or is to replace what was, is never fed over."""
        return self.rating is None or (
            self.rating.state == QualityRating.State.PROPOSED and not self.rating.replaces_id
        )


@dataclass(frozen=True)
class RatingFeed:
    desk: RatingDesk
    offers: list[Offer]
    absent: list[Person]  # judged in the period, but not at work here in the year

    @property
    def is_by_points(self) -> bool:
        return self.desk.rules.scheme == BY_POINTS

    @property
    def citation(self):
        """Of the provision that says how a year is rated; None where none was entered."""
        rule = self.desk.rules.get("scheme")
        return rule.citation if rule else None

    @property
    def news(self) -> list[Offer]:
        return [offer for offer in self.offers if offer.is_news]


def takes_ratings(period: EvaluationPeriod) -> bool:
    """A published year of persons is what the yearly rating may begin from."""
    return period.kind in CODE_OF and period.published_at is not None


def rating_feed(period: EvaluationPeriod) -> RatingFeed:
    """What the act would offer by the rules of today; DomainError where the period is no published year."""
    if not takes_ratings(period):
        raise DomainError(f"Kỳ {period.label} chưa công bố, hoặc không phải là kỳ của cả năm.")
    kind, code_of = CODE_OF[period.kind]
    desk = open_desk(period.organisation, kind, code_of(period))
    rows = EvaluationSheet.objects.of_period(period).of_people().exclude(exemption=EvaluationSheet.Exemption.LEFT)
    ratings = {row.person_id: row for row in desk.rows().current()}
    offers, absent = [], []
    for sheet in rows.select_related("person").order_by("person__sort_key", "pk"):
        if sheet.person_id not in desk.employments:
            absent.append(sheet.person)
            continue
        points, words = _points_of(sheet) if desk.rules.scheme == BY_POINTS else (None, "")
        offers.append(Offer(sheet.person, sheet, points, words, ratings.get(sheet.person_id)))
    return RatingFeed(desk, offers, absent)


def _points_of(sheet: EvaluationSheet) -> tuple[Decimal | None, str]:
    """(points out of 100 or None, how they come about)."""
    if sheet.state == State.EXEMPT:
        return None, "Được miễn trong kỳ: không đưa điểm."
    if sheet.state != State.PUBLISHED:
        return None, "Kết quả chưa công bố: chưa đưa điểm."
    if sheet.grade == UNGRADED or sheet.points is None or not sheet.reachable:
        return None, "Không có điểm xếp loại: không đưa điểm."
    points = rounded(Fraction(sheet.points) * 100 / Fraction(sheet.reachable))
    of = f"{show(sheet.points)} trên {show(sheet.reachable)} điểm"
    if points > WHOLE:
        return WHOLE, f"{of}, kể cả điểm cộng: lấy {show(WHOLE)}."
    return points, f"{of}." if sheet.reachable == WHOLE else f"{of}, tức {show(points)}."


@transaction.atomic
def feed_ratings(period: EvaluationPeriod, *, by) -> int:
    """Offer the year's people, and under a decree of points their points; returns for how many that is news."""
    feed = rating_feed(period)
    news = feed.news
    if news:
        propose_ratings(feed.desk, [(each.person, each.points, each.source_key) for each in news], by=by)
        after = {"count": len(news), "year": feed.desk.year_name}
        audit.record("evaluations.rating_proposed", period, by=by, after=after)
    return len(news)
