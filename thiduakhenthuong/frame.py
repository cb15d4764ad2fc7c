"""What the frame of every page shows: the acting organisation, the year's nodes, the counts. Wiring only."""

from __future__ import annotations


def frame(request):
    organisation = getattr(request, "organisation", None)
    if organisation is None:
        return {}
    return {"organisation": organisation, "school_year": request.school_year, "frame": {}}
