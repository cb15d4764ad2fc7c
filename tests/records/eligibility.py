"""Facts for verdicts, each in one line. Call within the scope of the school."""

from __future__ import annotations

from datetime import date

from legal.models import Distinction, LegalDocument, LegalParameter
from records.models import PendingVerification, QualityRating, RecordCoverage, TitleRecord
from tests.records.initiatives import recognised

YEAR = "2026-2027"


def rate(world, person, level, year=YEAR):
    return QualityRating.objects.create(
        organisation=world.school,
        person=person,
        year_kind="school_year",
        year_code=year,
        state="decided",
        duty_group="Giáo viên",
        level=level,
        proposed_by=world.secretary.user,
        decided_by=world.principal.user,
        decided_at="2026-10-01T08:00:00+07:00",
    )


def give(world, code, year, person=None, **values):
    return TitleRecord.objects.create(
        **{
            "organisation": world.school,
            "person": person,
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
    return RecordCoverage.objects.create(organisation=world.school, complete_since=year, noted_by=world.clerk.user)


def pending(world, person):
    return PendingVerification.objects.create(
        organisation=world.school,
        person=person,
        kind="complaint",
        from_on=date(2026, 9, 1),
        entered_by=world.principal.user,
    )


def initiative(world, person, year=YEAR):
    [author] = recognised(world, person, school_year_code=year)
    return author


def own_value(world, code, value):
    """A row of the school's own, compared with its text."""
    document, _ = LegalDocument.objects.get_or_create(
        organisation=world.school,
        number="15/QĐ-THNC",
        issuer="Trường",
        defaults={"kind": "Quyết định", "title": "Quy chế", "from_on": date(2026, 8, 1), "mark": "T"},
    )
    return LegalParameter.objects.create(
        organisation=world.school,
        code=code,
        value=value,
        document=document,
        locator="Điều 5",
        mark="T",
        from_on=date(2026, 8, 1),
    )
