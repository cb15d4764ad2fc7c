
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0006_sources_of_roll_ups'),
    ]

    operations = [
        migrations.AlterField(
            model_name='evaluationpolicy',
            name='staff_sees',
            field=models.CharField(choices=[('nothing', 'Không ai xem kết quả của người khác'), ('commended', 'Danh sách được biểu dương'), ('grades', 'Mức xếp loại của mọi người')], default='commended', max_length=10, verbose_name='toàn trường xem'),
        ),
    ]
