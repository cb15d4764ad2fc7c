"""Twelve invented plans in the handwritings of as many offices: how much of each a reading gets right.

The floors are below what is reached today, so that a change that loses something shows; docs/import.md has the figures.
"""

import pytest

from tests.plans.scoring import PARTS, PlanSet, reading_of, score

PLANS = PlanSet("handwritings")
FLOORS = {
    "header": 0.99, "sections": 0.98, "timeline": 0.98, "targets": 0.97, "deadlines": 0.97, "recipients": 0.99,
    "signers": 0.99, "warnings": 0.95, "text": 0.98,
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


def test_a_reading_that_says_nothing_scores_nothing():
    name = next(iter(PLANS.expected))

    scores = score(PLANS.expected[name], reading_of(""), (PLANS.folder / name).read_text(encoding="utf-8"))

    assert max(scores[part] for part in ("sections", "timeline", "targets", "deadlines", "signers", "text")) == 0
