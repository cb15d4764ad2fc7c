from __future__ import annotations

from django.http import HttpRequest, QueryDict

from core.vietnamese import nfc


class NormalFormMiddleware:
    """Everything typed arrives in NFC: macOS and some phones send letters and marks apart."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        if request.META.get("QUERY_STRING"):
            request.GET = _normal(request.GET)
        if request.method == "POST":
            request.POST = _normal(request.POST)


def _normal(data: QueryDict) -> QueryDict:
    if all(value == nfc(value) for values in dict(data).values() for value in values):
        return data
    normal = QueryDict(mutable=True, encoding=data.encoding)
    for key, values in data.lists():
        normal.setlist(nfc(key), [nfc(value) for value in values])
    normal._mutable = False
    return normal
