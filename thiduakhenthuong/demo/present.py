"""What waits for somebody on the day the demo starts: a paper to sign, one to number, a box that is open."""

from __future__ import annotations

from datetime import date, time, timedelta

from accounts.models import User
from core import clock
from core.scoping import scope
from councils import ballots
from councils import services as councils
from councils.models import Attendance, Council, Motion, Vote
from documents import services as documents
from documents.content import Content, Paragraph, Run
from documents.models import OfficialDocument
from legal.models import LegalParameter
from organisation.models import Organisation, Person, SchoolYear
from thiduakhenthuong.demo import people as cast

NOTICE = OfficialDocument.Kind.NOTICE


def set_the_scene(places: dict[str, Organisation], today: date) -> None:
    """Leave work for every role, this morning."""
    with clock.travel_to(clock.at(today, 7)):
        _papers_of_the_school(places[cast.PRIMARY.slug])
        _paper_of_the_office(places[cast.WARD.slug])
        _next_session(places[cast.PRIMARY.slug])
        _open_box(places[cast.SECONDARY.slug])


def user(login: str) -> User:
    return User.objects.get(username=login)


def _notice(organisation: Organisation, subject: str, sentences: list[str], *, by: User) -> OfficialDocument:
    content = Content(
        title="THÔNG BÁO",
        subject=subject,
        letterhead=documents.letterhead_for(organisation, type_code="TB"),
        blocks=[Paragraph([Run(sentence)]) for sentence in sentences],
        recipients=["Các tổ (để thực hiện)" if not organisation.is_office else "Các trường (để thực hiện)", "Lưu: VT"],
        signatories=[documents.head_signatory(organisation, clock.today())],
    )
    document = documents.create_document(organisation=organisation, kind=NOTICE, content=content, by=by)
    return documents.submit_for_approval(document, by=by)


def _papers_of_the_school(school: Organisation) -> None:
    """One notice waits for the principal, one for the clerk."""
    with scope(school):
        _notice(
            school,
            "Về việc nộp minh chứng thi đua",
            [
                "Các cá nhân đính kèm minh chứng vào phiếu tự đánh giá trước khi nộp; ảnh chụp rõ, không lộ thông tin "
                "riêng của học sinh.",
                "Tổ trưởng nhắc những người chưa nộp và tổng hợp vướng mắc gửi thư ký hội đồng.",
            ],
            by=user("thuky"),
        )
        waiting = _notice(
            school,
            "Về lịch dự giờ chuyên đề “Mỗi tuần một tiết học ngoài lớp”",
            ["Mỗi tổ đăng ký hai tiết để đồng nghiệp cùng dự, gửi lịch về văn phòng trước ngày dạy ba ngày."],
            by=user("phohieutruong"),
        )
        documents.approve(waiting, content_hash=waiting.content_hash, by=user("hieutruong"))


def _paper_of_the_office(ward: Organisation) -> None:
    """The officer numbers a guidance that her head has approved."""
    with scope(ward):
        waiting = _notice(
            ward,
            "Về việc chuẩn bị hồ sơ đề nghị danh hiệu thi đua năm học",
            ["Các trường rà soát danh sách đăng ký, lưu đủ biên bản họp hội đồng để nộp hồ sơ đúng hạn."],
            by=user("phuong"),
        )
        documents.approve(waiting, content_hash=waiting.content_hash, by=user("truongphong"))


def _next_session(school: Organisation) -> None:
    """The secretary has a session to prepare, this afternoon."""
    with scope(school):
        councils.convene(
            council=Council.objects.for_organisation(school).get(),
            school_year=SchoolYear.objects.for_organisation(school).holding(clock.today()),
            title="Rà soát phong trào và chuẩn bị bình xét",
            held_on=clock.today() + timedelta(days=2),
            starts_at=time(15, 30),
            place="Phòng họp của trường",
            by=user("thuky"),
        )


def _open_box(school: Organisation) -> None:
    """In the second school nine members vote by phone; four have cast their papers."""
    with scope(school):
        secretary = user("sh.thuky")
        session = councils.convene(
            council=Council.objects.for_organisation(school).get(),
            school_year=SchoolYear.objects.for_organisation(school).holding(clock.today()),
            title="Xét đề nghị Giấy khen chuyên đề “Mỗi tuần một tiết học ngoài lớp”",
            held_on=clock.today(),
            starts_at=time(7, 30),
            place="Phòng hội đồng",
            by=secretary,
        )
        threshold = LegalParameter.objects.in_force("vote_threshold.GIAY_KHEN", on=clock.today(), at=school)
        names = ("Đoàn Thị Ngát", "Quách Đình Phong", "Tăng Bảo Quốc")
        for person in Person.objects.employed_at(school, on=clock.today()).filter(full_name__in=names):
            councils.add_motion(
                session,
                method=Motion.Method.SECRET_BALLOT,
                label="Đề nghị Giấy khen của Chủ tịch Ủy ban nhân dân phường",
                subject_key="",
                threshold=threshold,
                person=person,
                snapshot={"name": person.full_name},
                by=secretary,
            )
        members = list(councils.members_of(session))
        states = {member.pk: Attendance.State.PRESENT for member in members}
        councils.take_roll_call(session, states=states, reasons={}, by=secretary)
        session = councils.open_session(session, by=secretary)
        ballots.open_box(session, accepts_small=True, by=secretary)
        for member in members[-4:]:
            paper = ballots.paper_of(session, member.person.user)
            ballots.cast(session, choices={row.pk: Vote.Choice.AGREE for row in paper}, by=member.person.user)
