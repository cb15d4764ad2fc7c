"""The rows that issuing fixes are not emptied at once either."""

from django.db import migrations

TABLES = ("documents_officialdocument", "documents_documenteffect")
INSTALL = "".join(
    f"CREATE TRIGGER insert_only_table BEFORE TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_insert_only();"
    for table in TABLES
)
REMOVE = "".join(f"DROP TRIGGER insert_only_table ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_insert_only"), ("documents", "0015_file_checks")]
    operations = [migrations.RunSQL(INSTALL, REMOVE)]
