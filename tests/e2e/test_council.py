"""A whole session in real browsers: nine phones, the wall, and stamped papers that two tellers count."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core import clock
from core.scoping import scope
from councils.models import BallotBox, CouncilSession, Motion, Vote
from councils.services import members_of
from tests.councils import sessions
from tests.e2e.test_year import text_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ON_THE_DAY = "2026-10-12 08:00"
TITLES = ("Lao động tiên tiến", "Chiến sĩ thi đua cơ sở", "Giấy khen")


@pytest.fixture
def council(transactional_world):
    """Whoever sits in a council of this size, in the order of the decision; the clock stands on the day."""

    def make(size: int):
        with scope(transactional_world.school):
            return sessions.make_council(transactional_world, size)

    with clock.travel_to(ON_THE_DAY):
        yield make


def convened(world, council) -> CouncilSession:
    """A session of today with three titles of secret ballot; one of them is a member's own."""
    with scope(world.school):
        session = sessions.convene(world, council, title="Phiên xét danh hiệu tháng 10")
        for title, person in zip(TITLES, (world.teacher, world.head, world.teacher2), strict=True):
            sessions.secret(world, session, f"Đề nghị {title}", person, value="2/3")
        return session


def address(world, name: str, session) -> str:
    return reverse(f"councils:{name}", args=[world.school.slug, session.pk])


def call_roll(secretary, members) -> None:
    for member in members:
        row = secretary.main.get_by_role("row").filter(has_text=member.person.full_name)
        row.get_by_label("Có mặt", exact=True).check()
    secretary.press("Lưu điểm danh").sees("Đủ")


def choose(voter, choice) -> None:
    """One choice for every row of the own paper, checked and cast."""
    voter.task("Bỏ phiếu kín")
    for fieldset in voter.main.locator("fieldset").all():
        assert not fieldset.get_by_role("radio", checked=True).count(), "nothing is chosen beforehand"
        fieldset.get_by_label(choice, exact=True).check()
    voter.look("ballot")
    voter.press("Xem lại trước khi bỏ phiếu").press("Bỏ phiếu", exact=True).sees("Đã bỏ phiếu")


def test_nine_members_vote_on_their_phones_before_the_wall(transactional_world, council, walk):
    world = transactional_world
    body = council(9)
    session = convened(world, body)
    with scope(world.school):
        members = list(members_of(session))
    phones = {member: walk(member.person, world.school, "phone") for member in members}
    chair, secretary = phones[members[0]], walk(members[1].person, world.school)
    wall = walk(members[1].person, world.school).open(address(world, "session_screen", session))

    secretary.open(address(world, "session_detail", session))
    call_roll(secretary, members)
    secretary.press("Mở phiên họp").sees("Đang họp")
    secretary.follow("Mở bỏ phiếu kín").sees("9 người bỏ phiếu").look("ballot-open").press("Mở bỏ phiếu kín")
    wall.sees("Đã bỏ phiếu 0 trong 9").look("session-screen")
    for number, member in enumerate(members, start=1):
        choose(phones[member], "Không đồng ý" if number == 9 else "Đồng ý")
        if number == 5:
            wall.sees("Đã bỏ phiếu 5 trong 9")
    wall.sees("Đã bỏ phiếu 9 trong 9").does_not_see("8/9").does_not_see(members[4].person.full_name)

    secretary.open(address(world, "session_detail", session)).follow("Kết thúc bỏ phiếu").press("Kết thúc bỏ phiếu")
    secretary.sees("Kết quả có khi chủ tọa công bố").does_not_see("8/9")
    wall.sees("Chờ công bố")
    chair.open(address(world, "session_detail", session)).sees("8 (88,9%)").press("Công bố kết quả")
    wall.sees("8/9")
    secretary.open(address(world, "session_detail", session)).sees("8 (88,9%)").look("council-session")
    secretary.follow("Kết thúc phiên họp").press("Kết thúc phiên họp").sees("Đã kết thúc")

    with scope(world.school):
        figures = list(Motion.objects.values_list("eligible_count", "votes_for", "votes_against", "passed"))
        assert figures == [(9, 8, 1, True), (8, 7, 1, True), (9, 8, 1, True)]
        assert Vote.objects.count() == 26


def test_five_members_vote_on_stamped_paper_that_two_tellers_count(transactional_world, council, worker, walk):
    world = transactional_world
    body = council(5)
    session = convened(world, body)
    with scope(world.school):
        members = list(members_of(session))
    chair, secretary = (walk(member.person, world.school) for member in members[:2])
    first, second = (walk(member.person, world.school, "phone") for member in members[2:4])

    secretary.open(address(world, "session_detail", session))
    call_roll(secretary, members)
    secretary.press("Mở phiên họp").follow("Mở bỏ phiếu kín").sees("Chọn sẵn phiếu giấy vì có dưới 9 người")
    assert secretary.main.get_by_label("Phiếu giấy có đóng dấu").is_checked()
    secretary.tick(members[2].person.full_name).press("Mở bỏ phiếu kín").sees("Chọn đúng hai người")
    secretary.tick(members[3].person.full_name).look("ballot-open-paper").press("Mở bỏ phiếu kín")
    secretary.press("In phiếu")
    papers = secretary.downloads(secretary.waits_for_link("phieu-kin"))
    assert "Chiến sĩ thi đua cơ sở" in text_of(papers)

    count(first, votes=(4, 1, 0, 0), own=(4, 0, 0, 0))
    first.look("teller-waits").does_not_see("khớp")
    count(second, votes=(5, 1, 0, 0), own=(4, 0, 0, 0), is_refused="nhập 6")
    count_again(second, votes=(5, 0, 0, 0), own=(4, 0, 0, 0))
    second.sees("Hai người nhập khác nhau ở 2 dòng").look("tellers-differ")
    secretary.open(address(world, "session_detail", session)).follow("Kết thúc bỏ phiếu").look("ballot-close-differs")
    second.press("Mở lại số của tôi để sửa")
    count_again(second, votes=(4, 1, 0, 0), own=(4, 0, 0, 0))
    second.sees("khớp nhau ở mọi dòng")

    secretary.open(address(world, "session_detail", session)).follow("Kết thúc bỏ phiếu").press("Kết thúc bỏ phiếu")
    chair.open(address(world, "session_detail", session)).press("Công bố kết quả").sees("4 (80%)")
    with scope(world.school):
        assert list(Motion.objects.values_list("votes_for", "votes_against", "passed")) == [
            (4, 1, True),
            (4, 0, True),
            (4, 1, True),
        ]
        assert not BallotBox.objects.get().votes.exists()


def count(teller, *, votes, own, is_refused: str = "") -> None:
    teller.task("Kiểm phiếu")
    count_again(teller, votes=votes, own=own)
    if is_refused:
        teller.sees(is_refused)


def count_again(teller, *, votes, own) -> None:
    """The same figures for each row; `own` for the row with fewer papers."""
    for fieldset in teller.main.locator("fieldset").all():
        figures = own if TITLES[1] in fieldset.inner_text() else votes
        for field, figure in zip(fieldset.get_by_role("textbox").all(), figures, strict=True):
            field.fill(str(figure))
    teller.press("Nộp số kiểm phiếu")
