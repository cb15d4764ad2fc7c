"""Facts of people and collectives as the database holds them, and the book of rules of a day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.scoping import scope
from legal.models import Distinction, LegalDocument, LegalParameter
from organisation.models import Employment, Leave, Person
from records.eligibility.judging import ELIGIBLE, NEEDS_REVIEW, NOT_ELIGIBLE
from records.models import (
    DisciplinaryRecord,
    EarlierService,
    InitiativeAuthor,
    InitiativeRecognition,
    InitiativeUse,
    PendingVerification,
    QualityRating,
    RatedYear,
    RecordCoverage,
    TitleRecord,
)
from records.services.snapshots import facts_of_collectives, facts_of_people, law_days, rule_book, verdicts

pytestmark = pytest.mark.django_db
YEAR, BEFORE = "2025-2026", "2024-2025"
TODAY, UNDER_2022 = date(2026, 6, 20), date(2026, 6, 1)


@pytest.fixture
def school(world):
    with clock.travel_to("2026-06-20 08:00"), scope(world.school):
        yield world.school


def rate(world, person, level, year=YEAR, kind="school_year"):
    return QualityRating.objects.create(
        organisation=world.school,
        person=person,
        year_kind=kind,
        year_code=year,
        state="decided",
        duty_group="Giáo viên",
        level=level,
        proposed_by=world.principal.user,
        decided_by=world.principal.user,
        decided_at="2026-06-10T08:00:00+07:00",
    )


def give(world, code, year, person=None, department=None, **values):
    return TitleRecord.objects.create(
        **{
            "organisation": world.school,
            "person": person,
            "department": department,
            "distinction": Distinction.objects.get(code=code),
            "school_year_code": year,
            "decision_number": "12/QĐ-UBND",
            "decided_on": date(int(year[5:]), 6, 15),
            "authority": "Chủ tịch Ủy ban nhân dân phường",
            "recorded_by": world.clerk.user,
            **values,
        }
    )


def whole_since(world, year):
    RecordCoverage.objects.create(organisation=world.school, complete_since=year, noted_by=world.clerk.user)


def initiative(world, person, year=YEAR, scope="base"):
    recognition = InitiativeRecognition.objects.create(
        organisation=world.school,
        name=f"Dạy đọc theo cặp {year}",
        scope=scope,
        school_year_code=year,
        decision_number="5/QĐ-THNC",
        decided_on=date(2026, 5, 4),
        authority="Hiệu trưởng",
        recorded_by=world.clerk.user,
    )
    return InitiativeAuthor.objects.create(organisation=world.school, recognition=recognition, person=person)


def outcome(world, person, code, on=UNDER_2022):
    [(_, _, _, verdict)] = verdicts(world.school, YEAR, [code], on=on, people=[person])
    return verdict


def test_a_well_rated_teacher_meets_what_was_read_in_the_text(world, school):
    rate(world, world.teacher, "good")

    assert outcome(world, world.teacher, "LDTT").outcome == ELIGIBLE


def test_a_low_rating_fails_and_no_rating_asks_for_one(world, school):
    rate(world, world.teacher, "completed")

    assert outcome(world, world.teacher, "LDTT").outcome == NOT_ELIGIBLE
    assert outcome(world, world.teacher2, "LDTT").outcome == NEEDS_REVIEW


def test_under_the_law_that_nobody_read_every_verdict_is_provisional(world, school):
    rate(world, world.teacher, "completed")
    rate(world, world.teacher2, "excellent")

    for person in (world.teacher, world.teacher2):
        verdict = outcome(world, person, "LDTT", on=date(2026, 10, 2))
        assert verdict.outcome == NEEDS_REVIEW
        assert "provisional" in {finding.code for finding in verdict.findings}


def test_a_row_that_takes_the_place_of_what_binds(world, school):
    rate(world, world.teacher, "completed")
    row = LegalParameter(
        code="condition.LDTT.rating",
        value="rating >= completed",
        organisation=world.office,
        document=LegalDocument(kind="Quyết định", number="77/QĐ-UBND"),
        locator="Điều 3",
        mark="T",
        from_on=UNDER_2022,
    )

    with_row = verdicts(school, YEAR, ["LDTT"], on=UNDER_2022, people=[world.teacher], instead=row)

    assert with_row[0][3].outcome == ELIGIBLE
    assert outcome(world, world.teacher, "LDTT").outcome == NOT_ELIGIBLE


def test_a_nations_row_does_not_take_the_place_of_a_nearer_one(world, school):
    document = LegalDocument.objects.first()
    values = {"document": document, "locator": "Điều 3", "mark": "T", "from_on": date(2026, 1, 1)}
    LegalParameter.objects.create(
        code="condition.LDTT.rating", value="rating >= excellent", organisation=world.office, **values
    )
    row = LegalParameter(code="condition.LDTT.rating", value="rating >= completed", **values)

    book = rule_book(school, UNDER_2022, instead=row)

    assert book.get("condition.LDTT.rating").value == "rating >= excellent"


def test_facts_are_what_was_entered(world, school):
    whole_since(world, "2021-2022")
    rate(world, world.teacher, "good", BEFORE)
    rate(world, world.teacher, "excellent", "2025", "calendar_year")
    rate(world, world.teacher, "good", "2026", "calendar_year")
    give(world, "CSTDCS", BEFORE, world.teacher)
    give(world, "BANG_KHEN", BEFORE, world.teacher, basis="thematic")
    give(world, "LDTT", BEFORE, world.teacher, revoked_on=TODAY, revoked_by_number="3/QĐ")
    author = initiative(world, world.teacher)
    InitiativeUse.objects.create(
        organisation=school,
        author=author,
        distinction=Distinction.objects.get(code="CSTDCS"),
        school_year_code=YEAR,
        purpose_key="nomination:1",
    )
    EarlierService.objects.create(
        organisation=school,
        person=world.teacher,
        place="Trường Tiểu học Suối Trong",
        from_on=date(2010, 9, 1),
        to_on=date(2020, 8, 31),
        is_hardship=True,
        entered_by=world.clerk.user,
    )
    Leave.objects.create(
        organisation=school,
        person=world.teacher,
        from_on=date(2025, 9, 1),
        to_on=date(2026, 2, 28),
        kind="maternity",
        entered_by=world.clerk.user,
    )
    RatedYear.objects.create(
        organisation=school, year_kind="school_year", year_code=YEAR, unit_level="good", noted_by=world.principal.user
    )

    facts = facts_of_people(school, YEAR)[world.teacher.pk]

    assert (facts.name, facts.year, facts.complete_since) == ("Đỗ Thị Hòa", YEAR, "2021-2022")
    assert facts.ratings == {BEFORE: "good"}
    assert facts.calendar_ratings == {YEAR: "good"}
    assert facts.years_of == {"CSTDCS": {2024}}
    assert {(each.code, each.basis, each.is_revoked) for each in facts.holdings} == {
        ("CSTDCS", "merit", False),
        ("BANG_KHEN", "thematic", False),
        ("LDTT", "merit", True),
    }
    assert [(each.year, each.is_used, each.reserved_for) for each in facts.initiatives] == [
        (YEAR, False, f"CSTDCS {YEAR}")
    ]
    assert facts.hardship_years == 10
    assert facts.service_years == 16 - Fraction(1, 12)  # ten before, here from 1/8/2020 to 31/7/2026, August once
    assert facts.service_at_most == 60  # another place may not have been entered, and nobody knows her age
    assert facts.leave_kinds == ("maternity",)
    assert (facts.months, facts.unit_level, facts.is_manager) == (Fraction(12), "good", False)


def test_years_before_she_came_and_years_away_are_not_known(world, school):
    whole_since(world, "2018-2019")
    Employment.objects.filter(person=world.teacher).update(to_on=date(2022, 1, 31))
    Employment.objects.create(organisation=school, person=world.teacher, from_on=date(2024, 8, 1))

    facts = facts_of_people(school, YEAR)[world.teacher.pk]

    assert facts.complete_since == "2020-2021"
    assert facts.absent_years == {"2021-2022", "2022-2023", "2023-2024"}
    assert not facts.is_known(2019)
    assert facts.is_known(2024)


def test_what_is_being_looked_into_blocks_and_its_grounds_stay_with_the_head(world, school):
    rate(world, world.teacher, "good")
    values = {"organisation": school, "person": world.teacher, "entered_by": world.principal.user}
    PendingVerification.objects.create(kind="complaint", from_on=date(2026, 5, 1), **values)
    DisciplinaryRecord.objects.create(
        sanction="warning", decision_number="1/QĐ", from_on=date(2026, 1, 5), note="Điều không ai được biết", **values
    )

    verdict = outcome(world, world.teacher, "LDTT")
    [blocked] = [finding for finding in verdict.public().findings if finding.code == "blocked"]

    assert verdict.outcome == NOT_ELIGIBLE
    assert blocked.title == "Xem thông báo riêng."
    assert "kỷ luật" not in repr(verdict.public().to_json())
    assert "Điều không ai được biết" not in repr(verdict.to_json())


def test_what_began_after_the_year_blocks_while_it_lasts(world, school):
    """Titles of a year are given after it has ended."""
    rate(world, world.teacher, "good")
    PendingVerification.objects.create(
        organisation=school,
        person=world.teacher,
        kind="complaint",
        from_on=date(2026, 9, 1),
        entered_by=world.principal.user,
    )

    assert outcome(world, world.teacher, "LDTT").outcome == ELIGIBLE
    with clock.travel_to("2026-09-15 08:00"):
        assert outcome(world, world.teacher, "LDTT").outcome == NOT_ELIGIBLE


def test_a_department_is_judged_by_its_members(world, school):
    give(world, "LDTT", YEAR, world.teacher)
    rate(world, world.teacher, "good")

    facts = facts_of_collectives(school, YEAR)

    of_department = facts[world.department.pk].members
    assert ("good", frozenset({"LDTT"})) in of_department
    assert len(of_department) == Employment.objects.filter(department=world.department).count()
    assert len(facts[None].members) == Employment.objects.values("person").distinct().count()


def test_the_law_of_a_dossier_received_before_a_change(world, school):
    day, other, rule = law_days(date(2026, 9, 15), date(2026, 11, 2))

    assert (day, other, rule.code) == (date(2026, 9, 30), date(2026, 11, 2), "law-2026-received-before")
    assert law_days(date(2026, 10, 1), date(2026, 11, 2)) == (date(2026, 11, 2), None, None)


def test_three_hundred_people_cost_as_many_queries_as_three(world, school):
    def count():
        with CaptureQueriesContext(connection) as queries:
            found = verdicts(school, YEAR, ["LDTT", "CSTDCS", "TTLDTT"], on=UNDER_2022)
        return len(queries), len(found)

    few, _ = count()
    people = Person.objects.bulk_create(Person(full_name=f"Người {n}", sort_key=str(n)) for n in range(300))
    Employment.objects.bulk_create(
        Employment(organisation=school, person=each, from_on=date(2020, 8, 1), department=world.department)
        for each in people
    )
    many, found = count()

    assert found > 600
    assert many == few


def test_years_that_two_entries_share_are_counted_once(world):
    """She worked here, and her record came back with the same years as those of another place."""
    with scope(world.school):
        world.teacher.born_on = date(1990, 1, 1)
        world.teacher.save()
        EarlierService.objects.create(
            organisation=world.school,
            person=world.teacher,
            place="Trường Tiểu học Ngọc Cầu",
            from_on=date(2019, 8, 1),
            to_on=date(2024, 7, 31),
            entered_by=world.secretary.user,
        )

        facts = facts_of_people(world.school, YEAR)[world.teacher.pk]

    assert facts.service_years == 7  # 1/8/2019 to 31/7/2026
    assert 18 < facts.service_at_most < 19  # as long as she can have worked at her age
