"""The papers of movements and khối: what stands in them, and the acts that make them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from campaigns import services
from campaigns.models import EmulationGroup
from campaigns.papers.covenant import BY_HAND, Covenant, CovenantMember, covenant_content
from campaigns.papers.launch_plan import Charge, LaunchPlan, Step, launch_plan_content
from campaigns.papers.report import Joined, MovementReport, movement_report_content
from core.errors import DomainError
from core.scoping import scope
from documents import services as documents
from documents.content import Letterhead, Signatory, Table, plain_text
from documents.models import OfficialDocument
from notifications.models import Notification
from tests.campaigns.campaigns import launched, make_campaign

HEAD = Letterhead(issuer=["TRƯỜNG TIỂU HỌC NGỌC CẦU"], symbol="KH-THNC", place="Hoa Lư")
SIGNATORY = Signatory("HIỆU TRƯỞNG", "Hoàng Thị Bích Liên")


def a_plan(**values) -> LaunchPlan:
    given = {
        "issuer": "Trường Tiểu học Ngọc Cầu", "school_year": "2026-2027", "name": "Đọc sách mỗi ngày",
        "kind": "Thi đua theo chuyên đề", "goal": "Mỗi lớp một góc đọc.", "subjects": "giáo viên chủ nhiệm",
        "content": "- Đọc 15 phút.\n- Ghi sổ đọc.", "from_on": date(2026, 10, 12), "to_on": date(2026, 11, 27),
        "plan": "Kế hoạch số 05/KH-THNC ngày 09 tháng 9 năm 2026",
    }  # fmt: skip
    return LaunchPlan(**given | values)


def text_of(plan: LaunchPlan) -> str:
    return plain_text(launch_plan_content(plan, letterhead=HEAD, signatory=SIGNATORY))


def test_launch_plan_says_window_award_and_who_answers():
    text = text_of(
        a_plan(
            award="Giấy khen",
            award_count=4,
            steps=[Step("12/10/2026", "Phát động", "Các tổ")],
            charges=[Charge("Tổ 1, 2, 3", "Trịnh Thị Ánh")],
        )
    )
    assert "Từ ngày 12 tháng 10 năm 2026 đến hết ngày 27 tháng 11 năm 2026." in text
    assert "Số lượng: 04." in text
    assert "Hình thức khen: Giấy khen." in text
    assert "Tổ 1, 2, 3: Trịnh Thị Ánh." in text
    assert "1 | Phát động | 12/10/2026 | Các tổ" in text
    assert "Căn cứ Kế hoạch số 05/KH-THNC" in text


@pytest.mark.parametrize(("count", "words"), [(None, "Số lượng: Không nêu."), (0, "Số lượng: 00.")])
def test_no_number_of_awards_is_not_none(count, words):
    assert words in text_of(a_plan(award="Giấy khen", award_count=count))


def test_without_form_and_number_the_plan_names_neither():
    assert "không nêu hình thức và số lượng khen" in text_of(a_plan())


def test_movement_report_says_its_day_and_tells_nothing_from_none():
    report = MovementReport(
        issuer="Trường Tiểu học Ngọc Cầu", school_year="2026-2027", name="Đọc sách mỗi ngày", goal="Mỗi lớp một góc",
        from_on=date(2026, 10, 12), to_on=date(2026, 11, 27), as_of=date(2026, 11, 1), is_final=False, plan="",
        awards="không nêu", departments=3, joined=[Joined("Tổ 4, 5", "15/10/2026", "", 2)],
    )  # fmt: skip
    content = movement_report_content(report, letterhead=HEAD, signatory=SIGNATORY, addressee="")
    text = plain_text(content)
    assert "1 trên 3 tổ, tính đến ngày 01 tháng 11 năm 2026." in text
    assert "1 | Tổ 4, 5 | 15/10/2026 | Không ghi | 2" in text
    assert "chưa có việc tốt nào được ghi" in text
    assert content.subject.startswith("Sơ kết")


def members(count: int) -> list[CovenantMember]:
    return [CovenantMember(f"Tổ {at}", f"Bà {at}", "Tổ trưởng", is_leader=at == 1) for at in range(1, count + 1)]


def test_up_to_three_sign_side_by_side_more_in_a_table():
    few = covenant_content(Covenant("Khối các tổ", "Trường A", "2026-2027", members(3)), letterhead=HEAD)
    assert [each.name for each in few.signatories] == ["Bà 1", "Bà 2", "Bà 3"]
    assert {each.hint for each in few.signatories} == {BY_HAND}
    many = covenant_content(Covenant("Khối các tổ", "Trường A", "2026-2027", members(5)), letterhead=HEAD)
    table = [block for block in many.walk() if isinstance(block, Table)][-1]
    assert [row[0] for row in table.rows] == [f"Tổ {at}" for at in range(1, 6)]
    assert table.header[-1] in BY_HAND
    assert [each.post for each in many.signatories] == ["XÁC NHẬN CỦA TRƯỜNG A"]


# ---- the acts ----


@pytest.mark.django_db
def test_a_second_press_opens_the_same_draft(world):
    with scope(world.school):
        campaign = make_campaign(world)
        first, is_new = services.draft_launch_plan(campaign, by=world.principal.user)
        second, is_newer = services.draft_launch_plan(campaign, by=world.vice_principal.user)
    assert (first.pk, is_new, is_newer) == (second.pk, True, False)
    assert (first.form, first.kind, first.content.letterhead.symbol) == ("launch_plan", "plan", "KH-THNC")
    assert "Tổ 1, 2, 3: Trịnh Thị Ánh" in plain_text(first.content)


@pytest.mark.django_db
def test_launch_names_its_issued_plan(world):
    with scope(world.school):
        campaign = make_campaign(world)
        document, _ = services.draft_launch_plan(campaign, by=world.principal.user)
        document = documents.submit_for_approval(document, by=world.principal.user)
        document = documents.approve(document, content_hash=document.content_hash, by=world.principal.user)
        documents.issue(document, number=9, issued_on=date(2026, 10, 12), by=world.clerk.user)
        services.launch(campaign, by=world.principal.user)
        told = Notification.objects.for_organisation(world.school).filter(key__endswith=":launched").first()
    assert "Theo Kế hoạch số 09/KH-THNC." in told.body


@pytest.mark.django_db
def test_report_is_refused_before_launch_and_final_after_the_end(world):
    with scope(world.school), pytest.raises(DomainError, match="chưa phát động"):
        services.draft_movement_report(make_campaign(world), by=world.principal.user)


@pytest.mark.django_db
def test_report_of_a_running_movement_is_interim(world):
    with scope(world.school):
        campaign = launched(world)
        services.join(campaign, department=world.department, note="Cả tổ đọc.", by=world.head.user)
        document, _ = services.draft_movement_report(campaign, by=world.principal.user)
    assert document.form == "interim_report"
    assert "Tổ 1, 2, 3" in plain_text(document.content)


def a_group(world) -> EmulationGroup:
    keys = list(services.eligible_collectives(world.school))
    return services.create_group(
        world.school, school_year=world.year, name="Khối các tổ", members=keys, leader=keys[0],
        by=world.principal.user,
    )  # fmt: skip


@pytest.mark.django_db
def test_group_takes_its_heads_and_issues_the_covenant_once(world):
    with scope(world.school):
        group = a_group(world)
        assert [row.representative for row in group.members.all()] == ["Trịnh Thị Ánh", "Bùi Quang Đạo"]
        shown = documents.hash_of(services.covenant_of(group))
        document = services.issue_covenant(group, shown=shown, by=world.principal.user)
        assert (document.state, document.number, document.form) == (OfficialDocument.State.ISSUED, None, "covenant")
        with pytest.raises(DomainError, match="đã lập ngày"):
            services.issue_covenant(group, shown=shown, by=world.principal.user)


@pytest.mark.django_db
def test_covenant_that_changed_since_it_was_shown_is_refused(world):
    with scope(world.school):
        group = a_group(world)
        shown = documents.hash_of(services.covenant_of(group))
        line = services.MemberLine("Trịnh Thị Ánh", "Tổ trưởng", "Không ai đến muộn")
        services.describe_member(group.members.first(), line, by=world.principal.user)
        with pytest.raises(DomainError, match="đã thay đổi"):
            services.issue_covenant(group, shown=shown, by=world.principal.user)


@pytest.mark.django_db
def test_those_who_stay_keep_their_targets(world):
    with scope(world.school):
        group = a_group(world)
        member = group.members.first()
        services.describe_member(member, services.MemberLine("Bà A", "", "Đúng giờ"), by=world.principal.user)
        keys = [row.key for row in group.members.all()]
        services.change_group(group, name="Khối mới", members=keys, leader=keys[1], by=world.principal.user)
        member.refresh_from_db()
        assert (member.targets, member.is_leader) == ("Đúng giờ", False)
        with pytest.raises(DomainError, match="ít nhất hai"):
            services.change_group(group, name="Khối mới", members=keys[:1], leader=keys[0], by=world.principal.user)


@pytest.mark.django_db
def test_office_groups_the_schools_below_it(world):
    with scope(world.office):
        keys = services.eligible_collectives(world.office)
        group = services.create_group(
            world.office, school_year=world.office_year, name="Khối Tiểu học, THCS", members=list(keys),
            leader=next(iter(keys)), by=world.officer.user,
        )  # fmt: skip
    page = world.client(world.officer).get(reverse("campaigns:group_detail", args=[world.office.slug, group.pk]))
    assert world.school.name in page.content.decode()


@pytest.mark.django_db
def test_papers_of_a_movement_are_made_from_its_page(world):
    with scope(world.school):
        campaign = launched(world)
    client = world.client(world.principal)
    page = client.get(reverse("campaigns:campaign_detail", args=[world.school.slug, campaign.pk])).content.decode()
    assert "Lập kế hoạch phát động" in page
    assert "Lập báo cáo sơ kết" in page
    answer = client.post(reverse("campaigns:launch_plan_draft", args=[world.school.slug, campaign.pk]), follow=True)
    assert "Phát động phong trào thi đua" in answer.content.decode()
