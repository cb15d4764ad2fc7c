"""Clerks who number at the same moment: real threads, real commits."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from core.errors import DomainError
from core.scoping import scope
from documents import services
from documents.models import NumberSeries
from tests.documents import drafts

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

DAY = date(2026, 10, 12)


def in_threads(count, act):
    """Run act(index) in threads that start together; what each returned, or why it was refused."""
    barrier, results = Barrier(count), [None] * count

    def run(index):
        try:
            barrier.wait()
            results[index] = act(index)
        except DomainError as error:
            results[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_own_series_has_no_gap_and_no_double(transactional_world, is_full):
    world, count = transactional_world, 20 if is_full else 8
    with scope(world.school):
        NumberSeries.objects.create(organisation=world.school, symbol="KH-THNC", is_ours=True)
        documents = [drafts.approved(world) for _ in range(count)]

    def issue(index):
        with scope(world.school):
            return services.issue(documents[index], number=None, issued_on=DAY, by=world.clerk.user).number

    assert sorted(in_threads(count, issue)) == list(range(1, count + 1))


def test_years_are_numbered_side_by_side_and_a_failure_leaves_no_gap(transactional_world, is_full):
    """Many rounds of threads; every round mixes the years of the document dates and one transaction that fails."""
    world, count, rounds = transactional_world, 20 if is_full else 8, 5 if is_full else 2
    days = [date(2026, 12, 31), date(2027, 1, 4)]
    with scope(world.school):
        clerk = world.clerk.user
        series = NumberSeries.objects.create(organisation=world.school, symbol="KH-THNC")
        services.number_by_application(series, paper_last=7, by=clerk)

    def act(documents):
        def issue(index):
            with scope(world.school), transaction.atomic():
                document = services.issue(documents[index], number=None, issued_on=days[index % 2], by=clerk)
                if index == count - 1:
                    raise DomainError("Thử: giao dịch hỏng sau khi đã lấy số.")
                return document.year, document.number

        return issue

    numbered = []
    for _ in range(rounds):
        with scope(world.school):
            documents = [drafts.approved(world) for _ in range(count)]
        results = in_threads(count, act(documents))
        numbered += [each for each in results if not isinstance(each, DomainError)]

    assert len(numbered) == rounds * (count - 1)
    of_year = {year: sorted(number for each, number in numbered if each == year) for year in (2026, 2027)}
    assert of_year[2026] == list(range(8, 8 + len(of_year[2026])))
    assert of_year[2027] == list(range(1, 1 + len(of_year[2027])))


def test_same_typed_number_is_given_once(transactional_world):
    world = transactional_world
    with scope(world.school):
        documents = [drafts.approved(world) for _ in range(2)]

    def issue(index):
        with scope(world.school):
            return services.issue(documents[index], number=7, issued_on=DAY, by=world.clerk.user).number

    first, second = sorted(in_threads(2, issue), key=lambda result: isinstance(result, DomainError))

    assert first == 7
    assert "đã cấp" in second.message
