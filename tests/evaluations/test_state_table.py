"""Every act on a sheet in every state of the chain, by every role, against the table of `chain_table.toml`.

Each cell is tried through its page (or service) and undone. What is refused changes nothing: all rows of the tables
that the chain writes are compared whole. `./run test --full` tries every role in every cell; otherwise of the roles
with the same answer one is tried in each cell, another one in the next.
"""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from core.scoping import scope
from tests.evaluations.chain_states import EVENTS, PAGES, ROLES, STATES, build, try_act
from tests.evaluations.chain_table import acts, markdown
from tests.state_tables import Act, Cell, Outcome

DOCS = Path(__file__).parents[2] / "docs" / "evaluations.md"
TAKEN_OVER = {"voted for": "council_passed", "voted against": "council_not_passed"}


@pytest.fixture(autouse=True)
def _quiet():
    """Hundreds of refusals are what is tested, not what is to be read."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def chosen_roles(act: Act, state: str, is_full: bool) -> list[str]:
    """Who tries it: everybody, or one of each kind, another one in each state."""
    if act.name not in PAGES:
        return [""]
    kinds = [act.by, act.ignored, [role for role in ROLES if role not in (*act.by, *act.ignored)]]
    if is_full:
        return [role for kind in kinds for role in kind]
    place = list(STATES).index(state) + EVENTS.index(act.name)
    return [kind[place % len(kind)] for kind in kinds if kind]


def wrong(act: Act, cell: Cell, state: str, role: str, found: Outcome) -> str:
    """What is not as the table says; "" where all is."""
    if role == "officer" or cell.absent:
        return "" if found.status == 404 and not found.changed else "404 and nothing changed"
    if role in act.ignored:
        return _wrong_when_ignored(cell, state, found)
    if act.by and role not in act.by:
        return "" if found.status == 403 and not found.changed else "403 and nothing changed"
    if cell.leads:
        after = found.before if cell.leads == "stays" else cell.leads
        return "" if found.state == after and found.changed else f"{after} and something changed"
    if found.changed or found.status >= 500:
        return "nothing changed"
    return "" if cell.refused.lower() in found.said.lower() else f"“{cell.refused}”"


def _wrong_when_ignored(cell: Cell, state: str, found: Outcome) -> str:
    """Whoever has nothing to do with this sheet changes nothing of it, but for what the council decided meanwhile."""
    if found.status in (403, 404):
        return "" if not found.changed else "nothing changed"
    after = TAKEN_OVER.get(state, found.before)
    touched = {table for table, _ in found.changed} & {"evaluations_score", "evaluations_objection"}
    is_fine = found.state == after and not touched and (not found.changed or state in TAKEN_OVER)
    return "" if is_fine else f"{after} and no cell changed"


@pytest.mark.parametrize("state", list(STATES))
def test_the_chain_is_as_its_table_says(world, state, is_full):
    with scope(world.school):
        case = build(world, state)
    failures, tried = [], 0
    for act in acts().values():
        if state not in act.cells:
            continue
        for role in chosen_roles(act, state, is_full):
            found = try_act(case, act.name, role)
            tried += 1
            if lacks := wrong(act, act.cells[state], state, role, found):
                told = f"{found.before} → {found.state}, {found.status}, {sorted({name for name, _ in found.changed})}"
                failures.append(f"{act.name} by {role or 'the service'}: expected {lacks}; found {told}")

    assert failures == []
    assert tried >= len(EVENTS)


def test_the_table_names_every_act():
    assert set(acts()) == set(EVENTS)


def test_the_documentation_prints_the_table():
    assert markdown() in DOCS.read_text()
