"""300 people save their sheets at the same moment: none is lost, and what that costs against bare Django inserts.

Real connections: `CONNECTIONS` threads, each with its own, take one sheet after the other. A save is the whole service
that the page calls (lock, window, differences, cells, note) on `CRITERIA` criteria. The baseline, in the same run by as
many connections and as many transactions: a sheet inserted by `create`, its cells by `bulk_create`, and nothing else.

python -m bench burst [sheets]
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from queue import Empty, SimpleQueue
from threading import Barrier, Thread

from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from bench import opening
from core import clock
from core.scoping import scope
from evaluations.criteria import Cell
from evaluations.models import Criterion, EvaluationPeriod, EvaluationSheet, Rubric, Score
from evaluations.services import open_due_periods, save_draft
from organisation.models import Organisation

SHEETS, CRITERIA, CONNECTIONS, ROUNDS = 300, 10, 8, 5
NOTE = "Thực hiện đầy đủ quy chế chuyên môn, dự giờ hai tiết."


def at_once(works: list, act: Callable) -> float:
    """Seconds until all is done; the connections are open before the clock starts. Raises what went wrong."""
    queue: SimpleQueue = SimpleQueue()
    for work in works:
        queue.put(work)
    barrier, errors = Barrier(CONNECTIONS + 1), []

    def take() -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            while True:
                act(queue.get_nowait())
        except Empty:
            pass
        except Exception as error:  # told once all threads are over
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=take) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    barrier.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    if errors:
        raise errors[0]
    return seconds


def opened(count: int) -> tuple[Organisation, list[EvaluationSheet]]:
    """A school of that many people with a month that is open for all of them."""
    run = f"{clock.now():%y%m%d%H%M%S}"
    opening.make(1, count, run)
    with scopes_disabled():
        school = Organisation.objects.get(slug=f"{opening.SLUG}{run}-0")
        rubric = Rubric.objects.get(organisation=school)
        Criterion.objects.bulk_create(
            Criterion(organisation=school, rubric=rubric, code=str(number), title=f"Tiêu chí {number}", max_points=10)
            for number in range(2, CRITERIA + 1)
        )
        opening.due([school.pk])
        open_due_periods()
        period = EvaluationPeriod.objects.get(organisation=school)
        return school, list(
            EvaluationSheet.objects.filter(period=period).with_names().prefetch_related("rubric__criteria")
        )


def saved(school, sheets: list[EvaluationSheet], criteria: list[int], number: int) -> float:
    """One burst: every cell and note of every sheet is new. Seconds; an error where one is lost."""
    with scopes_disabled():
        Score.objects.filter(sheet__in=sheets).delete()
    amount = Decimal(number % 10)
    note = f"{NOTE} Lần {number}."

    def save(sheet: EvaluationSheet) -> None:
        with scope(school):
            cells = {key: Cell("scored", amount) for key in criteria}
            save_draft(sheet, cells=cells, note=note, version=number, page="trang", by=None)

    seconds = at_once(sheets, save)
    with scopes_disabled():
        cells = Score.objects.filter(sheet__in=sheets, amount=amount).count()
        notes = EvaluationSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets], self_note=note).count()
    if (cells, notes) != (len(sheets) * len(criteria), len(sheets)):
        raise RuntimeError(f"{cells} cells and {notes} notes stored of {len(sheets)} sheets")
    return seconds


def bare(school, sheets: list[EvaluationSheet], criteria: list[int], number: int) -> float:
    """The same rows, inserted by Django alone: the sheets were deleted before."""
    with scopes_disabled():
        for model, field in ((Score, "sheet__in"), (EvaluationSheet, "pk__in")):
            rows = model._base_manager.filter(**{field: [sheet.pk for sheet in sheets]})
            rows._raw_delete(rows.db)
    amount, note = Decimal(number % 10), f"{NOTE} Lần {number}."

    def insert(sheet: EvaluationSheet) -> None:
        with scope(school), transaction.atomic():
            row = EvaluationSheet.objects.create(
                pk=sheet.pk,
                organisation_id=sheet.organisation_id,
                period_id=sheet.period_id,
                person_id=sheet.person_id,
                department_id=sheet.department_id,
                rubric_id=sheet.rubric_id,
                self_note=note,
                version=number + 1,
            )
            Score.objects.bulk_create(
                Score(organisation_id=sheet.organisation_id, sheet=row, criterion_id=key, column="self", amount=amount)
                for key in criteria
            )

    return at_once(sheets, insert)


def main(sheets: str = str(SHEETS)) -> None:
    try:
        with override_settings(DEBUG=False):
            school, rows = opened(int(sheets))
            with scopes_disabled():
                criteria = list(Criterion.objects.filter(organisation=school).values_list("pk", flat=True))
            saving, inserting = [], []
            for number in range(1, ROUNDS + 1):  # in turns, so that a busy machine is busy for both
                inserting.append(bare(school, rows, criteria, number - 1))
                saving.append(saved(school, rows, criteria, number))
            with CaptureQueriesContext(connection) as queries, scope(school):
                cells = {key: Cell("scored", Decimal("9.5")) for key in criteria}
                save_draft(rows[0], cells=cells, note=NOTE, version=ROUNDS + 1, page="trang", by=None)
    finally:
        with scopes_disabled():
            scores = Score._base_manager.filter(organisation__slug__startswith=opening.SLUG)
            scores._raw_delete(scores.db)
        opening.remove()
    ours, theirs = statistics.median(saving), statistics.median(inserting)
    print(
        f"{len(rows)} sheets × {CRITERIA} cells by {CONNECTIONS} connections: {len(rows) / ours:7.1f} saved a second, "
        f"bare inserts {len(rows) / theirs:7.1f}: {theirs / ours:.2f} ×; 0 lost in {ROUNDS} bursts; "
        f"{len(queries)} queries a save",
        flush=True,
    )
