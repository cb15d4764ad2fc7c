"""What is wrong with a rubric before anybody is graded by it: the same for a table just read and for the editor.

“must” keeps it from being adopted; “look” is for a person to decide. Facts name the row by its place in the draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from core.findings import Finding
from core.vietnamese import search_key, show
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.amounts import points_error, read_share
from evaluations.rubric_tables.draft import DraftBand, DraftRow, RubricDraft

BASE_KINDS = (words.POINTS, words.LEVELS, words.PROGRESS)
DEEPEST, CODE_LENGTH = 4, 10
# What the law calls titles: a school's own praise may not bear their names.
TITLE_WORDS = re.compile(r"\b(danh hieu|chien si thi dua|lao dong tien tien|tap the lao dong)\b")


def findings_of(draft: RubricDraft, titles: Sequence[str] = ()) -> list[Finding]:
    """Everything that is wrong or doubtful, in the order of the rubric.

    `titles`: the names of the legal catalogue, which no praise of the school may bear.
    """
    found = [*_rows(draft), *_codes(draft), *_sums(draft), *_bands(draft, titles)]
    found += [_finding("read_error", "must", error, row=place) for place, error in _errors(draft)]
    return found


def band_findings(draft: RubricDraft) -> list[Finding]:
    """What is wrong or doubtful about the grades alone; also for grades that stand outside a rubric."""
    return list(_bands(draft))


def praise_error(praise: str, titles: Sequence[str] = (), *, example: str = "Xuất sắc tháng") -> str:
    """The sentence for a praise of the school that bears a name of the law; "" where it bears none."""
    if not praise:
        return ""
    key = f" {search_key(praise)} "
    named = next((title for title in titles if f" {search_key(title)} " in key), "")
    if not named and not TITLE_WORDS.search(key):
        return ""
    return (
        f"Biểu dương “{praise}” trùng tên {f'“{named}” của pháp luật' if named else 'danh hiệu thi đua'}. Đây là biểu"
        f" dương riêng của trường: đặt tên khác, ví dụ “{example}”."
    )


def reachable(draft: RubricDraft, index: int | None = None) -> Decimal:
    """The most points under a row (None: of the rubric) without bonuses; a group's own figure caps it."""
    if index is not None and draft.rows[index].kind != words.GROUP:
        row = draft.rows[index]
        return row.max_points or Decimal(0) if row.kind in BASE_KINDS else Decimal(0)
    return sum((_capped(draft, child) for child in draft.children(index)), Decimal(0))


def _capped(draft: RubricDraft, index: int) -> Decimal:
    total, cap = reachable(draft, index), draft.rows[index].max_points
    return total if draft.rows[index].kind != words.GROUP or cap is None else min(total, cap)


def _finding(code: str, severity: str, title: str, detail: str = "", **facts) -> Finding:
    return Finding(code, severity, title, detail, facts=facts)


def _errors(draft: RubricDraft) -> Iterator[tuple[int | None, str]]:
    for place, row in enumerate(draft.rows):
        yield from ((place, f"{_named(row)}: {error}") for error in row.errors)
    for band in draft.bands:
        yield from ((None, f"Mức “{band.name}”: {error}") for error in band.errors)


def _named(row: DraftRow) -> str:
    if row.kind == words.GROUP:
        return f"Nhóm {row.code}" if row.code else f"Nhóm “{row.title[:60]}”"
    return f"Tiêu chí {row.code}" if row.code else f"Tiêu chí “{row.title[:60]}”"


# ---- rows ----


