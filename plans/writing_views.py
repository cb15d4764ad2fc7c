"""The plan's text being written: the pages of `documents.editing` for a plan."""

from __future__ import annotations

import uuid

from django.shortcuts import redirect, render
from django.urls import reverse

from audit import services as audit
from core.access import access
from core.errors import DomainError
from documents.editing import Desk, DeskViews
from documents.services import word_response
from documents.word_desk import word_back
from plans import services
from plans.forms import PlanStartForm, PlanTextForm
from plans.models import EmulationPlan
from plans.services.texts import require_editable

HINT = "Khi lưu, văn bản được đọc lại; điều đã xác nhận vẫn giữ, câu mới sửa cần xác nhận lại."


def _desk(request, plan: EmulationPlan) -> Desk:
    slug = request.organisation.slug

    def address(name: str) -> str:
        return reverse(f"plans:{name}", args=[slug, plan.pk])

    def save(content, *, before: str, note: str = "Sửa văn bản") -> str:
        return services.write_content(plan, content, before=before, by=request.user, note=note).reread.sentence

    rows = EmulationPlan.objects.for_organisation(request.organisation).select_related("document")
    return Desk(
        organisation=request.organisation,
        subject_key=services.subject_key(plan),
        label=plan.title,
        load=lambda: rows.get(pk=plan.pk).content,
        save=save,
        refusal=_refusal(plan),
        form_class=PlanTextForm,
        back_label="Rà soát",
        hint=HINT,
        document=plan.document,
        addresses={
            "back": address("plan_review"),
            "header": address("plan_header"),
            "edit": address("plan_text"),
            "keep": address("plan_text_keep"),
            "preview": address("plan_text_preview"),
            "editors": address("plan_text_editors"),
            "drop": address("plan_text_drop"),
            "versions": address("plan_versions"),
            "compare": address("plan_versions_compare"),
            "restore": address("plan_version_restore"),
            "word": address("plan_text_word"),
            "word_back": address("plan_text_word_back"),
        },
    )


def _refusal(plan: EmulationPlan) -> str:
    try:
        require_editable(plan)
    except DomainError as error:
        return error.message
    return ""


@access("plans.add_emulationplan")
def plan_start(request):
    """Begin this year's plan from an earlier one, a template or nothing; a text of one's own is imported instead."""
    form = PlanStartForm(
        request.POST or None,
        organisation=request.organisation,
        school_year=request.school_year,
        initial={"form_token": uuid.uuid4()},
    )
    if request.method == "POST" and form.is_valid():
        content, note = form.beginning()
        try:
            plan = services.start_plan(
                organisation=request.organisation,
                school_year=request.school_year,
                content=content,
                note=note,
                form_token=form.cleaned_data["form_token"],
                body=form.cleaned_data["body"],
                by=request.user,
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("plans:plan_text", request.organisation.slug, plan.pk)
    return render(request, "plans/plan_start.html", {"form": form})


desk_views = DeskViews("plans.change_emulationplan", EmulationPlan, _desk)
plan_text_word_back = desk_views.view(word_back, "GET", "POST")


@access("plans.change_emulationplan", EmulationPlan, methods=["GET"])
def plan_text_word(request, plan):
    """The draft as a Word file, to be edited there."""
    response = word_response(plan.content, name=f"du-thao-ke-hoach-{plan.pk}", draft=True)
    audit.record("plans.word_downloaded", plan, by=request.user)
    return response
