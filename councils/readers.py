"""Who reads the papers of a session among the documents: whoever sat in its council on its day."""

from __future__ import annotations

from django.db.models import Q

from councils.models import BallotBox, CouncilSession
from documents.models import OfficialDocument


def papers_read_by(user):
    """Minutes, giấy mời, count sheets and kept ballots of her councils' sessions, within the organisation's scope."""
    sessions = CouncilSession.objects.readable_by(user, roles=()).order_by()
    sheets = BallotBox.objects.filter(session__in=sessions).order_by()
    ballots = OfficialDocument.objects.made_at("councils:session_detail", pk__in=sessions.values("pk"))
    return (
        OfficialDocument.objects.filter(
            Q(pk__in=sessions.filter(minutes__isnull=False).values("minutes"))
            | Q(pk__in=sessions.filter(invitation__isnull=False).values("invitation"))
            | Q(pk__in=ballots.filter(form="ballot").values("pk"))
            | Q(pk__in=sheets.filter(count_sheet__isnull=False).values("count_sheet"))
        )
        .order_by()
        .values("pk")
    )
