from __future__ import annotations

from typing import Self

from django.db.models import F

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


def title_motions(school_year):
    """What councils were asked about registered titles in a year; practice asks nothing."""
    rows = Motion.objects.for_organisation(school_year.organisation).real().about("registration")
    return rows.filter(session__school_year=school_year)


def registrations_to_vote_on(school_year):
    """Locked registrations of a year with a title, without those that the council has passed or is deciding now.

    How a session that is still open has decided makes no difference: a count is not known before the chair releases it.
    """
    passed = title_motions(school_year).filter(passed=True, session__state="closed")
    deciding = [key for key, motion in titles_in_hand(school_year).items() if motion.session.is_open]
    settled = [int(key.split(":")[1]) for key in [*passed.values_list("subject_key", flat=True), *deciding]]
    return (
        Registration.objects.for_organisation(school_year.organisation)
        .filter(round__school_year=school_year, state=Registration.State.LOCKED, distinction__isnull=False)
        .exclude(pk__in=settled)
        .select_related("person", "department", "home_department", "distinction", "organisation")
        .order_by("distinction__position", "person__sort_key", "pk")
    )


def titles_in_hand(school_year, *, but=None) -> dict[str, Motion]:
    """By subject: the titles that a session which is not over has before it; what it put off is free. One query."""
    rows = title_motions(school_year).filter(session__state__in=["draft", "open"]).select_related("session")
    rows = rows.exclude(session=but) if but is not None else rows
    last = {(motion.session_id, motion.subject_key): motion for motion in rows.order_by("attempt", "pk")}
    return {motion.subject_key: motion for motion in last.values() if not motion.is_deferred}


def passed_title_motions(school_year) -> list[Motion]:
    """The motions of closed sessions that put somebody forward; the last word on each subject counts.

    Of a title that failed and a lower one that passed, the lower one: `snapshot["distinction"]` says which.
    """
    decided = (
        title_motions(school_year)
        .decided()
        .filter(session__state="closed")
        .select_related("person", "department", "organisation", "session__minutes__series", "session__council")
        .order_by("decided_at", "attempt", "pk")
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
