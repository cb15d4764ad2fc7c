"""What the database refuses once something is closed, done all the same to put a test back to its beginning."""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def unguarded():
    """One transaction without triggers; foreign keys are not looked at either."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")
