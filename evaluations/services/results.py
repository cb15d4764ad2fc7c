"""From the tổ's column to the published grade: motions, their results, publication."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.findings import Finding, blocking
from core.templatetags.ui import vi_datetime
from councils.models import CouncilSession, Motion
from councils.services import add_motion
from deadlines.models import DeadlineExtension
from deadlines.services import cancel, effective_times
from evaluations import criteria
from evaluations.models import EvaluationPeriod, EvaluationSheet, Score
from evaluations.services.sheets import cells_of, lines_of
from legal.models import LegalParameter
from notifications.services import notify

State = EvaluationSheet.State
THRESHOLD = "vote_threshold.monthly_grade"


def proposal_of(sheet: EvaluationSheet, lines, bands) -> tuple[criteria.Totals, str]:
    """The tổ's total and the grade it earns."""
    totals = criteria.total_of(lines, cells_of(sheet, Score.Column.DEPARTMENT))
    return totals, criteria.grade_of(totals, bands)


def bands_of(period: EvaluationPeriod) -> list[tuple]:
    return list(period.rubric.grades.values_list("minimum", "name"))


# ---- the council ----


@transaction.atomic
def hand_to_council(period: EvaluationPeriod, session: CouncilSession, *, by) -> int:
    """One motion for each sheet the tổ recommends and no council has before it; returns how many were handed over."""
    period = EvaluationPeriod.objects.select_for_update(of=("self",)).select_related("rubric").get(pk=period.pk)
    if session.state != CouncilSession.State.DRAFT:
        raise DomainError("Phiên họp đã bắt đầu nên không thêm nội dung được. Chọn phiên đang chuẩn bị.")
    try:
        threshold = LegalParameter.objects.in_force(THRESHOLD, on=session.held_on, at=period.organisation)
    except LookupError as error:
        raise DomainError("Chưa có quy định về tỷ lệ thông qua xếp loại tháng. Nhập quy định trước.") from error
    record_results(period, by=by)
    rows = EvaluationSheet.objects.of_period(period).filter(state=State.DEPARTMENT_RECOMMENDED)
    sheets = list(rows.with_names().with_scores().order_by("department__name", "person__sort_key", "pk"))
    standings = standings_of(sheets)
    waiting = [sheet for sheet in sheets if standings.get(sheet.pk) is None]
    if not waiting:
        raise DomainError(f"Chưa có phiếu {period.label} nào được tổ đề nghị để đưa ra hội đồng.")
    lines, bands = lines_of(period), bands_of(period)
    for sheet in waiting:
        totals, grade = proposal_of(sheet, lines, bands)
        add_motion(
            session,
            method=Motion.Method.SHOW_OF_HANDS,
            label=f"Xếp loại {period.label}: {sheet.person} – {grade}",
            subject_key=sheet.subject_key,
            threshold=threshold,
            person=sheet.person,
            snapshot={
                "points": None if totals.points is None else str(totals.points),
                "reachable": str(totals.reachable),
                "grade": grade,
                "summary": f"Tổ đề nghị: {grade}. {_sum_of(totals)}",
            },
            by=by,
        )
    audit.record("evaluations.period_handed", period, by=by, after={"session": session.pk, "count": len(waiting)})
    return len(waiting)


def _sum_of(totals: criteria.Totals) -> str:
    if totals.points is None:
        return "Không có tiêu chí nào được chấm điểm."
    return f"Tổ chấm {criteria.show(totals.points)} trên {criteria.show(totals.reachable)} điểm."


def latest_motions(sheets) -> dict[int, Motion]:
    """The newest motion about each sheet, in one query; one that is older than the tổ's column no longer counts."""
    keys = {sheet.subject_key: sheet for sheet in sheets}
    if not keys:
        return {}
    organisation = next(iter(keys.values())).organisation
    rows = Motion.objects.for_organisation(organisation).filter(subject_key__in=keys).select_related("session")
    latest = {}
    for motion in rows.order_by("pk"):
        sheet = keys[motion.subject_key]
        is_old = motion.decided_at and sheet.reviewed_at and motion.decided_at < sheet.reviewed_at
        if not is_old:
            latest[sheet.pk] = motion
    return latest


