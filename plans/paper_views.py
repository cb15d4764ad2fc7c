"""The papers that carry out a published plan."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from documents.papers_here import drafted, papers_here
from documents.services import head_signatory
from organisation.models import Person
from plans.models import EmulationPlan
from plans.paper_forms import ConferenceForm
from plans.services import papers

CHOICES = {  # what is made by one press: its words, what it is for
    "guidance": ("Hướng dẫn thực hiện", "Ai làm gì, gửi hồ sơ nào, đến hạn nào, hỏi ai."),
    "notice": ("Thông báo lịch", "Các mốc còn lại của kế hoạch."),
    "interim_report": ("Báo cáo sơ kết học kỳ I", "Số liệu đến hết học kỳ I; lời đánh giá do người soạn viết."),
    "final_report": ("Báo cáo tổng kết năm học", "Số liệu cả năm học; lời đánh giá do người soạn viết."),
}


@access("plans.change_emulationplan", EmulationPlan, methods=["GET"])
def plan_papers(request, plan):
    """What was made to carry out a plan, and what can be."""
    context = {
        "plan": plan,
        "papers": papers_here(request, papers.PAGE, pk=plan.pk),
        "choices": [(code, *words) for code, words in CHOICES.items()],
        "can_make": plan.state == EmulationPlan.State.PUBLISHED and not plan.is_regulation,
    }
    return render(request, "plans/plan_papers.html", context)


@access("plans.change_emulationplan", EmulationPlan, methods=["POST"])
def plan_paper_draft(request, plan):
    """Lập: the form that the button names."""
    form = request.POST.get("form", "")
    back = redirect("plans:plan_papers", request.organisation.slug, plan.pk)
    return drafted(request, lambda: papers.draft_paper(plan, form, by=request.user), back=back)


@access("plans.change_emulationplan", EmulationPlan)
def plan_resolution(request, plan):
    """State the facts of the conference; the figures come from the plan and the registrations."""
    staff = Person.objects.employed_at(request.organisation, on=clock.today()).count()
    initial = {"summoned": staff, "presiding": head_signatory(request.organisation, clock.today()).name}
    form = ConferenceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            conference = papers.Conference(**form.cleaned_data)
            document = papers.draft_resolution(plan, conference, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lập bản nháp. Đọc lại, sửa nếu cần rồi trình duyệt.")
            return redirect("documents:document_detail", request.organisation.slug, document.pk)
    return render(request, "plans/plan_resolution.html", {"plan": plan, "form": form})
