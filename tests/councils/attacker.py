"""Somebody who holds the closed database, the logs and the exports, and knows from outside who cast after whom.

He is given more than any log, time, mail or session could tell: the true order of casting. What he still lacks is a
way from a voter to a vote. He tries every order in which the database holds the voters (every column of every table
with a row for each of them, and where those rows lie) against every order in which it holds the votes of a row.
He learns from half of the elections, with the truth before him, which of these to trust, and guesses the other half.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.sessions.models import Session
from django.db import connection

from accounts.middleware import SEEN

TO_PEOPLE = {"councils_councilmember": "member", "organisation_person": "person", "accounts_user": "user"}
WHOLE_WEIGHT = 0.999  # of a strategy that was always right


@dataclass
class Election:
    """`truth`: the choice of each voter in each row (motion → person → choice); `cast_order`: people.

    `guesses`: for each strategy one choice for each (row, voter), in the order of `asked`.
    """

    truth: dict[int, dict[int, str]]
    cast_order: list[int]
    guesses: dict[str, list[str]] = field(default_factory=dict)

    @property
    def asked(self) -> list[tuple[int, int]]:
        return [(row, voter) for row, votes in sorted(self.truth.items()) for voter in sorted(votes)]

    @property
    def answers(self) -> list[str]:
        return [self.truth[row][voter] for row, voter in self.asked]

    def tally(self, row: int) -> Counter:
        """What is published."""
        return Counter(self.truth[row].values())


# ---- what the database shows ----


def query(sql: str, *params) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def references() -> list[tuple[str, str, str]]:
    """(table, column, table it names) wherever a row names a member, a person or a user; the people themselves too."""
    found = query(
        "SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " WHERE contype = 'f' AND confrelid::regclass::text = ANY(%s) ORDER BY 1, 2",
        list(TO_PEOPLE),
    )
    return [*found, *((table, "id", table) for table in TO_PEOPLE)]


def orders_of_voters(people: dict[int, dict[str, int]]) -> Iterator[tuple[str, list[int]]]:
    """Each order of the voters that some table shows: by where its rows lie, by their transaction, by each column.

    `people`: person → her keys as member, person and user. Of several rows of one person the last is taken.
    """
    for table, column, named in references():
        key_of = {keys[TO_PEOPLE[named]]: person for person, keys in people.items()}
        rows = query(
            f'SELECT DISTINCT ON ("{column}") "{column}", (t.ctid::text::point)[0], (t.ctid::text::point)[1],'
            f' t.xmin::text::bigint, to_jsonb(t) FROM "{table}" t WHERE "{column}" = ANY(%s)'
            f' ORDER BY "{column}", t.ctid DESC',
            list(key_of),
        )
        if len(rows) < len(people):
            continue
        places = {key_of[key]: (block, place) for key, block, place, _, _ in rows}
        yield f"{table}.{column} by place", sorted(places, key=places.get)
        written = {key_of[key]: (xmin, places[key_of[key]]) for key, _, _, xmin, _ in rows}
        yield f"{table}.{column} by transaction", sorted(written, key=written.get)
        columns = {key_of[key]: json.loads(row) for key, _, _, _, row in rows}
        for name in next(iter(columns.values())):
            values = {person: str(row[name]).zfill(20) for person, row in columns.items()}
            if len(set(values.values())) == len(people):
                yield f"{table}.{column} by {name}", sorted(values, key=values.get)


def orders_of_sessions(people: dict[int, dict[str, int]]) -> Iterator[tuple[str, list[int]]]:
    """The voters by the last visit that their browser's session tells, and by when that session was saved."""
    person_of = {str(keys["user"]): person for person, keys in people.items()}
    kept = {}
    for place, session in enumerate(Session.objects.order_by("expire_date")):
        data = session.get_decoded()
        if data.get("_auth_user_id") in person_of:
            kept[person_of[data["_auth_user_id"]]] = (data.get(SEEN, 0), place)
    if len(kept) == len(people):
        yield "sessions by last visit", sorted(kept, key=kept.get)
        yield "sessions by last change", sorted(kept, key=lambda person: kept[person][1])


