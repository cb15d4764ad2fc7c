"""The pages of a ballot on paper, and what a ballot's pages refuse and hide."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from core import jobs
from core.models import Job
from councils import ballots, paper_ballots, printing, services
from councils.models import BallotBox, CouncilMember, Credential, TellerCount, Vote
from organisation.models import RoleAssignment
from tests.councils import sessions
from tests.councils.test_paper_ballots import opened


def url(world, name, *args):
    return reverse(f"councils:{name}", args=[world.school.slug, *args])


def text(answer) -> str:
    return answer.content.decode()


def results_in(page: str) -> list[str]:
    """How rows ended, as far as a page says it: the words of the tags, not those of a rule."""
    return re.findall(r"</svg>\s*((?:Không t|T)hông qua)", page)


@pytest.fixture
def counting(school):
    return opened(school)


def typed(counting, first, second) -> dict[str, str]:
    """What a teller types for the two rows."""
    return {
        f"{name}-{pk}": str(figure)
        for pk, row in counting.figures(first, second).items()
        for name, figure in zip(paper_ballots.COUNT_FIELDS, row, strict=True)
    }


# ---- opening ----


def test_paper_is_chosen_beforehand_below_nine_and_the_device_from_nine_on(school):
    def prepare(session):
        sessions.secret(school, session, person=school.head)

    few = sessions.open_session(school, 8, prepare=prepare)
    page = text(school.client(school.secretary).get(url(school, "ballot_open", few.pk)))
    assert 'value="paper" ' in page
    assert "Chọn sẵn phiếu giấy vì có dưới 9 người bỏ phiếu" in page
    assert page.split('value="paper"')[1].split(">")[0].find("checked") >= 0
    assert "được đề nghị ở dòng 1: nên chọn người khác" in page
    assert "Nếu mọi người chọn như nhau" in page


def test_the_device_is_chosen_beforehand_from_nine_voters_on(school):
    session = sessions.open_session(school, 9, prepare=lambda s: sessions.secret(school, s, person=school.teacher))
    page = text(school.client(school.secretary).get(url(school, "ballot_open", session.pk)))

    assert "checked" in page.split('value="device"')[1].split(">")[0]
    assert "accepts_small" not in page
    assert "Nếu mọi người chọn như nhau" in page


@pytest.mark.parametrize("count", [0, 1, 3])
def test_paper_is_not_opened_without_exactly_two_tellers_and_the_choice_is_kept(school, count):
    session = sessions.open_session(school, 5, prepare=lambda s: sessions.secret(school, s, person=school.teacher))
    tellers = [member.pk for member in services.present_members(session)[:count]]

    page = text(
        school.client(school.secretary).post(
            url(school, "ballot_open", session.pk), {"mode": "paper", "tellers": tellers}
        )
    )

    assert "Chọn đúng hai người" in page
    assert (
        sum(f'value="{pk}"' in part and "checked" in part for pk in tellers for part in page.split("<input")) == count
    )
    assert not session.boxes.exists()


def test_a_mode_that_does_not_exist_is_a_sentence(school):
    session = sessions.open_session(school, 9, prepare=lambda s: sessions.secret(school, s, person=school.teacher))

    page = text(school.client(school.secretary).post(url(school, "ballot_open", session.pk), {"mode": "post"}))

    assert "Có 1 chỗ cần sửa" in page
    assert not session.boxes.exists()


# ---- printing ----


def test_the_printed_papers_are_as_many_as_are_handed_out_and_all_alike(school, counting):
    papers = [(each, 3) for each in paper_ballots.papers_in(counting.box)]
    html = printing.ballots_html(counting.box, papers)

    first, second = html.split('<div class="of-3">')[1:]
    slips = [
        [slip.split("</table>")[0].split(">", 1)[1] for slip in part.split('<div class="slip')[1:]]
        for part in (first, second)
    ]
    assert [len(part) for part in slips] == [12, 11]
    assert [len(set(part)) for part in slips] == [1, 1]
    assert "Phiếu số 1" in first
    assert "Phiếu số 2" in second
    assert school.principal.full_name not in html


def test_the_worker_makes_the_papers_for_whoever_runs_the_session(school, counting):
    answer = school.client(school.secretary).post(url(school, "papers_print", counting.session.pk))
    job = Job.objects.get(handler=paper_ballots.PRINT)
    assert answer.url.endswith(f"{job.uuid}/")

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.message) == ("done", "")
    with job.result_file.open() as file:
        assert file.read(5) == b"%PDF-"
    counting.hand_in(0)
    counting.hand_in(1)
    counting.close()
    page = text(school.client(school.secretary).post(url(school, "papers_print", counting.session.pk), follow=True))
    assert "không đang mở" in page


# ---- counting ----


def test_two_tellers_count_on_their_pages(school, counting):
    one, two = (school.client(teller.person) for teller in counting.tellers)
    page = url(school, "teller_count", counting.session.pk)
    assert "Phát ra 12 tờ" in text(one.get(page))

    waiting = text(one.post(page, typed(counting, (8, 2, 1, 1), (7, 4, 0, 0)), follow=True))
    assert "Đang chờ" in waiting
    empty = text(two.get(page))
    assert "Nộp số kiểm phiếu" in empty
    assert 'value="8"' not in empty
    assert 'value="7"' not in empty

    differing = text(two.post(page, typed(counting, (8, 2, 1, 1), (6, 5, 0, 0)), follow=True))
    assert "Hai người nhập khác nhau ở 1 dòng" in differing
    assert "7 ≠ 6" in differing
    assert "4 ≠ 5" in differing
    assert "8 ≠" not in differing
    close = school.client(school.secretary).get(url(school, "ballot_close", counting.session.pk), follow=True)
    assert "nhập khác nhau ở 1 dòng" in text(close)

    again = text(two.post(url(school, "teller_reopen", counting.session.pk), follow=True))
    assert 'value="6"' in again  # her own figures wait for the correction
    assert "Đang chờ" in text(one.get(page))
    assert "khớp nhau" in text(two.post(page, typed(counting, (8, 2, 1, 1), (7, 4, 0, 0)), follow=True))
    secretary = school.client(school.secretary)
    assert "khớp nhau ở mọi dòng" in text(secretary.get(url(school, "ballot_close", counting.session.pk)))
    secretary.post(url(school, "ballot_close", counting.session.pk))
    assert counting.session.motions.first().votes_for == 8
    assert "Đã kết thúc bỏ phiếu" in text(one.get(page))


def test_twelve_papers_of_eleven_are_a_sentence_and_nothing_typed_is_lost(school, counting):
    teller = school.client(counting.tellers[0].person)
    page = url(school, "teller_count", counting.session.pk)

    answer = text(teller.post(page, typed(counting, (9, 3, 0, 0), (9, 3, 0, 0))))

    assert "Phiếu số 2 phát ra 11, thầy/cô nhập 12 phiếu." in answer
    assert answer.count('value="9"') == 2
    assert answer.count('value="3"') == 2
    assert not TellerCount.objects.exists()


def test_an_empty_figure_is_no_zero_and_a_foreign_row_is_refused(school, counting):
    teller = school.client(counting.tellers[0].person)
    page = url(school, "teller_count", counting.session.pk)
    whole = typed(counting, (9, 3, 0, 0), (9, 2, 0, 0))

    first = next(iter(whole))
    assert "không có phiếu nào thì ghi 0" in text(teller.post(page, whole | {first: ""}))
    assert "không thuộc lượt bỏ phiếu này" in text(teller.post(page, whole | {"votes_for-99999": "1"}))
    assert not TellerCount.objects.exists()


def test_who_is_no_teller_does_not_count(school, counting):
    for person in (school.secretary, school.principal):
        assert school.client(person).get(url(school, "teller_count", counting.session.pk)).status_code == 403


def test_the_paper_of_a_paper_vote_is_not_on_the_device(school, counting):
    client = school.client(school.principal)
    chosen = {f"choice-{motion.pk}": "agree" for motion in counting.session.motions.all()}

    for answer in (
        client.get(url(school, "ballot", counting.session.pk)),
        client.post(url(school, "ballot", counting.session.pk), chosen),
        client.post(url(school, "ballot_cast", counting.session.pk), chosen),
    ):
        assert "Lượt này bỏ phiếu giấy" in text(answer)
    assert not Vote.objects.exists()


# ---- results before the chair releases them ----


@pytest.mark.parametrize("mode", ["device", "paper"])
def test_a_counted_result_is_the_chairs_alone_until_it_is_released(school, mode):
    if mode == "paper":
        counting = opened(school)
        counting.hand_in(0)
        counting.hand_in(1)
        session = counting.session
    else:
        session = sessions.open_session(school, 9, prepare=lambda s: sessions.secret(school, s, person=school.teacher))
        ballots.open_box(session, by=school.secretary.user)
        sessions.cast(session, school.principal)
    ballots.close_box(session, by=school.secretary.user)
    names = ["session_detail", "ballot_progress", "ballot"]
    shown = {
        (person, name): text(school.client(person).get(url(school, name, session.pk)))
        for person in (school.secretary, school.vice_principal, school.head)
        for name in names
    }
    shown |= {(school.head, "list"): text(school.client(school.head).get(url(school, "session_list")))}
    log = reverse("organisation:audit_log", args=[school.school.slug])
    shown |= {(school.principal, "log"): text(school.client(school.principal).get(log))}
    for place, page in shown.items():
        assert results_in(page) == [], place
    assert results_in(text(school.client(school.principal).get(url(school, "session_detail", session.pk)))) != []

    ballots.release(session, by=school.principal.user)

    assert results_in(text(school.client(school.head).get(url(school, "session_detail", session.pk)))) != []


def test_the_number_of_valid_votes_is_a_result_too(school):
    def prepare(session):
        sessions.rule(school.school, "council.vote_base", "valid")
        sessions.secret(school, session, person=school.teacher, value="1/2")

    session = sessions.open_session(school, 9, prepare=prepare)
    ballots.open_box(session, by=school.secretary.user)
    for person in sessions.voters(session)[:5]:
        sessions.cast(session, person)
    ballots.close_box(session, by=school.secretary.user)

    def page():
        return text(school.client(school.head).get(url(school, "session_detail", session.pk)))

    assert "ít nhất 1/2 số phiếu hợp lệ" in page()
    assert "trong 5" not in page().replace("5 trong 9", "")
    ballots.release(session, by=school.principal.user)
    assert "3/5" in page()


def test_each_round_is_released_by_itself(school):
    session = sessions.open_session(school, 9, prepare=lambda s: sessions.secret(school, s, label="Một"))
    first = sessions_box(school, session)
    sessions.secret(school, session, label="Hai")
    second = sessions_box(school, session)
    chair, head = school.client(school.principal), school.client(school.head)

    chair.post(url(school, "ballot_release", session.pk), {"box": second.number})

    assert set(BallotBox.objects.exclude(released_at=None)) == {second}
    page = text(head.get(url(school, "session_detail", session.pk)))
    assert results_in(page) == ["Không thông qua"]
    assert "Kết quả có khi chủ tọa công bố" in page
    chair.post(url(school, "ballot_release", session.pk), {"box": first.number})
    assert results_in(text(head.get(url(school, "session_detail", session.pk)))) == ["Không thông qua"] * 2


def sessions_box(school, session) -> BallotBox:
    ballots.open_box(session, by=school.secretary.user)
    return ballots.close_box(session, by=school.secretary.user)


# ---- who votes ----


def test_an_absent_member_votes_on_the_device_where_the_rule_counts_her(school):
    sessions.rule(school.school, "council.absent_opinion", "all")
    council = sessions.make_council(school, 9)
    session = sessions.convene(school, council)
    sessions.secret(school, session, person=school.teacher)
    members = list(services.members_of(session))
    away = members[3]
    states = {member.pk: "written" if member == away else "present" for member in members}
    services.take_roll_call(session, states=states, reasons={}, by=school.secretary.user)
    session = services.open_session(session, by=school.secretary.user)
    page = text(school.client(school.secretary).get(url(school, "ballot_open", session.pk)))
    assert "Vắng, gửi ý kiến bằng văn bản" in page
    ballots.open_box(session, by=school.secretary.user)

    client = school.client(away.person)
    chosen = {f"choice-{motion.pk}": "agree" for motion in session.motions.all()}
    client.post(url(school, "ballot_cast", session.pk), chosen)
    ballots.close_box(session, by=school.secretary.user)

    motion = session.motions.get()
    assert (motion.votes_for, motion.eligible_count, motion.present_count) == (1, 9, 8)


def test_who_leaves_the_council_during_the_vote_still_casts_the_paper_she_was_given(school):
    session = sessions.open_session(school, 9, prepare=lambda s: sessions.secret(school, s, person=school.teacher))
    ballots.open_box(session, by=school.secretary.user)
    leaver = school.head
    CouncilMember.objects.filter(person=leaver).update(to_on=date(2026, 10, 11))
    RoleAssignment.objects.filter(person=leaver, role="council_member").delete()

    client = school.client(leaver)
    assert "Chiến sĩ thi đua cơ sở" in text(client.get(url(school, "ballot", session.pk)))
    chosen = {f"choice-{motion.pk}": "agree" for motion in session.motions.all()}
    assert "Đã bỏ phiếu" in text(client.post(url(school, "ballot_cast", session.pk), chosen, follow=True))
    ballots.close_box(session, by=school.secretary.user)

    motion = session.motions.get()
    assert (motion.votes_for, motion.eligible_count, motion.base) == (1, 9, 9)
    assert client.get(url(school, "ballot", session.pk)).status_code == 403


def test_two_tabs_and_the_back_button_leave_the_first_paper_as_it_is(school):
    session = sessions.open_session(school, 9, prepare=lambda s: sessions.secret(school, s, person=school.teacher))
    ballots.open_box(session, by=school.secretary.user)
    client, cast = school.client(school.principal), url(school, "ballot_cast", session.pk)
    name = f"choice-{session.motions.get().pk}"
    for tab in ("agree", "disagree"):
        assert "Xem lại phiếu kín" in text(client.post(url(school, "ballot", session.pk), {name: tab}))

    client.post(cast, {name: "agree"})
    for answer in (
        client.post(cast, {name: "disagree"}),
        client.post(url(school, "ballot", session.pk), {name: "disagree"}),
        client.get(url(school, "ballot", session.pk)),
    ):
        assert "Phiếu của thầy/cô đã ở trong hòm phiếu" in text(answer)

    assert list(Vote.objects.values_list("choice", flat=True)) == ["agree"]


@pytest.mark.parametrize("spoil", ["vote lost", "vote added", "credential unmarked"])
def test_no_result_comes_from_votes_that_do_not_match_the_used_credentials(school, spoil):
    session = sessions.open_session(school, 9, prepare=lambda s: sessions.secret(school, s, person=school.teacher))
    box = ballots.open_box(session, by=school.secretary.user)
    sessions.cast(session, school.principal)
    sessions.cast(session, school.head)
    if spoil == "vote lost":
        Vote.objects.first().delete()
    elif spoil == "vote added":
        Vote.objects.create(organisation=box.organisation, box=box, motion=session.motions.get(), choice="agree")
    else:
        Credential.objects.filter(member__person=school.head).update(is_used=False)

    page = text(school.client(school.secretary).post(url(school, "ballot_close", session.pk), follow=True))

    assert "không khớp với số người đã bỏ phiếu" in page
    assert session.boxes.get().is_open
    assert not session.motions.decided().exists()


def test_closing_names_those_who_have_not_cast_in_the_order_of_the_council(school):
    session = sessions.open_session(school, 9, prepare=lambda s: sessions.secret(school, s, person=school.teacher))
    ballots.open_box(session, by=school.secretary.user)
    voters = sessions.voters(session)
    for person in voters[2:]:
        sessions.cast(session, person)

    page = text(school.client(school.secretary).get(url(school, "ballot_close", session.pk)))

    listed = page.split('id="waiting"')[1].split("</section>")[0]
    assert [person.full_name in listed for person in voters] == [True, True] + [False] * 7
    assert listed.index(voters[0].full_name) < listed.index(voters[1].full_name)
