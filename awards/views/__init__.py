from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from awards import services
from awards.findings import HELD_BACK, NAMES, findings_of
from awards.forms import DecisionForm
from awards.initiatives_held import initiatives_shown
from awards.models import Decision, DecisionPaper, Dossier, DossierPart
from awards.standing import (
    verdict_url,
    verdicts_of_nominations,
)
from core import clock
from core.access import access
from core.errors import DomainError
from core.findings import Finding, blocking
from core.templatetags.ui import vi_date, vi_datetime
from deadlines.models import Obligation
from organisation.models import Supervision
from submissions.models import Submission
from submissions.timeline import steps_of

PAGE_SIZE = 25
PAPERS = (DossierPart.Kind.PROPOSAL, DossierPart.Kind.LIST)

# ---- dossiers ----


@access("awards.view_dossier", methods=["GET"])
def dossier_list(request):
    """The year's dossier, what the office asked for, and the dossiers of other years."""
    dossiers = list(Dossier.objects.for_organisation(request.organisation).with_names())
    recipient = Supervision.objects.superior_of(request.organisation, line=services.AWARDING, on=clock.today())
    code = request.school_year.code if request.school_year else ""
    asked = Obligation.objects.owed_by(request.organisation).filter(key=f"dossier:{code}")
    context = {
        "this_year": [row for row in dossiers if row.school_year == request.school_year],
        "earlier": [row for row in dossiers if row.school_year != request.school_year],
        "recipient": recipient,
        "asked": asked.select_related("owed_to").first(),
        "can_change": _may(request, "awards.change_dossier"),
    }
    return render(request, "awards/dossier_list.html", context)


@access("awards.change_dossier", methods=["POST"])
def dossier_create(request):
    if request.school_year is None:
        raise Http404
    try:
        dossier = services.create_dossier(
            organisation=request.organisation, school_year=request.school_year, by=request.user
        )
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("awards:dossier_list", request.organisation.slug)
    return redirect("awards:dossier_detail", request.organisation.slug, dossier.pk)


@access("awards.view_dossier", Dossier, methods=["GET"])
def dossier_detail(request, dossier):
    """What the dossier has, what it lacks and what mends that."""
    sees_standing = _may(request, "records.view_eligibility")
    # Who is held back is for those who prepare proposals: the whole council and the clerk read a dossier.
    found = [each for each in findings_of(dossier) if sees_standing or each.code != HELD_BACK]
    missing = blocking(found)
    context = {
        "dossier": dossier,
        "returned": dossier.latest.open_return if dossier.latest else None,
        "findings": found,
        "missing_count": len(missing),
        "look_count": sum(each.severity == "look" for each in found),
        "can_submit": not missing and dossier.is_editable,
        "can_change": dossier.is_editable and _may(request, "awards.change_dossier", dossier),
        "nominations": _standing_rows(request, dossier),
        "sees_standing": sees_standing,
        "papers": _papers_of(dossier),
        "minutes": [part.document for part in _parts(dossier) if part.kind == DossierPart.Kind.MINUTES],
        "reports": [part.document for part in _parts(dossier) if part.kind == DossierPart.Kind.REPORT],
        "deciders": _deciders(dossier),
        "can_decide_own": _may(request, "awards.draft_own_decision", dossier),
        "own_decision": dossier.decision_papers.select_related("document").first(),
        "due_at": services.due_at_of(dossier),
        "steps": _steps(dossier),
    }
    return render(request, "awards/dossier_detail.html", context)


def _deciders(dossier) -> list[dict]:
    """Of each title put forward, who decides it, with the provision."""
    rules = services.deciders(dossier.organisation, on=clock.today())
    titles = {row.distinction for row in dossier.nominations.in_order()}
    return [
        {
            "distinction": each,
            "rule": rules.get(each.code),
            "is_own": each.code in rules and rules[each.code].value == services.HEAD,
        }
        for each in sorted(titles, key=lambda title: title.position)
    ]


def _parts(dossier):
    return dossier.parts.select_related("document__series")


def _papers_of(dossier) -> list[dict]:
    by_kind = {part.kind: part.document for part in _parts(dossier)}
    return [{"kind": kind, "name": NAMES[kind], "document": by_kind.get(kind)} for kind in PAPERS]


def _rows_of(dossier) -> list[dict]:
    return [
        {
            "row": row,
            "place": services.place_of(row),
            "votes": services.votes_of(row),
            "share": services.share_of(row),
        }
        for row in dossier.nominations.in_order()
    ]


