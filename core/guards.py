"""Foreign keys stay inside their organisation: the database refuses a row that names another one's row.

One trigger function serves every `OrganisationOwned` table; it is installed after each migrate for each foreign key
that leads to another owned table. The four tables that by nature name a second organisation are not
`OrganisationOwned` in that key, or name it in a key to the organisation itself, which is no crossing.
"""

from __future__ import annotations

from django.apps import apps as all_apps
from django.db import connections

FUNCTION = """
CREATE OR REPLACE FUNCTION core_same_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  i integer := 0;
  key bigint;
  owner bigint;
BEGIN
  WHILE i < TG_NARGS LOOP
    EXECUTE format('SELECT ($1).%I', TG_ARGV[i]) USING NEW INTO key;
    IF key IS NOT NULL THEN
      EXECUTE format('SELECT organisation_id FROM %I WHERE id = $1', TG_ARGV[i + 1]) USING key INTO owner;
      IF owner IS NOT NULL AND owner <> NEW.organisation_id THEN
        RAISE EXCEPTION 'row of organisation % names %.% of organisation %',
          NEW.organisation_id, TG_TABLE_NAME, TG_ARGV[i], owner USING ERRCODE = 'integrity_constraint_violation';
      END IF;
    END IF;
    i := i + 2;
  END LOOP;
  RETURN NEW;
END $$
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
        cursor.execute(FUNCTION)
        for model in owned_models():
            table, keys = model._meta.db_table, guarded_keys(model)
            if table not in tables:
                continue
            cursor.execute(f'DROP TRIGGER IF EXISTS same_organisation ON "{table}"')
            if keys:
                arguments = ", ".join(f"'{column}', '{target}'" for column, target in keys)
                columns = ", ".join(f'"{column}"' for column, _ in keys)
                cursor.execute(
                    f"CREATE TRIGGER same_organisation BEFORE INSERT OR UPDATE OF organisation_id, {columns} "
                    f'ON "{table}" FOR EACH ROW EXECUTE FUNCTION core_same_organisation({arguments})'
                )
