"""Figures that do not add up: parts against their total, shares over the whole, a count over its limit."""

from __future__ import annotations

import re

from documents.reading import Doubt
from plans.reading.facts import Target
from plans.reading.passages import Passage
from plans.reading.titles import codes_in

_TOTAL = re.compile(
    r"tổng số\s+[^.;\d]{2,60}?(?P<total>\d{1,4})(?![\d.,]*\d|\s*%)[^.;,:\d]*"
    r"[.;,:(]\s*(?:trong đó|bao gồm|gồm)(?!\w)\s*:?\s*"
    r"(?P<parts>[^.;()]+)",
    re.I,
)
_PART = re.compile(r"(?<![\d/.,])(\d{1,4})(?![\d/.,]*\d|\s*%)")
_OVERLAPS = re.compile(r"(?<!\w)(?:nữ|đảng viên|đoàn viên|dân tộc|con em|hợp đồng|biên chế)(?!\w)", re.I)
_RANKED = re.compile(
    r"(?P<rank>xuất sắc|chưa hoàn thành|hoàn thành tốt|hoàn thành|giỏi|tốt|khá|trung bình|chưa đạt|đạt|yếu|kém)\s*:?\s*"
    r"(?P<share>\d{1,3}(?:[.,]\d+)?)\s*%",
    re.I,
)
_ROUNDING = 0.5  # per cent that rounded shares may add up to beside 100


def sum_doubts(passages: list[Passage], targets: list[Target]) -> list[Doubt]:
    doubts: list[Doubt] = []
    for passage in passages:
        for text in re.split(r"[.;]\s", passage.text) if "%" in passage.text else ():
            doubts += _shares(passage, text)
        doubts += _parts(passage)
    return doubts + _limits(targets)


def _shares(passage: Passage, text: str) -> list[Doubt]:
    """ "Giỏi 12%, Khá 56%, …": shares of one whole, each rank once, that exceed it."""
    ranked = [(match["rank"].casefold(), float(match["share"].replace(",", "."))) for match in _RANKED.finditer(text)]
    total = sum(share for _, share in ranked)
    if len(ranked) < 3 or len(dict(ranked)) < len(ranked) or total <= 100 + _ROUNDING:
        return []
    message = f"Các tỷ lệ ở đây cộng lại là {total:g}%, quá 100%.".replace(".", ",", str(f"{total:g}").count("."))
    return [Doubt("percent_sum", passage.line, message, text.strip())]


def _parts(passage: Passage) -> list[Doubt]:
    """ "Tổng số …: 78 người. Trong đó …": parts that exceed their total; fewer may simply not all be named."""
    doubts = []
    for match in _TOTAL.finditer(passage.text) if re.search("tổng số", passage.text, re.I) else ():
        numbers = [_PART.findall(part) for part in re.split(r",|(?<!\w)và(?!\w)", match["parts"])]
        if len(numbers) < 2 or any(len(each) != 1 for each in numbers) or _OVERLAPS.search(match["parts"]):
            continue
        total = sum(int(each[0]) for each in numbers)
        if total > int(match["total"]):
            message = f"Các phần cộng lại là {total}, khác tổng số {int(match['total'])}."
            doubts.append(Doubt("total_mismatch", passage.line, message, match[0].strip()))
    return doubts


def _limits(targets: list[Target]) -> list[Doubt]:
    """ "06 người (không quá 15% số Lao động tiên tiến)" where that share of those aimed at is less."""
    doubts = []
    for limit in targets:
        whole = codes_in(limit.who) if limit.op == "<=" and limit.unit == "%" else None
        if not whole:
            continue
        counts = {target.code: target.value for target in reversed(targets) if target.unit != "%" and target.op == "="}
        own = next((t.value for t in targets if t.line == limit.line and t.code == limit.code and t.unit != "%"), None)
        if own is None or whole not in counts or own <= counts[whole] * limit.value / 100:
            continue
        message = f"{limit.value:g}% của {counts[whole]:g} là {counts[whole] * limit.value / 100:.1f}".replace(".", ",")
        doubts.append(Doubt("limit_exceeded", limit.line, f"{message}; ở đây ghi {own:g}.", limit.sentence))
    return doubts
