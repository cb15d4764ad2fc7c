"""The bản đăng ký of one candidate, frozen and numbered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction

from core import clock
from core.errors import DomainError
from documents import services as documents
from documents.content import Content
from documents.models import OfficialDocument
from registrations.models import Registration
from registrations.papers import HINT, RegistrationFacts, registration_content
from registrations.services.lists import place_of, posts_of
from registrations.services.rounds import locked


def registration_paper(registration: Registration) -> Content:
    """The paper as it would be printed now."""
    organisation, day = registration.organisation, clock.today()
    person = registration.person
    post = posts_of(organisation).get(registration.person_id, "")
    facts = RegistrationFacts(
        school_year=str(registration.round.school_year),
        addressee=organisation.name,
        name=registration.candidate_name,
        is_collective=person is None,
        born_on=person.born_on if person else None,
        post=post,
        department=place_of(registration),
        distinction=registration.distinction.name if registration.distinction else "",
        goals=registration.goals,
        initiative=registration.initiative_title,
        remark=registration.remark or ("Đề nghị." if registration.remarked_at else ""),
    )
    head = documents.head_signatory(organisation, day)
    return registration_content(
        facts,
        letterhead=replace(documents.letterhead_for(organisation, type_code="", on=_day_of(registration)), symbol=""),
        confirmed_by=replace(head, hint=HINT),
    )


def _day_of(registration: Registration) -> date:
    moment = registration.submitted_at or clock.now()
    return moment.astimezone(clock.ZONE).date()


@transaction.atomic
def issue_registration_paper(registration: Registration, *, by) -> OfficialDocument:
    """Freeze the paper of a locked registration; the second call gives the first one's."""
    registration, _ = locked(registration)
    if registration.document_id:
        return registration.document
    if registration.state != Registration.State.LOCKED:
        raise DomainError("Bản đăng ký lập được sau khi khóa đợt đăng ký. Trước đó chỉ xem được bản dự thảo.")
    registration.document = documents.issue_form(
        organisation=registration.organisation,
        form="registration",
        content=registration_paper(registration),
        issued_on=_day_of(registration),
        by=by,
        origin_name="registrations:registration_detail",
        origin_kwargs={"pk": registration.pk},
    )
    registration.save(update_fields=["document"])
    return registration.document
