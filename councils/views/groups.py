"""Working groups of a council."""

from __future__ import annotations

from django.shortcuts import render
from django.urls import reverse

from core import clock
from core.access import access
from councils import services
from councils.forms.councils import GroupForm, LastDayForm
from councils.models import Council, WorkingGroup
from councils.views.councils import NOT_ARRANGING, attempt, done
from organisation.models import Person


def _people(organisation, *, group: WorkingGroup | None = None):
    people = list(Person.objects.employed_at(organisation, on=clock.today()).order_by("sort_key", "pk"))
    if group is not None:
        people += [row.person for row in group.members.select_related("person") if row.person not in people]
    return people


@access("councils.arrange_council", Council, refusal=NOT_ARRANGING)
def group_create(request, council):
    initial = {"from_on": max(clock.today(), council.from_on)}
    form = GroupForm(request.POST or None, people=_people(council.organisation), is_new=True, initial=initial)
    if attempt(request, form, lambda: services.create_group(council, by=request.user, **form.values())):
        return done(request, "Đã lập tổ giúp việc.", council)
    context = {"form": form, "council": council, "heading": "Lập tổ giúp việc", "verb": "Lập tổ"}
    return render(request, "councils/council_form.html", context)


@access("councils.arrange_council", WorkingGroup, refusal=NOT_ARRANGING)
def group_edit(request, group):
    council, rows = group.council, list(group.members.all())
    initial = {
        "name": group.name,
        "task": group.task,
        "people": [str(row.person_id) for row in rows],
        "head": next((str(row.person_id) for row in rows if row.is_head), ""),
    }
    people = _people(council.organisation, group=group)
    form = GroupForm(request.POST or None, people=people, is_new=False, initial=initial)
    if attempt(request, form, lambda: services.change_group(group, by=request.user, **form.values())):
        return done(request, "Đã sửa tổ giúp việc.", council)
    context = {"form": form, "council": council, "heading": f"Sửa {group.name}", "verb": "Ghi thay đổi"}
    return render(request, "councils/council_form.html", context)


@access("councils.arrange_council", WorkingGroup, refusal=NOT_ARRANGING)
def group_end(request, group):
    form = LastDayForm(request.POST or None, initial={"last_on": clock.today()})
    if attempt(request, form, lambda: services.end_group(group, by=request.user, **form.cleaned_data)):
        return done(request, f"Đã ghi {group.name} kết thúc.", group.council)
    context = {
        "heading": f"Kết thúc {group.name}",
        "consequences": ["Danh sách người của tổ được giữ để tra cứu."],
        "form": form,
        "verb": "Kết thúc tổ",
        "cancel_url": reverse("councils:council_detail", args=[group.organisation.slug, group.council_id]),
    }
    return render(request, "components/confirm.html", context)
