from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("submissions", "0003_reports"),
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
                    ("rubric", "Biểu điểm gửi xuống"),
                    ("self_score", "Phiếu tự chấm của đơn vị"),
                    ("unit_result", "Kết quả của đơn vị"),
                ],
                max_length=12,
                verbose_name="loại",
            ),
        ),
    ]
