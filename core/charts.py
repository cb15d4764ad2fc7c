"""Bars as drawings: pure geometry in whole units, with the same numbers as words and as a table.

A drawing's viewBox counts what it shows (people, or hundredths of a point), so that a rectangle's width is its number.
Numbers of the geometry are text: a template would write 8.5 as people do, “8,5”, which SVG does not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.vietnamese import percent, show

# The order of a scale, best first; further kinds begin anew, for names and numbers stand beside every part.
FILLS = ("fill-accent", "fill-wait", "fill-soft", "fill-warn", "fill-grey", "fill-ink")
APART = "fill-apart"  # an outline: what stands outside the scale, or what could be reached
ABSENT = "fill-absent"  # a broken outline: no number at all
PER_POINT = 100  # points have two decimals


@dataclass(frozen=True)
class Part:
    """One rectangle of a bar; where nothing is counted there is none."""

    name: str
    fill: str
    x: str
    width: str


@dataclass(frozen=True)
class Row:
    """One bar. `words` say its numbers; `cells` are (column, figure) of the table."""

    label: str
    parts: tuple[Part, ...]
    words: str
    cells: tuple[tuple[str, str], ...]
    has_legend: bool = False
    url: str = ""


@dataclass(frozen=True)
class Chart:
    """Bars over one `span`, the width of every viewBox; `columns` heads the table, the rows' own name first."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    span: str

    @property
    def is_empty(self) -> bool:
        return not self.rows


@dataclass(frozen=True)
class Score:
    """One period of somebody's line: points and what could be reached; None: there are none, and `words` say why."""

    label: str
    points: Decimal | None = None
    reachable: Decimal | None = None
    words: str = ""
    url: str = ""


def stacked(
    title: str,
    rows: Sequence[tuple[str, Mapping[str, int]]],
    *,
    scale: Sequence[str],
    apart: Sequence[str] = (),
    noun: str = "người",
    row_name: str = "Kỳ",
    urls: Mapping[str, str] | None = None,
) -> Chart:
    """One bar for each row, its kinds end to end: those of `scale` filled, best first, those `apart` as outlines.

    ValueError for a number below 0 or a kind that has no place.
    """
    kinds = _fills(scale, apart)
    for _, counts in rows:
        _check(counts, kinds)
    drawn = tuple(
        Row(
            label,
            tuple(_laid(counts, kinds)),
            f"{sum(counts.values())} {noun}" if any(counts.values()) else f"Chưa có {noun}",
            (*((kind, str(counts.get(kind, 0))) for kind in kinds), ("Cộng", str(sum(counts.values())))),
            has_legend=True,
            url=(urls or {}).get(label, ""),
        )
        for label, counts in rows
    )
    longest = max((sum(counts.values()) for _, counts in rows), default=0)
    return Chart(title, (row_name, *kinds, "Cộng"), drawn, str(longest or 1))


def distribution(
    title: str,
    counts: Mapping[str, int],
    *,
    scale: Sequence[str],
    apart: Sequence[str] = (),
    noun: str = "người",
    row_name: str = "Mức",
) -> Chart:
    """One bar for each kind, with its number out of all; no row where nobody is counted at all."""
    kinds = _fills(scale, apart)
    _check(counts, kinds)
    total = sum(counts.values())
    amount, share = f"Số {noun}", "Tỷ lệ"
    drawn = tuple(
        Row(
            kind,
            tuple(_laid({kind: counts.get(kind, 0)}, kinds)),
            f"{counts.get(kind, 0)} trong {total} {noun}",
            ((amount, str(counts.get(kind, 0))), (share, share_words(counts.get(kind, 0), total))),
        )
        for kind in (kinds if total else ())
    )
    return Chart(title, (row_name, amount, share), drawn, str(max(counts.values(), default=0) or 1))


def line_of(title: str, scores: Iterable[Score], *, row_name: str = "Kỳ") -> Chart:
    """One person's periods: points as a bar on the outline of what could be reached, one measure for all.

    A period without points has a broken outline and its words. Points above what could be reached (a bonus) lengthen
    the measure. ValueError for points below 0.
    """
    scores = list(scores)
    if any(each.points is not None and each.points < 0 for each in scores):
        raise ValueError("Points are drawn from 0.")
    span = max((max(_units(each.points), _units(each.reachable)) for each in scores), default=0) or PER_POINT
    columns = ("Điểm", "Tối đa", "Kết quả")
    rows = tuple(
        Row(
            each.label,
            tuple(_measured(each, span)),
            _score_words(each),
            tuple(zip(columns, (_shown(each.points), _shown(each.reachable), each.words or "–"), strict=True)),
            url=each.url,
        )
        for each in scores
    )
    return Chart(title, (row_name, *columns), rows, str(span))


def share_words(count: int, total: int) -> str:
    """16,7%: to one decimal, halves upward, counted in integers; "–" out of nothing."""
    return percent(count, total) or "–"


def _fills(scale: Sequence[str], apart: Sequence[str]) -> dict[str, str]:
    """The fill of each kind, in the order in which they are drawn."""
    return {kind: FILLS[place % len(FILLS)] for place, kind in enumerate(scale)} | dict.fromkeys(apart, APART)


def _check(counts: Mapping[str, int], kinds: Mapping[str, str]) -> None:
    if min(counts.values(), default=0) < 0 or set(counts) - set(kinds):
        raise ValueError("A chart counts from 0, and only kinds that it names.")


def _laid(counts: Mapping[str, int], kinds: Mapping[str, str]) -> Iterator[Part]:
    """Rectangles end to end, without those of nothing."""
    left = 0
    for kind, fill in kinds.items():
        if count := counts.get(kind, 0):
            yield Part(kind, fill, str(left), str(count))
            left += count


def _units(points: Decimal | None) -> int:
    return 0 if points is None else int(points * PER_POINT)


def _measured(score: Score, span: int) -> Iterator[Part]:
    if score.points is None:
        yield Part("", ABSENT, "0", str(span))
        return
    if score.reachable:
        yield Part("Tối đa", APART, "0", str(_units(score.reachable)))
    if score.points:
        yield Part("Điểm", "fill-accent", "0", str(_units(score.points)))


def _score_words(score: Score) -> str:
    if score.points is None:
        return score.words
    points = f"{_shown(score.points)} trên {_shown(score.reachable)} điểm"
    return f"{points}, {score.words}" if score.words else points


def _shown(value: Decimal | None) -> str:
    return "–" if value is None else show(value)
