"""Whoever reads the log reads words: every act that the code records has some."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps

from audit.words import VERBS

ROOT = Path(__file__).parents[2]


def recorded_verbs() -> set[str]:
    """The first argument of each call of `audit.record(…)`."""
    rooms = [config.label for config in apps.get_app_configs() if Path(config.path).parent == ROOT]
    calls = [
        node
        for room in rooms
        for file in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "record"
    ]
    return {call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)}


def test_every_act_has_words():
    verbs = recorded_verbs()

    assert len(verbs) > 40
    assert verbs - set(VERBS) == set()


@pytest.mark.parametrize("label", sorted(verb.split(".")[0] for verb in VERBS))
def test_words_name_rooms_that_exist(label):
    assert apps.is_installed(label)
