"""The papers that carry out a plan: what stands in them, from which rows, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines import services as deadlines
from documents.content import Letterhead, Signatory, plain_text
from documents.criteria import draft_findings
from documents.layout import deciding_authority, deciding_words
from plans.models import PlanTarget
from plans.papers.guidance import Duty, Guidance, guidance_content
from plans.papers.report import TargetLine, YearReport, year_report_content
from plans.papers.resolution import Conference, Resolution, resolution_content
from plans.services import papers
from tests.campaigns.campaigns import launched, make_plan

HEAD = Letterhead(issuer=["TRƯỜNG TIỂU HỌC NGỌC CẦU"], symbol="NQ-THNC", place="Hoa Lư")
SIGNATORY = Signatory("HIỆU TRƯỞNG", "Hoàng Thị Bích Liên")
CONFERENCE = Conference(
    held_on=date(2026, 10, 3), place="hội trường", summoned=24, present=22, presiding="Hoàng Thị Bích Liên",
    secretary="Phạm Thu Trang", agreed=20, against=1,
)  # fmt: skip
RESOLUTION = Resolution(
    issuer="Trường Tiểu học Ngọc Cầu", school_year="2026-2027", conference=CONFERENCE,
    plan="Kế hoạch số 05/KH-THNC", as_of=date(2026, 10, 3),
)  # fmt: skip


def test_resolution_decides_in_the_name_of_the_conference():
    content = resolution_content(RESOLUTION, letterhead=HEAD)
    assert deciding_words(content) == "QUYẾT NGHỊ:"
    assert deciding_authority(content) == "HỘI NGHỊ TRƯỜNG TIỂU HỌC NGỌC CẦU"
    text = plain_text(content)
    assert "có mặt 22 trên 24 người" in text
    assert "20 trên 22 người có mặt đồng ý, 1 người không đồng ý, 1 người không biểu quyết" in text
    assert "TM. HỘI NGHỊ CHỦ TRÌ Hoàng Thị Bích Liên" in text


def test_resolution_sets_targets_and_has_no_column_of_what_was_reached():
    lines = [TargetLine("Lao động tiên tiến", "giáo viên", "ít nhất 80 %", 11, None)]
    text = plain_text(resolution_content(replace(RESOLUTION, targets=lines), letterhead=HEAD))
    assert "Mức đề ra | Đăng ký\n" in text
    assert "1 | Lao động tiên tiến | giáo viên | ít nhất 80 % | 11\n" in text


def test_conclusions_typed_take_the_place_of_ours():
    content = resolution_content(
        replace(RESOLUTION, conference=replace(CONFERENCE, conclusions="- Không ai đi muộn")), letterhead=HEAD
    )
    assert "- Không ai đi muộn" in plain_text(content)
    assert "quy tắc ứng xử" not in plain_text(content)


def test_figure_nobody_measured_is_not_nought():
    lines = [TargetLine("Lao động tiên tiến", "giáo viên", "ít nhất 80 %", 0, None)]
    report = YearReport(
        issuer="Trường Tiểu học Ngọc Cầu", span="học kỳ I năm học 2026-2027", from_on=date(2026, 8, 1),
        to_on=date(2027, 1, 10), as_of=date(2027, 1, 11), is_final=False, plan="", targets=lines,
    )  # fmt: skip
    text = plain_text(year_report_content(report, letterhead=HEAD, signatory=SIGNATORY))
    assert "1 | Lao động tiên tiến | giáo viên | ít nhất 80 % | 0 | \n" in text
    assert "Ô để trống: chưa có số liệu." in text
    assert "tính tại ngày 11 tháng 01 năm 2027." in text


def test_a_report_that_nobody_completed_is_pointed_out():
    report = YearReport(
        issuer="Trường A", span="học kỳ I", from_on=date(2026, 8, 1), to_on=date(2027, 1, 10), as_of=date(2027, 1, 11),
        is_final=False, plan="",
    )  # fmt: skip
    [found] = draft_findings(year_report_content(report, letterhead=HEAD, signatory=SIGNATORY))
    assert found.code == "to_write"
    assert "Còn 4 chỗ" in found.detail


def test_guidance_names_what_is_sent_once():
    duties = [Duty("Đăng ký", "24/10/2026", sent="Bản đăng ký"), Duty("Sửa đăng ký", "30/10/2026", sent="Bản đăng ký")]
    guidance = Guidance("Trường A", "2026-2027", "", "các tổ", duties, contact="Bà Hà, 0123")
    text = plain_text(guidance_content(guidance, letterhead=HEAD, signatory=SIGNATORY))
    assert "- Bản đăng ký." in text
    assert text.count("- Bản đăng ký") == 1
    assert "Người cần hỏi: Bà Hà, 0123" in text


# ---- the acts ----


@pytest.fixture
def plan(world):
    with scope(world.school):
        plan = make_plan(world)
        deadlines.add_calendar_entry(
            organisation=world.school, school_year=world.year, purpose="registration", title="Đăng ký danh hiệu",
            opens_at=clock.at(date(2026, 10, 1)), due_at=clock.end_of_day(date(2027, 5, 24)),
            source_label="Kế hoạch", source_key=f"plan:{plan.pk}:registration",
        )  # fmt: skip
        PlanTarget.objects.create(
            organisation=world.school, plan=plan, who="giáo viên", value=80, unit="%", award="Lao động tiên tiến"
        )
        return plan


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("guidance", "Bản đăng ký thi đua của cá nhân, tập thể"),
        ("notice", "Đăng ký danh hiệu"),
        ("interim_report", "học kỳ I năm học 2026-2027"),
        ("final_report", "Lao động tiên tiến"),
    ],
)
def test_paper_is_drafted_from_the_plan(world, plan, form, words):
    with scope(world.school):
        document, is_new = papers.draft_paper(plan, form, by=world.principal.user)
        again, is_newer = papers.draft_paper(plan, form, by=world.principal.user)
    assert (document.form, is_new, again.pk, is_newer) == (form, True, document.pk, False)
    assert words in plain_text(document.content)


@pytest.mark.django_db
def test_report_counts_what_other_rooms_know(world):
    with scope(world.school):
        campaign = launched(world)
        document, _ = papers.draft_paper(campaign.plan, "final_report", by=world.principal.user)
    text = plain_text(document.content)
    assert "Phong trào thi đua" in text
    assert "1 | Đọc sách mỗi ngày | 12/10/2026 – 27/11/2026 | 0 | 0" in text
    assert "Đăng ký thi đua" not in text  # no round was opened: no table of noughts


@pytest.mark.django_db
def test_nothing_is_drafted_of_what_is_not_published_or_over(world, plan):
    with scope(world.school):
        with clock.travel_to(clock.at(date(2027, 6, 1))), pytest.raises(DomainError, match="không còn mốc nào"):
            papers.draft_paper(plan, "guidance", by=world.principal.user)
        with pytest.raises(DomainError, match="Không có mẫu"):
            papers.draft_paper(plan, "certificate", by=world.principal.user)
        plan.state = "draft"
        with pytest.raises(DomainError, match="chưa công bố"):
            papers.draft_paper(plan, "notice", by=world.principal.user)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"present": 25}, "nhiều hơn số người được triệu tập"),
        ({"agreed": 20, "against": 3}, "nhiều hơn số người có mặt"),
        ({"agreed": 11, "against": 0}, "chưa quá nửa"),
    ],
)
def test_votes_that_cannot_be_are_refused(world, plan, values, words):
    with scope(world.school), pytest.raises(DomainError, match=words):
        papers.draft_resolution(plan, replace(CONFERENCE, **values), by=world.principal.user)


@pytest.mark.django_db
def test_resolution_keeps_what_was_typed_when_refused(world, plan):
    address = reverse("plans:plan_resolution", args=[world.school.slug, plan.pk])
    typed = {key: str(value) for key, value in vars(CONFERENCE).items()} | {"held_on": "03/10/2026", "present": "30"}
    page = world.client(world.principal).post(address, typed)
    assert "nhiều hơn số người được triệu tập" in page.content.decode()
    assert 'value="Phạm Thu Trang"' in page.content.decode()
    page = world.client(world.principal).post(address, typed | {"present": "22"}, follow=True)
    assert "Nghị quyết" in page.content.decode()
