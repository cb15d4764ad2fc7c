"""Organisations without an account that send somebody to a council: which of them exist is a dated fact."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from audit import services as audit
from core.errors import DomainError
from core.vietnamese import clean_line
from councils.models import CouncilMember
from councils.services.preparing import oblige_anew
from councils.services.seats import follow, refuse_held, refuse_running, settle_roles
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
    """From the next day on whoever sits for it is no member any more, nor has the role that only this seat gave her.

    Her seat says so until the council is renewed. As with every change of seats, none while a council with such a
    seat meets, and none that reaches back before a session that was held.
    """
    Organisation.objects.select_for_update().get(pk=body.organisation_id)
    body = OptionalBody.objects.for_organisation(body.organisation).select_for_update(of=("self",)).get(pk=body.pk)
    if last_on < body.from_on:
        raise DomainError(f"{body.name} có từ ngày {body.from_on:%d/%m/%Y}. Ngày cuối cùng không được trước ngày đó.")
    before, body.to_on = body.to_on, last_on
    after = last_on + timedelta(days=1)
    seats = list(_seats_for(body, after))
    councils = list({row.council_id: row.council for row in seats}.values())
    for council in councils:
        refuse_running(council)
        refuse_held(council, after)
    body.save(update_fields=["to_on"])
    for row in seats:
        row.body = body
        follow(row, None, after)
    for council in councils:
        oblige_anew(council)
    settle_roles(body.organisation, {row.person_id for row in seats}, after, ended=seats)
    audit.record("councils.body_ended", body, by=by, before={"to_on": before}, after={"to_on": last_on})
    return body


def _seats_for(body: OptionalBody, day: date):
    """Those that would hold on a day or later."""
    rows = CouncilMember.objects.for_organisation(body.organisation).filter(body=body)
    return rows.filter(Q(to_on=None) | Q(to_on__gte=day)).select_related("council__organisation", "person")
