from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("submissions", "0002_incoming_documents"),
    ]

    operations = [
        migrations.AlterField(
            model_name="submission",
            name="kind",
            field=models.CharField(
                choices=[
                    ("dossier", "Hồ sơ đề nghị"),
                    ("decision", "Quyết định"),
                    ("document", "Văn bản gửi xuống"),
                    ("report", "Báo cáo kết quả"),
                ],
                max_length=12,
                verbose_name="loại",
            ),
        ),
    ]
