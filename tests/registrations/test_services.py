from __future__ import annotations

import threading

import pytest
from django.db import connections

from core import clock
from core.errors import ConflictError, DomainError
from core.scoping import scope
from deadlines.models import CalendarEntry, Obligation
from deadlines.services import extend, sweep
from documents.models import OfficialDocument
from notifications.models import Notification
from organisation.models import Role, RoleAssignment
from registrations import services
from registrations.models import Registration, RegistrationReturn
from tests.registrations.rounds import GOALS, draft, make_entry, make_round, submitted, title

State = Registration.State


@pytest.fixture
def round(world):
    return make_round(world)


@pytest.fixture(autouse=True)
def _inside(request):
    """Services run inside the school's scope, as in a request."""
    name = next((each for each in ("world", "transactional_world") if each in request.fixturenames), None)
    if name is None:
        yield
        return
    with scope(request.getfixturevalue(name).school):
        yield


def obligation(round, person):
    return Obligation.objects.get(organisation=round.organisation, key=f"registration:{round.pk}:{person.pk}")


# ---- the round ----


def test_opening_obliges_everybody_employed_once(world, round):
    services.open_round(round.entry, by=world.secretary.user)

    keys = Obligation.objects.owed_by(world.school).filter(key__startswith=f"registration:{round.pk}:")
    assert keys.count() == 8
    assert obligation(round, world.teacher).due_at == round.entry.due_at
    assert obligation(round, world.teacher).opens_at == round.entry.opens_at


def test_opening_again_does_not_ask_again_who_has_submitted(world, round):
    submitted(round, world.teacher)

    services.open_round(round.entry, by=world.secretary.user)

    assert obligation(round, world.teacher).state == "fulfilled"


def test_a_date_of_another_purpose_opens_no_round(world):
    entry = make_entry(world, purpose=CalendarEntry.Purpose.DOSSIER)

    with pytest.raises(DomainError, match="không phải là mốc đăng ký"):
        services.open_round(entry, by=world.secretary.user)


# ---- drafts ----


def test_a_draft_may_be_incomplete(world, round):
    registration = draft(round, world.teacher, distinction=None, goals="")

    assert (registration.state, registration.version) == (State.DRAFT, 1)
    assert registration.home_department == world.department
    assert obligation(round, world.teacher).state == "open"


def test_saving_what_is_stored_changes_nothing(world, round):
    registration = draft(round, world.teacher)

    again = services.save_draft(round, world.teacher, values={"goals": GOALS}, version=0, by=world.teacher.user)

    assert again.version == registration.version


def test_a_second_page_never_overwrites_the_first(world, round):
    draft(round, world.teacher)

    with pytest.raises(ConflictError, match="đã được sửa ở nơi khác lúc 08:00"):
        services.save_draft(round, world.teacher, values={"goals": "Khác"}, version=0, by=world.teacher.user)

    assert Registration.objects.get().goals == GOALS


def test_one_page_goes_on_saving_under_its_own_token(world, round):
    for text in ("một", "một hai", "một hai ba"):
        registration = services.save_draft(
            round, world.teacher, values={"goals": text}, version=0, page="thẻ-a", by=world.teacher.user
        )

    assert (registration.goals, registration.version) == ("một hai ba", 3)
    with pytest.raises(ConflictError):
        services.save_draft(
            round, world.teacher, values={"goals": "bốn"}, version=0, page="thẻ-b", by=world.teacher.user
        )


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2026-09-30 23:59", "Đăng ký mở từ 00:00 ngày 01/10/2026"),
        ("2026-10-26 17:01", "Đã hết hạn nộp lúc 17:00 ngày 26/10/2026"),
    ],
)
def test_the_window_is_asked_of_the_clock(world, round, moment, sentence):
    with clock.travel_to(moment), pytest.raises(DomainError, match=sentence):
        draft(round, world.teacher)

    assert not Registration.objects.exists()


# ---- submitting ----


