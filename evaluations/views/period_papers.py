"""The panel of a period's page that leads to its papers."""

from __future__ import annotations

from evaluations.models import DepartmentMeeting, EvaluationPeriod, EvaluationSheet
from evaluations.models.rubrics import Subject
from evaluations.services.meetings import LEADERS_GROUP
from evaluations.services.paper_orders import announcement_refusal
from evaluations.services.policies import policy_for
from evaluations.visibility import sheets_for
from organisation.models import Department
from organisation.permissions import headed_departments


def papers_of(request, period: EvaluationPeriod) -> dict:
    """What `evaluations/period_papers.html` shows under the key `papers`; {} for whoever has none of them."""
    rows = sheets_for(request.user, period)
    if rows is None:
        return {}
    refusal = announcement_refusal(period)
    may_publish = request.user.has_perm("evaluations.publish_evaluationperiod", period)
    may_score = request.user.has_perm("evaluations.score_council", period)
    return {
        "table": period.result_table if may_publish else None,
        "can_draft_table": may_publish and bool(period.published_at),
        "announcement": period.announcement if may_publish else None,
        "can_announce": may_publish and not refusal,
        "refusal": refusal if may_publish and period.published_at else "",
        "meetings": [] if period.is_rolled_up else _meetings_of(request, period),
        "council_column": may_score and policy_for(period).council_scores and not period.published_at,
    }


def _meetings_of(request, period) -> list[dict]:
    """The tổ whose meeting the reader enters, and the leaders' group for those who manage the period."""
    manages = request.user.has_perm("evaluations.manage_evaluationperiod", request.organisation)
    sheets = EvaluationSheet.objects.of_period(period).filter(subject=Subject.PERSON)
    departments = Department.objects.for_organisation(request.organisation).filter(pk__in=sheets.values("department"))
    if not manages:
        departments = departments.filter(pk__in=headed_departments(request.user, request.organisation))
    met = DepartmentMeeting.objects.for_organisation(request.organisation).filter(period=period)
    by_department = {meeting.department_id: meeting for meeting in met.select_related("document")}
    found = [
        {"pk": each.pk, "name": each.name, "meeting": by_department.get(each.pk)}
        for each in departments.order_by("name", "pk")
    ]
    return [*found, {"pk": 0, "name": LEADERS_GROUP, "meeting": by_department.get(None)}] if manages else found
