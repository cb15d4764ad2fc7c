from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from legal import services
from legal.catalogue import known_codes
from legal.forms import ParameterForm
from legal.models import Distinction, LegalParameter


@access("legal.view_legalparameter", methods=["GET"])
def parameter_list(request):
    """The values that bind this organisation today, each with its provision and how far it was compared."""
    binding = LegalParameter.objects.all_in_force("", on=clock.today(), at=request.organisation)
    rows = []
    for code, name in _codes().items():
        row = binding.get(code)
        rows.append({"name": name, "row": row, "is_own": row and row.organisation_id == request.organisation.pk})
    context = {
        "rows": rows,
        "can_enter": request.user.has_perm("legal.enter_legalparameter", request.organisation),
    }
    return render(request, "legal/parameter_list.html", context)


@access("legal.enter_legalparameter")
def parameter_create(request):
    """Enter the organisation's own value, with document and article."""
    form = ParameterForm(request.POST or None, codes=_codes(), initial={"code": request.GET.get("code")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                services.enter_parameter(
                    organisation=request.organisation,
                    code=data["code"],
                    value=data["value"],
                    document=form.document(request.organisation),
                    locator=data["locator"],
                    from_on=data["from_on"],
                    mark=data["mark"],
                    by=request.user,
                )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã ghi giá trị mới.")
            return redirect("legal:parameter_list", request.organisation.slug)
    return render(request, "legal/parameter_create.html", {"form": form})


def _codes() -> dict[str, str]:
    judged = Distinction.objects.filter(kind__in=Distinction.JUDGED)
    return known_codes(dict(judged.values_list("code", "name")))
