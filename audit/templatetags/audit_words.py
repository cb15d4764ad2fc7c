from __future__ import annotations

from django import template
from django.apps import apps

from audit.words import VERBS

register = template.Library()


@register.filter
def audit_verb(verb: str) -> str:
    """The act in words; an act without words shows as a plain change, never as its code."""
    return VERBS.get(verb, "Thay đổi")


@register.filter
def audit_object(label: str) -> str:
    """The kind of object in words."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return "đối tượng"
