"""From the tổ's column to a decided grade: the council's motions and their results, or the head's decision."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from councils.models import CouncilSession, Motion
from councils.services import NewMotion, add_motions, hold_subjects
from evaluations import criteria
from evaluations.models import EvaluationPeriod, EvaluationSheet, Score
from evaluations.services.candidates import locked_period
from evaluations.services.policies import policy_for
from evaluations.services.rubrics import lines_of
from evaluations.services.sheets import cells_of, final_totals, past_figures, verdict_for
from legal.models import LegalParameter

State = EvaluationSheet.State
THRESHOLD = "vote_threshold.monthly_grade"
SETTLED_FIELDS = ["state", "points", "reachable", "grade", "praise", "reasons"]


def proposals_of(period: EvaluationPeriod, sheets: list[EvaluationSheet]) -> dict[int, dict]:
    """For each sheet what is proposed: points, reachable, grade, praise, reasons; of a roll-up what was computed."""
    if period.is_rolled_up:
        return {sheet.pk: stored_result(sheet) for sheet in sheets}
    late_cap, past = policy_for(period).late_cap, past_figures(sheets)
    found = {}
    for sheet in sheets:
        totals = final_totals(sheet, past=past.get(sheet.pk))
        verdict = verdict_for(sheet, totals, late_cap=late_cap)
        found[sheet.pk] = {
            "points": None if totals.points is None else str(totals.points),
            "reachable": str(totals.reachable),
            "grade": verdict.grade,
            "praise": verdict.praise,
            "reasons": list(verdict.reasons),
        }
    return found


def stored_result(sheet: EvaluationSheet) -> dict:
    return {
        "points": None if sheet.points is None else str(sheet.points),
        "reachable": None if sheet.reachable is None else str(sheet.reachable),
        "grade": sheet.grade or criteria.UNGRADED,
        "praise": sheet.praise,
        "reasons": list(sheet.reasons),
    }


def settle(sheet: EvaluationSheet, result: dict) -> None:
    """Write a result into the sheet. The caller saves."""
    sheet.points = None if result.get("points") is None else Decimal(result["points"])
    sheet.reachable = None if result.get("reachable") is None else Decimal(result["reachable"])
    sheet.grade, sheet.praise = result["grade"], result.get("praise", "")
    sheet.reasons = list(result.get("reasons", []))


# ---- the council ----


@transaction.atomic
def hand_to_council(period: EvaluationPeriod, session: CouncilSession, *, by) -> int:
    """One motion for each sheet the tổ recommends and no council has before it; returns how many were handed over."""
    period = locked_period(period)
    hold_subjects(period.organisation)
    if not policy_for(period).uses_council:
        raise DomainError("Theo quy định đánh giá của kỳ này, thủ trưởng quyết định kết quả, không qua hội đồng.")
    if session.state != CouncilSession.State.DRAFT:
        raise DomainError("Phiên họp đã bắt đầu nên không thêm nội dung được. Chọn phiên đang chuẩn bị.")
    if session.is_practice:
        raise DomainError("Phiên họp thử không xét nội dung thật. Chọn phiên họp khác.")
    if session.motions.about("registration").exists():
        raise DomainError(
            "Phiên họp này xét danh hiệu. Biên bản phiên xét danh hiệu gửi lên cấp trên cùng hồ sơ, còn kết quả xếp"
            " loại là nội bộ của trường. Triệu tập một phiên khác để xét xếp loại, có thể họp liền trước phiên này."
        )
    try:
        threshold = LegalParameter.objects.in_force(THRESHOLD, on=session.held_on, at=period.organisation)
    except LookupError as error:
        raise DomainError("Chưa có quy định về tỷ lệ thông qua xếp loại tháng. Nhập quy định trước.") from error
    record_results(period, by=by)
    waiting = undecided(period)
    if not waiting:
        raise DomainError(f"Chưa có phiếu {period.label} nào được tổ đề nghị để đưa ra hội đồng.")
    _refuse_half_scored(waiting)
    proposals = proposals_of(period, waiting)
    group = f"Xếp loại {period.label}"
    rows = [
        NewMotion(
            method=Motion.Method.SHOW_OF_HANDS,
            label=f"{group}: {sheet.candidate_name} – {result['grade']}",
            subject_key=sheet.subject_key,
            threshold=threshold,
            person=sheet.person,
            department=None if sheet.person_id else sheet.department,
            snapshot=result | {"group": group, "summary": f"Đề nghị: {result['grade']}. {_sum_of(result)}"},
        )
        for sheet, result in ((sheet, proposals[sheet.pk]) for sheet in waiting)
    ]
    add_motions(session, rows, by=by)
    audit.record("evaluations.period_handed", period, by=by, after={"session": session.pk, "count": len(waiting)})
    return len(waiting)


def undecided(period: EvaluationPeriod) -> list[EvaluationSheet]:
    """The recommended sheets that no council has before it, the whole first, then tổ, then people by tổ."""
    rows = EvaluationSheet.objects.of_period(period).filter(state=State.DEPARTMENT_RECOMMENDED)
    rows = rows.with_names().with_scores().prefetch_related("rubric__criteria", "rubric__grades")
    sheets = list(rows.order_by("-subject", "department__name", "person__sort_key", "pk"))
    standings = standings_of(sheets)
    return [sheet for sheet in sheets if standings.get(sheet.pk) is None]


def half_scored_sentence(sheets: list[EvaluationSheet]) -> str:
    """The council's column decides once it was begun, so one that is filled only in part would grade nobody."""
    half = [sheet.candidate_name for sheet in sheets if _is_half_scored(sheet)]
    if not half:
        return ""
    names = ", ".join(half[:5]) + (f" và {len(half) - 5} phiếu khác" if len(half) > 5 else "")
    return f"Cột điểm của hội đồng mới chấm một phần: {names}. Chấm đủ các tiêu chí hoặc xóa trống cả cột."


