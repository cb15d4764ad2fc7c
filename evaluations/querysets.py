from __future__ import annotations

from typing import Self

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Greatest

from core.querysets import OrganisationOwnedQuerySet
from deadlines.models import DeadlineExtension


class EvaluationPeriodQuerySet(OrganisationOwnedQuerySet):
    def of_year(self, school_year) -> Self:
        return self.filter(school_year=school_year)

    def begun(self, moment) -> Self:
        """Those whose window has opened; before that a period does not exist for those who fill it in."""
        return self.filter(entry__opens_at__lte=moment)

    def with_counts(self) -> Self:
        submitted = Count("sheets", filter=~Q(sheets__state="draft"))
        return self.annotate(sheet_count=Count("sheets"), submitted_count=submitted).order_by("-starts_on", "pk")

    def with_times(self) -> Self:
        """Annotate `due_at` and `cut_off_at`, with what was extended for everybody."""
        extended = Subquery(
            DeadlineExtension.objects.for_everybody()
            .filter(entry=OuterRef("entry"))
            .order_by("-new_due_at")
            .values("new_due_at")[:1]
        )
        return self.annotate(
            due_at=Greatest("entry__due_at", extended), cut_off_at=Greatest("entry__cut_off_at", extended)
        )


class EvaluationSheetQuerySet(OrganisationOwnedQuerySet):
    def of_period(self, period) -> Self:
        return self.for_organisation(period.organisation).filter(period=period)

    def of_departments(self, department_ids) -> Self:
        return self.filter(department__in=department_ids)

    def submitted(self) -> Self:
        return self.exclude(state="draft")

    def drafts(self) -> Self:
        return self.filter(state="draft")

    def matching(self, *, department="", state="") -> Self:
        rows = self.filter(department=department) if department else self
        return rows.filter(state=state) if state else rows

    def with_names(self) -> Self:
        return self.select_related("person", "department", "organisation", "period", "period__rubric", "period__entry")

    def with_scores(self) -> Self:
        """Both columns of every sheet in one query, as `all_scores`."""
        from evaluations.models import Score

        rows = Score.objects.select_related("criterion")
        return self.prefetch_related(Prefetch("scores", queryset=rows, to_attr="all_scores"))

    def with_evidence(self) -> Self:
        from evaluations.models import SheetEvidence

        rows = SheetEvidence.objects.select_related("evidence").order_by("attached_at", "pk")
        return self.prefetch_related(Prefetch("evidence_links", queryset=rows, to_attr="all_evidence"))
