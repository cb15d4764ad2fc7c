"""What is made ready before a session: agenda, another day, giấy mời, papers to read, who is near."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.errors import DomainError
from councils import services
from councils.agenda import Point, read_agenda, typed
from councils.models import CouncilSession, Motion, SessionPaper
from notifications.models import Notification
from organisation.models import Employment
from tests.councils import sessions
from tests.documents import drafts
from tests.documents.test_evidence import pdf, photo


def url(world, name, *args):
    return reverse(f"councils:{name}", args=[world.school.slug, *args])


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def session(school):
    return sessions.convene(school, sessions.make_council(school, 5))


def upload(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


# ---- agenda ----


def test_an_agenda_is_read_a_point_a_line_without_its_typed_numbers():
    points = read_agenda("1. Xét danh hiệu | Bà Lan\n\n - Việc khác \n")
    assert points == [Point("Xét danh hiệu", "Bà Lan"), Point("Việc khác")]
    assert read_agenda(typed(points)) == points


@pytest.mark.parametrize("line", ["| Bà Lan", "x" * 301, "Việc | " + "x" * 121, "\n".join("abc" for _ in range(41))])
def test_an_agenda_that_cannot_stand_is_refused_with_a_sentence(line):
    with pytest.raises(DomainError, match=r"(?i)chương trình"):
        read_agenda(line)


def test_a_session_is_called_with_its_agenda_and_the_agenda_is_mended(school):
    sessions.make_council(school)
    client = school.client(school.secretary)
    data = {"title": "Xét thi đua", "held_on": "26/10/2026", "starts_at": "14:00", "place": "Phòng họp"}
    client.post(url(school, "session_create"), data | {"agenda": "Xét danh hiệu | Bà Lan\nViệc khác"})
    session = CouncilSession.objects.get()
    assert services.agenda_of(session) == [Point("Xét danh hiệu", "Bà Lan"), Point("Việc khác")]

    client.post(url(school, "session_agenda", session.pk), {"agenda": "Chỉ một việc"})
    assert services.agenda_of(session) == [Point("Chỉ một việc")]
    refused = client.post(url(school, "session_agenda", session.pk), {"agenda": "Một việc\n| Bà Lan"})
    assert "Dòng 2" in text(refused)
    assert "| Bà Lan" in text(refused)
    assert services.agenda_of(session) == [Point("Chỉ một việc")]


def test_the_agenda_of_an_open_session_stays(school):
    session = sessions.open_session(school, prepare=lambda session: sessions.hands(school, session))
    with pytest.raises(DomainError, match="không còn ở bước chuẩn bị"):
        services.set_agenda(session, [Point("Muộn")], by=school.secretary.user)


def test_where_several_councils_are_at_work_one_is_chosen(school):
    sessions.make_council(school)
    other = services.establish_council(
        organisation=school.school,
        kind="initiative",
        name="Hội đồng Sáng kiến",
        from_on=date(2026, 9, 1),
        members=[(school.principal, "chair"), (school.secretary, "secretary")],
        by=school.principal.user,
    )
    client = school.client(school.secretary)
    assert "Hội đồng Sáng kiến" in text(client.get(url(school, "session_create")))
    data = {"title": "Xét sáng kiến", "held_on": "26/10/2026", "starts_at": "14:00", "place": "Phòng họp"}
    assert "Chọn hội đồng" in text(client.post(url(school, "session_create"), data))

    client.post(url(school, "session_create"), data | {"council": other.pk})
    assert CouncilSession.objects.get().council == other


# ---- another day ----


def test_a_moved_session_is_told_again_and_its_roll_call_begins_anew(school, session):
    sessions.call_roll(school, session)
    data = {"title": session.title, "held_on": "14/10/2026", "starts_at": "09:30", "place": "Hội trường"}
    school.client(school.secretary).post(url(school, "session_move", session.pk), data)

    session.refresh_from_db()
    assert (session.held_on, session.starts_at, session.place) == (date(2026, 10, 14), time(9, 30), "Hội trường")
    assert not session.attendances.exists()
    told = Notification.objects.filter(person=school.head, about=f"session:{session.pk}").order_by("pk")
    assert [row.subject for row in told] == [f"Mời họp: {session.title}", f"Đổi lịch họp: {session.title}"]
    assert told[0].read_at is not None
    assert told[1].read_at is None
    assert "09:30 thứ Tư 14/10/2026" in told[1].body


def test_back_to_the_first_day_is_told_too_and_nothing_changed_tells_nobody(school, session):
    def move(day):
        services.move_session(
            session,
            school_year=school.year,
            title=session.title,
            held_on=day,
            starts_at=time(8),
            place=session.place,
            by=school.secretary.user,
        )

    for day in (date(2026, 10, 14), date(2026, 10, 12), date(2026, 10, 12)):
        move(day)
    assert Notification.objects.filter(person=school.head, key__contains="moved").count() == 2


def test_an_open_session_is_not_moved(school):
    session = sessions.open_session(school, prepare=lambda session: sessions.hands(school, session))
    answer = school.client(school.secretary).get(url(school, "session_move", session.pk), follow=True)
    assert "không còn ở bước chuẩn bị" in text(answer)


# ---- giấy mời ----


def test_the_invitation_names_members_agenda_time_and_place(school, session):
    services.set_agenda(session, [Point("Xét danh hiệu", "Bà Lan")], by=school.secretary.user)
    document = services.draft_invitation(session, by=school.secretary.user)

    content = document.content
    words = "\n".join(block.text for block in content.walk() if hasattr(block, "text"))
    assert (document.kind, content.title, content.letterhead.symbol) == ("invitation", "GIẤY MỜI", "GM-THNC")
    assert "08 giờ 00, thứ Hai 12/10/2026" in words
    assert "Phòng họp tầng 2" in words
    assert "Hoàng Thị Bích Liên, Chủ tịch;" in words
    assert "Xét danh hiệu (Bà Lan trình bày)." in words
    assert content.signatories[0].name == "Hoàng Thị Bích Liên"


def test_after_a_move_the_page_says_that_the_invitation_is_wrong_until_it_is_made_again(school, session):
    client = school.client(school.secretary)
    client.post(url(school, "session_invitation", session.pk))
    page, warning = url(school, "session_detail", session.pk), "Giấy mời ghi ngày giờ hoặc địa điểm khác"
    assert warning not in text(client.get(page))
    data = {"title": session.title, "held_on": "14/10/2026", "starts_at": "08:00", "place": session.place}
    client.post(url(school, "session_move", session.pk), data)
    assert warning in text(client.get(page))

    client.post(url(school, "session_invitation", session.pk))
    assert warning not in text(client.get(page))


def test_members_read_the_invitation(school, session):
    document = services.draft_invitation(session, by=school.secretary.user)
    address = reverse("documents:document_detail", args=[school.school.slug, document.pk])
    assert school.client(school.head).get(address).status_code == 200
    assert school.client(school.teacher).get(address).status_code == 403


# ---- papers ----


def test_a_file_is_laid_before_the_members_and_read_by_them_alone(school, session):
    secretary, file = school.client(school.secretary), pdf()
    secretary.post(url(school, "paper_add", session.pk), {"upload": upload(file, "Tờ trình.exe"), "title": ""})

    paper = SessionPaper.objects.get()
    assert (paper.title, paper.original_name) == ("Tờ trình.pdf", "Tờ trình.pdf")
    address = url(school, "paper_file", paper.pk)
    answer = school.client(school.head).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content) == file
    assert school.client(school.teacher).get(address).status_code == 403
    assert school.client(school.other_secretary).get(address).status_code in (403, 404)


def test_a_member_of_another_council_does_not_read_the_papers(school):
    session = sessions.convene(school, sessions.make_council(school, 3))
    paper = services.add_paper(session, upload=upload(photo(), "anh.jpg"), by=school.secretary.user)
    assert school.client(school.outsider_head).get(url(school, "paper_file", paper.pk)).status_code == 403
    page = text(school.client(school.outsider_head).get(url(school, "session_detail", session.pk)))
    assert "anh.jpg" not in page


@pytest.mark.parametrize("data", [b"MZ program", b"", b"<svg/>"])
def test_a_file_that_is_none_is_refused_and_nothing_is_kept(school, session, data):
    answer = school.client(school.secretary).post(
        url(school, "paper_add", session.pk), {"upload": upload(data, "x.pdf"), "title": "Tên đã ghi"}
    )
    assert "Tên đã ghi" in text(answer)
    assert not SessionPaper.objects.exists()


def test_a_document_of_ours_is_a_paper_once(school, session):
    document = drafts.draft(school, kind="regulation", subject="Quy chế thi đua")
    client = school.client(school.secretary)
    for _ in range(2):
        client.post(url(school, "paper_add", session.pk), {"document": document.pk})

    paper = SessionPaper.objects.get()
    read = school.client(school.head).get(url(school, "paper_file", paper.pk))
    assert "Nâng cao chất lượng" in text(read)
    assert reverse("documents:document_detail", args=[school.school.slug, document.pk])  # which she may not open
    client.post(url(school, "paper_remove", paper.pk))
    assert not SessionPaper.objects.exists()
    document.refresh_from_db()


def test_neither_or_both_is_a_sentence(school, session):
    client = school.client(school.secretary)
    assert "Chọn một văn bản của đơn vị" in text(client.post(url(school, "paper_add", session.pk), {}))


# ---- who is near ----


def test_members_of_the_candidates_department_are_shown_and_vote(school):
    def prepare(session):
        sessions.hands(school, session, person=school.teacher)
        sessions.hands(school, session, label="Danh hiệu của tổ", department=school.department)
        sessions.hands(
            school, session, label="Sáng kiến", interests=[(school.vice_principal, Motion.Interest.CO_AUTHOR)]
        )

    session = sessions.open_session(school, prepare=prepare)
    first, second, third = session.motions.all()
    assert [(row["name"], row["kind"]) for row in first.interests] == [(school.head.full_name, "same_department")]
    assert [row["name"] for row in second.interests] == [school.head.full_name]
    assert [(row["name"], row["kind"]) for row in third.interests] == [(school.vice_principal.full_name, "co_author")]
    assert services.electorates(session, [first])[first.pk].entitled == 5

    page = text(school.client(school.secretary).get(url(school, "session_detail", session.pk)))
    assert f"Cùng tổ: {school.head.full_name}" in page
    assert f"Thành viên của tổ: {school.head.full_name}" in page
    assert f"Đồng tác giả: {school.vice_principal.full_name}" in page


def test_the_department_is_that_of_the_sessions_day(school, session):
    motion = sessions.hands(school, session, person=school.teacher)
    Employment.objects.filter(person=school.teacher).update(department=school.department2)
    services.move_session(
        session,
        school_year=school.year,
        title=session.title,
        held_on=date(2026, 10, 14),
        starts_at=session.starts_at,
        place=session.place,
        by=school.secretary.user,
    )
    motion.refresh_from_db()
    assert {row["person"] for row in motion.interests} == {school.secretary.pk, school.outsider_head.pk}
