"""A decision that came down, taken by the school: into the records, the ledger of initiatives and the decided cases."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.urls import reverse

from awards.initiatives_held import purpose_of
from awards.models import Nomination
from awards.services.initiative_use import settle_initiatives
from core import clock
from core.errors import DomainError
from core.scoping import scope
from core.templatetags.ui import vi_date
from notifications.services import notify
from records.models import DecidedCase
from records.services import record_title
from records.services.cases import Decided, keep_cases
from records.services.snapshots import law_days
from submissions import services as submissions
from submissions.models import Submission


@transaction.atomic
def take_decision(delivery: Submission, *, by) -> int:
    """Write each granted line into the record of whom it names; returns how many. A second call writes nothing."""
    delivery = submissions.locked(delivery)
    if delivery.kind != Submission.Kind.DECISION:
        raise DomainError("Đây không phải là quyết định.")
    if delivery.state == Submission.State.ACCEPTED:
        return 0
    school = delivery.recipient
    with scope(school):
        granted, refused = _nominations(delivery)
        _keep_cases(delivery, granted, refused, by=by)  # first: what is written now must not be judged with
        for nomination in granted:
            _take_line(delivery, nomination, by=by)
        reason = f"Không được công nhận theo Quyết định số {delivery.manifest['number']}"
        settle_initiatives(school, granted, refused, reason=reason, by=by)
        if delivery.state == Submission.State.SUBMITTED:
            submissions.receive(delivery, by=by)
        submissions.accept(delivery, by=by)
    return len(granted)


def _nominations(delivery: Submission) -> tuple[list[Nomination], list[Nomination]]:
    """The school's own nominations that the decision grants, and those it refuses; an unknown one stops the whole."""
    lines = delivery.manifest["lines"]
    rows = Nomination.objects.for_organisation(delivery.recipient).filter(pk__in=[row["nomination"] for row in lines])
    known = {row.pk: row for row in rows.select_related("person", "department", "organisation", "distinction")}
    granted = [line["nomination"] for line in lines if line["granted"]]
    if missing := [key for key in granted if key not in known]:
        raise DomainError(
            f"Quyết định có {len(missing)} dòng không tìm thấy trong hồ sơ đã nộp nên chưa ghi dòng nào."
            " Liên hệ nơi gửi để kiểm tra lại."
        )
    refused = [line["nomination"] for line in lines if not line["granted"] and line["nomination"] in known]
    return [known[key] for key in granted], [known[key] for key in refused]


def _keep_cases(delivery: Submission, granted: list[Nomination], refused: list[Nomination], *, by) -> None:
    """By the law that the dossier followed: that of the day of the decision, or of an earlier one by transition."""
    decided_on = date.fromisoformat(delivery.manifest["decided_on"])
    sent = Submission.objects.sent_by(delivery.recipient).filter(pk=delivery.manifest["about"]).first()
    received_at = sent and (sent.received_at or sent.submitted_at)
    received_on = received_at.astimezone(clock.ZONE).date() if received_at else decided_on
    outcomes = [(row, DecidedCase.Outcome.AWARDED) for row in granted]
    outcomes += [(row, DecidedCase.Outcome.REFUSED) for row in refused]
    keep_cases(
        delivery.recipient,
        [
            Decided(row.person_id, row.department_id, row.distinction, outcome, purpose_of(row.pk))
            for row, outcome in outcomes
        ],
        school_year_code=delivery.school_year_code,
        judged_on=law_days(received_on, decided_on)[0],
        by=by,
    )


def _take_line(delivery: Submission, nomination: Nomination, *, by) -> None:
    manifest = delivery.manifest
    decided_on = date.fromisoformat(manifest["decided_on"])
    record_title(
        organisation=nomination.organisation,
        person=nomination.person,
        department=nomination.department,
        distinction=nomination.distinction,
        school_year_code=delivery.school_year_code,
        decision_number=manifest["number"],
        decided_on=decided_on,
        authority=manifest["authority"],
        source_key=f"submission:{delivery.pk}",
        by=by,
    )
    if nomination.person_id:
        notify(
            nomination.person,
            organisation=nomination.organisation,
            key=f"decision:{delivery.pk}:{nomination.pk}",
            subject=f"Danh hiệu {nomination.distinction.name} năm học {delivery.school_year_code} đã được công nhận",
            body=f"Theo Quyết định số {manifest['number']} ngày {vi_date(decided_on)} của {manifest['authority']}.",
            url=reverse("records:own_record", args=[nomination.organisation.slug]),
        )