def _standing_rows(request, dossier) -> list[dict]:
    """The same, with how each candidate stands and the initiatives held, for those who read the records."""
    rows = _rows_of(dossier)
    if not _may(request, "records.view_eligibility"):
        return rows
    nominations = [each["row"] for each in rows]
    verdicts, held = verdicts_of_nominations(dossier, nominations), initiatives_shown(dossier, nominations)
    return [
        each
        | {
            "verdict": verdicts.get(each["row"].pk),
            "held": held.get(each["row"].pk),
            "verdict_url": verdict_url(request.organisation, each["row"], dossier.school_year.code),
        }
        for each in rows
    ]


def _steps(dossier) -> list[dict]:
    """The course so far, and the steps that come."""
    sessions = {row.motion.session for row in dossier.nominations.in_order()}
    steps = [
        {"label": "Hội đồng thông qua", "state": "past", "fact": vi_date(session.held_on)}
        for session in sorted(sessions, key=lambda session: session.held_on)
    ]
    if not dossier.versions:
        due_at = services.due_at_of(dossier)
        steps.append({"label": "Hoàn thiện hồ sơ", "state": "here", "fact": ""})
        fact = f"Trước {vi_datetime(due_at)}" if due_at else ""
        steps.append({"label": f"Nộp {dossier.recipient.name}", "state": "later", "fact": fact})
    steps += steps_of(dossier.versions)
    is_decided = dossier.decision is not None
    fact = f"Số {dossier.decision.manifest['number']}" if is_decided else ""
    return [*steps, {"label": "Quyết định", "state": "past" if is_decided else "later", "fact": fact}]


