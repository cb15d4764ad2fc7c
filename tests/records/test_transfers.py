"""A record that moves with a person: pinned, matched, confirmed; read by its two sides and nobody else."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from core.errors import DomainError
from core.scoping import scope
from deadlines.models import Obligation
from notifications.models import Notification
from organisation.models import Employment, Role, RoleAssignment
from records import services
from records.models import (
    DisciplinaryRecord,
    EarlierService,
    InitiativeAuthor,
    InitiativeUse,
    QualityRating,
    RecordTransfer,
    TitleRecord,
)
from records.services import ledger, transfers
from tests.factories.dossiers import distinction
from tests.factories.people import make_person
from tests.records.initiatives import recognised

DECISION = {"decision_number": "15/QĐ-UBND", "decided_on": date(2025, 6, 20)}


@pytest.fixture
def moved(world):
    """The teacher left; she holds a title, a rating, a used and a free initiative, and was disciplined once."""
    with scope(world.school):
        Employment.objects.filter(person=world.teacher).update(to_on=date(2026, 7, 31))
        by, here = world.principal.user, world.school
        services.enter_title(
            organisation=here,
            person=world.teacher,
            distinction=distinction(),
            school_year_code="2024-2025",
            authority="Chủ tịch Ủy ban nhân dân phường",
            by=by,
            **DECISION,
        )
        services.enter_rating(
            organisation=here,
            person=world.teacher,
            year_code="2024-2025",
            level="good",
            decision_reference="40/QĐ-THNC",
            decided_on=date(2025, 5, 30),
            by=by,
        )
        used, _ = [*recognised(world, world.teacher, name="Đã dùng rồi"), recognised(world, world.teacher)[0]]
        asked = {"distinction": distinction(), "school_year_code": "2024-2025", "purpose_key": "nomination:1"}
        ledger.reserve([used], **asked, by=by)
        ledger.consume(here, "nomination:1", by)
        DisciplinaryRecord.objects.create(
            organisation=here,
            person=world.teacher,
            sanction="warning",
            decision_number="9/QĐ-BIMAT",
            from_on=date(2023, 1, 1),
            entered_by=by,
        )
    return world


@pytest.fixture
def newcomer(moved):
    """The same woman as the other school entered her."""
    with scope(moved.other_school):
        return make_person(moved.other_school, "Đỗ Thị Hoà", Role.STAFF)


def send(world, **changes) -> RecordTransfer:
    with scope(world.school):
        shown = transfers.hash_of(transfers.content_of(world.school, world.teacher))
        values = {"receiver": world.other_school, "shown": shown, "by": world.secretary.user} | changes
        return transfers.send_record(world.school, world.teacher, **values)


def confirm(world, transfer, person) -> RecordTransfer:
    with scope(world.other_school):
        return transfers.confirm_transfer(transfer, person=person, by=world.other_principal.user)


def url(name, organisation, *args):
    return reverse(f"records:{name}", args=[organisation.slug, *args])


def uses(organisation) -> dict[str, str]:
    with scope(organisation):
        rows = InitiativeUse.objects.all().values_list("author__recognition__name", "state")
        return dict(rows)


# ---- the whole way ----


def test_what_is_confirmed_becomes_rows_of_the_new_place_and_nothing_is_used_twice(moved, newcomer):
    transfer = confirm(moved, send(moved), newcomer)

    assert {outcome for _, outcome, _ in transfer.results} == {"new"}
    with scope(moved.other_school):
        [title] = TitleRecord.objects.all()
        assert (title.person, title.origin, title.decision_number) == (newcomer, "transferred", "15/QĐ-UBND")
        [rating] = QualityRating.objects.all()
        assert (rating.person, rating.level, rating.decision_reference) == (newcomer, "good", "40/QĐ-THNC")
        [service] = EarlierService.objects.all()
        assert (service.place, service.to_on) == ("Trường Tiểu học Ngọc Cầu", date(2026, 7, 31))
        [free] = ledger.free_authors(moved.other_school, newcomer)
        assert free.recognition.name == "Góc đọc mở"
        assert not DisciplinaryRecord.objects.exists()
        used = InitiativeUse.objects.get()
        assert (used.state, used.distinction.code, used.school_year_code) == ("consumed", "LDTT", "2024-2025")
    assert uses(moved.school) == {"Đã dùng rồi": "consumed", "Góc đọc mở": "moved"}
    with scope(moved.school):
        author = InitiativeAuthor.objects.get(recognition__name="Góc đọc mở")
        asked = {"distinction": distinction(), "school_year_code": "2025-2026", "purpose_key": "nomination:2"}
        with pytest.raises(DomainError, match="đơn vị mới"):
            ledger.reserve([author], **asked, by=moved.principal.user)


def test_the_way_over_the_pages(moved, newcomer):
    sender, receiver = moved.client(moved.secretary), moved.client(moved.other_principal)
    page = sender.get(url("transfer_create", moved.school), {"person": moved.teacher.pk, "q": "song hong"}).text
    assert "Trường THCS Sông Hồng" in page
    asked = {"person": moved.teacher.pk, "receiver": moved.other_school.pk}
    page = sender.get(url("transfer_create", moved.school), asked).text
    assert "Đã dùng: Lao động tiên tiến năm học 2024-2025" in page
    assert "BIMAT" not in page
    with scope(moved.school):
        shown = transfers.hash_of(transfers.content_of(moved.school, moved.teacher))
    sender.post(url("transfer_create", moved.school), asked | {"shown": shown})

    transfer = RecordTransfer.objects.get()
    page = receiver.get(url("transfer_detail", moved.other_school, transfer.pk)).text
    assert "Đỗ Thị Hoà, chưa ghi ngày sinh" in page
    receiver.post(url("transfer_confirm", moved.other_school, transfer.pk), {"person": newcomer.pk})

    transfer.refresh_from_db()
    assert (transfer.state, transfer.receiver_person) == ("confirmed", newcomer)
    assert "Kết quả ghi vào hồ sơ" in receiver.get(url("transfer_detail", moved.other_school, transfer.pk)).text
    assert "Kết quả ghi vào hồ sơ" not in sender.get(url("transfer_detail", moved.school, transfer.pk)).text
    assert "Số 15/QĐ-UBND, ngày 20/6/2025" in receiver.get(url("transfer_detail", moved.other_school, transfer.pk)).text
    assert reverse("records:person_record", args=[moved.other_school.slug, newcomer.pk]) in (
        receiver.get(url("transfer_detail", moved.other_school, transfer.pk)).text
    )
    with scope(moved.other_school):
        told = Notification.objects.filter(person=moved.other_principal).get()
        assert "Đỗ Thị Hòa" in told.subject
        assert "tiên tiến" not in told.body + told.subject
    with scope(moved.school):
        assert "đã xác nhận hồ sơ" in Notification.objects.filter(person=moved.secretary).get().subject


def waiting(organisation) -> list[tuple[str, str, str]]:
    """(role, title, state) of what transfers ask of an organisation."""
    with scope(organisation):
        rows = Obligation.objects.owed_by(organisation).filter(key__startswith="transfer:").order_by("pk")
        return list(rows.values_list("role", "title", "state"))


def test_what_came_is_a_task_there_until_it_is_answered(moved, newcomer):
    title = "Xem và xác nhận hồ sơ chuyển đến của Đỗ Thị Hòa"
    withdrawn = send(moved)
    assert waiting(moved.other_school) == [("council_secretary", title, "open")]
    transfers.withdraw_transfer(withdrawn, by=moved.principal.user)
    assert waiting(moved.other_school) == [("council_secretary", title, "cancelled")]

    with scope(moved.other_school):
        RoleAssignment.objects.filter(role=Role.COUNCIL_SECRETARY).delete()
    refused = send(moved)
    assert waiting(moved.other_school)[1:] == [("principal", title, "open")]
    transfers.refuse_transfer(refused, reason="Gửi nhầm", by=moved.other_principal.user)
    confirm(moved, send(moved), newcomer)
    assert [state for _, _, state in waiting(moved.other_school)] == ["cancelled", "fulfilled", "fulfilled"]
    assert waiting(moved.school) == []


def test_who_moved_is_told_what_was_taken_over_and_finds_it(moved, newcomer):
    confirm(moved, send(moved), newcomer)

    with scope(moved.other_school):
        told = Notification.objects.get(person=newcomer)
    assert told.subject == "Hồ sơ từ Trường Tiểu học Ngọc Cầu đã được ghi"
    assert "15/QĐ-UBND" in moved.client(newcomer).get(told.url).text


def test_who_is_told_of_a_transfer_may_open_it(moved):
    send(moved)

    with scope(moved.other_school):
        told = [(each.person, each.url) for each in Notification.objects.select_related("person")]
    assert {person for person, _ in told} == {moved.other_principal, moved.other_secretary}
    for person, address in told:
        assert moved.client(person).get(address).status_code == 200


def test_a_search_without_a_person_says_what_is_wanting(moved):
    page = moved.client(moved.secretary).get(url("transfer_create", moved.school), {"person": "", "q": "song hong"})
    assert page.status_code == 200
    assert "Chọn người đã chuyển đi và ghi tên đơn vị mới" in page.text
    assert 'value="song hong"' in page.text


# ---- matching ----


def test_two_of_one_name_are_told_apart_by_the_day_of_birth(moved, newcomer):
    moved.teacher.born_on = date(1985, 4, 2)
    moved.teacher.save()
    newcomer.born_on = date(1990, 1, 1)
    newcomer.save()
    with scope(moved.other_school):
        twin = make_person(moved.other_school, "Đỗ Thị Hòa", Role.STAFF)
        twin.born_on = date(1985, 4, 2)
        twin.save()
    transfer = send(moved)

    with scope(moved.other_school):
        assert transfers.suggested_people(transfer) == [twin, newcomer]
    page = moved.client(moved.other_principal).get(url("transfer_detail", moved.other_school, transfer.pk)).text
    assert "sinh ngày 02/04/1985, Giáo viên (trùng ngày sinh)" in page
    assert "sinh ngày 01/01/1990" in page


def test_somebody_of_another_school_is_no_match(moved, newcomer):
    transfer = send(moved)

    with pytest.raises(DomainError, match="không làm việc ở đây"):
        confirm(moved, transfer, moved.head)


# ---- contradictions ----


def test_what_contradicts_the_record_there_is_told_and_the_rest_is_taken(moved, newcomer):
    with scope(moved.other_school):
        services.enter_title(
            organisation=moved.other_school,
            person=newcomer,
            distinction=distinction(),
            school_year_code="2024-2025",
            decision_number="99/QĐ-KHAC",
            decided_on=date(2025, 6, 1),
            authority="Chủ tịch Ủy ban nhân dân phường",
            by=moved.other_principal.user,
        )

    transfer = confirm(moved, send(moved), newcomer)

    refused = [(words, why) for words, outcome, why in transfer.results if outcome == "refused"]
    assert [words for words, _ in refused] == ["Lao động tiên tiến 2024-2025"]
    assert "99/QĐ-KHAC" in refused[0][1]
    with scope(moved.other_school):
        assert QualityRating.objects.count() == 1


def test_an_initiative_that_is_not_taken_stays_free_where_it_was(moved, newcomer):
    with scope(moved.school):
        [author] = ledger.free_authors(moved.school, moved.teacher)
        known = author.recognition
    with scope(moved.other_school):
        services.enter_initiative(
            organisation=moved.other_school,
            name=known.name,
            scope="province" if known.scope == "base" else "base",
            school_year_code=known.school_year_code,
            decision_number=known.decision_number,
            decided_on=known.decided_on,
            authority=known.authority,
            authors=[(newcomer, None)],
            by=moved.other_principal.user,
        )

    confirm(moved, send(moved), newcomer)

    with scope(moved.school):
        assert ledger.free_authors(moved.school, moved.teacher) == [author]


def test_an_initiative_used_after_sending_stops_the_confirmation(moved, newcomer):
    transfer = send(moved)
    with scope(moved.school):
        [author] = ledger.free_authors(moved.school, moved.teacher)
        asked = {"distinction": distinction(), "school_year_code": "2025-2026", "purpose_key": "nomination:3"}
        ledger.reserve([author], **asked, by=moved.principal.user)

    with pytest.raises(DomainError, match="đã thay đổi sau khi gửi"), transaction.atomic():
        confirm(moved, transfer, newcomer)
    with scope(moved.other_school):
        assert not TitleRecord.objects.exists()


def test_what_a_nomination_holds_waits_for_its_decision(moved):
    with scope(moved.school):
        [author] = ledger.free_authors(moved.school, moved.teacher)
        asked = {"distinction": distinction(), "school_year_code": "2025-2026", "purpose_key": "nomination:3"}
        ledger.reserve([author], **asked, by=moved.principal.user)

    with pytest.raises(DomainError, match="đang dùng để đề nghị Lao động tiên tiến năm học 2025-2026"):
        send(moved)


def test_what_was_changed_in_the_pinned_content_is_not_taken(moved, newcomer):
    transfer = send(moved)
    transfer.content["titles"] *= 2
    transfer.save()

    with pytest.raises(DomainError, match="không còn đúng với bản đã gửi"):
        confirm(moved, transfer, newcomer)


# ---- the acts in order ----


def test_only_a_leaver_s_record_is_sent_and_to_one_place_at_a_time(moved):
    with scope(moved.school), pytest.raises(DomainError, match="đang làm việc ở đây"):
        transfers.send_record(moved.school, moved.head, receiver=moved.other_school, shown="", by=moved.secretary.user)
    send(moved)
    with pytest.raises(DomainError, match="Rút lại trước"):
        send(moved, receiver=moved.office)


def test_a_page_that_showed_something_else_sends_nothing(moved):
    with pytest.raises(DomainError, match="đã thay đổi"):
        send(moved, shown="khác")


def test_an_offer_that_was_withdrawn_is_gone_for_the_receiver(moved, newcomer):
    transfer = send(moved)
    moved.client(moved.secretary).post(url("transfer_withdraw", moved.school, transfer.pk))

    client = moved.client(moved.other_principal)
    assert client.get(url("transfer_detail", moved.other_school, transfer.pk)).status_code == 404
    assert client.post(url("transfer_confirm", moved.other_school, transfer.pk)).status_code == 404
    transfer.refresh_from_db()
    assert transfer.state == "withdrawn"


def test_a_refusal_needs_a_reason_and_goes_back(moved, newcomer):
    transfer = send(moved)
    client = moved.client(moved.other_principal)

    assert client.post(url("transfer_refuse", moved.other_school, transfer.pk), {"reason": ""}).status_code == 422
    client.post(url("transfer_refuse", moved.other_school, transfer.pk), {"reason": "Không phải người của trường"})

    transfer.refresh_from_db()
    assert (transfer.state, transfer.reason) == ("refused", "Không phải người của trường")
    with pytest.raises(DomainError, match="Không nhận"):
        confirm(moved, transfer, newcomer)


# ---- who reads it ----


def test_nobody_but_the_two_sides_reads_a_transfer(moved):
    transfer = send(moved)

    for person, organisation in (
        (moved.officer, moved.office),
        (moved.leader, moved.office),
        (moved.teacher2, moved.school),
        (moved.clerk, moved.school),
        (moved.vice_principal, moved.school),
        (moved.other_teacher, moved.other_school),
        (moved.other_clerk, moved.other_school),
    ):
        answer = moved.client(person).get(url("transfer_detail", organisation, transfer.pk))
        assert answer.status_code in (403, 404)
        assert "15/QĐ-UBND" not in answer.text
    assert moved.client(moved.leader).get(url("transfer_detail", moved.office, transfer.pk)).status_code == 404


def test_the_receiver_does_not_withdraw_and_the_sender_does_not_confirm(moved, newcomer):
    transfer = send(moved)

    receiver, sender = moved.client(moved.other_principal), moved.client(moved.secretary)
    assert receiver.post(url("transfer_withdraw", moved.other_school, transfer.pk)).status_code == 404
    answer = sender.post(url("transfer_confirm", moved.school, transfer.pk), {"person": newcomer.pk})
    assert answer.status_code == 404


def test_organisations_are_found_with_and_without_marks(moved):
    assert transfers.found_organisations("SÔNG hồng", but=moved.school) == [moved.other_school]
    assert transfers.found_organisations("song  thcs", but=moved.school) == [moved.other_school]
    assert transfers.found_organisations("n", but=moved.school) == []
    assert transfers.found_organisations("Ngọc Cầu", but=moved.school) == []
