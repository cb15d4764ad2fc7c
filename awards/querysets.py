from __future__ import annotations

from typing import Self

from django.db.models import F, Q

from core.querysets import OrganisationOwnedQuerySet
from councils.models import Motion
from registrations.models import Registration
from submissions.models import Submission


class DossierQuerySet(OrganisationOwnedQuerySet):
    def with_names(self) -> Self:
        return self.select_related("organisation", "school_year", "recipient", "created_by")


class NominationQuerySet(OrganisationOwnedQuerySet):
    def in_order(self) -> Self:
        """As lists print them: by title, collectives first, then by given name."""
        return self.select_related(
            "person", "department", "organisation", "distinction", "motion__session__minutes__series"
        ).order_by("distinction__position", F("department__name").asc(nulls_last=True), "person__sort_key", "pk")


def registrations_to_vote_on(school_year):
    """Locked registrations of a year with a title, without those that the council has passed or is deciding now.

    How a session that is still open has decided makes no difference: a count is not known before the chair releases it.
    """
    taken = Motion.objects.for_organisation(school_year.organisation).filter(
        Q(passed=True, session__state="closed") | Q(session__state="open", deferred_reason=""),
        subject_key__startswith="registration:",
        session__school_year=school_year,
    )
    settled = [int(key.split(":")[1]) for key in taken.values_list("subject_key", flat=True)]
    return (
        Registration.objects.for_organisation(school_year.organisation)
        .filter(round__school_year=school_year, state=Registration.State.LOCKED, distinction__isnull=False)
        .exclude(pk__in=settled)
        .select_related("person", "department", "home_department", "distinction", "organisation")
        .order_by("distinction__position", "person__sort_key", "pk")
    )


def passed_title_motions(school_year) -> list[Motion]:
    """The motions of closed sessions that put somebody forward; the last word on each subject counts."""
    decided = (
        Motion.objects.for_organisation(school_year.organisation)
        .decided()
        .filter(subject_key__startswith="registration:", session__school_year=school_year, session__state="closed")
        .select_related("person", "department", "organisation", "session__minutes__series", "session__council")
        .order_by("decided_at", "pk")
    )
    last = {motion.subject_key: motion for motion in decided}
    return [motion for motion in last.values() if motion.passed and motion.snapshot.get("distinction")]


def versions_sent(dossier) -> list[Submission]:
    """Every version of a dossier, the first one first."""
    rows = Submission.objects.sent_by(dossier.organisation).filter(subject_key=dossier.subject_key)
    return list(rows.with_details().order_by("version"))


def decision_about(submission) -> Submission | None:
    """The decision that came down about a submission, as its sender sees it."""
    rows = Submission.objects.addressed_to(submission.organisation_id).decisions()
    return rows.filter(organisation=submission.recipient_id, manifest__about=submission.pk).last()