def _rows(draft: RubricDraft) -> Iterator[Finding]:
    if not any(row.kind != words.GROUP for row in draft.rows):
        yield _finding("empty", "must", "Biểu điểm chưa có tiêu chí nào. Thêm ít nhất một tiêu chí.")
    for place, row in enumerate(draft.rows):
        if not row.title:
            yield _finding("title", "must", f"{_named(row)} chưa có tên. Ghi nội dung của tiêu chí.", row=place)
        if row.depth >= DEEPEST:
            yield _finding(
                "depth", "must", f"{_named(row)} nằm sâu quá {DEEPEST} cấp. Đưa ra ngoài một cấp.", row=place
            )
        has_children = bool(draft.children(place))
        if row.kind == words.GROUP and not has_children:
            sentence = f"{_named(row)} chưa có tiêu chí nào bên trong. Thêm tiêu chí hoặc đổi loại."
            yield _finding("empty_group", "must", sentence, row=place)
        if row.kind != words.GROUP and has_children:
            sentence = f"{_named(row)} có tiêu chí con nên phải là nhóm. Đổi loại thành “Nhóm tiêu chí”."
            yield _finding("not_group", "must", sentence, row=place)
        if row.kind == words.DEDUCTION and not _takes_from_something(draft, place):
            sentence = f"{_named(row)} là điểm trừ trong một nhóm không có điểm nào để trừ. Đưa ra ngoài nhóm."
            yield _finding("nothing_to_lose", "must", sentence, "Đứng ngoài nhóm, điểm trừ vào tổng.", row=place)
        if row.effect == words.AT_MOST and row.effect_grade not in {band.name for band in draft.bands}:
            sentence = f"{_named(row)}: mức “{row.effect_grade}” không có trong bảng mức xếp loại. Chọn lại mức."
            yield _finding("gate_grade", "must", sentence, row=place)
        for sentence in _row_sentences(row):
            yield _finding("points", "must", f"{_named(row)}: {sentence}", row=place)


def _takes_from_something(draft: RubricDraft, place: int) -> bool:
    parent = draft.parent(place)
    return parent is None or any(row.kind in (*BASE_KINDS, words.BONUS) for row in draft.below(parent))


def _row_sentences(row: DraftRow) -> Iterator[str]:
    if row.errors:  # said already; a cell that could not be read has no points to speak of
        return
    for value in (row.max_points, row.each_points):
        if value is not None and (error := points_error(value)):
            yield error
    if len(row.code) > CODE_LENGTH:
        yield f"số thứ tự dài quá {CODE_LENGTH} ký tự. Rút ngắn, ví dụ III.1."
    if row.kind in BASE_KINDS and row.max_points is None:
        yield "chưa có điểm tối đa. Nhập một số, ví dụ 10."
    if row.kind == words.BONUS and row.max_points is None and row.each_points is None:
        yield "điểm cộng cần điểm mỗi lần, điểm tối đa, hoặc cả hai."
    if row.kind == words.DEDUCTION and row.each_points is None:
        yield "chưa có điểm trừ mỗi lần. Nhập một số, ví dụ 0,5."
    if row.kind == words.LEVELS:
        yield from _level_sentences(row)
    if row.kind == words.PROGRESS:
        yield from _progress_sentences(row)
    if row.kind == words.GATE:
        yield from _gate_sentences(row)


def _level_sentences(row: DraftRow) -> Iterator[str]:
    values = [Decimal(level["points"]) for level in row.levels]
    if len(values) < 2:
        yield "cần ít nhất hai mức điểm, ví dụ Tốt = 10; Khá = 8."
    elif len({search_key(level["label"]) for level in row.levels}) < len(values):
        yield "có hai mức cùng tên. Đặt tên khác nhau."
    if row.max_points is None or not values:
        return
    for level, value in zip(row.levels, values, strict=True):
        if value > row.max_points:
            yield f"mức “{level['label']}” {show(value)} điểm, cao hơn điểm tối đa {show(row.max_points)}."
        if value < 0:
            yield f"mức “{level['label']}” có điểm âm."
    if max(values) < row.max_points:
        yield f"không mức nào đạt điểm tối đa {show(row.max_points)}. Sửa điểm tối đa thành {show(max(values))}."


