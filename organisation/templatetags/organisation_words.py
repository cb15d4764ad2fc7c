from __future__ import annotations

from django import template

from organisation.models import Role

register = template.Library()


@register.filter
def role_names(assignments) -> str:
    """The roles beside that of staff, which everybody holds, each once."""
    labels = [row.get_role_display() for row in assignments if row.role != Role.STAFF]
    return ", ".join(dict.fromkeys(labels)) or "–"
