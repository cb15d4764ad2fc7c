"""What happens after a row has failed: further rounds, ties, counts that are mended, something lower."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.errors import DomainError
from councils import ballots, services
from councils.models import Motion
from tests.councils import sessions
from tests.councils.test_pages import text

KIND = Motion.FollowKind


def tie_follows_chair(school):
    sessions.rule(school.school, "council.tie", "chair")


def opened(school, *, size=5, absent=(), **row):
    """An open session with one show of hands."""
    session = sessions.open_session(
        school, size, absent=absent, prepare=lambda session: sessions.hands(school, session, **row)
    )
    return session, session.motions.get()


def record(school, session, counts, **more):
    return services.record_hands(session, counts=counts, by=school.secretary.user, **more)


def again(school, session, *motions):
    return services.vote_again(session, motions=motions, by=school.secretary.user)


def secret_round(school, session, choice):
    ballots.open_box(session, accepts_small=True, by=school.secretary.user)
    for person in sessions.voters(session):
        if ballots.paper_of(session, person.user):
            sessions.cast(session, person, choice)
    return sessions.counted(school, session)


# ---- a further round ----


@pytest.fixture
def failed(school):
    """Three secret rows: one passed, two did not; results released."""

    def prepare(session):
        for person in (school.teacher, school.teacher2, school.head):
            sessions.secret(school, session, person=person)

    session = sessions.open_session(school, prepare=prepare)
    family = services.members_of(session)[2]
    services.declare_family(
        session, member=family, motions=[session.motions.get(person=school.teacher2)], by=school.secretary.user
    )
    secret_round(school, session, lambda motion: "agree" if motion.person == school.teacher else "disagree")
    return session


def test_a_second_round_takes_over_what_was_frozen_and_opens_another_box(school, failed):
    first = {motion.person: motion for motion in failed.motions.all()}

    made = {motion.person: motion for motion in again(school, failed, first[school.teacher2], first[school.head])}
    box = secret_round(school, failed, "agree")

    row = sessions.fresh(made[school.teacher2])
    assert (row.attempt, row.follows, row.follow_kind) == (2, first[school.teacher2], KIND.AGAIN)
    assert (row.subject_key, row.threshold, row.base_kind) == (
        first[school.teacher2].subject_key,
        first[school.teacher2].threshold,
        first[school.teacher2].base_kind,
    )
    assert list(row.recusals.values_list("member_id", "reason")) == list(
        first[school.teacher2].recusals.values_list("member_id", "reason")
    )
    assert (box.number, row.box, row.passed) == (2, box, True)
    assert [motion.attempt for motion in failed.motions.all()] == [1, 1, 1, 2, 2]
    assert sessions.fresh(first[school.head]).passed is False  # the first round stays as it was


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (lambda school, session: session.motions.get(person=school.teacher), "đã được thông qua"),
        (
            lambda school, session: again(school, session, session.motions.get(person=school.head))[0].follows,
            "đã được đưa ra biểu quyết lại",
        ),
        (
            lambda school, session: again(school, session, session.motions.get(person=school.head))[0],
            "chưa biểu quyết",
        ),
    ],
)
def test_only_what_failed_and_has_no_further_round_is_voted_on_again(school, failed, prepare, sentence):
    motion = prepare(school, failed)
    count = failed.motions.count()

    with pytest.raises(DomainError, match=sentence):
        again(school, failed, motion)

    assert failed.motions.count() == count


def test_nothing_is_voted_on_again_before_its_result_is_released(school):
    session = sessions.open_session(
        school, prepare=lambda session: sessions.secret(school, session, person=school.teacher)
    )
    ballots.open_box(session, accepts_small=True, by=school.secretary.user)
    ballots.close_box(session, by=school.secretary.user)

    with pytest.raises(DomainError, match="kết quả chưa công bố"):
        again(school, session, session.motions.get())


def test_a_row_of_another_session_is_not_voted_on_again_here(school, failed):
    other = sessions.open_session_of(
        school, failed.council, prepare=lambda session: sessions.hands(school, session, person=school.teacher)
    )
    with pytest.raises(DomainError, match="phiên họp khác"):
        again(school, other, failed.motions.get(person=school.head))


def test_an_unreleased_round_keeps_the_session_open(school, failed):
    again(school, failed, failed.motions.get(person=school.head))

    with pytest.raises(DomainError, match="Còn 1 nội dung chưa biểu quyết"):
        services.close_session(failed, by=school.secretary.user)


def test_a_show_of_hands_is_voted_on_again_and_the_first_count_is_no_longer_mended(school):
    session, motion = opened(school, person=school.teacher)
    record(school, session, {motion.pk: (1, 4, 0)})

    [second] = again(school, session, motion)

    with pytest.raises(DomainError, match="không thuộc biểu quyết giơ tay"):
        record(school, session, {motion.pk: (5, 0, 0)})
    record(school, session, {second.pk: (4, 1, 0)})
    second.refresh_from_db()
    assert (second.round_words, second.passed) == ("Biểu quyết lại, lần 2", True)


def test_the_secretary_puts_rows_to_a_second_round_on_the_page(school, failed):
    client = school.client(school.secretary)
    page = reverse("councils:session_again", args=[school.school.slug, failed.pk])
    row = failed.motions.get(person=school.head)

    shown = text(client.get(reverse("councils:session_detail", args=[school.school.slug, failed.pk])))
    empty = text(client.post(page, {}))
    done = text(client.post(page, {"motions": [row.pk]}, follow=True))

    assert "Chưa được thông qua" in shown
    assert page in shown
    assert "Chọn ít nhất một nội dung" in empty
    assert "Đã đưa 1 nội dung ra biểu quyết lại" in done
    assert "Bỏ phiếu lại, lần 2" in done
    assert reverse("councils:ballot_open", args=[school.school.slug, failed.pk]) in done
    assert text(client.post(page, {"motions": [row.pk]})).count("không còn chờ biểu quyết lại") > 0


def test_a_further_round_costs_the_same_for_two_rows_and_for_sixty(school, django_assert_max_num_queries):
    def prepare(session):
        threshold = sessions.rule(school.school, "vote_threshold.monthly_grade", "1/2")
        rows = [
            services.NewMotion("show_of_hands", f"Dòng {number}", f"sheet:{number}", threshold) for number in range(60)
        ]
        services.add_motions(session, rows, by=school.secretary.user)

    session = sessions.open_session(school, prepare=prepare)
    record(school, session, {motion.pk: (0, 5, 0) for motion in session.motions.all()})

    with django_assert_max_num_queries(14):
        made = again(school, session, *session.motions.all())

    assert len(made) == 60


# ---- something lower ----


def test_something_lower_has_its_own_threshold_and_the_same_subject(school, failed):
    motion = failed.motions.get(person=school.teacher2)
    threshold = sessions.rule(school.school, "vote_threshold.LDTT", ">1/2", locator="Điều 4")

    lower = services.follow(
        motion,
        kind=KIND.LOWERED,
        label="Lao động tiên tiến",
        snapshot={"distinction": "LDTT"},
        threshold=threshold,
        by=school.secretary.user,
    )

    lower.refresh_from_db()
    assert (lower.subject_key, lower.person, lower.method) == (motion.subject_key, motion.person, motion.method)
    assert (lower.threshold, lower.needs.words, lower.provision.locator) == (">1/2", "quá 1/2", "Điều 4")
    assert (lower.snapshot, lower.round_words) == ({"distinction": "LDTT"}, "Hạ danh hiệu, lần 2")
    assert lower.recusals.count() == motion.recusals.count() == 1
    with pytest.raises(DomainError, match="đã được đưa ra biểu quyết lại"):
        again(school, failed, motion)


# ---- ties ----


def test_a_tie_fails_where_no_rule_gives_it_to_the_chair(school):
    session, motion = opened(school, absent=[school.head], value=">1/2", person=school.teacher)

    record(school, session, {motion.pk: (2, 2, 0)}, casting={motion.pk: True})

    motion.refresh_from_db()
    assert (motion.passed, motion.casting_vote, motion.tie_words) == (False, None, "Hai bên bằng nhau")


@pytest.mark.parametrize("side", [True, False])
def test_a_tie_follows_the_chair_where_the_rule_says_so(school, side):
    tie_follows_chair(school)
    session, motion = opened(school, absent=[school.head], value=">1/2", person=school.teacher)

    with pytest.raises(DomainError, match="theo ý kiến chủ tọa"):
        record(school, session, {motion.pk: (2, 2, 0)})
    record(school, session, {motion.pk: (2, 2, 0)}, casting={motion.pk: side})

    motion.refresh_from_db()
    assert (motion.passed, motion.casting_vote, motion.base) == (side, side, 5)


def test_a_tie_that_is_far_from_the_threshold_does_not_follow_the_chair(school):
    tie_follows_chair(school)
    session, motion = opened(school, absent=[school.head], value="4/5", person=school.teacher)

    record(school, session, {motion.pk: (2, 2, 0)}, casting={motion.pk: True})

    motion.refresh_from_db()
    assert (motion.passed, motion.casting_vote) == (False, None)


def test_a_side_of_the_chair_is_forgotten_when_the_count_is_no_tie_any_more(school):
    tie_follows_chair(school)
    session, motion = opened(school, absent=[school.head], value=">1/2", person=school.teacher)
    record(school, session, {motion.pk: (2, 2, 0)}, casting={motion.pk: True})

    record(school, session, {motion.pk: (1, 3, 0)}, casting={motion.pk: True})

    motion.refresh_from_db()
    assert (motion.passed, motion.casting_vote) == (False, None)


def test_a_tie_in_a_secret_ballot_never_follows_the_chair(school):
    tie_follows_chair(school)
    session = sessions.open_session(
        school,
        absent=[school.head],
        prepare=lambda session: sessions.secret(school, session, person=school.teacher, value=">1/2"),
    )
    ballots.open_box(session, accepts_small=True, by=school.secretary.user)
    for index, person in enumerate(sessions.voters(session)):
        sessions.cast(session, person, "agree" if index % 2 else "disagree")
    sessions.counted(school, session)

    motion = session.motions.get()
    assert (motion.votes_for, motion.votes_against, motion.passed) == (2, 2, False)
    page = text(
        school.client(school.secretary).get(reverse("councils:session_detail", args=[school.school.slug, session.pk]))
    )
    assert "phiếu kín không theo ý kiến chủ tọa" in page


def test_the_page_asks_for_the_side_of_the_chair_once_the_count_is_a_tie(school):
    tie_follows_chair(school)
    session, motion = opened(school, absent=[school.head], value=">1/2", person=school.teacher)
    client = school.client(school.secretary)
    hands = reverse("councils:session_hands", args=[school.school.slug, session.pk])
    counts = {f"for-{motion.pk}": "2", f"against-{motion.pk}": "2", f"blank-{motion.pk}": "0"}

    before = text(client.get(reverse("councils:session_detail", args=[school.school.slug, session.pk])))
    asked = client.post(hands, counts).content.decode()
    done = client.post(hands, counts | {f"chair-{motion.pk}": "for"})

    assert f"chair-{motion.pk}" not in before
    assert f'name="chair-{motion.pk}"' in asked
    assert "theo ý kiến chủ tọa" in asked
    assert 'value="2"' in asked  # nothing typed is lost
    assert done.status_code == 302
    motion.refresh_from_db()
    assert (motion.passed, motion.casting_vote) == (True, True)


# ---- a count that is mended ----


def test_a_mended_count_is_held_against_those_who_were_there_when_it_was_decided(school):
    session, motion = opened(school, person=school.teacher, value="2/3")
    record(school, session, {motion.pk: (3, 2, 0)})
    sessions.call_roll(school, session, absent=[school.head])

    with pytest.raises(DomainError, match="có 5 thành viên được biểu quyết"):
        record(school, session, {motion.pk: (4, 0, 0)})
    record(school, session, {motion.pk: (4, 1, 0)})

    motion.refresh_from_db()
    assert (motion.eligible_count, motion.present_count, motion.base, motion.passed) == (5, 5, 5, True)


def test_a_mended_count_needs_no_quorum_of_today(school):
    session, motion = opened(school, person=school.teacher)
    record(school, session, {motion.pk: (3, 2, 0)})
    sessions.call_roll(school, session, absent=[school.head, school.vice_principal, school.outsider_head])

    record(school, session, {motion.pk: (4, 1, 0)})

    motion.refresh_from_db()
    assert (motion.votes_for, motion.present_count) == (4, 5)
