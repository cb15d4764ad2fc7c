"""Tables of states and acts: read from a file, tried through real pages, undone, compared row by row.

Of each act the file names: `by` (every other role of the school is refused with 403), `leads` (state before → state
afterwards; "stays": done, the state is the same), `refused` (a part of the sentence → states), `nothing` (states in
which nothing is done and nothing has to be said), `absent` (states in which the page does not exist, for nobody).
Every state stands once under every act. "*": all states not named. `ignored`: roles that may open the page, while
nothing there is theirs. Above the acts, `stands_in`: in a state, a role that may do what another may.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from django.contrib.messages import get_messages
from django.db import connection, transaction

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
    stands_in: dict[str, dict[str, str]] = field(default_factory=dict)

    def by_in(self, state: str) -> tuple[str, ...]:
        """Who may do it in this state: those of every state, and whoever stands in for one of them."""
        here = (role for role, other in self.stands_in.get(state, {}).items() if other in self.by)
        return (*self.by, *(role for role in here if role not in self.by))


def read_acts(file: Path, states_of: Callable[[str], tuple[str, ...]]) -> dict[str, Act]:
    """`states_of(act)`: those in which there is something that the act could be tried on."""
    raw = tomllib.loads(file.read_text())
    stands_in = raw.pop("stands_in", {})
    return {name: _act(name, values, states_of(name), stands_in) for name, values in raw.items()}


def _act(name: str, values: dict, states: tuple[str, ...], stands_in: dict) -> Act:
    said = [(state, Cell(leads=after)) for state, after in values.get("leads", {}).items()]
    said += [(state, Cell(refused=words)) for words, states in values.get("refused", {}).items() for state in states]
    said += [(state, Cell()) for state in values.get("nothing", [])]
    said += [(state, Cell(absent=True)) for state in values.get("absent", [])]
    named = dict(said)
    if len(named) != len(said):
        raise ValueError(f"{name}: a state stands twice")
    rest = named.pop(REST, None)
    cells = {state: named.pop(state, rest) for state in states}
    if named or None in cells.values():
        raise ValueError(f"{name}: unknown {sorted(named)}, missing {[key for key, each in cells.items() if not each]}")
    return Act(name, tuple(values.get("by", ())), tuple(values.get("ignored", ())), cells, stands_in)


def markdown_of(acts: Iterable[Act], states: Iterable[str]) -> str:
    """One line for each state: who may do what, and where it leads; a state of which an act is not named refuses it."""
    acts, lines = list(acts), ["| state | who may do what, and where it leads |", "|---|---|"]
    for state in states:
        open_acts: dict[tuple[str, ...], list[str]] = {}
        for act in acts:
            if leads := act.cells.get(state, Cell()).leads:
                after = "" if leads == "stays" else f" → {leads}"
                open_acts.setdefault(act.by_in(state), []).append(f"{act.name}{after}")
        found = [f"{_people(by)}{', '.join(names)}" for by, names in open_acts.items()]
        lines.append(f"| {state} | {'; '.join(found) or 'nothing'} |")
    return "\n".join(lines)


def _people(by: tuple[str, ...]) -> str:
    return f"**{', '.join(role.replace('_', ' ') for role in by)}**: " if by else ""


# ---- tried ----


@dataclass
class Outcome:
    """`state` afterwards, whether any row changed, the status of the page, what it said."""

    before: str
    state: str
    changed: set[tuple[str, str]]
    status: int = 0
    said: str = ""


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows(tables: Iterable[str]) -> set[tuple[str, str]]:
    """Every row of these tables, whole, as text."""
    selects = " UNION ALL ".join(f"SELECT '{table}', t::text FROM {table} t" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(selects)
        return set(cursor.fetchall())


def writes(tables: Iterable[str]) -> int:
    """How many rows of these tables this transaction has written so far, undone ones too: a cheap way to see that it
    wrote none. What it wrote is told by `rows` alone."""
    counted = "sum(n_tup_ins + n_tup_upd + n_tup_del)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counted} FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)", [list(tables)])
        return int(cursor.fetchone()[0] or 0)


def post(client, url: str, fields: dict) -> tuple[int, str]:
    """The status, and what the page or the message behind its redirect says."""
    client.cookies.pop("messages", None)
    response = client.post(url, fields)
    said = [str(each) for each in get_messages(response.wsgi_request)] if response.status_code == 302 else []
    return response.status_code, " ".join([*said, unescape(response.content.decode())])
