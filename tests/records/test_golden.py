"""The golden cases: readable tables of facts and what the text says of them, held against the verdicts."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from legal.rule_files import Row
from legal.shipped import shipped_rows
from records.eligibility.facts import Facts, Holding, Recognised, Sanction
from records.eligibility.judging import NEEDS_REVIEW, judge
from records.eligibility.rules import PREFIXES, RuleBook, RuleRow
from records.services.snapshots import rule_book

FOLDER = Path(__file__).parent / "golden"
FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8"))["case"] for path in sorted(FOLDER.glob("*.toml"))}
CASES = [
    pytest.param(case, id=f"{name}-{number}-{case['title']}")
    for name, cases in FILES.items()
    for number, case in enumerate(cases, start=1)
]
DOCUMENTS = {row["number"]: row for row in shipped_rows()["document"]}
PROVISIONS = {(row["document"], row["locator"]): row for row in shipped_rows()["provision"]}


@cache
def book_of(day: date) -> RuleBook:
    """The nation's rows of a day; where none is of the day the last one known before it, marked K."""
    latest: dict[str, Row] = {}
    for row in sorted(shipped_rows()["parameter"], key=lambda row: row["from_on"]):
        if row["from_on"] <= day and row["code"].startswith(PREFIXES):
            latest[row["code"]] = row
    names = {row["code"]: row["name"] for row in shipped_rows()["distinction"]}
    return RuleBook([_rule(row, day) for row in latest.values()], names, day.isoformat())


def _rule(row: Row, day: date) -> RuleRow:
    is_past = row.get("to_on", date.max) < day
    document = DOCUMENTS[row["document"]]
    return RuleRow(
        row["code"],
        row["value"],
        f"{document['kind']} {document['number']}",
        row.get("locator", ""),
        "K" if is_past else row["mark"],
        row.get("note", ""),
        row["from_on"].isoformat(),
    )


def facts_of(case: dict) -> Facts:
    return Facts(
        kind=case.get("who", "individual"),
        name="Nguyễn Thị Sen",
        year=case["year"],
        complete_since=case.get("complete_since", ""),
        ratings=dict(each.split() for each in case.get("ratings", ())),
        calendar_ratings=dict(each.split() for each in case.get("calendar", ())),
        holdings=tuple(_holding(*each.split()) for each in case.get("holdings", ())),
        initiatives=tuple(_initiative(str(key), *each.split()) for key, each in enumerate(case.get("initiatives", ()))),
        service_years=Fraction(case["service"]) if "service" in case else None,
        hardship_years=Fraction(case.get("hardship", 0)),
        leave_kinds=tuple(case.get("leave", ())),
        sanctions=tuple(Sanction(*each.split()) for each in case.get("sanctions", ())),
        has_pending=case.get("pending", False),
        unit_level=case.get("unit", ""),
        members=tuple(member for each in case.get("members", ()) for member in _members(*each.split())),
        judged_on=case["on"].isoformat(),
    )


def _holding(code: str, year: str, *rest: str) -> Holding:
    basis = next((each for each in rest if each != "revoked"), "merit")
    return Holding(code, year, basis, f"{year[5:]}-06-01", is_revoked="revoked" in rest)


def _initiative(key: str, year: str, scope: str, *rest: str) -> Recognised:
    kind = "research" if "research" in rest else "initiative"
    return Recognised(key, kind, scope, year, is_used="used" in rest)


def _members(count: str, level: str, *titles: str) -> list[tuple[str, frozenset[str]]]:
    return [("" if level == "unrated" else level, frozenset(titles))] * int(count)


@pytest.mark.parametrize("case", CASES)
def test_verdict_is_what_the_text_says(case):
    verdict = judge(facts_of(case), book_of(case["on"]), case["title"])

    assert verdict.outcome == case["expect"]
    assert Counter(f"{each.code} {each.severity}" for each in verdict.findings) == Counter(case["findings"])


@pytest.mark.parametrize("case", [each for each in CASES if "read" in each.values[0]])
def test_case_rests_on_provisions_that_were_read(case):
    for place in case["read"]:
        provision = PROVISIONS[tuple(place.split(", ", 1))]
        assert provision["mark"] == "T"
        assert provision.get("read_where")
    verdict = judge(facts_of(case), book_of(case["on"]), case["title"])
    assert all(each.citation.is_verified for each in verdict.findings if each.severity == "must")


def test_every_case_was_read_or_names_the_open_point_for_which_a_person_must_look():
    unread = [case for cases in FILES.values() for case in cases if not case.get("read")]

    assert unread == FILES["unread"]
    assert all(case["expect"] == NEEDS_REVIEW and case["point"] for case in unread)


@pytest.mark.django_db
def test_the_book_of_the_database_has_the_rows_of_the_golden_cases(world):
    for day in sorted({case["on"] for cases in FILES.values() for case in cases}):
        found = {row.code: (row.value, row.locator, row.mark) for row in rule_book(world.school, day)}
        assert found == {row.code: (row.value, row.locator, row.mark) for row in book_of(day)}
