"""The catalogue: what may be received, and under which conditions on a day; the law of two times side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from core import clock
from core.access import access
from legal.binding import Binding, Bound, bindings, names_of_distinctions
from legal.conditions import PREFIX
from legal.families import ALL, OF_COLLECTIVES, SLOTS
from legal.forms import day_of
from legal.models import Distinction, Regime, TransitionRule


@access("legal.view_legalparameter", methods=["GET"])
def distinction_list(request):
    """Everything somebody may receive, by kind, with how far its conditions were compared today."""
    names = names_of_distinctions()
    found = bindings(request.organisation, clock.today(), names)
    groups = []
    for kind, label in Distinction.Kind.choices:
        rows = [(row, found[row.code]) for row in Distinction.objects.all() if row.kind == kind]
        if rows:
            groups.append((label, kind in Distinction.JUDGED, rows))
    return render(request, "legal/distinction_list.html", {"groups": groups, "today": clock.today()})


def _distinction(request, code):
    request.distinction = get_object_or_404(Distinction, code=code)
    return request.organisation


@access("legal.view_legalparameter", _distinction, methods=["GET"])
def distinction_detail(request, organisation):
    """One of the catalogue with what binds this place on a day that may be chosen."""
    typed = request.GET.get("on", "").strip()[:10]
    day, day_error = day_of(typed)
    on = day or clock.today()
    binding = bindings(organisation, on, names_of_distinctions())[request.distinction.code]
    context = {
        "distinction": request.distinction,
        "on": on,
        "typed": typed,
        "day_error": day_error,
        "binding": binding,
        "slots": [
            (f"{PREFIX}{request.distinction.code}.{slot}", label)
            for slot, label in SLOTS.items()
            if request.distinction.target in OF_COLLECTIVES.get(slot, ALL)
        ],
        "regime": Regime.objects.holding(on),
        "can_enter": request.user.has_perm("legal.enter_legalparameter", organisation),
    }
    return render(request, "legal/distinction_detail.html", context)


@dataclass(frozen=True)
class Difference:
    """One point of the law at two times; None where nothing was entered for it."""

    name: str
    before: Bound | None
    after: Bound | None

    @property
    def is_changed(self) -> bool:
        return self._said(self.before) != self._said(self.after)

    @property
    def is_only_mark_changed(self) -> bool:
        return not self.is_changed and bool(self.before and self.after) and self.before.row.mark != self.after.row.mark

    @staticmethod
    def _said(bound: Bound | None) -> str:
        return bound.words if bound else ""


@access("legal.view_legalparameter", methods=["GET"])
def regime_list(request):
    """The times of the law, how one goes over to the next, and one distinction under two of them."""
    regimes = list(Regime.objects.prefetch_related("documents"))
    context = {"regimes": regimes, "transitions": TransitionRule.objects.select_related("document")}
    chosen = {name: request.GET.get(name, "") for name in ("distinction", "before", "after")}
    if len(regimes) > 1:
        context |= _compared(request.organisation, regimes, chosen)
    return render(request, "legal/regime_list.html", context)


def _compared(organisation, regimes: list[Regime], chosen: dict[str, str]) -> dict:
    by_code, names = {row.code: row for row in regimes}, names_of_distinctions()
    judged = list(Distinction.objects.filter(kind__in=Distinction.JUDGED))
    after = by_code.get(chosen["after"] or regimes[0].code)
    before = by_code.get(chosen["before"] or regimes[1].code)
    code = chosen["distinction"] or judged[0].code
    if after is None or before is None or code not in names:
        raise Http404
    first = bindings(organisation, _day_in(before), names)[code]
    second = bindings(organisation, _day_in(after), names)[code]
    return {
        "judged": judged,
        "before": before,
        "after": after,
        "compared": next((row for row in judged if row.code == code), None),
        "differences": _differences(first, second),
    }


def _day_in(regime: Regime) -> date:
    """The last day of a time that is over, today in the one that runs: what was entered for it by then."""
    return regime.to_on or max(regime.from_on, clock.today())


def _differences(first: Binding, second: Binding) -> list[Difference]:
    old, new = ({each.row.code: each for each in binding.all} for binding in (first, second))
    return [Difference((new.get(code) or old[code]).name, old.get(code), new.get(code)) for code in {**old, **new}]
