from __future__ import annotations

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from campaigns.models import Campaign, CampaignParticipation, GoodDeed
from core.scoping import scope
from legal.models import Distinction
from plans.models import PlanFact
from tests.campaigns.campaigns import launched, make_campaign, make_plan

FORM = {
    "name": "Lớp học xanh",
    "kind": "regular",
    "goal": "Trường xanh",
    "subjects": "Mọi người",
    "content": "Trồng cây",
    "from_on": "12/10/2026",
    "to_on": "30/11/2026",
    "award_count": "",
}


def address(world, name, *args):
    return reverse(f"campaigns:{name}", args=[world.school.slug, *args])


def photo(name="anh.jpg"):
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue())


def deed_form(world, **values):
    given = {
        "person": world.teacher.pk,
        "text": "Tặng thư viện 30 cuốn sách.",
        "happened_on": "10/10/2026",
        "campaign": "",
        "form_token": uuid.uuid4(),
    }
    return given | values


@pytest.fixture
def campaign(world):
    with scope(world.school):
        return launched(world)


@pytest.fixture
def draft(world):
    with scope(world.school):
        return make_campaign(world)


# ---- campaigns ----


def test_a_campaign_is_made_from_what_the_plan_says(world):
    with scope(world.school):
        award = Distinction.objects.filter(kind="commendation").first() or Distinction.objects.create(
            code="GK-THU", name="Giấy khen", kind="commendation", target="both"
        )
        plan = make_plan(world)
        fact = PlanFact.objects.create(
            organisation=world.school,
            plan=plan,
            kind="campaign",
            key="a",
            line=1,
            sentence="Chuyên đề",
            title="Đọc sách",
            data={"kind": "thematic", "goal": "Ba sáng kiến", "award": award.name.upper(), "award_count": 7},
            from_on="2026-10-05",
            to_on="2026-11-27",
        )
    client = world.client(world.principal)
    url = f"{address(world, 'campaign_create', plan.pk)}?fact={fact.pk}"

    initial = client.get(url).context["form"].initial
    response = client.post(url, FORM, follow=True)

    assert [initial[name] for name in ("name", "kind", "goal", "award_form", "award_count")] == [
        "Đọc sách",
        "thematic",
        "Ba sáng kiến",
        award,
        7,
    ]
    assert "Đã lưu bản nháp" in response.content.decode()
    with scope(world.school):
        assert Campaign.objects.get().award_count is None


def test_a_wrong_campaign_keeps_what_was_typed(world):
    with scope(world.school):
        plan = make_plan(world)

    response = world.client(world.principal).post(
        address(world, "campaign_create", plan.pk), FORM | {"to_on": "01/10/2026", "award_count": "năm"}
    )

    page = response.content.decode()
    for words in ("Ngày kết thúc trước ngày bắt đầu.", "phải là số nguyên", 'value="Lớp học xanh"', 'value="năm"'):
        assert words in page


def test_a_draft_is_edited_and_launched(world, draft):
    client = world.client(world.vice_principal)

    client.post(address(world, "campaign_edit", draft.pk), FORM)
    response = client.post(address(world, "campaign_launch", draft.pk), follow=True)

    assert "Đã phát động. Mọi người nhận được thông báo." in response.content.decode()
    draft.refresh_from_db()
    assert (draft.name, draft.state) == ("Lớp học xanh", "launched")


def test_a_late_launch_asks_first(world, draft):
    client = world.client(world.principal)
    client.post(address(world, "campaign_edit", draft.pk), FORM | {"from_on": "01/9/2026", "to_on": "30/9/2026"})
    url = address(world, "campaign_launch", draft.pk)

    page = client.get(address(world, "campaign_detail", draft.pk)).content.decode()
    refused = client.post(url, follow=True).content.decode()
    client.post(url, {"is_late_confirmed": "on"})

    assert "Thời gian thực hiện đã qua" in page
    assert "Xác nhận vẫn phát động" in refused
    draft.refresh_from_db()
    assert draft.state == "launched"
    assert "Đã qua khi công bố" in client.get(address(world, "campaign_detail", draft.pk)).content.decode()
    assert "Đã qua khi công bố" in client.get(address(world, "campaign_list")).content.decode()


def test_the_head_joins_with_a_note_once(world, campaign):
    client = world.client(world.head)
    url = address(world, "campaign_join", campaign.pk)
    page = client.get(address(world, "campaign_detail", campaign.pk)).content.decode()

    for _ in range(2):
        response = client.post(url, {"department": world.department.pk, "note": "Góc đọc ở mỗi lớp."}, follow=True)

    assert "Tổ 1, 2, 3 hưởng ứng" in page
    assert "Góc đọc ở mỗi lớp." in response.content.decode()
    with scope(world.school):
        assert CampaignParticipation.objects.count() == 1


