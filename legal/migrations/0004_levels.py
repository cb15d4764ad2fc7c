from django.db import migrations

LEVELS = {
    "province": ["CSTD_TINH", "CSTD_BO", "TTLDXS", "CO_TINH", "CO_BO", "BANG_KHEN", "KNC"],
    "state": ["CSTDTQ", "CO_CP"],
}


def set_levels(apps, schema_editor):
    """Rows that stand from before the level was kept have the level of a base unit."""
    distinctions = apps.get_model("legal", "Distinction")
    for level, codes in LEVELS.items():
        distinctions.objects.filter(code__in=codes).update(level=level)


class Migration(migrations.Migration):
    dependencies = [("legal", "0003_library")]

    operations = [migrations.RunPython(set_levels, migrations.RunPython.noop)]
