"""A form of one school with a value of another's: the other's row is neither taken nor named, and nothing breaks."""

from __future__ import annotations

import os

import pytest
from django.db import transaction
from django.urls import reverse
from django_scopes import scopes_disabled

from tests.rights.addresses import ADDRESSES, address_of
from tests.rights.table import TABLE

ROOMS = ("records", "legal")  # with --full every room
IS_FULL = os.environ.get("FULL") == "1"
NAMES = sorted(
    name
    for name, entry in TABLE.items()
    if entry.post and entry.ok and entry.at == "school" and (IS_FULL or name.partition(":")[0] in ROOMS)
)


def foreign(name: str, home, other) -> list[tuple[str, dict]]:
    """(field, data): the form of the one with one field as the other would send it, where that is another value."""
    with scopes_disabled():
        try:
            mine, theirs = TABLE[name].post(home), TABLE[name].post(other)
        except (AttributeError, KeyError):  # the other school has no such thing
            return []
    return [
        (field, {**mine, field: theirs[field]})
        for field in mine
        if field in theirs and theirs[field] != mine[field] and not hasattr(mine[field], "read")
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_value_of_another_school_is_not_taken(name, open_estate):
    entry, address = TABLE[name], ADDRESSES[address_of(name)]
    home, other = open_estate.school, open_estate.other_school
    visitor = open_estate.visitors[home.letter, entry.ok]
    with scopes_disabled():
        kwargs = {"organisation": home.organisation.slug, **(entry.kwargs(home) if entry.kwargs else {})}
        query = entry.query(home) if entry.query else {}
    faults = []
    for field, data in foreign(name, home, other):
        with transaction.atomic():
            answer = visitor.visit("POST", reverse(address.name, kwargs=kwargs, query=query), data)
            transaction.set_rollback(True)
        if answer.status >= 500:
            faults.append(f"{field}: {answer.crash}")
        faults += [f"{field}: says “{word}”" for word in (other.inside, other.private) if word in answer.text]

    assert faults == []