def orders_of_votes(row: int) -> dict[str, list[str]]:
    """The choices of a row in every order that the database shows."""
    asked = "SELECT choice FROM councils_vote WHERE motion_id = %s ORDER BY "
    by = {
        "place": "ctid",
        "id": "id",
        "transaction": "xmin::text::bigint, ctid",
        "last part of id": "right(id::text, 12)",
    }
    return {name: [choice for (choice,) in query(asked + order, row)] for name, order in by.items()}


def look(election: Election, people: dict[int, dict[str, int]]) -> None:
    """Note what each strategy says of each vote."""
    voters = [("order of casting", election.cast_order), *orders_of_voters(people), *orders_of_sessions(people)]
    votes = {row: orders_of_votes(row) for row in election.truth}
    for voters_name, order in voters:
        for votes_name in next(iter(votes.values())):
            for direction in (1, -1):
                said = {
                    (row, voter): choice
                    for row, orders in votes.items()
                    for voter, choice in zip(
                        [voter for voter in order if voter in election.truth[row]],
                        orders[votes_name][::direction],
                        strict=True,
                    )
                }
                name = f"{voters_name} / votes by {votes_name}{' backwards' * (direction < 0)}"
                election.guesses[name] = [said[asked] for asked in election.asked]


# ---- what he makes of it ----


@dataclass
class Record:
    """How often a strategy was right, and how often one that knows nothing would be."""

    guessed: int = 0
    hits: int = 0
    expected: float = 0
    variance: float = 0

    @property
    def surprise(self) -> float:
        """In standard deviations."""
        return (self.hits - self.expected) / math.sqrt(self.variance) if self.variance else 0.0

    @property
    def weight(self) -> float:
        """The share of votes that the strategy knows, the rest of them guessed by lot."""
        if self.guessed == self.expected:
            return 0.0
        return min(WHOLE_WEIGHT, max(0.0, (self.hits - self.expected) / (self.guessed - self.expected)))


def by_lot(tally: Counter) -> tuple[float, float]:
    """Mean and variance of the votes that are right when the papers of a row are dealt out by lot."""
    count = tally.total()
    squares = sum(each * each for each in tally.values())
    mean = squares / count
    same = sum((each * (each - 1)) ** 2 for each in tally.values())
    other = squares * squares - sum(each**4 for each in tally.values())
    return mean, mean + (same + other) / (count * (count - 1)) - mean * mean


def records(elections: list[Election]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for election in elections:
        answers = election.answers
        lots = [by_lot(election.tally(row)) for row in election.truth]
        for name, said in election.guesses.items():
            record = found.setdefault(name, Record())
            record.guessed += len(answers)
            record.hits += sum(map(str.__eq__, said, answers))
            record.expected += sum(mean for mean, _ in lots)
            record.variance += sum(variance for _, variance in lots)
    return found


def from_the_tally(elections: list[Election]) -> int:
    """Votes that are right when everybody is said to have voted with the most."""
    return sum(max(election.tally(row).values()) for election in elections for row in election.truth)


def trusted(found: dict[str, Record], most: int = 5) -> dict[str, float]:
    """The strategies that did better than by lot could be, with their weights."""
    best = sorted(found, key=lambda name: found[name].surprise, reverse=True)[:most]
    return {name: found[name].weight for name in best if found[name].surprise > 4}


def together(elections: list[Election], weights: dict[str, float]) -> int:
    """Votes that are right when the tally and all trusted strategies are weighed (naive Bayes)."""
    hits = 0
    for election in elections:
        shares = {row: election.tally(row) for row in election.truth}
        for place, (row, voter) in enumerate(election.asked):
            count = shares[row].total()
            chances = {
                choice: math.log(number / count)
                + sum(
                    math.log(weight * (election.guesses[name][place] == choice) + (1 - weight) * said / count)
                    for name, weight in weights.items()
                    if name in election.guesses
                    for said in [shares[row][election.guesses[name][place]]]
                )
                for choice, number in shares[row].items()
            }
            hits += max(chances, key=chances.get) == election.truth[row][voter]
    return hits
