"""The numbers that Word writes by itself: they are not in the text, they are counted from the lists' definitions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

from docx.oxml.ns import qn

from documents import layout

LEVELS = 9
MOST = 999  # of a list's items; a file may claim any number, and write it in letters or Roman signs
LONGEST_LABEL = 60
BULLETS = {"+": "+", "o": "+", "*": "*"}  # any other sign is written "-"


def _written(number: int, form: str) -> str:
    return FORMATS[form if form in FORMATS and 0 < number <= MOST else "decimal"](number)


def _letter(number: int) -> str:
    """a … z, then aa, bb, as Word goes on."""
    place, times = (number - 1) % 26, (number - 1) // 26 + 1
    return chr(ord("a") + place) * times


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": layout.roman,
    "lowerRoman": lambda number: layout.roman(number).lower(),
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerLetter": _letter,
    "none": lambda number: "",
}


class Numbers:
    """Counts as a reader of the page would see it. Ask once for each paragraph, in reading order."""

    def __init__(self, numbering, styles):
        """`numbering` and `styles` are the root elements of the two parts, None where the file has none."""
        self._styles = {} if styles is None else {s.get(qn("w:styleId")): s for s in styles.iter(qn("w:style"))}
        self._abstract, self._lists, self._starts = {}, {}, {}
        if numbering is not None:
            self._read(numbering)
        self._counts = defaultdict(lambda: [None] * LEVELS)  # abstract list → where each level stands
        self._restarted: set[tuple[str, int]] = set()

    def _read(self, numbering) -> None:
        linked = {}
        for abstract in numbering.iter(qn("w:abstractNum")):
            name = abstract.get(qn("w:abstractNumId"))
            self._abstract[name] = {_int(level, qn("w:ilvl")): level for level in abstract.iter(qn("w:lvl"))}
            if not self._abstract[name] and (link := _value(abstract, "w:numStyleLink")):
                linked[name] = link
        for item in numbering.iter(qn("w:num")):
            number, abstract = item.get(qn("w:numId")), _value(item, "w:abstractNumId")
            self._lists[number] = abstract
            for override in item.iter(qn("w:lvlOverride")):
                level = _int(override, qn("w:ilvl"))
                if (start := _number(_value(override, "w:startOverride"))) is not None:
                    self._starts[number, level] = start
                if (own := override.find(qn("w:lvl"))) is not None:
                    self._abstract[abstract] = {**self._abstract.get(abstract, {}), level: own}
        for name, style in linked.items():
            number = self._of_style(style)[0]
            self._abstract[name] = self._abstract.get(self._lists.get(number), {})

    def label(self, paragraph) -> str:
        """What stands before the paragraph: "I.", "1.2.", "a)", "-"; "" where it has no number."""
        number, level = self._list_of(paragraph)
        abstract = self._lists.get(number)
        definition = self._abstract.get(abstract, {}).get(level)
        if definition is None or number == "0":
            return ""
        form = _value(definition, "w:numFmt") or "decimal"
        text = _value(definition, "w:lvlText") or ""
        if form == "bullet":
            return BULLETS.get(text.strip(), "-")
        return self._counted(number, abstract, level, text)

    def _list_of(self, paragraph) -> tuple[str | None, int]:
        properties = paragraph.find(qn("w:pPr"))
        own = properties.find(qn("w:numPr")) if properties is not None else None
        style = _value(properties, "w:pStyle") if properties is not None else None
        number, level = (_value(own, "w:numId"), _value(own, "w:ilvl")) if own is not None else (None, None)
        if number is None and style:
            number, styled = self._of_style(style)
            level = level if level is not None else styled
            if level is None:
                level = self._level_of_style(number, style)
        level = _number(level) or 0
        return number, min(level, LEVELS - 1)

    def _of_style(self, style: str | None, depth: int = 0) -> tuple[str | None, str | None]:
        element = self._styles.get(style)
        if element is None or depth > 20:
            return None, None
        properties = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is not None and (number := _value(properties, "w:numId")):
            return number, _value(properties, "w:ilvl")
        return self._of_style(_value(element, "w:basedOn"), depth + 1)

    def _level_of_style(self, number: str | None, style: str) -> str | None:
        levels = self._abstract.get(self._lists.get(number), {})
        return next((str(level) for level, item in levels.items() if _value(item, "w:pStyle") == style), None)

    def _counted(self, number: str, abstract: str, level: int, text: str) -> str:
        counts, levels = self._counts[abstract], self._abstract[abstract]
        if (number, level) in self._starts and (number, level) not in self._restarted:
            self._restarted.add((number, level))
            counts[level] = None
            start = self._starts[number, level]
        else:
            start = _start(levels.get(level))
        counts[level] = start if counts[level] is None else counts[level] + 1
        for deeper in range(level + 1, LEVELS):
            if deeper in levels and _value(levels[deeper], "w:lvlRestart") != "0":
                counts[deeper] = None
        is_legal = levels[level].find(qn("w:isLgl")) is not None

        def written(match) -> str:
            other = int(match[1]) - 1
            if other not in levels or other > level:
                return ""
            value = counts[other] if counts[other] is not None else _start(levels[other])
            form = _value(levels[other], "w:numFmt") or "decimal"
            return _written(value, "decimal" if is_legal and other < level else form)

        return re.sub(r"%([1-9])", written, text[:LONGEST_LABEL]).strip()


def _start(level) -> int:
    found = _number(_value(level, "w:start")) if level is not None else None
    return 1 if found is None else found


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) <= 6 else None


def _value(element, child: str) -> str | None:
    found = element.find(qn(child))
    return found.get(qn("w:val")) if found is not None else None


def _int(element, attribute: str) -> int:
    return _number(element.get(attribute)) or 0
