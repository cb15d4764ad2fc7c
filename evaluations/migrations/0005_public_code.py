
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deadlines', '0004_kinds_of_review'),
        ('documents', '0007_text_versions'),
        ('evaluations', '0004_one_place_for_rubrics'),
        ('organisation', '0003_staff_group_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='evaluationperiod',
            name='public_code',
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AddConstraint(
            model_name='evaluationperiod',
            constraint=models.UniqueConstraint(condition=models.Q(('public_code', ''), _negated=True), fields=('public_code',), name='public_result_once'),
        ),
    ]
