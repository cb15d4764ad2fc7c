from __future__ import annotations

from django.http import HttpRequest, QueryDict

from core.vietnamese import nfc


class NormalFormMiddleware:
    """Everything typed arrives in NFC: macOS and some phones send letters and marks apart.

    The one character that PostgreSQL does not store is left out: a query with it would be an error page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        if request.META.get("QUERY_STRING"):
            request.GET = _normal(request.GET)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        if request.method == "POST" and not getattr(view, "reads_own_body", False):
            request.POST = _normal(request.POST)


def reads_own_body(view):
    """Mark a view that says itself, before anybody reads them, what becomes of the files of a form."""
    view.reads_own_body = True
    return view


def _normal(data: QueryDict) -> QueryDict:
    if all(value == _clean(value) for values in dict(data).values() for value in values):
        return data
    normal = QueryDict(mutable=True, encoding=data.encoding)
    for key, values in data.lists():
        normal.setlist(nfc(key), [_clean(value) for value in values])
    normal._mutable = False
    return normal


def _clean(value: str) -> str:
    return nfc(value).replace("\0", "")
