"""Figures for the plan's targets, supplied by the rooms that have them.

    @meters.register("registrations.registered_titles")
    def registered_titles(target) -> Decimal | None: ...

A meter answers None for a target that is not its own; the first answer counts.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

Meter = Callable[..., Decimal | None]
METERS: dict[str, Meter] = {}


def register(code: str) -> Callable[[Meter], Meter]:
    def keep(meter: Meter) -> Meter:
        if METERS.get(code, meter) is not meter:
            raise LookupError(f"Two meters are named {code}")
        METERS[code] = meter
        return meter

    return keep


def figure(target) -> Decimal | None:
    """How far the target is, in its own unit; None while nobody has a figure, which is not 0."""
    return next((value for meter in METERS.values() if (value := meter(target)) is not None), None)
