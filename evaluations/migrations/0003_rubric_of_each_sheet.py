"""Each sheet gets the rubric that its period had; rubrics of before are each the first version of a family, in use."""

import uuid

from django.db import migrations


def forward(apps, schema_editor):
    Rubric = apps.get_model("evaluations", "Rubric")
    Period = apps.get_model("evaluations", "EvaluationPeriod")
    Sheet = apps.get_model("evaluations", "EvaluationSheet")
    PeriodRubric = apps.get_model("evaluations", "PeriodRubric")
    for rubric in Rubric._base_manager.all():
        rubric.family = uuid.uuid4()
        rubric.adopted_at = rubric.saved_at
        rubric.save(update_fields=["family", "adopted_at"])
    for period in Period._base_manager.all():
        PeriodRubric._base_manager.create(
            organisation_id=period.organisation_id, period=period, rubric_id=period.rubric_id
        )
        Sheet._base_manager.filter(period=period).update(rubric_id=period.rubric_id)
    Sheet._base_manager.filter(state="published").update(edition=1)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0002_rubrics_by_group")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