def standings_of(sheets) -> dict[int, str]:
    """Where each sheet stands with the council: "pending", "passed", "not_passed"; nothing where it was not handed."""
    return {pk: _standing(motion) for pk, motion in latest_motions(sheets).items()}


def _standing(motion: Motion) -> str:
    if motion.passed is None or motion.session.state != CouncilSession.State.CLOSED:
        return "pending"
    return "passed" if motion.passed else "not_passed"


@transaction.atomic
def record_results(period: EvaluationPeriod, *, by) -> int:
    """Take over what closed sessions decided; returns how many sheets moved."""
    rows = EvaluationSheet.objects.of_period(period).filter(state=State.DEPARTMENT_RECOMMENDED)
    sheets = list(rows.select_related("organisation").select_for_update(of=("self",)).order_by("pk"))
    outcome = {"passed": State.COUNCIL_PASSED, "not_passed": State.COUNCIL_NOT_PASSED}
    moved = 0
    for pk, standing in standings_of(sheets).items():
        if standing not in outcome:
            continue
        sheet = next(each for each in sheets if each.pk == pk)
        sheet.move_to(outcome[standing])
        sheet.save(update_fields=["state"])
        audit.record("evaluations.result_recorded", sheet, by=by, after={"state": sheet.state})
        moved += 1
    return moved


# ---- publication ----


def publication_findings(period: EvaluationPeriod) -> list[Finding]:
    """What stands between the period and its publication, and what a person should look at first."""
    sheets = list(EvaluationSheet.objects.of_period(period).select_related("person", "organisation"))
    standings = standings_of([sheet for sheet in sheets if sheet.state == State.DEPARTMENT_RECOMMENDED])
    groups: dict[str, list[EvaluationSheet]] = {}
    for sheet in sheets:
        where = standings.get(sheet.pk, sheet.state)
        groups.setdefault(where, []).append(sheet)
    found = []
    _, _, cut_off_at = effective_times(period.entry)
    if clock.now() <= cut_off_at:
        found.append(
            Finding(
                "evaluations.still_open",
                "must",
                "Chưa hết thời gian nộp phiếu",
                f"Phiếu còn nhận đến {vi_datetime(cut_off_at)}.",
                "Công bố sau thời điểm đó.",
            )
        )
    still_writing = _extended_beyond_now(period, groups.get(State.DRAFT, []))
    found += _named_finding(
        still_writing,
        "evaluations.extended",
        "must",
        "Có người được gia hạn nộp phiếu",
        "Công bố sau khi những người này nộp, hoặc khi hết hạn riêng của họ.",
    )
    found += _named_finding(
        groups.get(State.SUBMITTED),
        "evaluations.not_reviewed",
        "must",
        "Có phiếu tổ chưa chấm xong",
        "Người nhận xét chấm đủ các tiêu chí và bấm “Lưu và đề nghị”.",
    )
    found += _named_finding(
        groups.get(State.DEPARTMENT_RECOMMENDED),
        "evaluations.not_handed",
        "must",
        "Có phiếu chưa đưa ra hội đồng",
        "Đưa các phiếu này vào một phiên họp đang chuẩn bị.",
    )
    found += _named_finding(
        groups.get("pending"),
        "evaluations.council_pending",
        "must",
        "Hội đồng chưa biểu quyết xong",
        "Công bố được sau khi phiên họp kết thúc.",
    )
    refused = groups.get("not_passed", []) + groups.get(State.COUNCIL_NOT_PASSED, [])
    found += _named_finding(
        refused,
        "evaluations.not_passed",
        "must",
        "Có xếp loại hội đồng không thông qua",
        "Tổ chấm lại các phiếu này rồi đưa ra phiên họp khác.",
    )
    found += _named_finding(
        [sheet for sheet in groups.get(State.DRAFT, []) if sheet not in still_writing],
        "evaluations.not_submitted",
        "look",
        "Có người không nộp phiếu",
        "Công bố thì những người này không được xếp loại trong kỳ. Cần nộp thêm thì gia hạn trước.",
    )
    passed = groups.get("passed", []) + groups.get(State.COUNCIL_PASSED, [])
    if passed:
        found.append(Finding("evaluations.passed", "ok", f"Hội đồng đã thông qua {len(passed)} phiếu"))
    elif not any(finding.blocks for finding in found):
        found.append(
            Finding(
                "evaluations.nothing", "must", "Chưa có phiếu nào được hội đồng thông qua", "", "Chưa có gì để công bố."
            )
        )
    return found


