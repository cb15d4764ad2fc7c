"""Registrations of a tổ, reports of achievements, decisions and giấy khen of the demo."""

from __future__ import annotations

from dataclasses import replace

from accounts.models import User
from awards import services as awards
from awards.models import DecisionPaper
from core import clock
from legal.models import Distinction
from organisation.models import Department, Organisation, Role
from registrations import services as registrations
from registrations.models import Registration, RegistrationRound
from submissions.models import Submission
from thiduakhenthuong.demo.papers import finish_jobs, issue, user_of

GOALS = "Mỗi tháng một chuyên đề của tổ.\nMọi thành viên dự giờ ít nhất hai tiết một tháng."
ACHIEVEMENTS = """
- Áp dụng thẻ đọc ba bước ở lớp chủ nhiệm và ba lớp cùng khối; số học sinh đọc chậm giảm rõ sau mỗi kỳ kiểm tra.
- Chia sẻ kế hoạch bài dạy trong tổ, hướng dẫn một đồng nghiệp mới.
- Chấp hành chủ trương, chính sách; tham gia đủ các phong trào của trường."""
COMMENDED = [
    ("Tổ 1, 2, 3", "Trường Tiểu học Ngọc Cầu"),
    ("Đoàn Thị Ngát", "Giáo viên, Trường THCS Sông Hồng"),
    ("Tăng Bảo Quốc", "Giáo viên, Trường THCS Sông Hồng"),
]


def register_department(round: RegistrationRound, department: Department, head: User) -> None:
    row = registrations.save_draft(
        round,
        None,
        department=department,
        values={"distinction": Distinction.objects.get(code="TTLDTT"), "goals": GOALS},
        version=0,
        by=head,
    )
    registrations.submit(row, version=row.version, by=head)


def print_registrations(round: RegistrationRound, *, by: User) -> None:
    """The paper of one person and of one tổ."""
    rows = Registration.objects.of_round(round).listed().order_by("pk")
    for some in (rows.filter(department=None), rows.exclude(department=None)):
        registrations.issue_registration_paper(some.first(), by=by)


def write_reports(round: RegistrationRound, *, heads: dict[int, User]) -> None:
    """Whoever aims at the higher title reports, and so does the tổ; nobody confirms her own."""
    organisation = round.organisation
    principal, deputy = (user_of(organisation, role) for role in (Role.PRINCIPAL, Role.VICE_PRINCIPAL))
    rows = Registration.objects.of_round(round).listed().with_names().select_related("round__school_year")
    for row in rows.filter(distinction__code__in=["CSTDCS", "TTLDTT"]):
        writer = row.person.user if row.person_id else heads[row.department_id]
        begun = awards.report_of(row)
        details = {"qualification": "Đại học sư phạm", "native_place": "Hoa Lư"} if row.person_id else {}
        duties = begun.duties or "Dạy học, giáo dục học sinh."
        texts = {"duties": duties, "achievements": begun.achievements + ACHIEVEMENTS}
        report = awards.save_report(row, values=details | texts, version=0, by=writer)
        report = awards.submit_report(report, version=report.version, by=writer)
        awards.confirm_report(report, version=report.version, by=deputy if writer == principal else principal)


def decide_on_paper(submission: Submission, *, officer: User) -> None:
    """The office drafts its decision, has it approved and numbered, and sends it down."""
    paper = awards.draft_about_dossier(
        submission,
        granted={row["nomination"]: True for row in submission.manifest["nominations"]},
        authority=_chair_of_committee(submission.recipient),
        by=officer,
    )
    _issue_and_record(paper, officer)


def commend_movement(ward: Organisation, *, school_year_code: str, officer: User) -> None:
    """At the end of a movement: a decision of commendation, and a giấy khen for each who is named in it."""
    achievement = "Có thành tích xuất sắc trong chuyên đề “Mỗi tuần một tiết học ngoài lớp”"
    paper = awards.draft_commendation(
        ward,
        distinction=Distinction.objects.get(code="GIAY_KHEN"),
        period="trong chuyên đề “Mỗi tuần một tiết học ngoài lớp”",
        school_year_code=school_year_code,
        people=[awards.Commended(name, place, achievement) for name, place in COMMENDED],
        authority=_chair_of_committee(ward),
        by=officer,
    )
    decision = _issue_and_record(paper, officer)
    number = awards.next_book_number(ward, clock.today().year)
    awards.make_certificates(decision, first_number=number, by=officer)
    finish_jobs()


def _chair_of_committee(ward: Organisation) -> awards.Authority:
    """Who signs for the committee; the first decision tells the application her name."""
    return replace(awards.first_authority(ward), name="Lê Thị Quỳnh Mai")


def _issue_and_record(paper: DecisionPaper, officer: User):
    issue(paper.document)
    return awards.record_issued(paper, by=officer)
