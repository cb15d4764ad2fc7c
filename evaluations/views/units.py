"""The units below: one's rubric sent to them, and their points beside each other."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render

from audit import services as audit
from core.access import access
from core.errors import DomainError
from core.workbook import table_response
from evaluations.models import Rubric
from evaluations.services import given_rubrics, units
from evaluations.views.periods import visible_period
from organisation.models import Supervision
from organisation.years import school_year_code
from submissions.forms import SendDocumentForm, line_of


@access("evaluations.send_rubric", Rubric)
def rubric_send(request, rubric):
    """Send a rubric for units to those below; who has it, who has taken it."""
    line = line_of(request.GET.get("line", ""))
    sent = list(given_rubrics.deliveries_of(rubric).order_by("recipient__name"))
    refusal = given_rubrics.send_refusal(rubric)
    form = SendDocumentForm(
        request.POST or None,
        sender=request.organisation,
        line=line,
        sent_to={each.recipient_id for each in sent},
        button="Gửi biểu điểm",
    )
    if request.method == "POST" and form.is_valid():
        try:
            count = given_rubrics.send_rubric_down(
                rubric,
                recipients=form.recipients,
                line=line,
                school_year_code=school_year_code(request),
                by=request.user,
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã gửi tới {count} đơn vị. Thư ký từng đơn vị thấy việc nhận biểu điểm.")
            return redirect(request.get_full_path())
    context = {
        "rubric": rubric,
        "form": form,
        "line": line,
        "lines": Supervision.Line.choices,
        "sent": sent,
        "taken_count": sum(1 for each in sent if not each.is_open),
        "refusal": refusal,
        "can_send": not refusal and form.open.exists(),
    }
    return render(request, "evaluations/rubric_send.html", context)


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
