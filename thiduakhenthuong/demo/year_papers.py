"""Last year's papers around plan, movements, khối and inspections, each issued once: by one school and its office."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from functools import partial

from accounts.models import User
from campaigns import services as campaigns
from campaigns.models import Campaign, EmulationGroup
from core import clock
from core.scoping import scope
from documents import services as documents
from documents.content import Paragraph, Run
from documents.models import OfficialDocument
from documents.wording import TO_WRITE
from organisation.models import Organisation, Person, Role, SchoolYear
from oversight import services as oversight
from oversight.models import Inspection
from oversight.querysets import supervised_schools
from plans.models import EmulationPlan
from plans.services import papers
from submissions import services as submissions
from submissions.models import Submission
from thiduakhenthuong.demo.papers import finish_jobs, issue, user_of

# What authors write into the places left to them, in the order of the paper.
MOVEMENT_WORDS = [
    "Mỗi lớp thực hiện bình quân 9 tiết học ngoài lớp; 14 kế hoạch bài dạy được chia sẻ trong tổ.",
    "Giáo viên chủ động mời người làm nghề trong phường cùng dạy; học sinh ghi sổ quan sát đều đặn.",
    "Hai tuần mưa kéo dài nên lịch bị dồn; tổ sẽ chuẩn bị bài dự phòng trong nhà.",
    "Đề nghị tặng giấy khen cho 4 giáo viên có kế hoạch bài dạy được nhiều lớp dùng lại.",
]
YEAR_WORDS = [
    "Kế hoạch, hướng dẫn và lịch được ban hành đầu năm, phổ biến trong họp hội đồng sư phạm.",
    "Đăng ký đúng hạn; bình xét hằng tháng có minh chứng; các phong trào gắn với việc dạy học.",
    "Một số minh chứng nộp muộn; biên bản họp tổ đôi khi thiếu ý kiến riêng.",
    "Rà soát biểu điểm, tập huấn ghi minh chứng và giữ lịch giao ban khối.",
]


def school_acts(story) -> Iterator[tuple[date, int, Callable[[], None]]]:
    """When the school of a `SchoolStory` issues what."""
    y, z = story.start, story.start + 1
    for day, form in [(date(y, 9, 12), "guidance"), (date(y, 9, 14), "notice")]:
        yield day, 10, _named(f"issue_{form}", partial(_plan_paper, story, form))
    yield date(y, 10, 18), 10, _named("issue_resolution", partial(_resolution, story))
    yield date(y, 10, 20), 10, _named("sign_covenant", partial(_covenant, story))
    yield date(y, 11, 12), 10, _named("meet_in_group", partial(_meeting, story))
    yield date(y, 12, 22), 10, _named("report_movement", partial(_movement_report, story))
    yield date(z, 1, 15), 10, _named("report_semester", partial(_plan_paper, story, "interim_report", YEAR_WORDS))
    yield date(z, 5, 21), 10, _named("write_covering_letter", partial(_covering_letter, story))
    yield date(z, 6, 20), 10, _named("report_year", partial(_plan_paper, story, "final_report", YEAR_WORDS))


def office_acts(ward: Organisation, start: int) -> list[tuple[datetime, Organisation, Callable[[], None]]]:
    """When the office issues what."""
    acts = [
        (date(start, 11, 20), "plan_inspection", partial(_plan_inspection, ward, start)),
        (date(start, 12, 8), "inspect", partial(_inspect, ward)),
        (date(start + 1, 5, 26), "remind_late_schools", partial(_remind, ward, start)),
    ]
    return [(clock.at(day, 10), ward, _named(name, act)) for day, name, act in acts]


def issue_launch_plan(campaign: Campaign, *, by: User) -> None:
    issue(campaigns.draft_launch_plan(campaign, by=by)[0])


def _named(name: str, act: Callable[[], object]) -> Callable[[], None]:
    """An act under the name by which its telling reports it."""

    def told() -> None:
        act()

    told.__name__ = name
    return told


def _completed(document: OfficialDocument, words: Sequence[str], *, by: User) -> OfficialDocument:
    """What the author writes into the places that the paper leaves to her."""
    content, given = document.content, iter(words)
    for block in content.walk():
        if isinstance(block, Paragraph) and TO_WRITE in block.text:
            block.runs = [Run(next(given))]
    return documents.write_draft(document, content, before=document.content_hash, note="Viết đánh giá", by=by)


def _plan(story) -> EmulationPlan:
    return story.year.plans.select_related("organisation", "school_year", "document__series").get()


def _plan_paper(story, form: str, words: Sequence[str] = ()) -> None:
    author = story.user(Role.VICE_PRINCIPAL)
    document, _ = papers.draft_paper(_plan(story), form, by=author)
    issue(_completed(document, words, by=author) if words else document)


def _resolution(story) -> None:
    staff = len(story.people())
    conference = papers.Conference(
        held_on=date(story.start, 10, 17),
        place="hội trường của trường",
        summoned=staff,
        present=staff - 1,
        presiding=story.user(Role.PRINCIPAL).full_name,
        secretary=story.user(Role.COUNCIL_SECRETARY).full_name,
        agreed=staff - 1,
        against=0,
    )
    issue(papers.draft_resolution(_plan(story), conference, by=story.user(Role.VICE_PRINCIPAL)))


def _covenant(story) -> None:
    by = story.user(Role.VICE_PRINCIPAL)
    keys = list(campaigns.eligible_collectives(story.school))
    group = campaigns.create_group(
        story.school, school_year=story.year, name="Khối thi đua các tổ", members=keys, leader=keys[0], by=by
    )
    targets = "Mỗi người dự ít nhất 6 tiết của đồng nghiệp\nNộp minh chứng đúng hạn trong cả năm học"
    for member in group.members.select_related("department", "unit"):
        speaker = member.representative or story.user(Role.RECORDS_CLERK).full_name
        line = campaigns.MemberLine(speaker, member.post or "Đại diện tổ", targets)
        campaigns.describe_member(member, line, by=by)
    campaigns.issue_covenant(group, shown=documents.hash_of(campaigns.covenant_of(group)), by=by)
    finish_jobs()


def _meeting(story) -> None:
    by = story.user(Role.VICE_PRINCIPAL)
    meeting = campaigns.enter_meeting(
        EmulationGroup.objects.for_organisation(story.school).get(school_year=story.year),
        held_on=clock.today(),
        place="Phòng họp của trường",
        chaired_by=by.full_name,
        conclusions="- Các tổ trao đổi lịch dự giờ, không dồn vào cuối tháng.\n"
        "- Tổ có tiết học ngoài lớp gửi kế hoạch bài dạy trước ba ngày.",
        by=by,
    )
    issue(campaigns.draft_conclusions(meeting, by=by)[0])


def _movement_report(story) -> None:
    by = story.user(Role.VICE_PRINCIPAL)
    campaign = Campaign.objects.for_organisation(story.school).of_year(story.year).launched().get()
    document, _ = campaigns.draft_movement_report(campaign, by=by)
    issue(_completed(document, MOVEMENT_WORDS, by=by))


def _covering_letter(story) -> None:
    sent = Submission.objects.sent_by(story.school).filter(kind="dossier", school_year_code=story.code)
    document, _ = submissions.draft_covering_letter(
        sent.order_by("-version").first(), by=story.user(Role.COUNCIL_SECRETARY)
    )
    issue(document)


# ---- the office ----


def _plan_inspection(ward: Organisation, start: int) -> None:
    officer, leader = (user_of(ward, role) for role in (Role.OFFICE_OFFICER, Role.OFFICE_LEADER))
    people = list(Person.objects.employed_at(ward, on=clock.today()))
    inspection = oversight.create_inspection(
        ward,
        school_year=SchoolYear.objects.for_organisation(ward).get(code=f"{start}-{start + 1}"),
        values={
            "title": "Kiểm tra công tác thi đua, khen thưởng học kỳ I",
            "aspects": "Việc tổ chức đăng ký và phong trào\nHồ sơ bình xét hằng tháng, minh chứng\n"
            "Công khai kết quả và giải quyết ý kiến",
            "reviewed_from": date(start, 9, 1),
            "reviewed_to": date(start, 11, 30),
            "from_on": date(start, 12, 7),
            "to_on": date(start, 12, 18),
        },
        team=oversight.Team(people, leader.person, officer.person),
        units=list(supervised_schools(ward)),
        by=officer,
    )
    issue(oversight.draft_inspection_plan(inspection, by=officer)[0])


def _inspect(ward: Organisation) -> None:
    officer = user_of(ward, Role.OFFICE_OFFICER)
    visit = Inspection.objects.for_organisation(ward).latest("pk").visits.select_related("unit").first()
    with scope(visit.unit):
        principal = user_of(visit.unit, Role.PRINCIPAL).full_name
    noted = oversight.Findings(
        held_on=clock.today(),
        starts_at=time(8),
        ends_at=time(10, 45),
        place="Phòng họp của trường",
        unit_head=principal,
        unit_post="Hiệu trưởng",
        findings="- Danh sách đăng ký có đủ ý kiến của tổ.\n- Phiếu các tháng lưu theo tổ, minh chứng ghi rõ tên việc.",
        shortcomings="Hai biên bản họp tổ chưa ghi ý kiến khác nhau.",
        requests="Bổ sung ý kiến vào biên bản từ tháng sau.",
    )
    visit = oversight.describe_visit(visit, noted, by=officer)
    issue(oversight.draft_minutes(visit, by=officer)[0])


def _remind(ward: Organisation, start: int) -> None:
    officer = user_of(ward, Role.OFFICE_OFFICER)
    issue(oversight.draft_reminder(ward, school_year_code=f"{start}-{start + 1}", by=officer)[0])
