"""What a rule is: data and one function that names the places where a paper breaks it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from documents.checker.paper import Paper
from documents.checker.picture import Line, Paragraph

DECREE = "Nghị định 30/2020/NĐ-CP"
SLACK = 0.3  # points: what printing to PDF rounds away


@dataclass(frozen=True)
class Spot:
    """One place where a rule is broken. `page` counts sheets from 1, 0 where the file does not tell."""

    detail: str
    text: str = ""
    page: int = 0


Judge = Callable[[Paper], "list[Spot] | None"]


@dataclass(frozen=True)
class Rule:
    """`locator` is the place in the decree; `mark` T: read there, S: second-hand, K: habit. Only T can be broken.

    `judge` gives the places where it is broken, none where it is kept, None where it does not apply.
    `for_all`: holds for papers outside the decree's layout too.
    """

    code: str
    sentence: str
    locator: str
    judge: Judge
    mark: str = "T"
    for_all: bool = False


def at(line: Line | Paragraph, detail: str) -> Spot:
    text = line.text
    return Spot(detail, text if len(text) <= 90 else f"{text[:87]}…", line.page)


def points(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def size_fault(line: Line, low: float, high: float) -> str:
    """“cỡ 15, phải từ 13 đến 14”; "" where every letter is of such a size."""
    wrong = [size for size in line.sizes if not low - SLACK <= size <= high + SLACK]
    if not wrong:
        return ""
    wanted = points(low) if low == high else f"từ {points(low)} đến {points(high)}"
    return f"cỡ {', '.join(map(points, wrong))}, phải {wanted}"


def style_spots(
    line: Line, low: float, high: float, *, bold: bool, italic: bool = False, upper: bool = False
) -> list[Spot]:
    """What is wrong with the letters of one line."""
    faults = [size_fault(line, low, high)]
    if bold and not line.is_bold:
        faults.append("chưa in đậm")
    if not bold and line.has_bold:
        faults.append("không được in đậm")
    if italic and not line.is_italic:
        faults.append("chưa in nghiêng")
    if not italic and line.has_italic:
        faults.append("phải là chữ đứng")
    if upper and not line.is_upper:
        faults.append("phải in hoa")
    if any(run.underlined for run in line.inked):
        faults.append("không gạch chân")
    said = [fault for fault in faults if fault]
    return [at(line, "; ".join(said))] if said else []


def all_style_spots(lines: list[Line], low: float, high: float, **style: bool) -> list[Spot]:
    return [spot for line in lines for spot in style_spots(line, low, high, **style)]


def rule_spots(paper: Paper, lines: list[Line], low: float, high: float, name: str) -> list[Spot]:
    """The drawn rule under the last of the lines: there, solid, centred, and as long as asked (a share of the line)."""
    last = lines[-1]
    stroke = last.rule
    if stroke is None:
        typed = next((line for line in paper.typed_rules if line.page == last.page), None)
        if typed is not None:
            return [at(typed, f"đường kẻ dưới {name} gõ bằng ký tự, phải vẽ bằng nét liền")]
        how = "gạch chân chữ, phải vẽ đường kẻ riêng" if last.is_underlined else "không có đường kẻ"
        return [at(last, how)]
    if not stroke.is_solid:
        return [at(last, "đường kẻ không phải nét liền")]
    widths = {last.width, max(line.width for line in lines)}
    shares = [stroke.length / width for width in widths if width]
    if not any(low <= share <= high for share in shares):
        share = stroke.length / max(widths)
        wanted = "bằng cả dòng chữ" if low > 0.6 else "từ 1/3 đến 1/2 dòng chữ"
        return [at(last, f"đường kẻ dài {share:.0%} dòng chữ, phải {wanted}".replace("%", " %"))]
    middle = (stroke.x0 + stroke.x1) / 2
    if abs(middle - last.middle) > max(6.0, 0.06 * last.width):
        return [at(last, "đường kẻ không cân giữa dưới dòng chữ")]
    return []


def words_of(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
