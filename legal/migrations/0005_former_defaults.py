from datetime import date

from django.db import migrations

ENDS = {
    "award.decider.LDTT": date(2026, 9, 30),
    "award.decider.CSTDCS": date(2026, 9, 30),
    "award.decider.TTLDTT": date(2026, 9, 30),
    "award.decider.TTLDXS": date(2025, 6, 30),
    "award.decider.GIAY_KHEN": date(2026, 9, 30),
    "award.report.CSTDCS": date(2026, 9, 30),
}


def close(apps, schema_editor):
    """The first defaults of the library end with the text they stood on; Điều 79, which nobody read, is not cited."""
    rows = apps.get_model("legal", "LegalParameter").objects.filter(
        organisation=None, from_on=date(2024, 1, 1), to_on=None, mark="K"
    )
    for code, end in ENDS.items():
        rows.filter(code=code).update(to_on=end)
    rows = apps.get_model("legal", "LegalParameter").objects.filter(organisation=None, locator="Điều 79, Điều 80")
    rows.update(locator="Điều 80")


class Migration(migrations.Migration):
    dependencies = [("legal", "0004_levels")]

    operations = [migrations.RunPython(close, migrations.RunPython.noop)]
