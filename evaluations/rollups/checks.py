"""What is wrong with a formula before anybody is graded by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from core.findings import Finding
from core.vietnamese import search_key, show
from evaluations.rollups.formulas import COUNTS, MEAN, MOST_LEAST, NOUNS, CountedGrade, Formula
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.checks import band_findings, praise_error
from evaluations.rubric_tables.draft import DraftBand, RubricDraft

SPANS = {"month": 31, "quarter": 92, "round": 120, "semester": 160, "calendar_year": 366, "school_year": 366}
WEIGHTED = {"month": range(1, 13), "semester": range(1, 3)}
MOST_WEIGHT = 10


def findings_of(
    formula: Formula, *, kind: str, known: Sequence[str] | None = None, titles: Sequence[str] = ()
) -> list[Finding]:
    """What keeps a formula from being used (must) and what a person should look at (look).

    `kind`: of the longer period. `known`: the grades that the shorter periods have, where that is known. `titles`:
    the names of the legal catalogue, which no praise of the school may bear.
    """
    return [
        *_shape(formula, kind),
        *(_counts(formula, known) if formula.method == COUNTS else _bands(formula)),
        *_praises(formula, titles),
    ]


def _must(code: str, sentence: str) -> Finding:
    return Finding(f"roll_up.{code}", "must", sentence)


def _shape(formula: Formula, kind: str) -> Iterator[Finding]:
    if SPANS[formula.of] >= SPANS[kind]:
        yield _must("longer", f"Kỳ {NOUNS[kind]} không tổng hợp được từ các {formula.noun}: chọn loại kỳ ngắn hơn.")
    if not 1 <= formula.least <= MOST_LEAST:
        yield _must("least", f"Số {formula.noun} được xếp loại ít nhất phải từ 1 đến {MOST_LEAST}.")
    if formula.weights and (formula.method != MEAN or formula.of not in WEIGHTED):
        yield _must("weights", "Hệ số chỉ dùng khi lấy trung bình các tháng hoặc các học kỳ. Bỏ hệ số.")
    for number, weight in formula.weights.items():
        if formula.of in WEIGHTED and number not in WEIGHTED[formula.of]:
            yield _must("weights", f"Không có {formula.noun} {number}. Ghi ví dụ 9 = 2.")
        if not 0 < weight <= MOST_WEIGHT or -weight.normalize().as_tuple().exponent > 2:
            yield _must(
                "weights",
                f"Hệ số của {formula.noun} {number} là {show(weight)}. Ghi số lớn hơn 0, nhiều nhất {MOST_WEIGHT},"
                " có không quá hai chữ số thập phân.",
            )


def _bands(formula: Formula) -> list[Finding]:
    if not formula.bands:
        return [_must("no_bands", "Chưa có mức xếp loại nào. Ghi ít nhất một mức, ví dụ Tốt từ 80.")]
    return bands_check([DraftBand(name=band.name, minimum=band.minimum) for band in formula.bands])


def bands_check(bands: Sequence[DraftBand]) -> list[Finding]:
    """Gaps, overlaps and impossible minima, as for a rubric in percent."""
    return band_findings(RubricDraft(scale=words.SCALE_PERCENT, bands=list(bands)))


def _counts(formula: Formula, known: Sequence[str] | None) -> Iterator[Finding]:
    if not formula.grades:
        yield _must("no_grades", "Chưa có mức xếp loại nào. Ghi ít nhất một mức với điều kiện.")
    if len(set(map(search_key, formula.order))) < len(formula.order) or not formula.order:
        yield _must("order", f"Ghi thứ tự các mức của {formula.noun}, mức cao nhất trước, mỗi mức một lần.")
    names = [search_key(grade.name) for grade in formula.grades]
    if len(set(names)) < len(names):
        yield _must("twice", "Có hai mức cùng tên. Đặt tên khác nhau.")
    for grade in formula.grades:
        yield from (_must("grade", sentence) for sentence in _grade_sentences(formula, grade))
    for better, worse in pairwise(formula.grades):
        if not better.needs and not better.none_below:
            yield _must(
                "always",
                f"Mức “{better.name}” không có điều kiện nên không ai xuống mức “{worse.name}”. Thêm điều kiện.",
            )
    if formula.grades and (formula.grades[-1].needs or formula.grades[-1].none_below):
        yield Finding(
            "roll_up.rest",
            "look",
            "Người không đạt điều kiện nào sẽ “Không xếp loại”.",
            "Nếu quy chế có mức thấp nhất, thêm mức đó ở cuối, không ghi điều kiện.",
        )
    if known is not None and (strange := [name for name in formula.order if name not in known]):
        yield Finding(
            "roll_up.unknown_grade",
            "look",
            f"Chưa biểu điểm nào có mức {', '.join(f'“{name}”' for name in strange)}.",
            f"Kiểm tra tên mức: viết đúng như trong biểu điểm ({', '.join(known)}).",
        )


def _grade_sentences(formula: Formula, grade: CountedGrade) -> Iterator[str]:
    if not grade.name.strip():
        yield "Có một mức chưa có tên."
    wanted = [need.grade for need in grade.needs] + ([grade.none_below] if grade.none_below else [])
    for name in wanted:
        if name not in formula.order:
            yield f"Điều kiện của mức “{grade.name}” nêu mức “{name}”, chưa có trong thứ tự các mức."
    for need in grade.needs:
        if need.is_share and not 0 < need.at_least <= 1:
            yield f"Điều kiện của mức “{grade.name}”: phần phải lớn hơn 0 và không quá 1, ví dụ 2/3."
        elif not need.is_share and not 1 <= need.at_least <= MOST_LEAST:
            yield f"Điều kiện của mức “{grade.name}”: số {formula.noun} phải từ 1 đến {MOST_LEAST}."


def _praises(formula: Formula, titles: Sequence[str]) -> Iterator[Finding]:
    """A praise is the school's own; it bears no name of a title or a form of commendation of the law."""
    for grade in (*formula.bands, *formula.grades):
        if error := praise_error(grade.praise, titles, example="Chuyên nghiệp quý"):
            yield _must("praise", error)
