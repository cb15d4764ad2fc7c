"""Replacing a date that a plan's text prints with day, month and year by the day it was moved to. Pure.

Only inside the sentence the date was read from, never elsewhere; “trước ngày 30/9” prints no year and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from documents.content import Block, Content, Run, Section, Table

_NUMERIC = r"(?<![\d/.-])(?P<d>0?{day})(?P<s1>\s*[/.-]\s*)(?P<m>0?{month})(?P<s2>\s*[/.-]\s*){year}(?!\d)"
_WORDS = r"(?<!\d)(?P<dw>0?{day})(?P<w1>\s+tháng\s+)(?P<mw>0?{month})(?P<w2>\s*(?:năm|/)\s*){year}(?!\d)"


def replace_in_content(content: Content, *, line: int, sentence: str, old: date, new: date) -> list[tuple[str, str]]:
    """Change `content` in place; returns what was printed and what stands there now."""
    changes: list[tuple[str, str]] = []
    block = _block_of(content, line, sentence)
    if block is None:
        return changes
    change = _changer(old, new, changes)
    if isinstance(block, Table):
        block.rows = [[_in_sentence(cell, sentence, change, loose=True) for cell in row] for row in block.rows]
    elif isinstance(block, Section):
        block.title = _in_sentence(block.title, sentence, change)
    else:
        block.runs = _in_runs(block.runs, sentence, change)
    return changes


def replace_in_source(source: str, *, line: int, sentence: str, old: date, new: date) -> str:
    """The same in the pasted text: on the sentence's line, or where it was wrapped, on the lines below it."""
    lines = source.split("\n")
    change = _changer(old, new, [])
    for index in range(line - 1, min(line + 3, len(lines))):
        changed = _in_sentence(lines[index], sentence, change, loose=True)
        if changed != lines[index]:
            lines[index] = changed
            break
    return "\n".join(lines)


def replace_in_sentence(sentence: str, *, old: date, new: date) -> str:
    return _changer(old, new, [])(sentence)


def prints_with_year(sentence: str, day: date) -> bool:
    return bool(_pattern(day).search(sentence))


def _pattern(day: date) -> re.Pattern:
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return re.compile(f"{_NUMERIC.format(**parts)}|{_WORDS.format(**parts)}", re.I)


def _changer(old: date, new: date, changes: list[tuple[str, str]]) -> Callable[[str], str]:
    """A function that replaces the old day by the new, written the way the old one was."""

    def written(match: re.Match) -> str:
        groups = match.groupdict()
        day, month = groups["d"] or groups["dw"], groups["m"] or groups["mw"]
        first, second = (groups["s1"], groups["s2"]) if groups["d"] else (groups["w1"], groups["w2"])
        text = f"{_like(day, new.day)}{first}{_like(month, new.month)}{second}{new.year}"
        changes.append((match[0], text))
        return text

    pattern = _pattern(old)
    return lambda text: pattern.sub(written, text)


def _like(printed: str, value: int) -> str:
    """With a leading zero where the printed one had it, or always had two figures."""
    return f"{value:02d}" if printed.startswith("0") else str(value)


def _in_sentence(text: str, sentence: str, change: Callable[[str], str], *, loose: bool = False) -> str:
    """`text` with the change made inside the sentence; `loose`: the text may itself be a part of the sentence."""
    start = text.find(sentence)
    if start >= 0:
        end = start + len(sentence)
        return text[:start] + change(text[start:end]) + text[end:]
    is_part = loose and len(text.strip()) > 5 and text.strip() in sentence
    return change(text) if is_part else text


def _in_runs(runs: list[Run], sentence: str, change: Callable[[str], str]) -> list[Run]:
    """A date lies within one run; a sentence may go over several."""
    text = "".join(run.text for run in runs)
    start = text.find(sentence)
    if start < 0:
        return runs
    end, offset, changed = start + len(sentence), 0, []
    for run in runs:
        first, last = max(start - offset, 0), min(end - offset, len(run.text))
        inside = change(run.text[first:last]) if first < last else None
        body = run.text if inside is None else run.text[:first] + inside + run.text[last:]
        changed.append(replace(run, text=body))
        offset += len(run.text)
    return changed


def _block_of(content: Content, line: int, sentence: str) -> Block | None:
    blocks = [*content.walk(), *content.closing]
    holding = [block for block in blocks if _holds(block, sentence)]
    return next((block for block in holding if _is_on(block, line)), holding[0] if len(holding) == 1 else None)


def _is_on(block: Block, line: int) -> bool:
    first = block.source_line or 0
    return first <= line < first + len(block.rows) if isinstance(block, Table) else first == line


def _holds(block: Block, sentence: str) -> bool:
    if isinstance(block, Table):
        return any(sentence in " | ".join(row) or sentence in cell for row in block.rows for cell in row)
    return sentence in (block.title if isinstance(block, Section) else block.text)
