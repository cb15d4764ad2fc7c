from __future__ import annotations

import pytest

from audit.models import AuditEntry
from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines import services
from deadlines.models import CalendarEntry, Obligation
from notifications.models import Notification
from tests.deadlines.obligations import DUE, make_entry, moment, owe


def test_an_entry_of_one_source_and_deadline_is_entered_once(world):
    first, again = make_entry(world), make_entry(world)
    other_day = make_entry(world, due_at=moment("2026-11-24 17:00"))

    with scope(world.school):
        assert list(CalendarEntry.objects.values_list("pk", flat=True)) == [first.pk, other_day.pk]
    assert again.pk == first.pk
    assert first.cut_off_at == DUE


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-10-01 06:59:59", False),
        ("2026-10-01 07:00:00", True),
        ("2026-10-24 17:00:00", True),
        ("2026-10-24 17:00:01", False),
    ],
)
def test_whether_an_entry_is_open_is_computed_from_its_times_alone(world, now, is_open):
    entry = make_entry(world)

    with scope(world.school):
        assert entry.is_open(moment(now)) is is_open
        assert CalendarEntry.objects.open_at(moment(now)).exists() is is_open


def test_the_same_key_updates_what_is_open_and_opens_again_what_was_closed(world):
    first = owe(world, why="Theo kế hoạch")
    owe(world, why="Tổ trưởng trả lại")
    services.fulfil(world.school, first.key)

    row = Obligation.objects.get()
    assert (row.why, row.state) == ("Tổ trưởng trả lại", "fulfilled")

    owe(world, why="Trả lại lần hai")

    row = Obligation.objects.get()
    assert (row.pk, row.state, row.closed_at, row.why) == (first.pk, "open", None, "Trả lại lần hai")


def test_fulfil_and_cancel_touch_only_the_open_row_of_that_organisation(world):
    mine = owe(world)
    theirs = owe(world, organisation=world.other_school, person=world.other_teacher)

    services.fulfil(world.school, mine.key)
    services.cancel(world.school, mine.key)
    services.fulfil(world.school, "no:such:key")

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, mine.closed_at, theirs.state) == ("fulfilled", clock.now(), "open")


def test_an_extension_for_one_changes_only_that_one(world):
    entry = make_entry(world)
    mine = owe(world, entry=entry, key="registration:1:1")
    hers = owe(world, entry=entry, key="registration:1:2", person=world.teacher2)
    later = moment("2026-10-28 17:00")

    services.extend(mine, new_due_at=later, reason="Nghỉ ốm", by=world.secretary.user)

    mine.refresh_from_db()
    hers.refresh_from_db()
    assert (mine.due_at, hers.due_at) == (later, DUE)
    with scope(world.school):
        assert services.effective_times(entry, world.teacher)[1:] == (later, later)
        assert services.effective_times(entry, world.teacher2)[1:] == (DUE, DUE)
        assert services.effective_times(entry)[1:] == (DUE, DUE)
        assert list(Notification.objects.values_list("person", flat=True)) == [world.teacher.pk]
        assert AuditEntry.objects.get().verb == "deadlines.obligation_extended"


def test_an_extension_of_an_entry_changes_all_under_it_but_shortens_none(world):
    entry = make_entry(world)
    mine = owe(world, entry=entry, key="registration:1:1")
    hers = owe(world, entry=entry, key="registration:1:2", person=world.teacher2)
    unrelated = owe(world, key="document:1:approve", role="principal")
    services.extend(mine, new_due_at=moment("2026-11-10 17:00"), reason="Nghỉ ốm", by=world.secretary.user)

    services.extend(entry, new_due_at=moment("2026-10-30 17:00"), reason="Mưa bão", by=world.secretary.user)

    dues = dict(Obligation.objects.values_list("pk", "due_at"))
    assert dues == {
        mine.pk: moment("2026-11-10 17:00"),
        hers.pk: moment("2026-10-30 17:00"),
        unrelated.pk: DUE,
    }
    with scope(world.school):
        assert services.effective_times(entry)[1] == moment("2026-10-30 17:00")
        assert entry.is_open(moment("2026-10-29 08:00"))
        assert CalendarEntry.objects.open_at(moment("2026-10-29 08:00")).count() == 1
        assert Notification.objects.filter(person=world.teacher).count() == 1


def test_calling_oblige_again_keeps_what_was_extended(world):
    entry = make_entry(world)
    mine = owe(world, entry=entry)
    services.extend(mine, new_due_at=moment("2026-10-28 17:00"), reason="Nghỉ ốm", by=world.secretary.user)

    owe(world, entry=entry)

    mine.refresh_from_db()
    assert mine.due_at == moment("2026-10-28 17:00")


def test_who_joins_after_an_extension_of_the_entry_has_the_longer_deadline(world):
    entry = make_entry(world)
    services.extend(entry, new_due_at=moment("2026-10-28 17:00"), reason="Mưa bão", by=world.secretary.user)

    late_comer = owe(world, entry=entry)

    assert late_comer.due_at == moment("2026-10-28 17:00")


@pytest.mark.parametrize(
    ("new_due", "reason", "sentence"),
    [
        ("2026-10-24 17:00", "Nghỉ ốm", "Hạn mới phải sau hạn hiện nay"),
        ("2026-10-28 17:00", "  ", "Ghi lý do gia hạn."),
    ],
)
def test_a_shorter_deadline_or_one_without_a_reason_is_refused(world, new_due, reason, sentence):
    mine = owe(world)

    with pytest.raises(DomainError, match=sentence):
        services.extend(mine, new_due_at=moment(new_due), reason=reason, by=world.secretary.user)

    mine.refresh_from_db()
    assert mine.due_at == DUE


def test_what_is_done_cannot_be_extended(world):
    mine = owe(world)
    services.fulfil(world.school, mine.key)

    with pytest.raises(DomainError, match="không còn chờ làm"):
        services.extend(mine, new_due_at=moment("2026-10-28 17:00"), reason="Nghỉ ốm", by=world.secretary.user)


def test_an_address_that_leads_nowhere_is_empty_and_not_an_error(world, caplog):
    mine = owe(world, url_name="no_room:no_page")

    assert mine.address == ""
    assert "no_room:no_page" in caplog.text
