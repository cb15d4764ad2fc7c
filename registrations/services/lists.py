"""The round's end: locked into the list that is approved and issued."""

from __future__ import annotations

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from deadlines.models import Obligation
from deadlines.services import cancel
from documents import services as documents
from documents.models import OfficialDocument
from organisation.models import Post
from registrations.list_document import list_content
from registrations.models import Registration, RegistrationRound
from registrations.services.rounds import refuse_locked


@transaction.atomic
def lock_round(round: RegistrationRound, *, by) -> RegistrationRound:
    """End the round: all that was handed in is locked and drafted into the list; drafts stay what they are."""
    round = RegistrationRound.objects.select_for_update(of=("self",)).get(pk=round.pk)
    refuse_locked(round)
    counted = list(
        Registration.objects.of_round(round)
        .counted()
        .select_for_update(of=("self",))
        .select_related("person", "department", "home_department", "distinction", "organisation")
        .order_by("home_department__name", "person__sort_key", "pk")
    )
    if not counted:
        raise DomainError("Chưa có đăng ký nào được nộp nên chưa lập danh sách được.")
    for registration in counted:
        registration.move_to(Registration.State.LOCKED)
        registration.touch()
    Registration.objects.bulk_update(counted, ["state", "version", "saved_at", "saved_from"])
    round.state, round.locked_at, round.locked_by = RegistrationRound.State.LOCKED, clock.now(), by
    round.list_document = _draft_list(round, counted, by=by)
    round.save()
    _cancel_obligations(round)
    audit.record(
        "registrations.round_locked",
        round,
        by=by,
        before={"state": "open"},
        after={"state": "locked", "count": len(counted), "document": round.list_document_id},
    )
    return round


def _draft_list(round: RegistrationRound, registrations: list[Registration], *, by) -> OfficialDocument:
    organisation = round.organisation
    posts = posts_of(organisation)
    rows = [
        {
            "name": registration.candidate_name,
            "place": ", ".join(filter(None, [posts.get(registration.person_id), place_of(registration)])),
            "distinction": registration.distinction.name,
            "goals": "; ".join(filter(None, [registration.goals.strip(), _initiative(registration)])),
            "remark": registration.remark or ("Đề nghị" if registration.remarked_at else ""),
        }
        for registration in registrations
    ]
    content = list_content(
        round.school_year,
        rows,
        letterhead=documents.letterhead_for(organisation, type_code="DS"),
        signatory=documents.head_signatory(organisation, clock.today()),
    )
    return documents.create_document(
        organisation=organisation,
        kind=OfficialDocument.Kind.LIST,
        form="registration_list",
        content=content,
        by=by,
        origin_name="registrations:registration_list",
    )


def posts_of(organisation) -> dict[int, str]:
    rows = Post.objects.for_organisation(organisation).on(clock.today()).order_by("-from_on", "pk")
    return dict(rows.values_list("person_id", "title"))


def place_of(registration: Registration) -> str:
    """The tổ in which a person works; a tổ names itself."""
    is_person = registration.department_id is None and registration.home_department_id
    return registration.home_department.name if is_person else ""


def _initiative(registration: Registration) -> str:
    title = registration.initiative_title.strip()
    return f"sáng kiến dự kiến: {title}" if title else ""


def _cancel_obligations(round: RegistrationRound) -> None:
    rows = Obligation.objects.owed_by(round.organisation).open()
    for prefix in ("registration", "registration_remark"):
        for key in rows.filter(key__startswith=f"{prefix}:{round.pk}:").values_list("key", flat=True):
            cancel(round.organisation, key)
