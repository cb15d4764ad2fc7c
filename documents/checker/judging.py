"""The rules over one paper: what is broken, to be looked at, kept, and what does not apply."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from documents.checker.paper import understand
from documents.checker.picture import Picture
from documents.checker.rules import DECREE, RULES, Spot

BROKEN, LOOK, KEPT, NOT_APPLICABLE = "broken", "look", "kept", "not applicable"
NO_PROVISION = "Ngoài Nghị định 30/2020/NĐ-CP: việc nên xem"


@dataclass(frozen=True)
class Verdict:
    """One rule over one paper. `state` is one of the four above."""

    code: str
    sentence: str
    locator: str
    mark: str
    state: str
    spots: tuple[Spot, ...] = ()

    @property
    def article(self) -> str:
        return f"{DECREE}, {self.locator}" if self.locator else NO_PROVISION


@dataclass(frozen=True)
class Report:
    """`kind` as it was judged, `source` pdf or docx, `pages` of a PDF (sections of a Word file)."""

    kind: str
    source: str
    pages: int
    verdicts: tuple[Verdict, ...]

    def of(self, state: str) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.state == state]

    @property
    def is_kept(self) -> bool:
        return not self.of(BROKEN)


def judge(picture: Picture, kind: str | None = None) -> Report:
    """ValueError for an unknown kind."""
    paper = understand(picture, kind)
    verdicts = []
    for rule in RULES:
        spots = rule.judge(paper) if paper.is_decreed or rule.for_all else None
        if spots is None:
            state = NOT_APPLICABLE
        elif spots:
            state = BROKEN if rule.mark == "T" else LOOK
        else:
            state = KEPT
        verdicts.append(Verdict(rule.code, rule.sentence, rule.locator, rule.mark, state, tuple(spots or ())))
    return Report(paper.kind, picture.source, len(picture.pages), tuple(verdicts))


def to_json(report: Report) -> dict:
    return asdict(report)


def from_json(data: dict) -> Report:
    verdicts = tuple(
        Verdict(**{**each, "spots": tuple(Spot(**spot) for spot in each["spots"])}) for each in data["verdicts"]
    )
    return Report(data["kind"], data["source"], data["pages"], verdicts)
