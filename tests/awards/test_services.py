"""Titles to the council, the dossier and its papers, the decision into the records."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django_scopes import scopes_disabled

from awards import criteria, services
from awards.findings import findings_of
from awards.models import Decision, Dossier, DossierPart
from awards.querysets import registrations_to_vote_on
from core import clock
from core.errors import ConflictError, DomainError
from core.findings import blocking
from core.scoping import scope
from deadlines.models import Obligation
from documents import services as documents
from documents.content import plain_text
from legal.models import LegalDocument, LegalParameter
from notifications.models import Notification
from organisation.models import Supervision
from oversight.services import accept_dossier, call_for_dossiers
from records.models import TitleRecord
from submissions import services as submissions
from submissions.models import Submission
from tests.councils.unguarded import unguarded
from tests.factories.dossiers import (
    close_with,
    complete,
    issue,
    make_dossier,
    make_round,
    make_session,
    send,
    sent_dossier,
)


def codes(dossier) -> list[str]:
    return [finding.code for finding in blocking(findings_of(dossier))]


def fresh(dossier) -> Dossier:
    return Dossier.objects.with_names().get(pk=dossier.pk)


@pytest.fixture
def threshold(world):
    """The school's own quy chế: 70 % of all members."""
    document = LegalDocument.objects.create(
        number="12/QC-THNC",
        kind="Quy chế",
        title="Quy chế thi đua",
        issuer="Trường",
        from_on=date(2026, 8, 1),
        mark="T",
    )
    return LegalParameter.objects.create(
        code="vote_threshold.LDTT",
        value="70/100",
        organisation=world.school,
        document=document,
        locator="Điều 5",
        mark="T",
        from_on=date(2026, 8, 1),
    )


# ---- titles before the council ----


def test_each_locked_title_becomes_one_secret_motion_with_its_snapshot(world, threshold):
    with scope(world.school):
        registrations = make_round(world, [world.teacher, world.teacher2])
        session = make_session(world)

        motions = services.propose_titles(session, by=world.secretary.user)
        again = services.propose_titles(session, by=world.secretary.user)

    assert {motion.subject_key for motion in motions} == {f"registration:{row.pk}" for row in registrations}
    assert {(motion.method, motion.threshold) for motion in motions} == {("secret_ballot", "7/10")}
    assert motions[0].snapshot["place"] == "Tổ 1, 2, 3"
    assert motions[0].snapshot["goals"] == "Hoàn thành tốt nhiệm vụ"
    assert again == motions


def test_without_a_rule_nothing_is_put_and_the_remedy_is_named(world):
    LegalParameter.objects.filter(code__startswith="vote_threshold").delete()
    with scope(world.school):
        make_round(world, [world.teacher])
        session = make_session(world)

        with pytest.raises(DomainError, match="Tham số pháp lý") as refusal:
            services.propose_titles(session, by=world.secretary.user)

        assert refusal.value.findings[0].remedy_url.endswith("/legal/parameters/")
        assert session.motions.count() == 0


def test_a_title_that_was_passed_is_not_voted_on_again(world, threshold):
    with scope(world.school):
        registrations = make_round(world, [world.teacher, world.teacher2])
        session = make_session(world)
        close_with(session, registrations[:1], by=world.secretary.user)
        session.pk, session.minutes, session.state = None, None, "draft"
        session.save()

        motions = services.propose_titles(session, by=world.secretary.user)

    assert [motion.person for motion in motions] == [world.teacher2]


@pytest.mark.parametrize("passed", [None, False, True])
def test_what_an_open_session_decides_is_not_offered_again_whatever_it_has_decided(world, threshold, passed):
    """Otherwise the list would tell a result before the chair releases it."""
    with scope(world.school):
        registrations = make_round(world, [world.teacher, world.teacher2])
        session = make_session(world)
        services.propose_titles(session, by=world.secretary.user)
        session.motions.exclude(person=registrations[0].person).delete()
        counted = {"votes_for": 5, "votes_against": 0, "votes_blank": 0, "eligible_count": 5, "base": 5}
        decided = {"passed": passed, "decided_at": clock.now(), "decided_by": world.secretary.user}
        session.motions.update(**counted, **(decided if passed is not None else {}))
        chair = session.council.members.first()
        opened = {
            "quorum": "2/3",
            "member_count": 5,
            "opened_at": clock.now(),
            "presided_by": chair,
            "recorded_by": chair,
        }
        type(session).objects.filter(pk=session.pk).update(state="open", **opened)

        assert [row.person for row in registrations_to_vote_on(world.year)] == [world.teacher2]


