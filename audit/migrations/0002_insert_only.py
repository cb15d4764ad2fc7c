"""The log is insert-only: a trigger refuses update, delete and truncate of entries, seals and their membership."""

from django.db import migrations

TABLES = ["audit_auditentry", "audit_auditseal", "audit_sealedentry"]

FORWARD = """
CREATE OR REPLACE FUNCTION audit_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER insert_only_rows BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION audit_insert_only();
CREATE TRIGGER insert_only_table BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION audit_insert_only();
"""
    for table in TABLES
)

BACKWARD = "".join(
    f"DROP TRIGGER insert_only_rows ON {table}; DROP TRIGGER insert_only_table ON {table};" for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD + "DROP FUNCTION audit_insert_only();")]
