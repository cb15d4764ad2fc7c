"""Phiếu đánh giá: one sheet with its criteria, every column beside the other; without values a blank form. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.tables import Column, DataTable, Label, Row, Value, words_of
from documents.content import Block, Content, Letterhead, Paragraph, Section, Signatory
from documents.tables import table_blocks
from documents.wording import items, line, sentence, text
from evaluations.papers.results import NO_POINTS

OWN, DEPARTMENT, COUNCIL, FINAL = "self", "department", "council", "final"
HEADINGS = {OWN: "Tự chấm", DEPARTMENT: "Tổ chấm", COUNCIL: "Hội đồng", FINAL: "Kết quả"}
GROUP, GATE, BONUS, DEDUCTION = "group", "gate", "bonus", "deduction"
PAPER, ORDINAL, MOST, EFFECT, COLUMN = 165.0, 12.0, 22.0, 34.0, 17.5  # millimetres
DOTS = "." * 110  # a line to be written on by hand, about as long as the text is wide


@dataclass(frozen=True)
class SheetLine:
    """One criterion. `values`: what each column counts for it, in points (a gate: 1 where it happened, 0 where not);
    a group's are its sums. `amounts`: how often, where points are an amount times `each`.

    `levels` are (words, points); `effect` says in words what a broken gate does.
    """

    title: str
    code: str = ""
    kind: str = "points"
    maximum: Decimal | None = None
    each: Decimal | None = None
    unit: str = ""
    levels: Sequence[tuple[str, Decimal]] = ()
    guidance: str = ""
    effect: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    amounts: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnTotal:
    """`reachable`: the most there was to reach, without what does not apply or is exempt."""

    points: Decimal | None
    reachable: Decimal | None = None


@dataclass(frozen=True)
class SheetFacts:
    """`columns`: of "self", "department", "council", "final" those that the reader may see, in this order.

    `source`: the quy chế from which the rubric comes. `reasons` and `explanation` are the answers to “Vì sao?”.
    `is_blank`: a form to be filled in by hand, of which only rubric, period, lines and columns are printed.
    """

    rubric: str
    period: str
    lines: Sequence[SheetLine]
    columns: Sequence[str] = (OWN, DEPARTMENT, FINAL)
    source: str = ""
    name: str = ""
    place: str = ""
    totals: Mapping[str, ColumnTotal] = field(default_factory=dict)
    grade: str = ""
    praise: str = ""
    reasons: Sequence[str] = ()
    explanation: str = ""
    notes: Sequence[tuple[str, str]] = ()
    is_collective: bool = False
    is_blank: bool = False


def sheet_content(facts: SheetFacts, *, letterhead: Letterhead, signatories: Sequence[Signatory]) -> Content:
    """The sheet as a form: criteria with groups and sums, the gates, the result worked out, remarks, signatures."""
    gates = [each for each in facts.lines if each.kind == GATE]
    return Content(
        title="PHIẾU ĐÁNH GIÁ, XẾP LOẠI",
        subject=sentence(facts.period).rstrip("."),
        letterhead=letterhead,
        blocks=[
            *_head(facts),
            Section("Điểm theo tiêu chí", table_blocks(criteria_table(facts)), style="arabic"),
            *([Section("Điều kiện", table_blocks(gate_table(facts, gates)), style="arabic")] if gates else []),
            Section("Kết quả", _result(facts), style="arabic"),
            *_notes(facts),
        ],
        signatories=list(signatories),
        is_form=True,
    )


def _head(facts: SheetFacts) -> list[Block]:
    who = "Tên tập thể" if facts.is_collective else "Họ và tên"
    blocks: list[Block] = [line(who, _or_dots(facts.name, facts, 90))]
    if facts.place or (facts.is_blank and not facts.is_collective):
        blocks.append(line("Chức vụ, tổ", _or_dots(facts.place, facts, 90)))
    source = f" ({facts.source})" if facts.source else ""
    return [*blocks, line("Biểu điểm", f"{facts.rubric}{source}")]


def _or_dots(words: str, facts: SheetFacts, length: int) -> str:
    return words or ("." * length if facts.is_blank else "")


# ---- the criteria ----


def criteria_table(facts: SheetFacts) -> DataTable:
    """Every criterion but the gates; groups and the sum in bold."""
    columns = [
        Column("TT", ORDINAL, "ordinal"),
        Column("Tiêu chí", PAPER - ORDINAL - MOST - COLUMN * len(facts.columns), "name"),
        Column("Tối đa", MOST, "number"),
        *(Column(HEADINGS[each], COLUMN, "number", "" if facts.is_blank else NO_POINTS) for each in facts.columns),
    ]
    rows = [_row(each, facts) for each in facts.lines if each.kind != GATE]
    return DataTable("", columns, [*rows, *_sums(facts)], [facts.explanation] if facts.explanation else [])


def _row(criterion: SheetLine, facts: SheetFacts) -> Row:
    values = [_worked(criterion, column) for column in facts.columns]
    return Row([criterion.code, _title(criterion), _most(criterion), *values], is_strong=criterion.kind == GROUP)


def _title(criterion: SheetLine) -> str:
    lines = [criterion.title, criterion.guidance]
    if criterion.levels:
        lines.append("; ".join(f"{words}: {words_of(points)}" for words, points in criterion.levels))
    return "\n".join(each for each in lines if each)


def _most(criterion: SheetLine) -> str:
    """“10”; of a bonus “+3/giải” over “tối đa +10”, of a deduction “−0,5/lần”."""
    sign = {BONUS: "+", DEDUCTION: "−"}.get(criterion.kind, "")
    parts = []
    if criterion.each is not None:
        parts.append(f"{sign}{words_of(criterion.each)}/{criterion.unit or 'lần'}")
    if criterion.maximum is not None:
        most = f"{sign}{words_of(criterion.maximum)}"
        parts.append(f"tối đa {most}" if parts or sign else most)
    return "\n".join(parts)


def _worked(criterion: SheetLine, column: str) -> Value:
    """The points, and under them what they are made of where that is an amount times a figure: “2 × 3”."""
    value = criterion.values.get(column)
    amount = criterion.amounts.get(column)
    if not isinstance(value, Decimal | int):
        return value
    sign = "−" if criterion.kind == DEDUCTION and value else ""
    if criterion.each is None or not amount:
        return f"{sign}{words_of(value)}" if sign else value
    return f"{sign}{words_of(value)}\n{words_of(amount)} × {words_of(criterion.each)}"


def _sums(facts: SheetFacts) -> list[Row]:
    if not facts.totals and not facts.is_blank:
        return []
    totals = [facts.totals.get(each, ColumnTotal(None)) for each in facts.columns]
    rows = [Row(["", "Tổng điểm", "", *(each.points for each in totals)], is_strong=True)]
    if any(each.reachable is not None for each in totals):
        rows.append(Row(["", "Tối đa đạt được", "", *(each.reachable for each in totals)], is_strong=True))
    return rows


# ---- the gates ----


def gate_table(facts: SheetFacts, gates: Sequence[SheetLine]) -> DataTable:
    columns = [
        Column("TT", ORDINAL, "ordinal"),
        Column("Nội dung", PAPER - ORDINAL - EFFECT - COLUMN * len(facts.columns), "name"),
        Column("Nếu xảy ra", EFFECT),
        *(Column(HEADINGS[each], COLUMN, "text", "" if facts.is_blank else "chưa trả lời") for each in facts.columns),
    ]
    rows = [
        Row([gate.code, gate.title, gate.effect, *(_happened(gate.values.get(each)) for each in facts.columns)])
        for gate in gates
    ]
    return DataTable("", columns, rows)


def _happened(value: Value) -> Value:
    if value is None or isinstance(value, Label):
        return value
    return "Có" if value else "Không"


# ---- what it comes to ----


def _result(facts: SheetFacts) -> list[Block]:
    if facts.is_blank:
        return [line("Tổng điểm", "." * 40), line("Xếp loại", "." * 60)]
    blocks: list[Block] = []
    total = facts.totals.get(FINAL)
    if total and total.points is not None:
        most = f"/{words_of(total.reachable)}" if total.reachable is not None else ""
        blocks.append(line("Tổng điểm", f"{words_of(total.points)}{most}"))
    blocks.append(line("Xếp loại", facts.grade or "chưa xếp loại"))
    blocks += [line("Biểu dương", facts.praise)] if facts.praise else []
    blocks += [text("Vì sao:"), *items(facts.reasons)] if facts.reasons else []
    return blocks


def _notes(facts: SheetFacts) -> list[Paragraph | Section]:
    """Remarks: pairs of whose they are and what they say; on a blank form lines to write on."""
    if facts.is_blank:
        return [Section(f"Nhận xét của {who}", [text(DOTS), text(DOTS)], style="arabic") for who in _remarking(facts)]
    return [
        Section(whose, [text(each) for each in words.splitlines() if each.strip()], style="arabic")
        for whose, words in facts.notes
        if words.strip()
    ]


def _remarking(facts: SheetFacts) -> list[str]:
    who = {OWN: "tập thể" if facts.is_collective else "người tự đánh giá", DEPARTMENT: "tổ", COUNCIL: "Hội đồng"}
    return [who[each] for each in facts.columns if each in who]
