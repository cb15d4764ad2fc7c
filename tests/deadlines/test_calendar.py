"""The month, the year, one date with its reason, and the calendar's own address."""

from __future__ import annotations

import logging
from datetime import date

import pytest
from django.urls import reverse
from icalendar import Calendar

from audit.models import AuditEntry
from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines import services
from deadlines.models import CalendarFeed, DeadlineExtension, Obligation, PublicHolidayChange
from notifications.models import Notification
from organisation.models import Role, RoleAssignment
from tests.deadlines.obligations import DUE, make_entry, moment, owe

LATER = moment("2026-10-28 17:00")


def address(world, name: str, *args, organisation=None) -> str:
    return reverse(f"deadlines:{name}", args=[(organisation or world.school).slug, *args])


def page(world, name: str, *args, person=None, **query):
    return world.client(person or world.teacher).get(address(world, name, *args), query)


def due_on(answer, day: date) -> list[str]:
    found = {each.day: each for week in answer.context["weeks"] for each in week}
    return [item.title for item in found[day].due]


# ---- month and year ----


def test_a_month_shows_dates_own_works_and_days_off(world):
    entry = make_entry(world)
    owe(world, entry=entry)
    owe(world, key="own", title="Nộp minh chứng", due_at=moment("2026-10-20 17:00"))
    owe(world, key="hers", title="Việc người khác", person=world.teacher2, due_at=moment("2026-10-20 17:00"))

    october = page(world, "calendar_month")
    february = page(world, "calendar_month", month="2027-02")

    assert due_on(october, date(2026, 10, 24)) == ["Đăng ký danh hiệu thi đua"]
    assert due_on(october, date(2026, 10, 20)) == ["Nộp minh chứng"]
    assert [day.day for day in october.context["listed"]] == [date(2026, 10, day) for day in (1, 20, 24)]
    assert "Việc người khác" not in october.text
    assert "Mùng hai Tết Nguyên Đán" in february.text


def test_a_date_with_several_own_works_is_done_when_all_of_them_are(world):
    entry = make_entry(world)
    for key in ("sheet", "scores", "report"):
        owe(world, key=key, entry=entry)
    services.fulfil(world.school, "sheet")
    services.fulfil(world.school, "report")
    before = page(world, "calendar_month")
    services.fulfil(world.school, "scores")
    after = page(world, "calendar_month")

    for answer, is_done in ((before, False), (after, True)):
        found = {each.day: each for week in answer.context["weeks"] for each in week}
        assert [item.is_done for item in found[DUE.date()].due] == [is_done]


@pytest.mark.parametrize("month", ["2026-13", "0000-01", "abc", ""])
def test_a_month_that_does_not_exist_is_the_present_one(world, month):
    assert page(world, "calendar_month", month=month).context["month"].code == "2026-10"


def test_a_purpose_alone(world):
    make_entry(world)
    make_entry(world, purpose="dossier", title="Nộp hồ sơ", source_key="dossier")
    owe(world, key="own", title="Nộp minh chứng")

    assert due_on(page(world, "calendar_month", purpose="dossier"), DUE.date()) == ["Nộp hồ sơ"]


def test_the_year_lists_its_months_and_joins_days_off(world):
    make_entry(world, due_at=moment("2027-05-28 17:00"))

    months = {month.code: (holidays, days) for month, holidays, days in page(world, "calendar_year").context["months"]}

    assert list(months)[0::11] == ["2026-08", "2027-07"]
    assert [day.day for day in months["2027-05"][1]] == [date(2027, 5, 28)]
    assert months["2027-02"][0] == ["04/02 đến 10/02 (29 Tết … Mùng năm Tết Nguyên Đán)"]


