"""What a delivery asks of both sides, what they are told of it, and what is logged on either side."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from audit import services as audit
from core import clock
from core.scoping import scope
from core.templatetags.ui import vi_date, vi_datetime
from deadlines import services as deadlines
from deadlines.models import Obligation
from notifications.services import notify
from organisation.models import Organisation, Person, Role
from organisation.querysets import in_force_on
from submissions.models import Submission, SubmissionReturn

Kind = Submission.Kind
State = Submission.State
SENDERS = (Role.COUNCIL_SECRETARY, Role.PRINCIPAL, Role.OFFICE_OFFICER)
# What a delivery asks of its receiver: by role, on which page, with which words.
INTAKE = {
    Kind.DOSSIER: (Role.OFFICE_OFFICER, "oversight:submission_detail", "Tiếp nhận hồ sơ", "Tiếp nhận"),
    Kind.DECISION: (Role.RECORDS_CLERK, "awards:decision_detail", "Ghi vào hồ sơ cá nhân", "Xem, ghi"),
    Kind.REPORT: (Role.OFFICE_OFFICER, "oversight:submission_detail", "Tiếp nhận báo cáo", "Tiếp nhận"),
    Kind.SELF_SCORE: (Role.OFFICE_OFFICER, "oversight:submission_detail", "Tiếp nhận", "Tiếp nhận"),
    Kind.RUBRIC: (Role.COUNCIL_SECRETARY, "evaluations:given_rubric", "Nhận biểu điểm cấp trên gửi", "Xem, nhận"),
    Kind.UNIT_RESULT: (Role.COUNCIL_SECRETARY, "evaluations:unit_result", "Xem", "Xem kết quả"),
    Kind.DOCUMENT: (Role.RECORDS_CLERK, "plans:incoming_take", "Vào sổ văn bản đến", "Vào sổ"),
}


def locked(submission: Submission) -> Submission:
    """The submission as it is now, held until the transaction ends."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related("organisation", "recipient")
    return rows.get(pk=submission.pk)


def close(submission: Submission, *, by) -> None:
    submission.closed_by, submission.closed_at = by, clock.now()
    submission.save(update_fields=["state", "closed_by", "closed_at"])
    deadlines.fulfil(submission.recipient, _intake_key(submission))


def _intake_key(submission: Submission) -> str:
    return f"submission:{submission.pk}:intake"


def owed_key(submission: Submission) -> str:
    """What the sender owes when it is returned: what it owed before, or the mending itself where nobody had asked."""
    return submission.obligation_key or f"{submission.subject_key}:return"


def oblige_receiver(submission: Submission) -> None:
    """What waits for the receiver: first to take it, then to answer."""
    role, url_name, work, button = INTAKE[Kind(submission.kind)]
    if submission.recipient.is_office:
        role = Role.OFFICE_OFFICER  # an office has neither a clerk's nor a secretary's role of its own
    if submission.state == State.RECEIVED:
        work, button = f"Thẩm định {submission.noun}", "Thẩm định"
    deadlines.oblige(
        organisation=submission.recipient,
        key=_intake_key(submission),
        title=f"{work}: {submission.title}"[:250],
        url_name=url_name,
        url_kwargs={"pk": submission.pk},
        role=role,
        why=f"{submission.organisation.name} gửi {vi_datetime(submission.submitted_at)}, mã {submission.code}.",
        button=button,
    )


def oblige_sender_again(submission: Submission, returned: SubmissionReturn) -> None:
    """What the sender owed is owed again, with the reason; a delivery nobody had asked for becomes owed by it."""
    key = owed_key(submission)
    former = Obligation.objects.owed_by(submission.organisation).filter(key=key).first()
    role = Role.OFFICE_OFFICER if submission.organisation.is_office else Role.COUNCIL_SECRETARY
    due_at = clock.end_of_day(returned.due_on) if returned.due_on else getattr(former, "due_at", None)
    deadlines.oblige(
        organisation=submission.organisation,
        key=key,
        title=former.title if former else f"Bổ sung: {submission.title}",
        url_name=former.url_name if former else "submissions:sent_detail",
        url_kwargs=former.url_kwargs if former else {"pk": submission.pk},
        role=former.role if former else role,
        person=former.person if former else None,
        owed_to=submission.recipient,
        why=f"{submission.recipient.name} yêu cầu bổ sung ngày {vi_date(clock.today())}: “{returned.reason}”"[:500],
        button="Bổ sung",
        due_at=due_at,
    )


def tell_sender(submission: Submission, event: str, subject: str, body: str = "") -> None:
    sender = submission.organisation
    url = reverse("submissions:sent_detail", args=[sender.slug, submission.pk])
    key = f"submission:{submission.pk}:{event}"
    for person in _holders(sender, SENDERS):
        notify(person, organisation=sender, key=key, subject=subject[:250], body=body, url=url)


def _holders(organisation: Organisation, roles: Sequence[str]):
    with scope(organisation):
        held = in_force_on(clock.today(), "role_assignments__")
        people = Person.objects.filter(
            held, role_assignments__organisation=organisation, role_assignments__role__in=roles
        )
        return list(people.distinct())


def record(verb: str, submission: Submission, *, by, **what) -> None:
    for organisation in (submission.organisation, submission.recipient):
        with scope(organisation):
            audit.record(verb, submission, by=by, organisation=organisation, **what)
