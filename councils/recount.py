"""The released votes of a session without names, row by row, for whoever wants to count again.

The votes of a row stand sorted by what they say: their order tells nothing, and nothing ties a vote of one row to one
of another. Of stamped papers there are the figures of each teller; the papers themselves are kept by the council.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from core.tables import Column, DataTable, Row
from councils.models import BallotBox, CouncilSession, Motion, TellerCount, Vote

CHOICES = {choice.value: choice.label for choice in Vote.Choice}  # in the order in which they are listed


@dataclass(frozen=True)
class RecountRow:
    """One motion; `votes` are its anonymous votes in words, `counts` what each teller counted: (name, figures)."""

    box: BallotBox
    motion: Motion
    votes: list[str]
    counts: list[tuple[str, tuple[int, int, int, int]]]

    @property
    def recorded(self) -> tuple[int, int, int, int]:
        return _figures(self.motion)

    @property
    def agrees(self) -> bool:
        """Whether counting again gives what was recorded."""
        if self.box.is_paper:
            return bool(self.counts) and all(figures == self.recorded for _, figures in self.counts)
        counted = Counter(self.votes)
        return (*(counted[label] for label in CHOICES.values()), 0) == self.recorded


def recount_of(session: CouncilSession) -> list[RecountRow]:
    """Every row of every box whose results are known, in order. Four queries for any number of rows."""
    boxes = {box.pk: box for box in session.boxes.exclude(released_at=None)}
    motions = session.motions.filter(box__in=boxes).with_candidates().order_by("box__number", "position", "pk")
    found = Vote.objects.filter(box__in=boxes).values("motion_id", "choice").annotate(count=Count("id")).order_by()
    votes = {(row["motion_id"], row["choice"]): row["count"] for row in found}
    counts: dict[int, list] = {}
    tellers = TellerCount.objects.filter(teller__box__in=boxes).select_related("teller__member__person")
    for count in tellers.order_by("teller_id"):
        counts.setdefault(count.motion_id, []).append((count.teller.member.person.full_name, _figures(count)))
    return [
        RecountRow(
            box=boxes[motion.box_id],
            motion=motion,
            votes=[label for choice, label in CHOICES.items() for _ in range(votes.get((motion.pk, choice), 0))],
            counts=counts.get(motion.pk, []),
        )
        for motion in motions
    ]


def recount_tables(rows: list[RecountRow]) -> list[DataTable]:
    """A sheet with a line a vote, and one with the tellers' figures; only what there is."""
    electronic = [
        Row([row.box.number, row.motion.heading, number, vote])
        for row in rows
        for number, vote in enumerate(row.votes, start=1)
    ]
    paper = [Row([row.box.number, row.motion.heading, name, *figures]) for row in rows for name, figures in row.counts]
    place = [Column("Lượt", 12, "number"), Column("Nội dung", 80, "name")]
    tables = [
        DataTable("Từng phiếu", [*place, Column("Thứ tự", 15, "number"), Column("Lựa chọn", 40)], electronic),
        DataTable(
            "Phiếu giấy",
            [
                *place,
                Column("Người kiểm phiếu", 50),
                *(Column(heading, 20, "number") for heading in (*CHOICES.values(), "Không hợp lệ")),
            ],
            paper,
        ),
    ]
    return [table for table in tables if table.rows] or tables[:1]


def _figures(row: Motion | TellerCount) -> tuple[int, int, int, int]:
    return (row.votes_for, row.votes_against, row.votes_blank, row.votes_invalid)
