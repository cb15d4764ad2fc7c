"""Operations done together: the models are drawn once, the database gets each of them, forwards and backwards."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.utils import IntegrityError

from core.migration_operations import Together

APP = "core"
TOGETHER = Together(
    [
        migrations.CreateModel("Room", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("Shelf", "places", models.PositiveIntegerField(default=3)),
        migrations.AddField("Shelf", "room", models.ForeignKey(f"{APP}.Room", models.CASCADE, null=True)),
        migrations.AddConstraint(
            "Shelf", models.CheckConstraint(condition=models.Q(places__lt=10), name="shelf_places_few")
        ),
        migrations.AddConstraint(
            "Shelf", models.UniqueConstraint(fields=["room"], condition=models.Q(places=1), name="shelf_alone")
        ),
    ]
)


def shelves() -> ProjectState:
    """Models of before: shelves without anything, drawn."""
    state = ProjectState()
    state.add_model(ModelState(APP, "Shelf", [("id", models.BigAutoField(primary_key=True))]))
    assert state.apps.get_model(APP, "Shelf")
    return state


def after(state: ProjectState) -> ProjectState:
    changed = state.clone()
    TOGETHER.state_forwards(APP, changed)
    return changed


def columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def test_models_are_not_drawn_between_the_operations(monkeypatch):
    state = shelves().clone()
    monkeypatch.setattr(ProjectState, "_reload", lambda *_: pytest.fail("drawn anew before all is said"))
    TOGETHER.state_forwards(APP, state)

    assert {field.name for field in state.apps.get_model(APP, "Shelf")._meta.get_fields()} == {"id", "places", "room"}


@pytest.mark.django_db
def test_rows_of_before_get_the_defaults_and_the_constraints_hold():
    before = shelves()
    now = after(before)
    with connection.schema_editor() as editor:
        editor.create_model(before.apps.get_model(APP, "Shelf"))
    before.apps.get_model(APP, "Shelf").objects.create()
    with connection.schema_editor() as editor:
        TOGETHER.database_forwards(APP, editor, before, now)

    shelf = now.apps.get_model(APP, "Shelf").objects.get()
    assert (shelf.places, shelf.room) == (3, None)
    with pytest.raises(IntegrityError, match="shelf_places_few"):
        now.apps.get_model(APP, "Shelf").objects.create(places=10)


@pytest.mark.django_db
def test_backwards_takes_all_of_it_away():
    before = shelves()
    now = after(before)
    with connection.schema_editor() as editor:
        editor.create_model(before.apps.get_model(APP, "Shelf"))
        TOGETHER.database_forwards(APP, editor, before, now)
    assert columns("core_shelf") == {"id", "places", "room_id"}

    with connection.schema_editor() as editor:
        TOGETHER.database_backwards(APP, editor, now, before)
    assert columns("core_shelf") == {"id"}
    assert "core_room" not in connection.introspection.table_names()


def test_is_reversible_only_if_each_operation_is():
    assert TOGETHER.reversible
    assert not Together([*TOGETHER.operations, migrations.RunSQL("SELECT 1")]).reversible
