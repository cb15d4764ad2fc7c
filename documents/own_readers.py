"""Papers whose readers another room knows: a plan is for those it was published to, minutes are for who sat there.

A later room registers the page on which its papers arise (`OfficialDocument.origin_name`) and who reads them there.
Papers without a number (a sheet, a registration, a person's report) are read, beside those who read everything, only
by whom such a room names.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet

# origin → the ids of documents that a user may read, as a subquery within the organisation's scope
_READERS: dict[str, Callable[..., QuerySet]] = {}


def register(origin_name: str, documents_read_by: Callable[..., QuerySet]) -> None:
    _READERS[origin_name] = documents_read_by


def open_to(user) -> Q:
    """Of papers that are for many, those that no other room keeps for its readers, and hers."""
    return ~Q(origin_name__in=list(_READERS)) | hers(user)


def begun_by(user) -> Q:
    """What she began; not a form that a room keeps for its readers: what she read in a role ends with the role."""
    return Q(created_by=user) & ~Q(kind="form", origin_name__in=list(_READERS))


def hers(user) -> Q:
    """What another room keeps for its readers, and she is one."""
    found = Q(pk__in=[])
    for origin_name, documents_read_by in _READERS.items():
        found |= Q(origin_name=origin_name, pk__in=documents_read_by(user))
    return found