# ---- the dossier ----


def test_a_dossier_goes_to_the_superior_of_that_day_in_the_awarding_line(world):
    Supervision.objects.filter(subordinate=world.school, line="professional").delete()
    with scope(world.school):
        dossier = make_dossier(world)
        again = services.create_dossier(organisation=world.school, school_year=world.year, by=world.secretary.user)

    assert dossier.recipient == world.office
    assert again == dossier


def test_no_superior_in_the_awarding_line_is_said(world):
    Supervision.objects.filter(subordinate=world.school, line="awarding").delete()

    with scope(world.school), pytest.raises(DomainError, match="tuyến khen thưởng"):
        services.create_dossier(organisation=world.school, school_year=world.year, by=world.secretary.user)


def test_findings_lead_from_an_empty_dossier_to_a_whole_one(world):
    with scope(world.school):
        empty = services.create_dossier(organisation=world.school, school_year=world.year, by=world.secretary.user)
        assert codes(empty) == ["no_nomination", "minutes_missing", "proposal_missing", "list_missing"]

        registrations = make_round(world, [world.teacher])
        close_with(make_session(world), registrations, by=world.secretary.user)
        assert "nominations_changed" in codes(empty)

        services.collect_results(empty, by=world.secretary.user)
        assert codes(empty) == ["proposal_missing", "list_missing"]

        document = services.draft_part(empty, kind="proposal", by=world.secretary.user)
        assert codes(empty) == ["proposal_not_issued", "list_missing"]

        issue(document, by=world.principal.user, number=8, rendered=False)
        assert codes(empty) == ["proposal_unrendered", "list_missing"]

        assert codes(complete(fresh(empty), world, number=9)) == []


def test_a_motion_that_failed_is_no_nomination(world):
    with scope(world.school):
        registrations = make_round(world, [world.teacher, world.teacher2])
        session = make_session(world)
        close_with(session, registrations[:1], by=world.secretary.user)
        motion = session.motions.get()
        motion.pk, motion.subject_key, motion.passed = None, f"registration:{registrations[1].pk}", False
        motion.person = world.teacher2
        with unguarded():
            motion.save()

        dossier = services.create_dossier(organisation=world.school, school_year=world.year, by=world.secretary.user)

        assert [row.person for row in dossier.nominations.all()] == [world.teacher]


def test_the_papers_say_what_the_council_decided(world):
    with scope(world.school):
        dossier = make_dossier(world)
        proposal = services.draft_part(dossier, kind="proposal", by=world.secretary.user).content
        listed = services.draft_part(dossier, kind="list", by=world.secretary.user).content

    text = plain_text(proposal)
    assert proposal.addressees == [world.office.name]
    assert "Căn cứ Biên bản số 07/BB-THNC ngày 12 tháng 10 năm 2026" in text
    assert "có mặt 0 trong 5 thành viên" in text  # nobody was called in this shortened session
    assert proposal.signatories[0].name == "Hoàng Thị Bích Liên"
    assert criteria.count_of_proposal(proposal) == 2
    assert criteria.rows_of_list(listed) == [
        ("Lê Minh Ân", "Lao động tiên tiến"),
        ("Đỗ Thị Hòa", "Lao động tiên tiến"),
    ]
    assert listed.blocks[0].rows[0][-2:] == ["5/5", "100%"]
    assert listed.blocks[0].is_wide


def test_only_compared_texts_are_cited(world):
    LegalDocument.objects.create(
        number="99/2026/NĐ-CP",
        kind="Nghị định",
        title="Về thi đua, khen thưởng",
        issuer="Chính phủ",
        from_on=date(2026, 1, 1),
        mark="S",
    )
    with scope(world.school):
        dossier = make_dossier(world)
        content = services.draft_part(dossier, kind="proposal", by=world.secretary.user).content

    assert not [base for base in content.bases if "99/2026" in base]


