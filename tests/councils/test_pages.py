from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.scoping import scope
from councils import ballots, services
from councils.models import Council, CouncilSession, Recusal, Vote
from tests.councils import sessions

PAGES = [
    "session_detail",
    "session_roll_call",
    "session_hands",
    "session_recusals",
    "session_close",
    "ballot",
    "ballot_open",
    "ballot_progress",
    "ballot_close",
]
RUNNING = ["session_roll_call", "session_hands", "session_recusals", "session_close", "ballot_open", "ballot_close"]


def url(world, name, *args):
    return reverse(f"councils:{name}", args=[world.school.slug, *args])


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def voting(school):
    """An open session of nine with one row by hands and two secret ones, its box open."""

    def prepare(session):
        sessions.hands(school, session, person=school.teacher)
        sessions.secret(school, session, person=school.head)
        sessions.secret(school, session, label="Lao động tiên tiến", person=school.teacher)

    session = sessions.open_session(school, 9, prepare=prepare)
    ballots.open_box(session, by=school.secretary.user)
    return session


def paper(session, person, choice="agree"):
    return {f"choice-{motion.pk}": choice for motion in ballots.paper_of(session, person.user)}


# ---- a session from its beginning to its end ----


def test_a_whole_session_over_its_pages(school):
    secretary, chair = school.client(school.secretary), school.client(school.principal)
    session = sessions.convene(school, sessions.make_council(school, 9))
    first = sessions.hands(school, session, person=school.teacher)
    second = sessions.secret(school, session, person=school.head)
    members = list(services.members_of(session))

    secretary.post(
        url(school, "session_roll_call", session.pk), {f"state-{member.pk}": "present" for member in members}
    )
    secretary.post(url(school, "session_open", session.pk))
    counts = {f"for-{first.pk}": "9", f"against-{first.pk}": "0", f"blank-{first.pk}": "0"}
    secretary.post(url(school, "session_hands", session.pk), counts)
    secretary.post(url(school, "ballot_open", session.pk), {"mode": "device", "tellers": [members[3].pk]})
    for person in (school.principal, school.secretary, school.vice_principal):
        client = school.client(person)
        assert "checked" not in text(client.get(url(school, "ballot", session.pk)))
        check = client.post(url(school, "ballot", session.pk), paper(session, person))
        assert "Xem lại phiếu kín" in text(check)
        answer = client.post(url(school, "ballot_cast", session.pk), paper(session, person), follow=True)
        assert "Đã bỏ phiếu" in text(answer)
    secretary.post(url(school, "ballot_close", session.pk))
    chair.post(url(school, "ballot_release", session.pk))
    answer = chair.post(url(school, "session_close", session.pk), follow=True)

    assert "Đã kết thúc phiên họp" in text(answer)
    second.refresh_from_db()
    assert (second.votes_for, second.eligible_count, second.base, second.passed) == (3, 8, 9, False)


def test_the_principal_establishes_a_council_and_the_secretary_convenes(school):
    sessions.rule(school.school, sessions.QUORUM, "2/3")
    data = {"kind": "emulation", "name": "Hội đồng", "decision": "Quyết định số 21", "from_on": "12/10/2026"}
    data |= {f"seat-{school.principal.pk}": "chair", f"seat-{school.secretary.pk}": "secretary"}
    school.client(school.principal).post(url(school, "council_create"), data)
    council = Council.objects.get()
    assert [str(member.person) for member in council.members.all()] == ["Hoàng Thị Bích Liên", "Phạm Thu Trang"]

    data = {"title": "Xét thi đua tháng 10", "held_on": "26/10/2026", "starts_at": "14:00", "place": "Phòng họp"}
    answer = school.client(school.secretary).post(url(school, "session_create"), data, follow=True)

    assert "Xét thi đua tháng 10" in text(answer)
    assert CouncilSession.objects.get().school_year == school.year


def test_a_refused_council_keeps_what_was_typed(school):
    data = {"kind": "emulation", "name": "Hội đồng mới", "decision": "Quyết định số 21", "from_on": "12/10/2026"}
    answer = school.client(school.principal).post(url(school, "council_create"), data)

    assert "đúng một Chủ tịch" in text(answer)
    assert 'value="Hội đồng mới"' in text(answer)


