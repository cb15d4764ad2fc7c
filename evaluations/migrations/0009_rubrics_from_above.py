import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0008_taken_from_earlier_sheet"),
        ("submissions", "0004_rubrics_and_scores"),
    ]

    operations = [
        migrations.AddField(
            model_name="rubric",
            name="given",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="submissions.submission",
            ),
        ),
        migrations.AddConstraint(
            model_name="rubric",
            constraint=models.UniqueConstraint(fields=("organisation", "given"), name="given_rubric_once"),
        ),
    ]
