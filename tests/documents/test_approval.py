"""Routes of approval: steps, deadlines, deputies, decisions that stay, and what asks again."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from audit.models import AuditEntry, AuditPersonalValue
from core import clock
from core.errors import ConflictError, DomainError
from core.scoping import scope
from deadlines.models import Obligation
from documents import services
from documents.approvers import Approvers, latest_steps
from documents.models import Absence, ApprovalDecision, ApprovalRoute, ApprovalStep, OfficialDocument
from documents.services import Step
from documents.tasks import hand_over_steps
from organisation.models import Role, RoleAssignment
from tests.documents import drafts

State = OfficialDocument.State
StepState = ApprovalStep.State


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def three_steps(world, kind="plan", **last):
    """The head of a tổ, the vice-principal, the principal."""
    steps = [
        Step(role=Role.DEPARTMENT_HEAD, department=world.department, days=2),
        Step(role=Role.VICE_PRINCIPAL, days=1),
        Step(role=Role.PRINCIPAL, **last),
    ]
    return services.set_route(organisation=world.school, kind=kind, steps=steps, version=0, by=world.principal.user)


def approve(document, person, **more):
    return services.approve(document, content_hash=document.content_hash, by=person.user, **more)


def edited(document, by, subject="Trích yếu khác"):
    content = document.content
    content.subject = subject
    return services.update_content(document, content, version=document.version, by=by.user)


def states(document):
    return [step.state for step in latest_steps(document)]


def owed(document, step="approve"):
    return Obligation.objects.get(organisation=document.organisation, key=f"document:{document.pk}:{step}")


def away(world, person, deputy=None, *, first="2026-10-12", last="2026-10-16", **more):
    return services.enter_absence(
        organisation=world.school,
        person=person,
        from_on=date.fromisoformat(first),
        to_on=date.fromisoformat(last),
        deputy=deputy,
        by=person.user,
        **more,
    )


# ---- the route ----


def test_without_a_route_the_head_alone_approves(school):
    [step] = services.steps_for(school.school, "plan")

    assert (step.role, step.days) == (Role.PRINCIPAL, None)


def test_a_route_of_a_kind_goes_before_the_one_for_the_rest(school):
    services.set_route(
        organisation=school.school, kind="", steps=[Step(role=Role.VICE_PRINCIPAL)], version=0, by=school.principal.user
    )
    three_steps(school)

    assert len(services.steps_for(school.school, "plan")) == 3
    assert [step.role for step in services.steps_for(school.school, "notice")] == [Role.VICE_PRINCIPAL]


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        (lambda w: [], "từ 1 đến 6 bước"),
        (lambda w: [Step(role=Role.PRINCIPAL)] * 7, "từ 1 đến 6 bước"),
        (lambda w: [Step(role=Role.PRINCIPAL), Step(person=w.teacher)], "Bước cuối phải là người ký"),
        (lambda w: [Step(role=Role.RECORDS_CLERK)], "Bước cuối phải là người ký"),
        (lambda w: [Step(role=Role.PRINCIPAL), Step(role=Role.PRINCIPAL)], "trùng"),
        (lambda w: [Step(person=w.principal, deputy=w.principal)], "người thay phải là người khác"),
        (lambda w: [Step(role=Role.PRINCIPAL, days=61)], "ngày làm việc"),
        (lambda w: [Step(person=w.other_principal), Step(role=Role.PRINCIPAL)], "không thuộc đơn vị"),
    ],
)
def test_a_route_that_leads_nowhere_is_refused(school, steps, sentence):
    with pytest.raises(DomainError, match=sentence):
        services.set_route(
            organisation=school.school, kind="plan", steps=steps(school), version=0, by=school.principal.user
        )


def test_the_last_step_may_be_a_person_who_signs(school):
    route = services.set_route(
        organisation=school.school,
        kind="",
        steps=[Step(person=school.vice_principal)],
        version=0,
        by=school.principal.user,
    )

    assert route.steps.get().who == "Vũ Đức Thắng"


def test_two_people_who_edit_a_route_do_not_overwrite_each_other(school):
    three_steps(school)

    with pytest.raises(ConflictError):
        three_steps(school)

    assert ApprovalRoute.objects.get().version == 1


def test_removing_a_route_goes_back_to_the_head(school):
    route = three_steps(school)
    with pytest.raises(ConflictError):
        services.remove_route(route, version=7, by=school.principal.user)

    services.remove_route(route, version=1, by=school.principal.user)

    assert [step.role for step in services.steps_for(school.school, "plan")] == [Role.PRINCIPAL]


def test_a_route_names_no_names_in_the_log(school):
    three_steps(school, deputy=school.vice_principal)

    entry = AuditEntry.objects.get(verb="documents.route_set")
    assert [step["role"] for step in entry.after["steps"]] == ["department_head", "vice_principal", "principal"]
    assert entry.after["steps"][2]["deputy"] == school.vice_principal.pk
    assert "Thắng" not in str(entry.after)


def test_what_was_submitted_keeps_its_route(school):
    three_steps(school)
    document = drafts.submitted(school)
    services.set_route(
        organisation=school.school, kind="plan", steps=[Step(role=Role.PRINCIPAL)], version=1, by=school.principal.user
    )

    assert [step.role for step in latest_steps(document)] == ["department_head", "vice_principal", "principal"]


def test_a_step_that_nobody_holds_is_said_when_submitting(school):
    three_steps(school)
    RoleAssignment.objects.filter(role=Role.VICE_PRINCIPAL).update(to_on=date(2026, 10, 1))

    with pytest.raises(DomainError, match="Bước 2 của quy trình duyệt cần Phó hiệu trưởng"):
        services.submit_for_approval(drafts.draft(school), by=school.vice_principal.user)


# ---- step after step ----


def test_each_step_is_asked_in_turn_with_its_own_deadline(school):
    three_steps(school)
    document = drafts.submitted(school)  # Monday 12/10/2026

    first = owed(document)
    assert (first.role, first.department, first.state) == (Role.DEPARTMENT_HEAD, school.department, "open")
    assert first.due_at == clock.end_of_day(date(2026, 10, 14))
    assert not Obligation.objects.filter(key__endswith="approve:2").exists()

    document = approve(document, school.head)
    assert (document.state, states(document)) == (State.SUBMITTED, ["approved", "asked", "later"])
    assert owed(document).state == "fulfilled"
    assert (owed(document, "approve:2").role, owed(document, "approve:2").due_at.date()) == (
        Role.VICE_PRINCIPAL,
        date(2026, 10, 13),
    )

    document = approve(approve(document, school.vice_principal), school.principal)
    assert (document.state, document.approved_by, document.approved_hash) == (
        State.APPROVED,
        school.principal.user,
        document.content_hash,
    )
    assert owed(document, "number").role == Role.RECORDS_CLERK
    assert owed(document, "approve:3").due_at is None


def test_deadlines_skip_the_weekend(school):
    three_steps(school)
    with clock.travel_to("2026-10-16 09:00"):  # a Friday
        document = drafts.submitted(school)

    assert owed(document).due_at == clock.end_of_day(date(2026, 10, 20))


def test_nobody_decides_before_her_turn_or_at_anothers_step(school):
    three_steps(school)
    document = drafts.submitted(school)

    for person in (school.principal, school.vice_principal, school.outsider_head, school.teacher, school.clerk):
        with pytest.raises(DomainError, match="Văn bản đang chờ Tổ trưởng Tổ 1, 2, 3"):
            approve(document, person)

    assert not ApprovalDecision.objects.exists()


def test_a_second_press_does_not_decide_the_next_step(school):
    """One person at two steps of a route: her second click on the first page is no decision at the second step."""
    steps = [Step(person=school.vice_principal), Step(role=Role.VICE_PRINCIPAL)]
    services.set_route(organisation=school.school, kind="plan", steps=steps, version=0, by=school.principal.user)
    document = drafts.submitted(school)
    shown = latest_steps(document)[0].pk
    approve(document, school.vice_principal, step=shown)

    with pytest.raises(ConflictError, match="đã có quyết định"):
        approve(document, school.vice_principal, step=shown)

    assert ApprovalDecision.objects.count() == 1


def test_the_author_may_be_the_signer(school):
    document = drafts.draft(school, by=school.principal)
    document = services.submit_for_approval(document, by=school.principal.user)

    assert approve(document, school.principal).state == State.APPROVED


def test_the_clerk_numbers_after_the_last_step_only(school):
    three_steps(school)
    document = approve(approve(drafts.submitted(school), school.head), school.vice_principal)

    with pytest.raises(DomainError, match="Chờ duyệt"):
        services.issue(document, number=5, issued_on=date(2026, 10, 12), by=school.clerk.user)

    document = services.issue(
        approve(document, school.principal), number=5, issued_on=date(2026, 10, 12), by=school.clerk.user
    )
    assert document.state == State.ISSUED


def test_what_was_approved_is_what_is_issued(school):
    document = drafts.approved(school)
    data = {**document.data, "subject": "Câu ai đó sửa thẳng trong cơ sở dữ liệu"}
    OfficialDocument.objects.filter(pk=document.pk).update(data=data)

    with pytest.raises(ConflictError, match="không còn đúng với bản đã duyệt"):
        services.issue(document, number=5, issued_on=date(2026, 10, 12), by=school.clerk.user)


def test_number_and_date_alone_differ_from_what_was_approved(school):
    document = drafts.issued(school)
    [decision] = ApprovalDecision.objects.filter(document=document)

    frozen = services.frozen_content(document)
    frozen.letterhead.number, frozen.letterhead.issued_on = None, None
    assert frozen == decision.content


# ---- returned, edited, asked again ----


def test_a_return_is_kept_with_its_step_and_reason(school):
    three_steps(school)
    document = approve(drafts.submitted(school), school.head)

    document = services.return_to_draft(document, reason="Nêu rõ nơi nhận.", by=school.vice_principal.user)

    last = ApprovalDecision.objects.last()
    assert (last.verdict, last.step.role, last.reason) == ("returned", Role.VICE_PRINCIPAL, "Nêu rõ nơi nhận.")
    assert (document.state, states(document)) == (State.DRAFT, ["void", "returned", "void"])
    assert (owed(document, "approve:2").state, owed(document, "revise").state) == ("cancelled", "open")


def test_the_clerk_may_return_what_waits_for_its_number(school):
    document = services.return_to_draft(drafts.approved(school), reason="Thiếu ký hiệu.", by=school.clerk.user)

    assert (document.state, ApprovalDecision.objects.last().step) == (State.DRAFT, None)


def test_a_return_meant_for_another_step_is_refused(school):
    three_steps(school)
    document = drafts.submitted(school)
    shown = latest_steps(document)[0].pk
    approve(document, school.head)

    with pytest.raises(ConflictError, match="đã có quyết định"):
        services.return_to_draft(document, reason="Chậm tay.", by=school.head.user, step=shown)


def test_a_real_change_asks_every_step_again(school):
    three_steps(school)
    document = approve(approve(drafts.submitted(school), school.head), school.vice_principal)

    document = edited(document, school.secretary)
    assert (document.state, states(document)) == (State.DRAFT, ["void", "void", "void"])
    document = services.submit_for_approval(document, by=school.vice_principal.user)

    assert states(document) == ["asked", "later", "later"]
    assert owed(document).why == "Nội dung đã đổi so với bản đã duyệt nên cần duyệt lại."
    assert services.former_decision(document, latest_steps(document)[0]).content.subject != document.content.subject


def test_a_save_without_change_asks_nobody(school):
    three_steps(school)
    document = approve(drafts.submitted(school), school.head)

    services.update_content(document, document.content, version=document.version, by=school.secretary.user)

    document.refresh_from_db()
    assert (document.state, states(document)) == (State.SUBMITTED, ["approved", "asked", "later"])


def test_what_was_returned_and_not_changed_is_not_asked_of_those_who_approved_it(school):
    three_steps(school)
    document = approve(drafts.submitted(school), school.head)
    document = services.return_to_draft(document, reason="Xem lại giúp.", by=school.vice_principal.user)

    document = services.submit_for_approval(document, by=school.vice_principal.user)

    first, second, _ = latest_steps(document)
    assert (first.state, first.carried.decided_by, second.state) == ("approved", school.head.user, "asked")
    assert owed(document).state == "fulfilled"


def test_the_signer_is_asked_again_even_without_a_change(school):
    document = services.return_to_draft(drafts.approved(school), reason="Thiếu ký hiệu.", by=school.clerk.user)

    document = services.submit_for_approval(document, by=school.vice_principal.user)

    assert (document.state, states(document)) == (State.SUBMITTED, ["asked"])


def test_an_approval_of_an_older_text_does_not_come_back_by_itself(school):
    """A, then B, then A again: the last word of the step was about B."""
    three_steps(school)
    document = drafts.submitted(school)
    before = document.subject_line
    document = edited(approve(document, school.head), school.secretary)
    document = approve(services.submit_for_approval(document, by=school.secretary.user), school.head)
    document = edited(document, school.secretary, subject=before)

    document = services.submit_for_approval(document, by=school.secretary.user)

    assert states(document) == ["asked", "later", "later"]


@pytest.mark.parametrize("change", ["UPDATE documents_approvaldecision SET reason = 'khác'", "DELETE FROM {table}"])
def test_decisions_can_neither_be_changed_nor_deleted(school, change):
    from django.db import connection

    drafts.approved(school)

    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table="documents_approvaldecision"))


def test_the_database_allows_one_asked_step_and_one_decision_at_a_step(school):
    three_steps(school)
    document = approve(drafts.submitted(school), school.head)
    first, _, third = latest_steps(document)

    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalStep.objects.filter(pk=third.pk).update(state=StepState.ASKED, asked_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalDecision.objects.create(
            organisation=school.school,
            document=document,
            step=first,
            verdict="approved",
            content_hash="",
            data={},
            version=1,
            decided_by=school.head.user,
        )


# ---- absence and deputies ----


def test_a_deputy_decides_while_the_person_is_away_and_the_row_says_for_whom(school):
    document = drafts.submitted(school)
    with pytest.raises(DomainError, match="đang chờ Hiệu trưởng"):
        approve(document, school.vice_principal)
    away(school, school.principal, school.vice_principal, reason="Đi chữa bệnh")

    assert (owed(document).person, owed(document).why) == (school.vice_principal, "Thay Hiệu trưởng đang vắng.")
    before = document.data
    document = approve(document, school.vice_principal)

    decision = ApprovalDecision.objects.get()
    assert (decision.decided_by, decision.deputy_of) == (school.vice_principal.user, school.principal)
    assert (document.state, document.data) == (State.APPROVED, before)  # the signature block is the document's own


def test_the_deputy_of_the_step_acts_where_the_absence_names_none(school):
    services.set_route(
        organisation=school.school,
        kind="plan",
        steps=[Step(role=Role.PRINCIPAL, deputy=school.vice_principal)],
        version=0,
        by=school.principal.user,
    )
    document = drafts.submitted(school)
    assert Approvers(school.school).capacity(latest_steps(document)[0], school.vice_principal) is None

    away(school, school.principal)

    assert approve(document, school.vice_principal).state == State.APPROVED


def test_the_absent_person_may_still_decide_herself(school):
    document = drafts.submitted(school)
    away(school, school.principal, school.vice_principal)

    approve(document, school.principal)

    assert ApprovalDecision.objects.get().deputy_of is None


def test_an_absence_that_begins_later_changes_nothing_today(school):
    document = drafts.submitted(school)
    away(school, school.principal, school.vice_principal, first="2026-10-14")

    with pytest.raises(DomainError):
        approve(document, school.vice_principal)
    assert owed(document).person is None

    with clock.travel_to("2026-10-14 00:20"):
        hand_over_steps()
        hand_over_steps()
        assert owed(document).person == school.vice_principal
    with clock.travel_to("2026-10-17 00:20"):
        hand_over_steps()
        assert (owed(document).person, owed(document).role) == (None, Role.PRINCIPAL)
        with pytest.raises(DomainError):
            approve(document, school.vice_principal)


def test_coming_back_early_takes_the_work_back(school):
    document = drafts.submitted(school)
    absence = away(school, school.principal, school.vice_principal)

    services.end_absence(absence, by=school.principal.user)

    assert owed(document).person is None
    absence.refresh_from_db()
    assert absence.cancelled_at is not None
    again = away(school, school.principal, school.vice_principal)
    with clock.travel_to("2026-10-14 09:00"):
        services.end_absence(again, by=school.principal.user)
    again.refresh_from_db()
    assert (again.to_on, again.cancelled_at) == (date(2026, 10, 13), None)


def test_a_deputy_who_is_away_too_or_has_left_does_not_decide(school):
    document = drafts.submitted(school)
    away(school, school.principal, school.secretary)
    RoleAssignment.objects.filter(person=school.secretary).update(to_on=date(2026, 10, 11))

    with pytest.raises(DomainError):
        approve(document, school.secretary)


def test_the_other_holder_of_the_role_owes_it_alone(school):
    from tests.factories.people import make_person

    second = make_person(school.school, "Trần Thị Ngân", Role.VICE_PRINCIPAL, Role.STAFF)
    three_steps(school)
    document = approve(drafts.submitted(school), school.head)
    assert owed(document, "approve:2").person is None

    away(school, school.vice_principal, school.secretary)

    assert owed(document, "approve:2").person == second


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"first": "2026-10-20", "last": "2026-10-16"}, "Ngày cuối đứng trước"),
        ({"first": "2026-10-01", "last": "2026-10-02"}, "đã qua"),
    ],
)
def test_absences_out_of_order_are_refused(school, more, sentence):
    with pytest.raises(DomainError, match=sentence):
        away(school, school.principal, school.vice_principal, **more)


def test_absences_do_not_overlap_and_name_another_person_of_the_school(school):
    with pytest.raises(DomainError, match="người khác"):
        away(school, school.principal, school.principal)
    with pytest.raises(DomainError, match="không còn làm việc"):
        away(school, school.principal, school.other_principal)
    away(school, school.principal, school.vice_principal)
    with pytest.raises(DomainError, match="12/10/2026 đến 16/10/2026"):
        away(school, school.principal, first="2026-10-16", last="2026-10-18")

    assert Absence.objects.count() == 1


def test_why_somebody_is_away_is_kept_apart_in_the_log(school):
    away(school, school.principal, school.vice_principal, reason="Đi chữa bệnh")

    entry = AuditEntry.objects.get(verb="documents.absence_entered")
    assert "bệnh" not in str(entry.after)
    assert AuditPersonalValue.objects.get(entry=entry, name="reason").value == "Đi chữa bệnh"
