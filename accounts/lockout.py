"""Whose attempts to sign in are counted together (django-axes)."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The visitor's address. Behind a proxy it is the one that the proxy itself saw and added last.

    What stands before it in the header was sent by the visitor, who could count as somebody new with each attempt;
    the proxy's own address would be everybody's, and one visitor could lock out another.
    """
    last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    if settings.BEHIND_PROXY and _is_address(last):
        return last
    return request.META.get("REMOTE_ADDR") or None  # "" behind a socket


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
