"""Foreign keys stay inside their organisation: the database refuses a row that names another one's row.

Each `OrganisationOwned` table has a trigger function of its own, made after each migrate from its foreign keys that
lead to other owned tables: its statements are fixed, so PostgreSQL plans them once and not for every row. The four
tables that by nature name a second organisation are not `OrganisationOwned` in that key, or name it in a key to the
organisation itself, which is no crossing.
"""

from __future__ import annotations

from django.apps import apps as all_apps
from django.db import connections

FUNCTION = """
CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  owner bigint;
BEGIN
{checks}
  RETURN NEW;
END $$
"""
CHECK = """
  IF NEW."{column}" IS NOT NULL THEN
    SELECT organisation_id INTO owner FROM "{target}" WHERE id = NEW."{column}";
    IF owner <> NEW.organisation_id THEN
      RAISE EXCEPTION 'row of organisation % names {table}.{column} of organisation %', NEW.organisation_id, owner
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
"""


def owned_models():
    from core.models import OrganisationOwned

    return [model for model in all_apps.get_models() if issubclass(model, OrganisationOwned)]


def guarded_keys(model) -> list[tuple[str, str]]:
    """(column, table it leads to) of each foreign key from an owned model to an owned model."""
    from core.models import OrganisationOwned

    return [
        (field.column, field.related_model._meta.db_table)
        for field in model._meta.concrete_fields
        if field.is_relation and issubclass(field.related_model, OrganisationOwned)
    ]


def install_guards(*, using: str = "default", **kwargs) -> None:
    """Install the triggers (post_migrate). Tables that this database does not have yet are left for a later run."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in owned_models():
            table, keys = model._meta.db_table, guarded_keys(model)
            if table not in tables:
                continue
            cursor.execute(f'DROP TRIGGER IF EXISTS same_organisation ON "{table}"')
            if keys:
                name = f"same_organisation_{table}"
                checks = "".join(CHECK.format(table=table, column=column, target=target) for column, target in keys)
                columns = ", ".join(f'"{column}"' for column, _ in keys)
                cursor.execute(FUNCTION.format(name=name, checks=checks))
                cursor.execute(
                    f"CREATE TRIGGER same_organisation BEFORE INSERT OR UPDATE OF organisation_id, {columns} "
                    f'ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()'
                )
