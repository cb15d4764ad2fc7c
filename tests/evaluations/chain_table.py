"""The table of the chain, read from its file: what an act does to a sheet in a state, and to whom it is open."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.evaluations.chain_states import STATES, states_of
from tests.state_tables import Act, markdown_of, read_acts

FILE = Path(__file__).with_name("chain_table.toml")


@cache
def acts() -> dict[str, Act]:
    return read_acts(FILE, states_of)


def markdown() -> str:
    """As it stands in docs/evaluations.md."""
    return markdown_of(acts().values(), STATES)
