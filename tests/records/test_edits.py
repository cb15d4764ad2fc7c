"""Rows changed by hand: with the log, never over what somebody else wrote, never of a decision, never one's own."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection

from audit.models import AuditEntry
from core.errors import ConflictError, DomainError
from core.scoping import scope
from notifications.models import Notification
from records import services
from records.models import InitiativeAuthor, InitiativeRecognition, InitiativeUse, QualityRating, TitleRecord
from records.services import edits, ledger
from records.services.entries import INITIATIVE_FIELDS, TITLE_FIELDS
from tests.factories.dossiers import distinction
from tests.records.ratings import decide, propose
from tests.records.test_entries import initiative, rating, title


def edit(world, record, *, seen=None, by=None, **changes):
    values = {name: getattr(record, name) for name in TITLE_FIELDS} | changes
    with scope(world.school):
        seen = edits.fingerprint(record) if seen is None else seen
        return services.edit_title(record, values=values, seen=seen, by=(by or world.secretary).user)


def act(world, name, row, by=None, **values):
    with scope(world.school):
        return getattr(services, name)(row, by=(by or world.secretary).user, **values)


def by_decision(world):
    row = title(world).row
    with scope(world.school):
        TitleRecord.objects.filter(pk=row.pk).update(origin="decision")
        return TitleRecord.objects.with_names().get(pk=row.pk)


# ---- titles ----


def test_what_stood_before_an_edit_is_in_the_log(world):
    record = title(world).row
    edit(world, record, decision_number="51/QĐ-UBND")

    with scope(world.school):
        entry = AuditEntry.objects.get(verb="records.title_edited")
        assert Notification.objects.filter(person=world.teacher, subject__contains="vừa được cập nhật").count() == 1
    assert (entry.before["decision"], entry.after["decision"]) == ("15/QĐ-UBND", "51/QĐ-UBND")


def test_an_edit_without_a_change_writes_nothing(world):
    edit(world, title(world).row)

    with scope(world.school):
        assert not AuditEntry.objects.filter(verb="records.title_edited").exists()


def test_nobody_writes_over_what_she_has_not_seen(world):
    record = title(world).row
    seen = edits.fingerprint(record)
    edit(world, record, decision_number="51/QĐ-UBND")

    with pytest.raises(ConflictError):
        edit(world, record, seen=seen, decision_number="99/QĐ-UBND")


def test_an_edit_never_makes_a_row_twice(world):
    title(world)
    other = title(world, school_year_code="2023-2024").row

    with pytest.raises(DomainError, match="nhập thừa"):
        edit(world, other, school_year_code="2024-2025")


def test_a_row_by_a_decision_is_only_revoked(world):
    record = by_decision(world)

    with pytest.raises(DomainError, match="thu hồi theo số quyết định"):
        edit(world, record, authority="Người khác")
    with pytest.raises(DomainError, match="thu hồi theo số quyết định"):
        act(world, "remove_title", record, reason="Nhầm")
    revoked = act(world, "revoke_title", record, number=" 77/QĐ-UBND ", on=date(2026, 1, 5))

    assert (revoked.revoked_by_number, revoked.revoked_on) == ("77/QĐ-UBND", date(2026, 1, 5))
    with scope(world.school):
        assert Notification.objects.get(person=world.teacher).subject == "Thu hồi Lao động tiên tiến năm học 2024-2025"


def test_a_revocation_names_its_decision_and_comes_after_the_award(world):
    record = title(world).row
    with pytest.raises(DomainError, match="Ghi số"):
        act(world, "revoke_title", record, number=" ", on=date(2026, 1, 5))
    with pytest.raises(DomainError, match="trở đi"):
        act(world, "revoke_title", record, number="7/QĐ", on=date(2024, 1, 5))
    act(world, "revoke_title", record, number="7/QĐ", on=date(2026, 1, 5))
    with pytest.raises(DomainError, match="Đã thu hồi"):
        act(world, "revoke_title", record, number="8/QĐ", on=date(2026, 1, 6))


def test_a_revocation_noted_by_mistake_is_taken_back_with_a_reason(world):
    record = act(world, "revoke_title", title(world).row, number="7/QĐ", on=date(2026, 1, 5))
    with pytest.raises(DomainError, match="lý do"):
        act(world, "restore_title", record, reason=" ")

    assert act(world, "restore_title", record, reason="Ghi nhầm người").revoked_on is None
    with scope(world.school):
        assert AuditEntry.objects.get(verb="records.title_restored").before["number"] == "7/QĐ"


def test_a_row_entered_by_mistake_goes_and_the_log_keeps_it(world):
    record = title(world).row
    act(world, "remove_title", record, reason="Nhập nhầm người")

    with scope(world.school):
        assert not TitleRecord.objects.exists()
        assert AuditEntry.objects.get(verb="records.title_removed").before["decision"] == "15/QĐ-UBND"
    with pytest.raises(DomainError, match="đã bị xóa"):
        act(world, "remove_title", record, reason="Lần nữa")


def test_nobody_enters_or_changes_what_is_her_own(world):
    with pytest.raises(DomainError, match="hồ sơ của mình"):
        title(world, "secretary")
    record = title(world, "secretary", by=world.principal.user).row
    for name, values in [
        ("remove_title", {"reason": "Nhầm"}),
        ("revoke_title", {"number": "7/QĐ", "on": date(2026, 1, 5)}),
    ]:
        with pytest.raises(DomainError, match="hồ sơ của mình"):
            act(world, name, record, **values)
    with pytest.raises(DomainError, match="hồ sơ của mình"):
        edit(world, record, authority="Khác")
    with pytest.raises(DomainError, match="hồ sơ của mình"):
        initiative(world, (world.secretary, 100))
    with pytest.raises(DomainError, match="hồ sơ của mình"):
        rating(world, person=world.secretary)


def test_a_list_with_everybodys_names_may_hold_the_own(world):
    assert title(world, "secretary", origin="imported").is_new


# ---- initiatives ----


def change(world, row, authors=None, *, seen=None, by=None, **changes):
    with scope(world.school):
        values = {name: getattr(row, name) for name in INITIATIVE_FIELDS} | changes
        if authors is None:
            authors = [(each.person, each.share) for each in row.authors.select_related("person")]
        seen = edits.fingerprint(row) if seen is None else seen
        return services.edit_initiative(row, values=values, authors=authors, seen=seen, by=(by or world.secretary).user)


def use(world, row, person=None, state="reserved"):
    with scope(world.school):
        return InitiativeUse.objects.create(
            organisation=world.school,
            author=InitiativeAuthor.objects.get(recognition=row, person=person or world.teacher),
            distinction=distinction("CSTDCS", "Chiến sĩ thi đua cơ sở"),
            school_year_code="2026-2027",
            purpose_key="nomination:1",
            state=state,
        )


def test_authors_and_shares_are_written_anew(world):
    row = initiative(world).row
    change(world, row, [(world.teacher, 70), (world.head, 30)], scope="province")

    with scope(world.school):
        assert InitiativeRecognition.objects.get().scope == "province"
        assert sorted(row.authors.values_list("person__full_name", "share")) == sorted(
            [(world.teacher.full_name, 70), (world.head.full_name, 30)]
        )
        entry = AuditEntry.objects.get(verb="records.initiative_edited")
    assert entry.before["authors"] != entry.after["authors"]


@pytest.mark.parametrize(
    ("authors", "words"), [([], "ít nhất một tác giả"), ([("teacher", 101)], "từ 1 đến 100"), (None, "quá 100%")]
)
def test_shares_that_cannot_be_are_refused_and_nothing_is_written(world, authors, words):
    row = initiative(world).row
    pairs = [("teacher", 60), ("teacher2", 50)] if authors is None else authors

    with pytest.raises(DomainError, match=words):
        change(world, row, [(getattr(world, name), share) for name, share in pairs])
    with scope(world.school):
        assert sorted(row.authors.values_list("share", flat=True)) == [40, 60]


@pytest.mark.parametrize("state", ["reserved", "consumed"])
def test_one_in_use_is_not_removed_and_takes_only_the_paper_about_its_effect(world, state):
    row = initiative(world).row
    use(world, row, state=state)

    with pytest.raises(DomainError, match="không xóa được"):
        act(world, "remove_initiative", row, reason="Nhầm")
    with pytest.raises(DomainError, match="văn bản xác nhận hiệu quả"):
        change(world, row, scope="province")
    assert change(world, row, effect_reference="Giấy xác nhận số 5").effect_reference == "Giấy xác nhận số 5"


def test_one_that_was_once_used_stays(world):
    row = initiative(world).row
    use(world, row, state="released")

    with pytest.raises(DomainError, match="không xóa được"):
        act(world, "remove_initiative", row, reason="Nhầm")
    with pytest.raises(DomainError, match="từng dùng"):
        change(world, row, [(world.teacher2, 40)])


def test_one_entered_by_mistake_goes(world):
    row = initiative(world).row
    act(world, "remove_initiative", row, reason="Nhập nhầm")

    with scope(world.school):
        assert not InitiativeAuthor.objects.exists()
        assert AuditEntry.objects.get(verb="records.initiative_removed").before["name"] == row.name


@pytest.mark.django_db(transaction=True)
def test_using_one_and_removing_it_at_once_leave_no_use_without_an_initiative(world):
    row = initiative(world).row
    with scope(world.school):
        author = InitiativeAuthor.objects.get(recognition=row, person=world.teacher)
    title_to_be = distinction("CSTDCS", "Chiến sĩ thi đua cơ sở")
    gate, said = threading.Barrier(2), {}

    def run(name, work):
        try:
            with scope(world.school):
                gate.wait(10)
                said[name] = work()
        except DomainError as error:
            said[name] = error
        finally:
            connection.close()

    by = world.secretary.user
    works = {
        "use": lambda: ledger.reserve(
            [author], distinction=title_to_be, school_year_code="2026-2027", purpose_key="nomination:1", by=by
        ),
        "remove": lambda: services.remove_initiative(row, reason="Nhầm", by=by),
    }
    threads = [threading.Thread(target=run, args=item) for item in works.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    with scope(world.school):
        is_there, is_used = InitiativeRecognition.objects.exists(), InitiativeUse.objects.exists()
    assert is_there == is_used
    assert is_used == bool(isinstance(said["remove"], DomainError))


# ---- ratings of before ----


def test_a_rating_of_before_is_edited_with_the_log_and_taken_out(world):
    row = rating(world).row
    values = {"decision_reference": "Quyết định số 41", "decided_on": date(2025, 6, 2)}
    edited = act(world, "edit_rating", row, level="excellent", seen=edits.fingerprint(row), **values)

    assert (edited.level, edited.decision_reference) == ("excellent", "Quyết định số 41")
    with pytest.raises(ConflictError):
        act(world, "edit_rating", row, level="good", seen=edits.fingerprint(row), **values)
    act(world, "remove_rating", row, reason="Nhầm người")
    with scope(world.school):
        assert not QualityRating.objects.exists()
        verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"records.history_rating_edited", "records.history_rating_removed"} <= verbs


def test_a_rating_decided_here_is_replaced_and_not_edited(world):
    (row,) = decide(world, propose(world, world.teacher))

    with pytest.raises(DomainError, match="đề nghị thay"):
        act(world, "remove_rating", row, reason="Nhầm")


# ---- since when all is there ----


def test_coverage_is_set_moved_and_taken_back(world):
    with scope(world.school):
        for code in ("2020-2021", "2018-2019", "2018-2019", ""):
            known = services.set_coverage(world.school, complete_since=code, by=world.secretary.user)
        assert known is None
        entries = AuditEntry.objects.filter(verb="records.coverage_set").order_by("pk")
        assert [entry.after["term"] for entry in entries] == ["2020-2021", "2018-2019", ""]


def test_what_is_there_is_counted_by_year(world):
    title(world)
    rating(world)
    initiative(world, school_year_code="2023-2024")

    with scope(world.school):
        assert services.rows_by_year(world.school) == [
            {"year": "2024-2025", "titles": 1, "ratings": 1, "initiatives": 0},
            {"year": "2023-2024", "titles": 0, "ratings": 0, "initiatives": 1},
        ]
