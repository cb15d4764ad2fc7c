"""Whose the papers of a khối are, told to the room of documents."""

from __future__ import annotations

from documents.models import OfficialDocument


def covenants_read_by(user):
    """Every giao ước: it is signed in the name of all who work here. Within the organisation's scope."""
    page = {"origin_name": "campaigns:group_detail", "form": "covenant"}
    return OfficialDocument.objects.filter(**page).order_by().values("pk")
