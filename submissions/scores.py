"""A unit's points by the rubric of whoever stands above, as data: line by line, no person's name.

Sent up by the unit (`SELF_SCORE`: what it scored first, what it decided) and sent back down when the receiver has
published (`UNIT_RESULT`: what the unit sent, what was decided about it). Strict: anything else is refused with a
DomainError. No database, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from core.errors import DomainError
from submissions.manifests import SCHEMA, ManifestReader

SELF_SCORE, UNIT_RESULT = KINDS = "self_score", "unit_result"
STATES = {"not_applicable": "Không áp dụng", "exempt": "Được miễn"}
MOST_LINES = 300
AGAIN = "Lập lại phiếu từ kết quả đã công bố."
READER = ManifestReader("Phiếu", AGAIN)


@dataclass(frozen=True)
class ScoredLine:
    """One criterion. `own` and `final`: "" blank, a number with a dot, "not_applicable" or "exempt".

    `most` is "" where the criterion has no maximum; `unit`: what an amount counts ("lần"), "" for points.
    """

    code: str
    title: str
    most: str = ""
    unit: str = ""
    own: str = ""
    final: str = ""

    def __post_init__(self):
        READER.text(self.code, 10)
        READER.text(self.title, 500)
        READER.text(self.unit, 30, may_be_empty=True)
        for value in (self.most, self.own, self.final):
            if value not in STATES:
                _number(value)

    @property
    def own_shown(self) -> str:
        return shown(self.own)

    @property
    def final_shown(self) -> str:
        return shown(self.final)

    @property
    def most_shown(self) -> str:
        return shown(self.most)

    @property
    def differs(self) -> bool:
        return self.own != self.final


@dataclass(frozen=True)
class Scores:
    """The whole sheet of a unit for one period. `family` and `version` name the sender's rubric; `answers`: the code
    of the delivery that a result answers.
    """

    kind: str
    period_kind: str
    label: str
    starts_on: date
    ends_on: date
    school_year: str
    family: str
    version: int
    rubric: str
    lines: tuple[ScoredLine, ...]
    points: str
    reachable: str
    grade: str
    answers: str = ""

    def __post_init__(self):
        if self.kind not in KINDS:
            raise DomainError(f"Phiếu này không phải phiếu chấm của đơn vị. {AGAIN}")
        if not self.lines or len(self.lines) > MOST_LINES:
            raise DomainError(f"Phiếu phải có từ 1 đến {MOST_LINES} tiêu chí. {AGAIN}")
        if len({line.code for line in self.lines}) != len(self.lines):
            raise DomainError(f"Phiếu ghi một tiêu chí hai lần. {AGAIN}")
        if self.ends_on < self.starts_on:
            raise DomainError("Kỳ đánh giá kết thúc trước khi bắt đầu. Kiểm tra lại ngày của kỳ.")
        for text in (self.label, self.rubric, self.grade, self.school_year, self.period_kind, self.family):
            READER.text(text, 250)
        _number(self.points)
        _number(self.reachable)

    @property
    def title(self) -> str:
        noun = "Phiếu tự chấm" if self.kind == SELF_SCORE else "Kết quả"
        return f"{noun} {self.label}: {self.rubric}"

    @property
    def points_shown(self) -> str:
        return shown(self.points) or "–"

    @property
    def reachable_shown(self) -> str:
        return shown(self.reachable)

    @property
    def is_result(self) -> bool:
        return self.kind == UNIT_RESULT

    def manifest(self) -> dict[str, Any]:
        """What is pinned. `read` gives the same again."""
        return {
            "schema": SCHEMA,
            **asdict(self),
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "lines": [asdict(line) for line in self.lines],
        }

    @classmethod
    def read(cls, manifest: Mapping) -> Self:
        """DomainError where the manifest holds anything that does not belong there."""
        data = READER.opened(manifest, cls.__dataclass_fields__, kinds=KINDS)
        for line in data["lines"]:
            READER.only(line, ScoredLine.__dataclass_fields__)
        days = {name: date.fromisoformat(data[name]) for name in ("starts_on", "ends_on")}
        return cls(**{**data, **days, "lines": tuple(ScoredLine(**line) for line in data["lines"])})


def shown(value: str) -> str:
    """A value as people read it: “8,5”, “Không áp dụng”, "" for blank."""
    return STATES.get(value, value.replace(".", ","))


def plain_number(value: Decimal | None) -> str:
    """8.50 as "8.5"; "" for None."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(value: Any) -> None:
    try:
        number = Decimal(value or 0)
    except (InvalidOperation, TypeError) as error:
        raise DomainError(f"“{str(value)[:40]}” trong phiếu không phải là số. {AGAIN}") from error
    if not number.is_finite() or number < 0:
        raise DomainError(f"“{value}” trong phiếu phải là số từ 0 trở lên. {AGAIN}")
