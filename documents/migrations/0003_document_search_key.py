from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_issued_stays_issued")]
    operations = [
        migrations.AddField(
            model_name="officialdocument",
            name="search_key",
            field=models.CharField(blank=True, default="", editable=False, max_length=600),
            preserve_default=False,
        ),
    ]
