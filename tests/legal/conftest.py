from __future__ import annotations

from datetime import date

import pytest

from core.scoping import scope
from legal import services
from legal.models import LegalDocument


@pytest.fixture
def regulation(world):
    return LegalDocument.objects.create(
        organisation=world.school,
        number="15/QĐ-THNC",
        kind="Quy chế",
        title="Quy chế thi đua, khen thưởng",
        issuer=world.school.name,
        from_on=date(2026, 9, 1),
        mark="T",
    )


@pytest.fixture
def entered(world, regulation):
    """Enter a value of the school, in force from 1 September 2026 unless another day is given."""

    def enter(code: str, value: str, **changes):
        values = {"locator": "khoản 2 Điều 5", "from_on": date(2026, 9, 1), "mark": "T"} | changes
        with scope(world.school):
            return services.enter_parameter(
                organisation=world.school,
                document=regulation,
                by=world.principal.user,
                code=code,
                value=value,
                **values,
            )

    return enter
