"""Values that no form would send: each address answers them with a page, never with an error of its own."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django_scopes import scopes_disabled

from tests.rights.addresses import ADDRESSES, address_of
from tests.rights.table import TABLE

ABSURD = ["²", "1" + "0" * 30, "01/01/0001", "31/12/9999", "9999-12-31", "a\0b\udcff", "-1"]
ASKED = re.compile(r'(?:GET|asked|get)(?:\.get|\.getlist)?[(\[]"([a-z_]+)"')
# What once ended in an error page; with --full every address and every field is tried with every value.
ONCE = {
    "campaigns:campaign_create": {"²"},
    "deadlines:reminder_preview": {"9999-12-31"},
    "councils:body_end": {"31/12/9999"},
    "councils:council_end": {"31/12/9999"},
    "evaluations:rubric_bands": {"²"},
    "organisation:leave_end": {"01/01/0001"},
    "organisation:staff_end": {"31/12/9999"},
    "plans:incoming_date_edit": {"01/01/0001"},
}


def names_asked() -> list[str]:
    """Every name that any view reads from an address; the school year has a test of its own."""
    sources = (
        path.read_text()
        for room in settings.BASE_DIR.iterdir()
        if (room / "__init__.py").exists() and room.name != "tests"
        for path in Path(room).rglob("*.py")
    )
    return sorted({name for source in sources for name in ASKED.findall(source)} - {"year"})


NAMES = names_asked()
IS_FULL = os.environ.get("FULL") == "1"


def requests(name: str, home, values: list[str]):
    """(method, address, data): all that is read from the address at once, and each field of the form alone."""
    entry, address = TABLE[name], ADDRESSES[address_of(name)]
    with scopes_disabled():
        kwargs = entry.kwargs(home) if entry.kwargs else {}
        query = entry.query(home) if entry.query else {}
        post = entry.post(home) if entry.post else {}
    if "organisation" in address.parameters:
        kwargs = {"organisation": home.organisation.slug, **kwargs}
    for value in values:
        raw = quote(value.encode("utf-8", "surrogateescape"))
        if "GET" in address.rule.methods:
            yield "GET", f"{reverse(address.name, kwargs=kwargs)}?{'&'.join(f'{each}={raw}' for each in NAMES)}", None
        for field in [field for field, held in post.items() if not hasattr(held, "read")]:
            sent = {**post, field: value.replace("\udcff", "\ufffd")}
            yield "POST", reverse(address.name, kwargs=kwargs, query=query), sent


@pytest.mark.parametrize("name", sorted(name for name in TABLE if TABLE[name].ok) if IS_FULL else sorted(ONCE))
def test_absurd_values_at(name, open_estate):
    values = ABSURD if IS_FULL else sorted(ONCE[name])
    home = getattr(open_estate, TABLE[name].at)
    visitor = open_estate.visitors[home.letter, TABLE[name].ok]
    crashes = []
    for method, address, data in requests(name, home, values):
        with transaction.atomic():
            answer = visitor.visit(method, address, data)
            transaction.set_rollback(True)
        if answer.status >= 500:
            crashes.append(f"{method} {address[:80]} {data or ''}\n{answer.crash}")

    assert crashes == []
