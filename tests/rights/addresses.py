"""The addresses of the application, from its URL resolver."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import URLResolver, get_resolver

from core.access import AccessRule


@dataclass(frozen=True)
class Address:
    name: str
    callback: object
    parameters: frozenset[str]

    @property
    def rule(self) -> AccessRule | None:
        return getattr(self.callback, "access_rule", None)

    @property
    def has_slug(self) -> bool:
        return "organisation" in self.parameters


def addresses(resolver=None, namespace: str = "", above: frozenset[str] = frozenset()) -> list[Address]:
    """All URL patterns under a resolver, nested ones too, each with its full name."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        parameters = above | set(pattern.pattern.converters) | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found += addresses(pattern, inner, parameters)
        else:
            found.append(Address(f"{namespace}{pattern.name or pattern.pattern}", pattern.callback, parameters))
    return found


ADDRESSES = {address.name: address for address in addresses()}


def address_of(entry_name: str) -> str:
    """Without what distinguishes two entries of one address: “documents:document_detail#minutes”."""
    return entry_name.partition("#")[0]
