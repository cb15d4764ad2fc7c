"""A condition or a quota by choosing: term by term, then on to the entry of the value with its document."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from core import clock
from core.access import access
from core.errors import DomainError
from legal.binding import names_of_distinctions
from legal.building_forms import QuotaForm, TermForm, choices_of, joined, quota_choices_of
from legal.catalogue import check_code, meaning, value_words
from legal.conditions import PREFIX
from legal.families import QUOTA_PREFIX
from legal.models import Distinction, LegalParameter

FEWEST, MOST = 3, 12  # terms on the page; one more than there are, so that there is room for another


class _OnlyAsText(Exception):
    """The value that is changed cannot be put together by choosing."""


def _code(request, code):
    names = names_of_distinctions()
    try:
        check_code(code, names)
    except ValueError as error:
        raise Http404 from error
    if not code.startswith((PREFIX, QUOTA_PREFIX)):
        raise Http404
    request.parameter_code, request.distinction_names = code, names
    return request.organisation


@access("legal.enter_legalparameter", _code, methods=["GET"])
def parameter_build(request, organisation):
    """Choose; nothing is saved here, so everything stands in the address and may be gone back to.

    `?value=` is what to begin from; without it what binds here today.
    """
    code, names = request.parameter_code, request.distinction_names
    value = request.GET.get("value", "").strip() or _binding(code, organisation)
    build = _quota if code.startswith(QUOTA_PREFIX) else _condition
    try:
        forms, formula, error = build(request, names, value)
    except _OnlyAsText:
        forms, formula, error = [], "", ""
    target = f"{reverse('legal:parameter_create', args=[organisation.slug])}?"
    if formula:
        return redirect(target + urlencode({"code": code, "value": formula}))
    context = {
        "code": code,
        "name": meaning(code, names),
        "forms": forms,
        "error": error,
        "value": value,
        "value_words": _words(code, value, names),
        "text_url": target + urlencode({"code": code, "value": value}),
    }
    return render(request, "legal/parameter_build.html", context)


def _binding(code: str, organisation) -> str:
    try:
        return LegalParameter.objects.in_force(code, on=clock.today(), at=organisation).value
    except LookupError:
        return ""


def _words(code: str, value: str, names) -> str:
    """What the value means; as it is written where nobody can read it."""
    try:
        return value_words(code, value, names) if value else ""
    except ValueError:
        return value


def _judged(names):
    """The distinctions that conditions and quotas may speak of."""
    judged = set(Distinction.objects.filter(kind__in=Distinction.JUDGED).values_list("code", flat=True))
    return {code: name for code, name in names.items() if code in judged}


def _condition(request, names, value):
    known = _judged(names)
    if "build" not in request.GET:
        return _opened(value, known), "", ""
    count = _count(request)
    terms = [_term(number, known, data=request.GET) for number in range(count)]
    are_valid = [form.is_valid() for form in terms]  # each is asked, so that each shows its errors
    if not all(are_valid):
        return terms, "", ""
    try:
        formula = joined(terms)
    except DomainError as error:
        return terms, "", error.message
    return terms, formula, "" if formula else "Chọn ít nhất một loại điều kiện."


def _count(request) -> int:
    sent = request.GET.get("terms", "")
    return min(max(int(sent), 1), MOST) if sent.isdecimal() and len(sent) < 4 else FEWEST


def _opened(value: str, known) -> list[TermForm]:
    """The terms of a value with room for one more; _OnlyAsText where choosing would not give the same condition."""
    try:
        chosen = choices_of(value) if value else []
    except ValueError as error:
        raise _OnlyAsText from error
    if not all(TermForm(each, names=known).is_valid() for each in chosen) or len(chosen) >= MOST:
        raise _OnlyAsText
    count = max(FEWEST, len(chosen) + 1)
    return [_term(number, known, initial=chosen[number] if number < len(chosen) else None) for number in range(count)]


def _term(number: int, known, **values) -> TermForm:
    return TermForm(prefix=f"term{number + 1}", names=known, is_first=not number, **values)


def _quota(request, names, value):
    known = _judged(names)
    if "build" in request.GET:
        form = QuotaForm(request.GET, names=known)
        return [form], form.formula if form.is_valid() else "", ""
    try:
        chosen = quota_choices_of(value) if value else {}
    except ValueError as error:
        raise _OnlyAsText from error
    if chosen and not QuotaForm(chosen, names=known).is_valid():
        raise _OnlyAsText
    return [QuotaForm(initial=chosen, names=known)], "", ""