@access("awards.change_dossier", Dossier, methods=["POST"])
def dossier_collect(request, dossier):
    """Take the council's results into the dossier."""
    try:
        count = services.collect_results(dossier, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Đã lấy kết quả hội đồng: {count} đề nghị.")
    return redirect("awards:dossier_detail", request.organisation.slug, dossier.pk)


def _dossier_and_kind(request, pk, kind, **kwargs):
    """The dossier, with the kind of paper to be made kept on it."""
    if kind not in PAPERS:
        raise Http404
    dossier = get_object_or_404(Dossier.objects.for_organisation(request.organisation).with_names(), pk=pk)
    dossier.asked_kind = kind
    return dossier


@access("awards.change_dossier", _dossier_and_kind)
def part_create(request, dossier):
    """Say what the paper will hold; then make it from the council's results."""
    kind = dossier.asked_kind
    if request.method == "POST":
        try:
            document = services.draft_part(dossier, kind=kind, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("awards:dossier_detail", request.organisation.slug, dossier.pk)
        messages.success(request, f"Đã lập {NAMES[kind].lower()}. Xem lại rồi trình duyệt.")
        return redirect("documents:document_detail", request.organisation.slug, document.pk)
    part = _parts(dossier).filter(kind=kind).first()
    context = {
        "dossier": dossier,
        "name": NAMES[kind],
        "former": part.document if part else None,
        "nominations": _rows_of(dossier),
    }
    return render(request, "awards/part_create.html", context)


@access("awards.change_dossier", Dossier)
def dossier_check(request, dossier):
    """Show once more what is sent, then send exactly that."""
    found: list[Finding] = []
    if request.method == "POST":
        try:
            services.submit_dossier(dossier, shown=request.POST.get("shown", ""), by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            found = error.findings
        else:
            return redirect("awards:dossier_submitted", request.organisation.slug, dossier.pk)
    elif not dossier.is_editable:
        return redirect("awards:dossier_detail", request.organisation.slug, dossier.pk)
    context = {
        "dossier": dossier,
        "findings": found or blocking(findings_of(dossier)),
        "manifest": services.manifest_of(dossier),
        "files": services.files_of(dossier),
        "shown": services.fingerprint_of(dossier),
        "due_at": services.due_at_of(dossier),
    }
    return render(request, "awards/dossier_check.html", context)


@access("awards.view_dossier", Dossier, methods=["GET"])
def dossier_submitted(request, dossier):
    """The receipt: code, time, to whom."""
    if dossier.latest is None:
        raise Http404
    return render(request, "awards/dossier_submitted.html", {"dossier": dossier, "submission": dossier.latest})


# ---- decisions ----


@access("awards.list_decisions", methods=["GET"])
def decision_list(request):
    """A school reads the decisions that came down, an office those it entered."""
    if request.organisation.is_office:
        rows = Decision.objects.for_organisation(request.organisation)
        rows = rows.select_related("submission__organisation", "paper")
        waiting = Submission.objects.addressed_to(request.organisation).dossiers().filter(state="accepted")
        waiting = waiting.exclude(pk__in=rows.filter(submission__isnull=False).values("submission_id"))
        waiting = waiting.exclude(decision_paper__isnull=False).select_related("organisation")
        template, context = "awards/decision_list_office.html", {"waiting": waiting}
    else:
        rows = Submission.objects.addressed_to(request.organisation).decisions().with_details()
        own = Decision.objects.for_organisation(request.organisation).select_related("paper")
        template, context = "awards/decision_list.html", {"own": own}
    drafts = DecisionPaper.objects.for_organisation(request.organisation).filter(decision=None)
    context |= {
        "drafts": drafts.select_related("document__series"),
        "can_draft": _may(request, "awards.draft_own_decision"),
        "can_certify": _may(request, "awards.make_certificates"),
    }
    page = context["page"] = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    if not request.organisation.is_office:
        for delivery in page:
            delivery.decided_on = date.fromisoformat(delivery.manifest["decided_on"])
    return render(request, template, context)


def _delivery(request, pk, **kwargs):
    """A decision that came down to the acting organisation."""
    rows = Submission.objects.addressed_to(request.organisation).decisions().with_details()
    delivery = get_object_or_404(rows, pk=pk)
    delivery.decided_on = date.fromisoformat(delivery.manifest["decided_on"])
    return delivery


@access("awards.view_delivered_decision", _delivery, methods=["GET"])
def decision_detail(request, delivery):
    """A decision as it was sent down, and whether its titles stand in the records."""
    lines = delivery.manifest["lines"]
    context = {
        "delivery": delivery,
        "granted": [line for line in lines if line["granted"]],
        "refused": [line for line in lines if not line["granted"]],
        "is_taken": delivery.state == Submission.State.ACCEPTED,
        "can_take": delivery.is_open and _may(request, "awards.take_decision", delivery),
    }
    return render(request, "awards/decision_detail.html", context)


@access("awards.take_decision", _delivery, methods=["POST"])
def decision_take(request, delivery):
    """Write the granted titles into the people's records."""
    try:
        count = services.take_decision(delivery, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        done = f"Đã ghi {count} danh hiệu vào hồ sơ cá nhân." if count else "Quyết định này đã được ghi vào hồ sơ."
        messages.success(request, done)
    return redirect("awards:decision_detail", request.organisation.slug, delivery.pk)


def _accepted_submission(request, pk, **kwargs):
    """A dossier that was sent to the acting organisation."""
    rows = Submission.objects.addressed_to(request.organisation).dossiers().with_details()
    return get_object_or_404(rows, pk=pk)


@access("awards.enter_decision", _accepted_submission)
def decision_create(request, submission):
    """Enter what was decided, line by line; nothing is preselected."""
    nominations = submission.manifest["nominations"]
    back = reverse("oversight:submission_detail", args=[request.organisation.slug, submission.pk])
    if request.method == "GET" and not services.awaits_decision(submission):
        messages.error(request, "Chỉ nhập quyết định cho hồ sơ đã chấp nhận và chưa có quyết định.")
        return redirect(back)
    if request.method == "POST" and "grant_all" in request.POST:
        form = DecisionForm.with_all_granted(request.POST, nominations=nominations)
    else:
        form = DecisionForm(
            request.POST or None, nominations=nominations, initial={"authority": _last_authority(request)}
        )
        if request.method == "POST" and form.is_valid():
            try:
                services.enter_decision(
                    submission,
                    number=form.cleaned_data["number"],
                    decided_on=form.cleaned_data["decided_on"],
                    authority=form.cleaned_data["authority"],
                    granted=form.granted,
                    by=request.user,
                )
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, f"Đã ghi quyết định và gửi về {submission.organisation.name}.")
                return redirect(back)
    context = {"submission": submission, "form": form, "back": back}
    return render(request, "awards/decision_create.html", context)


def _last_authority(request) -> str:
    """Whose decision the last one was; at first the office's own name."""
    last = Decision.objects.for_organisation(request.organisation).first()
    return last.authority if last else request.organisation.name


def _may(request, permission: str, subject=None) -> bool:
    return request.user.has_perm(permission, subject or request.organisation)