def _is_half_scored(sheet: EvaluationSheet) -> bool:
    cells = cells_of(sheet, Score.Column.COUNCIL)
    return bool(cells) and any(line.is_required and line.key not in cells for line in lines_of(sheet.rubric))


def _refuse_half_scored(sheets: list[EvaluationSheet]) -> None:
    if sentence := half_scored_sentence(sheets):
        raise DomainError(sentence)


def _sum_of(result: dict) -> str:
    if result["points"] is None:
        return "Không có tiêu chí nào được chấm điểm."
    points, reachable = (criteria.show(Decimal(result[name] or 0)) for name in ("points", "reachable"))
    return f"{points} trên {reachable} điểm."


def latest_motions(sheets) -> dict[int, Motion]:
    """The newest motion about each sheet, in one query; one that is older than the tổ's column no longer counts.

    One that its session put off waits for no answer: the sheet may be handed to another session.
    """
    keys = {sheet.subject_key: sheet for sheet in sheets}
    if not keys:
        return {}
    organisation = next(iter(keys.values())).organisation
    rows = Motion.objects.for_organisation(organisation).real().waiting_or_decided()
    rows = rows.filter(subject_key__in=keys).select_related("session")
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


def passed_count(period: EvaluationPeriod) -> int:
    """How many recommended sheets a closed session has passed; `record_results` takes them over at the next act."""
    rows = EvaluationSheet.objects.of_period(period).filter(state=State.DEPARTMENT_RECOMMENDED)
    return list(standings_of(list(rows.select_related("organisation"))).values()).count("passed")


@transaction.atomic
def record_results(period: EvaluationPeriod, *, by) -> int:
    """Take over what closed sessions decided, as it was voted on; returns how many sheets moved."""
    rows = EvaluationSheet.objects.of_period(period).filter(state=State.DEPARTMENT_RECOMMENDED)
    sheets = {
        sheet.pk: sheet for sheet in rows.select_related("organisation").select_for_update(of=("self",)).order_by("pk")
    }
    moved = []
    for pk, motion in latest_motions(list(sheets.values())).items():
        standing = _standing(motion)
        if standing == "pending":
            continue
        sheet = sheets[pk]
        sheet.move_to(State.COUNCIL_PASSED if standing == "passed" else State.COUNCIL_NOT_PASSED)
        if standing == "passed":
            settle(sheet, motion.snapshot)
        moved.append(sheet)
    EvaluationSheet.objects.bulk_update(moved, SETTLED_FIELDS)
    for sheet in moved:
        audit.record("evaluations.result_recorded", sheet, by=by, after={"state": sheet.state})
    return len(moved)


# ---- the head, where no council is used ----


@transaction.atomic
def decide_by_head(period: EvaluationPeriod, *, by) -> int:
    """Decide every recommended sheet but one's own; returns how many. Only where the school's rules use no council."""
    period = locked_period(period)
    if policy_for(period).uses_council:
        raise DomainError("Theo quy định đánh giá của kỳ này, hội đồng xét kết quả. Đưa các phiếu ra phiên họp.")
    sheets = [sheet for sheet in undecided(period) if not sheet.is_about(by)]
    if not sheets:
        raise DomainError(f"Chưa có phiếu {period.label} nào được tổ đề nghị để thầy/cô quyết định.")
    _refuse_half_scored(sheets)
    proposals = proposals_of(period, sheets)
    for sheet in sheets:
        sheet.move_to(State.HEAD_DECIDED)
        sheet.decided_by, sheet.decided_at = by, clock.now()
        settle(sheet, proposals[sheet.pk])
    EvaluationSheet.objects.bulk_update(sheets, [*SETTLED_FIELDS, "decided_by", "decided_at"])
    audit.record("evaluations.head_decided", period, by=by, after={"count": len(sheets)})
    return len(sheets)
