"""Figures in a sentence: shares, counts with their unit, "24/28", "từ 85% trở lên", "không quá 15%"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from plans.reading.titles import AWARD

UNITS = (
    r"tập thể|cá nhân|người|đồng chí|đ/c|đc|giáo viên|GV|nhân viên|NV|cán bộ|CB|viên chức|công chức|thầy"
    r"(?:,?\s*cô)?|cô|nhà giáo"
    r"|CB-?\s*,?\s*GV-?\s*,?\s*NV|CBGVNV|CBVC|sáng kiến(?:\s+kinh nghiệm)?|đề tài(?:, sáng kiến)?|giải pháp"
    r"|SKKN|mô hình|tổ|trường|lớp|giải|lượt|sản phẩm|CSTĐ\w*|chiến s[ĩỹ] thi đua(?: cơ sở)?|lao động tiên tiến"
    r"|LĐTT|bằng khen"
    r"|giấy khen|cờ thi đua|danh hiệu|học sinh|HS|học viên|đoàn viên|em|đơn vị|chi đoàn|tập thể lớp|cặp|bài|khối"
)
_DIGIT = re.compile(r"\d")
_FRACTION = re.compile(
    rf"(?<![\d/.,])(?P<value>\d{{1,4}})\s*/\s*(?P<of>\d{{1,4}})(?![\d/]|\s*%)\s*(?P<unit>(?:{UNITS})(?!\w))?", re.I
)
_PERCENT = re.compile(r"(?<![\d.,])(?P<value>\d{1,3}(?:[.,]\d+)?)\s*%")
_COUNT = re.compile(rf"(?<![\d/.,])(?P<value>\d{{1,4}})\s*(?:\(\s*\w+\s*\)\s*)?(?P<unit>{UNITS})(?!\w)", re.I)
_BARE = re.compile(r"(?:[:–-]|là|có)\s*(?P<value>\d{1,4})(?=\s*(?:[.;,]?\s*$|\())")
_AT_LEAST = re.compile(
    r"(?:ít nhất|tối thiểu|trên|không dưới|từ|không ít hơn|không thấp hơn|≥|>=|>)\s*(?:là\s+|có\s+)?$", re.I
)
_AT_MOST = re.compile(
    r"(?:không quá|tối đa|dưới|không vượt quá|nhiều nhất|không vượt|≤|<=|<)\s*(?:là\s+|có\s+)?$", re.I
)
_OR_MORE = re.compile(r"^\s*(?:[^\W\d]+\s+){0,4}?trở lên", re.I)
_NO_FIGURE = re.compile(
    r"(?:tháng|năm|ngày|tuần|lần thứ|khóa|khoá|số|quý|điều|khoản|mẫu|phụ lục|đợt|lớp|khối|tiết|giai đoạn|học kỳ"
    r"|thứ|nhiệm kỳ)\s*$",
    re.I,
)
_IS_SHARE = re.compile(
    r"^[\w\s,.&/-]{0,60}?[(,;–:=-]*\s*"
    r"(?:chiếm|đạt|tỷ lệ|tỉ lệ|tương đương|tức|khoảng)*(?:\s+(?:tỷ|tỉ) lệ)?(?:\s*(?:không quá|tối đa))?\s*:?\s*$",
    re.I,
)

OF_A_TITLE = re.compile(rf"\s*(?:của\s+)?(?:tổng\s+)?số\s+[^,;()]{{0,40}}?(?:{AWARD.pattern})", re.I)
_NEAR = 160  # characters around a figure that say what it means


@dataclass(frozen=True)
class Figure:
    """`of` is the whole of a fraction ("24/28"), `share` the per cent printed beside a count."""

    value: float
    unit: str
    op: str
    start: int
    end: int
    of: int | None = None
    share: float | None = None

    @property
    def is_bound(self) -> bool:
        return self.op != "="


def figures_in(text: str) -> list[Figure]:
    """Every figure of a sentence in order; a per cent that only repeats a count is that count's share."""
    found: list[Figure] = []
    if not _DIGIT.search(text):
        return found
    for pattern in (_PERCENT, _FRACTION, _COUNT, _BARE):
        for match in pattern.finditer(text):
            start, end = match.span()
            if pattern is _BARE:
                start, end = match.span("value")
            if any(start < figure.end and figure.start < end for figure in found):
                continue
            figure = _figure(text, match, start, end)
            if figure:
                found.append(figure)
    return _with_shares(text, sorted(found, key=lambda figure: figure.start))


def _figure(text: str, match: re.Match, start: int, end: int) -> Figure | None:
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    groups = match.groupdict()
    unit = "%" if match.re is _PERCENT else (groups.get("unit") or "").lower()
    value = float(groups["value"].replace(",", "."))
    if unit != "%" and _NO_FIGURE.search(before):
        return None
    of = int(groups["of"]) if groups.get("of") else None
    if of is not None:
        in_words = re.search(r"(?:ngày|trước|đến|từ|hạn)\s*$", before, re.I)
        dated = value <= 31 and of <= 12 and not unit and not re.search(r":\s*(?:phấn đấu\s+|có\s+)?$", before)
        if in_words or dated or value > of or of == 0:
            return None
    if match.re is _BARE and not AWARD.search(before):
        return None
    op = "<=" if _AT_MOST.search(before) else ">=" if _AT_LEAST.search(before) or _OR_MORE.match(after) else "="
    return Figure(int(value) if value.is_integer() else value, unit, op, start, end, of)


def _with_shares(text: str, figures: list[Figure]) -> list[Figure]:
    kept: list[Figure] = []
    for figure in figures:
        last = kept[-1] if kept else None
        between = text[last.end : figure.start] if last else ""
        if last and last.share is None and _IS_SHARE.match(between) and not AWARD.search(between):
            if figure.unit == "%" and figure.op == "<=" and OF_A_TITLE.match(text[figure.end :]):
                kept.append(figure)  # a limit of its own: "06 người (không quá 15% số Lao động tiên tiến)"
                continue
            if figure.unit == "%" and last.unit != "%":
                kept[-1] = replace(last, share=float(figure.value), end=figure.end)
                continue
            if last.unit == "%" and figure.unit != "%" and re.search(r"\(\s*(?:tương đương|khoảng|tức)?\s*$", between):
                kept[-1] = replace(last, end=figure.end)
                continue
        kept.append(figure)
    return kept