def test_submitting_fulfils_the_task_and_asks_the_head(world, round):
    registration = submitted(round, world.teacher)

    assert (registration.state, registration.is_late) == (State.SUBMITTED, False)
    assert obligation(round, world.teacher).state == "fulfilled"
    asked = Obligation.objects.get(key=f"registration_remark:{round.pk}:{world.department.pk}")
    assert (asked.role, asked.department, asked.state) == (Role.DEPARTMENT_HEAD, world.department, "open")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"distinction": None}, "Chưa chọn danh hiệu"), ({"goals": "  "}, "Chưa ghi nội dung phấn đấu")],
)
def test_an_incomplete_one_is_not_submitted(world, round, changes, sentence):
    registration = draft(round, world.teacher, **changes)

    with pytest.raises(DomainError, match=sentence):
        services.submit(registration, version=1, by=world.teacher.user)

    registration.refresh_from_db()
    assert registration.state == State.DRAFT


@pytest.mark.parametrize(("moment", "is_late"), [("2026-10-24 17:00", False), ("2026-10-24 17:01", True)])
def test_after_the_deadline_it_is_late_but_taken(world, round, moment, is_late):
    with clock.travel_to(moment):
        assert submitted(round, world.teacher).is_late is is_late


def test_an_extension_for_one_opens_the_window_for_her_alone(world, round):
    extend(
        obligation(round, world.teacher),
        new_due_at=clock.at(clock.date(2026, 10, 30), 17),
        reason="Nghỉ ốm",
        by=world.secretary.user,
    )

    with clock.travel_to("2026-10-29 08:00"):
        assert submitted(round, world.teacher).is_late is False
        with pytest.raises(DomainError, match="Đã hết hạn nộp"):
            submitted(round, world.teacher2)


def test_what_changed_after_the_check_page_is_not_submitted(world, round):
    registration = draft(round, world.teacher)
    services.save_draft(round, world.teacher, values={"goals": "Khác"}, version=1, by=world.teacher.user)

    with pytest.raises(ConflictError):
        services.submit(registration, version=1, by=world.teacher.user)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_submit_once(transactional_world):
    world = transactional_world
    round = make_round(world)
    registration = draft(round, world.teacher)
    answers = []

    def press():
        try:
            with scope(world.school):
                answers.append(services.submit(registration, version=1, by=world.teacher.user).version)
        except DomainError as error:
            answers.append(error.message)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [2, 2, 2, 2]


# ---- withdrawing ----


def test_a_withdrawn_one_may_be_taken_up_again(world, round):
    registration = submitted(round, world.teacher)

    services.withdraw(registration, by=world.teacher.user)
    taken_up = services.register_again(registration, by=world.teacher.user)

    assert (taken_up.state, taken_up.goals) == (State.DRAFT, GOALS)
    assert obligation(round, world.teacher).state == "open"
    assert Obligation.objects.get(key=f"registration_remark:{round.pk}:{world.department.pk}").state == "fulfilled"


def test_a_locked_one_is_not_withdrawn(world, round):
    registration = submitted(round, world.teacher)
    services.lock_round(round, by=world.secretary.user)

    with pytest.raises(DomainError, match="Đợt đăng ký đã khóa"):
        services.withdraw(registration, by=world.teacher.user)


# ---- the tổ's remark ----


def test_a_recommendation_keeps_who_and_when(world, round):
    registration = submitted(round, world.teacher)

    services.recommend(registration, remark="Tổ nhất trí.", version=2, by=world.head.user)

    registration.refresh_from_db()
    assert (registration.state, registration.remark) == (State.DEPARTMENT_RECOMMENDED, "Tổ nhất trí.")
    assert (registration.remarked_by, registration.remarked_at) == (world.head.user, clock.now())


def test_a_return_is_an_object_and_reopens_the_task(world, round):
    registration = submitted(round, world.teacher)

    services.return_for_revision(registration, reason="Nêu rõ lớp áp dụng.", version=2, by=world.head.user)

    returned = RegistrationReturn.objects.get()
    assert (returned.reason, returned.requested_by, returned.resolved_at) == (
        "Nêu rõ lớp áp dụng.",
        world.head.user,
        None,
    )
    owed = obligation(round, world.teacher)
    assert (owed.state, owed.why) == ("open", "Trả lại ngày 12/10/2026: “Nêu rõ lớp áp dụng.”")


def test_what_is_sent_back_after_the_deadline_is_not_called_late(world, round):
    registration = submitted(round, world.teacher)

    with clock.travel_to("2026-10-27 08:00"):
        services.return_for_revision(registration, reason="Thiếu.", version=2, by=world.head.user)
        services.open_round(round.entry, by=world.secretary.user)
        sweep()

    owed = obligation(round, world.teacher)
    assert (owed.state, owed.due_at, owed.button) == ("open", None, "Bổ sung")
    assert owed.why == "Trả lại ngày 27/10/2026: “Thiếu.”"
    assert not Notification.objects.filter(person=world.teacher, key__startswith="reminder:").exists()


