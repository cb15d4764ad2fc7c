from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns import services
from campaigns.models import Campaign, CampaignParticipation, GoodDeed
from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines import services as deadlines
from deadlines.models import CalendarEntry
from deadlines.rules import Frame, occurrences
from documents.models import Evidence
from notifications.models import Notification
from plans.models import PlanFact
from tests.campaigns.campaigns import launched, make_campaign


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def test_launch_tells_the_staff_and_stands_on_the_calendar(school):
    campaign = launched(school)

    assert (campaign.state, campaign.launched_by) == ("launched", school.principal.user)
    entry = CalendarEntry.objects.get(purpose="campaign")
    assert (entry.title, entry.source_key) == ("Đọc sách mỗi ngày", f"campaign:{campaign.pk}")
    assert Notification.objects.filter(key=f"campaign:{campaign.pk}:launched").count() == 8


def test_window_that_the_plan_put_on_the_calendar_stands_there_once(school):
    campaign = make_campaign(school)
    deadlines.add_calendar_entry(
        organisation=school.school,
        school_year=school.year,
        purpose="other",
        title="Chuyên đề đọc sách",
        opens_at=clock.at(campaign.from_on),
        due_at=clock.end_of_day(campaign.to_on),
        source_key=f"plan:{campaign.plan_id}:window",
    )

    services.launch(campaign, by=school.principal.user)

    assert [entry.title for entry in CalendarEntry.objects.all()] == ["Chuyên đề đọc sách"]


def test_launching_twice_is_refused(school):
    campaign = launched(school)

    with pytest.raises(DomainError, match="đã phát động"):
        services.launch(campaign, by=school.principal.user)

    assert CalendarEntry.objects.count() == 1


def test_a_window_that_is_over_needs_an_explicit_yes(school):
    campaign = make_campaign(school, from_on=date(2026, 9, 1), to_on=date(2026, 9, 30))

    assert "window_over" in [finding.code for finding in services.launch_findings(campaign)]
    with pytest.raises(DomainError, match="Thời gian thực hiện đã qua"):
        services.launch(campaign, by=school.principal.user)
    campaign = services.launch(campaign, is_late_confirmed=True, by=school.principal.user)

    assert campaign.state == "launched"
    assert campaign.was_over_at_launch
    assert CalendarEntry.objects.get().over_at_launch


def test_a_window_says_how_it_was_read_and_where_the_plan_sets_it(school):
    campaign = make_campaign(school)
    PlanFact.objects.create(
        organisation=school.school, plan=campaign.plan, kind="campaign", key="c", line=3, title="“Đọc sách mỗi ngày”",
        sentence="Chuyên đề 1: Đọc sách mỗi ngày", from_on=campaign.from_on, to_on=campaign.to_on, state="accepted",
        data={"window": {"line": 4, "sentence": "Thời gian: 12/10 đến 27/11/2026"}},
    )  # fmt: skip
    services.launch(campaign, by=school.principal.user)

    entry = CalendarEntry.objects.get()
    assert entry.source_sentence == "Thời gian: 12/10 đến 27/11/2026"
    assert entry.reading == "từ thứ Hai 12/10/2026 đến hết thứ Sáu 27/11/2026"
    [found] = occurrences(entry.rule, Frame.of(school.year))
    assert found.days == (campaign.from_on, campaign.to_on)


def test_a_window_that_the_plan_does_not_set_says_so(school):
    launched(school)

    entry = CalendarEntry.objects.get()
    assert entry.source_sentence == ""
    assert entry.reading.endswith(", thời gian ghi khi lập phong trào")


@pytest.mark.parametrize(
    ("count", "text"),
    [(None, "không nêu hình thức, không nêu số lượng"), (0, "không nêu hình thức, số lượng 0")],
)
def test_no_number_is_not_zero(school, count, text):
    assert make_campaign(school, award_count=count).award_text == text


def test_a_department_joins_once(school):
    campaign = launched(school)

    for note in ("Mỗi lớp một góc đọc.", "Lần hai"):
        services.join(campaign, department=school.department, note=note, by=school.head.user)

    assert [row.note for row in CampaignParticipation.objects.all()] == ["Mỗi lớp một góc đọc."]


def test_a_department_of_another_school_cannot_join(school):
    campaign = launched(school)

    with pytest.raises(DomainError, match="không thuộc đơn vị"):
        services.join(campaign, department=school.other_department, note="", by=school.head.user)


def test_a_draft_cannot_be_joined(school):
    with pytest.raises(DomainError, match="chưa phát động"):
        services.join(make_campaign(school), department=school.department, note="", by=school.head.user)


def test_a_launched_campaign_is_not_edited(school):
    campaign = launched(school)
    values = {name: getattr(campaign, name) for name in services.FIELDS}

    with pytest.raises(DomainError, match="không sửa được"):
        services.update_campaign(campaign, values=values, by=school.principal.user)


def test_a_campaign_needs_a_published_plan(school):
    campaign = make_campaign(school)
    draft = campaign.plan
    draft.state = "draft"
    values = {name: getattr(campaign, name) for name in services.FIELDS}

    with pytest.raises(DomainError, match="chưa công bố"):
        services.create_campaign(draft, values=values, by=school.principal.user)


def deed(school, **values):
    given = {
        "organisation": school.school,
        "person": school.teacher,
        "text": "Tặng thư viện 30 cuốn sách.",
        "happened_on": date(2026, 10, 10),
        "campaign": None,
        "photo": None,
        "form_token": uuid.uuid4(),
        "by": school.head.user,
    }
    return services.note_good_deed(**(given | values))


def test_the_same_form_notes_one_deed(school):
    token = uuid.uuid4()

    assert deed(school, form_token=token) == deed(school, form_token=token)
    assert GoodDeed.objects.count() == 1


def test_a_colleague_is_told_of_her_deed_and_nobody_of_her_own(school):
    deed(school)
    deed(school, person=school.head)

    (row,) = Notification.objects.all()
    assert (row.person, row.body) == (
        school.teacher,
        f"Tặng thư viện 30 cuốn sách.\nNgười ghi: {school.head.user.full_name}.",
    )


def test_an_unfit_photo_notes_nothing(school):
    photo = SimpleUploadedFile("IMG_1.heic", b"\x00\x00\x00\x18ftypheic" + b"0" * 50)

    with pytest.raises(DomainError, match="là ảnh HEIC, máy chủ chưa đọc được"):
        deed(school, photo=photo)

    assert (GoodDeed.objects.count(), Evidence.objects.count()) == (0, 0)


def test_a_deed_of_tomorrow_is_refused(school):
    with pytest.raises(DomainError, match="chưa đến"):
        deed(school, happened_on=date(2026, 10, 13))


def test_a_deed_of_another_year_is_refused_and_says_which_days_are_meant(school):
    with pytest.raises(DomainError, match="không thuộc năm học 2026-2027"):
        deed(school, happened_on=date(1926, 10, 1))


def test_a_deed_is_noted_under_a_launched_campaign_only(school):
    campaign = make_campaign(school)

    with pytest.raises(DomainError, match="chưa phát động"):
        deed(school, campaign=campaign)
    campaign = services.launch(campaign, by=school.principal.user)

    noted = deed(school, campaign=campaign)

    assert list(campaign.good_deeds.all()) == [noted]
    assert Campaign.objects.with_counts().get().deed_count == 1
