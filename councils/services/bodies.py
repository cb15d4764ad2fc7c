"""Organisations without an account that send somebody to a council: which of them exist is a dated fact."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from core.vietnamese import clean_line
from councils.models import Council
from councils.services.seats import refuse_held, refuse_running
from organisation.models import OptionalBody, Organisation


@transaction.atomic
def enter_body(*, organisation: Organisation, name: str, from_on: date, by) -> OptionalBody:
    """One that exists beside the organisation from a day on."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    name = clean_line(name)
    if OptionalBody.objects.for_organisation(organisation).filter(name__iexact=name, to_on=None).exists():
        raise DomainError(f"{name} đã có trong danh sách.")
    body = OptionalBody.objects.create(organisation=organisation, name=name, from_on=from_on)
    audit.record("councils.body_entered", body, by=by, after={"name": body.name, "from_on": from_on})
    return body


@transaction.atomic
def end_body(body: OptionalBody, *, last_on: date, by) -> OptionalBody:
    """From the next day on whoever sits for it is no member any more; her seat says so until the council is renewed.

    Like any other leaving: not while her council meets, and not before a session that was held with her.
    """
    body = OptionalBody.objects.for_organisation(body.organisation).select_for_update(of=("self",)).get(pk=body.pk)
    if last_on < body.from_on:
        raise DomainError(f"{body.name} có từ ngày {body.from_on:%d/%m/%Y}. Ngày cuối cùng không được trước ngày đó.")
    for council in Council.objects.for_organisation(body.organisation).filter(members__body=body).distinct():
        refuse_running(council)
        refuse_held(council, last_on + timedelta(days=1))
    before, body.to_on = body.to_on, last_on
    body.save(update_fields=["to_on"])
    audit.record("councils.body_ended", body, by=by, before={"to_on": before}, after={"to_on": last_on})
    return body
