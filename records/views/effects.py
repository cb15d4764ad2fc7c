"""What a value would change before it is entered: this year's verdicts and quotas with and without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from legal.binding import names_of_distinctions
from legal.catalogue import meaning, value_words
from legal.conditions import PREFIX
from legal.forms import ParameterForm
from legal.models import LegalParameter
from legal.views.parameters import enter
from organisation.models import SchoolYear
from records.eligibility.judging import Verdict, judge
from records.eligibility.rules import PRINCIPLE, QUOTA, SHARE, RuleBook
from records.views.eligibility import PROVISIONAL, VerdictRow
from records.views.quotas import quota_lines
from records.views.verdict_desk import Judged, VerdictDesk, desk_at, latest_year

YEARS = 4  # whose results one may look at
SHOWN = 200  # names on one page
NOT_TYPED = ("csrfmiddlewaretoken", "back")


@dataclass(frozen=True)
class Change:
    """One result that comes out otherwise, and the conditions that did it (or stand otherwise)."""

    before: VerdictRow
    after: VerdictRow
    causes: list[str]


@dataclass(frozen=True)
class QuotaChange:
    name: str
    before: str
    after: str


class Effect:
    """This year's verdicts and quotas under the rules as they bind and as they would."""

    def __init__(self, desk: VerdictDesk, row: LegalParameter):
        self.desk, self.code = desk, row.code
        self.before, self.after = desk.book, desk.book_with(row)
        self.judged = desk.judged(self.codes) if self.codes else []
        pairs = [(each, judge(each.facts, self.after, each.distinction.code)) for each in self.judged]
        self.changes = [change for each, then in pairs if (change := self._change(each, then)) is not None]
        self.quotas = list(self._quota_changes()) if self.code.startswith((QUOTA, SHARE)) else []

    @property
    def codes(self) -> list[str]:
        """The distinctions whose verdict rests on the value, before or after."""
        if self.code.startswith(PRINCIPLE):
            return [code for code in self.desk.distinctions if self.before.conditions(code)]
        if not self.code.startswith(PREFIX):
            return []
        return [code for code in self.desk.distinctions if any(self._rests_on(book, code) for book in self._books)]

    @property
    def _books(self) -> tuple[RuleBook, RuleBook]:
        return self.before, self.after

    def _rests_on(self, book: RuleBook, code: str) -> bool:
        return any(each.row.code == self.code for each in book.applied(code))

    @property
    def is_used(self) -> bool:
        """Whether any verdict or quota rests on such a value at all."""
        return self.code.startswith((PREFIX, PRINCIPLE, QUOTA, SHARE))

    @property
    def binds(self) -> bool:
        """Whether the value would bind on the day that is looked at."""
        return self.before.get(self.code) != self.after.get(self.code)

    def _change(self, each: Judged, then: Verdict) -> Change | None:
        before, after = self._row(each, each.verdict, self.before), self._row(each, then, self.after)
        if before.outcome_name == after.outcome_name:
            return None
        return Change(before, after, causes(before.verdict, after.verdict))

    def _row(self, each: Judged, verdict: Verdict, book: RuleBook) -> VerdictRow:
        url = self.desk.candidate_url(each.candidate, distinction=each.distinction.code)
        shown = self.desk.shown_beside(each, verdict, book, self._books)
        return VerdictRow(each.candidate, each.distinction, shown, url)

    def _quota_changes(self) -> Iterable[QuotaChange]:
        befores, afters = (quota_lines(self.desk, book) for book in self._books)
        for before, after in zip(befores, afters, strict=True):
            for then, now in ((before.check, after.check), (before.managers, after.managers)):
                if then != now:
                    name = before.distinction.name
                    yield QuotaChange(name, _said(then), _said(now))


def _said(check) -> str:
    return check.sentence if check else "Chưa quy định."


def causes(before: Verdict, after: Verdict) -> list[str]:
    """The conditions that come out otherwise or are new, as they read afterwards; what is no longer asked last."""
    then, now = ({each.code: each for each in verdict.findings} for verdict in (before, after))
    changed = [
        each.title
        for code, each in now.items()
        if code != PROVISIONAL and (code not in then or then[code].severity != each.severity)
    ]
    changed += [
        f"Không còn xét: {each.title}" for code, each in then.items() if code not in now and code != PROVISIONAL
    ]
    if not changed and (PROVISIONAL in then) != (PROVISIONAL in now):
        return ["Đã đối chiếu văn bản" if PROVISIONAL in then else "Có quy định chưa đối chiếu văn bản"]
    return changed


@access("legal.enter_legalparameter")
def parameter_effect(request):
    """Judge with the value that was typed, and offer to enter it or to go back to it."""
    organisation = request.organisation
    if request.method != "POST":
        return redirect("legal:parameter_create", organisation.slug)
    names, code = names_of_distinctions(), request.POST.get("code", "")[:80]
    form = ParameterForm(request.POST, names=names, code=code, organisation=organisation)
    row = _as_if_entered(form, organisation, by=request.user) if form.is_valid() else None
    context = {
        "form": form,
        "typed": [(name, value) for name, found in request.POST.lists() for value in found if name not in NOT_TYPED],
        "has_errors": row is None,
    }
    if row is None:
        return render(request, "records/parameter_effect.html", context, status=422)
    context |= {"row": row, "name": meaning(row.code, names), "words": value_words(row.code, row.value, names)}
    year = request.school_year or latest_year(organisation)
    rows = SchoolYear.objects.for_organisation(organisation).order_by("-starts_on")
    context["years"] = [each.code for each in rows[:YEARS] if each != year]
    if year is not None and request.user.has_perm("records.view_eligibility", organisation):
        desk = desk_at(request, year, max(clock.today(), row.from_on))
        effect = Effect(desk, row)
        context |= {"desk": desk, "effect": effect, "shown": effect.changes[:SHOWN]}
    return render(request, "records/parameter_effect.html", context)


def _as_if_entered(form: ParameterForm, organisation, *, by) -> LegalParameter | None:
    """The row as entering would write it, with everything that entering refuses; undone before anybody can see it."""
    try:
        with transaction.atomic():
            row = enter(form, organisation=organisation, by=by)
            transaction.set_rollback(True)
    except DomainError as error:
        form.add_error(None, error.message)
        return None
    return row
