"""What the benches share: a transaction that is undone, medians, figures as ratios against a baseline of the run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def rolled_back() -> Iterator[None]:
    """What a bench writes is gone afterwards."""
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