def _progress_sentences(row: DraftRow) -> Iterator[str]:
    steps = [(Decimal(level["from"]), Decimal(level["points"])) for level in row.levels]
    if not steps:
        yield "chưa có mức điểm theo mức tiến bộ, ví dụ 0 = 5; 10 = 10."
    elif steps != sorted(steps) or len({step[0] for step in steps}) < len(steps):
        yield "các mức tiến bộ phải tăng dần và không trùng nhau."
    elif row.max_points is not None and steps[-1][1] > row.max_points:
        yield f"mức cao nhất {show(steps[-1][1])} điểm, vượt điểm tối đa {show(row.max_points)}."


def _gate_sentences(row: DraftRow) -> Iterator[str]:
    if row.effect not in words.EFFECT_LABELS:
        yield "chưa chọn cách xử lý: không xếp loại, hạ một mức, hay xếp loại không quá một mức."


def _codes(draft: RubricDraft) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for place, row in enumerate(draft.rows):
        if not row.code:
            yield _finding("code", "must", f"“{row.title[:60]}” chưa có số thứ tự.", row=place)
        elif row.code in first:
            sentence = (
                f"Số thứ tự {row.code} ghi hai lần: “{draft.rows[first[row.code]].title[:50]}” và “{row.title[:50]}”."
            )
            yield _finding(
                "code_twice", "must", sentence, "Sửa một trong hai số để nhận xét chỉ đúng tiêu chí.", row=place
            )
        first.setdefault(row.code, place)


# ---- sums ----


def _sums(draft: RubricDraft) -> Iterator[Finding]:
    for place, row in enumerate(draft.rows):
        if row.kind != words.GROUP or row.max_points is None or row.errors:
            continue
        total = reachable(draft, place)
        if total and total != row.max_points and not _unread(draft, place):
            yield _finding(
                "group_sum",
                "must",
                f"{_named(row)} ghi {show(row.max_points)} điểm, các tiêu chí cộng lại {show(total)}.",
                "Sửa điểm của nhóm hoặc điểm của tiêu chí để hai số bằng nhau.",
                row=place,
            )
    total = reachable(draft)
    if draft.total_points is None or total == draft.total_points or _unread(draft, None):
        return
    what = "Tỷ trọng các tiêu chí cộng lại" if draft.is_weighted else "Điểm tối đa các tiêu chí cộng lại"
    unit = " %" if draft.is_weighted else ""
    yield _finding(
        "total_sum",
        "must",
        f"{what} {show(total)}{unit}, biểu điểm ghi tổng {show(draft.total_points)}{unit}.",
        "Điểm cộng và điểm trừ không tính vào tổng này. Sửa điểm của tiêu chí hoặc tổng điểm.",
    )


def _unread(draft: RubricDraft, index: int | None) -> bool:
    """Whether points under a row are missing anyway: then a wrong sum says nothing more."""
    rows = draft.rows if index is None else draft.below(index)
    return any(row.kind in BASE_KINDS and row.max_points is None for row in rows)


# ---- grades ----


def _bands(draft: RubricDraft, titles: Sequence[str] = ()) -> Iterator[Finding]:
    if not draft.bands:
        yield _finding(
            "no_bands", "look", "Chưa có mức xếp loại: phiếu chỉ có tổng điểm.", "Thêm mức nếu quy chế có xếp loại."
        )
        return
    bands = [band for band in draft.bands if band.minimum is not None]
    for band in draft.bands:
        yield from (_finding("band", "must", sentence) for sentence in _band_sentences(draft, band, titles))
    bands.sort(key=lambda band: band.minimum)
    names = [search_key(band.name) for band in draft.bands]
    for name in {name for name in names if name and names.count(name) > 1}:
        shown = next(band.name for band in draft.bands if search_key(band.name) == name)
        yield _finding("band_twice", "must", f"Mức “{shown}” ghi hai lần. Bỏ một dòng hoặc đổi tên.")
    for lower, higher in pairwise(bands):
        yield from _between(lower, higher)
    top = bands[-1] if bands else None
    if top and top.upper is not None and _most(draft) > top.upper:
        yield _finding(
            "band_top",
            "look",
            f"Mức “{top.name}” ghi đến {show(top.upper)}, điểm có thể tới {show(_most(draft))}.",
            f"Từ {show(top.minimum)} trở lên đều được tính là “{top.name}”.",
        )
    if bands and bands[0].minimum > 0:
        least = _with_unit(draft, bands[0].minimum)
        yield _finding(
            "no_band_from_zero",
            "look",
            f"Dưới {least} không thuộc mức nào: phiếu sẽ ghi “Không xếp loại”.",
            "Nếu quy chế có mức thấp nhất, thêm mức đó từ 0.",
        )


