"""Twelve plans written by others, without sight of the reader, before it first read them.

They have been built on since, so the floors guard what is reached; docs/import.md has the figures of the first reading.
Six more were written in the same way afterwards and never built on: they tell what a new plan may expect.
"""

import pytest

from tests.plans.scoring import PARTS, PlanSet

PLANS, AGAIN = PlanSet("unseen"), PlanSet("unseen_again")
FLOORS = {
    "header": 0.99, "sections": 0.98, "timeline": 0.98, "targets": 0.96, "deadlines": 0.97, "recipients": 0.99,
    "signers": 0.99, "warnings": 0.97, "text": 0.98,
}  # fmt: skip


def test_the_set_is_whole():
    assert len(PLANS.expected) == 12
    assert set(PLANS.expected) == PLANS.files


@pytest.mark.parametrize("name", PLANS.expected)
def test_each_plan_is_read(name):
    assert PLANS.mean_of(name) >= 0.96, PLANS.scores[name]


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_read_in_all_plans(part):
    assert PLANS.mean_part(part) >= FLOORS[part], PLANS.scores


@pytest.mark.parametrize("name", AGAIN.expected)
def test_a_plan_that_was_never_built_on_is_read(name):
    assert AGAIN.mean_of(name) >= 0.88, AGAIN.scores[name]
