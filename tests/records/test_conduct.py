"""Discipline and what is being looked into: the head's own pages, days alone for who was named, nothing for others."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from audit.models import AuditEntry, AuditPersonalValue
from core.errors import DomainError
from core.scoping import scope
from core.templatetags.ui import vi_date
from notifications.models import Notification
from records.models import DisciplinaryRecord, EarlierService, PendingVerification
from records.services import conduct

SECRET = "9/QĐ-BIMAT"
DAYS = {"from_on": date(2026, 9, 1), "to_on": None}


def url(name, organisation, *args):
    return reverse(f"records:{name}", args=[organisation.slug, *args])


def discipline(world, **changes) -> DisciplinaryRecord:
    values = {"person": world.teacher, "sanction": "warning", "decision_number": SECRET, "note": "Ghi chú kín", **DAYS}
    with scope(world.school):
        return conduct.save_discipline(world.school, by=world.principal.user, **values | changes)


def pending(world, *readers, **changes) -> PendingVerification:
    values = {"person": world.teacher, "kind": "complaint", **DAYS}
    with scope(world.school):
        return conduct.save_pending(world.school, readers=readers, by=world.principal.user, **values | changes)


def test_the_head_enters_corrects_and_ends(world):
    client = world.client(world.principal)
    typed = {"person": world.teacher.pk, "sanction": "warning", "decision_number": SECRET, "from_on": "01/09/2026"}

    client.post(url("discipline_create", world.school), typed)
    with scope(world.school):
        row = DisciplinaryRecord.objects.get()
        assert conduct.blocked_people(world.school, on=date(2026, 10, 12)) == {world.teacher.pk}
    typed |= {"to_on": "30/09/2026"}
    client.post(url("discipline_edit", world.school, row.pk), typed)

    with scope(world.school):
        row.refresh_from_db()
        assert row.to_on == date(2026, 9, 30)
        assert conduct.blocked_people(world.school, on=date(2026, 10, 12)) == set()
        assert conduct.blocked_people(world.school, on=date(2026, 9, 30)) == {world.teacher.pk}
    page = client.get(url("conduct_list", world.school)).text
    assert "Đã kết thúc" in page
    assert SECRET in page


def test_what_was_typed_and_refused_is_still_there(world):
    typed = {"person": world.teacher.pk, "sanction": "", "decision_number": SECRET, "from_on": "31/02/2026"}

    answer = world.client(world.principal).post(url("discipline_create", world.school), typed)

    assert answer.status_code == 422
    assert f'value="{SECRET}"' in answer.text
    assert "Ngày có hiệu lực không có trong lịch" in answer.text


def test_the_log_says_neither_of_whom_nor_what(world):
    row = discipline(world)
    with scope(world.school):
        conduct.save_discipline(
            world.school,
            row,
            sanction="reprimand",
            decision_number=SECRET,
            note="",
            from_on=DAYS["from_on"],
            to_on=date(2026, 10, 1),
            by=world.principal.user,
        )
        conduct.remove_conduct(row, by=world.principal.user)
        entries = AuditEntry.objects.filter(verb__startswith="records.private_")
        assert list(entries.order_by("id").values_list("verb", flat=True)) == [
            "records.private_noted",
            "records.private_changed",
            "records.private_removed",
        ]
        assert [(entry.before, entry.after) for entry in entries] == [({}, {})] * 3
        assert not AuditPersonalValue.objects.filter(entry__in=entries).exists()
        assert not Notification.objects.exists()


def test_who_was_named_sees_the_days_and_nothing_else(world):
    pending(world, world.vice_principal)
    page = world.client(world.vice_principal).get(url("private_notices", world.school)).text

    assert "Đỗ Thị Hòa" in page
    assert vi_date(DAYS["from_on"]) in page
    assert "khiếu nại" not in page.lower()
    link = url("private_notices", world.school)
    assert link in world.client(world.vice_principal).get(url("own_record", world.school)).text
    assert link not in world.client(world.head).get(url("own_record", world.school)).text
    for person in (world.secretary, world.head, world.teacher, world.clerk, world.officer, world.other_principal):
        assert world.client(person).get(url("private_notices", world.school)).status_code == 404


def test_an_ended_one_is_no_longer_told(world):
    row = pending(world, world.vice_principal)
    with scope(world.school):
        conduct.save_pending(
            world.school,
            row,
            kind="complaint",
            from_on=row.from_on,
            to_on=date(2026, 10, 1),
            readers=[world.vice_principal],
            by=world.principal.user,
        )

    assert world.client(world.vice_principal).get(url("private_notices", world.school)).status_code == 404


@pytest.mark.parametrize(
    "role", ["vice_principal", "secretary", "head", "teacher", "clerk", "officer", "leader", "other_principal"]
)
def test_nobody_else_reads_any_of_it(world, role):
    row, other = discipline(world), pending(world)
    client = world.client(getattr(world, role))

    for name, args in (
        ("conduct_list", []),
        ("discipline_create", []),
        ("discipline_edit", [row.pk]),
        ("discipline_remove", [row.pk]),
        ("pending_create", []),
        ("pending_edit", [other.pk]),
        ("pending_remove", [other.pk]),
    ):
        answer = client.get(url(name, world.school, *args))
        assert answer.status_code in (403, 404)
        assert SECRET not in answer.text
    for name, args in (
        ("record_list", []),
        ("person_record", [world.teacher.pk]),
        ("rating_list", []),
    ):
        answer = client.get(url(name, world.school, *args))
        assert SECRET not in answer.text
        assert "Cảnh cáo" not in answer.text
        assert "kỷ luật" not in answer.text.lower()


def test_a_head_elsewhere_does_not_find_the_row_under_her_own_address(world):
    row = discipline(world)

    answer = world.client(world.other_principal).get(url("discipline_edit", world.other_school, row.pk))

    assert answer.status_code == 404


def test_nobody_keeps_her_own(world):
    with pytest.raises(DomainError, match="do cấp trên quản lý"):
        discipline(world, person=world.principal)


def test_the_person_concerned_is_no_reader(world):
    with pytest.raises(DomainError, match="Đỗ Thị Hòa"):
        pending(world, world.teacher)


def test_days_out_of_order_are_refused(world):
    with pytest.raises(DomainError, match="Ngày kết thúc"):
        discipline(world, to_on=date(2026, 8, 1))
    with pytest.raises(DomainError, match="chưa đến"):
        discipline(world, from_on=date(2027, 8, 1))


def service(world, first, last, row=None, **changes) -> EarlierService:
    values = {"person": world.teacher, "place": "Trường Tiểu học Tam Đa", "is_hardship": False}
    with scope(world.school):
        by = world.secretary.user
        return conduct.save_service(world.school, row, from_on=first, to_on=last, by=by, **values | changes)


def test_earlier_years_never_overlap(world):
    first = service(world, date(2010, 9, 1), date(2015, 7, 31))

    with pytest.raises(DomainError, match="Tam Đa"):
        service(world, date(2015, 7, 31), date(2018, 7, 31))
    service(world, date(2015, 8, 1), date(2018, 7, 31), place="Trường Tiểu học Đông Thọ")
    service(world, date(2010, 9, 1), date(2015, 7, 30), first, person=None)
    with scope(world.school):
        assert EarlierService.objects.count() == 2


def test_the_keeper_enters_earlier_years_on_a_page(world):
    client = world.client(world.secretary)
    address = url("service_create", world.school, world.teacher.pk)

    client.post(address, {"place": "Trường  Tam Đa", "from_on": "01/09/2010", "to_on": "31/07/2015"})

    with scope(world.school):
        row = EarlierService.objects.get()
    assert (row.place, row.is_hardship) == ("Trường Tam Đa", False)
    client.post(url("service_remove", world.school, row.pk))
    with scope(world.school):
        assert not EarlierService.objects.exists()
