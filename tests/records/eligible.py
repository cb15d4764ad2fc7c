"""Short words for facts and rules in the tests of eligibility."""

from __future__ import annotations

from collections.abc import Iterable

from records.eligibility.facts import Facts, Holding, Recognised, year_code
from records.eligibility.judging import Verdict, judge
from records.eligibility.rules import RuleBook, RuleRow

JUDGED = 2025  # the school year 2025-2026
NAMES = {"A": "Chiến sĩ thi đua cơ sở", "B": "Bằng khen", "LOW": "Lao động tiên tiến", "TOP": "Chiến sĩ thi đua tỉnh"}


def facts(
    *,
    whole_since: int | None = 2000,
    ratings: dict[int, str] | None = None,
    held: dict[str, Iterable[int]] | None = None,
    initiatives: Iterable[Recognised] = (),
    **values,
) -> Facts:
    """Facts of the year 2025-2026; years by their first calendar year."""
    return Facts(
        **{
            "year": year_code(JUDGED),
            "complete_since": "" if whole_since is None else year_code(whole_since),
            "ratings": {year_code(year): level for year, level in (ratings or {}).items()},
            "holdings": tuple(Holding(code, year_code(year)) for code, years in (held or {}).items() for year in years),
            "initiatives": tuple(initiatives),
            **values,
        }
    )


def initiative(key="1", year=JUDGED, scope="base", **values) -> Recognised:
    return Recognised(key, scope=scope, year=year_code(year), **values)


def once(mark: str) -> RuleRow:
    """That an initiative serves once, as a text would say it that was read (T) or not."""
    return RuleRow("principle.initiative_once", "yes", "Luật Mẫu", "Điều 2", mark)


def book(mark="T", /, **rows: str) -> RuleBook:
    """`book(TOP_titles="title A x3 consecutive")`: conditions, all with one mark; an initiative serves once (T)."""
    conditions = (
        RuleRow("condition." + ".".join(name.rsplit("_", 1)), value, "Luật Mẫu", "Điều 1", mark)
        for name, value in rows.items()
    )
    return RuleBook([*conditions, once("T")], NAMES)


def verdict(known: Facts, value: str, mark: str = "T") -> Verdict:
    """Of one condition alone."""
    return judge(known, book(mark, TOP_only=value), "TOP")
