"""Refusals of the domain: a sentence for the person, and findings where a rule is the reason."""

from __future__ import annotations

from collections.abc import Sequence

from core.findings import Finding


class DomainError(Exception):
    """What was asked cannot be done. `message` is a Vietnamese sentence that says what happened and how to mend it."""

    def __init__(self, message: str, *, findings: Sequence[Finding] = ()):
        super().__init__(message)
        self.message = message
        self.findings = list(findings)


class ConflictError(DomainError):
    """Somebody else changed the row meanwhile; nothing was overwritten."""
