"""Decisions are only added; what was waiting for the head before there were routes has one step, the head's."""

from django.db import migrations

INSTALL = """
CREATE TRIGGER insert_only_rows BEFORE UPDATE OR DELETE ON documents_approvaldecision
  FOR EACH ROW EXECUTE FUNCTION audit_insert_only();
CREATE TRIGGER insert_only_table BEFORE TRUNCATE ON documents_approvaldecision
  FOR EACH STATEMENT EXECUTE FUNCTION audit_insert_only();
"""

REMOVE = """
DROP TRIGGER insert_only_rows ON documents_approvaldecision;
DROP TRIGGER insert_only_table ON documents_approvaldecision;
"""


def ask_the_head(apps, schema_editor):
    document_model = apps.get_model("documents", "OfficialDocument")
    step_model = apps.get_model("documents", "ApprovalStep")
    waiting = document_model.objects.filter(state="submitted").select_related("organisation")
    step_model.objects.bulk_create(
        step_model(
            organisation=document.organisation,
            document=document,
            round=1,
            position=1,
            role="office_leader" if document.organisation.kind == "office" else "principal",
            state="asked",
            asked_at=document.created_at,
        )
        for document in waiting
    )


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_approval_routes"), ("audit", "0002_insert_only")]
    operations = [
        migrations.RunPython(ask_the_head, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL(INSTALL, REMOVE),
    ]
