"""The councils: their list, one council, and the decisions that seat it."""

from __future__ import annotations

from types import SimpleNamespace

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from core import clock
from core.access import access
from core.errors import DomainError
from councils import services
from councils.forms.councils import (
    BodyForm,
    DecisionForm,
    DutyForm,
    EndForm,
    EstablishForm,
    LastDayForm,
    RegulationForm,
    RenewForm,
    SealForm,
)
from councils.models import Council, CouncilDecision, CouncilMember
from councils.views.staffing import findings_of, offered_for, offered_for_renewal
from organisation.models import OptionalBody

NOT_HEAD = "Chỉ người đứng đầu đơn vị ghi quyết định về hội đồng."
NOT_ARRANGING = "Chỉ người đứng đầu đơn vị, chủ tịch và thư ký hội đồng sửa mục này."


def to_council(council):
    return redirect("councils:council_detail", council.organisation.slug, council.pk)


def done(request, sentence: str, council):
    messages.success(request, sentence)
    return to_council(council)


def attempt(request, form, act):
    """What the act answers to a form that was sent and is complete; None with the reason in the form, or unsent."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except DomainError as error:
        form.add_error(None, error.message)
        return None


# ---- reading ----


@access("councils.view_council", methods=["GET"])
def council_list(request):
    organisation, today = request.organisation, clock.today()
    councils = list(Council.objects.for_organisation(organisation).select_related("organisation"))
    current = [each for each in councils if each.to_on is None or each.to_on >= today]
    kinds = [
        SimpleNamespace(
            value=kind.value,
            label=kind.label,
            rows=[_card(each, today) for each in current if each.kind == kind],
        )
        for kind in Council.Kind
    ]
    context = {
        "kinds": kinds,
        "ended": [each for each in councils if each not in current],
        "can_establish": request.user.has_perm("councils.add_council", organisation),
    }
    return render(request, "councils/council_list.html", context)


def _card(council, today) -> SimpleNamespace:
    members = list(council.members.sitting_on(max(today, council.from_on)).select_related("person"))
    chair = next((row.person.full_name for row in members if row.seat == CouncilMember.Seat.CHAIR), "")
    return SimpleNamespace(council=council, members=len(members), chair=chair, is_coming=council.from_on > today)


@access("councils.view_council", Council, methods=["GET"])
def council_detail(request, council):
    return render(request, "councils/council_detail.html", _page(request, council))


def _page(request, council) -> dict:
    organisation, today = council.organisation, clock.today()
    is_over = council.to_on is not None and council.to_on < today
    day = council.to_on if is_over else max(today, council.from_on)
    rows = list(council.members.select_related("person", "body"))
    sitting = set(council.members.sitting_on(day).values_list("pk", flat=True))
    can_arrange = request.user.has_perm("councils.arrange_council", council) and not is_over
    rules = services.rules_in_force(council, on=day)
    decisions = list(council.decisions.select_related("document"))
    papers = [each for each in (council.regulation, *(row.document for row in decisions)) if each]
    return {
        "council": council,
        "is_over": is_over,
        "is_coming": council.from_on > today,
        "members": [row for row in rows if row.pk in sitting],
        "coming": [row for row in rows if row.from_on > day],
        "former": [row for row in rows if row.pk not in sitting and row.from_on <= day],
        "decisions": decisions,
        "groups": council.working_groups.prefetch_related("members__person"),
        "rules": rules,
        "lacks_rules": any(rule.citation is None for rule in rules),
        "findings": findings_of(council, day) if can_arrange else [],
        "is_office": organisation.is_office,
        "can_arrange": can_arrange,
        "can_decide": request.user.has_perm("councils.add_council", council) and not is_over,
        "can_convene": not is_over and request.user.has_perm("councils.add_councilsession", council),
        "can_enter_number": request.user.has_perm("councils.add_council", council),
        "can_enter_rules": request.user.has_perm("legal.enter_legalparameter", organisation),
        "can_open": {each.pk for each in papers if request.user.has_perm("documents.view_officialdocument", each)},
    }


# ---- decisions ----


def _bodies(organisation, day):
    return list(OptionalBody.objects.for_organisation(organisation).on(day).order_by("name"))


@access("councils.add_council", refusal=NOT_HEAD)
def council_create(request):
    """Record the decision that sets up a council."""
    organisation, today = request.organisation, clock.today()
    kind = request.POST.get("kind") or request.GET.get("kind")
    kind = kind if kind in Council.Kind.values else Council.Kind.EMULATION.value
    form = EstablishForm(
        request.POST or None,
        colleagues=offered_for(organisation, kind, today),
        bodies=_bodies(organisation, today),
        is_office=organisation.is_office,
        initial={"kind": kind, "name": Council.Kind(kind).label, "from_on": today},
    )
    council = attempt(
        request,
        form,
        lambda: services.establish_council(
            organisation=organisation, members=form.members(), by=request.user, **form.decided()
        ),
    )
    if council:
        return done(request, "Đã ghi thành lập hội đồng; các thành viên đã có quyền của mình.", council)
    return render(request, "councils/council_create.html", {"form": form})


@access("councils.add_council", Council, refusal=NOT_HEAD)
def council_renew(request, council):
    """Kiện toàn: the list of members as it stands from a day on."""
    organisation, today = council.organisation, clock.today()
    form = RenewForm(
        request.POST or None,
        colleagues=offered_for_renewal(council, max(today, council.from_on)),
        bodies=_bodies(organisation, today),
        is_office=organisation.is_office,
        initial={"from_on": today, "to_on": council.to_on},
    )
    row = attempt(
        request,
        form,
        lambda: services.renew_council(council, members=form.members(), by=request.user, **form.decided()),
    )
    if row:
        return done(request, "Đã ghi kiện toàn hội đồng; quyền của các thành viên theo danh sách mới.", council)
    return render(request, "councils/council_renew.html", {"form": form, "council": council})


@access("councils.add_council", Council, refusal=NOT_HEAD)
def council_end(request, council):
    form = EndForm(request.POST or None, initial={"last_on": clock.today()})
    if attempt(request, form, lambda: services.end_council(council, by=request.user, **form.cleaned_data)):
        return done(request, "Đã ghi kết thúc hội đồng.", council)
    context = {
        "heading": "Kết thúc hội đồng",
        "lede": council.name,
        "consequences": [
            "Sau ngày này hội đồng không họp được nữa; các thành viên thôi quyền mà hội đồng này giao.",
            "Biên bản, kết quả và danh sách thành viên được giữ nguyên.",
        ],
        "form": form,
        "verb": "Kết thúc hội đồng",
        "cancel_url": _address(council),
    }
    return render(request, "components/confirm.html", context)


@access("councils.add_council", CouncilDecision, refusal=NOT_HEAD)
def decision_edit(request, decision):
    """Enter the number of a decision that had none."""
    form = DecisionForm(request.POST or None, initial={"reference": decision.words})
    if attempt(request, form, lambda: services.enter_decision(decision, by=request.user, **form.cleaned_data)):
        return done(request, "Đã ghi số quyết định.", decision.council)
    heading = f"Số quyết định: {decision.get_kind_display().lower()}"
    return _form_page(request, form, decision.council, heading, "Ghi số quyết định")


@access("councils.arrange_council", CouncilDecision, methods=["POST"], refusal=NOT_ARRANGING)
def decision_draft(request, decision):
    return _drafted(request, decision.council, lambda: services.draft_decision(decision, by=request.user))


# ---- members ----


@access("councils.arrange_council", CouncilMember, refusal=NOT_ARRANGING)
def member_edit(request, member):
    """What a member looks after; who sits in which seat is decided by kiện toàn alone."""
    council, today = member.council, clock.today()
    initial = {
        "duty": member.duty,
        "body": str(member.body_id or ""),
        "levels": member.levels,
        "from_on": max(today, member.from_on),
    }
    form = DutyForm(
        request.POST or None,
        bodies=_bodies(council.organisation, max(today, member.from_on)),
        is_office=council.organisation.is_office,
        initial=initial,
    )
    if attempt(request, form, lambda: services.assign_duty(member, by=request.user, **form.values())):
        return done(request, f"Đã ghi phân công của {member.person.full_name}.", council)
    heading = f"Phân công {member.person.full_name}"
    return _form_page(request, form, council, heading, "Ghi phân công", lede=member.get_seat_display())


@access("councils.arrange_council", refusal=NOT_ARRANGING)
def body_list(request):
    """Organisations beside ours that send somebody to a council: what the form of a council can choose from."""
    organisation = request.organisation
    form = BodyForm(request.POST or None, initial={"from_on": clock.today()})
    body = attempt(
        request, form, lambda: services.enter_body(organisation=organisation, by=request.user, **form.cleaned_data)
    )
    if body:
        messages.success(request, f"Đã ghi {body.name}.")
        return redirect("councils:body_list", organisation.slug)
    bodies = OptionalBody.objects.for_organisation(organisation).order_by("to_on", "name")
    context = {"form": form, "bodies": bodies, "today": clock.today()}
    return render(request, "councils/body_list.html", context)


@access("councils.arrange_council", OptionalBody, refusal=NOT_ARRANGING)
def body_end(request, body):
    form = LastDayForm(request.POST or None, initial={"last_on": clock.today()})
    if attempt(request, form, lambda: services.end_body(body, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Đã ghi {body.name} kết thúc.")
        return redirect("councils:body_list", body.organisation.slug)
    context = {
        "heading": f"{body.name} không còn tại đơn vị",
        "consequences": ["Từ ngày hôm sau, người đại diện cho tổ chức này không còn được tính là thành viên hội đồng."],
        "form": form,
        "verb": "Ghi kết thúc",
        "cancel_url": reverse("councils:body_list", args=[body.organisation.slug]),
    }
    return render(request, "components/confirm.html", context)


# ---- con dấu, ký hiệu ----


@access("councils.arrange_council", Council, refusal=NOT_ARRANGING)
def council_seal(request, council):
    """Whether the council's papers stand in its own name, under its own symbol."""
    initial = {"uses_seal": council.uses_seal, "symbol": council.symbol}
    form = SealForm(request.POST or None, council=council, initial=initial)
    if attempt(request, form, lambda: services.set_seal(council, by=request.user, **form.cleaned_data)):
        return done(request, "Đã ghi con dấu và ký hiệu của hội đồng.", council)
    return _form_page(request, form, council, "Con dấu và ký hiệu văn bản của hội đồng", "Lưu")


