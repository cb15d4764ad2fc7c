"""What waits for somebody on the day the demo starts: a paper to sign, one to number, a box that is open."""

from __future__ import annotations

from datetime import date, time, timedelta

from accounts.models import User
from core import clock
from core.scoping import scope
from councils import ballots
from councils import services as councils
from councils.agenda import Point
from councils.models import Attendance, Council, CouncilSession, Motion, Vote
from documents import services as documents
from documents.content import Content, Paragraph, Run
from documents.models import OfficialDocument
from legal.models import LegalParameter
from organisation.models import Organisation, Person, SchoolYear
from plans.models import EmulationPlan
from thiduakhenthuong.demo import people as cast
from thiduakhenthuong.demo.papers import issue

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
    document = documents.create_document(organisation=organisation, kind=NOTICE, form="notice", content=content, by=by)
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


def _council(organisation: Organisation) -> Council:
    return Council.objects.for_organisation(organisation).of_kind(Council.Kind.EMULATION).get()


def _next_session(school: Organisation) -> None:
    """The secretary has a session to prepare: its agenda stands, the giấy mời is a draft."""
    with scope(school):
        secretary = user("thuky")
        session = councils.convene(
            council=_council(school),
            school_year=SchoolYear.objects.for_organisation(school).holding(clock.today()),
            title="Rà soát phong trào và chuẩn bị bình xét",
            held_on=clock.today() + timedelta(days=2),
            starts_at=time(15, 30),
            place="Phòng họp của trường",
            agenda=[
                Point("Kết quả các phong trào từ đầu năm học", user("phohieutruong").full_name),
                Point("Hồ sơ còn thiếu của các tổ", secretary.full_name),
                Point("Phân công chuẩn bị bình xét", user("hieutruong").full_name),
            ],
            by=secretary,
        )
        councils.draft_invitation(session, by=secretary)


def _open_box(school: Organisation) -> None:
    """In the second school nine members vote by phone; four have cast their papers."""
    with scope(school):
        secretary = user("sh.thuky")
        with clock.travel_to(clock.now() - timedelta(days=4)):
            session = _called_session(school, secretary)
        members = list(councils.members_of(session))
        states = {member.pk: Attendance.State.PRESENT for member in members}
        councils.take_roll_call(session, states=states, reasons={}, by=secretary)
        session = councils.open_session(session, by=secretary)
        ballots.open_box(session, by=secretary)
        for member in members[-4:]:
            paper = ballots.paper_of(session, member.person.user)
            ballots.cast(session, choices={row.pk: Vote.Choice.AGREE for row in paper}, by=member.person.user)


def _called_session(school: Organisation, secretary: User) -> CouncilSession:
    """Called some days ago for this morning, with what the members read before and a numbered giấy mời."""
    held_on = clock.today() + timedelta(days=4)
    year = SchoolYear.objects.for_organisation(school).holding(held_on)
    session = councils.convene(
        council=_council(school),
        school_year=year,
        title="Xét đề nghị Giấy khen chuyên đề “Mỗi tuần một tiết học ngoài lớp”",
        held_on=held_on,
        starts_at=time(7, 30),
        place="Phòng hội đồng",
        agenda=[
            Point("Báo cáo kết quả chuyên đề của các tổ", user("sh.phohieutruong").full_name),
            Point("Thảo luận từng trường hợp được đề nghị"),
            Point("Bỏ phiếu kín, công bố kết quả", user("sh.hieutruong").full_name),
        ],
        by=secretary,
    )
    plan = EmulationPlan.objects.for_organisation(school).filter(school_year=year).first()
    councils.add_paper(session, title="Kế hoạch thi đua năm học", document=plan.document, by=secretary)
    threshold = LegalParameter.objects.in_force("vote_threshold.GIAY_KHEN", on=held_on, at=school)
    names = ("Đoàn Thị Ngát", "Quách Đình Phong", "Tăng Bảo Quốc")
    for person in Person.objects.employed_at(school, on=held_on).filter(full_name__in=names):
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
    issue(councils.draft_invitation(session, by=secretary))
    session.refresh_from_db()
    return session
