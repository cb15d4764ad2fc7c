"""The numbers that Word writes by itself in front of paragraphs, counted as Word counts them."""

from __future__ import annotations

from collections import defaultdict

from docx.oxml.ns import qn

HIGHEST = 500
LONGEST = 40
ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


class Numbering:
    """`root` is the numbering part's element or None. `label` is asked once for each paragraph, in reading order."""

    def __init__(self, root):
        self._levels: dict[str, dict[str, object]] = {}
        self._abstract_of: dict[str, str] = {}
        for abstract in [] if root is None else root.iter(qn("w:abstractNum")):
            levels = {level.get(qn("w:ilvl")): level for level in abstract.findall(qn("w:lvl"))}
            self._levels[abstract.get(qn("w:abstractNumId"))] = levels
        for item in [] if root is None else root.iter(qn("w:num")):
            named = item.find(qn("w:abstractNumId"))
            if named is not None:
                self._abstract_of[item.get(qn("w:numId"))] = named.get(qn("w:val"))
        self._counts: dict[tuple[str, int], int] = defaultdict(int)

    def level(self, layers: list):
        """The definition of the list level that paragraph properties name, or None."""
        for layer in layers:
            own = layer.find(qn("w:numPr"))
            if own is None:
                continue
            number, depth = own.find(qn("w:numId")), own.find(qn("w:ilvl"))
            name = "" if number is None else number.get(qn("w:val"))
            levels = self._levels.get(self._abstract_of.get(name, ""), {})
            return levels.get("0" if depth is None else depth.get(qn("w:val")))
        return None

    def label(self, level) -> str:
        """What stands before the text: “I. ”, “a) ”, “- ”."""
        if level is None:
            return ""
        depth, key = int(level.get(qn("w:ilvl"), "0")), str(id(level.getparent()))
        form = _value(level, "w:numFmt") or "decimal"
        text = (_value(level, "w:lvlText") or "")[:LONGEST]
        if form == "bullet":
            return "- "
        start = _whole(_value(level, "w:start"), 1)
        self._counts[key, depth] = self._counts[key, depth] + 1 if (key, depth) in self._counts else start
        for deeper in range(depth + 1, 9):
            self._counts.pop((key, deeper), None)
        for shown in range(depth + 1):
            text = text.replace(
                f"%{shown + 1}", _written(self._counts.get((key, shown), 1), form if shown == depth else "decimal")
            )
        return f"{text} " if text else ""


def _value(level, name: str) -> str | None:
    found = level.find(qn(name))
    return None if found is None else found.get(qn("w:val"))


def _whole(said: str | None, otherwise: int) -> int:
    return int(said) if said and said.isdigit() and len(said) < 6 else otherwise


def _written(number: int, form: str) -> str:
    if not 0 < number <= HIGHEST:
        return str(number)
    if form in ("upperRoman", "lowerRoman"):
        said = ""
        for value, sign in ROMAN:
            count, number = divmod(number, value)
            said += sign * count
        return said if form == "upperRoman" else said.lower()
    if form in ("upperLetter", "lowerLetter"):
        said = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return said.upper() if form == "upperLetter" else said
    return str(number)
