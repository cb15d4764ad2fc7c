"""What the benches share: a database for them, medians, and figures as ratios against a baseline of the same run."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thiduakhenthuong.settings")
os.environ.setdefault("INSECURE_COOKIES", "1")


def set_up() -> None:
    """Load Django, as in production; bring the bench's database to the present schema."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def rolled_back() -> Iterator[None]:
    """What a bench writes is gone afterwards."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def median_ms(act: Callable[[], object], *, repeat: int = 15, warm: int = 3) -> float:
    for _ in range(warm):
        act()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def report(name: str, ms: float, baseline: float, note: str = "") -> None:
    print(f"{name:44} {ms:9.2f} ms  {ms / baseline:8.2f} × baseline  {note}", flush=True)
