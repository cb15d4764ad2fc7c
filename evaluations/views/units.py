"""The units below: one's rubric sent to them, and their points beside each other."""

from __future__ import annotations

from functools import partial

from django.shortcuts import render

from audit import services as audit
from core.access import access
from core.workbook import table_response
from evaluations.models import Rubric
from evaluations.services import given_rubrics, units
from evaluations.views.periods import visible_period
from submissions.send_pages import send_page


@access("evaluations.send_rubric", Rubric)
def rubric_send(request, rubric):
    """Send a rubric for units to those below; who has it, who has taken it."""
    refusal = given_rubrics.send_refusal(rubric)
    return send_page(
        request,
        "evaluations/rubric_send.html",
        {"rubric": rubric, "refusal": refusal},
        sent=given_rubrics.deliveries_of(rubric),
        send=partial(given_rubrics.send_rubric_down, rubric),
        is_ready=not refusal,
        button="Gửi biểu điểm",
        told="Thư ký từng đơn vị thấy việc nhận biểu điểm.",
    )


@access("evaluations.manage_evaluationperiod", visible_period, methods=["GET"])
def unit_list(request, period):
    """What each unit gave itself beside what it is given here; who has sent nothing yet."""
    rows = units.unit_rows(period)
    context = {
        "period": period,
        "rows": rows,
        "sent_count": sum(1 for row in rows if row.sheet),
        "can_decide": request.user.has_perm("evaluations.decide_evaluationperiod", period),
    }
    return render(request, "evaluations/unit_list.html", context)


@access("evaluations.manage_evaluationperiod", visible_period, methods=["GET"])
def unit_export(request, period):
    """The same list as an Excel file."""
    rows = units.unit_rows(period)
    audit.record("evaluations.period_exported", period, by=request.user, after={"count": len(rows)})
    return table_response(f"Don-vi-{period.starts_on:%Y-%m}", "Các đơn vị", units.units_table(period, rows))
