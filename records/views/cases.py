"""Cases as they were decided: what was known and which rules were applied, judged again, and under another law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from core.access import access
from core.findings import Citation, Finding
from core.templatetags.ui import vi_date
from core.vietnamese import search_key
from legal.binding import names_of_distinctions
from legal.catalogue import meaning, value_words
from legal.models import Regime
from records.eligibility.facts import Facts
from records.eligibility.judging import Verdict, judge
from records.eligibility.rules import RuleBook, RuleRow
from records.models import DecidedCase
from records.services import cases
from records.views.eligibility import PAGE_SIZE
from records.views.fact_words import facts_in_words
from records.views.verdict_desk import desk_of, shown_verdict


@access("records.view_eligibility", methods=["GET"])
def case_list(request):
    """The decided cases of all years, newest first."""
    rows = DecidedCase.objects.for_organisation(request.organisation)
    years = list(rows.order_by("-school_year_code").values_list("school_year_code", flat=True).distinct())
    filters = _filters_of(request, years)
    found = rows.filter(**_conditions(filters)).select_related("person", "department", "organisation", "distinction")
    desk = desk_of(request)
    page = Paginator(found.order_by("-kept_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    for case in page:
        reading = Reading(case, sees_blocks=desk.sees_blocks_of(case.person_id))
        case.shown_outcome = reading.shown(cases.kept_verdict(case)).outcome
    context = {
        "desk": desk,
        "page": page,
        "case_years": years,
        "filters": filters,
        "outcomes": DecidedCase.Outcome.choices,
    }
    return render(request, "records/case_list.html", context)


def _filters_of(request, years: list[str]) -> dict[str, str]:
    """Only what is known filters; the rest of an address is ignored."""
    get = request.GET.get
    return {
        "words": get("q", "").strip()[:100],
        "year": get("of") if get("of") in years else "",
        "outcome": get("outcome") if get("outcome") in DecidedCase.Outcome.values else "",
    }


def _conditions(filters: dict[str, str]) -> dict[str, str]:
    found = {
        "person__search_key__contains": search_key(filters["words"]),
        "school_year_code": filters["year"],
        "outcome": filters["outcome"],
    }
    return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class AppliedRule:
    row: RuleRow
    words: str

    @property
    def citation(self) -> Citation:
        return self.row.citation

    @property
    def place(self) -> str:
        return self.row.place


def _rule_words(row: RuleRow, names: Mapping[str, str]) -> str:
    """What the row is about and what it asks."""
    return f"{meaning(row.code, names)}: {value_words(row.code, row.value, names)}"


@dataclass(frozen=True)
class Difference:
    """One condition as it came out then and by the other law; None where that law does not ask for it."""

    before: Finding | None
    after: Finding | None

    @property
    def is_change(self) -> bool:
        return self.before is None or self.after is None or self.before.severity != self.after.severity

    @property
    def is_other_rule(self) -> bool:
        """It comes out alike, but something else is asked."""
        return not self.is_change and self.before.detail != self.after.detail


def differences(before: Verdict, after: Verdict) -> list[Difference]:
    """The conditions of both, in the order of the first, what only the second asks for behind them."""
    then, now = ({each.code: each for each in verdict.findings} for verdict in (before, after))
    return [Difference(then.get(code), now.get(code)) for code in dict.fromkeys([*then, *now])]


@dataclass(frozen=True)
class Reading:
    """A case in front of somebody who may or may not know what is private about its candidate."""

    case: DecidedCase
    sees_blocks: bool

    @cached_property
    def facts(self) -> Facts:
        return Facts.from_json(self.case.facts)

    @cached_property
    def book(self) -> RuleBook:
        return RuleBook.from_json(self.case.rules)

    def shown(self, verdict: Verdict, book: RuleBook | None = None) -> Verdict:
        """A verdict by the rules that were kept, or by another book."""
        code = self.case.distinction.code
        return shown_verdict(verdict, self.facts, book or self.book, code, sees_blocks=self.sees_blocks)

    def both(self, then: Verdict, book: RuleBook) -> tuple[Verdict, Verdict]:
        """Then and by another book: what blocks by one of them only would tell what it is, so others see it twice."""
        shown = self.shown(then), self.shown(judge(self.facts, book, self.case.distinction.code), book)
        if any(each.is_blocked for each in shown) and not self.sees_blocks:
            return shown[0].public(is_held=True), shown[1].public(is_held=True)
        return shown


@access("records.view_eligibility", DecidedCase, methods=["GET"])
def case_detail(request, case):
    """One case: then, judged again today from what was kept, and under the law of another day."""
    desk = desk_of(request)
    reading = Reading(case, sees_blocks=desk.sees_blocks_of(case.person_id))
    book = reading.book
    then, again = cases.kept_verdict(case), cases.judge_again(case)
    context = {
        "case": case,
        "cases_url": desk.address("case_list"),
        "then": reading.shown(then),
        "is_same": then.answer == again.answer,
        "again": reading.shown(again),
        "rules": [AppliedRule(row, _rule_words(row, book.names)) for row in sorted(book, key=lambda row: row.code)],
        "facts": facts_in_words(
            reading.facts, {**names_of_distinctions(), **book.names}, sees_blocks=reading.sees_blocks
        ),
        "regimes": Regime.objects.order_by("-from_on"),
        **_other_law(request, reading, then),
    }
    return render(request, "records/case_detail.html", context)


def _other_law(request, reading: Reading, then: Verdict) -> dict:
    """The verdict by a regime or the law of a day named in the address; nothing where none is named."""
    code = request.GET.get("regime", "").replace("\x00", "")
    day, error = _asked_day(request)
    when: Regime | date | None = day or (get_object_or_404(Regime, code=code) if code else None)
    found = {"asked_regime": code if day is None else "", "asked_day": request.GET.get("day", ""), "day_error": error}
    if when is None:
        return found
    before, after = reading.both(then, cases.other_law(reading.case, when))
    return found | {
        "other": after,
        "other_words": when.name if isinstance(when, Regime) else f"quy định ngày {vi_date(when)}",
        "other_differs": before.outcome != after.outcome,
        "differences": differences(before, after),
    }


def _asked_day(request) -> tuple[date | None, str]:
    try:
        return forms.DateField(required=False).clean(request.GET.get("day", "").strip()), ""
    except ValidationError:
        return None, "Nhập ngày như 24/10/2026."
