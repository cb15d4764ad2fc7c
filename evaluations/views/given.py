"""From the organisation above and to it: its rubrics taken over, one's own sheet sent up, its result read."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from core.access import access
from core.errors import DomainError
from evaluations.models import EvaluationSheet, Rubric
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.checks import reachable
from evaluations.rubric_tables.writing import effect_text, levels_text
from evaluations.services import given_rubrics, reports, self_scores
from evaluations.services.given_rubrics import SentRubric
from submissions import services as submissions
from submissions.models import Submission

State = Submission.State


# ---- what came from above ----


@access("evaluations.view_given", methods=["GET"])
def given_list(request):
    """The rubrics that were sent to this organisation and the results it got, the newest first."""
    received = Submission.objects.addressed_to(request.organisation).select_related("organisation")
    taken = Rubric.objects.for_organisation(request.organisation).filter(given__isnull=False)
    own = {rubric.given_id: rubric for rubric in taken}
    context = {
        "rubrics": [(each, own.get(each.pk)) for each in received.rubrics()],
        "results": list(received.unit_results()),
    }
    return render(request, "evaluations/given_list.html", context)


def _given(rows):
    def load(request, pk, **kwargs):
        received = rows(Submission.objects.addressed_to(request.organisation))
        return get_object_or_404(received.select_related("organisation", "recipient"), pk=pk)

    return load


@access("evaluations.view_given_submission", _given(lambda received: received.rubrics()), methods=["GET"])
def given_rubric(request, delivery):
    """The rubric as it was sent, and what taking it means."""
    sent = SentRubric.read(delivery.manifest)
    context = {
        "delivery": delivery,
        "sent": sent,
        "rows": [
            {"row": row, "is_group": row.kind == words.GROUP, "levels": levels_text(row), "effect": effect_text(row)}
            for row in sent.draft.rows
        ],
        "reachable": reachable(sent.draft),
        "unit": " %" if sent.draft.scale == words.SCALE_PERCENT else "",
        "taken": given_rubrics.taken_rubric(delivery),
        "can_take": request.user.has_perm("evaluations.take_given_submission", delivery),
    }
    return render(request, "evaluations/given_rubric.html", context)


@access("evaluations.take_given_submission", _given(lambda received: received.rubrics()), methods=["POST"])
def given_rubric_take(request, delivery):
    try:
        rubric = given_rubrics.take_rubric(delivery, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("evaluations:given_rubric", request.organisation.slug, delivery.pk)
    messages.success(request, f"Đã nhận biểu điểm “{rubric.name}”. Kỳ mở từ nay chấm đơn vị theo biểu điểm này.")
    return redirect("evaluations:rubric_detail", request.organisation.slug, rubric.pk)


@access("evaluations.view_given_submission", _given(lambda received: received.unit_results()))
def unit_result(request, delivery):
    """What was decided about this organisation; a press of the button says that it was read."""
    if request.method == "POST":
        try:
            submissions.take(delivery, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Đã ghi nhận là đã xem kết quả.")
        return redirect("evaluations:unit_result", request.organisation.slug, delivery.pk)
    return render(request, "evaluations/unit_result.html", {"delivery": delivery, "scores": delivery.scores})


# ---- one's own sheet, up ----


def own_sheet(request, pk, **kwargs) -> EvaluationSheet:
    """A sheet of the whole organisation by a rubric from above."""
    rows = EvaluationSheet.objects.for_organisation(request.organisation).with_names().with_scores()
    rows = rows.select_related("period__school_year", "rubric__given__organisation")
    sheet = get_object_or_404(rows.prefetch_related("rubric__criteria"), pk=pk)
    if not self_scores.is_sent_up(sheet):
        raise Http404
    return sheet


@access("evaluations.send_self_score", own_sheet)
def self_score(request, sheet):
    """Show the sheet and the paper that goes with it; then send exactly those."""
    papers = reports.documents_to_add(request.organisation)
    asked = (request.POST if request.method == "POST" else request.GET).get("document", "")
    chosen = next((each for each in papers if str(each.pk) == asked), None)
    if request.method == "POST":
        try:
            sent = self_scores.send_up(sheet, document=chosen, shown=request.POST.get("shown", ""), by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Đã gửi phiếu đến {sent.recipient.name}, mã tiếp nhận {sent.code}.")
            return redirect("submissions:sent_detail", request.organisation.slug, sent.pk)
    return render(request, "evaluations/self_score.html", _context_of(sheet, papers, chosen))


def _context_of(sheet, papers, chosen) -> dict:
    context = {"sheet": sheet, "period": sheet.period, "papers": papers, "chosen": chosen, "refusal": "", "sent": None}
    try:
        scores = self_scores.scores_of(sheet)
        shown = submissions.shown_hash(scores, chosen)
    except DomainError as error:
        return context | {"refusal": error.message, "can_send": False}
    sent = self_scores.sent_of(sheet)
    return context | {
        "scores": scores,
        "shown": shown,
        "recipient": sheet.rubric.given.organisation,
        "sent": sent,
        "can_send": sent is None or sent.state == State.RETURNED,
    }
