"""Groups from the numbers before the rows, kinds from their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

from core.vietnamese import search_key, show
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.amounts import Amount, find_each, read_amount, tidy
from evaluations.rubric_tables.draft import DraftRow, LeftRow, RubricDraft
from evaluations.rubric_tables.numbering import BULLET_RANK, Number

CODE_LENGTH, UNIT_LENGTH = 10, 30
CHILD_RANK = 8.0  # of what has no number, under what has one
_BONUS = re.compile(r"\b(diem (cong|thuong)|cong diem|thuong diem)\b")
_DEDUCTION = re.compile(r"\b(diem tru|tru diem|cac loi)\b")
_UNGRADED = re.compile(r"\bkhong (duoc )?(xep loai|xet (thi dua|xep loai))")
_DROP = re.compile(r"\bha (xuong )?(mot|1) (bac|muc|loai)")
_AT_MOST = re.compile(r"\b(xep loai|xep) (khong qua|toi da|cao nhat)|\bkhong qua (loai|muc)")
_GAIN = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")
_KINDS = {search_key(label): kind for kind, label in words.KIND_LABELS.items()}


@dataclass
class Entry:
    """A row of a table of criteria, its cells read one by one."""

    line: int
    table: str = ""
    number: Number | None = None
    code: str = ""
    title: str = ""
    guidance: str = ""
    amount: Amount = field(default_factory=Amount)
    points_text: str = ""
    trouble: str = ""
    each: Decimal | None = None
    unit: str = ""
    kind: str = ""
    levels: str = ""
    effect: str = ""
    depth: int | None = None
    needs_evidence: bool = False
    is_heading: bool = False
    level_rows: list[tuple[str, Decimal]] = field(default_factory=list)

    @property
    def has_points(self) -> bool:
        return bool(self.points_text or self.trouble) or self.amount != Amount() or self.each is not None

    @property
    def is_plain(self) -> bool:
        """Neither a number (a dash is none) nor points nor a kind: words alone."""
        has_number = self.number is not None and self.number.rank < BULLET_RANK
        return not has_number and not self.has_points and not self.kind and not self.depth

    @property
    def says_something(self) -> bool:
        """Words that make a row of their own: an effect on the grade, points for each time."""
        key = search_key(self.title)
        return bool(_effect(key)) or find_each(self.title) is not None


def add_entries(draft: RubricDraft, entries: list[Entry]) -> None:
    """Append the entries to the draft as its tree of criteria."""
    ranks = _ranks(entries)
    stack: list[tuple[float, int]] = []
    start = len(draft.rows)
    for entry, rank in zip(entries, ranks, strict=True):
        while stack and stack[-1][0] >= rank:
            stack.pop()
        depth = entry.depth - 1 if entry.depth else len(stack)
        stack.append((rank, depth))
        draft.rows.append(
            DraftRow(
                code=entry.code[:CODE_LENGTH],
                title=entry.title.strip(" :;.-"),
                depth=depth,
                guidance=entry.guidance,
                unit=entry.unit[:UNIT_LENGTH],
                needs_evidence=entry.needs_evidence,
                line=entry.line,
                table=entry.table,
            )
        )
    for place, entry in enumerate(entries, start=start):
        _fill(draft, place, entry)
    _free_deductions(draft)
    if entries and not any(entry.depth for entry in entries):
        _name_codes(draft)
    percents = [entry for entry in entries if entry.amount.is_percent]
    if percents and len(percents) * 2 >= sum(entry.amount.value is not None for entry in entries):
        draft.is_weighted = True
        draft.total_points = draft.total_points or Decimal(100)


# ---- depth ----


def _ranks(entries: list[Entry]) -> list[float]:
    """A rank for each; what has no number stands under the last number that has no points of its own, or beside it."""
    ranks: list[float] = []
    numbered = [entry.number.rank for entry in entries if entry.number and entry.number.rank < BULLET_RANK]
    top = min(numbered, default=0.0)
    has_headings = any(_opens_group(entry) for entry in entries)
    last, last_rank = None, CHILD_RANK
    for place, entry in enumerate(entries):
        if entry.number and entry.number.rank < BULLET_RANK:
            rank = entry.number.rank
            last, last_rank = entry, rank
        elif _opens_group(entry):
            rank = min(top, 0.9) if has_headings and top > 1 else top
            last, last_rank = entry, rank
        elif entry.number or last is None or not last.has_points or _adds_up(entries, place, last):
            rank = BULLET_RANK if entry.number and last is not None and last.has_points else CHILD_RANK
        else:
            rank = last_rank
        ranks.append(rank)
    return ranks


def _opens_group(entry: Entry) -> bool:
    if entry.number is not None:
        return False
    return entry.is_heading or (not entry.points_text and bool(_BONUS.search(search_key(entry.title)[:40])))


def _adds_up(entries: list[Entry], place: int, last: Entry) -> bool:
    """Whether the rows without a number after `last` share its points among them."""
    first = place
    while first and entries[first - 1] is not last and entries[first - 1].number is None:
        first -= 1
    run = []
    for entry in entries[first:]:
        if entry.number is not None or _opens_group(entry):
            break
        run.append(entry.amount.value)
    return len(run) > 1 and None not in run and sum(run) == last.amount.value


# ---- kind ----


def _fill(draft: RubricDraft, place: int, entry: Entry) -> None:
    """Kind and points of one row, by its own words and those of the groups over it."""
    row = draft.rows[place]
    if entry.trouble:
        row.errors.append(entry.trouble)
    if entry.amount.error:
        row.errors.append(entry.amount.error)
    row.max_points, row.each_points = entry.amount.value, entry.each
    row.unit = row.unit or entry.amount.unit
    row.kind = _kind(draft, place, entry)
    if entry.amount.lowest:
        row.warnings.append(
            f"Bảng ghi từ {show(entry.amount.lowest)} đến {show(entry.amount.value)} điểm; chỉ giữ mức cao nhất."
        )
    {
        words.LEVELS: _fill_levels,
        words.PROGRESS: _fill_steps,
        words.BONUS: _fill_bonus,
        words.DEDUCTION: _fill_deduction,
        words.GATE: _fill_gate,
    }.get(row.kind, _fill_nothing)(draft, row, entry)


def _kind(draft: RubricDraft, place: int, entry: Entry) -> str:
    if entry.kind:
        kind = _KINDS.get(search_key(entry.kind))
        if kind:
            return kind
        draft.rows[place].warnings.append(f"Chưa hiểu loại “{entry.kind[:40]}”. Chọn lại loại của tiêu chí.")
    if draft.children(place):
        return words.GROUP
    if entry.level_rows or (entry.amount.levels and entry.amount.sign != "+"):
        return words.LEVELS
    over = " ".join(search_key(draft.rows[up].title) for up in _up(draft, place))
    own = search_key(entry.title)
    if _effect(own) and not entry.has_points:
        return words.GATE
    if entry.amount.sign == "-" or _DEDUCTION.search(over) or own.startswith("tru "):
        return words.DEDUCTION
    if entry.amount.sign == "+" or _BONUS.search(over):
        return words.BONUS
    if not entry.has_points:
        if _effect(search_key(entry.guidance)):
            return words.GATE
        each = find_each(f"{entry.title}. {entry.guidance}")
        if each and each.sign:
            return words.DEDUCTION if each.sign == "-" else words.BONUS
        if entry.is_heading or _BONUS.search(own) or _DEDUCTION.search(own):
            return words.GROUP
    return words.POINTS


def _up(draft: RubricDraft, place: int) -> list[int]:
    found = []
    parent = draft.parent(place)
    while parent is not None:
        found.append(parent)
        parent = draft.parent(parent)
    return found


def _effect(key: str) -> str:
    if _UNGRADED.search(key):
        return words.UNGRADED
    if _DROP.search(key):
        return words.DROP
    return words.AT_MOST if _AT_MOST.search(key) else ""


def _fill_nothing(draft: RubricDraft, row: DraftRow, entry: Entry) -> None:
    if row.kind == words.POINTS and entry.amount.each is not None:
        row.errors.append("Bảng ghi điểm cho mỗi lần nhưng chưa rõ cộng hay trừ. Chọn “Điểm cộng” hoặc “Điểm trừ”.")
        row.each_points = entry.amount.each
    elif row.kind == words.POINTS and (each := find_each(row.guidance)) and each.sign == "-":
        row.warnings.append(
            "Hướng dẫn có mức trừ mỗi lần. Người chấm tự trừ vào điểm; muốn phần mềm tính, thêm một dòng “Điểm trừ”."
        )


def _fill_levels(draft: RubricDraft, row: DraftRow, entry: Entry) -> None:
    if entry.level_rows or entry.levels:
        row.levels = [{"label": label, "points": str(value)} for label, value in _said_levels(row, entry)]
    else:
        row.levels = [{"label": f"Mức {n}", "points": str(v)} for n, v in enumerate(entry.amount.levels, start=1)]
        row.warnings.append("Bảng chỉ ghi điểm của các mức. Đặt lại tên cho từng mức, ví dụ Tốt, Khá.")


def _fill_steps(draft: RubricDraft, row: DraftRow, entry: Entry) -> None:
    """Of progress: from which gain on, and its points. Without a figure for the gain there is no step."""
    for label, value in _said_levels(row, entry):
        least = tidy(label).replace(",", ".").removeprefix("+").strip()
        if _GAIN.fullmatch(least):
            row.levels.append({"from": least, "points": str(value)})
        else:
            row.errors.append(f"Mức tiến bộ “{label[:40]}” chưa phải là số. Ghi số trước dấu bằng, ví dụ 10 = 5.")


def _said_levels(row: DraftRow, entry: Entry) -> Iterator[tuple[str, Decimal]]:
    """(what stands before the points, points) of each level, from rows of its own or from its cell."""
    if entry.level_rows:
        yield from ((title.strip(" :;.-"), value) for title, value in entry.level_rows)
        return
    for part in filter(None, re.split(r"\s*;\s+|\n", entry.levels)):
        label, _, text = part.rpartition("=")
        amount = Amount(value=Decimal(0)) if text.strip() in ("0", "0,0") else read_amount(text)
        if amount.value is None:
            row.errors.append(
                f"Mức “{part[:40]}” chưa đúng cách ghi “Tên mức = điểm”, các mức cách nhau bằng dấu chấm phẩy."
            )
        else:
            yield label.strip(), amount.value


def _fill_bonus(draft: RubricDraft, row: DraftRow, entry: Entry) -> None:
    each = entry.amount if entry.amount.each is not None else None
    if each is None and not entry.has_points:
        each = find_each(f"{entry.title}. {entry.guidance}")
    if each:
        row.each_points, row.unit = each.each, row.unit or each.unit
    if entry.amount.levels:
        row.guidance = "\n".join(filter(None, [row.guidance, f"Các mức: {entry.points_text}"]))
        row.warnings.append(f"Các mức “{entry.points_text}” đọc thành điểm cộng nhiều nhất {show(entry.amount.value)}.")


def _fill_deduction(draft: RubricDraft, row: DraftRow, entry: Entry) -> None:
    each = entry.amount if entry.amount.each is not None else None
    if each is None and entry.each is None:
        each = find_each(f"{entry.title}. {entry.guidance}")
    if each:
        row.each_points, row.unit = each.each, row.unit or each.unit
    elif row.each_points is None and entry.amount.value is not None:
        row.each_points, row.max_points, row.unit = entry.amount.value, None, row.unit or "lần"
        row.warnings.append(f"Đọc thành trừ {show(entry.amount.value)} điểm cho mỗi lần.")


def _fill_gate(draft: RubricDraft, row: DraftRow, entry: Entry) -> None:
    text = entry.effect or f"{entry.title} {entry.guidance}"
    row.effect = _effect(search_key(text)) or ("drop" if "ha mot muc" in search_key(text) else "")
    row.max_points = row.each_points = None
    if row.effect == words.AT_MOST:
        key = f" {search_key(text)} "
        names = [band.name for band in draft.bands if f" {search_key(band.name)} " in key.partition(" qua")[2] + " "]
        row.effect_grade = max(names, key=len, default="")


def _free_deductions(draft: RubricDraft) -> None:
    """Deductions under a heading without points have nothing to be taken from: they stand free and lower the total."""
    for place in reversed(range(len(draft.rows))):
        row, below = draft.rows[place], list(draft.below(place))
        if row.kind != words.GROUP or not any(each.kind == words.DEDUCTION for each in below):
            continue
        if any(each.kind not in (words.DEDUCTION, words.GATE, words.GROUP) for each in below):
            continue
        for each in below:
            each.depth -= 1
            each.code = f"{row.code}.{each.code}"[:CODE_LENGTH] if row.code and each.code else each.code
        reason = "Nhóm này chỉ có điểm trừ nên các dòng bên trong đứng riêng và trừ vào tổng điểm."
        draft.left.append(LeftRow(row.line, row.title, reason, row.table))
        del draft.rows[place]


# ---- codes ----


def _name_codes(draft: RubricDraft) -> None:
    """A number for each row; numbers that begin anew in each group carry that of their group: I.1, II.1."""
    seen = [row.code for row in draft.rows if row.code]
    is_repeated, taken = len(seen) != len(set(seen)), set(seen)
    for place, row in enumerate(draft.rows):
        parent = draft.parent(place)
        over = draft.rows[parent].code if parent is not None else ""
        if not row.code:
            ordinal = draft.children(parent).index(place) + 1
            codes = (f"{over}.{number}" if over else str(number) for number in count(ordinal))
            row.code = next(code for code in codes if code not in taken)
            taken.add(row.code)
        elif is_repeated and over and not row.code.startswith(f"{over}."):
            row.code = f"{over}.{row.code}"[:CODE_LENGTH]
    if is_repeated:
        draft.notes.append("Số thứ tự lặp lại giữa các nhóm nên được ghi kèm số của nhóm, ví dụ I.1, II.1.")