def _extended_beyond_now(period: EvaluationPeriod, drafts: list[EvaluationSheet]) -> list[EvaluationSheet]:
    """Those whose own extension, or their tổ's, still runs, although the window of all others is over."""
    running = DeadlineExtension.objects.for_organisation(period.organisation).filter(new_due_at__gte=clock.now())
    people = set(running.filter(obligation__entry=period.entry_id).values_list("obligation__person_id", flat=True))
    departments = set(running.filter(entry=period.entry_id).values_list("department_id", flat=True)) - {None}
    return [sheet for sheet in drafts if sheet.person_id in people or sheet.department_id in departments]


def _named_finding(sheets, code: str, severity: str, title: str, change: str) -> list[Finding]:
    if not sheets:
        return []
    names = ", ".join(sheet.person.full_name for sheet in sheets[:10])
    more = f" và {len(sheets) - 10} người khác" if len(sheets) > 10 else ""
    return [
        Finding(code, severity, title, f"{len(sheets)} phiếu: {names}{more}.", change, facts={"count": len(sheets)})
    ]


@transaction.atomic
def publish(period: EvaluationPeriod, *, by) -> EvaluationPeriod:
    """Give every passed sheet its grade and tell each person of her own; DomainError with findings otherwise."""
    period = (
        EvaluationPeriod.objects.select_for_update(of=("self",))
        .select_related("entry", "organisation")
        .get(pk=period.pk)
    )
    if period.published_at:
        raise DomainError(f"Kết quả {period.label} đã công bố lúc {vi_datetime(period.published_at)}.")
    record_results(period, by=by)
    if lacks := blocking(publication_findings(period)):
        raise DomainError(f"Chưa công bố được: {lacks[0].title.lower()}.", findings=lacks)
    rows = EvaluationSheet.objects.of_period(period).filter(state=State.COUNCIL_PASSED).select_for_update(of=("self",))
    sheets = list(rows.select_related("person", "organisation").order_by("pk"))
    motions = latest_motions(sheets)
    for sheet in sheets:
        sheet.move_to(State.PUBLISHED)
        sheet.grade = motions[sheet.pk].snapshot["grade"]  # what the council voted on, not what may be computed now
    EvaluationSheet.objects.bulk_update(sheets, ["state", "grade"])
    period.published_at, period.published_by = clock.now(), by
    period.save(update_fields=["published_at", "published_by"])
    for sheet in sheets:
        _tell(sheet, period)
    for sheet in EvaluationSheet.objects.of_period(period).drafts():
        cancel(period.organisation, sheet.subject_key)
    audit.record("evaluations.period_published", period, by=by, after={"count": len(sheets)})
    return period


def _tell(sheet: EvaluationSheet, period: EvaluationPeriod) -> None:
    notify(
        sheet.person,
        organisation=period.organisation,
        key=f"{sheet.subject_key}:published",
        subject=f"Kết quả đánh giá {period.label}",
        body=f"Xếp loại: {sheet.grade}. Xem điểm từng tiêu chí trong phiếu.",
        url=reverse("evaluations:sheet_detail", args=[period.organisation.slug, sheet.pk]),
    )