def test_convening_without_a_council_or_a_year_is_a_sentence(school):
    client = school.client(school.secretary)
    refused = client.get(url(school, "session_create"))
    assert refused.status_code == 403
    assert "Chưa có hội đồng" in text(refused)
    sessions.make_council(school)

    data = {"title": "Họp", "held_on": "26/10/2024", "starts_at": "14:00", "place": "Phòng họp"}
    assert "Chưa có năm học" in text(client.post(url(school, "session_create"), data))
    assert "Nhập theo mẫu" in text(client.post(url(school, "session_create"), data | {"held_on": "30/40"}))


# ---- roll-call and quorum ----


def test_a_missing_quorum_is_said_with_its_numbers_and_its_source(school):
    council = sessions.make_council(school, 9)
    session = sessions.convene(school, council)
    sessions.call_roll(school, session, absent=[member.person for member in council.members.all()[5:]])

    page = text(school.client(school.secretary).get(url(school, "session_detail", session.pk)))
    answer = text(school.client(school.secretary).post(url(school, "session_open", session.pk), follow=True))

    for shown in (page, answer):
        assert "Cần ít nhất 6 trong 9 thành viên có mặt, mới có 5." in shown
        assert "Điều 7 Quy chế 15/QC-THNC" in shown


def test_a_roll_call_with_a_member_missing_keeps_the_others(school):
    session = sessions.convene(school, sessions.make_council(school))
    members = list(services.members_of(session))
    data = {f"state-{members[0].pk}": "absent", f"reason-{members[0].pk}": "họp ở phường"}

    answer = school.client(school.secretary).post(url(school, "session_roll_call", session.pk), data)

    assert answer.status_code == 200
    assert "Có 4 chỗ cần sửa" in text(answer)
    assert 'value="họp ở phường"' in text(answer)
    assert not session.attendances.exists()


def test_only_those_who_run_the_session_read_the_reason_of_an_absence(school):
    session = sessions.open_session(school, 9, absent=[school.head])

    seen = {
        person: "đi công tác" in text(school.client(person).get(url(school, "session_detail", session.pk)))
        for person in (school.secretary, school.principal, school.vice_principal, school.head)
    }

    assert seen == {
        school.secretary: True,
        school.principal: True,
        school.vice_principal: False,
        school.head: False,
    }


# ---- hands ----


def test_wrong_hands_are_answered_beside_the_row_and_kept(school, voting):
    motion = voting.motions.by_hands().get()
    client = school.client(school.secretary)
    wrong = {f"for-{motion.pk}": "5", f"against-{motion.pk}": "1", f"blank-{motion.pk}": "1"}

    answer = text(client.post(url(school, "session_hands", voting.pk), wrong))
    assert "ý kiến là 7, nhưng có 9 thành viên được biểu quyết" in answer
    assert 'value="5"' in answer
    assert "Ghi đủ ba số" in text(client.post(url(school, "session_hands", voting.pk), {f"for-{motion.pk}": "9"}))
    assert "nhập một số" in text(
        client.post(url(school, "session_hands", voting.pk), wrong | {f"for-{motion.pk}": "x"})
    )
    motion.refresh_from_db()
    assert motion.passed is None


def test_filling_in_agreement_saves_nothing_yet(school, voting):
    motion = voting.motions.by_hands().get()

    answer = school.client(school.secretary).post(url(school, "session_hands", voting.pk), {"fill": "1"})

    assert "Chưa lưu" in text(answer)
    assert 'value="9"' in text(answer)
    motion.refresh_from_db()
    assert motion.passed is None


# ---- recusals ----


def test_a_relative_is_declared_and_taken_back_on_the_page(school):
    session = sessions.open_session(school, prepare=lambda s: sessions.hands(school, s, person=school.teacher))
    client, page = school.client(school.secretary), url(school, "session_recusals", session.pk)
    member = services.present_members(session)[2]

    answer = client.post(page, {"member": member.pk, "motions": [session.motions.get().pk]}, follow=True)
    assert "Đã ghi thành viên tránh mặt" in text(answer)
    answer = client.post(url(school, "recusal_withdraw", Recusal.objects.get().pk), follow=True)

    assert "Đã bỏ dòng tránh mặt" in text(answer)
    assert not Recusal.objects.exists()


