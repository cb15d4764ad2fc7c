"""Two versions of a document compared word by word, as a person reads them side by side in one column. Pure.

What is compared is what is printed: numbers are those the place in the tree gives, so that a section put in front only
renumbers what follows and does not change it. Nothing is left out: the words of kind "same" and "removed" are the old
text, those of kind "same" and "added" the new one, white space aside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from documents import layout
from documents.content import Content, Run
from documents.matching import Matching

SAME, ADDED, REMOVED, CHANGED, RESTYLED = "same", "added", "removed", "changed", "restyled"
LIKE = 0.4  # the share of words that two lines need in common to be one line that was edited
BAND = 40  # how far from its expected place the other half of an edited line is looked for
MOVED_WORDS = 4  # a shorter line that stands again elsewhere is chance
# A date, a figure with its share, a number of a document are one word: "30/9/2026", "8,5", "12/KH-THNC".
_WORD = re.compile(r"(?:[^\W_]+(?:[/.,:&-][^\W_]+)*|\S)\s*|\s+")


@dataclass(frozen=True)
class Words:
    """A stretch of text that is in both versions ("same"), only in the old ("removed") or only in the new ("added")."""

    kind: str
    text: str


@dataclass(frozen=True)
class ComparedBlock:
    """One printed line, paragraph, heading, list item or table row.

    `part` names where in the document it stands; `kind` is "part", "heading", "numbered", "paragraph", "item", "row"
    or "line". `state` is "same", "changed", "added", "removed" or "restyled" (only bold or italic differ). `label` is
    its number now, `old_label` the one it had. `is_moved`: its whole text stands elsewhere in the other version.
    """

    part: str
    kind: str
    state: str
    words: list[Words]
    label: str = ""
    old_label: str = ""
    is_moved: bool = False

    @property
    def is_same(self) -> bool:
        return self.state == SAME and self.label == self.old_label

    @property
    def is_renumbered(self) -> bool:
        return self.state not in (ADDED, REMOVED) and self.label != self.old_label

    @property
    def old_text(self) -> str:
        return "".join(each.text for each in self.words if each.kind != ADDED)

    @property
    def new_text(self) -> str:
        return "".join(each.text for each in self.words if each.kind != REMOVED)


@dataclass(frozen=True)
class Stretch:
    """Blocks that follow one another; one of nothing but unchanged text may be folded away."""

    blocks: list[ComparedBlock]
    is_folded: bool = False


@dataclass(frozen=True)
class _Line:
    kind: str
    text: str
    label: str = ""
    style: tuple = ()
    names: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def said(self) -> tuple[str, str]:
        """Where two lines agree in this they are the same line, whatever number they carry."""
        return ("row" if self.kind == "row" else "text", " ".join(self.text.split()))


def compare(old: Content, new: Content) -> list[ComparedBlock]:
    """Every printed block of both versions in the new one's reading order, what was removed at its old place."""
    found: list[ComparedBlock] = []
    before, after, matching = dict(_parts(old)), dict(_parts(new)), Matching()
    for part in _order(list(before), list(after)):
        found += _compare_lines(part, before.get(part, []), after.get(part, []), matching)
    return _with_moves(found)


def is_unchanged(blocks: list[ComparedBlock]) -> bool:
    return all(block.is_same for block in blocks)


def summary(blocks: list[ComparedBlock]) -> dict[str, int]:
    """How many blocks were changed, added, removed; what only got another number or style counts as nothing."""
    counts = Counter(block.state for block in blocks)
    return {state: counts[state] for state in (CHANGED, ADDED, REMOVED)}


def stretches(blocks: list[ComparedBlock], *, around: int = 1) -> list[Stretch]:
    """The blocks with long unchanged passages folded; `around` unchanged blocks stay in sight at each change."""
    shown = [False] * len(blocks)
    for index, block in enumerate(blocks):
        if not block.is_same:
            for near in range(max(0, index - around), min(len(blocks), index + around + 1)):
                shown[near] = True
    found: list[Stretch] = []
    for block, is_shown in zip(blocks, shown, strict=True):
        if found and found[-1].is_folded is not is_shown:
            found[-1].blocks.append(block)
        else:
            found.append(Stretch([block], is_folded=not is_shown))
    return found


# ---- the printed lines of a document, part by part ----


