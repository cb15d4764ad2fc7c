from django.db import migrations
from django.db.models import F


def carry_over(apps, schema_editor):
    """Decisions become rows; each closed box is its session's first round, its results known to everybody."""
    models = {name: apps.get_model("councils", name) for name in ("Council", "CouncilDecision", "BallotBox", "Motion")}
    models["CouncilDecision"].objects.bulk_create(
        models["CouncilDecision"](
            organisation_id=council.organisation_id,
            council=council,
            kind="establish",
            reference=council.decision,
            from_on=council.from_on,
        )
        for council in models["Council"].objects.exclude(decision="")
    )
    boxes = models["BallotBox"].objects
    boxes.update(present_count=F("electorate_count"))
    boxes.filter(state="closed").update(released_at=F("closed_at"))
    for box in boxes.all():
        models["Motion"].objects.filter(session_id=box.session_id, method="secret_ballot").update(box=box)


class Migration(migrations.Migration):
    dependencies = [("councils", "0002_sessions_in_depth")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
