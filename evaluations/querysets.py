from __future__ import annotations

from typing import Self

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Greatest

from core.querysets import OrganisationOwnedQuerySet
from deadlines.models import DeadlineExtension


class RubricQuerySet(OrganisationOwnedQuerySet):
    def adopted(self) -> Self:
        return self.filter(adopted_at__isnull=False)

    def of_year(self, school_year) -> Self:
        """Those of a year, and those bound to none."""
        return self.filter(Q(school_year=school_year) | Q(school_year__isnull=True))

    def newest_versions(self) -> Self:
        """Of each family the highest version among these rows."""
        newest = self.order_by("family", "-version_number").distinct("family")
        return self.filter(pk__in=newest.values("pk"))

    def for_kind(self, kind: str) -> Self:
        return self.filter(Q(period_kinds=[]) | Q(period_kinds__contains=[kind]))

    def with_lines(self) -> Self:
        return self.prefetch_related("criteria", "grades")


class EvaluationPeriodQuerySet(OrganisationOwnedQuerySet):
    def of_year(self, school_year) -> Self:
        """Those of a year, those that lie in it, and the calendar years that share days with it."""
        first, last = school_year.starts_on, school_year.ends_on
        shares = Q(kind="calendar_year", starts_on__lte=last, ends_on__gte=first)
        return self.filter(Q(school_year=school_year) | Q(starts_on__gte=first, ends_on__lte=last) | shares)

    def begun(self, moment) -> Self:
        """Those whose window has opened; before that a period does not exist for those who fill it in."""
        return self.filter(entry__opens_at__lte=moment)

    def with_counts(self) -> Self:
        judged = ~Q(sheets__state="exempt")
        submitted = Count("sheets", filter=judged & ~Q(sheets__state="draft"))
        return self.annotate(sheet_count=Count("sheets", filter=judged), submitted_count=submitted).order_by(
            "-starts_on", "-ends_on", "pk"
        )

    def of_subject(self, subject: str) -> Self:
        """Those that judge such candidates."""
        from evaluations.models import EvaluationSheet

        return self.filter(Exists(EvaluationSheet.objects.filter(period=OuterRef("pk"), subject=subject)))

    def by_group(self, moment) -> Self:
        """After `with_times`, annotate `group`: 0 open, 1 waiting for its result, 2 not open yet, 3 published."""
        group = Case(
            When(published_at__isnull=False, then=3),
            When(entry__opens_at__gt=moment, then=2),
            When(cut_off_at__gte=moment, formula={}, then=0),
            default=1,
            output_field=IntegerField(),
        )
        return self.annotate(group=group).order_by("group", "-starts_on", "-ends_on", "pk")

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
        """Those that the tổ review: of their people and their own."""
        return self.filter(department__in=department_ids)

    def of_people(self) -> Self:
        return self.filter(subject="person")

    def submitted(self) -> Self:
        return self.exclude(state__in=["draft", "exempt"])

    def drafts(self) -> Self:
        return self.filter(state="draft")

    def judged(self) -> Self:
        return self.exclude(state="exempt")

    def matching(self, *, department="", state="") -> Self:
        rows = self.filter(department=department) if department else self
        return rows.filter(state=state) if state else rows

    def by_candidate(self) -> Self:
        """The whole organisation, its tổ, its people, each in their order."""
        return self.order_by("-subject", "person__sort_key", "department__name", "pk")

    def with_names(self) -> Self:
        return self.select_related(
            "person",
            "department",
            "organisation",
            "submission__organisation",
            "rubric",
            "period",
            "period__entry",
            "period__organisation",
        )

    def with_scores(self) -> Self:
        """All columns of every sheet in one query, as `all_scores`."""
        from evaluations.models import Score

        return self.prefetch_related(Prefetch("scores", queryset=Score.objects.all(), to_attr="all_scores"))

    def with_evidence(self) -> Self:
        from evaluations.models import SheetEvidence

        rows = SheetEvidence.objects.select_related("evidence", "title_record__distinction", "good_deed")
        return self.prefetch_related(
            Prefetch("evidence_links", queryset=rows.order_by("attached_at", "pk"), to_attr="all_evidence")
        )