def test_the_calendar_costs_the_same_at_one_and_at_many_dates(world, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, url = world.client(world.teacher), address(world, "calendar_year")
    make_entry(world)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(20):
        owe(world, key=f"work:{number}", entry=make_entry(world, source_key=f"plan:1:{number}"))

    with django_assert_num_queries(len(few)):
        client.get(url)


# ---- longer deadlines of a tổ, and why ----


def test_a_longer_deadline_for_a_department_moves_its_people_alone(world):
    entry = make_entry(world)
    hers = owe(world, entry=entry, key="1")
    elsewhere = owe(world, entry=entry, key="2", person=world.secretary)
    by_role = owe(world, entry=entry, key="3", role=Role.DEPARTMENT_HEAD, department=world.department)

    services.extend(
        entry, new_due_at=LATER, reason="Tổ đi tập huấn", by=world.principal.user, department=world.department
    )

    dues = dict(Obligation.objects.values_list("key", "due_at"))
    assert dues == {hers.key: LATER, elsewhere.key: DUE, by_role.key: LATER}
    with scope(world.school):
        assert services.effective_times(entry, world.teacher)[1:] == (LATER, LATER)
        assert services.effective_times(entry, world.secretary)[1:] == (DUE, DUE)
        assert services.effective_times(entry)[1:] == (DUE, DUE)
        assert set(Notification.objects.values_list("person", flat=True)) == {world.teacher.pk, world.head.pk}
        assert AuditEntry.objects.get().verb == "deadlines.department_extended"
    late_comer = owe(world, entry=entry, key="4", person=world.teacher2)
    assert late_comer.due_at == LATER


def test_a_department_is_chosen_on_the_page_and_another_schools_is_not_there(world):
    entry = make_entry(world)
    client, url = world.client(world.secretary), address(world, "entry_extend", entry.pk)
    values = {"day": "28/10/2026", "hour": "17:00", "reason": "Tổ đi tập huấn"}

    refused = client.post(url, values | {"department": world.other_department.pk})
    granted = client.post(url, values | {"department": world.department.pk})

    assert (refused.status_code, granted.status_code) == (200, 302)
    assert "Chọn một tổ trong danh sách." in refused.text
    with scope(world.school):
        assert DeadlineExtension.objects.get().department == world.department


def test_a_date_says_whose_rule_it_is_and_who_was_given_longer(world):
    entry = make_entry(world, source_sentence="Các tổ nộp bản đăng ký.", reading="hết thứ Bảy 24/10/2026")
    owe(world, entry=entry, key="1", person=world.secretary)
    services.extend(
        Obligation.objects.get(), new_due_at=moment("2026-11-02 17:00"), reason="Nghỉ ốm", by=world.principal.user
    )
    services.extend(
        entry, new_due_at=LATER, reason="Tổ đi tập huấn", by=world.principal.user, department=world.department
    )

    with clock.travel_to("2026-10-25 08:00"):
        hers = page(world, "entry_detail", entry.pk)
        others = page(world, "entry_detail", entry.pk, person=world.clerk)
        keeper = page(world, "entry_detail", entry.pk, person=world.principal)

    assert hers.context["state"] == "Đang mở: hạn 17:00 thứ Tư 28/10/2026."
    assert hers.context["reasons"] == [
        "Hạn theo Kế hoạch số 12/KH-THNC: “Các tổ nộp bản đăng ký”.",
        "Cách hiểu: hết thứ Bảy 24/10/2026.",
        "Ngày 12/10/2026 Hoàng Thị Bích Liên gia hạn cho Tổ 1, 2, 3 đến 17:00 thứ Tư 28/10/2026, "
        "lý do: Tổ đi tập huấn.",
    ]
    assert others.context["state"] == "Đã đóng lúc 17:00 thứ Bảy 24/10/2026."
    assert "Nghỉ ốm" not in hers.text + others.text  # of a person, told to nobody else
    assert "Nghỉ ốm" in keeper.text


def test_what_was_over_at_launch_is_shown_and_nobody_is_reminded(world):
    entry = make_entry(world, due_at=moment("2026-10-05 17:00"))
    owe(world, entry=entry)

    with clock.travel_to("2026-10-13 08:00"):
        services.sweep()
        october = page(world, "calendar_month")

    assert entry.over_at_launch
    assert "Đã qua khi công bố" in october.text
    assert "Mốc này đã qua khi công bố" in page(world, "entry_detail", entry.pk).context["state"]
    with scope(world.school):
        assert not Notification.objects.exists()


# ---- the calendar file and its address ----


def events(body: bytes) -> dict[str, str]:
    """What each event says, by its summary."""
    return {str(each["summary"]): str(each["description"]) for each in Calendar.from_ical(body).walk("VEVENT")}


def test_the_file_holds_her_dates_and_names_nobody_else(world):
    entry = make_entry(world)
    owe(world, entry=entry)
    owe(world, key="named", title=f"Nhận xét đăng ký của {world.teacher2.full_name.upper()}")
    owe(world, key="done", title="Nộp minh chứng")
    services.fulfil(world.school, "done")
    make_entry(world, title=f"Bà {world.head.full_name} báo cáo", source_key="named", purpose="other")

    answer = page(world, "calendar_download")
    assert "no-store" in answer["Cache-Control"]

    found = events(answer.content)
    assert found == {
        "Hạn: Đăng ký danh hiệu thi đua": "Theo Kế hoạch số 12/KH-THNC.\nĐang mở.",
        "Hạn: Việc cần làm": "Đang mở.",
        "Đã xong: Nộp minh chứng": "Đã xong.",
        "Hạn: Việc khác": "Theo Kế hoạch số 12/KH-THNC.\nĐang mở.",
    }
    for person in (world.teacher2, world.head):
        assert person.full_name.casefold() not in answer.text.casefold()


def test_a_deadline_at_the_end_of_a_day_is_that_day_and_an_hour_is_an_hour(world):
    make_entry(world, due_at=clock.end_of_day(date(2026, 10, 20)), source_key="day", title="Cả ngày")
    make_entry(world, source_key="hour", title="Có giờ")

    rows = Calendar.from_ical(page(world, "calendar_download").content).walk("VEVENT")

    starts = {str(each["summary"]): each["dtstart"].dt for each in rows}
    assert starts == {"Hạn: Cả ngày": date(2026, 10, 20), "Hạn: Có giờ": DUE}


@pytest.fixture
def feed(world, client):
    """The path of the teacher's calendar, read without a session."""
    make_entry(world)
    answer = world.client(world.teacher).post(address(world, "feed_create"))
    return "/" + answer.context["address"].split("/", 3)[3]


def test_the_address_is_shown_once_and_only_its_hash_is_kept(world, client, feed):
    token = feed.split("/")[-1].removesuffix(".ics")

    answer, again = client.get(feed), page(world, "feed_detail")

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "no-store" in answer["Cache-Control"]
    assert list(events(answer.content)) == ["Hạn: Đăng ký danh hiệu thi đua"]
    assert token not in again.text
    with scope(world.school):
        row = CalendarFeed.objects.get()
        written = [str(value) for entry in AuditEntry.objects.all() for value in (entry.before, entry.after)]
    assert len(row.token_hash) == 64
    assert token not in row.token_hash
    assert not any(token in text for text in written)


def test_a_new_address_ends_the_old_one_and_revoking_ends_all(world, client, feed):
    second = world.client(world.teacher).post(address(world, "feed_create")).context["address"]
    second = "/" + second.split("/", 3)[3]

    assert [client.get(each).status_code for each in (feed, second)] == [404, 200]
    world.client(world.teacher).post(address(world, "feed_revoke"))
    assert client.get(second).status_code == 404


def test_who_has_no_role_any_more_reads_nothing(world, client, feed):
    with scope(world.school):
        RoleAssignment.objects.filter(person=world.teacher).update(to_on=date(2026, 10, 1))

    assert client.get(feed).status_code == 404


def test_a_closed_account_reads_nothing(world, client, feed):
    world.teacher.user.is_active = False
    world.teacher.user.save()

    assert client.get(feed).status_code == 404


@pytest.mark.parametrize("name", ["gunicorn.access", "django.server", "django.request"])
@pytest.mark.parametrize("level", [logging.INFO, logging.ERROR])
def test_no_log_of_requests_holds_the_address(name, level):
    kept = []
    handler = logging.Handler()
    handler.emit = lambda record: kept.append(record.getMessage())
    logger = logging.getLogger(name)
    logger.addHandler(handler)
    before, logger.level = logger.level, logging.INFO
    try:
        logger.log(level, '"GET %s HTTP/1.1" 200', "/calendar-feeds/a-secret_1.ics?x=1")
        logger.log(level, "%(r)s %(s)s", {"r": "GET /calendar-feeds/a-secret_1.ics HTTP/1.1", "s": 200})
    finally:
        logger.removeHandler(handler)
        logger.level = before

    assert kept == ['"GET /calendar-feeds/…?x=1 HTTP/1.1" 200', "GET /calendar-feeds/… HTTP/1.1 200"]


def test_an_unknown_address_leaves_no_trace_of_itself(client, db, caplog):
    assert client.get("/calendar-feeds/guessed.ics").status_code == 404
    assert "guessed" not in caplog.text


# ---- days off ----


def change(organisation, by, day=date(2026, 10, 27), **values):
    values = {"is_off": True, "name": "Nghỉ bù", "document": "Thông báo số 5/TB-UBND"} | values
    return services.enter_holiday_change(organisation=organisation, day=day, by=by.user, **values)


def test_the_offices_day_holds_for_its_schools_and_a_schools_own_goes_before_it(world):
    change(world.office, world.officer)
    change(world.school, world.clerk, is_off=False, name="")

    assert [services.days_off_at(each).is_off(date(2026, 10, 27)) for each in (world.school, world.other_school)] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"document": " "}, "Ghi văn bản hoặc thông báo"),
        ({"name": " "}, "Ghi tên ngày nghỉ"),
        ({"day": date(2027, 1, 1)}, "đã là ngày nghỉ"),
        ({"is_off": False, "day": date(2026, 10, 28)}, "đã là ngày làm việc"),
    ],
)
def test_a_change_that_says_nothing_is_refused(world, values, sentence):
    with pytest.raises(DomainError, match=sentence):
        change(world.office, world.officer, **values)


