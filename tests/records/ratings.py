"""Short words for the yearly rating in tests."""

from __future__ import annotations

from decimal import Decimal

from core.scoping import scope
from records import services
from records.models import QualityRating

YEAR = "2026-2027"
DONE = {"tasks": 12, "on_time": 12, "beyond": 6, "quality": "good", "conduct": True}


def desk(world, code=YEAR, kind="school_year"):
    return services.open_desk(world.school, kind, code)


def propose(world, person, points="85", *, code=YEAR, kind="school_year", source_key="sheet:1", by=None):
    with scope(world.school):
        return services.propose_rating(
            organisation=world.school,
            person=person,
            year_kind=kind,
            year_code=code,
            points=None if points is None else Decimal(points),
            source_key=source_key,
            by=(by or world.secretary).user,
        )


def save(world, rating, by=None, **values):
    with scope(world.school):
        return services.save_proposal(rating, values=values, version=rating.version, by=(by or world.principal).user)


def decide(world, *ratings, note="Nhà trường đã xem xét.", by=None, references=None):
    with scope(world.school):
        return services.decide_ratings(
            desk(world, ratings[0].year_code, ratings[0].year_kind),
            {rating.pk: rating.version for rating in ratings},
            note=note,
            references=references,
            by=(by or world.principal).user,
        )


def stored(world, **values):
    with scope(world.school):
        return list(QualityRating.objects.filter(**values).order_by("pk"))
