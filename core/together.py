"""Several small reads in one query: what a frame shows of many rooms costs one round trip, not one for each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import JSONObject


def read_together(**reads: tuple[QuerySet, list[str]]) -> dict[str, list[dict[str, Any]]]:
    """The rows of each read, as dictionaries of the named columns or annotations; in no order.

    Days and moments come back as text (JSON); `as_day` and `as_moment` read them.
    """
    parts = [
        queryset.order_by().annotate(_name=Value(name), _row=JSONObject(**{each: each for each in columns}))
        for name, (queryset, columns) in reads.items()
    ]
    rows = [part.values_list("_name", "_row") for part in parts]
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in reads}
    for name, row in rows[0].union(*rows[1:], all=True):
        found[name].append(row)
    return found


def as_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def as_moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
