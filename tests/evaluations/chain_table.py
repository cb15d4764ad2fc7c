"""The table of the chain, read from its file: what an act does to a sheet in a state, and to whom it is open."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evaluations.models import EvaluationSheet
from tests.evaluations.chain_states import EVENTS, ROLES, STATES, states_of

FILE = Path(__file__).with_name("chain_table.toml")
REST = "*"


@dataclass(frozen=True)
class Cell:
    """What is expected: `leads` a state or "stays", else `refused` with a sentence, else nothing; `absent`: 404."""

    leads: str = ""
    refused: str = ""
    absent: bool = False


@dataclass(frozen=True)
class Act:
    name: str
    by: tuple[str, ...]
    ignored: tuple[str, ...]
    cells: dict[str, Cell]


@cache
def acts() -> dict[str, Act]:
    raw = tomllib.loads(FILE.read_text())
    return {name: _act(name, values) for name, values in raw.items()}


def _act(name: str, values: dict) -> Act:
    said = [(state, Cell(leads=after)) for state, after in values.get("leads", {}).items()]
    said += [(state, Cell(refused=words)) for words, states in values.get("refused", {}).items() for state in states]
    said += [(state, Cell()) for state in values.get("nothing", [])]
    said += [(state, Cell(absent=True)) for state in values.get("absent", [])]
    named = dict(said)
    if len(named) != len(said):
        raise ValueError(f"{name}: a state stands twice")
    rest = named.pop(REST, None)
    cells = {state: named.pop(state, rest) for state in states_of(name)}
    if named or None in cells.values():
        raise ValueError(f"{name}: unknown {sorted(named)}, missing {[key for key, each in cells.items() if not each]}")
    return Act(name, tuple(values.get("by", ())), tuple(values.get("ignored", ())), cells)


# ---- as it stands in docs/evaluations.md ----

SHORT = dict(EvaluationSheet.State.choices)


def markdown() -> str:
    """One line for each state and what it leads to; a state of which an act is not named refuses it."""
    lines = ["| state | what may be done, by whom, and where it leads |", "|---|---|"]
    for state in STATES:
        found = [_open_act(act, act.cells[state]) for act in acts().values() if act.cells.get(state, Cell()).leads]
        lines.append(f"| {state} | {'; '.join(found) or 'nothing'} |")
    return "\n".join(lines)


def _open_act(act: Act, cell: Cell) -> str:
    who = f" ({', '.join(each.replace('_', ' ') for each in act.by)})" if act.by else ""
    after = "" if cell.leads == "stays" else f" → {cell.leads}"
    return f"{act.name}{who}{after}"


__all__ = ["EVENTS", "ROLES", "STATES", "Act", "Cell", "acts", "markdown"]
