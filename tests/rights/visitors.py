"""Signed-in browsers and what they are answered."""

from __future__ import annotations

import io
import traceback
import zipfile
from dataclasses import dataclass

from django.test import Client

from accounts.middleware import SEEN, STARTED
from core import clock


@dataclass
class Answer:
    status: int
    location: str
    text: str
    crash: str

    @property
    def is_shown(self) -> bool:
        """A page or a redirect, and not the one to the sign-in."""
        return 200 <= self.status < 400 and not self.location.startswith("/accounts/sign-in")


class Visitor:
    """A signed-in browser that comes back each time as it was."""

    def __init__(self, user=None):
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            session = self.client.session
            session[STARTED] = session[SEEN] = clock.real_seconds()  # or each request would write its first visit anew
            session.save()
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def visit(self, method: str, url: str, data: dict | None = None) -> Answer:
        self.client.cookies.clear()
        for name, value in self.cookies.items():
            self.client.cookies[name] = value
        send = getattr(self.client, method.lower())
        response = send(url, data or {}) if method in ("GET", "POST") else send(url)
        crash = ""
        if getattr(response, "exc_info", None) and response.status_code >= 500:
            crash = "".join(traceback.format_exception(*response.exc_info)[-2:])
        return Answer(response.status_code, response.headers.get("Location", ""), readable(response), crash)


def readable(response) -> str:
    """The text of a response; a workbook is unpacked, for a leak may sit in it."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    return body.decode("utf-8", "replace")
