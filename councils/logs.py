"""Requests to the ballot stay out of the logs: the time of a cast narrows down who chose what.

Neither the web server's line nor Django's own about a refused request (a form kept after the session, a CSRF refusal)
is written; an error is, so that it can be mended.
"""

from __future__ import annotations

import logging

from core import logs


def leave_out_ballots(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR or "/ballot/" not in record.getMessage()


def install() -> None:
    logs.install(leave_out_ballots)
