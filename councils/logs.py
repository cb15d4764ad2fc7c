"""Requests to the ballot stay out of the logs: the time of a cast narrows down who chose what.

Neither the web server's line nor Django's own about a refused request (a form kept after the session, a CSRF refusal)
is written; an error is, so that it can be mended.
"""

from __future__ import annotations

import logging

REQUEST_LOGS = ("gunicorn.access", "django.server", "django.request", "django.security.csrf")


def leave_out_ballots(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR or "/ballot/" not in record.getMessage()


def install() -> None:
    """Filter the loggers of Django and of the web servers that run it; a proxy before them needs the same rule."""
    for name in REQUEST_LOGS:
        logging.getLogger(name).addFilter(leave_out_ballots)
