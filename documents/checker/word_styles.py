"""What a paragraph or run of a Word file looks like after its styles: document defaults, styles, direct formatting."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docx.oxml.ns import qn

MAX_DEPTH = 30  # of styles based on each other
DEFAULT_SIZE = 10.0
TWIPS = 20  # to a point


@dataclass(frozen=True)
class ParagraphLook:
    """Points; `line` is (rule, value): "auto" in lines, "exact" and "atLeast" in points."""

    align: str
    left: float
    first: float
    right: float
    before: float
    after: float
    line: tuple[str, float]
    keeps_next: bool
    contextual: bool  # no gap between paragraphs of one style


class Styles:
    """The styles part and the theme, read once; `styles` and `theme` are root elements or None."""

    def __init__(self, styles, theme):
        found = [] if styles is None else list(styles.iter(qn("w:style")))
        self._by_id = {style.get(qn("w:styleId")): style for style in found}
        self._default = next(
            (
                s.get(qn("w:styleId"))
                for s in found
                if s.get(qn("w:type")) == "paragraph" and s.get(qn("w:default")) in ("1", "true")
            ),
            None,
        )
        defaults = None if styles is None else styles.find(qn("w:docDefaults"))
        self._run_defaults = None if defaults is None else defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
        self._paragraph_defaults = None if defaults is None else defaults.find(f"{qn('w:pPrDefault')}/{qn('w:pPr')}")
        self._theme = _theme_fonts(theme)
        self._chains: dict[str | None, list] = {}

    def chain(self, name: str | None) -> list:
        """A style and those it is based on, the nearest first."""
        if name not in self._chains:
            chain, seen, at = [], set(), name
            while at in self._by_id and at not in seen and len(chain) < MAX_DEPTH:
                seen.add(at)
                chain.append(self._by_id[at])
                based = self._by_id[at].find(qn("w:basedOn"))
                at = None if based is None else based.get(qn("w:val"))
            self._chains[name] = chain
        return self._chains[name]

    def _style_of(self, paragraph) -> str | None:
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return named.get(qn("w:val")) if named is not None else self._default

    def paragraph_layers(self, paragraph) -> list:
        """The pPr elements that lay a paragraph out, the strongest first."""
        layers = [paragraph.find(qn("w:pPr"))]
        layers += [style.find(qn("w:pPr")) for style in self.chain(self._style_of(paragraph))]
        return [layer for layer in [*layers, self._paragraph_defaults] if layer is not None]

    def paragraph(self, paragraph, of_list=None) -> ParagraphLook:
        """`of_list`: the pPr of the list level the paragraph stands on; it yields to the paragraph's own."""
        layers = self.paragraph_layers(paragraph)
        if of_list is not None:
            has_own = paragraph.find(qn("w:pPr")) is not None
            layers.insert(1 if has_own else 0, of_list)
        indent = {
            side: _attribute(layers, "w:ind", side)
            for side in ("left", "start", "right", "end", "firstLine", "hanging")
        }
        left = _points(indent["left"] or indent["start"])
        rule = _attribute(layers, "w:spacing", "lineRule") or "auto"
        line = float(_number(_attribute(layers, "w:spacing", "line"), 240))
        return ParagraphLook(
            align={"both": "justify", "start": "left", "end": "right", "distribute": "justify"}.get(
                said := _attribute(layers, "w:jc", "val") or "left", said
            ),
            left=left,
            first=left + _points(indent["firstLine"]) - _points(indent["hanging"]),
            right=_points(indent["right"] or indent["end"]),
            before=14.0
            if _is_on(layers, "w:spacing", "beforeAutospacing")
            else _points(_attribute(layers, "w:spacing", "before")),
            after=14.0
            if _is_on(layers, "w:spacing", "afterAutospacing")
            else _points(_attribute(layers, "w:spacing", "after")),
            line=(rule, line / 240 if rule == "auto" else line / TWIPS),
            keeps_next=_switch(layers, "w:keepNext"),
            contextual=_switch(layers, "w:contextualSpacing"),
        )

    def run_layers(self, paragraph, run) -> list:
        """The rPr elements that dress a run, the strongest first."""
        own = run.find(qn("w:rPr"))
        layers = [own]
        named = None if own is None else own.find(qn("w:rStyle"))
        if named is not None:
            layers += [style.find(qn("w:rPr")) for style in self.chain(named.get(qn("w:val")))]
        layers += [style.find(qn("w:rPr")) for style in self.chain(self._style_of(paragraph))]
        return [layer for layer in [*layers, self._run_defaults] if layer is not None]

    def font(self, layers: list) -> str:
        """The family of the Latin letters with marks (hAnsi) as Word resolves it."""
        for layer in layers:
            fonts = layer.find(qn("w:rFonts"))
            if fonts is None:
                continue
            for side in ("hAnsi", "ascii"):
                if theme := fonts.get(qn(f"w:{side}Theme")):
                    return self._theme.get(theme[:5], "")
                if name := fonts.get(qn(f"w:{side}")):
                    return name
        return "Times New Roman" if not self._theme else self._theme.get("minor", "")

    def size(self, layers: list) -> float:
        said = _attribute(layers, "w:sz", "val")
        return _number(said, DEFAULT_SIZE * 2) / 2

    def is_on(self, layers: list, name: str) -> bool:
        return _switch(layers, name)

    def colour(self, layers: list) -> str:
        said = (_attribute(layers, "w:color", "val") or "auto").lower()
        return said if re.fullmatch(r"[0-9a-f]{6}", said) else "000000"

    def is_underlined(self, layers: list) -> bool:
        return (_attribute(layers, "w:u", "val") or "none") != "none"


def _theme_fonts(theme) -> dict[str, str]:
    """{"minor": …, "major": …}: the Latin fonts of the theme."""
    if theme is None:
        return {}
    drawing = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    fonts = {}
    for kind in ("minor", "major"):
        latin = theme.find(f".//{drawing}{kind}Font/{drawing}latin")
        if latin is not None:
            fonts[kind] = latin.get("typeface", "")
    return fonts


def _attribute(layers: list, element: str, name: str) -> str | None:
    for layer in layers:
        found = layer.find(qn(element))
        if found is not None and (value := found.get(qn(f"w:{name}"))) is not None:
            return value
    return None


def _is_on(layers: list, element: str, name: str) -> bool:
    return (_attribute(layers, element, name) or "0") in ("1", "true", "on")


def _switch(layers: list, name: str) -> bool:
    for layer in layers:
        found = layer.find(qn(name))
        if found is not None:
            return (found.get(qn("w:val")) or "1") not in ("0", "false", "off")
    return False


def _number(said: str | None, otherwise: float) -> float:
    try:
        return min(max(float(said), -100_000.0), 100_000.0)
    except (TypeError, ValueError):
        return otherwise


def _points(said: str | None) -> float:
    return _number(said, 0.0) / TWIPS
