"""The rules a council votes by: what is in force on the day of a session, frozen in it when it opens.

A rule that nobody has entered is the default of this application; it has no citation and is shown as such.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from core.findings import Citation
from councils.models import Council, CouncilSession, Motion
from legal.catalogue import MEANINGS, value_words
from legal.models import LegalParameter
from organisation.models import Organisation

QUORUM_CODES = {kind: f"quorum.{kind}_council" for kind in Council.Kind.values}
VOTE_BASE = "council.vote_base"
ABSTAINER = "council.abstainer"
ABSENT_OPINION = "council.absent_opinion"
TIE = "council.tie"
DEFAULTS = {
    VOTE_BASE: Motion.Base.ALL_MEMBERS.value,
    ABSTAINER: "stays",
    ABSENT_OPINION: "none",
    TIE: "fails",
}


@dataclass(frozen=True)
class Rule:
    """`value` as stored, `words` as people read it; `citation` None where it is only our default."""

    code: str
    value: str
    citation: Citation | None = None

    @property
    def meaning(self) -> str:
        return MEANINGS[self.code]

    @property
    def words(self) -> str:
        return value_words(self.code, self.value)


def rules_of(session: CouncilSession) -> dict[str, Rule]:
    """Every rule by code: as frozen once the session is open, before that as in force on its day. One query or none."""
    if session.rules:
        return {code: _thawed(code, row) for code, row in session.rules.items()}
    return rules_on(session.organisation, session.held_on)


def rules_on(organisation: Organisation, day: date) -> dict[str, Rule]:
    """Every rule by code as it binds an organisation on a day."""
    found = LegalParameter.objects.all_in_force("council.", on=day, at=organisation)
    return {code: _rule(code, found.get(code)) for code in DEFAULTS}


def frozen(rules: dict[str, Rule]) -> dict:
    """As `CouncilSession.rules` stores them."""
    return {
        code: {"value": rule.value, "citation": asdict(rule.citation) if rule.citation else None}
        for code, rule in rules.items()
    }


def _rule(code: str, parameter: LegalParameter | None) -> Rule:
    if parameter is None:
        return Rule(code, DEFAULTS[code])
    return Rule(code, parameter.value, parameter.citation)


def _thawed(code: str, row: dict) -> Rule:
    return Rule(code, row["value"], Citation(**row["citation"]) if row["citation"] else None)
