"""The papers that arose on one page of a room, and a draft that is made there once."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from documents.content import Content
from documents.models import OfficialDocument
from documents.paper_forms import PAPER_FORMS
from documents.services.drafts import create_document
from organisation.models import Organisation


def papers_made_at(organisation, origin_name: str, **origin_kwargs):
    """Every paper whose page is that one, the newest first, without its text."""
    rows = OfficialDocument.objects.for_organisation(organisation)
    rows = rows.filter(origin_name=origin_name, origin_kwargs=origin_kwargs)
    return rows.select_related("series", "organisation").defer("data", "frozen").order_by("-created_at", "-pk")


@transaction.atomic
def draft_once(
    *, organisation, form: str, content: Callable[[], Content], by, origin_name: str, origin_kwargs: dict | None = None
) -> tuple[OfficialDocument, bool]:
    """The draft of a form at its page, and whether it was made now.

    While one waits there (drafted, submitted, approved), that one is given back as it is: what somebody has written
    into it is not lost, and a second press makes no second draft. After it is issued another can be made.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    origin_kwargs = origin_kwargs or {}
    waiting = papers_made_at(organisation, origin_name, **origin_kwargs).filter(form=form)
    found = waiting.exclude(state=OfficialDocument.State.ISSUED).first()
    if found is not None:
        return found, False
    document = create_document(
        organisation=organisation,
        kind=PAPER_FORMS[form].kind,
        form=form,
        content=content(),
        by=by,
        origin_name=origin_name,
        origin_kwargs=origin_kwargs,
    )
    return document, True


def draft_about(about, *, form: str, content: Callable[[], Content], page: str, by) -> tuple[OfficialDocument, bool]:
    """`draft_once` at the page of one thing of a room (`about`, of an organisation), found there by its `pk`."""
    return draft_once(
        organisation=about.organisation,
        form=form,
        content=content,
        by=by,
        origin_name=page,
        origin_kwargs={"pk": about.pk},
    )
