from __future__ import annotations

from datetime import date, datetime

from django import template
from django.apps import apps

from audit.words import NAMES, VERBS
from core import clock
from core.templatetags.ui import vi_date, vi_datetime

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


@register.filter
def audit_values(entry) -> list[str]:
    """“số: 05/TTr-THNC” for each value that has a word; names of persons first."""
    people = [value.value or "(đã xóa)" for value in entry.personal_values.all()]
    return people + [f"{NAMES[key]}: {_plain(value)}" for key, value in entry.after.items() if key in NAMES]


def _plain(value) -> str:
    """Days and moments as people write them."""
    text = str(value)
    for read, show in ((date.fromisoformat, vi_date), (datetime.fromisoformat, _moment)):
        try:
            return show(read(text))
        except ValueError:
            continue
    return text


def _moment(value: datetime) -> str:
    return vi_datetime(value.astimezone(clock.ZONE) if value.tzinfo else value)
