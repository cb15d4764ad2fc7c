"""The later acts of the chain: the head decides, the provisional result, what is said of it, a result opened again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core.access import access
from core.errors import DomainError
from core.templatetags.ui import vi_date
from evaluations import services
from evaluations.forms import AnswerForm, ObjectionForm, ReopenForm
from evaluations.models import EvaluationPeriod, EvaluationSheet, Objection
from evaluations.services.objections import objection_refusal
from evaluations.services.policies import policy_for
from evaluations.services.publication import DECIDED, objections_until
from evaluations.services.results import half_scored_sentence, passed_count, proposals_of, undecided

State = EvaluationSheet.State

# ---- decisions of a period ----


@access("evaluations.decide_evaluationperiod", EvaluationPeriod)
def period_decide(request, period):
    """What the head is about to decide, row by row with its reasons; then the decision."""
    if request.method == "POST":
        try:
            count = services.decide_by_head(period, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Đã quyết định kết quả của {count} phiếu.")
        return _to_period(request, period)
    sheets = undecided(period)
    proposals = proposals_of(period, sheets)
    others = [each for each in sheets if not each.is_about(request.user)]
    context = {
        "period": period,
        "refusal": half_scored_sentence(others),
        "uses_council": policy_for(period).uses_council,
        "rows": [{"sheet": each, "result": proposals[each.pk]} for each in others],
        "own": [each for each in sheets if each.is_about(request.user)],
    }
    return render(request, "evaluations/period_decide.html", context)


@access("evaluations.publish_evaluationperiod", EvaluationPeriod)
def period_provisional(request, period):
    """Show everybody the own result before it is published; the days to speak are counted from today."""
    if request.method == "POST":
        try:
            count = services.announce_provisional(period, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Đã báo kết quả dự kiến cho {count} phiếu.")
        return _to_period(request, period)
    count = EvaluationSheet.objects.of_period(period).filter(state__in=DECIDED).count() + passed_count(period)
    policy = policy_for(period)
    scores = "điểm tổ và hội đồng" if policy.uses_council else "điểm tổ chấm"
    context = {
        "heading": f"Báo kết quả dự kiến {period.label}?",
        "consequences": [
            f"Mỗi người nhận thông báo và xem được kết quả dự kiến của riêng mình, có {scores}.",
            f"Ý kiến được gửi trong {policy.objection_days} ngày làm việc, "
            f"đến hết {vi_date(objections_until(period))}.",
            "Sau đó mới công bố được; mọi ý kiến phải được trả lời trước.",
        ],
        "lede": f"{count} phiếu đã có kết quả và chưa báo." if count else "",
        "verb": "Báo kết quả dự kiến",
        "cancel_url": reverse("evaluations:period_detail", args=[request.organisation.slug, period.pk]),
    }
    return render(request, "components/confirm.html", context)


@access("evaluations.answer_objection", EvaluationPeriod, methods=["GET"])
def objection_list(request, period):
    """What was said of the period's results, the open ones first; never on a page that all staff read."""
    rows = Objection.objects.for_organisation(request.organisation).filter(sheet__period=period)
    rows = rows.select_related("sheet__person", "sheet__department", "sheet__organisation", "answered_by__person")
    found = sorted(rows, key=lambda each: (not each.is_open, each.filed_at))
    return render(request, "evaluations/objection_list.html", {"period": period, "objections": found})


def _to_period(request, period):
    return redirect("evaluations:period_detail", request.organisation.slug, period.pk)


# ---- what a person says of the own result ----


def _settled_sheet(request, pk: int) -> EvaluationSheet:
    """A sheet whose result its owner may see; before that there is nothing to speak of."""
    rows = EvaluationSheet.objects.for_organisation(request.organisation).with_names()
    sheet = get_object_or_404(rows, pk=pk)
    if not sheet.is_settled:
        raise Http404
    return sheet


@access("evaluations.object_evaluationsheet", _settled_sheet)
def objection_create(request, sheet):
    """Explain, or ask for the result to be looked at again."""
    form = ObjectionForm(request.POST or None)
    refusal = objection_refusal(sheet)
    if request.method == "POST" and form.is_valid():
        try:
            services.file_objection(sheet, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã gửi ý kiến. Thầy/cô nhận thông báo khi có trả lời.")
            return _to_sheet(request, sheet)
    context = {"sheet": sheet, "period": sheet.period, "form": form, "refusal": refusal}
    return render(request, "evaluations/objection_create.html", context)


def _objection(request, pk: int) -> Objection:
    rows = Objection.objects.for_organisation(request.organisation)
    names = ("sheet__person", "sheet__department", "sheet__organisation", "sheet__period", "sheet__rubric")
    return get_object_or_404(rows.select_related("organisation", *names), pk=pk)


@access("evaluations.withdraw_objection", _objection)
def objection_withdraw(request, objection):
    if request.method == "POST":
        try:
            services.withdraw_objection(objection, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Đã rút ý kiến.")
        return _to_sheet(request, objection.sheet)
    context = {
        "heading": "Rút ý kiến này?",
        "lede": objection.text,
        "consequences": ["Ý kiến vẫn được lưu là đã rút và không cần trả lời nữa. Trong hạn, có thể gửi ý kiến khác."],
        "verb": "Rút ý kiến",
        "cancel_url": _sheet_url(request, objection.sheet),
    }
    return render(request, "components/confirm.html", context)


@access("evaluations.answer_objection", _objection)
def objection_answer(request, objection):
    """Answer with reasons: the result stands, or the sheet is judged anew."""
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_objection(objection, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã trả lời ý kiến.")
            return redirect("evaluations:objection_list", request.organisation.slug, objection.sheet.period_id)
    context = {"objection": objection, "sheet": objection.sheet, "period": objection.sheet.period, "form": form}
    return render(request, "evaluations/objection_answer.html", context)


# ---- opening a published result again ----


@access("evaluations.reopen_evaluationsheet", _settled_sheet)
def sheet_reopen(request, sheet):
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reopen(sheet, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã mở lại kết quả. Tổ chấm lại, rồi xét và công bố lại.")
            return _to_sheet(request, sheet)
    context = {
        "heading": f"Mở lại kết quả {sheet.period.label} của {sheet.candidate_name}?",
        "consequences": [
            f"Kết quả đã công bố (lần {sheet.edition}: {sheet.grade}) được giữ nguyên trong lịch sử của phiếu.",
            "Tổ chấm lại, hội đồng hoặc thủ trưởng xét lại, rồi công bố lại riêng phiếu này.",
        ],
        "form": form,
        "verb": "Mở lại kết quả",
        "cancel_url": _sheet_url(request, sheet),
    }
    return render(request, "components/confirm.html", context)


def _to_sheet(request, sheet):
    return redirect("evaluations:sheet_detail", request.organisation.slug, sheet.pk)


def _sheet_url(request, sheet) -> str:
    return reverse("evaluations:sheet_detail", args=[request.organisation.slug, sheet.pk])
