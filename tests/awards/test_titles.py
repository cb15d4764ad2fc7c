"""Titles before the council: where they may stand, a lower one where one has failed, and what is quoted of the vote."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards import services
from awards.findings import findings_of
from awards.querysets import passed_title_motions, registrations_to_vote_on
from core import clock
from core.errors import DomainError
from core.findings import blocking
from core.scoping import scope
from councils import ballots
from councils import services as councils
from councils.facts import motion_facts, session_facts
from councils.models import CouncilMember, CouncilSession, Motion
from documents.content import plain_text
from legal.models import Distinction, LegalParameter
from tests.councils.sessions import rule
from tests.evaluations.months import make_period, reviewed, submitted
from tests.factories.dossiers import complete, issue, make_round, make_session, send
from tests.factories.people import make_person

HIGHER, LOWER = "CSTDCS", "LDTT"


@pytest.fixture
def school(world):
    """In the school's scope, on a day of meetings, with the school's own shares."""
    with scope(world.school), clock.travel_to("2026-10-12 09:00"):
        rule(world.school, f"vote_threshold.{HIGHER}", "4/5")
        rule(world.school, f"vote_threshold.{LOWER}", ">1/2", locator="Điều 4")
        yield world


def another(session, *, title="Họp thêm", **changes) -> CouncilSession:
    return CouncilSession.objects.create(
        organisation=session.organisation,
        council=session.council,
        school_year=session.school_year,
        title=title,
        held_on=session.held_on,
        starts_at=time(15),
        place="Phòng họp",
        **changes,
    )


def opened(world, session) -> CouncilSession:
    members = list(CouncilMember.objects.filter(council=session.council))
    states = {member.pk: "present" for member in members}
    councils.take_roll_call(session, states=states, reasons={}, by=world.secretary.user)
    return councils.open_session(session, by=world.secretary.user)


def ballot(world, session, against=(), *, is_released=True) -> None:
    """One round: all agree but to the rows named, to which nobody does; the results are released or kept."""
    ballots.open_box(session, accepts_small=True, by=world.secretary.user)
    for member in councils.present_members(session):
        voter = member.person.user
        if rows := ballots.paper_of(session, voter):
            chosen = {row.pk: "disagree" if row.person in against else "agree" for row in rows}
            ballots.cast(session, choices=chosen, by=voter)
    ballots.close_box(session, by=world.secretary.user)
    if is_released:
        ballots.release(session, by=world.principal.user)


def propose(world, session) -> list[Motion]:
    return services.propose_titles(session, by=world.secretary.user)


def put_lower(world, motion, code=LOWER) -> Motion:
    return services.lower_title(motion, distinction=Distinction.objects.get(code=code), by=world.secretary.user)


@pytest.fixture
def failed(school):
    """An open session: one title of two was not passed."""
    make_round(school, [school.teacher, school.teacher2], title=HIGHER)
    session = make_session(school, held_on=date(2026, 10, 12))
    propose(school, session)
    session = opened(school, session)
    ballot(school, session, against=[school.teacher2])
    return session


# ---- hạ danh hiệu ----


def test_the_dossier_nominates_the_lower_title_that_was_passed(school, failed):
    motion = failed.motions.get(person=school.teacher2)
    lower = put_lower(school, motion)
    ballot(school, failed)
    session = councils.close_session(failed, by=school.secretary.user)
    issue(session.minutes, by=school.principal.user)

    dossier = services.create_dossier(organisation=school.school, school_year=school.year, by=school.secretary.user)
    dossier = complete(dossier, school)

    rows = {row.person: row for row in dossier.nominations.select_related("distinction")}
    assert {person: row.distinction.code for person, row in rows.items()} == {
        school.teacher: HIGHER,
        school.teacher2: LOWER,
    }
    assert rows[school.teacher2].motion == lower
    assert not blocking(findings_of(dossier))
    assert [row.subject_key for row in passed_title_motions(school.year)].count(motion.subject_key) == 1
    assert not registrations_to_vote_on(school.year)
    manifest = send(dossier, school).manifest
    assert {row["name"]: row["distinction"] for row in manifest["nominations"]} == {
        "Đỗ Thị Hòa": HIGHER,
        "Lê Minh Ân": LOWER,
    }


def test_a_lower_title_that_fails_too_nominates_nobody_and_the_title_may_be_voted_on_in_another_session(school, failed):
    put_lower(school, failed.motions.get(person=school.teacher2))
    ballot(school, failed, against=[school.teacher2])
    councils.close_session(failed, by=school.secretary.user)

    assert [motion.person for motion in passed_title_motions(school.year)] == [school.teacher]
    assert [row.person for row in registrations_to_vote_on(school.year)] == [school.teacher2]


def test_a_second_round_that_passes_is_the_last_word(school, failed):
    motion = failed.motions.get(person=school.teacher2)
    councils.vote_again(failed, motions=[motion], by=school.secretary.user)
    ballot(school, failed)
    councils.close_session(failed, by=school.secretary.user)

    assert {row.person: row.attempt for row in passed_title_motions(school.year)} == {
        school.teacher: 1,
        school.teacher2: 2,
    }


def test_only_lower_titles_for_the_same_kind_of_candidate_are_offered_each_once(school, failed):
    motion = failed.motions.get(person=school.teacher2)
    motion.snapshot["distinction"] = "CSTD_TINH"
    motion.save(update_fields=["snapshot"])

    offered = [title.code for title in services.lower_titles(motion)]
    lower = put_lower(school, motion, HIGHER)

    assert offered == [HIGHER, LOWER]
    assert [title.code for title in services.lower_titles(lower)] == [LOWER]
    assert lower.snapshot["lower_page"] == motion.snapshot["lower_page"]
    assert lower.needs.words == "ít nhất 80%"
    assert lower.snapshot["distinction_name"] == "Chiến sĩ thi đua cơ sở"
    assert lower.heading.endswith("Chiến sĩ thi đua cơ sở")


def test_below_the_lowest_title_nothing_lower_is_offered(school, failed):
    motion = failed.motions.get(person=school.teacher2)
    page = reverse("councils:session_detail", args=[school.school.slug, failed.pk])
    secretary = school.client(school.secretary)
    assert "Hạ danh hiệu" in secretary.get(page).content.decode()
    put_lower(school, motion)
    ballot(school, failed, against=[school.teacher2])

    shown = secretary.get(page).content.decode()

    assert "Biểu quyết lại" in shown
    assert "/titles/lower/" not in shown


def test_a_title_that_is_not_lower_is_refused(school, failed):
    with pytest.raises(DomainError, match="không phải là danh hiệu thấp hơn"):
        put_lower(school, failed.motions.get(person=school.teacher2), "CSTDTQ")


def test_a_title_that_was_passed_is_not_lowered(school, failed):
    with pytest.raises(DomainError, match="đã được thông qua"):
        put_lower(school, failed.motions.get(person=school.teacher))


def test_without_the_share_of_the_lower_title_nothing_is_put_and_the_remedy_is_named(school, failed):
    LegalParameter.objects.filter(code=f"vote_threshold.{LOWER}").delete()

    with pytest.raises(DomainError, match="Tham số pháp lý") as refusal:
        put_lower(school, failed.motions.get(person=school.teacher2))

    assert refusal.value.findings[0].remedy_url.endswith("/legal/parameters/")
    assert failed.motions.count() == 2


def test_the_secretary_lowers_a_title_from_the_session(school, failed):
    motion = failed.motions.get(person=school.teacher2)
    client = school.client(school.secretary)
    page = reverse("awards:title_lower", args=[school.school.slug, motion.pk])
    session_page = reverse("councils:session_detail", args=[school.school.slug, failed.pk])

    linked = client.get(session_page).content.decode()
    shown = client.get(page).content.decode()
    empty = client.post(page, {}).content.decode()
    done = client.post(page, {"distinction": Distinction.objects.get(code=LOWER).pk}, follow=True).content.decode()

    assert page in linked
    assert "Lao động tiên tiến (cần quá 1/2, Điều 4" in shown
    assert "Chọn một danh hiệu." in empty
    assert "Hạ danh hiệu, lần 2" in done
    assert "đã được đưa ra biểu quyết lại rồi" in client.get(page).content.decode()


def test_the_page_of_a_lower_title_tells_no_result_before_it_is_released(school):
    make_round(school, [school.teacher, school.teacher2], title=HIGHER)
    session = make_session(school, held_on=date(2026, 10, 12))
    propose(school, session)
    session = opened(school, session)
    ballot(school, session, against=[school.teacher2], is_released=False)
    client = school.client(school.secretary)
    lower = Distinction.objects.get(code=LOWER).pk

    for motion in session.motions.all():
        page = reverse("awards:title_lower", args=[school.school.slug, motion.pk])
        for answer in (client.get(page), client.post(page, {"distinction": lower})):
            assert "có kết quả chưa công bố" in answer.text
            assert "đã được thông qua" not in answer.text
    assert session.motions.count() == 2


def test_nobody_else_lowers_a_title(school, failed):
    motion = failed.motions.get(person=school.teacher2)
    page = reverse("awards:title_lower", args=[school.school.slug, motion.pk])
    assert school.client(school.head).get(page).status_code == 403
    strange = reverse("awards:title_lower", args=[school.other_school.slug, motion.pk])
    assert school.client(school.other_secretary).get(strange).status_code == 404


# ---- one session at a time ----


def test_a_title_does_not_stand_in_two_sessions_that_are_not_over(school):
    make_round(school, [school.teacher])
    session = make_session(school, held_on=date(2026, 10, 12))
    propose(school, session)
    other = another(session)

    with pytest.raises(DomainError, match="“Xét danh hiệu thi đua” ngày 12/10/2026"):
        propose(school, other)
    councils.cancel_session(session, reason="Trùng lịch", by=school.secretary.user)

    assert [motion.person for motion in propose(school, other)] == [school.teacher]


def test_what_failed_stays_with_its_session_until_that_is_over(school, failed):
    other = another(failed)
    with pytest.raises(DomainError, match="phiên họp khác chưa kết thúc"):
        propose(school, other)

    councils.close_session(failed, by=school.secretary.user)

    assert [motion.person for motion in propose(school, other)] == [school.teacher2]


def test_what_a_session_put_off_is_free_for_another(school):
    make_round(school, [school.teacher, school.teacher2])
    session = make_session(school, held_on=date(2026, 10, 12))
    propose(school, session)
    session = opened(school, session)
    put_off = session.motions.get(person=school.teacher2)
    councils.defer_motions(session, [put_off], reason="Chờ minh chứng", by=school.secretary.user)

    assert [motion.person for motion in propose(school, another(session))] == [school.teacher2]


def test_the_page_says_which_titles_stay_with_another_session(school):
    registrations = make_round(school, [school.teacher, school.teacher2])
    session = make_session(school, held_on=date(2026, 10, 12))
    registrations[1].state = "submitted"
    registrations[1].save()
    propose(school, session)
    registrations[1].state = "locked"
    registrations[1].save()
    other = another(session)
    address = reverse("awards:title_hand_over", args=[school.school.slug])

    page = school.client(school.secretary).post(address, {"session": other.pk, "titles": "on"}, follow=True)

    assert "1 đề nghị danh hiệu đang ở phiên họp khác" in page.content.decode()
    assert [motion.person for motion in other.motions.all()] == [school.teacher2]


# ---- practice ----


def test_practice_takes_no_real_title_and_decides_nothing(school):
    [registration] = make_round(school, [school.teacher])
    session = make_session(school, held_on=date(2026, 10, 12))
    practice = another(session, is_practice=True)

    with pytest.raises(DomainError, match="họp thử"):
        propose(school, practice)
    Motion.objects.create(
        organisation=school.school,
        session=practice,
        method="secret_ballot",
        label="Danh hiệu",
        subject_key=f"registration:{registration.pk}",
        person=school.teacher,
        threshold="1/2",
    )

    assert [row.person for row in registrations_to_vote_on(school.year)] == [school.teacher]
    assert len(propose(school, session)) == 1


# ---- titles and grades apart ----


def test_titles_and_grades_are_not_voted_on_in_one_session(world):
    period = make_period(world)
    with scope(world.school):
        make_round(world, [world.teacher])
        sheet = submitted(period, world.teacher)
        reviewed(period, sheet, world.head)
        rule(world.school, "vote_threshold.monthly_grade", "1/2")
        session = make_session(world, held_on=date(2026, 10, 28))
        other = another(session)
    client = world.client(world.secretary)
    address = reverse("awards:title_hand_over", args=[world.school.slug])

    with clock.travel_to("2026-10-27 09:00"):
        both = client.post(address, {"session": session.pk, "titles": "on", "periods": [period.pk]})
        titles = client.post(address, {"session": session.pk, "titles": "on"})
        grades_after = client.post(address, {"session": session.pk, "periods": [period.pk]})
        grades = client.post(address, {"session": other.pk, "periods": [period.pk]})
        titles_after = client.post(address, {"session": other.pk, "titles": "on"})

    assert "hai phiên họp riêng" in both.content.decode()
    assert "Phiên họp này xét danh hiệu" in grades_after.content.decode()
    assert "Phiên họp này đã có xếp loại" in titles_after.content.decode()
    assert (titles.status_code, grades.status_code) == (302, 302)
    with scope(world.school):
        assert [motion.method for motion in session.motions.all()] == ["secret_ballot"]
        assert [motion.method for motion in other.motions.all()] == ["show_of_hands"]


# ---- quoted once ----


def test_the_figures_of_the_papers_are_those_that_were_sealed(school, failed):
    councils.vote_again(failed, motions=[failed.motions.get(person=school.teacher2)], by=school.secretary.user)
    away = failed.council.members.get(person=school.head)
    states = {member.pk: "absent" if member == away else "present" for member in councils.members_of(failed)}
    councils.take_roll_call(failed, states=states, reasons={}, by=school.secretary.user)
    ballot(school, failed)
    session = councils.close_session(failed, by=school.secretary.user)
    issue(session.minutes, by=school.principal.user)
    dossier = services.create_dossier(organisation=school.school, school_year=school.year, by=school.secretary.user)
    dossier = complete(dossier, school)

    papers = {part.kind: plain_text(part.document.content) for part in dossier.parts.select_related("document")}
    motions = [row.motion for row in dossier.nominations.in_order()]
    facts = session_facts(motions[0].session, motions)
    rows = [motion_facts(motion) for motion in motions]

    assert {row.candidate: (row.share, row.percent, row.present, row.attempt) for row in rows} == {
        "Đỗ Thị Hòa": ("5/5", "100%", 5, 1),
        "Lê Minh Ân": ("4/5", "80%", 4, 2),
    }
    assert (facts.members, facts.present, facts.present_words) == (5, (4, 5), "từ 4 đến 5")
    assert f"có mặt {facts.present_words} trong {facts.members} thành viên" in papers["proposal"]
    assert facts.minutes in papers["proposal"]
    for row in rows:
        assert row.share in papers["list"]
        assert row.percent in papers["list"]


def test_what_is_not_decided_has_no_facts(school):
    make_round(school, [school.teacher])
    session = make_session(school, held_on=date(2026, 10, 12))
    [motion] = propose(school, session)
    with pytest.raises(ValueError, match="not decided"):
        motion_facts(motion)


# ---- how much it costs ----


def test_a_hand_over_costs_the_same_for_two_titles_and_for_twenty(school):
    people = [make_person(school.school, f"Trần Văn {number}", "staff") for number in range(20)]
    registrations = make_round(school, people)
    session = make_session(school, held_on=date(2026, 10, 12))

    def cost(session, rows) -> int:
        for registration in registrations:
            registration.state = "locked" if registration in rows else "submitted"
            registration.save()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(propose(school, session)) == len(rows)
        return len(queries)

    few = cost(session, registrations[:2])
    many = cost(another(session), registrations[2:])

    assert many == few
