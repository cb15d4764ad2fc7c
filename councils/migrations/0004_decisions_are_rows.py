from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("councils", "0003_carry_over")]

    operations = [migrations.RemoveField(model_name="council", name="decision")]
