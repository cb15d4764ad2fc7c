"""What several connections do at the same moment: real threads, each act on a connection of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from threading import Barrier, Thread
from typing import Self

from django.db import connection

from core.errors import DomainError
from core.scoping import scope


@dataclass
class Race:
    """Something of a school that several connections act on, again and again."""

    world: object
    connections: int
    rounds: int
    tally: Counter = field(default_factory=Counter)

    @classmethod
    def of_size(cls, world, is_full: bool) -> Self:
        """Twenty connections and two hundred rounds, or a few of each."""
        return cls(world, connections=20 if is_full else 4, rounds=200 if is_full else 4)

    def run(self, acts: list[Callable[[], object]]) -> list[object]:
        """Each act on its own connection, all let go together; what it returned, or the DomainError it got."""
        barrier, answers = Barrier(len(acts)), [None] * len(acts)

        def one(place: int, act: Callable[[], object]) -> None:
            try:
                connection.ensure_connection()
                barrier.wait()
                with scope(self.world.school):
                    answers[place] = act()
            except DomainError as error:
                answers[place] = error
            except Exception as error:  # told by the assertion below, with what it was
                answers[place] = AssertionError(f"{type(error).__name__}: {error}")
            finally:
                connection.close()

        threads = [Thread(target=one, args=(place, act)) for place, act in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        broken = [answer for answer in answers if isinstance(answer, AssertionError)]
        assert broken == []
        return answers

    def check_came(self, *outcomes: str) -> None:
        """With the whole count each of these was tallied: a race that one side always wins shows half of it."""
        assert self.rounds < 20 or set(outcomes) <= set(self.tally), dict(self.tally)

    def many(self, *kinds: Callable[[], object]) -> list[Callable[[], object]]:
        """As many acts as there are connections, the kinds in turn."""
        return [act for act, _ in zip(cycle(kinds), range(self.connections), strict=False)]


def done(answers: list) -> list:
    """What was not refused."""
    return [answer for answer in answers if not isinstance(answer, DomainError)]


def share(part: list, whole: list) -> str:
    """How many of several acts were done, in a word for the tally."""
    return "none" if not part else "all" if len(part) == len(whole) else "some"
