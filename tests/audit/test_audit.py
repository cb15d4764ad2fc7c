from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from audit import services
from audit.models import AuditEntry, AuditPersonalValue
from core.scoping import scope


@pytest.fixture
def entry(world):
    with scope(world.school):
        return services.record(
            "organisation.department_renamed",
            world.department,
            by=world.principal.user,
            before={"state": "a"},
            after={"state": "b"},
            personal={"full_name": "Đỗ Thị Hòa"},
        )


@pytest.mark.parametrize("statement", ["UPDATE audit_auditentry SET verb = 'x'", "DELETE FROM audit_auditentry"])
def test_entries_can_only_be_inserted(entry, statement):
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_truncating_the_log_is_refused(entry):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no foreign key check may be pending
        cursor.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER insert_only_table")  # tests live without it
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_auditentry CASCADE")


def test_seals_form_a_chain_and_take_each_entry_once(entry, world):
    with scope(world.school):
        first = services.seal(world.school)
        nothing_new = services.seal(world.school)
        services.record("x.y", world.department)
        second = services.seal(world.school)

        assert (first.row_count, nothing_new, second.row_count, second.previous) == (1, None, 1, first)
        assert services.first_broken_seal(world.school) is None


def test_changed_entry_breaks_its_seal(entry, world):
    with scope(world.school):
        sealed = services.seal(world.school)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER ALL")
            cursor.execute("UPDATE audit_auditentry SET verb = 'forged'")
            cursor.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER ALL")

        assert services.first_broken_seal(world.school) == sealed


def test_personal_values_are_erased_and_the_seal_holds(entry, world):
    with scope(world.school):
        services.seal(world.school)
        erased = services.erase_personal_values(AuditEntry.objects.filter(pk=entry.pk))

        assert erased == 1
        assert AuditPersonalValue.objects.get().value == ""
        assert services.first_broken_seal(world.school) is None
