"""A period's rubrics stand in PeriodRubric alone; an edition that was published stays as it is (insert-only)."""

from django.db import migrations, models

TABLE = "evaluations_sheetedition"
KEEP = f"""
CREATE TRIGGER insert_only_rows BEFORE UPDATE OR DELETE ON {TABLE}
  FOR EACH ROW EXECUTE FUNCTION audit_insert_only();
CREATE TRIGGER insert_only_table BEFORE TRUNCATE ON {TABLE}
  FOR EACH STATEMENT EXECUTE FUNCTION audit_insert_only();
"""


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0003_rubric_of_each_sheet"), ("audit", "0002_insert_only")]
    operations = [
        migrations.RemoveField(model_name="evaluationperiod", name="rubric"),
        migrations.AddConstraint(
            model_name="rubric",
            constraint=models.UniqueConstraint(fields=("family", "version_number"), name="rubric_version_once"),
        ),
        migrations.RunSQL(
            KEEP, f"DROP TRIGGER insert_only_rows ON {TABLE}; DROP TRIGGER insert_only_table ON {TABLE};"
        ),
    ]