def test_the_page_shows_which_dates_fall_on_a_day_off_and_takes_one_back(world):
    make_entry(world, due_at=moment("2026-10-27 17:00"))
    client = world.client(world.clerk)
    values = {"day": "27/10/2026", "is_off": "off", "name": "Nghỉ bão", "document": "Công điện số 2"}

    client.post(address(world, "holiday_create"), values)
    shown = client.get(address(world, "holiday_list"))
    client.post(address(world, "holiday_remove", PublicHolidayChange.objects.get().pk))

    assert [(entry.title, why) for entry, why in shown.context["clashes"]] == [
        ("Đăng ký danh hiệu thi đua", "Nghỉ bão")
    ]
    assert not PublicHolidayChange.objects.exists()


def test_a_teacher_and_another_organisation_change_no_days_off(world):
    theirs = change(world.office, world.officer)

    refused = world.client(world.teacher).get(address(world, "holiday_create"))
    foreign = world.client(world.clerk).post(address(world, "holiday_remove", theirs.pk))

    assert (refused.status_code, foreign.status_code) == (403, 404)
    assert PublicHolidayChange.objects.count() == 1


def test_one_rule_in_many_school_years_costs_a_constant_number_of_queries(world, django_assert_max_num_queries):
    rule = {"kind": "monthly", "parameters": {"day": 27, "shift": "next"}}
    change(world.school, world.clerk)

    with django_assert_max_num_queries(4):
        found = services.occurrences_in([rule], [world.year, world.other_year])

    days = {pk: [each.last for each in rows[0]][2] for pk, rows in found.items()}
    assert days == {world.year.pk: date(2026, 10, 28), world.other_year.pk: date(2026, 10, 27)}
