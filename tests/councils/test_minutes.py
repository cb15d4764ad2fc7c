from __future__ import annotations

import pytest

from core import clock
from councils import ballots, services
from councils.papers import minutes
from documents.content import Table, canonical_bytes, plain_text
from documents.rendering import render_html
from tests.councils import sessions


@pytest.fixture
def closed(school):
    """Nine members, one away; two grades by hands, two titles by secret ballot, one family relation."""
    council = sessions.make_council(school, 9)
    members = list(council.members.all())

    def prepare(session):
        sessions.hands(school, session, label="Hoàn thành tốt", person=school.teacher)
        sessions.hands(school, session, label="Hoàn thành tốt", person=school.head)
        sessions.secret(school, session, person=school.teacher)
        last = sessions.secret(school, session, person=school.secretary, value="80/100")
        services.declare_family(session, member=members[5], motions=[last], by=school.secretary.user)

    session = sessions.open_session_of(school, council, absent=[members[8].person], prepare=prepare)
    first, second = session.motions.by_hands()
    services.record_hands(session, counts={first.pk: (8, 0, 0), second.pk: (3, 4, 0)}, by=school.secretary.user)
    ballots.open_box(session, tellers=members[3:5], accepts_small=True, by=school.secretary.user)
    for person in sessions.voters(session)[:7]:
        sessions.cast(session, person)
    sessions.counted(school, session)
    with clock.travel_to("2026-10-12 09:45"):
        return services.close_session(session, by=school.secretary.user)


def tables(content):
    return [block for block in content.walk() if isinstance(block, Table)]


def test_the_minutes_hold_every_figure(closed):
    hands, secret = tables(closed.minutes.content)

    assert hands.rows == [
        ["1", "Đỗ Thị Hòa: Hoàn thành tốt", "8/8", "8", "0", "0", "88,9%", "5/9", "Thông qua"],
        ["2", "Trịnh Thị Ánh: Hoàn thành tốt", "7/7", "3", "4", "0", "33,3%", "5/9", "Không thông qua"],
    ]
    assert secret.rows == [
        ["3", "Đỗ Thị Hòa: Chiến sĩ thi đua cơ sở", "7/8", "7", "0", "0", "77,8%", "6/9", "Thông qua"],
        ["4", "Phạm Thu Trang: Chiến sĩ thi đua cơ sở", "5/6", "5", "0", "0", "55,6%", "8/9", "Không thông qua"],
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Tổng số thành viên Hội đồng Thi đua - Khen thưởng: 9; có mặt: 8; vắng mặt: 1.",
        "tức 6 trong 9; có mặt khi biểu quyết 8, đủ điều kiện tiến hành. Căn cứ: Điều 7 Quy chế 15/QC-THNC.",
        "Thời gian bắt đầu: 08 giờ 00 phút, ngày 12 tháng 10 năm 2026",
        "Chủ tọa: Hoàng Thị Bích Liên, Chủ tịch Hội đồng.",
        "Số phiếu phát ra: 8; số phiếu thu về: 7; số phiếu không thu về: 1.",
        "Ban kiểm phiếu: Trịnh Thị Ánh, Bùi Quang Đạo.",
        "Phạm Thu Trang: không biểu quyết dòng 4 (là người được đề nghị)",
        "Trần Thị An: không biểu quyết dòng 4 (có quan hệ gia đình với người được đề nghị)",
        "Hội đồng thông qua 2 trong 4 nội dung đưa ra biểu quyết.",
        "Cuộc họp kết thúc vào 09 giờ 45 phút, ngày 12 tháng 10 năm 2026.",
        "Số: /BB-THNC",
    ],
)
def test_the_minutes_say(closed, sentence):
    assert sentence in plain_text(closed.minutes.content)


def test_a_row_voted_on_again_is_concluded_once_by_its_last_round(school):
    def prepare(session):
        sessions.hands(school, session, label="Hoàn thành tốt", person=school.teacher)

    session = sessions.open_session_of(school, sessions.make_council(school, 5), prepare=prepare)
    first = session.motions.get()
    services.record_hands(session, counts={first.pk: (1, 4, 0)}, by=school.secretary.user)
    first.refresh_from_db()
    (second,) = services.vote_again(session, motions=[first], by=school.secretary.user)
    services.record_hands(session, counts={second.pk: (5, 0, 0)}, by=school.secretary.user)
    services.close_session(session, by=school.secretary.user)
    session.refresh_from_db()

    words = plain_text(session.minutes.content)
    assert "Hội đồng thông qua 1 trong 1 nội dung đưa ra biểu quyết." in words
    assert "Không được thông qua:" not in words


def test_the_reason_of_an_absence_is_not_in_the_minutes(closed):
    assert closed.attendances.get(state="absent").reason == "đi công tác"
    assert "công tác" not in plain_text(closed.minutes.content)


def test_secretary_signs_left_and_chair_right(closed):
    content = closed.minutes.content

    assert content.is_minutes
    assert [(who.post, who.name) for who in content.signatories] == [
        ("THƯ KÝ", "Phạm Thu Trang"),
        ("CHỦ TỌA", "Hoàng Thị Bích Liên"),
    ]


def test_the_same_facts_give_the_same_bytes(closed):
    with clock.travel_to("2027-01-05 10:00"):
        again = minutes.content_of(sessions.fresh(closed).sealed.data)

    assert canonical_bytes(again) == canonical_bytes(closed.minutes.content)


def test_an_unread_rule_is_marked_in_the_minutes(school):
    council = sessions.make_council(school)
    sessions.rule(school.school, sessions.QUORUM, "2/3", mark="K")
    session = sessions.open_session_of(school, council, prepare=lambda s: sessions.hands(school, s, label="Việc một"))
    services.record_hands(session, counts={session.motions.get().pk: (5, 0, 0)}, by=school.secretary.user)
    closed = services.close_session(session, by=school.secretary.user)

    assert "Quy chế 15/QC-THNC (tạm tính, chưa đối chiếu văn bản)." in plain_text(closed.minutes.content)


def test_the_minutes_can_be_rendered(closed):
    assert "Biểu quyết giơ tay" in render_html(closed.minutes.content, draft=True)
