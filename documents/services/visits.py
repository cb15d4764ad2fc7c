"""How often one address may use a public page. In the database, which every process shares whatever else is installed.

A stretch is counted by one INSERT … ON CONFLICT, so that visits at the same moment are all counted.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.db import connection
from django.utils.crypto import salted_hmac

from core import clock
from documents.models import VisitCount

STRETCH_SECONDS = 600
KEPT_STRETCHES = 6
COUNT = """
INSERT INTO documents_visitcount (visitor, stretch, count) VALUES (%s, %s, 1)
ON CONFLICT (visitor, stretch) DO UPDATE SET count = documents_visitcount.count + 1 RETURNING count
"""


def count_visit(act: str, address: str | None) -> int:
    """Note one more visit and say how many there were in this stretch."""
    stretch = clock.real_seconds() // STRETCH_SECONDS
    visitor = salted_hmac("documents.visits", f"{act}:{_network(address)}", algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [visitor, stretch])
        [count] = cursor.fetchone()
    if count == 1:
        VisitCount.objects.filter(stretch__lt=stretch - KEPT_STRETCHES).delete()
    return count


def seconds_left() -> int:
    """Until the next stretch begins."""
    return STRETCH_SECONDS - clock.real_seconds() % STRETCH_SECONDS


def _network(address: str | None) -> str:
    """One subscriber: an IPv6 line has a whole /64 to come from."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found  # as a socket of both kinds names it
    return str(ip_network((found, 64), strict=False)) if isinstance(found, IPv6Address) else str(found)
