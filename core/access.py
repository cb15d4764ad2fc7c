"""The one place that loads a view's object and checks the right to it.

    @access("plans.view_emulationplan", EmulationPlan)
    def plan_detail(request, plan): ...

The object is looked up among the acting organisation's rows (404 otherwise), then the permission is asked of
django-rules with the object, or with the organisation where a view has none (403 otherwise). A test walks all URLs and
fails on a view that does not declare its access.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404

Source = type[Model] | Callable[..., Any] | None


@dataclass(frozen=True)
class AccessRule:
    permission: str | None  # None: any signed-in user
    source: Source
    methods: tuple[str, ...]


def access(
    permission: str | None,
    source: Source = None,
    *,
    methods: Sequence[str] = ("GET", "POST"),
    refusal: str = "",
):
    """Declare what a view needs.

    `source` is a model (looked up by the URL's `pk` in the acting organisation) or a function `(request, **kwargs)`
    that returns the object or raises Http404. `refusal` is the sentence shown to somebody without the right.
    """
    allowed = tuple(methods) + (("HEAD",) if "GET" in methods else ())

    def decorate(view):
        @wraps(view)
        def checked(request: HttpRequest, **kwargs) -> HttpResponse:
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            loaded, kwargs = _load(source, request, kwargs)
            subject = loaded[0] if loaded else getattr(request, "organisation", None)
            if permission is not None and not request.user.has_perm(permission, subject):
                raise PermissionDenied(refusal)
            return view(request, *loaded, **kwargs)

        checked.access_rule = AccessRule(permission, source, allowed)
        return checked

    return decorate


def _load(source: Source, request: HttpRequest, kwargs: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    if source is None:
        return [], kwargs
    if isinstance(source, type):
        if getattr(request, "organisation", None) is None:
            raise Http404
        rows = source.objects.for_organisation(request.organisation)
        rest = {key: value for key, value in kwargs.items() if key != "pk"}
        return [get_object_or_404(rows, pk=kwargs["pk"])], rest
    return [source(request, **kwargs)], {}