def _parts(content: Content) -> Iterator[tuple[str, list[_Line]]]:
    yield "Đầu văn bản", _plain([*_head_lines(content), content.title, content.subject])
    yield "Kính gửi", _plain(content.addressees)
    yield "Căn cứ", _plain(content.bases)
    yield "Nội dung", [*_body(content.blocks), *(_line("paragraph", p.runs) for p in content.closing if p.text.strip())]
    yield "Nơi nhận", _plain(content.recipients)
    signed = [
        " ".join([*each.lines, each.note, each.own_post, each.name]).strip() for each in layout.signatures(content)
    ]
    yield "Chữ ký", _plain(signed)
    for index, appendix in enumerate(content.appendices):
        head = _plain([appendix.title, appendix.caption])
        yield layout.appendix_label(content.appendices, index), head + _body(appendix.blocks)
    yield "Dòng chưa xếp được", [_line("paragraph", each.runs) for each in content.unplaced if each.text.strip()]


def _head_lines(content: Content) -> list[str]:
    head = content.letterhead
    symbol = f"Số: {head.number or ''}/{head.symbol}" if head.number or head.symbol else ""
    day = "" if content.is_minutes else layout.place_and_date(head)
    return [*head.superior, *head.issuer, *head.motto, symbol, day]


def _plain(texts: list[str]) -> list[_Line]:
    return [_line("line", [Run(text)]) for text in texts if text.strip()]


def _body(blocks) -> list[_Line]:
    found = []
    for entry in layout.entries(blocks):
        if entry.table is None:
            found.append(_line(entry.kind, entry.runs, entry.label))
            continue
        table = entry.table
        found += _plain([table.caption])
        found += [_line("row", [Run(" | ".join(table.header))])] if table.header else []
        found += [_line("row", [Run(" | ".join(row), bold=at in table.strong)]) for at, row in enumerate(table.rows)]
    return [line for line in found if line.text.strip() or line.label]


def _line(kind: str, runs: list[Run], label: str = "") -> _Line:
    text = "".join(run.text for run in runs)
    style = tuple((run.bold, run.italic, run.text) for run in _joined(runs) if run.text)
    return _Line(kind, text, label, style, frozenset(_said(text.casefold())))


def _joined(runs: list[Run]) -> list[Run]:
    """Neighbours of one style as one run: how a text is cut into runs is no style."""
    found: list[Run] = []
    for run in runs:
        if found and (found[-1].bold, found[-1].italic) == (run.bold, run.italic):
            found[-1] = replace(found[-1], text=found[-1].text + run.text)
        else:
            found.append(replace(run))
    return found


def _order(before: list[str], after: list[str]) -> list[str]:
    """The new version's parts; one that only the old one has stands behind the part it followed."""
    order = list(after)
    for index, part in enumerate(before):
        if part not in order:
            order.insert(order.index(before[index - 1]) + 1, part)
    return order


# ---- lines against lines ----


def _compare_lines(part: str, old: list[_Line], new: list[_Line], matching: Matching) -> list[ComparedBlock]:
    found = []
    steps = matching.opcodes([line.said for line in old], [line.said for line in new])
    for tag, a, a_end, b, b_end in steps:
        if tag == "equal":
            pairs = list(zip(old[a:a_end], new[b:b_end], strict=True))
        else:
            pairs = _paired(old[a:a_end], new[b:b_end])
        found += [_block(part, before, after, matching) for before, after in pairs]
    return found


def _paired(old: list[_Line], new: list[_Line]) -> list[tuple[_Line | None, _Line | None]]:
    """Edited lines beside their new wording, in order; what has no counterpart stands alone.

    The best total likeness, as in an alignment of two sequences, near the diagonal only: a document of which every
    line was rewritten is compared in time that grows with its length, not with its square.
    """
    best: dict[tuple[int, int], tuple[float, str]] = {}
    spans = [_near(i, len(old), len(new)) for i in range(len(old))]

    def score(i: int, j: int) -> float:
        return best.get((i, max(j, spans[i].start)), (0.0, ""))[0] if i < len(old) else 0.0

    for i in reversed(range(len(old))):
        for j in reversed(spans[i]):
            choices = [(score(i + 1, j), "old"), (score(i, j + 1), "new")]
            likeness = _likeness(old[i], new[j])
            if likeness >= LIKE:
                choices.append((likeness + score(i + 1, j + 1), "both"))
            best[i, j] = max(choices, key=lambda choice: choice[0])
    pairs: list[tuple[_Line | None, _Line | None]] = []
    i = j = 0
    while i < len(old) or j < len(new):
        otherwise = "new" if i == len(old) or j < spans[i].start else "old"
        step = best[i, j][1] if (i, j) in best else otherwise
        pairs.append((old[i] if step != "new" else None, new[j] if step != "old" else None))
        i, j = i + (step != "new"), j + (step != "old")
    return pairs


