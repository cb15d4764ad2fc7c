"""What is on record about one person, as a page shows it: plain rows, ready to be read out. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from core.templatetags.ui import vi_date
from legal.models import Distinction
from records.criteria import LEVEL_NAMES
from records.models import (
    HISTORY,
    CorrectionRequest,
    InitiativeRecognition,
    InitiativeUse,
    Origin,
    TitleRecord,
    YearKind,
)


@dataclass(frozen=True)
class TitleLine:
    pk: int
    name: str
    kind: str
    detail: str
    basis: str
    year: str
    number: str
    decided_on: date
    authority: str
    origin: str
    revoked_on: date | None
    revoked_by_number: str

    @property
    def words(self) -> str:
        """The row in one line, as a request for correction names it."""
        name = f"{self.name} ({self.detail})" if self.detail else self.name
        return f"{name}, năm học {self.year}, Quyết định số {self.number} ngày {vi_date(self.decided_on)}"

    @property
    def basis_name(self) -> str:
        return TitleRecord.Basis(self.basis).label

    @property
    def is_decided_here(self) -> bool:
        """Nobody edits it; a decision may revoke it."""
        return self.origin == Origin.DECISION

    @property
    def origin_name(self) -> str:
        return Origin(self.origin).label

    @property
    def revocation(self) -> str:
        return f"Quyết định số {self.revoked_by_number} ngày {vi_date(self.revoked_on)}" if self.revoked_on else ""


@dataclass(frozen=True)
class RatingLine:
    pk: int
    year_kind: str
    year: str
    level: str
    is_replaced: bool
    decided_on: date
    reference: str
    source_key: str

    @property
    def year_name(self) -> str:
        return f"{YearKind(self.year_kind).label} {self.year}"

    @property
    def level_name(self) -> str:
        return LEVEL_NAMES.get(self.level, "")

    @property
    def is_history(self) -> bool:
        return self.source_key.split(":")[0] == HISTORY

    @property
    def origin_name(self) -> str:
        return Origin(self.source_key.split(":")[1]).label if self.is_history else "Quyết định trong hệ thống"

    @property
    def standing(self) -> str:
        return "Đã được thay" if self.is_replaced else ""

    @property
    def words(self) -> str:
        return f"Xếp loại chất lượng {self.year_name.lower()}: {self.level_name}"


@dataclass(frozen=True)
class UseLine:
    name: str
    year: str
    state: str
    reason: str

    @property
    def words(self) -> str:
        what = f"{self.name} {self.year}: " if self.name else ""
        state = InitiativeUse.State(self.state).label
        return f"{what}{state.lower() if what else state}" + (f" ({self.reason})" if self.reason else "")

    @property
    def is_released(self) -> bool:
        return self.state == InitiativeUse.State.RELEASED


@dataclass(frozen=True)
class InitiativeLine:
    pk: int  # of the recognition
    name: str
    kind: str
    scope: str
    year: str
    share: int | None
    number: str
    decided_on: date
    authority: str
    origin: str
    effect_reference: str
    others: tuple[str, ...]
    uses: tuple[UseLine, ...]

    @property
    def kind_name(self) -> str:
        return InitiativeRecognition.Kind(self.kind).label

    @property
    def scope_name(self) -> str:
        return dict(InitiativeRecognition._meta.get_field("scope").choices)[self.scope]

    @property
    def origin_name(self) -> str:
        return Origin(self.origin).label

    @property
    def held(self) -> UseLine | None:
        """What it is used for now; of one author at most one use holds."""
        return next((use for use in self.uses if not use.is_released), None)

    @property
    def other_names(self) -> str:
        return ", ".join(self.others)

    @property
    def use_words(self) -> str:
        return "; ".join(use.words for use in self.uses)

    @property
    def words(self) -> str:
        return f"{self.kind_name} “{self.name}”, Quyết định số {self.number} ngày {vi_date(self.decided_on)}"


@dataclass(frozen=True)
class SpanLine:
    """Days of something; `to_on` None: it lasts."""

    words: str
    from_on: date
    to_on: date | None
    note: str = ""
    pk: int | None = None  # of a row that can be opened


@dataclass(frozen=True)
class PartYear:
    """A school year in which somebody worked here, but not from its first to its last day."""

    code: str
    spans: tuple[tuple[date, date], ...]
    has_leave: bool


@dataclass(frozen=True)
class RequestLine:
    pk: int
    about: str
    text: str
    state: str
    answer: str
    asked_on: date
    answered_on: date | None
    evidence: str

    @property
    def state_name(self) -> str:
        return CorrectionRequest.State(self.state).label

    @property
    def subject(self) -> str:
        return self.about or "Thiếu thành tích"

    @property
    def is_open(self) -> bool:
        return self.state == CorrectionRequest.State.OPEN


@dataclass(frozen=True)
class PersonFile:
    """What is known; `conduct` and `requests` are empty where the reader was not to see them."""

    titles: list[TitleLine]
    ratings: list[RatingLine]
    initiatives: list[InitiativeLine]
    employments: list[SpanLine]
    posts: list[SpanLine]
    leaves: list[SpanLine]
    earlier: list[SpanLine]
    part_years: list[PartYear]
    complete_since: str
    conduct: list[SpanLine] = field(default_factory=list)
    requests: list[RequestLine] = field(default_factory=list)

    @cached_property
    def groups(self) -> list[tuple[str, list[TitleLine]]]:
        """(kind in words, its rows), in the order of the kinds; only what there is."""
        kinds = Distinction.Kind
        return [
            (kind.label, rows) for kind in kinds if (rows := [each for each in self.titles if each.kind == kind.value])
        ]

    def line(self, key: str) -> TitleLine | RatingLine | InitiativeLine | None:
        """The row of a key such as "title-12", "rating-3", "initiative-7"."""
        kind, _, pk = key.partition("-")
        rows: list[Any] = {"title": self.titles, "rating": self.ratings, "initiative": self.initiatives}.get(kind, [])
        return next((row for row in rows if str(row.pk) == pk), None)
