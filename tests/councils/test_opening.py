"""What is said before a ballot box opens."""

from __future__ import annotations

from councils.opening import opening_findings
from tests.councils import sessions


def test_what_cannot_pass_is_said_before(school):
    def prepare(session):
        sessions.secret(school, session, label="Một", person=school.head, value="8/9")
        sessions.secret(school, session, label="Hai", person=school.teacher, value="8/9")

    session = sessions.open_session(school, 9, absent=[school.outsider_head], prepare=prepare)

    found = opening_findings(session)

    assert [finding.code for finding in found] == ["cannot_pass", "small_electorate", "unanimity"]
    assert found[0].detail == "Cần 8 phiếu (tổng số thành viên: 9), chỉ có 7 người được bỏ phiếu."


def test_rows_that_cannot_pass_for_the_same_reason_are_told_of_together(school):
    def prepare(session):
        for label, value in (("Một", "8/9"), ("Hai", "1/2"), ("Ba", "8/9"), ("Bốn", "9/9")):
            sessions.secret(school, session, label=label, value=value)

    away = [school.outsider_head, school.head]
    first, second, *_ = opening_findings(sessions.open_session(school, 9, absent=away, prepare=prepare))

    assert first.title == "2 dòng: không thể đủ 8 phiếu đồng ý"
    assert first.detail.endswith("chỉ có 7 người được bỏ phiếu. Các dòng: 1. Một; 3. Ba.")
    assert second.title == "Bốn: không thể đủ 9 phiếu đồng ý"


def test_a_row_for_which_hardly_anybody_votes_is_named_before(school):
    session = sessions.open_session(school, 3, prepare=lambda s: sessions.secret(school, s, person=school.head))

    found = {finding.code: finding.title for finding in opening_findings(session)}

    assert found["narrow_row"] == "Trịnh Thị Ánh: Chiến sĩ thi đua cơ sở: chỉ 3 người được bỏ phiếu"