# ---- quy chế ----


@access("councils.arrange_council", Council, refusal=NOT_ARRANGING)
def council_regulation(request, council):
    """Name a quy chế that was issued elsewhere."""
    form = RegulationForm(request.POST or None, initial={"text": council.regulation_text})
    if attempt(request, form, lambda: services.name_regulation(council, by=request.user, **form.cleaned_data)):
        return done(request, "Đã ghi quy chế hoạt động.", council)
    return _form_page(request, form, council, "Quy chế hoạt động của hội đồng", "Ghi quy chế")


@access("councils.arrange_council", Council, methods=["POST"], refusal=NOT_ARRANGING)
def regulation_draft(request, council):
    return _drafted(request, council, lambda: services.draft_regulation(council, by=request.user))


# ---- pieces ----


def _address(council) -> str:
    return reverse("councils:council_detail", args=[council.organisation.slug, council.pk])


def _drafted(request, council, act):
    try:
        document = act()
    except DomainError as error:
        messages.error(request, error.message)
        return to_council(council)
    messages.success(request, "Đã lập dự thảo từ dữ liệu của hội đồng. Đọc lại, sửa nếu cần rồi trình duyệt.")
    return redirect("documents:document_detail", council.organisation.slug, document.pk)


def _form_page(request, form, council, heading: str, verb: str, *, lede: str = ""):
    context = {"form": form, "council": council, "heading": heading, "verb": verb, "lede": lede or council.name}
    return render(request, "councils/council_form.html", context)
