"""Titles before the council: handed over to a session, and a lower one where that has failed."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from awards import services
from awards.forms import HandOverForm, LowerTitleForm
from awards.querysets import registrations_to_vote_on, titles_in_hand
from awards.standing import (
    held_back_sentence,
    parted_registrations,
    verdict_url,
    verdicts_of_registrations,
)
from core import clock
from core.access import access
from core.errors import DomainError
from core.findings import Finding
from councils.criteria import read_threshold
from councils.models import CouncilSession, Motion
from councils.services import following_refusal
from evaluations.models import EvaluationPeriod
from evaluations.services import hand_to_council
from legal.models import Distinction, LegalParameter


@access("awards.propose_titles")
def title_hand_over(request):
    """Choose a session that is being prepared and what it votes on: registered titles, grades of months."""
    if request.school_year is None:
        raise Http404
    sessions = CouncilSession.objects.for_organisation(request.organisation).real()
    sessions = sessions.run_by(request.user).filter(school_year=request.school_year, state=CouncilSession.State.DRAFT)
    periods = EvaluationPeriod.objects.for_organisation(request.organisation).filter(
        school_year=request.school_year, published_at=None, starts_on__lte=clock.today()
    )
    initial = {"session": request.GET.get("session")} if request.GET.get("session", "").isdecimal() else None
    form = HandOverForm(request.POST or None, sessions=sessions, periods=periods, initial=initial)
    found: list[Finding] = []
    if request.method == "POST" and form.is_valid():
        try:
            count = _hand_over(form, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
            found = error.findings
        else:
            messages.success(request, f"Đã đưa {count} nội dung vào phiên họp.")
            if form.cleaned_data["titles"]:
                _tell_left_out(request, form.cleaned_data["session"])
            return redirect("councils:session_detail", request.organisation.slug, form.cleaned_data["session"].pk)
    context = {"form": form, "findings": found, "has_sessions": bool(sessions), "titles": _titles(request)}
    context |= {"candidates": _candidates(request)}
    return render(request, "awards/title_hand_over.html", context)


@transaction.atomic
def _hand_over(form: HandOverForm, *, by) -> int:
    """All that was chosen, or nothing."""
    session = form.cleaned_data["session"]
    count = len(services.propose_titles(session, by=by)) if form.cleaned_data["titles"] else 0
    for period in form.cleaned_data.get("periods") or ():
        count += hand_to_council(period, session, by=by)
    return count


def _tell_left_out(request, session) -> None:
    """Which titles stay with another session, and who is not proposed now."""
    elsewhere = titles_in_hand(session.school_year, but=session)
    waiting = list(registrations_to_vote_on(session.school_year))
    _, held_back = parted_registrations(waiting, session.organisation, on=session.held_on)
    sentences = [services.left_out_sentence(list(elsewhere.values()))]
    sentences += [held_back_sentence(row.candidate_name for row in held_back)]
    for sentence in filter(None, sentences):
        messages.warning(request, sentence)


def _candidates(request) -> list[dict]:
    """Everybody whose title waits for a vote, with how she stands; who is blocked is marked and not judged here."""
    rows = list(registrations_to_vote_on(request.school_year))
    here, year = request.organisation, request.school_year.code
    free, held_back = parted_registrations(rows, here, on=clock.today())
    verdicts = verdicts_of_registrations(free, here, school_year_code=year, on=clock.today())
    held = {row.pk for row in held_back}
    return [
        {
            "row": row,
            "is_held_back": row.pk in held,
            "verdict": verdicts.get(row.pk),
            "verdict_url": verdict_url(here, row, year),
        }
        for row in rows
    ]


def _title_motion(request, pk):
    """A title that was put before the council."""
    rows = Motion.objects.for_organisation(request.organisation).about("registration").with_candidates()
    return get_object_or_404(rows.select_related("session__council", "session__organisation", "box"), pk=pk)


@access("awards.lower_title", _title_motion)
def title_lower(request, motion):
    """Hạ danh hiệu: choose a lower title for a candidate whose title has failed; the council votes on it at once."""
    session, titles = motion.session, services.lower_titles(motion)
    form = LowerTitleForm(
        request.POST if request.method == "POST" else None,
        titles=titles,
        shares={title.code: _share_words(title, request.organisation, session.held_on) for title in titles},
    )
    found: list[Finding] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.lower_title(motion, distinction=form.cleaned_data["distinction"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
            found = error.findings
        else:
            messages.success(request, f"Đã đưa danh hiệu thấp hơn của {motion.candidate_name} ra bỏ phiếu.")
            return redirect("councils:session_detail", request.organisation.slug, session.pk)
    refusal = "" if session.is_open else "Phiên họp không mở nên không hạ danh hiệu được."
    refusal = refusal or following_refusal(motion)
    context = {"motion": motion, "session": session, "form": form, "findings": found, "titles": titles}
    context["refusal"] = refusal if request.method == "GET" else ""
    return render(request, "awards/title_lower.html", context)


def _share_words(distinction, organisation, day) -> str:
    rule = _rule_of(distinction, organisation, day)
    return f"cần {read_threshold(rule.value).words}, {rule.citation}" if rule else "chưa có tỷ lệ phiếu cần đạt"


def _rule_of(distinction, organisation, day) -> LegalParameter | None:
    try:
        return LegalParameter.objects.in_force(services.threshold_code(distinction), on=day, at=organisation)
    except LookupError:
        return None


def _titles(request) -> list[dict]:
    """Each registered title with its number of candidates and the share of votes it needs."""
    rows = registrations_to_vote_on(request.school_year).order_by()
    counts = dict(rows.values_list("distinction").annotate(count=Count("pk")))
    found = []
    for distinction in Distinction.objects.filter(pk__in=counts):
        rule = _rule_of(distinction, request.organisation, clock.today())
        found.append(
            {
                "distinction": distinction,
                "count": counts[distinction.pk],
                "rule": rule,
                "share": read_threshold(rule.value).words if rule else "",
            }
        )
    return found
