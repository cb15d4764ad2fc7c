"""The papers of a session: remarks, signing, and the votes to be counted again."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render

from audit import services as audit
from core.access import access
from core.errors import ConflictError, DomainError
from core.workbook import table_response
from councils import services
from councils.forms.minutes import RemarksForm
from councils.models import BallotBox, CouncilSession
from councils.recount import recount_of, recount_tables
from councils.views.page import act, to_session

NOT_RECORDING = "Chỉ thư ký phiên họp ghi ý kiến và trình ký biên bản."


@access("councils.write_minutes", CouncilSession, refusal=NOT_RECORDING)
def session_remarks(request, session):
    """Words for the minutes. What was typed stays on the page whatever is refused."""
    if refusal := services.remarks_refusal(session):
        messages.error(request, refusal)
        return to_session(session)
    form = RemarksForm(request.POST or None, initial={"remarks": session.remarks, "before": session.remarks})
    theirs = None
    if request.method == "POST" and form.is_valid():
        text, before = form.cleaned_data["remarks"], form.cleaned_data["before"]
        try:
            services.write_remarks(session, text=text, before=before, by=request.user)
        except ConflictError as error:
            session.refresh_from_db(fields=["remarks"])
            theirs = session.remarks
            form = RemarksForm({"remarks": text, "before": theirs})
            form.add_error(None, error.message)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lưu ý kiến, diễn biến.")
            return to_session(session)
    return render(request, "councils/session_remarks.html", {"session": session, "form": form, "theirs": theirs})


@access("councils.write_minutes", CouncilSession, methods=["POST"], refusal=NOT_RECORDING)
def minutes_submit(request, session):
    done = "Đã trình ký biên bản: thư ký duyệt trước, rồi đến chủ tọa."
    return act(request, session, done, lambda: services.submit_minutes(session, by=request.user))


@access("councils.write_minutes", BallotBox, methods=["POST"], refusal=NOT_RECORDING)
def count_sheet_submit(request, box):
    done = "Đã trình ký biên bản kiểm phiếu."
    return act(request, box.session, done, lambda: services.submit_count_sheet(box, by=request.user))


@access("councils.view_councilsession", CouncilSession, methods=["GET"])
def session_recount(request, session):
    """Released votes without names."""
    rows = recount_of(session)
    return render(request, "councils/session_recount.html", {"session": session, "rows": rows})


@access("councils.view_councilsession", CouncilSession, methods=["GET"])
def session_recount_file(request, session):
    """The same as a workbook."""
    rows = recount_of(session)
    if not rows:
        messages.error(request, "Chưa có kết quả bỏ phiếu kín nào được công bố nên chưa có phiếu để đếm lại.")
        return redirect("councils:session_recount", session.organisation.slug, session.pk)
    audit.record("councils.recount_exported", session, by=request.user)
    return table_response(f"phieu-khong-ten-{session.held_on:%Y-%m-%d}", "Phiếu không ghi tên", *recount_tables(rows))