def test_only_the_head_of_that_department_joins(world, campaign):
    url = address(world, "campaign_join", campaign.pk)
    data = {"department": world.department.pk}

    answers = [world.client(person).post(url, data).status_code for person in (world.outsider_head, world.teacher)]
    answers.append(world.client(world.head).post(url, {"department": world.other_department.pk}).status_code)
    answers.append(world.client(world.head).post(url, {"department": "x"}).status_code)

    assert answers == [404, 403, 404, 404]
    with scope(world.school):
        assert CampaignParticipation.objects.count() == 0


def test_a_draft_is_for_the_leaders(world, draft):
    url = address(world, "campaign_detail", draft.pk)

    answers = [world.client(p).get(url).status_code for p in (world.principal, world.vice_principal, world.teacher)]
    answers += [world.client(world.secretary).post(address(world, "campaign_launch", draft.pk)).status_code]

    assert answers == [200, 200, 403, 403]
    assert draft.name not in world.client(world.teacher).get(address(world, "campaign_list")).content.decode()


def test_another_schools_campaign_does_not_exist(world, campaign):
    client, slug = world.client(world.other_principal), world.other_school.slug

    answers = [
        client.get(reverse(f"campaigns:{name}", args=[slug, campaign.pk])).status_code
        for name in ("campaign_detail", "campaign_edit")
    ]
    answers.append(client.post(reverse("campaigns:campaign_launch", args=[slug, campaign.pk])).status_code)
    answers.append(client.get(reverse("campaigns:campaign_create", args=[slug, campaign.plan_id])).status_code)

    assert answers == [404] * 4


# ---- good deeds ----


def test_anybody_notes_a_deed_with_a_photo(world, campaign):
    client = world.client(world.clerk)
    form = client.get(f"{address(world, 'good_deed_create')}?campaign={campaign.pk}").context["form"]

    response = client.post(
        address(world, "good_deed_create"), deed_form(world, campaign=campaign.pk, photo=photo()), follow=True
    )

    assert (form.initial["person"], f"{form.initial['happened_on']:%d/%m/%Y}") == (world.clerk, "12/10/2026")
    assert "Tặng thư viện 30 cuốn sách." in response.content.decode()
    with scope(world.school):
        deed = GoodDeed.objects.get()
    shown = world.client(world.teacher).get(address(world, "good_deed_photo", deed.pk))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    shown.close()


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (SimpleUploadedFile("IMG_1.heic", b"\x00\x00\x00\x18ftypheic" + b"0" * 50), "là ảnh HEIC"),
        (SimpleUploadedFile("to.jpg", b"\xff\xd8\xff" + bytes(25 * 1024 * 1024)), "quá 25 MB"),
    ],
    ids=["heic", "large"],
)
def test_an_unfit_photo_keeps_the_words(world, upload, sentence):
    upload.seek(0)
    response = world.client(world.teacher).post(address(world, "good_deed_create"), deed_form(world, photo=upload))

    page = response.content.decode()
    assert sentence in page
    assert "Tặng thư viện 30 cuốn sách." in page
    with scope(world.school):
        assert GoodDeed.objects.count() == 0


def test_a_double_click_notes_one_deed(world):
    client, data = world.client(world.teacher), deed_form(world)

    for _ in range(2):
        client.post(address(world, "good_deed_create"), data)

    with scope(world.school):
        assert GoodDeed.objects.count() == 1


def test_a_deed_is_about_somebody_of_this_school(world):
    response = world.client(world.teacher).post(
        address(world, "good_deed_create"), deed_form(world, person=world.other_teacher.pk)
    )

    assert "Chọn một người đang công tác tại đơn vị." in response.content.decode()


def test_a_photo_is_closed_to_another_school(world, campaign):
    world.client(world.teacher).post(address(world, "good_deed_create"), deed_form(world, photo=photo()))
    with scope(world.school):
        deed = GoodDeed.objects.get()
    other = world.client(world.other_teacher)

    answers = [
        other.get(address(world, "good_deed_photo", deed.pk)).status_code,
        other.get(reverse("campaigns:good_deed_photo", args=[world.other_school.slug, deed.pk])).status_code,
    ]

    assert answers == [404, 404]


@pytest.mark.parametrize("name", ["campaign_list", "good_deed_list"])
def test_lists_cost_the_same_for_one_and_for_three(world, campaign, name, django_assert_num_queries):
    client = world.client(world.teacher)
    client.post(address(world, "good_deed_create"), deed_form(world, campaign=campaign.pk, photo=photo()))
    client.get(address(world, name))
    with CaptureQueriesContext(connection) as one:
        client.get(address(world, name))
    count = len(one)  # the log is emptied by the next request
    for _ in range(2):
        client.post(address(world, "good_deed_create"), deed_form(world, campaign=campaign.pk, photo=photo()))

    with scope(world.school):
        Campaign.objects.create(
            organisation=world.school,
            plan=campaign.plan,
            name="Thứ hai",
            from_on="2026-10-01",
            to_on="2026-12-01",
            state="launched",
            launched_by=campaign.launched_by,
            launched_at=campaign.launched_at,
        )
    with django_assert_num_queries(count):
        client.get(address(world, name))
