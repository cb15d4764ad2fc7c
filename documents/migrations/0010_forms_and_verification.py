"""More kinds of papers, papers without a number, and a code under which an issued paper can be verified."""

import secrets

from django.db import migrations, models
from django.db.models import Q

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
COLUMNS = [
    *("organisation_id", "state", "kind", "form", "subject_line", "data", "content_hash"),
    *("approved_hash", "approved_by_id", "approved_at", "series_id", "number", "year"),
    *("issued_on", "issued_by_id", "frozen", "frozen_sha256", "verification_code"),
]
FORMER = [column for column in COLUMNS if column not in ("form", "verification_code")]

FUNCTION = """
CREATE OR REPLACE FUNCTION documents_issued_stays_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state = 'issued' THEN
      RAISE EXCEPTION 'document %% is issued and cannot be deleted', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.state = 'issued' AND ROW({new}) IS DISTINCT FROM ROW({old}) THEN
    RAISE EXCEPTION 'document %% is issued and cannot be changed', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.file <> '' AND
     ROW(NEW.file, NEW.file_sha256, NEW.rendered_at) IS DISTINCT FROM ROW(OLD.file, OLD.file_sha256, OLD.rendered_at)
  THEN
    RAISE EXCEPTION 'the file of document %% is stored and cannot be replaced', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""


def guard(columns):
    return FUNCTION.format(
        new=", ".join(f"NEW.{name}" for name in columns), old=", ".join(f"OLD.{name}" for name in columns)
    ).replace("%%", "%")


def give_codes(apps, schema_editor):
    documents = apps.get_model("documents", "OfficialDocument")._base_manager.filter(
        state="issued", verification_code=""
    )
    for pk in list(documents.values_list("pk", flat=True)):
        code = "".join(secrets.choice(LETTERS) for _ in range(12))
        documents.filter(pk=pk).update(verification_code=code)


class Migration(migrations.Migration):
    dependencies = [("documents", "0009_generated_documents")]
    operations = [
        migrations.AlterField(
            "officialdocument",
            "kind",
            models.CharField(
                choices=[
                    ("plan", "Kế hoạch"),
                    ("list", "Danh sách"),
                    ("minutes", "Biên bản"),
                    ("proposal", "Tờ trình"),
                    ("notice", "Thông báo"),
                    ("decision", "Quyết định"),
                    ("regulation", "Quy chế"),
                    ("invitation", "Giấy mời"),
                    ("guidance", "Hướng dẫn"),
                    ("report", "Báo cáo"),
                    ("resolution", "Nghị quyết"),
                    ("letter", "Công văn"),
                    ("form", "Biểu mẫu"),
                    ("certificate", "Giấy khen"),
                ],
                max_length=12,
                verbose_name="loại",
            ),
        ),
        migrations.AlterField(
            model_name='approvalroute',
            name='kind',
            field=models.CharField(blank=True, choices=[('plan', 'Kế hoạch'), ('list', 'Danh sách'), ('minutes', 'Biên bản'), ('proposal', 'Tờ trình'), ('notice', 'Thông báo'), ('decision', 'Quyết định'), ('regulation', 'Quy chế'), ('invitation', 'Giấy mời'), ('guidance', 'Hướng dẫn'), ('report', 'Báo cáo'), ('resolution', 'Nghị quyết'), ('letter', 'Công văn'), ('form', 'Biểu mẫu'), ('certificate', 'Giấy khen')], max_length=12, verbose_name='loại văn bản'),
        ),
        migrations.AddField(
            "officialdocument",
            "form",
            models.CharField(blank=True, default="", editable=False, max_length=24, verbose_name="mẫu"),
            preserve_default=False,
        ),
        migrations.AddField(
            "officialdocument",
            "verification_code",
            models.CharField(blank=True, default="", editable=False, max_length=12, verbose_name="mã xác minh"),
            preserve_default=False,
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        # The rows just written have waiting triggers; a table is altered only after they ran.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RunSQL(guard(COLUMNS), guard(FORMER)),
        migrations.RemoveConstraint("officialdocument", "issued_document_is_whole"),
        migrations.AddConstraint(
            "officialdocument",
            models.CheckConstraint(
                name="issued_document_is_whole",
                condition=~Q(state="issued")
                | (
                    Q(issued_on__isnull=False, approved_by__isnull=False)
                    & (Q(number__isnull=False, series__isnull=False) | Q(kind__in=("form", "certificate")))
                    & ~Q(frozen="")
                    & ~Q(frozen_sha256="")
                    & ~Q(verification_code="")
                ),
            ),
        ),
        migrations.AddConstraint(
            "officialdocument",
            models.CheckConstraint(
                name="number_stands_in_a_series",
                condition=Q(number__isnull=True, series__isnull=True)
                | Q(number__isnull=False, series__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            "officialdocument",
            models.UniqueConstraint(
                fields=["verification_code"], condition=~Q(verification_code=""), name="verification_code_once"
            ),
        ),
    ]
