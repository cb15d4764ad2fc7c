"""Reads shared by everything that an organisation owns."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Manager
from django_scopes import ScopedManager


class OrganisationOwnedQuerySet(models.QuerySet):
    def for_organisation(self, organisation) -> Self:
        if organisation is None:
            raise TypeError("for_organisation() needs an organisation.")
        return self.filter(organisation=organisation)


def owned_manager(queryset_class: type[OrganisationOwnedQuerySet] = OrganisationOwnedQuerySet):
    """The manager of a row that an organisation owns: an unscoped query raises."""
    return ScopedManager(organisation="organisation", _manager_class=Manager.from_queryset(queryset_class))
