"""Twelve plans written by others, without sight of the reader, before it first read them.

They have been built on since, so the floors guard what is reached; docs/import.md has the figures of the first reading.
Six more were written in the same way afterwards and never built on: they tell what a new plan may expect.
"""

import json
from pathlib import Path
from statistics import mean

import pytest

from documents.reading import read_text
from documents.reading.files import text_of_file
from plans.reading import read_plan, to_export
from tests.plans.scoring import PARTS, score

FOLDER = Path(__file__).parent / "unseen"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))["documents"]
AGAIN = Path(__file__).parent / "unseen_again"
EXPECTED_AGAIN = json.loads((AGAIN / "expected.json").read_text(encoding="utf-8"))["documents"]
FLOORS = {
    "header": 0.99, "sections": 0.98, "timeline": 0.98, "targets": 0.96, "deadlines": 0.97, "recipients": 0.99,
    "signers": 0.99, "warnings": 0.97, "text": 0.98,
}  # fmt: skip


def scored(name, *, folder=FOLDER, expected=EXPECTED):
    path = folder / name
    text = text_of_file(path)
    reading = read_text(text)
    actual = json.loads(json.dumps(to_export(reading, read_plan(reading))))
    printed = path.with_suffix(".source.txt")  # what a Word file shows, typed off
    return score(expected[name], actual, printed.read_text(encoding="utf-8") if printed.exists() else text)


@pytest.fixture(scope="module")
def scores():
    return {name: scored(name) for name in EXPECTED}


def test_the_set_is_whole():
    files = {path.name for path in FOLDER.iterdir() if path.suffix in (".txt", ".docx")}
    assert len(EXPECTED) == 12
    assert set(EXPECTED) == {name for name in files if not name.endswith(".source.txt")}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_plan_is_read(scores, name):
    assert mean(scores[name].values()) >= 0.96, scores[name]


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_read_in_all_plans(scores, part):
    reached = {name: each[part] for name, each in scores.items()}
    assert mean(reached.values()) >= FLOORS[part], reached


@pytest.mark.parametrize("name", EXPECTED_AGAIN)
def test_a_plan_that_was_never_built_on_is_read(name):
    reached = scored(name, folder=AGAIN, expected=EXPECTED_AGAIN)
    assert mean(reached.values()) >= 0.88, reached
