"""The school's pages of dossiers and decisions, and the office's page of a decision."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from awards.models import Decision, Dossier
from core.scoping import scope
from oversight.services import accept_dossier
from records.models import TitleRecord
from submissions import services as submissions
from submissions.models import Submission
from tests.awards.test_services import decide
from tests.factories.dossiers import complete, make_dossier, make_round, make_session, sent_dossier


def url(name, organisation, *args):
    return reverse(f"awards:{name}", args=[organisation.slug, *args])


def accepted(world):
    _, submission = sent_dossier(world)
    with scope(world.office):
        submissions.receive(submission, by=world.officer.user)
        return accept_dossier(submission, by=world.officer.user)


def test_the_secretary_makes_the_dossier_with_one_button(world):
    client = world.client(world.secretary)
    assert "Lập hồ sơ" in client.get(url("dossier_list", world.school)).content.decode()

    page = client.post(url("dossier_create", world.school), follow=True)

    assert "Chưa có ai được hội đồng thông qua danh hiệu" in page.content.decode()


@pytest.mark.parametrize(("who", "status"), [("teacher", 403), ("members", 200), ("clerk", 200), ("secretary", 200)])
def test_who_reads_a_dossier(world, who, status):
    with scope(world.school):
        dossier = make_dossier(world)
    person = world.members[-1] if who == "members" else getattr(world, who)

    assert world.client(person).get(url("dossier_detail", world.school, dossier.pk)).status_code == status


def test_another_schools_dossier_does_not_exist(world):
    with scope(world.school):
        dossier = make_dossier(world)
    client = world.client(world.other_secretary)

    assert [
        client.get(url(name, world.other_school, dossier.pk)).status_code
        for name in ("dossier_detail", "dossier_check", "dossier_submitted")
    ] == [404, 404, 404]


def test_the_office_does_not_see_a_draft(world):
    with scope(world.school):
        dossier = make_dossier(world)

    assert world.client(world.officer).get(url("dossier_detail", world.office, dossier.pk)).status_code == 404


def test_papers_are_made_from_their_page(world):
    with scope(world.school):
        dossier = make_dossier(world)
    client = world.client(world.secretary)
    address = url("part_create", world.school, dossier.pk, "proposal")

    assert client.get(address).status_code == 200
    with scope(world.school):
        assert not dossier.parts.filter(kind="proposal").exists()
    assert client.post(address).status_code == 302

    with scope(world.school):
        assert dossier.parts.get(kind="proposal").document.state == "draft"
    assert client.get(url("part_create", world.school, dossier.pk, "minutes")).status_code == 404


def test_what_is_shown_is_sent_and_the_receipt_names_the_code(world):
    with scope(world.school):
        dossier = complete(make_dossier(world), world)
    client = world.client(world.secretary)
    check = client.get(url("dossier_check", world.school, dossier.pk))

    sent = client.post(url("dossier_check", world.school, dossier.pk), {"shown": check.context["shown"]}, follow=True)
    again = client.post(url("dossier_check", world.school, dossier.pk), {"shown": check.context["shown"]}, follow=True)

    assert check.content.decode().count("Đổi<span") == 3
    assert "HS-2026-0001" in sent.content.decode()
    assert "HS-2026-0001" in again.content.decode()
    assert Submission.objects.count() == 1


def test_a_stale_page_sends_nothing_and_says_so(world):
    with scope(world.school):
        dossier = complete(make_dossier(world), world)

    page = world.client(world.secretary).post(url("dossier_check", world.school, dossier.pk), {"shown": "0"})

    assert "đã thay đổi sau khi mở trang" in page.content.decode()
    assert Submission.objects.count() == 0


def test_getting_a_page_changes_nothing(world):
    with scope(world.school):
        dossier = make_dossier(world)
        dossier.nominations.all().delete()
    client = world.client(world.secretary)

    for name in ("dossier_detail", "dossier_check"):
        assert client.get(url(name, world.school, dossier.pk)).status_code == 200
    assert client.get(url("dossier_collect", world.school, dossier.pk)).status_code == 405

    with scope(world.school):
        assert dossier.nominations.count() == 0


def test_the_reason_of_a_return_stands_on_top(world):
    dossier, submission = sent_dossier(world)
    submissions.receive(submission, by=world.officer.user)
    submissions.return_for_revision(
        submission, part="proposal", reason="Ghi rõ căn cứ", due_on=date(2026, 10, 20), by=world.officer.user
    )

    page = world.client(world.secretary).get(url("dossier_detail", world.school, dossier.pk)).content.decode()

    assert page.index("Ghi rõ căn cứ") < page.index("Kiểm tra hồ sơ")
    assert "Lập lại tờ trình" in page


# ---- titles before the council ----


def test_titles_are_handed_over_to_a_session_being_prepared(world):
    with scope(world.school):
        make_round(world, [world.teacher, world.teacher2])
        session = make_session(world)
    client = world.client(world.secretary)

    shown = client.get(url("title_hand_over", world.school))
    done = client.post(url("title_hand_over", world.school), {"session": session.pk, "titles": "on"})

    assert "Lao động tiên tiến" in shown.content.decode()
    assert done.status_code == 302
    with scope(world.school):
        assert session.motions.count() == 2


def test_nothing_chosen_is_said_and_kept(world):
    with scope(world.school):
        make_round(world, [world.teacher])
        session = make_session(world)

    page = world.client(world.secretary).post(url("title_hand_over", world.school), {"session": session.pk})

    assert "Chọn ít nhất một nội dung" in page.content.decode()
    assert page.context["form"]["session"].value() == str(session.pk)


@pytest.mark.parametrize("who", ["teacher", "principal"])
def test_only_the_secretary_hands_over(world, who):
    assert world.client(getattr(world, who)).get(url("title_hand_over", world.school)).status_code == 403


# ---- decisions ----


def typed(submission, **changes):
    lines = {f"line_{line['nomination']}": "yes" for line in submission.manifest["nominations"]}
    return {
        "number": "128/QĐ-UBND",
        "decided_on": "12/10/2026",
        "authority": "Chủ tịch UBND phường",
        **lines,
        **changes,
    }


def test_nothing_is_preselected_and_all_can_be_chosen_at_once(world):
    submission = accepted(world)
    client = world.client(world.officer)
    address = url("decision_create", world.office, submission.pk)

    first = client.get(address).content.decode()
    chosen = client.post(address, {"number": "128", "decided_on": "", "authority": "X", "grant_all": "1"})

    assert "checked" not in first
    assert chosen.content.decode().count("checked") == 2
    assert 'value="128"' in chosen.content.decode()
    with scopes_disabled():
        assert not Decision.objects.exists()


def test_a_missing_word_is_asked_for_and_nothing_typed_is_lost(world):
    submission = accepted(world)
    data = typed(submission)
    data.pop(f"line_{submission.manifest['nominations'][0]['nomination']}")

    page = world.client(world.officer).post(url("decision_create", world.office, submission.pk), data)

    assert "chọn công nhận hoặc không công nhận" in page.content.decode()
    assert 'value="128/QĐ-UBND"' in page.content.decode()


def test_the_school_takes_the_decision_into_its_records(world):
    submission = accepted(world)
    world.client(world.officer).post(url("decision_create", world.office, submission.pk), typed(submission))
    delivery = Submission.objects.addressed_to(world.school).decisions().get()
    client = world.client(world.clerk)

    assert "Chưa ghi" in client.get(url("decision_list", world.school)).content.decode()
    assert "Ghi vào hồ sơ cá nhân" in client.get(url("decision_detail", world.school, delivery.pk)).content.decode()
    for _ in range(2):
        assert client.post(url("decision_take", world.school, delivery.pk)).status_code == 302

    with scope(world.school):
        assert TitleRecord.objects.count() == 2
    own = world.client(world.teacher).get(reverse("records:own_record", args=[world.school.slug]))
    assert "128/QĐ-UBND" in own.content.decode()
    assert "128/QĐ-UBND" in world.client(world.officer).get(url("decision_list", world.office)).content.decode()


@pytest.mark.parametrize(("who", "status"), [("teacher", 403), ("principal", 403), ("secretary", 302), ("clerk", 302)])
def test_who_takes_a_decision(world, who, status):
    _, submission = sent_dossier(world)
    decide(world, submission)
    delivery = Submission.objects.addressed_to(world.school).decisions().get()

    assert world.client(getattr(world, who)).post(url("decision_take", world.school, delivery.pk)).status_code == status


def test_another_schools_decision_does_not_exist(world):
    _, submission = sent_dossier(world)
    decide(world, submission)
    delivery = Submission.objects.addressed_to(world.school).decisions().get()
    client = world.client(world.other_clerk)

    assert client.get(url("decision_detail", world.other_school, delivery.pk)).status_code == 404
    assert client.post(url("decision_take", world.other_school, delivery.pk)).status_code == 404
    assert "128/QĐ-UBND" not in client.get(url("decision_list", world.other_school)).content.decode()


def test_the_leader_of_the_office_does_not_enter_decisions(world):
    submission = accepted(world)

    assert world.client(world.leader).get(url("decision_create", world.office, submission.pk)).status_code == 403


def test_the_list_of_dossiers_shows_the_state_of_what_was_sent(world):
    sent_dossier(world)

    page = world.client(world.secretary).get(url("dossier_list", world.school)).content.decode()

    assert "Đã nộp" in page
    with scope(world.school):
        assert Dossier.objects.count() == 1


def test_the_page_of_a_decision_opens_only_while_one_is_awaited(world):
    _, submission = sent_dossier(world)
    client = world.client(world.officer)
    address = url("decision_create", world.office, submission.pk)

    early = client.get(address)
    decide(world, submission)
    after = client.get(address)

    assert [early.status_code, after.status_code] == [302, 302]


def test_the_enter_key_does_not_choose_for_all(world):
    page = world.client(world.officer).get(url("decision_create", world.office, accepted(world).pk)).content.decode()

    form = page[page.index('<form class="stack"') :]
    assert 'name="grant_all"' not in form[: form.index("</button>")]
