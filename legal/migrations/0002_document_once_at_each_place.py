from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("legal", "0001_initial")]
    operations = [
        migrations.RemoveConstraint(model_name="legaldocument", name="legal_document_once"),
        migrations.AddConstraint(
            model_name="legaldocument",
            constraint=models.UniqueConstraint(
                fields=["organisation", "number", "issuer"], nulls_distinct=False, name="legal_document_once"
            ),
        ),
    ]
