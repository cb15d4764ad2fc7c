"""The pages of eligibility: who sees what, filters, what is private, and that they cost the same for many."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core.scoping import scope
from tests.factories.people import make_person
from tests.records.eligibility import give, initiative, pending, rate, whole_since


def url(world, name, *args, **query):
    return reverse(f"records:{name}", args=[world.school.slug, *args], query=query or None)


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def school(world):
    with scope(world.school):
        whole_since(world, "2024-2025")
        rate(world, world.teacher, "good")
        rate(world, world.teacher2, "not_completed")
    return world


def test_the_table_counts_by_outcome_and_says_why(school):
    answer = school.client(school.secretary).get(url(school, "verdict_list"))
    print(text_of(answer))
    assert answer.status_code == 200