def _near(i: int, old_count: int, new_count: int) -> range:
    middle = i * new_count // old_count
    return range(max(0, middle - BAND), min(new_count, middle + BAND + 1))


def _likeness(old: _Line, new: _Line) -> float:
    if (old.kind == "row") != (new.kind == "row") or not old.names or not new.names:
        return 0.0
    return 2 * len(old.names & new.names) / (len(old.names) + len(new.names))


def _block(part: str, old: _Line | None, new: _Line | None, matching: Matching) -> ComparedBlock:
    if old is None:
        return ComparedBlock(part, new.kind, ADDED, [Words(ADDED, new.text)], label=new.label)
    if new is None:
        return ComparedBlock(part, old.kind, REMOVED, [Words(REMOVED, old.text)], old_label=old.label)
    if old.said != new.said:
        state = CHANGED
    else:
        state = SAME if old.style == new.style or old.text != new.text else RESTYLED
    words = compare_words(old.text, new.text, matching) if state == CHANGED else [Words(SAME, new.text)]
    return ComparedBlock(part, new.kind, state, words, new.label, old.label)


# ---- words against words ----


def compare_words(old: str, new: str, matching: Matching | None = None) -> list[Words]:
    """The words of two wordings of one passage. White space and a short word between two changes go with them."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    opcodes = (matching or Matching()).opcodes(_said(old), _said(new))
    steps = [("".join(before[a:a2]), "".join(after[b:b2]), tag) for tag, a, a2, b, b2 in opcodes]
    found: list[Words] = []
    removed = added = ""
    for index, (gone, come, tag) in enumerate(steps):
        is_between = 0 < index < len(steps) - 1
        if tag == "equal" and not (is_between and len(gone.strip()) <= 2):
            found += _pieces(removed, added)
            is_spaced_alike = _space(gone) == _space(come)
            found.append(Words(SAME, come if is_spaced_alike else come.rstrip()))
            removed, added = ("", "") if is_spaced_alike else (_space(gone), _space(come))
        else:
            removed, added = removed + gone, added + come
    return found + (_pieces(removed, added) if removed.strip() or added.strip() else [])


def _said(text: str) -> list[str]:
    return [word.strip() for word in _WORD.findall(text)]


def _pieces(removed: str, added: str) -> list[Words]:
    """Old before new, with the white space both begin or end with outside of them."""
    if not (removed and added):
        return [Words(kind, text) for kind, text in ((REMOVED, removed), (ADDED, added)) if text]
    head = _common_space(removed, added)
    removed, added = removed[len(head) :], added[len(head) :]
    tail = _common_space(removed[::-1], added[::-1])
    removed, added = removed[: len(removed) - len(tail)], added[: len(added) - len(tail)]
    pieces = [Words(SAME, head), Words(REMOVED, removed), Words(ADDED, added), Words(SAME, tail)]
    return [each for each in pieces if each.text]


def _space(text: str) -> str:
    return text[len(text.rstrip()) :]


def _common_space(one: str, other: str) -> str:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length] and one[length].isspace():
        length += 1
    return one[:length]


# ---- what was carried elsewhere ----


def _with_moves(blocks: list[ComparedBlock]) -> list[ComparedBlock]:
    """Mark what was taken out here and put in there, word for word."""

    def said(block: ComparedBlock) -> str:
        return " ".join("".join(each.text for each in block.words).split())

    removed = {said(block) for block in blocks if block.state == REMOVED}
    added = {said(block) for block in blocks if block.state == ADDED}
    moved = {text for text in removed & added if len(text.split()) >= MOVED_WORDS}
    return [
        replace(block, is_moved=True) if block.state in (ADDED, REMOVED) and said(block) in moved else block
        for block in blocks
    ]
