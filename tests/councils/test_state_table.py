"""Every act on a session and its box in every state, by every role, against the table of `session_table.toml`.

Each cell is tried through its page and undone. What is refused changes no row of any table. `./run test --full` tries
every role in every cell; otherwise of the roles with the same answer one is tried in each cell, another in the next.
"""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

import pytest

from core.scoping import scope
from tests.councils.session_acts import PAGES, WITHOUT_SESSION, changing_addresses, states_of, tables, try_act
from tests.councils.session_states import OUTSIDE, ROLES, STATES, build
from tests.state_tables import Act, Outcome, markdown_of, read_acts, rows

FILE = Path(__file__).with_name("session_table.toml")
DOCS = Path(__file__).parents[2] / "docs" / "councils.md"


@pytest.fixture(autouse=True)
def _quiet():
    """Hundreds of refusals are what is tested, not what is to be read."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@cache
def acts() -> dict[str, Act]:
    return read_acts(FILE, states_of)


def chosen_roles(act: Act, state: str, is_full: bool) -> list[str]:
    by = act.by_in(state)
    refused = [role for role in ROLES if role not in (*by, *act.ignored, *OUTSIDE)]
    kinds = [by, act.ignored, (*refused, *OUTSIDE)]
    if is_full:
        return [role for kind in kinds for role in kind]
    place = list(STATES).index(state) + list(PAGES).index(act.name)
    return [kind[place % len(kind)] for kind in kinds if kind]


def wrong(act: Act, state: str, role: str, found: Outcome) -> str:
    """What is not as the table says; "" where all is."""
    cell = act.cells[state]
    if role in OUTSIDE or cell.absent:
        return "" if found.status == 404 and not found.changed else "404 and nothing changed"
    if role in act.ignored:
        return "" if found.status < 500 and not found.changed else "nothing changed"
    if role not in act.by_in(state):
        return "" if found.status == 403 and not found.changed else "403 and nothing changed"
    if cell.leads:
        after = found.before if cell.leads == "stays" else cell.leads
        return "" if found.state == after and found.changed else f"{after} and something changed"
    if found.changed or found.status >= 500:
        return "nothing changed"
    return "" if cell.refused.lower() in found.said.lower() else f"“{cell.refused}”"


@pytest.mark.parametrize("state", list(STATES))
def test_a_session_is_as_its_table_says(world, state, is_full):
    with scope(world.school):
        case = build(world, state)
    watched, failures, tried = tables(), [], 0
    stored = rows(watched)
    for act in acts().values():
        if state not in act.cells:
            continue
        for role in chosen_roles(act, state, is_full):
            found = try_act(case, act.name, role, watched, stored)
            tried += 1
            if lacks := wrong(act, state, role, found):
                told = f"{found.before} → {found.state}, {found.status}, {sorted({name for name, _ in found.changed})}"
                failures.append(f"{act.name} by {role}: expected {lacks}; found {told}")

    assert not failures, "\n".join(failures)
    assert tried >= 2 * sum(state in act.cells for act in acts().values())


def test_the_table_names_every_act():
    assert set(acts()) == set(PAGES)


def test_every_address_that_changes_something_is_in_the_table():
    """A new address comes with an act, or with a reason why it is not of a session."""
    tried = {page.address for page in PAGES.values()}
    assert not tried & set(WITHOUT_SESSION)
    assert tried | set(WITHOUT_SESSION) == changing_addresses()


def test_the_documentation_prints_the_table():
    assert markdown_of(acts().values(), STATES) in DOCS.read_text()
