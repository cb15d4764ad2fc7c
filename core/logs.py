"""What the logs of requests must not hold: whole lines, or the secret part of an address."""

from __future__ import annotations

import logging
import re

REQUEST_LOGS = ("gunicorn.access", "django.server", "django.request", "django.security.csrf")


def install(keep: logging.Filter) -> None:
    """Filter the loggers of Django and of the web servers that run it; a proxy before them needs the same rule."""
    for name in REQUEST_LOGS:
        logging.getLogger(name).addFilter(keep)


def without(secret: re.Pattern):
    """A filter that writes “…” for the secret, in every line and in errors too."""

    def hide(record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if secret.search(message):
            record.msg, record.args = secret.sub("…", message), ()
        return True

    return hide