@pytest.mark.parametrize("change", ["row", "total"])
def test_papers_that_count_differently_block(world, change):
    with scope(world.school):
        dossier = make_dossier(world)
        kind = "list" if change == "row" else "proposal"
        document = services.draft_part(dossier, kind=kind, by=world.secretary.user)
        content = document.content
        table = next(block for block in content.blocks if hasattr(block, "rows"))
        if change == "row":
            table.rows.pop()
        else:
            table.rows[0][2] = "03"
        documents.update_content(document, content, version=document.version, by=world.secretary.user)

        assert f"{kind}_differs" in codes(fresh(dossier))


@pytest.mark.parametrize(("kind", "name"), [("proposal", "Tờ trình"), ("list", "Danh sách")])
def test_an_issued_paper_stays_and_a_new_one_names_it(world, kind, name):
    with scope(world.school):
        dossier = complete(make_dossier(world), world)
        old = dossier.parts.get(kind=kind).document

        new = services.draft_part(dossier, kind=kind, by=world.secretary.user)

        old.refresh_from_db()
        assert new.pk != old.pk
        assert old.state == "issued"
        assert f"thay thế {name} số {old.full_number}" in plain_text(new.content)
        assert [(each.effect, each.target) for each in new.effects.all()] == [("replaces", old)]
        again = services.draft_part(dossier, kind=kind, by=world.secretary.user)
        assert f"thay thế {name} số {old.full_number}" in plain_text(again.content)
        assert DossierPart.objects.filter(dossier=dossier, kind=kind).count() == 1
        assert codes(fresh(dossier)) == [f"{kind}_not_issued"]


def test_a_draft_is_written_anew_in_place(world):
    with scope(world.school):
        dossier = make_dossier(world)
        first = services.draft_part(dossier, kind="list", by=world.secretary.user)

        assert services.draft_part(dossier, kind="list", by=world.secretary.user) == first


# ---- sending it ----


def test_submitting_fulfils_what_the_office_asked_for(world):
    with scope(world.office):
        call_for_dossiers(
            world.office,
            school_year_code="2026-2027",
            due_at=clock.at(date(2026, 10, 20), 17),
            by=world.officer.user,
        )

    _, submission = sent_dossier(world)

    assert submission.due_at == clock.at(date(2026, 10, 20), 17)
    row = Obligation.objects.owed_by(world.school).get(key="dossier:2026-2027")
    assert row.state == "fulfilled"


def test_an_incomplete_dossier_is_refused_with_its_findings(world):
    with scope(world.school):
        dossier = make_dossier(world)

        with pytest.raises(DomainError) as refusal:
            send(dossier, world)

    assert [finding.code for finding in refusal.value.findings] == ["proposal_missing", "list_missing"]
    assert Submission.objects.count() == 0


def test_what_was_not_shown_is_not_sent(world):
    with scope(world.school):
        dossier = complete(make_dossier(world), world)
        shown = services.fingerprint_of(dossier)
        document = services.draft_part(dossier, kind="proposal", by=world.secretary.user)
        issue(document, by=world.principal.user, number=20)

        with pytest.raises(ConflictError):
            services.submit_dossier(fresh(dossier), shown=shown, by=world.secretary.user)

    assert Submission.objects.count() == 0


def test_two_clicks_at_once_send_one_dossier(transactional_world):
    world = transactional_world
    with scope(world.school):
        dossier = complete(make_dossier(world), world)
        shown = services.fingerprint_of(dossier)

    def click(_):
        try:
            with scope(world.school):
                return services.submit_dossier(dossier, shown=shown, by=world.secretary.user).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(click, range(4)))

    assert len(set(sent)) == 1
    assert Submission.objects.count() == 1