def test_a_returned_one_is_mended_until_the_lock_and_resolves_the_return(world, round):
    registration = submitted(round, world.teacher)
    services.return_for_revision(registration, reason="Thiếu.", version=2, by=world.head.user)

    with clock.travel_to("2026-10-27 08:00"):
        mended = services.save_draft(round, world.teacher, values={"goals": "Đủ"}, version=3, by=world.teacher.user)
        services.submit(mended, version=4, by=world.teacher.user)

    registration.refresh_from_db()
    assert (registration.state, registration.goals, registration.is_late) == (State.SUBMITTED, "Đủ", False)
    assert RegistrationReturn.objects.get().resolved_at is not None


def test_a_return_needs_its_reason(world, round):
    registration = submitted(round, world.teacher)

    with pytest.raises(DomainError, match="Ghi lý do trả lại"):
        services.return_for_revision(registration, reason="  ", version=2, by=world.head.user)

    assert not RegistrationReturn.objects.exists()


def test_a_draft_is_not_recommended(world, round):
    registration = draft(round, world.teacher)

    with pytest.raises(DomainError, match="trạng thái “Nháp”"):
        services.recommend(registration, remark="", version=1, by=world.head.user)


def test_the_head_s_own_waits_for_the_secretary(world, round):
    submitted(round, world.head)

    asked = Obligation.objects.get(key=f"registration_remark:{round.pk}:secretary")
    assert (asked.role, asked.state) == (Role.COUNCIL_SECRETARY, "open")
    assert not Obligation.objects.filter(key=f"registration_remark:{round.pk}:{world.department.pk}").exists()


def test_a_to_without_a_head_waits_for_the_secretary(world, round):
    RoleAssignment.objects.filter(role=Role.DEPARTMENT_HEAD, department=world.department).delete()

    submitted(round, world.teacher)

    assert Obligation.objects.get(key=f"registration_remark:{round.pk}:secretary").state == "open"


# ---- the list ----


def test_locking_makes_the_list_and_leaves_drafts(world, round):
    best = title("CSTDCS", "Chiến sĩ thi đua cơ sở")
    first = submitted(round, world.teacher2, distinction=best, initiative_title="Thẻ đọc ba bước")
    services.recommend(first, remark="Tổ nhất trí.", version=2, by=world.head.user)
    submitted(round, world.principal)
    left = draft(round, world.teacher)

    locked = services.lock_round(round, by=world.secretary.user)

    table = next(block for block in locked.list_document.content.walk() if hasattr(block, "rows"))
    assert table.is_wide
    assert [row[:4] for row in table.rows] == [
        ["1", "Lê Minh Ân", "Tổ 1, 2, 3", "Chiến sĩ thi đua cơ sở"],
        ["2", "Hoàng Thị Bích Liên", "Hiệu trưởng", "Lao động tiên tiến"],
    ]
    assert table.rows[0][4:] == [f"{GOALS}; sáng kiến dự kiến: Thẻ đọc ba bước", "Tổ nhất trí."]
    assert locked.list_document.kind == OfficialDocument.Kind.LIST
    assert "Tổng số đăng ký: 02" in "".join(
        block.text for block in locked.list_document.content.walk() if hasattr(block, "runs")
    )
    left.refresh_from_db()
    assert left.state == State.DRAFT
    assert obligation(round, world.teacher).state == "cancelled"
    assert not Obligation.objects.owed_by(world.school).open().filter(key__startswith="registration").exists()


def test_nothing_submitted_nothing_locked(world, round):
    draft(round, world.teacher)

    with pytest.raises(DomainError, match="Chưa có đăng ký nào được nộp"):
        services.lock_round(round, by=world.secretary.user)


def test_a_round_is_locked_once(world, round):
    submitted(round, world.teacher)
    services.lock_round(round, by=world.secretary.user)

    with pytest.raises(DomainError, match="đã khóa"):
        services.lock_round(round, by=world.secretary.user)
    with pytest.raises(DomainError, match="đã khóa"):
        draft(round, world.teacher2)

    assert OfficialDocument.objects.filter(kind="list").count() == 1