# ---- the paper ----


def test_the_open_ballot_shows_who_has_cast_and_no_figures(school, voting):
    sessions.cast(voting, school.principal)
    client = school.client(school.secretary)

    page = text(client.get(url(school, "session_detail", voting.pk)))
    progress = text(client.get(url(school, "ballot_progress", voting.pk)))

    assert "1 trong 9" in page
    assert "Hoàng Thị Bích Liên: đã bỏ phiếu" in progress
    assert "Phạm Thu Trang: chưa bỏ phiếu" in progress
    assert "Đồng ý</dt>" not in progress


def test_a_paper_with_a_row_unchosen_comes_back_with_the_others(school, voting):
    first, second = ballots.paper_of(voting, school.principal.user)

    answer = school.client(school.principal).post(url(school, "ballot", voting.pk), {f"choice-{first.pk}": "disagree"})

    assert "Có 1 chỗ cần sửa" in text(answer)
    assert text(answer).count("checked") == 1
    assert f"Chưa chọn cho “{second.heading}”" in text(answer)


def test_choosing_again_keeps_the_choices(school, voting):
    client = school.client(school.principal)

    answer = client.post(url(school, "ballot", voting.pk), paper(voting, school.principal) | {"edit": "1"})

    assert "Xem lại trước khi bỏ phiếu" in text(answer)
    assert text(answer).count("checked") == 2


@pytest.mark.parametrize("tampered", ["own", "foreign", "missing", "invented"])
def test_a_tampered_paper_is_a_sentence_and_casts_nothing(school, voting, tampered):
    own = voting.motions.secret().get(person=school.head)
    other = sessions.secret(school, sessions.convene(school, voting.council), person=school.teacher)
    data = {
        "own": paper(voting, school.head) | {f"choice-{own.pk}": "agree"},
        "foreign": paper(voting, school.head) | {f"choice-{other.pk}": "agree"},
        "missing": {},
        "invented": paper(voting, school.head, "twice"),
    }[tampered]

    answer = school.client(school.head).post(url(school, "ballot_cast", voting.pk), data)

    assert answer.status_code == 200
    assert "cần sửa" in text(answer)
    assert not Vote.objects.exists()


def test_two_tabs_and_the_back_button_cast_once(school, voting):
    client = school.client(school.principal)
    client.post(url(school, "ballot_cast", voting.pk), paper(voting, school.principal))

    for answer in (
        client.get(url(school, "ballot", voting.pk)),
        client.post(url(school, "ballot", voting.pk), paper(voting, school.principal)),
        client.post(url(school, "ballot_cast", voting.pk), paper(voting, school.principal, "disagree")),
    ):
        assert "<h1>Đã bỏ phiếu</h1>" in text(answer)
    assert set(Vote.objects.values_list("choice", flat=True)) == {"agree"}


def test_who_has_no_paper_reads_why(school, voting):
    late = sessions.make_person_of_council(school, voting.council)
    assert "chỉ phát cho thành viên có mặt" in text(school.client(late).get(url(school, "ballot", voting.pk)))

    ballots.close_box(voting, by=school.secretary.user)
    answer = school.client(school.principal).post(
        url(school, "ballot_cast", voting.pk), {f"choice-{voting.motions.secret().first().pk}": "agree"}
    )
    assert "Đã kết thúc bỏ phiếu nên không nhận thêm phiếu" in text(answer)

    draft = sessions.convene(school, voting.council)
    assert "chưa mở" in text(school.client(school.principal).get(url(school, "ballot", draft.pk)))


def test_the_page_says_what_secrecy_does_not_cover(school, voting):
    page = text(school.client(school.principal).get(url(school, "ballot", voting.pk)))

    assert "Không che được" in page
    assert "mọi người chọn như nhau" in page


def test_opening_below_nine_voters_needs_a_word(school):
    session = sessions.open_session(school, prepare=lambda s: sessions.secret(school, s, person=school.teacher))
    client, page = school.client(school.secretary), url(school, "ballot_open", session.pk)

    assert "Chỉ có 5 người bỏ phiếu" in text(client.get(page))
    assert "Đánh dấu xác nhận" in text(client.post(page, {"mode": "device"}))
    assert not session.boxes.exists()
    assert "Đã mở bỏ phiếu kín" in text(client.post(page, {"mode": "device", "accepts_small": "on"}, follow=True))


