"""Rules in force, entries of the calendar and what is owed."""

from __future__ import annotations

from datetime import date, timedelta

from core import clock
from deadlines import services as deadlines
from deadlines.models import CalendarEntry
from legal.models import LegalDocument, LegalParameter
from tests.factories.estate.holdings import Holdings


def add_rule(holdings: Holdings, code: str, value: str) -> None:
    """A value of the school's own regulation."""
    organisation = holdings.organisation
    regulation, _ = LegalDocument.objects.get_or_create(
        number=f"15/QC-{holdings.inside}",
        issuer=organisation.name,
        kind="Quy chế",
        title="Quy chế thi đua, khen thưởng",
        from_on=date(2020, 1, 1),
        organisation=organisation,
    )
    LegalParameter.objects.create(
        code=code,
        value=value,
        organisation=organisation,
        document=regulation,
        locator="Điều 7",
        mark="T",
        from_on=date(2020, 1, 1),
    )


def add_dates(holdings: Holdings) -> None:
    organisation = holdings.organisation

    def entry(purpose, title, opens, due):
        return deadlines.add_calendar_entry(
            organisation=organisation,
            school_year=holdings.year,
            purpose=purpose,
            title=f"{title} {holdings.inside}",
            opens_at=clock.at(opens),
            due_at=clock.end_of_day(due),
            source_key=f"estate:{title}",
        )

    Purpose = CalendarEntry.Purpose
    holdings.registration_entry = entry(
        Purpose.REGISTRATION, "Đăng ký danh hiệu", date(2026, 10, 1), date(2026, 10, 24)
    )
    holdings.month_entry = entry(Purpose.MONTHLY_REVIEW, "Bình xét tháng 10", date(2026, 10, 5), date(2026, 10, 25))
    holdings.next_month_entry = entry(
        Purpose.MONTHLY_REVIEW, "Bình xét tháng 11", date(2026, 11, 5), date(2026, 11, 25)
    )
    holdings.holiday_change = deadlines.enter_holiday_change(
        organisation=organisation,
        day=date(2026, 11, 2) + timedelta(days=ord(holdings.letter) % 5),  # nobody's is the day of another
        is_off=True,
        name=f"Nghỉ {holdings.inside}",
        document="Thông báo số 7/TB-UBND",
        by=holdings.user("clerk"),
    )
    deadlines.give_feed(holdings.cast["teacher"], organisation=organisation, by=holdings.user("teacher"))
    holdings.obligation = deadlines.oblige(
        organisation=organisation,
        key="estate:report",
        title=f"Báo cáo {holdings.inside}",
        url_name="todo",
        person=holdings.cast["teacher"],
        due_at=clock.end_of_day(date(2026, 10, 20)),
    )
