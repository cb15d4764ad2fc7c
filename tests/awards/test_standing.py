"""What the law and the ledger say about what is proposed: shown, held, used, kept; and who is not proposed."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from awards import services
from awards.findings import findings_of
from awards.models import Nomination
from core.errors import DomainError
from core.scoping import scope
from councils.models import Motion
from records.models import DecidedCase, InitiativeUse
from records.services import cases, conduct
from submissions.models import Submission
from tests.awards.test_services import decide
from tests.councils.sessions import rule
from tests.factories.dossiers import close_with, complete, make_dossier, make_round, make_session, send
from tests.records.initiatives import recognised

CODE = "CSTDCS"


@pytest.fixture
def school(world):
    """A title that asks for an initiative and nothing else."""
    with scope(world.school):
        rule(world.school, "vote_threshold.CSTDCS", "70/100", locator="Điều 7")
        rule(world.school, f"condition.{CODE}.rating", "none", locator="Điều 7")
        for slot in ("titles", "works", "initiative", "merit"):
            rule(world.school, f"condition.{CODE}.{slot}", "none", locator="Điều 7")
        rule(world.school, f"condition.{CODE}.own", "initiative base", locator="Điều 7")
        yield world


def block(world, person) -> None:
    conduct.save_pending(
        world.school, person=person, kind="complaint", from_on=date(2026, 9, 1), to_on=None, by=world.principal.user
    )


def voted(world, *people):
    rows = make_round(world, people, title=CODE)
    close_with(make_session(world), rows, by=world.secretary.user)
    return rows


def make(world):
    return services.create_dossier(organisation=world.school, school_year=world.year, by=world.secretary.user)


def uses() -> list[tuple[str, str]]:
    return list(InitiativeUse.objects.order_by("pk").values_list("author__person__full_name", "state"))


# ---- who is not proposed ----


def test_who_is_blocked_is_left_out_of_the_session_without_a_reason(school):
    make_round(school, [school.teacher, school.teacher2], title=CODE)
    block(school, school.teacher)
    session = make_session(school)

    answer = school.client(school.secretary).post(
        reverse("awards:title_hand_over", args=[school.school.slug]),
        {"session": session.pk, "titles": "on"},
        follow=True,
    )

    assert [motion.person for motion in Motion.objects.all()] == [school.teacher2]
    assert "Chưa đề nghị được: Đỗ Thị Hòa. Xem thông báo riêng" in answer.text
    assert "khiếu nại" not in answer.text.lower()


def test_where_everybody_is_blocked_the_refusal_says_no_more(school):
    make_round(school, [school.teacher], title=CODE)
    block(school, school.teacher)

    with pytest.raises(DomainError, match="Xem thông báo riêng") as refusal:
        services.propose_titles(make_session(school), by=school.secretary.user)
    assert "xác minh" not in refusal.value.message


def test_who_is_blocked_after_the_vote_leaves_the_dossier_and_her_initiative_is_free(school):
    recognised(school, school.teacher)
    voted(school, school.teacher, school.teacher2)
    dossier = make(school)
    assert uses() == [("Đỗ Thị Hòa", "reserved")]
    block(school, school.teacher)

    assert "nominations_changed" in {each.code for each in findings_of(dossier)}
    services.collect_results(dossier, by=school.secretary.user)

    assert [row.person for row in Nomination.objects.all()] == [school.teacher2]
    assert uses() == [("Đỗ Thị Hòa", "released")]
    [found] = [each for each in findings_of(dossier) if each.code == "held_back"]
    assert "Đỗ Thị Hòa" in found.detail
    assert "khiếu nại" not in f"{found}"


# ---- the verdict beside a name ----


def test_the_keepers_see_how_each_candidate_stands_and_members_only_the_numbers(school):
    voted(school, school.teacher, school.teacher2)
    recognised(school, school.teacher)
    dossier = make(school)
    address = reverse("awards:dossier_detail", args=[school.school.slug, dossier.pk])

    page = school.client(school.secretary).get(address).text
    assert reverse("records:person_verdicts", args=[school.school.slug, school.teacher.pk]) in page
    assert "Góc đọc mở" in page
    page = school.client(school.head).get(address).text
    assert "records/eligibility" not in page
    assert "Góc đọc mở" not in page


def test_the_hand_over_page_shows_everybody_with_her_verdict(school):
    make_round(school, [school.teacher, school.teacher2], title=CODE)
    block(school, school.teacher)

    page = school.client(school.secretary).get(reverse("awards:title_hand_over", args=[school.school.slug])).text

    assert "Điều kiện của 2 đề nghị" in page
    assert "Xem thông báo riêng" in page
    assert reverse("records:person_verdicts", args=[school.school.slug, school.teacher2.pk]) in page


# ---- initiatives ----


def test_the_only_initiative_is_held_and_of_several_somebody_chooses(school):
    recognised(school, school.teacher)
    first, second = (recognised(school, school.teacher2, name=name)[0] for name in ("Sân thơ", "Vườn số"))
    voted(school, school.teacher, school.teacher2)
    dossier = make(school)
    assert uses() == [("Đỗ Thị Hòa", "reserved")]
    assert "initiative_open" in {each.code for each in findings_of(dossier)}
    nomination = Nomination.objects.get(person=school.teacher2)
    address = reverse("awards:nomination_initiatives", args=[school.school.slug, nomination.pk])

    client = school.client(school.secretary)
    assert "Vườn số" in client.get(address).text
    client.post(address, {"authors": [second.pk]})

    assert InitiativeUse.objects.get(author=second).purpose_key == f"nomination:{nomination.pk}"
    assert "initiative_open" not in {each.code for each in findings_of(dossier)}
    client.post(address, {"authors": [first.pk]})
    assert InitiativeUse.objects.get(author=second).state == "released"
    assert InitiativeUse.objects.get(author=first).state == "reserved"


def test_somebody_elses_initiative_is_not_chosen(school):
    [other] = recognised(school, school.head)
    voted(school, school.teacher)
    make(school)
    nomination = Nomination.objects.get()

    answer = school.client(school.secretary).post(
        reverse("awards:nomination_initiatives", args=[school.school.slug, nomination.pk]), {"authors": [other.pk]}
    )

    assert answer.status_code == 422
    with pytest.raises(DomainError, match="của chính người được đề nghị"):
        services.choose_initiatives(nomination, [other], by=school.secretary.user)
    assert uses() == []


def test_collecting_again_changes_nothing(school):
    recognised(school, school.teacher)
    voted(school, school.teacher)
    dossier = make(school)

    services.collect_results(dossier, by=school.secretary.user)

    assert uses() == [("Đỗ Thị Hòa", "reserved")]


# ---- the decision ----


def test_a_decision_uses_frees_and_keeps_the_cases(world):
    with scope(world.school):
        rule(world.school, "condition.LDTT.own", "initiative base", locator="Điều 7")
        recognised(world, world.teacher)
        recognised(world, world.teacher2, name="Vườn số")
        dossier = complete(make_dossier(world), world)
        assert {state for _, state in uses()} <= {"reserved"}
        for row in dossier.nominations.all():
            author = row.person_id and InitiativeUse.objects.filter(purpose_key=f"nomination:{row.pk}").exists()
            assert author
        submission = send(dossier, world)
        keys = dict(dossier.nominations.values_list("person__full_name", "pk"))
    granted = {keys["Đỗ Thị Hòa"]: True, keys["Lê Minh Ân"]: False}
    decide(world, submission, granted=granted)
    delivery = Submission.objects.addressed_to(world.school).decisions().get()

    services.take_decision(delivery, by=world.clerk.user)

    with scope(world.school):
        assert sorted(uses()) == [("Lê Minh Ân", "released"), ("Đỗ Thị Hòa", "consumed")]
        assert "Quyết định số 128/QĐ-UBND" in InitiativeUse.objects.get(state="released").reason
        kept = {case.candidate_name: case for case in DecidedCase.objects.all()}
        assert {name: case.outcome for name, case in kept.items()} == {
            "Đỗ Thị Hòa": "awarded",
            "Lê Minh Ân": "refused",
        }
        case = kept["Đỗ Thị Hòa"]
        assert cases.judge_again(case) == cases.kept_verdict(case)
        assert case.facts["holdings"] == []  # judged before the title was written
        assert case.facts["initiatives"][0]["is_used"] is False