def test_closing_the_box_says_who_is_missing_and_asks_once_more(school, voting):
    sessions.cast(voting, school.principal)

    page = text(school.client(school.secretary).get(url(school, "ballot_close", voting.pk)))

    assert "1 trong 9 người đã bỏ phiếu. Còn 8 người chưa bỏ" in page
    assert "Không mở lại được" in page
    voting.boxes.get().refresh_from_db()
    assert voting.boxes.get().is_open


# ---- who may ----


@pytest.mark.parametrize("name", PAGES)
def test_a_teacher_outside_the_council_is_refused(school, voting, name):
    assert school.client(school.teacher).get(url(school, name, voting.pk)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_another_school_does_not_find_the_session(school, voting, name):
    with scope(school.other_school):
        page = reverse(f"councils:{name}", args=[school.other_school.slug, voting.pk])
        answer = school.client(school.other_secretary).get(page)

    assert answer.status_code == 404
    assert "Hoàn thành tốt" not in text(answer)


@pytest.mark.parametrize("name", RUNNING)
def test_a_member_does_not_run_the_session(school, voting, name):
    client = school.client(school.head)

    assert client.get(url(school, name, voting.pk)).status_code == 403
    assert client.post(url(school, name, voting.pk)).status_code == 403


def test_a_session_is_not_opened_by_looking(school, voting):
    assert school.client(school.secretary).get(url(school, "session_open", voting.pk)).status_code == 405


def test_looking_at_the_address_of_casting_leads_to_the_paper(school, voting):
    answer = school.client(school.secretary).get(url(school, "ballot_cast", voting.pk))

    assert (answer.status_code, answer.url) == (302, url(school, "ballot", voting.pk))


def test_only_the_principal_establishes_a_council(school):
    assert school.client(school.principal).get(url(school, "council_create")).status_code == 200
    assert school.client(school.secretary).get(url(school, "council_create")).status_code == 403


def test_the_list_leads_to_what_can_be_done(school):
    assert "Ghi quyết định thành lập" in text(school.client(school.principal).get(url(school, "session_list")))
    council = sessions.make_council(school)
    sessions.convene(school, council)

    page = text(school.client(school.secretary).get(url(school, "session_list")))

    assert "Triệu tập phiên họp" in page
    assert "Phiên họp xét danh hiệu" in page
    detail = text(school.client(school.head).get(url(school, "council_detail", council.pk)))
    assert "Quyết định số 21/QĐ-THNC" in detail


# ---- cost ----


def test_the_page_of_a_session_costs_the_same_for_three_rows_and_for_thirty(school):
    council, client = sessions.make_council(school), school.client(school.secretary)
    client.get(url(school, "session_list"))  # the first visit notes the time of the sign-in session
    costs = []
    for count in (3, 30):
        session = sessions.convene(school, council)
        for number in range(count):
            sessions.hands(school, session, label=f"Dòng {number}")
            sessions.secret(school, session, label=f"Danh hiệu {number}", subject_key=f"registration:s{number}")
        sessions.call_roll(school, session)
        services.open_session(session, by=school.secretary.user)
        with CaptureQueriesContext(connection) as queries:
            client.get(url(school, "session_detail", session.pk))
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_the_list_costs_the_same_for_one_session_and_for_three(school):
    council, client = sessions.make_council(school), school.client(school.secretary)
    client.get(url(school, "session_list"))  # the first visit notes the time of the sign-in session
    costs = []
    for count in (1, 2):
        for _ in range(count):
            sessions.convene(school, council)
        with CaptureQueriesContext(connection) as queries:
            client.get(url(school, "session_list"))
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_what_the_department_says_of_a_member_is_not_shown_to_herself(school):
    session = sessions.convene(school, sessions.make_council(school))
    sessions.hands(school, session, person=school.head, snapshot={"summary": "87,5/100 điểm"})

    def page(reader):
        return text(school.client(reader).get(url(school, "session_detail", session.pk)))

    assert "87,5/100 điểm" in page(school.secretary)
    assert "87,5/100 điểm" not in page(school.head)
