"""The councils and who sits in them."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from councils import services
from councils.forms.councils import CouncilForm
from councils.models import Council, CouncilMember
from organisation.models import Person


@access("councils.view_council", Council, methods=["GET"])
def council_detail(request, council):
    context = {"council": council, "members": council.members.select_related("person")}
    return render(request, "councils/council_detail.html", context)


@access("councils.add_council", refusal="Chỉ người đứng đầu đơn vị ghi quyết định thành lập hội đồng.")
def council_create(request):
    """Record the decision that sets up or renews the council."""
    organisation, today = request.organisation, clock.today()
    people = list(Person.objects.employed_at(organisation, on=today).filter(user__isnull=False))
    former = CouncilMember.objects.for_organisation(organisation).on(today)
    seats = dict(former.values_list("person_id", "seat"))
    form = CouncilForm(
        request.POST or None,
        people=people,
        seats=seats,
        initial={"name": "Hội đồng Thi đua - Khen thưởng", "from_on": today},
    )
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "decision", "from_on")}
        try:
            council = services.establish_council(
                organisation=organisation, members=form.members(), by=request.user, **values
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã ghi quyết định thành lập hội đồng; các thành viên đã có quyền của mình.")
            return redirect("councils:council_detail", organisation.slug, council.pk)
    return render(request, "councils/council_create.html", {"form": form, "is_renewal": bool(seats)})
