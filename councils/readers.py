"""Who reads the papers of a session among the documents: whoever sat in its council on its day."""

from __future__ import annotations

from django.db.models import BigIntegerField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from councils.models import BallotBox, CouncilSession
from documents.models import OfficialDocument


def papers_read_by(user):
    """Minutes, giấy mời and count sheets of the sessions of her councils, within the organisation's scope."""
    sessions = CouncilSession.objects.readable_by(user, roles=()).order_by()
    sheets = BallotBox.objects.filter(session__in=sessions).order_by()
    return (
        OfficialDocument.objects.annotate(of_session=Cast(KeyTextTransform("pk", "origin_kwargs"), BigIntegerField()))
        .filter(
            Q(pk__in=sessions.filter(minutes__isnull=False).values("minutes"))
            | Q(pk__in=sessions.filter(invitation__isnull=False).values("invitation"))
            | Q(form="ballot", origin_name="councils:session_detail", of_session__in=sessions.values("pk"))
            | Q(pk__in=sheets.filter(count_sheet__isnull=False).values("count_sheet"))
        )
        .order_by()
        .values("pk")
    )
