"""Inspections and letters of the office: what stands in them, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.scoping import scope
from documents.content import Letterhead, Signatory, plain_text
from documents.layout import signatures
from oversight import services
from oversight.models import Inspection
from oversight.papers.reminder import Late, Reminder, reminder_content
from submissions import services as submissions
from tests.factories.dossiers import sent_dossier
from tests.factories.estate.inspections import inspection_values, visit_noted
from tests.oversight.test_oversight import CODE, call

HEAD = Letterhead(issuer=["PHÒNG VĂN HÓA - XÃ HỘI"], symbol="VHXH", place="Hoa Lư")
SIGNATORY = Signatory("TRƯỞNG PHÒNG", "Đinh Công Tráng")


def test_reminder_is_a_letter_with_its_list():
    late = [Late("Trường A", "20/10/2026", 4, "Chưa nộp"), Late("Trường B", "20/10/2026", 4, "Phải bổ sung")]
    reminder = Reminder("Phòng", "hồ sơ năm học 2026-2027", "ngày 24 tháng 10 năm 2026", late, "Bà Quế")
    content = reminder_content(reminder, letterhead=HEAD, signatory=SIGNATORY)
    assert (content.title, content.letterhead.symbol) == ("", "VHXH")
    assert content.addressees == ["Trường A", "Trường B"]
    text = plain_text(content)
    assert "02 đơn vị chưa nộp hồ sơ năm học 2026-2027" in text
    assert "2 | Trường B | 20/10/2026 | 4 | Phải bổ sung" in text
    assert "liên hệ Bà Quế." in text


def test_many_late_ones_are_called_by_their_list():
    late = [Late(f"Trường {at}", "20/10/2026", 1, "Chưa nộp") for at in range(11)]
    content = reminder_content(Reminder("Phòng", "hồ sơ", "hôm nay", late), letterhead=HEAD, signatory=SIGNATORY)
    assert content.addressees == ["Các đơn vị có tên trong công văn"]


def test_reminder_names_only_the_late(world):
    call(world)
    with scope(world.office):
        with pytest.raises(DomainError, match="Không có đơn vị nào trễ"):
            services.draft_reminder(world.office, school_year_code=CODE, by=world.officer.user)
        with clock.travel_to(clock.at(date(2026, 10, 24), 9)):
            document, is_new = services.draft_reminder(world.office, school_year_code=CODE, by=world.officer.user)
    assert (document.form, document.kind, is_new) == ("letter", "letter", True)
    assert f"{world.school.name} | 20/10/2026 | 4 | Chưa nộp" in plain_text(document.content)


# ---- inspections ----


@pytest.fixture
def inspection(world) -> Inspection:
    with scope(world.office):
        return services.create_inspection(
            world.office,
            school_year=world.office_year,
            values=inspection_values("Kiểm tra công tác thi đua học kỳ I"),
            team=services.Team([world.officer, world.leader], world.leader, world.officer),
            units=[world.school],
            by=world.officer.user,
        )


def test_inspection_plan_lists_team_and_schools(world, inspection):
    with scope(world.office):
        document, _ = services.draft_inspection_plan(inspection, by=world.officer.user)
    text = plain_text(document.content)
    assert document.content.letterhead.symbol == "KH-VHXH"
    assert "1 | Đinh Công Tráng | Trưởng phòng | Trưởng đoàn" in text
    assert f"1 | {world.school.name} | " in text


def test_minutes_are_signed_by_both_sides(world, inspection):
    with scope(world.office):
        visit = inspection.visits.get()
        with pytest.raises(DomainError, match="Ghi giờ bắt đầu"):
            services.draft_minutes(visit, by=world.officer.user)
        visit = services.describe_visit(visit, visit_noted("- Đủ hồ sơ.\n- Lưu đúng chỗ."), by=world.officer.user)
        document, _ = services.draft_minutes(visit, by=world.officer.user)
        assert document.content.is_minutes
        names = [(each.lines, each.name) for each in signatures(document.content)]
        assert names == [
            (["ĐẠI DIỆN ĐƠN VỊ"], "Hoàng Thị Bích Liên"),
            (["TRƯỞNG ĐOÀN KIỂM TRA"], "Đinh Công Tráng"),
        ]
        text = plain_text(document.content)
        assert "- Lưu đúng chỗ." in text
        assert "Đoàn kiểm tra không ghi tồn tại, hạn chế." in text
        with pytest.raises(DomainError, match="Biên bản kiểm tra đã lập"):
            services.describe_visit(visit, visit_noted("Khác"), by=world.officer.user)


def test_no_minutes_of_a_day_that_is_to_come(world, inspection):
    ahead = replace(visit_noted("Đủ"), held_on=clock.today() + timedelta(days=1))
    with scope(world.office):
        visit = services.describe_visit(inspection.visits.get(), ahead, by=world.officer.user)
        with pytest.raises(DomainError, match="chưa đến nên chưa lập được biên bản"):
            services.draft_minutes(visit, by=world.officer.user)


def test_hours_and_team_are_checked(world, inspection):
    with scope(world.office):
        visit = inspection.visits.get()
        with pytest.raises(DomainError, match="Giờ kết thúc"):
            services.describe_visit(visit, replace(visit_noted("Đủ"), ends_at=time(7)), by=world.officer.user)
        with pytest.raises(DomainError, match="hai người khác nhau"):
            services.change_inspection(
                inspection,
                values=inspection_values("Khác"),
                team=services.Team([world.leader], world.leader, world.leader),
                units=[world.school],
                by=world.officer.user,
            )


def test_school_with_findings_stays(world, inspection):
    team = services.Team([world.officer, world.leader], world.leader, world.officer)
    with scope(world.office):
        services.describe_visit(inspection.visits.get(), visit_noted("Đủ"), by=world.officer.user)
        with pytest.raises(DomainError, match="Đã ghi kết quả"):
            services.change_inspection(
                inspection,
                values=inspection_values("Khác"),
                team=team,
                units=[world.other_school],
                by=world.officer.user,
            )


def test_inspection_is_made_on_its_pages(world):
    client = world.client(world.officer)
    form = {
        "title": "Kiểm tra", "aspects": "Hồ sơ", "reviewed_from": "01/08/2026", "reviewed_to": "10/10/2026",
        "from_on": "12/10/2026", "to_on": "20/10/2026", "units": [world.school.pk], "members": [world.officer.pk],
        "leader": world.leader.pk, "secretary": world.officer.pk,
    }  # fmt: skip
    address = reverse("oversight:inspection_create", args=[world.office.slug])
    refused = client.post(address, form).content.decode()
    assert "chưa được chọn vào đoàn kiểm tra" in refused
    done = client.post(address, form | {"members": [world.officer.pk, world.leader.pk]}, follow=True).content.decode()
    assert "Lập kế hoạch kiểm tra" in done
    assert world.school.name in done


# ---- the school's letter ----


def test_covering_letter_lists_what_was_sent(world):
    _, sent = sent_dossier(world)
    with scope(world.school):
        document, is_new = submissions.draft_covering_letter(sent, by=world.secretary.user)
        again, is_newer = submissions.draft_covering_letter(sent, by=world.clerk.user)
    assert (is_new, again.pk, is_newer) == (True, document.pk, False)
    text = plain_text(document.content)
    assert document.content.letterhead.symbol == "THNC"
    assert f"mã tiếp nhận {sent.code}." in text
    assert document.content.addressees == [world.office.name]
