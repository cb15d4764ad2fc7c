"""A finding: one condition of the domain, kept or broken, with the facts and the provision behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Citation:
    """Where a rule is written. `mark`: T read in the text, S second-hand, K unverified."""

    document: str
    locator: str = ""
    mark: str = "T"
    url: str = ""

    @property
    def is_verified(self) -> bool:
        return self.mark == "T"

    def __str__(self) -> str:
        return f"{self.locator} {self.document}".strip()


@dataclass(frozen=True)
class Finding:
    """`severity`: "must" blocks, "look" a person decides and writes why, "ok" is met.

    A rule whose text nobody has compared never blocks: `must` with an unverified citation becomes `look`.
    """

    code: str
    severity: str
    title: str
    detail: str = ""
    change: str = ""
    citation: Citation | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    remedy_label: str = ""
    remedy_url: str = ""

    def __post_init__(self):
        if self.severity == "must" and self.citation and not self.citation.is_verified:
            object.__setattr__(self, "severity", "look")

    @property
    def blocks(self) -> bool:
        return self.severity == "must"


def blocking(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.blocks]