def test_a_return_opens_the_dossier_and_the_next_version_answers_it(world):
    dossier, first = sent_dossier(world)
    submissions.receive(first, by=world.officer.user)
    submissions.return_for_revision(
        first, part="proposal", reason="Ghi rõ căn cứ", due_on=date(2026, 10, 15), by=world.officer.user
    )
    with scope(world.school):
        back = fresh(dossier)
        assert back.state == "revision_requested"
        assert "part_unchanged" in [each.code for each in findings_of(back) if each.severity == "look"]
        obligation = Obligation.objects.owed_by(world.school).get(key="dossier:2026-2027")
        assert (obligation.state, "Ghi rõ căn cứ" in obligation.why) == ("open", True)

        document = services.draft_part(back, kind="proposal", by=world.secretary.user)
        issue(document, by=world.principal.user, number=30)
        second = send(fresh(dossier), world)

    first.refresh_from_db()
    assert (second.version, first.returned.resolved_by, second.code != first.code) == (2, second, True)
    pinned = {file.part: file.document_id for file in first.files.all()}
    assert pinned["proposal"] != document.pk
    assert {file.part: file.document_id for file in second.files.all()}["proposal"] == document.pk


def test_a_dossier_that_was_sent_is_not_changed(world):
    dossier, _ = sent_dossier(world)

    with scope(world.school), pytest.raises(DomainError, match="không sửa được"):
        services.draft_part(fresh(dossier), kind="list", by=world.secretary.user)


# ---- the decision ----


def decide(world, submission, *, granted=None, number="128/QĐ-UBND"):
    with scope(world.office):
        submissions.receive(submission, by=world.officer.user)
        accept_dossier(submission, by=world.officer.user)
        lines = submission.manifest["nominations"]
        return services.enter_decision(
            submission,
            number=number,
            decided_on=date(2026, 10, 12),
            authority="Chủ tịch Ủy ban nhân dân phường",
            granted=granted if granted is not None else {line["nomination"]: True for line in lines},
            by=world.officer.user,
        )


def test_a_decision_goes_down_and_into_the_records_of_those_it_grants(world):
    dossier, submission = sent_dossier(world)
    lines = submission.manifest["nominations"]
    decide(world, submission, granted={lines[0]["nomination"]: True, lines[1]["nomination"]: False})
    delivery = Submission.objects.addressed_to(world.school).decisions().get()

    first = services.take_decision(delivery, by=world.clerk.user)
    second = services.take_decision(delivery, by=world.clerk.user)

    with scope(world.school):
        records = list(TitleRecord.objects.all())
        assert (first, second) == (1, 0)
        assert [(row.candidate_name, row.decision_number) for row in records] == [(lines[0]["name"], "128/QĐ-UBND")]
        assert fresh(dossier).state == "decided"
        told = Notification.objects.filter(key__startswith=f"decision:{delivery.pk}")
        assert [row.person.full_name for row in told] == [lines[0]["name"]]
    assert not Obligation.objects.owed_by(world.school).open().filter(key=f"submission:{delivery.pk}:intake").exists()
    assert not Obligation.objects.owed_by(world.office).open().exists()


def test_a_decision_needs_a_word_on_every_line(world):
    _, submission = sent_dossier(world)
    one = submission.manifest["nominations"][0]["nomination"]

    with pytest.raises(DomainError, match="đủ các đề nghị"):
        decide(world, submission, granted={one: True})

    with scopes_disabled():
        assert not Decision.objects.exists()


def test_a_dossier_that_is_not_accepted_gets_no_decision(world):
    _, submission = sent_dossier(world)

    with scope(world.office), pytest.raises(DomainError, match="đã chấp nhận"):
        services.enter_decision(
            submission, number="1", decided_on=date(2026, 10, 12), authority="UBND", granted={}, by=world.officer.user
        )


def test_one_decision_a_dossier(world):
    _, submission = sent_dossier(world)
    decide(world, submission)

    with scope(world.office), pytest.raises(DomainError, match="đã có quyết định"):
        services.enter_decision(
            submission, number="2", decided_on=date(2026, 10, 12), authority="UBND", granted={}, by=world.officer.user
        )


def test_a_decision_about_nominations_of_others_writes_nothing(world):
    _, submission = sent_dossier(world)
    decide(world, submission)
    delivery = Submission.objects.addressed_to(world.school).decisions().get()
    delivery.manifest["lines"][0]["nomination"] = 987654
    delivery.save()

    with pytest.raises(DomainError, match="không tìm thấy"):
        services.take_decision(delivery, by=world.clerk.user)

    with scope(world.school):
        assert not TitleRecord.objects.exists()
