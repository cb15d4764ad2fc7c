from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef


class SubmissionQuerySet(models.QuerySet):
    def sent_by(self, organisation) -> Self:
        return self.filter(organisation=organisation)

    def addressed_to(self, organisation) -> Self:
        return self.filter(recipient=organisation)

    def dossiers(self) -> Self:
        return self.filter(kind="dossier")

    def reports(self) -> Self:
        return self.filter(kind="report")

    def examined(self) -> Self:
        """What the receiver reads, returns or accepts: dossiers, reports, sheets that units scored themselves."""
        return self.filter(kind__in=["dossier", "report", "self_score"])

    def of_term(self, term) -> Self:
        """The reports of one term (`reports.Term`), whomever they were sent to."""
        return self.reports().filter(subject_key__startswith=f"{term.key}:")

    def decisions(self) -> Self:
        return self.filter(kind="decision")

    def documents(self) -> Self:
        """Papers sent down: plans, guidance, letters."""
        return self.filter(kind="document")

    def rubrics(self) -> Self:
        """Rubrics sent down, by which those below are judged."""
        return self.filter(kind="rubric")

    def unit_results(self) -> Self:
        """What was decided about a unit, sent down to it."""
        return self.filter(kind="unit_result")

    def of_document(self, document) -> Self:
        """The deliveries of one issued document, one for each receiver."""
        sent = self.documents().filter(organisation=document.organisation_id)
        return sent.filter(subject_key__startswith=f"document:{document.pk}:")

    def versions_of(self, submission) -> Self:
        """All versions that went the same way, the first one first."""
        rows = self.filter(organisation=submission.organisation_id, recipient=submission.recipient_id)
        return rows.filter(subject_key=submission.subject_key).order_by("version")

    def latest(self) -> Self:
        """Of each subject its last version alone."""
        later = self.model.objects.filter(
            organisation=OuterRef("organisation"),
            subject_key=OuterRef("subject_key"),
            version__gt=OuterRef("version"),
        )
        return self.filter(~Exists(later))

    def with_details(self) -> Self:
        """All that a page about one shows, in a fixed number of queries."""
        return self.select_related(
            "organisation",
            "recipient",
            "submitted_by",
            "received_by",
            "closed_by",
            "returned__requested_by",
            "returned__resolved_by",
        ).prefetch_related("files")