def _between(lower: DraftBand, higher: DraftBand) -> Iterator[Finding]:
    """Gap or overlap of two neighbours; where the source gives no upper end, a grade ends where the next begins."""
    if lower.minimum == higher.minimum:
        yield _finding(
            "overlap",
            "must",
            f"Mức {lower.name} và mức {higher.name} cùng bắt đầu từ {show(lower.minimum)}. Sửa một mức.",
        )
    elif lower.upper is not None and lower.upper < higher.minimum:
        example = show(lower.upper + (higher.minimum - lower.upper) / 2)
        yield _finding(
            "gap",
            "must",
            f"Giữa mức {lower.name} (đến {show(lower.upper)}) và mức {higher.name} (từ {show(higher.minimum)}) còn"
            f" khoảng {show(lower.upper)}–{show(higher.minimum)}: {example} điểm không thuộc mức nào; ghi đến dưới"
            f" {show(higher.minimum)}.",
        )
    elif lower.upper is not None and (lower.upper > higher.minimum or not lower.upper_is_open):
        yield _finding(
            "overlap",
            "must",
            f"Mức {lower.name} (đến {show(lower.upper)}) chồng lên mức {higher.name} (từ {show(higher.minimum)}): ghi"
            f" đến dưới {show(higher.minimum)}.",
        )


def _band_sentences(draft: RubricDraft, band: DraftBand, titles: Sequence[str]) -> Iterator[str]:
    if not band.name:
        yield "Có một mức xếp loại chưa có tên."
    if band.minimum is None:
        yield f"Mức “{band.name}” chưa có điểm thấp nhất."
        return
    if band.minimum < 0:
        yield f"Mức “{band.name}” bắt đầu từ số âm. Nhập từ 0."
    if band.minimum > _most(draft) and not _unread(draft, None):
        yield (
            f"Mức “{band.name}” từ {_with_unit(draft, band.minimum)}, không ai đạt được: điểm cao nhất kể cả điểm cộng"
            f" là {_with_unit(draft, _most(draft))}."
        )
    if band.share_cap and (read_share(band.share_cap) != band.share_cap or Fraction(band.share_cap) > 1):
        yield f"Tỷ lệ nhiều nhất của mức “{band.name}” phải là phân số không quá 1, ví dụ 1/5."
    if error := praise_error(band.praise, titles):
        yield error


def _with_unit(draft: RubricDraft, value: Decimal) -> str:
    return f"{show(value)} %" if draft.scale == words.SCALE_PERCENT else f"{show(value)} điểm"


def _most(draft: RubricDraft) -> Decimal:
    """The highest result with all bonuses, on the scale of the grades; without a bound: a very high one."""
    total, bonus = reachable(draft), _bonus(draft, None)
    if bonus is None:
        return Decimal(10**6)
    if draft.scale == words.SCALE_PERCENT:
        return (total + bonus) * 100 / total if total else Decimal(100)
    return total + bonus


def _bonus(draft: RubricDraft, index: int | None) -> Decimal | None:
    """The most bonus points under a row; None where nothing bounds them."""
    parts: list[Decimal | None] = []
    for child in draft.children(index):
        row = draft.rows[child]
        if row.kind == words.GROUP:
            inside = _bonus(draft, child)
            is_bonus_only = row.max_points is not None and not reachable(draft, child)
            parts.append(row.max_points if is_bonus_only and (inside is None or inside > row.max_points) else inside)
        elif row.kind == words.BONUS:
            parts.append(row.max_points)
    return None if None in parts else sum(parts, Decimal(0))
