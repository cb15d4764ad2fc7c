"""The net under every query: rows of one organisation only, for the length of a request or a task."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django_scopes import scope as _scope


def scope(organisation) -> AbstractContextManager[None]:
    """Open the scope of exactly one organisation (the object or its id).

    None and lists are refused: django-scopes reads None as "filter nothing".
    """
    from django.apps import apps

    if isinstance(organisation, int) and not isinstance(organisation, bool):
        organisation = apps.get_model("organisation", "Organisation").objects.get(pk=organisation)
    if getattr(organisation, "_meta", None) is None or organisation._meta.label != "organisation.Organisation":
        raise TypeError("scope() takes one organisation, not None, a list or anything else.")
    if organisation.pk is None:
        raise TypeError("scope() takes a saved organisation.")
    return _scope(organisation=organisation)
