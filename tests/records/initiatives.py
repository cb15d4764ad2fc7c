"""A recognised initiative with its authors, in one line."""

from __future__ import annotations

from datetime import date

from records.models import InitiativeAuthor, InitiativeRecognition


def recognised(world, *people, name: str = "Góc đọc mở", scope: str = "base", **values) -> list[InitiativeAuthor]:
    """An initiative of the school that these people are the authors of. Call within the scope."""
    row = InitiativeRecognition.objects.create(
        organisation=world.school,
        name=name,
        scope=scope,
        **{
            "school_year_code": "2025-2026",
            "decision_number": "21/QĐ-THNC",
            "decided_on": date(2026, 5, 20),
            "authority": "Hiệu trưởng",
            "recorded_by": world.secretary.user,
        }
        | values,
    )
    return [InitiativeAuthor.objects.create(organisation=world.school, recognition=row, person=each) for each in people]
