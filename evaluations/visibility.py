"""Which side of a sheet a reader may see: the same answer for pages, lists, boards and exports."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Case, CharField, F, Q, Value, When

from core import clock
from evaluations.models import EvaluationPeriod, EvaluationPolicy, EvaluationSheet, SheetEvidence
from evaluations.participation import EXEMPT_FOR_OTHERS
from evaluations.permissions import manages, scores_or_decides, writes_self_column
from organisation.permissions import headed_departments

State = EvaluationSheet.State
REVIEWED = (
    State.DEPARTMENT_RECOMMENDED,
    State.COUNCIL_PASSED,
    State.COUNCIL_NOT_PASSED,
    State.HEAD_DECIDED,
    State.PROVISIONAL,
    State.PUBLISHED,
)
SHOWN_IN = {"recommended": REVIEWED, "provisional": EvaluationSheet.SETTLED, "published": (State.PUBLISHED,)}


def is_own(user, sheet: EvaluationSheet) -> bool:
    """One's own sheet, or that of the collective one writes for."""
    if sheet.subject == "person":
        return sheet.is_about(user)
    return bool(writes_self_column(user, sheet))


def shows_self(user, sheet: EvaluationSheet) -> bool:
    """A draft is read by its author alone; where the rubric says so, reviewers see it after their own scoring."""
    if is_own(user, sheet):
        return True
    if not sheet.is_submitted:
        return False
    return not (sheet.rubric and sheet.rubric.hides_self) or sheet.state in REVIEWED


def shows_department(user, sheet: EvaluationSheet) -> bool:
    """Nobody reads the tổ's column about herself before the rubric says so, whatever her role."""
    if is_own(user, sheet):
        return sheet.state in SHOWN_IN[sheet.rubric.shows_review_at] if sheet.rubric else sheet.is_settled
    return sheet.is_submitted


def shows_result(user, sheet: EvaluationSheet) -> bool:
    """The council's column, the final points and the grade: one's own from the provisional result on."""
    return sheet.is_settled if is_own(user, sheet) else sheet.is_submitted


def placement_of(user, sheet: EvaluationSheet) -> str:
    """Why somebody is exempt, or which tổ reviews her: in days for herself and those who keep the staff list.

    Days that are missing tell of a leave, so everybody else reads no more than that she is exempt.
    """
    if is_own(user, sheet) or user.has_perm("organisation.manage_leave", sheet.organisation):
        return sheet.placement_note
    return EXEMPT_FOR_OTHERS if sheet.state == State.EXEMPT else ""


# ---- the same for rows of lists and counts, which are not loaded one by one ----


def listed_sheets(user, organisation):
    """The sheets in whose lists and counts somebody reads: all for those who run the periods, else of the own tổ."""
    rows = EvaluationSheet.objects.for_organisation(organisation)
    return rows if manages(user, organisation) else rows.of_departments(headed_departments(user, organisation))


def sheets_for(user, period: EvaluationPeriod, query=None):
    """The rows of a period that somebody reads beside the own, filtered as on its page; None for who reads none."""
    organisation = period.organisation
    if not manages(user, organisation) and not headed_departments(user, organisation):
        return None
    return listed_sheets(user, organisation).filter(period=period).matching(**filters_of(query or {}))


def filters_of(query) -> dict[str, str]:
    """The filters that an address names; "" for one that is not there or means nothing."""
    department, state = query.get("department", ""), query.get("state", "")
    return {
        "department": department if department.isdecimal() and len(department) < 16 else "",
        "state": state if state in State.values else "",
    }


def own_or_listed_sheets(user, organisation):
    rows = EvaluationSheet.objects.for_organisation(organisation)
    if manages(user, organisation):
        return rows
    return rows.filter(Q(person__user=user) | Q(department__in=headed_departments(user, organisation)))


def with_shown_results(rows, user, organisation):
    """Annotate `shown_grade`: what `shows_result` lets the user read of it, "" where nothing."""
    own = Q(person=getattr(user, "person", None)) if getattr(user, "person", None) else Q(pk=None)
    if manages(user, organisation):
        own |= Q(subject__in=["department", "organisation"])
    else:
        own |= Q(subject="department", department__in=headed_departments(user, organisation))
    hidden = Q(state__in=[State.DRAFT, State.EXEMPT]) | (own & ~Q(state__in=EvaluationSheet.SETTLED))
    return rows.annotate(shown_grade=Case(When(hidden, then=Value("")), default=F("grade"), output_field=CharField()))


def announced_to_staff(period: EvaluationPeriod) -> list[dict]:
    """What every member of the staff may read of a published period, as the school's rules say: name, tổ, grade.

    Never points, never an order by merit. Where only the commended are named, their grade is the praise.
    """
    sees = (period.policy or {}).get("staff_sees", EvaluationPolicy.StaffSees.COMMENDED)
    if period.published_at is None or sees == EvaluationPolicy.StaffSees.NOTHING:
        return []
    if sees == EvaluationPolicy.StaffSees.COMMENDED:
        return commended_in(period)
    return [_announced(sheet) | {"grade": sheet.grade} for sheet in _published_in(period)]


def commended_in(period: EvaluationPeriod) -> list[dict]:
    """Those whom the published period commends: name, tổ, the school's own words. By name, never by merit."""
    return [_announced(sheet) for sheet in _published_in(period).exclude(praise="")]


def _published_in(period: EvaluationPeriod):
    rows = EvaluationSheet.objects.of_period(period).filter(state=State.PUBLISHED)
    return rows.select_related("person", "department", "organisation", "submission__organisation").by_candidate()


def _announced(sheet: EvaluationSheet) -> dict:
    return {"name": sheet.candidate_name, "department": sheet.department, "praise": sheet.praise}


def public_until(period: EvaluationPeriod) -> datetime | None:
    """Until when anybody may read who is commended; None where nobody may (any more)."""
    days = (period.policy or {}).get("public_days", 0)
    if not days or not period.public_code or period.published_at is None:
        return None
    until = clock.end_of_day(period.published_at.astimezone(clock.ZONE).date() + timedelta(days=days))
    return until if clock.now() <= until else None


def shown_proofs(user, sheet: EvaluationSheet) -> list[SheetEvidence]:
    """Of a sheet loaded `with_evidence` what `view_sheetevidence` lets the reader open: one right for both."""
    if not is_own(user, sheet) and not sheet.is_submitted:
        return []
    hides = not is_own(user, sheet) and not scores_or_decides(user, sheet)
    return [link for link in sheet.all_evidence if not (hides and link.is_confidential)]
