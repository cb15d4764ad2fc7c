"""Who decides a distinction and where a report is asked for: parameters of the library, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.findings import Citation
from legal.catalogue import DECIDER_PREFIX, REPORT_PREFIX
from legal.models import LegalParameter

HEAD, SUPERIOR = "head", "superior"


@dataclass(frozen=True)
class AwardRule:
    """What holds for one distinction at a place on a day; `citation` None where nothing was ever entered."""

    value: str
    citation: Citation | None = None
    note: str = ""

    @property
    def is_verified(self) -> bool:
        return self.citation is not None and self.citation.mark == "T"


def deciders(organisation, *, on: date) -> dict[str, AwardRule]:
    """By code of the distinction, who decides: "superior" or "head". What is missing is the superior's."""
    return _rules(DECIDER_PREFIX, organisation, on)


def decider_of(code: str, organisation, *, on: date) -> AwardRule:
    return deciders(organisation, on=on).get(code, AwardRule(SUPERIOR))


def asks_report(organisation, *, on: date) -> dict[str, AwardRule]:
    """By code of the distinction, the rule that its dossier holds a báo cáo thành tích for each candidate."""
    return {code: rule for code, rule in _rules(REPORT_PREFIX, organisation, on).items() if rule.value == "yes"}


def _rules(prefix: str, organisation, on: date) -> dict[str, AwardRule]:
    rows = LegalParameter.objects.all_in_force(prefix, on=on, at=organisation)
    return {code.removeprefix(prefix): AwardRule(row.value, row.citation, row.note) for code, row in rows.items()}
