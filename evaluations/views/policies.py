from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render

from core.access import access
from core.errors import ConflictError
from evaluations.forms.policies import PolicyForm
from evaluations.models import EvaluationPeriod
from evaluations.services.policies import grades_in_use, policy_of, save_policy, worked_out


@access("evaluations.manage_policy")
def policy_edit(request):
    """The year's rules, where they stand in the regulation, and what they mean in figures."""
    policy = policy_of(request.organisation, request.school_year)
    version = policy.version if policy.pk else 0
    form = PolicyForm(
        request.POST or None,
        instance=policy,
        organisation=request.organisation,
        grades=grades_in_use(request.organisation, request.school_year),
        initial={"version": version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            save_policy(
                request.organisation,
                request.school_year,
                values=form.values(),
                version=form.cleaned_data["version"],
                by=request.user,
            )
        except ConflictError as error:
            form.add_error(None, error.message)
            form.data = form.data.copy()
            form.data["version"] = str(version)  # the next press knows what it replaces
        else:
            messages.success(request, "Đã lưu quy định. Các kỳ đã lập vẫn theo quy định cũ.")
            return redirect("evaluations:policy_edit", request.organisation.slug)
    periods = EvaluationPeriod.objects.for_organisation(request.organisation).filter(school_year=request.school_year)
    context = {
        "form": form,
        "policy": policy,
        "worked_out": worked_out(policy),
        "made": list(periods.order_by("starts_on", "pk").values_list("pk", "label")),
    }
    return render(request, "evaluations/policy_edit.html", context)
