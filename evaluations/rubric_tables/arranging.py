"""Moving the rows of a draft: a row always takes what stands under it along."""

from __future__ import annotations

from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.checks import DEEPEST
from evaluations.rubric_tables.draft import DraftRow, RubricDraft

UP, DOWN, IN, OUT = "up", "down", "in", "out"


def moves_of(draft: RubricDraft, index: int) -> set[str]:
    """Where a row may go: past a neighbour under the same group, into the group above it, out of its own."""
    brothers = draft.children(draft.parent(index))
    place = brothers.index(index)
    moves = set()
    if place > 0:
        moves.add(UP)
        before = draft.rows[brothers[place - 1]]
        deepest = max([draft.rows[index].depth, *(row.depth for row in draft.below(index))])
        if before.kind == words.GROUP and deepest + 1 < DEEPEST:
            moves.add(IN)
    if place < len(brothers) - 1:
        moves.add(DOWN)
    if draft.parent(index) is not None:
        moves.add(OUT)
    return moves


def move(draft: RubricDraft, index: int, where: str) -> bool:
    """Move a row with all under it; False, and nothing changed, where it cannot go there."""
    if where not in moves_of(draft, index):
        return False
    if where in (IN, OUT):
        _shift(draft, index, 1 if where == IN else -1)
        return True
    brothers = draft.children(draft.parent(index))
    place = brothers.index(index)
    first, second = (brothers[place - 1], index) if where == UP else (index, brothers[place + 1])
    upper, lower = _block(draft, first), _block(draft, second)
    draft.rows[first : first + len(upper) + len(lower)] = lower + upper
    return True


def put_under(draft: RubricDraft, row: DraftRow, parent: int | None) -> int:
    """Add a row as the last one under a group (None: at the end); its place."""
    row.depth = 0 if parent is None else draft.rows[parent].depth + 1
    place = len(draft.rows) if parent is None else parent + len(_block(draft, parent))
    draft.rows.insert(place, row)
    return place


def bring_under(draft: RubricDraft, index: int, parent: int | None) -> bool:
    """Move a row to the end of another group; False where it stands there already or the group lies in it."""
    block = _block(draft, index)
    if parent == draft.parent(index) or (parent is not None and index <= parent < index + len(block)):
        return False
    target = None if parent is None else draft.rows[parent]
    del draft.rows[index : index + len(block)]
    if target is None:
        depth, place = 0, len(draft.rows)
    else:
        under = next(place for place, row in enumerate(draft.rows) if row is target)
        depth, place = target.depth + 1, under + len(_block(draft, under))
    change = depth - block[0].depth
    for row in block:
        row.depth += change
    draft.rows[place:place] = block
    return True


def _block(draft: RubricDraft, index: int) -> list[DraftRow]:
    return [draft.rows[index], *draft.below(index)]


def _shift(draft: RubricDraft, index: int, change: int) -> None:
    """One level in, or out behind the group that the row leaves."""
    block = _block(draft, index)
    if change < 0:
        parent = draft.parent(index)
        end = parent + len(_block(draft, parent))
        del draft.rows[index : index + len(block)]
        draft.rows[end - len(block) : end - len(block)] = block
    for row in block:
        row.depth += change
