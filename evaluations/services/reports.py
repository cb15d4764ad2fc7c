"""Published results of a semester or year as counts for the office above; who got what, with how many points, stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db import transaction

from audit import services as audit
from core.errors import DomainError
from core.vietnamese import clean_line
from documents.models import OfficialDocument
from evaluations.criteria import UNGRADED
from evaluations.models import AudienceGroup, EvaluationPeriod, EvaluationSheet
from evaluations.models.rubrics import Subject
from evaluations.rollups import scales_in
from evaluations.services.rubrics import matches
from organisation.models import Employment
from submissions import services as submissions
from submissions.models import Submission
from submissions.reports import Group, Period, Report, Term, UnitResult, joined_names

Kind = EvaluationPeriod.Kind
State = EvaluationSheet.State
REPORTED_KINDS = (Kind.SEMESTER, Kind.CALENDAR_YEAR, Kind.SCHOOL_YEAR)
SHOWN_DOCUMENTS = 30


def is_reported(period: EvaluationPeriod) -> bool:
    """Whether results of such a period go up."""
    return period.kind in REPORTED_KINDS


def span_of(period: EvaluationPeriod) -> Period:
    return Period(
        kind=period.kind,
        label=clean_line(period.label),
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        school_year=period.school_year.code,
    )


def period_of_term(organisation, term: Term) -> EvaluationPeriod | None:
    """The organisation's own period of a term that is asked for, the one that ends last where there are several."""
    rows = EvaluationPeriod.objects.for_organisation(organisation).filter(kind__in=REPORTED_KINDS)
    rows = rows.select_related("school_year").order_by("-ends_on", "-starts_on")
    return next((each for each in rows if span_of(each).term == term), None)


def report_of(period: EvaluationPeriod) -> Report:
    """Counts by group, the tổ and the whole with their grades; DomainError while any of it is not published."""
    if not is_reported(period):
        raise DomainError(f"Kết quả {period.label} không báo cáo lên cấp trên; chỉ báo cáo học kỳ, năm và năm học.")
    if period.published_at is None:
        raise DomainError(f"Kết quả {period.label} chưa công bố nên chưa báo cáo được. Công bố kết quả trước.")
    sheets = list(
        EvaluationSheet.objects.of_period(period)
        .exclude(subject=Subject.UNIT)
        .exclude(exemption=EvaluationSheet.Exemption.LEFT)
        .select_related("rubric", "department")
        .prefetch_related("rubric__grades")
        .order_by("department__name", "pk")
    )
    if pending := [each for each in sheets if each.state not in (State.PUBLISHED, State.EXEMPT, State.DRAFT)]:
        raise DomainError(
            f"Còn {len(pending)} phiếu được mở lại, chưa công bố lại nên chưa báo cáo được. Công bố lại rồi báo cáo."
        )
    published = [each for each in sheets if each.state == State.PUBLISHED]
    return Report(
        period=span_of(period),
        level=period.organisation.level,
        groups=tuple(_groups(period, [each for each in sheets if each.subject == Subject.PERSON])),
        collectives=tuple(
            (clean_line(each.department.name), clean_line(each.grade))
            for each in published
            if each.subject == Subject.DEPARTMENT
        ),
        organisation=next((_unit(each) for each in published if each.subject == Subject.ORGANISATION), None),
    )


def _unit(sheet: EvaluationSheet) -> UnitResult:
    points = "" if sheet.points is None else f"{sheet.points.normalize():f}"
    return UnitResult(clean_line(sheet.grade), points, clean_line(sheet.rubric.name) if sheet.rubric else "")


def _groups(period: EvaluationPeriod, sheets: list[EvaluationSheet]) -> list[Group]:
    """By the school's own groups in their order, then by kind of staff for those in none of them."""
    works = _works(period)
    order = [*AudienceGroup.objects.for_organisation(period.organisation).order_by("position", "pk")]
    places: dict[str, list[EvaluationSheet]] = {clean_line(each.name): [] for each in order}
    places |= {label: places.get(label, []) for label in Employment.StaffKind.labels}
    for sheet in sheets:
        work = works.get(sheet.person_id)
        has_gone = work is not None and work.to_on is not None and work.to_on < period.ends_on
        if sheet.state == State.DRAFT and (work is None or has_gone):
            continue  # left without a result: no longer among the school's people
        places.setdefault(_place(work, order), []).append(sheet)
    return [_group(name, held, period) for name, held in places.items() if held]


def _works(period: EvaluationPeriod) -> dict[int, Employment]:
    """By person, the work here that began last before the period's end."""
    rows = Employment.objects.for_organisation(period.organisation).filter(from_on__lte=period.ends_on)
    return {each.person_id: each for each in rows.prefetch_related("groups").order_by("from_on")}


def _place(work: Employment | None, groups: Iterable[AudienceGroup]) -> str:
    if work is None:
        return "Khác"
    found = {each.pk for each in work.groups.all()}
    group = next((each for each in groups if matches(each, work, found)), None)
    return clean_line(group.name) if group else work.get_staff_kind_display()


def _group(name: str, sheets: list[EvaluationSheet], period: EvaluationPeriod) -> Group:
    """Whoever handed nothing in, or may not be graded, is unrated; grades that nobody got stand there with 0."""
    exempt = sum(each.state == State.EXEMPT for each in sheets)
    counts = Counter(clean_line(each.grade) for each in sheets if each.state == State.PUBLISHED)
    unrated = counts.pop(UNGRADED, 0) + sum(each.state == State.DRAFT for each in sheets)
    rubrics = {each.rubric_id: each.rubric for each in sheets if each.rubric_id}
    known = [[clean_line(grade.name) for grade in rubric.grades.all()] for rubric in rubrics.values()]
    known += [[clean_line(grade) for grade in scale] for scale in scales_in(period.formula)]
    names = [*joined_names(known)]
    names += [grade for grade in counts if grade not in names]
    graded = sum(counts.values())
    return Group(
        name=name,
        people=graded + exempt + unrated,
        graded=graded,
        exempt=exempt,
        unrated=unrated,
        grades=tuple((grade, counts[grade]) for grade in names if grade != UNGRADED),
    )


# ---- sending ----


def documents_to_add(organisation) -> list[OfficialDocument]:
    """Issued papers that may go with the figures, the newest first; minutes, which name who voted how, are not."""
    rows = OfficialDocument.objects.for_organisation(organisation).filter(state=OfficialDocument.State.ISSUED)
    rows = rows.exclude(file="").exclude(kind=OfficialDocument.Kind.MINUTES).select_related("series")
    return list(rows.order_by("-issued_on", "-pk")[:SHOWN_DOCUMENTS])


def sent_report_of(period: EvaluationPeriod) -> Submission | None:
    """The last version that was sent of the period's term."""
    rows = Submission.objects.sent_by(period.organisation).of_term(span_of(period).term)
    return rows.latest().select_related("recipient", "returned").order_by("-submitted_at").first()


@transaction.atomic
def send_report(period: EvaluationPeriod, *, document: OfficialDocument | None = None, shown: str, by) -> Submission:
    """Send the period's results up; `shown` is the hash of what the check page showed."""
    rows = EvaluationPeriod.objects.for_organisation(period.organisation).select_for_update(of=("self",))
    period = rows.select_related("organisation", "school_year").get(pk=period.pk)
    sent = submissions.send_report(
        organisation=period.organisation, report=report_of(period), document=document, shown=shown, by=by
    )
    audit.record("evaluations.report_sent", period, by=by, after={"code": sent.code})
    return sent
